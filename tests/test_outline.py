"""The quick reading of the path gives what the slow one gives, whatever has become of its file."""

from __future__ import annotations

import pytest

from sensei.outline import FILE, quick_path
from sensei.path import read_path
from tests.conftest import Project


def test_it_reads_what_is_read_from_the_sources(project: Project) -> None:
    assert quick_path(project.root) == read_path(project.root)
    assert quick_path(project.root) == read_path(project.root)  # now from its file


def test_what_was_read_is_not_parsed_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = quick_path(project.root)
    monkeypatch.setattr("sensei.path.read", None)  # calling it would raise
    assert quick_path(project.root) == before


@pytest.mark.parametrize("part", ["topic", "book", "a deleted topic", "a syntax error", "a test of one's own"])
def test_a_change_to_a_topic_or_its_page_is_seen(project: Project, part: str) -> None:
    before = quick_path(project.root)
    match part:
        case "topic":
            project.solve("LETTERS")
        case "book":
            project.replace(project.root / "solutions/counting.py", '"Count them.", ', "")
        case "a deleted topic":
            project.first.unlink()
        case "a syntax error":
            project.first.write_text("def (:")
        case _:
            project.first.write_text(project.first.read_text() + "\n\ndef test_mine():\n    assert True\n")
    after = quick_path(project.root)
    assert after != before
    assert after == read_path(project.root)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"01_numbers/counting": 1}', b"[" * 100_000])
def test_a_damaged_file_costs_only_time(project: Project, content: bytes) -> None:
    quick_path(project.root)
    (project.root / FILE).write_bytes(content)
    assert quick_path(project.root) == read_path(project.root)


@pytest.mark.parametrize("field", ["chapter", "koans", "faults", "broken", "has_own_tests"])
def test_an_incomplete_entry_is_read_anew(project: Project, field: str) -> None:
    quick_path(project.root)
    file = project.root / FILE
    file.write_text(file.read_text().replace(f'"{field}"', '"nothing"'))
    assert quick_path(project.root) == read_path(project.root)


def test_a_place_that_cannot_be_written_is_no_hindrance(project: Project) -> None:
    (project.root / ".koans").write_text("a file in place of the folder")
    assert quick_path(project.root) == read_path(project.root)
