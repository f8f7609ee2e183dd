"""Records to test with: every verdict, and text as a hostile learner would write it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sensei.grading.points import Points, settle
from sensei.grading.record import VERDICTS, KoanResult, Record

HOSTILE = (
    "\x1b[31mred\x1b[0m ]]></failure><script>alert(1)</script>\r\n"
    "::error::pwned%0A::warning::more\n##[error]old\n::stop-commands::x\n"
    '=HYPERLINK("http://example.org")\n\ud800\x00\x9b2J\uffff\u202e'
    "| `a` **b** @user [l](javascript:1) #1 https://example.org </pre></details> <!-- {{ }}\n\n# Not a heading\n"
)
ENDLESS = "x" * 10_000_000


def make_record(koans: list[KoanResult], points: Points | None = None, **more: Any) -> Record:
    totals = settle(koans, points or Points(), more.get("tampered", ""))
    facts: dict[str, Any] = {
        "submission": "ann",
        "digest": "ab" * 32,
        "torch": "2.15.0",
        "python": "3.11.2",
        "grader": "0.1.0",
        "seed": 7,
        "isolation": "process",
        "started": "2026-11-23T16:00:00.123456+00:00",
        "seconds": 12.5,
    }
    return Record(**{**facts, **vars(totals), **more})


def of_every_verdict(text: str = "assert 1 == 2") -> Record:
    """Seven koans in two chapters, one of each verdict; 1 of 6 points."""
    places = ["01_tensors/arithmetic"] * 4 + ["06_optimization/losses"] * 3
    koans = [
        KoanResult(
            id=f"{place}::koan_{index}",
            verdict=verdict,
            seconds=0.25,
            place=f"koans/{place.replace('/', '/test_')}.py:{10 + index}",
            message="" if verdict == "solved" else text,
            misconception="Use `*`." if verdict == "wrong" else "",
            tests_passed=2 if verdict == "solved" else 0,
            tests=2,
        )
        for index, (place, verdict) in enumerate(zip(places, VERDICTS, strict=True))
    ]
    return make_record(koans)


def schema(name: str) -> Path:
    return Path(__file__).parent / "schemas" / name
