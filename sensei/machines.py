"""Simulated machines: what torch answers about accelerators on a computer that is not this one.

Code that picks a device is judged on all of them. Only the answers are simulated: no tensor can be made there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import torch


@dataclass(frozen=True)
class Machine:
    """A computer with the accelerators `present`. `built_for` is what its torch was compiled for.

    A torch that was compiled for CUDA names `cuda` as the current accelerator even where there is no GPU.
    """

    name: str
    present: frozenset[str]
    built_for: str | None

    def __str__(self) -> str:
        return self.name


NO_ACCELERATOR = Machine("no accelerator", frozenset(), built_for=None)
CUDA_BUILD_WITHOUT_GPU = Machine("a CUDA build without a GPU", frozenset(), built_for="cuda")
CUDA = Machine("CUDA", frozenset({"cuda"}), built_for="cuda")
MPS = Machine("MPS", frozenset({"mps"}), built_for="mps")
XPU = Machine("XPU", frozenset({"xpu"}), built_for="xpu")
CUDA_AND_MPS = Machine("CUDA and MPS", frozenset({"cuda", "mps"}), built_for="cuda")

MACHINES = (NO_ACCELERATOR, CUDA_BUILD_WITHOUT_GPU, CUDA, MPS, XPU, CUDA_AND_MPS)


@contextmanager
def simulated(machine: Machine) -> Iterator[Machine]:
    """While inside, torch answers as it would on `machine`."""
    with ExitStack() as stack:
        for owner, name, answer in _answers(machine):
            if hasattr(owner, name):  # older torch has fewer questions
                stack.enter_context(patch.object(owner, name, answer))
        yield machine


def _answers(machine: Machine) -> Iterator[tuple[Any, str, Callable[..., Any]]]:
    """Who is asked, what, and the answer."""
    for kind in ("cuda", "mps", "xpu", "mtia"):
        present, built = kind in machine.present, kind in machine.present | {machine.built_for}
        for owner in (getattr(torch, kind, None), getattr(torch.backends, kind, None)):
            yield owner, "is_available", lambda present=present: present
            yield owner, "is_built", lambda built=built: built
            yield owner, "device_count", lambda present=present: int(present)
    accelerator = getattr(torch, "accelerator", None)
    compiled = None if machine.built_for is None else torch.device(machine.built_for)

    def current_accelerator(check_available: bool = False) -> torch.device | None:
        return compiled if machine.present or not check_available else None

    yield accelerator, "current_accelerator", current_accelerator
    yield accelerator, "is_available", lambda: bool(machine.present)
    yield accelerator, "device_count", lambda: int(bool(machine.present))
    yield accelerator, "current_device_index", lambda: 0
    # Whoever holds the original functions gets the same answers: they ask this one, and the modules above.
    yield torch._C, "_accelerator_getAccelerator", lambda: compiled
