"""How a measurement is shown: a table that fits the terminal, and a picture that can be read in grey."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import matplotlib.colors
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image
from rich.console import Console

from sensei.bench import compare, picture, table
from sensei.bench.places import PLACES
from sensei.bench.records import Report, read
from tests.bench_help import changed, hand_written, row_of


def printed(report: Report, width: int = 80, colour: bool = False) -> str:
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=colour, highlight=False).print(table.page(report))
    return out.getvalue()


def without_accelerator() -> Report:
    report = hand_written()
    rows = tuple(row for row in report.rows if row.place != "accelerator")
    return Report(rows, report.missing, {**report.machine, "accelerator": None}, {}, report.date, report.note)


def line_of(text: str, *words: str) -> str:
    (line,) = [line for line in text.split("\n") if line.split()[: len(words)] == list(words)]
    return line


def test_the_table_has_speed_and_part_of_the_roof_for_each_place() -> None:
    text = printed(hand_written())
    assert line_of(text, "4096", "@", "100").split() == ["4096", "@", "100", "82%", "500", "61%", "20,000", "89%"]
    assert "with transfers             -                -   5,000  22%" in text
    assert "128 MiB   5.0  24%  20.0  98%  20.0  98%  4.00x        32769" in text
    assert "cpu-1-thread, float32: 122 GFLOP/s (multiply-adds in C)" in text


def test_a_noisy_row_is_marked_and_no_other() -> None:
    text = printed(hand_written())
    (marked,) = [line for line in text.split("\n") if "~" in line and "noisy" not in line]
    assert marked.split() == ["torch.matmul", "50.0", "41%", "~20.0", "2%", "10.0", "0%"]


@pytest.mark.parametrize("colour", [False, True])
def test_no_line_is_wider_than_the_terminal(colour: bool) -> None:
    lines = printed(hand_written(), colour=colour).replace("\x1b[1m", "").replace("\x1b[0m", "").split("\n")
    assert "\x1b" not in "".join(lines)
    assert max(map(len, lines)) <= 80
    assert "".join(lines).isascii()


def test_what_is_invented_says_so_first_and_in_the_picture() -> None:
    report = hand_written()
    assert printed(report).startswith("HAND-WRITTEN")
    assert picture.draw(report).get_suptitle().startswith("HAND-WRITTEN")


def test_without_an_accelerator_its_columns_are_gone_and_the_reason_stands_there() -> None:
    text = printed(without_accelerator())
    assert "accelerator: none" in text
    assert "with transfers" not in text
    assert "accelerator is faster" not in text
    assert "no accelerator in this machine" in picture.draw(without_accelerator()).axes[1].get_title(loc="left")


def points(figure: Figure) -> list[tuple[float, float, bool]]:
    """The single points of the roofline: x, y, and whether they are hollow."""
    lines = [(np.asarray(line.get_xydata()).tolist(), line) for line in figure.axes[0].get_lines()]
    return [(*data[0], line.get_markerfacecolor() == "none") for data, line in lines if len(data) == 1]


def test_every_product_and_every_mul_is_a_point_under_the_roof() -> None:
    report = hand_written()
    expected = [row for row in report.rows if row.what in ("product", "multiply") and row.how != "with transfers"]
    assert len(expected) == 33 + 12
    drawn = sorted(points(picture.draw(report)))
    assert drawn == sorted((row.intensity, row.gflops, bool(row.noise)) for row in expected)


def test_the_axes_have_units_and_the_title_says_who_wins() -> None:
    roofline, over_size = picture.draw(hand_written()).axes
    assert (roofline.get_xlabel(), roofline.get_ylabel()) == ("operations per byte (FLOP/B)", "GFLOP/s")
    assert over_size.get_ylabel() == "GFLOP/s"
    title = over_size.get_title(loc="left")
    assert title == "float32: @ over n; the accelerator wins from n = 512 on; with transfers from n = 4096 on"


def test_noisy_points_are_hollow() -> None:
    hollow = [(x, y) for x, y, is_hollow in points(picture.draw(hand_written())) if is_hollow]
    assert np.array(hollow) == pytest.approx(np.array([[64 / 6, 20]]))


def test_places_differ_in_brightness_and_in_their_lines() -> None:
    grey = [0.3 * r + 0.59 * g + 0.11 * b for r, g, b in map(matplotlib.colors.to_rgb, picture._COLOURS.values())]
    assert list(picture._COLOURS) == list(PLACES)
    assert all(lighter - darker > 0.15 for darker, lighter in pairwise(grey))
    assert len(set(picture._DASHES.values())) == 3
    assert len(set(picture._MARKERS.values())) == len(picture._MARKERS)


def test_the_picture_is_a_png_and_an_svg_and_always_the_same(tmp_path: Path) -> None:
    for name in ("a", "b"):
        picture.save(hand_written(), tmp_path / f"{name}.png", tmp_path / f"{name}.svg")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (1350, 1500)
        assert len(set(image.convert("L").tobytes())) > 50
    assert ElementTree.parse(tmp_path / "a.svg").getroot().tag.endswith("svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_a_measurement_with_hardly_a_row_is_shown_too(tmp_path: Path) -> None:
    def change(data: dict[str, object]) -> None:
        data["benchmarks"] = [row_of(data, "test_product[64-float32-cpu-1-thread-@]")]

    report = read(changed(tmp_path, change))
    assert "64  @          50.0" in printed(report)
    picture.save(report, tmp_path / "a.png", tmp_path / "a.svg")
    assert len(points(picture.draw(report))) == 1


def test_a_comparison_lists_what_changed_with_the_largest_loss_first(tmp_path: Path) -> None:
    def change(data: dict[str, object]) -> None:
        for name, factor in (("@", 0.5), ("out=", 2.0)):
            stats = row_of(data, f"test_product[4096-float32-cpu-1-thread-{name}]")["stats"]
            stats.update(median=stats["median"] * factor, min=stats["min"] * factor, iqr=0.0)

    out = io.StringIO()
    Console(file=out, width=80).print(compare.page(hand_written(), read(changed(tmp_path, change))))
    lines = out.getvalue().split("\n")
    assert lines[0] == "Compared with 2000-01-01 00:00: 1 faster, 1 slower, 63 the same."
    assert lines[2].split() == ["product", "out=", "4096", "float32", "cpu-1-thread", "1.33", "s", "2.67", "s", "0.50x"]
    assert lines[3].split() == ["product", "@", "4096", "float32", "cpu-1-thread", "1.37", "s", "687", "ms", "2.00x"]
