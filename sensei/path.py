"""The path: chapters, topics and koans in order, and which tests judge which koan. Read by AST; torch is not imported.

The koans of a topic are what its page in `solutions` teaches. Topics come in the order in which the chapter's README
links them. A test judges the last koan that it names: tests of a later koan may use earlier ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from sensei.gaps import emptied, missing, untested
from sensei.source import Fault, Source, SourceError, read
from sensei.syllabus import Page, read_pages


@dataclass(frozen=True)
class Koan:
    """One thing to answer. `line` is where its stub stands (0: it is missing), `tests` the functions that judge it.

    `needs_device` says whether one of them asks for the fixture `device`. `digest` is a hash of all in the project that
    the outcome of its tests rests on; "" where there are no tests.
    """

    topic_id: str
    name: str
    path: str
    line: int
    docstring: str
    blank_line: int | None
    tests: tuple[str, ...]
    needs_device: bool
    digest: str
    page: Page

    @property
    def id(self) -> str:
        return f"{self.topic_id}::{self.name}"

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True)
class Topic:
    """One file of koans. `path` is relative to the project, with forward slashes; `file` is the same on this machine.

    `has_own_tests` says whether the learner has added tests that judge no koan.
    `broken` is the fault of a file without which the topic can't be judged at all; it is among `faults` too.
    """

    chapter: str
    name: str
    path: str
    koans: tuple[Koan, ...]
    faults: tuple[Fault, ...]
    broken: Fault | None
    has_own_tests: bool
    file: Path

    @property
    def id(self) -> str:
        return f"{self.chapter}/{self.name}"

    @cached_property
    def source(self) -> Source | None:
        """The topic file with its tests, parsed when it is first asked for; None if it is unreadable."""
        try:
            return read(self.file, self.path)
        except SourceError:
            return None

    @cached_property
    def koan_of_test(self) -> dict[str, Koan]:
        return {test: koan for koan in self.koans for test in koan.tests}

    def koan(self, name: str) -> Koan | None:
        return next((koan for koan in self.koans if koan.name == name), None)


@dataclass(frozen=True)
class Chapter:
    name: str
    topics: tuple[Topic, ...]

    @property
    def koans(self) -> list[Koan]:
        return [koan for topic in self.topics for koan in topic.koans]


@dataclass(frozen=True)
class KoanPath:
    """The whole path of a project."""

    root: Path
    chapters: tuple[Chapter, ...]

    @property
    def topics(self) -> list[Topic]:
        return [topic for chapter in self.chapters for topic in chapter.topics]

    @property
    def koans(self) -> list[Koan]:
        return [koan for topic in self.topics for koan in topic.koans]

    @property
    def faults(self) -> list[Fault]:
        return [fault for topic in self.topics for fault in topic.faults]

    def read_again(self, files: set[Path]) -> KoanPath:
        """The path with the topics of these files as they are now, and the others as they were."""
        chapters = [
            Chapter(chapter.name, tuple(_read_again(self.root, topic, files) for topic in chapter.topics))
            for chapter in self.chapters
        ]
        return KoanPath(self.root, tuple(chapters))

    def find_topic(self, name: str) -> Topic | None:
        """The topic that a user means: by its name, its id or its file."""
        wanted = Path(name).stem.removeprefix("test_")
        return next((topic for topic in self.topics if name in (topic.id, topic.path) or topic.name == wanted), None)


def _read_again(root: Path, topic: Topic, files: set[Path]) -> Topic:
    return read_topic(root, topic.chapter, topic.name) if topic.file in files else topic


_CHAPTER = re.compile(r"\d\d_\w+")
_LINK = re.compile(r"\((test_\w+)\.py\)")


def find_root(start: Path) -> Path | None:
    """The project that holds `start`: the nearest folder upwards with `koans` and `solutions` in it."""
    for folder in (start, *start.parents):
        if (folder / "koans").is_dir() and (folder / "solutions").is_dir():
            return folder
    return None


Stubs = Path | Literal["own", "solutions"]
ReadTopic = Callable[[Path, str, str, Stubs], "Topic"]


def read_path(root: Path, stubs: Stubs = "own", read_one: ReadTopic | None = None) -> KoanPath:
    """The path of the project at `root`. `stubs` says whose answers its koans hold; a folder is that of other chapters.

    Files that can't be read become faults of their topic. `read_one` takes the place of `read_topic`.
    """
    folders = sorted(f for f in (root / "koans").iterdir() if f.is_dir() and _CHAPTER.fullmatch(f.name))
    topics = {folder.name: _read_topics(root, folder, stubs, read_one or read_topic) for folder in folders}
    return KoanPath(root, tuple(Chapter(name, tuple(read)) for name, read in topics.items()))


def _read_topics(root: Path, folder: Path, stubs: Stubs, read_one: ReadTopic) -> list[Topic]:
    linked = linked_topics(folder)
    found = sorted(file.stem for file in folder.glob("test_*.py") if _is_topic(root, file))
    names = [*linked, *(name for name in found if name not in linked)]
    return [read_one(root, folder.name, name.removeprefix("test_"), stubs) for name in names]


def _is_topic(root: Path, file: Path) -> bool:
    """Whether a test file that no README links is a topic. Else it holds tests of the learner's own."""
    try:
        return (root / "solutions" / file.name.removeprefix("test_")).exists() or b"___" in file.read_bytes()
    except OSError:
        return True


