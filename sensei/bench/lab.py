"""Measures one row: warmed up, waited for, repeated until the spread is small, checked, and within its time.

pytest-benchmark keeps the time. It repeats a row until its mean is known to within `PRECISION` or its time is over,
in rounds of a millisecond or more: a shorter round would measure the clock.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import pytest
import torch
from torch import Tensor

from sensei.bench import facts, operands
from sensei.bench.kinds import KINDS, Kind, precision
from sensei.bench.places import Missing, Place, clock

PRECISION, CONFIDENCE = 0.02, 0.95
SHORTEST_ROUND = 0.001  # seconds
_WARM_UP = 0.03  # seconds
_LONGEST_ROW = 15.0  # seconds: what would take longer is left out, and says so
_TELLING = 0.01  # seconds: a shorter call is mostly its launch, and says nothing of a larger one
_LEAST_PATIENCE = 1.0  # seconds that a row may take on a busy machine, however short it should be
_EVICTION = 128 * 2**20  # bytes: more than the caches of most machines hold
_COLD_ROUNDS = 10
TIME_IS_UP = "the time for all rows was up"
TOO_LONG = "it would take too long"
DISTURBED = "other programs were in the way: it took far longer than at first"


@dataclass(frozen=True)
class Row:
    """What one call does: `flop` floating-point operations; it reads and writes `moved` bytes.

    `what` is one of "product", "multiply", "copy", "transfer", "peak"; `how` its spelling; `size` is n, or bytes.
    """

    what: str
    how: str
    size: int
    flop: int = 0
    moved: int = 0


@dataclass
class Session:
    """What the rows of one run share.

    All of them end at `end` (seconds of `time.monotonic`); `rows` are still to come, the one that is measured included.
    `pace` is the seconds per operation or byte of each sort of row, `missing` what was left out and why.
    """

    end: float = math.inf
    rows: int = 1
    pace: dict[str, float] = field(default_factory=dict)
    missing: list[dict[str, str]] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def left(self) -> float:
        return max(0.0, self.end - time.monotonic())

    def share(self) -> float:
        """What one row may take: its part of the time that is left."""
        return self.left / max(1, self.rows)


SESSION = pytest.StashKey[Session]()


class RowClock:
    """The clock of one row. It ends a row that takes far longer than its warm-up told: other programs run beside it."""

    __name__ = "RowClock"  # as pytest-benchmark calls it in its JSON

    def __init__(self, place: Place) -> None:
        self._read = clock(place.device.type)
        self._end = math.inf

    def end_after(self, seconds: float) -> None:
        self._end = self._read() + seconds

    def __call__(self) -> float:
        now = self._read()
        if now > self._end:
            raise Missing(DISTURBED)
        return now


class Lab:
    """Measures at one place, in one kind of precision. `benchmark` is pytest-benchmark's fixture, with that clock."""

    def __init__(
        self, place: Place, kind: Kind, session: Session, benchmark: Any, row_clock: RowClock, min_rounds: int
    ) -> None:
        self.place, self.kind, self.session, self.benchmark = place, kind, session, benchmark
        self._clock = row_clock
        self._min_calls = min_rounds + 3  # one to warm up, one to calibrate, and one for the result

    def matrices(self, n: int, k: int | None = None, m: int | None = None) -> tuple[Tensor, Tensor]:
        """Matrices of shapes (n, k) and (k, m), or two square ones, of this kind and at this place."""
        return operands.matrices(n, k or n, m or n, self.kind.dtype, self.place.device)

    def matrices_on_the_cpu(self, n: int) -> tuple[Tensor, Tensor]:
        """The same numbers in the memory of the CPU."""
        return operands.matrices(n, n, n, self.kind.dtype, torch.device("cpu"))

    def vectors(self, size: int) -> tuple[Tensor, Tensor]:
        """Two vectors of `size` bytes each, float32, at this place."""
        return operands.vectors(size, self.place.device)

    def measure(
        self, work: Callable[[], Any], row: Row, error: Callable[[Any], float] | None = None, cold: bool = False
    ) -> None:
        """Time `work`. `error` tells how wrong its result is (relative): too wrong a result fails the row.

        With `cold`, whatever is in the caches is pushed out before each round; else the operands stay in them.
        """
        sort = f"{row.what} {self.kind.name} {self.place.name}"  # however it is spelled: the first row tells for all
        self._leave_out_if_too_long(self.session.pace.get(sort, 0.0) * (row.flop or row.moved))
        seconds = self._warm_up(work)
        if seconds > _TELLING:
            self.session.pace[sort] = seconds / (row.flop or row.moved)
        self._leave_out_if_too_long(seconds)
        yardstick = self._yardstick()
        usual = max(_LEAST_PATIENCE, 4 * self.session.share(), 4 * self._min_calls * seconds)
        self._clock.end_after(min(usual, self.session.left, _LONGEST_ROW))
        self.benchmark.group = f"{row.what} {row.size}, {self.kind.name}, {self.place.name}"
        if cold:
            result = self.benchmark.pedantic(work, setup=self._evict, rounds=_COLD_ROUNDS, warmup_rounds=1)
        else:
            result = self.benchmark(work)
        wrong = self._checked(error(result)) if error else None
        faults = self._page_faults(work, seconds)
        place = {"place": self.place.name, "device": str(self.place.device), "threads": self.place.threads}
        kind = {"kind": self.kind.name, "dtype": str(self.kind.dtype), "setting": self.kind.setting}
        found = {"cache": "cold" if cold else "hot", "error": wrong, "page_faults": faults, "yardstick": yardstick}
        self.benchmark.extra_info.update(asdict(row) | place | kind | found)

    def _leave_out_if_too_long(self, seconds: float) -> None:
        if self.session.left == 0:
            raise Missing(TIME_IS_UP)
        if seconds * self._min_calls > min(self.session.left, _LONGEST_ROW):
            raise Missing(f"{TOO_LONG}: one call takes about {seconds:.2g} s here")

    def _warm_up(self, work: Callable[[], Any]) -> float:
        """Seconds of the fastest call. The first calls fetch memory, choose kernels and wake clocks up."""
        now = clock(self.place.device.type)
        start, fastest = now(), math.inf
        while True:
            before = now()
            work()
            fastest = min(fastest, now() - before)
            if now() - start > _WARM_UP:
                return fastest

    def _yardstick(self) -> float:
        """Seconds of the same small product before each row: heat, clocks and neighbours show in how it changes."""
        now, n = clock(self.place.device.type), 256 if self.place.is_cpu else 1024
        left, right = operands.matrices(n, n, n, torch.float32, self.place.device)
        fastest = math.inf
        with precision(KINDS["float32"]):
            for _ in range(5):
                before = now()
                left @ right
                fastest = min(fastest, now() - before)
        return fastest

    def _evict(self) -> None:
        operands.other_bytes(_EVICTION, self.place.device).add_(1)

    def _checked(self, error: float) -> float:
        if not error <= self.kind.largest_error:  # nan is wrong too
            self.benchmark.has_error = True  # which keeps the row out of the JSON
            most = f"{self.kind.name} has {self.kind.largest_error:.2g} at most"
            pytest.fail(f"a wrong result: its relative error is {error:.2g}, and {most}")
        return error

    def _page_faults(self, work: Callable[[], Any], seconds: float) -> float | None:
        """Fresh pages that one call takes from the system; None where it does not tell."""
        calls = max(1, min(10, int(0.1 / seconds)))
        before = facts.page_faults()
        if before is None or not self.place.is_cpu:
            return None
        for _ in range(calls):
            work()
        return ((facts.page_faults() or 0) - before) / calls
