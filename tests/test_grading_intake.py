"""What is taken of a submission, whatever kind of folder it is; and what is said where nothing can be."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sensei.grading.intake import LARGEST_FILE, Intake, take
from sensei.grading.judge import Grader
from sensei.grading.settings import Settings
from sensei.path import KoanPath, read_path
from tests.conftest import Project
from tests.test_grading_attacks import GREETING, HONEST, solved, submission

pytestmark = pytest.mark.timeout(120)  # a busy machine
COUNTING, GREET = "01_numbers/counting", "02_words/greeting"


@pytest.fixture(scope="module")
def path(make_project: Callable[[Path], Project], tmp_path_factory: pytest.TempPathFactory) -> KoanPath:
    return read_path(make_project(tmp_path_factory.mktemp("grader") / "project").root)


@pytest.fixture(scope="module")
def grader(path: KoanPath) -> Iterator[Grader]:
    with Grader(path.root, Settings(secret=b"of the class")) as grader:
        yield grader


def test_topic_files_are_taken_by_name_and_nothing_else_is(path: KoanPath, tmp_path: Path) -> None:
    submission(tmp_path, HONEST)
    for other in ("conftest.py", "koans/conftest.py", "pytest.py", "koans/01_numbers/test_more.py", "solutions/x.py"):
        (tmp_path / other).parent.mkdir(exist_ok=True)
        (tmp_path / other).write_text("raise SystemExit")
    taken = take(tmp_path, path)
    assert taken == Intake({COUNTING: HONEST.encode(), GREET: GREETING.encode()})
    assert pickle.loads(pickle.dumps(taken)) == taken


def test_the_chapters_alone_are_a_submission_too(path: KoanPath, tmp_path: Path) -> None:
    assert set(take(submission(tmp_path, HONEST) / "koans", path).files) == {COUNTING, GREET}


def test_the_digest_is_that_of_what_is_judged(path: KoanPath, tmp_path: Path) -> None:
    first = take(submission(tmp_path / "a", HONEST), path)
    (submission(tmp_path / "b", HONEST) / "more.txt").write_text("more")
    assert take(tmp_path / "b", path).digest == first.digest
    assert take(submission(tmp_path / "c", HONEST + "#"), path).digest != first.digest


@pytest.mark.parametrize("linked", ["koans", "koans/01_numbers", "koans/01_numbers/test_counting.py"])
def test_links_are_not_followed(linked: str, path: KoanPath, tmp_path: Path) -> None:
    elsewhere, here = submission(tmp_path / "elsewhere", HONEST), tmp_path / "here"
    (here / linked).parent.mkdir(parents=True)
    (here / linked).symlink_to(elsewhere / linked)
    taken = take(here, path)
    assert COUNTING not in taken.files
    assert "links are not followed" in taken.faults[COUNTING] + taken.problem


def test_a_link_in_place_of_the_folder_is_not_followed(path: KoanPath, tmp_path: Path) -> None:
    submission(tmp_path / "real", HONEST)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert "a link" in take(tmp_path / "link", path).problem


def test_a_link_that_leads_in_circles_is_no_trouble(path: KoanPath, tmp_path: Path) -> None:
    file = submission(tmp_path, HONEST) / "koans/01_numbers/test_counting.py"
    file.unlink()
    file.symlink_to(file)
    assert "link" in take(tmp_path, path).faults[COUNTING]


def test_a_pipe_is_not_waited_for(path: KoanPath, tmp_path: Path) -> None:
    file = submission(tmp_path, HONEST) / "koans/01_numbers/test_counting.py"
    file.unlink()
    os.mkfifo(file)
    assert "no regular file" in take(tmp_path, path).faults[COUNTING]


def test_a_folder_in_place_of_a_file_is_a_fault(path: KoanPath, tmp_path: Path) -> None:
    file = submission(tmp_path, HONEST) / "koans/01_numbers/test_counting.py"
    file.unlink()
    file.mkdir()
    assert set(take(tmp_path, path).files) == {GREET}


def test_a_huge_file_is_not_read(path: KoanPath, tmp_path: Path) -> None:
    taken = take(submission(tmp_path, HONEST.encode() + b"\n" * 50_000_000), path)
    assert f"larger than {LARGEST_FILE // 1000} kB" in taken.faults[COUNTING]
    assert taken.warnings == (taken.faults[COUNTING],)


def test_a_missing_chapter_costs_its_own_koans_only(grader: Grader, tmp_path: Path) -> None:
    (submission(tmp_path, HONEST) / "koans/02_words/test_greeting.py").unlink()
    record = grader.judge(tmp_path, "ann")
    assert (record.score, record.max_score, solved(record)) == (2, 3, {"LETTERS", "double"})
    assert "the file is missing" in record.koans[2].message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"LETTERS = '\xff'", "not UTF-8"),
        (b"LETTERS = 6\0", "NUL byte"),
        (b"def double(number)\n", "SyntaxError"),
        (b"LETTERS = " + b"(" * 5000 + b")" * 5000, "too many nested"),
        (b"LETTERS = " + b"-" * 100_000 + b"1", "can't read this file"),
        (b"LETTERS = 1" + b"+1" * 100_000, "can't read this file"),
        (b"", "is missing"),
        (HONEST.encode("utf-16"), "NUL byte"),
    ],
    ids=["not UTF-8", "NUL", "syntax", "brackets", "signs", "sum", "empty", "UTF-16"],
)
def test_a_file_that_is_no_python_costs_its_own_koans_only(
    text: bytes, said: str, grader: Grader, tmp_path: Path
) -> None:
    record = grader.judge(submission(tmp_path, text), "ann")
    assert (record.score, solved(record), record.tampered) == (1, {"greet"}, "")
    assert {koan.verdict for koan in record.koans if koan.name != "greet"} == {"error"}
    assert said in record.koans[0].message


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(grader: Grader, tmp_path: Path) -> None:
    text = b"\xef\xbb\xbf" + HONEST.replace("\n", "\r\n").encode()
    assert grader.judge(submission(tmp_path, text), "ann").score == 3


@pytest.mark.parametrize("name", ["a\nb", "a\r::error::b", "\x1b[31mred", "..", "a" * 200, "ä ö", "-x", "a\udcffb"])
def test_names_of_any_kind_are_no_trouble(name: str, grader: Grader, tmp_path: Path) -> None:
    folder = tmp_path / name if name != ".." else tmp_path / "x" / ".."
    (tmp_path / "x").mkdir()
    record = grader.judge(submission(folder, HONEST), name)
    assert record.score == 3
    assert "\n" not in record.submission
    assert "\x1b" not in record.submission


def test_an_empty_folder_is_a_problem_and_gets_no_points(grader: Grader, tmp_path: Path) -> None:
    record = grader.judge(tmp_path, "ann")
    assert (record.score, record.max_score, record.tampered) == (0, 3, "")
    assert record.problem.startswith("There are no koans in this folder")


def test_a_file_in_place_of_a_folder_is_a_problem(grader: Grader, tmp_path: Path) -> None:
    (tmp_path / "ann.zip").write_bytes(b"PK")
    record = grader.judge(tmp_path / "ann.zip", "ann")
    assert record.problem == "This is a file, not a folder. Unpack it, and give the folder that holds `koans`."
    assert record.score == 0


def test_a_folder_that_is_not_there_is_a_problem(grader: Grader, tmp_path: Path) -> None:
    assert grader.judge(tmp_path / "nobody", "ann").problem == "There is no such folder."


def test_a_folder_without_rights_is_a_problem(path: KoanPath, tmp_path: Path) -> None:
    chapters = submission(tmp_path, HONEST) / "koans"
    chapters.chmod(0)
    try:
        taken = take(tmp_path, path)
    finally:
        chapters.chmod(0o755)
    assert taken.problem or os.geteuid() == 0  # root may read everything
