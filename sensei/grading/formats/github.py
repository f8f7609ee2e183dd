"""What GitHub Actions shows: annotations at the learner's lines, and a summary of the job in Markdown.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import html
import re
import secrets

from sensei.grading.formats.wording import faults, not_verified_line, number, remarks, score_line
from sensei.grading.record import KoanResult, Record
from sensei.paper import plural
from sensei.path import KoanPath

_SHOWN = 10  # annotations of a kind that GitHub shows for a step; it drops the others without a word
_SUMMARY_BYTES = 900_000  # GitHub takes 1 MiB for a step, or nothing


def render(record: Record, path: KoanPath) -> str:
    """The log of a step: all messages, read as plain text by GitHub, and then the annotations."""
    stop = secrets.token_hex(16)  # learners' text can't hold what it can't know
    log = [f"::stop-commands::{stop}", *_log(record), f"::{stop}::"]
    return "\n".join([*log, *_annotations(record)]) + "\n"


def _open(record: Record) -> list[KoanResult]:
    """Those with an answer that is not right."""
    return [koan for koan in record.koans if koan.verdict not in ("solved", "blank", "not verified")]


def _log(record: Record) -> list[str]:
    lines = [f"{record.submission}: {score_line(record)}", *remarks(record)]
    for koan in _open(record):
        lines += ["", f"{koan.id} ({koan.verdict}) {koan.place}", *(f"    {line}" for line in koan.told.split("\n"))]
    return lines


def _annotations(record: Record) -> list[str]:
    wrong, blank = _open(record), [koan for koan in record.koans if koan.verdict == "blank"]
    lines = [_command("error", fault, title="koans") for fault in faults(record)]
    room = _SHOWN - len(lines)
    for koan in wrong[:room]:
        lines.append(
            _command("error", koan.told or koan.verdict, **_at(koan.place), title=f"{koan.name}: {koan.verdict}")
        )
    lines += [_command("warning", warning, title="koans") for warning in record.warnings[:_SHOWN]]
    notes = [score_line(record)]
    notes += [f"{plural(len(wrong) - room, 'more answer')} that are not right: see the summary"] if wrong[room:] else []
    notes += [f"{plural(len(blank), 'koan')} still blank, the first at {blank[0].place}"] if blank else []
    notes += [left_out] if (left_out := not_verified_line(record)) else []
    return [*lines, *(_command("notice", note, title="koans") for note in notes)]


def _at(place: str) -> dict[str, str]:
    file, _, line = place.rpartition(":")
    if line.isdecimal():
        return {"file": file, "line": line}
    return {"file": place} if place else {}


def _command(name: str, message: str, **properties: str) -> str:
    given = ",".join(f"{key}={_escaped(value, property=True)}" for key, value in properties.items())
    return f"::{name} {given}::{_escaped(message)}"


def _escaped(text: str, *, property: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property else text


def summary(record: Record) -> str:
    """The summary of a job in Markdown, for the file that GITHUB_STEP_SUMMARY names."""
    parts = [f"## {_inert(record.submission)}: {score_line(record)}\n", *(f"{_inert(r)}\n" for r in remarks(record))]
    rows = [
        f"| {_inert(c.name)} | {c.solved} of {c.koans} | {number(c.points)} of {number(c.max_points)} |"
        for c in record.chapters
        if c.koans
    ]
    parts += ["\n".join(["| chapter | koans | points |", "| --- | --- | --- |", *rows]) + "\n"]
    left, wrong = _SUMMARY_BYTES - sum(len(part.encode()) for part in parts), _open(record)
    for index, koan in enumerate(wrong):
        part = _details(koan)
        left -= len(part.encode())
        if left < 0:
            parts.append(f"{plural(len(wrong) - index, 'more answer')} that are not right: see the log.\n")
            break
        parts.append(part)
    return "\n".join(parts) + "\n"


def _details(koan: KoanResult) -> str:
    """A block that opens at a click. Inside of <pre> Markdown is off, and what is HTML is escaped."""
    head = f"<details><summary>{_inert(koan.name)}: {koan.verdict} ({_inert(koan.place)})</summary>"
    return f"{head}\n\n<pre>{html.escape(koan.told)}</pre>\n\n</details>\n"


def _inert(text: str) -> str:
    """`text` on a line of Markdown as the same text: no markup, no link, no mention."""
    return re.sub(r"[^\w\s]|_", lambda match: f"&#{ord(match[0])};", text.replace("\n", " "))
