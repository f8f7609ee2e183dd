"""`Grader`: judges submissions, one after the other, and gives a `Record` of each."""

from __future__ import annotations

import platform
import random
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import Any

from sensei.grading.course import Job, Question, Stub, stage
from sensei.grading.intake import Intake, take
from sensei.grading.isolation import is_enough
from sensei.grading.outcome import Answered, Outcome
from sensei.grading.points import settle
from sensei.grading.recognize import Known
from sensei.grading.record import GradingError, KoanResult, Record
from sensei.grading.results import Results, prints_of, read_submitted
from sensei.grading.settings import Settings
from sensei.grading.sharing import Sharing
from sensei.grading.stable import open_stable
from sensei.path import Koan, KoanPath, Topic, read_path

_NOT_JUDGED = Answered("refused", "Not judged: see what was tampered with.")


class Grader:
    """Judges with the koans of the project at `root`. Use it in a `with` statement: processes stay warm inside it.

    `shared` is a folder in which graders of one class remember what they have seen solved: see `sharing`. It is for
    those that get processes quickly.
    """

    def __init__(self, root: Path, settings: Settings, shared: Path | None = None) -> None:
        self.settings, self._shared = settings, shared
        self.path = read_path(root)
        if self.path.faults:
            raise GradingError(f"The grader's own koans are not sound: {self.path.faults[0]}")

    def __enter__(self) -> Grader:
        self._folder = Path(tempfile.mkdtemp(prefix="koans-grader-")).resolve()
        try:
            self._stable = open_stable(stage(self.path, self._folder), self.settings.workers)
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise
        if broken := next(iter(self._stable.ready.broken.values()), ""):
            self.__exit__(None, None, None)
            raise GradingError(f"The grader's own koans can't be collected: {broken.strip().splitlines()[-1]}")
        level = self._stable.ready.isolation
        if not is_enough(level, self.settings.require_isolation):
            self.__exit__(None, None, None)
            raise GradingError(
                f"Isolation `{self.settings.require_isolation}` is required; this machine reaches `{level}` "
                f"({self._stable.ready.isolation_facts[-1]})."
            )
        self._results = Results(self.path, self._stable.ready.items)
        self._sharing: Sharing | None = None
        if self._shared and self._stable.is_quick:
            self._sharing = Sharing(self._stable, self._shared, self.settings.secret, self._results.right)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stable.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def judge(self, submission: Path | Intake, name: str) -> Record:
        """Judge one submission, a folder or what was taken of it. Whatever is in there, this gives a record."""
        started, begun = datetime.now(UTC), time.monotonic()
        intake = submission if isinstance(submission, Intake) else take(submission, self.path)
        seed = self.settings.seed_of(intake.digest)
        until = self._stable.clock() + self.settings.submission_seconds
        results: dict[str, list[KoanResult]] = {}
        tampered = ""
        for topic in self._in_order(seed):
            if tampered:
                results[topic.id] = [self._results.of(koan, _NOT_JUDGED, None) for koan in topic.koans]
                continue
            results[topic.id], seen = self._judge_topic(topic, intake, seed, until)
            tampered = f"{topic.path}: {seen}" if seen else ""
        record = unjudged(self.path, self.settings, name, intake)
        koans = [result for topic in self.path.topics for result in results[topic.id]]
        totals = settle(koans, self.settings.points, tampered)
        return replace(
            record,
            koans=totals.koans,
            chapters=totals.chapters,
            score=totals.score,
            max_score=totals.max_score,
            percent=totals.percent,
            torch=self._stable.ready.torch,
            python=self._stable.ready.python,
            isolation=self._stable.ready.isolation,
            isolation_facts=self._stable.ready.isolation_facts,
            tampered=tampered,
            started=started.isoformat(timespec="seconds"),
            seconds=round(time.monotonic() - begun, 3),
        )

    def _in_order(self, seed: int) -> list[Topic]:
        """The topics, each submission beginning at another: else all workers would begin with the same answers."""
        topics = list(self.path.topics)
        if self._sharing:
            random.Random(seed).shuffle(topics)
        return topics

    def _judge_topic(self, topic: Topic, intake: Intake, seed: int, until: float) -> tuple[list[KoanResult], str]:
        """The results of one topic, and what was tampered with in it."""
        given = read_submitted(topic, intake)
        if isinstance(given, str):
            return [self._results.of(koan, Answered("error", given), None) for koan in topic.koans], ""
        wanted = tuple(koan.name for koan in given.koans if self._is_to_judge(koan))
        outcome = Outcome()
        print_seed = self.settings.class_seed if self._sharing else seed
        left = until - self._stable.clock()
        if wanted and left > 0:
            job = Job(
                topic=topic.id,
                content=intake.files[topic.id],
                stubs=tuple(Stub(koan.name, koan.line, koan.blank_line) for koan in given.koans),
                wanted=wanted,
                seed=seed,
                print_seed=print_seed,
                koan_seconds=self.settings.koan_seconds,
                seconds=left,
                memory_bytes=self.settings.memory_bytes,
                disk_bytes=self.settings.disk_bytes,
            )
            outcome = self._sharing.judge(job, given.source) if self._sharing else self._stable.judge(job)
        elif wanted:
            outcome = Outcome(ended="There was no time left for it.", timed_out=True)
        results = []
        for koan in given.koans:
            answered = self._answered(koan, outcome)
            prints = {} if outcome.tampered else prints_of(answered)
            known = self._recognize(koan, prints, print_seed) if prints else None
            results.append(self._results.of(koan, answered, given.source, known))
        return results, outcome.tampered

    def _recognize(self, koan: Koan, prints: dict[str, dict[str, Any]], seed: int) -> Known | None:
        return self._stable.recognize(Question(self.path.root, koan.topic_id, koan.name, prints, seed))

    def _is_to_judge(self, koan: Koan) -> bool:
        return bool(koan.line and not koan.blank_line and koan.id not in self._stable.ready.not_verified)

    def _answered(self, koan: Koan, outcome: Outcome) -> Answered:
        if reason := self._stable.ready.not_verified.get(koan.id):
            return Answered("not verified", f"Not verified here: {reason}.")
        if not koan.line:
            return Answered("error", f"`{koan.name}` is missing in {koan.path}.")
        if koan.blank_line:
            return Answered("blank", f"To fill in, at {koan.path}:{koan.blank_line}.")
        known = outcome.answers.get(koan.name)
        if known is None:
            return Answered("timed out" if outcome.timed_out else "error", outcome.ended)
        return known


def unjudged(path: KoanPath, settings: Settings, name: str, intake: Intake) -> Record:
    """The record of a submission in which nothing was judged: no points, out of the usual ones."""
    results = [
        KoanResult(id=koan.id, verdict="error", message=intake.problem, tests=len(koan.tests)) for koan in path.koans
    ]
    totals = settle(results, settings.points)
    return Record(
        submission=name,
        digest=intake.digest,
        score=totals.score,
        max_score=totals.max_score,
        percent=totals.percent,
        koans=totals.koans,
        chapters=totals.chapters,
        torch="",
        python=platform.python_version(),
        grader=metadata.version("torch-koans"),
        seed=settings.seed_of(intake.digest),
        isolation="none",
        warnings=intake.warnings,
        problem=intake.problem,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )
