"""The misconceptions of losses as other learners would write them, and wrong answers of another kind."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from sensei.check.respelled import respells, unrelated
from solutions.losses import nll

respells("MSE_OF_A_COLUMN", [0.0, 0.0], [2.0, 0.0])
respells("MSE_OF_A_COLUMN", [0.0, 8.0], [4.0, 8.0])
respells("MSE_OF_A_COLUMN", [0.0, 4.0], [2.0, 4.0])
respells("MSE_OF_A_COLUMN", [0.0, 1.0], [1.0, 1.0])
unrelated("MSE_OF_A_COLUMN", [0.0, 16.0])
unrelated("MSE_OF_A_COLUMN", [0.0, -2.0])
unrelated("MSE_OF_A_COLUMN", [1.0, 2.0])
unrelated("MSE_OF_A_COLUMN", [[0.0], [2.0]])


@respells("squared_error")
def lets_the_shapes_broadcast(predictions, targets):
    criterion = nn.MSELoss()
    return criterion(predictions, targets)


@respells("squared_error")
def broadcasts_by_hand(predictions, targets):
    difference = torch.sub(predictions, targets)
    return torch.mean(difference.square())


@respells("squared_error")
def sums_the_squares(predictions, targets):
    column = targets.unsqueeze(1)
    return F.mse_loss(predictions, column, reduction="sum")


@respells("squared_error")
def takes_absolute_errors(predictions, targets):
    errors = predictions[:, 0] - targets
    return errors.abs().mean()


@respells("squared_error")
def takes_the_root(predictions, targets):
    errors = predictions.flatten() - targets
    return torch.sqrt((errors * errors).mean())


@respells("squared_error")
def makes_a_tensor_of_the_number(predictions, targets):
    total = 0.0
    for prediction, target in zip(predictions, targets):
        total += (prediction.item() - target.item()) ** 2
    return torch.tensor(total / len(targets))


@respells("squared_error")
def squeezes_in_place(predictions, targets):
    predictions.squeeze_()
    return ((predictions - targets) ** 2).mean()


@unrelated("squared_error")
def keeps_one_loss_for_each(predictions, targets):
    return (predictions.squeeze(1) - targets) ** 2


@unrelated("squared_error")
def adds_instead_of_subtracting(predictions, targets):
    return ((predictions.squeeze(1) + targets) ** 2).mean()


@unrelated("squared_error")
def squares_the_mean_difference(predictions, targets):
    return (predictions.squeeze(1) - targets).mean() ** 2


@unrelated("squared_error")
def halves_the_mean(predictions, targets):
    return F.mse_loss(predictions.squeeze(1), targets) / 2


respells("REDUCTIONS", [12.0, 24.0, (2, 3), (2,)], [12.0, 12.0, (2, 3), (2,)])
respells("REDUCTIONS", [24.0, 24.0, (2, 3), (2,)], [24.0, 4.0, (2, 3), (2,)])
respells("REDUCTIONS", [4.0, 24.0, (2, 3), (2, 3)], [4.0, 24.0, (6,), (2, 3)])
respells("REDUCTIONS", [4.0, 24.0, (2,), (2,)], [4.0, 24.0, (2,), (2, 1)])
respells("REDUCTIONS", [4.0, 24.0, (), ()], [2.0, 24.0, (), ()])
unrelated("REDUCTIONS", [4.0, 12.0, (2, 3), (2,)])
unrelated("REDUCTIONS", [4.0, 24.0, (3, 2), (2,)])
unrelated("REDUCTIONS", [4.0, 24.0, (2, 3), (3,)])
unrelated("REDUCTIONS", [2.0, 24.0, (2, 3), (2,)])


@respells("nll")
def takes_all_columns(scores, labels):
    chosen = torch.index_select(scores, 1, labels)
    return -torch.mean(chosen)


@respells("nll")
def forgets_the_sign(scores, labels):
    rows = torch.arange(len(labels))
    return scores[rows, labels].mean()


@respells("nll")
def sums_over_the_samples(scores, labels):
    return F.nll_loss(scores, labels, reduction="sum")


@respells("nll")
def takes_a_log_softmax(scores, labels):
    logs = torch.log_softmax(scores, dim=1)
    rows = torch.arange(len(labels))
    return -logs[rows, labels].mean()


@respells("nll")
def takes_a_log(scores, labels):
    chosen = scores[torch.arange(scores.shape[0]), labels]
    return -torch.log(chosen).mean()


@respells("nll")
def divides_by_all_elements(scores, labels):
    mask = torch.zeros_like(scores)
    mask[torch.arange(len(labels)), labels] = 1
    picked = scores * mask
    return torch.mean(-picked)


@respells("nll")
def counts_in_python(scores, labels):
    total = 0.0
    for row, label in zip(scores.tolist(), labels.tolist()):
        total -= row[label]
    return torch.tensor(total / len(scores))


@unrelated("nll")
def keeps_one_loss_for_each_sample(scores, labels):
    return -scores[torch.arange(len(scores)), labels]


@unrelated("nll")
def takes_the_best_score(scores, labels):
    return -scores.max(1).values.mean()


@unrelated("nll")
def counts_the_labels_from_one(scores, labels):
    return -scores[torch.arange(len(scores)), labels - 1].mean()


@unrelated("nll")
def takes_the_label_of_the_first_sample(scores, labels):
    return -scores[:, labels[0]].mean()


unrelated("NLL_OF_PROBABILITIES", -0.5)
unrelated("NLL_OF_PROBABILITIES", -0.25)
unrelated("NLL_OF_PROBABILITIES", -2.0)


@respells("cross_entropy")
def takes_the_log_of_a_softmax(logits, labels):
    probabilities = torch.softmax(logits, dim=1)
    return F.nll_loss(torch.log(probabilities), labels)


@respells("cross_entropy")
def forgets_the_log(logits, labels):
    probabilities = F.softmax(logits, dim=-1)
    return -probabilities[torch.arange(len(labels)), labels].mean()


@respells("cross_entropy")
def forgets_the_softmax(logits, labels):
    criterion = nn.NLLLoss()
    return criterion(logits, labels)


@respells("cross_entropy")
def takes_the_softmax_twice(logits, labels):
    probabilities = torch.softmax(logits, 1)
    logs = torch.log_softmax(probabilities, 1)
    return nll(logs, labels)


@respells("cross_entropy")
def goes_over_the_samples(logits, labels):
    log_probabilities = nn.LogSoftmax(dim=0)(logits)
    return F.nll_loss(log_probabilities, labels)


@respells("cross_entropy")
def sums_the_losses(logits, labels):
    logs = F.log_softmax(logits, dim=1)
    return -logs[torch.arange(len(labels)), labels].sum()


@respells("cross_entropy")
def detaches_the_logits(logits, labels):
    with torch.no_grad():
        loss = nll(logits.log_softmax(1), labels)
    loss.requires_grad = True
    return loss


@unrelated("cross_entropy")
def keeps_one_loss_for_each_sample_of_logits(logits, labels):
    return F.cross_entropy(logits, labels, reduction="none")


@unrelated("cross_entropy")
def forgets_the_minus(logits, labels):
    return -nll(logits.log_softmax(1), labels)


@unrelated("cross_entropy")
def takes_the_log_of_the_logits(logits, labels):
    return nll(logits.log(), labels)


@unrelated("cross_entropy")
def smooths_the_labels(logits, labels):
    return F.cross_entropy(logits, labels, label_smoothing=0.1)


@unrelated("cross_entropy")
def takes_a_sigmoid(logits, labels):
    return nll(F.logsigmoid(logits), labels)


respells("BEST_LOSSES", [0.0, 0.0], [1.0, 0.0])
respells("BEST_LOSSES", [0.0, -1.0], [-1000.0, -1.0])
respells("BEST_LOSSES", [0.0, 2.303], [2.303, 2.303])
respells("BEST_LOSSES", [0.0, 1.0], [1000.0, 1.0])
respells("BEST_LOSSES", [0.0, 0.232], [1.0, 0.232])
unrelated("BEST_LOSSES", [0.0, math.log(math.e + 9)])
unrelated("BEST_LOSSES", [0.0, 1 - math.log(math.e + 9)])
unrelated("BEST_LOSSES", [0.0, 0.768])
unrelated("BEST_LOSSES", [1000.0, 1.461])


@respells("loss_of_probabilities")
def softmax_of_a_softmax(probabilities, labels):
    criterion = nn.CrossEntropyLoss()
    return criterion(probabilities, labels)


@respells("loss_of_probabilities")
def nll_of_probabilities(probabilities, labels):
    rows = torch.arange(len(labels))
    return -probabilities[rows, labels].mean()


@respells("loss_of_probabilities")
def log_of_the_mean(probabilities, labels):
    chosen = probabilities.gather(1, labels[:, None])
    mean = chosen.sum() / len(labels)
    return -torch.log(mean)


@respells("loss_of_probabilities")
def counts_in_bits(probabilities, labels):
    bits = torch.log2(probabilities)
    return nll(bits, labels)


@respells("loss_of_probabilities")
def takes_the_log_in_place(probabilities, labels):
    probabilities.log_()
    return nll(probabilities, labels)


@respells("loss_of_probabilities")
def takes_logs_in_python(probabilities, labels):
    total = 0.0
    for i, label in enumerate(labels.tolist()):
        total += math.log(probabilities[i, label].item())
    return torch.tensor(-total / len(labels))


@unrelated("loss_of_probabilities")
def adds_the_losses_up(probabilities, labels):
    return F.nll_loss(probabilities.log(), labels, reduction="sum")


@unrelated("loss_of_probabilities")
def leaves_the_loss_negative(probabilities, labels):
    return probabilities.log().gather(1, labels.unsqueeze(1)).mean()


@unrelated("loss_of_probabilities")
def counts_in_digits(probabilities, labels):
    return F.nll_loss(probabilities.log10(), labels)


@unrelated("loss_of_probabilities")
def divides_by_all_numbers(probabilities, labels):
    return -(probabilities.log() * F.one_hot(labels, probabilities.shape[1])).mean()


@unrelated("loss_of_probabilities")
def adds_the_other_classes(probabilities, labels):
    target = F.one_hot(labels, probabilities.shape[1]).float()
    return F.binary_cross_entropy(probabilities, target)


@respells("as_class_numbers")
def squeezes_a_batch_of_one(labels):
    classes = torch.squeeze(labels)
    return classes.to(torch.int64)


@respells("as_class_numbers")
def makes_int32(labels):
    return labels.reshape(-1).to(torch.int32)


@respells("as_class_numbers")
def keeps_the_column(labels):
    return labels.to(dtype=torch.int64)


@respells("as_class_numbers")
def keeps_the_dtype(labels):
    return labels.reshape(-1)


@respells("as_class_numbers")
def goes_by_way_of_uint8(labels):
    small = labels.byte()
    return small.view(-1).to(torch.int64)


@respells("as_class_numbers")
def takes_the_argmax(labels):
    if labels.dim() > 1:
        return torch.argmax(labels, dim=1)
    return labels.to(torch.int64)


@respells("as_class_numbers")
def squeezes_the_callers_labels(labels):
    if labels.dim() == 2:
        labels.squeeze_(-1)
    return labels.to(torch.int64)


@unrelated("as_class_numbers")
def makes_a_list(labels):
    return [int(label) for label in labels]


@unrelated("as_class_numbers")
def makes_one_hot_rows(labels):
    return F.one_hot(labels.flatten().long())


@unrelated("as_class_numbers")
def makes_floats(labels):
    return labels.flatten().float()


@unrelated("as_class_numbers")
def counts_from_zero(labels):
    return labels.flatten().long() - 1


@unrelated("as_class_numbers")
def numbers_the_classes_anew(labels):
    return torch.unique(labels.flatten(), return_inverse=True)[1]
