"""Submissions made from the repository itself: its koans, some or all of them answered as the teacher's book does."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from pathlib import Path

from sensei.path import Koan, KoanPath, Topic, read_path
from sensei.source import Source, read


def write_submission(
    root: Path, folder: Path, is_solved: Callable[[Koan], bool] = lambda koan: True, path: KoanPath | None = None
) -> Path:
    """A learner's copy of the koans of `root` in `folder`: those that `is_solved` wants answered, the others blank."""
    path = path or read_path(root)
    for topic in path.topics:
        file = folder / topic.path
        file.parent.mkdir(parents=True, exist_ok=True)
        solved = {koan.name for koan in topic.koans if is_solved(koan)}
        file.write_text(solved_text(root, topic, solved), encoding="utf-8")
    return folder


def solved_text(root: Path, topic: Topic, solved: Iterable[str]) -> str:
    """A topic file in which the koans `solved` have the answers of the teacher's book, with what these use."""
    source = topic.source
    assert source is not None
    book = read(root / "solutions" / f"{topic.name}.py", "the book")
    wanted = [koan.name for koan in topic.koans if koan.name in set(solved)]
    lines = list(source.lines)
    places = {name: source.definitions[name].node for name in wanted}
    for name, node in sorted(places.items(), key=lambda place: -place[1].lineno):
        lines[node.lineno - 1 : node.end_lineno] = _text(book, book.definitions[name].node)
    end = _end_of_imports(source)
    helpers = _helpers(book, source, wanted)
    imports = _imports(book) if wanted else []
    return "\n".join([*lines[:end], *imports, *helpers, *lines[end:]]) + "\n"


def _text(book: Source, node: ast.stmt) -> list[str]:
    decorators = [decorator.lineno for decorator in getattr(node, "decorator_list", [])]
    return book.lines[min([node.lineno, *decorators]) - 1 : node.end_lineno]


def _imports(book: Source) -> list[str]:
    """Those of the book that a topic may need; a second import of the same name does no harm."""
    nodes = [node for node in book.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    needed = [node for node in nodes if getattr(node, "module", "") not in ("__future__", "sensei.book")]
    return [line for node in needed for line in _text(book, node)]


def _helpers(book: Source, source: Source, wanted: list[str]) -> list[str]:
    """What the answers use of the book that is no koan and not in the topic."""
    used = {name for koan in wanted for name in book.names_used(koan)}
    kept = [
        definition.node
        for name, definition in book.definitions.items()
        if name in used
        and name not in source.definitions
        and not isinstance(definition.node, ast.Import | ast.ImportFrom)
    ]
    nodes = sorted({node.lineno: node for node in kept}.items())
    return [line for _, node in nodes for line in ["", "", *_text(book, node), "", ""]]


def _end_of_imports(source: Source) -> int:
    ends = [node.end_lineno or 0 for node in source.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return max(ends, default=0)
