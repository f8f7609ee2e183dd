"""The command `koans`, in real processes: what it prints, to whom, and with which status it ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sensei

if TYPE_CHECKING:
    from tests.conftest import Project

CLI = (sys.executable, "-m", "sensei.cli")


def test_status_lists_every_koan_and_where_it_stands(project: Project) -> None:
    project.solve("LETTERS")
    project.pytest("koans")
    status = project.koans("status")
    assert status.returncode == 0
    assert "1 of 3 koans" in status.stdout
    lines = [line.split() for line in status.stdout.split("\n")]
    assert ["✓", "LETTERS", "koans/01_numbers/test_counting.py:6"] in lines
    assert [">", "double", "koans/01_numbers/test_counting.py:13"] in lines
    assert ["·", "greet", "koans/02_words/test_greeting.py:6"] in lines
    assert status.stderr == ""


def test_status_is_1_when_a_file_is_broken(project: Project) -> None:
    project.replace(project.second, "return ___", "return = ___")
    status = project.koans("status")
    assert status.returncode == 1
    assert "koans/02_words/test_greeting.py:8: SyntaxError: invalid syntax" in status.stdout
    assert "double" in status.stdout


@pytest.mark.parametrize("arguments", [["status"], ["status", "--json"], ["hint"]])
def test_nothing_slow_is_imported_for_a_look_at_the_path(project: Project, arguments: list[str]) -> None:
    project.solve("LETTERS")
    project.pytest("koans")
    run = project.run(sys.executable, "-X", "importtime", "-m", "sensei.cli", *arguments)
    imported = {line.rpartition("|")[2].strip() for line in run.stderr.split("\n")}
    assert "sensei.path" in imported
    slow = {"torch", "torchvision", "numpy", "hypothesis", "pytest", "_pytest", "solutions"}
    slow |= {"rich"} if "--json" in arguments else set()  # what is no page needs nothing that draws pages
    assert not slow & {name.partition(".")[0] for name in imported}


@pytest.mark.parametrize("folder", [".", "koans", "koans/01_numbers"])
def test_the_project_is_found_from_its_folders(project: Project, folder: str) -> None:
    assert "0 of 3 koans" in project.run(*CLI, "status", folder=folder).stdout


def test_without_koans_it_says_where_to_go(tmp_path: Path) -> None:
    # A copy of the engine alone: the installed one would find the koans that it belongs to.
    shutil.copytree(Path(sensei.__file__).parent, tmp_path / "engine/sensei")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "engine")}
    run = subprocess.run([*CLI, "status"], cwd=elsewhere, env=environment, capture_output=True, text=True, timeout=60)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("koans: there are no koans here. Change to the folder that holds `koans`")


def test_alone_it_shows_its_help(project: Project) -> None:
    run = project.koans()
    assert (run.returncode, run.stdout) == (0, project.koans("--help").stdout)


@pytest.mark.parametrize("arguments", [["stats"], ["status", "--jsn"], ["goto"], ["reset"]])
def test_a_wrong_call_shows_the_usage(project: Project, arguments: list[str]) -> None:
    run = project.koans(*arguments)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("usage: koans")


def test_help_names_every_command(project: Project) -> None:
    run = project.koans("--help")
    assert run.returncode == 0
    assert all(f"\n    {command} " in run.stdout for command in ("status", "hint", "goto", "reset", "check"))


@pytest.mark.parametrize("names", [["nothing"], ["counting", "nothing"], ["01_numbers/nothing"]])
def test_an_unknown_topic_is_named_and_nothing_is_tried(project: Project, names: list[str]) -> None:
    run = project.koans("check", *names)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr == f"koans check: there is no topic `{names[-1]}`. `koans status` lists them.\n"


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["at the end", "at the first line"])
@pytest.mark.parametrize("arguments", [["status"], ["status", "--json"], ["hint"]])
def test_a_reader_who_leaves_early_sees_no_traceback(project: Project, arguments: list[str], unbuffered: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    run = subprocess.run(
        [*CLI, *arguments],
        cwd=project.root,
        env=project.environment(PYTHONUNBUFFERED=unbuffered),
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(writer)
    assert run.stderr == ""
    assert run.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="process groups and their signals are POSIX")
def test_ctrl_c_ends_the_check_and_its_trials(project: Project) -> None:
    project.replace(project.root / "solutions/greeting.py", 'return "hello"', "while True: pass")
    check = subprocess.Popen(
        [*CLI, "check"],
        cwd=project.root,
        env=project.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # the terminal sends the signal to all processes of the foreground
    )
    try:
        assert check.stderr is not None
        assert check.stderr.readline().startswith("01_numbers/counting: ")
        os.killpg(check.pid, signal.SIGINT)
        output, errors = check.communicate(timeout=20)
        assert (check.returncode, output, errors) == (130, "", "\nStopped. Nothing is lost.\n")
        with pytest.raises(ProcessLookupError):
            os.killpg(check.pid, 0)
    finally:
        check.kill()


def hints(project: Project) -> list[str]:
    run = project.koans("hint")
    assert run.returncode == 0
    return [line for line in run.stdout.split("\n") if line.startswith(("Hint", "Read"))]


def test_hints_come_one_by_one_and_the_documentation_at_the_end(project: Project) -> None:
    every = ["Hint 1 of 2: Count them.", "Hint 2 of 2: t-e-n-s-o-r."]
    assert hints(project) == every[:1]
    assert hints(project) == every[1:]
    assert hints(project) == ["Read: https://example.org/letters"]
    shown = project.koans("hint").stdout
    assert [*every, "Read: https://example.org/letters"] == shown.split("\n")[3:6]
    assert "To see an answer: koans hint --solution" in shown


def test_a_hint_names_its_koan_and_its_place(project: Project) -> None:
    shown = project.koans("hint").stdout
    assert "01 numbers · counting · koan 1" in shown
    assert "koans/01_numbers/test_counting.py:6" in shown


def test_hints_go_on_with_the_next_koan_and_count_its_own(project: Project) -> None:
    hints(project)
    project.solve("LETTERS")
    project.pytest("koans")
    assert hints(project) == ["Hint 1 of 2: Add it to itself."]


def test_both_ways_to_a_hint_count_together(project: Project) -> None:
    assert hints(project) == ["Hint 1 of 2: Count them."]
    assert "Hint 2 of 2: t-e-n-s-o-r." in project.pytest("koans", "--hint").stdout
    assert hints(project)[-1] == "Read: https://example.org/letters"


def test_there_is_no_hint_when_all_is_solved(project: Project) -> None:
    project.solve("LETTERS", "double", "greet")
    project.pytest("koans")
    run = project.koans("hint")
    assert (run.returncode, run.stdout) == (0, "Every koan is solved.\n")


def test_an_answer_is_shown_on_request_and_nothing_that_is_wrong(project: Project) -> None:
    project.replace(
        project.root / "solutions/counting.py",
        "def double(number):\n    return 2 * number",
        "TWO = 2\n\n\ndef _twice(number):\n    return TWO * number\n\n\ndef double(number):\n    return _twice(number)",
    )
    project.solve("LETTERS")
    project.pytest("koans")
    shown = project.koans("hint", "--solution").stdout
    assert "solutions/counting.py:19:" in shown
    answer = "TWO = 2\n\ndef _twice(number):\n    return TWO * number\n\ndef double(number):\n    return _twice(number)"
    assert textwrap.dedent(shown.partition(":19:\n\n")[2]) == answer + "\n"
    assert hints(project) == ["Hint 1 of 2: Add it to itself."]


def test_a_hint_for_another_koan_can_be_asked_for(project: Project) -> None:
    assert "Hint 1 of 2: Begin with hello." in project.koans("hint", "greeting").stdout
    for _ in range(4):
        shown = project.koans("hint", "counting::double").stdout
    assert "To see an answer: koans hint counting::double --solution" in shown
    assert "2 * number" in project.koans("hint", "counting::double", "--solution").stdout
    run = project.koans("hint", "counting")
    assert run.returncode == 2
    assert "which koan of koans/01_numbers/test_counting.py?" in run.stderr


@pytest.mark.parametrize("arguments", [["--all"], ["koans/01_numbers/test_counting.py::test_two_becomes_four"]])
def test_hint_shows_that_of_the_first_open_koan_where_the_walk_does_not_stop(
    project: Project, arguments: list[str]
) -> None:
    project.solve("LETTERS")
    screen = project.pytest(*arguments, "--hint").stdout
    assert re.search(r"^double +koans/.*\nHint 1 of 2: Add it to itself.$", screen, re.M)
    assert screen.count("Hint ") == 1


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(project: Project, columns: int) -> None:
    for command in ("status", "hint"):
        lines = project.koans(command, columns=columns).stdout.split("\n")
        assert max(map(len, lines)) <= columns


def test_an_encoding_without_ticks_and_bars_gets_plainer_ones(project: Project) -> None:
    run = project.koans("status", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert run.returncode == 0
    assert "- double" in run.stdout
