"""The teacher's book: what `solutions/` says of each koan, and the wrong answers that the koan refuses.

A module of `solutions` defines the right answers and calls `teach` once for each; `misconception` adds a wrong one.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, overload

from sensei.source import SourceError, import_fault

Answer = TypeVar("Answer", bound=Callable[..., Any])


@dataclass(frozen=True)
class Teaching:
    """One koan as its teacher sees it. `seconds` is the time that one test may take."""

    koan: str
    hints: tuple[str, ...]
    lesson: str
    docs: str
    seconds: float


@dataclass(frozen=True)
class Misconception:
    """A wrong answer, and the sentence that would have helped the learner who gave it. `line` is where it stands."""

    koan: str
    name: str
    sentence: str
    answer: Any
    line: int


@dataclass
class Book:
    """The page of one topic: filled while its module in `solutions` is imported."""

    teachings: dict[str, Teaching] = field(default_factory=dict)
    misconceptions: list[Misconception] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)

    def wrong_answers(self, koan: str) -> list[Misconception]:
        return [wrong for wrong in self.misconceptions if wrong.koan == koan]


_books: dict[str, Book] = {}


def teach(koan: str | Callable[..., Any], *, hints: Sequence[str], lesson: str, docs: str, seconds: float = 1) -> None:
    """Say what a koan teaches. `koan` is the right answer itself, or the name of a named value.

    `hints` go from a nudge to nearly the answer; `lesson` is one sentence for the learner who has solved it; `docs` is
    the address of the page in the PyTorch documentation; `seconds` is more than 1 only for koans that train a network.
    """
    name = _name(koan)
    _book_of_caller().teachings[name] = Teaching(name, tuple(hints), lesson, docs, seconds)


@overload
def misconception(koan: str, value: object, sentence: str, /) -> None: ...
@overload
def misconception(koan: str | Callable[..., Any], sentence: str, /) -> Callable[[Answer], Answer]: ...
def misconception(
    koan: str | Callable[..., Any], value: Any, sentence: str | None = None, /
) -> Callable[[Answer], Answer] | None:
    """Add a wrong answer: a decorator for a function or class, `misconception("NAME", value, sentence)` for a value.

    The sentence speaks to the learner who gave this answer and says what is the case.
    """
    book, name, line = _book_of_caller(), _name(koan), sys._getframe(1).f_lineno
    if sentence is not None:
        book.misconceptions.append(Misconception(name, f"{name} = {value!r}", sentence, value, line))
        return None

    def register(wrong: Answer) -> Answer:
        book.misconceptions.append(Misconception(name, wrong.__name__, value, wrong, line))
        return wrong

    return register


def open_book(topic: str) -> Book:
    """The page of `topic` ("one_hot"): imports `solutions.one_hot`, and torch with it. May raise `SourceError`."""
    try:
        module = importlib.import_module(f"solutions.{topic}")
        book = _books.setdefault(module.__name__, Book())
        book.answers = {koan: getattr(module, koan) for koan in book.teachings if hasattr(module, koan)}
    except (Exception, SystemExit) as error:
        raise SourceError(import_fault(error, f"solutions/{topic}.py")) from error
    return book


def _name(koan: str | Callable[..., Any]) -> str:
    return koan if isinstance(koan, str) else koan.__name__


def _book_of_caller() -> Book:
    return _books.setdefault(sys._getframe(2).f_globals["__name__"], Book())
