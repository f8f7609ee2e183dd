"""What `koans check` finds by running right, wrong and null answers: one unsound topic for each fault, in one run."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from tests.conftest import Project

# One run of many trials comes before the first of these tests.
pytestmark = pytest.mark.timeout(180)

TOPIC_HEAD = '"""A topic."""\n\nfrom sensei import ___\n\n\n'
BOOK_HEAD = "from sensei.book import misconception, teach\n\n\n"
TEACH = 'hints=["a", "b"], lesson="A lesson.", docs="https://example.org"'


class Unsound(NamedTuple):
    """A topic and its book. `fault`, a regular expression, is said of the line that holds `at` in one of them."""

    topic: str
    book: str
    at: str
    fault: str


def function(signature: str, *tests: str) -> str:
    """A stub, and tests of one line each: `test_1`, `test_2`, …"""
    stub = f'def {signature}:\n    """What it does."""\n    return ___\n'
    return "\n\n".join([stub, *(f"def test_{i}():\n    {test}\n" for i, test in enumerate(tests, start=1))])


def book(right: str, *wrong: str, teach: str = TEACH) -> str:
    """`right` and each of `wrong` is a lambda, or a sentence and a lambda with ` // ` between them."""
    pages = [f"def f(*args):\n    return ({right})(*args)\n\n\nteach(f, {teach})"]
    for i, answer in enumerate(wrong, start=1):
        sentence, _, code = answer.rpartition(" // ")
        pages.append(
            f"@misconception(f, {sentence or f'Sentence {i}.'!r})\ndef wrong_{i}(*args):\n    return ({code})(*args)"
        )
    return "\n\n\n".join(pages)


ANY = "from hypothesis import given\nfrom hypothesis import strategies as st\n\nSEEN = set()\n\n\n"
MANY = """

@given(st.integers(0, 10**9))
def test_1(number):
    SEEN.add(number)
    assert f(number) == number + 1 and len(SEEN) < 60
"""
CLASS = '''class f:
    """Counts."""

    def more(self):
        return ___


def test_1():
    counter = f()
    counter.more()
    assert counter.count == 1
'''
CLASS_BOOK = f"""class f:
    count = 0

    def more(self):
        self.count += 1
        return self.count


teach(f, {TEACH})


@misconception(f, "It counts down.")
class down:
    count = 0

    def more(self):
        self.count -= 1


@misconception(f, "It does not count.")
class still:
    count = 0

    def more(self):
        pass
