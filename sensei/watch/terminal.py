"""A watch on the terminal that the process stands on, or, without one, in plain lines."""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import nullcontext
from pathlib import Path
from types import FrameType

from sensei.watch.keys import keys
from sensei.watch.scene import Lines, Page
from sensei.watch.session import Watch


def watch(root: Path, *, plain: bool = False, poll: bool = False, workers: str = "", seconds: float = 0) -> int:
    """Watch until the learner quits; returns the exit status."""
    plain = plain or not (sys.stdin.isatty() and sys.stdout.isatty())
    gc.set_threshold(100_000)  # syntax trees are many small objects: looking through them takes longer than a verdict
    session = Watch(root, Lines() if plain else Page(), workers, poll, seconds)

    def end(number: int, frame: FrameType | None) -> None:
        session.quit()

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    with nullcontext() if plain else keys(session.key):
        session.run()
    print("\nNothing is lost: `koans watch` goes on from here.", flush=True)
    return 0
