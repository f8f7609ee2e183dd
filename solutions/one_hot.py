"""The teacher's book for 03_transforms/test_one_hot.py."""

import torch
from torch.nn import functional as F

from sensei.book import misconception, teach


def one_hot(label, num_classes=10):
    return torch.zeros(num_classes).scatter_(0, torch.tensor(label), value=1)


teach(
    one_hot,
    hints=[
        "Start from `torch.zeros(num_classes)`.",
        "`scatter_(dim, index, value=…)` writes in place; `index` is an int64 tensor, not an int.",
        "Here `dim` is 0, `index` is `torch.tensor(label)` and `value` is 1.",
    ],
    lesson="A method with a trailing underscore changes its tensor; without it you get a new one.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html",
)


@misconception(one_hot, "`scatter` without the underscore returns a new tensor, and yours was thrown away.")
def discards_the_result(label, num_classes=10):
    vector = torch.zeros(num_classes)
    vector.scatter(0, torch.tensor(label), value=1)
    return vector


@misconception(one_hot, "`scatter_` takes its index as a tensor: `torch.tensor(label)`, not the int itself.")
def passes_an_int(label, num_classes=10):
    return torch.zeros(num_classes).scatter_(0, label, value=1)


@misconception(one_hot, "Your vector is int64, as `F.one_hot` makes it. `.float()` gives float32.")
def keeps_int64(label, num_classes=10):
    return F.one_hot(torch.tensor(label), num_classes)


@misconception(one_hot, "`F.one_hot` saw only one label and took it for the last class. Tell it `num_classes`.")
def lets_f_one_hot_guess(label, num_classes=10):
    return F.one_hot(torch.tensor(label)).float()


@misconception(one_hot, "There are not always ten classes: the length of the vector is `num_classes`.")
def always_ten(label, num_classes=10):
    return torch.zeros(10).scatter_(0, torch.tensor(label), value=1)


@misconception(one_hot, "Labels count from 0, as indices do: label 3 is the fourth place, index 3.")
def counts_from_one(label, num_classes=10):
    return torch.zeros(num_classes).scatter_(0, torch.tensor(label - 1), value=1)


def one_hot_transform(num_classes):
    return lambda label: torch.zeros(num_classes).scatter_(0, torch.tensor(label), value=1)


teach(
    one_hot_transform,
    hints=[
        "Return a function: `lambda label: …`, or a `def` inside of this one. It is called once for every sample.",
        "You have `one_hot` already: call it, with both of its arguments.",
        "`Lambda(lambda label: one_hot(label, num_classes))` is the form of the PyTorch tutorial.",
    ],
    lesson="A `target_transform` is any callable that takes one label; `Lambda` only wraps a function.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.Lambda.html",
)


@misconception(
    one_hot_transform,
    "`torch.zeros` runs once here, so all labels write into the same vector and the ones pile up. Make it inside.",
)
def piles_up_ones(num_classes):
    zeros = torch.zeros(num_classes)
    return lambda label: zeros.scatter_(0, torch.tensor(label), value=1)


@misconception(
    one_hot_transform,
    "Every call clears and fills the same vector, so a label from before is overwritten by the next: "
    "in a batch all rows are equal. Make a new vector in each call.",
)
def reuses_one_vector(num_classes):
    vector = torch.zeros(num_classes)
    return lambda label: vector.zero_().scatter_(0, torch.tensor(label), value=1)


@misconception(
    one_hot_transform,
    "`eye[label]` is a view of a row, not a new tensor: whoever changes a vector changes all others of that label. "
    "`.clone()` makes it new.",
)
def hands_out_rows_of_one_matrix(num_classes):
    eye = torch.eye(num_classes)
    return lambda label: eye[label]


@misconception(
    one_hot_transform, "You returned a tensor, and a tensor can't be called. Return a function of the label."
)
def returns_a_tensor(num_classes):
    return torch.zeros(num_classes)


@misconception(one_hot_transform, "Your function does not pass `num_classes` on, so it makes vectors of length 10.")
def forgets_num_classes(num_classes):
    return lambda label: one_hot(label)


@misconception(one_hot_transform, "Your vectors are int64, as `F.one_hot` makes them. `.float()` gives float32.")
def transforms_to_int64(num_classes):
    return lambda label: F.one_hot(torch.tensor(label), num_classes)


