"""Workers kept ready: one is taken for each job, and the next is started when there is time for it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from sensei.watch.workers import Event, Post, Source, Worker


class Pool:
    """Workers that are ready. `told` is called for each; `failed`, with why, when none can be had."""

    def __init__(self, make: Callable[[], Source], post: Post, told: Callable[[], None], failed: Callable[[str], None]):
        self._make, self._post, self._told, self._failed = make, post, told, failed
        self._changed = threading.Condition()
        self._source: Source | None = None
        self._missing = 1
        self._ready: deque[Worker] = deque()
        self._starting: set[Worker] = set()
        self._closed = False
        threading.Thread(target=self._fill, daemon=True).start()

    def take(self) -> Worker | None:
        """A worker that is ready, or None: `told` is called when there is one. Ask for the next with `refill`."""
        with self._changed:
            return self._ready.popleft() if self._ready else None

    def refill(self) -> None:
        with self._changed:
            self._missing += 1
            self._changed.notify()

    def renew(self) -> None:
        """What the workers have imported has changed: start over."""
        self._drop()
        with self._changed:
            self._missing = 1
            self._changed.notify()

    def close(self) -> None:
        self._closed = True
        self._drop()
        with self._changed:
            self._changed.notify()

    def _drop(self) -> None:
        with self._changed:
            source, self._source = self._source, None
            unused = [*self._ready, *self._starting]
            self._ready.clear()
            self._starting.clear()
            self._missing = 0
        for worker in unused:
            worker.kill()
        if source:
            source.close()

    def _fill(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._missing > 0 or self._closed)
                if self._closed:
                    return
                source = self._source
                if source is None:
                    source = self._source = self._make()
                    self._missing = source.ahead
            try:
                worker = source.start()
            except (OSError, ValueError) as error:
                if source is self._source:
                    self._give_up(str(error))
                continue
            with self._changed:
                if source is self._source:
                    self._missing -= 1
                    self._starting.add(worker)
                    worker.listen(self._hear)
                    continue
            worker.kill()

    def _give_up(self, why: str) -> None:
        self._drop()
        self._failed(why or "it ended without a word")

    def _hear(self, worker: Worker, event: Event) -> None:
        if event["event"] == "ready":
            with self._changed:
                if worker not in self._starting:
                    return
                self._starting.remove(worker)
                self._ready.append(worker)
            self._told()
            return
        if event["event"] == "gone":
            with self._changed:
                failed = worker in self._starting
                unused = worker in self._ready
                if unused:
                    self._ready.remove(worker)
            if failed:
                self._give_up(worker.output.strip().split("\n")[-1])
            elif unused:
                self.refill()
        with suppress(RuntimeError):  # at the end of the interpreter
            self._post(worker, event)
