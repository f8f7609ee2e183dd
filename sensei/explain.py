"""From a failed test to what its learner should see: the assertion, both values, their own lines."""

from __future__ import annotations

import ast
import linecache
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest

from sensei.blank import FillMeIn
from sensei.calls import call_of
from sensei.differences import differences
from sensei.failure import Failure
from sensei.path import Koan, Topic
from sensei.source import Source, error_line
from sensei.values import describe, facts, is_tensor

Told = TypeVar("Told")
Nothing = TypeVar("Nothing")

_LONGEST_TRACE = 8  # a recursion without an end has a thousand lines

# "Falsifying example: test_name(\n    case=(0, 2),\n)", or the other words of newer versions
_NEXT_ARGUMENT = re.compile(r"\n    (?=\w+=)")
_EXAMPLE = re.compile(r"[^\n:]+: \w+\(\n(?P<arguments>.*)\n\)", re.DOTALL)
_BARE_TENSOR = re.compile(r"(?<![\w.])tensor\(")


@dataclass(frozen=True)
class Comparison:
    """The last comparison that an assertion made."""

    operator: str
    left: object
    right: object


def explain(
    item: pytest.Item,
    topic: Topic,
    koan: Koan,
    excinfo: pytest.ExceptionInfo[BaseException],
    last: Comparison | None,
    shown: Callable[[str], str],
) -> Failure:
    """What a failed test of `koan` says. `last` is the comparison on which it failed, if that is known.

    `shown` tells what a file of the learner's is called, and "" for any other file.
    """
    frames = _Frames(item, topic, koan, excinfo, shown)
    error = excinfo.value
    examples = _example(error)
    call = _unless_it_raises(lambda: frames.call(examples), "")
    example = ", ".join(f"{name}={text}" for name, text in examples.items())
    notes = (f"for example with {example}",) if example and not call else ()
    failure = Failure("error", koan.id, item.name, frames.test_place, code=frames.code, call=call, notes=notes)
    if isinstance(error, FillMeIn):
        return replace(failure, kind="blank", error=f"This test also needs an earlier answer: {error}")
    if isinstance(error, pytest.fail.Exception) and str(error).startswith("Timeout"):
        where = frames.own[-1:]
        what = "This took too long and was stopped. Is there a loop that never ends?"
        return replace(failure, error=what, trace=tuple(where), place=where[0][0] if where else failure.place)
    if frames.own:
        place = frames.own[-1][0]
        return replace(failure, error=error_line(error), trace=tuple(frames.own), place=place)
    if isinstance(error, pytest.fail.Exception):
        return replace(failure, kind="wrong", error=str(error).split("\n")[0].replace("DID NOT", "Did not").strip())
    if not isinstance(error, AssertionError):
        return replace(failure, error=error_line(error), notes=(*_none_note(error), *notes))
    failure = replace(failure, kind="wrong", place=frames.test_place)
    if frames.is_comparison and last is not None:
        return _compared(failure, frames, last)
    if pair := _unless_it_raises(lambda: frames.equal_tensors, None):
        notes = (*_unless_it_raises(lambda: differences(*pair), ()), *notes)
        return replace(failure, yours=describe(pair[0]), expected=describe(pair[1]), notes=notes)
    return replace(failure, notes=(*_why(str(error)), *notes))


def _compared(failure: Failure, frames: _Frames, last: Comparison) -> Failure:
    yours, expected = (last.right, last.left) if frames.answer_is_right else (last.left, last.right)
    symbol = "" if last.operator in ("==", "is") else f"{last.operator} "
    notes = [*_unless_it_raises(lambda: frames.facts(yours), ())]
    if last.operator == "==":
        notes += _unless_it_raises(lambda: differences(yours, expected), ())
    shown, wanted = describe(yours), describe(expected)
    if shown == wanted and last.operator == "==":
        shown, wanted = f"{shown} ({type(yours).__name__})", f"{wanted} ({type(expected).__name__})"
    return replace(failure, yours=shown, expected=f"{symbol}{wanted}", notes=(*notes, *failure.notes))


def _unless_it_raises(tell: Callable[[], Told], nothing: Nothing) -> Told | Nothing:
    """Whatever is asked of a value that a learner returns may raise: of a tensor on "meta", say. Then less is told."""
    try:
        return tell()
    except Exception:
        return nothing


