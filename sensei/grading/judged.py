"""The judged process: the only place where a learner's code runs.

Forked from the warm parent, or a standby, it is there for one topic of one submission. It shuts itself in, loads the
answers, and runs the tests on them. Everything that it says goes through one pipe. It never returns.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

from sensei import accelerator
from sensei.answers import load_copy
from sensei.blank import FillMeIn, ___
from sensei.explain import Comparison, explain
from sensei.failure import Failure
from sensei.fingerprint import print_of
from sensei.grading.channel import Send, sender
from sensei.grading.course import Job
from sensei.grading.customs import Customs, Refused
from sensei.grading.jail import Jail, Limits
from sensei.grading.machinery import LongLook
from sensei.grading.running import run
from sensei.grading.witness import testify
from sensei.path import Koan, Topic
from sensei.source import SourceError

Items = dict[str, list[pytest.Function]]
_PARTS = 3  # an answer that took longer than this part of its time is not run again
Ran = tuple[pytest.ExceptionInfo[BaseException] | None, Comparison | None]
Run = Callable[[pytest.Function, int], Ran]


@dataclass
class Ground:
    """What is prepared for the judging of one topic, before any submission is there."""

    topic: Topic
    items: Items
    tests: ModuleType
    long_look: LongLook
    customs: Customs
    controls: dict[str, list[Any]]


def judged(
    jail: Jail, closed: bool, job: Job, ground: Ground, folder: Path, pipe: int, key: bytes, kept: tuple[int, ...] = ()
) -> NoReturn:
    """Judge the koans that the job wants, report through `pipe`, and end. Of other handles, `kept` stay open."""
    leave: Callable[[int], NoReturn] = os._exit
    send = sender(pipe, key)
    del key
    try:
        file = _settle_in(job, ground.topic, folder)
        limits = Limits(job.seconds, job.memory_bytes, job.disk_bytes, starts_processes(ground.topic))
        jail.enter(folder, [pipe, *kept], limits, closed)
        send("begin", "")
        answers = _answers(job, ground, file, send)
        if answers is not None:
            for name in ground.items:
                setattr(ground.tests, name, answers.get(name, ___))
            _judge_all(job, ground, _as_submitted(ground.topic, job, file), send, _watched(ground, send))
            if changed := ground.long_look.changed():
                send("tampered", f"{changed} is not what it was")
            send("end")
    except BaseException as error:  # what a learner's code raises is caught where it runs: this is our own fault
        send("broken", f"The grader failed: {type(error).__name__}: {error}")
    finally:
        leave(1)


def _watched(ground: Ground, send: Send) -> Run:
    """`run`, before which nothing may have been replaced: an answer could leave that behind for the next test."""
    replaced, run_test = ground.long_look.replaced(), run

    def watched(item: pytest.Function, seed: int) -> Ran:
        if what := replaced():
            send("tampered", f"something of {what} was replaced between two tests")
        return run_test(item, seed)

    return watched


def _answers(job: Job, ground: Ground, file: Path, send: Send) -> dict[str, Any] | None:
    """Execute the submitted file, and lead its answers through the customs. None: that has been told."""
    topic = _as_submitted(ground.topic, job, file)
    folder = str(file.parents[2]) + "/"
    if any(koan.needs_device for koan in topic.koans if koan.name in job.wanted):
        accelerator.wake()  # it changes torch, and starts a thread: not to be taken for a learner's doing
        ground.long_look.accept()
    testify(folder, f"{ground.topic.file.parents[2]}/", send)
    try:
        module = load_copy(file, topic)
    except SourceError as error:
        send("broken", str(error.fault).replace(folder, ""))
        return None
    if changed := ground.long_look.changed():
        send("tampered", f"{changed} was changed while the file was loaded")
        return None
    answers: dict[str, Any] = {}
    for koan in topic.koans:
        if koan.line and koan.blank_line is None:
            try:
                answers[koan.name] = ground.customs.gated(koan.name, getattr(module, koan.name, ___))
            except Refused as why:
                send("refused", koan.name, str(why))
                answers[koan.name] = ___
            setattr(module, koan.name, answers[koan.name])  # pickle looks it up there
    for value in list(vars(module).values()):
        if isinstance(value, type) and value.__module__ == module.__name__:
            ground.customs.gate_class(value.__name__, value)
    return answers


def _settle_in(job: Job, topic: Topic, folder: Path) -> Path:
    """Write the submitted file where it can be read, and make this process its own: folders, environment, output."""
    file = folder / topic.path
    file.parent.mkdir(parents=True)
    file.write_bytes(job.content)
    home, temporary = folder / "home", folder / "tmp"
    home.mkdir()
    temporary.mkdir()
    if hasattr(os, "setsid") and os.getsid(0) != os.getpid():  # a standby leads its own already
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # asyncio would put its own in the place of Python's: not allowed here
    os.chdir(home)
    os.environ.update(HOME=str(home), USERPROFILE=str(home), TMPDIR=str(temporary), USER="learner", LOGNAME="learner")
    tempfile.tempdir = None
    sys.dont_write_bytecode = True
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return file


def starts_processes(topic: Topic) -> bool:
    """Whether the grader's own tests of a topic use DataLoader workers."""
    return topic.source is not None and any(
        re.search(r"^[^#]*\bnum_workers=[1-9]", line) for line in topic.source.lines
    )


