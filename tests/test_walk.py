"""`pytest koans` walks the path, and does what a pytest user expects of its options and arguments."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import Project

SIX, FOUR, ZERO = "test_tensor_has_six_letters", "test_two_becomes_four", "test_zero_stays_zero"
ANN = "test_ann_is_greeted"
ALL = [SIX, FOUR, ZERO, ANN]
FIRST, SECOND = "koans/01_numbers/test_counting.py", "koans/02_words/test_greeting.py"


def test_stops_at_the_first_koan_that_is_not_solved(project: Project) -> None:
    project.solve("LETTERS", "greet")
    run = project.walk()
    assert run.tests == {SIX: "passed", FOUR: "failed"}
    assert run.status == 1
    assert f"Fill in ___ at {FIRST}:15" in run.screen
    assert "greet" not in run.screen


def test_a_wrong_answer_stops_the_walk_at_the_first_of_its_tests(project: Project) -> None:
    project.solve("LETTERS", "greet")
    project.answer("double", "number + 1")
    run = project.walk()
    assert run.tests == {SIX: "passed", FOUR: "failed"}
    assert "assert double(2) == 4" in run.screen
    assert "you: 3     expected: 4" in run.screen


def test_the_walk_is_the_same_on_a_terminal_and_in_a_pipe(project: Project) -> None:
    piped = project.pytest("--color=no")
    status, shown = project.on_terminal("--color=no")
    assert shown.strip() == piped.stdout.strip()
    assert status == piped.returncode == 1


def test_status_0_means_that_every_koan_is_solved(project: Project) -> None:
    project.solve("LETTERS", "double")
    assert project.walk().status == 1
    project.solve("greet")
    run = project.walk()
    assert run.status == 0
    assert list(run.tests) == ALL
    assert "Every koan is solved: all 3" in run.screen


def test_the_readme_of_a_chapter_gives_the_order_of_its_topics(project: Project) -> None:
    book = (project.root / "solutions/greeting.py").read_text(encoding="utf-8")
    project.write(
        "koans/02_words/test_alphabet.py", project.second.read_text(encoding="utf-8").replace("greet", "spell")
    )
    project.write("solutions/alphabet.py", book.replace("greet", "spell"))
    project.write("koans/02_words/README.md", "1. [b](test_greeting.py)\n2. [a](test_alphabet.py)\n")
    assert re.search(r"^greet +koans", project.walk("koans/02_words").screen, re.M)
    project.solve("greet")
    assert re.search(r"^spell +koans", project.walk("koans/02_words").screen, re.M)


@pytest.mark.parametrize(
    ("arguments", "tests"),
    [
        (["koans/02_words"], [ANN]),
        ([SECOND], [ANN]),
        ([f"{FIRST}::{ZERO}"], [ZERO]),
        ([f"{FIRST}::{ZERO}", f"{SECOND}::{ANN}"], [ZERO, ANN]),
        (["-k", "zero or ann"], [ZERO, ANN]),
        (["-k", "double"], [FOUR, ZERO]),
        (["--all", "--deselect", f"{FIRST}::{SIX}"], [FOUR, ZERO, ANN]),
        (["--all", "--ignore=koans/01_numbers"], [ANN]),
        (["-p", "no:xdist", "-p", "no:cacheprovider"], ALL),
    ],
    ids=" ".join,
)
def test_runs_what_is_asked_for(project: Project, arguments: list[str], tests: list[str]) -> None:
    project.solve("LETTERS", "double", "greet")
    run = project.walk(*arguments)
    assert run.tests == dict.fromkeys(tests, "passed")
    assert run.status == 0


@pytest.mark.parametrize(
    ("folder", "arguments", "tests"),
    [
        ("koans", [], {SIX: "failed"}),
        ("koans", ["02_words"], {ANN: "failed"}),
        ("koans/02_words", ["test_greeting.py"], {ANN: "failed"}),
        ("koans/02_words", ["../01_numbers"], {SIX: "failed"}),
    ],
)
def test_starts_from_any_folder(project: Project, folder: str, arguments: list[str], tests: dict[str, str]) -> None:
    run = project.walk(*arguments, folder=folder)
    assert run.tests == tests
    place = re.search(r"Fill in ___ at (.+\.py):\d+$", run.screen, re.M)
    assert place is not None
    assert (project.root / folder / place[1]).is_file()


@pytest.mark.parametrize(
    ("ci", "arguments"),
    [("", ["--all"]), ("true", []), ("", ["-n", "2"]), ("", [FIRST, f"{SECOND}::{ANN}"])],
    ids=["--all", "CI", "-n 2", "node id"],
)
def test_everything_runs_and_every_open_koan_is_listed(project: Project, ci: str, arguments: list[str]) -> None:
    project.solve("LETTERS")
    project.answer("greet", '"hello"')
    run = project.walk(*arguments, CI=ci)
    assert run.tests == {SIX: "passed", FOUR: "failed", ZERO: "failed", ANN: "failed"}
    assert run.status == 1
    assert re.search(rf"^double +{FIRST}:15  to fill in$", run.screen, re.M)
    assert "you: 'hello'     expected: 'hello Ann'" in run.screen


def test_x_stops_at_the_first_failure_also_where_everything_would_run(project: Project) -> None:
    assert project.walk("-x").tests == {SIX: "failed"}
    assert project.walk("-x", "--all").tests == {SIX: "failed"}


def test_k_walks_the_chosen_tests_in_order(project: Project) -> None:
    run = project.walk("-k", "zero or ann")
    assert run.tests == {ZERO: "failed"}
    assert f"Fill in ___ at {FIRST}:15" in run.screen


def test_a_part_of_a_koans_tests_does_not_solve_it(project: Project) -> None:
    project.answer("double", "0")
    run = project.walk("-k", "zero")
    assert run.tests == {ZERO: "passed"}
    assert run.status == 0
    assert "0 of 3 koans" in run.screen
    assert "A koan is solved when all of its tests do" in run.screen
    assert project.walk("-k", "two or zero").tests == {FOUR: "failed"}


def test_nothing_chosen_is_not_success(project: Project) -> None:
    run = project.walk("-k", "no_test_is_called_so")
    assert run.status == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "No koan was run" in run.screen


def test_a_wrong_argument_is_a_usage_error(project: Project) -> None:
    run = project.walk("koans/03_nowhere")
    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert "file or directory not found: koans/03_nowhere" in run.errors


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("koans/02_wrods", "koans/02_words"),
        ("02_words", "koans/02_words"),
        ("kaons", "koans"),
        ("koans/test_greeting.py", SECOND),
        ("koans/02_words/test_greting.py::test_ann_is_greeted", SECOND),
    ],
)
def test_a_mistyped_path_gets_one_line_with_the_nearest(project: Project, given: str, meant: str) -> None:
    run = project.walk(given)
    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert run.screen.strip() == ""
    assert run.errors.strip() == f"ERROR: there is no {given.partition('::')[0]}. Did you mean {meant}?"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("dubble", "has no koan and no test `dubble`. Did you mean double?"),
        (
            "test_two_becomes_fuor",
            "has no koan and no test `test_two_becomes_fuor`. Did you mean test_two_becomes_four?",
        ),
        ("x", "has no koan and no test `x`."),
    ],
)
def test_a_mistyped_name_gets_one_line_with_the_nearest(project: Project, name: str, says: str) -> None:
    run = project.walk(f"{FIRST}::{name}")
    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert run.errors.strip() == f"ERROR: {FIRST} {says}"


@pytest.mark.parametrize("folder", [".", "koans/01_numbers"])
def test_a_koan_stands_for_its_tests(project: Project, folder: str) -> None:
    project.solve("double")
    file = FIRST if folder == "." else "test_counting.py"
    run = project.walk(f"{file}::double", folder=folder)
    assert run.tests == {FOUR: "passed", ZERO: "passed"}
    assert run.status == 0
    assert "✓ double" in project.koans("status").stdout


def test_collect_only_lists_every_test_and_judges_none(project: Project) -> None:
    project.solve("LETTERS")
    run = project.walk("--collect-only", "-q")
    assert run.status == 0
    assert run.tests == {}
    assert run.screen.split("\n")[:4] == [f"{FIRST}::{SIX}", f"{FIRST}::{FOUR}", f"{FIRST}::{ZERO}", f"{SECOND}::{ANN}"]
    assert not (project.root / ".koans/progress.json").exists()


def test_q_shows_a_line_of_dots_and_what_is_wrong(project: Project) -> None:
    project.solve("LETTERS")
    run = project.walk("-q")
    assert re.match(r"\.F +\[", run.screen)
    assert f"Fill in ___ at {FIRST}:15" in run.screen
    assert "░" not in run.screen
    assert re.search(r"^1 failed, 1 passed in", run.screen, re.M)
    assert "░" not in project.walk("-qq").screen


def test_v_shows_a_line_for_each_test_and_the_page(project: Project) -> None:
    project.solve("LETTERS")
    run = project.walk("-v")
    assert re.search(rf"^{FIRST}::{SIX} PASSED", run.screen, re.M)
    assert re.search(rf"^{FIRST}::{FOUR} TO FILL IN", run.screen, re.M)
    assert "1 of 3 koans" in run.screen
    assert f"Fill in ___ at {FIRST}:15" in run.screen


def test_tb_brings_back_the_failures_of_pytest(project: Project) -> None:
    assert f"to fill in, at {FIRST}:6" in project.walk("--tb=short").screen
    assert "FAILURES" not in project.walk().screen


def test_ctrl_c_ends_the_run_with_status_2_and_nothing_is_lost(project: Project) -> None:
    project.solve("LETTERS")
    project.answer("double", "open('started', 'w').close() or __import__('time').sleep(60)")
    command = [sys.executable, "-m", "pytest"]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, cwd=project.root, env=project.environment(), stdout=pipe, stderr=pipe, encoding="utf-8"
    ) as run:
        for _ in range(600):
            if (project.root / "started").exists():
                break
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        screen, errors = run.communicate(timeout=60)
    assert run.returncode == pytest.ExitCode.INTERRUPTED
    assert "Stopped. Nothing is lost" in screen
    assert "1 of 3 koans" in screen
    assert "Traceback" not in screen + errors
    assert "1 of 3 koans" in project.koans("status").stdout


def test_an_endless_loop_is_stopped_and_named_with_its_line(project: Project) -> None:
    project.replace(project.root / "pyproject.toml", 'timeout = "30"', 'timeout = "1"')
    project.solve("LETTERS")
    project.replace(project.first, "    return ___", "    while True:\n        number += 1")
    run = project.walk()
    assert run.tests == {SIX: "passed", FOUR: "failed"}
    assert run.status == 1
    assert re.search(rf"{FIRST}:1[56]\n +(while True|number \+= 1)", run.screen)
    assert "Is there a loop that never ends?" in " ".join(run.screen.split())


def test_os_exit_in_an_answer_is_told_with_its_line(project: Project) -> None:
    project.solve("LETTERS")
    project.replace(project.first, "    return ___", "    import os\n    os._exit(0)")
    run = project.walk()
    assert run.tests == {SIX: "passed", FOUR: "failed"}
    assert run.status == 1
    assert f"{FIRST}:16\n      os._exit(0)\n" in run.screen
    assert "SystemExit: os._exit(0) ends Python itself, and pytest with it" in run.screen


def test_os_exit_in_a_file_is_told_with_its_line(project: Project) -> None:
    project.solve("LETTERS", "double")
    project.replace(project.first, "LETTERS = 6", "import os; os._exit(3)\nLETTERS = 6")
    run = project.walk(columns=200)
    assert f"{FIRST}:6: SystemExit: os._exit(3) ends Python itself, and pytest with it" in run.screen


def test_a_child_may_end_itself(project: Project) -> None:
    project.solve("LETTERS", "greet")
    project.replace(
        project.first,
        "    return ___",
        "    import os\n    if (child := os.fork()) == 0:\n        os._exit(number)\n"
        "    return 2 * os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])",
    )
    assert project.walk().status == 0


def test_all_shows_every_wrong_answer_and_counts_the_blanks_that_it_does_not_list(project: Project) -> None:
    names = [f"f{i}" for i in range(25)]
    stub = 'def {0}():\n    """Return 1."""\n    return ___\n\n\ndef test_{0}():\n    assert {0}() == 1\n'
    page = (
        'def {0}():\n    return 1\n\n\nteach({0}, hints=["a", "b"], lesson="A lesson.", docs="https://example.org")\n'
    )
    stubs, pages = [stub.format(name) for name in names], [page.format(name) for name in names]
    project.write("koans/03_many/test_many.py", "\n\n".join(["from sensei import ___\n", *stubs]))
    project.write("koans/03_many/README.md", "[many](test_many.py)\n")
    project.write("solutions/many.py", "\n\n".join(["from sensei.book import teach\n", *pages]))
    many = project.root / "koans/03_many/test_many.py"
    text = many.read_text(encoding="utf-8")
    head, _, last = text.rpartition("return ___")
    project.write(many, f"{head}return 2{last}")
    screen = project.walk("koans/03_many", "--all").screen
    assert screen.count("to fill in") == 21
    assert "… and 4 more to fill in" in screen
    assert "assert f24() == 1" in screen
