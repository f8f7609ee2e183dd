"""Custom datasets: your own data, one sample at a time.

A dataset answers two questions: how many samples are there (`__len__`), and what is sample number `index`
(`__getitem__`)? It may compute its samples, keep them in memory, read them from files when they are asked for, or get
them from another dataset. Where samples come one after the other, an `IterableDataset` answers a single question.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import torch
import torchvision
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, IterableDataset, TensorDataset

from sensei import ___
from sensei.strategies import tensors_shaped


class WithoutInit(Dataset):
    """Says that it has three samples, and computes a sample for any index."""

    def __len__(self) -> int:
        return 3

    def __getitem__(self, index: int) -> int:
        return index * 10


class WithoutLen(Dataset):
    """Three samples, and nobody knows that there are three."""

    def __getitem__(self, index: int) -> int:
        return [0, 10, 20][index]


class WithoutGetitem(Dataset):
    """Says that it has three samples, and gives none."""

    def __len__(self) -> int:
        return 3


class OnlyIter(IterableDataset):
    """Three samples, one after the other."""

    def __iter__(self) -> Iterator[int]:
        return iter([0, 10, 20])


class Clips(Dataset):
    """As in `UCF101`, a sample is (video, sound, label). `asked` notes which of the four samples were asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> tuple[str, str, int]:
        self.asked.append(index)
        clips = [("surfer", "waves", 5), ("drummer", "drums", 2), ("swimmer", "water", 5), ("singer", "song", 7)]
        return clips[index]


def works(action: Callable[[], Any]) -> bool:
    """Whether `action` comes to its end, and raises no error."""
    try:
        action()
    except (TypeError, NotImplementedError):
        return False
    return True


