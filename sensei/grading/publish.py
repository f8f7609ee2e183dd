"""The files that a class ends with, each written whole or not at all: a record a submission, the page, the table."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from sensei.grading.record import GradingError, Record
from sensei.grading.report import render_page, render_table
from sensei.memory import write_whole

PAGE, TABLE, RECORDS = "report.html", "grades.csv", "records"
_PLAIN = re.compile(r"[A-Za-z0-9][\w-]{0,60}", re.ASCII)


def publish(records: Sequence[Record], out: Path) -> Path:
    """Write everything about `records` to the folder `out`; returns the page. Raises GradingError."""
    try:
        for record in records:
            write_whole(
                out / RECORDS / f"{file_name(record.submission)}.json", (record.to_json(indent=1) + "\n").encode()
            )
        write_whole(out / TABLE, render_table(records).encode())
        write_whole(out / PAGE, render_page(records).encode())
    except OSError as error:
        why = f"The report can't be written to {out}: {error.strerror}"
        raise GradingError(f"{why}. All results are safe: --resume writes it again.") from None
    return out / PAGE


def file_name(submission: str) -> str:
    """A name that every file system takes, and no other submission has, whether or not the case of letters counts."""
    if _PLAIN.fullmatch(submission) and submission == submission.lower():
        return submission
    digest = hashlib.sha256(submission.encode()).hexdigest()[:8]
    return re.sub(r"[^A-Za-z0-9_-]+", "_", submission)[:60].strip("_") + f"-{digest}"
