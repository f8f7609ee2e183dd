"""The words of a notebook: those of the terminal's page, with the notebook's commands."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from sensei.notebook.cell import name_in, stub_to_copy
from sensei.notebook.judging import Verdict
from sensei.notebook.show import WIDTH
from sensei.page import failure_lines, hint_lines, koan_heading, lesson_lines, next_step, solution_lines
from sensei.paper import BAD, GOOD, paragraph
from sensei.path import Koan, KoanPath
from sensei.progress import Progress
from sensei.source import Source

SOLUTION = "--solution"
_ALL_SOLVED = "Every koan is solved."


def verdict_page(path: KoanPath, verdict: Verdict, source: Source, following: Koan | None) -> Iterator[Text]:
    """What came of one koan of a cell. `following` is the koan to do next."""
    koan = verdict.koan
    if verdict.stopped:
        yield from paragraph(f"Stopped while {koan.name} was judged. Run the cell again when you like.", WIDTH)
        return
    if verdict.problem:
        yield from paragraph(verdict.problem, WIDTH, style=BAD, hanging="  ")
        return
    if verdict.solved:
        yield from lesson_lines(path.root, koan, WIDTH, source)
        yield Text()
        said = f"%koan {name_in(path, following)}   shows the next koan" if following else _ALL_SOLVED
        yield from paragraph(said, WIDTH)
        return
    yield from koan_heading(path, koan, WIDTH)
    if verdict.failure:
        yield from failure_lines(koan, verdict.failure, WIDTH)
    hint = f"%koan_hint {name_in(path, koan)}"
    yield from next_step(koan, Progress(path.root), WIDTH, hint, f"{hint} {SOLUTION}")


def koan_page(path: KoanPath, koan: Koan | None) -> Iterator[Text]:
    """A koan, and the cell to begin with."""
    topic = path.find_topic(koan.topic_id) if koan else None
    if koan is None or topic is None:
        yield from paragraph(_ALL_SOLVED, WIDTH, style=GOOD)
        return
    yield from koan_heading(path, koan, WIDTH)
    yield from paragraph("Copy this into a cell, replace ___ and run it:", WIDTH)
    yield Text()
    yield from map(Text, stub_to_copy(topic, koan, f"%%koan {name_in(path, koan)}").split("\n"))


def hint_page(path: KoanPath, koan: Koan | None, progress: Progress, wants_solution: bool) -> Iterator[Text]:
    """The next hint for a koan, which then counts as seen, or an answer to it."""
    if koan is None:
        yield from paragraph(_ALL_SOLVED, WIDTH, style=GOOD)
        return
    yield from koan_heading(path, koan, WIDTH)
    if wants_solution:
        yield from solution_lines(path.root, koan, WIDTH)
    else:
        yield from hint_lines(koan, progress, WIDTH, solution=f"%koan_hint {name_in(path, koan)} {SOLUTION}")
