"""What was measured, read from a JSON file of pytest-benchmark, and which of it is noisy."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OUR_PART, VERSION = "koans_bench", 1  # where our part of the JSON stands, and its form
LARGEST_SPREAD = 0.05  # of a median: a row with more is noisy
_FAR = 1.25  # a median that is so many times the fastest round was disturbed most of the time

_MAKE_ONE = "`koans bench` writes such a file"


class Unreadable(Exception):
    """A file that holds no measurement; the message is one line for the user."""


@dataclass(frozen=True)
class Measured:
    """One row. `seconds` is the median of one call, `fastest` the least; `spread` how far the median may be off (95 %).

    `error` is relative, `page_faults` are per call; either may be unknown. `noise` says why not to trust the row, or is
    empty.
    """

    name: str
    what: str
    how: str
    size: int
    flop: int
    moved: int
    kind: str
    place: str
    threads: int
    cache: str
    error: float | None
    page_faults: float | None
    yardstick: float
    seconds: float
    fastest: float
    spread: float
    noise: str

    @property
    def gflops(self) -> float:
        """10**9 floating-point operations per second."""
        return self.flop / self.seconds / 1e9

    @property
    def gbytes(self) -> float:
        """10**9 bytes per second, read and written."""
        return self.moved / self.seconds / 1e9

    @property
    def intensity(self) -> float:
        """Floating-point operations per byte."""
        return self.flop / self.moved


@dataclass(frozen=True)
class Report:
    """All rows of one file. `missing` are (name, why); `note` is for the reader of tables and pictures."""

    rows: tuple[Measured, ...]
    missing: tuple[tuple[str, str], ...]
    machine: dict[str, Any]
    conditions: dict[str, Any]
    date: str
    note: str

    def of(self, what: str, cache: str = "hot", **wanted: object) -> list[Measured]:
        """The rows of one sort, in the order of their size."""
        found = [row for row in self.rows if row.what == what and row.cache == cache]
        found = [row for row in found if all(getattr(row, name) == value for name, value in wanted.items())]
        return sorted(found, key=lambda row: row.size)

    @property
    def noisy(self) -> list[Measured]:
        return [row for row in self.rows if row.noise]


def read(file: Path) -> Report:
    """The measurement in `file`. Raises `Unreadable`."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(f"{file}: {error.strerror or error}") from error
    except ValueError as error:
        raise Unreadable(f"{file} is not JSON. {_MAKE_ONE}") from error
    ours = data.get(OUR_PART) if isinstance(data, dict) else None
    if not isinstance(ours, dict):
        raise Unreadable(f"{file} is no measurement of bench_matmul.py. {_MAKE_ONE}")
    if ours.get("version") != VERSION:
        raise Unreadable(f"{file} is of another version of koans bench. Measure again")
    try:
        return _report(data, ours)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"{file} is damaged: {type(error).__name__} {error}") from error


def _report(data: dict[str, Any], ours: dict[str, Any]) -> Report:
    benchmarks = [one for one in data["benchmarks"] if "yardstick" in one["extra_info"]]
    best: dict[str, float] = {}
    for one in benchmarks:
        about = one["extra_info"]
        best[about["place"]] = min(about["yardstick"], best.get(about["place"], math.inf))
    return Report(
        rows=tuple(_measured(one, best) for one in benchmarks),
        missing=tuple((str(one["name"]), str(one["why"])) for one in ours["missing"]),
        machine=dict(data["machine_info"]),
        conditions=dict(ours["conditions"]),
        date=str(data["datetime"]),
        note=str(ours.get("note", "")),
    )


def _measured(one: dict[str, Any], best: dict[str, float]) -> Measured:
    about, stats = one["extra_info"], one["stats"]
    median, fastest = float(stats["median"]), float(stats["min"])
    spread = 1.57 * stats["iqr"] / math.sqrt(stats["rounds"]) / median  # the notch of a box plot
    slowed = about["yardstick"] / best[about["place"]]
    noise = ""
    if spread > LARGEST_SPREAD:
        noise = f"uncertain by {spread:.0%}"
    elif median > _FAR * fastest:
        noise = f"the median is {median / fastest:.1f} times the fastest round"
    elif slowed > _FAR:
        noise = f"the machine was {slowed:.1f} times slower just before"
    names = ("what", "how", "size", "flop", "moved", "kind", "place", "threads", "cache", "error", "page_faults")
    return Measured(
        name=one["name"],
        **{name: about[name] for name in names},
        yardstick=about["yardstick"],
        seconds=median,
        fastest=fastest,
        spread=spread,
        noise=noise,
    )
