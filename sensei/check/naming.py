"""A pytest plugin that gives the answers of `tests/respelled` to the koans of one topic and notes what is said of them.

It is loaded by `koans check --diagnosis` alone, see `process`. Each answer stands where the learner's own would be, the
other koans are solved, and the first test that fails is diagnosed, as in a walk.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from sensei.answers import injected
from sensei.book import Book, Misconception, open_book
from sensei.check.process import write_findings, write_what_runs
from sensei.check.respelled import Wording, wordings_of
from sensei.diagnosis import diagnose
from sensei.judge import run_quietly
from sensei.path import Koan, Topic
from sensei.source import Fault, SourceError
from sensei.verified import counted
from sensei.walk import Walk, the_walk

FEWEST_UNRELATED = 2
PATIENCE = 60.0  # seconds: what is measured is to depend on the rule, not on how busy the machine is


class Naming:
    """All answers to all koans of one topic."""

    def __init__(self, topic: Topic, items: list[pytest.Function], wordings: list[Wording], walk: Walk) -> None:
        self.topic = topic
        self.book: Book = open_book(topic.name)
        self.wordings = wordings
        self.items = items
        self.module = items[0].module
        self.items_of = {koan.name: [item for item in items if walk.koan_of(item) is koan] for koan in topic.koans}
        self.path = f"tests/respelled/{topic.name}.py"
        self.faults = list(self.faults_of_form())
        self.claims: list[dict[str, Any]] = []

    def run(self) -> None:
        with injected(self.module, self.book.answers):
            for koan in counted(self.topic.koans):
                for wording in self.wordings:
                    if wording.koan == koan.name and self.items_of[koan.name]:
                        self.try_wording(koan, wording)

    def try_wording(self, koan: Koan, wording: Wording) -> None:
        answer = _as_the_learners(wording.answer, koan.name, self.module.__name__)
        with injected(self.module, {koan.name: answer}):
            for item in self.items_of[koan.name]:
                nextitem = self.after(item)
                write_what_runs(koan.line or 1, f"`{item.name}` tried `{wording.name}` of {self.path}")
                if not run_quietly(item, nextitem).passed:
                    start = time.process_time()
                    sentence = diagnose(item, nextitem, koan, PATIENCE)
                    self.note(wording, sentence, time.process_time() - start)
                    return
        self.faults.append(Fault(self.path, wording.line, f"`{wording.name}` solves `{koan.name}`"))

    def after(self, item: pytest.Function) -> pytest.Function | None:
        place = self.items.index(item) + 1
        return self.items[place] if place < len(self.items) else None

    def note(self, wording: Wording, sentence: str, seconds: float) -> None:
        known = self.book.wrong_answers(wording.koan)
        expected = next((wrong.sentence for wrong in known if wrong.name == wording.respells), "")
        rightly = sentence == expected and bool(expected) == bool(wording.respells)
        told = next((wrong.name for wrong in known if wrong.sentence == sentence), "")
        claim = {"koan": wording.koan, "name": wording.name, "line": wording.line, "respells": wording.respells}
        self.claims.append({**claim, "named": told, "rightly": rightly, "seconds": round(seconds, 4)})

    def faults_of_form(self) -> Iterator[Fault]:
        known = {(wrong.koan, wrong.name): wrong for wrong in self.book.misconceptions}
        respelled = Counter((wording.koan, wording.respells) for wording in self.wordings if wording.respells)
        for wording in self.wordings:
            wrong = known.get((wording.koan, wording.respells))
            if self.topic.koan(wording.koan) is None:
                yield Fault(self.path, wording.line, f"`{wording.koan}` is no koan of this topic")
            elif wording.respells and wrong is None:
                what = f"`{wording.respells}` is no misconception of `{wording.koan}`"
                yield Fault(self.path, wording.line, what)
            elif wrong is not None and _same_text(wording, wrong):
                yield Fault(
                    self.path, wording.line, f"`{wording.name}` is written as in solutions/{self.topic.name}.py"
                )
            elif wrong is not None and respelled[wording.koan, wording.respells] > 1:
                yield Fault(self.path, wording.line, f"`{wording.respells}` is respelled more than once")
        for wrong in self.book.misconceptions:
            if callable(wrong.answer) and not respelled[wrong.koan, wrong.name]:
                yield Fault(f"solutions/{self.topic.name}.py", wrong.line, f"`{wrong.name}` is not respelled")
        unrelated = Counter(wording.koan for wording in self.wordings if not wording.respells)
        for koan in self.topic.koans:
            if (found := unrelated[koan.name]) < FEWEST_UNRELATED:
                what = f"`{koan.name}` has {found} wrong answers of another kind. Give {FEWEST_UNRELATED} or more"
                yield Fault(self.path, 1, what)


def _as_the_learners(answer: Any, koan: str, module: str) -> Any:
    """The answer with the name that it would have in the topic file: error messages and pickle tell it."""
    if inspect.isclass(answer):
        for method in filter(inspect.isfunction, vars(answer).values()):
            method.__qualname__ = f"{koan}.{method.__name__}"
    if inspect.isclass(answer) or inspect.isfunction(answer):
        answer.__name__ = answer.__qualname__ = koan
        answer.__module__ = module
    return answer


def _same_text(wording: Wording, wrong: Misconception) -> bool:
    if not callable(wrong.answer):
        return repr(wording.answer) == repr(wrong.answer)
    return _body(wording.answer) == _body(wrong.answer)


def _body(answer: Any) -> list[str]:
    """What a function or class does, without its name, comments and layout."""
    [node] = ast.parse(textwrap.dedent(inspect.getsource(answer))).body
    return [ast.dump(part) for part in getattr(node, "body", [])]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """In place of pytest's own run."""
    walk = the_walk(session.config)
    for topic in walk.asked:
        items = [i for i in session.items if isinstance(i, pytest.Function) and walk.topic_of(i.path) is topic]
        faults: list[Fault] = []
        claims: list[dict[str, Any]] = []
        try:
            if items:
                naming = Naming(topic, items, wordings_of(topic.name, walk.root), walk)
                naming.run()
                faults, claims = naming.faults, naming.claims
            else:
                faults.append(Fault(topic.path, 1, f"pytest collects no test. See `pytest {topic.path} --all`"))
        except SourceError as error:
            faults.append(error.fault)
        write_findings({"faults": [vars(fault) for fault in faults], "claims": claims})
    return True
