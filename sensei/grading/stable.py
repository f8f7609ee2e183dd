"""The processes that judge for a grader: given jobs, and replaced when they are gone."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from contextlib import suppress
from multiprocessing import Pipe
from typing import Protocol

from sensei.grading.course import Course, Job, Question
from sensei.grading.launch import PATIENCE, last_line, launch
from sensei.grading.outcome import Outcome
from sensei.grading.recognize import Known
from sensei.grading.record import GradingError
from sensei.grading.standby import Standbys
from sensei.grading.warm import Ready
from sensei.processes import usual_workers


class Stable(Protocol):
    """Who judges. `ready` is what was said when the course had been collected.

    `is_quick` says that one more process costs next to nothing, so that answers may be tried by themselves.
    """

    is_quick: bool
    course: Course
    ready: Ready

    def judge(self, job: Job) -> Outcome:
        """What came of a job."""

    def recognize(self, question: Question) -> Known | None:
        """Which misconception it is, or None where that can't be said."""

    def clock(self) -> float:
        """Seconds, as `time.monotonic` counts them, without those in which no process was ready to judge."""

    def close(self) -> None:
        """End all of its processes."""


def open_stable(course: Course, workers: str) -> Stable:
    """`workers` is "fork" or "spawn"; "" takes what is usual on this system. Raises GradingError."""
    if (workers or usual_workers()) == "spawn":
        return Standbys(course)
    if not hasattr(os, "fork"):
        raise GradingError("`--workers fork` needs a system that can fork, and this one can't: leave it out.")
    return WarmParent(course)


class WarmParent:
    """One process that forks another for each job."""

    is_quick = True

    def __init__(self, course: Course) -> None:
        self.course = course
        self._start()

    def _start(self) -> None:
        self._connection, theirs = Pipe()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # open as long as the process runs
        self._process = launch(
            "sensei.grading.warm",
            str(theirs.fileno()),
            said=self._said,
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()
        try:
            self._connection.send(self.course)
            if not self._connection.poll(PATIENCE):
                raise GradingError(f"The process that judges was not ready within {PATIENCE} s.")
            self.ready: Ready = self._connection.recv()
        except (EOFError, OSError):
            self._process.wait()
            raise GradingError(f"The process that judges could not be started: {last_line(self._said)}") from None

    def judge(self, job: Job) -> Outcome:
        """Hand over a job. Where the warm parent itself is lost, another one tries once more."""
        for _ in range(2):
            with suppress(EOFError, OSError):
                self._connection.send(job)
                outcome: Outcome = self._connection.recv()
                return outcome
            self.close()
            self._start()
        return Outcome(ended="The process that judges was lost, twice.")

    def recognize(self, question: Question) -> Known | None:
        with suppress(EOFError, OSError):
            self._connection.send(question)
            known: Known | None = self._connection.recv()
            return known
        self.close()
        self._start()
        return None

    def clock(self) -> float:
        return time.monotonic()

    def close(self) -> None:
        self._process.kill()  # before it sees that nobody asks any more, and tidies up
        self._process.wait()
        self._connection.close()
        self._said.close()
