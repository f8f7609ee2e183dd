"""What is told of a worker that has ended without a verdict, or was stopped: read from what it printed last."""

from __future__ import annotations

import re
from pathlib import Path

from sensei.failure import Failure
from sensei.path import Koan

_FRAME = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d+) in ', re.MULTILINE)
_FATAL = re.compile(r"^(?:Fatal Python error: (?P<error>[^\n]+)|(?P<memory>MemoryError: [^\n]+))$", re.MULTILINE)
_LONGEST = 20  # lines of what the answer has printed


def ended(koan: Koan, test: str, root: Path, output: str) -> Failure:
    """Python itself has ended while the koan was judged."""
    found = _FATAL.search(output)
    if found and found["error"]:
        error = f"Your answer crashed Python: {found['error']}."
    elif found:
        error = found["memory"]
    else:
        error = "Your answer ended Python itself: os._exit, or more memory than there is."
    printed = "" if found else "\n".join(output.rstrip().split("\n")[-_LONGEST:])
    return Failure("error", koan.id, test, _place(koan, root, output), error=error, printed=printed)


def stopped(koan: Koan, test: str, seconds: float, root: Path, output: str) -> Failure:
    """The watcher has stopped the worker, since nothing else could."""
    error = f"This took more than {seconds:.0f} s and was stopped. Is there a loop that never ends?"
    return Failure("error", koan.id, test, _place(koan, root, output), error=error)


def _place(koan: Koan, root: Path, output: str) -> str:
    """The innermost line of the koan's file that a crash report names; else where the koan stands."""
    file = root / koan.path
    for frame in _FRAME.finditer(output):
        if Path(frame["file"]) == file:
            return f"{koan.path}:{frame['line']}"
    return koan.place
