"""One topic of one submission, judged in a process of its own: what it reports, how long it may take, how it ends.

Runs where no learner's code does. Nothing is solved because a judged process says so: every expected test has to be
reported as passed, exactly once, between the beginning and the end of its koan.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from sensei.grading.channel import KEY_BYTES
from sensei.grading.course import Job
from sensei.grading.outcome import Outcome
from sensei.grading.remains import remove
from sensei.grading.reported import Report

_TICK = 0.05  # seconds between two looks at what a process takes
_LOOK = 0.5  # seconds between two looks at its folder
_MOST_FILES = 20_000


class Running(Protocol):
    """A judged process."""

    def read(self, seconds: float) -> bytes | None:
        """What it has reported meanwhile: None when there was nothing in `seconds`, b"" when there is no more."""

    def how_it_ended(self) -> str:
        """In words, for a process that has closed its pipe."""

    def end(self) -> None:
        """Leave no process of it."""


class Source(Protocol):
    """Where judged processes come from: each has all that is trusted imported already, and judges one job."""

    def start(self, job: Job, folder: Path, key: bytes) -> Running:
        """Let a process judge in `folder` and report with `key`."""


class Supervisor:
    """Starts judged processes and watches them.

    `expected` has the names of all tests, {topic: {koan: [test]}}. Each process has a folder of its own in `folder`.
    """

    def __init__(self, source: Source, expected: dict[str, dict[str, list[str]]], folder: Path) -> None:
        self.source, self.expected, self.folder = source, expected, folder

    def judge(self, job: Job) -> Outcome:
        """Judge the koans that are wanted; after a koan that ended its process, the others in another process."""
        outcome = Outcome()
        seconds = job.seconds
        left = list(job.wanted)
        for_another_try = 1
        while left and not outcome.tampered:
            process = self._watched(replace(job, wanted=tuple(left)), seconds)
            seconds -= process.took
            if for_another_try and not process.report.has_begun:  # it was lost before it knew of the job
                for_another_try -= 1
                continue
            outcome.answers |= process.report.answers
            outcome.tampered = process.report.tampered or self._accepted_a_control(job, process)
            still_left = [name for name in left if name not in process.report.answers]
            if len(still_left) == len(left) or seconds <= 0:
                outcome.ended, outcome.timed_out = process.why_ended or "Its process ended early.", process.timed_out
                break
            left = still_left
        return outcome

    def _watched(self, job: Job, seconds: float) -> _Process:
        process = _Process(self, job)
        try:
            process.watch(seconds)
        finally:
            process.end()
        return process

    def _accepted_a_control(self, job: Job, judged: _Process) -> str:
        """What to say when a wrong answer was accepted beside a submission that is refused without one."""
        nobody = tuple(replace(stub, line=0, blank_line=None) for stub in job.stubs)
        for koan, number in judged.report.accepted:
            alone = replace(job, content=b"", stubs=nobody, wanted=(), control=(koan, number))
            without = self._watched(alone, job.koan_seconds)
            if not without.report.accepted and without.report.finished:  # else it is hard to refuse under this seed
                return f"the tests of `{koan}` accepted a wrong answer that they refuse without this submission"
        return ""


class _Process:
    """A judged process and what it has reported so far. `took` are the seconds since it has had its job."""

    def __init__(self, supervisor: Supervisor, job: Job) -> None:
        self.job = job
        self.timed_out, self.why_ended = False, ""
        self._folder = Path(tempfile.mkdtemp(prefix="judged-", dir=supervisor.folder))
        key = secrets.token_bytes(KEY_BYTES)
        self._running = supervisor.source.start(job, self._folder, key)
        self._started = time.monotonic()
        self.report = Report(key, job.wanted, supervisor.expected[job.topic])

    @property
    def took(self) -> float:
        return time.monotonic() - self._started

    def watch(self, seconds: float) -> None:
        """Read until the process is done, or has to be ended."""
        looked, until = self._started, self._started + seconds
        while True:
            data = self._running.read(_TICK)
            if data is not None and (not data or not self.report.read(data)):
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
                    size += _bytes_on_disk(os.lstat(os.path.join(folder, name)))
            if files > _MOST_FILES or size > self.job.disk_bytes:
                return True
        return False

    def _note_early_end(self) -> None:
        """What is said of the koan that ran when its process ended."""
        if self.report.finished or self.report.tampered:
            return
        self.why_ended = self.why_ended or self.report.broken or self._running.how_it_ended()
        self.report.end_early("timed out" if self.timed_out else "error", self.why_ended)

    def end(self) -> None:
        """Leave nothing of it: no process, no file."""
        self._running.end()
        remove(self._folder)


def _bytes_on_disk(status: os.stat_result) -> int:
    return status.st_blocks * 512 if hasattr(status, "st_blocks") else status.st_size
