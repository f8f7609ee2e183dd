"""The command `koans`: what pytest has no place for."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from sensei.outline import quick_path
from sensei.path import KoanPath, Topic, find_root, read_path
from sensei.progress import Progress


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 when all is well, 1 when not, 2 when it was called wrongly."""
    options = _parser().parse_args(arguments)
    root = find_root(Path.cwd()) or find_root(Path(__file__).resolve())
    if root is None:
        print(
            "koans: there are no koans here. Change to the folder that holds `koans` and `solutions`.", file=sys.stderr
        )
        return 2
    try:
        status = int(options.run(options.read(root), options))
        sys.stdout.flush()  # here, where a closed pipe is expected
        return status
    except KeyboardInterrupt:
        print("\nStopped. Nothing is lost.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `koans status | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="koans", description="Beside `pytest koans`: what pytest has no place for.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    status = commands.add_parser("status", help="how far you are: every koan, solved or open")
    status.add_argument("--json", action="store_true", help="the same as data")
    status.set_defaults(run=_status, read=quick_path)

    hint = commands.add_parser("hint", help="the next hint of the current koan")
    hint.set_defaults(run=_hint, read=quick_path)

    check = commands.add_parser("check", help="prove that every koan is sound (for those who write koans)")
    check.add_argument("topics", nargs="*", metavar="TOPIC", help="a topic's name or file; all when none is given")
    check.add_argument("--json", action="store_true", help="the path and all faults as data")
    check.set_defaults(run=_check, read=read_path)
    return parser


def _paper() -> Any:
    import shutil

    from sensei.paper import Paper

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Paper(shutil.get_terminal_size().columns, colour, sys.stdout.encoding)


def _status(path: KoanPath, options: argparse.Namespace) -> int:
    progress = Progress(path.root)

    def is_solved(koan: Any) -> bool:
        return progress.solved(koan) is not None

    if options.json:
        from sensei.listing import listing

        print(json.dumps(listing(path, is_solved), indent=1))
    else:
        from sensei.page import status_page

        paper = _paper()
        for lines in status_page(path, is_solved, paper.width):
            paper.add(lines)
        sys.stdout.write(paper.text)
    return 1 if path.faults else 0


def _hint(path: KoanPath, options: argparse.Namespace) -> int:
    from sensei.page import hint_lines, koan_heading

    progress, paper = Progress(path.root), _paper()
    current = next((koan for koan in path.koans if progress.solved(koan) is None), None)
    if current is None:
        print("Every koan is solved.")
        return 0
    paper.add(koan_heading(path, current, paper.width))
    paper.add(hint_lines(current, progress, paper.width))
    progress.save()
    sys.stdout.write(paper.text)
    return 0


def _check(path: KoanPath, options: argparse.Namespace) -> int:
    from sensei.check.run import check

    chosen = [_find_topic(path, name) for name in options.topics]
    if None in chosen:
        unknown = options.topics[chosen.index(None)]
        print(f"koans check: there is no topic `{unknown}`. `koans status` lists them.", file=sys.stderr)
        return 2
    topics: list[Topic] = [topic for topic in chosen if topic] or path.topics

    def tell(topic: Topic, faults: int) -> None:
        print(f"{topic.id}: {len(topic.koans)} koans, {faults} faults in its trial", file=sys.stderr)

    findings = check(path, topics, tell)
    if options.json:
        from sensei.listing import listing

        progress = Progress(path.root)
        data = listing(path, lambda koan: progress.solved(koan) is not None)
        print(json.dumps({**data, "faults": [vars(f) for f in findings.faults], "seconds": findings.seconds}, indent=1))
    else:
        for fault in findings.faults:
            print(fault)
        koans = [koan for topic in topics for koan in topic.koans]
        tests, wrong = sum(len(k.tests) for k in koans), sum(k.page.misconceptions for k in koans)
        slowest = max((s for times in findings.seconds.values() for s in times.values()), default=0)
        counts = f"{len(koans)} koans, {tests} tests, {wrong} misconceptions, slowest test {slowest:.2f} s"
        print(f"{counts}: {len(findings.faults) or 'no'} faults")
    return 1 if findings.faults else 0


def _find_topic(path: KoanPath, name: str) -> Topic | None:
    wanted = Path(name).stem.removeprefix("test_")
    return next((topic for topic in path.topics if name in (topic.id, topic.path) or topic.name == wanted), None)


if __name__ == "__main__":
    sys.exit(main())