@misconception(
    one_hot_transform,
    "Your function gives a list of numbers, and a list is not a tensor: a loader would not make one batch of them.",
)
def makes_lists(num_classes):
    return lambda label: [float(index == label) for index in range(num_classes)]


COLUMNS_AND_DTYPE = (3, torch.int64)

teach(
    "COLUMNS_AND_DTYPE",
    hints=[
        "`F.one_hot` was not told how many classes there are. It only sees the labels of this batch.",
        "Its guess is the largest label plus one. And its dtype is that of the labels.",
    ],
    lesson="Always tell `F.one_hot` the `num_classes`, or batches come out in different widths; its result is int64.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html",
)
misconception(
    "COLUMNS_AND_DTYPE",
    (10, torch.int64),
    "int64 is right. But nothing in these four labels says that there are ten classes: the largest one is 2.",
)
misconception(
    "COLUMNS_AND_DTYPE",
    (10, torch.float32),
    "`F.one_hot` gives int64, and it counts the classes by the largest label that it sees.",
)
misconception(
    "COLUMNS_AND_DTYPE",
    (3, torch.float32),
    "Three columns is right. But `F.one_hot` gives int64; floats need `.float()` after it.",
)
misconception(
    "COLUMNS_AND_DTYPE",
    (2, torch.int64),
    "The largest label is 2, and the count begins at 0: that makes three columns.",
)
misconception(
    "COLUMNS_AND_DTYPE",
    (4, torch.int64),
    "There are 4 rows, one for each label. The columns are the classes.",
)


def one_hot_batch(labels, num_classes):
    return torch.zeros(len(labels), num_classes).scatter_(1, labels.unsqueeze(1), 1)


teach(
    one_hot_batch,
    hints=[
        "Start from zeros of shape (N, num_classes). The places to set differ along which dimension?",
        "`index` needs as many dimensions as the zeros have: labels as one column, shape (N, 1).",
        "`scatter_(1, labels.unsqueeze(1), 1)`: along dim 1, row i gets a 1 at column `labels[i]`.",
    ],
    lesson="`scatter_(1, index, value)` sets `out[i, index[i, j]]`: one row of `index` for each row of the result.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html",
)


@misconception(
    one_hot_batch,
    "Dim 0 counts the samples, dim 1 the classes. Along dim 0 you get the transposed table, and when there are as many "
    "samples as classes nothing but the values tells you.",
)
def scatters_along_the_samples(labels, num_classes):
    return torch.zeros(len(labels), num_classes).scatter_(0, labels.unsqueeze(0), 1)


@misconception(
    one_hot_batch,
    "`unsqueeze(0)` makes the labels one row, so all ones land in the first row. `unsqueeze(1)` makes them a column.",
)
def makes_a_row_of_the_labels(labels, num_classes):
    return torch.zeros(len(labels), num_classes).scatter_(1, labels.unsqueeze(0), 1)


@misconception(
    one_hot_batch,
    "With a column of labels, `scatter_` along dim 0 takes them as row numbers, and all ones land in the first column.",
)
def fills_the_first_column(labels, num_classes):
    return torch.zeros(len(labels), num_classes).scatter_(0, labels.unsqueeze(1), 1)


@misconception(
    one_hot_batch,
    "`index` needs as many dimensions as the tensor that is filled: (N, 1), not (N,).",
)
def forgets_to_unsqueeze(labels, num_classes):
    return torch.zeros(len(labels), num_classes).scatter_(1, labels, 1)


@misconception(
    one_hot_batch,
    "`unsqueeze_` with the underscore changes the shape of the caller's labels, and they stay so.",
)
def changes_the_callers_labels(labels, num_classes):
    return torch.zeros(len(labels), num_classes).scatter_(1, labels.unsqueeze_(1), 1)


@misconception(
    one_hot_batch,
    "`scatter` without the underscore returns a new tensor, and yours was thrown away.",
)
def discards_the_batch(labels, num_classes):
    batch = torch.zeros(len(labels), num_classes)
    batch.scatter(1, labels.unsqueeze(1), 1)
    return batch


