"""Words that several formats share."""

from __future__ import annotations

from sensei.grading.record import Record
from sensei.paper import plural


def number(value: float) -> str:
    """2, 2.5 or 0.33: no digits that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def score_line(record: Record) -> str:
    return f"{number(record.score)} of {number(record.max_score)} points, {number(record.percent)} %"


def not_verified_line(record: Record) -> str:
    """How many koans are outside the total, and why, or ""."""
    left_out = [koan for koan in record.koans if not koan.counts]
    if not left_out:
        return ""
    what = "koan could not be verified and is" if len(left_out) == 1 else "koans could not be verified and are"
    why = f": {left_out[0].message}" if left_out[0].message else ""
    return f"{len(left_out)} {what} not counted{why}"


def faults(record: Record) -> list[str]:
    """Why the whole submission has no points, where it is so."""
    lines = [f"Nothing could be judged: {record.problem}"] if record.problem else []
    return lines + ([f"The score is 0: the tests were tampered with: {record.tampered}"] if record.tampered else [])


def remarks(record: Record) -> list[str]:
    """What a reader of the score has to know beside it."""
    left_out = not_verified_line(record)
    warnings = [f"Warning: {warning}" for warning in record.warnings]
    return [*faults(record), *([left_out] if left_out else []), *warnings]


def closing_lines(record: Record) -> list[str]:
    """The whole result in a few lines."""
    chapters = [f"{c.name}: {c.solved} of {plural(c.koans, 'koan')}" for c in record.chapters if c.koans]
    made_by = f"grader {record.grader}, torch {record.torch}, Python {record.python}, seed {record.seed}"
    return [score_line(record), *remarks(record), "", *chapters, "", f"Judged with {made_by}."]
