"""One measurement from start to end: pytest runs `bench_matmul.py`, cheap rows first, and ends within its time."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sensei.bench.lab import SESSION, Session

FILE = Path("koans/08_benchmarks/bench_matmul.py")


@dataclass(frozen=True)
class Pace:
    """`seconds` for all rows together, and at most `row_seconds` for the rounds of one."""

    seconds: float
    row_seconds: float
    marks: str


# The command starts in 3 seconds and draws in 3 more: quick is to end within 30 seconds, full within 10 minutes.
QUICK = Pace(seconds=18, row_seconds=0.15, marks="not full")
FULL = Pace(seconds=500, row_seconds=1.0, marks="full or not full")
_USUAL_START = 3.0  # seconds


class Failed(Exception):
    """pytest could not run the benchmark at all; the message is for the user."""


@dataclass(eq=False)  # pytest keeps its plugins in sets
class Conductor:
    """A plugin that puts cheap rows first, sets the end of all, and moves the progress bar on."""

    pace: Pace
    started: float  # by time.monotonic
    progress: Progress
    session: Session = field(default_factory=Session)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        now = time.monotonic()
        late = max(0.0, now - self.started - _USUAL_START)  # and the drawing afterwards will be as late
        self.session.end = now + max(self.pace.seconds / 2, self.pace.seconds - 2 * late)
        config.stash[SESSION] = self.session
        items.sort(key=_cost)  # large products come last: they are what a slow machine has no time for

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.task = self.progress.add_task("", total=len(session.items))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        name = nodeid.partition("::")[2].removeprefix("test_")
        self.progress.update(self.task, description=f"{name:<48.48}")

    def pytest_runtest_logfinish(self) -> None:
        self.progress.advance(self.task)


def _cost(item: pytest.Item) -> float:
    """About how many seconds one call takes on some CPU. float16 is slow on most of them."""
    asked = getattr(item, "callspec").params  # noqa: B009
    n, k, m = asked.get("shape", [asked.get("n", 0)] * 3)
    slower = 50 if asked.get("kind") == "float16" else 1
    return float(2 * n * k * m * slower / 1e11 + 3 * asked.get("size", 0) / 1e10)


@dataclass(frozen=True)
class Outcome:
    """`failures` are rows with an error, one line each; `stopped` says whether Ctrl-C ended the run."""

    failures: list[str]
    stopped: bool


def measure(root: Path, json: Path, pace: Pace, cold: bool, started: float) -> Outcome:
    """Measure into the file `json`, with progress on stderr. `started` is when the command was. Raises `Failed`."""
    os.environ.pop("PYTEST_ADDOPTS", None)  # `-n 2` in there would turn the benchmarks off
    marks = f"({pace.marks}) and (cold or not cold)" if cold else pace.marks  # a row is cold only where -m names it
    said = io.StringIO()
    columns = (TextColumn("{task.description}"), BarColumn(None), MofNCompleteColumn(), TimeElapsedColumn())
    arguments = [str(root / FILE), f"--rootdir={root}", f"-m={marks}", f"--benchmark-json={json}"]
    arguments += [f"--benchmark-max-time={pace.row_seconds}", "--benchmark-quiet", "--benchmark-disable-gc"]
    arguments += ["-q", "--capture=sys", "-p", "no:cacheprovider"]
    screen = Console(file=sys.stderr, width=min(80, Console().width))  # this stderr, not what pytest puts in its place
    with Progress(*columns, console=screen, redirect_stdout=False, redirect_stderr=False) as progress:
        conductor = Conductor(pace, started, progress)
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), contextlib.chdir(root):
            status = pytest.main(arguments, plugins=[conductor])
    stopped = status == pytest.ExitCode.INTERRUPTED
    if not json.exists():
        why = "stopped before anything was measured" if stopped else f"nothing was measured\n{said.getvalue()}"
        raise Failed(why)
    failures = [f"{row['name']}: {row['why']}" for row in conductor.session.missing if row["outcome"] == "failed"]
    return Outcome(failures, stopped)
