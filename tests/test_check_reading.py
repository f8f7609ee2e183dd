"""How `koans check` reads a project: its files, where a koan's name may stand, what counts as an assertion."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

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
        (_without_solution, f"{BOOK}:1: the file is missing. Put it back from where you got the koans"),
        (_without_topic, "solutions/sums.py:1: no topic has this name. Rename or delete it"),
        (_with_a_dead_link, f"{SUMS}:1: the file is missing. Put it back: koans reset sums"),
        (_without_readme, f"{README}:1: link test_counting.py here: the links are the order of the chapter"),
    ],
)
def test_a_missing_file_is_named(project: Project, plant: Callable[[Project], None], fault: str) -> None:
    plant(project)
    assert faults(project) == [fault]
