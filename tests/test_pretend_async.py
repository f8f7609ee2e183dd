"""When the pretend accelerator computes: launches, waiting, late errors, threads and forks."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from sensei.accelerator import kernels_take, settle
from tests.pretend_help import BACKEND, DEVICE, late, needs_pretend
from tests.pretend_help import nothing_left_behind as nothing_left_behind
from tests.pretend_help import on_cpu as on_cpu
from tests.pretend_help import x as x

pytestmark = needs_pretend


# When things happen.


def test_a_launch_returns_before_the_kernel_is_done(x: Tensor) -> None:
    with kernels_take(0.1):
        start = time.perf_counter()
        y = x @ x.T + 1
        launched = time.perf_counter() - start
        torch.accelerator.synchronize()
        done = time.perf_counter() - start
    assert launched < 0.1
    assert done >= 0.2
    assert y[0].tolist() == [15, 39, 63]


def test_a_timer_that_does_not_synchronise_reports_an_impossible_speed() -> None:
    a, n = torch.ones(1024, 1024, device=DEVICE), 1024

    def gflops(synchronize: bool) -> float:
        torch.accelerator.synchronize()
        start = time.perf_counter()
        a @ a
        if synchronize:
            torch.accelerator.synchronize()
        return 2 * n**3 / (time.perf_counter() - start) / 1e9

    gflops(True)
    assert max(gflops(False) for _ in range(5)) > 5 * max(gflops(True) for _ in range(5))


@pytest.mark.parametrize(
    "wait", [lambda y: y.cpu(), lambda y: y.sum().item(), lambda y: y.tolist(), lambda y: bool(y.any()), repr]
)
def test_a_copy_to_the_host_waits(wait: Callable[[Tensor], object], x: Tensor) -> None:
    start = time.perf_counter()
    with kernels_take(0.02):
        wait(x + 1)
        assert time.perf_counter() - start >= 0.02


def test_kernels_run_in_the_order_in_which_they_were_launched(x: Tensor) -> None:
    with kernels_take(0.001):
        for step in range(20):
            x.mul_(0).add_(step)
    assert x[0].tolist() == [19] * 4


def test_host_memory_may_change_once_the_copy_to_the_device_was_called(on_cpu: Tensor) -> None:
    with kernels_take(0.01):
        torch.zeros(2, device=DEVICE).add_(1)
        moved = on_cpu.to(DEVICE, non_blocking=True)
        on_cpu.fill_(-1)
    assert moved.sum().item() == 66


def test_a_copy_to_the_host_that_need_not_wait_has_the_values_all_the_same(x: Tensor, on_cpu: Tensor) -> None:
    with kernels_take(0.01):
        copy = (x + 1).to("cpu", non_blocking=True)
    assert copy.device.type == "cpu"
    assert copy.tolist() == (on_cpu + 1).tolist()


def test_an_index_out_of_range_is_reported_at_the_next_synchronise(x: Tensor) -> None:
    late(x)
    with pytest.raises(torch.AcceleratorError, match="reported late: index out of range"):
        torch.accelerator.synchronize()
    torch.accelerator.synchronize()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x: x[torch.tensor([7], device=DEVICE)],
        lambda x: F.cross_entropy(x, torch.tensor([0, 1, 9]).to(DEVICE)),
        late,
    ],
)
def test_a_late_error_surfaces_at_the_next_copy_to_the_host(wrong: Callable[[Tensor], Tensor], x: Tensor) -> None:
    result = wrong(x)
    with pytest.raises(RuntimeError, match="reported late"):
        result.cpu()
    assert (x + 1).sum().item() == 78


def test_nothing_runs_after_a_failed_kernel_until_the_error_was_reported(x: Tensor) -> None:
    late(x)
    x.add_(1)
    with pytest.raises(RuntimeError, match="reported late"):
        x.sum().item()
    assert x.sum().item() == 66


def test_settle_gives_the_error_that_nobody_has_seen(x: Tensor) -> None:
    late(x)
    assert isinstance(settle(), IndexError)
    assert settle() is None


def test_every_way_to_synchronise_waits(x: Tensor) -> None:
    for synchronize in (
        torch.accelerator.synchronize,
        lambda: torch.accelerator.synchronize(DEVICE),
        BACKEND.synchronize,
    ):
        start = time.perf_counter()
        with kernels_take(0.02):
            x.add_(1)
            synchronize()
            assert time.perf_counter() - start >= 0.02


def test_a_stuck_kernel_is_reported_and_does_not_hang(x: Tensor, monkeypatch: pytest.MonkeyPatch) -> None:
    from sensei.pretend import stream

    monkeypatch.setattr(stream, "PATIENCE", 0.05)
    released = threading.Event()
    stream.stream.submit(released.wait)
    try:
        with pytest.raises(RuntimeError, match="did not finish its kernels"):
            torch.accelerator.synchronize()
    finally:
        released.set()
    monkeypatch.undo()
    assert x.sum().item() == 66


def test_many_threads_may_launch_at_once() -> None:
    sums: dict[int, float] = {}

    def work(number: int) -> None:
        y = torch.zeros(100, device=DEVICE)
        for _ in range(50):
            y.add_(number)
        sums[number] = y.sum().item()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sums == {n: 5000 * n for n in range(4)}


# After a fork.


def in_child(function: Callable[[], object]) -> str:
    """What `function` says in a forked child, or why it could not."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        try:
            answer = repr(function())
        except BaseException as error:
            answer = repr(error)
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    os.wait()
    with os.fdopen(reader) as file:
        return file.read()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_has_the_tensors_and_a_worker_of_its_own(x: Tensor) -> None:
    with kernels_take(0.01):
        y = x + 1
        assert in_child(lambda: ((y + 1).sum().item(), x.sum().item())) == "(90.0, 66.0)"
    assert (y + 1).sum().item() == 90


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_an_error_of_the_parent_is_not_told_to_the_child(x: Tensor) -> None:
    late(x)
    assert in_child(lambda: x.sum().item()) == "66.0"
    assert isinstance(settle(), IndexError)
