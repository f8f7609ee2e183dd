"""A whole class: each submission judged once, each result kept as it comes, and a report at the end."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sensei.grading.crew import Crew, LocalCrew
from sensei.grading.display import Display, conclude
from sensei.grading.gradebook import Gradebook
from sensei.grading.intake import Intake, take
from sensei.grading.judge import unjudged
from sensei.grading.publish import publish
from sensei.grading.record import Record
from sensei.grading.settings import Settings
from sensei.grading.stamp import stamp_of
from sensei.grading.text import clean
from sensei.grading.worker import Job
from sensei.path import KoanPath, read_path

_Content = tuple[str, str, tuple[str, ...]]  # what a record is made of: digest, problem, warnings
_DIED = "The grader was lost twice over this submission:"


def grade_class(
    root: Path,
    submissions: Sequence[Path],
    out: Path,
    settings: Settings,
    *,
    jobs: int | None = None,
    resume: bool = False,
    cluster: str = "",
    share: bool = True,
) -> None:
    """Judge `submissions` with the koans at `root`, and write everything to the folder `out`.

    `jobs` workers judge at once: one per core when it is None. `cluster` is the address of a dask scheduler whose
    workers judge instead. With `share`, an answer that several gave is judged once: see `sharing`. What could not be
    judged, or was tampered with, is a result too. Raises GradingError; and KeyboardInterrupt after saying how to go on.
    """
    path = read_path(root)
    stamp = stamp_of(root, settings)
    with Gradebook(out, stamp, resume=resume) as book:
        names = book.name_all(submissions)
        todo = [
            job
            for job in (Job(name, take(folder, path)) for name, folder in zip(names, submissions, strict=True))
            if job.name not in book.records or book.records[job.name].digest != job.intake.digest
        ]

        def hire() -> Crew:
            if cluster:
                return _on_cluster(root, settings, cluster, share)
            solved = out.absolute() / f".solved-{stamp[:16]}" if share else None
            return LocalCrew(root, settings, solved, jobs or os.cpu_count() or 1)

        try:
            with Display(len(names), len(names) - len(todo)) as display:
                for records in _judge(path, settings, todo, book, hire):
                    book.append(records)
                    display.tell(records)
        except KeyboardInterrupt:
            display.say_how_to_resume(len(book.records.keys() & set(names)), out)
            raise
        records = [book.records[name] for name in names]
        report = publish(records, out)
    conclude(records, report)


def _judge(
    path: KoanPath, settings: Settings, todo: Sequence[Job], book: Gradebook, hire: Callable[[], Crew]
) -> Iterator[list[Record]]:
    """The records of these, as they come. What holds the same files is judged once."""
    alike: dict[_Content, list[Job]] = defaultdict(list)
    for job in todo:
        alike[_content(job.intake)].append(job)
    for record in list(book.records.values()):
        if twins := alike.pop((record.digest, record.problem, record.warnings), []):
            yield [replace(record, submission=twin.name) for twin in twins]
    if not alike:
        return
    with closing(hire()) as crew:
        for job, judged in crew.judged([group[0] for group in alike.values()]):
            if isinstance(judged, str):
                judged = unjudged(path, settings, job.name, replace(job.intake, problem=f"{_DIED} {judged}."))
            yield [replace(judged, submission=twin.name) for twin in alike[_content(job.intake)]]


def _content(intake: Intake) -> _Content:
    return intake.digest, intake.problem, tuple(map(clean, intake.warnings))


def _on_cluster(root: Path, settings: Settings, address: str, share: bool) -> Crew:
    from sensei.grading.cluster import ClusterCrew  # dask, only when asked for

    return ClusterCrew(root, settings, address, share)
