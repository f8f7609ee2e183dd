"""`koans grade`: learners' copies, judged with the grader's own tests."""

from __future__ import annotations

import argparse
import math
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sensei
from sensei.grading.formats import FORMATS
from sensei.grading.points import read_points
from sensei.grading.record import GradingError, Record
from sensei.grading.secret import given_secret
from sensei.grading.single import write_formats
from sensei.path import KoanPath, find_root, read_path

if TYPE_CHECKING:
    from sensei.grading.settings import Settings

_ABOUT = """\
Judge learners' copies of this repository with the tests of your own. Of a copy
only the answers in its topic files are taken.

  koans grade ../copies/ann                             one, for you to read
  koans grade ann --format junit --out koans.xml        one, as a file
  koans grade ../copies/* --out ../results              a class, into a folder

Seeds of the tests derive from a secret: the variable KOANS_GRADING_SECRET or
--secret FILE. Without one, a random one is made; for a class it is kept in DIR.
"""
_LEVELS = ("none", "process", "sandboxed")


def add(commands: Any) -> None:
    grade = commands.add_parser(
        "grade",
        help="judge learners' copies with your own tests (for teachers)",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    grade.set_defaults(run=run, read=lambda root: root)
    option = grade.add_argument
    option("paths", nargs="+", type=Path, metavar="PATH", help="a copy; several, or --out alone, make it a class")
    option("--out", action="append", type=Path, default=[], metavar="FILE", help="write there; a folder for a class")
    option("--format", action="append", choices=FORMATS, default=[], help="repeat it, and --out, for more files")
    option("--name", default="", help="what the submission is called; its folder's name otherwise")
    option("--fail-under", type=_number(0, 100), metavar="PERCENT", help="end with status 1 below it")
    option("--points", action="append", default=[], metavar="KOAN=N", help="what a koan is worth, over pyproject's")
    option("--weight", action="append", default=[], metavar="CHAPTER=N", help="what multiplies a chapter's points")
    option("--koan-seconds", type=_number(0.1), metavar="S", help="the most that a koan may take")
    option("--submission-seconds", type=_number(0.1), metavar="S", help="the most that all koans may take")
    option("--require-isolation", choices=_LEVELS, default="none", help="refuse to judge with less")
    option("--secret", type=Path, metavar="FILE", help="the file that holds the secret")
    option("--seed", type=_whole(0), metavar="N", help="instead of the derived one, to replay a result")
    option(
        "--grader", type=Path, metavar="FOLDER", help="the copy whose tests judge; the one of this command otherwise"
    )
    option("--jobs", type=_whole(1), metavar="N", help="class: how many are judged at a time; one per core otherwise")
    option("--workers", choices=("fork", "spawn"), default="", help="how judged processes begin; fork on Linux")
    option("--resume", action="store_true", help="class: go on in DIR where an earlier run ended")
    option("--cluster", default="", metavar="ADDRESS", help="class: judge on a dask cluster")


def run(_: Path, options: argparse.Namespace) -> int:
    try:
        _check(options)
        path = read_path(_own_root(options.grader))
        return _grade_class(path, options) if _is_class(options) else _grade_one(path, options)
    except GradingError as error:
        print(f"koans grade: {error}", file=sys.stderr)
        return 2


def _is_class(options: argparse.Namespace) -> bool:
    return len(options.paths) > 1 or bool(options.out and not options.format)


def _check(options: argparse.Namespace) -> None:
    """Raises GradingError for options that do not go together."""
    for missing in (path for path in options.paths if not os.path.lexists(path)):
        raise GradingError(f"there is no `{missing}`")
    if _is_class(options):
        alone = {"--format": options.format, "--name": options.name, "--fail-under": options.fail_under is not None}
        for name in (name for name, given in alone.items() if given):
            raise GradingError(f"{name} is for one PATH; a class gets every result in the folder --out DIR")
        if len(options.out) != 1:
            raise GradingError("several copies are a class: say --out DIR, once, for its results")
    else:
        alone = {"--resume": options.resume, "--cluster": options.cluster, "--jobs": options.jobs}
        for name in (name for name, given in alone.items() if given):
            raise GradingError(f"{name} is for a class: several copies, or one, with --out DIR and without --format")
        if len(options.out) > len(options.format):
            raise GradingError("each --out FILE needs its --format")
        for file in options.out:
            if file.is_dir() or not file.resolve().parent.is_dir():
                raise GradingError(f"--out {file}: {'that is a folder' if file.is_dir() else 'its folder is missing'}")


def _own_root(given: Path | None) -> Path:
    """The copy whose tests judge: never that of the working folder, which may be the learner's."""
    if given is None:
        root = find_root(Path(sensei.__file__).resolve())
        if root is None:
            raise GradingError("this command was installed without its koans: say --grader FOLDER")
        return root
    if find_root(given.resolve()) != given.resolve():
        raise GradingError(f"--grader {given}: there are no koans in that folder")
    return given.resolve()


def _settings(path: KoanPath, options: argparse.Namespace, secret: bytes) -> Settings:
    from sensei.grading.settings import Settings

    limits = {"koan_seconds": options.koan_seconds, "submission_seconds": options.submission_seconds}
    return Settings(
        secret=secret,
        points=read_points(path, options.points, options.weight),
        require_isolation=options.require_isolation,
        seed=options.seed,
        workers=options.workers,
        **{name: limit for name, limit in limits.items() if limit is not None},
    )


def _grade_class(path: KoanPath, options: argparse.Namespace) -> int:
    from sensei.grading.classroom import grade_class
    from sensei.grading.gradebook import class_secret

    folder = options.out[0]
    settings = _settings(path, options, given_secret(options.secret) or class_secret(folder))
    facts = {"jobs": options.jobs, "resume": options.resume, "cluster": options.cluster}
    grade_class(path.root, options.paths, folder, settings, **facts)
    return 0


def _grade_one(path: KoanPath, options: argparse.Namespace) -> int:
    from sensei.grading.judge import Grader

    copy = options.paths[0]
    settings = _settings(path, options, given_secret(options.secret) or secrets.token_bytes(32))
    if sys.stderr.isatty():
        print(f"Judging {len(path.koans)} koans …", file=sys.stderr)
    with Grader(path.root, settings) as grader:
        record = grader.judge(copy, options.name or copy.resolve().name)
    write_formats(record, path, options.format, options.out)
    if len(options.out) == len(options.format):  # nothing but the page is printed
        _show(record)
    if options.fail_under is not None and record.percent < options.fail_under:
        print(f"koans grade: {record.percent:g} % is under {options.fail_under:g} %", file=sys.stderr)
        return 1
    return 0


def _show(record: Record) -> None:
    from sensei.commands.console import console
    from sensei.grading.page import result_page

    paper = console()
    for lines in result_page(record, paper.width):
        paper.add(lines)
    sys.stdout.write(paper.text)


def _number(least: float, most: float = math.inf) -> Callable[[str], float]:
    """For argparse: a number from `least` to `most`."""

    def number(text: str) -> float:
        value = float(text)
        if not least <= value <= most or value == math.inf:
            raise argparse.ArgumentTypeError(
                f"{text} is not {least:g} or more" + f", {most:g} or less" * (most < math.inf)
            )
        return value

    return number


def _whole(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"{text} is not {least} or more")
        return value

    return number
