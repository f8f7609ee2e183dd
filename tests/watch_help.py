"""`koans watch` as tests meet it: a real process in plain lines, or on a terminal of its own."""

from __future__ import annotations

import os
import pty
import queue
import re
import select
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import psutil

from tests.conftest import Project

WATCH = (sys.executable, "-m", "sensei.cli", "watch")
LONG = 60  # s: on a busy machine even torch's import takes some


class PlainWatch:
    """`koans watch` without a terminal. Lines are read as they come."""

    def __init__(self, project: Project, *arguments: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [*WATCH, *arguments],
            cwd=project.root,
            env={**project.environment(), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line.rstrip("\n"))

    def until(self, wanted: str) -> list[str]:
        """The lines up to the first one that holds `wanted`."""
        seen: list[str] = []
        end = time.monotonic() + LONG
        while not seen or wanted not in seen[-1]:
            try:
                seen.append(self._lines.get(timeout=max(end - time.monotonic(), 0)))
            except queue.Empty:
                raise AssertionError(f"no {wanted!r} in {seen}") from None
        return seen

    def verdict(self) -> list[str]:
        """The lines that come before the watch waits again, without those that say what is being done."""
        lines = self.until("waiting for a save")[:-1]
        return [line for line in lines if not line.startswith(("judging ", "loading "))]

    def silent_for(self, seconds: float) -> bool:
        time.sleep(seconds)
        return self._lines.empty()

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=LONG)
        self._reader.join()


class TerminalWatch:
    """`koans watch` on a pseudo-terminal. `text` is all that was written since `forget`, without escape sequences."""

    def __init__(self, project: Project, *command: str, **environment: str) -> None:
        self.file, self.theirs = pty.openpty()
        self.settings = termios.tcgetattr(self.theirs)
        self.process = subprocess.Popen(
            command or WATCH,
            cwd=project.root,
            env={**project.environment(), "LINES": "60", **environment},
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            preexec_fn=os.setsid,
        )
        self.raw = ""

    @property
    def text(self) -> str:
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.raw).replace("\r\n", "\n")

    def press(self, key: str) -> None:
        self.raw = ""
        os.write(self.file, key.encode())

    def wait_for(self, wanted: str) -> str:
        end = time.monotonic() + LONG
        while wanted not in self.text:
            ready, _, _ = select.select([self.file], [], [], max(end - time.monotonic(), 0))
            assert ready, f"no {wanted!r} in {self.text}"
            self.raw += os.read(self.file, 65536).decode(errors="replace")
        return self.text

    def end(self) -> int:
        """Wait for its end; returns the exit status."""
        status = self.process.wait(timeout=LONG)
        while select.select([self.file], [], [], 0.1)[0]:
            self.raw += os.read(self.file, 65536).decode(errors="replace")
        return status

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.theirs)
        os.close(self.file)


def family(process: int) -> list[psutil.Process]:
    """A process and all that it has started, as they are now."""
    parent = psutil.Process(process)
    return [parent, *parent.children(recursive=True)]


def alive_after(processes: list[psutil.Process], seconds: float = 10) -> list[psutil.Process]:
    """Those that still run after so long."""
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def save_by_rename(file: Path, text: str) -> None:
    """As vim and PyCharm do: a new file takes the place of the old one."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, file)
