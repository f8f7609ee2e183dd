"""The judged process: the only place where a learner's code runs.

It is forked from the warm parent for one topic of one submission, shuts itself in, loads the answers, and runs the
tests on them. Everything that it says goes through one pipe. It never returns.
"""

from __future__ import annotations

import json
import os
import random
import re
import sys
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest
from _pytest.assertion import util as assertion
from _pytest.tmpdir import tmppath_result_key

from sensei.answers import load_copy
from sensei.blank import FillMeIn, ___
from sensei.explain import Comparison, explain
from sensei.failure import Failure
from sensei.grading.channel import Send, sender
from sensei.grading.course import Job
from sensei.grading.jail import Jail, Limits
from sensei.judge import fair_start, seed_examples
from sensei.path import Topic
from sensei.source import SourceError

Items = dict[str, list[pytest.Function]]


def judged(
    jail: Jail,
    closed: bool,
    job: Job,
    topic: Topic,
    items: Items,
    wanted: list[str],
    folder: Path,
    pipe: int,
    key: bytes,
) -> NoReturn:
    """Judge these koans, report through `pipe`, and end."""
    leave: Callable[[int], NoReturn] = os._exit
    send = sender(pipe, key)
    del key
    try:
        file = _settle_in(job, topic, folder)
        limits = Limits(job.seconds, job.memory_bytes, job.disk_bytes, _starts_processes(topic))
        jail.enter(folder, [pipe], limits, closed)
        topic = as_submitted(topic, job, file)
        send("begin", "")
        try:
            module = load_copy(file, topic)
        except SourceError as error:
            send("broken", str(error.fault).replace(str(folder) + "/", ""))
            leave(0)
        _inject(items, topic, module)
        judge_all(topic, items, wanted, job.seed, send, str(folder) + "/")
        send("end")
    finally:
        leave(1)


def _settle_in(job: Job, topic: Topic, folder: Path) -> Path:
    """Write the submitted file where it can be read, and make this process its own: folders, environment, output."""
    file = folder / topic.path
    file.parent.mkdir(parents=True)
    file.write_bytes(job.content)
    home, temporary = folder / "home", folder / "tmp"
    home.mkdir()
    temporary.mkdir()
    os.setsid()
    os.chdir(home)
    os.environ.update(HOME=str(home), TMPDIR=str(temporary), USER="learner", LOGNAME="learner")
    tempfile.tempdir = None
    sys.dont_write_bytecode = True
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return file


def _starts_processes(topic: Topic) -> bool:
    """Whether the grader's own tests of a topic use DataLoader workers."""
    return topic.source is not None and any(
        re.search(r"^[^#]*\bnum_workers=[1-9]", line) for line in topic.source.lines
    )


def as_submitted(topic: Topic, job: Job, file: Path) -> Topic:
    """The grader's topic, with its koans where they stand in the submission."""
    stubs = {stub.name: stub for stub in job.stubs}
    koans = tuple(
        replace(koan, path=str(file), line=stubs[koan.name].line, blank_line=stubs[koan.name].blank_line)
        for koan in topic.koans
    )
    submitted = replace(topic, koans=koans)
    submitted.__dict__["source"] = topic.source  # parsed already, in the warm parent
    return submitted


def _inject(items: Items, topic: Topic, module: ModuleType) -> None:
    """All answers of one author together; what is missing is not our own."""
    tests = next(item for koan in items.values() for item in koan).module
    for koan in topic.koans:
        blank = koan.blank_line is not None
        setattr(tests, koan.name, ___ if blank else getattr(module, koan.name, ___))


def judge_all(topic: Topic, items: Items, wanted: list[str], seed: int, send: Send, folder: str) -> None:
    """Run the koans in an order that nobody knows in advance."""
    order = list(wanted)
    random.Random(seed).shuffle(order)
    for name in order:
        send("begin", name)
        koan = topic.koan(name)
        assert koan is not None
        for item in items[name]:
            error, last = run(item, seed)
            if error is None:
                send("passed", item.name)
                continue
            failure = _explained(item, topic, name, error, last, folder)
            verdict = "wrong" if failure.kind == "wrong" else "error"
            send("failed", verdict, failure.text, json.dumps(failure.as_dict()), "{}")
            break
        send("done")


def run(item: pytest.Function, seed: int) -> tuple[pytest.ExceptionInfo[BaseException] | None, Comparison | None]:
    """Run one test: what was raised in it, in its fixtures or after it, and the comparison that failed last."""
    last: list[Comparison] = []

    def note(operator: str, left: object, right: object) -> None:
        last[:] = [Comparison(operator, left, right)]

    item._initrequest()
    item.stash[tmppath_result_key] = {}
    state = item.session._setupstate
    seed_examples(item, seed)
    found: pytest.ExceptionInfo[BaseException] | None = None
    assertion._reprcompare = note
    try:
        state.setup(item)
        with fair_start(seed), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            item.runtest()
    except BaseException:  # whatever a learner's code raises is an answer that fails
        found = pytest.ExceptionInfo.from_current()
    finally:
        assertion._reprcompare = None
    try:
        state.teardown_exact(None)
    except BaseException:
        found = found or pytest.ExceptionInfo.from_current()
    return found, last[0] if last else None


def _explained(
    item: pytest.Function,
    topic: Topic,
    name: str,
    error: pytest.ExceptionInfo[BaseException],
    last: Comparison | None,
    folder: str,
) -> Failure:
    """What the learner is told; a fault in what they made, its repr for one, does not keep the verdict back."""
    koan = topic.koan(name)
    assert koan is not None
    try:
        failure = explain(item, topic, koan, error, last)
        if isinstance(error.value, FillMeIn):
            failure = replace(failure, kind="wrong")
        return Failure.from_dict(json.loads(json.dumps(failure.as_dict()).replace(folder, "")))
    except BaseException as fault:
        return Failure("error", koan.id, item.name, koan.place.replace(folder, ""), error=type(fault).__name__)
