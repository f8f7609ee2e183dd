"""The teacher's book for 06_optimization/test_losses.py."""

import math

import torch
from torch.nn import functional as F

from sensei.book import misconception, teach

MSE_OF_A_COLUMN = [0.0, 2.0]

teach(
    "MSE_OF_A_COLUMN",
    hints=[
        "In [0] each prediction meets its own target, and all differences are 0.",
        "In [1] the shapes (2, 1) and (2,) broadcast to (2, 2): each prediction meets each target.",
        "The differences in [1] are 0 - 0, 0 - 2, 2 - 0 and 2 - 2. Take the mean of their squares.",
    ],
    lesson="A loss of (N, 1) against (N,) compares everything with everything; only a warning tells you.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html",
)
misconception(
    "MSE_OF_A_COLUMN",
    [0.0, 0.0],
    "The second one broadcasts to (2, 2): 0 meets 2, and 2 meets 0. So it is not 0, although all is right.",
)
misconception(
    "MSE_OF_A_COLUMN",
    [0.0, 8.0],
    "8 is the sum of the four squares 0, 4, 4 and 0. `MSELoss` takes their mean.",
)
misconception(
    "MSE_OF_A_COLUMN",
    [0.0, 4.0],
    "There are four squares, 0, 4, 4 and 0: their sum of 8 is divided by 4, not by the 2 samples.",
)
misconception(
    "MSE_OF_A_COLUMN",
    [0.0, 1.0],
    "The differences are 0, -2, 2 and 0. They are squared before the mean is taken: 0, 4, 4 and 0.",
)


def squared_error(predictions, targets):
    return F.mse_loss(predictions.squeeze(1), targets)


teach(
    squared_error,
    hints=[
        "Give both the same shape first: take the column away with `squeeze(1)`, or add one with `unsqueeze(1)`.",
        "Then `F.mse_loss(predictions, targets)`, or by hand: difference, `** 2`, `mean()`.",
        "`.item()`, `.detach()` and `torch.tensor(...)` would cut the result off from the predictions.",
    ],
    lesson="Before a loss, look at both shapes: they should be the same, not merely fit.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.mse_loss.html",
)


@misconception(
    squared_error,
    "(N, 1) and (N,) broadcast to (N, N), so each prediction was compared with every target. Make the shapes equal.",
)
def lets_the_shapes_broadcast(predictions, targets):
    return F.mse_loss(predictions, targets)


@misconception(
    squared_error,
    "(N, 1) and (N,) broadcast to (N, N), so each prediction was compared with every target. Make the shapes equal.",
)
def broadcasts_by_hand(predictions, targets):
    return ((predictions - targets) ** 2).mean()


@misconception(squared_error, "This is the sum of the squares. Divided by their number it becomes the mean.")
def sums_the_squares(predictions, targets):
    return ((predictions.squeeze(1) - targets) ** 2).sum()


@misconception(squared_error, "The differences were not squared: this is the mean of their absolute values.")
def takes_absolute_errors(predictions, targets):
    return F.l1_loss(predictions.squeeze(1), targets)


@misconception(squared_error, "This is the square root of the loss. MSE has no root in it.")
def takes_the_root(predictions, targets):
    return F.mse_loss(predictions.squeeze(1), targets).sqrt()


@misconception(
    squared_error,
    "The number is right, but it has lost its history: `.item()` gives a plain number, and nothing is learned from it.",
)
def makes_a_tensor_of_the_number(predictions, targets):
    return torch.tensor(F.mse_loss(predictions.squeeze(1), targets).item())


@misconception(
    squared_error,
    "The caller's `predictions` has lost its column: `squeeze_` works in place. Leave the underscore out.",
)
def squeezes_in_place(predictions, targets):
    return F.mse_loss(predictions.squeeze_(1), targets)


REDUCTIONS = [4.0, 24.0, (2, 3), (2,)]

