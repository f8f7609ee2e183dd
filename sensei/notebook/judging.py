"""One koan judged in the process of the notebook: a pytest run over its tests, with the answer set on the topic."""

from __future__ import annotations

import contextlib
import io
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from sensei.answers import Given
from sensei.failure import Failure
from sensei.notebook.kernel import left_as_it_was
from sensei.path import Koan
from sensei.pictures import Pictures
from sensei.verified import why_not
from sensei.walk import Walk, the_walk

# Plugins that are found by themselves may be anybody's; those of pytest that are left out would change the process.
_PLUGINS = ["--disable-plugin-autoload", "-p", "timeout", "-p", "hypothesispytest"]
_LEFT_OUT = ["cacheprovider", "faulthandler", "logging", "threadexception", "unraisableexception"]
_OPTIONS = ["-x", "--capture=sys", *_PLUGINS, *(word for name in _LEFT_OUT for word in ("-p", f"no:{name}"))]


@dataclass(frozen=True)
class Verdict:
    """What came of judging one koan. `problem` says why it could not be judged; `picture` is a PNG."""

    koan: Koan
    solved: bool = False
    stopped: bool = False
    failure: Failure | None = None
    problem: str = ""
    picture: bytes | None = None


class _Listener:
    """A plugin that keeps what the run knows when it has ended."""

    walk: Walk | None = None
    interrupted = False
    pictures: dict[str, bytes]

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self.walk = the_walk(session.config)
        pictures = session.config.pluginmanager.get_plugin("koans-pictures")
        assert isinstance(pictures, Pictures)
        self.pictures = pictures.drawn

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.interrupted = self.interrupted or isinstance(excinfo.value, KeyboardInterrupt)


def judge(root: Path, koan: Koan, given: Given) -> Verdict:
    """Run the tests of `koan` on what `given` answers. Ctrl-C, and a kernel that is interrupted, stop it."""
    if reason := why_not(koan):
        return Verdict(koan, problem=f"{koan.name} is not verified here: {reason}.")
    file = given.path.find_topic(koan.topic_id)
    assert file is not None
    listener, said = _Listener(), io.StringIO()
    tests = [f"{file.path}::{test}" for test in koan.tests]
    try:
        with left_as_it_was(root), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            pytest.main([*tests, *_OPTIONS, *_time_limit()], plugins=[given, listener])
    except KeyboardInterrupt:
        listener.interrupted = True
    return _verdict(koan, listener, said.getvalue())


def _time_limit() -> list[str]:
    """None where there are no alarms, or not for this thread: there pytest-timeout would end the process."""
    can_stop = hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()
    return [] if can_stop else ["--timeout=0"]


def _verdict(koan: Koan, listener: _Listener, said: str) -> Verdict:
    walk = listener.walk
    if listener.interrupted:
        return Verdict(koan, stopped=True)
    if walk is not None and walk.is_proved(koan):
        return Verdict(koan, solved=True, picture=listener.pictures.get(koan.id))
    if walk is not None and (failure := walk.result(koan).failure):
        return Verdict(koan, failure=failure, picture=listener.pictures.get(koan.id))
    fault = walk.broken.get(koan.topic_id) if walk else None
    return Verdict(koan, problem=fault or f"{koan.name} could not be judged. pytest says: {_last_words(said)}")


def _last_words(said: str) -> str:
    lines = [line.strip("! ") for line in said.splitlines() if line.startswith(("!!!", "ERROR: ", "INTERNALERROR> "))]
    return lines[-1] if lines else said.strip()[-500:]
