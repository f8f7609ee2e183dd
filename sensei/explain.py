"""From a failed test to what its learner should see: the assertion, both values, their own lines."""

from __future__ import annotations

import ast
import linecache
import re
import textwrap
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sensei.blank import FillMeIn
from sensei.failure import Failure
from sensei.path import Koan, Topic
from sensei.source import Source
from sensei.values import describe, first_difference

_LONGEST_TRACE = 8  # a recursion without an end has a thousand lines

# "Falsifying example: test_name(\n    case=(0, 2),\n)", or the other words of newer versions
_NEXT_ARGUMENT = re.compile(r"\n    (?=\w+=)")
_EXAMPLE = re.compile(r"[^\n:]+: \w+\(\n(?P<arguments>.*)\n\)", re.DOTALL)


@dataclass(frozen=True)
class Comparison:
    """The last comparison that an assertion made."""

    operator: str
    left: object
    right: object


def explain(
    item: pytest.Item, topic: Topic, koan: Koan, excinfo: pytest.ExceptionInfo[BaseException], last: Comparison | None
) -> Failure:
    """What a failed test of `koan` says. `last` is the comparison on which it failed, if that is known."""
    frames = _Frames(item, topic, koan, excinfo)
    error = excinfo.value
    notes = tuple(_example(error))
    failure = Failure("error", koan.id, item.name, frames.test_place, code=frames.code, notes=notes)
    if isinstance(error, FillMeIn):
        return replace(failure, kind="blank", error=f"This test also needs an earlier answer: {error}")
    if isinstance(error, pytest.fail.Exception) and str(error).startswith("Timeout"):
        where = frames.own[-1:]
        what = "This took too long and was stopped. Is there a loop that never ends?"
        return replace(failure, error=what, trace=tuple(where), place=where[0][0] if where else failure.place)
    if frames.own:
        place = frames.own[-1][0]
        return replace(failure, error=_one_line(error), trace=tuple(frames.own), place=place)
    if isinstance(error, pytest.fail.Exception):
        return replace(failure, kind="wrong", error=str(error).split("\n")[0].replace("DID NOT", "Did not").strip())
    if not isinstance(error, AssertionError):
        return replace(failure, error=_one_line(error), notes=(*_none_note(error), *notes))
    failure = replace(failure, kind="wrong", place=frames.test_place)
    if frames.is_comparison and last is not None:
        return _compared(failure, frames, last)
    return replace(failure, notes=(*_why(str(error)), *notes))


def _compared(failure: Failure, frames: _Frames, last: Comparison) -> Failure:
    yours, expected = (last.right, last.left) if frames.answer_is_right else (last.left, last.right)
    symbol = "" if last.operator in ("==", "is") else f"{last.operator} "
    difference = first_difference(yours, expected) if last.operator == "==" else ""
    shown, wanted = describe(yours), describe(expected)
    if shown == wanted and last.operator == "==":
        shown, wanted = f"{shown} ({type(yours).__name__})", f"{wanted} ({type(expected).__name__})"
    notes = (difference, *failure.notes) if difference else failure.notes
    return replace(failure, yours=shown, expected=f"{symbol}{wanted}", notes=notes)


class _Frames:
    """The traceback of a failed test, read against the sources of its topic."""

    def __init__(
        self, item: pytest.Item, topic: Topic, koan: Koan, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> None:
        self.koan = koan
        source = topic.source
        assert source is not None
        stubs = Path(koan.path) if Path(koan.path).is_absolute() else item.config.rootpath / koan.path
        in_tests: list[int] = []
        self.own: list[tuple[str, str]] = []
        for entry in excinfo.traceback:
            line = entry.lineno + 1
            theirs = str(entry.path) == str(stubs)
            if theirs and (self.own or stubs != item.path or _inside_koan(topic, source, line)):
                self.own.append((f"{koan.path}:{line}", linecache.getline(str(entry.path), line).strip()))
            elif str(entry.path) == str(item.path):
                in_tests.append(line)
        if len(self.own) > _LONGEST_TRACE:
            self.own[2:-2] = [("…", f"{len(self.own) - 4} more calls")]
        self.node = _assertion(source, in_tests[-1]) if in_tests else None
        line = self.node.lineno if self.node else (in_tests or [koan.line])[-1]
        self.test_place = f"{topic.path}:{line}"
        last = self.node.end_lineno or line if self.node else line
        self.code = textwrap.dedent("\n".join(source.lines[line - 1 : last])).strip() if in_tests else ""

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


def _one_line(error: BaseException) -> str:
    message = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _none_note(error: BaseException) -> list[str]:
    if "NoneType" in str(error):
        return ["There was a None where a value was needed. Is a `return` missing?"]
    return []


def _example(error: BaseException) -> list[str]:
    """The smallest example that hypothesis found, as `name=value` lines."""
    for note in getattr(error, "__notes__", []):
        if call := _EXAMPLE.fullmatch(note):
            arguments = [" ".join(argument.split()) for argument in _NEXT_ARGUMENT.split(call["arguments"])]
            shown = [argument.removesuffix(",") for argument in arguments if not argument.startswith("device=")]
            return [f"for example with {argument}" for argument in shown]
    return []


def _why(message: str) -> list[str]:
    """What pytest and torch say of an assertion that is no comparison, without addresses and objects' insides."""
    lines = [line.strip().removeprefix("+ ").strip() for line in message.split("\n")]
    lines = [line for line in lines if line and not line.startswith("assert ")]
    return [line.removeprefix("+").strip() for line in lines if " object at 0x" not in line][:8]
