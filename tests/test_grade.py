"""`koans grade` for one submission, in real processes: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sensei.grading.formats import FORMATS
from sensei.grading.record import GradingError, Record
from sensei.grading.secret import given_secret
from sensei.grading.single import write_formats
from sensei.path import KoanPath
from tests.conftest import Project
from tests.grading_help import of_every_verdict
from tests.test_grading_formats import Runner, validate

FOR_ONE = "is for one PATH; a class gets every result in the folder --out DIR"
FOR_A_CLASS = "is for a class: several copies, or one, with --out DIR and without --format"
CLI = (sys.executable, "-m", "sensei.cli")


@pytest.fixture
def submission(project: Project, make_project: Callable[[Path], Project]) -> Project:
    """Ann's copy: the first koan is solved, the second wrong, the third blank."""
    copy = make_project(project.root.parent / "ann")
    copy.answer("LETTERS", "6")
    copy.answer("double", "number**3")
    return copy


def grade(project: Project, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return project.koans("grade", "--grader", ".", *map(str, arguments), columns=80, **environment)


def test_a_teacher_reads_what_is_right_and_what_is_wrong(project: Project, submission: Project) -> None:
    run = grade(project, submission.root)
    assert (run.returncode, run.stderr) == (0, "")
    lines = run.stdout.split("\n")
    assert lines[0] == "ann · 1 of 3 points, 33.33 %"
    assert "01 numbers  █████░░░░░  1/2" in lines
    assert any(line.startswith("double (wrong) ") and "koans/01_numbers/test_counting.py:" in line for line in lines)
    assert "        assert double(2) == 4" in lines
    assert "    That is the square." in lines
    assert "1 koan still blank, the first at koans/02_words/test_greeting.py:6" in lines
    assert max(map(len, lines)) <= 80


def test_the_page_fits_a_narrow_terminal_whatever_the_name(project: Project, submission: Project) -> None:
    run = project.koans("grade", "--grader", ".", str(submission.root), "--name", "Ann\n" + "Lee " * 20, columns=40)
    assert run.stdout.startswith("Ann Lee Lee ")
    assert max(map(len, run.stdout.split("\n"))) <= 40


def test_each_format_goes_into_its_file(project: Project, submission: Project, tmp_path: Path) -> None:
    asked = [argument for name in FORMATS for argument in ("--format", name, "--out", str(tmp_path / name))]
    run = grade(project, submission.root, *asked)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("ann · 1 of 3 points")
    record = Record.from_json((tmp_path / "json").read_bytes())
    assert [koan.verdict for koan in record.koans] == ["solved", "wrong", "blank"]
    assert (record.score, record.max_score, record.submission) == (1, 3, "ann")
    for name, rules in {
        "classroom50": "classroom50-result-v1",
        "gradescope": "gradescope-results",
        "exercism": "exercism-results-3",
    }.items():
        validate(json.loads((tmp_path / name).read_bytes()), f"{rules}.json")
    assert (tmp_path / "junit").stat().st_mode & 0o777 == 0o644
    assert not list(tmp_path.glob(".*"))


def test_a_format_without_a_file_is_all_that_is_printed(project: Project, submission: Project) -> None:
    run = grade(project, submission.root, "--format", "json", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert json.loads(run.stdout)["score"] == 1


def test_github_gets_annotations_and_a_summary(project: Project, submission: Project, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    run = grade(
        project, submission.root, "--format", "csv", "--out", tmp_path / "x", "--format", "github",
        GITHUB_STEP_SUMMARY=str(summary),
    )  # fmt: skip
    runner = Runner(run.stdout)
    assert runner.of("error")[0][0]["title"] == "double: wrong"
    assert summary.read_text().startswith("before\n## ann: 1 of 3 points")


def test_the_tests_are_the_graders_wherever_it_is_started(project: Project, submission: Project) -> None:
    submission.replace(submission.first, "assert double(2) == 4", "assert True")
    submission.replace(submission.first, "assert double(0) + 1 == 1", "assert True")
    submission.write("pyproject.toml", '[tool.koans.grading]\nweights = {"01_numbers" = 100}\n')
    run = submission.koans("grade", "--grader", str(project.root), ".")
    assert run.stdout.startswith("ann · 1 of 3 points")


@pytest.mark.timeout(120)  # imports the whole course
def test_without_grader_the_engines_own_koans_judge_and_not_the_working_folders(submission: Project) -> None:
    run = submission.koans("grade", ".", "--format", "json")
    assert json.loads(run.stdout)["max_score"] > 100


def test_points_come_from_the_graders_pyproject_and_from_options(project: Project, submission: Project) -> None:
    with (project.root / "pyproject.toml").open("a") as file:
        file.write('[tool.koans.grading]\nweights = {"02_words" = 2.5}\n')
    run = grade(project, submission.root, "--points", "01_numbers/counting::LETTERS=3", "--weight", "01_numbers=2")
    assert run.stdout.startswith("ann · 6 of 10.5 points, 57.14 %")
    assert "02 words    ░░░░░░░░░░  0/1   0 of 2.5 points" in run.stdout


def test_the_secret_decides_the_seed_and_the_seed_replays(
    project: Project, submission: Project, tmp_path: Path
) -> None:
    def seed(*arguments: str | Path, **environment: str) -> int:
        run = grade(project, submission.root, "--format", "json", *arguments, **environment)
        return Record.from_json(run.stdout).seed

    file = tmp_path / "secret"
    file.write_text("a secret of some length\n")
    first = seed("--secret", file)
    assert seed("--seed", str(first + 1), KOANS_GRADING_SECRET="a secret of some length") == first + 1
    assert seed(KOANS_GRADING_SECRET="a secret of some length") == first
    assert seed() != first


def test_the_secret_is_that_of_the_file_else_of_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"\xff" * 32 + b"\n")
    monkeypatch.delenv("KOANS_GRADING_SECRET", raising=False)
    assert given_secret(None) is None
    assert given_secret(file) == b"\xff" * 32
    monkeypatch.setenv("KOANS_GRADING_SECRET", "")
    assert given_secret(None) is None
    monkeypatch.setenv("KOANS_GRADING_SECRET", "the variable's secret")
    assert given_secret(None) == b"the variable's secret"
    assert given_secret(file) == b"\xff" * 32


@pytest.mark.parametrize(("least", "status"), [("33.33", 0), ("34", 1)])
def test_fail_under_decides_the_status(project: Project, submission: Project, least: str, status: int) -> None:
    run = grade(project, submission.root, "--fail-under", least)
    assert run.returncode == status
    assert run.stderr == ("" if status == 0 else f"koans grade: 33.33 % is under {least} %\n")


def test_a_submission_that_is_none_gets_a_result(project: Project) -> None:
    run = grade(project, "pyproject.toml")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("pyproject.toml · 0 of 3 points, 0 %\n\nNothing could be judged: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "there is no `nowhere`"),
        ([".", "nowhere", "--out", "results"], "there is no `nowhere`"),
        ([".", "."], "several copies are a class: say --out DIR, once, for its results"),
        ([".", ".", "--out", "a", "--format", "json"], f"--format {FOR_ONE}"),
        ([".", "--out", "a", "--fail-under", "3"], f"--fail-under {FOR_ONE}"),
        ([".", "--jobs", "2"], f"--jobs {FOR_A_CLASS}"),
        ([".", "--resume"], f"--resume {FOR_A_CLASS}"),
        ([".", "--format", "csv", "--out", "a", "--out", "b"], "each --out FILE needs its --format"),
        ([".", "--format", "csv", "--out", "koans"], "--out koans: that is a folder"),
        ([".", "--format", "csv", "--out", "no/a"], "--out no/a: its folder is missing"),
        ([".", "--secret", "nowhere"], "the secret in nowhere can't be read: No such file or directory"),
        ([".", "--points", "LETTERS=2"], "--points: there is no `LETTERS`; `koans status --json` lists the names"),
        ([".", "--grader", "koans"], "--grader koans: there are no koans in that folder"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_in_one_line(project: Project, arguments: list[str], said: str) -> None:
    run = grade(project, *arguments)
    assert (run.returncode, run.stdout, run.stderr) == (2, "", f"koans grade: {said}\n")


@pytest.mark.parametrize("secret", ["short", " " * 20 + "short"])
def test_a_secret_that_can_be_guessed_is_refused(project: Project, secret: str) -> None:
    run = grade(project, ".", KOANS_GRADING_SECRET=secret)
    assert run.returncode == 2
    assert run.stderr.startswith("koans grade: the secret in KOANS_GRADING_SECRET is too short: 16 characters")


@pytest.mark.parametrize(
    "arguments",
    [
        "--jobs 0", "--seed -1", "--seed x", "--fail-under 101", "--fail-under nan", "--koan-seconds 0",
        "--submission-seconds inf", "--format xml", "--require-isolation much", "--secret",
    ],
)  # fmt: skip
def test_a_wrong_value_of_an_option_shows_the_usage(project: Project, arguments: str) -> None:
    run = grade(project, ".", *arguments.split())
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("usage: koans grade")
    assert f"argument {arguments.split()[0]}" in run.stderr


def test_a_full_disk_is_named(project: Project) -> None:
    run = grade(project, ".", "--format", "csv", "--out", "/dev/full")
    assert (run.returncode, run.stderr) == (2, "koans grade: /dev/full can't be written: No space left on device\n")


def test_a_file_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(GradingError, match=r"^/proc/a can't be written: "):
        write_formats(of_every_verdict(), KoanPath(tmp_path, ()), ["csv"], [Path("/proc/a")])


def test_a_file_stays_as_it_was_when_the_new_one_can_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "grades.csv"
    file.write_text("before")
    monkeypatch.setattr(os, "replace", lambda old, new: os.open(tmp_path, os.O_WRONLY))  # fails as a real one does
    with pytest.raises(GradingError, match=r"grades.csv can't be written: Is a directory"):
        write_formats(of_every_verdict(), KoanPath(tmp_path, ()), ["csv"], [file])
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_the_graders_own_broken_file_is_named(project: Project, submission: Project) -> None:
    project.replace(project.second, "def test", "def = test")
    run = grade(project, submission.root)
    assert run.returncode == 2
    assert "koans/02_words/test_greeting.py:11: SyntaxError" in run.stderr


def children(pid: int) -> list[int]:
    """The processes below `pid`, as Linux lists them."""
    own = [int(child) for file in Path(f"/proc/{pid}/task").glob("*/children") for child in file.read_text().split()]
    return [*own, *(below for child in own for below in children(child))]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
def test_ctrl_c_ends_it_and_leaves_no_process_and_no_file_behind(
    project: Project, submission: Project, tmp_path: Path
) -> None:
    out = tmp_path / "grades.csv"
    submission.replace(submission.first, "return number**3", "while True: pass")
    command = (*CLI, "grade", "--grader", ".", str(submission.root), "--format", "csv", "--out", str(out))
    run = subprocess.Popen(
        command,
        cwd=project.root,
        env=project.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # the terminal sends the signal to all processes of the foreground
    )
    try:
        while run.poll() is None and len(children(run.pid)) < 2:  # the warm one and the one that it has forked
            time.sleep(0.05)
        started = children(run.pid)
        os.killpg(run.pid, signal.SIGINT)
        output, errors = run.communicate(timeout=20)
        assert (run.returncode, output, errors) == (130, "", "\nStopped. Nothing is lost.\n")
        assert started
        deadline = time.monotonic() + 10
        while any(Path(f"/proc/{pid}").exists() for pid in started):
            assert time.monotonic() < deadline, f"still there: {started}"
            time.sleep(0.05)
    finally:
        run.kill()
    assert not list(tmp_path.glob("*.csv*"))
