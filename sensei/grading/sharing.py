"""One answer judged once for the whole class, where that is sound.

Only "solved" is shared, and only of code that was solved by itself: in a process in which nothing else of any learner's
ran, so that no submission can change what another gets. An answer is the same when all that it rests on in its file is
the same but for comments, layout and the names of local variables. The teacher's own answers are tried so at
once, others when they come a second time: an answer that nobody else gives is judged with its file, and no more.

Where all answers of a topic are known, one of them is run all the same: a file that can't be loaded, or that tampers
with the tests, is seen as always. Only a file in which each statement is known to do no harm needs no process at all.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sensei.answers import is_test
from sensei.grading.answer import Closure, Closures, marks
from sensei.grading.bindings import bound, split
from sensei.grading.course import Job, Stub
from sensei.grading.loading import Shipped
from sensei.grading.outcome import Answered, Outcome
from sensei.grading.stable import Stable
from sensei.memory import write_whole
from sensei.path import Topic
from sensei.source import Source


@dataclass(frozen=True)
class _Shareable:
    """An answer: the file that remembers that it was solved, the koans that its tests use, and all it rests on."""

    file: Path
    rests_on: list[str]
    closure: Closure


@dataclass(frozen=True)
class _Solved:
    """What is remembered of an answer: how long its tests took, and how many passed."""

    seconds: float
    passed: int


class Sharing:
    """Judges jobs as `stable` does. What was solved is kept in `folder`, where workers and later runs find it.

    The names of the files there depend on `secret`: nobody who does not know it can add one.
    """

    def __init__(self, stable: Stable, folder: Path, secret: bytes, book: Callable[[Topic], Source]) -> None:
        """`book` reads the teacher's answers to a topic."""
        self._stable, self._folder, self._secret, self._book = stable, folder, secret, book
        self._once: set[Path] = set()  # solved, but not by themselves
        self._topics = {topic.id: topic for topic in stable.course.topics}
        self._shipped: dict[str, Shipped] = {}
        self._made_of: dict[str, frozenset[str]] = {}

    def judge(self, job: Job, submitted: Source) -> Outcome:
        """Judge as `stable` does. `submitted` is the job's content, parsed."""
        topic = self._topics[job.topic]
        until = self._stable.clock() + job.seconds
        closures = Closures(submitted)
        shareable = self._shareable(job.wanted, topic, closures)
        solved = {name: seen for name, answer in shareable.items() if (seen := _read(answer.file))}
        known = {name: Answered("solved", passed=seen.passed) for name, seen in solved.items()}
        for names in self._to_try(topic, shareable, known):
            now = self._tried(replace(job, wanted=names, seconds=until - self._stable.clock()), closures, shareable)
            solved |= now
            known |= {n: Answered("solved", passed=seen.passed, seconds=seen.seconds) for n, seen in now.items()}
        if len(known) == len(job.wanted):
            if self._loads_for_sure(topic, submitted, shareable):
                return Outcome(known)
            del known[min(solved, key=lambda name: solved[name].seconds)]
        left = tuple(name for name in job.wanted if name not in known)
        outcome = self._stable.judge(replace(job, wanted=left, seconds=until - self._stable.clock()))
        if outcome.tampered or not outcome.answers:
            return outcome
        found = outcome.answers.items()
        self._once |= {shareable[name].file for name, a in found if a.verdict == "solved" and name in shareable}
        outcome.answers |= known
        return outcome

    def _to_try(
        self, topic: Topic, shareable: dict[str, _Shareable], known: Collection[str]
    ) -> Iterator[tuple[str, ...]]:
        """What is likely to be solved without its file: the teacher's answers together, as there is nothing of a
        learner's in them, and each that was solved before.
        """
        left = {name: answer for name, answer in shareable.items() if name not in known}
        ours = self._ours(topic)
        if teachers := tuple(name for name, answer in left.items() if answer.closure.is_made_of(ours)):
            yield teachers
        if self._stable.is_quick:  # it takes a process for each
            yield from ((name,) for name, answer in left.items() if answer.file in self._once and name not in teachers)

    def _tried(self, job: Job, closures: Closures, shareable: dict[str, _Shareable]) -> dict[str, _Solved]:
        """Judge answers without the rest of their file, and remember those that are solved."""
        together = closures.of(sorted({used for name in job.wanted for used in shareable[name].rests_on}))
        if together is None or job.seconds <= 0:
            return {}
        try:
            content = together.content
        except (RecursionError, ValueError):  # nested too deeply to be spelled
            return {}
        stubs = tuple(Stub(stub.name, 1, None) for stub in job.stubs)
        outcome = self._stable.judge(replace(job, content=content, stubs=stubs))
        if outcome.tampered:
            return {}
        found = outcome.answers.items()
        solved = {name: _Solved(a.seconds, a.passed) for name, a in found if a.verdict == "solved"}
        for name, seen in solved.items():
            write_whole(shareable[name].file, f"{seen.seconds:.3f} {seen.passed}".encode())
        return solved

    def _loads_for_sure(self, topic: Topic, submitted: Source, solved: Mapping[str, _Shareable]) -> bool:
        if topic.source is None:
            return False
        if topic.id not in self._shipped:
            self._shipped[topic.id] = Shipped(topic.source, frozenset(koan.name for koan in topic.koans))
        proven = {statement for answer in solved.values() for statement in answer.closure.statements}
        return self._shipped[topic.id].loads_for_sure(submitted, proven)

    def _ours(self, topic: Topic) -> frozenset[str]:
        """What the statements are of which the teacher's answers and the shipped file are made."""
        if topic.id not in self._made_of:
            book, koans = self._book(topic), {koan.name for koan in topic.koans}
            names = {name for koan in koans for name in (koan, *book.names_used(koan))} & book.definitions.keys()
            shipped = topic.source.tree.body if topic.source else []
            nodes = [book.definitions[name].node for name in names]
            nodes += [node for node in shipped if not is_test(node, koans) and koans.isdisjoint(bound(node))]
            self._made_of[topic.id] = frozenset(mark for node in nodes for part in split(node) for mark in marks(part))
        return self._made_of[topic.id]

    def _shareable(self, wanted: Collection[str], topic: Topic, closures: Closures) -> dict[str, _Shareable]:
        found: dict[str, _Shareable] = {}
        for name, names in _rests_on(topic).items():
            if name in wanted and (closure := closures.of(names)) is not None:
                key = hmac.new(self._secret, f"{topic.id}::{name} {closure.key}".encode(), "sha256").hexdigest()
                found[name] = _Shareable(self._folder / key, names, closure)
        return found


def _rests_on(topic: Topic) -> dict[str, list[str]]:
    """{koan: itself and the other koans that its tests use}."""
    if topic.source is None:
        return {}
    koans = frozenset(koan.name for koan in topic.koans)
    used = {koan.name: {n for test in koan.tests for n in topic.source.names_used(test)} for koan in topic.koans}
    return {name: sorted((koans & names) | {name}) for name, names in used.items()}


def _read(file: Path) -> _Solved | None:
    """What this file remembers; None when there is none."""
    try:
        seconds, passed = file.read_text(encoding="ascii").split()
        return _Solved(float(seconds), int(passed))
    except (OSError, ValueError):
        return None
