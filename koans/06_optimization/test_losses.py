"""Losses: one number that says how wrong a network is.

Training makes this number smaller, so it has to say what you mean. `MSELoss` is for numbers, `CrossEntropyLoss` for
classes: it takes logits and class numbers, and is made of a log-softmax and of `NLLLoss`.
First you predict what losses give, then you do by hand what they do. Most mistakes here raise no error: the shapes
broadcast, or a softmax is taken twice, and a network trains badly on a wrong number.
"""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from sensei import ___
from sensei.strategies import tensors, unequal_sizes


def log_softmax(row: list[float]) -> list[float]:
    """The logarithms of the softmax of one sample's logits, in plain Python."""
    total = sum(math.exp(number) for number in row)
    return [number - math.log(total) for number in row]


def mean_of_chosen(rows: list[list[float]], labels: list[int]) -> float:
    """Minus the mean of the numbers that stand at the labels: of each row one."""
    return -sum(row[label] for row, label in zip(rows, labels, strict=True)) / len(rows)


@st.composite
def columns_with_targets(draw: st.DrawFn) -> tuple[Tensor, Tensor]:
    """(predictions, targets) of shapes (N, 1) and (N,)."""
    size = draw(st.integers(2, 6))
    return draw(tensors((size, 1))), draw(tensors((size,)))


@st.composite
def scores_with_labels(draw: st.DrawFn) -> tuple[Tensor, Tensor]:
    """(scores, labels): float32 of shape (N, C) and int64 of shape (N,). N is never C."""
    size, num_classes = draw(unequal_sizes(2))
    return draw(tensors((size, num_classes))), draw(tensors((size,), torch.int64, low=0, high=num_classes - 1))


# `predictions = torch.tensor([[0.0], [2.0]])`, of shape (2, 1), as a network with one output gives them, and
# `targets = torch.tensor([0.0, 2.0])`, of shape (2,). Both say 0 and 2. What are
#     [0]  nn.MSELoss()(predictions, targets.unsqueeze(1))    two tensors of shape (2, 1)
#     [1]  nn.MSELoss()(predictions, targets)                 shapes (2, 1) and (2,): PyTorch warns, and goes on
# Write a list of two numbers. `MSELoss` is the mean of the squares of `predictions - targets`.
MSE_OF_A_COLUMN = ___


@pytest.mark.filterwarnings("ignore:Using a target size")
def test_a_column_and_a_vector_are_wrong_even_where_they_agree():
    predictions, targets = torch.tensor([[0.0], [2.0]]), torch.tensor([0.0, 2.0])
    assert MSE_OF_A_COLUMN == [nn.MSELoss()(predictions, y).item() for y in (targets.unsqueeze(1), targets)]


def squared_error(predictions: Tensor, targets: Tensor) -> Tensor:
    """The mean of the squares of (prediction - target), as a float32 tensor of shape ().

    `predictions` is float32, of shape (N, 1), `targets` is float32, of shape (N,). Prediction i belongs to target i.
    Neither is changed. A network can learn from the result: `backward()` reaches the predictions.
    """
    return ___


def test_three_predictions_and_their_squares():
    predictions, targets = torch.tensor([[1.0], [4.0], [9.0]]), torch.tensor([3.0, 4.0, 4.0])
    # (4 + 0 + 25) / 3
    assert round(squared_error(predictions, targets).item(), 3) == 9.667


@given(columns_with_targets())
def test_each_prediction_meets_its_own_target_only(case):
    predictions, targets = case
    column, row = predictions.tolist(), targets.tolist()
    loss = squared_error(predictions, targets)
    assert loss.shape == ()
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(sum((p - t) ** 2 for [p], t in zip(column, row, strict=True)) / len(row))
    assert [predictions.tolist(), targets.tolist()] == [column, row]


def test_the_gradient_says_how_far_each_prediction_is_off():
    predictions = torch.tensor([[1.0], [4.0], [8.0], [0.0]], requires_grad=True)
    squared_error(predictions, torch.tensor([3.0, 4.0, 4.0, 2.0])).backward()
    # 2 * (prediction - target) / 4
    assert predictions.grad.tolist() == [[-1], [0], [2], [-1]]


# `zeros` and `twos` have the shape (2, 3), so every difference is 2 and its square 4.
# `logits` has the shape (2, 3), `labels` holds two class numbers, shape (2,).
#     [0]  nn.MSELoss()(zeros, twos)                                the number
#     [1]  nn.MSELoss(reduction="sum")(zeros, twos)                 the number
#     [2]  nn.MSELoss(reduction="none")(zeros, twos)                its shape, a tuple
#     [3]  nn.CrossEntropyLoss(reduction="none")(logits, labels)    its shape, a tuple
# Write a list of four.
REDUCTIONS = ___


