"""The tables in the terminal: speeds with the part of the measured roof that they reach, in plain characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from sensei.bench.findings import TRANSFERS, bytes_of, findings
from sensei.bench.places import PLACES
from sensei.bench.records import Measured, Report
from sensei.bench.roof import Roofs


def show(report: Report, console: Console) -> None:
    """Everything that is to be read in the terminal."""
    console.print(page(report))


def page(report: Report) -> RenderableType:
    """All tables and sentences, at most 80 columns wide."""
    roofs = Roofs(report)
    parts: list[RenderableType] = [
        Text(line) for line in [*heading(report), "Medians; % of the measured roof; ~ is noisy."]
    ]
    for kind in dict.fromkeys(row.kind for row in report.of("product")):
        parts += _products(roofs, kind)
    for cache in ("hot", "cold"):
        for place in PLACES:
            if report.of("multiply", cache, place=place):
                parts += _elementwise(roofs, place, cache)
    if report.of("transfer"):
        parts += _transfers(report)
    parts += [Text(line) for line in ("", "The peaks:", *_peaks(roofs), "", *findings(report))]
    return Group(*parts)


def heading(report: Report) -> list[str]:
    """Which machine, when, and what the reader has to know."""
    torch, cpu = report.machine["torch"], report.machine.get("cpu", {}).get("brand_raw", "CPU")
    accelerator = report.machine.get("accelerator")
    there = accelerator.get("name", accelerator["type"]) if accelerator else "none"
    lines = [
        f"{cpu}, {torch['threads']} threads, {torch['cpu_capability']}; accelerator: {there}",
        f"torch {torch['version']}; {report.date[:16].replace('T', ' ')}",
    ]
    return [report.note, *lines] if report.note else lines


def _products(roofs: Roofs, kind: str) -> list[RenderableType]:
    """One line for each n and spelling, one column for each place."""
    rows = [*roofs.report.of("product", kind=kind), *roofs.report.of("product", "cold", kind=kind)]
    places = [place for place in PLACES if any(row.place == place for row in rows)]
    errors = [row.error for row in rows if row.error is not None]
    table = _table("n", "", *places)
    for n in sorted({row.size for row in rows}):
        first = str(n)
        for how, cache in (("@", "hot"), ("torch.matmul", "hot"), ("out=", "hot"), (TRANSFERS, "hot"), ("@", "cold")):
            found = {row.place: row for row in rows if (row.size, row.how, row.cache) == (n, how, cache)}
            if found:
                cells = [_cell(roofs, found.get(place), lambda row: row.gflops) for place in places]
                table.add_row(first, how if cache == "hot" else f"{how} cold", *cells)
                first = ""
    return _titled(f"Product, {kind}: GFLOP/s; errors up to {max(errors, default=0):.0e}", table)


def _elementwise(roofs: Roofs, place: str, cache: str) -> list[RenderableType]:
    """One line for each size: `mul` with and without `out=`, the copy, what `out=` gains, and the page faults."""
    table = _table("each", "mul", "mul(out=)", "copy_", "gain", "page faults")
    hot_and_cold = [*roofs.report.of("multiply", cache, place=place), *roofs.report.of("copy", cache, place=place)]
    rows = {(row.size, row.how): row for row in hot_and_cold}
    for size in sorted({size for size, _ in rows}):
        fresh, buffered = rows.get((size, "mul")), rows.get((size, "mul(out=)"))
        gain = f"{fresh.seconds / buffered.seconds:.2f}x" if fresh and buffered else "-"
        faults = "-" if fresh is None or fresh.page_faults is None else f"{fresh.page_faults:.0f}"
        cells = [_cell(roofs, row, lambda row: row.gbytes) for row in (fresh, buffered, rows.get((size, "copy_")))]
        table.add_row(bytes_of(size), *cells, gain, faults)
    return _titled(f"mul, float32, {place}, {cache} caches: GB/s, read and written", table)


def _transfers(report: Report) -> list[RenderableType]:
    ways = list(dict.fromkeys(row.how for row in report.of("transfer")))
    table = _table("n", *ways)
    for n in sorted({row.size for row in report.of("transfer")}):
        found = {row.how: row for row in report.of("transfer", size=n)}
        speeds = [f"{_mark(found[way])}{_number(found[way].gbytes)}" if way in found else "-" for way in ways]
        table.add_row(str(n), *speeds)
    return _titled("Transfers of one float32 matrix: GB/s", table)


def _peaks(roofs: Roofs) -> Iterator[str]:
    for place in PLACES:
        for kind in dict.fromkeys(row.kind for row in roofs.report.of("peak", place=place)):
            if peak := roofs.peak(place, kind):
                yield f"  {place}, {kind}: {peak.gflops:,.0f} GFLOP/s ({peak.how})"
        cache, memory = roofs.bandwidth(place), roofs.memory(place)
        if cache:
            yield f"  {place}: copies {cache:,.0f} GB/s in a cache" + (
                f", {memory:,.0f} GB/s in memory" if memory else ""
            )


def _cell(roofs: Roofs, row: Measured | None, speed: Callable[[Measured], float]) -> str:
    if row is None:
        return "-"
    fraction = roofs.fraction(row)
    return f"{_mark(row)}{_number(speed(row))}" + ("" if fraction is None else f" {fraction:4.0%}")


def _mark(row: Measured) -> str:
    return "~" if row.noise else ""


def _number(value: float) -> str:
    """The three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column else "left", no_wrap=True, header_style="")
    return table


def _titled(title: str, table: Table) -> list[RenderableType]:
    return [Text(), Text(title, style="bold"), table]
