"""`koans reset`: a stub, or a whole topic, as it was shipped. What stood there is kept in a backup."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from sensei.commands.console import say
from sensei.commands.target import HELP, METAVAR, NotFoundError, find
from sensei.memory import write_whole
from sensei.originals import BACKUPS, back_up, shipped, with_stub_of
from sensei.outline import quick_path
from sensei.path import Koan, KoanPath, Topic
from sensei.source import SourceError, read


def add(commands: Any) -> None:
    reset = commands.add_parser("reset", help="put a stub, or a whole topic, back as it was shipped")
    reset.add_argument("target", metavar=METAVAR, help=HELP)
    reset.add_argument("--yes", action="store_true", help="do not ask first")
    reset.set_defaults(run=run, read=quick_path)


class CannotResetError(Exception):
    """The message says why, and what to do."""


def run(path: KoanPath, options: argparse.Namespace) -> int:
    try:
        topic, koan = find(path, options.target)
        before, after = _contents(path.root, topic, koan)
        what = f"`{koan.name}` in {topic.path}" if koan else f"{topic.path}, with all its koans and tests,"
        if before == after:
            say(f"{what.rstrip(',')} stands as it was shipped. There is nothing to do.")
            return 0
        if not options.yes and not _agreed(f"{what} goes back to how it was shipped."):
            say("Nothing was changed.")
            return 1
        backup = back_up(path.root, topic)
        write_whole(topic.file, after)
    except (NotFoundError, CannotResetError) as error:
        print(f"koans reset: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"koans reset: {error.filename}: {error.strerror}. Nothing was lost.", file=sys.stderr)
        return 1
    say(f"{what} is as it was shipped.")
    if backup:
        say(f"What stood in the file before: {backup.relative_to(path.root).as_posix()}")
    _tell_fault(topic)
    return 0


def _contents(root: Path, topic: Topic, koan: Koan | None) -> tuple[bytes | None, bytes]:
    """What the topic file holds, None when it is missing, and what it is to hold."""
    original = shipped(root, topic, [koan] if koan else list(topic.koans))
    if original is None:
        known = f"{koan.name if koan else topic.path} unanswered"
        raise CannotResetError(f"no version with {known} is known here. Take it from where you got the koans.")
    before = topic.file.read_bytes() if topic.file.exists() else None
    if koan is None:
        return before, original
    whole = f"`koans reset {topic.name}` puts the whole file back."
    if before is None:
        raise CannotResetError(f"{topic.path} is missing. {whole}")
    after = with_stub_of(original, before, koan.name)
    if after is None:
        raise CannotResetError(f"the place of `{koan.name}` in {topic.path} can't be made out. {whole}")
    return before, after


def _agreed(what: str) -> bool:
    if not sys.stdin.isatty():
        raise CannotResetError("there is no terminal to ask at. Add --yes.")
    say(f"{what} Your text is kept in {BACKUPS.as_posix()}.")
    try:
        return input("Go on? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        print()
        return False


def _tell_fault(topic: Topic) -> None:
    try:
        read(topic.file, topic.path)
    except SourceError as error:
        say(f"The file still can't be read: {error.fault}")
