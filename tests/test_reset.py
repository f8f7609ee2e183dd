"""`koans reset`: only what was asked for goes back, the learner's text is kept, and nothing happens unasked."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Project
from tests.test_walk import FIRST

MINE = "    twice = number\n    twice += number\n    return twice"


def git(project: Project, *arguments: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    assert project.run("git", *who, *arguments).returncode == 0


@pytest.fixture(params=["with git", "committed answers", "without git"])
def answered(project: Project, request: pytest.FixtureRequest) -> Project:
    """A project whose first topic is answered, and known as it was before."""
    if request.param == "without git":
        project.koans("status")
    else:
        git(project, "init", "-q")
        git(project, "add", ".")
        git(project, "commit", "-qm", "As shipped")
    project.solve("LETTERS")
    project.replace(project.first, "    return ___", MINE)
    if request.param == "committed answers":
        git(project, "commit", "-qam", "Answered")
    return project


def backups(project: Project) -> list[Path]:
    return sorted((project.root / ".koans/backups").glob("*"))


def test_a_stub_goes_back_alone_and_the_old_text_is_kept(answered: Project) -> None:
    answered.replace(answered.first, "assert double(0)", "x = 1\n    assert double(0)")
    before = answered.first.read_text(encoding="utf-8")
    run = answered.koans("reset", "counting::double", "--yes")
    assert (run.returncode, run.stderr) == (0, "")
    assert answered.first.read_text(encoding="utf-8") == before.replace(MINE, "    return ___")
    [backup] = backups(answered)
    assert backup.read_text(encoding="utf-8") == before
    assert f"What stood in the file before: .koans/backups/{backup.name}" in run.stdout


def test_a_named_value_goes_back_too(answered: Project) -> None:
    before = answered.first.read_text(encoding="utf-8")
    assert answered.koans("reset", "LETTERS", "--yes").returncode == 0
    assert answered.first.read_text(encoding="utf-8") == before.replace("LETTERS = 6", "LETTERS = ___")


def test_a_topic_goes_back_as_a_whole_and_each_text_is_kept(answered: Project) -> None:
    texts = []
    for text in (b"def double(", b"\xff\xfe\0", b""):
        answered.write(answered.first, text)
        texts.append(text)
        assert answered.koans("reset", "counting", "--yes").returncode == 0
        assert "Fill in ___ at" in answered.walk("koans/01_numbers").screen
    assert sorted(file.read_bytes() for file in backups(answered)) == sorted(texts)
    assert "greet" in answered.second.read_text(encoding="utf-8")


def test_a_missing_topic_file_comes_back(answered: Project) -> None:
    answered.first.unlink()
    run = answered.koans("reset", "counting::double", "--yes")
    assert run.returncode == 2
    assert f"{FIRST} is missing. `koans reset counting` puts the whole file back." in run.stderr
    assert answered.koans("reset", "counting", "--yes").returncode == 0
    assert answered.first.read_text(encoding="utf-8").count("___") == 3
    assert backups(answered) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def double(number: int) -> int:", "def double(number: int -> int:"),
        (MINE, "    return (number"),
        ('"""Twice `number`."""', '"""Twice `number`.'),
        (MINE, "      return 2\n  return 3\n\n    # so?"),
    ],
)
def test_a_syntax_error_in_the_stub_itself_is_put_right(answered: Project, old: str, new: str) -> None:
    answered.replace(answered.first, old, new)
    run = answered.koans("reset", "counting::double", "--yes")
    assert run.returncode == 0
    assert "can't be read" not in run.stdout
    text = answered.first.read_text(encoding="utf-8")
    assert 'def double(number: int) -> int:\n    """Twice `number`."""\n    return ___\n\n\ndef test_two' in text
    assert "LETTERS = 6" in text


def test_a_syntax_error_elsewhere_stays_and_is_named(answered: Project) -> None:
    answered.replace(answered.first, "assert LETTERS == 6", "assert LETTERS = 6")
    before = answered.first.read_text(encoding="utf-8")
    run = answered.koans("reset", "counting::double", "--yes")
    assert run.returncode == 0
    assert f"The file still can't be read: {FIRST}:10: SyntaxError" in run.stdout
    assert answered.first.read_text(encoding="utf-8") == before.replace(MINE, "    return ___")