def linked_topics(folder: Path) -> list[str]:
    """The topic files that the README of a chapter links, in its order, without their ending."""
    try:
        text = (folder / "README.md").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return list(dict.fromkeys(_LINK.findall(text)))


def read_topic(root: Path, chapter: str, name: str, stubs: Stubs = "own") -> Topic:
    """One topic. The stubs are whose `stubs` says; the tests are always these."""
    shown = f"koans/{chapter}/test_{name}.py"
    faults: list[Fault] = []

    def try_to_read(file: Path, shown: str) -> Source | None:
        try:
            return read(file, shown)
        except SourceError as error:
            faults.append(error.fault)
            return None

    book = try_to_read(root / "solutions" / f"{name}.py", f"solutions/{name}.py")
    source = try_to_read(root / shown, shown)
    if isinstance(stubs, Path):
        file = stubs / chapter / f"test_{name}.py"
        given = try_to_read(file, file.as_posix())
    else:
        given = source if stubs == "own" else book
    pages = read_pages(book) if book else []
    judges = _judges(source, [page.koan for page in pages]) if source else {}
    koans = tuple(_koan(f"{chapter}/{name}", shown, page, given, source, book, judges) for page in pages)
    if source and given and (fault := emptied(koans, source, given, name)):
        faults.append(fault)
    broken = next(iter(faults), None)
    if source and given and not broken:
        faults += [missing(koan, source, given) for koan in koans if not koan.line]
        faults += [untested(koan, source) for koan in koans if not koan.tests and koan.line]
    own_tests = source is not None and _has_own_tests(source, koans)
    return Topic(chapter, name, shown, koans, tuple(faults), broken, own_tests, root / shown)


def _has_own_tests(source: Source, koans: tuple[Koan, ...]) -> bool:
    known = {name for koan in koans for name in (koan.name, *koan.tests)}
    return any((d.is_test or d.is_test_class) and d.name not in known for d in source.definitions.values())


def _judges(source: Source, koans: list[str]) -> dict[str, tuple[str, ...]]:
    """{koan: its tests}. A test judges the last koan, in the order of the path, that it names."""
    judges: dict[str, tuple[str, ...]] = {}
    for definition in source.definitions.values():
        if definition.is_test and definition.name not in koans:
            used = source.names_used(definition.name, stop=frozenset(koans))
            if named := [koan for koan in koans if koan in used]:
                judges[named[-1]] = (*judges.get(named[-1], ()), definition.name)
    return judges


def _koan(
    topic_id: str,
    shown: str,
    page: Page,
    stubs: Source | None,
    source: Source | None,
    book: Source | None,
    judges: dict[str, tuple[str, ...]],
) -> Koan:
    stub = stubs.definitions.get(page.koan) if stubs else None
    tests = judges.get(page.koan, ())
    return Koan(
        topic_id=topic_id,
        name=page.koan,
        path=stubs.path if stubs else shown,
        line=stub.line if stub else 0,
        docstring=stub.docstring if stub else "",
        blank_line=stub.blank_line if stub else None,
        tests=tests,
        needs_device=source is not None and any("device" in source.arguments(test) for test in tests),
        digest=source.digest(tests, frozenset(judges), book) if source and book and tests else "",
        page=page,
    )
