"""`koans watch` on a terminal: its keys, its pages, and the terminal afterwards."""

from __future__ import annotations

import signal
import sys
import termios
import time
from collections.abc import Callable, Iterator

import pytest

from tests.conftest import Project
from tests.watch_help import WATCH, TerminalWatch, alive_after, family

pytestmark = pytest.mark.timeout(180)

Start = Callable[..., TerminalWatch]


@pytest.fixture
def start(project: Project) -> Iterator[Start]:
    watches: list[TerminalWatch] = []

    def begin(*command: str, **environment: str) -> TerminalWatch:
        watches.append(TerminalWatch(project, *command, **environment))
        watches[-1].wait_for("waiting for a save")
        return watches[-1]

    yield begin
    for watch in watches:
        watch.close()


@pytest.mark.parametrize(
    "command", [WATCH, (sys.executable, "-m", "pytest", "koans", "--watch")], ids=["koans", "pytest"]
)
def test_a_page_at_each_save(project: Project, start: Start, command: tuple[str, ...]) -> None:
    watch = start(*command)
    page = watch.text
    assert "0 of 3 koans" in page
    assert 'How many letters has "tensor"?' in page
    assert "h hint · l list · n next · p previous · r run all · q quit" in page
    watch.raw = ""
    project.answer("LETTERS", "7")
    page = watch.wait_for("The quotes are no letters.")
    assert "you: 7     expected: 6" in page
    watch.raw = ""
    project.replace(project.first, "LETTERS = 7", "LETTERS = 6")
    page = watch.wait_for("Fill in ___ at koans/01_numbers/test_counting.py:15")
    assert "✓ LETTERS: Words have letters." in page
    assert "1 of 3 koans" in page


def test_each_key_does_what_it_says(project: Project, start: Start) -> None:
    watch = start()
    watch.press("h")
    assert "Count them." in watch.wait_for("waiting for a save")
    watch.press("h")
    watch.wait_for("t-e-n-s-o-r.")
    watch.press("l")
    page = watch.wait_for("Any key goes back.")
    assert "greet" in page
    watch.press("x")
    assert "LETTERS" in watch.wait_for("waiting for a save")
    watch.press("n")
    assert "double" in watch.wait_for("waiting for a save")
    watch.press("p")
    assert "LETTERS" in watch.wait_for("waiting for a save")
    watch.press("p")
    assert "greet" in watch.wait_for("waiting for a save")
    watch.press("q")
    assert watch.end() == 0, watch.text
    assert "Nothing is lost: `koans watch` goes on from here." in watch.text


def test_run_all_lists_what_is_wrong(project: Project, start: Start) -> None:
    project.answer("double", "number**3")
    project.solve("greet")
    watch = start()
    watch.press("r")
    page = watch.wait_for("Ran all: 1 solved, 1 wrong, the rest still to fill in.")
    assert "That is the square." in page
    assert "1 of 3 koans" in page


@pytest.mark.parametrize("moment", ["at once", "while it waits", "while it judges"])
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "kill"])
def test_the_terminal_is_left_as_it_was(project: Project, start: Start, moment: str, end: signal.Signals) -> None:
    if moment == "while it judges":
        project.replace(project.first, "LETTERS = ___", "LETTERS = 6")
        project.replace(project.first, "    return ___", "    while True:\n        pass")
    watch = start() if moment != "while it judges" else TerminalWatch(project)
    if moment == "while it judges":
        watch.wait_for("judging koans")
    if moment != "at once":
        time.sleep(1)
    assert termios.tcgetattr(watch.theirs) != watch.settings
    processes = family(watch.process.pid)
    watch.process.send_signal(end)
    assert watch.end() == 0, watch.text
    assert termios.tcgetattr(watch.theirs) == watch.settings
    assert watch.raw.rfind("\x1b[?25h") > watch.raw.rfind("\x1b[?25l")
    assert alive_after(processes) == []
    assert "Traceback" not in watch.text
    if moment == "while it judges":
        watch.close()


def test_a_small_terminal_shows_what_matters_now(project: Project, start: Start) -> None:
    watch = start(COLUMNS="40", LINES="8")
    lines = watch.text.rstrip().split("\n")
    assert len(lines) <= 8
    assert "Fill in ___ at" in watch.text
