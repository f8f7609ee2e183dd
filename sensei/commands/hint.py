"""`koans hint`: the next hint of the current koan, and on request an answer."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from sensei.commands.target import HELP, METAVAR, NotFoundError, find
from sensei.outline import quick_path
from sensei.path import Koan, KoanPath
from sensei.progress import Progress
from sensei.standing import current_koan


def add(commands: Any) -> None:
    hint = commands.add_parser("hint", help="the next hint of the current koan")
    hint.add_argument("target", nargs="?", metavar=METAVAR, help=f"{HELP}; the current koan when left out")
    hint.add_argument("--solution", action="store_true", help="show how `solutions` answers the koan")
    hint.set_defaults(run=run, read=quick_path)


def run(path: KoanPath, options: argparse.Namespace) -> int:
    from sensei.commands.console import console
    from sensei.page import hint_lines, koan_heading, solution_lines
    from sensei.paper import BAD, paragraph

    progress, paper = Progress(path.root), console()
    try:
        koan = _koan(path, progress, options.target)
    except NotFoundError as error:
        print(f"koans hint: {error}", file=sys.stderr)
        return 2
    if koan is None:
        print("Every koan is solved.")
        return 0
    fault = next((topic.broken for topic in path.topics if topic.id == koan.topic_id), None)
    if fault:
        paper.add(paragraph(f"{fault}\n\n", paper.width, style=BAD))
    paper.add(koan_heading(path, koan, paper.width))
    if options.solution:
        paper.add(solution_lines(path.root, koan, paper.width))
    else:
        paper.add(hint_lines(koan, progress, paper.width, is_current=options.target is None))
        progress.save()
    sys.stdout.write(paper.text)
    return 0


def _koan(path: KoanPath, progress: Progress, target: str | None) -> Koan | None:
    if target is None:
        return current_koan(path, progress)
    topic, koan = find(path, target)
    if koan is None and len(topic.koans) != 1:
        raise NotFoundError(f"which koan of {topic.path}? Write `koans hint {topic.name}::KOAN`.")
    return koan or topic.koans[0]
