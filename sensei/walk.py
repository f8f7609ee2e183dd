"""One pytest run over the koans: what has to be run, in which order, where to stop, and what came of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sensei.answers import GIVEN, OWN, SOLUTIONS, Given, answers_for, chapters_of
from sensei.arguments import expanded
from sensei.explain import Comparison
from sensei.failure import Failure
from sensei.outline import quick_path
from sensei.path import Koan, KoanPath, Topic, read_path
from sensei.progress import Progress
from sensei.source import read
from sensei.standing import walk_order
from sensei.verified import counted, why_not

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

    @property
    def was_judged(self) -> bool:
        return self.failed or bool(self.passed)


class Walk:
    """The koans of one run. `stops` says whether it ends at the first koan that is not solved."""

    def __init__(self, config: pytest.Config, path: KoanPath | None = None) -> None:
        options = config.option
        self.config = config
        self.root = config.rootpath
        self.given = next((plugin for plugin in config.pluginmanager.get_plugins() if isinstance(plugin, Given)), None)
        self.whose: str = GIVEN if self.given else OWN if options.answers is None else options.answers
        self.chapters = None if self.whose in (OWN, SOLUTIONS, GIVEN) else _other_copy(config, self.whose)
        self.path = path or self._read_path()
        config.args = expanded(config.args, self.path, config.invocation_params.dir)
        self.progress = Progress(self.root)
        self.results: dict[str, Result] = {}
        self.broken: dict[str, str] = {}  # topic id -> the fault that kept it from being collected
        self.current: Koan | None = None  # the first koan that is not solved
        self.newly_solved: set[str] = set()
        self.last: Comparison | None = None
        one_by_one = any("::" in arg for arg in config.args)
        self.whole = not (one_by_one or options.collectonly or _filters(options))  # no koan is asked for in part
        spread = bool(getattr(options, "numprocesses", None)) or hasattr(config, "workerinput")
        own = self.whose == OWN
        self.stops = own and not (options.all or _on_ci() or one_by_one or spread or options.collectonly)
        self.remembers = own and not (options.fresh or options.seed or one_by_one or options.collectonly)
        self.order = walk_order(self.path, self.progress.start if self.stops else "")
        self._place = {koan.id: i for i, koan in enumerate(self.order, start=1)}
        self.asked = [topic for topic in self.path.topics if self._is_asked(topic)]
        self._topics = {self.root / topic.path: topic for topic in self.path.topics}
        self.plan = self._plan() if self.stops and not _filters(options) else {}

    def _read_path(self) -> KoanPath:
        if self.given:
            return self.given.path
        return quick_path(self.root) if self.whose == OWN else read_path(self.root, self.chapters or "solutions")

    def answers_for(self, topic: Topic, module: ModuleType) -> dict[str, Any]:
        """{koan: answer} to be set on the module of a topic; may raise `SourceError`."""
        return self.given.answers(topic, module) if self.given else answers_for(topic, self.whose, self.chapters)

    def shown(self, koan: Koan, file: str) -> str:
        """What a file is called in messages if the answer to `koan` is written there, or "" for any other file."""
        if self.given:
            return self.given.shown(file)
        return koan.path if file == str(self.root / koan.path) else ""

    def _is_asked(self, topic: Topic) -> bool:
        file = self.root / topic.path
        folder = self.config.invocation_params.dir
        wanted = [Path(os.path.abspath(folder / arg.partition("::")[0])) for arg in self.config.args]
        return any(file.is_relative_to(path) for path in wanted)

    def _plan(self) -> dict[str, list[tuple[Koan, str]]]:
        """{topic: its tests whose outcome is known}: such a topic is not imported. No tests: not even reached."""
        topics = {topic.id: topic for topic in self.asked if not topic.broken}
        plan: dict[str, list[tuple[Koan, str]]] = {topic: [] for topic in topics}
        unknown = {topic.id for topic in self.asked if topic.has_own_tests}
        for koan in self.order:
            topic = topics.get(koan.topic_id)
            if topic is None:
                continue
            names = self.remembered(koan)
            is_blank = names is None and not why_not(koan) and koan.blank_line is not None and bool(koan.tests)
            if is_blank and topic.source and not any(map(topic.source.has_parameters, koan.tests)):
                names = list(koan.tests)
            if names is None:
                unknown.add(topic.id)
            else:
                plan[topic.id] += [(koan, name) for name in names]
            if is_blank:
                break  # the walk stops here, or before
        return {topic: tests for topic, tests in plan.items() if topic not in unknown}

    def remembered(self, koan: Koan) -> list[str] | None:
        return self.progress.solved(koan) if self.remembers else None

    def topic_of(self, file: Path) -> Topic | None:
        return self._topics.get(file)

    def koan_of(self, item: pytest.Item) -> Koan | None:
        topic = self.topic_of(item.path)
        name = getattr(item, "originalname", item.name)
        return topic.koan_of_test.get(name) if topic else None

    def place_of(self, item: pytest.Item) -> int:
        """Where on the path an item stands, from 1. A learner's own test in a topic stands at the end of the topic."""
        topic, koan = self.topic_of(item.path), self.koan_of(item)
        if koan is None and topic is not None and topic.koans:
            koan = topic.koans[-1]
        return self._place[koan.id] if koan else 0

    def koan_at(self, nodeid: str) -> Koan | None:
        """The koan that a node id belongs to: reports of other processes bring nothing else."""
        file, _, name = nodeid.partition("::")
        topic = self.topic_of(self.root / file)
        return topic.koan_of_test.get(name.partition("[")[0]) if topic else None

    def result(self, koan: Koan) -> Result:
        return self.results.setdefault(koan.id, Result())

    def is_solved(self, koan: Koan) -> bool:
        """Whether the koan is solved now: judged in this run, or remembered from an earlier one."""
        if koan.id in self.results and self.results[koan.id].failed:
            return False
        return self.is_proved(koan) or (self.whose == OWN and self.progress.solved(koan) is not None)

    def stands_on_solved(self, koan: Koan, test: str) -> bool:
        """Whether the other koans that the answer to `koan` uses, or its test, are solved. May raise `SourceError`."""
        if self.given:  # whoever gives the answers has seen to that
            return True
        topic = next(topic for topic in self.path.topics if topic.id == koan.topic_id)
        used = topic.source.names_used(test) if topic.source else set()
        if koan.path != topic.path:  # the answer stands in another copy
            used = used | read(self.root / koan.path, koan.path).names_used(koan.name)
        return all(self.is_solved(other) for other in topic.koans if other.name in used - {koan.name})

    def is_proved(self, koan: Koan) -> bool:
        """Whether all tests of the koan have passed in this run."""
        result = self.results.get(koan.id)
        if result is None or result.failed or not result.passed:
            return False
        names = {name.partition("[")[0] for name in result.passed}
        return result.expected <= set(result.passed) and set(koan.tests) == names

    @property
    def falls_short(self) -> bool:
        """Whether something that was asked for is not solved, even where no test has failed: its tests may be gone."""
        if not self.whole or hasattr(self.config, "workerinput"):
            return False
        return any(topic.faults or not all(map(self.is_solved, counted(topic.koans))) for topic in self.asked)

    def save(self) -> None:
        """Remember what this run has shown. Where a part of the tests is asked for, it may prove no koan."""
        if self.whose != OWN or hasattr(self.config, "workerinput") or self.config.option.collectonly:
            return
        some = any("[" in arg for arg in self.config.args) or bool(_filters(self.config.option))
        self.progress.reload()
        for topic in self.path.topics:
            judged = [koan for koan in topic.koans if koan.id in self.results]
            solved = {k.name: self.results[k.id].passed for k in judged if self.is_proved(k) and not some}
            unsolved = {k.name for k in judged if self.results[k.id].failed}
            self.newly_solved |= {k.id for k in judged if k.name in solved and self.progress.solved(k) is None}
            if solved or unsolved:
                self.progress.record(topic, solved, unsolved)
        self.progress.save()


def _other_copy(config: pytest.Config, folder: str) -> Path:
    given = os.path.normpath(config.invocation_params.dir / Path(folder).expanduser())
    chapters = chapters_of(Path(given)) if folder else None
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
