"""Submissions that attack the grader through torch: as in `test_grading_attacks`, with a koan of the course."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sensei.grading.judge import Grader
from sensei.grading.settings import Settings
from sensei.path import find_root
from tests.submissions_help import write_submission

pytestmark = pytest.mark.timeout(300)  # the first of them waits for the imports of the whole course
ATTACKS = sorted((Path(__file__).parent / "attacks" / "one_hot").glob("*.py"))
TOPIC, KOAN = "koans/03_transforms/test_one_hot.py", "03_transforms/one_hot::one_hot"


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    root = find_root(Path(__file__).resolve())
    assert root is not None
    with Grader(root, Settings(secret=b"of the class")) as grader:
        yield grader


@pytest.fixture(scope="module")
def honest(grader: Grader, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A submission in which the first two topics of chapter 03 are solved."""
    folder = tmp_path_factory.mktemp("honest")
    return write_submission(grader.path.root, folder, lambda koan: koan.topic_id.startswith("03_"), grader.path)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.stem)
def test_an_attack_on_torch_gets_nothing(attack: Path, grader: Grader, tmp_path: Path) -> None:
    text = attack.read_text(encoding="utf-8")
    file = tmp_path / TOPIC
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    record = grader.judge(tmp_path, "attack")
    (seen,) = re.findall(r"^# seen: (.*)$", text, re.M)
    koan = next(koan for koan in record.koans if koan.id == KOAN)
    assert record.score == 0
    assert bool(record.tampered) == (seen == "tampered")
    assert seen in (koan.verdict, "tampered")


def test_an_honest_submission_after_them_gets_its_exact_score(grader: Grader, honest: Path) -> None:
    record = grader.judge(honest, "honest")
    assert [record.score, record.tampered] == [16, ""]
    assert {koan.verdict for koan in record.koans} == {"solved", "blank"}
