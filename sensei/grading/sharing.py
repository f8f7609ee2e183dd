"""One answer judged once for the whole class, where that is sound.

Only "solved" is shared, and only of code that was solved by itself: in a process in which nothing else of any learner's
ran, so that no submission can change what another gets. An answer is the same when all that it rests on in its file is
the same but for comments, layout and the names of local variables.

Where all answers of a topic are known, one of them is run all the same: a file that can't be loaded, or that tampers
with the tests, is seen as always. Only a file in which each statement is known to do no harm needs no process at all.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sensei.grading.answer import Closure, Closures
from sensei.grading.course import Job, Stub
from sensei.grading.loading import Shipped
from sensei.grading.outcome import Answered, Outcome
from sensei.grading.stable import Stable
from sensei.memory import write_whole
from sensei.path import Topic
from sensei.source import Source


@dataclass(frozen=True)
class _Shareable:
    """An answer: the file that remembers that it was solved, and all that it rests on."""

    file: Path
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

    def __init__(self, stable: Stable, folder: Path, secret: bytes) -> None:
        self._stable, self._folder, self._secret = stable, folder, secret
        self._topics = {topic.id: topic for topic in stable.course.topics}
        self._shipped: dict[str, Shipped] = {}

    def judge(self, job: Job) -> Outcome:
        topic = self._topics[job.topic]
        submitted = Source(job.content, topic.path)
        shareable = self._shareable(job, topic, submitted)
        solved = {name: seen for name, answer in shareable.items() if (seen := _read(answer.file))}
        if len(solved) == len(job.wanted):
            if self._loads_for_sure(topic, submitted, shareable):
                return Outcome({name: Answered("solved", passed=seen.passed) for name, seen in solved.items()})
            del solved[min(solved, key=lambda name: solved[name].seconds)]
        outcome = self._stable.judge(replace(job, wanted=tuple(name for name in job.wanted if name not in solved)))
        if outcome.tampered or not outcome.answers:
            return outcome
        for name, answered in outcome.answers.items():
            if answered.verdict == "solved" and name in shareable:
                self._try_alone(job, name, shareable[name])
        outcome.answers |= {name: Answered("solved", passed=seen.passed) for name, seen in solved.items()}
        return outcome

    def _loads_for_sure(self, topic: Topic, submitted: Source, solved: Mapping[str, _Shareable]) -> bool:
        if topic.source is None:
            return False
        if topic.id not in self._shipped:
            self._shipped[topic.id] = Shipped(topic.source, frozenset(koan.name for koan in topic.koans))
        proven = {statement for answer in solved.values() for statement in answer.closure.statements}
        return self._shipped[topic.id].loads_for_sure(submitted, proven)

    def _try_alone(self, job: Job, name: str, answer: _Shareable) -> None:
        """Judge an answer that was solved once more, by itself, and remember it if it is solved again."""
        if _read(answer.file):
            return
        stubs = tuple(Stub(stub.name, 1, None) for stub in job.stubs)
        outcome = self._stable.judge(replace(job, content=answer.closure.content, stubs=stubs, wanted=(name,)))
        answered = outcome.answers.get(name)
        if answered and answered.verdict == "solved" and not outcome.tampered:
            write_whole(answer.file, f"{answered.seconds:.3f} {answered.passed}".encode())

    def _shareable(self, job: Job, topic: Topic, submitted: Source) -> dict[str, _Shareable]:
        found: dict[str, _Shareable] = {}
        closures = Closures(submitted)
        koans = frozenset(koan.name for koan in topic.koans)
        for koan in topic.koans:
            if koan.name not in job.wanted or topic.source is None:
                continue
            used = {name for test in koan.tests for name in topic.source.names_used(test)}
            rests_on = closures.of(sorted((koans & used) | {koan.name}))
            if rests_on is not None:
                key = hmac.new(self._secret, f"{koan.id} {rests_on.key}".encode(), "sha256").hexdigest()
                found[koan.name] = _Shareable(self._folder / key, rests_on)
        return found


def _read(file: Path) -> _Solved | None:
    """What this file remembers; None when there is none."""
    try:
        seconds, passed = file.read_text(encoding="ascii").split()
        return _Solved(float(seconds), int(passed))
    except (OSError, ValueError):
        return None
