"""One row is measured rightly: the clock waits, the result is checked, the setting counts, and time is kept.

The accelerators here are not there: modules that say when they were asked, and the pretend one as a device whose
results are right. No speed of theirs is looked at.
"""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from sensei import accelerator
from sensei.bench import kinds, operands, places
from sensei.bench.kinds import KINDS
from sensei.bench.lab import Lab, Row, RowClock, Session
from sensei.bench.peak import multiply_adds
from sensei.bench.places import ACCELERATOR, CPU_ALL, CPU_ONE, Missing, Place
from sensei.bench.records import read
from tests.bench_help import BENCH, cloned, made_small, run

CPU = torch.device("cpu")
PRODUCT = Row("product", "@", 64, flop=1, moved=1)


class Stopwatch:
    """In the place of pytest-benchmark's fixture: calls the work once, and keeps what is written down."""

    def __init__(self) -> None:
        self.extra_info: dict[str, Any] = {}
        self.has_error = False
        self.group = ""
        self.calls = 0

    def __call__(self, work: Any) -> Any:
        self.calls += 1
        return work()

    def pedantic(self, work: Any, setup: Any, rounds: int, warmup_rounds: int) -> Any:
        for _ in range(rounds + warmup_rounds):
            setup()
            result = self(work)
        return result


def lab(kind: str = "float32", session: Session | None = None) -> tuple[Lab, Stopwatch]:
    stopwatch = Stopwatch()
    place = Place(CPU_ONE, CPU, 1)
    return Lab(place, KINDS[kind], session or Session(), stopwatch, RowClock(place), min_rounds=5), stopwatch


@pytest.mark.parametrize("kind", ["cuda", "mps", "xpu"])
def test_the_clock_of_an_accelerator_is_read_when_its_own_module_has_waited(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    module = SimpleNamespace(synchronize=lambda: asked.append(f"{kind} waited"))
    monkeypatch.setattr(torch, "get_device_module", lambda device: {kind: module}[device])

    def read_the_clock() -> float:
        asked.append("read")
        return 7.0

    monkeypatch.setattr(time, "perf_counter", read_the_clock)
    clock = places.clock.__wrapped__(kind)
    assert clock() == 7.0
    assert asked == [f"{kind} waited", "read"]


def test_the_clock_of_the_cpu_is_perf_counter() -> None:
    assert places.clock("cpu") is time.perf_counter


def test_on_a_machine_without_accelerator_the_place_is_missing_and_nothing_pretends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for described in ("pretend", "none"):
        monkeypatch.setattr(accelerator, "describe", lambda described=described: described)
        with pytest.raises(Missing, match="there is no accelerator"):
            places.find(ACCELERATOR)


def test_with_one_thread_all_threads_are_no_place_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_ALL_THREADS", 1)
    with pytest.raises(Missing, match="one thread"):
        places.find(CPU_ALL)
    assert places.find(CPU_ONE).threads == 1


def test_a_place_has_its_threads_and_gives_them_back() -> None:
    before = torch.get_num_threads()
    with places.occupied(Place(CPU_ALL, CPU, before + 1)):
        assert torch.get_num_threads() == before + 1
    assert torch.get_num_threads() == before


@pytest.mark.parametrize(
    ("kind", "setting"), [("float32", "highest"), ("float32-high", "high"), ("bfloat16", "highest")]
)
def test_the_precision_is_set_and_set_back(kind: str, setting: str) -> None:
    torch.set_float32_matmul_precision("medium")
    try:
        with kinds.precision(KINDS[kind]):
            assert torch.get_float32_matmul_precision() == setting
        assert torch.get_float32_matmul_precision() == "medium"
    finally:
        torch.set_float32_matmul_precision("highest")


def test_on_xpu_tf32_is_allowed_by_the_setting_that_xpu_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    onednn = SimpleNamespace(allow_tf32=None)
    monkeypatch.setattr(torch.xpu, "is_available", lambda: True)
    monkeypatch.setattr(torch.backends, "mkldnn", onednn)
    with kinds.precision(KINDS["float32-high"]):
        assert onednn.allow_tf32 is True
    assert onednn.allow_tf32 is False
    with kinds.precision(KINDS["float32"]):
        assert onednn.allow_tf32 is False


def test_a_setting_that_changes_no_number_has_no_rows_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch, "set_float32_matmul_precision", lambda setting: None)
    assert "the very numbers of float32" in str(kinds.why_not.__wrapped__(KINDS["float32-high"], CPU))
    assert kinds.why_not.__wrapped__(KINDS["float32"], CPU) is None
    assert kinds.why_not.__wrapped__(KINDS["bfloat16"], CPU) is None


