"""A learner's answer as code: what it rests on, and when two are the same but for names of variables and layout."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from sensei.grading.bindings import MIRRORS, binders, is_loud, is_private, is_told
from sensei.grading.plain import normal
from sensei.source import Source

_Told = TypeVar("_Told")
_MIRROR_ATTRIBUTES = frozenset(
    """
    _getframe f_code f_locals f_globals f_back co_code co_names co_varnames co_consts __code__ __globals__ __closure__
    __dict__ __builtins__ __doc__
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True)
class Closure:
    """An answer and all of its file that it rests on. Closures with the same `key` are the same program.

    `content` is a file with nothing else in it, `statements` are the hashes of its statements, as `Closures` has them.
    """

    key: str
    statements: frozenset[str]
    nodes: tuple[ast.stmt, ...]

    def is_made_of(self, known: frozenset[str]) -> bool:
        """Whether each statement is among those of which these are the `marks`, apart from plain annotations."""
        return all(not known.isdisjoint(marks(node)) for node in self.nodes)

    @cached_property
    def content(self) -> bytes:
        return ast.unparse(ast.Module([*self.nodes], [])).encode()


def fingerprint(source: Source, name: str) -> tuple[str, int]:
    """A hash of the answer `name`, and its size in nodes of the syntax tree; ("", 0) when it is missing.

    Comments, docstrings, annotations, layout and the names of local variables make no difference.
    """
    definition = source.definitions.get(name)
    return _once(_fingerprint, definition.node) if definition else ("", 0)


def _fingerprint(node: ast.stmt) -> tuple[str, int]:
    plain = normal(node, annotations=False)
    answer = plain.value if isinstance(plain, ast.Assign | ast.AnnAssign) and plain.value else plain
    return hashlib.sha256(ast.dump(answer).encode()).hexdigest(), sum(1 for _ in ast.walk(answer))


def marks(node: ast.stmt) -> tuple[str, str]:
    """What a statement is known by, with and without its plain annotations."""
    return _once(_read, node).hash, _once(_read_plain, node)


def _read_plain(node: ast.stmt) -> str:
    return hashlib.sha256(ast.dump(normal(node, annotations=False)).encode()).hexdigest()


class Closures:
    """The closures of one file."""

    def __init__(self, source: Source) -> None:
        self._binders = binders(source.tree)
        self._is_told = not self._binders.keys() & {"*", "__builtins__"} and not any(map(is_loud, source.tree.body))
        self._statements: dict[ast.stmt, _Statement] = {}  # by identity

    def of(self, names: Iterable[str]) -> Closure | None:
        """What these answers rest on together; None where the text does not tell what it means."""
        if not self._is_told:
            return None
        kept: dict[str, ast.stmt] = {}
        todo, seen = ["__future__", *names], set[str]()
        while todo:
            name = todo.pop()
            if name in seen or name not in self._binders:
                continue
            seen.add(name)
            if not is_told(self._binders[name]):
                return None
            for node in self._binders[name]:
                statement = self._statement(node)
                if statement.is_mirror:
                    return None
                kept[statement.hash] = node
                todo += statement.words
        ordered = sorted(kept, key=lambda each: kept[each].lineno)
        return Closure(
            hashlib.sha256("\n".join(ordered).encode()).hexdigest(),
            frozenset(kept),
            tuple(kept[each] for each in ordered),
        )

    def binders(self) -> dict[str, frozenset[str]]:
        """{name: the hashes of the statements that bind it}."""
        return {name: frozenset(map(self.hash, nodes)) for name, nodes in self._binders.items()}

    def hash(self, node: ast.stmt) -> str:
        """A statement of the file without what makes no difference."""
        return self._statement(node).hash

    def _statement(self, node: ast.stmt) -> _Statement:
        if node not in self._statements:
            try:
                self._statements[node] = _once(_read, node)
            except (RecursionError, ValueError):  # nested deeper than any answer, a number of 5,000 digits
                self._statements[node] = _Statement("", frozenset(), True)
        return self._statements[node]


class _Statement(NamedTuple):
    """A hash of a statement without what makes no difference, and the names that it may ask for."""

    hash: str
    words: frozenset[str]
    is_mirror: bool


_MOST_KEPT = 50_000  # some kilobytes each
_kept: dict[tuple[Callable[[ast.stmt], Any], str], Any] = {}


def _once(read: Callable[[ast.stmt], _Told], node: ast.stmt) -> _Told:
    """What `read` tells of a statement. In the files of a class most statements are the same."""
    key = (read, hashlib.sha256(ast.dump(node).encode()).hexdigest())
    if key not in _kept:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = read(node)
    told: _Told = _kept[key]
    return told


def _read(node: ast.stmt) -> _Statement:
    """`words` are names and texts. Annotations count: without what they name, a function can't be made."""
    plain = normal(node, annotations=True)
    words: set[str] = set()
    attributes: set[str] = set()
    for part in ast.walk(plain):
        match part:
            case ast.Name(id=word):
                words.add(word)
            case ast.Attribute(attr=word):
                attributes.add(word)
            case ast.Constant(value=str(word)):
                words.add(word)
                attributes.add(word)
            case ast.Import() | ast.ImportFrom():
                words |= {word for alias in part.names for word in alias.name.split(".")}
                words |= set((getattr(part, "module", "") or "").split("."))
    is_mirror = bool(MIRRORS & words or _MIRROR_ATTRIBUTES & attributes) or any(map(is_private, words))
    return _Statement(hashlib.sha256(ast.dump(plain).encode()).hexdigest(), frozenset(words), is_mirror)
