"""`koans goto`: the walk starts where the learner wants it to, and goes on from there."""

from __future__ import annotations

import pytest

from tests.conftest import Project
from tests.test_walk import ANN, FIRST, FOUR, SECOND, SIX, ZERO


@pytest.mark.parametrize("target", ["greeting", "greeting::greet", "greet", f"{SECOND}::greet", f"{SECOND}::{ANN}"])
def test_the_walk_looks_at_that_koan_first(project: Project, target: str) -> None:
    run = project.koans("goto", target)
    assert run.stdout == f"`pytest koans` goes on at `greet`, {SECOND}:6\n"
    assert project.walk().tests == {ANN: "failed"}
    assert "Hint 1 of 2: Begin with hello." in project.koans("hint").stdout
    assert "> greet " in project.koans("status").stdout


def test_from_there_it_goes_on_to_the_next_open_koan_and_then_to_the_first(project: Project) -> None:
    project.koans("goto", "double")
    assert project.walk().tests == {FOUR: "failed"}
    project.solve("double")
    run = project.walk()
    assert run.tests == {FOUR: "passed", ZERO: "passed", ANN: "failed"}
    assert "✓ double: Doubling is adding." in run.screen
    project.solve("greet")
    run = project.walk()
    assert run.tests == {FOUR: "passed", ZERO: "passed", ANN: "passed", SIX: "failed"}
    assert f"Fill in ___ at {FIRST}:6" in run.screen
    project.solve("LETTERS")
    run = project.walk()
    assert list(run.tests) == [FOUR, ZERO, ANN, SIX]
    assert run.status == 0
    assert "Every koan is solved: all 3" in run.screen


def test_wrong_answers_before_it_are_not_run(project: Project) -> None:
    project.answer("LETTERS", "7")
    project.answer("double", "number")
    project.koans("goto", "double")
    assert project.walk().tests == {FOUR: "failed"}


def test_back_to_the_first_open_koan(project: Project) -> None:
    project.koans("goto", "greet")
    run = project.koans("goto", "--back")
    assert run.stdout == f"`pytest koans` goes on at `LETTERS`, {FIRST}:6\n"
    assert project.walk().tests == {SIX: "failed"}


def test_a_solved_koan_is_passed_and_how_to_do_it_again_is_said(project: Project) -> None:
    project.solve("LETTERS")
    project.walk()
    shown = " ".join(project.koans("goto", "LETTERS").stdout.split())
    assert "`LETTERS` is solved already. `koans reset counting::LETTERS` makes it blank again." in shown
    assert f"goes on at `double`, {FIRST}:13" in shown


def test_it_is_remembered_when_something_is_solved_and_when_all_is_run(project: Project) -> None:
    project.koans("goto", "greet")
    project.walk("--all")
    project.solve("LETTERS")
    project.walk("koans/01_numbers")
    assert project.walk().tests == {ANN: "failed"}


def test_a_koan_that_is_no_more_is_no_start(project: Project) -> None:
    project.koans("goto", "greet")
    (project.root / "solutions/greeting.py").unlink()
    project.second.unlink()
    project.write("koans/02_words/README.md", "")
    assert project.walk().tests == {SIX: "failed"}


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("greting", "there is no topic `greting`. Did you mean `greeting`?"),
        ("xyz", "there is no topic `xyz`. `koans status` lists them."),
        ("counting::dubble", f"{FIRST} has no koan `dubble`. Did you mean `double`?"),
        ("", "there is no topic ``. `koans status` lists them."),
    ],
)
def test_an_unknown_koan_is_named_with_the_nearest(project: Project, target: str, says: str) -> None:
    run = project.koans("goto", target)
    assert (run.returncode, run.stdout, run.stderr) == (2, "", f"koans goto: {says}\n")
    assert project.walk().tests == {SIX: "failed"}