teach(
    "REDUCTIONS",
    hints=[
        "For `MSELoss` each of the six elements is an answer of its own: six squares of 4.",
        "For `CrossEntropyLoss` the three logits of a sample are one answer: one loss for each sample.",
        '`reduction="none"` leaves these losses as they are, "sum" adds them up, "mean" divides by how many they are.',
    ],
    lesson="The mean of `MSELoss` is over all elements, that of `CrossEntropyLoss` is over the samples.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html",
)
misconception(
    "REDUCTIONS",
    [12.0, 24.0, (2, 3), (2,)],
    "`MSELoss` divides by the number of elements, which is six, not by the number of samples.",
)
misconception(
    "REDUCTIONS",
    [24.0, 24.0, (2, 3), (2,)],
    'Without `reduction` a loss takes the mean, not the sum: `reduction="mean"` is the default.',
)
misconception(
    "REDUCTIONS",
    [4.0, 24.0, (2, 3), (2, 3)],
    "Cross-entropy takes one number out of the three of each sample: there is one loss for each sample.",
)
misconception(
    "REDUCTIONS",
    [4.0, 24.0, (2,), (2,)],
    "`MSELoss` has one loss for each element, not for each sample: nothing is summed along a row.",
)
misconception(
    "REDUCTIONS",
    [4.0, 24.0, (), ()],
    '`reduction="none"` means that nothing is put together: the losses come out one by one.',
)


def nll(scores, labels):
    return -scores.gather(1, labels.unsqueeze(1)).mean()


teach(
    nll,
    hints=[
        "Two index tensors pick one element of each row: `scores[rows, columns]`. `gather` can do it, too.",
        "The rows are `torch.arange(len(scores))`, the columns are the labels.",
        "`scores[:, labels]` is something else: it takes all these columns for every row.",
    ],
    lesson="`NLLLoss` picks one number for each sample and negates it; making logs of them is up to you.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html",
)


@misconception(nll, "`scores[:, labels]` takes the columns of all labels for every row: N * N numbers, not N.")
def takes_all_columns(scores, labels):
    return -scores[:, labels].mean()


@misconception(nll, "The sign is missing: a loss is to fall while what the right class was given rises.")
def forgets_the_sign(scores, labels):
    return scores.gather(1, labels.unsqueeze(1)).mean()


@misconception(nll, "This is the sum. Divide by the number of samples, and batches of different sizes compare.")
def sums_over_the_samples(scores, labels):
    return -scores.gather(1, labels.unsqueeze(1)).sum()


@misconception(nll, "You took a log-softmax first. That is `CrossEntropyLoss`; `NLLLoss` takes the scores as they are.")
def takes_a_log_softmax(scores, labels):
    return F.cross_entropy(scores, labels)


@misconception(nll, "You took a log. NLLLoss has none, in spite of its name: here a log of negative scores is nan.")
def takes_a_log(scores, labels):
    return F.nll_loss(scores.log(), labels)


@misconception(
    nll,
    "A product with the one-hot rows has a 0 for each other class, and `mean()` divides by these, too: N * C numbers.",
)
def divides_by_all_elements(scores, labels):
    return -(scores * F.one_hot(labels, scores.shape[1])).mean()


@misconception(
    nll, "The number is right, but it has lost its history, so nothing can be learned from it: stay with tensors."
)
def counts_in_python(scores, labels):
    return torch.tensor(-sum(scores[i, label].item() for i, label in enumerate(labels)) / len(labels))


NLL_OF_PROBABILITIES = -0.625

teach(
    "NLL_OF_PROBABILITIES",
    hints=[
        "It does to these numbers what your `nll` does: pick one of each row, take the mean, negate it.",
        "It picks 0.25 and 1.",
    ],
    lesson="`NLLLoss` on probabilities runs, trains badly and gives negative losses: it wants log-probabilities.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html",
)
misconception(
    "NLL_OF_PROBABILITIES",
    0.625,
    "The mean of 0.25 and 1 is right, and then comes the minus: the N in NLL is for negative.",
)
misconception(
    "NLL_OF_PROBABILITIES",
    (math.log(4) + math.log(1)) / 2,
    "That would be right with the log. But NLLLoss takes no log itself: it only picks and negates.",
)
misconception(
    "NLL_OF_PROBABILITIES",
    0.693,
    "That would be right with the log. But NLLLoss takes no log itself: it only picks and negates.",
)
misconception(
    "NLL_OF_PROBABILITIES",
    -1.25,
    "That is the sum of the two. The default is the mean.",
)
misconception(
    "NLL_OF_PROBABILITIES",
    -0.375,
    "The labels are 0 and 1: the first row gives its element 0, which is 0.25, the second its element 1, which is 1.",
)


