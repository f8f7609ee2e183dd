"""`koans watch`: what is judged when, and what is told, from real processes that watch real files."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Project
from tests.test_walk import FIRST
from tests.watch_help import PlainWatch, alive_after, family, save_by_rename

pytestmark = pytest.mark.timeout(180)  # processes that import torch, on a machine that may be busy

Start = Callable[..., PlainWatch]


@pytest.fixture
def start(project: Project) -> Iterator[Start]:
    """Start a watch in the project; it is ended after the test."""
    watches: list[PlainWatch] = []

    def begin(*arguments: str, **environment: str) -> PlainWatch:
        watches.append(PlainWatch(project, *arguments, **environment))
        return watches[-1]

    yield begin
    for watch in watches:
        watch.close()


@pytest.fixture
def at_double(project: Project) -> Project:
    """A project that stands at `double`."""
    project.solve("LETTERS")
    project.pytest("koans")
    return project


@pytest.mark.parametrize("workers", ["fork", "spawn"])
def test_a_walk_from_the_first_koan_to_the_last(project: Project, start: Start, workers: str) -> None:
    watch = start(f"--workers={workers}")
    assert watch.verdict() == [f"{FIRST}:6: info: LETTERS: to fill in"]
    project.answer("LETTERS", "7")
    assert watch.verdict() == [f"{FIRST}:10: error: LETTERS: you: 7, expected: 6 · The quotes are no letters."]
    project.replace(project.first, "LETTERS = 7", "LETTERS = 6")
    assert watch.verdict() == ["solved LETTERS: Words have letters.", f"{FIRST}:15: info: double: to fill in"]
    project.answer("double", "number**3")
    assert watch.verdict() == [f"{FIRST}:19: error: double: you: 8, expected: 4 · That is the square."]
    project.replace(project.first, "number**3", "number + number")
    assert "solved double: Doubling is adding." in watch.verdict()
    project.answer("greet", "'hello ' + name")
    assert watch.verdict()[-1] == "Every koan is solved."
    assert "3 of 3 koans" in project.koans("status").stdout


def test_koans_that_are_answered_already_are_passed_at_once(project: Project, start: Start) -> None:
    project.solve("LETTERS", "double")
    watch = start()
    lines = watch.verdict()
    assert lines[:2] == ["solved LETTERS: Words have letters.", "solved double: Doubling is adding."]
    assert lines[2].endswith("info: greet: to fill in")


def test_a_save_in_another_topic_goes_there(at_double: Project, start: Start) -> None:
    watch = start()
    watch.verdict()
    at_double.answer("greet", "name")
    assert "error: greet: you: 'Ann', expected: 'hello Ann'" in watch.verdict()[0]


def test_a_save_without_a_change_is_not_judged_again(at_double: Project, start: Start) -> None:
    at_double.answer("double", "number")
    watch = start()
    assert "error: double" in watch.verdict()[0]
    at_double.write(at_double.first, at_double.first.read_bytes())
    assert watch.silent_for(2)


def test_edits_of_one_size_in_one_second_are_all_judged_as_they_are(at_double: Project, start: Start) -> None:
    """Bytecode files know a text by its size and its second, and editors save twice in one."""
    at_double.answer("double", "number + 1")
    at_double.pytest("koans")
    watch = start()
    watch.verdict()
    for old, new in ((1, 3), (3, 5), (5, 7)):
        before = at_double.first.stat()
        at_double.replace(at_double.first, f"number + {old}", f"number + {new}")
        os.utime(at_double.first, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert f"you: {2 + new}, expected: 4" in watch.verdict()[0]


def test_saves_by_rename_are_seen(at_double: Project, start: Start) -> None:
    watch = start()
    watch.verdict()
    blank = at_double.first.read_text(encoding="utf-8")
    for number in (3, 5):
        save_by_rename(at_double.first, blank.replace("return ___", f"return {number}"))
        assert f"you: {number}, expected: 4" in watch.verdict()[0]


def test_several_files_saved_at_once_are_one_verdict(at_double: Project, start: Start) -> None:
    watch = start()
    watch.verdict()
    at_double.answer("greet", "name")
    at_double.answer("double", "number")
    assert "error: double: you: 2, expected: 4" in watch.verdict()[-1]


def test_a_syntax_error_is_told_and_mended(at_double: Project, start: Start) -> None:
    watch = start()
    watch.verdict()
    at_double.answer("double", "2 *")
    assert watch.verdict() == [f"{FIRST}:15: SyntaxError: invalid syntax"]
    at_double.replace(at_double.first, "2 *", "number")
    assert "you: 2, expected: 4" in watch.verdict()[0]


def test_a_file_that_is_deleted_and_restored(at_double: Project, start: Start) -> None:
    watch = start()
    watch.verdict()
    before = at_double.first.read_text(encoding="utf-8")
    at_double.first.unlink()
    assert "the file is missing" in watch.verdict()[0]
    at_double.write(at_double.first, before.replace("return ___", "return number"))
    assert "you: 2, expected: 4" in watch.verdict()[0]


def test_polling_sees_what_the_system_does_not_tell(at_double: Project, start: Start) -> None:
    watch = start("--poll")
    watch.verdict()
    at_double.answer("double", "number")
    assert "you: 2, expected: 4" in watch.verdict()[0]


def test_a_save_while_an_answer_is_judged_takes_its_place(at_double: Project, start: Start) -> None:
    at_double.answer("double", "__import__('time').sleep(30) or 1")
    watch = start("--seconds=60")
    watch.until("judging")
    time.sleep(1)
    began = time.monotonic()
    text = at_double.first.read_text(encoding="utf-8")
    save_by_rename(at_double.first, text.replace("__import__('time').sleep(30) or 1", "3"))
    lines = watch.verdict()
    assert time.monotonic() - began < 20
    assert ["you: 3, expected: 4" in line for line in lines] == [True]


def test_an_answer_that_changes_its_own_file_is_judged_as_the_file_is_then(at_double: Project, start: Start) -> None:
    """The verdict on a text that is no longer there is not told."""
    body = "2 * number if open(__file__, 'a').write('# x') else 0"
    at_double.answer("double", body)
    watch = start()
    watch.until("judging")
    assert watch.process.poll() is None
    at_double.replace(at_double.first, body, "number")
    assert "you: 2, expected: 4" in watch.until("you: ")[-1]


def test_a_change_of_the_teachers_book_is_taken_in(at_double: Project, start: Start) -> None:
    at_double.answer("double", "number**3")
    watch = start()
    assert "That is the square." in watch.verdict()[0]
    at_double.replace(at_double.root / "solutions/counting.py", "That is the square.", "That is the cube.")
    assert "That is the cube." in watch.verdict()[0]


def test_a_helper_of_the_learners_own_is_read_anew(at_double: Project, start: Start) -> None:
    at_double.write("koans/helper.py", "def twice(x):\n    return x\n")
    at_double.replace(
        at_double.first, "from sensei import ___", "from sensei import ___\nfrom koans.helper import twice"
    )
    at_double.answer("double", "twice(number)")
    watch = start()
    assert "you: 2, expected: 4" in watch.verdict()[-1]
    at_double.write("koans/helper.py", "def twice(x):\n    return 3 * x\n")
    assert "you: 6, expected: 4" in watch.verdict()[-1]


def test_without_torch_it_says_what_to_do(project: Project, start: Start) -> None:
    project.write("broken/pytest.py", "raise ImportError('no pytest here')")
    project.answer("LETTERS", "7")
    watch = start(PYTHONPATH="broken")
    line = watch.until("Nothing can be judged")[-1]
    assert "no pytest here" in line
    assert "python -m pip install -e ." in line


@pytest.mark.parametrize("workers", ["fork", "spawn"])
def test_nothing_runs_on_when_the_watch_is_killed(at_double: Project, start: Start, workers: str) -> None:
    at_double.replace(at_double.first, "    return ___", "    while True:\n        pass")
    watch = start(f"--workers={workers}", "--seconds=100")
    watch.until("judging")
    time.sleep(2)
    processes = family(watch.process.pid)
    assert len(processes) >= 3
    watch.process.kill()
    assert alive_after(processes) == []
