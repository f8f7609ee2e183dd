"""One-hot labels: from a class number to a vector.

Fashion-MNIST labels are integers from 0 to 9. A one-hot vector says the same with
ten floats, all 0 but a single 1 at the label's index. First you make such vectors, for one label,
for a dataset, for a batch. Then you see when a loss wants them, and when it does not.
"""

import math
from collections.abc import Callable

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset

from sensei import ___
from sensei.strategies import labels_with_num_classes, tensors, unequal_sizes


class Clothes(Dataset):
    """Five black pictures of one pixel each, with labels. Like FashionMNIST it takes a `target_transform`."""

    labels = (1, 0, 3, 2, 1)

    def __init__(self, target_transform: Callable[[int], Tensor]):
        self.target_transform = target_transform

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return torch.zeros(1, 1, 1), self.target_transform(self.labels[index])


def vectors(labels: list[int], num_classes: int) -> list[list[int]]:
    """What is expected: for each label a list of zeros with a single 1."""
    return [[1 if index == label else 0 for index in range(num_classes)] for label in labels]


def is_accepted(target: Tensor) -> bool:
    """Whether `F.cross_entropy` takes this target for two samples and three classes."""
    try:
        F.cross_entropy(torch.zeros(2, 3), target)
    except RuntimeError:
        return False
    return True


@st.composite
def label_batches(draw: st.DrawFn) -> tuple[Tensor, int]:
    """(labels, num_classes): int64 labels of shape (N,). N is never num_classes, and not every class need occur."""
    size, num_classes = draw(unequal_sizes(2, smallest=1))
    return draw(tensors((size,), torch.int64, low=0, high=num_classes - 1)), num_classes


@st.composite
def scores_with_labels(draw: st.DrawFn) -> tuple[list[list[int]], list[int]]:
    """One list of scores for each sample, no two of them equal, and the label of each sample."""
    size, num_classes = draw(unequal_sizes(2, smallest=1, largest=5))
    scores = draw(st.lists(st.permutations(range(num_classes)), min_size=size, max_size=size))
    return scores, draw(st.lists(st.integers(0, num_classes - 1), min_size=size, max_size=size))


def one_hot(label: int, num_classes: int = 10) -> Tensor:
    """A new tensor: float32 zeros of shape (num_classes,) with a 1 at `label`. Practise `scatter_` on it."""
    return ___


def test_label_three_of_ten():
    assert one_hot(3).tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]


@given(labels_with_num_classes())
@example((3, 10))
def test_every_label_of_every_size(case):
    label, num_classes = case
    vector = one_hot(label, num_classes)
    one_hot(num_classes - 1 - label, num_classes)  # a later call leaves the vector alone
    assert vector.shape == (num_classes,)
    assert vector.dtype == torch.float32
    assert vector.nonzero().tolist() == [[label]]
    assert vector.sum() == 1


def one_hot_transform(num_classes: int) -> Callable[[int], Tensor]:
    """Return a `target_transform` for a dataset: something to call with a label, an int, to get its one-hot vector.

    Each call returns a new float32 tensor of shape (num_classes,), with memory of its own that later calls leave alone.
    A plain function will do. `torchvision.transforms.Lambda(function)` will do too: import it in here.
    """
    return ___


def test_one_label_after_the_other():
    transform = one_hot_transform(4)
    assert [transform(label).tolist() for label in (1, 3)] == [[0, 1, 0, 0], [0, 0, 0, 1]]


@given(labels_with_num_classes(), labels_with_num_classes())
def test_every_call_returns_a_vector_of_its_own(case, another_case):
    (label, num_classes), (another, more_classes) = case, another_case
    transform, another_transform = one_hot_transform(num_classes), one_hot_transform(more_classes)
    first, second, third, again = transform(label), transform(0), another_transform(another), transform(label)
    assert [first.tolist(), second.tolist()] == vectors([label, 0], num_classes)
    assert third.tolist() == vectors([another], more_classes)[0]
    assert first.dtype == torch.float32
    assert first.data_ptr() != again.data_ptr()


def test_a_loader_makes_a_batch_of_the_vectors():
    [(_images, targets)] = DataLoader(Clothes(target_transform=one_hot_transform(4)), batch_size=5)
    assert targets.tolist() == vectors([1, 0, 3, 2, 1], num_classes=4)
    assert targets.dtype == torch.float32


# `batch = F.one_hot(torch.tensor([0, 2, 1, 2]))`, with labels from a dataset of 10 classes.
# How many columns has `batch`, and which dtype? A pair: (number of columns, dtype).
COLUMNS_AND_DTYPE = ___


def test_f_one_hot_counts_to_the_largest_label_that_it_sees():
    batch = F.one_hot(torch.tensor([0, 2, 1, 2]))
    assert COLUMNS_AND_DTYPE == (batch.shape[1], batch.dtype)


def one_hot_batch(labels: Tensor, num_classes: int) -> Tensor:
    """One row for each label: float32 zeros of shape (N, num_classes), and in row i a 1 in column `labels[i]`.

    `labels` is int64, of shape (N,), and is not changed. No loop is needed: `scatter_` can fill all rows at once.
    """
    return ___


