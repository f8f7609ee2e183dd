"""The pretend accelerator: a device named `pretend` for machines that have none, in Python on top of the CPU.

It behaves as a GPU does where the koans look. Its tensors are plain tensors whose device is `pretend:0`. Operands must
share a device. What is launched runs later, in order, on a thread of its own; `torch.accelerator.synchronize()` or a
copy to the host waits for it, and an index that was out of range is reported then and not before. Modules, optimisers,
autograd, `state_dict`, `map_location`, `copy.deepcopy` and `torch.set_default_device` take it like any other device.
Values are those of the CPU's kernels. Random numbers come from a generator of its own, which `torch.manual_seed` seeds.

What it does not do:

- It is not fast. A launch costs 0.05 to 0.2 ms, and the CPU does the work.
- Some launches wait: results whose shape depends on the data (`nonzero`), `dropout`, and of a few operators
  (convolution, normalisation, `std`) the first with arguments of these shapes.
- Once registered it stays, for the whole process, and `torch.accelerator` answers `pretend`.
- There is one device and one stream. A `torch.Stream` or `torch.Event` can be made, but orders and times nothing.
- It has no sparse, quantised or nested tensors, no LSTM and GRU, no autocast, no `torch.Generator(device="pretend")`
  and no memory statistics in `torch.accelerator`: asking for them is an error. `torch.compile`, the profiler, DLPack
  and sharing with another process do not know it.
- `tensor.data = other` between the CPU and the device forgets the gradient of the tensor. Moving a module keeps its
  parameters the same objects, with their gradients, without the hooks on them.
- There is no pinned memory: `pin_memory()` gives the tensor itself. A copy to the host waits, `non_blocking` or not.
- A process forked after a backward cannot run backward itself: torch forbids that where there is an accelerator.
- A late error is forgotten once reported. CUDA does not work again until the process is started anew.

The modules, from the bottom up: `stream` runs kernels, `schema` reads operators, `memory` holds tensors, `randomness`
draws, `shapes` predicts results, `launch` puts an operation on the stream, `kernels` has the operators that need more,
and `backend` tells torch.
"""