def test_a_mean_is_over_all_that_is_left_without_it():
    zeros, twos = torch.zeros(2, 3), torch.full((2, 3), 2.0)
    logits, labels = torch.zeros(2, 3), torch.tensor([2, 0])
    numbers = [nn.MSELoss()(zeros, twos).item(), nn.MSELoss(reduction="sum")(zeros, twos).item()]
    unreduced = [nn.MSELoss(reduction="none")(zeros, twos), nn.CrossEntropyLoss(reduction="none")(logits, labels)]
    assert REDUCTIONS == [*numbers, *(tuple(loss.shape) for loss in unreduced)]


def nll(scores: Tensor, labels: Tensor) -> Tensor:
    """What `nn.NLLLoss()` computes: of each row take the number at its label. Minus the mean of them.

    `scores` is float32, of shape (N, C), `labels` is int64, of shape (N,). Neither is changed.
    The result is float32, of shape (). `backward()` reaches the scores.
    NLL is short for "negative log-likelihood", but there is no log in it: it believes that the scores are logs already.
    """
    return ___


def test_one_number_of_each_row_counts():
    scores = torch.tensor([[-1.0, -5.0, -7.0], [-2.0, -8.0, -3.0]])
    assert nll(scores, torch.tensor([1, 2])).item() == 4  # minus the mean of -5 and -3


@given(scores_with_labels())
def test_no_log_and_no_softmax_is_taken(case):
    scores, labels = case
    rows, numbers = scores.tolist(), labels.tolist()
    loss = nll(scores, labels)
    assert loss.shape == ()
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(mean_of_chosen(rows, numbers))
    assert [scores.tolist(), labels.tolist()] == [rows, numbers]


def test_only_the_chosen_numbers_get_a_gradient():
    scores = torch.zeros(2, 3, requires_grad=True)
    nll(scores, torch.tensor([1, 2])).backward()
    assert scores.grad.tolist() == [[0, -0.5, 0], [0, 0, -0.5]]


# Two samples of two classes, and their probabilities. The right classes are 0 and 1: they were given 0.25 and 1.
#     probabilities = torch.tensor([[0.25, 0.75], [0.0, 1.0]])
# What is `nn.NLLLoss()(probabilities, torch.tensor([0, 1]))`, where somebody forgot the log? A number.
NLL_OF_PROBABILITIES = ___


def test_without_the_log_a_loss_is_negative_and_nobody_complains():
    probabilities = torch.tensor([[0.25, 0.75], [0.0, 1.0]])
    assert NLL_OF_PROBABILITIES == nn.NLLLoss()(probabilities, torch.tensor([0, 1])).item()


def cross_entropy(logits: Tensor, labels: Tensor) -> Tensor:
    """What `nn.CrossEntropyLoss()` computes: the log of the softmax of each sample's logits, and then NLL.

    `logits` is float32, of shape (N, C), `labels` is int64, of shape (N,). Neither is changed.
    The result is float32, of shape (). `backward()` reaches the logits.
    Logits may be as large as 1000 and as small as -1000. There `softmax` gives 0, and its log is infinite:
    `log_softmax` is the one that takes care.
    """
    return ___


def test_the_right_classes_were_given_a_quarter_and_an_eighth():
    logits = torch.tensor([[2.0, 1.0, 1.0], [1.0, 6.0, 1.0]]).log()
    # softmax is [1/2, 1/4, 1/4] and [1/8, 3/4, 1/8]; the loss is (log 4 + log 8) / 2
    assert round(cross_entropy(logits, torch.tensor([1, 0])).item(), 3) == 1.733


@given(scores_with_labels())
def test_cross_entropy_is_log_softmax_and_nll(case):
    logits, labels = case
    rows, numbers = logits.tolist(), labels.tolist()
    loss = cross_entropy(logits, labels)
    expected = mean_of_chosen([log_softmax(row) for row in rows], numbers)
    assert loss.shape == ()
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(expected, rel=1e-4, abs=1e-5)
    assert [logits.tolist(), labels.tolist()] == [rows, numbers]


def test_a_class_that_was_given_nothing_costs_much_but_not_infinitely_much():
    logits = torch.tensor([[1000.0, 0.0, -1000.0], [0.0, -1000.0, 0.0]])
    assert cross_entropy(logits, torch.tensor([2, 1])).item() == pytest.approx((2000 + 1000 + math.log(2)) / 2)