def _as_submitted(topic: Topic, job: Job, file: Path) -> Topic:
    """The grader's topic, with its koans where they stand in the submission."""
    stubs = {stub.name: stub for stub in job.stubs}
    koans = tuple(
        replace(koan, path=str(file), line=stubs[koan.name].line, blank_line=stubs[koan.name].blank_line)
        for koan in topic.koans
    )
    submitted = replace(topic, koans=koans)
    submitted.__dict__["source"] = topic.source  # parsed already, in the warm parent
    return submitted


def _judge_all(job: Job, ground: Ground, topic: Topic, send: Send, run_test: Run) -> None:
    """Run the koans in an order that nobody knows in advance, each before or after a control."""
    chance = random.Random(job.seed)
    order = list(job.wanted)
    chance.shuffle(order)
    for name in order:
        control = chance.choice(ground.controls[name])
        comes_first = chance.random() < 0.5
        if comes_first:
            _try_control(job, ground, name, control, send, run_test)
        _judge(job, ground, topic, name, send, run_test)
        if not comes_first:
            _try_control(job, ground, name, control, send, run_test)
    if job.control is not None:
        koan, number = job.control
        _try_control(job, ground, koan, ground.controls[koan][number], send, run_test)


def _try_control(job: Job, ground: Ground, name: str, control: Any, send: Send, run_test: Run) -> None:
    send("control begins", name)
    own = getattr(ground.tests, name)
    accepted = _accepts(ground, name, control, job.seed, run_test)
    setattr(ground.tests, name, own)
    send("control", name, str(ground.controls[name].index(control)) if accepted else "")


def _not_told(*_what: str) -> None:
    """What a control does that the customs refuse is no learner's doing."""


def _judge(job: Job, ground: Ground, topic: Topic, name: str, send: Send, run_test: Run) -> None:
    koan = topic.koan(name)
    assert koan is not None
    folder = str(Path(koan.path).parents[2]) + "/"
    send("begin", name)
    begun = time.monotonic()
    first: Failure | None = None
    rests_on_blank = False
    prints: dict[str, dict[str, object]] = {}
    for item in ground.items[name]:
        error, last = run_test(item, job.seed)
        if error is None:
            send("passed", item.name)
            continue
        rests_on_blank = rests_on_blank or error.errisinstance(FillMeIn)
        prints[item.name] = vars(print_of(item, error))
        first = first or _explained(item, topic, koan, error, last, folder)
    if first:
        verdict = "wrong" if first.kind == "wrong" else "error"
        send("failed", verdict, first.text, json.dumps(first.as_dict()))
    send("done")
    if rests_on_blank:  # that is no misconception
        return
    if first and job.print_seed != job.seed:
        has_time = time.monotonic() - begun < job.koan_seconds / _PARTS
        prints = _prints(ground.items[name], job.print_seed, run_test) if has_time else {}
    if prints:
        send("prints", name, json.dumps(prints))


def _prints(items: list[pytest.Function], seed: int, run_test: Run) -> dict[str, dict[str, object]]:
    """How the tests fail under another seed."""
    prints: dict[str, dict[str, object]] = {}
    for item in items:
        if error := run_test(item, seed)[0]:
            prints[item.name] = vars(print_of(item, error))
        error = None  # it holds whatever the test had in memory
    return prints


def _accepts(ground: Ground, name: str, answer: Any, seed: int, run_test: Run) -> bool:
    """Whether the tests of a koan accept a wrong answer. Those without random examples are quicker, and come first."""
    try:
        setattr(ground.tests, name, ground.customs.gated(name, answer, tell=_not_told))
    except Refused:
        return False
    for item in sorted(ground.items[name], key=lambda item: hasattr(item.obj, "hypothesis")):
        error, _ = run_test(item, seed)
        if error is not None and not error.errisinstance(FillMeIn):  # a blank of the submission refuses nothing
            return False
    return True


def _explained(
    item: pytest.Function,
    topic: Topic,
    koan: Koan,
    error: pytest.ExceptionInfo[BaseException],
    last: Comparison | None,
    folder: str,
) -> Failure:
    """What the learner is told; a fault in what they made, its repr for one, does not keep the verdict back."""
    try:
        failure = explain(item, topic, koan, error, last, lambda file: koan.path if file == koan.path else "")
        if isinstance(error.value, FillMeIn):
            failure = replace(failure, kind="wrong")
        return Failure.from_dict(json.loads(json.dumps(failure.as_dict()).replace(folder, "")))
    except BaseException as fault:
        return Failure("error", koan.id, item.name, koan.place.replace(folder, ""), error=type(fault).__name__)