def cross_entropy(logits, labels):
    return nll(logits.log_softmax(1), labels)


teach(
    cross_entropy,
    hints=[
        "Make log-probabilities out of the logits. You have the rest already: `nll`.",
        "`logits.log_softmax(dim)` does both in one go. Along which dimension do they belong together?",
        "The classes of a sample stand in dimension 1.",
    ],
    lesson="CrossEntropyLoss = LogSoftmax + NLLLoss, so a network that is trained with it ends with plain logits.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",
)


@misconception(
    cross_entropy,
    "These are the softmax and its log one after the other. For large logits the softmax rounds to 0, "
    "and log(0) is infinite. `log_softmax` takes both in one.",
)
def takes_the_log_of_a_softmax(logits, labels):
    return nll(logits.softmax(1).log(), labels)


@misconception(cross_entropy, "The log is missing: this is `NLLLoss` on probabilities, and its losses are negative.")
def forgets_the_log(logits, labels):
    return nll(logits.softmax(1), labels)


@misconception(
    cross_entropy, "The softmax is missing: `NLLLoss` takes logits for logs of probabilities without a word."
)
def forgets_the_softmax(logits, labels):
    return nll(logits, labels)


@misconception(cross_entropy, "You took the softmax twice: `F.cross_entropy` takes logits and does its own softmax.")
def takes_the_softmax_twice(logits, labels):
    return F.cross_entropy(logits.softmax(1), labels)


@misconception(
    cross_entropy, "The softmax went along dimension 0, over the samples. The classes of a sample are dimension 1."
)
def goes_over_the_samples(logits, labels):
    return nll(logits.log_softmax(0), labels)


@misconception(cross_entropy, "This is the sum of the losses of all samples. `CrossEntropyLoss` takes their mean.")
def sums_the_losses(logits, labels):
    return F.cross_entropy(logits, labels, reduction="sum")


@misconception(
    cross_entropy, "The number is right, but it is cut off from the logits: there is nothing to learn from it."
)
def detaches_the_logits(logits, labels):
    return F.cross_entropy(logits.detach(), labels).requires_grad_()


BEST_LOSSES = [0.0, math.log(math.e + 9) - 1]

teach(
    "BEST_LOSSES",
    hints=[
        "Both times it is minus the log of exp(right one) / (sum of exp over all ten).",
        "In [0] exp(1000) is so much larger than nine times exp(0) that the quotient is 1. The log of 1 is 0.",
        "In [1] the quotient is e / (e + 9). So `-math.log(math.e / (math.e + 9))`.",
    ],
    lesson="With a softmax before CrossEntropyLoss, a ten-class loss cannot fall below 1.461: give it logits.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",
)
misconception(
    "BEST_LOSSES",
    [0.0, 0.0],
    "That would be so if CrossEntropyLoss took no softmax of its own. It takes one of 1 and nine 0: e / (e + 9).",
)
misconception(
    "BEST_LOSSES",
    [0.0, -1.0],
    "-1 is what `NLLLoss` gives for these probabilities. CrossEntropyLoss takes the log of a softmax of them first.",
)
misconception(
    "BEST_LOSSES",
    [0.0, 2.303],
    "2.303 is log(10), the loss of a network that knows nothing. This one is better: e of e + 9, not 1 of 10.",
)
misconception(
    "BEST_LOSSES",
    [0.0, 1.0],
    "A probability of 1 does not make a loss of 1: it is minus the log of e / (e + 9).",
)
misconception(
    "BEST_LOSSES",
    [0.0, 0.232],
    "0.232 is e / (e + 9). The loss is minus the log of that.",
)


