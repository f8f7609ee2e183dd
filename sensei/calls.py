"""The call of a koan that a failing assertion is about, with the values that it was given: to be pasted.

It is told only where it can be told exactly: where one call is behind the assertion, and each argument is what it was
when the call was made.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sensei.path import Koan
from sensei.source import Source
from sensei.values import is_tensor, pasteable

_LONGEST = 400
_MODULES = {"torch", "math", "float"}  # an expression that uses nothing else can be pasted as it is
_Function = ast.FunctionDef | ast.AsyncFunctionDef


def call_of(koan: Koan, source: Source, line: int, values: dict[str, object], examples: dict[str, str]) -> str:
    """The call as text, or "".

    `line` is that of the statement that failed, `values` holds the names of the function that it stands in, `examples`
    what hypothesis gave to it, as text.
    """
    function = _function_at(source, line)
    stub = source.definitions.get(koan.name)
    if function is None or stub is None or not isinstance(stub.node, _Function):
        return ""
    statement = next(node for node in reversed(list(_statements(function))) if node.lineno <= line)
    calls = _calls_behind(function, statement, koan.name)
    if len(calls) != 1:
        return ""
    call, inside = calls[0], calls[0] in list(ast.walk(statement))
    if inside and all(_is_literal(argument) for argument in _arguments(call)):
        return ""  # the assertion shows it already
    values = {name: value for name, value in values.items() if name not in _changing(function, call)}
    examples = {name: text for name, text in examples.items() if name not in _changing(function, call)}
    texts = [_text(argument, values, examples) for argument in _arguments(call)]
    shown = ", ".join(f"{name}{text}" for name, text in zip(_names(call, stub.node), texts, strict=True))
    whole = f"{koan.name}({shown})"
    return whole if None not in texts and len(whole) <= _LONGEST else ""


def _function_at(source: Source, line: int) -> _Function | None:
    covering = [
        node
        for node in ast.walk(source.tree)
        if isinstance(node, _Function) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return covering[-1] if covering else None


def _statements(function: _Function) -> Iterator[ast.stmt]:
    nodes = [node for part in function.body for node in ast.walk(part) if isinstance(node, ast.stmt)]
    yield from sorted((node for node in nodes if not hasattr(node, "body")), key=lambda node: node.lineno)


def _calls_behind(function: _Function, statement: ast.stmt, koan: str) -> list[ast.Call]:
    """The calls in the statement itself; else those whose results it uses; else those that are made before it."""
    if calls := _calls(statement, koan):
        return calls
    before = [node for node in _statements(function) if node.lineno < statement.lineno]
    relevant = _names_in(statement)
    found: list[ast.Call] = []
    for node in reversed(before):
        if isinstance(node, ast.Assign) and relevant & {name for target in node.targets for name in _names_in(target)}:
            relevant |= _names_in(node.value)
            found += _calls(node, koan)
    return found or [call for node in before for call in _calls(node, koan)]


def _calls(node: ast.AST, koan: str) -> list[ast.Call]:
    return [n for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == koan]


def _names_in(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _changing(function: _Function, call: ast.Call) -> set[str]:
    """Names that are not what they were when the call was made, or not the function's own: of comprehensions, say."""
    changing: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if node.lineno >= call.lineno:
                changing.add(name)
            case ast.comprehension(target=target):
                changing |= _names_in(target)
            case ast.Lambda(args=arguments):
                changing |= {argument.arg for argument in arguments.args}
    return changing


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _names(call: ast.Call, stub: _Function) -> list[str]:
    """What stands before each argument: `name=` where the stub tells the name."""
    parameters = [argument.arg for argument in stub.args.args]
    by_place = parameters if len(call.args) <= len(parameters) and not stub.args.posonlyargs else [""] * len(call.args)
    names = [*by_place[: len(call.args)], *(keyword.arg or "**" for keyword in call.keywords)]
    return [f"{name}=" if name.isidentifier() else name for name in names]


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return False
    return True


def _uses_only_modules(text: str) -> bool:
    """Whether a value that hypothesis shows can be pasted: an array of numpy, or a NaN, can't."""
    try:
        return _names_in(ast.parse(text, mode="eval")) <= _MODULES
    except SyntaxError:
        return False


def _text(node: ast.expr, values: dict[str, object], examples: dict[str, str]) -> str | None:
    if _is_literal(node):
        return ast.unparse(node)
    if isinstance(node, ast.Name):
        if _uses_only_modules(examples.get(node.id, "_")):
            return examples[node.id]
        value = values.get(node.id, ...)
        if is_tensor(value) and value._version:  # type: ignore[attr-defined]
            return None  # changed in place since it was made: by the answer, perhaps
        return None if isinstance(value, list) else pasteable(value)
    return ast.unparse(node) if _names_in(node) <= _MODULES and not isinstance(node, ast.Starred) else None
