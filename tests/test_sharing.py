"""An answer judged once for the class: only what was solved by itself is shared, and nobody gains or loses by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sensei.grading.judge import Grader
from sensei.grading.record import KoanResult
from sensei.grading.settings import Settings
from tests.conftest import Project
from tests.reworded import reworded

pytestmark = pytest.mark.timeout(240)
SETTINGS = Settings(secret=bytes(32), koan_seconds=20)
RIGHT = "twice = 2 * number\n    return twice"
TEACHERS = "return 2 * number"
SLOW = f"import time\n    time.sleep(1)\n    {RIGHT}"

Judge = Callable[..., dict[str, KoanResult]]


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    (folder := tmp_path / "solved").mkdir()
    return folder


@pytest.fixture
def judge(project: Project, make_project: Callable[[Path], Project], tmp_path: Path, shared: Path) -> Iterator[Judge]:
    """Judges submissions one after the other, as a worker does: each with LETTERS solved, and this in `double`."""
    number = 0
    once = "def test_zero_stays_zero():\n    assert double(0) + 1 == 1"
    twice = "@pytest.mark.parametrize('n', [0, 5])\ndef test_n(n):\n    assert double(n) == n + n"
    project.replace(project.first, once, f"import pytest\n\n\n{twice}")
    with Grader(project.root, SETTINGS, shared) as grader:

        def submit(double: str, before: str = "", letters: str = "6") -> dict[str, KoanResult]:
            nonlocal number
            number += 1
            submission = make_project(tmp_path / f"submission {number}")
            submission.answer("LETTERS", letters)
            submission.replace(submission.first, "return ___", double)
            submission.replace(submission.first, "def double", f"{before}\n\n\ndef double")
            submission.write(submission.first, reworded(submission.first.read_text(), number))
            record = grader.judge(submission.root, f"learner {number}")
            assert (record.problem, record.tampered) == ("", "")
            return {koan.id.split("::")[1]: koan for koan in record.koans}

        yield submit


def test_the_same_answer_in_other_words_is_not_run_again(judge: Judge) -> None:
    """The first time it is judged with its file, the second time by itself."""
    first, second, third = judge(SLOW)["double"], judge(SLOW)["double"], judge(SLOW)["double"]
    assert first.seconds > 1
    assert second.seconds > 1
    assert third.seconds == 0
    assert (third.verdict, third.points) == ("solved", 1)
    assert third.tests_passed == third.tests == second.tests_passed == first.tests_passed == 3


def test_the_teachers_own_answer_in_other_words_is_run_once(judge: Judge, shared: Path) -> None:
    judge(RIGHT)
    assert len(list(shared.iterdir())) == 1  # LETTERS
    judge(TEACHERS)
    seen = {file: file.stat().st_mtime_ns for file in shared.iterdir()}
    assert len(seen) == 2
    judge(f"# Doubled.\n    {TEACHERS}")
    assert {file: file.stat().st_mtime_ns for file in shared.iterdir()} == seen


def test_another_answer_is_run(judge: Judge) -> None:
    judge(SLOW)
    assert judge(SLOW.replace("2 * number", "number + number"))["double"].seconds > 1
    assert judge(SLOW.replace("2 * number", "3 * number"))["double"].verdict == "wrong"


def test_a_wrong_answer_is_never_shared(judge: Judge, shared: Path) -> None:
    for _ in range(2):
        judged = judge("return 3 * number", letters="7")
        assert (judged["double"].verdict, judged["LETTERS"].verdict) == ("wrong", "wrong")
    assert list(shared.iterdir()) == []


def test_what_rests_on_the_rest_of_its_file_is_not_shared(judge: Judge, shared: Path) -> None:
    """By itself, without the statement before it, this answer is not solved."""
    answer, patch = "return KEPT[0] * number", "KEPT = []\nKEPT.append(2)"
    for _ in range(2):
        assert judge(answer, before=patch, letters="7")["double"].verdict == "solved"
    assert list(shared.iterdir()) == []
    assert judge(answer, before="KEPT = []")["double"].verdict == "error"


def test_one_submission_cannot_spoil_an_answer_for_the_others(judge: Judge) -> None:
    for answer in (RIGHT, TEACHERS):
        assert judge(answer, before="raise SystemExit(0)")["double"].verdict == "error"
        assert judge(answer)["double"].verdict == "solved"


def test_a_file_that_cannot_be_loaded_gains_nothing_by_answers_that_are_known(judge: Judge, shared: Path) -> None:
    judge(TEACHERS)
    assert len(list(shared.iterdir())) == 2
    judged = judge(TEACHERS, before="1 / 0")
    assert (judged["double"].verdict, judged["LETTERS"].verdict) == ("error", "error")


def test_who_does_not_know_the_secret_cannot_add_an_answer(
    judge: Judge, project: Project, tmp_path: Path, shared: Path
) -> None:
    """A folder in which another class remembers the same answers says nothing to this one."""
    judge(TEACHERS)
    names = {file.name for file in shared.iterdir()}
    with Grader(project.root, Settings(secret=bytes(31) + b"1"), shared) as other:
        other.judge(tmp_path / "submission 1", "ann")
    assert len(list(shared.iterdir())) == 2 * len(names)
