"""A process that has imported and collected everything before there is a submission.

The warm parent, whose `main` is here, forks a judged process for each job, and no learner's code runs in it. A
`standby` becomes the judged process of one job. Neither ever sees the teacher's book, the class's secret or another
submission than those that it is given.
"""

from __future__ import annotations

import gc
import importlib
import os
import platform
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook
from _pytest.debugging import pytestPDB

from sensei.collect import load_hypothesis_profile
from sensei.grading.controls import load
from sensei.grading.course import Course, Job, Question
from sensei.grading.customs import Customs, all_classes
from sensei.grading.forks import Forks
from sensei.grading.isolation import Level, reached
from sensei.grading.jail import Jail
from sensei.grading.judged import Ground, Items
from sensei.grading.machinery import LongLook, library_look, short_look
from sensei.grading.recognize import Recognizer
from sensei.grading.remains import remove
from sensei.grading.supervise import Supervisor
from sensei.path import Topic

# What tests import when they first need it: once here, not once in each judged process.
_LATER = """
    torch torch._dynamo torch.testing torch.optim torch.utils.data torch.distributed.tensor torchvision
    torchvision.transforms.v2 torchvision.io matplotlib.pyplot matplotlib.backends.backend_agg PIL.PngImagePlugin
    hypothesis.extra.numpy numpy.testing sensei.strategies sensei.accelerator sensei.fashion sensei.machines
"""

# Of the system: fonts, time zones, libraries, what processors there are.
_READABLE = """
    /usr/share /usr/lib /usr/lib64 /lib /lib64 /etc/fonts /dev/null /dev/urandom
    /proc/cpuinfo /proc/meminfo /sys/devices/system/cpu
"""


@dataclass
class Ready:
    """What such a process says when it has collected: the tests of each koan, and what this machine is."""

    items: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    not_verified: dict[str, str] = field(default_factory=dict)
    torch: str = ""
    isolation: Level = "none"
    isolation_facts: tuple[str, ...] = ()
    python: str = platform.python_version()


Grounds = dict[str, Ground]  # of each topic
Serve = Callable[[Ready, Grounds, Jail], None]


class WarmModule(pytest.Module):
    """A topic file. A stub called `test_loop` is not a test."""

    koans: frozenset[str] = frozenset()

    def istestfunction(self, obj: object, name: str) -> bool:
        return name not in self.koans and super().istestfunction(obj, name)

    def istestclass(self, obj: object, name: str) -> bool:
        return name not in self.koans and super().istestclass(obj, name)


class Warm:
    """A pytest plugin: in place of running what was collected, it lets `serve` answer jobs."""

    def __init__(self, course: Course, serve: Serve) -> None:
        self.topics = {topic.file: topic for topic in course.topics}
        self.folder, self.controls = course.folder, course.controls
        self.serve = serve
        self.ready = Ready()

    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
        topic = self.topics.get(module_path)
        if topic is None:
            return None
        module = WarmModule.from_parent(parent, path=module_path)
        module.koans = frozenset(koan.name for koan in topic.koans)
        return module

    @pytest.fixture
    def picture(self) -> Callable[[object], None]:
        """What a learner's run shows of a figure is not needed here."""
        return _nothing

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.ready.broken[report.nodeid] = report.longreprtext

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = self._items(session)
        self._look_around(items)
        grounds = self._grounds(items)
        _rest()
        _forget_session()
        jail = Jail([*map(Path, _READABLE.split()), self.folder / "koans", *_data_folders()])
        self.ready.isolation, self.ready.isolation_facts = reached(jail)
        self.serve(self.ready, grounds, jail)
        return True

    def _items(self, session: pytest.Session) -> dict[str, Items]:
        """{topic id: {koan: its tests}}, every koan of the path among them."""
        found: dict[str, Items] = {topic.id: {koan.name: [] for koan in topic.koans} for topic in self.topics.values()}
        for item in session.items:
            topic = self.topics.get(item.path)
            if topic is not None and isinstance(item, pytest.Function):
                koan = topic.koan_of_test.get(item.originalname)
                if koan is not None:
                    found[topic.id][koan.name].append(item)
        return found

    def _grounds(self, items: dict[str, Items]) -> Grounds:
        """What every judged process of a topic needs, made once. The classes that there are now are no learner's."""
        modules = library_look()
        classes = all_classes()
        grounds: Grounds = {}
        for topic in self.topics.values():
            tests = next((item.module for found in items[topic.id].values() for item in found), None)
            if tests is None or topic.source is None:
                continue
            koans = set(items[topic.id])
            customs = Customs(topic.source, tests, short_look(tests, koans), classes)
            look = LongLook(modules, tests, koans)
            controls = {name: [_nothing] for name in koans} | load(self.controls[topic.id])
            grounds[topic.id] = Ground(topic, items[topic.id], tests, look, customs, controls)
        return grounds

    def _look_around(self, items: dict[str, Items]) -> None:
        from sensei.verified import why_not

        for item in (item for koans in items.values() for tests in koans.values() for item in tests):
            known = {"request", *item._fixtureinfo.name2fixturedefs}
            if unknown := [name for name in item.fixturenames if name not in known]:
                self.ready.broken[item.nodeid] = (
                    f"{item.name} asks for the fixture `{unknown[0]}`, which is unknown here"
                )
        for topic in self.topics.values():
            self.ready.items[topic.id] = {name: [i.name for i in tests] for name, tests in items[topic.id].items()}
            self.ready.not_verified |= {koan.id: why for koan in topic.koans if (why := why_not(koan))}
            _ = topic.source, topic.koan_of_test  # read now, so that no job has to wait for it
        torch = sys.modules.get("torch")
        self.ready.torch = str(getattr(torch, "__version__", ""))


