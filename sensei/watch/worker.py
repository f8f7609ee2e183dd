"""A process that judges: it has configured pytest when it is asked, judges one job, says what it saw, and ends.

It reads the job from stdin, says what happens on stdout as JSON lines, and leaves stderr to what the answers print.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import signal
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from types import FrameType
from typing import IO, Any

import pytest

from sensei.path import Chapter, Koan, KoanPath, read_path, read_topic
from sensei.plugin import JUDGE, begin
from sensei.processes import end_with_parent, end_with_pipe
from sensei.walk import Walk
from sensei.watch.job import Job
from sensei.watch.limits import limit_memory
from sensei.watch.part import PartOfTopic
from sensei.watch.tail import Tail

_OPTIONS = [
    "koans",
    "-q",
    "-q",
    "--no-header",
    "--capture=no",
    "--tb=no",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:benchmark",
]


def serve() -> int:
    """Judge one job; returns when it is done, or when there will be none."""
    jobs, events = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="replace", closefd=False, buffering=1)
    faulthandler.enable(file=2)
    sys.dont_write_bytecode = True
    with tempfile.TemporaryDirectory(prefix="koans-") as folder:
        # Bytecode that an earlier run has left is told from the text by its size and second: not well enough here.
        sys.pycache_prefix = str(Path(folder) / "none")
        return int(pytest.main(_OPTIONS, plugins=[Judge(jobs, events)]))


class Judge:
    """The pytest plugin that waits for a job before anything is collected, and tells of it what there is to tell."""

    def __init__(self, jobs: IO[bytes], events: IO[str]) -> None:
        self.__name__ = JUDGE  # pytest knows it by this
        self.jobs, self.events = jobs, events
        self.walk: Walk | None = None
        self.printed = Tail()
        self.job = Job("", 0)

    def tell(self, event: str, **facts: Any) -> None:
        self.events.write(json.dumps({"event": event, **facts}) + "\n")
        self.events.flush()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self, session: pytest.Session) -> Generator[None, object, object]:
        self.tell("ready", process=os.getpid())
        line = self.jobs.readline()
        if not line:
            pytest.exit("nothing to judge", returncode=0)
        self.job = Job.from_line(line)
        if sys.platform == "linux":
            end_with_parent()
        else:
            end_with_pipe(self.jobs)
        limit_memory()
        self.walk = _walk(session.config, self.job)
        gc.disable()  # what is parsed here makes it look through all of it again and again
        try:
            with _stopped_after(self.job.seconds):
                return (yield)
        finally:
            gc.enable()

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
        topic = self.walk.topic_of(module_path) if self.walk else None
        koan = topic.koan(self.job.koan.partition("::")[2]) if topic else None
        return PartOfTopic.of(koan, parent, module_path) if koan else None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.walk is None:
            return
        if self.job.koan:
            items[:] = [item for item in items if self._koan_id(item) == self.job.koan]
        for item in items:
            item.add_marker(pytest.mark.timeout(self.job.seconds))

    def _koan_id(self, item: pytest.Item) -> str:
        koan = self.walk.koan_of(item) if self.walk else None
        return koan.id if koan else ""

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """A test that not even a signal stops leaves its line before the watcher ends it."""
        self.tell("test", name=item.name)
        faulthandler.dump_traceback_later(self.job.seconds + 1, file=2)
        self.printed = Tail()
        try:
            with contextlib.redirect_stdout(self.printed):
                return (yield)
        finally:
            faulthandler.cancel_dump_traceback_later()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        failure = getattr(report, "koan_failure", None)
        if failure is not None:
            failure["printed"] = self.printed.last_lines
            self.tell("failed", failure=failure)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        if self.walk is None:
            return
        results = {
            koan.id: {
                "solved": self.walk.is_proved(koan),
                "passed": self.walk.results[koan.id].passed,
                "failure": _plain(self.walk, koan),
            }
            for koan in self.walk.path.koans
            if koan.id in self.walk.results and self._was_asked(koan)
        }
        self.tell("done", results=results, faults=sorted(self.walk.broken.values()))

    def _was_asked(self, koan: Koan) -> bool:
        return self.job.koan in ("", koan.id)


def _plain(walk: Walk, koan: Koan) -> dict[str, Any] | None:
    failure = walk.results[koan.id].failure
    return failure.as_dict() if failure else None


def _walk(config: pytest.Config, job: Job) -> Walk:
    """A walk over the one topic, or over all; it runs what it is asked for, and remembers nothing itself."""
    options = config.option
    options.all = options.fresh = True
    root = config.rootpath
    if job.koan:
        chapter, _, name = job.koan.partition("::")[0].partition("/")
        topic = read_topic(root, chapter, name)
        path = KoanPath(root, (Chapter(chapter, (topic,)),))
        options.maxfail = 1  # the first failure is the verdict
        config.args = [str(root / topic.path)]
    else:
        path = read_path(root)
    walk = Walk(config, path)
    begin(config, walk)
    return walk


@contextlib.contextmanager
def _stopped_after(seconds: float) -> Iterator[None]:
    """An endless loop at the top level of a file ends with an error that names its line; where signals are known."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError("this took too long while the file was imported. Is there a loop that never ends?")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


if __name__ == "__main__":
    from sensei.watch.warm import preload

    if threads := preload(Path.cwd()):
        sys.modules["torch"].set_num_threads(threads)
    sys.exit(serve())
