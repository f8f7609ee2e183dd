"""In which precision is computed: the dtype, the setting for products in float32, and what error tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

from sensei.bench import operands


@dataclass(frozen=True)
class Kind:
    """`setting` is that of `torch.set_float32_matmul_precision`. A product with a larger error is a wrong result.

    Errors are relative to the largest number of the exact product. They come from rounding the operands, and for the
    16-bit dtypes the result; sums are kept in float32.
    """

    name: str
    dtype: torch.dtype
    setting: str
    largest_error: float


KINDS = {
    kind.name: kind
    for kind in (
        Kind("float32", torch.float32, "highest", 1e-5),
        Kind("float32-high", torch.float32, "high", 2e-3),  # TF32 where the hardware has it
        Kind("float32-medium", torch.float32, "medium", 2e-2),  # bfloat16 inside, where there is a fast way
        Kind("bfloat16", torch.bfloat16, "highest", 2e-2),
        Kind("float16", torch.float16, "highest", 4e-3),
    )
}


@contextmanager
def precision(kind: Kind) -> Iterator[None]:
    """While inside, products in float32 are computed as the kind says."""
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision(kind.setting)
    with _onednn_tf32(kind.setting != "highest"):
        try:
            yield
        finally:
            torch.set_float32_matmul_precision(before)


@contextmanager
def _onednn_tf32(allowed: bool) -> Iterator[None]:
    """An Intel GPU (XPU) does not read the setting above: oneDNN's own allows TF32 there. Elsewhere nothing is done."""
    if not torch.xpu.is_available():
        yield
        return
    onednn: Any = torch.backends.mkldnn
    before = bool(onednn.allow_tf32)
    onednn.allow_tf32 = allowed
    try:
        yield
    finally:
        onednn.allow_tf32 = before


@cache
def why_not(kind: Kind, device: torch.device) -> str | None:
    """Why this kind has no rows on that device, or None: it is not supported, or no different from plain float32."""
    left, right = operands.matrices(512, 512, 512, torch.float32, device)
    try:
        with precision(kind):
            product = left.to(kind.dtype) @ right.to(kind.dtype)
    except (RuntimeError, TypeError) as error:  # how devices refuse a dtype
        return f"{device} does not multiply in {kind.dtype}: {str(error).splitlines()[0]}"
    if kind.setting != "highest":
        with precision(KINDS["float32"]):
            if torch.equal(product, left @ right):
                return f'on {device} the setting "{kind.setting}" gives the very numbers of float32: the same kernels'
    return None
