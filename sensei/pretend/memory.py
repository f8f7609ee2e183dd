"""Device memory: storages that say `pretend:0` and lie in the host's memory, where the kernels reach them.

A tensor on the device is a plain `torch.Tensor` over such a storage. Its *twin* is the CPU tensor over the same bytes,
its *outline* a tensor of the same shape, strides and dtype that holds nothing (torch calls that "meta").
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch._C import DispatchKey, DispatchKeySet

from sensei.pretend import schema
from sensei.pretend.stream import stream

NAME = "pretend"
CPU = torch.device("cpu")
META = torch.device("meta")

# Views and `set_` only write sizes, strides and a storage into a tensor. The CPU's kernels do that for any device.
METADATA_KERNELS = DispatchKeySet(DispatchKey.CPU)

_C: Any = torch._C  # what is used here is in no stub, or not the same in those of all versions
_hosts: dict[int, torch.UntypedStorage] = {}


def allocate(nbytes: int) -> torch.UntypedStorage:
    """A storage on the device. Its host memory is given back when no tensor and no queued kernel needs it any more."""
    return _over(torch.UntypedStorage(nbytes, device=CPU))  # type: ignore[no-untyped-call]


def _over(host: torch.UntypedStorage) -> torch.UntypedStorage:
    place, nbytes = torch.device(NAME, 0), host.nbytes()
    device: torch.UntypedStorage = _C._construct_storage_from_data_pointer(host.data_ptr(), place, nbytes)
    _hosts[device._cdata] = host
    weakref.finalize(device, _hosts.pop, device._cdata).atexit = False
    return device


def allocated_bytes() -> int:
    """How much device memory is in use."""
    return sum(host.nbytes() for host in list(_hosts.values()))


def is_on_device(value: object) -> bool:
    return isinstance(value, Tensor) and value.device.type == NAME


def place(
    tensor: Tensor, storage: torch.UntypedStorage, offset: int, size: Sequence[int], stride: Sequence[int]
) -> Tensor:
    """Lay a tensor of the device over a storage, in place."""
    set_ = torch.ops.aten.set_.source_Storage_storage_offset
    return set_.redispatch(METADATA_KERNELS, tensor, storage, offset, list(size), list(stride))  # type: ignore[no-any-return]


def empty_strided(size: Sequence[int], stride: Sequence[int], dtype: torch.dtype) -> Tensor:
    """A new tensor on the device, with whatever the memory holds."""
    tensor: Tensor = _C._acc.create_empty_tensor([0], dtype)
    return place(tensor, allocate(extent(size, stride) * dtype.itemsize), 0, size, stride)


def like(other: Tensor) -> Tensor:
    """A new tensor on the device with the shape, strides and dtype of another, from wherever."""
    return empty_strided(other.size(), other.stride(), other.dtype)


def adopt(result: Tensor) -> Tensor:
    """A CPU tensor that the device itself made, as a tensor of the device: the same memory, nothing is copied."""
    tensor: Tensor = _C._acc.create_empty_tensor([0], result.dtype)
    storage = _over(result.untyped_storage())
    return place(tensor, storage, int(result.storage_offset()), result.size(), result.stride())


def to_device(source: Tensor) -> Tensor:
    """A new tensor on the device with the values of a CPU tensor."""
    target = like(source)
    copy(source, target)
    return target


def copy(source: Tensor, target: Tensor) -> None:
    """Copy values within the device, to it, or from it. Only the last waits; what leaves the host is read at once."""
    if not is_on_device(target):
        stream.synchronize()
        stream.counters.copies_to_host += 1
        stream.counters.bytes_to_host += source.nbytes
        target.copy_(_resolved(source))
        return
    into = twin(target)
    if is_on_device(source):
        values = _resolved(source)
        stream.launch(lambda: into.copy_(values))
    else:
        stream.counters.copies_to_device += 1
        stream.counters.bytes_to_device += source.nbytes
        staged = source.clone()
        stream.submit(lambda: into.copy_(staged))


def resize(tensor: Tensor, wanted: Tensor) -> None:
    """Give a tensor the shape and strides of another if the shape differs, in its own memory if it is large enough."""
    if tensor.size() == wanted.size():
        return
    storage, offset = tensor.untyped_storage(), int(tensor.storage_offset())
    nbytes = (offset + extent(wanted.size(), wanted.stride())) * tensor.dtype.itemsize
    if nbytes > storage.nbytes():
        storage = allocate(nbytes)
        old, new = twin_bytes(tensor.untyped_storage()), twin_bytes(storage)
        stream.submit(lambda: new[: old.numel()].copy_(old))
    place(tensor, storage, offset, wanted.size(), wanted.stride())


def twin(tensor: Tensor) -> Tensor:
    """The CPU tensor over the same bytes."""
    host = _hosts[tensor.untyped_storage()._cdata]
    with torch._C._AutoDispatchBelowAutograd():
        empty = torch.empty(0, dtype=tensor.dtype, device=CPU)
        return empty.set_(host, tensor.storage_offset(), tensor.size(), tensor.stride())


def _resolved(tensor: Tensor) -> Tensor:
    """The twin of a tensor that may be the conjugate or the negative of what lies in memory."""
    values = twin(tensor)
    values = values.conj() if tensor.is_conj() else values
    return values._neg_view() if tensor.is_neg() else values


def twin_bytes(storage: torch.UntypedStorage) -> Tensor:
    """The bytes of a storage of the device as a CPU tensor."""
    return torch.empty(0, dtype=torch.uint8, device=CPU).set_(_hosts[storage._cdata])


def outline(tensor: Tensor) -> Tensor:
    """The tensor of the same shape, strides and dtype without values."""
    return torch.empty_strided(tensor.size(), tensor.stride(), dtype=tensor.dtype, device=META)


def elsewhere(device: torch.device, change: Callable[[Tensor], Tensor], arguments: Any) -> Any:
    """Arguments of an operator as they are on another device: the tensors changed, and `device=` with them."""
    if isinstance(arguments, dict) and arguments.get("device") is not None:
        arguments = {**arguments, "device": device}
    return schema.map_tensors(change, arguments)


def extent(size: Sequence[int], stride: Sequence[int]) -> int:
    """How many elements lie from the first to the last one."""
    return 0 if 0 in size else 1 + sum((length - 1) * step for length, step in zip(size, stride, strict=True))
