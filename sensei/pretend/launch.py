"""Every operation on the device comes here: what is wrong is said at once, what is right is queued.

torch calls `launch` for each operator that has no kernel of its own for the device. The shapes of the results are known
before it returns, the values are computed later, by the CPU's kernel on the twins.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload

from sensei.pretend import memory, randomness, schema, shapes
from sensei.pretend.memory import CPU, METADATA_KERNELS, NAME, is_on_device
from sensei.pretend.stream import stream

# Here the CPU's kernel uses the output as scratch paper, in another shape, and warns of it.
_SCRIBBLERS = {torch.ops.aten.mse_loss.out, torch.ops.aten.smooth_l1_loss.out}


def launch(op: OpOverload, *args: Any, **kwargs: Any) -> Any:
    """Run `op` on the device."""
    if schema.is_view(op):
        return op.redispatch(METADATA_KERNELS, *args, **kwargs)
    if not schema.is_supported(op):
        raise NotImplementedError(f"the pretend accelerator has no kernel for {op}")
    if shapes.rehearsal.on and schema.written(op):
        return schema.returned(op, args, kwargs)
    args, kwargs = _checked(op, args, kwargs)
    if schema.draws_from_global_generator(op):
        return run_now(op, args, kwargs)
    if (plan := shapes.plan(op, args, kwargs)) is shapes.UNKNOWN:
        try:
            results = run_now(op, args, kwargs)
        except IndexError:  # if the data is to blame, the error has to come late
            if (plan := shapes.on_meta(op, args, kwargs)) is shapes.UNKNOWN:
                raise
        else:
            shapes.learn(op, args, kwargs, results)
            return results
    if not schema.written(op):
        results = schema.map_tensors(memory.like, plan)
        queue(op, args, kwargs, results)
        return results
    for output, wanted in zip(schema.outputs(op, args, kwargs), plan, strict=True):
        memory.resize(output, wanted)
    queue(op, args, kwargs)
    return schema.returned(op, args, kwargs)


def queue(op: OpOverload, args: Any, kwargs: Any, results: Any = ()) -> None:
    """Queue the CPU's kernel. `results` are new tensors of the device that take what `op` returns."""
    args, kwargs = memory.elsewhere(CPU, _twin_or_copy, args), memory.elsewhere(CPU, _twin_or_copy, kwargs)
    targets = [leaf if leaf is None else memory.twin(leaf) for leaf in schema.leaves(results)]
    if op in _SCRIBBLERS and (make := schema.maker(op)):
        op, targets, kwargs = make, [kwargs["out"]], {}

    def kernel() -> None:
        computed = op(*args, **kwargs)
        # What the CPU leaves out or empty (a gradient not asked for, statistics in evaluation mode), nobody reads.
        for target, value in zip(targets, schema.leaves(computed) if targets else (), strict=True):
            if target is not None and value is not None and value.numel():
                target.copy_(value)

    stream.launch(kernel)


def run_now(op: OpOverload, args: Any, kwargs: Any) -> Any:
    """Finish the queue and run `op` before returning."""
    stream.synchronize()
    stream.counters.kernels += 1
    twins: dict[int, Tensor] = {}

    def twin(tensor: Tensor) -> Tensor:
        return twins.setdefault(id(tensor), _twin_or_copy(tensor))

    with torch._C._AutoDispatchBelowAutograd(), randomness.in_place_of_global_generator(op):
        computed = op(*memory.elsewhere(CPU, twin, args), **memory.elsewhere(CPU, twin, kwargs))
    if not schema.written(op):
        return schema.map_tensors(memory.adopt, computed)
    for output in schema.outputs(op, args, kwargs):
        if output.shape != twins[id(output)].shape:
            memory.resize(output, twins[id(output)])
            memory.twin(output).copy_(twins[id(output)])
    return schema.returned(op, args, kwargs)


def _checked(op: OpOverload, args: Any, kwargs: Any) -> tuple[Any, dict[str, Any]]:
    """The arguments for the CPU's kernel, after every tensor was found to be where it has to be."""
    if schema.takes_generator(op):
        kwargs = {**kwargs, "generator": randomness.generator_for(kwargs.get("generator"))}
    if schema.is_indexing(op):
        args = _settle_indices(*args)
    elif schema.wants_number_as_tensor(op):
        args = [_tensor_of(value) if place in schema.tensor_places(op) else value for place, value in enumerate(args)]
    written = {id(tensor) for tensor in schema.outputs(op, args, kwargs)}
    for tensor in schema.tensors([args, list(kwargs.values())]):
        if not is_on_device(tensor) and (tensor.dim() or id(tensor) in written):
            # In torch's words. It lets 0-d tensors of the CPU through, unless they are to be written to.
            devices = f"{NAME}:0 and {tensor.device}"
            raise RuntimeError(
                f"Expected all tensors to be on the same device, but found at least two devices, {devices}!"
            )
    return args, kwargs


def _settle_indices(indexed: Tensor, indices: Any, *rest: Any) -> tuple[Any, ...]:
    """A tensor on the device may be indexed by tensors on the CPU, which are copied over. Not the other way round."""
    if not is_on_device(indexed) and any(map(is_on_device, indices)):
        raise RuntimeError("indices should be either on cpu or on the same device as the indexed tensor (cpu)")

    def settled(index: Tensor | None) -> Tensor | None:
        return index if index is None or is_on_device(index) else memory.to_device(index)

    return indexed, [settled(index) for index in indices], *rest


def _tensor_of(value: Any) -> Any:
    """A number from an expression such as `x % 2`, for an operator that takes only tensors."""
    return torch.tensor(value, device=CPU) if isinstance(value, (bool, int, float, complex)) else value


def _twin_or_copy(tensor: Tensor) -> Tensor:
    """What the CPU's kernel gets. Of a 0-d CPU tensor a copy: its owner may change it before the kernel runs."""
    if is_on_device(tensor):
        return memory.twin(tensor)
    return tensor.clone()
