"""What an operator says of itself in its schema, and walking through its arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload

_INDEXING = {"aten::index", "aten::index_put", "aten::index_put_", "aten::_index_put_impl_", "aten::_unsafe_index"}


@cache
def is_view(op: OpOverload) -> bool:
    return any(value.alias_info is not None and not value.alias_info.is_write for value in op._schema.returns)


@cache
def is_indexing(op: OpOverload) -> bool:
    return op._schema.name in _INDEXING


@cache
def is_supported(op: OpOverload) -> bool:
    """Whether the CPU can do it, and it either writes or returns something new, not both."""
    name: str = op.name()  # type: ignore[no-untyped-call]
    new = [value for value in op._schema.returns if value.alias_info is None]
    return torch._C._dispatch_has_computed_kernel_for_dispatch_key(name, "CPU") and not (new and written(op))


@cache
def takes_generator(op: OpOverload) -> bool:
    return any(argument.name == "generator" for argument in op._schema.arguments)


@cache
def draws_from_global_generator(op: OpOverload) -> bool:
    """Whether `op` is random and cannot be told which generator to use (`native_dropout`)."""
    return torch.Tag.nondeterministic_seeded in op.tags and not takes_generator(op)


@cache
def written(op: OpOverload) -> tuple[tuple[int, str], ...]:
    """Position and name of the arguments that `op` says it writes to."""
    arguments = enumerate(op._schema.arguments)
    return tuple((place, a.name) for place, a in arguments if a.alias_info is not None and a.alias_info.is_write)


@cache
def wants_number_as_tensor(op: OpOverload) -> bool:
    """Whether `op`, called from Python, refuses a number where its schema says tensor. A few operators take both."""
    return not torch._C._should_allow_numbers_as_tensors(op.overloadpacket.__name__)


@cache
def tensor_places(op: OpOverload) -> frozenset[int]:
    return frozenset(place for place, a in enumerate(op._schema.arguments) if "Tensor" in str(a.type))


@cache
def is_in_place(op: OpOverload) -> bool:
    return str(op._schema.name).endswith("_")


@cache
def returns_tensors(op: OpOverload) -> bool:
    return all("Tensor" in str(value.type) for value in op._schema.returns)


@cache
def maker(op: OpOverload) -> OpOverload | None:
    """The operator that makes what `op` is given to write to, if torch's C++ computes the shape before it calls it."""
    if not written(op) or is_in_place(op):
        return None
    names = {name for _, name in written(op)}
    inputs = [(argument.name, str(argument.type)) for argument in op._schema.arguments if argument.name not in names]
    for overload in op.overloadpacket.overloads():
        other: OpOverload = getattr(op.overloadpacket, overload)
        if [(argument.name, str(argument.type)) for argument in other._schema.arguments] == inputs and _is_structured(
            other
        ):
            return other
    return None


def _is_structured(op: OpOverload) -> bool:
    name: str = op.name()  # type: ignore[no-untyped-call]
    return torch._C._dispatch_has_kernel_for_dispatch_key(name, "CompositeExplicitAutogradNonFunctional")


def outputs(op: OpOverload, args: Any, kwargs: Any) -> list[Tensor]:
    """The tensors that `op` writes to."""
    return tensors([args[place] if place < len(args) else kwargs.get(name) for place, name in written(op)])


def returned(op: OpOverload, args: Any, kwargs: Any) -> Any:
    """An operator that writes returns what it wrote to, if anything."""
    values = outputs(op, args, kwargs) if op._schema.returns else []
    return values[0] if len(values) == 1 else tuple(values) or None


def leaves(value: Any) -> Iterator[Any]:
    """Everything in nested lists and tuples, None included."""
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def tensors(value: Any) -> list[Tensor]:
    return [leaf for leaf in leaves(value) if isinstance(leaf, Tensor)]


def map_tensors(change: Callable[[Tensor], Any], value: Any) -> Any:
    if isinstance(value, Tensor):
        return change(value)
    if isinstance(value, (list, tuple)):
        return type(value)([map_tensors(change, item) for item in value])
    return {name: map_tensors(change, item) for name, item in value.items()} if isinstance(value, dict) else value
