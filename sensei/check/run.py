"""`koans check`: the form of every topic, and a trial of each in its own process, one per core at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from sensei.check.form import faults_of_form, strays
from sensei.path import KoanPath, Topic
from sensei.source import Fault

_TOPIC_SECONDS = 600  # a topic that takes longer hangs
_LAST_WORDS = ("ERROR: ", "INTERNALERROR> ", "Fatal Python error")


@dataclass
class Findings:
    """`seconds` holds the time of each test, the quickest of its runs: {topic id: {test: s}}."""

    faults: list[Fault] = field(default_factory=list)
    seconds: dict[str, dict[str, float]] = field(default_factory=dict)


def check(path: KoanPath, topics: list[Topic], tell: Callable[[Topic, int], None]) -> Findings:
    """Prove these topics. `tell` is called with each topic and its number of faults as soon as its trial is done."""
    findings = Findings(faults_of_form(path, topics))
    if topics == path.topics:
        findings.faults += strays(path)
    ready = [topic for topic in topics if topic.source is not None and topic.koans]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for topic, (faults, seconds) in zip(ready, pool.map(lambda t: _try_topic(path.root, t), ready), strict=True):
            findings.faults += faults
            findings.seconds[topic.id] = seconds
            tell(topic, len(faults))
    findings.faults = sorted(set(findings.faults), key=lambda fault: (fault.path, fault.line, fault.what))
    return findings


def _try_topic(root: Path, topic: Topic) -> tuple[list[Fault], dict[str, float]]:
    """The trial of one topic in a pytest process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "findings.json"
        options = ["--all", "--fresh", "-q", "--tb=short", "--maxfail=0"]
        options += ["-p", "sensei.check.trial", "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", topic.path, *options]
        threads = {"OMP_NUM_THREADS": "1"}  # one topic per core
        environment = {**os.environ, **threads, "KOANS_TRIAL": str(file)}
        environment.pop("PYTEST_ADDOPTS", None)
        try:
            run = subprocess.run(
                command,
                cwd=root,
                env=environment,
                capture_output=True,
                text=True,
                timeout=_TOPIC_SECONDS,
                errors="replace",
            )
        except subprocess.TimeoutExpired:
            return [_unfinished(topic, file, f"did not end within {_TOPIC_SECONDS} s")], {}
        try:
            data = json.loads(file.read_bytes())
        except (OSError, ValueError):
            lines = [line for line in f"{run.stdout}\n{run.stderr}".split("\n") if line.startswith(_LAST_WORDS)]
            said = f" ({lines[-1].strip()})" if lines else ""
            return [_unfinished(topic, file, f"ended with status {run.returncode}{said}")], {}
    return [Fault(**fault) for fault in data["faults"]], data["seconds"]


def _unfinished(topic: Topic, file: Path, what: str) -> Fault:
    """The fault of a trial that was cut off: it names the test that ran then, and the answer that it was given."""
    try:
        last = json.loads(file.with_suffix(".now").read_bytes())
    except (OSError, ValueError):
        last = {"line": 1, "what": f"pytest collected it. See `pytest {topic.path} --all`"}
    return Fault(topic.path, last["line"], f"the trial of this topic {what} while {last['what']}")
