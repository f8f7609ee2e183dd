"""What pages are made of: how far the path is walked, a koan, what is wrong with its answer, hints."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.cells import cell_len
from rich.text import Text

from sensei.failure import Failure
from sensei.paper import BAD, FAINT, GOOD, STRONG, bar, bar_column, paragraph, plural, reflowed, row
from sensei.path import Koan, KoanPath
from sensei.progress import Progress, torch_version
from sensei.reference import differs_in_kind, reference
from sensei.source import Source
from sensei.verified import counted, why_not

_LONGEST_REFERENCE = 6  # lines; of a longer one only its place is shown


def header(width: int) -> list[Text]:
    facts = [f"torch {torch_version() or 'is not installed'}"]
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "get_num_threads"):
        threads = torch.get_num_threads()
        facts.append(f"cpu, {threads} thread{'s' if threads != 1 else ''}")
    lines = paragraph(" · ".join(("torch-koans", *facts)), width)
    lines[0].stylize(STRONG, 0, len("torch-koans"))
    return [*lines, Text()]


def bars(path: KoanPath, is_solved: Callable[[Koan], bool], width: int) -> list[Text]:
    """One line for each chapter and one for the whole."""
    titles = {chapter.name: title(chapter.name) for chapter in path.chapters}
    column = bar_column(titles.values(), width)
    lines = [
        _bar(koans, titles[chapter.name], column, is_solved)
        for chapter in path.chapters
        if (koans := counted(chapter.koans))
    ]
    koans = counted(path.koans)
    lines.append(Text(f"{sum(map(is_solved, koans))} of {plural(len(koans), 'koan')}", STRONG))
    if left_out := [koan for koan in path.koans if koan not in koans]:
        said = f"{len(left_out)} more about devices are not verified here: {why_not(left_out[0])}."
        lines += paragraph(said, width, style=FAINT)
    return [*lines, Text()]


def _bar(koans: list[Koan], name: str, column: int, is_solved: Callable[[Koan], bool]) -> Text:
    return bar(name, column, sum(map(is_solved, koans)), len(koans))


def title(name: str) -> str:
    return name.replace("_", " ")


def koan_heading(path: KoanPath, koan: Koan, width: int) -> list[Text]:
    chapter, topic = koan.topic_id.split("/")
    koans = next(t.koans for t in path.topics if t.id == koan.topic_id)
    number = 1 + [k.name for k in koans].index(koan.name)
    where = paragraph(f"{title(chapter)} · {title(topic)} · koan {number}", width, style=FAINT)
    return [*where, *row(koan.name, koan.place, width), Text()]


def failure_lines(koan: Koan, failure: Failure, width: int) -> list[Text]:
    """What is wrong: for a blank koan what it asks for."""
    inset = "    " if width >= 60 else "  "
    lines: list[Text] = []
    if failure.kind == "blank" and koan.blank_line:
        lines += [*paragraph(reflowed(koan.docstring), width, inset), Text()]
        return [*lines, *paragraph(f"Fill in ___ at {koan.path}:{koan.blank_line}", width, style=STRONG)]
    if failure.code:
        lines += paragraph(failure.code, width, inset)
    if failure.call:
        lines += paragraph(f"the call: {failure.call}", width, inset, hanging="  ")
    for place, line in failure.trace:
        lines += [*paragraph(place, width, inset, FAINT), *paragraph(line, width, inset + "  ")]
    if failure.error:
        lines += [*paragraph(failure.error, width, inset, BAD)]
    if failure.expected:
        lines += _values(failure, width, inset)
    for note in failure.notes:
        lines += paragraph(note, width, inset, hanging="  ")
    if failure.kind != "blank" and failure.place not in (koan.place, *(place for place, _ in failure.trace)):
        lines += paragraph(f"({failure.place})", width, inset, FAINT)
    if failure.printed:
        lines += [Text(), Text("Printed by your code:"), *paragraph(failure.printed, width, inset, FAINT)]
    if failure.sentence:
        lines += [Text(), *paragraph(failure.sentence, width, style=STRONG)]
    return lines


def _values(failure: Failure, width: int, inset: str) -> list[Text]:
    indent = len("assert ") if failure.code.startswith("assert ") else 0
    one_line = f"you: {failure.yours}     expected: {failure.expected}"
    if len(inset) + indent + 2 + cell_len(one_line) <= width:
        lead = inset + " " * indent
        you, expected = (f"you: {failure.yours}", BAD), (f"expected: {failure.expected}", GOOD)
        return [Text.assemble(lead, "↳ ", you, "     ", expected)]
    return [
        *paragraph(f"↳ you:      {failure.yours}", width, inset, BAD, hanging=" " * 4),
        *paragraph(f"expected: {failure.expected}", width, inset + "  ", GOOD, hanging="  "),
    ]


def hint_lines(
    koan: Koan, progress: Progress, width: int, *, is_current: bool = True, solution: str = ""
) -> list[Text]:
    """The next hint, then where to read, which then counts as seen; after that all of them, and an offer of more.

    `solution` is the command that shows an answer, where it is not one for the terminal.
    """
    hints, seen = koan.page.hints, progress.hints_seen(koan)
    every = [f"Hint {i} of {len(hints)}: {hint}" for i, hint in enumerate(hints, start=1)]
    every.append(f"Read: {koan.page.docs}")
    if seen < len(every):
        progress.see_hint(koan)
        return paragraph(every[seen], width)
    lines = [line for text in every for line in paragraph(text, width)]
    target = "" if is_current else f"{koan.topic_id.split('/')[1]}::{koan.name} "
    command = solution or f"koans hint {target}--solution"
    return [*lines, Text(), *paragraph(f"To see an answer: {command}", width)]


def next_step(
    koan: Koan,
    progress: Progress,
    width: int,
    hint: str = "pytest koans --hint",
    solution: str = "koans hint --solution",
) -> list[Text]:
    hints, seen = len(koan.page.hints), progress.hints_seen(koan)
    if seen > hints:
        says = f"{solution}   shows an answer (all hints are seen)"
    elif seen == hints:
        says = f"{hint}   shows where to read (all hints are seen)"
    else:
        says = f"{hint}   shows a hint ({seen} of {hints} seen)"
    return [Text(), *paragraph(says, width)]


def lesson_lines(root: Path, koan: Koan, width: int, own: Source | None = None) -> list[Text]:
    """For a koan that has just been solved: what was learned, and the answer of `solutions` if it is another kind.

    `own` is where the learner's answer stands, if not in the file of the koan.
    """
    lines = paragraph(f"✓ {koan.name}: {koan.page.lesson}", width, style=GOOD, hanging="  ")
    known = reference(root, koan) if differs_in_kind(root, koan, own) else None
    if known is None:
        return lines
    code = known.code.split("\n")
    if len(code) > _LONGEST_REFERENCE:
        return [*lines, *paragraph(f"Another way to do it: {known.place}", width, "  ")]
    return [*lines, *paragraph(f"Another way to do it ({known.place}):", width, "  "), *_code(code, width, "      ")]


def solution_lines(root: Path, koan: Koan, width: int) -> list[Text]:
    """How `solutions` answers a koan."""
    known = reference(root, koan)
    if known is None:
        return paragraph("There is no answer to be read in `solutions`.", width, style=BAD)
    return [*paragraph(f"An answer, from {known.place}:", width), Text(), *_code(known.code.split("\n"), width, "    ")]


def _code(lines: list[str], width: int, indent: str) -> list[Text]:
    return [line for text in lines for line in paragraph(text, width, indent, hanging="        ")]


def status_page(
    path: KoanPath, is_solved: Callable[[Koan], bool], current: Koan | None, width: int
) -> Iterator[list[Text]]:
    """Every koan, chapter by chapter; `>` marks the current one."""
    yield header(width)
    yield bars(path, is_solved, width)
    for topic in path.topics:
        yield paragraph(f"{title(topic.chapter)} · {title(topic.name)}", width, style=STRONG)
        for koan in topic.koans:
            mark, style = (
                ("✓", GOOD) if is_solved(koan) else (">", STRONG) if current and koan.id == current.id else ("·", "")
            )
            yield row(f"{mark} {koan.name}", koan.place, width, style)
        yield [Text()]
    for fault in path.faults:
        yield paragraph(str(fault), width, style=BAD, hanging="  ")
    if current:
        yield [Text("The walk goes on at:"), *row(f"> {current.name}", current.place, width)]
