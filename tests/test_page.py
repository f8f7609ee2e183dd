"""The page fits its terminal, whatever learners return, raise or print, with and without colours, in any encoding."""

from __future__ import annotations

import re
import unicodedata

import pytest

from tests.conftest import QUICK, Project

PLACE = r"[\w/]+\.py:\d+"

# One koan for each way to fail.
TOPIC = '''"""Failures: of all kinds."""

from hypothesis import given, strategies as st

from sensei import ___


def numbers() -> list:
    """A long docstring, which has to be broken at its words wherever the terminal ends, be it at 40, 80 or 200."""
    return ___


def test_numbers():
    assert numbers() == list(range(1, 201))


def word() -> str:
    """One."""
    return "y" + "x" * 400


def test_word():
    assert word() == "x" * 400


def lines() -> str:
    """Three."""
    return "one\\n\\ttwo\\nthree\\n"


def test_lines():
    assert lines() == "one\\n\\ttwo\\n3\\n"


def failing() -> int:
    """Raises."""
    return {}["a_key_that_is_longer_than_many_terminals_are_wide_and_has_no_spaces_in_it_at_all_not_one_of_them"]


def test_failing():
    assert failing() == 1


def total(numbers: list) -> int:
    """The sum."""
    return sum(numbers) + (len(numbers) > 2)


@given(st.lists(st.integers(100, 999)))
def test_total(numbers):
    assert total(numbers) == sum(numbers)


def loud() -> None:
    """Prints."""
    for line in range(30):
        print("\\x1b[31mline", line, "word " * line + "\\x1b[0m\\r")
    return 1


def test_loud():
    assert loud() is None


def nothing() -> int:
    """One."""
    number = 1


def test_nothing():
    assert nothing() + 1 == 2
'''
KOANS = ("numbers", "word", "lines", "failing", "total", "loud", "nothing")


@pytest.fixture
def failures(project: Project) -> Project:
    """A project with one topic, in which every koan fails in its own way."""
    teach = (
        "teach('{0}', hints=['Think of it, and then of what comes after it in the list.', 'b'], lesson='', docs='')\n"
    )
    project.replace(project.root / "pyproject.toml", f", {QUICK}", "")
    project.write(project.second, TOPIC)
    project.write("solutions/greeting.py", "from sensei.book import teach\n" + "".join(map(teach.format, KOANS)))
    return project


def too_wide(page: str, width: int) -> list[str]:
    """The lines that do not fit. A FILE:LINE is not broken: terminals make links of it."""
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in page.split("\n")]
    return [line for line in lines if len(line) > width and not re.fullmatch(rf" *\(?{PLACE}\)?", line)]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(failures: Project, width: int) -> None:
    run = failures.walk("koans/02_words", "--all", columns=width)
    page = run.screen[run.screen.index("torch-koans") :]
    assert too_wide(page, width) == []
    assert all(re.search(rf"^{name}\b", page, re.M) for name in KOANS)
    assert "\x1b" not in page
    words = " ".join(page.split())
    assert "yxxxxxxxxxx" in words
    assert r"you: 'one\n\ttwo\nthree\n' expected: 'one\n\ttwo\n3\n'" in words
    assert "KeyError: 'a_key_that_is" in words
    assert "the call: total(numbers=[100, 100, 100])" in words
    assert "line 29 word word" in words
    assert "line 9 " not in words  # only the last 20 lines
    assert "There was a None where a value was needed. Is a `return` missing?" in words


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_current_koan_and_its_hint_fit_the_terminal(failures: Project, width: int) -> None:
    run = failures.walk("koans/02_words", "--hint", columns=width)
    assert too_wide(run.screen, width) == []
    assert "A long docstring, which has to be broken" in " ".join(run.screen.split())
    assert "Fill in ___ at koans/02_words/test_greeting.py:10" in " ".join(run.screen.split())
    assert "Hint 1 of 2: Think of it, and then of what comes after it in the list." in " ".join(run.screen.split())


TENSORS = """
import torch

from sensei import ___


def picture():
    return torch.arange(30.0).reshape(5, 6).requires_grad_()


def test_picture():
    assert picture() is torch.zeros(2, 3)
"""


def test_tensors_are_shown_in_short_and_with_what_their_repr_hides(failures: Project) -> None:
    failures.write(failures.second, TENSORS)
    failures.write("solutions/greeting.py", "from sensei.book import teach\nteach('picture', hints=['a', 'b'])\n")
    run = failures.walk("koans/02_words", columns=40)
    words = " ".join(run.screen.split())
    assert "you: [[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [6.0," in words
    assert "shape (5, 6), float32, cpu, requires_grad=True" in words
    assert "[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], shape (2, 3), float32, cpu, requires_grad=False" in words
    assert too_wide(run.screen, 40) == []


