"""DataLoader: from single samples to batches.

A dataset gives one sample at a time. A `DataLoader` asks it for many, puts them together into a batch, and hands out
batch after batch until every sample was seen once: that is an epoch. Whatever has a length and an index will do as a
dataset, a list or a range too, and that keeps the examples here small.
"""

import sys
from collections.abc import Iterable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, TensorDataset

from sensei import ___
from sensei.strategies import tensors, unequal_sizes


class Noted(Dataset):
    """The whole numbers from 0 to size - 1. `read` notes which of them were asked for, and in which order."""

    def __init__(self, size: int):
        self.size = size
        self.read: list[int] = []

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> int:
        self.read.append(index)
        return index


def as_lists(batches: Iterable[Tensor]) -> list[list[int]]:
    """Every batch as a list of plain numbers."""
    return [batch.tolist() for batch in batches]


def one_epoch(batches: Iterable[Tensor]) -> list[int]:
    """The samples of one run through a loader, or a list of batches, in the order in which they came."""
    return [sample for batch in batches for sample in batch.tolist()]


def sizes(num_samples: int, batch_size: int) -> list[int]:
    """How many samples each batch is to have: all are full, and what is left makes a smaller one."""
    full, rest = divmod(num_samples, batch_size)
    return [batch_size] * full + [rest] * (rest > 0)


# A loader is made with nothing but its data, so every setting has its default:
#     loader = DataLoader([10, 20, 30, 40, 50])
# What is `[batch.tolist() for batch in loader]`?
DEFAULT_EPOCH = ___


def test_by_default_a_batch_is_one_sample_and_nothing_is_shuffled():
    loader = DataLoader([10, 20, 30, 40, 50])
    assert DEFAULT_EPOCH == [batch.tolist() for batch in loader]


# A sample of Fashion-MNIST is an image, as a tensor of shape (1, 28, 28), and its label, a whole number.
# A loader with `batch_size=64` makes batches of `images, labels`.
# What are the shapes of the two? Write a pair of tuples: (shape of the images, shape of the labels).
BATCH_SHAPES = ___


def test_a_batch_has_one_dimension_more_than_a_sample():
    fashion = [(torch.zeros(1, 28, 28), 9)] * 100
    images, labels = next(iter(DataLoader(fashion, batch_size=64)))
    assert BATCH_SHAPES == (tuple(images.shape), tuple(labels.shape))


# Four datasets hold nothing but labels. These are, from the first dataset to the fourth,
#     ints of Python, floats of Python, float32 numbers of NumPy, tensors of dtype float32 with no dimension.
# `DataLoader` makes a tensor of each batch of them. Of which dtype? Write a list of four, one for each dataset.
COLLATED_DTYPES = ___


def test_numbers_of_python_become_int64_and_float64_and_others_keep_their_dtype():
    datasets = [[3, 5], [0.5, 1.5], [np.float32(0.5), np.float32(1.5)], [torch.tensor(0.5), torch.tensor(1.5)]]
    assert COLLATED_DTYPES == [next(iter(DataLoader(labels, batch_size=2))).dtype for labels in datasets]


# Ten samples are read with `batch_size=4`. How many samples are in the first batch, in the second, and so on?
# Write a pair of lists: the sizes with the default, `drop_last=False`, and the sizes with `drop_last=True`.
BATCH_SIZES = ___


def test_the_last_batch_is_smaller_unless_it_is_dropped():
    kept = DataLoader(range(10), batch_size=4)
    dropped = DataLoader(range(10), batch_size=4, drop_last=True)
    assert BATCH_SIZES == ([len(batch) for batch in kept], [len(batch) for batch in dropped])


def batches_per_epoch(num_samples: int, batch_size: int) -> int:
    """How many batches a loader makes of `num_samples` samples, a smaller last one included.

    That is `len(loader)`, while `len(dataset)` is the number of samples. Both arguments are 1 or more.
    The result is an int of Python.
    """
    return ___


