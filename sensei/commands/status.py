"""`koans status`: how far the path is walked."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from sensei.outline import quick_path
from sensei.path import Koan, KoanPath
from sensei.progress import Progress
from sensei.standing import current_koan


def add(commands: Any) -> None:
    status = commands.add_parser("status", help="how far you are: every koan, solved or open")
    status.add_argument("--json", action="store_true", help="the same as data")
    status.set_defaults(run=run, read=quick_path)


def run(path: KoanPath, options: argparse.Namespace) -> int:
    progress = Progress(path.root)

    def is_solved(koan: Koan) -> bool:
        return progress.solved(koan) is not None

    if options.json:
        from sensei.listing import listing

        print(json.dumps(listing(path, is_solved), indent=1))
    else:
        from sensei.commands.console import console
        from sensei.page import status_page

        paper = console()
        for lines in status_page(path, is_solved, current_koan(path, progress), paper.width):
            paper.add(lines)
        sys.stdout.write(paper.text)
    return 1 if path.faults else 0
