"""What came of judging one topic of one submission: plain data, which travels from the warm parent to the grader."""

from __future__ import annotations

from dataclasses import dataclass, field

from sensei.grading.record import Verdict


@dataclass
class Answered:
    """What was seen of one koan. `failure` is a `Failure` as JSON, made by the judged process: for reading only.

    `prints` tells how its tests failed, for the diagnosis: {test: the fields of a `Print`}, as JSON.
    """

    verdict: Verdict
    message: str = ""
    failure: str = ""
    prints: str = ""
    passed: int = 0
    seconds: float = 0.0


@dataclass
class Outcome:
    """What came of a job. `ended` says why koans are missing in `answers`, `tampered` what was seen, or ""."""

    answers: dict[str, Answered] = field(default_factory=dict)
    tampered: str = ""
    ended: str = ""
    timed_out: bool = False
