"""From a save to its verdict: `koans watch` on a terminal of its own, beside a cold `pytest` on the same koan.

    pytest tests/benchmarks/bench_watch.py --benchmark-columns=min,median,max --benchmark-sort=min

Each round saves a real file with another wrong answer and waits until the terminal shows what that answer gave. The
number in brackets behind a time is how many times longer it is than the shortest.
"""

from __future__ import annotations

import itertools
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20
TOPIC = "koans/01_tensors/test_arithmetic.py"
LEFT_OUT = ("CI", "BUILD_NUMBER", "PYTEST_ADDOPTS", "PYTHONDONTWRITEBYTECODE")

pytestmark = pytest.mark.timeout(600)  # cold runs take seconds each


class Clone:
    """The project as it is shipped, in a folder of its own, with an answer to its first koan."""

    def __init__(self, root: Path) -> None:
        self.root = root
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        for name in ("koans", "solutions", "sensei"):
            shutil.copytree(ROOT / name, root / name, ignore=ignored)
        shutil.copy(ROOT / "pyproject.toml", root)
        self.shipped = (root / TOPIC).read_text(encoding="utf-8")
        self.numbers = itertools.count(1)
        kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
        self.environment = {**kept, "COLUMNS": "80", "LINES": "50", "PYTHONPATH": str(root)}

    def save(self) -> str:
        """Save another wrong answer, as an editor does; returns what a screen with its verdict shows."""
        number = next(self.numbers)
        text = self.shipped.replace("    return ___\n", f"    return a * b + {number}\n", 1)
        (self.root / TOPIC).write_text(text, encoding="utf-8")
        return f"[[{10 + number}.0, "


class Terminal:
    """A process on a pseudo-terminal of its own."""

    def __init__(self, clone: Clone, *command: str) -> None:
        self.file, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=clone.root,
            env=clone.environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)

    def wait_for(self, text: str, seconds: float = 120) -> None:
        """Read until `text` stands there; what was read before does not count."""
        seen, end = "", time.monotonic() + seconds
        while text not in seen:
            ready, _, _ = select.select([self.file], [], [], max(end - time.monotonic(), 0))
            assert ready, f"no {text!r} within {seconds} s: {seen[-500:]}"
            seen += os.read(self.file, 65536).decode(errors="replace")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        os.close(self.file)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


@pytest.fixture(params=["fork", "spawn"])
def watching(clone: Clone, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    terminal = Terminal(clone, "sensei.cli", "watch", f"--workers={request.param}")
    terminal.wait_for("waiting for a save")
    terminal.wait_for(clone.save())  # torch is there by then
    time.sleep(2)
    yield terminal
    terminal.close()


@pytest.mark.benchmark(group="from the save to the verdict")
def test_watch(benchmark: Any, clone: Clone, watching: Terminal) -> None:
    def save_and_wait() -> None:
        watching.wait_for(clone.save())

    def learner_thinks() -> None:
        time.sleep(1)

    benchmark.pedantic(save_and_wait, setup=learner_thinks, rounds=ROUNDS)


@pytest.mark.benchmark(group="from the save to the verdict")
def test_cold_pytest(benchmark: Any, clone: Clone) -> None:
    def save_and_run() -> None:
        verdict = clone.save()
        command = [sys.executable, "-m", "pytest", TOPIC]
        run = subprocess.run(command, cwd=clone.root, env=clone.environment, capture_output=True, text=True)
        assert verdict in run.stdout

    benchmark.pedantic(save_and_run, rounds=ROUNDS, warmup_rounds=1)


@pytest.mark.benchmark(group="from the command to the first screen")
def test_first_screen_of_watch(benchmark: Any, clone: Clone) -> None:
    terminals: list[Terminal] = []

    def start() -> None:
        terminals.append(Terminal(clone, "sensei.cli", "watch"))
        terminals[-1].wait_for("waiting for a save")

    def end_the_one_before() -> None:
        while terminals:
            terminals.pop().close()

    benchmark.pedantic(start, setup=end_the_one_before, rounds=ROUNDS, warmup_rounds=1)
    end_the_one_before()
