"""How `solutions` answers a koan: its source, read by AST, and whether that differs in kind from the learner's.

Two answers are of one kind when they are made of the same parts: what they call, the attributes they ask for, the
operators, loops, conditions, subscripts. Names of their own, layout, docstrings, annotations, constants, order and
repetition do not count, and `a * b`, `a.mul(b)` and `torch.mul(a, b)` are one part. So a learner who wrote the same in
other words is not shown it again, and one who took another way sees the shortest. A literal is of no kind.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sensei.path import Koan
from sensei.source import Definition, Source, SourceError, read
from sensei.syllabus import read_pages

_OPERATOR_NAMES = """
    Add:add Sub:sub Mult:mul MatMult:matmul Div:div Mod:remainder Pow:pow USub:neg
    Eq:eq NotEq:ne Lt:lt LtE:le Gt:gt GtE:ge Invert:not Not:not BitAnd:and And:and BitOr:or Or:or
"""
_OPERATORS = dict(pair.split(":") for pair in _OPERATOR_NAMES.split())
_ALIASES = {"mm": "matmul", "multiply": "mul", "divide": "div", "subtract": "sub", "size": "shape", "Size": "shape"}
_STATEMENTS = {
    **dict.fromkeys((ast.For, ast.While, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp), "a loop"),
    **dict.fromkeys((ast.If, ast.IfExp), "a condition"),
    **dict.fromkeys((ast.With, ast.Try, ast.Raise, ast.Yield, ast.Delete), "another statement"),
}


@dataclass(frozen=True)
class Reference:
    """The answer of `solutions` as it is written there, with the helpers that it uses. `place` is FILE:LINE."""

    place: str
    code: str


def reference(root: Path, koan: Koan) -> Reference | None:
    """How `solutions` answers the koan; None where its page can't be read or does not answer it."""
    book = _book(root, koan)
    parts = _parts(book, koan.name, _koans(book)) if book else []
    if book is None or not parts:
        return None
    texts = [textwrap.dedent("\n".join(book.lines[part.line - 1 : part.node.end_lineno])) for part in parts]
    answer = book.definitions[koan.name]
    return Reference(f"{book.path}:{answer.line}", "\n\n".join(texts))


def differs_in_kind(root: Path, koan: Koan, own: Source | None = None) -> bool:
    """Whether the learner's answer is of another kind than that of `solutions`. False where that can't be told.

    `own` is where it stands, if not in the file of the koan.
    """
    book = _book(root, koan)
    try:
        own = own or read(root / koan.path, koan.path)
    except SourceError:
        return False
    koans = _koans(book) if book else frozenset()
    theirs = _kind(book, koan.name, koans) if book else set()
    return bool(theirs) and koan.name in own.definitions and _kind(own, koan.name, koans) != theirs


def _book(root: Path, koan: Koan) -> Source | None:
    shown = f"solutions/{koan.topic_id.split('/')[1]}.py"
    try:
        return read(root / shown, shown)
    except SourceError:
        return None


def _koans(book: Source) -> frozenset[str]:
    return frozenset(page.koan for page in read_pages(book))


def _parts(source: Source, name: str, koans: frozenset[str]) -> list[Definition]:
    """The definition of an answer and those of the helpers that it uses, in the order of the file."""
    used = {name, *(source.names_used(name, stop=koans) - koans)}
    found = [source.definitions[other] for other in used if other in source.definitions]
    return sorted((d for d in found if not isinstance(d.node, ast.Import | ast.ImportFrom)), key=lambda d: d.line)


def _kind(source: Source, name: str, koans: frozenset[str]) -> set[str]:
    """The parts that an answer is made of."""
    nodes = [part.node for part in _parts(source, name, koans)]
    imported = {d.name for d in source.definitions.values() if isinstance(d.node, ast.Import | ast.ImportFrom)}
    own = {bound for node in nodes for bound in _names_bound(node)}
    found = {part for node in nodes for part in _found_in(node, imported, own)}
    return {_ALIASES.get(part, part) for part in found}


def _names_bound(node: ast.AST) -> Iterator[str]:
    """The names that an answer makes up: of variables, arguments, functions and attributes of `self`."""
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name


def _found_in(node: ast.AST, imported: set[str], own: set[str]) -> Iterator[str]:
    called = {id(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
    annotations = {id(inner) for part in ast.walk(node) for inner in _annotations(part)}
    for part in ast.walk(node):
        if id(part) in annotations:
            continue
        match part:
            case ast.Name(id=name) if id(part) in called and name not in own:
                yield name
            case ast.Attribute(value=value, attr=name) if id(part) in called or not _is_module(value, imported):
                if name not in own or not _is_module(value, {"self"}):
                    yield name
            case ast.AugAssign(op=op):
                yield f"{_OPERATORS.get(type(op).__name__, 'in place')}_"
            case ast.UnaryOp(operand=ast.Constant()):
                pass  # -1 is a number
            case ast.BinOp(op=op) | ast.UnaryOp(op=op) | ast.BoolOp(op=op):
                yield _OPERATORS.get(type(op).__name__, type(op).__name__)
            case ast.Compare(ops=ops):
                yield from (_OPERATORS.get(type(op).__name__, type(op).__name__) for op in ops)
            case ast.Subscript(ctx=ctx):
                yield "[]" if isinstance(ctx, ast.Load) else "[] ="
            case _ if type(part) in _STATEMENTS:
                yield _STATEMENTS[type(part)]


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    for field in ("annotation", "returns"):
        if isinstance(inner := getattr(node, field, None), ast.AST):
            yield from ast.walk(inner)


def _is_module(node: ast.expr, names: set[str]) -> bool:
    """Whether an expression is one of these names, or an attribute of one: `torch.nn`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in names
