"""The record itself: `sensei/schema/record-1.json` describes it."""

from __future__ import annotations

from sensei.grading.record import Record
from sensei.path import KoanPath


def render(record: Record, path: KoanPath) -> str:
    return record.to_json(indent=1) + "\n"
