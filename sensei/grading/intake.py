"""What is taken of a submission: the topic files that the path has, by name, and nothing else.

A submission is a stranger's folder. Nothing in it is executed or imported here; links are not followed, nothing but
regular files is opened, and no file is read beyond a size that no honest one has.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from sensei.answers import chapters_of
from sensei.path import KoanPath

LARGEST_FILE = 300_000  # bytes; the longest topic file of the path has a tenth of that


@dataclass(frozen=True)
class Intake:
    """`files` are those that are judged, {topic id: content}, and `digest` is the SHA-256 over them. Picklable.

    `faults` say of the other topics why they can't be judged. `problem` says why nothing can, or is "". `warnings` say
    what the teacher may want to know.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    problem: str = ""

    @property
    def digest(self) -> str:
        whole = hashlib.sha256()
        for topic, content in sorted(self.files.items()):
            whole.update(f"{len(topic)} {len(content)} ".encode() + topic.encode() + content)
        return whole.hexdigest()


class _Unfit(Exception):
    """Why a file is not taken."""


def take(submission: Path, path: KoanPath) -> Intake:
    """What of the folder `submission` is judged on the koans of `path`. Never raises for what is found there."""
    try:
        if submission.is_symlink() or not submission.is_dir():
            return Intake(problem=_no_folder(submission))
        chapters = chapters_of(submission)
    except OSError as error:
        return Intake(problem=f"The folder can't be read: {error.strerror}.")
    if chapters is None:
        return Intake(
            problem="There are no koans in this folder: it has neither `koans` nor a chapter like 01_tensors."
        )
    files: dict[str, bytes] = {}
    faults: dict[str, str] = {}
    for topic in path.topics:
        shown = topic.path
        try:
            files[topic.id] = _read(submission, [*chapters.relative_to(submission).parts, *shown.split("/")[1:]])
        except _Unfit as why:
            faults[topic.id] = f"{shown}: {why}"
    problem = "" if files else "Not one topic file can be judged: " + next(iter(faults.values()), "there is none")
    unusual = tuple(fault for fault in faults.values() if "missing" not in fault)
    return Intake(files, faults, unusual, problem)


def _no_folder(submission: Path) -> str:
    if submission.is_symlink():
        return "This is a link, not a folder. Give the folder itself."
    if submission.exists():
        return "This is a file, not a folder. Unpack it, and give the folder that holds `koans`."
    return "There is no such folder."


def _read(folder: Path, parts: list[str]) -> bytes:
    """The file `folder`/`parts`, opened step by step so that no link is followed, not even one put there meanwhile."""
    if not hasattr(os, "O_NOFOLLOW"):  # Windows: links need special rights there
        return _checked(os.open(_without_links(folder, parts), os.O_RDONLY | getattr(os, "O_BINARY", 0)))
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            here = _step(here, part, os.O_DIRECTORY)
        here = _step(here, parts[-1], os.O_NONBLOCK)  # else a pipe would wait for its writer
        return _checked(os.dup(here))
    finally:
        os.close(here)


def _step(here: int, part: str, flags: int) -> int:
    try:
        there = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | flags, dir_fd=here)
    except FileNotFoundError:
        raise _Unfit("the file is missing") from None
    except OSError as error:
        if error.errno == errno.ELOOP or stat.S_ISLNK(os.stat(part, dir_fd=here, follow_symlinks=False).st_mode):
            raise _Unfit(f"`{part}` is a link; links are not followed") from None
        raise _Unfit(f"`{part}` can't be read: {error.strerror}") from None
    os.close(here)
    return there


def _without_links(folder: Path, parts: list[str]) -> Path:
    file = folder.joinpath(*parts)
    for step in (file, *file.parents):
        if step == folder:
            break
        if step.is_symlink():
            raise _Unfit(f"`{step.name}` is a link; links are not followed")
    if not file.exists():
        raise _Unfit("the file is missing")
    return file


def _checked(handle: int) -> bytes:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _Unfit("this is no regular file")
    with open(handle, "rb") as file:
        content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise _Unfit(f"the file is larger than {LARGEST_FILE // 1000} kB, which no answers need")
    return content
