"""A whole class: each submission judged once, each result kept as it comes, and a report at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sensei.grading.crew import Crew, LocalCrew
from sensei.grading.display import Display, conclude
from sensei.grading.gradebook import Gradebook
from sensei.grading.intake import take
from sensei.grading.judge import unjudged
from sensei.grading.publish import publish
from sensei.grading.record import Record
from sensei.grading.settings import Settings
from sensei.grading.stamp import stamp_of
from sensei.grading.worker import Job
from sensei.path import read_path


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

    `jobs` workers judge at once: one per core when it is None. `cluster` is the address of a dask scheduler whose workers
    judge instead. Returns 1 when a submission could not be judged or was tampered with, else 0. Raises GradingError; and
    KeyboardInterrupt after saying how to go on.
    """
    path = read_path(root)
    with Gradebook(out, stamp_of(root, settings), resume=resume) as book:
        names = book.name_all(submissions)
        settings = replace(settings, verdicts=book.folder.absolute() / ".verdicts")
        entered = [Job(name, take(folder)) for name, folder in zip(names, submissions, strict=True)]
        groups = _groups(job for job in entered if not _is_done(job, book))
        ...
    return conclude(records, out)
