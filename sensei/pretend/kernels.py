"""The few operators that `launch` cannot do: making tensors, copying them, reading a number, laying out memory."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from sensei.pretend import memory
from sensei.pretend.launch import launch
from sensei.pretend.memory import META, METADATA_KERNELS

aten = torch.ops.aten


def empty(
    size: list[int],
    *,
    dtype: torch.dtype | None = None,
    layout: torch.layout | None = None,
    device: torch.device | None = None,
    pin_memory: bool | None = None,
    memory_format: torch.memory_format | None = None,
) -> Tensor:
    return memory.like(aten.empty.memory_format(size, dtype=dtype, device=META, memory_format=memory_format))


def empty_strided(
    size: list[int],
    stride: list[int],
    *,
    dtype: torch.dtype | None = None,
    layout: torch.layout | None = None,
    device: torch.device | None = None,
    pin_memory: bool | None = None,
) -> Tensor:
    return memory.empty_strided(size, stride, dtype or torch.get_default_dtype())


def copy_from(source: Tensor, target: Tensor, non_blocking: bool = False) -> Tensor:
    memory.copy(source, target)
    return target


def to_copy(source: Tensor, *, non_blocking: bool = False, **how: Any) -> Tensor:
    """A copy to the host that need not wait would go to pinned memory. There is none, so each copy waits."""
    return aten._to_copy.default.redispatch(METADATA_KERNELS, source, non_blocking=False, **how)  # type: ignore[no-any-return]


def copy_from_and_resize(source: Tensor, target: Tensor) -> Tensor:
    target.resize_(source.size())
    memory.copy(source, target)
    return target


def local_scalar_dense(tensor: Tensor) -> Any:
    return torch.empty(tensor.size(), dtype=tensor.dtype, device=memory.CPU).copy_(tensor).item()


def resize_(tensor: Tensor, size: list[int], *, memory_format: torch.memory_format | None = None) -> Tensor:
    memory.resize(tensor, aten.resize_(memory.outline(tensor), size, memory_format=memory_format))
    return tensor


def set_source_storage(tensor: Tensor, source: torch.UntypedStorage) -> Tensor:
    length = source.nbytes() // tensor.dtype.itemsize
    return memory.place(tensor, source, 0, [length], [1])


def set_source_storage_at(
    tensor: Tensor, source: torch.UntypedStorage, offset: int, size: list[int], stride: list[int] | None = None
) -> Tensor:
    return memory.place(tensor, source, offset, size, stride or [])


def set_source_tensor(tensor: Tensor, source: Tensor) -> Tensor:
    return memory.place(tensor, source.untyped_storage(), int(source.storage_offset()), source.size(), source.stride())


def convolution(*args: Any) -> Any:
    return launch(aten.convolution.default, *args)


def convolution_backward(
    grad: Tensor, data: Tensor, weight: Tensor, *geometry: Any, output_mask: list[bool] | None = None
) -> Any:
    *geometry_only, mask = (*geometry, output_mask) if output_mask is not None else geometry
    # The bias has a gradient per output channel; torch wants its size said.
    return launch(aten.convolution_backward.default, grad, data, weight, [grad.size(1)], *geometry_only, mask)


def register() -> list[torch.library.Library]:
    """Tell torch. What is registered lasts as long as the libraries that are returned."""
    make: Any = torch.library.Library  # untyped in torch
    fallback, library = make("_", "IMPL"), make("aten", "IMPL")
    fallback.fallback(launch, "PrivateUse1")
    for name, kernel in {
        "empty.memory_format": empty,
        "empty_strided": empty_strided,
        "_to_copy": to_copy,
        "_copy_from": copy_from,
        "_copy_from_and_resize": copy_from_and_resize,
        "_local_scalar_dense": local_scalar_dense,
        "resize_": resize_,
        "set_.source_Storage": set_source_storage,
        "set_.source_Storage_storage_offset": set_source_storage_at,
        "set_.source_Tensor": set_source_tensor,
        "convolution_overrideable": convolution,
        "convolution_backward_overrideable": convolution_backward,
    }.items():
        library.impl(name, kernel, "PrivateUse1")
    for lazy in ("Conjugate", "Negative"):  # torch would resolve these by a copy, which asks for a copy, which …
        library.impl("_copy_from", torch.library.fallthrough_kernel, lazy)
    return [fallback, library]
