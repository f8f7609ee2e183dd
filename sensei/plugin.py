"""The pytest plugin: options, fixtures and hooks. Each hook is a few lines that call the other rooms."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sensei.answers import chapters_of
from sensei.collect import TopicModule
from sensei.exits import Exits
from sensei.explain import Comparison, explain
from sensei.failure import Failure, blank_failure, missing_failure, with_warning
from sensei.judge import fair_start, seed_examples
from sensei.options import pytest_addoption
from sensei.path import find_root
from sensei.pictures import Pictures
from sensei.recognise import Diagnosis
from sensei.reports import report_unrun
from sensei.verified import why_not
from sensei.walk import KEY, Walk

if TYPE_CHECKING:
    from warnings import WarningMessage

    import torch

__all__ = ["pytest_addoption"]  # pytest looks for it here

JUDGE = "koans-judge"  # the plugin of a process that waits before it begins
_CHANGES_TORCH_LOAD = ("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "TORCH_FORCE_WEIGHTS_ONLY_LOAD")  # koans teach the default
_MOST_PRINTED = 20  # lines of the learner's own output that a failure shows: the last ones


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    if not config.option.watch or find_root(config.rootpath) != config.rootpath:
        return None
    from sensei.watch.terminal import watch

    if capture := config.pluginmanager.getplugin("capturemanager"):
        capture.suspend_global_capture(in_=True)
    return watch(config.rootpath)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if find_root(config.rootpath) != config.rootpath:
        return
    _refuse_the_settings_of_a_copy(config)
    _refuse_another_clone(config)
    if config.pluginmanager.has_plugin(JUDGE):
        return  # it begins when there is something to judge
    walk = Walk(config)
    begin(config, walk)
    config.pluginmanager.register(Exits(), "koans-exits")
    if walk.asked and not hasattr(config, "workerinput"):
        from sensei.screen import Screen

        config.pluginmanager.register(Screen(walk), "koans-screen")


def begin(config: pytest.Config, walk: Walk) -> None:
    """Let `walk` decide what is run, from now on."""
    config.stash[KEY] = walk
    if not walk.asked:
        return
    for name in _CHANGES_TORCH_LOAD:
        os.environ.pop(name, None)
    config.option.continue_on_collection_errors = True  # one broken topic does not keep the others from running
    config.pluginmanager.register(Hooks(walk), "koans")
    config.pluginmanager.register(Diagnosis(walk), "koans-diagnosis")
    config.pluginmanager.register(Pictures(walk), "koans-pictures")


def _refuse_the_settings_of_a_copy(config: pytest.Config) -> None:
    """pytest looks for its settings before it knows our options: it looks in FOLDER of `--answers FOLDER` too."""
    here, folder = config.invocation_params.dir, config.option.answers
    if not folder or find_root(here) == config.rootpath:
        return
    chapters = chapters_of(here / folder)
    if chapters is not None and chapters.resolve() == (config.rootpath / "koans").resolve():
        raise pytest.UsageError(f"Write --answers={folder} with a =, or pytest takes the settings that it finds there")


def _refuse_another_clone(config: pytest.Config) -> None:
    here, mine = Path(__file__).resolve().parent, config.rootpath.resolve() / "sensei"
    if mine.is_dir() and here != mine:
        raise pytest.UsageError(f"{here} is the engine of another copy. Run here: python -m pip install -e .")


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_machine_info(machine_info: dict[str, Any]) -> None:
    """Asked for at the start already where measurements are compared, before a benchmark could load its own plugin."""
    from sensei.bench.facts import accelerator_facts, torch_facts

    machine_info |= {"torch": torch_facts(), "accelerator": accelerator_facts()}


@pytest.fixture(scope="session")
def fashion_root() -> Path:
    """The folder to give as `root=` to `torchvision.datasets.FashionMNIST`: no download happens."""
    from sensei.fashion import fashion_root as find

    return find()


@pytest.fixture
def device() -> Iterator[torch.device]:
    """The accelerator: the real one, or the pretend one where there is none. Late errors are raised after the test."""
    from sensei import accelerator

    accelerator.settle()
    yield accelerator.accelerator_device()
    if error := accelerator.settle():
        raise error


class Hooks:
    """What pytest asks while it collects and runs koans."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    def pytest_pycollect_makemodule(self, module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
        if self.walk.topic_of(module_path) is None:
            return None
        return TopicModule.from_parent(parent, path=module_path)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        topic = self.walk.topic_of(self.walk.root / report.nodeid)
        if report.failed and topic is not None:
            self.walk.broken[topic.id] = report.longreprtext

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None, None, None]:
        for item in items:
            if koan := self.walk.koan_of(item):
                self.walk.result(koan).expected.add(item.name)
                item.extra_keyword_matches.add(koan.name)  # `-k elementwise_product` means its tests
        yield
        if not any("::" in arg for arg in self.walk.config.args):
            items.sort(key=self.walk.place_of)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        koan = self.walk.koan_of(item)
        if koan is None:
            return None
        if self.walk.stops and self.walk.current is not None:
            pass  # the walk has stopped before this koan
        elif self.walk.remembered(koan) is not None:
            report_unrun(item, None)
        elif reason := why_not(koan):
            report_unrun(item, None, skipped=reason)
        elif koan.blank_line:
            report_unrun(item, blank_failure(koan, item.name))
        elif not koan.line:
            report_unrun(item, missing_failure(koan, item.name))
        else:
            return None
        # The test before left standing what this one was to share with it, its module for one.
        pytest.CallInfo.from_call(
            lambda: item.session._setupstate.teardown_exact(nextitem), "teardown", reraise=KeyboardInterrupt
        )
        return True

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        self.walk.last = None
        seed = self.walk.config.option.seed
        seed_examples(item, seed)
        with fair_start(seed, self._still_blank(item)):
            yield

    def _still_blank(self, item: pytest.Item) -> str:
        """The first blank koan that a test goes through: the answer still to give when it meets `___`."""
        topic = self.walk.topic_of(item.path)
        blanks = [koan for koan in topic.koans if koan.blank_line] if topic else []
        if not blanks or topic is None or topic.source is None:
            return ""
        used = topic.source.names_used(getattr(item, "originalname", item.name))
        met = next((koan for koan in blanks if koan.name in used), blanks[0])
        return f"`{met.name}` ({met.path}:{met.blank_line})"

    def pytest_assertrepr_compare(self, op: str, left: object, right: object) -> None:
        self.walk.last = Comparison(op, left, right)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        koan = self.walk.koan_of(item)
        if koan is None or call.excinfo is None:
            return report
        topic = self.walk.topic_of(item.path)
        assert topic is not None
        printed = "\n".join(report.capstdout.rstrip().split("\n")[-_MOST_PRINTED:])
        shown = partial(self.walk.shown, koan)
        failure = replace(explain(item, topic, koan, call.excinfo, self.walk.last, shown), printed=printed)
        report.outcome = "failed"  # a koan that skips itself, or is expected to fail, is not solved
        vars(report).pop("wasxfail", None)
        report.longrepr = failure.text
        report.koan_failure = failure.as_dict()  # type: ignore[attr-defined]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        koan = self.walk.koan_at(report.nodeid)
        if koan is None:
            return
        result, name = self.walk.result(koan), report.nodeid.partition("::")[2]
        if report.when == "call" and report.passed:
            result.passed.append(name)
        if report.failed:  # one that is skipped is not verified here
            result.failed = True
            self.walk.current = self.walk.current or koan
            data: dict[str, Any] | None = getattr(report, "koan_failure", None)
            if data is not None and result.failure is None:
                result.failure = Failure.from_dict(data)

    def pytest_warning_recorded(self, warning_message: WarningMessage, nodeid: str) -> None:
        """A warning that a failed test has raised is told with the failure: of an `out=` that was resized, say."""
        koan = self.walk.koan_at(nodeid)
        result = self.walk.results.get(koan.id) if koan else None
        if result and result.failure and result.failure.test == nodeid.partition("::")[2]:
            result.failure = with_warning(result.failure, warning_message)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.walk.save()
        if session.exitstatus == pytest.ExitCode.OK and self.walk.falls_short:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
