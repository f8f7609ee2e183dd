"""What a record becomes for others: each format is checked by its published rules or by a real reader of it."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema  # type: ignore[import-untyped]
import junitparser
import pytest
import xmlschema
from markdown_it import MarkdownIt

from sensei.grading.formats import FORMATS, render
from sensei.grading.formats.csv import cell
from sensei.grading.formats.github import summary
from sensei.grading.points import Points
from sensei.grading.record import KoanResult, Record
from sensei.path import KoanPath, read_path
from tests.conftest import Project
from tests.grading_help import ENDLESS, HOSTILE, make_record, of_every_verdict, schema

SOLVED = [KoanResult(id="01_tensors/arithmetic::a", verdict="solved"), KoanResult(id="02_x/y::b", verdict="solved")]
BROKEN = [KoanResult(id="01_tensors/arithmetic::a", verdict="error", message="SyntaxError: invalid syntax")]
RECORDS = {
    "every verdict": of_every_verdict(),
    "hostile": of_every_verdict(HOSTILE),
    "endless": of_every_verdict(ENDLESS),
    "all solved": make_record(SOLVED),
    "all broken": make_record(BROKEN),
    "tampered": make_record(SOLVED, tampered=HOSTILE),
    "problem": make_record(BROKEN, problem="there are no topic files in it", warnings=(HOSTILE,)),
    "formulas": dataclasses.replace(of_every_verdict("=1+1"), submission="=1+1"),
    "hostile name": make_record(SOLVED, submission="a\nb,::error::x%0A|=1+1", digest=""),
    "no koans": make_record([], submission="", started=""),
}
PATH = KoanPath(Path(), ())


@pytest.fixture(params=list(RECORDS.values()), ids=list(RECORDS))
def record(request: pytest.FixtureRequest) -> Record:
    found: Record = request.param
    return found


def validate(data: Any, name: str) -> None:
    rules = json.loads(schema(name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(rules)
    jsonschema.Draft202012Validator(rules).validate(data)


def test_every_format_can_be_written_as_utf_8(record: Record) -> None:
    for name in FORMATS:
        assert render(name, record, PATH).encode("utf-8").endswith(b"\n")


def test_json_is_the_record(record: Record) -> None:
    assert Record.from_json(render("json", record, PATH)) == record


# Classroom 50


def test_classroom50_follows_its_schema(record: Record) -> None:
    data = json.loads(render("classroom50", record, PATH))
    validate(data, "classroom50-result-v1.json")
    assert data["score"] == sum(test["score"] for test in data["tests"]) <= data["max-score"]
    assert all(test["score"] <= test["max-score"] for test in data["tests"])


def test_classroom50_has_the_totals_and_every_koan() -> None:
    data = json.loads(render("classroom50", of_every_verdict(), PATH))
    assert (data["score"], data["max-score"]) == (1, 6)
    assert [test["passed"] for test in data["tests"]] == [True] + [False] * 6
    assert data["tests"][-1]["verdict"] == "not verified"
    assert data["tests"][-1]["max-score"] == 0
    assert data["datetime"] == data["graded_at"] == "2026-11-23T16:00:00Z"


def test_classroom50_gets_whole_points_in_the_same_proportion() -> None:
    points = Points({SOLVED[0].id: 0.5, SOLVED[1].id: 0.75})
    data = json.loads(render("classroom50", make_record([SOLVED[0], *BROKEN[:0], SOLVED[1]], points), PATH))
    assert [test["score"] for test in data["tests"]] == [2, 3]
    assert (data["score"], data["max-score"]) == (5, 5)


def test_classroom50_is_told_by_its_runner_whose_result_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {
        "CLASSROOM": ("classroom", "ml"),
        "ASSIGNMENT": ("assignment", "koans"),
        "ASSIGNMENT_TYPE": ("assignment_type", "group"),
        "OWNER": ("owner", "anna"),
        "SUBMISSION_TAG": ("submission", "submit/2026-06-01T14-32-05Z-a1b2c3d"),
        "COMMIT_URL": ("commit", "https://example.org/commit"),
        "RELEASE_URL": ("release", "https://example.org/release"),
        "REVIEW_URL": ("review", "https://example.org/review"),
    }
    for variable, (_, value) in told.items():
        monkeypatch.setenv(variable, value)
    data = json.loads(render("classroom50", of_every_verdict(), PATH))
    validate(data, "classroom50-result-v1.json")
    assert {field: data[field] for field, _ in told.values()} == dict(told.values())


# Gradescope


def test_gradescope_follows_its_specification(record: Record) -> None:
    data = json.loads(render("gradescope", record, PATH))
    validate(data, "gradescope-results.json")
    assert data["score"] == record.score == sum(test.get("score", 0) for test in data["tests"])
    assert {data["output_format"], data["test_output_format"], data["test_name_format"]} == {"text"}


def test_gradescope_shows_what_is_not_verified_without_a_score() -> None:
    tests = json.loads(render("gradescope", of_every_verdict(), PATH))["tests"]
    assert [test.get("score") for test in tests] == [1, 0, 0, 0, 0, 0, None]
    assert "status" not in tests[-1]
    assert tests[-1]["tags"] == ["not verified"]
    assert [test["number"] for test in tests] == ["1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3"]
    assert tests[1]["output"] == "assert 1 == 2\nUse `*`."


# exercism


def test_exercism_follows_its_interface(record: Record) -> None:
    validate(json.loads(render("exercism", record, PATH)), "exercism-results-3.json")


@pytest.mark.parametrize(
    ("name", "status"),
    {
        "all solved": "pass",
        "every verdict": "fail",
        "tampered": "error",
        "problem": "error",
        "all broken": "error",
    }.items(),
)
def test_exercism_has_one_status_for_all(name: str, status: str) -> None:
    assert json.loads(render("exercism", RECORDS[name], PATH))["status"] == status


def test_exercism_gets_koans_as_tests_and_chapters_as_tasks() -> None:
    tests = json.loads(render("exercism", of_every_verdict(), PATH))["tests"]
    assert [test["status"] for test in tests] == ["pass", "fail", "fail", "error", "error", "error"]
    assert [test["task_id"] for test in tests] == [1, 1, 1, 1, 6, 6]
    assert [test["message"] is None for test in tests] == [True] + [False] * 5


def test_exercism_shows_the_tests_as_they_are_written(project: Project) -> None:
    project.replace(project.first, "def test_two", "@slow(\n    2\n)\ndef test_two")
    koans = [KoanResult(id=koan.id, verdict="solved") for koan in read_path(project.root).koans]
    tests = json.loads(render("exercism", make_record(koans), read_path(project.root)))["tests"]
    assert tests[1]["test_code"] == (
        "@slow(\n    2\n)\ndef test_two_becomes_four():\n    assert double(2) == 4\n\n"
        "def test_zero_stays_zero():\n    assert double(0) + 1 == 1"
    )


# JUnit


def test_junit_follows_the_schema_of_jenkins(record: Record) -> None:
    xmlschema.XMLSchema(schema("junit-10.xsd")).validate(io.StringIO(render("junit", record, PATH)))


def test_junit_is_read_back_with_the_same_outcomes() -> None:
    suites = list(junitparser.JUnitXml.fromstring(render("junit", of_every_verdict(HOSTILE), PATH).encode()))
    assert [(s.name, s.tests, s.failures, s.errors, s.skipped) for s in suites] == [
        ("01_tensors", 4, 2, 1, 0),
        ("06_optimization", 3, 0, 2, 1),
    ]
    cases = [case for suite in suites for case in suite]
    assert [[type(outcome).__name__ for outcome in case.result] for case in cases] == [
        [], ["Failure"], ["Failure"], ["Error"], ["Error"], ["Error"], ["Skipped"],
    ]  # fmt: skip
    assert [case.result[0].type for case in cases[1:]] == [
        "wrong",
        "blank",
        "error",
        "timed out",
        "refused",
        "not verified",
    ]
    assert cases[1].classname == "01_tensors.arithmetic"
    assert cases[1].result[0].text.endswith(of_every_verdict(HOSTILE).koans[1].told)
    assert cases[1].result[0].message == "Use `*`."


def test_junit_says_why_there_are_no_points() -> None:
    document = ElementTree.fromstring(render("junit", RECORDS["problem"], PATH))
    assert "there are no topic files in it" in document.findtext("testsuite/system-out", "")


# GitHub


class Runner:
    """Reads a step's log as GitHub's runner does: what it would show, and what it would take for a command."""

    def __init__(self, log: str) -> None:
        self.commands: list[tuple[str, dict[str, str], str]] = []
        self.shown: list[str] = []
        stopped = ""
        for line in re.split(r"\r\n|\r|\n", log):
            modern = re.match(r"\s*::(?P<name>[\w-]+)(?: (?P<given>.*?))?::(?P<data>.*)", line)
            legacy = re.match(r".*?##\[(?P<name>[\w-]+)(?: (?P<given>.*?))?\](?P<data>.*)", line)
            if stopped and (modern is None or modern["name"] != stopped):
                self.shown.append(line)
            elif stopped:
                stopped = ""
            elif modern and modern["name"] == "stop-commands":
                stopped = modern["data"]
            elif command := modern or legacy:
                self._take(command)
            else:
                self.shown.append(line)
        assert not stopped, "commands are still stopped at the end of the log"

    def _take(self, command: re.Match[str]) -> None:
        pairs = [pair.partition("=") for pair in (command["given"] or "").split(",") if pair]
        properties = {name: self._plain(value).replace("%3A", ":").replace("%2C", ",") for name, _, value in pairs}
        self.commands.append((command["name"], properties, self._plain(command["data"])))

    @staticmethod
    def _plain(text: str) -> str:
        return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")

    def of(self, name: str) -> list[tuple[dict[str, str], str]]:
        return [(properties, data) for found, properties, data in self.commands if found == name]


def test_github_gets_our_annotations_and_never_a_command_of_the_learner(record: Record) -> None:
    runner = Runner(render("github", record, PATH))
    assert {name for name, _, _ in runner.commands} <= {"error", "warning", "notice"}
    assert {key for _, properties, _ in runner.commands for key in properties} <= {"file", "line", "title"}
    wrong = [koan for koan in record.koans if koan.verdict not in ("solved", "blank", "not verified")]
    assert len(runner.of("error")) == len(wrong) + bool(record.problem) + bool(record.tampered)
    assert len(runner.of("warning")) == len(record.warnings)


def test_github_shows_a_wrong_answer_at_its_line() -> None:
    errors = Runner(render("github", of_every_verdict("50%0A: 1,\n2"), PATH)).of("error")
    assert errors[0] == (
        {"file": "koans/01_tensors/test_arithmetic.py", "line": "11", "title": "koan_1: wrong"},
        "50%0A: 1,\n2\nUse `*`.",
    )
    assert [properties["title"].partition(": ")[2] for properties, _ in errors] == [
        "wrong",
        "error",
        "timed out",
        "refused",
    ]


def test_github_gets_a_place_with_its_own_signs_whole() -> None:
    koan = KoanResult(id="01_tensors/arithmetic::a", verdict="wrong", place="koans/a,b::c=50%.py:3", message="no")
    errors = Runner(render("github", make_record([koan]), PATH)).of("error")
    assert errors == [({"file": "koans/a,b::c=50%.py", "line": "3", "title": "a: wrong"}, "no")]


def test_github_hears_of_blank_and_unverified_koans_once() -> None:
    notices = [text for _, text in Runner(render("github", of_every_verdict(), PATH)).of("notice")]
    assert notices == [
        "1 of 6 points, 16.67 %",
        "1 koan still blank, the first at koans/01_tensors/test_arithmetic.py:12",
        "1 koan could not be verified and is not counted: assert 1 == 2",
    ]


def test_github_shows_ten_errors_and_counts_the_others() -> None:
    koans = [KoanResult(id=f"01_tensors/arithmetic::k{n}", verdict="wrong", message=f"message {n}") for n in range(25)]
    runner = Runner(render("github", make_record(koans), PATH))
    assert len(runner.of("error")) == 10
    assert ({"title": "koans"}, "15 more answers that are not right: see the summary") in runner.of("notice")
    assert "    message 24" in runner.shown


def test_the_log_holds_what_the_learner_wrote_as_plain_lines() -> None:
    shown = Runner(render("github", RECORDS["hostile"], PATH)).shown
    assert "    ::error::pwned%0A::warning::more" in shown
    assert "    ##[error]old" in shown


class _Page(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.pre: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not attrs
        if tag == "pre":
            self.pre.append("")
        self._inside = tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._inside:
            self.pre[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment hides {data!r}")


OUR_TAGS = {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre"}


def test_the_summary_shows_learners_text_as_text(record: Record) -> None:
    page = _Page(MarkdownIt("commonmark", {"html": True}).enable("table").render(summary(record)))
    assert page.tags <= OUR_TAGS
    wrong = [koan for koan in record.koans if koan.verdict not in ("solved", "blank", "not verified")]
    assert page.pre == [koan.told for koan in wrong]
    for said in (record.problem, record.tampered, *record.warnings):
        assert " ".join(said.split()) in " ".join(page.text.split())


def test_the_summary_stays_below_what_github_takes() -> None:
    koans = [KoanResult(id=f"01_tensors/arithmetic::k{n}", verdict="wrong", message="你" * 4000) for n in range(183)]
    text = summary(make_record(koans))
    assert len(text.encode()) < 2**20
    left_out = 183 - text.count("<details>")
    assert 0 < left_out < 183
    assert text.endswith(f"{left_out} more answers that are not right: see the log.\n\n")


# CSV


def test_csv_is_read_back_whole(record: Record) -> None:
    rows = list(csv.DictReader(io.StringIO(render("csv", record, PATH), newline="")))
    assert [row["koan"] for row in rows] == [koan.id for koan in record.koans]
    assert [row["message"].removeprefix("'") for row in rows] == [koan.message for koan in record.koans]
    assert sum(float(row["points"]) for row in rows) == record.score
    assert not any(re.match(r"\s*[=+\-@]", str(value)) for row in rows for value in row.values())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1", "＝1", "=", "-"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "ann", "1 = 1", "a\n=1", "'=1", "01_tensors"])
def test_any_other_cell_stays_as_it_is(text: str) -> None:
    assert cell(text) == text
