"""Telling torch of the device: its name, `torch.pretend`, and what torch expects of a backend in C++."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.backend_registration import _DummyBackendModule, _setup_privateuseone_for_python_backend

from sensei.pretend import kernels, memory, randomness
from sensei.pretend.memory import NAME, is_on_device
from sensei.pretend.stream import stream

# Some of what follows is in no stub of torch, and some only in those of one version.
_C: Any = torch._C


class BackendModule(_DummyBackendModule):
    """`torch.pretend`, what `torch.cuda` is to CUDA."""

    def synchronize(self, device: Any = None) -> None:
        stream.counters.synchronizes += 1
        stream.synchronize()

    def manual_seed(self, seed: int) -> None:
        randomness.seed(seed)

    def manual_seed_all(self, seed: int) -> None:
        randomness.seed(seed)

    def get_rng_state(self, device: Any = None) -> Tensor:
        return randomness.state()

    def set_rng_state(self, state: Tensor, device: Any = None) -> None:
        randomness.restore(state)

    def memory_allocated(self, device: Any = None) -> int:
        return memory.allocated_bytes()

    @contextmanager
    def device(self, index: Any) -> Iterator[None]:
        """There is one device, so it is always the current one."""
        yield


_libraries: list[torch.library.Library] = []


def register() -> None:
    """Once per process; there is no way back."""
    if _libraries:
        return
    module = BackendModule()
    _setup_privateuseone_for_python_backend(NAME, backend_module=module)
    _libraries.extend(kernels.register())
    # The Python device guard has no hook for these three, and asks C++, which raises or crashes.
    _C._accelerator_synchronizeDevice = module.synchronize
    torch.UntypedStorage.__new__ = staticmethod(_new_storage(torch.UntypedStorage.__new__))  # type: ignore[method-assign]
    torch.Tensor.pin_memory = _pin_memory(torch.Tensor.pin_memory)  # type: ignore[method-assign]
    torch.Tensor.data = _crossing_data(torch.Tensor.data)  # type: ignore[assignment]
    nn.Module._apply = _keeping_identity(nn.Module._apply)  # type: ignore[method-assign]


def _new_storage(original: Any) -> Any:
    """Storages made on the device, as by `copy.deepcopy` and by `torch.load`."""

    @functools.wraps(original)
    def __new__(cls: Any, *args: Any, device: Any = None, **kwargs: Any) -> Any:
        if device is None or torch.device(device).type != NAME:
            return original(cls, *args, **kwargs) if device is None else original(cls, *args, device=device, **kwargs)
        return memory.allocate(args[0] if args else kwargs.get("size", 0))

    return __new__


def _pin_memory(original: Any) -> Any:
    """Host memory is the device's memory here: there is nothing to pin."""

    @functools.wraps(original)
    def pin_memory(self: Tensor, device: Any = None) -> Tensor:
        return self if self.device.type == "cpu" else original(self)

    return pin_memory


def _crossing_data(original: Any) -> property:
    """`tensor.data = other` where one of the two is on the device: torch knows no way across, so they swap contents."""

    def assign(self: Tensor, other: Tensor) -> None:
        if is_on_device(self) == is_on_device(other):
            original.__set__(self, other)
        else:
            _C._swap_tensor_impl(self, other.detach().requires_grad_(self.requires_grad))

    return property(original.__get__, assign)


def _keeping_identity(original: Any) -> Any:
    """Moving a module leaves its parameters the same objects, so that an optimiser stays connected.

    Between the CPU and a device that torch knows, `_apply` writes the moved values into the parameter. For this device
    it puts new parameters in their place. Here the old objects get the new contents and go back.
    """

    @functools.wraps(original)
    def _apply(self: nn.Module, fn: Any, recurse: bool = True) -> nn.Module:
        before = {name: (old, old.grad) for name, old in self._parameters.items() if old is not None}
        crossed: set[int] = set()
        original(self, fn, recurse)
        for name, (old, grad) in before.items():
            new = self._parameters[name]
            assert new is not None
            if id(old) in crossed:  # one parameter under two names
                self._parameters[name] = old
            elif is_on_device(old) != is_on_device(new):
                crossed.add(id(old))
                _exchange(old, new)
                if grad is not None and old.grad is not None:
                    _exchange(grad, old.grad)
                self._parameters[name] = old
        return self

    return _apply


def _exchange(old: Tensor, new: Tensor) -> None:
    """Let two tensor objects change their contents: memory, device, gradient."""
    _C._swap_tensor_impl(old, new)
    if new.requires_grad:  # a graph built before the move leads here, and nobody would see this gradient
        new.register_hook(_refuse_gradient)  # type: ignore[no-untyped-call]


def _refuse_gradient(grad: Tensor) -> None:
    raise RuntimeError("a parameter was moved to another device between forward and backward: run forward again")
