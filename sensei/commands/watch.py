"""`koans watch`: the current koan judged at each save."""

from __future__ import annotations

import argparse
from typing import Any

from sensei.outline import quick_path
from sensei.path import KoanPath


def add(commands: Any) -> None:
    watch = commands.add_parser("watch", help="judge the current koan whenever you save it")
    watch.add_argument("--plain", action="store_true", help="plain lines and no keys, as without a terminal")
    watch.add_argument("--poll", action="store_true", help="look for changes all the time, as a network drive needs")
    watch.add_argument("--workers", choices=("fork", "spawn"), default="", help="where the judging processes come from")
    watch.add_argument(
        "--seconds", type=float, default=0, metavar="S", help="how long one test may take (10 s and more)"
    )
    watch.set_defaults(run=run, read=quick_path)


def run(path: KoanPath, options: argparse.Namespace) -> int:
    from sensei.watch.terminal import watch

    return watch(path.root, plain=options.plain, poll=options.poll, workers=options.workers, seconds=options.seconds)
