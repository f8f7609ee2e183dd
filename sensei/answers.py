"""Whose answers are judged: the learner's own, the reference's, another copy's. They are set on the topic by name."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from sensei.blank import ___
from sensei.book import open_book
from sensei.path import KoanPath, Topic
from sensei.source import SourceError, import_fault, parse

OWN, SOLUTIONS, GIVEN = "own", "solutions", "given"


@dataclass(eq=False)
class Given:
    """Answers from a program that runs pytest itself, and passes this as a plugin: those of a notebook.

    `path` says where they stand, `answers` gives the {koan: answer} to be set on a topic whose module was imported, and
    `shown` what a file of the learner's is called in messages, or "" for any other file.
    """

    path: KoanPath
    answers: Callable[[Topic, ModuleType], dict[str, Any]]
    shown: Callable[[str], str]


def chapters_of(folder: Path) -> Path | None:
    """The folder of the chapters in another copy: `folder/koans`, or `folder` itself. None when there are no koans."""
    for candidate in (folder / "koans", folder):
        if any(candidate.glob("[0-9][0-9]_*")):
            return candidate
    return None


def answers_for(topic: Topic, whose: str, chapters: Path | None) -> dict[str, Any]:
    """{koan: answer} to be injected for a topic; raises `SourceError` when the file with the answers can't be used."""
    if whose == OWN:
        return {}
    if whose == SOLUTIONS:
        return open_book(topic.name).answers
    assert chapters is not None
    module = load_copy(chapters / topic.chapter / f"test_{topic.name}.py", topic)
    return {koan.name: getattr(module, koan.name, ___) for koan in topic.koans}  # missing ones are not our own


def load_copy(file: Path, topic: Topic) -> ModuleType:
    """Execute another copy of a topic file without its tests: only the answers, and the helpers that they use."""
    name = f"answers_of_{topic.chapter}_{topic.name}"
    tree = parse(file.read_bytes(), file.as_posix())
    koans = {koan.name for koan in topic.koans}
    tree.body = [node for node in tree.body if not is_test(node, koans)]
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    sys.modules[name] = module = importlib.util.module_from_spec(spec)  # pickle and dataclasses look there
    try:
        exec(compile(tree, str(file), "exec"), module.__dict__)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        raise SourceError(import_fault(error, file.as_posix())) from None
    return module


def is_test(node: ast.stmt, koans: Collection[str]) -> bool:
    """Whether a statement of a topic file is a test, and no koan that is called like one."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name.startswith("test") and name not in koans
        case ast.ClassDef(name=name):
            return name.startswith("Test") and name not in koans
    return False


@contextmanager
def injected(module: ModuleType, answers: dict[str, Any]) -> Iterator[None]:
    """`module` with these answers instead of its own, which come back afterwards."""
    before = {name: getattr(module, name) for name in answers if hasattr(module, name)}
    try:
        for name, answer in answers.items():
            setattr(module, name, answer)
        yield
    finally:
        for name in answers:
            if name in before:
                setattr(module, name, before[name])
            else:
                delattr(module, name)