def test_a_long_path_is_not_broken_so_that_it_stays_a_link(project: Project) -> None:
    name = "test_a_topic_with_a_name_that_is_longer_than_a_narrow_terminal_is_wide"
    project.write(f"koans/02_words/{name}.py", project.second.read_bytes())
    project.write(f"solutions/{name[5:]}.py", (project.root / "solutions/greeting.py").read_bytes())
    project.solve("greet")
    run = project.walk("koans/02_words", columns=40)
    assert f"\nkoans/02_words/{name}.py:8\n" in run.screen
    assert too_wide(run.screen, 40) == []


@pytest.mark.parametrize(
    ("arguments", "no_color", "term", "coloured"),
    [
        ([], "", "xterm-256color", True),
        ([], "1", "xterm-256color", False),
        ([], "", "dumb", False),
        (["--color=no"], "", "xterm-256color", False),
        (["--color=yes"], "1", "xterm-256color", True),
    ],
)
def test_colours_on_a_terminal(
    project: Project, arguments: list[str], no_color: str, term: str, coloured: bool
) -> None:
    project.solve("LETTERS")
    status, screen = project.on_terminal(*arguments, NO_COLOR=no_color, TERM=term)
    assert status == 1
    assert ("\x1b[" in screen) == coloured
    assert "Fill in ___ at koans/01_numbers/test_counting.py:15" in re.sub(r"\x1b\[[0-9;]*m", "", screen)


@pytest.mark.parametrize(("arguments", "coloured"), [([], False), (["--color=yes"], True)])
def test_colours_in_a_pipe(project: Project, arguments: list[str], coloured: bool) -> None:
    project.answer("LETTERS", "7")
    run = project.walk(*arguments)
    assert ("\x1b[" in run.screen) == coloured
    assert too_wide(run.screen, 80) == []
    plain = project.walk("--color=no").screen
    assert re.sub(r"\x1b\[[0-9;]*m", "", run.screen) == plain
    assert "you: 7     expected: 6" in plain


@pytest.mark.parametrize(
    ("arguments", "encoding", "bar", "printed"),
    [
        ([], "utf-8", "█████░░░░░", "ünï ✓ 日本 🙂"),
        ([], "latin-1", "#####-----", r"ünï + \u65e5\u672c \U0001f642"),
        ([], "cp1252", "#####-----", r"ünï + \u65e5\u672c \U0001f642"),
        ([], "ascii", "#####-----", r"\xfcn\xef + \u65e5\u672c \U0001f642"),
        (["-v", "--tb=short"], "ascii", "#####-----", r"\xfcn\xef + \u65e5\u672c \U0001f642"),
    ],
)
def test_what_an_encoding_lacks_is_replaced(
    project: Project, arguments: list[str], encoding: str, bar: str, printed: str
) -> None:
    project.solve("LETTERS")
    project.answer("double", "print('ünï ✓ 日本 🙂') or '→'")
    run = project.walk(*arguments, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert run.status == 1
    assert f"01 numbers  {bar}  1/2" in run.screen
    assert f"    {printed}\n" in run.screen
    assert ("you: '→'" if encoding == "utf-8" else r"you: '\u2192'") in run.screen
    assert "\N{REPLACEMENT CHARACTER}" not in run.screen
    assert not re.search("Traceback|UnicodeEncodeError", run.screen + run.errors)


def test_what_is_replaced_still_fits_the_terminal(project: Project) -> None:
    project.solve("LETTERS")
    project.answer("double", "print('日本 ' * 30)")
    run = project.walk(columns=40, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert r"\u65e5\u672c" in run.screen
    assert too_wide(run.screen, 40) == []


def columns(line: str) -> int:
    """How many columns a line takes: most characters of East Asian scripts take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line)


def test_wide_characters_count_as_two_columns(project: Project) -> None:
    project.solve("LETTERS")
    project.answer("double", "'日本語' * 9 + ' 日本' * 20 + str(print('語' * 45))")
    for width in (40, 80):
        screen = project.walk("koans/01_numbers", columns=width).screen
        assert [line for line in screen.split("\n") if columns(line) > width] == []
        assert "日本語" * 9 in "".join(screen.split()).replace("'", "")
        assert "語" * 45 in "".join(screen.split())
        assert any(columns(line) > width - 8 and "語語" in line for line in screen.split("\n"))


def test_an_address_is_not_broken_so_that_it_stays_a_link(project: Project) -> None:
    address = "https://example.org/a/page/with/a/name/that/is/longer/than/the/terminal/is/wide"
    project.replace(project.root / "solutions/counting.py", "https://example.org/letters", address)
    for _ in range(3):
        shown = project.koans("hint", columns=40).stdout
    assert f"\n{address}\n" in shown
