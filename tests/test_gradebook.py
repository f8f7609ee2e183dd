"""The folder of a class: what is kept, and what a kill at any moment leaves."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sensei.grading.gradebook import LOG, Gradebook, class_secret
from sensei.grading.record import GradingError
from tests.class_help import make_class

KOANS = ("01_numbers/counting::double", "01_numbers/counting::LETTERS", "02_words/greeting::greet")


def begin(folder: Path, learners: int = 3) -> bytes:
    """A log with some records in it."""
    with Gradebook(folder, "stamp", resume=False) as book:
        book.name_all([folder / "a"])
        book.append(make_class(learners, KOANS))
    return (folder / LOG).read_bytes()


def test_what_was_appended_is_there_when_the_book_is_opened_again(tmp_path: Path) -> None:
    begin(tmp_path)
    with Gradebook(tmp_path, "stamp", resume=True) as book:
        assert list(book.records.values()) == make_class(3, KOANS)


@pytest.mark.parametrize("left", [1, 40, -2, -1])
def test_a_half_written_last_line_is_dropped_and_the_next_one_stands_on_its_own(tmp_path: Path, left: int) -> None:
    content = begin(tmp_path)
    last = content[:-1].rfind(b"\n") + 1
    (tmp_path / LOG).write_bytes(content[: last + left] if left > 0 else content[:left])
    with Gradebook(tmp_path, "stamp", resume=True) as book:
        assert list(book.records) == ["learner 1", "learner 2"]
        book.append(make_class(3, KOANS)[2:])
    assert (tmp_path / LOG).read_bytes() == content


def test_of_two_records_of_one_submission_the_last_counts(tmp_path: Path) -> None:
    begin(tmp_path)
    with Gradebook(tmp_path, "stamp", resume=True) as book:
        newer = make_class(1, KOANS, seed=9)
        assert newer[0] != book.records["learner 1"]
        book.append(newer)
    with Gradebook(tmp_path, "stamp", resume=True) as book:
        assert book.records["learner 1"] == newer[0]


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    lines = begin(tmp_path).split(b"\n")
    (tmp_path / LOG).write_bytes(b"\n".join([lines[0], b"{}", *lines[2:]]))
    with pytest.raises(GradingError, match=rf"{LOG}:2 can't be read: .*Delete that line"):
        Gradebook(tmp_path, "stamp", resume=True).__enter__()


def test_results_are_never_overwritten_unasked(tmp_path: Path) -> None:
    content = begin(tmp_path)
    with pytest.raises(GradingError, match=r"holds results already\. --resume goes on"):
        Gradebook(tmp_path, "stamp", resume=False).__enter__()
    assert (tmp_path / LOG).read_bytes() == content


def test_results_of_another_grader_do_not_stand_beside_these(tmp_path: Path) -> None:
    begin(tmp_path)
    with pytest.raises(GradingError, match="begun with other koans, settings or versions"):
        Gradebook(tmp_path, "another stamp", resume=True).__enter__()


def test_a_damaged_head_is_named(tmp_path: Path) -> None:
    begin(tmp_path)
    (tmp_path / "class.json").write_text("{")
    with pytest.raises(GradingError, match=r"class\.json is missing or damaged"):
        Gradebook(tmp_path, "stamp", resume=True).__enter__()


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with (
        Gradebook(tmp_path, "stamp", resume=False),
        pytest.raises(GradingError, match="Another run is writing"),
    ):
        Gradebook(tmp_path, "stamp", resume=False).__enter__()
    begin(tmp_path)  # free again


def test_a_full_disk_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / LOG).symlink_to("/dev/full")
    with Gradebook(tmp_path, "stamp", resume=False) as book, pytest.raises(GradingError, match="--resume") as fault:
        book.append(make_class(1, KOANS))
    assert "No space left on device" in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GradingError, match=r"can't be used: Not a directory\. Give another --out"):
        Gradebook(tmp_path / "file" / "out", "stamp", resume=False).__enter__()


def names(folder: Path, *paths: str, resume: bool = False) -> list[str]:
    with Gradebook(folder / "out", "stamp", resume=resume) as book:
        given = book.name_all([folder / path for path in paths])
        book.append(make_class(1, KOANS))
        return given


def test_no_two_submissions_have_one_name(tmp_path: Path) -> None:
    given = names(tmp_path, "a/ann", "b/ann", "b/Ann", "x/b/ann", "zoë", "with\nnewline", "with newline", "bob")
    assert given[:2] == ["ann", "b/ann"]
    assert given[4:6] == ["zoë", "with newline"]
    assert given[7] == "bob"
    assert len({name.casefold() for name in given}) == 8


def test_names_that_are_no_text_are_kept_apart(tmp_path: Path) -> None:
    given = names(tmp_path, *(os.fsdecode(raw) for raw in (b"caf\xe9", b"caf\xe8", b"\x1b[31mred", b" ")))
    assert len(set(given)) == 4
    assert all(name.isprintable() and name.encode() for name in given)


def test_a_submission_keeps_its_name_when_others_join_the_class(tmp_path: Path) -> None:
    assert names(tmp_path, "b/ann") == ["ann"]
    assert names(tmp_path, "a/ann", "b/ann", resume=True) == ["a/ann", "ann"]


def test_the_secret_of_a_class_is_made_once_and_for_the_teacher_only(tmp_path: Path) -> None:
    secret = class_secret(tmp_path / "out")
    assert len(secret) == 32
    assert class_secret(tmp_path / "out") == secret
    assert (tmp_path / "out" / "secret").stat().st_mode & 0o777 == 0o600
    assert class_secret(tmp_path / "other") != secret


def test_a_damaged_secret_is_not_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(GradingError, match="secret is damaged"):
        class_secret(tmp_path)
