"""What counts as solved, by the messages of a judged process: all expected tests, each once, and the control."""

from __future__ import annotations

import os

import pytest

from sensei.grading.channel import sender
from sensei.grading.reported import Report

KEY = b"k" * 32
BEGIN, DONE, END = ("begin", "double"), ("done",), ("end",)
ONE, TWO, OTHER = ("passed", "test_one"), ("passed", "test_two"), ("passed", "test_three")
CONTROL = (("control begins", "double"), ("control", "double", ""))
FAILED = ("failed", "wrong", "you: 5", "{}")
PRINTS = ("prints", "double", "how it failed")
REFUSED = ("refused", "double", "it leaves a thread running")


def reported(*messages: tuple[str, ...]) -> Report:
    report = Report(KEY, ("double",), {"double": ["test_one", "test_two"], "greet": ["test_ann"]})
    reading, writing = os.pipe()
    send = sender(writing, KEY)
    for message in messages:
        send(*message)
    os.close(writing)
    with open(reading, "rb") as pipe:
        report.read(pipe.read())
    return report


def verdict(*messages: tuple[str, ...]) -> str | None:
    answered = reported(*messages).answers.get("double")
    return answered.verdict if answered else None


@pytest.mark.parametrize("tests", [(ONE, TWO), (TWO, ONE)])
@pytest.mark.parametrize("control_first", [False, True])
def test_all_tests_and_the_control_solve_a_koan(tests: tuple[tuple[str, str], ...], control_first: bool) -> None:
    own = (BEGIN, *tests, DONE)
    assert verdict(*((*CONTROL, *own) if control_first else (*own, *CONTROL)), END) == "solved"


@pytest.mark.parametrize(
    "messages",
    [(), (ONE,), (ONE, ONE), (ONE, TWO, TWO), (ONE, TWO, OTHER), (ONE, OTHER), (OTHER,)],
    ids=lambda messages: "+".join(name for _, name in messages) or "none",
)
def test_missing_repeated_and_other_tests_solve_nothing(messages: tuple[tuple[str, str], ...]) -> None:
    assert verdict(BEGIN, *messages, DONE, *CONTROL, END) == "error"


def test_without_its_control_a_koan_is_not_solved() -> None:
    assert verdict(BEGIN, ONE, TWO, DONE, END) is None


def test_what_was_passed_for_one_koan_does_not_count_for_the_next() -> None:
    assert verdict(("begin", "greet"), ONE, TWO, DONE, BEGIN, DONE, *CONTROL, END) == "error"


def test_a_koan_that_has_failed_stays_so() -> None:
    assert verdict(BEGIN, ONE, FAILED, DONE, BEGIN, ONE, TWO, DONE, *CONTROL, END) == "wrong"


def test_how_a_wrong_answer_failed_is_told_after_it() -> None:
    assert reported(BEGIN, FAILED, DONE, PRINTS, *CONTROL, END).answers["double"].prints == "how it failed"
    assert reported(BEGIN, ONE, TWO, DONE, PRINTS, *CONTROL, END).answers["double"].prints == ""
    assert reported(REFUSED, BEGIN, FAILED, DONE, PRINTS, *CONTROL, END).answers["double"].prints == ""


def test_what_the_customs_refuse_is_not_solved() -> None:
    report = reported(BEGIN, REFUSED, ONE, TWO, DONE, *CONTROL, END)
    assert report.answers["double"].verdict == "refused"
    assert report.answers["double"].message == "Refused: it leaves a thread running."


def test_only_what_is_wanted_is_answered() -> None:
    assert reported(("begin", "greet"), ("passed", "test_ann"), DONE, ("control", "greet", ""), END).answers == {}


def test_nothing_is_taken_in_after_the_end_or_after_tampering() -> None:
    assert verdict(END, BEGIN, ONE, TWO, DONE, *CONTROL) is None
    report = reported(BEGIN, ONE, ("tampered", "what was seen"), TWO, DONE, *CONTROL)
    assert (report.answers, report.tampered) == ({}, "what was seen")


def test_the_koan_that_ran_when_its_process_ended_gets_the_blame() -> None:
    report = reported(BEGIN, ONE)
    report.end_early("timed out", "This took too long")
    assert report.answers["double"].verdict == "timed out"
    report = reported(BEGIN, ONE, TWO, DONE, CONTROL[0])
    report.end_early("error", "Python has crashed")
    assert report.answers["double"].verdict == "error"
