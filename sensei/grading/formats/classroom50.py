"""`result.json` for Classroom 50: https://github.com/foundation50/classroom50/blob/main/schemas/result-v1.schema.json"""

from __future__ import annotations

import json
import math
import os
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sensei.grading.record import KoanResult, Record
from sensei.path import KoanPath


def render(record: Record, path: KoanPath) -> str:
    whole = _multiplier(record)
    tests = [_test(koan, whole) for koan in record.koans]
    started = datetime.fromisoformat(record.started) if record.started else datetime.now(UTC)
    result = {
        "schema": "classroom50/result/v1",
        **_identity(record, started),
        "graded_at": _instant(started),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    return json.dumps(result, indent=1, ensure_ascii=False) + "\n"


def _identity(record: Record, started: datetime) -> dict[str, str]:
    """Whose result it is. Classroom 50's runner says it in the environment and checks it against the repository.

    Elsewhere, as when a teacher tries it, the submission's own name and times stand there.
    """

    def known(*names: str, otherwise: str) -> str:
        return next((os.environ[name] for name in names if os.environ.get(name)), otherwise)

    tag = known("SUBMISSION_TAG", otherwise=f"submit/{started.astimezone(UTC):%Y-%m-%dT%H-%M-%SZ}-{record.digest[:7]}")
    commit = known("COMMIT_URL", otherwise=f"urn:sha256:{record.digest}")
    return {
        "classroom": known("CLASSROOM", otherwise="none"),
        "assignment": known("ASSIGNMENT", otherwise="torch-koans"),
        "assignment_type": known("ASSIGNMENT_TYPE", otherwise="individual"),
        "owner": known("OWNER", "USERNAME", otherwise=record.submission or "none"),
        "submission": tag,
        "commit": commit,
        "release": known("RELEASE_URL", otherwise=commit),
        "review": known("REVIEW_URL", otherwise=commit),
        "datetime": _instant(started),
    }


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _multiplier(record: Record) -> int:
    """Classroom 50 counts whole points. What all points are multiplied by so that they are whole: 1 if they are."""
    return math.lcm(*(_exact(koan.max_points).denominator for koan in record.koans))


def _exact(points: float) -> Fraction:
    return Fraction(points).limit_denominator(1000)


def _test(koan: KoanResult, whole: int) -> dict[str, Any]:
    return {
        "test-name": koan.id,
        "passed": koan.verdict == "solved",
        "score": int(_exact(koan.points) * whole),
        "max-score": int(_exact(koan.max_points) * whole),
        "verdict": koan.verdict,
        "message": koan.told,
    }
