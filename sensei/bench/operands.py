"""The numbers that are computed with, and how wrong a result is.

Every number is between 0.5 and 1.5 in size, of either sign: no zeros, which some kernels skip, and no denormals, which
make others a hundred times slower. So `torch.set_flush_denormal` makes no difference to any row.
"""

from __future__ import annotations

from functools import cache, lru_cache

import torch
from torch import Tensor

_ROWS_CHECKED = 8


@lru_cache(maxsize=3)
def _numbers(rows: int, columns: int, seed: int) -> Tensor:
    """float32 on the CPU, of shape (rows, columns). The caller leaves them as they are."""
    dice = torch.Generator().manual_seed(seed)
    sizes = torch.empty(rows, columns).uniform_(0.5, 1.5, generator=dice)
    return sizes.copysign_(torch.empty(rows, columns).uniform_(-1, 1, generator=dice))


def matrices(n: int, k: int, m: int, dtype: torch.dtype, device: torch.device) -> tuple[Tensor, Tensor]:
    """Two matrices of shapes (n, k) and (k, m)."""
    return _numbers(n, k, 1).to(device, dtype), _numbers(k, m, 2).to(device, dtype)


def vectors(size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Two float32 vectors of `size` bytes each. Only their first 16 KiB are random, the rest repeats these."""
    count = size // 4
    repeats = -(-count // 4096)
    left, right = (_numbers(1, 4096, seed).repeat(1, repeats)[0, :count].contiguous() for seed in (1, 2))
    return left.to(device), right.to(device)


@cache
def other_bytes(count: int, device: torch.device) -> Tensor:
    """Memory that no row uses: going through it pushes everything else out of the caches."""
    return torch.zeros(count, dtype=torch.uint8, device=device)


def product_error(product: Tensor, left: Tensor, right: Tensor) -> float:
    """The largest error of some rows of `left @ right`, relative to their largest exact number, which is in float64."""
    rows = torch.linspace(0, len(left) - 1, min(_ROWS_CHECKED, len(left))).long()
    exact = left.cpu()[rows].double() @ right.cpu().double()
    return _relative(product.cpu()[rows].double(), exact)


def multiplied_error(product: Tensor, left: Tensor, right: Tensor) -> float:
    """The largest error of the elementwise product, relative to the largest number."""
    return _relative(product.cpu(), left.cpu() * right.cpu())


def copy_error(copy: Tensor, original: Tensor) -> float:
    return _relative(copy.cpu(), original.cpu())


def _relative(numbers: Tensor, exact: Tensor) -> float:
    return ((numbers - exact).abs().max() / exact.abs().max()).item()
