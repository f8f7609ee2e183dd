"""What `koans check` says of a topic by reading it: each fault is planted, and named with its file and line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from sensei.check.form import faults_of_form, strays
from sensei.path import read_path

if TYPE_CHECKING:
    from tests.conftest import Project

TOPIC, BOOK, README = "koans/01_numbers/test_counting.py", "solutions/counting.py", "koans/01_numbers/README.md"


def faults(project: Project) -> list[str]:
    path = read_path(project.root)
    return [str(fault) for fault in [*faults_of_form(path, path.topics), *strays(path)]]


def line_of(file: Path, text: str) -> int:
    """The last line of the file that holds `text`, from 1."""
    lines = file.read_text(encoding="utf-8").split("\n")
    return max(number for number, line in enumerate(lines, start=1) if text in line)


def test_a_complete_project_has_no_fault(project: Project) -> None:
    assert faults(project) == []


def test_two_topics_with_one_name_are_named(project: Project) -> None:
    project.write("koans/02_words/test_counting.py", project.first.read_bytes())
    project.write("koans/02_words/README.md", "[greeting](test_greeting.py) [counting](test_counting.py)\n")
    what = "koans/01_numbers/test_counting.py has the same name. Rename one: they share solutions/counting.py"
    assert faults(project) == [f"koans/02_words/test_counting.py:1: {what}"]


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
        "a test that pytest would skip",
        TOPIC,
        "def test_zero",
        "@__import__('pytest').mark.skip\ndef test_zero",
        "def test_zero",
        "`test_zero_stays_zero` is marked `skip`: it would judge nobody. Drop the mark",
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
        "`LETTERS` has 1 hint. Give 2 or more, as a list of literal strings",
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
        "`LETTERS` has 0 misconceptions. Give 1 or more",
    ),
    Plant(
        "a function with one misconception",
        BOOK,
        '@misconception(double, "That is the square.")\n',
        "",
        "teach(double",
        "`double` has 1 misconception. Give 2 or more",
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
