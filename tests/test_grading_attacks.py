"""Submissions that attack the grader: none scores a point that it did not earn, stops the grader, or harms another.

Each file in `attacks/counting` takes the place of the first topic of the small project. Two comments in it say what it
comes to: `# earns:` the koans that it solved honestly, `# seen:` what the record says of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sensei.grading.judge import Grader
from sensei.grading.record import Record
from sensei.grading.settings import Settings
from tests.conftest import Project

pytestmark = pytest.mark.timeout(120)  # a busy machine
ATTACKS = sorted((Path(__file__).parent / "attacks" / "counting").glob("*.py"))
GREETING = 'def greet(name: str) -> str:\n    return f"hello {name}"\n'
HONEST = "LETTERS = 6\n\n\ndef double(number: int) -> int:\n    return 2 * number\n"


@pytest.fixture(scope="module")
def grader(make_project: Callable[[Path], Project], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grader]:
    project = make_project(tmp_path_factory.mktemp("grader") / "project")
    settings = Settings(
        secret=b"of the class",
        koan_seconds=3,
        submission_seconds=30,
        memory_bytes=300_000_000,
        disk_bytes=30_000_000,
        require_isolation="sandboxed",  # else some of them would end every process of this user
    )
    with Grader(project.root, settings) as grader:
        yield grader


def submission(folder: Path, counting: str | bytes, greeting: str = GREETING) -> Path:
    for name, text in (("01_numbers/test_counting.py", counting), ("02_words/test_greeting.py", greeting)):
        file = folder / "koans" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def solved(record: Record) -> set[str]:
    return {koan.name for koan in record.koans if koan.verdict == "solved"}


@pytest.fixture
def honest_afterwards(grader: Grader, tmp_path: Path) -> Iterator[None]:
    """Whatever a test does: the submission that comes next gets its exact score, from the same grader."""
    before = snapshot(grader.path.root)
    yield
    record = grader.judge(submission(tmp_path / "honest", HONEST), "honest")
    assert (record.score, record.max_score, record.tampered) == (3, 3, "")
    assert snapshot(grader.path.root) == before


def snapshot(root: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file()}


@pytest.mark.usefixtures("honest_afterwards")
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.stem)
def test_an_attack_gets_what_it_has_earned(attack: Path, grader: Grader, tmp_path: Path) -> None:
    gets_what_it_has_earned(attack, grader, tmp_path)


def gets_what_it_has_earned(attack: Path, grader: Grader, folder: Path) -> None:
    text = attack.read_text(encoding="utf-8")
    earned = set(re.findall(r"^# earns: (.*)$", text, re.M)[0].replace("-", "").split())
    seen = " ".join(re.findall(r"^# seen: (.*)$", text, re.M)).split()
    record = grader.judge(submission(folder / "attack", text), "attack")
    assert record.score == len(solved(record))
    if "tampered" in seen:
        assert record.tampered or "error" in seen
        assert record.score == (0 if record.tampered else 1)
        return
    assert record.tampered == ""
    assert solved(record) == earned | {"greet"}
    verdicts = {koan.verdict.replace(" ", "-") for koan in record.koans} - {"solved"}
    assert not seen or "sandboxed" in seen or verdicts == set(seen)


def test_there_are_thirty_attacks_or_more() -> None:
    assert len(ATTACKS) >= 30
