"""What is solved is not run again, unless what its tests use, its page in `solutions` or torch has changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Project
from tests.test_walk import ALL, ANN, FIRST, FOUR, SIX, ZERO

# Appends a line to a file each time that the answer is really asked for.
COUNTED = "2 * number + 0 * open('calls', 'a').write('x')"


def calls(project: Project) -> int:
    """How often `double` has run since this was last asked."""
    file = project.root / "calls"
    count = len(file.read_text(encoding="utf-8")) if file.exists() else 0
    file.unlink(missing_ok=True)
    return count


@pytest.fixture
def solved(project: Project) -> Project:
    """A project in which all is solved and has been judged once."""
    project.solve("LETTERS", "greet")
    project.answer("double", COUNTED)
    run = project.walk()
    assert (run.status, calls(project)) == (0, 2)
    return project


@pytest.mark.parametrize("arguments", [[], ["--all"], ["koans/01_numbers"]], ids=" ".join)
def test_what_is_solved_counts_and_is_reported_as_passed_without_running(solved: Project, arguments: list[str]) -> None:
    run = solved.walk(*arguments)
    assert run.tests == dict.fromkeys(ALL[:3] if "koans/01_numbers" in arguments else ALL, "passed")
    assert run.status == 0
    assert "3 of 3 koans" in run.screen
    assert calls(solved) == 0


def test_a_chosen_part_of_what_is_solved_leaves_it_solved(solved: Project) -> None:
    run = solved.walk("-k", "zero")
    assert run.tests == {ZERO: "passed"}
    assert "3 of 3 koans" in run.screen


@pytest.mark.parametrize(
    ("arguments", "count"),
    [(["--fresh"], 2), (["--seed=3"], 2), ([f"{FIRST}::{ZERO}"], 1)],
    ids=["fresh", "seed", "id"],
)
def test_what_is_asked_for_expressly_runs(solved: Project, arguments: list[str], count: int) -> None:
    assert solved.walk(*arguments).status == 0
    assert calls(solved) == count


def change_a_test(project: Project) -> None:
    project.replace(project.first, "assert double(2) == 4", "assert double(2) == 2 + 2")


def change_what_runs_at_import(project: Project) -> None:
    project.replace(project.first, "from sensei import ___", "from sensei import ___\n\nprint(end='')")


def change_a_helper(project: Project) -> None:
    """The first change takes the helper into use, the second one is the one that counts."""
    helped = "def test_zero_stays_zero():\n    helper()"
    project.replace(project.first, "def test_zero_stays_zero():", f"def helper():\n    return 1\n\n\n{helped}")
    assert project.walk().status == 0
    assert calls(project) == 2
    project.replace(project.first, "return 1", "return 2")


def change_book(project: Project) -> None:
    project.replace(project.root / "solutions/counting.py", "squares", "cubes")


def change_torch(project: Project) -> None:
    """Another version of torch is installed: that is read from its metadata, as pip writes them."""
    project.write("torch-99.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: torch\nVersion: 99.0\n")


_CHANGES = [change_a_test, change_what_runs_at_import, change_a_helper, change_book, change_torch]


@pytest.mark.parametrize("change", _CHANGES)
def test_a_change_makes_it_run_again(solved: Project, change: Callable[[Project], None]) -> None:
    change(solved)
    assert solved.walk(PYTHONPATH=".").status == 0
    assert calls(solved) == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LETTERS = 6", "LETTERS = 3 + 3"),
        ("def test_tensor_has_six_letters():", "def test_tensor_has_six_letters():\n    # one by one"),
        ("def double(", "# It is shorter than it looks.\n\n\ndef double("),
        ("assert double(0) + 1 == 1", "assert double(0) + 1 == 1\n\n\ndef test_of_mine():\n    assert True"),
    ],
    ids=["another koan", "another koan's test", "a remark", "a test of one's own"],
)
def test_a_change_beside_a_koan_leaves_it_remembered(solved: Project, old: str, new: str) -> None:
    solved.replace(solved.first, old, new)
    assert solved.walk().status == 0
    assert calls(solved) == 0


def test_a_change_of_one_topic_leaves_the_others_remembered(solved: Project) -> None:
    solved.replace(solved.second, 'f"hello {name}"', '"hello " + name')
    assert solved.walk().status == 0
    assert calls(solved) == 0


def test_a_koan_that_fails_is_no_longer_remembered(solved: Project) -> None:
    before = solved.first.read_bytes()
    solved.replace(solved.first, COUNTED, "number")
    assert solved.walk().tests == {SIX: "passed", FOUR: "failed"}
    solved.write(solved.first, before)
    assert solved.walk().tests == dict.fromkeys(ALL, "passed")


def test_answers_that_change_while_they_are_judged_are_judged_again(project: Project) -> None:
    """The file that was imported is what has been solved, not what has been saved since."""
    project.solve("LETTERS")
    project.answer("double", "2 * number + 0 * open(__file__, 'a').write('\\n\\nimport math\\n')")
    project.walk()
    assert "0 of 3 koans" in project.koans("status").stdout


def test_failures_do_not_make_earlier_koans_forgotten(project: Project) -> None:
    project.solve("LETTERS")
    project.answer("double", "number")
    project.walk()
    for arguments in (["-k", "zero"], ["--ff"], [f"{FIRST}::{FOUR}"]):
        project.walk(*arguments)
    assert "1 of 3 koans" in project.koans("status").stdout


def test_one_parameter_of_a_test_does_not_solve_its_koan(project: Project) -> None:
    project.solve("LETTERS", "greet")
    project.answer("double", "min(2 * number, 4)")
    marked = f"@pytest.mark.parametrize('n', [1, 3])\ndef test_many(n):\n    assert double(n) == n + n\n\n\ndef {FOUR}"
    project.replace(project.first, f"def {FOUR}", marked)
    project.replace(project.first, "from sensei", "import pytest\nfrom sensei")
    for argument in ("test_many[1]", FOUR, ZERO):
        assert project.walk(f"{FIRST}::{argument}").status == 0
    run = project.walk()
    assert run.tests == {SIX: "passed", "test_many[1]": "passed", "test_many[3]": "failed"}


def test_a_lesson_is_told_once(project: Project) -> None:
    project.solve("LETTERS")
    assert "✓ LETTERS: Words have letters." in project.walk().screen
    assert "Words have letters." not in project.walk().screen


@pytest.mark.parametrize(("arguments", "imported"), [([], []), (["--fresh"], ["test_counting"])], ids=["", "--fresh"])
def test_a_topic_whose_tests_are_all_known_is_not_imported(
    project: Project, arguments: list[str], imported: list[str]
) -> None:
    project.solve("LETTERS", "double")
    project.walk()
    topics = "[name.split('.')[-1] for name in sys.modules if 'counting' in name or 'greeting' in name]"
    project.write("conftest.py", f"import sys\ndef pytest_unconfigure():\n    print('imported:', {topics})\n")
    run = project.walk(*arguments)
    assert run.tests == {SIX: "passed", FOUR: "passed", ZERO: "passed", ANN: "failed"}
    assert f"imported: {imported}" in run.screen
