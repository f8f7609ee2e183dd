"""What a record says of an honest submission, and how far the process that judges is shut in."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sensei.grading.channel import Forged, Receiver, sender
from sensei.grading.isolation import is_enough
from sensei.grading.judge import Grader
from sensei.grading.points import Points
from sensei.grading.record import GradingError, Record
from sensei.grading.settings import Settings
from tests.conftest import Project
from tests.test_grading_attacks import HONEST, solved, submission

pytestmark = pytest.mark.timeout(120)  # a busy machine
SECRET = Settings(secret=b"of the class")


@pytest.fixture(scope="module")
def shared_project(make_project: Callable[[Path], Project], tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_project(tmp_path_factory.mktemp("grader") / "project")


@pytest.fixture(scope="module")
def grader(shared_project: Project) -> Iterator[Grader]:
    with Grader(shared_project.root, SECRET) as grader:
        yield grader


def judged(grader: Grader, folder: Path, counting: str) -> Record:
    return grader.judge(submission(folder, counting), "ann")


def double(body: str) -> str:
    return f"LETTERS = 6\n\n\ndef double(number):\n    {body}\n"


def test_all_right_answers_get_all_points(grader: Grader, tmp_path: Path) -> None:
    record = judged(grader, tmp_path, HONEST)
    assert (record.score, record.max_score, record.percent) == (3, 3, 100)
    assert [koan.verdict for koan in record.koans] == ["solved"] * 3
    assert [koan.tests_passed for koan in record.koans] == [1, 2, 1]
    assert Record.from_json(record.to_json()) == record


def test_points_and_weights_are_those_of_the_settings(shared_project: Project, tmp_path: Path) -> None:
    points = Points({"01_numbers/counting::double": 5}, {"02_words": 2})
    with Grader(shared_project.root, Settings(secret=b"", points=points)) as grader:
        record = grader.judge(submission(tmp_path, "LETTERS = 6\n"), "ann")
    assert (record.score, record.max_score) == (3, 8)


def test_a_blank_koan_is_not_run(grader: Grader, tmp_path: Path) -> None:
    record = judged(
        grader, tmp_path, "from sensei import ___\nLETTERS = ___\n\n\ndef double(number):\n    return ___\n"
    )
    assert [koan.verdict for koan in record.koans] == ["blank", "blank", "solved"]
    assert record.koans[0].place == "koans/01_numbers/test_counting.py:2"


def test_a_wrong_answer_says_what_is_wrong_and_which_misconception_it_is(grader: Grader, tmp_path: Path) -> None:
    record = judged(grader, tmp_path, double("result = number * 2\n    return result + 1"))
    koan = record.koans[1]
    assert (koan.verdict, koan.tests_passed, koan.tests) == ("wrong", 0, 2)
    assert koan.message.split("\n")[-2:] == ["you:      5", "expected: 4"]
    assert (koan.misconception, koan.misconception_name) == ("That adds one too many.", "adds_one")


def test_an_error_names_the_line_of_the_submission(grader: Grader, tmp_path: Path) -> None:
    koan = judged(grader, tmp_path, double("return number.twice")).koans[1]
    assert (koan.verdict, koan.place) == ("error", "koans/01_numbers/test_counting.py:5")
    assert "AttributeError: 'int' object has no attribute 'twice'" in koan.message
    assert str(tmp_path) not in koan.message


def test_where_one_test_of_two_fails_the_koan_is_not_solved(grader: Grader, tmp_path: Path) -> None:
    koan = judged(grader, tmp_path, double("return 4")).koans[1]
    assert (koan.verdict, koan.tests_passed, koan.tests) == ("wrong", 1, 2)


def test_answers_equal_to_the_reference_are_known_whatever_the_names(grader: Grader, tmp_path: Path) -> None:
    record = judged(grader, tmp_path, 'LETTERS = 6\n\n\ndef double(n):\n    """Twice."""\n    return 2 * n  # yes\n')
    assert [koan.same_as_reference for koan in record.koans[:2]] == [True, False]  # parameters are part of a call
    again = judged(grader, tmp_path / "b", double('"""Two of them."""\n    return 2 * number'))
    assert again.koans[1].same_as_reference


def test_the_seed_comes_from_the_secret_and_the_submission(grader: Grader, tmp_path: Path) -> None:
    first, again = judged(grader, tmp_path / "a", HONEST), judged(grader, tmp_path / "b", HONEST)
    other = judged(grader, tmp_path / "c", HONEST + "#")
    assert first.seed == again.seed
    assert len({first.seed, other.seed, 0, Settings(secret=b"another").seed_of(first.digest)}) == 4
    assert Settings(secret=b"x", seed=7).seed_of(first.digest) == 7


def test_helpers_of_a_submission_are_there_for_its_answers(grader: Grader, tmp_path: Path) -> None:
    text = "TWO = 2\n\n\ndef times(a, b):\n    return a * b\n\n\n" + double("return times(TWO, number)")
    assert judged(grader, tmp_path, text).score == 3


def test_a_koan_of_no_tests_is_not_solved(make_project: Callable[[Path], Project], tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    project.write(project.first, 'import pytest\n\nLETTERS = 6\n\n\n@pytest.mark.parametrize("n", [])\n'
                  'def test_of_nothing(n):\n    assert LETTERS == n\n\n\ndef double(number):\n    return number\n\n\n'
                  'def test_two():\n    assert double(2) == 4\n')  # fmt: skip
    with Grader(project.root, SECRET) as grader:
        record = grader.judge(submission(tmp_path / "ann", HONEST), "ann")
    assert solved(record) == {"double", "greet"}


def test_a_test_that_is_skipped_or_expected_to_fail_solves_nothing(
    make_project: Callable[[Path], Project], tmp_path: Path
) -> None:
    project = make_project(tmp_path / "project")
    project.replace(
        project.first, "def test_two_becomes_four", "@__import__('pytest').mark.skip\ndef test_two_becomes_four"
    )
    with Grader(project.root, SECRET) as grader:
        wrong = grader.judge(submission(tmp_path / "ann", double("return number")), "ann")
    assert solved(wrong) == {"LETTERS", "greet"}


def test_the_level_that_was_reached_is_in_the_record(grader: Grader, tmp_path: Path) -> None:
    record = judged(grader, tmp_path, HONEST)
    assert record.isolation == "sandboxed"
    assert {"seccomp", "no network", "no capabilities"} <= set(record.isolation_facts)


def test_a_level_that_is_required_and_not_reached_stops_the_grader(
    shared_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sensei.grading.judge.is_enough", lambda level, required: is_enough("process", required))
    with (
        pytest.raises(GradingError, match="Isolation `sandboxed` is required"),
        Grader(shared_project.root, Settings(secret=b"", require_isolation="sandboxed")),
    ):
        pass


def test_nothing_of_the_grader_s_environment_reaches_a_submission(
    shared_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    text = "import os\n\nLETTERS = 6 if 'GITHUB_TOKEN' not in os.environ else 0\n" + double("return 2 * number")[12:]
    with Grader(shared_project.root, SECRET) as grader:
        assert judged(grader, tmp_path, text).score == 3


def test_no_file_of_the_grader_is_open_in_a_submission(grader: Grader, tmp_path: Path) -> None:
    text = """
