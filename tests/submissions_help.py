"""Submissions made from the repository itself: its koans, some or all of them answered as the teacher's book does."""

from __future__ import annotations

import ast
import copy
import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from sensei.path import Koan, KoanPath, Topic, read_path
from sensei.source import Source, read

_OURS = ("__future__", "sensei", "solutions")


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
    imports = _imports(book, {name for koan in wanted for name in book.names_used(koan)})
    return "\n".join([*lines[:end], *imports, *helpers, *lines[end:]]) + "\n"


def _text(book: Source, node: ast.stmt) -> list[str]:
    decorators = [decorator.lineno for decorator in getattr(node, "decorator_list", [])]
    return book.lines[min([node.lineno, *decorators]) - 1 : node.end_lineno]


def _imports(book: Source, used: set[str]) -> list[str]:
    """Those of the book that bind what is used; a second import of the same name does no harm."""
    nodes = []
    for node in copy.deepcopy([node for node in book.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]):
        node.names = [alias for alias in node.names if (alias.asname or alias.name.split(".")[0]) in used]
        nodes += [node] if node.names else []
    needed = [node for node in nodes if (getattr(node, "module", "") or "").split(".")[0] not in _OURS]
    return [ast.unparse(node) for node in needed]


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


def write_mistaken(
    root: Path, folder: Path, number: int, part: float = 0.5, path: KoanPath | None = None
) -> tuple[Path, int]:
    """As `write_submission`, with about this part of the koans answered wrongly, by mistakes that learners make.

    They are those of `tests/respelled`, which stand on their own. Returns the folder, and how many are mistaken.
    """
    path = path or read_path(root)
    chance, count = random.Random(number), 0
    write_submission(root, folder, path=path)
    for topic in path.topics:
        mistakes = _mistakes(root, topic)
        lines = (folder / topic.path).read_text(encoding="utf-8").split("\n")
        places = read(folder / topic.path, topic.path).definitions
        chosen = [koan for koan in topic.koans if koan.name in mistakes and chance.random() < part]
        for koan in sorted(chosen, key=lambda koan: -places[koan.name].line):
            node = places[koan.name].node
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            lines[first - 1 : node.end_lineno] = chance.choice(mistakes[koan.name]).split("\n")
        count += len(chosen)
        end = _end_of_imports(read(folder / topic.path, topic.path))
        words = set(re.findall(r"\w+", "\n".join(lines)))
        lines[end:end] = _imports(read(root / "tests/respelled" / f"{topic.name}.py", topic.path), words)
        (folder / topic.path).write_text("\n".join(lines), encoding="utf-8")
    return folder, count


def _mistakes(root: Path, topic: Topic) -> dict[str, list[str]]:
    """{koan: functions of its name}."""
    source = read(root / "tests/respelled" / f"{topic.name}.py", topic.path)
    helpers = {name for name, d in source.definitions.items() if not isinstance(d.node, ast.Import | ast.ImportFrom)}
    found: dict[str, list[str]] = {}
    for node in source.tree.body:
        match node:
            case ast.FunctionDef(decorator_list=[ast.Call(ast.Name("respells"), [ast.Constant(str(koan))])]):
                if topic.koan(koan) and not source.names_used(node.name) & helpers:
                    own = ast.parse(ast.unparse(node)).body[0]
                    assert isinstance(own, ast.FunctionDef)
                    own.name, own.decorator_list = koan, []
                    found.setdefault(koan, []).append(ast.unparse(own))
    return found
