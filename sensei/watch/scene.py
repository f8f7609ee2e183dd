"""What there is to see at one moment of the watch, and the two ways to show it: a page, or plain lines."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from rich.text import Text

from sensei.commands.console import console
from sensei.failure import Failure, blank_failure
from sensei.page import bars, failure_lines, header, hint_lines, koan_heading, lesson_lines, status_page
from sensei.paper import BAD, FAINT, STRONG, paragraph
from sensei.path import Koan, KoanPath
from sensei.progress import Progress

KEYS = "h hint · l list · n next · p previous · r run all · q quit"
WAITING = "waiting for a save"


@dataclass
class Scene:
    """`koan` is the one that is judged at each save, None when all are solved; `failure` what is wrong with it."""

    path: KoanPath
    progress: Progress
    koan: Koan | None = None
    failure: Failure | None = None
    learned: list[Koan] = field(default_factory=list)  # solved since the learner last saved
    faults: list[str] = field(default_factory=list)
    wrong: list[tuple[Koan, Failure]] = field(default_factory=list)  # found by running all
    said: str = ""  # one line about what was asked for
    hint: list[Text] = field(default_factory=list)
    doing: str = WAITING

    def ask_for_hint(self) -> None:
        if self.koan:
            self.hint = hint_lines(self.koan, self.progress, shutil.get_terminal_size().columns)
            self.progress.save()

    def remember(self, results: dict[str, Any]) -> None:
        """Record {koan id: what a worker told of it}; a result that is empty is not solved."""
        self.progress.reload()
        for topic in self.path.topics:
            judged = {koan.name: results[koan.id] for koan in topic.koans if koan.id in results}
            solved = {name: result["passed"] for name, result in judged.items() if result.get("solved")}
            if judged:
                self.progress.record(topic, solved, set(judged) - set(solved))
        self.progress.save()

    def found(self, results: dict[str, Any]) -> None:
        """Show what running all has found."""
        told = [(koan, results[koan.id]) for koan in self.path.koans if koan.id in results]
        failures = [(koan, Failure.from_dict(result["failure"])) for koan, result in told if result["failure"]]
        self.wrong = [(koan, failure) for koan, failure in failures if failure.kind != "blank"]
        right = sum(result["solved"] for _, result in told)
        self.said = f"Ran all: {right} solved, {len(self.wrong)} wrong, the rest still to fill in."

    def is_solved(self, koan: Koan) -> bool:
        return self.progress.solved(koan) is not None


class View(Protocol):
    def show(self, scene: Scene) -> None: ...
    def list(self, scene: Scene) -> None: ...


class Page:
    """The whole screen, drawn anew whenever something has changed."""

    def show(self, scene: Scene) -> None:
        size = shutil.get_terminal_size()
        lines = [line for block in _blocks(scene, size.columns) for line in block]
        if len(lines) > size.lines and not scene.wrong:  # what matters now stands below
            lines = lines[-size.lines + 1 :]
        self._draw(lines)

    def list(self, scene: Scene) -> None:
        width = shutil.get_terminal_size().columns
        blocks = [
            *status_page(scene.path, scene.is_solved, scene.koan, width),
            paragraph("Any key goes back.", width, style=FAINT),
        ]
        self._draw(line for block in blocks for line in block)

    def _draw(self, lines: Iterable[Text]) -> None:
        paper = console()
        paper.add(lines)
        # Home, the page over what stood there with the rest of each line erased, and all below it: nothing flickers.
        page = paper.text.replace("\n", "\x1b[K\n")
        sys.stdout.write(f"\x1b[H{page}\x1b[J")
        sys.stdout.flush()


class Lines:
    """For a log, an editor's task, a pipe: one line for what is wrong, which begins with FILE:LINE.

    Editors forget what they have marked at a line that begins a verdict: one stands before each, also where there is
    nothing to run.
    """

    def __init__(self) -> None:
        self._shown: tuple[object, ...] = ()
        self._has_begun = False

    def show(self, scene: Scene) -> None:
        key = (scene.koan, scene.failure, tuple(scene.faults), scene.doing, len(scene.learned), scene.said)
        if key == self._shown:
            return
        self._shown = key
        if scene.doing == WAITING and not self._has_begun:
            print(f"judging {scene.koan.path if scene.koan else 'koans'}", flush=True)
        self._has_begun = scene.doing != WAITING
        for line in _plain(scene):
            print(line, flush=True)

    def list(self, scene: Scene) -> None:
        pass


def _blocks(scene: Scene, width: int) -> Iterator[list[Text]]:
    yield header(width)
    yield bars(scene.path, scene.is_solved, width)
    for koan in scene.learned[-3:]:
        yield lesson_lines(scene.path.root, koan, width)
    if scene.learned:
        yield [Text()]
    for fault in scene.faults:
        yield paragraph(fault, width, style=BAD, hanging="  ")
    for koan, failure in scene.wrong:
        yield [*koan_heading(scene.path, koan, width), *failure_lines(koan, failure, width), Text()]
    if scene.said:
        yield [*paragraph(scene.said, width, style=STRONG), Text()]
    if scene.koan and not scene.wrong:
        yield from _current(scene, scene.koan, width)
    if scene.progress.problem:
        yield paragraph(scene.progress.problem, width, style=BAD)
    yield [Text(), *paragraph(KEYS, width), *paragraph(scene.doing, width, style=FAINT)]


def _current(scene: Scene, koan: Koan, width: int) -> Iterator[list[Text]]:
    yield koan_heading(scene.path, koan, width)
    if scene.failure:
        yield failure_lines(koan, scene.failure, width)
    if scene.hint:
        yield [Text(), *scene.hint]


def _plain(scene: Scene) -> Iterator[str]:
    if scene.doing != WAITING:
        yield scene.doing
        return
    yield from (f"solved {koan.name}: {koan.page.lesson}" for koan in scene.learned)
    yield from scene.faults
    wrong = scene.wrong or ([(scene.koan, scene.failure)] if scene.koan and scene.failure else [])
    yield from (_problem(koan, failure) for koan, failure in wrong)
    if scene.said:
        yield scene.said
    yield scene.doing


def _problem(koan: Koan, failure: Failure) -> str:
    """FILE:LINE: error: KOAN: what is wrong, on one line, as compilers write it."""
    if failure.kind == "blank":
        return f"{failure.place}: info: {koan.name}: to fill in"
    values = f"you: {failure.yours}, expected: {failure.expected}" if failure.expected else ""
    said = [part for part in (failure.error, values, *failure.notes, failure.sentence) if part]
    return f"{failure.place}: error: {koan.name}: {' · '.join(said) or failure.code}".replace("\n", " ")


def to_fill_in(koan: Koan) -> Failure | None:
    return blank_failure(koan, "") if koan.blank_line else None
