"""A warm grader in a process of its own: it is sent submissions, and sends back records.

Of its own, because what reads a stranger's files may be lost over them; and no fork, because who asks may have threads
(a cluster's worker has). What is sent to it is a line of base64 (a pickle: only we write there), what comes back a line
of JSON. This module is both ends: `Worker` here, `main` there.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sensei.grading.intake import Intake
from sensei.grading.record import GradingError, Record, RecordError
from sensei.grading.settings import Settings
from sensei.processes import usual_workers

_START_SECONDS = 300  # a cold disk reads torch for a minute
_LEAVE_SECONDS = 10
_GRACE_SECONDS = 30  # over what a submission may take: the grader itself ends it long before
_WAITING_SECONDS = 3600  # more, for standbys: what it takes to start them is not the submission's time


@dataclass(frozen=True)
class Job:
    """One submission to be judged: what was taken of it."""

    name: str
    intake: Intake


class WorkerDied(Exception):
    """The process has gone. The text is its last words."""


class Worker:
    """One process with a warm grader. It is started at the first job, and anew when it has died."""

    def __init__(self, root: Path, settings: Settings, shared: Path | None) -> None:
        self._order = (root, settings, shared)
        self._seconds = settings.submission_seconds + _GRACE_SECONDS
        if (settings.workers or usual_workers()) == "spawn":
            self._seconds += _WAITING_SECONDS
        self._process: subprocess.Popen[bytes] | None = None
        self._closing = False
        self._lock = threading.Lock()  # of what `close`, from another thread, changes

    def judge(self, job: Job) -> Record | str:
        """The record, or why there is none: the process has died twice over it. Raises GradingError if none starts."""
        last_words = ""
        for _ in range(2):
            try:
                self._start()
                return Record.from_json(self._ask(job, self._seconds))
            except (WorkerDied, RecordError) as error:
                self._end()
                last_words = str(error)
                if self._closing:
                    break
        return last_words

    def close(self) -> None:
        """End the process, whatever it does. May be called from another thread."""
        self._closing = True
        self._end()

    def _start(self) -> None:
        with self._lock:
            if self._closing:
                raise WorkerDied("it was stopped")
            if self._process:
                return
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (`_end` closes it)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sensei.grading.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                cwd=self._order[0],
                env={**os.environ, "OMP_NUM_THREADS": "1"},  # one worker per core
                start_new_session=True,  # Ctrl-C in the terminal is for us, and we end it
            )
        try:
            answer = json.loads(self._ask(self._order, _START_SECONDS))
        except (WorkerDied, ValueError) as error:
            self._end()
            raise GradingError(f"The grader does not start: {error}") from None
        if answer["problem"]:
            self._end()
            raise GradingError(answer["problem"])

    def _ask(self, message: object, seconds: float) -> bytes:
        process = self._process
        assert process
        assert process.stdin
        assert process.stdout
        clock = threading.Timer(seconds, process.kill)
        clock.start()
        try:
            process.stdin.write(base64.b64encode(pickle.dumps(message)) + b"\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except (OSError, ValueError):  # its end of the pipe has gone, or `close` has shut ours
            answer = b""
        finally:
            clock.cancel()
        if not answer.endswith(b"\n"):
            raise WorkerDied(self._last_words(process))
        return answer

    def _last_words(self, process: subprocess.Popen[bytes]) -> str:
        status = process.wait()
        said = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
        self._errors.seek(0)
        lines = self._errors.read()[-4000:].decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f"its process ended with {said}" + (f" ({last})" if last else "")

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process:
            process.terminate()
            try:
                process.wait(_LEAVE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            for stream in (process.stdin, process.stdout, self._errors):
                with contextlib.suppress(OSError):  # what could not be sent
                    stream.close()  # type: ignore[union-attr]


def main() -> None:
    """The other end: judge what comes on stdin until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit())  # leaves the `with`: the grader cleans up
    threading.Thread(target=_leave_when_alone, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a stray print is no answer

    def answer(line: str) -> None:
        answers.write(line + "\n")
        answers.flush()

    def next_message() -> Any:
        line = sys.stdin.buffer.readline()
        return pickle.loads(base64.b64decode(line)) if line.endswith(b"\n") else None

    from sensei.grading.judge import Grader

    order = next_message()
    try:
        with Grader(*order) as grader:
            answer(json.dumps({"problem": ""}))
            while job := next_message():
                answer(grader.judge(job.intake, job.name).to_json())
    except GradingError as error:
        answer(json.dumps({"problem": str(error)}))
    except BrokenPipeError:  # nobody waits for the answer any more
        pass


def _leave_when_alone(parent: int) -> None:
    """Who asked may be killed while a submission is judged: nobody waits for the result then."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
