"""This measurement beside an older one: which rows are faster or slower, and by more than noise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sensei.bench.records import Measured, Report

_LEAST_CHANGE = 0.05  # less is the same: two runs on a quiet machine differ by so much
FASTER, SLOWER, SAME, UNCLEAR = "faster", "slower", "the same", "too noisy to tell"


@dataclass(frozen=True)
class Change:
    """A row that both have. `ratio` is the new speed over the old one."""

    old: Measured
    new: Measured

    @property
    def ratio(self) -> float:
        return self.old.seconds / self.new.seconds

    @property
    def verdict(self) -> str:
        if abs(self.ratio - 1) <= _LEAST_CHANGE + self.old.spread + self.new.spread:
            return SAME
        if self.old.noise or self.new.noise:
            return UNCLEAR
        return FASTER if self.ratio > 1 else SLOWER


def changes(old: Report, new: Report) -> list[Change]:
    """The rows of `new` that `old` has too, in their order."""
    before = {row.name: row for row in old.rows}
    return [Change(before[row.name], row) for row in new.rows if row.name in before]


def page(old: Report, new: Report) -> RenderableType:
    """What is to be read in the terminal: how many rows changed, and those that did, the largest change first."""
    compared = changes(old, new)
    counts = Counter(change.verdict for change in compared)
    told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in (FASTER, SLOWER, SAME, UNCLEAR) if counts[verdict])
    lines = [f"Compared with {old.date[:16].replace('T', ' ')}: {told or 'no row is in both'}."]
    lines += [f"Another machine or another PyTorch: {difference}." for difference in differences(old, new)]
    table = Table(box=None, pad_edge=False)
    for column in ("", "old", "new", "speed"):
        table.add_column(column, justify="right" if column else "left", header_style="", overflow="fold")
    moved = [change for change in compared if change.verdict in (FASTER, SLOWER)]
    for change in sorted(moved, key=lambda change: change.ratio):
        row = change.new
        label = f"{row.what} {row.how} {row.size} {row.kind} {row.place}" + (" cold" if row.cache == "cold" else "")
        table.add_row(label, _time(change.old.seconds), _time(row.seconds), f"{change.ratio:.2f}x")
    return Group(*(Text(line) for line in lines), *([table] if moved else []))


def differences(old: Report, new: Report) -> Iterator[str]:
    """What is not alike in the machines: then a change of speed says nothing about the code."""
    for name, before, now in (
        ("the CPU", *(report.machine.get("cpu", {}).get("brand_raw") for report in (old, new))),
        ("the accelerator", *((report.machine.get("accelerator") or {}).get("name") for report in (old, new))),
        ("torch", *(report.machine["torch"]["version"] for report in (old, new))),
        ("the number of threads", *(report.machine["torch"]["threads"] for report in (old, new))),
    ):
        if before != now:
            yield f"{name} was {before}, and is {now}"


def _time(seconds: float) -> str:
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
