"""The misconceptions of one_hot as other learners would write them, and wrong answers of another kind."""

import torch
from torch.nn import functional as F

from sensei.check.respelled import respells, unrelated
from solutions.one_hot import one_hot


@respells("one_hot")
def discards_the_result(label, num_classes=10):
    zeros = torch.zeros((num_classes,), dtype=torch.float32)
    index = torch.tensor([label])
    torch.scatter(zeros, 0, index, 1.0)
    return zeros


@respells("one_hot")
def passes_an_int(label, num_classes=10):
    y = torch.zeros(num_classes)
    y.scatter_(0, label, 1)
    return y


@respells("one_hot")
def keeps_int64(label, num_classes=10):
    one_hot_label = torch.zeros(num_classes, dtype=torch.int64)
    one_hot_label[label] = 1
    return one_hot_label


@respells("one_hot")
def lets_f_one_hot_guess(label, num_classes=10):
    encoded = torch.nn.functional.one_hot(torch.as_tensor(label))
    return encoded.to(torch.float32)


@respells("one_hot")
def always_ten(label, num_classes=10):
    vector = torch.zeros(10, dtype=torch.float)
    vector[label] = 1.0
    return vector


@respells("one_hot")
def counts_from_one(label, num_classes=10):
    place = torch.tensor(label) - 1
    result = torch.zeros(num_classes)
    result.scatter_(0, place, 1.0)
    return result


@unrelated("one_hot")
def puts_a_one_everywhere_else(label, num_classes=10):
    return torch.ones(num_classes).scatter_(0, torch.tensor(label), value=0)


@unrelated("one_hot")
def counts_from_the_end(label, num_classes=10):
    vector = torch.zeros(num_classes)
    vector[-label] = 1
    return vector


@unrelated("one_hot")
def writes_the_label_instead_of_a_one(label, num_classes=10):
    return torch.zeros(num_classes).scatter_(0, torch.tensor(label), value=label)


@unrelated("one_hot")
def makes_a_row_of_a_matrix(label, num_classes=10):
    return torch.zeros(1, num_classes).scatter_(1, torch.tensor([[label]]), 1)


@unrelated("one_hot")
def misspells_the_label(label, num_classes=10):
    return torch.zeros(num_classes).scatter_(0, torch.tensor(lable), value=1)


@unrelated("one_hot")
def makes_float64(label, num_classes=10):
    return torch.zeros(num_classes, dtype=torch.float64).scatter_(0, torch.tensor(label), value=1)


@respells("one_hot_transform")
def piles_up_ones(num_classes):
    target = torch.zeros(num_classes)

    def transform(y):
        target[y] = 1
        return target

    return transform


@respells("one_hot_transform")
def reuses_one_vector(num_classes):
    buffer = torch.empty(num_classes)

    def encode(y):
        buffer.fill_(0)
        buffer[y] = 1.0
        return buffer

    return encode


@respells("one_hot_transform")
def hands_out_rows_of_one_matrix(num_classes):
    rows = [row for row in torch.eye(num_classes)]

    def look_up(label):
        return rows[label]

    return look_up


@respells("one_hot_transform")
def returns_a_tensor(num_classes):
    labels = torch.arange(num_classes)
    return F.one_hot(labels, num_classes=num_classes).float()


@respells("one_hot_transform")
def forgets_num_classes(num_classes):
    def transform(label):
        return torch.zeros(10).scatter_(0, torch.tensor(label), value=1.0)

    return transform


@respells("one_hot_transform")
def transforms_to_int64(num_classes):
    def transform(label):
        vector = torch.zeros(num_classes, dtype=torch.long)
        vector[label] = 1
        return vector

    return transform


@respells("one_hot_transform")
def makes_lists(num_classes):
    def transform(label):
        numbers = [0.0] * num_classes
        numbers[label] = 1.0
        return numbers

    return transform


@unrelated("one_hot_transform")
def counts_its_classes_from_one(num_classes):
    return lambda label: one_hot(label - 1, num_classes)


@unrelated("one_hot_transform")
def gives_the_label_as_a_tensor(num_classes):
    return lambda label: torch.tensor(label)


@unrelated("one_hot_transform")
def makes_a_function_without_arguments(num_classes):
    return lambda: one_hot(num_classes)


