"""The stream: kernels wait in a queue, a thread runs them in order, and errors surface at the next synchronise."""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue

import torch

Kernel = Callable[[], object]

# No kernel of a koan takes this long. A wait that does is reported, so nothing here can hang for good.
PATIENCE = 20.0


@dataclass
class Counters:
    """What the device was asked to do since the last reset. Reading a number (`item`, `print`) copies to the host."""

    kernels: int = 0
    copies_to_device: int = 0
    bytes_to_device: int = 0
    copies_to_host: int = 0
    bytes_to_host: int = 0
    synchronizes: int = 0


class Stream:
    """A queue and, from the first kernel on, the one thread that empties it."""

    def __init__(self) -> None:
        self.counters = Counters()
        self.seconds_per_kernel = 0.0
        self._forget()

    def _forget(self) -> None:
        self._queue: SimpleQueue[Kernel | None] = SimpleQueue()
        self._worker: threading.Thread | None = None
        self._starting = threading.Lock()
        self._error: BaseException | None = None

    def launch(self, kernel: Kernel) -> None:
        """Queue a kernel and return at once."""
        self.counters.kernels += 1
        self.submit(lambda: self._run(kernel))

    def submit(self, job: Kernel) -> None:
        """Queue a job that is no kernel: it is not counted and takes no simulated time."""
        if self._worker is None:
            self._start()
        self._queue.put(job)

    def wait(self) -> None:
        """Until everything queued so far is done. Errors stay where they are."""
        if self._worker is None:
            return
        done = threading.Event()
        self._queue.put(done.set)
        if not done.wait(PATIENCE):
            raise RuntimeError(f"the pretend accelerator did not finish its kernels within {PATIENCE:g} s")

    def synchronize(self) -> None:
        """Wait, then raise the first error since the last time."""
        self.wait()
        error, self._error = self._error, None
        if error is not None:
            raise torch.AcceleratorError(f"pretend accelerator: a kernel failed, reported late: {error}") from error

    def reset(self) -> BaseException | None:
        """Finish what is queued, set counters and speed back, and give the error that nobody has seen."""
        self.wait()
        error, self._error = self._error, None
        self.counters, self.seconds_per_kernel = Counters(), 0.0
        return error

    def _start(self) -> None:
        with self._starting:
            if self._worker is None:
                worker = threading.Thread(target=self._work, args=(self._queue,), name="pretend-stream", daemon=True)
                worker.start()
                self._worker = worker

    def _work(self, queue: SimpleQueue[Kernel | None]) -> None:
        with torch.inference_mode():  # which may write to every tensor, and records nothing
            while (job := queue.get()) is not None:
                try:
                    job()
                except BaseException as error:
                    self._error = self._error or error
                del job  # or the last kernel's tensors would live until the next one

    def _run(self, kernel: Kernel) -> None:
        if self._error is not None:
            return  # as on CUDA, nothing runs after a failed kernel until somebody has been told
        start = time.perf_counter()
        kernel()
        time.sleep(max(0.0, self.seconds_per_kernel - (time.perf_counter() - start)))

    def _stop(self) -> None:
        """At exit: a daemon thread must not be inside of torch when the interpreter goes away."""
        if self._worker is not None:
            self._queue.put(None)
            self._worker.join(PATIENCE)


stream = Stream()
atexit.register(stream._stop)
# The thread does not survive a fork. What was queued is finished before, so that the child finds its tensors filled.
os.register_at_fork(before=stream.wait, after_in_child=stream._forget)
