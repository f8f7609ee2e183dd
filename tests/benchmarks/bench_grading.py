"""How fast a class is graded, beside a cold `pytest koans --answers=COPY` for each submission, in one run.

    pytest tests/benchmarks/bench_grading.py -s

Half of the class has solved everything, half of it half, each another half, and all in other words. Another class has
made the mistakes that learners make, each others, in a third of the koans. On a noisy machine
the figures of one run can be compared with each other, not with those of another. It takes some minutes.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from sensei.grading.classroom import grade_class
from sensei.grading.record import Record
from sensei.grading.settings import Settings
from sensei.path import Koan, KoanPath, read_path
from tests.reworded import reworded
from tests.submissions_help import write_mistaken, write_submission

ROOT = Path(__file__).resolve().parents[2]
CLASS = int(os.environ.get("KOANS_BENCH_CLASS", "40"))
MISTAKEN = 10
ALONE = 4  # submissions that are judged without sharing: a sample, because they take as long as a cold run

pytestmark = pytest.mark.timeout(7200)


class Memory(threading.Thread):
    """Watches how much more than the warm parent a judged process takes at its peak, in bytes. Linux tells."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over, self.ended = 0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.05):
            processes = {pid: status for pid in os.listdir("/proc") if pid.isdigit() and (status := _status(pid))}
            for status in processes.values():
                parent = processes.get(status["PPid"])
                if parent and _is_warm(status["Pid"]) and _is_warm(parent["Pid"]):
                    self.over = max(self.over, _bytes(status["VmHWM"]) - _bytes(parent["VmRSS"]))


def _status(pid: str) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # it has gone meanwhile
        return {}
    found = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return found if "VmHWM" in found else {}


def _is_warm(pid: str) -> bool:
    try:
        return b"sensei.grading.warm" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _bytes(kilobytes: str) -> int:
    return int(kilobytes.split()[0]) * 1024


def make_class(path: KoanPath, folder: Path) -> list[Path]:
    """`CLASS` submissions, no two with the same text."""
    submissions = []
    for number in range(CLASS):
        chance = random.Random(number)
        half = {koan.id for koan in path.koans if number % 2 == 0 or chance.random() < 0.5}
        is_solved = partial(_is_in, half)
        copy = write_submission(ROOT, folder / f"learner{number}", is_solved, path)
        for file in copy.rglob("test_*.py"):
            file.write_text(reworded(file.read_text(encoding="utf-8"), number), encoding="utf-8")
        submissions.append(copy)
    return submissions


def _is_in(chosen: set[str], koan: Koan) -> bool:
    return koan.id in chosen


def make_mistaken_class(path: KoanPath, folder: Path) -> tuple[list[Path], int]:
    """`MISTAKEN` submissions, and how many wrong answers are in them."""
    made = [write_mistaken(ROOT, folder / f"learner{number}", number, 1 / 3, path) for number in range(MISTAKEN)]
    return [submission for submission, _ in made], sum(count for _, count in made)


def cold(submission: Path) -> float:
    """Seconds of a whole pytest process over one submission."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pytest", "koans", f"--answers={submission}", "-q"], cwd=ROOT, capture_output=True
    )
    return time.perf_counter() - begun


def graded(submissions: list[Path], out: Path, share: bool = True) -> float:
    begun = time.perf_counter()
    grade_class(ROOT, submissions, out, Settings(secret=bytes(32)), share=share)
    return time.perf_counter() - begun


def test_a_class_beside_cold_runs(tmp_path: Path) -> None:
    path = read_path(ROOT)
    submissions = make_class(path, tmp_path / "class")
    memory = Memory()
    memory.start()
    colds = [_cold_mean(submissions)]
    half = graded(submissions[: CLASS // 2], tmp_path / "half")
    colds.append(_cold_mean(submissions))
    whole = graded(submissions, tmp_path / "whole")
    colds.append(_cold_mean(submissions))
    each = sum(colds) / len(colds)
    _say(f"cold pytest, a submission: {each:.2f} s ({', '.join(f'{one:.1f}' for one in colds)})")
    _say(_line(CLASS, whole, each, "koans grade"))
    _say(_line(CLASS // 2, half, each, f"half of it; the whole took {whole / half:.2f} times as long"))
    _say(_line(ALONE, graded(submissions[:ALONE], tmp_path / "alone", share=False), each, "without sharing"))
    mistaken, wrong = make_mistaken_class(path, tmp_path / "mistaken")
    each = (cold(mistaken[0]) + cold(mistaken[1])) / 2
    seconds = graded(mistaken, tmp_path / "mistakes")
    _say(_line(MISTAKEN, seconds, each, f"with {wrong} wrong answers; {_named(tmp_path / 'mistakes')} named"))
    memory.ended.set()
    memory.join()
    _say(f"peak of a judged process over its warm parent: {memory.over / 1e6:.0f} MB")


def _named(out: Path) -> int:
    """In how many wrong answers the misconception was recognised."""
    records = [Record.from_json(file.read_text(encoding="utf-8")) for file in (out / "records").iterdir()]
    return sum(bool(koan.misconception) for record in records for koan in record.koans)


def _cold_mean(submissions: list[Path]) -> float:
    """Of one that has solved everything, and one that has solved half."""
    return (cold(submissions[0]) + cold(submissions[1])) / 2


def _say(line: str) -> None:
    print(line, flush=True)


def _line(submissions: int, seconds: float, cold: float, what: str) -> str:
    one = seconds / submissions
    return f"{submissions:3} submissions: {seconds:6.1f} s, {one:5.2f} s each, {cold / one:5.1f} times as fast ({what})"
