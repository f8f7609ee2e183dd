"""Which misconception a wrong answer is: the one that fails in just the same way. Where none does, nothing is said."""

from __future__ import annotations

import math
import re
import time
from dataclasses import replace
from typing import Any

import pytest

from sensei.answers import injected
from sensei.book import Book, Misconception, open_book
from sensei.failure import Failure
from sensei.fingerprint import Print
from sensei.judge import TimeUp, run_quietly
from sensei.path import Koan

SECONDS = 5.0  # a diagnosis that takes longer is given up
_SLOW = 0.2  # seconds: a test that takes longer trains a network


def can_be_named(failure: Failure) -> bool:
    """Whether a failure may show a misconception: it is an answer, and it came to an end."""
    return failure.kind != "blank" and not failure.error.startswith("This took too long")


def diagnose(item: pytest.Function, nextitem: pytest.Item | None, koan: Koan, seconds: float = SECONDS) -> str:
    """The sentence of the misconception that the answer to `koan` shows, which `item` has just refused, or "".

    It takes no longer than `seconds`, except where an answer keeps the signals away that would stop it.
    """
    answer = getattr(item.module, koan.name, None)
    book = open_book(koan.topic_id.split("/")[1])
    known = book.wrong_answers(koan.name)
    if callable(answer):
        same = _Trials(item, nextitem, koan, book, seconds).fitting(known)
    else:
        same = _shown_by_value(answer, book.answers.get(koan.name), known)
    sentences = {wrong.sentence for wrong in same}
    return sentences.pop() if len(sentences) == 1 else ""


class _Trials:
    """Runs of a koan's tests, with the learner's answer and with others, until the time is up."""

    def __init__(
        self, item: pytest.Function, nextitem: pytest.Item | None, koan: Koan, book: Book, seconds: float
    ) -> None:
        self.item, self.nextitem = item, nextitem
        self.koan = koan.name
        self.book = book
        self.seed: int = item.config.option.seed
        self.tests = _tests_of(koan, item)
        self.until = time.perf_counter() + seconds

    def fitting(self, known: list[Misconception]) -> list[Misconception]:
        """Those that leave the same print as the learner's answer in every test of the koan.

        The answer runs once more in all of them, also where it has just failed: which examples hypothesis tries depends
        on the modules that are imported by now. When the time is up, the tests that are left are taken on trust.
        """
        left, compared = known, set()
        try:
            start = time.perf_counter()
            first = self.run(self.item)
            if first.passed:  # it fails by chance
                return []
            for test in self.in_order(time.perf_counter() - start > _SLOW):
                mine = first if test is self.item else self.run(test)
                left = [wrong for wrong in left if self.run_with(wrong.answer, test) == mine]
                compared.add(test)
                if not left:
                    return []
            if self.koan in self.book.answers and not self.run_with(self.book.answers[self.koan], self.item).passed:
                return []  # the learner's own test: it shows no misconception
        except TimeUp:
            pass
        finally:
            self.item.session._setupstate.teardown_exact(self.nextitem)
        return left if self.item in compared else []

    def in_order(self, is_slow: bool) -> list[pytest.Function]:
        """The test that has failed comes first: most misconceptions pass it, or fail otherwise. Where it `is_slow`, it
        comes last: few are left then. Those with many examples come after those with one.
        """
        others = [test for test in self.tests if test is not self.item]
        others.sort(key=lambda test: hasattr(test.obj, "hypothesis"))
        return [*others, self.item] if is_slow else [self.item, *others]

    def run(self, test: pytest.Function) -> Print:
        """How a test ends for the learner's answer."""
        return run_quietly(test, self.after(test), self.seed, self.until)

    def run_with(self, answer: Any, test: pytest.Function) -> Print:
        """How a test ends for another answer: its own name in a message becomes that of the koan."""
        with injected(test.module, {self.koan: answer}):
            result = self.run(test)
        name = getattr(answer, "__name__", self.koan)
        return replace(result, message=re.sub(rf"\b{re.escape(name)}\b", self.koan, result.message))

    def after(self, test: pytest.Function) -> pytest.Item | None:
        """What is set up is left standing for: not `nextitem`, which may be the test itself."""
        return self.nextitem if test is self.item else self.item


def _tests_of(koan: Koan, item: pytest.Function) -> list[pytest.Function]:
    """All tests of the koan, in their order, also where this run is to run one of them only."""
    beside = [other for other in item.session.items if other.path == item.path]
    if not set(koan.tests) <= {getattr(other, "originalname", "") for other in beside}:
        assert isinstance(item.parent, pytest.Collector)
        beside = [item if other.name == item.name else other for other in item.parent.collect()]  # type: ignore[misc]
    tests = [test for test in beside if isinstance(test, pytest.Function) and test.originalname in koan.tests]
    return tests if item in tests else [*tests, item]


def _shown_by_value(answer: Any, right: Any, known: list[Misconception]) -> list[Misconception]:
    """The misconceptions that a value shows. A list may hold several mistakes: its first one is told."""
    if same := [wrong for wrong in known if same_value(answer, wrong.answer)]:
        return same
    if not isinstance(answer, list | tuple) or not _comparable(answer, right):
        return []
    mistakes = _places(answer, right)
    shown: dict[int, list[Misconception]] = {}
    for wrong in known:
        if _comparable(answer, wrong.answer):
            places = _places(wrong.answer, right)
            if mistakes[:1] == places[:1] and all(_alike(answer[i], wrong.answer[i]) for i in places):
                shown[len(places)] = [*shown.get(len(places), []), wrong]
    return shown[max(shown)] if shown else []


def _comparable(answer: Any, other: Any) -> bool:
    return type(answer) is type(other) and len(answer) == len(other)


def _places(answer: Any, right: Any) -> list[int]:
    return [i for i, (mine, other) in enumerate(zip(answer, right, strict=True)) if not _alike(mine, other)]


def same_value(yours: Any, known: Any) -> bool:
    return type(yours) is type(known) and _alike(yours, known)


def _alike(yours: Any, known: Any) -> bool:
    if isinstance(yours, int | float) and isinstance(known, int | float):
        return math.isclose(yours, known, rel_tol=1e-3)
    if isinstance(yours, list | tuple) and _comparable(yours, known):
        return all(map(_alike, yours, known))
    try:
        return bool(yours == known)
    except Exception:  # a tensor of several elements
        return repr(yours) == repr(known)