def test_a_smaller_last_batch_counts_like_any_other():
    assert batches_per_epoch(11, 4) == 3  # 4 + 4 + 3 samples
    assert batches_per_epoch(9, 4) == 3  # 4 + 4 + 1
    assert batches_per_epoch(8, 4) == 2  # 4 + 4, and nothing is left
    assert batches_per_epoch(60_000, 64) == 938  # the training images of Fashion-MNIST


@given(num_samples=st.integers(1, 200), batch_size=st.integers(1, 70))
def test_the_length_of_a_loader_is_its_number_of_batches(num_samples, batch_size):
    loader = DataLoader(range(num_samples), batch_size)
    assert batches_per_epoch(num_samples, batch_size) == len(loader)


def test_a_number_of_batches_is_a_whole_number():
    number = batches_per_epoch(11, 4)
    assert type(number) is int
    assert list(range(number)) == [0, 1, 2]


def numbered_sizes(loader: DataLoader) -> list[tuple[int, int]]:
    """A list with a tuple for every batch of `loader`: its number, counted from 1, and how many samples it has.

    A batch of this loader is a list of two tensors, the features and the labels of its samples.
    The numbers in the tuples are ints of Python. Practise `enumerate(loader, start=1)` on it.
    """
    return ___


def test_batches_are_numbered_from_one_and_the_last_is_smaller():
    dataset = TensorDataset(torch.zeros(10, 3), torch.arange(10))
    loader = DataLoader(dataset, batch_size=4)
    assert numbered_sizes(loader) == [(1, 4), (2, 4), (3, 2)]


@given(num_samples=st.integers(1, 30), batch_size=st.integers(1, 8), drop_last=st.booleans())
def test_the_batch_itself_tells_its_size(num_samples, batch_size, drop_last):
    dataset = TensorDataset(torch.zeros(num_samples, 3), torch.arange(num_samples))
    loader = DataLoader(dataset, batch_size, drop_last=drop_last)
    expected = [size for size in sizes(num_samples, batch_size) if size == batch_size or not drop_last]
    numbered = numbered_sizes(loader)
    assert numbered == [(index + 1, size) for index, size in enumerate(expected)]
    assert all(isinstance(size, int) for _, size in numbered)


def first_batches(loader: DataLoader, count: int = 3) -> list[Tensor]:
    """A list of the first `count` batches of `loader`, or of all if it has fewer. `count` is 1 or more.

    Then stop: the dataset is asked for no sample that is not in the list.
    """
    return ___


def test_the_first_three_batches_follow_each_other():
    loader = DataLoader(range(10), batch_size=2)
    assert as_lists(first_batches(loader)) == [[0, 1], [2, 3], [4, 5]]


def test_after_three_batches_nothing_more_is_read():
    dataset = Noted(10)
    batches = first_batches(DataLoader(dataset, batch_size=2))
    assert (len(batches), len(dataset.read)) == (3, 6)


@given(num_samples=st.integers(1, 20), batch_size=st.integers(1, 6), count=st.integers(1, 6))
def test_a_loader_with_fewer_batches_gives_all_it_has(num_samples, batch_size, count):
    dataset, numbers = Noted(num_samples), list(range(num_samples))
    batches = first_batches(DataLoader(dataset, batch_size), count)
    assert as_lists(batches) == [numbers[i : i + batch_size] for i in range(0, num_samples, batch_size)][:count]
    assert isinstance(batches, list)
    assert dataset.read == numbers[: count * batch_size]


def read_epochs(loader: DataLoader, num_epochs: int) -> list[list[Tensor]]:
    """Run through `loader` `num_epochs` times. A list of the epochs, each a list of its batches, as they came.

    Every epoch is a new run: it has all the samples, and if the loader shuffles, they come in a new order.
    """
    return ___


def test_every_epoch_starts_anew():
    loader = DataLoader(range(5), batch_size=2)
    assert [as_lists(epoch) for epoch in read_epochs(loader, 2)] == [[[0, 1], [2, 3], [4]], [[0, 1], [2, 3], [4]]]


