"""The matrix product, measured: the CPU beside the accelerator.

    pytest koans/08_benchmarks/bench_matmul.py -m "not full"

takes a minute; without -m there are all sizes and precisions. `koans bench` runs this file too, and draws a table and a
picture of what it finds. Nothing is to be solved here: read how the chapter's lessons are put to use, and change what
you like. Each test is one row: it makes its operands, and gives `lab` the work to time. What `lab` takes care of:

- the clock is `time.perf_counter`, and on an accelerator it is read when all kernels are done;
- the work is warmed up, repeated until the spread is small, and its result is checked afterwards;
- the numbers are neither 0 nor denormal, and stay in the caches from call to call (hot) unless a row says cold;
- a row that this machine can't have is skipped, and says why.
"""

from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor

from sensei.bench.kinds import KINDS
from sensei.bench.lab import Lab, Row
from sensei.bench.operands import copy_error, multiplied_error, product_error
from sensei.bench.peak import multiply_adds
from sensei.bench.places import ACCELERATOR, CPU_ALL, CPU_ONE, PLACES

pytest_plugins = ["sensei.bench.plugin"]  # brings the fixture `lab`
pytestmark = pytest.mark.timeout(300)


def full(*values: Any) -> list[Any]:
    """Rows that are left out by -m "not full"."""
    return [pytest.param(value, marks=pytest.mark.full) for value in values]


KIND_NAMES = ["float32", "bfloat16", *full(*(name for name in KINDS if name not in ("float32", "bfloat16")))]
N = [64, *full(128), 256, *full(512), 1024, *full(2048, 4096)]
BYTES = [2**power if power in (8, 13, 18, 21, 24, 27) else full(2**power)[0] for power in range(8, 28)]  # to 128 MiB

where = pytest.mark.parametrize("where", PLACES)
on_the_accelerator = pytest.mark.parametrize("where", [ACCELERATOR])
of_every_kind = pytest.mark.parametrize("kind", KIND_NAMES)
of_every_n = pytest.mark.parametrize("n", N)


# The peak: what this machine can reach. A speed says little by itself; a part of the peak says how good it is.


@pytest.mark.parametrize("where", [CPU_ONE, CPU_ALL])
def test_peak_of_multiply_adds(lab: Lab, where: str) -> None:
    """A loop in C that does nothing but multiply and add, in registers: no product in float32 can be faster."""
    loop, flop = multiply_adds(lab.place.threads)
    row = Row("peak", "multiply-adds in C", flop, flop=flop)
    lab.measure(loop, row, error=lambda ones: max(abs(one - 1) for one in ones))


@where
@of_every_kind
@pytest.mark.parametrize("shape", [(256, 1024, 256), (768, 3072, 768), *full((2048, 8192, 2048))], ids=str)
def test_peak_of_products(lab: Lab, where: str, kind: str, shape: tuple[int, int, int]) -> None:
    """Products with long sums, which suit the hardware: the peak where there is no such loop, as on tensor cores."""
    n, k, m = shape
    left, right = lab.matrices(n, k, m)
    buffer = torch.empty(n, m, dtype=left.dtype, device=left.device)
    moved = left.nbytes + right.nbytes + buffer.nbytes
    row = Row("peak", f"product {n} x {k} x {m}", n * k * m, flop=2 * n * k * m, moved=moved)
    work = partial(torch.matmul, left, right, out=buffer)
    lab.measure(work, row, error=lambda product: product_error(product, left, right))


# The product, in three spellings. The third writes into a buffer that is there already.


@pytest.mark.parametrize("how", ["@", "torch.matmul", "out="])
@where
@of_every_kind
@of_every_n
def test_product(lab: Lab, n: int, kind: str, where: str, how: str) -> None:
    left, right = lab.matrices(n)
    buffer = torch.full_like(left, torch.nan)
    spellings = {
        "@": lambda: left @ right,
        "torch.matmul": lambda: torch.matmul(left, right),
        "out=": lambda: torch.matmul(left, right, out=buffer),
    }
    row = Row("product", how, n, flop=2 * n**3, moved=3 * left.nbytes)
    lab.measure(spellings[how], row, error=lambda product: product_error(product, left, right))


# The same on the accelerator when the matrices lie in the memory of the CPU, and the product is wanted there.


@on_the_accelerator
@of_every_kind
@of_every_n
def test_product_with_both_transfers(lab: Lab, n: int, kind: str, where: str) -> None:
    left, right = lab.matrices_on_the_cpu(n)
    device = lab.place.device

    def there_and_back() -> Tensor:
        return (left.to(device) @ right.to(device)).cpu()

    row = Row("product", "with transfers", n, flop=2 * n**3, moved=3 * left.nbytes)
    lab.measure(there_and_back, row, error=lambda product: product_error(product, left, right))


@on_the_accelerator
@of_every_n
@pytest.mark.parametrize("how", ["to the accelerator", "to the cpu"])
def test_transfer_alone(lab: Lab, n: int, where: str, how: str) -> None:
    here, _ = lab.matrices_on_the_cpu(n)
    there = here.to(lab.place.device)
    way = (lambda: here.to(there.device)) if how == "to the accelerator" else there.cpu
    lab.measure(way, Row("transfer", how, n, moved=here.nbytes), error=lambda copy: copy_error(copy, here))


# Memory: `mul` computes next to nothing, so it is as fast as its numbers come and go. A copy shows how fast that is.


@pytest.mark.parametrize("how", ["mul", "mul(out=)", "copy_"])
@where
@pytest.mark.parametrize("size", BYTES)
def test_elementwise(lab: Lab, size: int, where: str, how: str) -> None:
    measure_elementwise(lab, size, how)


@pytest.mark.cold
@pytest.mark.parametrize("how", ["mul", "mul(out=)", "copy_"])
@where
@pytest.mark.parametrize("size", BYTES)
def test_elementwise_with_cold_caches(lab: Lab, size: int, where: str, how: str) -> None:
    measure_elementwise(lab, size, how, cold=True)


def measure_elementwise(lab: Lab, size: int, how: str, cold: bool = False) -> None:
    left, right = lab.vectors(size)
    buffer = torch.full_like(left, torch.nan)
    if how == "copy_":
        row = Row("copy", how, size, moved=2 * size)
        lab.measure(lambda: buffer.copy_(left), row, error=lambda copy: copy_error(copy, left), cold=cold)
        return
    spellings = {"mul": lambda: torch.mul(left, right), "mul(out=)": lambda: torch.mul(left, right, out=buffer)}
    row = Row("multiply", how, size, flop=size // 4, moved=3 * size)
    lab.measure(spellings[how], row, error=lambda product: multiplied_error(product, left, right), cold=cold)


@pytest.mark.cold
@where
@of_every_n
def test_product_with_cold_caches(lab: Lab, n: int, where: str) -> None:
    left, right = lab.matrices(n)
    row = Row("product", "@", n, flop=2 * n**3, moved=3 * left.nbytes)
    lab.measure(lambda: left @ right, row, error=lambda product: product_error(product, left, right), cold=True)
