"""Whether koans about devices can be judged here: they need an accelerator, a real one or the pretend one."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

from sensei import accelerator
from sensei.path import Koan
from sensei.progress import torch_version


def why_not(koan: Koan) -> str:
    """Why `koan` is neither solved nor open here, or "" where it can be judged.

    torch is imported for the answer only where its version is too old to take the pretend accelerator for granted.
    """
    if not koan.needs_device:
        return ""
    version = tuple(map(int, re.findall(r"\d+", torch_version())[:2]))
    if version >= accelerator.OLDEST_TORCH and "torch" not in sys.modules:
        return ""
    return accelerator.why_none() if accelerator.describe() == "none" else ""


def counted(koans: Iterable[Koan]) -> list[Koan]:
    """The koans that totals and the exit status are about."""
    return [koan for koan in koans if not why_not(koan)]
