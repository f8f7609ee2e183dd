"""Records of a class, as the grader makes them: real ones, with made-up learners."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence

from sensei.grading.points import Points, settle
from sensei.grading.record import KoanResult, Record

SENTENCE = "That is the square."


def make_record(
    name: str, koans: Sequence[KoanResult], *, problem: str = "", tampered: str = "", digest: str = ""
) -> Record:
    totals = settle(koans, Points(), tampered)
    return Record(
        submission=name,
        digest=digest or hashlib.sha256(name.encode()).hexdigest(),
        score=totals.score,
        max_score=totals.max_score,
        percent=totals.percent,
        koans=totals.koans,
        chapters=totals.chapters,
        torch="2.15.0",
        python="3.11.7",
        grader="0.1.0",
        seed=7,
        isolation="sandboxed",
        tampered=tampered,
        problem=problem,
        started="2026-11-23T16:00:00+00:00",
        seconds=1.5,
    )


def make_class(learners: int, koans: Sequence[str], seed: int = 0) -> list[Record]:
    """Learners who come to a different point of the path each, and go wrong now and then."""
    chance = random.Random(seed)
    records = []
    for number in range(learners):
        reached = chance.randint(len(koans) // 4, len(koans) * 5 // 4)
        skill = chance.uniform(0.6, 1.0)
        given = [_result(koan, index < reached, chance.random() < skill, chance) for index, koan in enumerate(koans)]
        records.append(make_record(f"learner {number + 1}", given))
    return records


def _result(koan: str, is_reached: bool, is_right: bool, chance: random.Random) -> KoanResult:
    if not is_reached:
        return KoanResult(id=koan, verdict="blank", place="koans/a.py:3", message="Still blank.", tests=3)
    answer = f"{koan} {chance.randint(0, 20)}"
    fingerprint, size = hashlib.sha256(answer.encode()).hexdigest(), chance.choice([9, 20, 45])
    if is_right:
        return KoanResult(
            id=koan, verdict="solved", tests=3, tests_passed=3, place="a.py:3", fingerprint=fingerprint, size=size
        )
    known = chance.random() < 0.7
    return KoanResult(
        id=koan,
        verdict=chance.choice(["wrong", "wrong", "wrong", "error", "timed out"]),
        message="assert batches(1000, 64) == 16\n↳ you:      15\n  expected: 16",
        misconception=f"{SENTENCE} ({koan}, {chance.randint(1, 3)})" if known else "",
        misconception_name="squares" if known else "",
        tests=3,
        tests_passed=1,
        place="koans/a.py:3",
        fingerprint=fingerprint,
        size=size,
    )
