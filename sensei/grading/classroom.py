"""A whole class: each submission judged once, each result kept as it comes, and a report at the end."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
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
) -> int:
    """Judge `submissions` with the koans at `root`, and write everything to the folder `out`.

    `jobs` workers judge at once: one per core when it is None. `cluster` is the address of a dask scheduler whose
    workers judge instead. Returns 1 when a submission could not be judged or was tampered with, else 0. Raises
    GradingError; and KeyboardInterrupt after saying how to go on.
    """
    path = read_path(root)
    with Gradebook(out, stamp_of(root, settings), resume=resume) as book:
        names = book.name_all(submissions)
        todo = [
            job
            for job in (Job(name, take(folder, path)) for name, folder in zip(names, submissions, strict=True))
            if job.name not in book.records or book.records[job.name].digest != job.intake.digest
        ]
        try:
            with Display(len(names), len(names) - len(todo)) as display:
                for records in _judge(path, todo, settings, book, jobs, cluster):
                    book.append(records)
                    display.tell(records)
        except KeyboardInterrupt:
            display.say_how_to_resume(out)
            raise
        records = [book.records[name] for name in names]
        report = publish(records, out)
    return conclude(records, report)


def _judge(
    path: KoanPath, todo: Sequence[Job], settings: Settings, book: Gradebook, jobs: int | None, cluster: str
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
    with closing(_crew(path.root, settings, jobs or os.cpu_count() or 1, cluster)) as crew:
        for job, judged in crew.judged([group[0] for group in alike.values()]):
            if isinstance(judged, str):
                judged = unjudged(path, settings, job.name, replace(job.intake, problem=f"{_DIED} {judged}."))
            yield [replace(judged, submission=twin.name) for twin in alike[_content(job.intake)]]


def _content(intake: Intake) -> _Content:
    return intake.digest, intake.problem, tuple(map(clean, intake.warnings))


def _crew(root: Path, settings: Settings, size: int, cluster: str) -> Crew:
    if not cluster:
        return LocalCrew(root, settings, size)
    from sensei.grading.cluster import ClusterCrew

    return ClusterCrew(root, settings, cluster)
