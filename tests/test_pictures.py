"""A koan's picture is kept and shown when it is the learner's own and right."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.conftest import Project
from tests.test_notebook import PICTURES, PICTURES_BOOK

TOPIC = "koans/03_more/test_pictures.py"
KEPT = ".koans/line.png"
PNG = b"\x89PNG"


@pytest.fixture
def drawing(project: Project) -> Project:
    """The small project with a koan that draws a line."""
    project.write("koans/03_more/README.md", "[pictures](test_pictures.py)")
    project.write(TOPIC, PICTURES)
    project.write("solutions/pictures.py", PICTURES_BOOK)
    return project


def draw(project: Project, body: str) -> None:
    project.write(TOPIC, PICTURES.replace("    ___\n", f"    {body}\n"))


def test_the_picture_of_a_right_answer_is_kept(drawing: Project) -> None:
    draw(drawing, "axes.plot([1, 2])")
    assert drawing.walk(TOPIC).status == 0
    assert (drawing.root / KEPT).read_bytes()[:4] == PNG


@pytest.mark.parametrize("body", ["axes.plot([1, 2]), axes.plot([1, 2])", "axes.figure.savefig = None"])
def test_no_other_picture_is_kept(drawing: Project, body: str) -> None:
    draw(drawing, body)
    assert drawing.walk(TOPIC).status == 1
    assert not (drawing.root / KEPT).exists()


def test_no_picture_of_the_solution_is_kept(drawing: Project) -> None:
    assert drawing.walk("--answers", "solutions", TOPIC).status == 0
    assert not (drawing.root / KEPT).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_the_first_picture_is_shown_on_a_screen(drawing: Project, tmp_path: Path) -> None:
    viewer = drawing.write("bin/xdg-open", f'#!/bin/sh\ncp "$1" {tmp_path}/shown.png; echo shown >> {tmp_path}/times\n')
    viewer.chmod(0o755)
    draw(drawing, "axes.plot([1, 2])")
    path = f"{viewer.parent}:/usr/bin:/bin"
    for _ in range(2):
        assert drawing.walk("--fresh", TOPIC, DISPLAY=":99", PATH=path).status == 0
    assert (tmp_path / "shown.png").read_bytes()[:4] == PNG
    assert (tmp_path / "times").read_text() == "shown\n"
    (drawing.root / KEPT).unlink()
    assert drawing.walk("--fresh", TOPIC, DISPLAY="", WAYLAND_DISPLAY="", PATH=path).status == 0
    assert (tmp_path / "times").read_text() == "shown\n"


def test_a_folder_that_is_not_to_be_written_stops_nothing(drawing: Project) -> None:
    draw(drawing, "axes.plot([1, 2])")
    drawing.write(".koans", "not a folder")
    assert drawing.walk(TOPIC).status == 0
