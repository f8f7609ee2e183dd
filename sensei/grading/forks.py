"""Judged processes forked from the warm parent: there in some milliseconds."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress
from pathlib import Path

from sensei.grading.course import Job
from sensei.grading.jail import Jail
from sensei.grading.judged import Ground, judged
from sensei.grading.remains import children, how_it_ended


class Forks:
    """`closed` says whether the jail's kernel side is to be used."""

    def __init__(self, jail: Jail, closed: bool, grounds: dict[str, Ground]) -> None:
        self._jail, self._closed, self._grounds = jail, closed, grounds
        self.kept: set[int] = set()  # children of ours that run no learner's code
        jail.adopt()

    def start(self, job: Job, folder: Path, key: bytes) -> Forked:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                judged(self._jail, self._closed, job, self._grounds[job.topic], folder, writing, key)
            finally:
                os._exit(1)
        os.close(writing)
        return Forked(pid, reading, self)

    def end_all_but_kept(self) -> None:
        """End and reap what judged processes have started and left: it has become our own."""
        while pids := [pid for pid in children() if pid not in self.kept]:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                with suppress(ChildProcessError):
                    os.waitpid(pid, 0)


class Forked:
    """One of them."""

    def __init__(self, pid: int, pipe: int, forks: Forks) -> None:
        self._pid, self._pipe, self._forks = pid, pipe, forks

    def read(self, seconds: float) -> bytes | None:
        readable, _, _ = select.select([self._pipe], [], [], seconds)
        return os.read(self._pipe, 65536) if readable else None

    def how_it_ended(self) -> str:
        return how_it_ended(self._pid)

    def end(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
        os.close(self._pipe)
        self._forks.end_all_but_kept()
