"""The path as data: what `koans status --json` and `koans check --json` print. Counts are numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sensei.path import Koan, KoanPath, Topic

SCHEMA = 1  # counts up when a field changes its meaning or goes; `sensei/schema/listing-1.json` describes this one


def listing(path: KoanPath, is_solved: Callable[[Koan], bool]) -> dict[str, Any]:
    chapters = [{"name": c.name, "topics": [_topic(topic, is_solved) for topic in c.topics]} for c in path.chapters]
    return {"schema": SCHEMA, "chapters": chapters, "faults": [vars(fault) for fault in path.faults]}


def _topic(topic: Topic, is_solved: Callable[[Koan], bool]) -> dict[str, Any]:
    return {"name": topic.name, "path": topic.path, "koans": [_koan(koan, is_solved) for koan in topic.koans]}


def _koan(koan: Koan, is_solved: Callable[[Koan], bool]) -> dict[str, Any]:
    return {
        "id": koan.id,
        "name": koan.name,
        "line": koan.line,
        "tests": len(koan.tests),
        "hints": len(koan.page.hints),
        "misconceptions": koan.page.misconceptions,
        "solved": is_solved(koan),
    }
