"""A kernel that only computes: a loop of fused multiply-adds in registers, compiled by the system's C compiler.

It reads no memory, so nothing but the processor limits it: the speed that float32 can reach on this CPU, measured
independently of any matrix product. Without a C compiler the fastest product stands for it, as on accelerators.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from sensei.bench.places import Missing

# Vectors as wide as the registers, and as many sums at once as keep all multiply-add units busy without spilling.
_SOURCE = """
#if defined(__AVX512F__)
enum { BYTES = 64, SUMS = 16 };
#elif defined(__AVX__)
enum { BYTES = 32, SUMS = 12 };
#else
enum { BYTES = 16, SUMS = 16 };
#endif
typedef float vector __attribute__((vector_size(BYTES)));

long operations(void) { return 2L * SUMS * (BYTES / sizeof(float)); }

float turn(long rounds, float factor, float term) {
    vector sums[SUMS], factors = factor - (vector){}, terms = term - (vector){}, total = {};
    for (int i = 0; i < SUMS; i++) sums[i] = terms + (float)i;
    for (long round = 0; round < rounds; round++)
        for (int i = 0; i < SUMS; i++) sums[i] = sums[i] * factors + terms;
    for (int i = 0; i < SUMS; i++) total += sums[i];
    return total[0] / SUMS;
}
"""
_OPTIONS = ("-O3", "-funroll-loops", "-ffp-contract=fast", "-shared", "-fPIC")
ROUNDS = 200_000


def multiply_adds(threads: int) -> tuple[Callable[[], list[float]], int]:
    """(a call that runs the loop in each of `threads` threads, the floating-point operations that it does).

    The call returns 1.0 from each thread, if it computed as it should. Raises `Missing` where there is no C compiler.
    """
    library = _compiled()
    if threads == 1:
        return (lambda: [library.turn(ROUNDS, 0.5, 0.5)]), ROUNDS * library.operations()
    pool = ThreadPoolExecutor(threads)

    def run() -> list[float]:
        return [turn.result() for turn in [pool.submit(library.turn, ROUNDS, 0.5, 0.5) for _ in range(threads)]]

    return run, threads * ROUNDS * library.operations()


@cache
def _compiled() -> ctypes.CDLL:
    compiler = next(filter(None, map(shutil.which, (os.environ.get("CC", "cc"), "cc", "gcc", "clang"))), None)
    if compiler is None:
        raise Missing("there is no C compiler (cc) to compile the loop of multiply-adds with")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, built = Path(folder) / "peak.c", Path(folder) / "peak.so"
        source.write_text(_SOURCE)
        for tuned in ("-march=native", "-mcpu=native"):
            command = (compiler, *_OPTIONS, tuned, str(source), "-o", str(built))
            try:
                subprocess.run(command, capture_output=True, timeout=60, check=True)
                library = ctypes.CDLL(str(built))
            except (OSError, subprocess.SubprocessError):
                continue
            else:
                library.turn.argtypes = (ctypes.c_long, ctypes.c_float, ctypes.c_float)
                library.turn.restype = ctypes.c_float
                library.operations.restype = ctypes.c_long
                return library
    raise Missing(f"{compiler} could not compile the loop of multiply-adds")
