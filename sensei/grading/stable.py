"""The grader's side of the warm parent: starts it, gives it jobs, starts another when it is gone."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from multiprocessing import Pipe
from pathlib import Path
from types import TracebackType

import sensei
from sensei.grading.course import Course, Job, Question
from sensei.grading.outcome import Outcome
from sensei.grading.recognize import Known
from sensei.grading.record import GradingError
from sensei.grading.warm import Ready

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "PYTHONHOME")
_OURS = ("KOANS_CACHE", "KOANS_FASHION_MNIST")
_PACKAGES = str(Path(sensei.__file__).parents[1])  # where this very engine is found
_BEGIN = "from sensei.grading.warm import main; main()"
_PATIENCE = 300  # seconds for the imports, on a cold and busy machine


class Stable:
    """One warm parent. `ready` is what it said when it had collected the course."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._start()

    def _start(self) -> None:
        self._connection, theirs = Pipe()
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # open as long as the process runs
        command = [sys.executable, "-P", "-c", _BEGIN, str(theirs.fileno())]
        kept = {name: os.environ[name] for name in (*_INHERITED, *_OURS) if name in os.environ}
        self._process = subprocess.Popen(
            command,
            env={**kept, "PYTHONPATH": _PACKAGES, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=self._said,
            stderr=self._said,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        try:
            self._connection.send(self.course)
            if not self._connection.poll(_PATIENCE):
                raise GradingError(f"The process that judges was not ready within {_PATIENCE} s.")
            self.ready: Ready = self._connection.recv()
        except (EOFError, OSError):
            self._process.wait()
            self._said.seek(0)
            said = self._said.read().decode("utf-8", "replace").strip().split("\n")[-1]
            raise GradingError(f"The process that judges could not be started: {said}") from None

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
        """Which misconception it is, or None where that can't be said."""
        with suppress(EOFError, OSError):
            self._connection.send(question)
            known: Known | None = self._connection.recv()
            return known
        self.close()
        self._start()
        return None

    def close(self) -> None:
        self._connection.close()
        self._process.kill()
        self._process.wait()
        self._said.close()

    def __enter__(self) -> Stable:
        return self

    def __exit__(self, *exception: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()
