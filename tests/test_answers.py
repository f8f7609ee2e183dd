"""`--answers`: the reference's answers, or those of another copy of the koans, judged with the tests that are here."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import Project
from tests.test_walk import ALL, ANN, FOUR, SIX, ZERO

PASSED = dict.fromkeys(ALL, "passed")


@pytest.fixture
def copy(project: Project) -> Project:
    """Another copy of the project, in which all is solved. In the project itself all is blank."""
    root = project.root.parent / "copies" / "ann"
    shutil.copytree(project.root, root)
    copy = Project(
        root, root / project.first.relative_to(project.root), root / project.second.relative_to(project.root)
    )
    copy.solve("LETTERS", "double", "greet")
    return copy


def test_the_reference_passes_everything_and_changes_nothing(project: Project) -> None:
    before = project.first.read_bytes()
    run = project.walk("koans", "--answers", "solutions")
    assert run.tests == PASSED
    assert run.status == 0
    assert "Every koan that was asked for (3) accepts the answers of solutions." in run.screen
    assert project.first.read_bytes() == before
    assert not (project.root / ".koans").exists()
    assert project.walk().tests == {SIX: "failed"}


@pytest.mark.parametrize(
    ("folder", "arguments"),
    [
        (".", ["koans", "--answers", "../copies/ann"]),
        (".", ["koans", "--answers", "{copy}/koans/"]),
        (".", ["--answers=../copies/ann"]),
        (".", ["--answers=../copies/ann/koans", "koans"]),
        (".", ["koans", "--answers={copy}"]),
        ("koans", ["--answers=../../copies/ann"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_a_copy_is_found_by_any_path_before_or_after_the_koans(
    project: Project, copy: Project, folder: str, arguments: list[str]
) -> None:
    run = project.walk(*(argument.format(copy=copy.root) for argument in arguments), folder=folder)
    assert run.tests == PASSED
    assert run.status == 0
    assert not (project.root / ".koans").exists()


@pytest.mark.parametrize("arguments", [["--answers", "../copies/ann"], ["--answers", "../copies/ann", "koans"]])
def test_the_settings_of_a_copy_are_refused(project: Project, copy: Project, arguments: list[str]) -> None:
    """That is where pytest looks for settings when the folder comes first: before it knows what `--answers` is."""
    run = project.walk(*arguments)
    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert "Write --answers=../copies/ann with a =" in run.errors
    assert run.tests == {}


@pytest.mark.parametrize("arguments", [["koans/02_words"], ["-k", "ann"], [f"koans/02_words/test_greeting.py::{ANN}"]])
def test_a_part_of_a_copy_can_be_judged(project: Project, copy: Project, arguments: list[str]) -> None:
    assert project.walk(*arguments, f"--answers={copy.root}").tests == {ANN: "passed"}


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=" ".join)
def test_every_open_koan_of_a_copy_is_listed_with_its_place_there(
    project: Project, copy: Project, options: list[str]
) -> None:
    project.solve("LETTERS", "double", "greet")
    copy.replace(copy.first, "LETTERS = 6", "LETTERS = ___")
    copy.replace(copy.first, "2 * number", "number + undefined")
    run = project.walk(f"--answers={copy.root}", *options, columns=200)
    assert run.tests == {SIX: "failed", FOUR: "failed", ZERO: "failed", ANN: "passed"}
    assert run.status == 1
    assert re.search(rf"^LETTERS +{re.escape(copy.first.as_posix())}:6  to fill in$", run.screen, re.M)
    assert f"{copy.first.as_posix()}:15\n      return number + undefined" in run.screen
    assert "NameError: name 'undefined' is not defined" in run.screen


def test_tests_and_settings_of_the_copy_count_for_nothing(project: Project, copy: Project) -> None:
    copy.replace(copy.first, "2 * number", "3 * number")
    copy.replace(copy.first, "assert double(2) == 4", "pass")
    copy.replace(copy.first, "def test_zero", "def test_fails_always():\n    assert False\n\n\ndef test_zero")
    copy.replace(
        copy.first, "from sensei import ___", "from sensei import ___\nimport pytest\npytestmark = pytest.mark.skip"
    )
    copy.write("conftest.py", "def pytest_collection_modifyitems(items):\n    items.clear()\n")
    copy.write("koans/conftest.py", "raise SystemExit('from the conftest of the copy')\n")
    copy.write("pyproject.toml", "[tool.pytest]\naddopts = ['--help']\n")
    copy.write("solutions/counting.py", "raise SystemExit('from the solutions of the copy')\n")
    run = project.walk(f"--answers={copy.root}")
    assert run.tests == {SIX: "passed", FOUR: "failed", ZERO: "passed", ANN: "passed"}
    assert "you: 6     expected: 4" in run.screen


def test_answers_use_the_helpers_of_their_own_file(project: Project, copy: Project) -> None:
    helpers = "from functools import partial\nfrom operator import mul\n\nTWO = 2\ntimes = partial(mul, TWO)\n\n\n"
    copy.replace(copy.first, "def double(", f"{helpers}def double(")
    copy.replace(copy.first, "2 * number", "times(number)")
    run = project.walk(f"--answers={copy.root}")
    assert run.tests == PASSED


def test_a_class_of_a_copy_can_be_pickled(project: Project, copy: Project) -> None:
    helper = "import dataclasses, pickle\n\n\n@dataclasses.dataclass\nclass Two:\n    factor: int = 2\n\n\n"
    copy.replace(copy.first, "def double(", f"{helper}def double(")
    copy.replace(copy.first, "2 * number", "pickle.loads(pickle.dumps(Two())).factor * number")
    assert project.walk(f"--answers={copy.root}").tests == PASSED


@pytest.mark.parametrize("ours", ["blank", "solved"])
def test_a_stub_that_the_copy_lacks_is_not_taken_from_here(project: Project, copy: Project, ours: str) -> None:
    if ours == "solved":
        project.solve("LETTERS", "double", "greet")
    copy.replace(copy.first, "def double(", "def twice(")
    run = project.walk(f"--answers={copy.root}", columns=200)
    assert run.tests == {SIX: "passed", FOUR: "failed", ZERO: "failed", ANN: "passed"}
    assert run.status == 1
    assert f"{copy.first.as_posix()}:1: `double` is missing: was it deleted or renamed?" in run.screen


@pytest.mark.parametrize("theirs", ["", "test_loop = ___\n\n\n"])
def test_a_stub_that_is_called_like_a_test_may_be_missing_too(project: Project, copy: Project, theirs: str) -> None:
    for file in (project.first, copy.first, project.root / "solutions/counting.py"):
        project.replace(file, "double", "test_loop")
    text = copy.first.read_text(encoding="utf-8")
    copy.write(copy.first, text[: text.index("def test_loop")] + theirs + text[text.index(f"def {FOUR}") :])
    run = project.walk(f"--answers={copy.root}", columns=200)
    assert run.tests == {SIX: "passed", FOUR: "failed", ZERO: "failed", ANN: "passed"}
    assert run.status == 1
    assert not re.search("Traceback|sensei/|site-packages", run.screen)


def test_places_in_a_copy_go_no_way_round(project: Project, copy: Project) -> None:
    copy.replace(copy.first, "LETTERS = 6", "LETTERS = ___")
    run = project.walk("--answers=../copies/ann", columns=200)
    assert f"{copy.first.as_posix()}:6" in run.screen


def remove(file: Path) -> str:
    file.unlink()
    return "1: the file is missing"


def break_syntax(file: Path) -> str:
    file.write_text(file.read_text(encoding="utf-8").replace("return 2", "return 2 2"), encoding="utf-8")
    return "15: SyntaxError: invalid syntax"


def end_python(file: Path) -> str:
    file.write_text("import sys\nsys.exit('no')\n", encoding="utf-8")
    return "2: SystemExit: no"


@pytest.mark.parametrize("harm", [remove, break_syntax, end_python])
def test_a_file_of_the_copy_that_cannot_be_used_is_named_once(project: Project, copy: Project, harm: object) -> None:
    project.solve("LETTERS", "double", "greet")
    assert callable(harm)
    what = harm(copy.first)
    run = project.walk(f"--answers={copy.root}", columns=200)
    assert run.tests[ANN] == "passed"
    assert not {SIX, FOUR, ZERO} & set(run.tests)
    assert run.status == 1
    assert run.screen.count(f"{copy.first.as_posix()}:{what}") == 1
    assert "1 of 3 koans" in run.screen
    assert "Traceback" not in run.screen


@pytest.mark.parametrize("folder", ["nowhere", "", "pyproject.toml", "solutions/", "../copies"])
def test_a_folder_without_koans_is_a_usage_error(project: Project, copy: Project, folder: str) -> None:
    run = project.walk("koans", f"--answers={folder}")
    assert run.status == pytest.ExitCode.USAGE_ERROR
    assert f"--answers {folder}: give `solutions`, or a folder that holds another copy of the koans" in run.errors
    assert "Traceback" not in run.errors + run.screen


def test_a_copy_may_hold_nothing_but_topic_files(project: Project, copy: Project) -> None:
    for file in ("solutions", "koans/01_numbers/README.md", "pyproject.toml"):
        path = copy.root / file
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    run = project.walk(f"--answers={copy.root}")
    assert run.tests == PASSED
