"""What the pretend accelerator counts: copies, kernels, synchronisations and memory."""

from __future__ import annotations

import gc
from dataclasses import replace

import torch
from torch import Tensor

from sensei import accelerator
from sensei.accelerator import settle
from sensei.pretend.stream import Counters
from tests.pretend_help import BACKEND, DEVICE, needs_pretend
from tests.pretend_help import nothing_left_behind as nothing_left_behind
from tests.pretend_help import on_cpu as on_cpu
from tests.pretend_help import x as x

pytestmark = needs_pretend


def counted() -> Counters:
    """A copy of the counters as they are now."""
    counters = accelerator.counters()
    assert counters is not None
    return replace(counters)


def test_copies_are_counted_with_their_bytes(on_cpu: Tensor) -> None:
    start = counted()
    moved = on_cpu.to(DEVICE)
    moved.cpu()
    moved.double().cpu()
    end = counted()
    assert (end.copies_to_device - start.copies_to_device, end.bytes_to_device - start.bytes_to_device) == (1, 48)
    assert (end.copies_to_host - start.copies_to_host, end.bytes_to_host - start.bytes_to_host) == (2, 48 + 96)


def test_kernels_and_synchronisations_are_counted(x: Tensor) -> None:
    start = counted()
    y = x * 2
    y.add_(1)
    y.T[1:].view_as(y.T[1:])
    torch.accelerator.synchronize()
    assert (counted().kernels - start.kernels, counted().synchronizes - start.synchronizes) == (2, 1)
    assert counted().copies_to_device == start.copies_to_device


def test_reading_a_number_is_a_copy_to_the_host(x: Tensor) -> None:
    start = counted()
    x[0, 0].item()
    x[x > 3]  # the shape is read by the host, but no values
    assert counted().copies_to_host - start.copies_to_host == 1
    settle()
    assert counted().copies_to_host == 0


def test_making_a_tensor_there_copies_nothing() -> None:
    start = counted()
    torch.zeros(1000, device=DEVICE) + torch.arange(1000, device=DEVICE) + torch.randn(1000, device=DEVICE)
    assert counted().copies_to_device == start.copies_to_device


def test_memory_is_given_back(x: Tensor) -> None:
    torch.accelerator.synchronize()
    gc.collect()
    before = BACKEND.memory_allocated()
    big = torch.empty(1_000_000, device=DEVICE)
    view = big[10:]
    del big
    assert BACKEND.memory_allocated() - before == 4_000_000
    del view
    for _ in range(100):
        x = x + 1
    torch.accelerator.synchronize()
    assert BACKEND.memory_allocated() - before <= 4 * x.nbytes
