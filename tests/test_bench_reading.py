"""What a measurement says is read right: speeds, noise, roofs, who wins, what `out=` gains, what has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sensei.bench import compare
from sensei.bench.findings import crossover, findings
from sensei.bench.places import ACCELERATOR, CPU_ALL, CPU_ONE
from sensei.bench.records import Measured, Report, Unreadable, read
from sensei.bench.roof import Roofs
from tests.bench_help import HAND_WRITTEN, changed, hand_written, row_of

PRODUCT = "test_product[512-float32-cpu-1-thread-@]"
MUL = "test_elementwise[134217728-cpu-1-thread-mul]"
MUL_OUT = "test_elementwise[134217728-cpu-1-thread-mul(out=)]"


def row_named(report: Report, name: str) -> Measured:
    return next(row for row in report.rows if row.name == name)


def test_a_row_is_the_median_in_gflops_and_in_gigabytes() -> None:
    report = hand_written()
    product, multiply = row_named(report, PRODUCT), row_named(report, MUL)
    assert product.gflops == pytest.approx(2 * 512**3 / 0.0033554432 / 1e9) == pytest.approx(80)
    assert product.intensity == pytest.approx(512 / 6)  # 2 n³ operations on 3 matrices of 4 n² bytes
    assert multiply.gbytes == pytest.approx(3 * 2**27 / 0.0805306368 / 1e9) == pytest.approx(5)


@pytest.mark.parametrize(
    ("stats", "yardstick", "noise"),
    [
        ({}, 4e-4, ""),
        ({"iqr": 0.0033 * 0.15}, 4e-4, ""),  # 1.57 * 15 % / sqrt(25) = 4.7 %
        ({"iqr": 0.0033 * 0.2}, 4e-4, "uncertain by 6%"),
        ({"iqr": 0.0033 * 0.2, "rounds": 100}, 4e-4, ""),  # more rounds make the same spread sure
        ({"min": 0.0033 / 2}, 4e-4, "the median is 2.0 times the fastest round"),
        ({}, 6e-4, "the machine was 1.5 times slower just before"),
    ],
)
def test_noise_is_told_from_the_spread_the_fastest_round_and_the_yardstick(
    tmp_path: Path, stats: dict[str, float], yardstick: float, noise: str
) -> None:
    def change(data: dict[str, Any]) -> None:
        row = row_of(data, PRODUCT)
        row["stats"] = {"min": 0.0033, "median": 0.0033, "iqr": 0.0, "rounds": 25} | stats
        row["extra_info"]["yardstick"] = yardstick

    report = read(changed(tmp_path, change))
    assert row_named(report, PRODUCT).noise == noise
    assert len(report.noisy) == (1 if noise else 0) + len(hand_written().noisy)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda data: data.pop("koans_bench"), "is no measurement of bench_matmul.py"),
        (lambda data: data["koans_bench"].update(version=2), "is of another version of koans bench"),
        (lambda data: data["benchmarks"][3]["stats"].pop("median"), "is damaged: KeyError 'median'"),
        (lambda data: data.update(benchmarks=7), "is damaged"),
    ],
)
def test_another_file_is_refused_in_one_line(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        read(changed(tmp_path, change))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", ["", "[1, 2]", "{", '"text"', "\x00"])
def test_what_is_no_measurement_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "other.json"
    file.write_text(content)
    with pytest.raises(Unreadable, match=r"other\.json is no"):
        read(file)


def test_the_peak_of_float32_is_the_loop_and_not_the_fastest_product() -> None:
    roofs = Roofs(hand_written())
    peak = roofs.peak(CPU_ONE, "float32")
    assert peak is not None
    assert peak.how == "multiply-adds in C"
    assert peak.gflops == pytest.approx(120 / 0.98, rel=1e-3)  # of the fastest round
    assert roofs.peak(CPU_ONE, "bfloat16") is None


def test_a_square_product_that_is_faster_raises_the_peak(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        row_of(data, PRODUCT)["stats"]["min"] = 0.001

    peak = Roofs(read(changed(tmp_path, change))).peak(CPU_ONE, "float32")
    assert peak is not None
    assert peak.gflops == pytest.approx(268.4, rel=1e-3)
    assert peak.how == "product with n = 512"


def test_a_large_product_is_held_against_the_peak_and_a_mul_against_a_copy_of_its_size() -> None:
    report = hand_written()
    roofs = Roofs(report)
    assert roofs.fraction(row_named(report, PRODUCT)) == pytest.approx(80 / 122.45, rel=1e-3)
    assert roofs.fraction(row_named(report, MUL)) == pytest.approx(5 / 20.4, rel=1e-2)  # memory: 20 GB/s
    small = row_named(report, "test_elementwise[262144-cpu-1-thread-mul]")
    assert roofs.fraction(small) == pytest.approx(90.9 / 102, rel=1e-2)  # a cache: 100 GB/s
    assert roofs.memory(CPU_ONE) == pytest.approx(20.4, rel=1e-2)
    assert roofs.bandwidth(CPU_ONE) == pytest.approx(102, rel=1e-2)


def test_without_large_copies_nothing_is_said_of_the_memory() -> None:
    report = hand_written()
    small = Report(tuple(row for row in report.rows if row.size < 2**25 or row.what == "peak"), (), {}, {}, "", "")
    assert Roofs(small).memory(CPU_ONE) is None
    assert Roofs(small).bandwidth(CPU_ONE) == pytest.approx(102, rel=1e-2)


def test_few_operations_per_byte_make_the_bandwidth_the_roof(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        row_of(data, PRODUCT)["extra_info"]["moved"] *= 100  # as if it were a product of vectors

    report = read(changed(tmp_path, change))
    product = row_named(report, PRODUCT)
    bandwidth = Roofs(report).bandwidth(CPU_ONE, product.moved // 3)
    assert bandwidth is not None
    assert product.intensity * bandwidth < 120
    assert Roofs(report).fraction(product) == pytest.approx(product.gbytes / bandwidth)


def test_no_row_is_above_its_roof() -> None:
    report = hand_written()
    fractions = [Roofs(report).fraction(row) for row in report.rows]
    assert max(fraction for fraction in fractions if fraction is not None) <= 1
    assert sum(fraction is not None for fraction in fractions) > 40


def test_the_accelerator_wins_from_the_size_on_behind_which_it_never_loses(tmp_path: Path) -> None:
    report = hand_written()
    assert crossover(report, "float32", "@") == 512
    assert crossover(report, "float32", "with transfers") == 4096

    def change(data: dict[str, Any]) -> None:  # it loses at 4096 again
        row_of(data, "test_product[4096-float32-accelerator-@]")["stats"]["median"] = 1.0

    assert crossover(read(changed(tmp_path, change)), "float32", "@") is None


def test_the_findings_say_who_wins_and_what_out_gains_and_why() -> None:
    told = findings(hand_written())
    assert told[0] == (
        "In float32, the accelerator is faster than the CPU with the matrices there already from n = 512 on, "
        "and with transfers from n = 4096 on."
    )
    assert (
        "cpu-1-thread: `out=` gains most at 128 MiB: 4.0x. Without it each result gets fresh memory: "
        "32769 page faults a call against 0." in told
    )
    assert "1 of 65 rows are noisy (~)" in " ".join(told)
    assert told[-1].startswith("1 row is missing: it would take too long: one call takes about 40 s here")


def test_out_gains_nothing_that_noisy_rows_could_tell(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        for row in data["benchmarks"]:
            if row["extra_info"]["how"] == "mul":
                row["stats"]["iqr"] = row["stats"]["median"]

    told = findings(read(changed(tmp_path, change)))
    assert f"{CPU_ONE}: all is too noisy to tell what `out=` gains." in told
    assert not any("gains most" in line for line in told)


def test_without_page_faults_the_gain_is_not_explained_by_them(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        row_of(data, MUL)["extra_info"]["page_faults"] = 2.0

    told = " ".join(findings(read(changed(tmp_path, change))))
    assert "cpu-1-thread: `out=` gains most at 128 MiB: 4.0x. It is not fresh memory (2 page faults" in told


def slowed(name: str, factor: float, noise: float = 0.0) -> Callable[[dict[str, Any]], None]:
    """Makes a row slower by a factor."""

    def change(data: dict[str, Any]) -> None:
        stats = row_of(data, name)["stats"]
        stats.update(median=stats["median"] * factor, min=stats["min"] * factor)
        stats["iqr"] = stats["median"] * noise

    return change


@pytest.mark.parametrize(
    ("factor", "noise", "verdict"),
    [
        (1.0, 0.0, compare.SAME),
        (1.04, 0.0, compare.SAME),
        (2.0, 0.0, compare.SLOWER),
        (0.5, 0.0, compare.FASTER),
        (2.0, 0.9, compare.UNCLEAR),
        (1.2, 0.9, compare.SAME),  # within what the noise explains
    ],
)
def test_a_change_counts_only_where_it_is_more_than_noise(
    tmp_path: Path, factor: float, noise: float, verdict: str
) -> None:
    old, new = hand_written(), read(changed(tmp_path, slowed(PRODUCT, factor, noise)))
    verdicts = {change.new.name: change.verdict for change in compare.changes(old, new)}
    assert verdicts.pop(PRODUCT) == verdict
    assert set(verdicts.values()) == {compare.SAME}
    assert len(verdicts) == 64


def test_the_speed_is_the_new_one_over_the_old_one(tmp_path: Path) -> None:
    (change,) = compare.changes(
        Report((row_named(hand_written(), PRODUCT),), (), {}, {}, "", ""),
        read(changed(tmp_path, slowed(PRODUCT, 2.0))),
    )
    assert change.ratio == pytest.approx(0.5)


def test_another_machine_is_named_in_a_comparison(tmp_path: Path) -> None:
    old, new = hand_written(), read(changed(tmp_path, lambda data: data["machine_info"].update(accelerator=None)))
    assert list(compare.differences(old, old)) == []
    assert list(compare.differences(old, new)) == ["the accelerator was Invented GPU, and is None"]


def test_the_test_data_says_that_it_was_never_measured() -> None:
    assert hand_written().note == "HAND-WRITTEN for tests: no number here was ever measured"
    assert {row.place for row in hand_written().rows} == {CPU_ONE, CPU_ALL, ACCELERATOR}
    assert HAND_WRITTEN.stat().st_size < 50_000
