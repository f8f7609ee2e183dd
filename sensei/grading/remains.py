"""What judged processes leave behind: how they ended, processes of their own, folders."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
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
    """Also where a learner's code has taken the rights to its own folders away, or nested them thousands deep."""
    with suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):  # neither follows links, and any depth will do
            subprocess.run([*command, "--", folder], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
