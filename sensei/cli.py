"""The command `koans`: what pytest has no place for."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from sensei.commands import bench, check, goto, grade, hint, reset, status, watch
from sensei.path import find_root

_COMMANDS = (watch, status, hint, goto, reset, bench, check, grade)  # in the order of `koans --help`


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 when all is well, 1 when not, 2 when it was called wrongly."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if "run" not in options:
        parser.print_help()
        return 0
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
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command in _COMMANDS:
        command.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
