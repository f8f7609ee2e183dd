"""`koans bench`: the matrix product on the CPU and on the accelerator, as a table and as a picture."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

JSON, PNG, SVG = "bench.json", "bench.png", "bench.svg"


def add(commands: Any) -> None:
    bench = commands.add_parser("bench", help="measure the CPU and the accelerator: a table, a picture and a JSON file")
    bench.add_argument("--quick", action="store_true", help="fewer rows: under 30 seconds, not under 10 minutes")
    bench.add_argument("--cold", action="store_true", help="measure with cold caches too")
    bench.add_argument("--seconds", type=float, metavar="N", help="stop measuring after N seconds, whatever is left")
    bench.add_argument("--out", type=Path, metavar="DIR", help="where the files go (default: bench-results/DATE)")
    bench.add_argument("--compare", type=Path, metavar="OLD.json", help="say what is faster or slower than in OLD.json")
    bench.add_argument("--read", type=Path, metavar="NEW.json", dest="recorded", help="measure nothing: show this file")
    bench.set_defaults(run=run, read=lambda root: root)


def run(root: Path, options: argparse.Namespace) -> int:
    started = time.monotonic()
    from sensei.bench import records, run  # here, so that the other commands need not wait for torch

    try:
        old = records.read(options.compare) if options.compare else None
        if options.recorded:
            return _show(records.read(options.recorded), old, options.out)
        folder = _new_folder(options.out)
        print(f"Measuring into {folder}. Let the machine be otherwise idle.", file=sys.stderr)
        pace = run.QUICK if options.quick else run.FULL
        pace = replace(pace, seconds=min(pace.seconds, options.seconds or pace.seconds))
        outcome = run.measure(root, folder.resolve() / JSON, pace, options.cold, started)
        status = _show(records.read(folder / JSON), old, folder)
    except (records.Unreadable, run.Failed, OSError) as error:
        print(f"koans bench: {error}", file=sys.stderr)
        return 2
    for failure in outcome.failures:
        print(f"Failed: {failure}", file=sys.stderr)
    if outcome.stopped:
        print("Stopped. What was measured until then is kept.", file=sys.stderr)
        return 130
    return 1 if outcome.failures else status


def _new_folder(wanted: Path | None) -> Path:
    """The folder for the files; an older measurement is never written over."""
    folder = wanted or Path("bench-results") / time.strftime("%Y-%m-%d_%H-%M-%S")
    if (folder / JSON).exists():
        raise FileExistsError(f"{folder / JSON} is there already. Name another folder with --out")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _show(report: Any, old: Any, folder: Path | None) -> int:
    """Print the tables, and draw the picture into the folder."""
    from rich.console import Console

    from sensei.bench import compare, picture, table

    console = Console(width=min(80, Console().width), highlight=False, markup=False, emoji=False)
    console.print(table.page(report))
    if old is not None:
        console.print()
        console.print(compare.page(old, report))
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        picture.save(report, folder / PNG, folder / SVG)
        console.print(f"\nThe picture is in {folder / PNG} and {SVG}.", soft_wrap=True)
    return 0
