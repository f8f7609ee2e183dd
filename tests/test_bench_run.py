"""The whole way: `bench_matmul.py` by name, pytest-benchmark's own options, and `koans bench` as it is typed."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import pytest

from sensei.bench.records import read
from sensei.bench.run import _cost
from tests.bench_help import BENCH, cloned, environment, made_small, run

NAMES = ("bench.json", "bench.png", "bench.svg")
ONE_ROW = f"{BENCH}::test_product[64-float32-cpu-1-thread-@]"

pytestmark = pytest.mark.timeout(300)  # whole processes that import torch, on machines that are busy


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with few and small sizes in its benchmark."""
    return made_small(cloned(tmp_path_factory.mktemp("clone")))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is shipped."""
    return cloned(tmp_path_factory.mktemp("fresh"))


def koans_bench(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "sensei.cli", "bench", *arguments, **more)


@pytest.fixture(scope="module")
def measured(clone: Path) -> Path:
    """A real measurement of small sizes, made by plain pytest."""
    file = clone / "small.json"
    options = ["--benchmark-max-time=0.02", f"--benchmark-json={file}", "--benchmark-columns=median,rounds"]
    done = run(clone, "pytest", BENCH, "-m", "not full", "-q", *options)
    assert done.returncode == 0, done.stdout
    assert "benchmark 'product 64, float32, cpu-1-thread': 3 tests" in done.stdout  # its own table
    return file


@pytest.mark.parametrize("folder", ["koans", "koans/08_benchmarks"])
def test_the_chapter_does_not_collect_it(fresh: Path, folder: str) -> None:
    done = run(fresh, "pytest", folder, "--collect-only", "-q")
    assert "test_timing.py" in done.stdout
    assert "bench_matmul" not in done.stdout


def test_by_name_all_sizes_kinds_places_and_spellings_are_there(fresh: Path) -> None:
    collected = run(fresh, "pytest", BENCH, "--collect-only", "-q").stdout
    names = set(re.findall(r"::(test_\S+\[.*\])", collected))
    for n in (64, 128, 256, 512, 1024, 2048, 4096):
        for kind in ("float32", "float32-high", "float32-medium", "bfloat16", "float16"):
            for place in ("cpu-1-thread", "cpu-all-threads", "accelerator"):
                assert {f"test_product[{n}-{kind}-{place}-{how}]" for how in ("@", "torch.matmul", "out=")} <= names
            assert f"test_product_with_both_transfers[{n}-{kind}-accelerator]" in names
        assert {f"test_transfer_alone[to the {to}-{n}-accelerator]" for to in ("accelerator", "cpu")} <= names
    sizes = {int(size) for size in re.findall(r"test_elementwise\[(\d+)-cpu-1-thread-mul\(out=\)\]", collected)}
    assert sizes == {2**power for power in range(8, 28)}
    assert "cold" not in "".join(names)
    cold = run(fresh, "pytest", BENCH, "--collect-only", "-q", "-m", "cold").stdout
    assert "test_product_with_cold_caches[64-cpu-1-thread]" in cold
    assert "test_product[" not in cold


def test_small_sizes_are_measured_read_and_shown(clone: Path, measured: Path) -> None:
    report = read(measured)
    places = {row.place for row in report.rows}
    assert "cpu-1-thread" in places
    assert {row.how for row in report.of("product", size=64)} == {"@", "torch.matmul", "out="}
    assert all(row.seconds > 0 and row.yardstick > 0 for row in report.rows)
    assert all(row.error is not None and row.error < 2e-2 for row in report.rows)
    assert report.machine["torch"]["threads"] >= 1
    assert set(report.conditions) == {"before", "after"}
    shown = koans_bench(clone, "--read", str(measured), "--out", "shown")
    assert shown.returncode == 0
    assert shown.stderr == ""
    assert re.search(r"^ *64 +@ ", shown.stdout, re.MULTILINE)
    assert max(map(len, shown.stdout.split("\n"))) <= 80
    assert {file.name for file in (clone / "shown").iterdir()} == {"bench.png", "bench.svg"}


def test_rows_that_the_machine_cannot_have_are_skipped_and_say_why(measured: Path) -> None:
    report = read(measured)
    if "accelerator" not in {row.place for row in report.rows}:
        reasons = {why for name, why in report.missing if name.startswith("test_product[64-float32-accelerator")}
        assert reasons == {"there is no accelerator: torch.accelerator.is_available() is False"}
    assert not any(row.place == "pretend" for row in report.rows)


def test_each_row_has_rounds_of_about_a_millisecond_until_its_spread_is_small(measured: Path) -> None:
    rows = json.loads(measured.read_text())["benchmarks"]
    lengths = [row["stats"]["iterations"] * row["stats"]["median"] for row in rows]
    assert median(lengths) > 0.0005  # some are shorter, on a machine that is disturbed while they are calibrated
    for row in rows:
        assert row["stats"]["rounds"] >= 5
        assert (row["options"]["min_time"], row["options"]["max_time"]) == (0.001, 0.02)
        assert (row["options"]["precision"], row["options"]["confidence"]) == (0.02, 0.95)


def test_the_options_of_pytest_benchmark_are_those_of_the_user(clone: Path) -> None:
    file = clone / "options.json"
    options = ["--benchmark-min-rounds=9", "--benchmark-max-time=0.01", "--benchmark-min-time=0.002"]
    options += ["--benchmark-precision=0.5", "--benchmark-disable-gc", f"--benchmark-json={file}"]
    assert run(clone, "pytest", ONE_ROW, *options).returncode == 0
    (row,) = json.loads(file.read_text())["benchmarks"]
    assert row["stats"]["rounds"] == 9  # as many as there must be: half of the mean is precise enough
    assert {name: row["options"][name] for name in ("min_rounds", "min_time", "precision", "disable_gc")} == {
        "min_rounds": 9,
        "min_time": 0.002,
        "precision": 0.5,
        "disable_gc": True,
    }


def test_pytest_benchmark_saves_and_compares(clone: Path) -> None:
    options = ["--benchmark-max-time=0.01"]
    assert run(clone, "pytest", ONE_ROW, *options, "--benchmark-save=first").returncode == 0
    compared = run(clone, "pytest", ONE_ROW, *options, "--benchmark-compare", "--benchmark-compare-fail=min:100000%")
    assert compared.returncode == 0
    assert "(0001_first)" in compared.stdout
    assert "machine_info is different" not in compared.stdout + compared.stderr


@pytest.mark.parametrize("option", ["--benchmark-disable", "--benchmark-skip"])
def test_without_timing_the_rows_run_once_or_not_at_all(clone: Path, option: str) -> None:
    done = run(clone, "pytest", ONE_ROW, "-q", option)
    assert done.returncode == 0
    assert ("passed" if option == "--benchmark-disable" else "skipped") in done.stdout


def test_koans_bench_measures_draws_and_says_where(clone: Path) -> None:
    done = koans_bench(clone, "--quick", "--out", "new", PYTEST_ADDOPTS="-n 2")
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("Measuring into new.")
    assert "Product, float32: GFLOP/s" in done.stdout
    assert "The picture is in new/bench.png and bench.svg." in done.stdout
    assert sorted(file.name for file in (clone / "new").iterdir()) == sorted(NAMES)
    assert read(clone / "new/bench.json").of("product", size=64)
    again = koans_bench(clone, "--quick", "--out", "new")
    assert again.returncode == 2
    assert again.stderr == "koans bench: new/bench.json is there already. Name another folder with --out\n"


def test_when_time_is_up_the_rows_left_say_so(fresh: Path) -> None:
    done = koans_bench(fresh, "--seconds", "1.5", "--out", "short")
    assert done.returncode == 0, done.stderr
    report = read(fresh / "short/bench.json")
    assert sum(why == "the time for all rows was up" for _, why in report.missing) > 200
    assert "the time for all rows was up" in " ".join(done.stdout.split())


def test_a_measurement_is_compared_with_an_older_one(clone: Path, measured: Path) -> None:
    done = koans_bench(clone, "--read", str(measured), "--compare", str(measured))
    assert done.returncode == 0
    rows = len(read(measured).rows)
    assert f": {rows} the same." in done.stdout


@pytest.mark.parametrize("option", ["--read", "--compare"])
@pytest.mark.parametrize("content", [None, "no JSON", '{"benchmarks": []}'])
def test_a_wrong_file_is_named_in_one_line_before_anything_is_measured(
    clone: Path, option: str, content: str | None
) -> None:
    if content is not None:
        (clone / "wrong.json").write_text(content)
    done = koans_bench(clone, option, "wrong.json" if content is not None else "gone.json", "--out", "never")
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(r"koans bench: (wrong|gone)\.json.*\n", done.stderr)
    assert not (clone / "never").exists()


def test_a_folder_that_cannot_be_made_is_named_in_one_line(clone: Path) -> None:
    (clone / "file").write_text("")
    done = koans_bench(clone, "--quick", "--out", "file/inside")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"koans bench: .*file/inside.*\n", done.stderr)


def test_a_row_with_a_wrong_result_is_told_and_left_out(clone: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(clone, broken, ignore=shutil.ignore_patterns("bench-results", "*.json", ".benchmarks"))
    file = broken / BENCH
    text = file.read_text()
    assert '"@": lambda: left @ right,' in text
    file.write_text(text.replace('"@": lambda: left @ right,', '"@": lambda: left @ left,'))
    done = koans_bench(broken, "--quick", "--out", "out")
    assert done.returncode == 1
    assert re.search(r"^Failed: test_product\[64-float32-cpu-1-thread-@\]: .*a wrong result", done.stderr, re.MULTILINE)
    rows = read(broken / "out/bench.json").of("product", size=64, kind="float32", place="cpu-1-thread")
    assert {row.how for row in rows} == {"torch.matmul", "out="}


def test_what_a_slow_machine_may_have_no_time_for_comes_last() -> None:
    def item(**params: object) -> Any:
        return SimpleNamespace(callspec=SimpleNamespace(params=params))

    loop, small, memory, large = item(where="cpu"), item(n=64), item(size=2**27), item(n=4096)
    peak, slow = item(shape=(768, 3072, 768), kind="float32"), item(shape=(768, 3072, 768), kind="float16")
    assert sorted([large, slow, peak, memory, small, loop], key=_cost) == [loop, small, peak, memory, large, slow]


@pytest.fixture
def terminal(clone: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`koans bench` on a terminal of its own: the process, and our end."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "sensei.cli", "bench", "--out", "stopped"]
    variables = environment(clone, TERM="xterm")
    with subprocess.Popen(command, cwd=clone, env=variables, stdin=theirs, stdout=theirs, stderr=theirs) as started:
        os.close(theirs)
        yield started, ours
        started.kill()
    os.close(ours)


def test_ctrl_c_ends_it_and_keeps_what_was_measured(clone: Path, terminal: tuple[subprocess.Popen[bytes], int]) -> None:
    started, ours = terminal
    screen = b""
    while not re.search(rb" (\d\d)/\d", screen):  # the progress bar: ten rows are done
        screen += os.read(ours, 4096)
    started.send_signal(signal.SIGINT)
    try:
        while part := os.read(ours, 4096):
            screen += part
    except OSError:  # the other side has gone
        pass
    text = screen.decode()
    assert started.wait() == 130
    assert "Stopped. What was measured until then is kept." in text
    assert "Traceback" not in text
    assert read(clone / "stopped/bench.json").rows
    assert (clone / "stopped/bench.png").exists()
