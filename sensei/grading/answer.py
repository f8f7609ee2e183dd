"""A learner's answer as code: what it rests on, and when two are the same but for names of variables and layout."""

from __future__ import annotations

import ast
import copy
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from sensei.source import Source

_Told = TypeVar("_Told")
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPE = _Function | ast.Lambda | ast.ClassDef | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
# With these, code may look at its own names or text: two answers that differ only in names are then not the same.
_MIRRORS = frozenset(
    """
    eval exec compile locals globals vars dir inspect sys gc ast traceback linecache importlib builtins __builtins__
    __import__ __file__ help pydoc dis pkgutil runpy marshal
    """.split()  # noqa: SIM905
)
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
        return all(not known.isdisjoint(_marks(node)) for node in self.nodes)

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
    plain = _normal(node, annotations=False)
    answer = plain.value if isinstance(plain, ast.Assign | ast.AnnAssign) and plain.value else plain
    return hashlib.sha256(ast.dump(answer).encode()).hexdigest(), sum(1 for _ in ast.walk(answer))


def marks(source: Source) -> Iterator[str]:
    """What the statements of a file are known by, with and without their plain annotations."""
    for node in source.tree.body:
        for part in split(node):
            yield from _marks(part)


def _marks(node: ast.stmt) -> tuple[str, str]:
    return _once(_read, node).hash, _once(_read_plain, node)


def _read_plain(node: ast.stmt) -> str:
    return hashlib.sha256(ast.dump(_normal(node, annotations=False)).encode()).hexdigest()


class Closures:
    """The closures of one file."""

    def __init__(self, source: Source) -> None:
        self._binders = _binders(source.tree)
        self._is_told = not self._binders.keys() & {"*", "__builtins__"} and not any(map(_is_loud, source.tree.body))
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
            if not _is_told(self._binders[name]):
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
    plain = _normal(node, annotations=True)
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
    is_mirror = bool(_MIRRORS & words or _MIRROR_ATTRIBUTES & attributes) or any(map(_is_private, words))
    return _Statement(hashlib.sha256(ast.dump(plain).encode()).hexdigest(), frozenset(words), is_mirror)


def _binders(tree: ast.Module) -> dict[str, list[ast.stmt]]:
    """{name: the statements of the file that bind or change it}, an import reduced to that name."""
    binders: dict[str, list[ast.stmt]] = defaultdict(list)
    for node in tree.body:
        for part in split(node):
            for name in dict.fromkeys(_bound(part)):
                binders[name].append(part)
    return binders


def split(node: ast.stmt) -> list[ast.stmt]:
    """An import of several names as an import of each; any other statement as it is."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return [node]
    parts: list[ast.stmt] = []
    for alias in node.names:
        part = copy.copy(node)
        part.names = [alias]
        parts.append(part)
    return parts


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names of the file that a statement binds, changes or deletes, or lets a function bind."""
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        yield "__future__"
        return
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    for part in _run_at_load(node):
        match part:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.MatchMapping(rest=str(name)):
                yield name
            case ast.alias():
                yield part.asname or part.name.split(".")[0]
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
    yield from (name for part in ast.walk(node) if isinstance(part, ast.Global) for name in part.names)


