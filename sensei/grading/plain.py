"""A statement without what makes no difference: docstrings, layout, the names of local variables."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPE = _Function | ast.Lambda | ast.ClassDef | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def normal(node: ast.stmt, annotations: bool) -> ast.stmt:
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
