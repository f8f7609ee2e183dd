"""The class as CSV: a row a submission. RFC 4180, UTF-8."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from sensei.grading.formats.csv import cell
from sensei.grading.record import Record


def render_table(records: Sequence[Record]) -> str:
    """The totals, then the points of each chapter, then each koan's verdict. All records are over the same koans."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    chapters = [chapter.name for chapter in records[0].chapters] if records else []
    koans = [koan.id for koan in records[0].koans] if records else []
    totals = ["submission", "score", "max_score", "percent", "solved", "tampered", "problem"]
    writer.writerow([*totals, *chapters, *koans])
    for record in records:
        numbers = [record.score, record.max_score, record.percent, record.solved]
        texts = [cell(record.tampered), cell(record.problem)]
        points = [chapter.points for chapter in record.chapters]
        writer.writerow([cell(record.submission), *numbers, *texts, *points, *(koan.verdict for koan in record.koans)])
    return out.getvalue()