@unrelated("one_hot_transform")
def keeps_the_first_vector(num_classes):
    made = []

    def transform(label):
        if not made:
            made.append(one_hot(label, num_classes))
        return made[0].clone()

    return transform


unrelated("COLUMNS_AND_DTYPE", (3, torch.int32))
unrelated("COLUMNS_AND_DTYPE", (5, torch.float32))
unrelated("COLUMNS_AND_DTYPE", [3, torch.int64])


@respells("one_hot_batch")
def scatters_along_the_samples(labels, num_classes):
    batch = torch.zeros(labels.shape[0], num_classes)
    row = labels.view(1, -1)
    batch.scatter_(0, row, 1.0)
    return batch


@respells("one_hot_batch")
def makes_a_row_of_the_labels(labels, num_classes):
    batch = torch.zeros((len(labels), num_classes))
    return batch.scatter_(dim=1, index=labels[None, :], value=1)


@respells("one_hot_batch")
def fills_the_first_column(labels, num_classes):
    rows = torch.zeros(labels.size(0), num_classes)
    column = labels[:, None]
    return torch.scatter(rows, 0, column, 1)


@respells("one_hot_batch")
def forgets_to_unsqueeze(labels, num_classes):
    out = torch.zeros((labels.shape[0], num_classes), dtype=torch.float32)
    out.scatter_(dim=1, index=labels, value=1.0)
    return out


@respells("one_hot_batch")
def changes_the_callers_labels(labels, num_classes):
    labels.unsqueeze_(-1)
    zeros = torch.zeros(labels.shape[0], num_classes)
    zeros.scatter_(1, labels, 1.0)
    return zeros


@respells("one_hot_batch")
def discards_the_batch(labels, num_classes):
    result = torch.zeros(labels.shape[0], num_classes)
    index = labels.reshape(-1, 1)
    torch.scatter(result, 1, index, 1.0)
    return result


@respells("one_hot_batch")
def sets_whole_columns(labels, num_classes):
    one_hots = torch.zeros(len(labels), num_classes)
    for label in labels:
        one_hots[:, label] = 1
    return one_hots


@respells("one_hot_batch")
def lets_the_batch_decide(labels, num_classes):
    count = int(labels.max()) + 1
    batch = torch.zeros(len(labels), count)
    batch[torch.arange(len(labels)), labels] = 1
    return batch


@respells("one_hot_batch")
def keeps_the_batch_int64(labels, num_classes):
    return torch.eye(num_classes, dtype=torch.int64)[labels]


@respells("one_hot_batch")
def squeezes_a_batch_of_one(labels, num_classes):
    rows = torch.stack([one_hot(label.item(), num_classes) for label in labels])
    return rows.squeeze()


@unrelated("one_hot_batch")
def makes_one_vector_of_all_labels(labels, num_classes):
    return torch.zeros(num_classes).scatter_(0, labels, 1)


@unrelated("one_hot_batch")
def adds_up_the_rows(labels, num_classes):
    return torch.stack([one_hot(label.item(), num_classes) for label in labels]).sum(0)


@unrelated("one_hot_batch")
def sorts_the_labels_first(labels, num_classes):
    return F.one_hot(labels.sort().values, num_classes).float()


@unrelated("one_hot_batch")
def makes_floats_of_the_labels(labels, num_classes):
    return torch.zeros(len(labels), num_classes).scatter_(1, labels.float().unsqueeze(1), 1)


@unrelated("one_hot_batch")
def gives_a_list_of_vectors(labels, num_classes):
    return [one_hot(label.item(), num_classes) for label in labels]


respells("ACCEPTED", [False, False, True, True], [False, True, True, True])
respells("ACCEPTED", [True, True, False, True], [True, True, False, False])
unrelated("ACCEPTED", [1.0, 0.0, 0.0])
unrelated("ACCEPTED", ["labels", "F.one_hot(labels, 3).float()"])


@respells("loss_of_one_hot")
def passes_int64_rows_on(logits, targets):
    criterion = torch.nn.CrossEntropyLoss()
    return criterion(logits, targets)


@respells("loss_of_one_hot")
def looks_down_the_columns(logits, targets):
    labels = torch.argmax(targets, dim=0)
    return torch.nn.CrossEntropyLoss()(logits, labels)


