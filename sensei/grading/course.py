"""The grader's own koans as a judged process may know them: the tests, and nothing of the teacher's book.

They are copied into a folder of their own, because learners' code may read that folder.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sensei.grading.controls import Controls, controls_of
from sensei.grading.record import GradingError
from sensei.path import KoanPath, Topic
from sensei.source import read
from sensei.syllabus import Page

_SETTINGS = """\
[pytest]
addopts = -p sensei.plugin --import-mode=importlib
filterwarnings = default
"""


@dataclass(frozen=True)
class Course:
    """What the process that judges is given once. `folder` holds `koans` as they were shipped, without answers."""

    folder: Path
    topics: tuple[Topic, ...]
    controls: dict[str, Controls]


@dataclass(frozen=True)
class Stub:
    """One koan as it stands in a submission: where, and where it is still blank."""

    name: str
    line: int
    blank_line: int | None


@dataclass(frozen=True)
class Job:
    """One topic of one submission to be judged: its file, all of its koans as they stand there, and which to try.

    How a wrong answer fails is told under `print_seed`: where that is the same for a class, each misconception is run
    once and compared with the answers of all.
    """

    topic: str
    content: bytes
    stubs: tuple[Stub, ...]
    wanted: tuple[str, ...]
    seed: int
    print_seed: int
    koan_seconds: float
    seconds: float
    memory_bytes: int
    disk_bytes: int
    control: tuple[str, int] | None = None  # a koan and the number of one of its controls: to be tried alone


@dataclass(frozen=True)
class Question:
    """How a koan's tests failed, {test: the fields of a `Print`}: which misconception is that? `root` has the book."""

    root: Path
    topic: str
    koan: str
    prints: dict[str, dict[str, Any]]
    seed: int


def stage(path: KoanPath, folder: Path) -> Course:
    """Copy the topic files of `path` to `folder`."""
    (folder / "pytest.ini").write_text(_SETTINGS, encoding="utf-8")
    topics, controls = [], {}
    for topic in path.topics:
        file = folder / topic.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_blanked(topic), encoding="utf-8")
        topics.append(_without_book(topic, file))
        controls[topic.id] = controls_of(topic, read(path.root / "solutions" / f"{topic.name}.py", topic.name))
    return Course(folder, tuple(topics), controls)


def _without_book(topic: Topic, file: Path) -> Topic:
    koans = tuple(replace(koan, page=Page(koan.name, 0, (), "", "", 0)) for koan in topic.koans)
    return replace(topic, koans=koans, file=file)


def _blanked(topic: Topic) -> str:
    """The topic file with every koan blank, also where a teacher has tried the answers. No line changes its number."""
    source = topic.source
    if source is None:
        raise GradingError(f"{topic.broken}")
    lines = list(source.lines)
    for koan in topic.koans:
        definition = source.definitions.get(koan.name)
        if definition is not None and definition.blank_line is None:
            first, last = definition.line - 1, definition.node.end_lineno or definition.line
            lines[first:last] = [f"{koan.name} = None", *[""] * (last - first - 1)]
    return "\n".join(lines) + "\n"
