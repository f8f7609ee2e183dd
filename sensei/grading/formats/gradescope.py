"""`results.json` for Gradescope: https://gradescope-autograders.readthedocs.io/en/latest/specs/"""

from __future__ import annotations

import json
from typing import Any

from sensei.grading.formats.wording import closing_lines
from sensei.grading.record import KoanResult, Record
from sensei.path import KoanPath


def render(record: Record, path: KoanPath) -> str:
    """Everything that may come from learners is of the format "text", which Gradescope escapes."""
    result = {
        "score": record.score,
        "execution_time": record.seconds,
        "output": "\n".join(closing_lines(record)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {
            "percent": record.percent,
            "max_score": record.max_score,
            "seed": record.seed,
            "digest": record.digest,
            "grader": record.grader,
            "torch": record.torch,
            "python": record.python,
            "isolation": record.isolation,
        },
        "tests": [_test(koan, record) for koan in record.koans],
    }
    return json.dumps(result, indent=1, ensure_ascii=False) + "\n"


def _test(koan: KoanResult, record: Record) -> dict[str, Any]:
    chapters = [chapter.name for chapter in record.chapters]
    same_chapter = [other.id for other in record.koans if other.chapter == koan.chapter]
    test = {
        "name": koan.id,
        "number": f"{chapters.index(koan.chapter) + 1}.{same_chapter.index(koan.id) + 1}",
        "output": koan.told,
        "tags": [koan.verdict],
    }
    if not koan.counts:  # without a score it is shown, and not as failed
        return test
    status = "passed" if koan.verdict == "solved" else "failed"
    return {"score": koan.points, "max_score": koan.max_points, "status": status, **test}
