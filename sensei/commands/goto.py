"""`koans goto`: the koan that the walk looks at first, from now on."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from sensei.commands.console import say
from sensei.commands.target import HELP, METAVAR, NotFoundError, find
from sensei.outline import quick_path
from sensei.path import KoanPath
from sensei.progress import Progress
from sensei.standing import current_koan


def add(commands: Any) -> None:
    goto = commands.add_parser("goto", help="walk on from another koan")
    where = goto.add_mutually_exclusive_group(required=True)
    where.add_argument("target", nargs="?", metavar=METAVAR, help=HELP)
    where.add_argument("--back", action="store_true", help="back to the first open koan of the path")
    goto.set_defaults(run=run, read=quick_path)


def run(path: KoanPath, options: argparse.Namespace) -> int:
    progress = Progress(path.root)
    try:
        topic, koan = find(path, options.target) if options.target is not None else (None, None)
    except NotFoundError as error:
        print(f"koans goto: {error}", file=sys.stderr)
        return 2
    if topic is not None:
        koan = koan or next(iter(topic.koans), None)
    progress.start = koan.id if koan else ""
    progress.save()
    if progress.problem:
        print(f"koans goto: {progress.problem}", file=sys.stderr)
        return 1
    if koan and progress.solved(koan) is not None:
        again = f"koans reset {koan.topic_id.split('/')[1]}::{koan.name}"
        say(f"`{koan.name}` is solved already. `{again}` makes it blank again.")
    current = current_koan(path, progress)
    say(f"`pytest koans` goes on at `{current.name}`, {current.place}" if current else "Every koan is solved.")
    return 0