def test_a_shuffled_loader_has_another_order_in_every_epoch():
    first, second, third = [one_epoch(epoch) for epoch in read_epochs(DataLoader(range(40), 3, shuffle=True), 3)]
    assert sorted(first) == sorted(second) == sorted(third) == list(range(40))
    assert first != second
    assert second != third


@given(num_samples=st.integers(1, 9), batch_size=st.integers(1, 4), num_epochs=st.integers(1, 3))
def test_every_epoch_has_all_batches(num_samples, batch_size, num_epochs):
    dataset = Noted(num_samples)
    epochs = read_epochs(DataLoader(dataset, batch_size), num_epochs)
    assert dataset.read == list(range(num_samples)) * num_epochs
    assert [one_epoch(epoch) for epoch in epochs] == [list(range(num_samples))] * num_epochs
    assert [type(epoch) for epoch in epochs] == [list] * num_epochs


def train_and_test_loaders(
    training_data: Dataset, test_data: Dataset, batch_size: int
) -> tuple[DataLoader, DataLoader]:
    """A tuple of two loaders, one of the training data and one of the test data.

    Both make batches of `batch_size`, and no sample is left out.
    Training data are shuffled anew in every epoch. Test data need not be: a score does not depend on their order,
    and in the order of the dataset you know which sample is which. Keep it.
    """
    return ___


def test_test_data_keep_their_order():
    _, test_loader = train_and_test_loaders(range(40), range(100, 105), 2)
    assert as_lists(test_loader) == [[100, 101], [102, 103], [104]]


def test_training_data_are_shuffled_anew_in_every_epoch():
    training_loader, _ = train_and_test_loaders(range(40), range(100, 105), 2)
    first, second = one_epoch(training_loader), one_epoch(training_loader)
    assert first != list(range(40))
    assert second != first
    assert sorted(first) == sorted(second) == list(range(40))


@given(num_training=st.integers(1, 12), num_test=st.integers(1, 12), batch_size=st.integers(1, 5))
def test_both_loaders_have_all_samples_in_batches_of_the_size_asked_for(num_training, num_test, batch_size):
    training_data, test_data = range(num_training), range(100, 100 + num_test)
    loaders = train_and_test_loaders(training_data, test_data, batch_size)
    assert isinstance(loaders, tuple)
    training_loader, test_loader = loaders
    assert sorted(one_epoch(training_loader)) == list(training_data)
    assert one_epoch(test_loader) == list(test_data)
    assert [len(batch) for batch in training_loader] == sizes(num_training, batch_size)
    assert [len(batch) for batch in test_loader] == sizes(num_test, batch_size)


def seeded_loader(dataset: Dataset, batch_size: int, seed: int) -> DataLoader:
    """A loader that shuffles, with an order that depends on `seed` and on nothing else.

    Loaders with the same seed go through the same epochs, one with another seed does not, and every epoch has a new
    order. Random numbers that are drawn elsewhere change nothing here, and making the loader changes nothing for them:
    it has a `torch.Generator` of its own.
    """
    return ___


def test_the_same_seed_gives_the_same_epochs():
    dataset = range(20)
    one, other = seeded_loader(dataset, 8, 1), seeded_loader(dataset, 8, 1)
    assert one_epoch(one) == one_epoch(other)
    assert one_epoch(one) == one_epoch(other)


def test_every_epoch_of_a_seeded_loader_has_a_new_order():
    loader = seeded_loader(range(26), 6, 1)
    first, second = one_epoch(loader), one_epoch(loader)
    assert first != list(range(26))
    assert second != first
    assert sorted(first) == sorted(second) == list(range(26))
    assert [len(batch) for batch in loader] == [6, 6, 6, 6, 2]


@given(seeds=unequal_sizes(2, 0, 999))
def test_another_seed_gives_another_order(seeds):
    one, other = (one_epoch(seeded_loader(range(20), 8, seed)) for seed in seeds)
    assert one != other


