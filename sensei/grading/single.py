"""One submission judged, and its record written in the formats that are asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from sensei.grading.formats import render
from sensei.grading.record import GradingError, Record
from sensei.memory import write_whole
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
    is_new = not file.exists()
    try:
        if is_new or file.is_file():
            write_whole(file, content)
        else:
            file.write_bytes(content)
        if is_new:
            file.chmod(0o644)  # as `open` makes them; `write_whole` makes files for their owner alone
    except OSError as error:
        raise GradingError(f"{file} can't be written: {error.strerror}") from None


def _add_summary(record: Record, file: Path) -> None:
    from sensei.grading.formats.github import summary

    try:
        with file.open("a", encoding="utf-8") as out:
            out.write(summary(record))
    except OSError as error:
        raise GradingError(f"GITHUB_STEP_SUMMARY, {file}, can't be written: {error.strerror}") from None
