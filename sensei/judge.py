"""How one test is run: from the same state whatever ran before, with `___` armed. How failures are told apart."""

from __future__ import annotations

import contextlib
import io
import random
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from _pytest.tmpdir import tmppath_result_key

from sensei import blank


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


@dataclass(frozen=True)
class Print:
    """The fingerprint of one run of a test. Two answers that are wrong in the same way leave the same."""

    passed: bool
    line: int = 0
    error: str = ""
    message: str = ""


def print_of(item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException] | None) -> Print:
    """The line of the test that failed, the exception's type and the first line of its message, without noise."""
    if excinfo is None:
        return Print(passed=True)
    name = getattr(item, "originalname", item.name)
    lines = [e.lineno for e in excinfo.traceback if str(e.path) == str(item.path) and e.frame.code.name == name]
    message = str(excinfo.value).split("\n")[0]
    message = re.sub(r" at 0x[0-9a-f]+", "", message)
    message = re.sub(r"-?\d+\.\d+(e[-+]?\d+)?", lambda number: f"{float(number[0]):.3g}", message)
    return Print(False, lines[-1] + 1 if lines else 0, excinfo.type.__name__, message)


def run_quietly(item: pytest.Function, nextitem: pytest.Item | None, seed: int = 0) -> Print:
    """Run one collected test once more, with fresh fixtures, and without a report, which takes 10 to 20 ms to write."""
    item._initrequest()
    item.stash[tmppath_result_key] = {}  # a report would set it; the fixture `tmp_path` asks for it at its end
    state = item.session._setupstate
    seed_examples(item, seed)

    def body() -> None:
        state.setup(item)
        with fair_start(seed), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            item.runtest()

    reraise = (KeyboardInterrupt, pytest.exit.Exception)
    run = pytest.CallInfo.from_call(body, "call", reraise=reraise)
    after = pytest.CallInfo.from_call(lambda: state.teardown_exact(nextitem), "teardown", reraise=reraise)
    return print_of(item, run.excinfo or after.excinfo)
