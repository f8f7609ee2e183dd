"""What `koans check` says of a topic by reading it: each fault is planted, and named with its file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sensei.check.form import faults_of_form, strays
from sensei.path import read_path

if TYPE_CHECKING:
    from tests.conftest import Project

TOPIC, BOOK, README = "koans/01_numbers/test_counting.py", "solutions/counting.py", "koans/01_numbers/README.md"
SUMS = "koans/01_numbers/test_sums.py"


def faults(project: Project) -> list[str]:
    path = read_path(project.root)
    return [str(fault) for fault in [*faults_of_form(path, path.topics), *strays(path)]]


def line_of(file: Path, text: str) -> int:
    """The last line of the file that holds `text`, from 1."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return max(number for number, line in enumerate(lines, start=1) if text in line)


def test_a_complete_project_has_no_fault(project: Project) -> None:
    assert faults(project) == []


class Plant(NamedTuple):
    """In `file` the text `old` becomes `new`: a fault, on the last line that holds `at`."""

    name: str
    file: str
    old: str
    new: str
    at: str
    what: str


PLANTS = [
    Plant(
        "a stub that is already answered",
        TOPIC,
        "LETTERS = ___",
        "LETTERS = 6",
        "LETTERS = 6",
        "`LETTERS` holds no ___: it is already answered. Put ___ back",
    ),
    Plant(
        "a stub with a decorator",
        TOPIC,
        "def double(",
        "@staticmethod\ndef double(",
        "def double(",
        "the stub of `double` has a decorator, which an injected answer lacks. Take it away",
    ),
    Plant(
        "no docstring",
        TOPIC,
        '    """Twice `number`."""\n',
        "",
        "def double(",
        "`double` has no docstring. Say what it is",
    ),
    Plant(
        "no comment above a value",
        TOPIC,
        '# How many letters has "tensor"?\n',
        "",
        "LETTERS = ___",
        "`LETTERS` has no comment above. Say what it is",
    ),
    Plant(
        "no test",
        TOPIC,
        "def test_tensor_has_six_letters():\n    assert LETTERS == 6\n",
        "",
        "LETTERS = ___",
        "no test judges `LETTERS`",
    ),
    Plant(
        "no stub",
        TOPIC,
        '# How many letters has "tensor"?\nLETTERS = ___\n',
        "",
        "def test_tensor",
        "`LETTERS` is missing: was it deleted or renamed? The tests ask for that name",
    ),
    Plant(
        "a stub that nobody teaches",
        TOPIC,
        "def test_zero_stays_zero",
        'def triple(number):\n    """Three times."""\n    return ___\n\n\ndef test_zero_stays_zero',
        "def triple",
        "`triple` holds ___. Teach it in solutions/counting.py, or fill it in",
    ),
    Plant(
        "two tests with one name",
        TOPIC,
        "test_zero_stays_zero",
        "test_two_becomes_four",
        "def test_two_becomes_four",
        "2 tests are called `test_two_becomes_four`: only this one runs. Rename it",
    ),
    Plant(
        "a test without an assertion",
        TOPIC,
        "assert double(0) + 1 == 1",
        "double(0)",
        "def test_zero",
        "`test_zero_stays_zero` asserts nothing. Add an assertion, or drop it",
    ),
    Plant(
        "a test that passes whatever is answered",
        TOPIC,
        "assert double(0) + 1 == 1",
        "assert 0 + 1 == 1",
        "def test_zero",
        "`test_zero_stays_zero` names no koan, so it passes untouched. Let it judge one",
    ),
    Plant(
        "a test below the wrong stub",
        TOPIC,
        "assert double(0) + 1 == 1",
        "assert LETTERS == 6",
        "def test_zero",
        "`test_zero_stays_zero` judges `LETTERS` but does not stand below its stub. Move it there",
    ),
    Plant(
        "a class of tests",
        TOPIC,
        "def test_zero_stays_zero",
        "class TestZero:\n    pass\n\n\ndef test_zero_stays_zero",
        "class TestZero",
        "`TestZero` is a class of tests. Tests are plain functions here",
    ),
    Plant(
        "a syntax error in a topic",
        TOPIC,
        "assert LETTERS == 6",
        "assert LETTERS == = 6",
        "= = 6",
        "SyntaxError: invalid syntax",
    ),
    Plant(
        "no solution",
        BOOK,
        "LETTERS = 6\n",
        "",
        'teach("LETTERS"',
        "`LETTERS` is taught but not defined. Write the right answer",
    ),
    Plant(
        "one hint",
        BOOK,
        '"Count them.", ',
        "",
        'teach("LETTERS"',
        "`LETTERS` has 1 hints. Give 2 or more, as a list of literal strings",
    ),
    Plant(
        "hints that can't be read without running the file",
        BOOK,
        '["Add it to itself.", "`2 * number`."]',
        "list('ab')",
        "teach(double",
        "`double` has 0 hints. Give 2 or more, as a list of literal strings",
    ),
    Plant(
        "no lesson",
        BOOK,
        '"Doubling is adding."',
        '""',
        "teach(double",
        "`double` has no lesson. Say in one sentence what was learned",
    ),
    Plant(
        "no documentation",
        BOOK,
        "https://example.org/double",
        "later",
        "teach(double",
        '`double` has no link to the documentation. Give docs="https://…"',
    ),
    Plant(
        "a value without a misconception",
        BOOK,
        'misconception("LETTERS", 7, "The quotes are no letters.")\n',
        "",
        'teach("LETTERS"',
        "`LETTERS` has 0 misconceptions. Give more",
    ),
    Plant(
        "a function with one misconception",
        BOOK,
        '@misconception(double, "That is the square.")\n',
        "",
        "teach(double",
        "`double` has 1 misconceptions. Give more",
    ),
    Plant(
        "a misconception of what is not taught",
        BOOK,
        'misconception("LETTERS", 7, "The quotes are no letters.")',
        'misconception("LETTERS", 7, "Quotes.")\nmisconception("WORDS", 1, "Words.")',
        '"WORDS"',
        "a misconception of `WORDS`, which is not taught here",
    ),
    Plant(
        "a syntax error in a solution",
        BOOK,
        "return 2 * number\n",
        "return 2 * *\n",
        "2 * *",
        "SyntaxError: invalid syntax",
    ),
    Plant(
        "a topic that its chapter does not link",
        README,
        "[counting](test_counting.py)",
        "counting",
        "# Numbers",
        "link test_counting.py here: the links are the order of the chapter",
    ),
]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_a_planted_fault_is_named_where_it_stands_and_nothing_else(project: Project, plant: Plant) -> None:
    file = project.root / plant.file
    project.replace(file, plant.old, plant.new)
    assert faults(project) == [f"{plant.file}:{line_of(file, plant.at)}: {plant.what}"]


