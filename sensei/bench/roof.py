"""What the machine can reach, by rows of the same run: the roof over every other row."""

from __future__ import annotations

from dataclasses import dataclass

from sensei.bench.records import Measured, Report

_IN_MEMORY = 2**25  # bytes: a tensor of this size is in no cache of most machines


@dataclass(frozen=True)
class Peak:
    """The fastest round of a kernel that only computes; `how` says which."""

    gflops: float
    how: str


def each_of(row: Measured) -> int:
    """The bytes of one of the tensors of a row."""
    return row.moved // 3 if row.what == "product" else row.size


@dataclass(frozen=True)
class Roofs:
    """The roofs of one report, made of fastest rounds: a machine that was disturbed can do more than it did."""

    report: Report

    def peak(self, place: str, kind: str) -> Peak | None:
        """The peak of that kind of precision: of rows made for that, or of a square product that was faster still."""
        rows = self.report.of("peak", place=place, kind=kind)
        squares = [row for row in self.report.of("product", place=place, kind=kind) if row.how != "with transfers"]
        peaks = [Peak(row.flop / row.fastest / 1e9, row.how) for row in rows]
        peaks += [Peak(row.flop / row.fastest / 1e9, f"product with n = {row.size}") for row in squares]
        return max(peaks, key=lambda peak: peak.gflops) if rows else None

    def bandwidth(self, place: str, each: int = 0) -> float | None:
        """The GB/s of the fastest copy of tensors of `each` bytes or more, or of a row that was faster still.

        Small tensors stay in a cache, and large ones go through memory: so a row is held against those that have to go
        as far as its own. With 0, it is the fastest cache. None where no copy was measured.
        """
        copies = self.report.of("copy", place=place)
        others = [*self.report.of("multiply", place=place), *self.report.of("product", place=place)]
        least = min(each, max((each_of(row) for row in copies), default=0))
        fast = [row.moved / row.fastest / 1e9 for row in [*copies, *others] if each_of(row) >= least]
        return max(fast) if copies else None

    def memory(self, place: str) -> float | None:
        """The GB/s of the largest copy: that of the memory itself. None where all copies may have been in a cache."""
        copies = [row for row in self.report.of("copy", place=place) if row.size >= _IN_MEMORY]
        return self.bandwidth(place, copies[-1].size) if copies else None

    def fraction(self, row: Measured) -> float | None:
        """The part of what it could reach that a row did reach; None where no roof was measured.

        A product may be limited by the peak or by the bandwidth, whichever is less for its operations per byte.
        """
        bandwidth = self.memory(row.place) if row.cache == "cold" else self.bandwidth(row.place, each_of(row))
        if row.what in ("multiply", "copy"):
            return row.gbytes / bandwidth if bandwidth else None
        peak = self.peak(row.place, row.kind)
        if row.what != "product" or peak is None:
            return None
        return row.gflops / min(peak.gflops, row.intensity * bandwidth if bandwidth else peak.gflops)
