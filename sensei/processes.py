"""How processes begin and end in which code is run that may do anything, and what they ask of the kernel for it."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, Literal

Workers = Literal["fork", "spawn"]

_PR_SET_PDEATHSIG = 1
_EXIT_STATUS = 77


def usual_workers() -> Workers:
    """How this system gets a process that has everything imported: a fork is safe with torch on Linux alone.

    Elsewhere it is a new interpreter, started before it is needed.
    """
    return "fork" if sys.platform == "linux" and hasattr(os, "fork") else "spawn"


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads a session of its own, and what it has started, as far as the system knows of that."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def end_with_parent() -> None:
    """From now on this process is killed when the one that has started it ends, however that ends. Linux only."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def end_with_pipe(pipe: IO[bytes]) -> None:
    """From now on this process ends when the other side of `pipe` is closed: how every system tells of an end."""

    def wait() -> None:
        pipe.read()
        os._exit(_EXIT_STATUS)

    threading.Thread(target=wait, daemon=True).start()


def private_memory() -> int:
    """Bytes that count against RLIMIT_DATA by now; in a forked process most of them are shared with its parent.

    Linux only.
    """
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[5]) * os.sysconf("SC_PAGE_SIZE")
