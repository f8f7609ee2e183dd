"""What editors rely on: VS Code's task marks lines, its test explorer gets reports, and places can be clicked."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Project
from tests.test_reports import seen_by_an_editor
from tests.test_walk import FIRST, FOUR, SIX, ZERO
from tests.watch_help import PlainWatch

SETTINGS = Path(__file__).parents[1] / ".vscode"
PLACE = re.compile(r"[^\s(]+\.py:\d+")


def the_task() -> dict[str, Any]:
    [task] = json.loads((SETTINGS / "tasks.json").read_bytes())["tasks"]
    assert isinstance(task, dict)
    return task


def problem_in(line: str) -> dict[str, str | None] | None:
    """What VS Code would mark for one line of the task's output."""
    pattern = the_task()["problemMatcher"]["pattern"]
    found = re.search(pattern["regexp"], line)
    return {part: found[pattern[part]] for part in ("file", "line", "severity", "message")} if found else None


@pytest.mark.parametrize(
    "file",
    [
        "koans/03_transforms/test_one_hot.py",
        "my koans/03 transforms/test_one_hot.py",
        "/home/ann/torch koans/koans/03_transforms/test_one_hot.py",
        r"C:\Users\Ann B\torch-koans\koans\03_transforms\test_one_hot.py",
        r"koans\03_transforms\test_one_hot.py",
    ],
)
@pytest.mark.parametrize(
    ("severity", "message"),
    [
        ("error", "one_hot: you: 15, expected: 16"),
        ("info", "one_hot: to fill in"),
        ("error", "x: see a.py:3: error: y"),
    ],
)
def test_a_line_of_the_watch_is_marked_where_it_says(file: str, severity: str, message: str) -> None:
    marked = {"file": file, "line": "31", "severity": severity, "message": message}
    assert problem_in(f"{file}:31: {severity}: {message}") == marked


@pytest.mark.parametrize(
    "line",
    [
        "judging koans/03_transforms/test_one_hot.py",
        "waiting for a save",
        "solved one_hot: Read test_one_hot.py: it is short.",
        "The file koans/03_transforms/test_one_hot.py is missing: 3 koans",
        "",
    ],
)
def test_other_lines_are_not_marked(line: str) -> None:
    assert problem_in(line) is None


def test_a_real_watch_begins_marks_and_ends_as_the_task_expects(project: Project) -> None:
    task = the_task()
    background = task["problemMatcher"]["background"]
    assert task["isBackground"]
    assert task["args"][:3] == ["-m", "sensei.cli", "watch"]  # what PlainWatch starts
    watch = PlainWatch(project, *task["args"][3:])
    try:
        blank = watch.until("waiting for a save")
        project.answer("LETTERS", "7")
        wrong = watch.until("waiting for a save")
        project.replace(project.first, "LETTERS = 7", "LETTERS = (7")
        broken = watch.until("waiting for a save")
    finally:
        watch.close()
    for lines in (blank, wrong, broken):
        assert re.search(background["beginsPattern"], lines[0])
        assert re.search(background["endsPattern"], lines[-1])
        assert not any(re.search(background["endsPattern"], line) for line in lines[:-1])
    marks = [[mark for line in lines if (mark := problem_in(line))] for lines in (blank, wrong, broken)]
    places = [[(mark["file"], mark["line"], mark["severity"]) for mark in of] for of in marks]
    assert places[0] == [(FIRST, "6", "info")]
    assert places[1] == [(FIRST, "10", "error")]
    assert places[2][0] == (FIRST, "6", None)  # without a word VS Code takes it for an error
    assert "The quotes are no letters." in str(marks[1][0]["message"])


def test_the_test_explorer_is_told_of_pytest_and_the_koans() -> None:
    settings = json.loads((SETTINGS / "settings.json").read_bytes())
    assert settings["python.testing.pytestEnabled"] is True
    assert settings["python.testing.pytestArgs"] == ["koans"]
    extensions = json.loads((SETTINGS / "extensions.json").read_bytes())
    assert "ms-python.python" in extensions["recommendations"]


def test_the_test_explorer_runs_tests_by_their_whole_paths(project: Project) -> None:
    """VS Code gives `--rootdir`, a plugin of its own, and each test with the whole path of its file."""
    project.solve("LETTERS")
    project.answer("double", "number ** 3")
    ids = [f"{FIRST}::{name}" for name in (SIX, FOUR, ZERO)]
    whole = [str(project.root / test) for test in ids]
    seen = seen_by_an_editor(project, f"--rootdir={project.root}", *whole)
    assert [test for test, _ in seen["collected"]] == ids
    status = {str(test): (outcome, str(text)) for test, outcome, text in seen["status"]}
    assert [status[test][0] for test in ids] == ["passed", "failed", "passed"]
    wrong = status[ids[1]][1]
    assert wrong.startswith(f"{FIRST}:19")
    assert "assert double(2) == 4" in wrong
    assert "you:      8\nexpected: 4" in wrong


def test_the_test_explorer_finds_every_test_of_the_folder_in_its_settings(project: Project) -> None:
    arguments = json.loads((SETTINGS / "settings.json").read_bytes())["python.testing.pytestArgs"]
    seen = seen_by_an_editor(project, f"--rootdir={project.root}", "--collect-only", *arguments)
    assert len(seen["collected"]) == 4
    assert "status" not in seen


@pytest.mark.parametrize("folder", [".", "koans", "koans/01_numbers", "koans/02_words", "solutions"])
@pytest.mark.parametrize("colour", ["no", "yes"])
def test_places_can_be_opened_from_where_pytest_was_started(project: Project, folder: str, colour: str) -> None:
    """A terminal looks for FILE:LINE in its own folder. In `koans` that is where they are written from."""
    project.solve("LETTERS")
    project.answer("double", "number / 0")
    project.replace(project.second, "return ___", "return (")
    koans = os.path.relpath(project.root / "koans", project.root / folder)
    screen = project.pytest("--all", f"--color={colour}", koans, folder=folder).stdout
    screen += project.koans("status", folder=folder).stdout
    plain = re.sub(r"\x1b\[[\d;]*m", "", screen)
    places = PLACE.findall(plain)
    assert len(places) >= 6  # two of the trace, one of the syntax error, three of the list
    start = project.root / (folder if folder.startswith("koans") else ".")
    for place in places:
        file, _, line = place.rpartition(":")
        assert int(line) <= len((start / file).read_text(encoding="utf-8").splitlines())
    assert max(map(len, plain.split("\n"))) <= 80
    assert re.search(r"(?m)^. double .*test_counting\.py:13$", plain)
    assert len(re.findall(r"(?m)^.{80}$", plain)) >= 3  # the right edge is still straight
