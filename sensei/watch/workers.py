"""Workers as the watcher holds them: started ahead, handed one job, listened to, killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Protocol

from sensei.processes import kill_group, usual_workers
from sensei.watch.job import Job

_KEPT = 64 * 1024  # bytes of what a worker prints beside its events: the last ones

Event = dict[str, Any]
Post = Callable[["Worker", Event], None]


class Worker:
    """One process that judges one job. What it tells is handed to `post` by a thread of its own; "gone" comes last."""

    def __init__(self, process: int, jobs: IO[bytes], events: IO[bytes], output: IO[bytes], end: Callable[[], None]):
        self.process = process
        self._jobs, self._events, self._output, self._end = jobs, events, output, end
        self._said: deque[bytes] = deque()
        self._size = 0
        self._readers = [threading.Thread(target=self._keep_output, daemon=True)]

    def listen(self, post: Post) -> None:
        """Start to hand on what the worker tells."""
        self._readers.append(threading.Thread(target=self._hand_on, args=(post,), daemon=True))
        for reader in self._readers:
            reader.start()

    def send(self, job: Job) -> None:
        """Hand over the job; a worker that has died meanwhile says so by "gone"."""
        with suppress(OSError):
            self._jobs.write(job.line())
            self._jobs.flush()

    def kill(self) -> None:
        """End it at once, and all that it has started."""
        with suppress(OSError):
            self._jobs.close()
        self._end()

    @property
    def output(self) -> str:
        """The last of what it has printed beside its events."""
        return b"".join(self._said).decode(errors="replace")

    def _keep_output(self) -> None:
        while part := self._output.read1(8192):  # type: ignore[attr-defined]
            self._said.append(part)
            self._size += len(part)
            while self._size - len(self._said[0]) > _KEPT:
                self._size -= len(self._said.popleft())
        self._output.close()

    def _hand_on(self, post: Post) -> None:
        for line in self._events:
            with suppress(ValueError):  # a line that was cut off
                post(self, json.loads(line))
        self._events.close()
        self._readers[0].join(timeout=0.2)  # what a crash says last; a child of the worker may keep it open
        post(self, {"event": "gone"})


class Source(Protocol):
    """Where workers come from. `start` may take seconds; it raises OSError where no worker can be had."""

    ahead: int  # how many are to be kept ready

    def start(self) -> Worker: ...
    def close(self) -> None: ...


class Forks:
    """Workers forked from a warm process: ready in some milliseconds. Linux only."""

    ahead = 1

    def __init__(self, root: Path) -> None:
        ours, theirs = socket.socketpair()
        self._connection = ours
        command = [sys.executable, "-m", "sensei.watch.warm", str(theirs.fileno())]
        self._warm = subprocess.Popen(
            command,
            cwd=root,
            env=_environment(root),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the watcher
        )
        theirs.close()
        self._answers = ours.makefile("rb")
        self._is_warm = False

    def start(self) -> Worker:
        if not self._is_warm:
            self._is_warm = self._answer() == b"warm\n"
        pipes = [os.pipe() for _ in range(3)]
        theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
        socket.send_fds(self._connection, [b"fork"], theirs)
        for file in theirs:
            os.close(file)
        process = int(self._answer())
        jobs, events, output = os.fdopen(pipes[0][1], "wb"), os.fdopen(pipes[1][0], "rb"), os.fdopen(pipes[2][0], "rb")
        return Worker(process, jobs, events, output, lambda: _kill_group(process))

    def _answer(self) -> bytes:
        line = self._answers.readline()
        if not line:
            stderr = self._warm.stderr
            raise OSError(_last_line(stderr.read() if stderr else b"") or "the process that judges has ended")
        return line

    def close(self) -> None:
        self._connection.close()
        self._warm.kill()
        self._warm.wait()


class Spawns:
    """Workers that are new interpreters, which import everything before they are needed. For any system."""

    ahead = 2

    def __init__(self, root: Path) -> None:
        self._root = root
        self._all: list[subprocess.Popen[bytes]] = []

    def start(self) -> Worker:
        new = subprocess.Popen(
            [sys.executable, "-m", "sensei.watch.worker"],
            cwd=self._root,
            env=_environment(self._root),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._all = [process for process in self._all if process.poll() is None] + [new]
        assert new.stdin is not None
        assert new.stdout is not None
        assert new.stderr is not None
        return Worker(new.pid, new.stdin, new.stdout, new.stderr, lambda: kill_group(new))

    def close(self) -> None:
        for process in self._all:
            kill_group(process)


def source_of_workers(root: Path, how: str = "") -> Source:
    """`how` is "fork" or "spawn"; "" takes what is safe on this system."""
    return Forks(root) if (how or usual_workers()) == "fork" else Spawns(root)


def _environment(root: Path) -> dict[str, str]:
    """What would change how pytest runs is left out: it has to be as it is for everybody."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTEST_ADDOPTS", "CI", "BUILD_NUMBER")}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, [str(root), os.environ.get("PYTHONPATH")]))}


def _kill_group(process: int) -> None:
    with suppress(OSError):
        os.killpg(process, signal.SIGKILL)


def _last_line(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().split("\n")
    return lines[-1]
