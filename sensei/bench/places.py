"""Where is computed: on the CPU with one thread or all, or on the accelerator. And the clock that is right there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import torch

from sensei import accelerator

CPU_ONE, CPU_ALL, ACCELERATOR = "cpu-1-thread", "cpu-all-threads", "accelerator"
PLACES = (CPU_ONE, CPU_ALL, ACCELERATOR)

_ALL_THREADS = torch.get_num_threads()  # as PyTorch or OMP_NUM_THREADS chose it


class Missing(Exception):
    """A row that cannot be measured on this machine; the message says why."""


@dataclass(frozen=True)
class Place:
    """`threads` are those of the CPU; a place on the accelerator has all of them."""

    name: str
    device: torch.device
    threads: int

    @property
    def is_cpu(self) -> bool:
        return self.device.type == "cpu"


def find(name: str) -> Place:
    """The place of that name on this machine; raises `Missing`. The pretend accelerator is no place to measure."""
    if name == ACCELERATOR:
        kind = accelerator.describe()
        if kind in (accelerator.PRETEND, "none"):
            raise Missing("there is no accelerator: torch.accelerator.is_available() is False")
        return Place(name, accelerator.accelerator_device(), _ALL_THREADS)
    if name == CPU_ALL and _ALL_THREADS == 1:
        raise Missing("PyTorch has one thread here: these rows would be those with 1 thread")
    return Place(name, torch.device("cpu"), 1 if name == CPU_ONE else _ALL_THREADS)


@contextmanager
def occupied(place: Place) -> Iterator[None]:
    """While inside, the CPU computes with as many threads as the place has."""
    before = torch.get_num_threads()
    torch.set_num_threads(place.threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@cache
def clock(device_type: str) -> Callable[[], float]:
    """Seconds, read when all that was launched on the device is done: kernels on an accelerator run by themselves.

    `synchronize` of the device's own module (torch.cuda, torch.mps, torch.xpu, …) waits for all of its streams.
    """
    if device_type == "cpu":
        return time.perf_counter
    synchronize = torch.get_device_module(device_type).synchronize

    def synchronized_clock() -> float:
        synchronize()
        return time.perf_counter()

    return synchronized_clock