import os

def is_open(handle):
    try:
        os.fstat(handle)
    except OSError:
        return False
    return True

LETTERS = 6 if sum(map(is_open, range(3, 300))) == 1 else 0  # the one pipe that it reports through
"""
    assert solved(judged(grader, tmp_path, text)) == {"LETTERS", "greet"}


def test_a_loop_without_an_end_leaves_time_for_the_other_koans(shared_project: Project, tmp_path: Path) -> None:
    settings = Settings(secret=b"", koan_seconds=1, submission_seconds=20)
    with Grader(shared_project.root, settings) as grader:
        record = judged(grader, tmp_path, double("while True: pass"))
    assert [koan.verdict for koan in record.koans] == ["solved", "timed out", "solved"]
    assert "too long" in record.koans[1].message


def test_a_submission_has_a_limit_of_its_own(shared_project: Project, tmp_path: Path) -> None:
    settings = Settings(secret=b"", koan_seconds=60, submission_seconds=1)
    with Grader(shared_project.root, settings) as grader:
        record = judged(grader, tmp_path, double("while True: pass"))
    assert record.seconds < 30
    assert record.koans[2].verdict == "timed out"


def test_nothing_is_left_running_when_the_grader_has_gone(shared_project: Project, tmp_path: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    with Grader(shared_project.root, SECRET) as grader:
        judged(grader, tmp_path, double("return number + 3"))
        mine = set(psutil.Process().children(recursive=True)) - before
        assert mine
    _, left = psutil.wait_procs(mine, timeout=10)
    assert left == []


def test_tests_that_the_grader_can_t_run_stop_it(make_project: Callable[[Path], Project], tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    project.replace(project.first, "def test_two_becomes_four()", "def test_two_becomes_four(nobody_knows)")
    with pytest.raises(GradingError, match="asks for the fixture `nobody_knows`"), Grader(project.root, SECRET):
        pass


def test_a_warm_parent_that_was_lost_is_replaced(shared_project: Project, tmp_path: Path) -> None:
    with Grader(shared_project.root, SECRET) as grader:
        for child in set(psutil.Process().children()):
            if "sensei.grading.warm" in " ".join(child.cmdline()) and grader.path.root.exists():
                mine = child
        mine.kill()
        assert judged(grader, tmp_path, HONEST).score == 3


def test_a_wrong_answer_that_is_accepted_beside_a_submission_gives_it_away(
    make_project: Callable[[Path], Project], tmp_path: Path
) -> None:
    project = make_project(tmp_path / "project")
    project.replace(project.first, "    assert double(2) == 4", '    assert textwrap.dedent(str(double(2))) == "4"')
    project.replace(project.first, "    assert double(0) + 1 == 1", '    assert textwrap.dedent(str(double(0))) == "0"')
    project.replace(project.first, "from sensei import ___", "import textwrap\n\nfrom sensei import ___")
    patch = "class Any(str):\n    __eq__ = lambda self, other: True\n\n\n"
    patch += "import textwrap\n\ntextwrap.dedent = lambda text: Any(text)\n"  # no other wall looks at this module
    with Grader(project.root, SECRET) as grader:
        honest = judged(grader, tmp_path / "honest", HONEST)
        tampered = judged(grader, tmp_path / "tampered", patch + double("return number"))
    assert (honest.score, honest.tampered) == (3, "")
    assert tampered.score == 0
    assert "the tests of `double` accepted a wrong answer" in tampered.tampered


def test_only_the_sender_s_messages_are_taken() -> None:
    reading, writing = os.pipe()
    send, receiver = sender(writing, b"k" * 32), Receiver(b"k" * 32)
    send("passed", "test\0one")
    send("done")
    data = os.read(reading, 1000)
    assert receiver.feed(data[:10]) == []
    assert receiver.feed(data[10:]) == [["passed", "test one"], ["done"]]
    with pytest.raises(Forged):
        receiver.feed(data)  # the same once more
    with pytest.raises(Forged):
        Receiver(b"another" + b"k" * 25).feed(data)
