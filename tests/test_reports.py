"""Editors and other plugins get what they know: the same node ids, normal reports, and the learner's own tests."""

from __future__ import annotations

import json
import re

import pytest

from tests.conftest import Project
from tests.test_walk import ALL, ANN, FIRST, FOUR, SECOND, SIX, ZERO

# As the plugins of editors do: one of them reads results in a wrapper around `pytest_report_teststatus`.
EDITOR = """
import json
import pytest

seen = []

def pytest_collection_finish(session):
    for item in session.items:
        seen.append(["collected", item.nodeid, item.location[1]])

@pytest.hookimpl(hookwrapper=True)
def pytest_report_teststatus(report, config):
    yield
    if report.when == "call":
        seen.append(["status", report.nodeid, report.outcome, report.longreprtext])

def pytest_runtest_logreport(report):
    if report.when == "call":
        seen.append(["report", report.nodeid, report.outcome, report.longreprtext, report.location[1]])

def pytest_runtest_logstart(nodeid, location):
    seen.append(["start", nodeid])

def pytest_runtest_logfinish(nodeid, location):
    seen.append(["finish", nodeid])

def pytest_unconfigure(config):
    with open("seen.json", "w") as file:
        json.dump(seen, file)
"""


def seen_by_an_editor(project: Project, *arguments: str) -> dict[str, list[list[object]]]:
    project.write("editor.py", EDITOR)
    project.walk("-p", "editor", *arguments)
    seen: dict[str, list[list[object]]] = {}
    for kind, *rest in json.loads((project.root / "seen.json").read_bytes()):
        seen.setdefault(kind, []).append(rest)
    return seen


@pytest.mark.parametrize("arguments", [["--all", "-v"], [FIRST, f"{SECOND}::{ANN}"]], ids=" ".join)
def test_editors_read_normal_reports(project: Project, arguments: list[str]) -> None:
    project.solve("LETTERS")
    project.answer("greet", '"hi"')
    seen = seen_by_an_editor(project, *arguments)
    ids = [f"{FIRST}::{SIX}", f"{FIRST}::{FOUR}", f"{FIRST}::{ZERO}", f"{SECOND}::{ANN}"]
    assert [nodeid for nodeid, *_ in seen["collected"]] == ids
    assert seen["start"] == seen["finish"] == [[nodeid] for nodeid in ids]
    to_fill_in = f"to fill in, at {FIRST}:15"
    greeting = f"{SECOND}:12\n    assert greet(\"Ann\") == \"hello Ann\"\nyou:      'hi'\nexpected: 'hello Ann'"
    outcomes = ["passed", "failed", "failed", "failed"]
    texts = ["", to_fill_in, to_fill_in, greeting]
    assert [report[:3] for report in seen["report"]] == [list(row) for row in zip(ids, outcomes, texts, strict=True)]
    assert [status[:3] for status in seen["status"]] == [report[:3] for report in seen["report"]]


def test_a_walk_reports_with_the_ids_and_lines_of_a_full_run(project: Project) -> None:
    project.solve("LETTERS", "double")
    full = seen_by_an_editor(project, "--all")
    walk = seen_by_an_editor(project)
    assert walk["collected"] == full["collected"]
    assert [report[:4] for report in walk["report"]] == [report[:4] for report in full["report"]]


def test_a_blank_koan_is_reported_with_the_parameters_of_its_test(project: Project) -> None:
    marked = f"@pytest.mark.parametrize('n', [1, 3])\ndef {FOUR}(n):\n    assert double(n) == n + n\n\n\ndef test_last"
    project.replace(project.first, f"def {FOUR}", marked)
    project.replace(project.first, "from sensei", "import pytest\nfrom sensei")
    project.solve("LETTERS")
    assert project.walk().tests == {SIX: "passed", f"{FOUR}[1]": "failed"}


def test_processes_of_xdist_report_as_one_does(project: Project) -> None:
    project.solve("LETTERS")
    project.answer("greet", '"hi"')
    alone = seen_by_an_editor(project, "--all")
    spread = seen_by_an_editor(project, "-n", "2")
    assert sorted(report[:2] for report in spread["report"]) == sorted(report[:2] for report in alone["report"])


