"""CSV for spreadsheets: a row a koan. RFC 4180, UTF-8."""

from __future__ import annotations

import csv
import io

from sensei.grading.record import Record
from sensei.path import KoanPath

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

COLUMNS = (
    "submission", "chapter", "koan", "verdict", "points", "max_points", "seconds", "tests_passed", "tests",
    "misconception", "place", "message",
)  # fmt: skip


def cell(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula: where it would, an apostrophe stands before it."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def render(record: Record, path: KoanPath) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for koan in record.koans:
        texts = [cell(text) for text in (record.submission, koan.chapter, koan.id, koan.verdict)]
        numbers = [koan.points, koan.max_points, round(koan.seconds, 3), koan.tests_passed, koan.tests]
        writer.writerow([*texts, *numbers, cell(koan.misconception), cell(koan.place), cell(koan.message)])
    return out.getvalue()
