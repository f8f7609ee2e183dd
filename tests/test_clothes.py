"""The embedded data's pictures: what the real dataset class reads, and how they are learned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torchvision import datasets

from sensei.clothes import CLASSES, draw_clothes
from tests.fashion_help import drawn

pytestmark = pytest.mark.timeout(300)  # twelve epochs on one thread, which a busy neighbour may share

TOPS = [CLASSES.index(name) for name in ("T-shirt/top", "Pullover", "Coat", "Shirt")]
SHOES = [CLASSES.index(name) for name in ("Sandal", "Sneaker", "Ankle boot")]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole data, drawn once for this file."""
    return drawn(tmp_path_factory.mktemp("whole"))


# What is in the files


@pytest.mark.parametrize(("train", "count"), [(True, 10_000), (False, 2_000)])
def test_the_real_dataset_class_reads_it_without_a_network(
    root: Path, train: bool, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("the network was asked"))
    data = datasets.FashionMNIST(root, train=train, download=True)
    assert data.data.shape == (count, 28, 28)
    assert data.data.dtype == torch.uint8
    assert torch.bincount(data.targets).tolist() == [count // 10] * 10
    picture, label = data[0]
    assert (picture.mode, picture.size, type(label)) == ("L", (28, 28), int)
    assert tuple(data.classes) == CLASSES


def test_labels_are_mixed_so_that_the_first_batch_has_every_class(root: Path) -> None:
    labels = datasets.FashionMNIST(root).targets
    assert set(labels[:64].tolist()) == set(range(10))
    assert 800 < (labels[1:] == labels[:-1]).sum() < 1200  # as chance has it


def test_no_picture_is_given_twice_or_empty_and_the_ground_is_black(root: Path) -> None:
    both = torch.cat([datasets.FashionMNIST(root, train=train).data for train in (True, False)]).flatten(1)
    assert len(torch.unique(both, dim=0)) == len(both)
    assert (both > 0).float().mean(1).min() > 0.04
    assert (both.reshape(-1, 28, 28)[:, 0, 0] == 0).float().mean() > 0.99
    assert both.max() == 255


def test_one_seed_draws_one_set_of_clothes_in_any_number() -> None:
    pictures, labels = draw_clothes(3, seed=5)
    again, same = draw_clothes(3, seed=5)
    assert np.array_equal(pictures, again)
    assert np.array_equal(labels, same)
    assert not np.array_equal(pictures, draw_clothes(3, seed=6)[0])


# How it is learned


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def lesson(root: Path, one_thread: None) -> tuple[dict[int, float], Tensor]:
    """The tutorial's network and SGD: the test accuracy of each epoch, and the confusion, int64 (label, answer)."""
    train, test = (datasets.FashionMNIST(root, train=half) for half in (True, False))
    pictures, labels = train.data.float() / 255, train.targets
    torch.manual_seed(1)
    network = nn.Sequential(
        nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)
    )
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
    accuracy = {}
    for epoch in range(1, 13):
        for batch in torch.split(torch.randperm(len(pictures)), 64):
            optimizer.zero_grad()
            torch.autograd.backward(nn.functional.cross_entropy(network(pictures[batch]), labels[batch]))
            optimizer.step()
        with torch.no_grad():
            answers = network(test.data.float() / 255).argmax(1)
        accuracy[epoch] = (answers == test.targets).float().mean().item()
    return accuracy, torch.bincount(test.targets * 10 + answers, minlength=100).reshape(10, 10)


def test_the_tutorials_network_learns_it_slowly_as_it_learns_the_real_data(
    lesson: tuple[dict[int, float], Tensor],
) -> None:
    accuracy, _ = lesson
    assert 0.25 < accuracy[3] < 0.55
    assert 0.45 < accuracy[12] < 0.75


def test_shirt_coat_pullover_and_t_shirt_are_the_ones_confused(lesson: tuple[dict[int, float], Tensor]) -> None:
    _, confusion = lesson
    mistakes = confusion - confusion.diag().diag()
    among_tops = mistakes[TOPS][:, TOPS].sum()
    assert among_tops > 0.4 * mistakes.sum()  # 12 of the 90 ways to be wrong
    assert among_tops > 0.75 * mistakes[TOPS].sum()
    recall = confusion.diag() / confusion.sum(1)
    assert recall[CLASSES.index("Shirt")] < 0.5
    worn_elsewhere = [number for number in range(10) if number not in SHOES and CLASSES[number] != "Bag"]
    assert mistakes[SHOES][:, SHOES].sum() > 0.02 * confusion[SHOES].sum() + mistakes[SHOES][:, worn_elsewhere].sum()