def loss_of_probabilities(probabilities, labels):
    return F.nll_loss(probabilities.log(), labels)


teach(
    loss_of_probabilities,
    hints=[
        "Of LogSoftmax + NLL, the softmax is already done. What is left to do?",
        "The log, and then `F.nll_loss`, or your own `nll`.",
    ],
    lesson="Probabilities need `log` and `NLLLoss`; better still, end the network with logits and keep the digits.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.nll_loss.html",
)


@misconception(
    loss_of_probabilities,
    "`cross_entropy` takes a softmax of what is a softmax already. Nothing complains, but a perfect answer costs, too.",
)
def softmax_of_a_softmax(probabilities, labels):
    return F.cross_entropy(probabilities, labels)


@misconception(loss_of_probabilities, "`nll_loss` takes no log: it wants log-probabilities. Take `.log()` first.")
def nll_of_probabilities(probabilities, labels):
    return F.nll_loss(probabilities, labels)


@misconception(loss_of_probabilities, "The mean comes after the log: this is the log of the mean of the probabilities.")
def log_of_the_mean(probabilities, labels):
    return -probabilities[torch.arange(len(labels)), labels].mean().log()


@misconception(loss_of_probabilities, "`log2` counts in bits. PyTorch's losses take the natural logarithm, `log`.")
def counts_in_bits(probabilities, labels):
    return F.nll_loss(probabilities.log2(), labels)


@misconception(
    loss_of_probabilities,
    "The caller's probabilities have become logs: `log_` works in place. Leave the underscore out.",
)
def takes_the_log_in_place(probabilities, labels):
    return F.nll_loss(probabilities.log_(), labels)


@misconception(
    loss_of_probabilities,
    "The number is right, but nothing can be learned from it: numbers of Python and `torch.tensor` have no history.",
)
def takes_logs_in_python(probabilities, labels):
    logs = [math.log(row[label]) for row, label in zip(probabilities.tolist(), labels.tolist(), strict=True)]
    return torch.tensor(-sum(logs) / len(logs))


def as_class_numbers(labels):
    return labels.flatten().long()


teach(
    as_class_numbers,
    hints=[
        "Two things may be wrong with the labels: their shape and their dtype.",
        "`flatten()` and `reshape(-1)` give one dimension, whatever the shape was. `squeeze()` may give none.",
        "`long()` is short for `to(torch.int64)`.",
    ],
    lesson="Class numbers are int64 of shape (N,); `CrossEntropyLoss` takes floats for probabilities of classes.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html",
)


@misconception(
    as_class_numbers,
    "`squeeze()` takes away every dimension of size 1: a batch of one label is left without any.",
)
def squeezes_a_batch_of_one(labels):
    return labels.squeeze().long()


@misconception(as_class_numbers, "`int()` makes int32, and `CrossEntropyLoss` refuses that. `long()` makes int64.")
def makes_int32(labels):
    return labels.flatten().int()


@misconception(as_class_numbers, "The dtype is right, but the column is still there: the shape is to be (N,).")
def keeps_the_column(labels):
    return labels.long()


@misconception(as_class_numbers, "The shape is right, but the labels keep their dtype. `long()` makes int64 of them.")
def keeps_the_dtype(labels):
    return labels.flatten()


@misconception(
    as_class_numbers, "A uint8 ends at 255, and larger class numbers start from 0 again. Go to int64 at once."
)
def goes_by_way_of_uint8(labels):
    return labels.flatten().to(torch.uint8).long()


@misconception(
    as_class_numbers, "`argmax(1)` is for rows of scores. In a column the largest of one number is always at 0."
)
def takes_the_argmax(labels):
    return labels.argmax(1) if labels.ndim == 2 else labels.long()


@misconception(
    as_class_numbers,
    "`squeeze_` has taken the column from the caller's labels. Without the underscore they keep it.",
)
def squeezes_the_callers_labels(labels):
    return (labels.squeeze_(1) if labels.ndim == 2 else labels).long()