def test_a_dtype_that_a_device_refuses_has_no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    reason = kinds.why_not.__wrapped__(kinds.Kind("int1", torch.bits8, "highest", 0.0), CPU)
    assert reason is not None
    assert reason.startswith("cpu does not multiply in torch.bits8: ")


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_operands_are_neither_zero_nor_denormal_nor_all_alike(dtype: torch.dtype) -> None:
    for numbers in (*operands.matrices(40, 30, 20, dtype, CPU), *operands.vectors(100_000, CPU)):
        assert 0.49 < numbers.abs().min() < numbers.abs().max() < 1.51
        assert 0.3 < (numbers > 0).float().mean() < 0.7
        assert len(set(numbers.flatten().tolist())) > 50
    left, right = operands.matrices(40, 30, 20, dtype, CPU)
    assert (left.shape, right.shape) == ((40, 30), (30, 20))
    assert operands.vectors(100_000, CPU)[0].nbytes == 100_000


def test_the_error_of_a_product_is_that_of_its_worst_number() -> None:
    left, right = operands.matrices(8, 30, 20, torch.float32, CPU)
    exact = left.double() @ right.double()
    product = exact.clone()
    product[7, 19] += 0.5
    assert operands.product_error(product, left, right) == pytest.approx(0.5 / exact.abs().max().item())
    assert operands.product_error(exact, left, right) == 0


@pytest.mark.parametrize(("kind", "least"), [("float32", 1e-8), ("bfloat16", 3e-4), ("float16", 3e-5)])
def test_the_error_that_a_kind_may_have_tells_it_from_the_coarser_ones(kind: str, least: float) -> None:
    with kinds.precision(KINDS[kind]):
        left, right = operands.matrices(256, 256, 256, KINDS[kind].dtype, CPU)
        error = operands.product_error(left @ right, left, right)
    assert least < error < KINDS[kind].largest_error


def test_bfloat16_that_calls_itself_float32_is_a_wrong_result() -> None:
    bench, stopwatch = lab()
    left, right = bench.matrices(64)
    coarse = (left.bfloat16() @ right.bfloat16()).float()
    with pytest.raises(pytest.fail.Exception, match=r"a wrong result: its relative error is 0\.00"):
        bench.measure(lambda: coarse, PRODUCT, lambda product: operands.product_error(product, left, right))
    assert stopwatch.has_error  # which keeps it out of the JSON
    assert stopwatch.extra_info == {}


def test_a_buffer_that_was_never_written_is_a_wrong_result() -> None:
    bench, stopwatch = lab()
    left, right = bench.matrices(64)
    buffer = torch.full_like(left, torch.nan)
    with pytest.raises(pytest.fail.Exception, match="nan"):
        bench.measure(lambda: buffer, PRODUCT, lambda product: operands.product_error(product, left, right))
    assert stopwatch.has_error


def test_what_a_row_was_is_written_down() -> None:
    bench, stopwatch = lab("bfloat16")
    left, right = bench.matrices(32)
    row = Row("product", "@", 32, flop=2 * 32**3, moved=3 * left.nbytes)
    bench.measure(lambda: left @ right, row, lambda got: operands.product_error(got, left, right))
    told = stopwatch.extra_info
    assert (told["what"], told["how"], told["size"], told["flop"], told["moved"]) == ("product", "@", 32, 65536, 6144)
    assert (told["place"], told["threads"], told["device"]) == (CPU_ONE, 1, "cpu")
    assert (told["kind"], told["dtype"], told["setting"]) == ("bfloat16", "torch.bfloat16", "highest")
    assert told["cache"] == "hot"
    assert 0 < told["error"] < 2e-2
    assert told["yardstick"] > 0
    assert stopwatch.group == "product 32, bfloat16, cpu-1-thread"
    assert stopwatch.calls == 1


def test_fresh_memory_shows_as_page_faults_where_the_system_tells() -> None:
    pytest.importorskip("resource", reason="Windows does not tell how many page faults there were")
    bench, stopwatch = lab()
    left, right = bench.vectors(64 * 2**20)
    buffer = torch.empty_like(left)
    for work, least, most in ((lambda: left * right, 1, 20_000), (lambda: torch.mul(left, right, out=buffer), 0, 50)):
        bench.measure(work, Row("multiply", "mul", 1, 1, 1))
        assert least <= stopwatch.extra_info["page_faults"] <= most


def test_before_each_round_of_a_cold_row_the_caches_are_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    bench, stopwatch = lab()
    calls: list[str] = []
    monkeypatch.setattr(bench, "_evict", lambda: calls.append("evicted"))
    bench.measure(lambda: calls.append("work"), Row("copy", "copy_", 1, 1, 1), cold=True)
    timed = calls[calls.index("evicted") :]
    assert timed[: 2 * stopwatch.calls] == ["evicted", "work"] * stopwatch.calls
    assert stopwatch.calls > 5
    assert stopwatch.extra_info["cache"] == "cold"


