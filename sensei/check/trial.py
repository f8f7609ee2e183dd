"""A pytest plugin that tries answers on the koans of one topic, in one process, and writes down what came of it.

It is loaded by `koans check` alone, see `process`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

from sensei.answers import injected
from sensei.book import Book, Misconception, open_book
from sensei.check.form import NAMES_NO_KOAN
from sensei.check.nulls import null_answers
from sensei.check.process import write_findings, write_what_runs
from sensei.diagnosis import same_value
from sensei.fingerprint import Print
from sensei.judge import run_quietly
from sensei.path import Koan, Topic
from sensei.source import Fault, SourceError
from sensei.walk import the_walk

SEEDS = 10
LEFT_OUT = "pytest does not collect `{}`. Let it be a plain function of the file"


class Trial:
    """All answers to all koans of one topic."""

    def __init__(
        self, topic: Topic, items: list[pytest.Function], koan_of: Callable[[pytest.Item], Koan | None]
    ) -> None:
        self.topic = topic
        self.book: Book = open_book(topic.name)
        self.module = items[0].module
        self.items: dict[str, list[pytest.Function]] = {koan.name: [] for koan in topic.koans}
        for item in items:
            if koan := koan_of(item):
                self.items[koan.name].append(item)
        self.faults: list[Fault] = []
        self.seconds: dict[str, float] = {}

    def run(self) -> None:
        with injected(self.module, self.book.answers):
            for koan in self.topic.koans:
                if koan.name in self.book.answers and self.items[koan.name]:  # else its form is at fault already
                    self.try_solution(koan)
                    self.try_misconceptions(koan)
                    self.try_nulls(koan)

    def judge(self, koan: Koan, name: str, answer: Any) -> dict[str, Print]:
        """{test with its parameters: how it ended} for one answer; the other koans have their right answers."""
        with injected(self.module, {koan.name: answer}):
            return {item.name: self.try_test(item, name) for item in self.items[koan.name]}

    def try_test(self, item: pytest.Function, name: str, seed: int = 0) -> Print:
        """How a test ends for the answer called `name`, which is written down first: it may end this process."""
        write_what_runs(self.line_of(item), f"`{item.name}` tried {name}")
        return run_quietly(item, None, seed)

    def try_solution(self, koan: Koan) -> None:
        limit = self.book.teachings[koan.name].seconds
        for item in self.items[koan.name]:
            times = []
            for seed in range(SEEDS):
                start = time.perf_counter()
                result = self.try_test(item, f"the solution of `{koan.name}`", seed)
                times.append(time.perf_counter() - start)
                if not result.passed:
                    self.fault(item, f"`{item.name}` refuses the solution under seed {seed}: {_said(result)}")
                    break
            self.seconds[item.name] = min(times)
            if min(times) > limit:
                what = f"`{item.name}` takes {min(times):.2f} s, {limit} s are allowed. Let it do less"
                self.fault(item, f"{what}, or give `{koan.name}` more `seconds` in solutions/{self.topic.name}.py")

    def try_misconceptions(self, koan: Koan) -> None:
        refusing: set[str] = set()
        seen: list[tuple[Misconception, dict[str, Print]]] = []
        for wrong in self.book.wrong_answers(koan.name):
            results = self.judge(koan, f"the misconception `{wrong.name}`", wrong.answer)
            refusing |= {name for name, result in results.items() if not result.passed}
            if all(result.passed for result in results.values()):
                self.fault_in_book(wrong, "passes every test of its koan. Add a test that refuses it")
                continue
            for other, theirs in seen:
                if other.sentence != wrong.sentence and _look_alike(wrong, results, other, theirs):
                    what = "Share its sentence, or part them by a test"
                    self.fault_in_book(wrong, f"fails just as `{other.name}` does. {what}")
                    break
            seen.append((wrong, results))
        for name in dict.fromkeys(item.originalname for item in self.items[koan.name]):
            if not any(refused.partition("[")[0] == name for refused in refusing):
                item = next(item for item in self.items[koan.name] if item.originalname == name)
                self.fault(item, f"`{name}` refuses no misconception of `{koan.name}`. Add one, or drop the test")

    def try_nulls(self, koan: Koan) -> None:
        for name, answer, was_in_vain in null_answers(self.book.answers[koan.name]):
            results = self.judge(koan, name, answer)
            if all(result.passed for result in results.values()) and was_in_vain():
                what = f"`{koan.name}` is solved by {name}. Add a test that refuses that"
                self.faults.append(Fault(self.topic.path, koan.line, what))
                break  # what one null answer solves, others often solve too

    def line_of(self, item: pytest.Function) -> int:
        assert self.topic.source is not None
        return self.topic.source.definitions[item.originalname].line

    def fault(self, item: pytest.Function, what: str) -> None:
        self.faults.append(Fault(self.topic.path, self.line_of(item), what))

    def fault_in_book(self, wrong: Misconception, what: str) -> None:
        self.faults.append(Fault(f"solutions/{self.topic.name}.py", wrong.line, f"`{wrong.name}` {what}"))


def _look_alike(
    wrong: Misconception, results: dict[str, Print], other: Misconception, theirs: dict[str, Print]
) -> bool:
    """Whether the diagnosis can't tell one from the other: it knows a value by itself, a function by its failures."""
    return results == theirs if callable(wrong.answer) else same_value(wrong.answer, other.answer)


def _said(result: Print) -> str:
    return f"line {result.line}, {result.error}: {result.message}"


@pytest.hookimpl(wrapper=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """First the file as it is: all of it has to be collected. Then the trial, in place of a second run."""
    walk = the_walk(session.config)
    done = yield
    for topic in walk.asked:
        items = [i for i in session.items if isinstance(i, pytest.Function) and walk.topic_of(i.path) is topic]
        faults = list(_not_collected(topic, items, walk.broken.get(topic.id)))
        seconds: dict[str, float] = {}
        try:
            if items:
                trial = Trial(topic, items, walk.koan_of)
                trial.run()
                faults, seconds = faults + trial.faults, trial.seconds
        except SourceError as error:  # the module in `solutions` can't be imported
            faults.append(error.fault)
        write_findings({"faults": [vars(fault) for fault in faults], "seconds": seconds})
    return done


def _not_collected(topic: Topic, items: list[pytest.Function], broken: str | None) -> Iterator[Fault]:
    """Tests that the path has and pytest has not, or the reverse: nothing would be proved of them."""
    if broken is not None:
        path, line, what = broken.split(":", 2)
        yield Fault(path, int(line), what.strip())
        return
    assert topic.source is not None
    collected = {item.originalname for item in items}
    for test in topic.koan_of_test:
        if test not in collected:
            yield Fault(topic.path, topic.source.definitions[test].line, LEFT_OUT.format(test))
    for item in items:
        if item.cls is None and item.originalname not in topic.koan_of_test:
            yield Fault(
                topic.path, topic.source.definitions[item.originalname].line, NAMES_NO_KOAN.format(item.originalname)
            )
