"""Answers that are right but unusual: the grader takes none of them for an attack, alone or in a class."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sensei.grading.judge import Grader
from sensei.grading.remains import remove
from sensei.grading.settings import Settings
from tests.conftest import Project

pytestmark = pytest.mark.timeout(120)  # a busy machine
ANSWERS = {
    "cached": "import functools\n@functools.cache\ndef double(number): return 2 * number",
    "lru cached": "from functools import lru_cache\n@lru_cache(maxsize=None)\ndef double(number): return 2 * number",
    "partial": "from functools import partial\nfrom operator import mul\ndouble = partial(mul, 2)",
    "lambda": "double = lambda number: 2 * number",
    "bound method": "double = (2).__mul__",
    "object that is called": "class Times:\n    def __call__(self, number): return 2 * number\ndouble = Times()",
    "closure": "def times(n):\n    def inner(number):\n        return n * number\n    return inner\ndouble = times(2)",
    "decorated": "import functools\ndef plain(f):\n    @functools.wraps(f)\n    def g(*a): return f(*a)\n    return g\n"
    "@plain\ndef double(number): return 2 * number",
    "helper below": "def double(number): return twice(number)\ndef twice(number): return number + number",
    "recursion": "def double(number): return 0 if number == 0 else 2 + double(number - 1)",
    "generator": "def two(number):\n    yield number\n    yield number\ndef double(number): return sum(two(number))",
    "dataclass": "from dataclasses import dataclass\n@dataclass\nclass Pair:\n    a: int\n    b: int\n"
    "def double(number):\n    assert Pair(1, 2) == Pair(1, 2)\n    return Pair(number, number).a * 2",
    "named tuple": "from collections import namedtuple\nP = namedtuple('P', 'a b', defaults=(1,))\n"
    "def double(number): return sum(P(number, number))",
    "context manager": "from contextlib import contextmanager\n@contextmanager\ndef quiet():\n    yield 2\n"
    "def double(number):\n    with quiet() as two: return two * number",
    "match": "def double(number):\n    match number:\n        case 0: return 0\n        case int(n): return 2 * n",
    "walrus": "def double(number): return (n := number) + n",
    "try": "import traceback\ndef double(number):\n    try: return number['x']\n    except TypeError:\n"
    "        traceback.print_exc()\n        return 2 * number",
    "logging": "import logging\ndef double(number):\n    logging.getLogger('x').warning('hello')\n"
    "    logging.error('oh', stack_info=True)\n    return 2 * number",
    "asyncio": "import asyncio\nasync def later(number): return 2 * number\n"
    "def double(number): return asyncio.run(later(number))",
    "star import": "from math import *\ndef double(number): return int(ldexp(number, 1))",
    "itertools": "import itertools\ndef double(number): return sum(itertools.repeat(number, 2))",
    "type alias": "Number = int\ndef double(number: Number) -> Number: return 2 * number",
    "eval": "def double(number): return eval('2 * number')",
    "print": "def double(number): return 2 * number\nprint(double(4))",
    "table": "TABLE = {}\nTABLE[2] = 4\nTABLE[0] = 0\ndef double(number): return TABLE[number]",
    "static method": "class T:\n    @staticmethod\n    def double(number): return 2 * number\ndouble = T.double",
    "property": "class N:\n    def __init__(self, n): self.n = n\n    @property\n    def two(self): return 2 * self.n\n"
    "    @classmethod\n    def of(cls, n): return cls(n)\ndef double(number): return N.of(number).two",
    "long sum": "def double(number): return 2 * number" + " + 0" * 400,
}


def test_honest_answers_are_solved_whatever_was_judged_before(
    make_project: Callable[[Path], Project], tmp_path: Path
) -> None:
    root = make_project(tmp_path / "project").root
    settings = Settings(secret=b"of the class", koan_seconds=10, submission_seconds=60)
    for shared in (None, tmp_path / "shared"):
        with Grader(root, settings, shared) as grader:
            records = {name: grader.judge(_copy(tmp_path / "copy", text), name) for name, text in ANSWERS.items()}
        wrong = {n: (r.tampered, [k.message for k in r.koans[:2]]) for n, r in records.items() if r.score != 2}
        assert wrong == {}


def _copy(folder: Path, double: str) -> Path:
    file = folder / "koans" / "01_numbers" / "test_counting.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"LETTERS = 6\n\n{double}\n", encoding="utf-8")
    return folder


def test_folders_are_removed_however_deep_they_lie_and_links_are_not_followed(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir(mode=0o755)
    left = tmp_path / "left"
    left.mkdir()
    (left / "link").symlink_to(mine)
    handle = os.open(left, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=handle)
        deeper = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = deeper
    os.close(handle)
    remove(left)
    assert not left.exists()
    assert mine.stat().st_mode & 0o777 == 0o755
