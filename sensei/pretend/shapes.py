"""The shapes of results, known before their values.

torch computes shapes on meta tensors, but often in Python: a second of imports the first time, 0.2 ms each time. So
most operators have a quicker way here, and what was found is remembered.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch._C import DispatchKey
from torch._ops import OpOverload

from sensei.pretend import memory, schema
from sensei.pretend.memory import CPU, META, is_on_device

# The shape depends on the data (`nonzero`), or there is no quick way to tell: run, and see.
UNKNOWN = object()

_MOST = 4096
_plans: dict[Any, Any] = {}


class _Rehearsal(threading.local):
    """While one is on, an operator that writes does nothing, because only the shape of its outputs is wanted."""

    on = False


rehearsal = _Rehearsal()


def plan(op: OpOverload, args: Any, kwargs: Any) -> Any:
    """Outlines of what `op` returns, or of what it writes to. Raises what torch has to object."""
    key = _key(op, args, kwargs)
    if (known := _plans.get(key)) is not None:
        return known
    planned = _way(op, args, kwargs)(op, args, kwargs)
    if planned is not UNKNOWN and not _differs(schema.outputs(op, args, kwargs), planned):  # torch warns of each resize
        _remember(key, planned)
    return planned


def _way(op: OpOverload, args: Any, kwargs: Any) -> Callable[..., Any]:
    """The quickest way to the shapes."""
    if torch.Tag.dynamic_output_shape in op.tags or not schema.returns_tensors(op):
        return lambda *_: UNKNOWN
    if schema.is_in_place(op) and schema.takes_generator(op):
        return _unchanged
    if op in (torch.ops.aten.max.default, torch.ops.aten.min.default):  # `print` needs them
        return lambda op, args, kwargs: torch.empty((), dtype=args[0].dtype, device=META)
    if schema.maker(op) is not None:
        return _rehearsed
    inputs = len(schema.tensors([args, list(kwargs.values())])) - len(schema.outputs(op, args, kwargs))
    if not inputs:
        return _on_cpu
    if torch.Tag.pointwise in op.tags:
        return _on_ones
    return (lambda *_: UNKNOWN) if DispatchKey.Meta in op.py_kernels else on_meta


def learn(op: OpOverload, args: Any, kwargs: Any, results: Any) -> None:
    """Remember what `op` returned, so that it need not run at once the next time. Not if that depends on the data."""
    if torch.Tag.dynamic_output_shape not in op.tags and DispatchKey.Meta in op.py_kernels:
        seen = schema.outputs(op, args, kwargs) if schema.written(op) else results
        _remember(_key(op, args, kwargs), schema.map_tensors(memory.outline, seen))


def _unchanged(op: OpOverload, args: Any, kwargs: Any) -> Any:
    return [memory.outline(output) for output in schema.outputs(op, args, kwargs)]


def _rehearsed(op: OpOverload, args: Any, kwargs: Any) -> Any:
    """Have new outputs made: torch's C++ computes their shapes, allocates them, and calls the operator that writes."""
    make = schema.maker(op)
    assert make is not None
    places, names = {place for place, _ in schema.written(op)}, {name for _, name in schema.written(op)}
    inputs = [value for place, value in enumerate(args) if place not in places]
    rehearsal.on = True
    try:
        with torch._C._AutoDispatchBelowAutograd():
            made = schema.tensors(make(*inputs, **{name: kwargs[name] for name in kwargs if name not in names}))
    finally:
        rehearsal.on = False
    outputs = schema.outputs(op, args, kwargs)
    if any(output.dtype != tensor.dtype for output, tensor in zip(outputs, made, strict=True)):
        return _on_cpu(op, args, kwargs)  # torch may object, in its own words
    if any(output.numel() for output in outputs) and _differs(outputs, made):
        return _on_cpu(op, args, kwargs)  # torch warns
    return list(map(memory.outline, made))


