"""Fashion-MNIST: a dataset that is ready to use.

Pictures of clothes in ten classes, 28 by 28 grey pixels each. `torchvision.datasets.FashionMNIST` reads them from four
files, two for training and two for testing. There are 60,000 and 10,000 pictures in the real one. The tests here come
with smaller ones in the same kind of files: 10,000 and 2,000 drawn pictures, and for examples five and two.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from torch import Tensor
from torchvision.datasets import CIFAR10, UCF101, FashionMNIST, ImageFolder
from torchvision.transforms import ToTensor

from sensei import ___
from sensei.strategies import tensors


@pytest.fixture(scope="module")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with five black pictures for training and two for testing, in Fashion-MNIST's own kind of files."""
    root = tmp_path_factory.mktemp("small")
    raw = root / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for half, labels in {"train": [9, 0, 3, 0, 5], "t10k": [2, 9]}.items():
        count = len(labels).to_bytes(4, "big")
        picture_header = bytes([0, 0, 8, 3]) + count + bytes([0, 0, 0, 28, 0, 0, 0, 28])
        (raw / f"{half}-images-idx3-ubyte").write_bytes(picture_header + bytes(28 * 28) * len(labels))
        (raw / f"{half}-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1]) + count + bytes(labels))
    return root


def labels_in_file(root: Path, half: str) -> list[int]:
    """All labels of one half, "train" or "t10k", read without torchvision: after 8 bytes, each byte is a label."""
    return list((root / "FashionMNIST" / "raw" / f"{half}-labels-idx1-ubyte").read_bytes()[8:])


def works(action: Callable[[], Any]) -> bool:
    """Whether `action` comes to its end, and raises no error."""
    try:
        action()
    except (KeyError, RuntimeError):
        return False
    return True


def noting(opened: list[int]) -> Callable[[FashionMNIST, int], tuple[Any, int]]:
    """How a dataset gives a sample, when it also notes in `opened` which samples it was asked for."""
    give = FashionMNIST.__getitem__

    def note_and_give(dataset: FashionMNIST, index: int) -> tuple[Any, int]:
        opened.append(index)
        return give(dataset, index)

    return note_and_give


# A sample of Fashion-MNIST is a picture and its label. From two datasets the first sample is taken:
#     picture, label = FashionMNIST(root)[0]
#     picture, label = FashionMNIST(root, transform=ToTensor())[0]
# Which classes do `picture` and `label` have, in the first line and in the second? You will need some of these:
#     Image.Image, Tensor, int, str
# Write a list of two pairs: (class of the picture, class of the label).
SAMPLE_TYPES = ___


def test_without_a_transform_a_picture_is_a_pil_image(small_root):
    samples = [FashionMNIST(small_root)[0], FashionMNIST(small_root, transform=ToTensor())[0]]
    assert SAMPLE_TYPES == [(type(picture), type(label)) for picture, label in samples]


# On a computer without a network, the folder `root` holds the files of Fashion-MNIST, and the folder `empty` nothing:
#     FashionMNIST(root)
#     FashionMNIST(root, download=True)
#     FashionMNIST(empty)
#     FashionMNIST(empty, download=True)
# Write a list of four: True where you get a dataset, False where an error is raised.
WORKS_OFFLINE = ___


def test_what_is_there_is_not_downloaded_again(small_root, tmp_path_factory, monkeypatch):
    monkeypatch.setattr(FashionMNIST, "mirrors", [])  # there is nowhere to download from
    empty = tmp_path_factory.mktemp("empty")
    assert WORKS_OFFLINE == [
        works(lambda: FashionMNIST(small_root)),
        works(lambda: FashionMNIST(small_root, download=True)),
        works(lambda: FashionMNIST(empty)),
        works(lambda: FashionMNIST(empty, download=True)),
    ]


def training_and_test_data(
    root: Path,
    transform: Callable[[Image.Image], Any] | None = None,
    target_transform: Callable[[int], Any] | None = None,
) -> tuple[FashionMNIST, FashionMNIST]:
    """The two halves of the Fashion-MNIST in `root`: (training data, test data).

    The files are there, nothing need be downloaded. In both halves `transform` is for the pictures and
    `target_transform` for the labels. Where one of the two is None, pictures or labels stay as they are.
    """
    return ___


def test_the_halves_have_samples_of_their_own(small_root):
    training_data, test_data = training_and_test_data(small_root)
    assert [label for picture, label in training_data] == [9, 0, 3, 0, 5]
    assert [label for picture, label in test_data] == [2, 9]
    assert type(training_data[0][0]) is Image.Image


def test_each_half_has_as_many_samples_as_its_file(fashion_root):
    training_data, test_data = training_and_test_data(fashion_root)
    in_files = [len(labels_in_file(fashion_root, half)) for half in ("train", "t10k")]
    assert [len(training_data), len(test_data)] == in_files
    assert [type(training_data), type(test_data)] == [FashionMNIST, FashionMNIST]


def test_a_transform_is_for_the_pictures_of_both_halves(small_root):
    training_data, test_data = training_and_test_data(small_root, lambda picture: picture.size)
    assert training_data[0] == ((28, 28), 9)
    assert test_data[0] == ((28, 28), 2)


def test_a_target_transform_is_for_the_labels_of_both_halves(small_root):
    training_data, test_data = training_and_test_data(small_root, None, lambda label: label + 100)
    assert [label for picture, label in training_data] == [109, 100, 103, 100, 105]
    assert [label for picture, label in test_data] == [102, 109]
    assert [type(picture) for picture, label in test_data] == [Image.Image, Image.Image]


# A transform notes in `calls` that it was called, for a training half of five pictures:
#     calls = []
#     clothes = FashionMNIST(root, transform=calls.append)
# How long is `calls` now, how long after `clothes[0]`, and how long after `clothes[0]` has been asked for once more?
# Write a tuple of three numbers.
TRANSFORM_CALLS = ___


def test_a_transform_works_each_time_that_a_sample_is_asked_for(small_root):
    calls = []
    clothes = FashionMNIST(small_root, transform=calls.append)
    made = len(calls)
    clothes[0]
    asked = len(calls)
    clothes[0]
    assert TRANSFORM_CALLS == (made, asked, len(calls))


# Four dataset classes of torchvision: FashionMNIST, UCF101, ImageFolder, CIFAR10.
# All of them take a `transform`. Which take a `target_transform` as well? Look into their documentation.
# Write a list of four: True where it is taken, False where not.
TAKES_TARGET_TRANSFORM = ___


def test_not_every_dataset_takes_a_target_transform():
    datasets = [FashionMNIST, UCF101, ImageFolder, CIFAR10]
    assert TAKES_TARGET_TRANSFORM == ["target_transform" in inspect.signature(kind).parameters for kind in datasets]


# `FashionMNIST.classes` is a list of the ten names of the classes, `names` is a dict of them:
#     classes = FashionMNIST.classes
#     names = {0: "T-shirt/top", 1: "Trouser", 2: "Pullover", and so on to 9: "Ankle boot"}
# `label = torch.tensor(9)` is one label of a batch that a loader has made: a tensor, no longer an int. Four look-ups:
#     names[label]     names[int(label)]     names[label.item()]     classes[label]
# Write a list of four: True where "Ankle boot" is found, False where an error is raised.
FOUND = ___


def test_a_tensor_is_no_key_of_a_dict():
    classes = FashionMNIST.classes
    names = dict(enumerate(classes))
    label = torch.tensor(9)
    assert FOUND == [
        works(lambda: names[label]),
        works(lambda: names[int(label)]),
        works(lambda: names[label.item()]),
        works(lambda: classes[label]),
    ]


def names_of(labels: Tensor, names: dict[int, str]) -> list[str]:
    """The name of every label in a batch: a list of strings, in the order of the batch.

    `labels` is int64, of shape (N,), where N may be 0. Every number in it is a key of `names`. The keys need not be
    0, 1, 2, ...
    """
    return ___


def test_a_boot_and_two_shirts():
    assert names_of(torch.tensor([9, 6, 6]), {6: "Shirt", 9: "Ankle boot"}) == ["Ankle boot", "Shirt", "Shirt"]


@given(labels=st.integers(0, 12).flatmap(lambda size: tensors((size,), torch.int64, low=0, high=9)))
def test_every_label_has_its_name(labels):
    names = {label: f"number {label}" for label in range(9, -1, -1)}
    assert names_of(labels, names) == [f"number {label}" for label in labels.tolist()]


def indices_of(dataset: FashionMNIST, name: str) -> list[int]:
    """Where in `dataset` the samples of one class are: a list of their indices, ints, from the smallest up.

    `name` is one of `dataset.classes`. No sample of `dataset` is asked for, so no picture is opened or transformed:
    `dataset.targets` is a tensor of all the labels. A class without samples has the list []. `dataset` stays as it is.
    """
    return ___


def test_the_second_and_the_fourth_are_t_shirts(small_root):
    clothes = FashionMNIST(small_root)
    assert indices_of(clothes, "T-shirt/top") == [1, 3]
    assert indices_of(clothes, "Ankle boot") == [0]
    assert indices_of(clothes, "Bag") == []


@pytest.mark.parametrize(("train", "half"), [(True, "train"), (False, "t10k")])
def test_every_sample_is_found_under_its_name_and_no_picture_is_opened(fashion_root, monkeypatch, train, half):
    opened = []
    clothes = FashionMNIST(fashion_root, train=train, transform=str)
    monkeypatch.setattr(FashionMNIST, "__getitem__", noting(opened))
    labels = labels_in_file(fashion_root, half)
    for number, name in enumerate(clothes.classes):
        assert indices_of(clothes, name) == [index for index, label in enumerate(labels) if label == number]
    assert clothes.transform is str
    assert opened == []


def test_indices_are_ints(small_root):
    clothes = FashionMNIST(small_root)
    assert [type(index) for index in indices_of(clothes, "T-shirt/top")] == [int, int]