def write_picture(path: Path, rows: list[list[int]]) -> Path:
    """Write a PNG file of grey pixels."""
    torchvision.io.write_png(torch.tensor([rows], dtype=torch.uint8), str(path))
    return path


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new, empty folder."""
    return tmp_path_factory.mktemp("files")


# Four small datasets stand above: `WithoutInit`, `WithoutLen`, `WithoutGetitem` and `OnlyIter`.
# A loader is to run through each of them, as in `list(DataLoader(WithoutInit(), batch_size=2))`.
# Write a list of four: True where that works, False where an error is raised.
READABLE = ___


def test_a_dataset_need_not_have_init_len_and_getitem():
    datasets = [WithoutInit(), WithoutLen(), WithoutGetitem(), OnlyIter()]
    assert READABLE == [works(lambda data=data: list(DataLoader(data, batch_size=2))) for data in datasets]


# `WithoutInit` says that it has three samples, but it never complains about an index. Two loops run over it:
#     in_python = list(islice(WithoutInit(), 5))    # the first five of a `for` loop, or fewer if it ends before
#     in_batches = [batch.tolist() for batch in DataLoader(WithoutInit(), batch_size=5)]
# What do they hold? Write a pair of lists: (in_python, in_batches).
LOOPS = ___


def test_a_for_loop_does_not_ask_for_the_length():
    in_python = list(islice(WithoutInit(), 5))
    in_batches = [batch.tolist() for batch in DataLoader(WithoutInit(), batch_size=5)]
    assert LOOPS == (in_python, in_batches)


class Squares(Dataset):
    """A dataset of `size` samples, which is 0 or more: sample number `index` is `index * index`, an int.

    `len()` gives the size. An index past the end, `size` or more, raises IndexError: only that ends a `for` loop.
    """

    def __init__(self, size: int):
        ___

    def __len__(self) -> int:
        return ___

    def __getitem__(self, index: int) -> int:
        return ___


def test_four_squares():
    squares = Squares(4)
    assert [squares[0], squares[1], squares[2], squares[3]] == [0, 1, 4, 9]
    assert len(squares) == 4
    assert [squares[2], squares[1], squares[2]] == [4, 1, 4]


def test_a_square_is_an_int():
    squares = Squares(3)
    assert [type(squares[index]) for index in (0, 1, 2)] == [int, int, int]


@given(size=st.integers(0, 8))
def test_a_for_loop_ends_with_the_last_square(size):
    samples = list(islice(Squares(size), size + 2))  # two more than there are, should it not end
    assert samples == [number**2 for number in range(size)]


def test_past_the_end_is_an_index_error():
    squares = Squares(3)
    for index in (3, 4, 1000):
        with pytest.raises(IndexError):
            squares[index]


def test_two_datasets_are_as_long_as_each_was_made():
    short, long = Squares(2), Squares(5)
    assert (len(short), len(long)) == (2, 5)
    assert sorted(sample.item() for sample in DataLoader(long, shuffle=True)) == [0, 1, 4, 9, 16]


class Pictures(Dataset):
    """Pictures in memory and their labels, with two transforms, as `FashionMNIST` has them.

    `images` has the shape (N, H, W), `labels` is int64, of shape (N,). A sample is a tuple (image, label): the tensor
    `images[index]`, of shape (H, W), and its label as an int, no tensor. Where `transform` is given, the sample holds
    what it makes of the image, and where `target_transform` is given, what that makes of the int. They are called when
    a sample is asked for, anew each time, and `images` and `labels` stay as they are. Past the end: IndexError.
    """

    def __init__(
        self,
        images: Tensor,
        labels: Tensor,
        transform: Callable[[Tensor], Any] | None = None,
        target_transform: Callable[[int], Any] | None = None,
    ):
        ___

    def __len__(self) -> int:
        return ___

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return ___


def test_a_sample_is_an_image_and_its_label():
    pictures = Pictures(torch.tensor([[[1, 2, 3]], [[4, 5, 6]]]), torch.tensor([7, 0]))
    image, label = pictures[1]
    assert image.tolist() == [[4, 5, 6]]
    assert image.dtype == torch.int64
    assert label == 0
    assert len(pictures) == 2


def test_a_label_is_an_int():
    pictures = Pictures(torch.zeros(2, 3, 4), torch.tensor([7, 0]))
    assert [type(pictures[index][1]) for index in (0, 1)] == [int, int]


def test_a_sample_is_a_tuple():
    sample = Pictures(torch.zeros(2, 3, 4), torch.tensor([7, 0]))[1]
    assert isinstance(sample, tuple)


def test_each_transform_has_its_own_part_of_the_sample():
    images, labels, names = torch.ones(2, 3, 4), torch.tensor([7, 0]), {0: "T-shirt/top", 7: "Sneaker"}
    image, name = Pictures(images, labels, torch.sum, names.get)[0]
    assert (image.tolist(), name) == (12, "Sneaker")
    image, label = Pictures(images, labels, torch.sum)[0]
    assert (image.tolist(), label) == (12, 7)
    image, name = Pictures(images, labels, None, names.get)[1]
    assert (tuple(image.shape), name) == ((3, 4), "T-shirt/top")


def test_transforms_work_when_a_sample_is_asked_for():
    calls = []
    images = torch.tensor([[[1]], [[2]]])
    pictures = Pictures(images, torch.tensor([3, 4]), lambda image: calls.append(image.item()), calls.append)
    assert calls == []
    _, _ = pictures[1], pictures[1]
    assert sorted(calls) == [2, 2, 4, 4]


def test_the_same_sample_is_the_same_when_it_is_asked_for_again():
    images, labels = torch.tensor([[[1, 2]], [[3, 4]]]), torch.tensor([5, 6])
    pictures = Pictures(images, labels, lambda image: image * 10, lambda label: label - 5)
    samples = [(image.tolist(), label) for image, label in (pictures[0], pictures[0])]
    assert samples == [([[10, 20]], 0), ([[10, 20]], 0)]
    assert (images.tolist(), labels.tolist()) == ([[[1, 2]], [[3, 4]]], [5, 6])


@given(tensors_shaped("nhw", "n"))
def test_a_loop_and_a_loader_find_all_pictures(case):
    images, labels = case[0], case[1].long()
    pictures = Pictures(images, labels)
    looped = list(islice(pictures, len(images) + 2))
    assert [(image.tolist(), label) for image, label in looped] == list(
        zip(images.tolist(), labels.tolist(), strict=True)
    )
    batches = list(DataLoader(pictures, batch_size=2))
    assert [image for batch, _ in batches for image in batch.tolist()] == images.tolist()


# Three pixels are three samples, and each sample is a tuple of one tensor. Two lines write in place:
#     pixels = torch.tensor([1, 2, 3])
#     dataset = TensorDataset(pixels)
#     (pixel,) = dataset[1]
#     pixel *= 10
#     (batch,) = next(iter(DataLoader(dataset, batch_size=3)))
#     batch += 100
# What is `pixels.tolist()` after that?
PIXELS_AFTER = ___


def test_a_sample_may_share_memory_with_its_dataset_but_a_batch_is_a_copy():
    pixels = torch.tensor([1, 2, 3])
    dataset = TensorDataset(pixels)
    (pixel,) = dataset[1]
    pixel *= 10
    (batch,) = next(iter(DataLoader(dataset, batch_size=3)))
    batch += 100
    assert PIXELS_AFTER == pixels.tolist()


class PictureFiles(Dataset):
    """Pictures that stay in their files until they are asked for: there may be more of them than memory can hold.

    `files` is a list of tuples: the path of a PNG file of grey pixels, and a label. A sample is a tuple (image, label):
    the pixels as a uint8 tensor of shape (1, H, W), and the label as it is in `files`. `torchvision.io.decode_image`
    makes such a tensor from a path. Making the dataset opens no file. Asking for a sample opens the file of this
    sample and no other, anew each time. `files` stays as it is. Past the end: IndexError.
    """

    def __init__(self, files: list[tuple[Path, int]]):
        ___

    def __len__(self) -> int:
        return ___

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return ___


def test_a_sample_is_what_is_in_its_file(folder):
    wide = write_picture(folder / "wide.png", [[0, 50, 255]])
    high = write_picture(folder / "high.png", [[7], [8]])
    pictures = PictureFiles([(wide, 9), (high, 4)])
    samples = [(image.tolist(), label) for image, label in islice(pictures, 4)]
    assert samples == [([[[0, 50, 255]]], 9), ([[[7], [8]]], 4)]
    assert len(pictures) == 2


def test_pixels_are_bytes_and_a_label_is_an_int(folder):
    image, label = PictureFiles([(write_picture(folder / "grey.png", [[0, 1], [2, 255], [3, 4]]), 1)])[0]
    assert (image.dtype, tuple(image.shape), type(label)) == (torch.uint8, (1, 3, 2), int)


def test_a_file_may_be_there_twice(folder):
    path, other = write_picture(folder / "a.png", [[1, 2]]), write_picture(folder / "b.png", [[3]])
    files = [(path, 10), (other, 4), (path, 12), (path, 10)]
    pictures = PictureFiles(files)
    samples = [pictures[index] for index in (0, 1, 2, 3)]
    assert [label for _, label in samples] == [10, 4, 12, 10]
    assert [type(sample) for sample in samples] == [tuple] * 4
    assert files == [(path, 10), (other, 4), (path, 12), (path, 10)]


def test_no_file_is_opened_before_its_sample_is_asked_for(folder):
    late = folder / "late.png"
    pictures = PictureFiles([(folder / "missing.png", 1), (late, 2), (folder / "missing too.png", 3)])
    assert len(pictures) == 3
    write_picture(late, [[6]])
    image, label = pictures[1]
    assert (image.tolist(), label) == ([[[6]]], 2)


def test_a_file_is_read_anew_each_time(folder):
    path = write_picture(folder / "changing.png", [[1, 2]])
    pictures = PictureFiles([(path, 0)])
    first, _ = pictures[0]
    write_picture(path, [[3, 4]])
    second, _ = pictures[0]
    assert (first.tolist(), second.tolist()) == ([[[1, 2]]], [[[3, 4]]])


class WithTargetTransform(Dataset):
    """A dataset around another one. It adds the `target_transform` that some datasets lack, as `UCF101` does.

    A sample of `dataset` is a tuple of two or more, and its last element is the label. Here it is the same tuple, but
    with `target_transform(label)` in the place of the label. There are as many samples as in `dataset`. Making this
    dataset asks `dataset` for no sample, and neither does `len()`. Each time that a sample is asked for, `dataset` is
    asked once, for this sample only. Past the end: IndexError.
    """

    def __init__(self, dataset: Dataset, target_transform: Callable[[Any], Any]):
        ___

    def __len__(self) -> int:
        return ___

    def __getitem__(self, index: int) -> tuple[Any, ...]:
        return ___


def test_the_label_is_replaced_and_nothing_else():
    clips = WithTargetTransform(Clips(), lambda label: label * 100)
    assert clips[0] == ("surfer", "waves", 500)
    assert clips[1] == ("drummer", "drums", 200)
    assert len(clips) == 4


def test_pairs_have_a_last_element_too():
    named = WithTargetTransform([("boot", 9), ("bag", 8)], {8: "eight", 9: "nine"}.get)
    assert list(islice(named, 4)) == [("boot", "nine"), ("bag", "eight")]


def test_the_other_dataset_is_asked_once_for_each_sample():
    clips = Clips()
    named = WithTargetTransform(clips, str)
    assert clips.asked == []
    assert len(named) == 4
    assert clips.asked == []
    assert named[2] == ("swimmer", "water", "5")
    assert clips.asked == [2]
    assert named[2] == ("swimmer", "water", "5")
    assert clips.asked == [2, 2]


def test_only_the_last_element_is_the_label():
    named = WithTargetTransform([("a", "a", "a"), ("b", "a")], str.upper)
    assert [named[0], named[1]] == [("a", "a", "A"), ("b", "A")]


def test_what_target_transform_makes_may_be_anything():
    minus_two = WithTargetTransform(Clips(), lambda label: label - 2)
    assert minus_two[1] == ("drummer", "drums", 0)


def test_past_the_end_of_both_is_an_index_error():
    named = WithTargetTransform(Clips(), str)
    with pytest.raises(IndexError):
        named[4]


class Readings(IterableDataset):
    """The numbers in a text file, one in each line, as floats, from the first line to the last.

    Nobody knows how many there will be: there is no `__len__` and no index. Every `iter()` reads the file anew, from
    the first line, also while another loop over the same dataset is under way. Making the dataset does not open the
    file. A line is made a number when it is its turn: what follows may be no number yet. If it is none when its turn
    has come, `float` raises ValueError, and this is not caught.
    """

    def __init__(self, path: Path):
        ___

    def __iter__(self) -> Iterator[float]:
        return ___


def test_the_readings_follow_each_other(folder):
    path = folder / "readings.txt"
    path.write_text("20.5\n-3\n0.1\n0\n")
    readings = list(islice(Readings(path), 6))
    assert readings == [20.5, -3.0, 0.1, 0.0]
    assert [type(reading) for reading in readings] == [float, float, float, float]


def test_every_loop_starts_with_the_first_line(folder):
    path = folder / "readings.txt"
    path.write_text("1\n2\n3\n")
    readings = Readings(path)
    assert [list(islice(readings, 5)), list(islice(readings, 5))] == [[1, 2, 3], [1, 2, 3]]
    pairs = [(outer, inner) for outer in islice(readings, 2) for inner in islice(readings, 2)]
    assert pairs == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_the_next_loop_sees_what_is_in_the_file_by_then(folder):
    path = folder / "readings.txt"
    path.write_text("1\n2\n")
    readings = Readings(path)
    first = list(islice(readings, 5))
    path.write_text("1\n2\n3\n")
    assert [first, list(islice(readings, 5))] == [[1, 2], [1, 2, 3]]


def test_nothing_is_read_before_it_is_asked_for(folder):
    path = folder / "readings.txt"
    readings = Readings(path)
    path.write_text("4\n5\nto be measured tomorrow\n")
    assert list(islice(readings, 2)) == [4, 5]


def test_what_is_no_number_is_not_passed_over(folder):
    path = folder / "readings.txt"
    path.write_text("4\nnothing\n5\n")
    with pytest.raises(ValueError, match="float"):
        list(islice(Readings(path), 4))


def test_a_loader_makes_batches_of_what_comes(folder):
    path = folder / "readings.txt"
    path.write_text("1\n2\n3\n4\n5")  # no line break at the end
    batches = [batch.tolist() for batch in islice(DataLoader(Readings(path), batch_size=2), 5)]
    assert batches == [[1, 2], [3, 4], [5]]


def test_there_is_no_length_and_no_index(folder):
    path = folder / "readings.txt"
    path.write_text("1\n2\n")
    with pytest.raises(TypeError):
        len(Readings(path))
    with pytest.raises((TypeError, NotImplementedError)):
        Readings(path)[0]
