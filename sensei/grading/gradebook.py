"""The folder of a class. Its log has a record a line and is only ever appended to: a run may be killed at any time."""

from __future__ import annotations

import errno
import json
import os
import secrets
from collections.abc import Sequence
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from sensei.grading.record import GradingError, Record, RecordError
from sensei.grading.text import one_line
from sensei.memory import write_json

LOG, HEAD, SECRET = "results.jsonl", "class.json", "secret"
_VERSION = 1


def class_secret(folder: Path) -> bytes:
    """The secret from which the seeds of a class derive: kept in its folder, so that a resumed run uses the same."""
    file = folder / SECRET
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if file.is_file() and len(secret := file.read_bytes()) == 32:
            return secret
        raise GradingError(f"{file} is damaged. Delete it, and the next run makes a new one.") from None
    except OSError as error:
        raise _no_folder(folder, error) from None
    with open(handle, "wb") as out:
        out.write(secret := secrets.token_bytes(32))
        os.fsync(out.fileno())
    return secret


class Gradebook:
    """What is known of a class, on disk. Use it as a context manager: one process at a time writes to a folder.

    `stamp` says what the class is judged with. A folder that was begun with another is refused, and so is one
    that holds results unless `resume` is true. `records` has the last record of each submission, by its name. Raises
    GradingError.
    """

    def __init__(self, folder: Path, stamp: str, *, resume: bool) -> None:
        self.folder, self.stamp = folder, stamp
        self.records: dict[str, Record] = {}
        self._resume = resume
        self._names: dict[str, str] = {}
        self._log: FileIO | None = None

    def __enter__(self) -> Self:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(self.folder / ".lock")
            self._lock.acquire(timeout=0)
        except Timeout:
            raise GradingError(
                f"Another run is writing to {self.folder}: wait for it, or give another --out."
            ) from None
        except OSError as error:
            raise _no_folder(self.folder, error) from None
        try:
            self._open()
        except BaseException:
            self._lock.release()
            raise
        return self

    def _open(self) -> None:
        log = self.folder / LOG
        if log.exists() and log.stat().st_size:
            if not self._resume:
                raise GradingError(f"{self.folder} holds results already. --resume goes on; or give another --out.")
            self._read_head()
            self.records = {record.submission: record for record in _read_log(log)}
        self._log = log.open("ab", buffering=0)  # without a buffer: nothing is left to be written after a fault
        _sync_folder(self.folder)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._log:
            self._log.close()
        self._lock.release()

    def name_all(self, paths: Sequence[Path]) -> list[str]:
        """A name for each of these submissions, no two alike: its folder's name, and the same in every run."""
        taken = {name.casefold() for name in self._names.values()}
        for path in paths:
            if (key := _key(path)) not in self._names:
                self._names[key] = _free_name(Path(key), taken)
                taken.add(self._names[key].casefold())
        write_json(self.folder / HEAD, {"version": _VERSION, "stamp": self.stamp, "names": self._names})
        return [self._names[_key(path)] for path in paths]

    def append(self, records: Sequence[Record]) -> None:
        """Keep these. They are on the disk when this returns."""
        assert self._log is not None
        text = "".join(record.to_json() + "\n" for record in records).encode()
        try:
            if self._log.write(text) < len(text):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(self._log.fileno())
        except OSError as error:
            why = f"{self.folder / LOG} can't be written ({error.strerror})"
            raise GradingError(f"{why}. What it holds is safe: make room, then add --resume to go on.") from None
        self.records |= {record.submission: record for record in records}

    def _read_head(self) -> None:
        file = self.folder / HEAD
        try:
            head = json.loads(file.read_bytes())
            stamp, names = str(head["stamp"]), {str(path): str(name) for path, name in head["names"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise GradingError(f"{file} is missing or damaged. Give another --out to judge the class anew.") from None
        if stamp != self.stamp:
            begun = f"{self.folder} was begun with other koans, settings or versions"
            raise GradingError(f"{begun}. Give another --out, so that all are judged alike.")
        self._names = names


def _key(path: Path) -> str:
    return os.path.abspath(path)  # a symlink is a submission of its own, whatever it leads to


def _free_name(path: Path, taken: set[str]) -> str:
    name = one_line(path.name) or "submission"
    with_parent = one_line(f"{path.parent.name}/{path.name}") if path.parent.name else name
    numbered = (f"{name} ({number})" for number in range(2, len(taken) + 3))
    return next(free for free in (name, with_parent, *numbered) if free.casefold() not in taken)


def _read_log(log: Path) -> list[Record]:
    """The records of a log. A last line without its end is what a kill has left of a write: it is cut off."""
    content = log.read_bytes()
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(log, whole)
    records = []
    for number, line in enumerate(content[:whole].split(b"\n")[:-1], start=1):
        try:
            records.append(Record.from_json(line))
        except RecordError as error:
            what = f"{log}:{number} can't be read: {error}"
            raise GradingError(f"{what}. Delete that line: --resume judges it again.") from None
    return records


def _no_folder(folder: Path, error: OSError) -> GradingError:
    return GradingError(f"{folder} can't be used: {error.strerror}. Give another --out.")


def _sync_folder(folder: Path) -> None:
    """Make sure that a new file's name is on the disk too. Windows has no such call, and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