"""
PLUS_ONE = book("lambda n: n + 1", "lambda n: n", "lambda n: n + 2")

UNSOUND = {
    "the solution is refused": Unsound(
        function("f(n)", "assert f(1) == 3"),
        book("lambda n: n + 1", "lambda n: n", "lambda n: 7"),
        "def test_1",
        r"`test_1` refuses the solution under seed 0: .* 2 == 3",
    ),
    "the solution is refused under some seeds": Unsound(
        "import random\n\n\n" + function("f(n)", "assert f(1) == 2 and random.random() < 0.9"),
        PLUS_ONE,
        "def test_1",
        r"`test_1` refuses the solution under seed [1-9]: line \d+, AssertionError: .*",
    ),
    "the solution is refused with other examples of hypothesis": Unsound(
        ANY + function("f(n)") + MANY, PLUS_ONE, "def test_1", r"`test_1` refuses the solution under seed [1-9]: .*"
    ),
    "a misconception passes every test": Unsound(
        function("f(n)", "assert f(1) == 2"),
        book("lambda n: n + 1", "lambda n: n", "lambda n: 2 * n"),
        "@misconception(f, 'Sentence 2.')",
        "`wrong_2` passes every test of its koan. Add a test that refuses it",
    ),
    "a test refuses no misconception": Unsound(
        function("f(n)", "assert f(1) == 2", "assert f(1) < 9"),
        PLUS_ONE,
        "def test_2",
        "`test_2` refuses no misconception of `f`. Add one, or drop the test",
    ),
    "two misconceptions fail alike": Unsound(
        function("f(n)", "assert f(1) == 2"),
        book("lambda n: n + 1", "lambda n: n", "Another sentence. // lambda n: n * 1"),
        "@misconception(f, 'Another",
        "`wrong_2` fails just as `wrong_1` does. Share its sentence, or part them by a test",
    ),
    "None solves it": Unsound(
        function("f(n)", "assert not f(2)"),
        book("lambda n: n % 2 == 1", "lambda n: True", "lambda n: 7"),
        "def f(n)",
        "`f` is solved by a function that returns None. Add a test that refuses that",
    ),
    "the first argument solves it": Unsound(
        function("f(n)", "assert f(2) == 2"),
        book("abs", "lambda n: -n", "lambda n: 0"),
        "def f(n)",
        "`f` is solved by its first argument given back. Add a test that refuses that",
    ),
    "the work without its result solves it": Unsound(
        function("f(numbers)", "numbers = [2, 1]; f(numbers); assert numbers == [1, 2]"),
        book("lambda n: n.sort() or n", "lambda n: sorted(n)", "lambda n: n.clear()"),
        "def f(numbers)",
        "`f` is solved by the work done and None returned. Add a test that refuses that",
    ),
    "the work of a class without its results solves it": Unsound(
        CLASS, CLASS_BOOK, "class f", "`f` is solved by the work done and None returned. Add a test that refuses that"
    ),
    "None solves a value": Unsound(
        "# What is falsy?\nf = ___\n\n\ndef test_1():\n    assert not f\n",
        f'f = 0\nteach("f", {TEACH})\nmisconception("f", 1, "One is true.")\n',
        "f = ___",
        "`f` is solved by None. Add a test that refuses that",
    ),
    "a value with two sentences": Unsound(
        "# How many?\nf = ___\n\n\ndef test_1():\n    assert f == 2\n",
        f'f = 2\nteach("f", {TEACH})\nmisconception("f", 1, "One.")\nmisconception("f", 1, "Another.")\n',
        'misconception("f", 1, "Another.")',
        "`f = 1` fails just as `f = 1` does. Share its sentence, or part them by a test",
    ),
    "a test takes too long": Unsound(
        "import time\n\n\n" + function("f(n)", "time.sleep(0.03); assert f(1) == 2"),
        book("lambda n: n + 1", "lambda n: n", "lambda n: n + 2", teach=f"{TEACH}, seconds=0.02"),
        "def test_1",
        r"`test_1` takes 0\.\d\d s, 0\.02 s are allowed\. Let it do less, or give `f` more `seconds` in .*",
    ),
    "a test goes by another name": Unsound(
        function("f(n)", "assert f(1) == 2") + "\n\ntest_alias = test_1\n",
        PLUS_ONE,
        "test_alias",
        "`test_alias` names no koan, so it passes untouched. Let it judge one",
    ),
    "a test that pytest leaves out": Unsound(
        function("f(n)", "assert f(1) == 2", "assert f(2) == 3") + "\n\ndel test_2\n",
        PLUS_ONE,
        "def test_2",
        "pytest does not collect `test_2`. Let it be a plain function of the file",
    ),
    "the topic raises at import": Unsound(
        function("f(n)", "assert f(1) == 2") + "\n\nraise RuntimeError('no luck')\n",
        PLUS_ONE,
        "raise RuntimeError",
        "RuntimeError: no luck",
    ),
    "the solution raises at import": Unsound(
        function("f(n)", "assert f(1) == 2"),
        f"{PLUS_ONE}\nraise RuntimeError('no luck')\n",
        "raise RuntimeError",
        "RuntimeError: no luck",
    ),
    "the solution leaves Python at import": Unsound(
        function("f(n)", "assert f(1) == 2"), f"{PLUS_ONE}\nraise SystemExit(3)\n", "raise SystemExit", "SystemExit: 3"
    ),
    "an answer ends the process": Unsound(
        function("f(n)", "assert f(1) == 2"),
        book("lambda n: n + 1", "lambda n: n", "lambda n: __import__('os')._exit(7)"),
        "def test_1",
        r"the trial of this topic ended with status 7 while `test_1` tried the misconception `wrong_2`",
    ),
    "an answer crashes the process": Unsound(
        function("f(n)", "assert f(1) == 2"),
        book("lambda n: __import__('ctypes').string_at(0)", "lambda n: n", "lambda n: 7"),
        "def test_1",
        r"the trial of this topic ended with status -?\d+ \(Fatal Python error: .*\) while `test_1` tried .*",
    ),
    "the topic ends the process at import": Unsound(
        function("f(n)", "assert f(1) == 2") + "\n\n__import__('os')._exit(7)\n",
        PLUS_ONE,
        "__import__('os')._exit(7)",
        r"SystemExit: os\._exit\(7\) ends Python itself, and pytest with it",
    ),
}


def name_of(fault: str) -> str:
    return re.sub(r"\W+", "_", fault).lower()


def line_of(text: str, at: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), start=1) if at in line)


@pytest.fixture(scope="module")
def unsound(tmp_path_factory: pytest.TempPathFactory, make_project: Callable[[Path], Project]) -> Project:
    """A project with one unsound topic for each fault, and the two sound ones that it has anyway."""
    project = make_project(tmp_path_factory.mktemp("unsound"))
    for fault, plant in UNSOUND.items():
        project.write(f"koans/03_unsound/test_{name_of(fault)}.py", TOPIC_HEAD + plant.topic)
        project.write(f"solutions/{name_of(fault)}.py", BOOK_HEAD + plant.book)
    links = "".join(f"- [{fault}](test_{name_of(fault)}.py)\n" for fault in UNSOUND)
    project.write("koans/03_unsound/README.md", f"# Unsound\n\n{links}")
    return project


@pytest.fixture(scope="module")
def check(unsound: Project) -> subprocess.CompletedProcess[str]:
    """One `koans check` of all: each fault has to be found beside all the others, whatever a trial comes to."""
    return unsound.koans("check")


@pytest.mark.parametrize("fault", UNSOUND)
def test_the_fault_is_named_where_it_stands_and_nothing_else(
    unsound: Project, check: subprocess.CompletedProcess[str], fault: str
) -> None:
    name, plant = name_of(fault), UNSOUND[fault]
    files = [f"koans/03_unsound/test_{name}.py", f"solutions/{name}.py"]
    texts = {file: (unsound.root / file).read_text(encoding="utf-8") for file in files}
    file = next(file for file, text in texts.items() if plant.at in text)
    said = [line for line in check.stdout.split("\n") if line.startswith(tuple(files))]
    assert len(said) == 1, said
    path, line, what = said[0].split(":", 2)
    assert (path, int(line)) == (file, line_of(texts[file], plant.at))
    assert re.fullmatch(plant.fault, what.strip())


def test_all_faults_are_reported_at_once_and_the_status_is_1(check: subprocess.CompletedProcess[str]) -> None:
    assert check.returncode == 1
    assert check.stdout.rstrip().endswith(f": {len(UNSOUND)} faults")


def test_sound_topics_stay_sound_beside_crashes(check: subprocess.CompletedProcess[str]) -> None:
    assert "01_numbers/counting: 2 koans, 0 faults in its trial" in check.stderr
    assert "02_words/greeting: 1 koan, 0 faults in its trial" in check.stderr
    assert "counting" not in check.stdout
    assert "Traceback" not in check.stderr
