"""Which device the koans meet: the real accelerator, or the pretend one where there is none.

Nothing is decided, registered or started before a koan asks for its device. torch is imported no earlier either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from sensei.pretend.stream import Counters

OLDEST_TORCH = (2, 10)
PRETEND = "pretend"


class NotVerifiedHere(Exception):
    """There is no accelerator and this torch cannot have the pretend one: the koan is neither solved nor open."""


def accelerator_device() -> torch.device:
    """The device that koans use, with its index. Registers the pretend accelerator if there is no real one."""
    import torch

    kind = describe()
    if kind == "none":
        raise NotVerifiedHere(why_none())
    if kind == PRETEND:
        from sensei.pretend import backend

        backend.register()
        return torch.device(PRETEND, 0)
    return torch.device(kind, torch.accelerator.current_device_index())


def wake() -> None:
    """Let the device do something now, so that nothing is registered or started for it later."""
    import torch

    (torch.ones(1, device=accelerator_device()) + 1).cpu()


def why_none() -> str:
    """Why there is no device at all, where `describe` says "none"."""
    return _why_not() or "there is no accelerator"


@cache
def describe() -> str:
    """What `accelerator_device` gives: "cuda", "mps", "xpu", …, "pretend" or "none". Registers nothing.

    Asked once per process, so that a simulated machine (`sensei.machines`) does not change the answer later.
    """
    return _real() or ("none" if _why_not() else PRETEND)


def is_pretend() -> bool:
    """Whether koans meet the pretend accelerator."""
    return describe() == PRETEND


def counters() -> Counters | None:
    """What the pretend accelerator was asked to do since the last `settle`; None on a real one, which does not count.

    The object goes on counting: keep it and compare, or copy it with `dataclasses.replace`.
    """
    if not is_pretend():
        return None
    from sensei.pretend.stream import stream

    return stream.counters


@contextmanager
def kernels_take(seconds: float) -> Iterator[None]:
    """Let every kernel of the pretend accelerator take at least this long, so that a missing synchronise shows.

    A real accelerator is left as it is.
    """
    if not is_pretend():
        yield
        return
    from sensei.pretend.stream import stream

    before, stream.seconds_per_kernel = stream.seconds_per_kernel, seconds
    try:
        yield
    finally:
        stream.wait()  # for the kernels that were launched in here
        stream.seconds_per_kernel = before


def settle() -> BaseException | None:
    """Between two tests: finish what is running, set the counters to zero, give the late error that nobody has seen."""
    if not is_pretend():
        return None
    from sensei.pretend.stream import stream

    return stream.reset()


def _real() -> str | None:
    """The type of the accelerator that is in this machine."""
    import torch

    found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    return found.type if found is not None and found.type != PRETEND else None


def _why_not() -> str | None:
    """Why there can be no pretend accelerator here, or None."""
    import torch

    version = tuple(map(int, re.findall(r"\d+", torch.__version__)[:2]))
    if version < OLDEST_TORCH:
        return f"there is no accelerator, and the pretend one needs torch 2.10 or newer, not {torch.__version__}"
    needed = ["_acc", "_construct_storage_from_data_pointer", "_swap_tensor_impl", "_accelerator_synchronizeDevice"]
    if missing := [name for name in needed if not hasattr(torch._C, name)]:
        return f"there is no accelerator, and torch {torch.__version__} lacks what the pretend one needs: {missing[0]}"
    taken = torch._C._get_privateuse1_backend_name()
    if taken not in ("privateuseone", PRETEND):
        return f"there is no accelerator, and the place of the pretend one is taken by {taken!r}"
    return None