class _Frames:
    """The traceback of a failed test, read against the sources of its topic."""

    def __init__(
        self,
        item: pytest.Item,
        topic: Topic,
        koan: Koan,
        excinfo: pytest.ExceptionInfo[BaseException],
        shown: Callable[[str], str],
    ) -> None:
        self.koan = koan
        assert topic.source is not None
        self.source = source = topic.source
        in_tests: list[int] = []
        self.own: list[tuple[str, str]] = []
        for entry in excinfo.traceback:
            line = entry.lineno + 1
            file = str(entry.path)
            theirs, is_topic = shown(file), file == str(item.path)
            if theirs and (self.own or not is_topic or _inside_koan(topic, source, line)):
                self.own.append((f"{theirs}:{line}", linecache.getline(file, line).strip()))
            elif is_topic:
                in_tests.append(line)
                self.values: dict[str, object] = entry.frame.f_locals
        if len(self.own) > _LONGEST_TRACE:
            self.own[2:-2] = [("…", f"{len(self.own) - 4} more calls")]
        self.node = _assertion(source, in_tests[-1]) if in_tests else None
        line = self.node.lineno if self.node else (in_tests or [koan.line])[-1]
        self.test_place = f"{topic.path}:{line}"
        last = self.node.end_lineno or line if self.node else line
        self.code = textwrap.dedent("\n".join(source.lines[line - 1 : last])).strip() if in_tests else ""

        self.line = line if in_tests else 0

    def call(self, examples: dict[str, str]) -> str:
        """The call that failed, as text to be pasted, where it can be told."""
        return call_of(self.koan, self.source, self.line, self.values, examples) if self.line else ""

    def facts(self, yours: object) -> list[str]:
        """What the assertion hides of a tensor when it compares only `.tolist()` or `.item()` of it."""
        match self._comparison and (self._comparison.comparators[0] if self.answer_is_right else self._comparison.left):
            case ast.Call(func=ast.Attribute(value=inner, attr="tolist" | "item")):
                tensors = [value for value in self._values_of(inner) if is_tensor(value)]
                same = [t for t in tensors if getattr(t, "numel", int)() < 10_000 and repr(t.tolist()) == repr(yours)]  # type: ignore[attr-defined]
                return [f"{ast.unparse(inner)}: {facts(same[0])}"] if same else []
        return []

    def _values_of(self, node: ast.expr) -> list[object]:
        """The values that an expression in the assertion may have had; pytest keeps them under names of its own."""
        if isinstance(node, ast.Name):
            return [self.values.get(node.id)]
        return [value for name, value in self.values.items() if name.startswith("@py_assert")]

    @property
    def equal_tensors(self) -> tuple[object, object] | None:
        """The two tensors of `assert torch.equal(yours, expected)`, or of `torch.allclose`."""
        match self.node:
            case ast.Assert(
                test=ast.Call(
                    func=ast.Attribute(value=ast.Name(id="torch"), attr="equal" | "allclose"), args=[a, b, *_]
                )
            ):
                kept = iter([value for value in self._values_of(ast.Constant(None)) if is_tensor(value)])
                found = [self._values_of(x)[0] if isinstance(x, ast.Name) else next(kept, None) for x in (a, b)]
                if all(map(is_tensor, found)) and next(kept, None) is None:
                    return found[0], found[1]
        return None

    @property
    def _comparison(self) -> ast.Compare | None:
        test = self.node.test if isinstance(self.node, ast.Assert) else None
        parts = test.values if isinstance(test, ast.BoolOp) else [test]
        return next((part for part in reversed(parts) if isinstance(part, ast.Compare)), None)

    @property
    def is_comparison(self) -> bool:
        return self._comparison is not None

    @property
    def answer_is_right(self) -> bool:
        """Whether the answer stands on the right of the comparison: it usually stands on the left."""
        compare = self._comparison
        return compare is not None and self._names(compare.comparators[0]) and not self._names(compare.left)

    def _names(self, node: ast.AST) -> bool:
        return any(isinstance(n, ast.Name) and n.id == self.koan.name for n in ast.walk(node))


def _inside_koan(topic: Topic, source: Source, line: int) -> bool:
    nodes = [source.definitions[koan.name].node for koan in topic.koans if koan.name in source.definitions]
    return any(node.lineno <= line <= (node.end_lineno or node.lineno) for node in nodes)


def _assertion(source: Source, line: int) -> ast.stmt | None:
    """The innermost statement that covers a line."""
    covering = [n for n in ast.walk(source.tree) if isinstance(n, ast.stmt) and n.lineno <= line <= (n.end_lineno or 0)]
    simple = [n for n in covering if not hasattr(n, "body")]
    return simple[-1] if simple else None


def _none_note(error: BaseException) -> list[str]:
    if "NoneType" in str(error):
        return ["There was a None where a value was needed. Is a `return` missing?"]
    return []


def _example(error: BaseException) -> dict[str, str]:
    """The smallest example that hypothesis found: {name: value as text}."""
    for note in getattr(error, "__notes__", []):
        if call := _EXAMPLE.fullmatch(note):
            arguments = [" ".join(argument.split()) for argument in _NEXT_ARGUMENT.split(call["arguments"].strip())]
            shown = [_BARE_TENSOR.sub("torch.tensor(", argument.removesuffix(",")) for argument in arguments]
            named = (argument.partition("=")[::2] for argument in shown)
            return {name: text for name, text in named if name != "device"}
    return {}


def _why(message: str) -> list[str]:
    """What pytest and torch say of an assertion that is no comparison, without addresses and objects' insides."""
    lines = [line.strip().removeprefix("+ ").strip() for line in message.split("\n")]
    lines = [line for line in lines if line and not line.startswith("assert ")]
    return [line.removeprefix("+").strip() for line in lines if " object at 0x" not in line and "\\n" not in line][:8]
