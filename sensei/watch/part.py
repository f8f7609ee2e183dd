"""A topic file without the tests of other koans: rewriting all their assertions takes longer than the verdict."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import ModuleType

import pytest
from _pytest.assertion.rewrite import rewrite_asserts
from _pytest.pathlib import module_name_from_path

from sensei.collect import TopicModule
from sensei.path import Koan
from sensei.walk import the_walk


class PartOfTopic(TopicModule):
    """The tests of one koan, with all else that the file defines."""

    koan: Koan

    @classmethod
    def of(cls, koan: Koan, parent: pytest.Collector, file: Path) -> PartOfTopic:
        part: PartOfTopic = cls.from_parent(parent, path=file)
        part.koan = koan
        return part

    def load(self) -> ModuleType:
        topic = the_walk(self.config).topic_of(self.path)
        source = topic.source if topic else None
        assert source is not None
        kept = {*self.koan.tests, *(name for test in self.koan.tests for name in source.names_used(test))}
        others = {name for koan in topic.koans for name in koan.tests} - kept if topic else set()
        content = self.path.read_bytes()
        tree = ast.parse(content)
        tree.body = [node for node in tree.body if getattr(node, "name", "") not in others]
        rewrite_asserts(tree, content, str(self.path), self.config)
        name = module_name_from_path(self.path, self.config.rootpath)
        module = ModuleType(name)
        module.__file__ = str(self.path)
        sys.modules[name] = module
        exec(compile(tree, str(self.path), "exec", dont_inherit=True), module.__dict__)
        return module
