"""What judging would change in the process of the notebook, and how it is put back.

Libraries that a topic imports stay imported, and so does the pretend accelerator: torch can't unregister a device.
"""

from __future__ import annotations

import logging
import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, chdir, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sensei.accelerator import PRETEND, describe

_LAST_ERROR = ("last_exc", "last_type", "last_value", "last_traceback")  # in sys: what `%debug` looks at


@contextmanager
def left_as_it_was(root: Path) -> Iterator[None]:
    """The state of a run that is started in `root`, and afterwards that of the notebook again, however it ended."""
    keepers = (_signals, _interpreter, _logging, _hypothesis, _figures, _random_numbers, _torch_switches)
    with ExitStack() as stack:
        stack.enter_context(chdir(root))
        stack.enter_context(_modules_of_koans())
        for keeper in keepers:
            stack.enter_context(keeper())
        yield


@contextmanager
def _modules_of_koans() -> Iterator[None]:
    """Topics are imported anew in each run, as they are on disk now, and are gone afterwards."""
    before = _pop_koans()
    try:
        yield
    finally:
        _pop_koans()
        sys.modules.update(before)


def _pop_koans() -> dict[str, ModuleType]:
    return {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "koans"}


@contextmanager
def _signals() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set a handler
        return
    before = {number: signal.getsignal(number) for number in signal.valid_signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)


@contextmanager
def _interpreter() -> Iterator[None]:
    environment, path, finders, arguments = dict(os.environ), sys.path[:], sys.meta_path[:], sys.argv[:]
    last = {name: getattr(sys, name) for name in _LAST_ERROR if hasattr(sys, name)}
    os.environ.pop("PYTEST_ADDOPTS", None)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(environment)
        sys.path[:], sys.meta_path[:], sys.argv[:] = path, finders, arguments
        for name in _LAST_ERROR:
            if name in last:
                setattr(sys, name, last[name])
            elif hasattr(sys, name):
                delattr(sys, name)


@contextmanager
def _logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level, disabled = root.handlers[:], root.level, root.manager.disable
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.disable(disabled)


@contextmanager
def _hypothesis() -> Iterator[None]:
    from hypothesis import settings

    before = settings.get_current_profile_name()
    try:
        yield
    finally:
        settings.load_profile(before)


@contextmanager
def _figures() -> Iterator[None]:
    """Open figures are put aside: koans that draw close all that they find, and choose a backend without windows."""
    import matplotlib
    from matplotlib import pyplot
    from matplotlib._pylab_helpers import Gcf

    backend, figures = matplotlib.get_backend(), Gcf.figs.copy()
    Gcf.figs.clear()
    _load_backend()
    try:
        with matplotlib.rc_context():
            yield
    finally:
        if matplotlib.get_backend() != backend:
            pyplot.switch_backend(backend)
        Gcf.figs.clear()
        Gcf.figs.update(figures)


def _load_backend() -> None:
    """Jupyter's own backend makes itself at home in IPython when it is loaded, if it is the chosen one then."""
    from matplotlib import pyplot

    pyplot.draw_if_interactive()  # type: ignore[no-untyped-call]  # matplotlib's


@contextmanager
def _random_numbers() -> Iterator[None]:
    import numpy
    import torch

    python, arrays = random.getstate(), numpy.random.get_state()
    kind = describe()
    devices = range(torch.accelerator.device_count()) if kind not in (PRETEND, "none") else []
    try:
        with torch.random.fork_rng(devices, device_type=kind if devices else "cuda"):
            yield
    finally:
        random.setstate(python)
        numpy.random.set_state(arrays)


@contextmanager
def _torch_switches() -> Iterator[None]:
    import torch

    switches: list[tuple[Callable[[], Any], Callable[[Any], Any]]] = [
        (torch.get_default_device, torch.set_default_device),
        (torch.get_default_dtype, torch.set_default_dtype),
        (torch.get_float32_matmul_precision, torch.set_float32_matmul_precision),
        (torch.get_num_threads, torch.set_num_threads),
        (torch.is_grad_enabled, torch.set_grad_enabled),
        (torch.is_anomaly_enabled, torch.set_anomaly_enabled),
        (torch.are_deterministic_algorithms_enabled, torch.use_deterministic_algorithms),
    ]
    before = [get() for get, _ in switches]
    try:
        yield
    finally:
        for (get, put), value in zip(switches, before, strict=True):
            if get() != value:
                put(value)
