"""How far learners' code is kept from everything else: the levels, and which of them is reached here.

`none`: nothing was run. `process`: a process of its own with an empty home, a clean environment, no open files and what
the system has of limits. `sandboxed`: Landlock and seccomp besides: it can read Python and the shipped koans,
write to its own folder, and reach no network and no other process.
"""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal, get_args

from sensei.grading.jail import Jail, Limits, what_is_limited

Level = Literal["none", "process", "sandboxed"]
LEVELS: tuple[Level, ...] = get_args(Level)
_TRIAL = Limits(seconds=10, memory_bytes=100_000_000, disk_bytes=1_000_000)


def is_enough(level: Level, required: Level) -> bool:
    return LEVELS.index(level) >= LEVELS.index(required)


def reached(jail: Jail) -> tuple[Level, tuple[str, ...]]:
    """The level that was really reached in a trial process, and what it rests on, in words."""
    facts = ("own process, home and temporary folder", "clean environment, no open files", what_is_limited())
    if not jail.has_kernel:
        return "process", (*facts, "no Landlock and seccomp here")
    jail.prepare()
    with tempfile.TemporaryDirectory() as inside, tempfile.NamedTemporaryFile() as outside:
        escaped = _escapes(jail, Path(inside), Path(outside.name))
    if escaped:
        return "process", (*facts, f"Landlock and seccomp do not hold here: {escaped}")
    return "sandboxed", (*facts, f"Landlock {jail.landlock_version}", "seccomp", "no network", "no capabilities")


def _escapes(jail: Jail, inside: Path, outside: Path) -> str:
    """What a process in the jail can do and should not, or ""."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        with suppress(BaseException):
            jail.enter(inside, [writing], _TRIAL, closed=True)
            os.write(writing, (_first_that_works(inside, outside) or "nothing").encode())
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(pid, 0)
    return "" if said == "nothing" else said or "they could not be set up"


def _first_that_works(inside: Path, outside: Path) -> str:
    (inside / "own").write_text("own")  # this has to work
    forbidden: dict[str, Callable[[], object]] = {
        "files outside can be read": outside.read_bytes,
        "files outside can be written": lambda: outside.write_bytes(b"x"),
        "sockets can be made": lambda: socket.socket(),
        "processes can be started": os.fork,
        "other processes can be signalled": lambda: os.kill(os.getppid(), 0),
    }
    for what, attempt in forbidden.items():
        try:
            attempt()
        except OSError:
            continue
        return what
    return ""