@given(seed=st.integers(0, 2**32))
def test_random_numbers_drawn_elsewhere_do_not_change_the_order(seed):
    torch.manual_seed(1)  # the seed of the whole program, and below another one
    undisturbed = one_epoch(seeded_loader(range(20), 8, seed))
    torch.manual_seed(2)
    loader = seeded_loader(range(20), 8, seed)
    torch.rand(3)
    assert one_epoch(loader) == undisturbed


def test_a_seeded_loader_does_not_change_random_numbers_elsewhere():
    torch.manual_seed(7)
    undisturbed = torch.rand(3).tolist()
    torch.manual_seed(7)
    seeded_loader(range(20), 8, 1)
    assert torch.rand(3).tolist() == undisturbed


# `Noted`, at the top of this file, is a dataset of whole numbers that notes in `read` which of them were asked for.
# Two workers read it:
#     dataset = Noted(5)
#     loader = DataLoader(dataset, batch_size=2, num_workers=2)
#     batches = [batch.tolist() for batch in loader]
# What is in `batches`, and what is in `dataset.read` after that? Write a pair of lists: (batches, read).
WITH_TWO_WORKERS = ___


@pytest.mark.filterwarnings("ignore")  # Python may warn of fork, PyTorch of a machine with one core
def test_workers_are_processes_and_each_has_a_copy_of_the_dataset():
    quickest = "fork" if sys.platform == "linux" else None  # how a worker is started; the batches are the same
    dataset = Noted(5)
    loader = DataLoader(dataset, batch_size=2, num_workers=2, multiprocessing_context=quickest)
    batches = [batch.tolist() for batch in loader]
    assert WITH_TWO_WORKERS == (batches, dataset.read)


def pad_to_longest(samples: list[Tensor]) -> tuple[Tensor, Tensor]:
    """A `collate_fn` for tensors of one dimension and of different lengths. It makes a tuple (padded, lengths).

    `padded`: shape (number of samples, length of the longest), dtype of the samples. Row i is sample i, then zeros.
    `lengths`: int64, shape (number of samples,). The list `samples` and its tensors stay as they are.
    """
    return ___


def test_zeros_follow_the_shorter_samples():
    padded, lengths = pad_to_longest([torch.tensor([7]), torch.tensor([1, 2, 3]), torch.tensor([4, 5])])
    assert padded.tolist() == [[7, 0, 0], [1, 2, 3], [4, 5, 0]]
    assert lengths.tolist() == [1, 3, 2]


@st.composite
def ragged(draw: st.DrawFn) -> list[Tensor]:
    """Samples for a batch: tensors of one dimension, one dtype and different lengths."""
    dtype = draw(st.sampled_from([torch.int64, torch.float32, torch.int32, torch.float64]))
    return [draw(tensors((length,), dtype)) for length in draw(st.lists(st.integers(1, 6), min_size=1, max_size=4))]


@given(samples=ragged())
def test_every_row_is_a_sample_and_then_zeros(samples):
    before = [sample.tolist() for sample in samples]
    batch = pad_to_longest(samples)
    padded, lengths = batch
    longest = max(len(numbers) for numbers in before)
    assert padded.tolist() == [numbers + [0] * (longest - len(numbers)) for numbers in before]
    assert lengths.tolist() == [len(numbers) for numbers in before]
    assert (padded.dtype, lengths.dtype) == (samples[0].dtype, torch.int64)
    assert isinstance(batch, tuple)
    assert [sample.tolist() for sample in samples] == before


def test_each_batch_of_a_loader_is_padded_to_its_own_longest_sample():
    dataset = [torch.ones(2), torch.ones(5), torch.ones(1), torch.ones(3)]
    with pytest.raises(RuntimeError):  # the default collate function stacks samples, and these cannot be stacked
        next(iter(DataLoader(dataset, batch_size=2)))
    loader = DataLoader(dataset, batch_size=2, collate_fn=pad_to_longest)
    assert [tuple(padded.shape) for padded, lengths in loader] == [(2, 5), (2, 3)]
