"""A pytest process of its own for each topic, in which a plugin tries answers and writes down what came of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sensei.path import Topic
from sensei.source import Fault

_FINDINGS = "KOANS_TRIAL"  # names the file that the plugin writes
_TOPIC_SECONDS = 1800  # a topic that takes longer hangs
_LAST_WORDS = ("ERROR: ", "INTERNALERROR> ", "Fatal Python error")

Found = dict[str, Any] | Fault


def try_topics(root: Path, topics: list[Topic], plugin: str) -> Iterator[tuple[Topic, Found]]:
    """What `plugin` writes down of each topic, or the fault that stopped it. One per core at once."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        yield from zip(topics, pool.map(lambda topic: _try(root, topic, plugin), topics), strict=True)


def write_findings(findings: dict[str, Any]) -> None:
    """For the plugin, at its end."""
    Path(os.environ[_FINDINGS]).write_text(json.dumps(findings), encoding="utf-8")


def write_what_runs(line: int, what: str) -> None:
    """For the plugin, before each test: it may end this process. `line` is one of the topic's file."""
    now = Path(os.environ[_FINDINGS]).with_suffix(".now")
    now.write_text(json.dumps({"line": line, "what": what}), encoding="utf-8")


def _try(root: Path, topic: Topic, plugin: str) -> Found:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "findings.json"
        options = ["--all", "--fresh", "-q", "--tb=short", "--maxfail=0", "-p", plugin, "-p", "no:cacheprovider"]
        threads = {"OMP_NUM_THREADS": "1"}  # one topic per core
        environment = {**os.environ, **threads, _FINDINGS: str(file)}
        environment.pop("PYTEST_ADDOPTS", None)
        try:
            run = subprocess.run(
                [sys.executable, "-m", "pytest", topic.path, *options],
                cwd=root,
                env=environment,
                capture_output=True,
                text=True,
                timeout=_TOPIC_SECONDS,
                errors="replace",
            )
        except subprocess.TimeoutExpired:
            return _unfinished(topic, file, f"did not end within {_TOPIC_SECONDS} s")
        try:
            data: dict[str, Any] = json.loads(file.read_bytes())
        except (OSError, ValueError):
            lines = [line for line in f"{run.stdout}\n{run.stderr}".split("\n") if line.startswith(_LAST_WORDS)]
            said = f" ({lines[-1].strip()})" if lines else ""
            return _unfinished(topic, file, f"ended with status {run.returncode}{said}")
    return data


def _unfinished(topic: Topic, file: Path, what: str) -> Fault:
    """The fault of a trial that was cut off: it names the test that ran then, and the answer that it was given."""
    try:
        last = json.loads(file.with_suffix(".now").read_bytes())
    except (OSError, ValueError):
        last = {"line": 1, "what": f"pytest collected it. See `pytest {topic.path} --all`"}
    return Fault(topic.path, last["line"], f"the trial of this topic {what} while {last['what']}")
