"""One picture of a measurement: every product and `mul` under its roof, and the CPU beside the accelerator over n.

Places differ in brightness and in their markers' shape, so the picture can be read in grey. Noisy points are hollow.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import atan, degrees
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sensei.bench.findings import TRANSFERS, crossover
from sensei.bench.places import ACCELERATOR, CPU_ALL, CPU_ONE, PLACES
from sensei.bench.records import Measured, Report
from sensei.bench.roof import Roofs
from sensei.bench.table import heading

_COLOURS = {CPU_ONE: "#12355b", CPU_ALL: "#3f88c5", ACCELERATOR: "#f2a541"}  # dark, middle, light
_DASHES: dict[str, Literal["-", "--", "-."]] = {CPU_ONE: "-", CPU_ALL: "--", ACCELERATOR: "-."}
_MARKERS = {"float32": "o", "float32-high": "^", "float32-medium": "v", "bfloat16": "s", "float16": "D"}
_MUL = "X"
_LABELLED = ("float32", "bfloat16")  # whose peaks are drawn as lines


def save(report: Report, png: Path, svg: Path) -> None:
    """Draw the picture into both files. The same report gives the same bytes."""
    figure = draw(report)
    figure.savefig(png, dpi=150)
    with mpl.rc_context({"svg.hashsalt": "koans bench"}):
        figure.savefig(svg, metadata={"Date": None})


def draw(report: Report) -> Figure:
    figure = Figure(figsize=(9, 10), layout="constrained")
    roofline, over_size = figure.subplots(2, 1)
    figure.suptitle("\n".join(heading(report)), fontsize=9)
    _roofline(roofline, report)
    _over_size(over_size, report)
    for axes in (roofline, over_size):
        axes.grid(True, which="major", color="#dddddd", linewidth=0.6)
    return figure


def _roofline(axes: Axes, report: Report) -> None:
    roofs = Roofs(report)
    rows = [row for row in [*report.of("product"), *report.of("multiply")] if row.how != TRANSFERS]
    ends = min((r.intensity for r in rows), default=0.1), max((r.intensity for r in rows), default=1000.0)
    for place in PLACES:
        _roof(axes, roofs, place, ends)
    for row in rows:
        _point(axes, row, row.intensity, row.gflops, _MARKERS.get(row.kind, "o") if row.what == "product" else _MUL)
    axes.set(xscale="log", yscale="log", xlabel="operations per byte (FLOP/B)", ylabel="GFLOP/s")
    axes.set_title("Under the measured roofs: every product, and mul", loc="left", fontsize=11)
    markers = {kind: _MARKERS.get(kind, "o") for kind in dict.fromkeys(r.kind for r in rows if r.what == "product")}
    markers |= {"mul, float32": _MUL, "hollow: noisy": "o"}
    handles = [_handle(place) for place in PLACES if any(row.place == place for row in rows)]
    axes.legend(handles=[*handles, *(_key(*key) for key in markers.items())], fontsize=8, loc="lower right")


def _roof(axes: Axes, roofs: Roofs, place: str, ends: tuple[float, float]) -> None:
    """The lines over one place: its peaks, and the slopes of its fastest cache and of its memory."""
    peaks = {kind: peak.gflops for kind in _LABELLED if (peak := roofs.peak(place, kind))}
    slopes = {"cache": roofs.bandwidth(place), "memory": roofs.memory(place)}
    style: dict[str, Any] = {"color": _COLOURS[place], "linestyle": _DASHES[place], "linewidth": 1, "zorder": 1}
    along = 0.2 + 0.2 * PLACES.index(place)  # each place has its labels elsewhere
    for kind, gflops in peaks.items():
        start = gflops / slopes["cache"] if slopes["cache"] else ends[0]
        axes.plot([start, ends[1]], [gflops, gflops], **style)
        aside = along - 0.1 + 0.3 * _LABELLED.index(kind)
        _label(axes, f"{kind} {gflops:,.0f} GFLOP/s", start * (ends[1] / start) ** aside, gflops)
    for name, bandwidth in slopes.items():
        if bandwidth and peaks:
            start, end = ends[0], max(peaks.values()) / bandwidth
            axes.plot([start, end], [start * bandwidth, end * bandwidth], **style)
            x = start * (end / start) ** along
            _label(axes, f"{name} {bandwidth:,.0f} GB/s", x, x * bandwidth, angle=degrees(atan(bandwidth)))


def _label(axes: Axes, text: str, x: float, y: float, angle: float = 0) -> None:
    """Written into the line itself, along it: no other line can be meant. `angle` is that of the line in data."""
    axes.text(
        x,
        y,
        text,
        fontsize=7,
        ha="center",
        va="center",
        rotation=angle,
        rotation_mode="anchor",
        transform_rotates_text=True,
        zorder=1.5,  # under the points
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
    )


def _over_size(axes: Axes, report: Report) -> None:
    """float32: GFLOP/s over n, the accelerator with and without transfers, and where it wins."""
    for place in PLACES:
        _line(axes, report.of("product", place=place, kind="float32", how="@"), place, _DASHES[place], "o", place)
    there_and_back = report.of("product", place=ACCELERATOR, kind="float32", how=TRANSFERS)
    _line(axes, there_and_back, ACCELERATOR, ":", "P", f"{ACCELERATOR}, {TRANSFERS}")
    axes.set_title(_who_wins(axes, report), loc="left", fontsize=11)
    axes.set(yscale="log", xlabel="n, for the product of two n x n matrices", ylabel="GFLOP/s")
    axes.set_xscale("log", base=2)
    sizes = sorted({row.size for row in report.of("product", kind="float32", how="@")})
    axes.set_xticks(sizes, [str(n) for n in sizes])
    axes.legend(
        handles=[*axes.get_legend_handles_labels()[0], _key("hollow: noisy", "o")], fontsize=8, loc="lower right"
    )


def _who_wins(axes: Axes, report: Report) -> str:
    """In words, and as a line at the n from which on the accelerator wins."""
    if not report.of("product", place=ACCELERATOR):
        return "float32: @ over n (no accelerator in this machine)"
    words = "float32: @ over n"
    for how, name in (("@", "; the accelerator wins"), (TRANSFERS, "; with transfers")):
        n = crossover(report, "float32", how)
        words += f"{name} from n = {n} on" if n else f"{name} nowhere"
        if n:
            axes.axvline(n, color="#888888", linewidth=0.8, linestyle=":")
    return words


def _line(axes: Axes, rows: Iterable[Measured], place: str, dashes: str, marker: str, label: str) -> None:
    rows = list(rows)
    if rows:
        x, y = [row.size for row in rows], [row.gflops for row in rows]
        handle = axes.plot(x, y, color=_COLOURS[place], linestyle=dashes, marker=marker, markersize=5, label=label)[0]
        handle.set_markevery([i for i, row in enumerate(rows) if not row.noise])
    for row in rows:
        if row.noise:
            _point(axes, row, row.size, row.gflops, marker)


def _point(axes: Axes, row: Measured, x: float, y: float, marker: str) -> None:
    colour = _COLOURS[row.place]
    inside = "none" if row.noise else colour
    axes.plot([x], [y], linestyle="", marker=marker, markersize=5, color=colour, markerfacecolor=inside, alpha=0.85)


def _handle(place: str) -> Line2D:
    return Line2D([], [], color=_COLOURS[place], linestyle=_DASHES[place], label=place)


def _key(label: str, marker: str) -> Line2D:
    inside = "none" if label.startswith("hollow") else "#555555"
    return Line2D([], [], linestyle="", marker=marker, color="#555555", markerfacecolor=inside, label=label)
