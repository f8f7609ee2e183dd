"""The data by which the diagnosis is measured: misconceptions in other words, and wrong answers of another kind.

A module of `tests/respelled` calls `respells` and `unrelated`, as one of `solutions` calls `misconception`.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, overload

from sensei.source import SourceError, import_fault, read

Answer = TypeVar("Answer", bound=Callable[..., Any])


@dataclass(frozen=True)
class Wording:
    """A wrong answer of a koan. `respells` names the misconception that it is, "" says that it is none of them."""

    koan: str
    name: str
    respells: str
    answer: Any
    line: int


_wordings: dict[str, list[Wording]] = {}


@overload
def respells(koan: str, /) -> Callable[[Answer], Answer]: ...
@overload
def respells(koan: str, known: object, other: object, /) -> None: ...
def respells(koan: str, /, *values: Any) -> Callable[[Answer], Answer] | None:
    """Add another wording of a misconception of `koan`.

    For a function or a class it is a decorator, and the name below it is that of the misconception. For a value,
    `known` is the misconception's, and `other` the same mistake together with another.
    """
    if values:
        known, other = values
        _add(koan, f"{koan} = {other!r}", f"{koan} = {known!r}", other)
        return None

    def register(answer: Answer) -> Answer:
        _add(koan, answer.__name__, answer.__name__, answer)
        return answer

    return register


@overload
def unrelated(koan: str, /) -> Callable[[Answer], Answer]: ...
@overload
def unrelated(koan: str, value: object, /) -> None: ...
def unrelated(koan: str, /, *value: Any) -> Callable[[Answer], Answer] | None:
    """Add a wrong answer of `koan` that shows none of its misconceptions: a decorator, or with a value."""
    if value:
        _add(koan, f"{koan} = {value[0]!r}", "", value[0])
        return None

    def register(answer: Answer) -> Answer:
        _add(koan, answer.__name__, "", answer)
        return answer

    return register


def _add(koan: str, name: str, known_as: str, answer: Any) -> None:
    caller = sys._getframe(2)
    _wordings[caller.f_globals["__name__"]].append(Wording(koan, name, known_as, answer, caller.f_lineno))


def wordings_of(topic: str, root: Path) -> list[Wording]:
    """What `tests/respelled` says of a topic, in its order. Raises `SourceError` when that file can't be used."""
    relative = f"tests/respelled/{topic}.py"
    read(root / relative, relative)  # says what is wrong with its text
    name = f"respelled_{topic}"
    spec = importlib.util.spec_from_file_location(name, root / relative)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    found = _wordings[name] = []
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise SourceError(import_fault(error, relative)) from error
    return found
