"""What the property tests of the koans draw from: random shapes with unequal sizes, numbers that stay exact.

Values are small whole numbers, also in float tensors: sums and products are then exact in every dtype, so a test can
compare with `==` and a failing example can be followed by hand.
"""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import Tensor

__all__ = ["labels_with_num_classes", "tensors", "tensors_shaped", "unequal_sizes"]


def unequal_sizes(count: int, smallest: int = 2, largest: int = 6) -> st.SearchStrategy[tuple[int, ...]]:
    """`count` different sizes, so that no two dimensions can stand in for each other."""
    return st.lists(st.integers(smallest, largest), min_size=count, max_size=count, unique=True).map(tuple)


@st.composite  # and not a `map`, whose examples hypothesis shows as calls of the mapped function
def tensors(
    draw: st.DrawFn, shape: tuple[int, ...], dtype: torch.dtype = torch.float32, low: int = -9, high: int = 9
) -> Tensor:
    """Tensors of whole numbers from `low` to `high`, both included. They own their memory and may be changed."""
    return torch.tensor(draw(arrays("int64", shape, elements=st.integers(low, high))), dtype=dtype)


def tensors_shaped(*shapes: str, dtype: torch.dtype = torch.float32) -> st.SearchStrategy[tuple[Tensor, ...]]:
    """One tensor for each shape, "nk" or "n1" for example. A letter is a size, and no two letters are the same size."""
    letters = sorted({size for shape in shapes for size in shape if size.isalpha()})

    def draw(sizes: tuple[int, ...]) -> st.SearchStrategy[tuple[Tensor, ...]]:
        size_of = {**dict(zip(letters, sizes, strict=True)), "1": 1}
        return st.tuples(*(tensors(tuple(size_of[size] for size in shape), dtype) for shape in shapes))

    return unequal_sizes(len(letters)).flatmap(draw)


@st.composite
def labels_with_num_classes(draw: st.DrawFn, largest: int = 12) -> tuple[int, int]:
    """(label, num_classes): a class number and how many classes there are, 2 or more."""
    num_classes = draw(st.integers(2, largest))
    return draw(st.integers(0, num_classes - 1)), num_classes
