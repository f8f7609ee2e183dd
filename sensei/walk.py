"""One pytest run over the koans: what has to be run, in which order, where to stop, and what came of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sensei.answers import OWN, SOLUTIONS, chapters_of
from sensei.explain import Comparison
from sensei.failure import Failure
from sensei.path import Koan, KoanPath, Topic, read_path
from sensei.progress import Progress

KEY = pytest.StashKey["Walk"]()


def the_walk(config: pytest.Config) -> Walk:
    return config.stash[KEY]


@dataclass
class Result:
    """What is known of one koan after the run: the tests that were asked for, that passed, and the first failure."""

    expected: set[str] = field(default_factory=set)
    passed: list[str] = field(default_factory=list)
    failed: bool = False
    failure: Failure | None = None
    remembered: bool = False


class Walk:
    """The koans of one run. `stops` says whether it ends at the first koan that is not solved."""

    def __init__(self, config: pytest.Config) -> None:
        options = config.option
        self.config = config
        self.root = config.rootpath
        self.whose: str = options.answers or OWN
        self.chapters = None if self.whose in (OWN, SOLUTIONS) else _other_copy(config, self.whose)
        self.path: KoanPath = read_path(self.root, self.chapters or ("own" if self.whose == OWN else "solutions"))
        self._order = {koan.id: i for i, koan in enumerate(self.path.koans, start=1)}
        self.progress = Progress(self.root)
        self.results: dict[str, Result] = {}
        self.broken: dict[str, str] = {}  # topic id -> the fault that kept it from being collected
        self.current: Koan | None = None  # the first koan that is not solved
        self.newly_solved: set[str] = set()
        self.last: Comparison | None = None
        one_by_one = any("::" in arg for arg in config.args)
        spread = bool(getattr(options, "numprocesses", None)) or hasattr(config, "workerinput")
        own = self.whose == OWN
        self.stops = own and not (options.all or _on_ci() or one_by_one or spread or options.collectonly)
        self.remembers = own and not options.fresh and not one_by_one and not options.collectonly
        self.asked = [topic for topic in self.path.topics if self._is_asked(topic)]
        self._topics = {self.root / topic.path: topic for topic in self.path.topics}
        self.plan = self._plan() if self.stops and not _filters(options) else {}

    def _is_asked(self, topic: Topic) -> bool:
        file = self.root / topic.path
        folder = self.config.invocation_params.dir
        wanted = [Path(os.path.abspath(folder / arg.partition("::")[0])) for arg in self.config.args]
        return any(file.is_relative_to(path) for path in wanted)

    def _plan(self) -> dict[str, list[tuple[Koan, str]]]:
        """{topic: its tests whose outcome is known}: such a topic is not imported. No tests: not even reached."""
        plan: dict[str, list[tuple[Koan, str]]] = {}
        blank = False
        for topic in self.asked:
            if any(fault.path != topic.path for fault in topic.faults) or topic.source is None:
                continue
            known: list[tuple[Koan, str]] = []
            for koan in [] if blank else topic.koans:
                if (names := self.remembered(koan)) is not None:
                    known += [(koan, name) for name in names]
                elif koan.blank_line:
                    known += [(koan, name) for name in koan.tests]
                    blank = True
                    break
                else:
                    break
            else:
                plan[topic.id] = known
                continue
            if blank:
                plan[topic.id] = known
        return plan

    def remembered(self, koan: Koan) -> list[str] | None:
        return self.progress.solved(koan) if self.remembers else None

    def topic_of(self, file: Path) -> Topic | None:
        return self._topics.get(file)

    def koan_of(self, item: pytest.Item) -> Koan | None:
        topic = self.topic_of(item.path)
        name = getattr(item, "originalname", item.name)
        return topic.koan_of_test.get(name) if topic else None

    def place_of(self, item: pytest.Item) -> int:
        """Where on the path an item stands, from 1; 0 for tests that judge no koan."""
        koan = self.koan_of(item)
        return self._order[koan.id] if koan else 0

    def koan_at(self, nodeid: str) -> Koan | None:
        """The koan that a node id belongs to: reports of other processes bring nothing else."""
        file, _, name = nodeid.partition("::")
        topic = self.topic_of(self.root / file)
        return topic.koan_of_test.get(name.partition("[")[0]) if topic else None

    def result(self, koan: Koan) -> Result:
        return self.results.setdefault(koan.id, Result())

    def is_solved(self, koan: Koan) -> bool:
        """Whether the koan is solved now: judged in this run, or remembered from an earlier one."""
        result = self.results.get(koan.id)
        if result is None or not (result.passed or result.failed):
            return self.progress.solved(koan) is not None if self.whose == OWN else False
        return not result.failed and result.expected <= set(result.passed) and self._names_all_tests(koan, result)

    @staticmethod
    def _names_all_tests(koan: Koan, result: Result) -> bool:
        return set(koan.tests) == {name.partition("[")[0] for name in result.passed}

    def save(self) -> None:
        """Remember what this run has shown. A test that was asked for with its parameter alone proves no koan."""
        if self.whose != OWN or hasattr(self.config, "workerinput") or self.config.option.collectonly:
            return
        some = any("[" in arg for arg in self.config.args)
        for topic in self.path.topics:
            judged = [koan for koan in topic.koans if koan.id in self.results]
            solved = {k.name: self.results[k.id].passed for k in judged if self.is_solved(k) and not some}
            unsolved = {k.name for k in judged if self.results[k.id].failed}
            self.newly_solved |= {k.id for k in judged if k.name in solved and self.progress.solved(k) is None}
            if solved or unsolved:
                self.progress.record(topic, solved, unsolved)
        self.progress.save()


def _other_copy(config: pytest.Config, folder: str) -> Path:
    chapters = chapters_of(config.invocation_params.dir / folder)
    if chapters is None:
        raise pytest.UsageError(
            f"--answers {folder}: give `solutions`, or a folder that holds another copy of the koans"
        )
    return chapters


def _on_ci() -> bool:
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def _filters(options: Any) -> bool:
    """Whether a subset of the tests is asked for in a way that only pytest can tell."""
    names = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "failedfirst", "newfirst", "stepwise")
    return any(getattr(options, name, None) for name in names)
