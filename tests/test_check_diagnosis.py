"""`koans check --diagnosis`: real answers of a small project's `tests/respelled`, tried in real processes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from sensei.check.diagnosis import Claim, score

if TYPE_CHECKING:
    from tests.conftest import Project

pytestmark = pytest.mark.timeout(120)

HEAD = '"""Answers in other words."""\n\nfrom sensei.check.respelled import respells, unrelated\n'

GOOD = {
    "counting": """
unrelated("LETTERS", 5)
unrelated("LETTERS", "six")


@respells("double")
def squares(number):
    return number * number * number


@respells("double")
def adds_one(number):
    twice = number + number
    return twice + 1


@unrelated("double")
def gives_zero(number):
    return 0


@unrelated("double")
def misspells(number):
    return 2 * nubmer
""",
    "greeting": """
@respells("greet")
def forgets_the_name(name):
    word = "hello"
    return word


@respells("greet")
def forgets_the_space(name):
    return "hello" + name


@unrelated("greet")
def shouts(name):
    return f"HELLO {name}"


@unrelated("greet")
def says_good_bye(name):
    return f"bye {name}"
""",
}


def write(project: Project, **files: str) -> None:
    for topic, text in {**GOOD, **files}.items():
        project.write(f"tests/respelled/{topic}.py", HEAD + text)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, make_project: Callable[..., Project]) -> Project:
    project = make_project(tmp_path_factory.mktemp("good") / "project")
    write(project)
    return project


@pytest.fixture(scope="module")
def measured(good: Project) -> subprocess.CompletedProcess[str]:
    return good.koans("check", "--diagnosis")


def test_what_is_good_enough_has_status_0(measured: subprocess.CompletedProcess[str]) -> None:
    assert measured.returncode == 0
    assert "4 of 5 misconceptions are respelled" in measured.stdout
    assert "4 of 4 named rightly, 0 wrongly; 0 of 6 others claimed falsely; no faults" in measured.stdout
    assert "recall 100.0%, precision 100.0%, left alone 100.0%: good" in measured.stdout
    assert "01_numbers/counting: 2 of 2 named rightly" in measured.stderr


def test_each_answer_is_there_as_data(good: Project) -> None:
    run = good.koans("check", "--diagnosis", "greeting", "--json")
    data: dict[str, Any] = json.loads(run.stdout)
    assert run.returncode == 0
    assert data["faults"] == []
    assert data["total"] == data["topics"]["02_words/greeting"]
    assert (data["total"]["recall"], data["total"]["precision"], data["total"]["left_alone"]) == (1, 1, 1)
    named = {answer["name"]: answer["named"] for answer in data["answers"]}
    assert named == {
        "forgets_the_name": "forgets_the_name",
        "forgets_the_space": "forgets_the_space",
        "shouts": "",
        "says_good_bye": "",
    }


def test_what_is_missing_or_no_longer_wrong_is_a_fault(project: Project) -> None:
    write(
        project,
        greeting="""
@respells("greet")
def forgets_the_name(name):
    return "hello"


@respells("greet")
def forgets_everything(name):
    return ""


@unrelated("greet")
def is_polite(name):
    return "hello " + name


@unrelated("meet")
def meets_nobody(name):
    return ""
""",
    )
    run = project.koans("check", "--diagnosis", "greeting")
    assert run.returncode == 1
    assert run.stdout.split("\n")[:7] == [
        "solutions/greeting.py:18: `forgets_the_space` is not respelled",
        "tests/respelled/greeting.py:1: `greet` has 1 wrong answers of another kind. Give 2 or more",
        "tests/respelled/greeting.py:5: `forgets_the_name` is written as in solutions/greeting.py",
        "tests/respelled/greeting.py:10: `forgets_everything` is no misconception of `greet`",
        "tests/respelled/greeting.py:15: `is_polite` solves `greet`",
        "tests/respelled/greeting.py:20: `meet` is no koan of this topic",
        "tests/respelled/greeting.py:10: `forgets_everything` of `greet` is not named",
    ]


def test_what_is_named_wrongly_or_claimed_falsely_is_told_and_not_good_enough(project: Project) -> None:
    wrong = GOOD["greeting"].replace('word = "hello"', 'word = f"hello{name}"').replace("HELLO {name}", "hello")
    write(project, greeting=wrong)
    run = project.koans("check", "--diagnosis", "greeting")
    assert run.returncode == 1
    assert "`forgets_the_name` of `greet` is named `forgets_the_space`" in run.stdout
    assert "`shouts` of `greet` is claimed to be `forgets_the_name`, and shows no misconception" in run.stdout
    assert "1 of 2 named rightly, 1 wrongly; 1 of 2 others claimed falsely; no faults" in run.stdout
    assert "recall 50.0%, precision 33.3%, left alone 50.0%: not good enough" in run.stdout


def test_misconceptions_that_share_a_sentence_count_as_one(project: Project) -> None:
    project.replace(project.root / "solutions/greeting.py", "There is a space between them.", "The name is missing.")
    wrong = GOOD["greeting"].replace('word = "hello"', 'word = f"hello{name}"')
    write(project, greeting=wrong)
    run = project.koans("check", "--diagnosis", "greeting")
    assert "2 of 2 named rightly, 0 wrongly" in run.stdout
    assert run.returncode == 0


def test_a_topic_without_data_or_with_broken_data_is_a_fault(project: Project) -> None:
    write(project, counting="1 / 0\n")
    (project.root / "tests/respelled/greeting.py").unlink()
    run = project.koans("check", "--diagnosis")
    assert run.returncode == 1
    assert "tests/respelled/counting.py:4: " in run.stdout
    assert "division by zero" in run.stdout
    assert (
        "tests/respelled/greeting.py:1: the file is missing. tests/respelled/README.md says how to write" in run.stdout
    )
    assert "Traceback" not in run.stdout + run.stderr


def claim(respells: str, named: str) -> Claim:
    return Claim("c/t", "f.py", 1, "k", "n", respells, named, respells == named, 0.01)


def test_recall_is_of_the_misconceptions_and_precision_of_the_claims() -> None:
    claims = [*[claim("a", "a")] * 6, claim("a", "b"), claim("a", ""), claim("", "a"), *[claim("", "")] * 3]
    total = score(claims)
    assert (total.recall, total.precision, total.left_alone) == (6 / 8, 6 / 8, 3 / 4)
    assert not total.is_good


@pytest.mark.parametrize(
    ("others", "is_good"),
    [([], True), ([claim("a", "")] * 11, True), ([claim("a", "")] * 12, False), ([claim("a", "b")] * 4, False)],
)
def test_nine_of_ten_is_good_enough(others: list[Claim], is_good: bool) -> None:
    assert score([*[claim("a", "a")] * 100, *others]).is_good is is_good


def test_three_of_a_hundred_false_claims_are_too_many() -> None:
    named = [claim("a", "a")] * 1000
    assert score([*named, *[claim("", "")] * 97, *[claim("", "a")] * 3]).is_good
    assert not score([*named, *[claim("", "")] * 96, *[claim("", "a")] * 4]).is_good