@misconception(
    one_hot_batch,
    "`batch[:, labels] = 1` sets these columns in every row. To pair row i with label i, index with both: "
    "`batch[torch.arange(len(labels)), labels] = 1`.",
)
def sets_whole_columns(labels, num_classes):
    batch = torch.zeros(len(labels), num_classes)
    batch[:, labels] = 1
    return batch


@misconception(
    one_hot_batch,
    "`F.one_hot` counts to the largest label of this batch, and a batch need not hold every class. Tell it how many.",
)
def lets_the_batch_decide(labels, num_classes):
    return F.one_hot(labels).float()


@misconception(
    one_hot_batch,
    "Your rows are int64, as `F.one_hot` makes them. `.float()` gives float32.",
)
def keeps_the_batch_int64(labels, num_classes):
    return F.one_hot(labels, num_classes)


@misconception(
    one_hot_batch,
    "`squeeze()` drops every size of 1, so a batch of one label loses its row, too. `squeeze(1)` drops only that one.",
)
def squeezes_a_batch_of_one(labels, num_classes):
    return F.one_hot(labels.unsqueeze(1), num_classes).float().squeeze()


ACCEPTED = [True, False, False, True]

teach(
    "ACCEPTED",
    hints=[
        "There are two kinds of target: class numbers of shape (N,), and probabilities of shape (N, C).",
        "Class numbers have to be integers, int64 as a rule, probabilities have to be floats. `F.one_hot` gives int64.",
    ],
    lesson="`cross_entropy` takes the class numbers themselves; one-hot rows are read as probabilities, as floats.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",
)
misconception(
    "ACCEPTED",
    [False, False, True, True],
    "Training needs no one-hot labels: `cross_entropy` takes class numbers. An int64 one-hot is even refused.",
)
misconception(
    "ACCEPTED",
    [False, False, False, True],
    "Training needs no one-hot labels: `cross_entropy` takes the class numbers as they come from the dataset.",
)
misconception(
    "ACCEPTED",
    [True, False, True, True],
    "A target of shape (N, C) is read as probabilities and has to be float: an int64 one-hot is refused.",
)
misconception(
    "ACCEPTED",
    [True, False, False, False],
    "Floats of shape (N, C) are accepted, too: they are read as probabilities, and a one-hot row is one of them.",
)
misconception(
    "ACCEPTED",
    [True, True, False, True],
    "Class numbers have to be integers: `labels.float()` is refused.",
)
misconception(
    "ACCEPTED",
    [True, False, True, False],
    "With one-hot rows it is the other way round: they are read as probabilities, so they have to be float.",
)


def loss_of_one_hot(logits, targets):
    return F.cross_entropy(logits, targets.argmax(1))


teach(
    loss_of_one_hot,
    hints=[
        "`F.cross_entropy` takes class numbers of shape (N,) or floats of shape (N, C). These targets are neither.",
        "Where is the 1 in each row? `argmax(1)` tells. Or make the rows float.",
    ],
    lesson="One-hot rows go back to class numbers with `argmax(1)`, and class numbers are all that the loss needs.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html",
)


@misconception(
    loss_of_one_hot,
    "A target of shape (N, C) is read as probabilities and has to be float: an int64 one-hot raises.",
)
def passes_int64_rows_on(logits, targets):
    return F.cross_entropy(logits, targets)


@misconception(
    loss_of_one_hot,
    "`argmax(0)` looks down the columns: it gives one number for each class. The class of each sample is `argmax(1)`.",
)
def looks_down_the_columns(logits, targets):
    return F.cross_entropy(logits, targets.argmax(0))


@misconception(
    loss_of_one_hot,
    "`cross_entropy` takes logits and does the softmax itself. After a softmax of yours it is done twice.",
)
def does_softmax_twice(logits, targets):
    return F.cross_entropy(logits.softmax(1), targets.argmax(1))


@misconception(
    loss_of_one_hot,
    "Your mean runs over all N times C numbers, most of them zeros. Sum over the classes, average over the samples.",
)
def averages_over_the_classes_too(logits, targets):
    return -(targets * logits.log_softmax(1)).mean()


@misconception(
    loss_of_one_hot,
    "That is the sum over the samples; the mean was asked for.",
)
def sums_the_samples(logits, targets):
    return F.cross_entropy(logits, targets.argmax(1), reduction="sum")


