"""A measurement of a machine that does not exist: written by hand, to test what is read, shown and compared."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sensei.bench.records import Report, read

ROOT = Path(__file__).resolve().parents[1]
BENCH = "koans/08_benchmarks/bench_matmul.py"
HAND_WRITTEN = Path(__file__).parent / "data" / "hand_written_gpu.json"


def hand_written() -> Report:
    return read(HAND_WRITTEN)


def changed(folder: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """A copy of the file in which `change` has changed the data."""
    data = json.loads(HAND_WRITTEN.read_text(encoding="utf-8"))
    change(data)
    file = folder / "changed.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def row_of(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The row of that name in the data of a file."""
    return next(row for row in data["benchmarks"] if row["name"] == name)


def cloned(folder: Path) -> Path:
    """The project as it is shipped, with no progress and no caches."""
    for name in ("koans", "solutions", "sensei"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def made_small(clone: Path) -> Path:
    """Leaves a few small sizes in the benchmark of a clone: a busy machine has time for all of them."""
    file = clone / BENCH
    text = file.read_text(encoding="utf-8")
    for name, few in (("N", "[64, *full(65)]"), ("BYTES", "[256, 8192]")):
        text, found = re.subn(rf"^{name} = .*$", f"{name} = {few}", text, flags=re.MULTILINE)
        assert found == 1
    text, found = re.subn(r'"shape", \[.*?\], ids', '"shape", [(16, 64, 16)], ids', text)
    assert found == 1
    file.write_text(text, encoding="utf-8")
    return clone


def environment(folder: Path, **more: str) -> dict[str, str]:
    """That of a process in the clone: 80 columns, and no settings of this one."""
    left_out = {"CI", "PYTEST_ADDOPTS", "NO_COLOR", "FORCE_COLOR"}
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**inherited, "PYTHONPATH": str(folder), "COLUMNS": "80", **more}


def run(folder: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """`python -m COMMAND` in the clone."""
    arguments = [sys.executable, "-m", *command]
    variables = environment(folder, **more)
    return subprocess.run(arguments, cwd=folder, env=variables, capture_output=True, text=True, timeout=280)
