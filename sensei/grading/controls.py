"""Wrong answers that are judged beside a submission's: where the tests accept one, they are not what they were.

They are the misconceptions of the teacher's book, taken out of it one by one: those that stand on their own, without
any right answer. The process in which learners' code runs gets these, and nothing else of the book.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from sensei.path import Topic
from sensei.source import Source

_IMPORTS = (ast.Import, ast.ImportFrom)


@dataclass(frozen=True)
class Controls:
    """A module of wrong answers for one topic, as text: the variable and the koan of each."""

    text: str
    koans: dict[str, str]


def controls_of(topic: Topic, book: Source) -> Controls:
    """The misconceptions of a topic that need no right answer."""
    right = {koan.name for koan in topic.koans}
    parts: list[str] = []
    helpers: dict[str, ast.stmt] = {}
    koans: dict[str, str] = {}
    for index, (koan, node) in enumerate(_misconceptions(book)):
        used = _names(node)
        used |= {name for each in used for name in book.names_used(each)}
        if koan not in right or used & right:
            continue
        name = f"control_{index}"
        koans[name] = koan
        parts.append(_definition(node, name))
        helpers |= {each: book.definitions[each].node for each in used if each in book.definitions}
    own = {node.lineno: node for node in helpers.values() if not isinstance(node, _IMPORTS)}
    nodes = [node for node in book.tree.body if isinstance(node, _IMPORTS) and not _is_ours(node)]
    text = [ast.unparse(node) for node in (*nodes, *(own[line] for line in sorted(own)))]
    return Controls("\n\n".join([*text, *parts]) + "\n", koans)


def load(controls: Controls) -> dict[str, list[Any]]:
    """{koan: its wrong answers}."""
    space: dict[str, Any] = {"__name__": "controls"}
    exec(compile(controls.text, "controls", "exec"), space)
    found: dict[str, list[Any]] = {}
    for name, koan in controls.koans.items():
        found.setdefault(koan, []).append(space[name])
    return found


def _misconceptions(book: Source) -> list[tuple[str, ast.expr | ast.stmt]]:
    found: list[tuple[str, ast.expr | ast.stmt]] = []
    for node in book.tree.body:
        match node:
            case ast.Expr(
                value=ast.Call(func=ast.Name(id="misconception"), args=[ast.Constant(value=str(koan)), value, _])
            ):
                found.append((koan, value))
            case ast.FunctionDef() | ast.ClassDef():
                for decorator in node.decorator_list:
                    match decorator:
                        case ast.Call(func=ast.Name(id="misconception"), args=[ast.Name(id=koan), *_]):
                            found.append((koan, node))
                        case ast.Call(func=ast.Name(id="misconception"), args=[ast.Constant(value=str(koan)), *_]):
                            found.append((koan, node))
    return found


def _definition(node: ast.expr | ast.stmt, name: str) -> str:
    if isinstance(node, ast.expr):
        return f"{name} = {ast.unparse(node)}"
    assert isinstance(node, ast.FunctionDef | ast.ClassDef)
    kept = [d for d in node.decorator_list if not ast.unparse(d).startswith("misconception(")]
    own = ast.parse(ast.unparse(node)).body[0]
    assert isinstance(own, ast.FunctionDef | ast.ClassDef)
    own.decorator_list = kept
    return f"{ast.unparse(own)}\n\n{name} = {node.name}"


def _names(node: ast.AST) -> set[str]:
    """Those that a node uses. The name of the koan in its decorator is not used by the answer."""
    parts = [node]
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        parts = [*node.body, *([node.args] if isinstance(node, ast.FunctionDef) else node.bases)]
        parts += [
            d for d in node.decorator_list if not (isinstance(d, ast.Call) and ast.unparse(d.func) == "misconception")
        ]
    return {part.id for each in parts for part in ast.walk(each) if isinstance(part, ast.Name)}


def _is_ours(node: ast.Import | ast.ImportFrom) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "sensei.book"
