"""What `solutions` teaches, as far as it can be read without importing it: the koans of a topic, hints, lessons."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from sensei.source import Source


@dataclass(frozen=True)
class Page:
    """What `solutions` says of one koan, as far as it can be read without importing it.

    `seconds` is the time that one test may take.
    """

    koan: str
    line: int
    hints: tuple[str, ...]
    lesson: str
    docs: str
    misconceptions: int
    seconds: float = 1


def read_pages(book: Source) -> list[Page]:
    """What a module of `solutions` teaches, in its order."""
    wrong: dict[str, int] = {}
    pages: list[Page] = []
    for node in book.tree.body:
        calls = [node.value] if isinstance(node, ast.Expr) else getattr(node, "decorator_list", [])
        for call in calls:
            match call:
                case ast.Call(func=ast.Name(id="misconception"), args=[koan, *_]):
                    wrong[_text(koan)] = wrong.get(_text(koan), 0) + 1
                case ast.Call(func=ast.Name(id="teach"), args=[koan]):
                    said = {keyword.arg: keyword.value for keyword in call.keywords}
                    hints = tuple(_text(hint) for hint in getattr(said.get("hints"), "elts", []))
                    lesson, docs = _text(said.get("lesson")), _text(said.get("docs"))
                    seconds = getattr(said.get("seconds"), "value", 1)
                    pages.append(Page(_text(koan), node.lineno, hints, lesson, docs, 0, seconds))
    return [replace(page, misconceptions=wrong.get(page.koan, 0)) for page in pages]


def _text(node: ast.AST | None) -> str:
    """A literal string, or a name as written."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name(id=name):
            return name
    return ""
