"""What the rows say together, in sentences: who wins from which size on, what `out=` gains and why, what is noisy."""

from __future__ import annotations

from collections import Counter

from sensei.bench.places import ACCELERATOR, CPU_ALL, CPU_ONE
from sensei.bench.records import Measured, Report

TRANSFERS = "with transfers"
_MANY_FAULTS = 16  # a call with more page faults got fresh memory, and did not find a few pages of it by chance


def findings(report: Report) -> list[str]:
    """Whole sentences, the most important first."""
    found = [*_crossovers(report), *_out(report), *_spellings(report)]
    return [*found, *_noise(report), *_left_out(report)]


def crossover(report: Report, kind: str, how: str) -> int | None:
    """The least n from which on the accelerator is faster than the CPU at every n that was measured on both."""
    cpu = _fastest(report, kind, CPU_ONE, CPU_ALL)
    there = {row.size: row.seconds for row in report.of("product", place=ACCELERATOR, kind=kind, how=how)}
    least = None
    for n in sorted(cpu.keys() & there.keys(), reverse=True):
        if there[n] >= cpu[n]:
            break
        least = n
    return least


def _fastest(report: Report, kind: str, *places: str) -> dict[int, float]:
    """{n: seconds of `@` at the place that is fastest}."""
    seconds: dict[int, float] = {}
    for place in places:
        for row in report.of("product", place=place, kind=kind, how="@"):
            seconds[row.size] = min(row.seconds, seconds.get(row.size, row.seconds))
    return seconds


def _crossovers(report: Report) -> list[str]:
    if not report.of("product", place=ACCELERATOR):
        return []
    found = []
    for kind in dict.fromkeys(row.kind for row in report.of("product", place=ACCELERATOR)):
        parts = []
        for how, words in (("@", "with the matrices there already"), (TRANSFERS, TRANSFERS)):
            n = crossover(report, kind, how)
            if report.of("product", place=ACCELERATOR, kind=kind, how=how):
                parts.append(f"{words} from n = {n} on" if n else f"{words} at no n that was measured")
        found.append(f"In {kind}, the accelerator is faster than the CPU {', and '.join(parts)}.")
    return found


def _out(report: Report) -> list[str]:
    """What a buffer that is used again saves in `mul`, at the size where it saves most. Noisy rows say nothing."""
    found = []
    for place in (CPU_ONE, CPU_ALL, ACCELERATOR):
        rows = report.of("multiply", place=place)
        quiet = {(row.size, row.how): row for row in rows if not row.noise}
        sizes = [size for size, how in quiet if how == "mul" and (size, "mul(out=)") in quiet]
        pairs = [(quiet[size, "mul"], quiet[size, "mul(out=)"]) for size in sizes]
        if pairs:
            fresh, other = max(pairs, key=lambda pair: pair[0].seconds / pair[1].seconds)
            gain = fresh.seconds / other.seconds
            found.append(f"{place}: `out=` gains most at {bytes_of(fresh.size)}: {gain:.1f}x. {_why(fresh, other)}")
        elif rows:
            found.append(f"{place}: all is too noisy to tell what `out=` gains.")
    return found


def _why(fresh: Measured, buffered: Measured) -> str:
    if fresh.page_faults is None or buffered.page_faults is None:
        return "This system does not tell about page faults."
    counts = f"{fresh.page_faults:.0f} page faults a call against {buffered.page_faults:.0f}"
    if fresh.page_faults > buffered.page_faults + _MANY_FAULTS:
        return f"Without it each result gets fresh memory: {counts}."
    return f"It is not fresh memory ({counts}): what is saved is the allocation, and cache."


def _spellings(report: Report) -> list[str]:
    """How far the three spellings of one product are apart, at the largest n that all have quiet rows for."""
    found = []
    for place in (CPU_ONE, CPU_ALL, ACCELERATOR):
        rows = [r for r in report.of("product", place=place, kind="float32") if r.how != TRANSFERS and not r.noise]
        complete = [n for n, count in Counter(row.size for row in rows).items() if count == 3]
        if complete:
            seconds = [row.seconds for row in rows if row.size == max(complete)]
            apart = max(seconds) / min(seconds) - 1
            found.append(f"{place}: `@`, `torch.matmul` and `out=` are {apart:.0%} apart at n = {max(complete)}.")
    return found


def _noise(report: Report) -> list[str]:
    if not report.noisy:
        return []
    worst = max(report.noisy, key=lambda row: row.seconds / row.fastest)
    counts = f"{len(report.noisy)} of {len(report.rows)} rows are noisy (~)"
    return [f"{counts}: do not rely on these. The worst is {worst.name}: {worst.noise}."]


def _left_out(report: Report) -> list[str]:
    """How many rows are missing for each reason; of reasons that differ behind a colon only, the first is told."""
    first: dict[str, str] = {}
    for _, why in report.missing:
        first.setdefault(why.partition(":")[0], why)
    counts = Counter(why.partition(":")[0] for _, why in report.missing).most_common()
    return [f"{count} {'row is' if count == 1 else 'rows are'} missing: {first[why]}." for why, count in counts]


def bytes_of(size: int) -> str:
    """A number of bytes as people say it: 256 B, 8 KiB, 2 MiB."""
    for unit in ("B", "KiB", "MiB"):
        if size < 1024:
            return f"{size} {unit}"
        size //= 1024
    return f"{size} GiB"
