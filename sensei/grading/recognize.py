"""Which misconception a wrong answer of a submission is, found without running it.

The judged process tells how its tests failed. A process of its own, forked from the warm parent or a standby, has the
teacher's book and runs no learner's code: it lets the same tests judge the misconceptions under the same seed, and
compares.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from sensei.answers import injected
from sensei.book import Book, Misconception, open_book
from sensei.fingerprint import Print, print_of
from sensei.grading.course import Question
from sensei.grading.judged import Ground
from sensei.grading.running import run
from sensei.source import SourceError

PATIENCE = 20  # seconds for one question; a misconception may loop for long
Known = tuple[str, str]  # its sentence, and its name in the teacher's book


class Recognizer:
    """The warm parent's side: forks the process when it is first asked, and again when it was lost."""

    def __init__(self, grounds: dict[str, Ground], kept: set[int]) -> None:
        self._grounds, self._kept = grounds, kept
        self._connection: Connection | None = None
        self._pid = 0

    def ask(self, question: Question) -> Known | None:
        if self._connection is None:
            self._connection = self._start()
        with suppress(OSError, EOFError):
            self._connection.send(question)
            if self._connection.poll(PATIENCE):
                known: Known | None = self._connection.recv()
                return known
        self._connection.close()
        self._connection = None
        self._kept.discard(self._pid)
        return None

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                ours.close()
                serve(iter(theirs.recv, None), theirs.send, self._grounds)
            finally:
                os._exit(0)
        theirs.close()
        self._kept.add(self._pid)
        return ours


def serve(questions: Iterable[Question], answer: Callable[[Known | None], object], grounds: dict[str, Ground]) -> None:
    """Answer questions until there are no more."""
    sys.dont_write_bytecode = True  # the teacher's folder stays as it is
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    seen: dict[tuple[str, str, str, int], Print] = {}
    with suppress(EOFError):
        for question in questions:
            if str(question.root) not in sys.path:
                sys.path.insert(0, str(question.root))
            answer(_recognized(question, grounds[question.topic], seen))


def _recognized(question: Question, ground: Ground, seen: dict[tuple[str, str, str, int], Print]) -> Known | None:
    try:
        book = open_book(ground.topic.name)
        mine = {test: Print(**fields) for test, fields in question.prints.items()}
    except (SourceError, TypeError):  # the prints come from a learner's process
        return None
    items = ground.items[question.koan]
    same = book.wrong_answers(question.koan)
    for item in sorted(items, key=lambda item: item.name not in mine):  # the tests that failed part best
        if len({wrong.sentence for wrong in same}) < 2 and mine.keys() <= {each.name for each in _before(items, item)}:
            break
        same = [
            wrong
            for wrong in same
            if _print_with(item, wrong, book, ground, question.seed, seen) == mine.get(item.name, Print(passed=True))
        ]
    sentences = {wrong.sentence for wrong in same}
    return (same[0].sentence, same[0].name) if len(sentences) == 1 and mine else None


def _before(items: list[pytest.Function], last: pytest.Function) -> Iterator[pytest.Function]:
    for item in items:
        if item is last:
            return
        yield item


def _print_with(
    item: pytest.Function,
    wrong: Misconception,
    book: Book,
    ground: Ground,
    seed: int,
    seen: dict[tuple[str, str, str, int], Print],
) -> Print:
    """How a test ends for a misconception, the other koans being answered rightly."""
    key = (ground.topic.id, item.name, wrong.name, seed)
    if key not in seen:
        with injected(ground.tests, {**book.answers, wrong.koan: wrong.answer}):
            seen[key] = print_of(item, run(item, seed)[0])
    return seen[key]
