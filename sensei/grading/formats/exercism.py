"""`results.json` of exercism's test runner interface, version 3: https://exercism.org/docs/building/tooling/test-runners/interface

A test is a koan, a task is a chapter. That interface knows no test that does not count: koans that could not be
verified are left out.
"""

from __future__ import annotations

import json
from typing import Any

from sensei.grading.record import KoanResult, Record, Verdict
from sensei.path import Koan, KoanPath
from sensei.source import Source

_STATUS: dict[Verdict, str] = {"solved": "pass", "wrong": "fail", "blank": "fail"}  # else "error"


def render(record: Record, path: KoanPath) -> str:
    koans = {koan.id: koan for koan in path.koans}
    tests = [_test(result, path, koans.get(result.id)) for result in record.koans if result.counts]
    statuses = {test["status"] for test in tests}
    if record.problem or statuses <= {"error"}:
        message = record.problem or next((str(test["message"]) for test in tests), "there are no koans")
        result = {"version": 3, "status": "error", "message": message, "tests": tests}
    else:
        status = "pass" if statuses == {"pass"} else "fail"
        result = {"version": 3, "status": status, "message": None, "tests": tests}
    return json.dumps(result, indent=1, ensure_ascii=False) + "\n"


def _test(result: KoanResult, path: KoanPath, koan: Koan | None) -> dict[str, Any]:
    status = _STATUS.get(result.verdict, "error")
    return {
        "name": result.id,
        "status": status,
        "message": None if status == "pass" else result.told or result.verdict,
        "task_id": int(result.chapter[:2]),
        "test_code": _test_code(path, koan) if koan else "",
    }


def _test_code(path: KoanPath, koan: Koan) -> str:
    """The tests of a koan as they are written, with their decorators."""
    topic = next(topic for topic in path.topics if topic.id == koan.topic_id)
    if topic.source is None:
        return ""
    return "\n\n".join(_text(topic.source, test) for test in koan.tests)


def _text(source: Source, test: str) -> str:
    node = source.definitions[test].node
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
    return "\n".join(source.lines[first - 1 : node.end_lineno])
