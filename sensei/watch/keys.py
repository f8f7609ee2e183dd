"""The keys of a terminal, one by one as they are pressed; the terminal is left as it was found."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_HIDE, _SHOW = "\x1b[?25l", "\x1b[?25h"

if sys.platform == "win32":
    import msvcrt

    def _read_key() -> str:
        return msvcrt.getwch()

    @contextmanager
    def _key_by_key() -> Iterator[None]:
        yield
else:
    import termios
    import tty

    def _read_key() -> str:
        return os.read(sys.stdin.fileno(), 1).decode("ascii", errors="replace")

    @contextmanager
    def _key_by_key() -> Iterator[None]:
        """No echo, no waiting for Enter; Ctrl-C and Ctrl-Z mean what they always mean."""
        file = sys.stdin.fileno()
        before = termios.tcgetattr(file)

        def stop(number: int, frame: FrameType | None) -> None:
            sys.stdout.write(_SHOW)
            sys.stdout.flush()
            termios.tcsetattr(file, termios.TCSANOW, before)
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, stop)
            tty.setcbreak(file, termios.TCSANOW)
            sys.stdout.write(_HIDE)
            sys.stdout.flush()

        tty.setcbreak(file, termios.TCSANOW)
        stopping = signal.signal(signal.SIGTSTP, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGTSTP, stopping)
            termios.tcsetattr(file, termios.TCSADRAIN, before)


@contextmanager
def keys(tell: Callable[[str], None]) -> Iterator[None]:
    """Hand each key that is pressed to `tell`, from a thread; "" when the terminal has gone."""

    def read() -> None:
        try:
            while key := _read_key():
                tell(key)
        except OSError:
            pass
        tell("")

    with _key_by_key():
        sys.stdout.write(_HIDE)
        try:
            threading.Thread(target=read, daemon=True).start()
            yield
        finally:
            sys.stdout.write(_SHOW)
            sys.stdout.flush()
