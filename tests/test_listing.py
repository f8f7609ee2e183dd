"""The path as data: what `--json` prints, held against its versioned schema."""

from __future__ import annotations

import copy
import json
import tomllib
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from sensei.listing import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Project

FILE = resources.files("sensei") / "schema" / f"listing-{SCHEMA}.json"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_status_as_data(project: Project, validator: jsonschema.Draft202012Validator) -> None:
    project.solve("LETTERS")
    project.pytest("koans")
    run = project.koans("status", "--json")
    assert run.returncode == 0
    data = json.loads(run.stdout)
    validator.validate(data)
    counting, greeting = (f"koans/{name}.py" for name in ("01_numbers/test_counting", "02_words/test_greeting"))

    def koan(topic: str, name: str, line: int, tests: int, misconceptions: int, solved: bool) -> dict[str, Any]:
        counts = {"line": line, "tests": tests, "hints": 2, "misconceptions": misconceptions}
        return {"id": f"{topic}::{name}", "name": name, **counts, "solved": solved}

    letters = koan("01_numbers/counting", "LETTERS", 6, 1, 1, True)
    double = koan("01_numbers/counting", "double", 13, 2, 2, False)
    greet = koan("02_words/greeting", "greet", 6, 1, 2, False)
    assert data == {
        "schema": 1,
        "chapters": [
            {"name": "01_numbers", "topics": [{"name": "counting", "path": counting, "koans": [letters, double]}]},
            {"name": "02_words", "topics": [{"name": "greeting", "path": greeting, "koans": [greet]}]},
        ],
        "faults": [],
    }


def test_status_as_data_names_what_is_broken(project: Project, validator: jsonschema.Draft202012Validator) -> None:
    project.replace(project.first, "def double(", "def twice(")
    project.replace(project.second, "return ___", "return = ___")
    run = project.koans("status", "--json")
    assert run.returncode == 1
    data = json.loads(run.stdout)
    validator.validate(data)
    assert [(fault["path"], fault["line"]) for fault in data["faults"]] == [
        ("koans/01_numbers/test_counting.py", 18),
        ("koans/02_words/test_greeting.py", 8),
    ]
    assert [koan["line"] for koan in data["chapters"][0]["topics"][0]["koans"]] == [6, 0]


def test_check_as_data_has_all_that_status_has_and_what_it_found(
    project: Project, validator: jsonschema.Draft202012Validator
) -> None:
    project.replace(project.root / "solutions/greeting.py", 'return "hello"', 'return f"hello {name}"')
    status = json.loads(project.koans("status", "--json").stdout)
    run = project.koans("check", "--json")
    assert run.returncode == 1
    data = json.loads(run.stdout)
    validator.validate(data)
    assert data["chapters"] == status["chapters"]
    assert data["faults"] == [
        {
            "path": "solutions/greeting.py",
            "line": 13,
            "what": "`forgets_the_name` passes every test of its koan. Add a test that refuses it",
        }
    ]
    tests = {topic: set(seconds) for topic, seconds in data["seconds"].items()}
    assert tests == {
        "01_numbers/counting": {"test_tensor_has_six_letters", "test_two_becomes_four", "test_zero_stays_zero"},
        "02_words/greeting": {"test_ann_is_greeted"},
    }


def test_check_as_data_without_faults_has_status_0(
    project: Project, validator: jsonschema.Draft202012Validator
) -> None:
    run = project.koans("check", "--json", "greeting")
    assert run.returncode == 0
    data = json.loads(run.stdout)
    validator.validate(data)
    assert data["faults"] == []
    assert list(data["seconds"]) == ["02_words/greeting"]


def _koan(data: dict[str, Any]) -> dict[str, Any]:
    koan: dict[str, Any] = data["chapters"][0]["topics"][0]["koans"][0]
    return koan


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(schema=SCHEMA + 1),
        lambda data: data.pop("schema"),
        lambda data: data.update(more=1),
        lambda data: _koan(data).pop("solved"),
        lambda data: _koan(data).update(tests=["test_1"]),
        lambda data: _koan(data).update(id="counting::LETTERS"),
        lambda data: _koan(data).update(line="6"),
        lambda data: data["faults"].append({"path": "solutions/counting.py", "line": 0, "what": "wrong"}),
        lambda data: data.update(seconds={"01_numbers/counting": {"test_1": "slow"}}),
    ],
)
def test_the_schema_refuses_another_shape(
    project: Project, validator: jsonschema.Draft202012Validator, spoil: Callable[[dict[str, Any]], object]
) -> None:
    data = json.loads(project.koans("status", "--json").stdout)
    spoiled = copy.deepcopy(data)
    spoil(spoiled)
    assert validator.is_valid(data)
    assert not validator.is_valid(spoiled)


def test_the_schema_is_shipped_with_the_package() -> None:
    root = Path(__file__).parent.parent
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    shipped = {file for pattern in settings["package-data"]["sensei"] for file in (root / "sensei").glob(pattern)}
    assert root / "sensei" / "schema" / FILE.name in shipped