@pytest.mark.parametrize("new", ["def twice(", "# def double("])
def test_a_stub_that_is_gone_comes_back_before_its_tests(answered: Project, new: str) -> None:
    answered.replace(answered.first, "def double(", new)
    if new.startswith("#"):
        answered.replace(answered.first, f'    """Twice `number`."""\n{MINE}\n', "")
    assert answered.koans("reset", "counting::double", "--yes").returncode == 0
    text = answered.first.read_text(encoding="utf-8")
    stub = text[text.index("\ndef double(") : text.index("def test_two")]
    assert stub.endswith("    return ___\n\n\n")


def test_a_stub_whose_place_cannot_be_found_is_left_to_the_reset_of_the_topic(answered: Project) -> None:
    answered.write(answered.first, "what = (")
    run = answered.koans("reset", "counting::double", "--yes")
    assert run.returncode == 2
    assert "`double` in koans/01_numbers/test_counting.py can't be made out. `koans reset counting` puts" in run.stderr
    assert answered.first.read_text(encoding="utf-8") == "what = ("


def test_line_ends_and_the_mode_of_the_file_are_kept(answered: Project) -> None:
    content = b"\xef\xbb\xbf" + answered.first.read_bytes().replace(b"\n", b"\r\n")
    answered.write(answered.first, content)
    answered.first.chmod(0o664)
    assert answered.koans("reset", "counting::double", "--yes").returncode == 0
    mine = MINE.replace("\n", "\r\n").encode()
    assert answered.first.read_bytes() == content.replace(mine, b"    return ___")
    assert answered.first.stat().st_mode & 0o777 == 0o664


def test_without_a_terminal_it_refuses_unless_told(answered: Project) -> None:
    before = answered.first.read_bytes()
    run = answered.koans("reset", "counting")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == "koans reset: there is no terminal to ask at. Add --yes.\n"
    assert answered.first.read_bytes() == before
    assert backups(answered) == []


@pytest.mark.parametrize(
    ("typed", "status", "done"),
    [(b"y\n", 0, True), (b"Yes\n", 0, True), (b"n\n", 1, False), (b"\n", 1, False), (b"\x04", 1, False)],
)
def test_it_asks_first(project: Project, typed: bytes, status: int, done: bool) -> None:
    project.koans("status")
    project.answer("double", "2")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "sensei.cli", "reset", "double"]
    with subprocess.Popen(
        command, cwd=project.root, env=project.environment(), stdin=theirs, stdout=subprocess.PIPE, text=True
    ) as run:
        os.write(ours, typed)
        output, _ = run.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert "Go on? [y/N]" in output
    assert run.returncode == status
    assert ("Nothing was changed." in output) != done
    assert (project.first.read_text(encoding="utf-8").count("___") == 3) == done
    assert bool(backups(project)) == done


def test_what_stands_as_shipped_is_left_alone(answered: Project) -> None:
    answered.koans("reset", "counting", "--yes")
    run = answered.koans("reset", "counting::double")
    assert run.returncode == 0
    assert "stands as it was shipped. There is nothing to do." in " ".join(run.stdout.split())
    assert len(backups(answered)) == 1


def test_where_nothing_shipped_is_known_it_says_so(project: Project) -> None:
    project.solve("double")
    run = project.koans("reset", "counting::double", "--yes")
    assert run.returncode == 2
    assert "no version with double unanswered is known here" in run.stderr
    assert project.koans("reset", "LETTERS").returncode == 0


def test_a_reset_koan_is_open_again_and_the_others_stay_solved(answered: Project) -> None:
    answered.solve("greet")
    assert answered.walk().status == 0
    answered.koans("reset", "counting::double", "--yes")
    shown = answered.koans("status").stdout
    assert "2 of 3 koans" in shown
    assert "> double" in shown
