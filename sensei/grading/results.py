"""From what was seen of a koan to its `KoanResult`: with place, message, misconception, and the answer as code."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from sensei.failure import Failure
from sensei.grading.answer import fingerprint
from sensei.grading.intake import Intake
from sensei.grading.outcome import Answered
from sensei.grading.recognize import Known
from sensei.grading.record import KoanResult
from sensei.path import Koan, KoanPath, Topic
from sensei.source import Source, SourceError, read

_PUNYCODE = re.compile(rb"coding[:=]\s*punycode", re.IGNORECASE)  # 300 kB of it take Python a quarter of a minute


@dataclass(frozen=True)
class Submitted:
    """A topic file of a submission, parsed, and the koans where they stand in it."""

    koans: tuple[Koan, ...]
    source: Source


def read_submitted(topic: Topic, intake: Intake) -> Submitted | str:
    """What was submitted for a topic, or why it can't be judged."""
    content = intake.files.get(topic.id)
    if content is None:
        return intake.faults.get(topic.id, intake.problem)
    if _PUNYCODE.search(b"\n".join(content.split(b"\n", 2)[:2])):
        return f"{topic.path}:1: this file is said to be in punycode. Save it as UTF-8"
    try:
        source = Source(content, topic.path)
        definitions = source.definitions
    except SourceError as error:
        return str(error.fault)
    except RecursionError:
        return f"{topic.path}: this is nested too deeply to be read"
    found = [(koan, definitions.get(koan.name)) for koan in topic.koans]
    koans = [replace(k, line=d.line if d else 0, blank_line=d.blank_line if d else None) for k, d in found]
    return Submitted(tuple(koans), source)


def prints_of(answered: Answered) -> dict[str, dict[str, Any]]:
    """How the tests of a koan failed, as far as a judged process has said so in the right form."""
    try:
        prints = json.loads(answered.prints or "{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(prints, dict) or not all(isinstance(fields, dict) for fields in prints.values()):
        return {}
    return prints


class Results:
    """Makes the results of all koans of a path. `items` has the tests of each koan, by topic."""

    def __init__(self, path: KoanPath, items: dict[str, dict[str, list[str]]]) -> None:
        self._items, self._root = items, path.root
        self._reference: dict[str, str] = {}
        for topic in path.topics:
            book = self.book(topic)
            self._reference |= {koan.id: _fingerprint(book, koan.name)[0] for koan in topic.koans}

    def book(self, topic: Topic) -> Source:
        """The teacher's answers to a topic."""
        return read(self._root / "solutions" / f"{topic.name}.py", topic.name)

    def of(self, koan: Koan, answered: Answered, source: Source | None, known: Known | None = None) -> KoanResult:
        place, message = koan.place, answered.message
        if answered.failure:
            place = _place(answered.failure) or place
        mark, size = _fingerprint(source, koan.name) if source and koan.line and not koan.blank_line else ("", 0)
        return KoanResult(
            id=koan.id,
            verdict=answered.verdict,
            seconds=round(answered.seconds, 3),
            place=place,
            message=message,
            misconception=known[0] if known else "",
            misconception_name=known[1] if known else "",
            tests_passed=answered.passed,
            tests=len(self._items[koan.topic_id][koan.name]),
            same_as_reference=bool(mark) and mark == self._reference[koan.id],
            fingerprint=mark,
            size=size,
        )


def _place(failure: str) -> str:
    """The learner's own line at which an error was raised, as a judged process says: nothing is taken for granted."""
    try:
        told = Failure.from_dict(json.loads(failure))
        return str(told.place) if told.trace else ""
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ""


def _fingerprint(source: Source, name: str) -> tuple[str, int]:
    try:
        return fingerprint(source, name)
    except (RecursionError, KeyError, ValueError):  # nested deeper than any answer
        return "", 0