def _on_ones(op: OpOverload, args: Any, kwargs: Any) -> Any:
    """A pointwise operator: the shape comes from broadcasting, the dtype from the CPU's kernel for one element."""
    outputs = schema.outputs(op, args, kwargs)
    given = schema.tensors([args, list(kwargs.values())])
    inputs = given if schema.is_in_place(op) else [t for t in given if all(t is not output for output in outputs)]
    size = _broadcast([tensor.shape for tensor in inputs])
    if size is None or any(output.shape != size and output.numel() for output in outputs):
        return _on_cpu(op, args, kwargs)  # torch objects, or warns

    def one(tensor: Tensor) -> Tensor:
        sizes = [1] * tensor.dim() if any(tensor is given for given in inputs) else [0]
        return torch.ones(sizes, dtype=tensor.dtype, device=CPU) if is_on_device(tensor) else tensor

    with torch._C._AutoDispatchBelowAutograd():
        results = op(*memory.elsewhere(CPU, one, args), **memory.elsewhere(CPU, one, kwargs))
    if outputs:
        return [torch.empty(size, dtype=output.dtype, device=META) for output in outputs]
    dense = [t.stride() for t in inputs if t.shape == size and memory.extent(size, t.stride()) == t.numel()]
    stride = dense[0] if dense else torch.empty(size, device=META).stride()
    return schema.map_tensors(lambda one: torch.empty_strided(size, stride, dtype=one.dtype, device=META), results)


def _on_cpu(op: OpOverload, args: Any, kwargs: Any) -> Any:
    """Run it, on other values. For an operator without inputs (`arange`), or where torch is going to object."""
    empty: dict[int, Tensor] = {}

    def emptied(tensor: Tensor) -> Tensor:
        made = torch.zeros(tensor.size(), dtype=tensor.dtype, device=CPU) if is_on_device(tensor) else tensor
        return empty.setdefault(id(tensor), made)

    if schema.takes_generator(op):
        kwargs = {**kwargs, "generator": torch.Generator(device=CPU)}
    with torch._C._AutoDispatchBelowAutograd():
        results = op(*memory.elsewhere(CPU, emptied, args), **memory.elsewhere(CPU, emptied, kwargs))
    outputs = schema.outputs(op, args, kwargs)
    return schema.map_tensors(memory.outline, [empty[id(output)] for output in outputs] if outputs else results)


def on_meta(op: OpOverload, args: Any, kwargs: Any) -> Any:
    """Let torch compute it, warn and object."""
    outlines: dict[int, Tensor] = {}

    def outlined(tensor: Tensor) -> Tensor:
        return outlines.setdefault(id(tensor), memory.outline(tensor)) if is_on_device(tensor) else tensor

    if schema.takes_generator(op):
        kwargs = {**kwargs, "generator": None}
    try:
        results = op(*memory.elsewhere(META, outlined, args), **memory.elsewhere(META, outlined, kwargs))
    except (NotImplementedError, RuntimeError) as error:
        if "meta" not in str(error).lower():
            raise
        return UNKNOWN
    return [outlines[id(tensor)] for tensor in schema.outputs(op, args, kwargs)] if schema.written(op) else results


def _broadcast(sizes: list[torch.Size]) -> torch.Size | None:
    """What `torch.broadcast_shapes` says, which imports too much to say it."""
    longest = max(map(len, sizes))
    columns = list(zip(*((1,) * (longest - len(size)) + tuple(size) for size in sizes), strict=True))
    lengths = [{length for length in column if length != 1} for column in columns]
    return torch.Size(next(iter(length), 1) for length in lengths) if all(len(s) < 2 for s in lengths) else None


def _differs(outputs: list[Tensor], planned: Any) -> bool:
    """Whether an operator that writes has to resize what it was given."""
    wanted = schema.tensors(planned)
    return bool(wanted) and any(output.shape != shape.shape for output, shape in zip(outputs, wanted, strict=False))


def _signature(value: Any) -> Any:
    """All of an argument that a shape can depend on."""
    if isinstance(value, Tensor):
        return value.size(), value.stride(), value.dtype, is_on_device(value)
    if isinstance(value, (list, tuple)):
        return tuple(map(_signature, value))
    if isinstance(value, dict):
        return tuple((name, _signature(item)) for name, item in value.items())
    return None if isinstance(value, torch.Generator) else (type(value), value)


def _key(op: OpOverload, args: Any, kwargs: Any) -> Any:
    return op, _signature(args), _signature(kwargs)


def _remember(key: Any, planned: Any) -> None:
    if len(_plans) >= _MOST:
        _plans.clear()
    _plans[key] = planned
