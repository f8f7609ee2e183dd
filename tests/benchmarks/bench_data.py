"""How long the pictures of clothes take: drawn anew, found by a new process, and asked for again.

    pytest tests/benchmarks/bench_data.py

The processes are timed from start to end and stand beside one that does nothing; compare the minima.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sensei.fashion import fashion_root
from tests.fashion_help import drawn, start, told

ROUNDS = 7
pytestmark = pytest.mark.timeout(300)  # seven drawings in one test


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which all is drawn."""
    folder = tmp_path_factory.mktemp("drawn")
    drawn(folder)
    return folder


@pytest.mark.benchmark(group="a process")
def test_a_process_that_does_nothing(benchmark: Any) -> None:
    def run() -> int:
        return subprocess.run([sys.executable, "-c", ""]).returncode

    assert benchmark.pedantic(run, rounds=ROUNDS, warmup_rounds=1) == 0


@pytest.mark.benchmark(group="a process")
def test_finding_it_in_a_new_process(benchmark: Any, cache: Path) -> None:
    _, how, _ = benchmark.pedantic(lambda: told(start(cache)), rounds=ROUNDS, warmup_rounds=1)
    assert how == "found"


@pytest.mark.benchmark(group="a process")
def test_drawing_everything_anew(benchmark: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    def empty() -> tuple[tuple[Path], dict[str, Any]]:
        return (tmp_path_factory.mktemp("empty"),), {}

    benchmark.pedantic(drawn, setup=empty, rounds=ROUNDS, warmup_rounds=1)


@pytest.mark.benchmark(group="a call")
def test_a_repeated_call(benchmark: Any, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOANS_FASHION_MNIST", raising=False)
    monkeypatch.setenv("KOANS_CACHE", str(cache))
    assert benchmark(fashion_root).parent == cache
