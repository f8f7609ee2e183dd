"""One submission judged, and its record written in the formats that are asked for."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

from sensei.grading.formats import render
from sensei.grading.record import GradingError, Record
from sensei.path import KoanPath


def write_formats(record: Record, path: KoanPath, formats: Sequence[str], files: Sequence[Path]) -> None:
    """The first format goes into the first file, and so on; what has no file is printed."""
    for name, file in zip_longest(formats, files):
        text = render(name, record, path).encode("utf-8")
        if file is None:
            sys.stdout.flush()
            sys.stdout.buffer.write(text)
            sys.stdout.buffer.flush()
        else:
            _write(file, text)
        if name == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
            _add_summary(record, Path(summary))


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all; a device or a pipe is written to directly."""
    try:
        if file.exists() and not file.is_file():
            file.write_bytes(content)
            return
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with open(handle, "wb") as out:
                out.write(content)
            os.chmod(
                name, 0o644
            )  # what `open` gives as a rule; mkstemp's 0600 would hide it from other steps of a CI job
            os.replace(name, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise GradingError(f"{file} can't be written: {error.strerror}") from None


def _add_summary(record: Record, file: Path) -> None:
    from sensei.grading.formats.github import summary

    try:
        with file.open("a", encoding="utf-8") as out:
            out.write(summary(record))
    except OSError as error:
        raise GradingError(f"GITHUB_STEP_SUMMARY, {file}, can't be written: {error.strerror}") from None
