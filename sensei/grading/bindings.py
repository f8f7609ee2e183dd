"""Which statements of a file give its names their meaning, and whether that can be told from the text."""

from __future__ import annotations

import ast
import copy
from collections import defaultdict
from collections.abc import Iterator

_Function = ast.FunctionDef | ast.AsyncFunctionDef
# With these, code may look at its own names or text: two answers that differ only in names are then not the same.
MIRRORS = frozenset(
    """
    eval exec compile locals globals vars dir inspect sys gc ast traceback linecache importlib builtins __builtins__
    __import__ __file__ help pydoc dis pkgutil runpy marshal
    """.split()  # noqa: SIM905
)


def binders(tree: ast.Module) -> dict[str, list[ast.stmt]]:
    """{name: the statements of the file that bind or change it}, an import reduced to that name."""
    found: dict[str, list[ast.stmt]] = defaultdict(list)
    for node in tree.body:
        for part in split(node):
            for name in dict.fromkeys(bound(part)):
                found[name].append(part)
    return found


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


def bound(node: ast.stmt) -> Iterator[str]:
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


def is_loud(node: ast.stmt) -> bool:
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
            case ast.Name(id=word) if word in MIRRORS:
                return True
    return False


def is_private(word: str) -> bool:
    """Whether a class calls this name by another one: `__name` is `_Class__name` inside of it."""
    return word.startswith("__") and not word.endswith("__") and word.isidentifier()


def is_told(binders: list[ast.stmt]) -> bool:
    """Whether a name means what these statements say, wherever they stand: it is bound once, or imported alike."""
    if all(isinstance(node, ast.Import) and not node.names[0].asname for node in binders):
        return True  # `import torch` and `import torch.nn`
    if all(isinstance(node, ast.Import | ast.ImportFrom) for node in binders):
        return len({ast.dump(node) for node in binders}) == 1
    plain = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
    return len(binders) == 1 and isinstance(binders[0], plain)
