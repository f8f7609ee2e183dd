"""Answers that are alike. Information, no accusation: short ones are equal by nature, so only long ones are counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from sensei.grading.record import KoanResult, Record

LONG = 30  # nodes of the syntax tree: three lines or so
RARE = 0.05  # of the class, and a pair is always rare
FEWEST = 3  # a pair that shares fewer is not listed


class Pair(NamedTuple):
    """Two submissions and the long, rare answers that are equal in them; `size` is their length together, in nodes."""

    first: str
    second: str
    koans: tuple[str, ...]
    size: int


class LikeReference(NamedTuple):
    """A submission, and its long answers that are the reference's, of all its long answers."""

    submission: str
    koans: tuple[str, ...]
    long_answers: int


def same_files(records: Sequence[Record]) -> list[tuple[str, ...]]:
    """Submissions in which all that is judged is the same, byte for byte."""
    groups: dict[str, list[str]] = defaultdict(list)
    for record in records:
        if not record.problem:
            groups[record.digest].append(record.submission)
    return [tuple(names) for names in groups.values() if len(names) > 1]


def alike(records: Sequence[Record]) -> list[Pair]:
    """Pairs that share `FEWEST` or more answers that are long, rare and not the reference's; most first."""
    judged = list({record.digest: record for record in records if not record.problem}.values())  # the same files once
    rare = max(2, int(RARE * len(judged)))
    givers: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for index, record in enumerate(judged):
        for koan in record.koans:
            if _is_long(koan) and not koan.same_as_reference:
                givers[koan.id, koan.fingerprint, koan.size].append(index)
    shared: dict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    for (koan_id, _, size), indices in givers.items():
        if 2 <= len(indices) <= rare:
            for pair in combinations(indices, 2):
                shared[pair].append((koan_id, size))
    pairs = [
        Pair(
            judged[first].submission,
            judged[second].submission,
            tuple(koan_id for koan_id, _ in answers),
            sum(size for _, size in answers),
        )
        for (first, second), answers in shared.items()
        if len(answers) >= FEWEST
    ]
    return sorted(pairs, key=lambda pair: -pair.size)


def like_reference(records: Sequence[Record]) -> list[LikeReference]:
    """Submissions with `FEWEST` or more long answers that are the reference's but for names and layout; most first."""
    found = []
    for record in records:
        long_answers = [koan for koan in record.koans if _is_long(koan)]
        same = tuple(koan.id for koan in long_answers if koan.same_as_reference)
        if len(same) >= FEWEST:
            found.append(LikeReference(record.submission, same, len(long_answers)))
    return sorted(found, key=lambda one: -len(one.koans))


def _is_long(koan: KoanResult) -> bool:
    return bool(koan.fingerprint) and koan.size >= LONG and koan.verdict != "blank"
