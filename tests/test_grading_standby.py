"""Judged processes that are no forks but standbys: the same verdicts, the same walls, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from sensei.grading import jail
from sensei.grading.classroom import grade_class
from sensei.grading.course import Job, Stub, stage
from sensei.grading.isolation import reached
from sensei.grading.judge import Grader
from sensei.grading.record import GradingError, Record
from sensei.grading.settings import Settings
from sensei.grading.stable import WarmParent, open_stable
from sensei.grading.standby import Standbys
from tests.conftest import Project
from tests.test_grading_attacks import HONEST, gets_what_it_has_earned, submission

pytestmark = pytest.mark.timeout(240)  # standbys start, on a busy machine

FORK = Settings(
    secret=b"of the class",
    koan_seconds=3,
    submission_seconds=60,
    memory_bytes=300_000_000,
    disk_bytes=30_000_000,
    require_isolation="sandboxed",  # there are attacks here that would end every process of this user
    workers="fork",
)
SPAWN = replace(FORK, workers="spawn")
ATTACKS = Path(__file__).parent / "attacks" / "counting"

# What stands in the body of `double`, what it comes to, and a part of what is said of it.
BODIES = {
    "solved": ("return 2 * number", "solved", ""),
    "wrong": ("return 2 * number + 1", "wrong", "expected: 4"),
    "blank": ("return ___", "blank", "To fill in"),
    "error": ("return number.twice", "error", "AttributeError"),
    "timed out": ("while True: pass", "timed out", "This took too long"),
    "crash": ("import faulthandler; faulthandler._sigsegv()", "error", "Your code made Python crash: SIGSEGV."),
    "exit": ("import os; os._exit(3)", "error", "Your code ended Python with exit status 3."),
}
# Code that is known to get nothing from a fork; these reach what a standby does in another way.
TRIED = """
    a_crash a_message_like_the_graders another_program disk endless_loop_at_import exit_at_import frames memory
    memory_searched results_by_file_descriptor results_by_path solutions_read the_grader_killed the_network
"""


@pytest.fixture(scope="module")
def shared_project(make_project: Callable[[Path], Project], tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_project(tmp_path_factory.mktemp("grader") / "project")


@pytest.fixture(scope="module")
def spawning(shared_project: Project) -> Iterator[Grader]:
    with Grader(shared_project.root, SPAWN) as grader:
        yield grader


@pytest.fixture(scope="module")
def forking(shared_project: Project) -> Iterator[Grader]:
    with Grader(shared_project.root, FORK) as grader:
        yield grader


def double(body: str) -> str:
    return f"from sensei import ___\n\nLETTERS = 6\n\n\ndef double(number):\n    {body}\n"


def what_counts(record: Record) -> list[tuple[object, ...]]:
    return [
        (koan.id, koan.verdict, koan.message, koan.misconception, koan.place, koan.tests_passed)
        for koan in record.koans
    ]


@pytest.mark.parametrize("case", BODIES)
def test_a_verdict_is_the_same_from_a_standby_and_a_fork(
    case: str, spawning: Grader, forking: Grader, tmp_path: Path
) -> None:
    body, verdict, said = BODIES[case]
    folder = submission(tmp_path, double(body))
    spawned, forked = spawning.judge(folder, "ann"), forking.judge(folder, "ann")
    koan = spawned.koans[1]
    assert koan.verdict == verdict
    assert said in koan.message
    assert koan.misconception_name == ("adds_one" if case == "wrong" else "")
    assert what_counts(spawned) == what_counts(forked)
    assert (spawned.score, spawned.seed, spawned.tampered) == (forked.score, forked.seed, forked.tampered)
    assert (spawned.isolation, spawned.isolation_facts) == (forked.isolation, forked.isolation_facts)


@pytest.mark.parametrize("attack", TRIED.split())
def test_an_attack_on_a_standby_gets_what_it_has_earned(attack: str, spawning: Grader, tmp_path: Path) -> None:
    gets_what_it_has_earned(ATTACKS / f"{attack}.py", spawning, tmp_path)
    record = spawning.judge(submission(tmp_path / "honest", HONEST), "honest")
    assert (record.score, record.tampered) == (3, "")


def test_no_key_and_no_handle_but_one_pipe_is_left_to_a_submission(spawning: Grader, tmp_path: Path) -> None:
    text = """
import os, sys

def is_open(handle):
    try:
        os.fstat(handle)
    except OSError:
        return False
    return True

