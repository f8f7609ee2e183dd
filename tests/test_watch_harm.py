"""What answers can do to the process that judges them does nothing to the watch."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psutil
import pytest

from tests.conftest import Project
from tests.test_walk import FIRST
from tests.watch_help import PlainWatch

pytestmark = pytest.mark.timeout(180)

LOOP = "while True:\n        pass"
UNSTOPPABLE = (
    "import signal\n    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})\n    while True:\n        pass"
)
CRASH = "import ctypes\n    return ctypes.string_at(0)"
MEMORY = "return len(bytearray(10**12))"
TALK = "while True:\n        print('x' * 1000)"
CHATTER_BELOW_PYTHON = "import os\n    while True:\n        os.write(2, b'x' * 1000)"
LEFT_BEHIND = """import subprocess
    with open("left", "w") as file:
        file.write(str(subprocess.Popen(["sleep", "1000"]).pid))
    return 0"""


@pytest.fixture(params=["fork", "spawn"])
def watch(project: Project, request: pytest.FixtureRequest) -> Iterator[PlainWatch]:
    """A watch that stands at `double`, and gives each test 3 seconds."""
    project.solve("LETTERS")
    project.pytest("koans")
    watch = PlainWatch(project, f"--workers={request.param}", "--seconds=3")
    assert "to fill in" in watch.verdict()[0]
    yield watch
    watch.close()


def answer(project: Project, body: str) -> None:
    project.replace(project.first, "    return ___", f"    {body}")


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        (LOOP, 15, "This took too long and was stopped. Is there a loop that never ends?"),
        (UNSTOPPABLE, 17, "This took more than 3 s and was stopped. Is there a loop that never ends?"),
        ("import os\n    os._exit(0)", 13, "Your answer ended Python itself"),
        ("raise SystemExit", 15, "SystemExit"),
        (CRASH, 16, "Your answer crashed Python: Segmentation fault."),
        (MEMORY, 15, "MemoryError"),
        (TALK, 16, "This took too long and was stopped."),
        (CHATTER_BELOW_PYTHON, 17, "This took too long and was stopped."),
    ],
    ids=["loop", "unstoppable", "exit", "SystemExit", "crash", "memory", "print", "write"],
)
def test_an_answer_that_does_harm_is_told_with_its_line(
    project: Project, watch: PlainWatch, body: str, line: int, said: str
) -> None:
    answer(project, body)
    told = watch.verdict()[-1]
    assert said in told
    assert told.startswith(tuple(f"{FIRST}:{number}: error: double: " for number in (line, line + 1)))
    project.replace(project.first, body, "return number")
    assert "you: 2, expected: 4" in watch.verdict()[-1]


def test_a_loop_is_ended_at_once_by_the_next_save(project: Project, watch: PlainWatch) -> None:
    answer(project, UNSTOPPABLE)
    watch.until("judging")
    time.sleep(1.5)
    project.replace(project.first, UNSTOPPABLE, "return number")
    lines = watch.verdict()
    assert "you: 2, expected: 4" in lines[-1]
    assert "stopped" not in " ".join(lines)


def test_a_loop_in_the_import_is_told_with_its_line(project: Project, watch: PlainWatch) -> None:
    answer(project, "return number")
    watch.verdict()
    project.replace(project.first, "def double", "while True:\n    pass\n\n\ndef double")
    told = watch.verdict()[-1]
    assert told.startswith((f"{FIRST}:13: ", f"{FIRST}:14: "))
    assert "this took too long while the file was imported. Is there a loop that never ends?" in told


def test_what_an_answer_has_started_ends_with_it(project: Project, watch: PlainWatch) -> None:
    answer(project, LEFT_BEHIND)
    assert "you: 0, expected: 4" in watch.verdict()[-1]
    left = int((project.root / "left").read_text(encoding="utf-8"))
    end = time.monotonic() + 10
    while psutil.pid_exists(left) and psutil.Process(left).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < end
        time.sleep(0.1)
