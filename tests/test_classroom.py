"""A whole class, judged by real workers: nothing lost, nothing judged twice, whatever ends or is killed on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from sensei.grading.classroom import grade_class
from sensei.grading.gradebook import LOG
from sensei.grading.intake import take
from sensei.grading.record import GradingError, Record
from sensei.grading.settings import Settings
from sensei.grading.worker import Job, Worker
from sensei.path import read_path
from tests.conftest import Project

pytestmark = pytest.mark.timeout(240)  # workers start, on a busy machine

SETTINGS = Settings(secret=bytes(32), koan_seconds=20)
SLOW = 'import time; time.sleep(1); return f"hello {name}"'
# What `koans grade` does, in a process that can be killed: arguments are the project, the folder, and the submissions.
RUN = """
import sys
from pathlib import Path
from typing import TypeVar
from sensei.grading.classroom import grade_class
from sensei.grading.settings import Settings
root, out, *submissions = map(Path, sys.argv[1:])
try:
    grade_class(root, submissions, out, Settings(secret=bytes(32), koan_seconds=20), jobs=2, resume=True)
except KeyboardInterrupt:
    sys.exit(130)
"""

Seen = TypeVar("Seen")
MakeProject = Callable[[Path], Project]


@pytest.fixture
def hand_in(tmp_path: Path, make_project: MakeProject) -> Callable[..., Path]:
    """A submission with these koans solved; `greet` is answered as it is given."""

    def make(name: str, *solved: str, greet: str = "") -> Path:
        submission = make_project(tmp_path / "submissions" / name)
        submission.solve(*solved)
        if greet:
            submission.replace(submission.second, "return ___", greet)
        return submission.root

    return make


def records_in(out: Path) -> list[Record]:
    return [Record.from_json(line) for line in (out / LOG).read_bytes().splitlines()]


def percents(out: Path) -> dict[str, float]:
    return {record.submission: record.percent for record in records_in(out)}


def test_every_submission_gets_its_own_score_in_every_file(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ann, bob = hand_in("ann", "LETTERS", "double", "greet"), hand_in("bob", "LETTERS")
    out = tmp_path / "out"
    grade_class(project.root, [ann, bob], out, SETTINGS, jobs=2)
    assert percents(out) == {"ann": 100.0, "bob": 33.33}
    assert {file.name for file in (out / "records").iterdir()} == {"ann.json", "bob.json"}
    assert Record.from_json((out / "records" / "ann.json").read_text()).percent == 100
    assert (out / "grades.csv").read_text().splitlines()[1].startswith("ann,3.0,3.0,100.0,3,")
    assert "</html>" in (out / "report.html").read_text()
    shown = capfd.readouterr()
    assert f"2 submissions, 66.7 % on average. Open {out / 'report.html'}" in shown.out
    assert "2 of 2  " in shown.err
    assert "bob: 33.3 %, 1 of 3 koans" in shown.err


def test_the_same_files_are_judged_once(project: Project, hand_in: Callable[..., Path], tmp_path: Path) -> None:
    submissions = [hand_in(name, "LETTERS") for name in ("ann", "bob", "cem")]
    (submissions[1] / "notes.txt").write_text("not a topic")
    grade_class(project.root, submissions, tmp_path / "out", SETTINGS, jobs=2)
    judged = records_in(tmp_path / "out")
    assert sorted(record.submission for record in judged) == ["ann", "bob", "cem"]
    assert len({(record.started, record.seconds, record.percent) for record in judged}) == 1


def test_what_cannot_be_judged_is_said_and_stops_nobody(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ann = hand_in("ann", "LETTERS")
    (file := ann.parent / "file").write_text("no folder")
    (empty := ann.parent / "empty\nline").mkdir()
    (link := ann.parent / "link").symlink_to(ann)
    (crash := hand_in("crash", greet="import os; os._exit(0)"),)
    out = tmp_path / "out"
    grade_class(project.root, [file, empty, link, crash, ann], out, SETTINGS, jobs=2)
    judged = {record.submission: record for record in records_in(out)}
    assert {name: record.percent for name, record in judged.items()} == {
        "file": 0, "empty line": 0, "link": 0, "crash": 0, "ann": 33.33
    }  # fmt: skip
    assert all(judged[name].problem for name in ("file", "empty line", "link"))
    assert "3 not judged" in capfd.readouterr().out


def test_submissions_of_one_name_are_kept_apart(project: Project, hand_in: Callable[..., Path], tmp_path: Path) -> None:
    submissions = [hand_in("a/ann", "LETTERS"), hand_in("b/ann", "LETTERS", "double"), hand_in("b/Zoë", "greet")]
    grade_class(project.root, submissions, tmp_path / "out", SETTINGS, jobs=1)
    assert percents(tmp_path / "out") == {"ann": 33.33, "b/ann": 66.67, "Zoë": 33.33}
    files = [json.loads(file.read_text())["submission"] for file in (tmp_path / "out" / "records").iterdir()]
    assert sorted(files) == ["Zoë", "ann", "b/ann"]


@pytest.fixture
def start(project: Project) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Begins or resumes a class in a process of its own."""
    started: list[subprocess.Popen[str]] = []

    def begin(out: Path, *submissions: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", RUN, str(project.root), str(out), *map(str, submissions)]
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            command, stdout=pipe, stderr=pipe, text=True, env=project.environment(), start_new_session=True
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def wait_for(condition: Callable[[], Seen], seconds: float = 60) -> Seen:
    until = time.monotonic() + seconds
    while not (seen := condition()):
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.01)
    return seen


