"""Whose answers are judged: the learner's own, the reference's, another copy's. They are set on the topic by name."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from sensei.book import open_book
from sensei.path import Topic
from sensei.source import Fault, SourceError, parse

OWN, SOLUTIONS = "own", "solutions"


def chapters_of(folder: Path) -> Path | None:
    """The folder of the chapters in another copy: `folder/koans`, or `folder` itself. None when there are no koans."""
    for candidate in (folder / "koans", folder):
        if any(candidate.glob("[0-9][0-9]_*")):
            return candidate
    return None


def answers_for(topic: Topic, whose: str, chapters: Path | None) -> dict[str, Any]:
    """{koan: answer} to be injected for a topic; raises `SourceError` when another copy's file can't be used."""
    if whose == OWN:
        return {}
    if whose == SOLUTIONS:
        return open_book(topic.name).answers
    assert chapters is not None
    module = load_copy(chapters / topic.chapter / f"test_{topic.name}.py", topic)
    return {koan.name: getattr(module, koan.name) for koan in topic.koans if hasattr(module, koan.name)}


def load_copy(file: Path, topic: Topic) -> ModuleType:
    """Execute another copy of a topic file without its tests: only the answers, and the helpers that they use."""
    name = f"answers_of_{topic.chapter}_{topic.name}"
    tree = parse(file.read_bytes(), file.as_posix())
    koans = {koan.name for koan in topic.koans}
    tree.body = [node for node in tree.body if not _is_test(node, koans)]
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    sys.modules[name] = module = importlib.util.module_from_spec(spec)  # pickle and dataclasses look there
    try:
        exec(compile(tree, str(file), "exec"), module.__dict__)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        raise SourceError(import_fault(error, file, file.as_posix())) from None
    return module


def _is_test(node: ast.stmt, koans: set[str]) -> bool:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return name.startswith("test") and name not in koans
        case ast.ClassDef(name=name):
            return name.startswith("Test") and name not in koans
    return False


def import_fault(error: BaseException, file: Path, shown: str) -> Fault:
    """What an error that was raised while `file` was imported says, with the line in that file."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename) == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    message = str(error).strip().split("\n")[0]
    return Fault(shown, line, f"{type(error).__name__}: {message}" if message else type(error).__name__)


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
