"""Topic files as pytest collects them: faults in one line, stubs that are no tests, topics that are not imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest

from sensei.blank import FillMeIn
from sensei.path import Koan
from sensei.source import SourceError, import_fault
from sensei.walk import the_walk


class KnownItem(pytest.Item):
    """A test whose outcome is known before its file is imported: solved in an earlier run, or of a blank koan."""

    def __init__(self, *, koan: Koan, line: int, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.koan = koan
        self.originalname = self.name.partition("[")[0]
        self.line = line

    def runtest(self) -> None:
        raise FillMeIn(f"to fill in, at {self.koan.path}:{self.koan.blank_line}")  # the plugin answers for solved ones

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.line - 1, self.name


class TopicModule(pytest.Module):
    """A topic file. Its answers are set on the module right after its import, and stay."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        walk = the_walk(self.config)
        topic = walk.topic_of(self.path)
        assert topic is not None
        known = walk.plan.get(topic.id)
        if topic.broken:
            raise self.CollectError(str(topic.broken))
        if known is not None:
            definitions = topic.source.definitions if topic.source else {}
            for koan, name in known:
                line = definitions[name.partition("[")[0]].line
                yield KnownItem.from_parent(self, name=name, koan=koan, line=line)
            return
        yield from super().collect()

    def istestfunction(self, obj: object, name: str) -> bool:
        return not self._is_koan(name) and super().istestfunction(obj, name)

    def istestclass(self, obj: object, name: str) -> bool:
        return not self._is_koan(name) and super().istestclass(obj, name)

    def _is_koan(self, name: str) -> bool:
        """A stub called `test_loop` is not a test. pytest may not even look at it: it may be `___`."""
        topic = the_walk(self.config).topic_of(self.path)
        return topic is not None and topic.koan(name) is not None

    def _getobj(self) -> object:
        walk = the_walk(self.config)
        topic = walk.topic_of(self.path)
        assert topic is not None
        if topic.source is not None and _uses_hypothesis(topic.source.tree):
            load_hypothesis_profile()
        try:
            module = self.load()
            answers = walk.answers_for(topic, module)
        except SourceError as error:
            raise self.CollectError(str(error.fault)) from None
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | pytest.exit.Exception):
                raise
            cause = error.__cause__ if isinstance(error, self.CollectError) and error.__cause__ else error
            raise self.CollectError(str(import_fault(cause, topic.path))) from None
        for name, answer in answers.items():
            setattr(module, name, answer)
        return module

    def load(self) -> ModuleType:
        """Import the file, as pytest does."""
        module: ModuleType = super()._getobj()  # type: ignore[no-untyped-call]
        return module


def _uses_hypothesis(tree: ast.Module) -> bool:
    modules = [n.module or "" for n in tree.body if isinstance(n, ast.ImportFrom)]
    modules += [alias.name for n in tree.body if isinstance(n, ast.Import) for alias in n.names]
    return any(name.startswith(("hypothesis", "sensei.strategies")) for name in modules)


def load_hypothesis_profile() -> None:
    """The same examples at every run, few of them, and the smallest that fails. Has to come before `@given` is used."""
    from hypothesis import HealthCheck, Phase, settings

    settings.register_profile(
        "koans",
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=25,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    settings.load_profile("koans")