def lines_in(out: Path) -> int:
    return (out / LOG).read_bytes().count(b"\n") if (out / LOG).exists() else 0


def below(pid: int) -> set[int]:
    """The processes that a process has started, and theirs."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = {int(child) for task in tasks for child in (task / "children").read_text().split()}
    except OSError:
        return set()
    return children.union(*(below(child) for child in children))


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_after_a_kill_at_any_moment_nothing_is_lost_and_nothing_is_repeated(
    hand_in: Callable[..., Path], start: Callable[..., subprocess.Popen[str]], tmp_path: Path, kept: int
) -> None:
    submissions = [hand_in(f"learner{n}", greet=SLOW.replace("sleep(1)", f"sleep(1 + {n} / 100)")) for n in range(5)]
    out = tmp_path / "out"
    killed = start(out, *submissions)
    wait_for(lambda: lines_in(out) >= kept and (out / LOG).exists())
    killed.kill()
    killed.wait()
    before = (out / LOG).read_bytes()
    resumed = start(out, *submissions)
    _, shown = resumed.communicate(timeout=120)
    assert resumed.returncode == 0, shown
    assert (out / LOG).read_bytes().startswith(before)
    assert sorted(record.submission for record in records_in(out)) == [f"learner{n}" for n in range(5)]
    assert set(percents(out).values()) == {33.33}
    done = before.count(b"\n")
    assert (f"{done} of 5 were judged before." in shown) == (done > 0)


def test_a_kill_leaves_no_process_behind(
    hand_in: Callable[..., Path], start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    process = start(tmp_path / "out", hand_in("ann", greet=SLOW.replace("(1)", "(300)")))
    wait_for(lambda: any(forks_of(pid) for pid in below(process.pid)))
    time.sleep(2)  # what graders try when they start is over
    helpers = below(process.pid)
    assert len(helpers) >= 3
    process.kill()
    process.wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in helpers), seconds=15)


def test_a_class_that_is_done_is_not_judged_again(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path
) -> None:
    submissions, out = [hand_in("ann", "LETTERS"), hand_in("bob")], tmp_path / "out"
    grade_class(project.root, submissions, out, SETTINGS, jobs=1)
    before = (out / LOG).read_bytes()
    (out / "report.html").unlink()
    grade_class(project.root, submissions, out, SETTINGS, resume=True)
    assert (out / LOG).read_bytes() == before
    assert (out / "report.html").exists()


def test_who_joins_later_with_files_that_were_judged_is_not_judged_again(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path
) -> None:
    ann, bob, out = hand_in("ann", "LETTERS"), hand_in("bob", "LETTERS"), tmp_path / "out"
    grade_class(project.root, [ann], out, SETTINGS, jobs=1)
    grade_class(project.root, [ann, bob], out, SETTINGS, jobs=1, resume=True)
    first, second = records_in(out)
    assert (second.submission, second.percent) == ("bob", 33.33)
    assert (first.started, first.seconds) == (second.started, second.seconds)


def test_a_submission_that_has_changed_is_judged_again_and_only_that(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path
) -> None:
    submissions, out = [hand_in("ann", "LETTERS"), hand_in("bob")], tmp_path / "out"
    grade_class(project.root, submissions, out, SETTINGS, jobs=1)
    file = submissions[1] / "koans/01_numbers/test_counting.py"
    file.write_text(file.read_text().replace("return ___", "return 2 * number"))
    grade_class(project.root, submissions, out, SETTINGS, jobs=1, resume=True)
    assert lines_in(out) == 3
    assert percents(out) == {"ann": 33.33, "bob": 33.33}


def test_ctrl_c_ends_everything_and_says_how_to_go_on(
    hand_in: Callable[..., Path], start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    submissions = [hand_in("ann", "LETTERS"), hand_in("bob", greet=SLOW.replace("(1)", "(300)"))]
    out = tmp_path / "out"
    process = start(out, *submissions)
    wait_for(lambda: lines_in(out) == 1)
    time.sleep(2)  # until that line is on the disk, and counted
    helpers = below(process.pid)
    assert len(helpers) >= 2
    os.kill(process.pid, signal.SIGINT)
    _, shown = process.communicate(timeout=60)
    assert process.returncode == 130
    assert f"1 of 2 are judged and kept in {out}. Go on with the same command and --resume." in shown
    assert "Traceback" not in shown
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in helpers), seconds=15)


def job_of(project: Project, submission: Path) -> Job:
    return Job(submission.name, take(submission, read_path(project.root)))


def test_a_worker_that_dies_is_replaced_and_its_submission_tried_once_more(
    project: Project, hand_in: Callable[..., Path]
) -> None:
    worker = Worker(project.root, SETTINGS, None)
    kills = threading.Thread(target=kill_workers, args=(1,))
    kills.start()
    judged = worker.judge(job_of(project, hand_in("ann", "LETTERS", greet=SLOW.replace("(1)", "(5)"))))
    kills.join()
    worker.close()
    assert isinstance(judged, Record)
    assert judged.solved == 2


def kill_workers(times: int) -> None:
    """Kill the next workers of this process, each while it judges."""
    for _ in range(times):
        os.kill(wait_for(busy_workers).pop(), signal.SIGKILL)


def busy_workers() -> set[int]:
    """Workers with a warm parent whose fork has run for half a second: what it tries while it starts is quicker."""
    before = {pid: forks_of(pid) for pid in below(os.getpid())}
    time.sleep(0.5)
    return {pid for pid, forks in before.items() if forks & forks_of(pid)}


def forks_of(worker: int) -> set[int]:
    try:
        if b"sensei.grading.worker" not in Path(f"/proc/{worker}/cmdline").read_bytes():
            return set()
    except OSError:
        return set()
    return {fork for child in below(worker) for fork in below(child)}


def test_a_submission_over_which_two_workers_die_is_marked_and_the_others_are_judged(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    slow, out = hand_in("slow", greet=SLOW.replace("(1)", "(15)")), tmp_path / "out"
    kills = threading.Thread(target=kill_workers, args=(2,))
    kills.start()
    grade_class(project.root, [slow, hand_in("ann", "LETTERS")], out, SETTINGS, jobs=1)
    kills.join()
    judged = {record.submission: record for record in records_in(out)}
    assert judged["ann"].percent == 33.33
    assert judged["slow"].percent == 0
    assert "lost twice over this submission: its process ended with signal SIGKILL" in judged["slow"].problem
    assert "1 not judged" in capfd.readouterr().out


def test_a_grader_that_cannot_start_is_one_line(project: Project, hand_in: Callable[..., Path], tmp_path: Path) -> None:
    project.write(project.first, "def broken(:\n")
    with pytest.raises(GradingError, match="own koans are not sound") as fault:
        grade_class(project.root, [hand_in("ann")], tmp_path / "out", SETTINGS, jobs=2)
    assert "\n" not in str(fault.value)


def test_on_a_terminal_there_is_a_bar_and_only_troubles_get_a_line(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path
) -> None:
    (empty := tmp_path / "empty").mkdir()
    project.write("run.py", RUN)
    arguments = [str(project.root), str(tmp_path / "out"), str(hand_in("ann", "LETTERS")), str(empty)]
    command = f"{sys.executable} run.py {' '.join(arguments)}"
    done = project.run("script", "-qec", command, "/dev/null", columns=80, TERM="xterm-256color")
    assert done.returncode == 0
    assert "2/2" in done.stdout
    assert "empty: not judged: There are no koans" in done.stdout
    assert "ann:" not in done.stdout
    assert "2 submissions" in done.stdout.splitlines()[-1]
