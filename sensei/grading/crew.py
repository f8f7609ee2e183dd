"""Who judges a class: workers on this machine. (Those on a cluster are in `cluster`.)"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Protocol

from sensei.grading.record import Record
from sensei.grading.settings import Settings
from sensei.grading.worker import Job, Worker

Judged = tuple[Job, Record | str]


class Crew(Protocol):
    """Several workers."""

    def judged(self, jobs: Sequence[Job]) -> Iterator[Judged]:
        """Each job with its record as soon as it is there, or with why its workers died. Raises GradingError."""

    def close(self) -> None:
        """End the workers, whatever they do."""


class LocalCrew:
    """`size` workers on this machine, one submission each at a time."""

    def __init__(self, root: Path, settings: Settings, shared: Path | None, size: int) -> None:
        self._workers = tuple(Worker(root, settings, shared) for _ in range(size))
        self._idle = list(self._workers)
        self._threads = ThreadPoolExecutor(size)

    def judged(self, jobs: Sequence[Job]) -> Iterator[Judged]:
        for future in as_completed([self._threads.submit(self._judge, job) for job in jobs]):
            yield future.result()

    def _judge(self, job: Job) -> Judged:
        worker = self._idle.pop()  # there are as many as threads
        try:
            return job, worker.judge(job)
        finally:
            self._idle.append(worker)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.close()
        self._threads.shutdown()
