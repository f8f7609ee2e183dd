"""`koans hint`: the next hint of the current koan."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from sensei.outline import quick_path
from sensei.path import KoanPath
from sensei.progress import Progress


def add(commands: Any) -> None:
    hint = commands.add_parser("hint", help="the next hint of the current koan")
    hint.set_defaults(run=run, read=quick_path)


def run(path: KoanPath, options: argparse.Namespace) -> int:
    from sensei.commands.console import console
    from sensei.page import hint_lines, koan_heading

    progress, paper = Progress(path.root), console()
    current = next((koan for koan in path.koans if progress.solved(koan) is None), None)
    if current is None:
        print("Every koan is solved.")
        return 0
    paper.add(koan_heading(path, current, paper.width))
    paper.add(hint_lines(current, progress, paper.width))
    progress.save()
    sys.stdout.write(paper.text)
    return 0