def _run_at_load(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of a statement that run when its file is loaded, in the file's own scope.

    Of a function these are its decorators, defaults and annotations, of a class its decorators and bases.
    """
    todo = [node]
    while todo:  # no recursion: a sum of a thousand numbers is nested a thousand deep
        part = todo.pop()
        yield part
        skipped = ("body",) if isinstance(part, _Function | ast.Lambda | ast.ClassDef) else ()
        for name in part._fields:
            value = getattr(part, name, None) if name not in skipped else None
            todo += [inner for inner in (value if isinstance(value, list) else [value]) if isinstance(inner, ast.AST)]


def _is_loud(node: ast.stmt) -> bool:
    """Whether a statement may change what others mean without naming it: by a call alone, or inside of an object."""
    bodies = (
        [inner for inner in node.body if not isinstance(inner, _Function)] if isinstance(node, ast.ClassDef) else []
    )
    if isinstance(node, ast.Import | ast.ImportFrom):
        return False
    for part in (part for each in (node, *bodies) for part in _run_at_load(each)):
        match part:
            case ast.Expr(value=ast.Constant() | ast.Call(func=ast.Name(id="print"))):
                continue
            case ast.Expr():
                return True
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                return True
            case ast.Name(id=word) if word in _MIRRORS:
                return True
    return False


def _is_private(word: str) -> bool:
    """Whether a class calls this name by another one: `__name` is `_Class__name` inside of it."""
    return word.startswith("__") and not word.endswith("__") and word.isidentifier()


def _is_told(binders: list[ast.stmt]) -> bool:
    """Whether a name means what these statements say, wherever they stand: it is bound once, or imported alike."""
    if all(isinstance(node, ast.Import) and not node.names[0].asname for node in binders):
        return True  # `import torch` and `import torch.nn`
    if all(isinstance(node, ast.Import | ast.ImportFrom) for node in binders):
        return len({ast.dump(node) for node in binders}) == 1
    plain = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
    return len(binders) == 1 and isinstance(binders[0], plain)


def _normal(node: ast.stmt, annotations: bool) -> ast.stmt:
    """A copy without docstrings and perhaps plain annotations, in which local variables are called by their number."""
    node = copy.deepcopy(node)
    for part in ast.walk(node):
        _strip(part, annotations)
    for function in _outermost_functions(node):
        numbers = {name: str(number) for number, name in enumerate(own_variables(function))}
        for part in ast.walk(function):
            if isinstance(part, ast.Name) and part.id in numbers:
                part.id = numbers[part.id]
    return node


def _strip(node: ast.AST, annotations: bool) -> None:
    if isinstance(node, _Function | ast.ClassDef) and ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:] or [ast.Pass()]
    if annotations:
        return
    if isinstance(node, _Function) and _is_plain(node.returns):
        node.returns = None
    if isinstance(node, ast.arg) and _is_plain(node.annotation):
        node.annotation = None


def _is_plain(annotation: ast.expr | None) -> bool:
    """Whether nothing happens when it is evaluated."""
    plain = ast.Name | ast.Attribute | ast.Constant | ast.Subscript | ast.Tuple | ast.List | ast.BinOp
    parts = ast.walk(annotation) if annotation else ()
    return all(isinstance(part, plain | ast.operator | ast.expr_context) for part in parts)


def _outermost_functions(node: ast.AST) -> Iterator[_Function]:
    """A function itself, or the methods of a class."""
    if isinstance(node, _Function):
        yield node
    elif isinstance(node, ast.ClassDef):
        for inner in node.body:
            yield from _outermost_functions(inner)


def own_variables(function: _Function) -> list[str]:
    """Local variables, in their order, without those whose name means something else as well.

    That is an argument (callers may use its name), a nested function or class, an import, a handler, or a global.
    """
    taken: set[str] = set()
    for part in ast.walk(function):
        match part:
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                taken.add(name)
            case ast.ClassDef(name=name):
                taken |= {name, *(bound for inner in part.body for bound in _stored(inner))}
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                taken |= set(names)
            case ast.alias(name=name, asname=asname):
                taken.add(asname or name.split(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                taken.add(name)
            case ast.MatchMapping(rest=str(name)):
                taken.add(name)
    own = [name for statement in function.body for name in _stored(statement)]
    return [name for name in dict.fromkeys(own) if name not in taken]


def _stored(node: ast.AST) -> Iterator[str]:
    """The variables that are bound in `node`, in order; not those of functions, classes and comprehensions in it."""
    if isinstance(node, _SCOPE):
        return
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    for inner in ast.iter_child_nodes(node):
        yield from _stored(inner)