@respells("loss_of_one_hot")
def does_softmax_twice(logits, targets):
    probabilities = F.softmax(logits, dim=1)
    return F.cross_entropy(probabilities, targets.float())


@respells("loss_of_one_hot")
def averages_over_the_classes_too(logits, targets):
    losses = -F.log_softmax(logits, dim=1) * targets
    return torch.mean(losses)


@respells("loss_of_one_hot")
def sums_the_samples(logits, targets):
    log_probabilities = torch.log(torch.softmax(logits, 1))
    return -(log_probabilities * targets).sum()


@respells("loss_of_one_hot")
def forgets_the_log_softmax(logits, targets):
    return -(logits * targets).sum(dim=1).mean()


@respells("loss_of_one_hot")
def returns_a_loss_for_each_sample(logits, targets):
    return -(F.log_softmax(logits, 1) * targets).sum(1)


@respells("loss_of_one_hot")
def cuts_the_gradient(logits, targets):
    with torch.no_grad():
        return F.cross_entropy(logits, targets.float())


@unrelated("loss_of_one_hot")
def forgets_the_minus(logits, targets):
    return (logits.log_softmax(1) * targets).sum(1).mean()


@unrelated("loss_of_one_hot")
def takes_the_squared_error(logits, targets):
    return F.mse_loss(logits.softmax(1), targets.float())


@unrelated("loss_of_one_hot")
def forgets_the_logarithm(logits, targets):
    return -(logits.softmax(1) * targets).sum(1).mean()


@unrelated("loss_of_one_hot")
def takes_the_softmax_over_the_samples(logits, targets):
    return -(logits.log_softmax(0) * targets).sum(1).mean()


@unrelated("loss_of_one_hot")
def gives_targets_and_logits_the_wrong_way_round(logits, targets):
    return F.cross_entropy(targets, logits.argmax(1))


unrelated("COMPARED_SHAPE", (100,))
unrelated("COMPARED_SHAPE", (1, 10))
unrelated("COMPARED_SHAPE", ())


@respells("count_correct")
def compares_class_numbers_with_one_hot_rows(logits, targets):
    predicted = torch.argmax(logits, dim=1)
    return int(torch.eq(predicted, targets).sum())


@respells("count_correct")
def looks_for_the_best_sample(logits, targets):
    predictions = torch.argmax(logits, dim=0)
    truth = torch.argmax(targets, dim=0)
    return torch.sum(predictions == truth).item()


@respells("count_correct")
def gives_the_share(logits, targets):
    right = (logits.argmax(dim=1) == targets.argmax(dim=1)).sum().item()
    return right / len(logits)


@respells("count_correct")
def counts_with_a_tensor(logits, targets):
    hits = logits.argmax(1).eq(targets.argmax(1))
    return torch.count_nonzero(hits)


@respells("count_correct")
def counts_with_floats(logits, targets):
    right = 0.0
    for row, target in zip(logits, targets):
        if row.argmax() == target.argmax():
            right += 1.0
    return right


@respells("count_correct")
def rounds_the_scores(logits, targets):
    right = 0
    for scores, row in zip(logits, targets):
        if torch.equal(torch.round(scores), row.float()):
            right += 1
    return right


@respells("count_correct")
def counts_the_zeros_too(logits, targets):
    predicted = torch.zeros_like(logits)
    predicted[torch.arange(len(logits)), logits.argmax(1)] = 1
    return (predicted == targets.float()).sum().item()


@respells("count_correct")
def compares_scores_with_class_numbers(logits, targets):
    highest, _ = torch.max(logits, dim=1)
    labels = targets.argmax(dim=1)
    return (highest == labels).sum().item()


@unrelated("count_correct")
def counts_the_wrong_ones(logits, targets):
    return (logits.argmax(1) != targets.argmax(1)).sum().item()


@unrelated("count_correct")
def counts_all_samples(logits, targets):
    return len(logits)


@unrelated("count_correct")
def looks_for_the_lowest_score(logits, targets):
    return (logits.argmin(1) == targets.argmax(1)).sum().item()


@unrelated("count_correct")
def asks_whether_all_are_right(logits, targets):
    return bool((logits.argmax(1) == targets.argmax(1)).all())


@unrelated("count_correct")
def adds_up_the_scores_of_the_right_classes(logits, targets):
    return int((logits * targets).sum().item())
