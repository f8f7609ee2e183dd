"""One topic of one submission, judged in a process of its own: what it reports, how long it may take, how it ends.

Runs in the warm parent, which is trusted. Nothing is solved because a judged process says so: every expected test has
to be reported as passed, exactly once, between the beginning and the end of its koan.
"""

from __future__ import annotations

import os
import secrets
import select
import signal
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from sensei.grading.channel import KEY_BYTES
from sensei.grading.course import Job
from sensei.grading.jail import Jail
from sensei.grading.judged import Ground, judged
from sensei.grading.outcome import Outcome
from sensei.grading.remains import children, how_it_ended, remove
from sensei.grading.reported import Report

_TICK = 0.05  # seconds between two looks at what a process takes
_LOOK = 0.5  # seconds between two looks at its folder
_MOST_FILES = 20_000


class Supervisor:
    """Starts judged processes and watches them. `closed` says whether the jail's kernel side is to be used."""

    def __init__(self, jail: Jail, closed: bool) -> None:
        self.jail, self.closed = jail, closed
        self.kept: set[int] = set()  # children of ours that run no learner's code
        jail.adopt()

    def judge(self, job: Job, ground: Ground) -> Outcome:
        """Judge the koans that are wanted; after a koan that ended its process, the others in another process."""
        outcome = Outcome()
        until = time.monotonic() + job.seconds
        left = list(job.wanted)
        while left and not outcome.tampered:
            process = self._watched(replace(job, wanted=tuple(left)), ground, until)
            outcome.answers |= process.report.answers
            outcome.tampered = process.report.tampered or self._accepted_a_control(job, ground, process)
            still_left = [name for name in left if name not in process.report.answers]
            if len(still_left) == len(left) or time.monotonic() >= until:
                outcome.ended, outcome.timed_out = process.why_ended or "Its process ended early.", process.timed_out
                break
            left = still_left
        return outcome

    def _watched(self, job: Job, ground: Ground, until: float) -> _Process:
        process = _Process(self, job, ground)
        try:
            process.watch(until)
        finally:
            process.end()
            self._end_all_but_kept()
        return process

    def _accepted_a_control(self, job: Job, ground: Ground, judged: _Process) -> str:
        """What to say when a wrong answer was accepted beside a submission that is refused without one."""
        nobody = tuple(replace(stub, line=0, blank_line=None) for stub in job.stubs)
        for koan, number in judged.report.accepted:
            alone = replace(job, content=b"", stubs=nobody, wanted=(), control=(koan, number))
            without = self._watched(alone, ground, time.monotonic() + job.koan_seconds)
            if not without.report.accepted and without.report.finished:  # else it is hard to refuse under this seed
                return f"the tests of `{koan}` accepted a wrong answer that they refuse without this submission"
        return ""

    def _end_all_but_kept(self) -> None:
        """End and reap what judged processes have started and left: it has become our own."""
        while pids := [pid for pid in children() if pid not in self.kept]:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                with suppress(ChildProcessError):
                    os.waitpid(pid, 0)


class _Process:
    """A judged process and what it has reported so far."""

    def __init__(self, supervisor: Supervisor, job: Job, ground: Ground) -> None:
        self.job = job
        self.timed_out, self.why_ended = False, ""
        self._folder = Path(tempfile.mkdtemp(prefix="koans-"))
        key = secrets.token_bytes(KEY_BYTES)
        expected = {name: [item.name for item in items] for name, items in ground.items.items()}
        self.report = Report(key, job.wanted, expected)
        self._pipe, theirs = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                judged(supervisor.jail, supervisor.closed, job, ground, self._folder, theirs, key)
            finally:
                os._exit(1)
        os.close(theirs)

    def watch(self, until: float) -> None:
        """Read until the process is done, or has to be ended."""
        looked = time.monotonic()
        while True:
            readable, _, _ = select.select([self._pipe], [], [], _TICK)
            if readable:
                data = os.read(self._pipe, 65536)
                if not data or not self.report.read(data):
                    break
            now = time.monotonic()
            if now > looked + _LOOK:
                looked = now
                if self._folder_is_full():
                    self.why_ended = f"This wrote more than {self.job.disk_bytes // 1_000_000} MB and was stopped."
                    break
            if now > until or now - self.report.begun > self.job.koan_seconds:
                limit = self.job.seconds if now > until else self.job.koan_seconds
                self.why_ended = f"This took too long and was stopped after {limit:g} s."
                self.timed_out = True
                break
        self._note_early_end()

    def _folder_is_full(self) -> bool:
        try:
            return self._holds_too_much()
        except RecursionError:  # a thousand folders, one in the other
            return True

    def _holds_too_much(self) -> bool:
        files = size = 0
        for folder, folders, names in os.walk(self._folder):
            files += len(folders) + len(names)
            for name in names:
                with suppress(OSError):
                    size += os.lstat(os.path.join(folder, name)).st_blocks * 512
            if files > _MOST_FILES or size > self.job.disk_bytes:
                return True
        return False

    def _note_early_end(self) -> None:
        """What is said of the koan that ran when its process ended."""
        if self.report.finished or self.report.tampered:
            return
        self.why_ended = self.why_ended or self.report.broken or how_it_ended(self.pid)
        self.report.end_early("timed out" if self.timed_out else "error", self.why_ended)

    def end(self) -> None:
        """Leave nothing of it: no process, no file."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self._pipe)
        remove(self._folder)