def _nothing(*_arguments: object, **_named: object) -> None:
    """The control where the book has none that stands on its own."""


def _data_folders() -> list[Path]:
    return [Path(os.environ[name]) for name in ("KOANS_CACHE", "KOANS_FASHION_MNIST") if name in os.environ]


def _rest() -> None:
    """Be fit for forking: one thread, nothing left to collect, and no garbage collection in what was imported."""
    if torch := sys.modules.get("torch"):
        torch.testing.assert_close(torch.ones(1), torch.ones(1))
    gc.collect()
    gc.freeze()


def _forget_session() -> None:
    """Cut the ways that lead from modules to pytest's session, its tests and plugins: anybody can go them."""
    for hook in [hook for hook in sys.meta_path if isinstance(hook, AssertionRewritingHook)]:
        sys.meta_path.remove(hook)  # all tests are imported
        vars(hook).update(config=None, session=None)
    vars(pytest.mark).update(_config=None)
    pytestPDB._pluginmanager = pytestPDB._config = None


def _import_all(topics: tuple[Topic, ...]) -> None:
    """Import what the tests need later. Small projects that know no torch stay small."""
    text = "\n".join("\n".join(topic.source.lines) for topic in topics if topic.source)
    if "import torch" not in text:
        return
    import torch

    torch.set_num_threads(1)  # before anything runs in it: a process that is forked after several threads hangs
    for name in _LATER.split():
        with suppress(ImportError):
            importlib.import_module(name)
    load_hypothesis_profile()
    if "fashion_root" in text:
        from sensei.fashion import fashion_root

        os.environ["KOANS_CACHE"] = str(fashion_root().parent)


def _pin_examples() -> None:
    """Let the examples that hypothesis tries depend on the seed alone.

    It also picks constants out of the files that are imported: a learner's file would have a say in how it is judged.
    """
    from hypothesis.internal.conjecture import providers
    from hypothesis.internal.constants_ast import Constants

    providers._get_local_constants = Constants


def collect(course: Course, serve: Serve) -> None:
    """Import and collect all that judging needs, and then `serve`."""
    os.chdir(course.folder)
    os.environ["MPLBACKEND"] = "agg"
    _import_all(course.topics)
    load_hypothesis_profile()
    _pin_examples()
    options: list[Any] = [str(course.folder / "koans"), "--rootdir", str(course.folder), "-q", "--capture=no"]
    options += ["-c", str(course.folder / "pytest.ini"), "-p", "no:cacheprovider", "-p", "no:timeout", "-p", "no:xdist"]
    pytest.main([*options, "--continue-on-collection-errors"], plugins=[Warm(course, serve)])


def main() -> None:
    """The warm parent: answer what comes through the pipe whose number is the argument, until that is closed."""
    connection = Connection(int(sys.argv[1]))
    course: Course = connection.recv()

    def serve(ready: Ready, grounds: Grounds, jail: Jail) -> None:
        forks = Forks(jail, ready.isolation == "sandboxed", grounds)
        supervisor = Supervisor(forks, ready.items, course.folder)
        recognizer = Recognizer(grounds, forks.kept)
        with suppress(OSError, EOFError):  # whoever asked has gone
            connection.send(ready)
            while True:
                asked: Job | Question = connection.recv()
                if isinstance(asked, Question):
                    connection.send(recognizer.ask(asked))
                else:
                    connection.send(supervisor.judge(asked))
        remove(course.folder)

    collect(course, serve)
