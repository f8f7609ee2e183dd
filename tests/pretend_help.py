"""What the tests of the pretend accelerator share: the device, what is on it, and what the CPU says to the same."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sensei.accelerator import accelerator_device, settle

DEVICE = accelerator_device()
BACKEND = torch.get_device_module(DEVICE)  # `torch.pretend`, which is in no stub of torch

needs_pretend = pytest.mark.skipif(DEVICE.type != "pretend", reason="there is a real accelerator, so no pretend one")

NOT_THE_SAME_DEVICE = "Expected all tensors to be on the same device, but found at least two devices, pretend:0 and cpu"


# Fixtures. A file of tests imports those that it needs as themselves: `x as x`.


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    settle()
    yield
    unseen = settle()
    assert unseen is None, repr(unseen)


@pytest.fixture
def x() -> Tensor:
    return torch.arange(12.0).reshape(3, 4).to(DEVICE)


@pytest.fixture
def on_cpu() -> Tensor:
    return torch.arange(12.0).reshape(3, 4)


@pytest.fixture
def model() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 2))


def first_weight(model: nn.Module) -> nn.Parameter:
    """That of the first layer of `model`."""
    return model.get_parameter("0.weight")


def late(x: Tensor) -> Tensor:
    """An index that is out of range: known only when the kernel runs."""
    return F.embedding(torch.tensor([9], device=DEVICE), x)


# The same on both devices.

# A function and what to give to it.
Case = tuple[Callable[..., Any], *tuple[Tensor, ...]]


def there(value: Any) -> Any:
    """On the device, gradients asked for where they were."""
    if isinstance(value, Tensor):
        return value.detach().to(DEVICE).requires_grad_(value.requires_grad)
    return type(value)(map(there, value)) if isinstance(value, (list, tuple)) else value


def back(value: Any) -> list[Any]:
    """What a function returned, as a flat list on the CPU."""
    if isinstance(value, Tensor):
        return [value.detach().cpu()]
    return [leaf for item in value for leaf in back(item)] if isinstance(value, (list, tuple)) else [value]


def check_same(function: Callable[..., Any], *inputs: Any) -> None:
    """`function` gives the same on both devices, once when its shapes are new and once when they are remembered."""
    expected = back(function(*copy.deepcopy(inputs)))
    for _ in range(2):
        for yours, mine in zip(back(function(*there(inputs))), expected, strict=True):
            if isinstance(mine, Tensor):
                torch.testing.assert_close(yours, mine, rtol=1e-6, atol=1e-6, equal_nan=True)
            else:
                assert yours == mine, f"{yours!r}, and {mine!r} on the CPU"


def floats(*size: int) -> Tensor:
    return torch.randn(size, generator=torch.Generator().manual_seed(sum(size)))


def longs(*size: int, high: int = 3) -> Tensor:
    return torch.randint(high, size, generator=torch.Generator().manual_seed(sum(size)))


A, B, SQUARE, POSITIVE, ROW, COLUMN = (
    floats(3, 4),
    floats(4, 3).T,
    floats(3, 3),
    floats(3, 4).abs() + 0.1,
    floats(4),
    floats(3, 1),
)
INTS, BATCH, IMAGES, LABELS = longs(3, 4, high=9), floats(2, 3, 4), floats(2, 3, 8, 8), longs(3)
