"""What a teacher sees of one judged submission in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from sensei.grading.formats.wording import faults, not_verified_line, number, score_line
from sensei.grading.record import ChapterResult, KoanResult, Record
from sensei.page import title
from sensei.paper import BAD, FAINT, STRONG, bar, bar_column, paragraph, plural, row

_LINES = 12  # of a message; the formats have it whole


def result_page(record: Record, width: int) -> Iterator[list[Text]]:
    """The blocks of the page."""
    yield [*paragraph(f"{record.submission} · {score_line(record)}", width, style=STRONG), Text()]
    for fault in faults(record):
        yield [*paragraph(fault, width, style=BAD), Text()]
    yield [*_chapters(record, width), Text()]
    for koan in record.koans:
        if koan.verdict not in ("solved", "blank", "not verified"):
            yield [*_answer(koan, width), Text()]
    yield from _remarks(record, width)
    facts = f"torch {record.torch}", f"isolation: {record.isolation}", f"seed {record.seed}", f"{record.seconds:.1f} s"
    yield paragraph(" · ".join(facts), width, style=FAINT)


def _chapters(record: Record, width: int) -> Iterator[Text]:
    column = bar_column([title(chapter.name) for chapter in record.chapters], width)
    for chapter in record.chapters:
        if chapter.koans:
            line = bar(title(chapter.name), column, chapter.solved, chapter.koans)
            yield line.append(_points(chapter)) if len(line) + len(_points(chapter)) <= width else line


def _points(chapter: ChapterResult) -> str:
    """Its points, where they say more than the count of koans does."""
    if chapter.max_points == chapter.koans and chapter.points == chapter.solved:
        return ""
    return f"   {number(chapter.points)} of {number(chapter.max_points)} points"


def _answer(koan: KoanResult, width: int) -> Iterator[Text]:
    yield from row(f"{koan.name} ({koan.verdict})", koan.place, width)
    lines = koan.told.split("\n")
    for line in lines[:_LINES]:
        yield from paragraph(line, width, "    ")
    if lines[_LINES:]:
        yield from paragraph(f"… {plural(len(lines) - _LINES, 'more line')}", width, "    ", FAINT)


def _remarks(record: Record, width: int) -> Iterator[list[Text]]:
    blank = [koan for koan in record.koans if koan.verdict == "blank"]
    lines = [f"{plural(len(blank), 'koan')} still blank, the first at {blank[0].place}"] if blank else []
    lines += [not_verified_line(record)] if not_verified_line(record) else []
    lines += [f"Warning: {warning}" for warning in record.warnings]
    for line in lines:
        yield paragraph(line, width)
    if lines:
        yield [Text()]