def test_a_row_for_which_there_is_no_time_says_so() -> None:
    bench, stopwatch = lab(session=Session(end=time.monotonic() + 0.5))
    with pytest.raises(Missing, match=r"it would take too long: one call takes about 0\.\d+ s here"):
        bench.measure(lambda: time.sleep(0.2), Row("product", "@", 1, 1, 1))
    bench, stopwatch = lab(session=Session(end=time.monotonic() - 1))
    with pytest.raises(Missing, match="the time for all rows was up"):
        bench.measure(lambda: time.sleep(0.2), Row("product", "@", 1, 1, 1))
    assert stopwatch.calls == 0


def test_how_long_a_large_row_would_take_is_known_from_a_smaller_one() -> None:
    calls: list[int] = []
    bench, _ = lab()
    bench.measure(lambda: time.sleep(0.05), Row("product", "@", 100, flop=1000, moved=1))
    with pytest.raises(Missing, match=r"one call takes about 5\d s here"):
        bench.measure(lambda: calls.append(1), Row("product", "@", 1000, flop=1_000_000, moved=1))
    assert calls == []
    with pytest.raises(Missing):  # in another spelling it takes as long
        bench.measure(lambda: calls.append(1), Row("product", "out=", 1000, flop=1_000_000, moved=1))
    assert calls == []
    bench.measure(lambda: calls.append(1), Row("multiply", "mul", 1000, flop=1_000_000, moved=1))  # another sort
    assert calls


def test_a_row_that_gets_far_slower_than_its_warm_up_is_given_up() -> None:
    row_clock = RowClock(Place(CPU_ONE, CPU, 1))
    assert row_clock() <= row_clock()
    row_clock.end_after(0.01)
    row_clock()
    time.sleep(0.02)
    with pytest.raises(Missing, match="other programs were in the way"):
        row_clock()


def test_a_row_may_take_four_times_what_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    monkeypatch.setattr(RowClock, "end_after", lambda self, seconds: given.append(seconds))
    bench, _ = lab(session=Session(end=time.monotonic() + 100, rows=1000))
    bench.measure(lambda: time.sleep(0.1), Row("product", "@", 1, 1, 1))
    assert 4 * 8 * 0.1 <= given[0] < 20  # 5 rounds and 3 more calls
    bench.measure(lambda: None, Row("product", "out=", 1, 1, 1))
    assert given[1] == 1  # four thousandths of the time would be less


def test_the_time_that_is_left_is_shared_by_the_rows_to_come() -> None:
    session = Session(end=time.monotonic() + 100, rows=10)
    assert 9 < session.share() <= 10
    assert Session().share() == float("inf")
    assert Session(end=0).share() == 0


def test_the_loop_of_multiply_adds_does_what_it_counts() -> None:
    for threads in (1, 3):
        loop, flop = multiply_adds(threads)
        assert loop() == [1.0] * threads
        assert flop % (2 * 200_000 * threads) == 0


def test_without_a_compiler_the_loop_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    from sensei.bench import peak

    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CC", raising=False)
    with pytest.raises(Missing, match="no C compiler"):
        peak._compiled.__wrapped__()


@pytest.mark.parametrize("compiler", ["false", "echo"])
def test_a_compiler_that_makes_nothing_is_no_error_either(compiler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from sensei.bench import peak

    monkeypatch.setenv("CC", compiler)
    with pytest.raises(Missing, match="could not compile"):
        peak._compiled.__wrapped__()


_PRETEND_IS_REAL = """
from sensei import accelerator
from sensei.bench import places

device, find = accelerator.accelerator_device(), places.find
places.find = lambda name: places.Place(name, device, 2) if name == places.ACCELERATOR else find(name)
"""


@pytest.mark.timeout(300)
def test_the_rows_of_an_accelerator_compute_rightly_on_one_that_is_only_pretended(tmp_path: Path) -> None:
    clone = made_small(cloned(tmp_path))
    (clone / "fake_accelerator.py").write_text(_PRETEND_IS_REAL)
    command = ["pytest", "-p", "fake_accelerator", BENCH, "-m", "not full or cold", "-k", "accelerator", "-q"]
    done = run(clone, *command, "--benchmark-max-time=0.01", "--benchmark-json=bench.json")
    assert done.returncode == 0, done.stdout
    rows = read(clone / "bench.json").rows
    assert {row.place for row in rows} == {ACCELERATOR}
    found = {(row.what, row.how, row.kind, row.cache) for row in rows}
    for how in ("@", "torch.matmul", "out=", "with transfers"):
        assert {("product", how, "float32", "hot"), ("product", how, "bfloat16", "hot")} <= found
    assert {("transfer", "to the accelerator", "float32", "hot"), ("transfer", "to the cpu", "float32", "hot")} <= found
    assert {("multiply", "mul", "float32", cache) for cache in ("hot", "cold")} <= found
    assert ("product", "@", "float32", "cold") in found
    assert max(row.error for row in rows if row.error is not None) < 1e-2
    assert all(row.page_faults is None for row in rows)