is_shut_in = sum(map(is_open, range(3, 300))) == 1 and os.stat(0) == os.stat(os.devnull)
LETTERS = 6 if is_shut_in and sys.argv == ["-c"] and "KOANS_GRADING_SECRET" not in os.environ else 0
"""
    assert spawning.judge(submission(tmp_path, text), "ann").koans[0].verdict == "solved"


def test_standbys_judge_where_the_grader_can_t_fork(
    shared_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fork")
    with Grader(shared_project.root, Settings(secret=b"of the class")) as grader:
        assert grader.judge(submission(tmp_path, HONEST), "ann").score == 3
    with pytest.raises(GradingError, match="`--workers fork` needs a system that can fork"):
        Grader(shared_project.root, FORK).__enter__()


def test_the_usual_workers_are_those_of_the_system(shared_project: Project, tmp_path: Path) -> None:
    course = stage(Grader(shared_project.root, FORK).path, tmp_path)
    for workers, kind in {"": WarmParent, "fork": WarmParent, "spawn": Standbys}.items():
        stable = open_stable(course, workers)
        stable.close()
        assert type(stable) is kind


def test_a_class_is_judged_by_standbys(
    shared_project: Project, make_project: Callable[[Path], Project], tmp_path: Path
) -> None:
    submissions = []
    for name, koans in {"ann": ["LETTERS", "double", "greet"], "bob": ["LETTERS"], "cem": []}.items():
        learner = make_project(tmp_path / name)
        learner.solve(*koans)
        submissions.append(learner.root)
    grade_class(shared_project.root, submissions, tmp_path / "out", SPAWN, jobs=2)
    records = {file.stem: Record.from_json(file.read_bytes()) for file in (tmp_path / "out" / "records").iterdir()}
    assert {name: record.score for name, record in records.items()} == {"ann": 3, "bob": 1, "cem": 0}
    grade_class(shared_project.root, submissions, tmp_path / "out", FORK, resume=True)  # the same class


def test_standbys_that_were_lost_while_they_waited_are_replaced(shared_project: Project, tmp_path: Path) -> None:
    before = set(psutil.Process().children())
    with Grader(shared_project.root, SPAWN) as grader:
        wrong = submission(tmp_path / "wrong", double("return 2 * number + 1"))
        assert grader.judge(wrong, "ann").koans[1].misconception_name == "adds_one"
        for standby in set(psutil.Process().children()) - before:  # the one that recognizes, too
            standby.kill()
            standby.wait()
        assert grader.judge(submission(tmp_path / "honest", HONEST), "ann").score == 3
        assert grader.judge(wrong, "ann").score == 2
        assert grader.judge(wrong, "ann").koans[1].misconception_name == "adds_one"


def test_the_time_of_a_submission_is_not_spent_on_waiting_for_a_standby(
    shared_project: Project, tmp_path: Path
) -> None:
    course = stage(Grader(shared_project.root, FORK).path, tmp_path)
    topic = course.topics[0]
    stubs = (Stub("LETTERS", 1, None), Stub("double", 4, None))
    job = Job(topic.id, HONEST.encode(), stubs, ("LETTERS", "double"), 1, 1, 30, 30, 300_000_000, 30_000_000)
    before = set(psutil.Process().children())
    stable = open_stable(course, "spawn")
    try:
        for standby in set(psutil.Process().children()) - before:
            standby.kill()
        begun, by_clock = time.monotonic(), stable.clock()
        outcome = stable.judge(job)
        took, counted = time.monotonic() - begun, stable.clock() - by_clock
    finally:
        stable.close()
    assert {name: answered.verdict for name, answered in outcome.answers.items()} == dict.fromkeys(job.wanted, "solved")
    assert took - counted > 0.2  # no interpreter has imported pytest sooner


def test_nothing_is_left_when_the_grader_is_closed(
    shared_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder := tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    before = set(psutil.Process().children(recursive=True))
    with Grader(shared_project.root, SPAWN) as grader:
        grader.judge(submission(tmp_path / "ann", double("return 2 * number + 1")), "ann")
        assert len(set(psutil.Process().children()) - before) == 3  # one recognizes, two wait
        mine = set(psutil.Process().children(recursive=True)) - before
    _, left = psutil.wait_procs(mine, timeout=10)
    assert left == []
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("workers", ["fork", "spawn"])
def test_nothing_is_left_when_the_grader_is_killed(workers: str, shared_project: Project, tmp_path: Path) -> None:
    (folder := tmp_path / "tmp").mkdir()
    learner = submission(tmp_path / "ann", double("open('here', 'w').close()\n    while True: pass"))
    arguments = ["grade", str(learner), "--grader", str(shared_project.root), "--workers", workers]
    command = [sys.executable, "-m", "sensei.cli", *arguments, "--koan-seconds", "4"]
    killed = subprocess.Popen(
        command,
        env=shared_project.environment(TMPDIR=str(folder)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: any(folder.rglob("here")))
    below = psutil.Process(killed.pid).children(recursive=True)
    assert len(below) >= 2
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    _, left = psutil.wait_procs(below, timeout=30)
    assert left == []
    wait_for(lambda: not any(folder.iterdir()))


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def test_a_process_in_an_endless_loop_ends_with_its_pipe() -> None:
    code = "import sys; from sensei.processes import end_with_pipe; end_with_pipe(sys.stdin.buffer); print(flush=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", f"{code}\nwhile True: pass"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    process.stdout.readline()
    assert process.poll() is None
    process.stdin.close()
    assert process.wait(30) != 0
    process.stdout.close()


def test_what_a_system_has_no_limits_for_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jail, "resource", None)  # as on Windows
    monkeypatch.setattr(jail, "py_landlock", None)
    level, facts = reached(jail.Jail())
    assert level == "process"
    assert {"limits of time, none of memory and size", "no Landlock and seccomp here"} <= set(facts)
