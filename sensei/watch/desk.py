"""Where one job at a time is judged: it is handed to a worker, listened to, stopped when it takes too long."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sensei.watch.job import Job
from sensei.watch.pool import Pool
from sensei.watch.workers import Event, Worker, source_of_workers

_GRACE = 3.0  # s beyond what a test may take: a worker stops most loops itself, and knows their line


class Desk:
    """Tells by `post`: ("ready", None), ("told", (worker, event)), ("failed", why)."""

    def __init__(self, root: Path, how: str, post: Callable[[tuple[str, object]], None]) -> None:
        self._post = post
        self._pool = Pool(
            lambda: source_of_workers(root, how),
            lambda worker, event: post(("told", (worker, event))),
            lambda: post(("ready", None)),
            lambda why: post(("failed", why)),
        )
        self.job: Job | None = None  # judged, or waiting for a worker
        self.test = ""  # the one that runs
        self.is_warm = self.has_failed = False
        self._worker: Worker | None = None
        self._deadline = 0.0

    def judge(self, job: Job) -> None:
        """Judge `job`, and nothing that was asked for before."""
        self.drop()
        if self.has_failed:
            self.renew()
        self.job = job
        self.hand_over()

    def hand_over(self) -> None:
        """Give the job to a worker, if there is a job without one, and a worker. Ask again when one is ready."""
        if self.job is not None and self._worker is None and (worker := self._pool.take()):
            self._worker, self.test = worker, ""
            self._put_off(self.job)
            worker.send(self.job)

    def is_about(self, worker: Worker, event: Event) -> bool:
        """Whether an event is of the present job; one of an earlier job is old news."""
        if worker is not self._worker or self.job is None:
            return False
        if event["event"] == "test":
            self.test = event["name"]
            self._put_off(self.job)
        return True

    def _put_off(self, job: Job) -> None:
        self._deadline = time.monotonic() + job.seconds + _GRACE

    @property
    def is_overdue(self) -> bool:
        return self._worker is not None and time.monotonic() > self._deadline

    def drop(self) -> tuple[str, str, float]:
        """What is being judged, or was, is no longer asked for; the next worker is started.

        Returns the test that ran, what the worker has printed beside its events, and what a test was allowed in s.
        """
        job, worker = self.job, self._worker
        self.job = self._worker = None
        if worker:
            worker.kill()
            self._pool.refill()
        return self.test, worker.output if worker else "", job.seconds if job else 0

    def renew(self) -> None:
        """What workers have imported has changed."""
        self.drop()
        self.is_warm = self.has_failed = False
        self._pool.renew()

    def fail(self) -> None:
        """No worker can be had; the next job tries once more."""
        self.drop()
        self.has_failed = True

    def close(self) -> None:
        self.drop()
        self._pool.close()
