"""A class on a dask cluster: real schedulers, real workers in processes of their own, some of them killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import distributed
import pytest

from sensei.grading.classroom import grade_class
from sensei.grading.record import GradingError
from sensei.grading.settings import Settings
from tests.conftest import Project
from tests.test_classroom import SLOW, hand_in, lines_in, percents, wait_for

__all__ = ["hand_in"]  # the fixture
pytestmark = pytest.mark.timeout(240)
SETTINGS = Settings(secret=bytes(32), koan_seconds=20)


@pytest.fixture
def cluster(project: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[distributed.LocalCluster]:
    """Two workers, started in the folder of the koans as the documentation says."""
    monkeypatch.chdir(project.root)
    options = {"processes": True, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(n_workers=2, **options) as cluster:
        yield cluster


def graders() -> set[str]:
    """The warm graders on this machine whose worker is a child of this process's cluster."""
    found = set()
    for process in Path("/proc").iterdir():
        try:
            if b"sensei.grading.worker" in (process / "cmdline").read_bytes():
                found.add(process.name)
        except OSError:
            continue
    return found


def test_a_cluster_gives_what_one_machine_gives_and_keeps_nothing(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path, cluster: distributed.LocalCluster
) -> None:
    submissions = [hand_in("ann", "LETTERS", "double"), hand_in("bob", "LETTERS"), hand_in("b/ann"), hand_in("cem")]
    before = graders()
    grade_class(project.root, submissions, tmp_path / "out", SETTINGS, cluster=cluster.scheduler_address)
    assert percents(tmp_path / "out") == {"ann": 66.67, "bob": 33.33, "b/ann": 0, "cem": 0}
    assert "</html>" in (tmp_path / "out" / "report.html").read_text()
    wait_for(lambda: graders() <= before, seconds=20)


def test_a_machine_needs_none_of_the_submissions(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path, cluster: distributed.LocalCluster
) -> None:
    """It is gone when the graders have started."""
    submission = hand_in("ann", "LETTERS", "greet")

    def hide() -> None:
        wait_for(lambda: (tmp_path / "out" / "class.json").exists())
        wait_for(lambda: graders())
        submission.rename(tmp_path / "elsewhere")

    hidden = threading.Thread(target=hide)
    hidden.start()
    grade_class(project.root, [submission], tmp_path / "out", SETTINGS, cluster=cluster.scheduler_address)
    hidden.join()
    assert percents(tmp_path / "out") == {"ann": 66.67}


def test_when_a_worker_of_the_cluster_is_lost_midway_every_submission_is_judged_once(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path, cluster: distributed.LocalCluster
) -> None:
    submissions = [hand_in(f"learner{n}", greet=SLOW.replace("(1)", f"(1.{n})")) for n in range(6)]
    out = tmp_path / "out"

    def kill_one() -> None:
        wait_for(lambda: lines_in(out) >= 2)
        pids = distributed.Client(cluster, set_as_default=False).run(os.getpid)
        os.kill(next(iter(pids.values())), signal.SIGKILL)

    kill = threading.Thread(target=kill_one)
    kill.start()
    grade_class(project.root, submissions, out, SETTINGS, cluster=cluster.scheduler_address)
    kill.join()
    assert lines_in(out) == 6
    assert percents(out) == {f"learner{n}": 33.33 for n in range(6)}


def test_machines_with_other_koans_are_refused(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path, cluster: distributed.LocalCluster,
    make_project: Callable[[Path], Project],
) -> None:  # fmt: skip
    ours = make_project(tmp_path / "ours")
    ours.replace(ours.first, "double(2) == 4", "double(3) == 6")
    with pytest.raises(GradingError, match="has other koans, or other versions") as fault:
        grade_class(ours.root, [hand_in("ann")], tmp_path / "out", SETTINGS, cluster=cluster.scheduler_address)
    assert "\n" not in str(fault.value)


def test_where_no_scheduler_answers_one_line_says_so(
    project: Project, hand_in: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sensei.grading.cluster._CONNECT_SECONDS", 1)
    with pytest.raises(GradingError, match="No dask scheduler answers at") as fault:
        grade_class(project.root, [hand_in("ann")], tmp_path / "out", SETTINGS, cluster="tcp://127.0.0.1:1")
    assert "\n" not in str(fault.value)


def test_without_dask_one_line_says_what_to_install(project: Project) -> None:
    code = "import sys; sys.modules['distributed'] = None\nimport sensei.grading.classroom\n"
    code += (
        "try:\n    import sensei.grading.cluster\nexcept Exception as error:\n    print(type(error).__name__, error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=project.environment())
    assert done.stdout == 'GradingError --cluster needs dask: python -m pip install -e ".[cluster]"\n'
