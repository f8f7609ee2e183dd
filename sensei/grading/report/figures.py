"""What the records of a class say together: each koan over all learners, and each misconception."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sensei.grading.record import VERDICTS, KoanResult, Record, Verdict

_UNTRIED: tuple[Verdict, ...] = ("blank", "not verified")


@dataclass(frozen=True)
class KoanFigures:
    """One koan over the class: how many learners came to each verdict, and the misconception most of them made."""

    id: str
    verdicts: Counter[Verdict]
    misconceptions: Counter[str]

    @property
    def name(self) -> str:
        return self.id.partition("::")[2]

    @property
    def topic(self) -> str:
        return self.id.partition("::")[0]

    @property
    def chapter(self) -> str:
        return self.id.partition("/")[0]

    @property
    def solved(self) -> int:
        return self.verdicts["solved"]

    @property
    def counted(self) -> int:
        return self.verdicts.total() - self.verdicts["not verified"]

    @property
    def tried(self) -> int:
        return self.verdicts.total() - sum(self.verdicts[verdict] for verdict in _UNTRIED)

    @property
    def failed(self) -> int:
        """How many gave an answer that does not solve it."""
        return self.tried - self.solved

    @property
    def percent(self) -> int:
        """The share of the class that solved it; 100 only when all did, 0 only when none."""
        share = 100 * self.solved / self.counted if self.counted else 0.0
        return round(share) if share in (0, 100) else min(max(round(share), 1), 99)


class MadeMisconception(NamedTuple):
    """One misconception and who made it."""

    koan: str
    sentence: str
    submissions: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """The whole class. All records are over the same koans; what was not judged at all counts nowhere."""

    records: Sequence[Record]

    @cached_property
    def judged(self) -> list[Record]:
        return [record for record in self.records if not record.problem]

    @cached_property
    def koans(self) -> list[KoanFigures]:
        """In the order of the path."""
        results: dict[str, list[KoanResult]] = defaultdict(list)
        for record in self.judged:
            for koan in record.koans:
                results[koan.id].append(koan)
        return [
            KoanFigures(
                koan_id,
                Counter(result.verdict for result in given),
                Counter(result.misconception for result in given if result.misconception),
            )
            for koan_id, given in results.items()
        ]

    def hardest(self, most: int = 15) -> list[KoanFigures]:
        """The koans that most learners tried without solving them; of two with as many, the one that fewer solved."""
        failed = [koan for koan in self.koans if koan.failed]
        return sorted(failed, key=lambda koan: (-koan.failed, koan.solved))[:most]

    @cached_property
    def misconceptions(self) -> list[MadeMisconception]:
        """Those most made first; sentences, because two misconceptions that can't be told apart share one."""
        made: dict[tuple[str, str], list[str]] = defaultdict(list)
        for record in self.judged:
            for koan in record.koans:
                if koan.misconception:
                    made[koan.id, koan.misconception].append(record.submission)
        found = [MadeMisconception(koan, sentence, tuple(names)) for (koan, sentence), names in made.items()]
        return sorted(found, key=lambda one: -len(one.submissions))

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """Those that occur, in their usual order."""
        present = {koan.verdict for record in self.judged for koan in record.koans}
        return [verdict for verdict in VERDICTS if verdict in present]

    @cached_property
    def mean(self) -> float:
        """Percent of the points, on average; 0 when nothing was judged."""
        return sum(record.percent for record in self.judged) / len(self.judged) if self.judged else 0.0

    @cached_property
    def median(self) -> float:
        ordered = sorted(record.percent for record in self.judged)
        middle = len(ordered) // 2
        return (ordered[middle] + ordered[~middle]) / 2 if ordered else 0.0
