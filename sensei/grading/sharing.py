"""One answer judged once for the whole class, where that is sound.

Only "solved" is shared, and only of code that was solved by itself: in a process in which nothing else of any learner's
ran, so that no submission can change what another gets. An answer is the same when all that it rests on in its file is
the same but for comments, layout and the names of local variables. The teacher's own answers are tried by themselves
at once, others when they come a second time: an answer that nobody else gives is judged with its file, and no more.

Where all answers of a topic are known, one of them is run all the same: a file that can't be loaded, or that tampers
with the tests, is seen as always. Only a file in which each statement is known to do no harm needs no process at all.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sensei.grading.answer import Closure, Closures, fingerprint
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

    def __init__(self, stable: Stable, folder: Path, secret: bytes, right: Container[str]) -> None:
        """`right` holds the fingerprints of the teacher's answers."""
        self._stable, self._folder, self._secret, self._right = stable, folder, secret, right
        self._once: set[Path] = set()  # solved, but not by themselves
        self._topics = {topic.id: topic for topic in stable.course.topics}
        self._shipped: dict[str, Shipped] = {}

    def judge(self, job: Job, submitted: Source) -> Outcome:
        """Judge as `stable` does. `submitted` is the job's content, parsed."""
        topic = self._topics[job.topic]
        until = time.monotonic() + job.seconds
        shareable = self._shareable(job, topic, submitted)
        solved = {name: seen for name, answer in shareable.items() if (seen := _read(answer.file))}
        known = {name: Answered("solved", passed=seen.passed) for name, seen in solved.items()}
        for name, answer in shareable.items():
            if name in known or not self._is_likely(submitted, name, answer) or time.monotonic() > until:
                continue
            if seen := self._tried_alone(replace(job, seconds=until - time.monotonic()), name, answer):
                solved[name], known[name] = seen, Answered("solved", passed=seen.passed, seconds=seen.seconds)
        if len(known) == len(job.wanted):
            if self._loads_for_sure(topic, submitted, shareable):
                return Outcome(known)
            del known[min(solved, key=lambda name: solved[name].seconds)]
        left = tuple(name for name in job.wanted if name not in known)
        outcome = self._stable.judge(replace(job, wanted=left, seconds=max(0.0, until - time.monotonic())))
        if outcome.tampered or not outcome.answers:
            return outcome
        found = outcome.answers.items()
        self._once |= {shareable[name].file for name, a in found if a.verdict == "solved" and name in shareable}
        outcome.answers |= known
        return outcome

    def _is_likely(self, submitted: Source, name: str, answer: _Shareable) -> bool:
        """Whether it is worth while to judge an answer alone: it is the teacher's, or has been solved before."""
        return answer.file in self._once or fingerprint(submitted, name)[0] in self._right

    def _loads_for_sure(self, topic: Topic, submitted: Source, solved: Mapping[str, _Shareable]) -> bool:
        if topic.source is None:
            return False
        if topic.id not in self._shipped:
            self._shipped[topic.id] = Shipped(topic.source, frozenset(koan.name for koan in topic.koans))
        proven = {statement for answer in solved.values() for statement in answer.closure.statements}
        return self._shipped[topic.id].loads_for_sure(submitted, proven)

    def _tried_alone(self, job: Job, name: str, answer: _Shareable) -> _Solved | None:
        """Judge an answer by itself, and remember it if it is solved."""
        stubs = tuple(Stub(stub.name, 1, None) for stub in job.stubs)
        try:
            content = answer.closure.content
        except (RecursionError, ValueError):  # nested too deeply to be spelled
            return None
        outcome = self._stable.judge(replace(job, content=content, stubs=stubs, wanted=(name,)))
        answered = outcome.answers.get(name)
        if not answered or answered.verdict != "solved" or outcome.tampered:
            return None
        write_whole(answer.file, f"{answered.seconds:.3f} {answered.passed}".encode())
        return _Solved(answered.seconds, answered.passed)

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
