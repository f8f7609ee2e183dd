"""Random numbers on the device: a generator of its own, seeded by `torch.manual_seed` like that of every device.

The CPU's generator would not do: the worker thread would draw from it at some time between the learner's own draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor
from torch._ops import OpOverload

from sensei.pretend import schema
from sensei.pretend.memory import CPU, NAME
from sensei.pretend.stream import stream

# Other numbers than the CPU's for the same seed, as on a real device.
_ANOTHER_STREAM = 0x5EED

_generator = torch.Generator(device=CPU).manual_seed(torch.initial_seed() ^ _ANOTHER_STREAM)


def seed(value: int) -> None:
    """Start anew from here on. Kernels that are queued already keep the old generator."""
    global _generator
    _generator = torch.Generator(device=CPU).manual_seed(value ^ _ANOTHER_STREAM)


def state() -> Tensor:
    stream.synchronize()
    return _generator.get_state()


def restore(value: Tensor) -> None:
    global _generator
    _generator = torch.Generator(device=CPU).set_state(value)


def generator_for(given: torch.Generator | None) -> torch.Generator:
    """The generator that a kernel draws from."""
    if given is not None:
        raise RuntimeError(f"Expected a '{NAME}' device type for generator but found '{given.device.type}'")
    return _generator


@contextmanager
def in_place_of_global_generator(op: OpOverload) -> Iterator[None]:
    """Let an operator that draws from the CPU's generator draw from the device's instead."""
    if not schema.draws_from_global_generator(op):
        yield
        return
    before = torch.get_rng_state()
    torch.set_rng_state(_generator.get_state())
    try:
        yield
    finally:
        _generator.set_state(torch.get_rng_state())
        torch.set_rng_state(before)
