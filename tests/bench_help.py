"""A measurement of a machine that does not exist: written by hand, to test what is read, shown and compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sensei.bench.records import Report, read

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
