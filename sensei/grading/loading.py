"""Whether a submitted file can be loaded, told without loading it: where that is plain to see."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection

from sensei.answers import is_test
from sensei.grading.answer import Closures
from sensei.grading.bindings import split
from sensei.source import Source

# Modules that every Python has, and that change nothing when they are imported.
_QUIET = frozenset(
    """
    abc bisect collections contextlib copy dataclasses datetime decimal enum fractions functools heapq itertools json
    logging math numbers operator os pathlib pprint random re statistics string sys textwrap time types typing warnings
    """.split()  # noqa: SIM905
)


class Shipped:
    """A topic file as it was shipped, to compare submitted ones with."""

    def __init__(self, source: Source, koans: Collection[str]) -> None:
        self._koans = koans
        closures = Closures(source)
        self._bound = self._names(closures)
        self._places: dict[str, int] = {}
        for place, part in enumerate(self._parts(source)):
            self._places.setdefault(closures.hash(part), place)

    def loads_for_sure(self, submitted: Source, proven: Collection[str]) -> bool:
        """Whether each statement of `submitted` is known to do no harm when the file is loaded.

        It is when it stands in the shipped file, and in the same order; when it is `proven`, as part of an answer that
        was solved by itself; or when it only names a literal or imports a quiet module of the standard library. And no
        name means something else than in the shipped file. False is no judgement: the file has to be loaded then.
        """
        closures, last = Closures(submitted), -1
        if any(isinstance(part, ast.ImportFrom) and part.module == "__future__" for part in submitted.tree.body):
            return False  # Python minds where it stands
        for part in self._parts(submitted):
            if (mark := closures.hash(part)) in proven or _is_inert(part):
                continue
            if mark not in self._places:
                return False
            if not isinstance(part, ast.Import | ast.ImportFrom):
                if self._places[mark] < last:
                    return False
                last = self._places[mark]
        names = self._names(closures)
        return names.keys() >= self._bound.keys() and all(self._is_known(name, names[name]) for name in names)

    def _parts(self, source: Source) -> list[ast.stmt]:
        return [part for node in source.tree.body if not is_test(node, self._koans) for part in split(node)]

    def _names(self, closures: Closures) -> dict[str, frozenset[str]]:
        """Without tests, which are left out, and koans, which may mean anything: loading a file asks for none."""
        binders = closures.binders()
        return {n: binders[n] for n in binders if n not in self._koans and not n.lower().startswith("test")}

    def _is_known(self, name: str, texts: frozenset[str]) -> bool:
        if name in self._bound:
            return texts <= self._bound[name]
        return name != "*" and len(texts) == 1 and not hasattr(builtins, name)


def _is_inert(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name()], value=value) | ast.Expr(value=value):
            return _is_literal(value)
        case ast.Import(names=[ast.alias(name=name, asname=None)]):
            return name in _QUIET
    return False


def _is_literal(node: ast.expr) -> bool:
    match node:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(map(_is_literal, parts))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
            return True
    return isinstance(node, ast.Constant)
