"""How well our times of the product agree with those of `torch.utils.benchmark`: the same product, one thread, in turn.

    pytest tests/benchmarks/bench_agreement.py

prints for each n both medians, how far they are apart, and the part of the measured peak that either reaches. Blocks of
rounds take turns, so that all meet the same neighbours on a busy machine; nothing is asserted of speed.
"""

from __future__ import annotations

import math
from statistics import median
from typing import Any

import pytest
import torch
from torch.utils.benchmark import Timer

from sensei.bench import operands
from sensei.bench.lab import SHORTEST_ROUND
from sensei.bench.peak import multiply_adds
from sensei.bench.places import CPU_ONE, clock, find, occupied

BLOCKS, ROUNDS = 20, 5

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("n", [256, 512, 1024])
def test_the_product_beside_torch_utils_benchmark(benchmark: Any, n: int, capsys: pytest.CaptureFixture[str]) -> None:
    place = find(CPU_ONE)
    left, right = operands.matrices(n, n, n, torch.float32, place.device)
    theirs = Timer("left @ right", globals={"left": left, "right": right}, num_threads=1)
    loop, flop = multiply_adds(1)
    now = clock("cpu")
    others: list[float] = []
    peaks: list[float] = []
    with occupied(place):
        number = max(1, math.ceil(SHORTEST_ROUND / theirs.timeit(10).median))  # calls in a round, as many for both

        def a_block_of_theirs() -> None:
            others.extend(theirs.timeit(number).median for _ in range(ROUNDS))
            before = now()
            loop()
            peaks.append(now() - before)

        def a_round() -> None:
            for _ in range(number):
                left @ right

        turns = iter(range(BLOCKS * ROUNDS))
        benchmark.pedantic(
            a_round,
            setup=lambda: a_block_of_theirs() if next(turns, 0) % ROUNDS == 0 else None,
            rounds=BLOCKS * ROUNDS,
        )
    ours, other, peak = benchmark.stats.stats.median / number, median(others), flop / min(peaks)
    parts = [2 * n**3 / seconds / peak for seconds in (ours, other)]
    with capsys.disabled():
        print(f"\nn = {n}: ours {ours * 1e3:.4f} ms, torch.utils.benchmark {other * 1e3:.4f} ms:", end=" ")
        print(f"{ours / other - 1:+.1%}; of the peak {parts[0]:.1%} and {parts[1]:.1%}")
    assert len(others) == BLOCKS * ROUNDS
