"""The record of what is solved and which hints were seen: whatever happens to it, learners lose nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sensei.path import read_path
from sensei.progress import FILE, Progress
from tests.conftest import Project
from tests.test_walk import ALL, FOUR, SIX, ZERO


@pytest.fixture
def solved(project: Project) -> Project:
    """A project with two koans solved, and recorded."""
    project.solve("LETTERS", "double")
    assert "2 of 3 koans" in project.walk().screen
    return project


def record(project: Project) -> Any:
    return json.loads((project.root / FILE).read_bytes())


def remembered(project: Project) -> list[str]:
    """The files in which a project remembers: nothing half-written is among them."""
    return sorted(file.name for file in (project.root / FILE).parent.iterdir())


def test_the_record_holds_names_and_no_answers(solved: Project) -> None:
    assert remembered(solved) == ["outline.json", "progress.json", "shipped"]
    data = record(solved)
    assert {koan: known["tests"] for koan, known in data["koans"].items()} == {
        "01_numbers/counting::LETTERS": [SIX],
        "01_numbers/counting::double": [FOUR, ZERO],
    }
    assert "return" not in (solved.root / FILE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content",
    [
        *("", "{", "null", "[]", "[" * 100_000, "{}", '"text"', "\0\0\0", '{"version": 2}', '{"version": "x"}'),
        '{"version": 2, "koans": [], "hints": {}}',
        '{"version": 2, "koans": {"01_numbers/counting::LETTERS": 5}, "hints": {}}',
        '{"version": 2, "koans": {"01_numbers/counting::LETTERS": {"stamp": 1, "tests": 5}}, "hints": {}}',
        '{"version": 2, "koans": {}, "hints": {"01_numbers/counting::LETTERS": "many"}}',
        '{"version": 2, "koans": {}, "hints": {"01_numbers/counting::LETTERS": Infinity}}',
        '{"version": 2, "koans": {}, "hints": {"01_numbers/counting::LETTERS": -7}}',
        b"\xff\xfe\x80",
    ],
    ids=lambda content: repr(content)[:30],
)
def test_a_damaged_record_is_discarded(project: Project, content: str | bytes) -> None:
    project.write(FILE, content)
    progress = Progress(project.root)
    letters = read_path(project.root).koans[0]
    assert progress.solved(letters) is None
    assert progress.hints_seen(letters) == 0


@pytest.mark.parametrize(
    "content", ['{"version": 2, "koans', '{"version": 99}', '{"version": 2, "koans": 3, "hints": 3}']
)
def test_a_damaged_record_is_made_anew_by_the_next_run(solved: Project, content: str) -> None:
    solved.write(FILE, content)
    run = solved.walk()
    assert list(run.tests.values()) == ["passed", "passed", "passed", "failed"]
    assert ("was damaged and is made anew" in " ".join(run.screen.split())) == ("99" not in content)
    assert "Traceback" not in run.screen + run.errors
    again = solved.walk()
    assert "2 of 3 koans" in again.screen
    assert "damaged" not in again.screen
    assert set(record(solved)["koans"]) == {"01_numbers/counting::LETTERS", "01_numbers/counting::double"}


def file_instead_of_its_folder(root: Path) -> str:
    (root / FILE.parent).write_text("")
    return "Progress could not be saved in .koans/progress.json: File exists. Your answers are safe."


def folder_instead_of_the_file(root: Path) -> str:
    (root / FILE).mkdir(parents=True)
    return "Progress could not be saved in .koans/progress.json: Is a directory. Your answers are safe."


@pytest.mark.parametrize("spoil", [file_instead_of_its_folder, folder_instead_of_the_file])
def test_a_place_that_cannot_be_written_costs_the_record_only(project: Project, spoil: Callable[[Path], str]) -> None:
    project.solve("LETTERS")
    problem = spoil(project.root)
    for _ in range(2):
        run = project.walk()
        assert run.tests == {SIX: "passed", FOUR: "failed"}
        assert run.status == 1
        assert problem in " ".join(run.screen.split())
        assert "1 of 3 koans" in run.screen
        assert "Traceback" not in run.screen + run.errors
    status = project.koans("status")
    assert (status.returncode, status.stderr) == (0, "")


def test_a_full_disk_leaves_the_old_record_as_it_was(solved: Project) -> None:
    before = (solved.root / FILE).read_bytes()
    solved.solve("greet")
    # No file may grow beyond 0 bytes: that is what a full disk does to a write, too.
    limited = "import resource, sys, pytest; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)); sys.exit(pytest.main())"
    run = solved.run(sys.executable, "-B", "-c", limited, PYTEST_ADDOPTS="-p no:cacheprovider -s")
    assert "Progress could not be saved in .koans/progress.json: File too large." in " ".join(run.stdout.split())
    assert "Every koan is solved: all 3" in run.stdout
    assert run.returncode == 0
    assert (solved.root / FILE).read_bytes() == before
    assert remembered(solved) == ["outline.json", "progress.json", "shipped"]


def test_two_runs_at_once_both_leave_their_mark(project: Project) -> None:
    """The first run starts before the second and ends after it. Each has solved another chapter."""
    project.solve("LETTERS", "greet")
    wait = "import time, pathlib\nwhile not pathlib.Path('second').exists():\n    time.sleep(0.01)\n"
    project.replace(project.first, "from sensei", f"open('first', 'w').close()\n{wait}\nfrom sensei")
    command = [sys.executable, "-m", "pytest", "koans/01_numbers", "-q"]
    with subprocess.Popen(
        command, cwd=project.root, env=project.environment(), stdout=subprocess.PIPE, encoding="utf-8"
    ) as first:
        while not (project.root / "first").exists():
            assert first.poll() is None
        assert project.walk("koans/02_words").status == 0
        (project.root / "second").touch()
        first.communicate(timeout=60)
    assert set(record(project)["koans"]) == {"01_numbers/counting::LETTERS", "02_words/greeting::greet"}


def test_readers_never_meet_half_a_record(project: Project) -> None:
    """While one process writes over and over, whatever another reads is whole."""
    path = read_path(project.root)
    progress = Progress(project.root)
    writing = (
        "from pathlib import Path; from sensei.progress import Progress; from sensei.path import read_path\n"
        "root = Path.cwd(); progress = Progress(root); topic = read_path(root).topics[0]\n"
        "for size in range(300):\n"
        "    progress.record(topic, {'LETTERS': ['x' * 500] * (size % 7)}, set()); progress.save()\n"
    )
    with subprocess.Popen([sys.executable, "-c", writing], cwd=project.root, env=project.environment()) as writer:
        reads = 0
        while writer.poll() is None:
            progress.reload()
            assert progress.problem == ""
            reads += 1
    assert writer.returncode == 0
    assert reads > 10
    assert progress.solved(path.koans[0]) is None
    assert list((project.root / FILE).parent.iterdir()) == [project.root / FILE]


def test_hints_are_counted_across_runs_and_commands(project: Project) -> None:
    assert "shows a hint (0 of 2 seen)" in project.walk().screen
    assert "Hint 1 of 2: Count them." in project.walk("--hint").screen
    assert "shows a hint (1 of 2 seen)" in project.walk().screen
    assert "Hint 2 of 2: t-e-n-s-o-r." in project.koans("hint").stdout
    assert "shows where to read (all hints are seen)" in project.walk().screen
    assert "Read: https://example.org/letters" in project.walk("--hint").screen
    assert "koans hint --solution   shows an answer (all hints are seen)" in project.walk().screen
    screen = project.walk("--hint").screen
    assert "Hint 1 of 2: Count them." in screen
    assert "Hint 2 of 2: t-e-n-s-o-r." in screen
    assert "Read: https://example.org/letters" in screen
    assert record(project)["hints"] == {"01_numbers/counting::LETTERS": 3}


def test_hints_outlive_a_change_of_the_answer(project: Project) -> None:
    project.walk("--hint")
    project.answer("LETTERS", "7")
    assert "shows a hint (1 of 2 seen)" in project.walk().screen


def test_without_its_folder_everything_is_run_once_more(solved: Project) -> None:
    shutil.rmtree((solved.root / FILE).parent)
    assert "0 of 3 koans" in solved.koans("status").stdout
    run = solved.walk()
    assert list(run.tests) == ALL
    assert "2 of 3 koans" in run.screen
