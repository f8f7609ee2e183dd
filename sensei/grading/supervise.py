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

from sensei.grading.channel import KEY_BYTES, Forged, Receiver
from sensei.grading.course import Job
from sensei.grading.jail import Jail
from sensei.grading.judged import Ground, judged
from sensei.grading.outcome import Answered, Outcome
from sensei.grading.record import Verdict
from sensei.grading.remains import children, how_it_ended, remove

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
            outcome.answers |= process.answers
            outcome.tampered = process.tampered or self._accepted_a_control(job, ground, process)
            still_left = [name for name in left if name not in process.answers]
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
        for koan, number in judged.accepted:
            alone = replace(job, content=b"", stubs=nobody, wanted=(), control=(koan, number))
            without = self._watched(alone, ground, time.monotonic() + job.koan_seconds)
            if not without.accepted and without.finished:  # else it is hard to refuse under this seed
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
        self.job, self.items = job, ground.items
        self.answers: dict[str, Answered] = {}
        self.tampered = self.why_ended = ""
        self.timed_out = self.finished = False
        self._current = ""
        self._passed: list[str] = []
        self._refused: dict[str, str] = {}
        self._proved: dict[str, Answered] = {}
        self._controlled: set[str] = set()
        self.accepted: list[tuple[str, int]] = []
        self._begun = time.monotonic()
        self._folder = Path(tempfile.mkdtemp(prefix="koans-"))
        key = secrets.token_bytes(KEY_BYTES)
        self._receiver = Receiver(key)
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
                if not data or not self._understood(data):
                    break
            now = time.monotonic()
            if now > looked + _LOOK:
                looked = now
                if self._folder_is_full():
                    self.why_ended = f"This wrote more than {self.job.disk_bytes // 1_000_000} MB and was stopped."
                    break
            if now > until or now - self._begun > self.job.koan_seconds:
                limit = self.job.seconds if now > until else self.job.koan_seconds
                self.why_ended = f"This took too long and was stopped after {limit:g} s."
                self.timed_out = True
                break
        self._note_early_end()

    def _folder_is_full(self) -> bool:
        files = size = 0
        for folder, folders, names in os.walk(self._folder):
            files += len(folders) + len(names)
            for name in names:
                with suppress(OSError):
                    size += os.lstat(os.path.join(folder, name)).st_blocks * 512
            if files > _MOST_FILES or size > self.job.disk_bytes:
                return True
        return False

    def _understood(self, data: bytes) -> bool:
        """Whether there is more to come."""
        try:
            messages = self._receiver.feed(data)
        except Forged:
            self.tampered = "something was written to the grader's own pipe"
            return False
        for kind, *parts in messages:
            if kind == "end":
                self._current, self.finished = "", True
                return False
            if not self._noted(kind, parts):
                return False
        return True

    def _noted(self, kind: str, parts: list[str]) -> bool:
        match kind, parts:
            case "begin", [koan]:
                self._current, self._passed, self._begun = koan, [], time.monotonic()
            case "passed", [test]:
                self._passed.append(test)
            case "failed", [verdict, message, failure, prints]:
                known: Verdict = "refused" if verdict == "refused" else "wrong" if verdict == "wrong" else "error"
                self._answer(known, message, failure, prints)
            case "done", []:
                expected = [item.name for item in self.items.get(self._current, [])]
                if expected and sorted(self._passed) == sorted(expected):
                    self._proved[self._current] = Answered("solved", passed=len(expected), seconds=self._took)
                    self._settle(self._current)
                elif self._current not in self.answers:
                    self._answer("error", "Not all of its tests were run.")
                self._current = ""
            case "control begins", [koan]:
                self._current, self._begun = koan, time.monotonic()
            case "control", [koan, accepted]:
                self._controlled.add(koan)
                if accepted:
                    self.accepted.append((koan, int(accepted)))
                self._settle(koan)
                self._current = ""
            case "refused", [koan, why]:
                self._refused.setdefault(koan, why)
            case "tampered", [what]:
                self.tampered = what
                return False
            case "broken", [what]:
                self.why_ended = what
                return False
        return True

    def _settle(self, koan: str) -> None:
        """A koan is solved when its tests have passed and its control was tried too."""
        if koan in self._proved and koan in self._controlled and koan in self.job.wanted:
            self.answers.setdefault(koan, self._refusal(koan) or self._proved[koan])

    def _answer(self, verdict: Verdict, message: str = "", failure: str = "", prints: str = "") -> None:
        koan = self._current
        answered = Answered(verdict, message, failure, prints, len(self._passed), self._took)
        if koan in self.job.wanted:
            self.answers.setdefault(koan, self._refusal(koan) or answered)

    def _refusal(self, koan: str) -> Answered | None:
        why = self._refused.get(koan)
        return Answered("refused", f"Refused: {why}.", passed=len(self._passed)) if why else None

    @property
    def _took(self) -> float:
        return time.monotonic() - self._begun

    def _note_early_end(self) -> None:
        """What is said of the koan that ran when its process ended."""
        if not self.timed_out and not self.why_ended:
            self.why_ended = how_it_ended(self.pid)
        if self._current in self.items:
            self._answer("timed out" if self.timed_out else "error", self.why_ended)

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
