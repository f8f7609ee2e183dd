"""Which misconception a wrong answer is: the one that fails in just the same way. Where none does, nothing is said."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
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
    trials = _Trials(item, nextitem, koan, book, seconds)
    if callable(answer):
        same = trials.fitting(known)
    else:
        refused = [wrong for wrong in known if not trials.run_with(wrong.answer, item).passed]
        same = _shown_by_value(answer, book.answers.get(koan.name), refused)
        item.session._setupstate.teardown_exact(nextitem)
    sentences = {wrong.sentence for wrong in same}
    return sentences.pop() if len(sentences) == 1 else ""


class _Trials:
    """Runs of a koan's tests, with the learner's answer and with others, until the time is up."""

    def __init__(
        self, item: pytest.Function, nextitem: pytest.Item | None, koan: Koan, book: Book, seconds: float
    ) -> None:
        self.item, self.nextitem = item, nextitem
        self.koan = koan
        self.right = book.answers.get(koan.name)
        self.seed: int = item.config.option.seed
        self.tests = _tests_of(koan, item)
        self.until = time.perf_counter() + seconds
        self.prints: dict[tuple[pytest.Function, str], Print] = {}

    def fitting(self, known: list[Misconception]) -> list[Misconception]:
        """The misconceptions that fail as the learner's answer does, in all tests of the koan.

        The answer runs once more in all of them, also where it has just failed: which examples hypothesis tries depends
        on the modules that are imported by now.
        """
        try:
            start = time.perf_counter()
            if self.learners(self.item).passed:  # it fails by chance
                return []
            order = self.in_order(time.perf_counter() - start > _SLOW)
            same = self.alike(known, order, lambda result: result)
            if not same and all(self.learners(test).passed for test in self.tests_of_the_example()):
                same = self.alike(known, order, Print.roughly)
            if same and self.right is not None and not self.run_with(self.right, self.item).passed:
                return []  # the learner's own test: it shows no misconception
        except TimeUp:
            return []
        finally:
            self.item.session._setupstate.teardown_exact(self.nextitem)
        return same

    def alike(
        self, known: list[Misconception], order: list[pytest.Function], look: Callable[[Print], object]
    ) -> list[Misconception]:
        """Those whose prints are the same as the learner's when one looks at them like this."""
        left = known
        for test in order:
            if left:
                mine = look(self.learners(test))
                left = [wrong for wrong in left if look(self.print_of(wrong, test)) == mine]
        return left

    def in_order(self, is_slow: bool) -> list[pytest.Function]:
        """The test that has failed comes first: most misconceptions pass it, or fail otherwise. Where it `is_slow`, it
        comes last: few are left then. Those with many examples come after those with one.
        """
        others = [test for test in self.tests if test is not self.item]
        others.sort(key=lambda test: hasattr(test.obj, "hypothesis"))
        return [*others, self.item] if is_slow else [self.item, *others]

    def tests_of_the_example(self) -> list[pytest.Function]:
        """The first test, in which many a wrong answer fails with some wrong number at the same line."""
        return [test for test in self.tests if test.originalname == self.koan.tests[0]]

    def learners(self, test: pytest.Function) -> Print:
        return self.once((test, ""), lambda: self.run(test))

    def print_of(self, wrong: Misconception, test: pytest.Function) -> Print:
        return self.once((test, wrong.name), lambda: self.run_with(wrong.answer, test))

    def once(self, key: tuple[pytest.Function, str], run: Callable[[], Print]) -> Print:
        if key not in self.prints:
            self.prints[key] = run()
        return self.prints[key]

    def run(self, test: pytest.Function) -> Print:
        return run_quietly(test, self.after(test), self.seed, self.until)

    def run_with(self, answer: Any, test: pytest.Function) -> Print:
        """How a test ends for another answer: its own name in a message becomes that of the koan."""
        with injected(test.module, {self.koan.name: answer}):
            result = self.run(test)
        name = getattr(answer, "__name__", self.koan.name)
        return replace(result, message=re.sub(rf"\b{re.escape(name)}\b", self.koan.name, result.message))

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
    """The misconception that a value shows. A list may show several: the one with the most wrong places is told, and of
    two with as many the one that comes first.
    """
    if same := [wrong for wrong in known if same_value(answer, wrong.answer)]:
        return same
    if not isinstance(answer, list) or not _comparable(answer, right):  # the parts of a tuple are one answer
        return []
    shown: list[tuple[int, int, Misconception]] = []
    for wrong in known:
        if _comparable(answer, wrong.answer):
            places = _places(wrong.answer, right)
            if places and all(_alike(answer[i], wrong.answer[i]) for i in places):
                shown.append((-len(places), places[0], wrong))
    best = min((rank for *rank, _ in shown), default=None)
    return [wrong for *rank, wrong in shown if rank == best]


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
