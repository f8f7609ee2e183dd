"""Standbys: new interpreters that have collected the course and wait, each to judge one job. For any system.

This module is both ends: `Standbys` here, `main` there. What is sent is a pickle. What comes back is one too as long as
the process is trusted; from its job on, only the messages that its `Report` reads.
"""

from __future__ import annotations

import os
import pickle
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from sensei.grading import recognize
from sensei.grading.course import Course, Job, Question
from sensei.grading.jail import Jail
from sensei.grading.judged import judged
from sensei.grading.launch import PATIENCE, last_line, launch
from sensei.grading.outcome import Outcome
from sensei.grading.recognize import Known
from sensei.grading.record import GradingError
from sensei.grading.remains import STILL_THERE, in_words, remove
from sensei.grading.supervise import Supervisor
from sensei.grading.warm import Grounds, Ready, collect
from sensei.processes import end_with_pipe, kill_group

_AHEAD = 2  # how many are started before they are needed
_SECONDS_TO_END = 1


@dataclass(frozen=True)
class Order:
    """What makes a standby a judged process. `closed`: with Landlock and seccomp."""

    job: Job
    folder: Path
    key: bytes
    closed: bool


class Standbys:
    """A grader's standbys. The supervisor is in the grader's own process; one standby recognizes misconceptions."""

    is_quick = False

    def __init__(self, course: Course) -> None:
        self.course = course
        self._pickled = pickle.dumps(course)
        self._hash_seed = str(secrets.randbelow(2**32))  # sets have the same order in all, as in forks of one parent
        self._recognizer: Standby | None = None
        self._waited = 0.0
        self._waiting = deque(self._new() for _ in range(_AHEAD))
        try:
            self.ready = self._waiting[0].ready()
        except BaseException:
            self.close()
            raise
        self._supervisor = Supervisor(self, self.ready.items, course.folder)

    def start(self, job: Job, folder: Path, key: bytes) -> Standby:
        standby = self._take()
        standby.judge(Order(job, folder, key, self.ready.isolation == "sandboxed"))
        return standby

    def judge(self, job: Job) -> Outcome:
        return self._supervisor.judge(job)

    def recognize(self, question: Question) -> Known | None:
        self._recognizer = self._recognizer or self._take()
        try:
            return self._recognizer.ask(question)
        except (OSError, EOFError):
            self._recognizer.end()
            self._recognizer = None
            return None

    def clock(self) -> float:
        return time.monotonic() - self._waited

    def close(self) -> None:
        for standby in (*self._waiting, *filter(None, [self._recognizer])):
            standby.end()

    def _new(self) -> Standby:
        return Standby(self._pickled, self._hash_seed)

    def _take(self) -> Standby:
        """One that is ready; another one is started in its place. Raises GradingError when none can be had."""
        begun = time.monotonic()
        for lost in range(_AHEAD + 1):  # all that have waited, and a new one
            self._waiting.append(self._new())
            standby = self._waiting.popleft()
            try:
                standby.ready()
            except GradingError:
                standby.end()
                if lost == _AHEAD:
                    raise
            else:
                break
        self._waited += time.monotonic() - begun
        return standby


class Standby:
    """One of them."""

    def __init__(self, course: bytes, hash_seed: str) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # open as long as the process runs
        self._process = launch(
            "sensei.grading.standby",
            said=self._said,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            hash_seed=hash_seed,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._orders: IO[bytes] = self._process.stdin
        self._reports: IO[bytes] = self._process.stdout
        self._ready: Future[Ready] = Future()
        self._heard: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._listener = self._listen(self._wait_until_ready, course)

    def ready(self) -> Ready:
        """Wait until it is. Raises GradingError when it has ended."""
        try:
            ready = self._ready.result(PATIENCE)
            if self._process.poll() is None:
                return ready
        except TimeoutError:
            raise GradingError(f"The process that judges was not ready within {PATIENCE} s.") from None
        except (EOFError, OSError, pickle.UnpicklingError):
            pass
        self._process.wait(_SECONDS_TO_END)
        raise GradingError(f"The process that judges could not be started: {last_line(self._said)}")

    def judge(self, order: Order) -> None:
        """Make it a judged process. One that is lost right now ends like any other."""
        with suppress(OSError):
            self._send(order)
        self._listener = self._listen(self._hear)

    def ask(self, question: Question) -> Known | None:
        """Let it recognize a misconception; it runs no learner's code, then or later. Raises OSError, EOFError."""
        clock = threading.Timer(recognize.PATIENCE, self._process.kill)
        clock.start()
        try:
            self._send(question)
            known: Known | None = pickle.load(self._reports)
            return known
        finally:
            clock.cancel()

    def read(self, seconds: float) -> bytes | None:
        try:
            return self._heard.get(timeout=seconds)
        except queue.Empty:
            return None

    def how_it_ended(self) -> str:
        try:
            return in_words(self._process.wait(_SECONDS_TO_END))
        except subprocess.TimeoutExpired:
            return STILL_THERE

    def end(self) -> None:
        kill_group(self._process)
        self._listener.join(_SECONDS_TO_END)
        self._said.close()
        if not self._listener.is_alive():  # else somebody holds the other end, and closing ours would wait for it
            self._reports.close()
            with suppress(OSError):
                self._orders.close()

    def _listen(self, how: Callable[..., None], *arguments: object) -> threading.Thread:
        """What may block is done by a thread: not every system can wait for a pipe for so many seconds."""
        thread = threading.Thread(target=how, args=arguments, daemon=True)
        thread.start()
        return thread

    def _wait_until_ready(self, course: bytes) -> None:
        try:
            self._orders.write(course)
            self._orders.flush()
            self._ready.set_result(pickle.load(self._reports))
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self._ready.set_exception(error)

    def _hear(self) -> None:
        while data := self._reports.read1(65536):  # type: ignore[attr-defined]
            self._heard.put(data)
        self._heard.put(b"")

    def _send(self, what: Order | Question) -> None:
        pickle.dump(what, self._orders)
        self._orders.flush()


def main() -> None:
    """The other end: collect, wait for an order or a question, and end when there is none."""
    orders, reports = os.fdopen(os.dup(0), "rb"), os.dup(1)
    with open(os.devnull, "rb") as nowhere:
        os.dup2(nowhere.fileno(), 0)
    os.dup2(2, 1)  # a stray print is no report
    course: Course = pickle.load(orders)

    def tell(what: object) -> None:
        with os.fdopen(os.dup(reports), "wb") as out:
            pickle.dump(what, out)

    def serve(ready: Ready, grounds: Grounds, jail: Jail) -> None:
        try:
            tell(ready)
            asked: Order | Question = pickle.load(orders)
        except (OSError, EOFError):  # the grader has gone without a word
            remove(course.folder)
            return
        if isinstance(asked, Order):
            kept = _end_with_grader(orders)
            judged(jail, asked.closed, asked.job, grounds[asked.job.topic], asked.folder, reports, asked.key, kept)
        recognize.serve(chain([asked], iter(lambda: pickle.load(orders), None)), tell, grounds)

    collect(course, serve)


def _end_with_grader(orders: IO[bytes]) -> tuple[int, ...]:
    """Where the kernel does not see to it, a thread does. Gives the handle that it needs."""
    if sys.platform == "linux":
        orders.close()  # it has held the key
        return ()
    end_with_pipe(orders)
    return (orders.fileno(),)