def test_a_stub_that_is_called_test_something_is_not_a_test(project: Project) -> None:
    for file in (project.first, project.root / "solutions/counting.py"):
        text = file.read_text(encoding="utf-8").replace("double", "test_loop").replace("LETTERS", "TestCase")
        project.write(file, text.replace("TestCase = 6", "class TestCase:\n    pass"))
    project.replace(project.first, "TestCase = ___", "class TestCase:\n    x = ___")
    project.replace(project.first, "TestCase == 6", "TestCase")
    run = project.walk("--all")
    assert run.tests == dict.fromkeys(ALL, "failed")
    assert list(project.walk("--all", "--answers", "solutions").tests) == ALL


class TestOfTheLearner:
    OWN = "def test_mine():\n    assert 1 + 1 == 3, 'my own remark'\n"

    @pytest.mark.parametrize("file", ["koans/01_numbers/test_counting.py", "koans/01_numbers/test_mine.py"])
    @pytest.mark.parametrize("arguments", [[], ["--all"]], ids=" ".join)
    def test_runs_and_is_shown_as_pytest_shows_it(self, project: Project, file: str, arguments: list[str]) -> None:
        before = (project.root / file).read_text(encoding="utf-8") if (project.root / file).exists() else ""
        project.write(file, f"{before}\n\n{self.OWN}")
        run = project.walk(*arguments)
        assert run.tests["test_mine"] == "failed"
        assert re.search("^E +AssertionError: my own remark$", run.screen, re.M)
        assert run.screen.count("my own remark") == 2
        assert "solutions/mine.py" not in run.screen
        assert f"{FIRST}:6" in run.screen

    def test_runs_also_where_the_topic_is_solved_and_remembered(self, project: Project) -> None:
        project.solve("LETTERS", "double", "greet")
        project.write(project.first, project.first.read_text(encoding="utf-8") + f"\n\n{self.OWN}")
        for _ in range(2):
            run = project.walk()
            assert run.tests == {SIX: "passed", FOUR: "passed", ZERO: "passed", "test_mine": "failed", ANN: "passed"}
            assert run.status == 1

    def test_of_a_koan_is_one_of_its_tests(self, project: Project) -> None:
        project.solve("LETTERS")
        project.answer("double", "2 * number")
        more = "\n\ndef test_mine():\n    assert double(3) == 7\n"
        project.write(project.first, project.first.read_text(encoding="utf-8") + more)
        run = project.walk()
        assert run.tests == {SIX: "passed", FOUR: "passed", ZERO: "passed", "test_mine": "failed"}
        assert "you: 6     expected: 7" in run.screen
        assert "1 of 3 koans" in run.screen

    def test_shows_no_misconception_where_the_right_answer_fails_too(self, project: Project) -> None:
        project.solve("LETTERS", "double")
        more = "\n\ndef test_mine():\n    assert double(0) == 5\n"
        project.write(project.first, project.first.read_text(encoding="utf-8") + more)
        run = project.walk()
        assert "you: 0     expected: 5" in run.screen
        assert "That is the square." not in run.screen


@pytest.mark.parametrize(
    ("arguments", "skips", "shown"),
    [
        ([], "pytest.skip('too hard', allow_module_level=True)", f"{FIRST}:5: Skipped: too hard"),
        ([], "pytest.importorskip('not_there')", f"{FIRST}:5: Skipped: could not import 'not_there'"),
        ([], "pytestmark = pytest.mark.skip('too hard')", "Skipped: too hard"),
        (["--all"], "pytestmark = pytest.mark.skip('too hard')", "Skipped: too hard"),
        ([], "pytestmark = pytest.mark.xfail", "you: 7     expected: 6"),
    ],
)
def test_a_topic_that_skips_itself_is_not_solved(
    project: Project, arguments: list[str], skips: str, shown: str
) -> None:
    project.solve("double", "greet")
    project.answer("LETTERS", "7")
    project.replace(project.first, "from sensei import ___", f"import pytest\nfrom sensei import ___\n{skips}")
    run = project.walk(*arguments)
    assert run.status == 1
    assert shown in run.screen
    assert "skipped" not in run.tests.values()


def test_a_koan_whose_tests_are_gone_is_not_solved(project: Project) -> None:
    project.solve("LETTERS", "double", "greet")
    text = project.first.read_text(encoding="utf-8")
    project.write(project.first, text[: text.index(f"def {FOUR}")])
    run = project.walk()
    assert run.tests == {SIX: "passed", ANN: "passed"}
    assert run.status == 1
    assert f"{FIRST}:13: no test judges `double`" in run.screen
    assert "2 of 3 koans" in run.screen
