"""What judged processes leave behind: how they ended, processes of their own, folders."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_TICK = 0.005  # seconds
_WINDOWS_ERROR = 0xC0000000  # from here on a status of Windows is no process's own

STILL_THERE = "Your code closed what the grader listens to."


def how_it_ended(pid: int) -> str:
    """In words, for a process that closed its pipe."""
    until = time.monotonic() + 1
    while time.monotonic() < until:
        info = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if info is not None:
            return in_words(info.si_status if info.si_code == os.CLD_EXITED else -info.si_status)
        time.sleep(_TICK)
    return STILL_THERE


def in_words(status: int) -> str:
    """How a process ended, by its status as `subprocess` gives it: that of a signal is negative."""
    if status < 0:
        return f"Your code made Python crash: {signal.Signals(-status).name}."
    if status >= _WINDOWS_ERROR:
        return f"Your code made Python crash: error {status:#x}."
    return f"Your code ended Python with exit status {status}."


def children() -> list[int]:
    try:
        text = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    except OSError:  # not Linux
        return []
    return [int(pid) for pid in text.split()]


def remove(folder: Path) -> None:
    """Also where a learner's code has taken the rights to its own folders away."""

    def try_again(function: Callable[..., object], path: str, _: object) -> None:
        with suppress(OSError):
            os.chmod(os.path.dirname(path), 0o700)
            os.chmod(path, 0o700)
            function(path)

    shutil.rmtree(folder, onerror=try_again)