EARLY = {
    "a parameter": "@pytest.mark.parametrize('four', [double(2)])\ndef helper(four): ...",
    "a default": "def helper(four=double): ...",
    "a default of a keyword": "def helper(*, four=double): ...",
    "a default of a lambda": "helper = lambda four=double: four",
    "a decorator": "@double\ndef helper(): ...",
    "a decorator of a class": "@double\nclass Helper: ...",
    "a base class": "class Helper(double): ...",
    "a default of a method": "class Helper:\n    def method(self, four=double): ...",
    "the body of a class": "class Helper:\n    four = double",
    "a call": "FOUR = double(2)",
    "a table": "TABLE = {'double': double}",
    "a second name": "twice = double",
    "a comprehension": "FOURS = [double(n) for n in range(2)]",
    "a condition": "if double:\n    FOUR = 4",
    "a helper that is called": "def helper():\n    return double(2)\n\n\nFOUR = helper()",
}


@pytest.mark.parametrize("code", EARLY.values(), ids=EARLY.keys())
def test_a_koan_that_is_read_at_import_is_named(project: Project, code: str) -> None:
    text = project.first.read_text(encoding="utf-8")
    project.write(project.first, f"{text}\n\n{code}\n")
    early = [
        fault for fault in faults(project) if "is read while the file is imported. Use it inside of tests" in fault
    ]
    assert len(early) == 1
    first, last = text.count("\n") + 3, text.count("\n") + 2 + len(code.split("\n"))
    assert first <= int(early[0].split(":")[1]) <= last
    assert "`double`" in early[0]


LATE = {
    "a helper": "def helper():\n    return double(2)",
    "a lambda": "helper = lambda: double(2)",
    "a method": "class Helper:\n    def method(self):\n        return double(2)",
    "a fixture": "@pytest.fixture\ndef four():\n    return double(2)",
    "a helper handed on": "def helper(n):\n    return double(n)\n\n\nHELPERS = [helper]",
    "a parameter of that name": "def helper(double):\n    return double",
}


@pytest.mark.parametrize("code", LATE.values(), ids=LATE.keys())
def test_a_koan_that_is_read_in_a_test_is_fine(project: Project, code: str) -> None:
    project.write(project.first, f"{project.first.read_text(encoding='utf-8')}\n\n{code}\n")
    assert faults(project) == []


ASSERTING = {
    "pytest.raises": "with pytest.raises(TypeError):\n        double()",
    "pytest.warns": "with pytest.warns(UserWarning):\n        double(0)",
    "a function of torch": "torch.testing.assert_close(double(0), 0)",
    "a method of unittest": "unittest.TestCase().assertEqual(double(0), 0)",
    "a helper of the file": "is_zero(double(0))\n\n\ndef is_zero(number):\n    assert number == 0",
}


@pytest.mark.parametrize("body", ASSERTING.values(), ids=ASSERTING.keys())
def test_an_assertion_may_take_many_forms(project: Project, body: str) -> None:
    project.replace(project.first, "assert double(0) + 1 == 1", body)
    assert faults(project) == []


def test_stubs_stand_in_the_order_of_the_solutions(project: Project) -> None:
    book = (project.root / BOOK).read_text(encoding="utf-8")
    letters = book[book.index("LETTERS = 6") : book.index("def double")]
    project.write(BOOK, f"{book.replace(letters, '')}\n\n{letters}")
    assert f"{TOPIC}:6: `LETTERS` stands above `double`, in solutions below it" in faults(project)


def _without_solution(project: Project) -> None:
    (project.root / BOOK).unlink()


def _without_topic(project: Project) -> None:
    project.write("solutions/sums.py", "")


def _with_a_dead_link(project: Project) -> None:
    project.replace(project.root / README, "(test_counting.py)", "(test_counting.py), [sums](test_sums.py)")
    project.write("solutions/sums.py", "")


def _without_readme(project: Project) -> None:
    (project.root / README).unlink()


@pytest.mark.parametrize(
    ("plant", "fault"),
    [
        (_without_solution, f"{BOOK}:1: the file is missing. Put it back: git checkout -- {BOOK}"),
        (_without_topic, "solutions/sums.py:1: no topic has this name. Rename or delete it"),
        (_with_a_dead_link, f"{SUMS}:1: the file is missing. Put it back: git checkout -- {SUMS}"),
        (_without_readme, f"{README}:1: link test_counting.py here: the links are the order of the chapter"),
    ],
)
def test_a_missing_file_is_named(project: Project, plant: Callable[[Project], None], fault: str) -> None:
    plant(project)
    assert faults(project) == [fault]
