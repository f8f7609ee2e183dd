"""The paths that pytest is given: `FILE::KOAN` means the koan's tests, and a name that is mistyped gets the nearest."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

import pytest

from sensei.path import KoanPath, Topic


def expanded(arguments: list[str], path: KoanPath, folder: Path) -> list[str]:
    """`arguments`, which are relative to `folder`, with tests in place of koans; pytest.UsageError for unknown ones."""
    return [new for argument in arguments for new in _expanded(argument, path, folder)]


def _expanded(argument: str, path: KoanPath, folder: Path) -> Iterator[str]:
    given, _, name = argument.partition("::")
    file = Path(folder, given).resolve()
    if not file.exists():
        _refuse(given, file, path)
    topic = next((topic for topic in path.topics if name and topic.file.resolve() == file), None)
    if topic is None or topic.source is None:
        yield argument
    elif koan := topic.koan(name):
        yield from (f"{given}::{test}" for test in koan.tests)
    else:
        _refuse_unknown(name, topic)
        yield argument


def _refuse(given: str, file: Path, path: KoanPath) -> None:
    """pytest says by itself that there is no such file. Here it is said which one may be meant, if that can be told."""
    koans = path.root / "koans"
    known = [koans, *(topic.file for topic in path.topics), *(topic.file.parent for topic in path.topics)]
    names = {name: one for one in known for name in (one.name, one.relative_to(koans).as_posix())}
    inside = file.is_relative_to(koans.resolve())
    name = file.relative_to(koans.resolve()).as_posix() if inside else file.name
    if near := get_close_matches(name, names, n=1, cutoff=0.7):
        meant = names[near[0]].relative_to(path.root).as_posix()
        raise pytest.UsageError(f"there is no {given}. Did you mean {meant}?")


def _refuse_unknown(name: str, topic: Topic) -> None:
    test = name.partition("[")[0].partition("::")[0]
    assert topic.source is not None
    if test in topic.source.definitions:
        return
    tests = [known for known, definition in topic.source.definitions.items() if definition.is_test]
    near = get_close_matches(test, [*tests, *(koan.name for koan in topic.koans)], n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise pytest.UsageError(f"{topic.path} has no koan and no test `{name}`.{meant}")