def test_three_labels_of_three_classes():
    labels = torch.tensor([1, 2, 0])
    assert one_hot_batch(labels, 3).tolist() == [[0, 1, 0], [0, 0, 1], [1, 0, 0]]


@given(label_batches())
def test_one_row_for_each_label(case):
    labels, num_classes = case
    before = labels.tolist()
    batch = one_hot_batch(labels, num_classes)
    assert batch.tolist() == vectors(before, num_classes)
    assert batch.dtype == torch.float32
    assert labels.tolist() == before


# `labels = torch.tensor([2, 0])`, and `logits` are the scores of a network, float32 of shape (2, 3).
# Which of these four does `F.cross_entropy(logits, ...)` take as its target?
#   labels          labels.float()          F.one_hot(labels, 3)          F.one_hot(labels, 3).float()
# A list of four: True where it is accepted, False where an error is raised.
ACCEPTED = ___


def test_cross_entropy_takes_class_numbers_or_float_probabilities():
    labels = torch.tensor([2, 0])
    targets = [labels, labels.float(), F.one_hot(labels, 3), F.one_hot(labels, 3).float()]
    assert ACCEPTED == [is_accepted(target) for target in targets]


def loss_of_one_hot(logits: Tensor, targets: Tensor) -> Tensor:
    """The cross-entropy loss, averaged over the samples: one number, as a tensor of shape ().

    `logits` is float32, of shape (N, C). `targets` is int64, of the same shape: one-hot rows as `F.one_hot` makes them.
    Neither is changed. The loss of a sample is -log(softmax(its logits)[its class]).
    A network learns from it, so if `logits` require grad, the loss does too, and its `backward()` reaches them.
    """
    return ___


def test_each_sample_counts_minus_the_log_of_what_its_class_was_given():
    logits = torch.tensor([[2.0, 1.0, 1.0], [1.0, 6.0, 1.0], [2.0, 1.0, 1.0]]).log()
    targets = torch.tensor([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    # softmax gives the right classes 1/4, 1/8 and 1/2
    mean = (math.log(4) + math.log(8) + math.log(2)) / 3
    assert loss_of_one_hot(logits, targets).item() == pytest.approx(mean, rel=1e-4)


def test_gradients_flow_back_to_the_logits():
    logits = torch.zeros(2, 2, requires_grad=True)
    loss_of_one_hot(logits, torch.tensor([[1, 0], [0, 1]])).backward()
    # a higher score for the right class makes the loss smaller, one for the other class makes it larger
    assert logits.grad.flatten().tolist() == pytest.approx([-0.25, 0.25, 0.25, -0.25])


@given(scores_with_labels())
def test_the_loss_is_the_mean_over_the_samples(case):
    scores, labels = case
    logits, targets = torch.tensor(scores).float(), torch.tensor(vectors(labels, len(scores[0])))
    loss = loss_of_one_hot(logits, targets)
    losses = [math.log(sum(map(math.exp, row))) - row[label] for row, label in zip(scores, labels, strict=True)]
    assert loss.shape == ()
    assert loss.item() == pytest.approx(sum(losses) / len(losses), rel=1e-4)
    assert logits.tolist() == scores
    assert targets.tolist() == vectors(labels, len(scores[0]))


# `logits` has the shape (10, 10): 10 samples, 10 classes. `labels` are the 10 right class numbers.
# Which shape has `logits.argmax(1) == F.one_hot(labels, 10)`? A tuple.
COMPARED_SHAPE = ___


def test_class_numbers_against_one_hot_rows_broadcast_when_the_batch_is_ten():
    logits, labels = torch.eye(10), torch.arange(10)
    assert COMPARED_SHAPE == (logits.argmax(1) == F.one_hot(labels, 10)).shape


def count_correct(logits: Tensor, targets: Tensor) -> int:
    """How many samples are classified right, as an int: the highest score stands at the index of the sample's class.

    `logits` is float32, of shape (N, C); `targets`, of the same shape, holds one-hot rows, float32 or int64.
    Neither is changed. In no sample are two scores equal.
    """
    return ___


def test_two_of_three_are_right():
    logits = torch.tensor([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3], [0.6, 0.3, 0.1]])
    targets = torch.tensor([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    assert count_correct(logits, targets) == 2


def test_a_count_is_an_int_of_python():
    count = count_correct(torch.tensor([[0.1, 0.9], [0.8, 0.2]]), torch.tensor([[0, 1], [1, 0]]))
    assert count == 2
    assert type(count) is int


@given(scores_with_labels(), st.sampled_from([torch.float32, torch.int64]))
def test_every_batch_is_counted_sample_by_sample(case, dtype):
    scores, labels = case
    logits, targets = torch.tensor(scores).float(), torch.tensor(vectors(labels, len(scores[0])), dtype=dtype)
    right = sum(row.index(max(row)) == label for row, label in zip(scores, labels, strict=True))
    assert count_correct(logits, targets) == right
    assert logits.tolist() == scores
    assert targets.tolist() == vectors(labels, len(scores[0]))
