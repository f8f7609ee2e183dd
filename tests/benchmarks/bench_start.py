"""How long a learner waits: whole processes, timed in turn in one run, so that their ratios hold on a noisy machine.

    pytest tests/benchmarks/bench_start.py

The first screens of `pytest koans` stand beside plain pytest on one file with one torch assertion; compare the minima.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 7

pytestmark = pytest.mark.timeout(600)  # many processes, one after the other

_PLAIN = """
import torch


def test_one_and_one():
    assert (torch.ones(1) + 1).tolist() == [2]
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The project as it is shipped, with no progress and no caches."""
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    for name in ("koans", "solutions", "sensei"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_plain.py").write_text(_PLAIN)
    return tmp_path


@pytest.fixture
def wait_for(benchmark: Any) -> Callable[..., str]:
    """Run a command several times in a folder, from its start to its end; returns what the last one printed."""

    def time(folder: Path, *command: str) -> str:
        left_out = ("CI", "BUILD_NUMBER", "PYTEST_ADDOPTS", "PYTHONDONTWRITEBYTECODE")
        environment = {name: value for name, value in os.environ.items() if name not in left_out}

        def run() -> str:
            arguments = [sys.executable, "-m", *command]
            return subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True).stdout

        return str(benchmark.pedantic(run, rounds=ROUNDS, warmup_rounds=1))

    return time


@pytest.mark.benchmark(group="from the command to the verdict")
def test_plain_pytest_with_torch(wait_for: Callable[..., str], plain: Path) -> None:
    assert "1 passed" in wait_for(plain, "pytest", "test_plain.py")


@pytest.mark.benchmark(group="from the command to the verdict")
def test_pytest_koans_on_a_fresh_clone(wait_for: Callable[..., str], clone: Path) -> None:
    assert "Fill in ___ at" in wait_for(clone, "pytest", "koans")


@pytest.mark.benchmark(group="from the command to the verdict")
def test_pytest_koans_with_a_wrong_first_answer(wait_for: Callable[..., str], clone: Path) -> None:
    file = clone / "koans" / "01_tensors" / "test_arithmetic.py"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    return ___\n", "    return a + b\n", 1), encoding="utf-8")
    assert "expected:" in wait_for(clone, "pytest", "koans")


@pytest.mark.benchmark(group="listing")
def test_koans_status(wait_for: Callable[..., str], clone: Path) -> None:
    assert "koans" in wait_for(clone, "sensei.cli", "status")


@pytest.mark.benchmark(group="listing")
def test_koans_status_as_json(wait_for: Callable[..., str], clone: Path) -> None:
    assert '"chapters"' in wait_for(clone, "sensei.cli", "status", "--json")