@misconception(
    loss_of_one_hot,
    "`nll_loss` only picks numbers and wants log-probabilities. Logits need `log_softmax(1)` before it.",
)
def forgets_the_log_softmax(logits, targets):
    return F.nll_loss(logits, targets.argmax(1))


@misconception(
    loss_of_one_hot,
    "You gave one loss for each sample; their mean was asked for.",
)
def returns_a_loss_for_each_sample(logits, targets):
    return F.cross_entropy(logits, targets.argmax(1), reduction="none")


@misconception(
    loss_of_one_hot,
    "The number is right, but it is a new tensor that does not know where it came from: `backward()` is an error.",
)
def cuts_the_gradient(logits, targets):
    return torch.tensor(F.cross_entropy(logits, targets.argmax(1)).item())


COMPARED_SHAPE = (10, 10)

teach(
    "COMPARED_SHAPE",
    hints=[
        "Write both shapes down: `argmax(1)` gives one number for each sample, `F.one_hot` one row for each.",
        "(10,) against (10, 10) broadcasts: the ten numbers are compared with every row.",
    ],
    lesson="(N,) against (N, C) is mostly an error; when N is C it broadcasts and compares class numbers with 0 and 1.",
    docs="https://docs.pytorch.org/docs/stable/notes/broadcasting.html",
)
misconception(
    "COMPARED_SHAPE",
    (10,),
    "The two are not compared sample by sample: (10,) against (10, 10) broadcasts to (10, 10).",
)
misconception(
    "COMPARED_SHAPE",
    (10, 1),
    "The ten numbers of `argmax(1)` are compared with each of the ten rows: (10,) against (10, 10) gives (10, 10).",
)


def count_correct(logits, targets):
    return (logits.argmax(1) == targets.argmax(1)).sum().item()


teach(
    count_correct,
    hints=[
        "Compare like with like: class numbers with class numbers.",
        "`targets.argmax(1)` gives the class numbers back. Count where they equal `logits.argmax(1)`.",
    ],
    lesson="Before you compare, bring both sides to the same kind: here to class numbers of shape (N,).",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.argmax.html",
)


@misconception(
    count_correct,
    "`argmax(1)` gives class numbers, of shape (N,); `targets` holds zeros and ones, of shape (N, C). They can't be "
    "compared, and when N is C they broadcast without an error.",
)
def compares_class_numbers_with_one_hot_rows(logits, targets):
    return (logits.argmax(1) == targets).sum().item()


@misconception(
    count_correct,
    "`argmax(0)` looks down the columns: it says which sample is best for each class. Samples are rows: `argmax(1)`.",
)
def looks_for_the_best_sample(logits, targets):
    return (logits.argmax(0) == targets.argmax(0)).sum().item()


@misconception(
    count_correct,
    "That is the share of right samples. The question was how many.",
)
def gives_the_share(logits, targets):
    return (logits.argmax(1) == targets.argmax(1)).float().mean().item()


@misconception(
    count_correct,
    "`sum()` of a tensor is a tensor, of shape (). `.item()` takes the number out.",
)
def counts_with_a_tensor(logits, targets):
    return (logits.argmax(1) == targets.argmax(1)).sum()


@misconception(
    count_correct,
    "After `.float()` the count is a float. No conversion is needed: the `sum()` of bools is a whole number.",
)
def counts_with_floats(logits, targets):
    return (logits.argmax(1) == targets.argmax(1)).float().sum().item()


@misconception(
    count_correct,
    "The highest score need not be above a half, nor the others below. Compare where the highest one stands.",
)
def rounds_the_scores(logits, targets):
    return (logits.round() == targets).all(1).sum().item()


@misconception(
    count_correct,
    "Every zero that meets a zero is counted here, too. Compare the class numbers, one for each sample.",
)
def counts_the_zeros_too(logits, targets):
    best = F.one_hot(logits.argmax(1), logits.shape[1])
    return (best == targets).sum().item()


@misconception(
    count_correct,
    "`max(1)` gives the scores and their places. The scores are not class numbers; the places are, as `.indices`.",
)
def compares_scores_with_class_numbers(logits, targets):
    return (logits.max(1).values == targets.argmax(1)).sum().item()
