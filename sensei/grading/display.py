"""What a teacher sees while a class is judged: a bar on a terminal, plain lines elsewhere. Both on stderr."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from sensei.grading.record import Record


class Display:
    """Use it as a context manager. Of the `total` submissions `done` were judged in an earlier run."""

    def __init__(self, total: int, done: int) -> None:
        self.total, self.done = total, done
        self._console = Console(stderr=True, highlight=False)
        self._bar: Progress | None = None
        if done < total and self._console.is_terminal and not self._console.is_dumb_terminal:
            columns = (BarColumn(24), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("·"), TimeRemainingColumn())
            self._bar = Progress(*columns, TextColumn("left"), console=self._console)

    def __enter__(self) -> Self:
        if self.done:
            self._say(f"{self.done} of {self.total} were judged before.")
        if self._bar:
            self._task = self._bar.add_task("", total=self.total, completed=self.done)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()

    def tell(self, records: Sequence[Record]) -> None:
        """These are judged. On a terminal only what needs the teacher's eye gets a line of its own."""
        for record in records:
            self.done += 1
            if self._bar:
                self._bar.advance(self._task)
                if trouble(record):
                    self._say(f"{record.submission}: {_outcome(record)}")
            else:
                self._say(f"{self.done} of {self.total}  {record.submission}: {_outcome(record)}")

    def say_how_to_resume(self, kept_results: int, folder: Path) -> None:
        kept = f"{kept_results} of {self.total} are judged and kept in {folder}."
        self._say(f"{kept} Go on with the same command and --resume.")

    def _say(self, line: str) -> None:
        self._console.print(escape(line), soft_wrap=not self._console.is_terminal)  # lines in a log are not wrapped


def trouble(record: Record) -> bool:
    """Whether a teacher should look at it."""
    return bool(record.problem or record.tampered)


def _outcome(record: Record) -> str:
    if record.problem:
        return f"not judged: {record.problem}"
    if record.tampered:
        return f"tampered with: {record.tampered}"
    return f"{record.percent:.1f} %, {record.solved} of {sum(chapter.koans for chapter in record.chapters)} koans"


def conclude(records: Sequence[Record], report: Path) -> None:
    """The last words, on stdout."""
    mean = sum(record.percent for record in records) / max(len(records), 1)
    counts = f"{len(records)} submissions, {mean:.1f} % on average"
    problems, tampered = sum(bool(r.problem) for r in records), sum(bool(r.tampered) for r in records)
    counts += f", {problems} not judged" if problems else ""
    counts += f", {tampered} tampered with" if tampered else ""
    print(f"{counts}. Open {report}")