def test_the_gradient_is_the_probabilities_less_one_at_the_label():
    logits = torch.tensor([[2.0, 1.0, 1.0], [1.0, 6.0, 1.0]]).log().requires_grad_()
    cross_entropy(logits, torch.tensor([1, 0])).backward()
    # ([1/2, 1/4, 1/4] - [0, 1, 0]) / 2 and ([1/8, 3/4, 1/8] - [1, 0, 0]) / 2
    assert logits.grad.flatten().tolist() == pytest.approx([1 / 4, -3 / 8, 1 / 8, -7 / 16, 3 / 8, 1 / 16], abs=1e-6)


# A network of ten classes is perfectly sure and always right. `nn.CrossEntropyLoss` makes of that
#     [0]  with its logits, 1000 for the right class and 0 for the nine others
#     [1]  with probabilities, 1 for the right class and 0 for the nine others, because the network ends with a softmax
# Write a list of two numbers, right to two digits after the point. You may compute: `math` is at hand. CrossEntropyLoss
# does not know that a softmax was taken. It takes its own, of whatever it gets: exp of the right one, divided by the
# sum of all exp.
BEST_LOSSES = ___


def test_a_softmax_too_many_leaves_a_loss_where_nothing_is_wrong():
    labels = torch.arange(10)
    perfect = [1000 * torch.eye(10), torch.eye(10)]
    assert [round(loss, 2) for loss in BEST_LOSSES] == [
        round(nn.CrossEntropyLoss()(scores, labels).item(), 2) for scores in perfect
    ]


def loss_of_probabilities(probabilities: Tensor, labels: Tensor) -> Tensor:
    """The cross-entropy of a network whose last layer is a softmax already: minus the mean log of what was given to
    the right class.

    `probabilities` is float32, of shape (N, C); those of a sample sum to 1, and none is 0. `labels` is int64, of shape
    (N,). Neither is changed. The result is float32, of shape (). `backward()` reaches the probabilities.
    """
    return ___


def test_a_quarter_and_an_eighth_once_more():
    probabilities = torch.tensor([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]])
    assert round(loss_of_probabilities(probabilities, torch.tensor([1, 0])).item(), 3) == 1.733


@given(scores_with_labels())
def test_no_second_softmax_is_taken(case):
    scores, labels = case
    rows, numbers = [log_softmax(row) for row in scores.tolist()], labels.tolist()
    probabilities = torch.tensor([[math.exp(number) for number in row] for row in rows])
    before = probabilities.tolist()
    loss = loss_of_probabilities(probabilities, labels)
    assert loss.shape == ()
    assert loss.dtype == torch.float32
    assert loss.item() == pytest.approx(mean_of_chosen(rows, numbers), rel=1e-4, abs=1e-5)
    assert [probabilities.tolist(), labels.tolist()] == [before, numbers]


def test_the_less_a_right_class_was_given_the_more_it_is_pushed():
    probabilities = torch.tensor([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125]], requires_grad=True)
    loss_of_probabilities(probabilities, torch.tensor([1, 0])).backward()
    others = probabilities.grad.amax(1, keepdim=True)  # the gradient of the wrong classes, the same for all of a sample
    # -(1 / 0.25) / 2 = -2 and -(1 / 0.125) / 2 = -4
    assert [round(number, 3) for number in (probabilities.grad - others).flatten().tolist()] == [0, -2, 0, -4, 0, 0]


def as_class_numbers(labels: Tensor) -> Tensor:
    """The labels in the form that `nn.CrossEntropyLoss` takes as class numbers: int64, of shape (N,).

    `labels` holds whole numbers in any dtype, of ints or of floats, as files and other libraries give them. Its shape
    is (N,) or, one column of a table, (N, 1). N is 1 or more. `labels` is not changed.
    """
    return ___


def test_a_column_of_floats_becomes_class_numbers():
    assert as_class_numbers(torch.tensor([[2.0], [0.0], [999.0]])).tolist() == [2, 0, 999]


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=5),
    st.sampled_from([torch.uint8, torch.int16, torch.int32, torch.int64, torch.float32, torch.float64]),
    st.booleans(),
)
def test_every_dtype_and_a_batch_of_one(numbers, dtype, is_column):
    labels = torch.tensor(numbers, dtype=dtype).reshape((-1, 1) if is_column else (-1,))
    shape = labels.shape
    classes = as_class_numbers(labels)
    assert classes.tolist() == numbers
    assert classes.dtype == torch.int64
    assert [labels.dtype, labels.shape, labels.flatten().tolist()] == [dtype, shape, numbers]
