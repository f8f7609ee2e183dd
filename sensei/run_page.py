"""The page that closes a pytest run: what was learned, what is wrong, which koan is next, what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator

from rich.text import Text

from sensei.page import bars, failure_lines, header, hint_lines, koan_heading, lesson_lines, next_step
from sensei.paper import BAD, GOOD, STRONG, paragraph, plural, row
from sensei.path import Koan
from sensei.standing import current_koan
from sensei.walk import Walk

_MOST_BLANK = 20  # blank koans that are listed one by one under --all; wrong answers all are


def run_page(walk: Walk, *, brief: bool, interrupted: bool, width: int) -> Iterator[list[Text]]:
    """The blocks of the page for one pytest run."""
    if not brief:
        yield header(width)
        yield bars(walk.path, walk.is_solved, width)
    yield from _just_learned(walk, width)
    yield from _faults(walk, width)
    if walk.stops and not interrupted and _comes_after_a_fault(walk):
        yield from _after_the_fault(walk, width)
    elif walk.stops and walk.current:
        yield from _current(walk, walk.current, brief, width)
    elif not interrupted:
        yield from _open_koans(walk, width)
    if interrupted:
        yield paragraph("Stopped. Nothing is lost: `pytest koans` goes on from here.", width)
    if walk.progress.problem:
        yield paragraph(walk.progress.problem, width, style=BAD)


def _current(walk: Walk, koan: Koan, brief: bool, width: int) -> Iterator[list[Text]]:
    failure = walk.result(koan).failure
    yield koan_heading(walk.path, koan, width)
    if failure:
        yield failure_lines(koan, failure, width)
    if walk.config.option.hint:
        yield [Text(), *hint_lines(koan, walk.progress, width)]
        walk.progress.save()
    elif not brief:
        yield next_step(koan, walk.progress, width)


def _just_learned(walk: Walk, width: int) -> Iterator[list[Text]]:
    """The lessons of what this run has seen solved for the first time: the last three of them."""
    if not walk.stops:
        return
    new = [koan for koan in walk.path.koans if koan.id in walk.newly_solved]
    for koan in new[-3:]:
        yield lesson_lines(walk.root, koan, width)
    if new:
        yield [Text()]


def _faults(walk: Walk, width: int) -> Iterator[list[Text]]:
    """One line for each topic that can't be used as it is, and what becomes of its koans."""
    lines = {str(fault) for topic in walk.asked for fault in topic.faults} | set(walk.broken.values())
    for line in sorted(lines):
        yield paragraph(line, width, style=BAD, hanging="  ")
    unusable = _unusable(walk)
    lost = [koan for koan in walk.path.koans if koan.topic_id in unusable and not walk.is_solved(koan)]
    if lost := [koan for koan in lost if walk.progress.was_solved(koan)]:
        files, they = ("that file", "it") if len(unusable) == 1 else ("those files", "they")
        count = "counts" if len(lost) == 1 else "count"
        says = f"{plural(len(lost), 'solved koan')} of {files} {count} again when {they} can be read. Nothing is lost."
        yield paragraph(says, width)
    if lines:
        yield [Text()]


def _comes_after_a_fault(walk: Walk) -> bool:
    """Whether the walk has passed a file that can't be used before it came to the current koan, or to its end."""
    topics = list(dict.fromkeys(koan.topic_id for koan in walk.order))
    end = topics.index(walk.current.topic_id) if walk.current else len(topics)
    return not _unusable(walk).isdisjoint(topics[:end])


def _unusable(walk: Walk) -> set[str]:
    """The ids of the topics that can't be judged: that are no Python, that fail at their import, that are missing."""
    return {topic.id for topic in walk.asked if topic.broken} | set(walk.broken)


def _after_the_fault(walk: Walk, width: int) -> Iterator[list[Text]]:
    """The fault comes first: of what is open behind it one line is enough."""
    yield paragraph("Put that right first, then run `pytest koans` again.", width, style=STRONG)
    here = current_koan(walk.path, walk.progress)
    if walk.config.option.hint and here:
        yield [Text(), *koan_heading(walk.path, here, width), *hint_lines(here, walk.progress, width)]
        walk.progress.save()
    elif koan := walk.current:
        yield [Text("Behind it, the next open koan is:"), *row(koan.name, koan.place, width, "")]


def _open_koans(walk: Walk, width: int) -> Iterator[list[Text]]:
    """Without a stop: every koan that is asked for and not solved, the wrong ones with what is wrong."""
    judged = [koan for koan in walk.path.koans if koan.id in walk.results and walk.results[koan.id].was_judged]
    wrong = [koan for koan in judged if walk.results[koan.id].failed]
    blank = 0
    for koan in wrong:
        failure = walk.results[koan.id].failure
        if failure is not None and failure.kind != "blank":
            yield [*row(koan.name, koan.place, width), *failure_lines(koan, failure, width), Text()]
            continue
        blank += 1
        if blank <= _MOST_BLANK:
            yield row(koan.name, f"{koan.path}:{koan.blank_line or koan.line}  to fill in", width)
    if blank > _MOST_BLANK:
        yield [Text(f"… and {blank - _MOST_BLANK} more to fill in")]
    if wrong and walk.config.option.hint:
        hint = hint_lines(wrong[0], walk.progress, width, is_current=False)
        yield [Text(), *row(wrong[0].name, wrong[0].place, width), *hint]
        walk.progress.save()
    if wrong or walk.broken:
        return
    if not judged:
        yield paragraph("No koan was run.", width)
    elif not all(map(walk.is_solved, judged)):
        yield paragraph("The tests that were asked for pass. A koan is solved when all of its tests do.", width)
    elif not walk.falls_short:
        yield paragraph(_all_solved(walk, judged), width, style=GOOD)


def _all_solved(walk: Walk, judged: list[Koan]) -> str:
    every = f"Every koan that was asked for ({len(judged)})"
    if walk.whose != "own":
        return f"{every} accepts the answers of {walk.config.option.answers}."
    if len(judged) < len(walk.path.koans):
        return f"{every} is solved. `pytest koans` goes on along the path."
    return f"Every koan is solved: all {len(judged)}. Now read how {'solutions' + os.sep} answers them."
