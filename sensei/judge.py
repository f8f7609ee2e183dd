"""How one test is run: from the same state whatever ran before, with `___` armed, and if need be quietly."""

from __future__ import annotations

import contextlib
import io
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any

import pytest
from _pytest.tmpdir import tmppath_result_key

from sensei import blank
from sensei.fingerprint import Print, noting_comparisons, print_of


@contextmanager
def fair_start(seed: int = 0, still_blank: str = "") -> Iterator[None]:
    """Seeded, and with torch's global switches as they are at its import, before the test and after it.

    `still_blank` is the answer that an error of `___` names.
    """
    random.seed(seed)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(seed)
    _reset_torch(seed)
    blank.arm(still_blank)
    try:
        yield
    finally:
        blank.disarm()
        _reset_torch(seed)


def _reset_torch(seed: int) -> None:
    torch = sys.modules.get("torch")
    if torch is None or not hasattr(torch, "set_default_device"):  # not imported, or its import has failed
        return
    _seed_torch(torch, seed)
    torch.set_grad_enabled(True)
    if torch.get_float32_matmul_precision() != "highest":
        torch.set_float32_matmul_precision("highest")
    if torch.get_default_dtype() != torch.float32:
        torch.set_default_dtype(torch.float32)
    if torch.get_default_device().type != "cpu":
        torch.set_default_device(None)


def _seed_torch(torch: Any, seed: int) -> None:
    """What `torch.manual_seed` does, which notes the whole stack at each call as long as CUDA was not used."""
    pretend = f"torch.{torch._C._get_privateuse1_backend_name()}" in sys.modules
    if torch.version.cuda is None or torch.cuda.is_initialized() or pretend:
        torch.manual_seed(seed)
    else:
        torch.default_generator.manual_seed(seed)


def seed_examples(item: pytest.Item, seed: int) -> None:
    """Let hypothesis try the examples of `seed` on a test; with seed 0 those that every learner meets."""
    test: Any = getattr(item, "obj", None)
    if hasattr(test, "hypothesis"):
        import hypothesis

        hypothesis.seed(seed or None)(test)


@contextmanager
def _unshrunk(item: pytest.Item) -> Iterator[None]:
    """Let hypothesis stop at the first example that fails and not look for the smallest, which takes far longer."""
    test: Any = getattr(item, "obj", None)
    usual = getattr(test, "_hypothesis_internal_use_settings", None)
    if usual is None:
        yield
        return
    from hypothesis import Phase, settings

    phases = [phase for phase in usual.phases if phase not in (Phase.shrink, Phase.explain)]
    test._hypothesis_internal_use_settings = settings(usual, phases=phases)
    try:
        yield
    finally:
        test._hypothesis_internal_use_settings = usual


class TimeUp(BaseException):
    """Not an `Exception`, so that an answer which catches those does not keep it."""


@contextmanager
def time_limit(until: float) -> Iterator[None]:
    """Raises `TimeUp` when `time.perf_counter()` reaches `until`: in a loop that never ends, too, where the system and
    the thread allow signals, else at the beginning only.
    """
    seconds = until - time.perf_counter()
    if seconds <= 0:
        raise TimeUp
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread() or until == inf:
        yield
        return

    def stop(*_: object) -> None:
        raise TimeUp

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run_quietly(item: pytest.Function, nextitem: pytest.Item | None, seed: int = 0, until: float = inf) -> Print:
    """Run one collected test once more, with fresh fixtures, and without a report, which takes 10 to 20 ms to write.

    Raises `TimeUp` when that takes longer than `until`, a time of `time.perf_counter()`.
    """
    item._initrequest()
    item.stash[tmppath_result_key] = {}  # a report would set it; the fixture `tmp_path` asks for it at its end
    state = item.session._setupstate
    seed_examples(item, seed)

    def body() -> None:
        state.setup(item)
        with fair_start(seed), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            item.runtest()

    reraise = (KeyboardInterrupt, pytest.exit.Exception, TimeUp)
    with noting_comparisons() as noted, _unshrunk(item), time_limit(until):
        run = pytest.CallInfo.from_call(body, "call", reraise=reraise)
    result = print_of(item, run.excinfo, next(iter(noted), None))
    after = pytest.CallInfo.from_call(lambda: state.teardown_exact(nextitem), "teardown", reraise=reraise)
    return result if run.excinfo else print_of(item, after.excinfo)
