"""How the failures of two answers are told apart: by what is left of them when the noise is taken away."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from _pytest.assertion import util as assertions


@dataclass(frozen=True)
class Print:
    """The fingerprint of one run of a test. Two answers that are wrong in the same way leave the same.

    `outline` is the message without names and without the numbers of a list: it is the same where two answers draw
    other random numbers, too.
    """

    passed: bool
    line: int = 0
    error: str = ""
    message: str = ""
    outline: str = field(default="", compare=False)

    def roughly(self) -> tuple[bool, int, str, str]:
        return self.passed, self.line, self.error, self.outline


_NOISE = [
    (re.compile(r"\b(?:(?!\d+\.)\w+\.|<locals>\.)+(?=[A-Za-z_<])"), lambda _: ""),  # the module that something is from
    (re.compile(r"\bat 0x[0-9a-fA-F]+"), lambda _: ""),
    (re.compile(r"(?:[\w.~:-]*[/\\])+(?=[\w.-])"), lambda _: ""),  # the folder that a file is in
    (re.compile(r"\btmp[a-z0-9_]{8}\b"), lambda _: "…"),  # a temporary folder
    (re.compile(r"[\w.<>]+\(\)"), lambda _: "()"),  # what the function is called that was called wrongly
    (re.compile(r"(?<=[(, ])\w+=(?=int|float|Tensor|list|tuple|bool|torch)"), lambda _: ""),  # by keyword or not
    (re.compile(r"(?<![.\d])\d{10,}"), lambda _: "…"),  # an address, or an id
    (re.compile(r"-?\d+(\.\d+(e[-+]?\d+)?|e[-+]?\d+)"), lambda number: f"{_rounded(float(number[0])):.3g}"),
]
_LONGEST = 20_000  # characters of a message: more of them take longer than they tell


def _rounded(number: float) -> float:
    return number if abs(number) > 1e-6 else 0.0  # what is left of a sum that should be 0


def without_noise(text: str) -> str:
    """`text` without what differs between two answers that are wrong in the same way, or between two runs of one."""
    for noise, instead in _NOISE:
        text = noise.sub(instead, text)
    return text


def print_of(
    item: pytest.Item,
    excinfo: pytest.ExceptionInfo[BaseException] | None,
    compared: tuple[str, object, object] | None = None,
) -> Print:
    """The line of the test that failed, the exception's type, and the values compared or the message's first line.

    `compared` is the comparison on which an assertion failed. pytest's message would shorten what it shows of it.
    """
    if excinfo is None:
        return Print(passed=True)
    name = getattr(item, "originalname", item.name)
    lines = [e.lineno for e in excinfo.traceback if str(e.path) == str(item.path) and e.frame.code.name == name]
    message = str(excinfo.value).split("\n")[0]
    outline = re.sub(r"'[^']*'|-?\b\d[\d.]*\b", "…", without_noise(message))
    if compared is not None and isinstance(excinfo.value, AssertionError):
        operator, left, right = compared
        with contextlib.suppress(Exception):  # a class of the learner's own
            message = f"{left!r} {operator} {right!r}"
            is_one_number = operator == "==" and isinstance(left, int | float)
            outline = without_noise(message) if is_one_number else f"{operator} {_outline(left, right)}"
    line = lines[-1] + 1 if lines else 0
    return Print(False, line, excinfo.type.__name__, without_noise(message[:_LONGEST]), outline[:_LONGEST])


def _outline(yours: object, expected: object) -> str:
    """Which numbers differ, but not how: "[=, ≠, =]"."""
    if isinstance(yours, list | tuple) and isinstance(expected, list | tuple):
        if len(yours) != len(expected):
            return f"{type(yours).__name__} of another length"
        return f"[{', '.join(map(_outline, yours, expected))}]"
    if isinstance(yours, int | float) and isinstance(expected, int | float):
        return "=" if yours == expected else "≠"
    return without_noise(repr(yours)[:_LONGEST])


@contextlib.contextmanager
def noting_comparisons() -> Iterator[list[tuple[str, object, object]]]:
    """A list of one: the last comparison on which an assertion failed."""
    noted: list[tuple[str, object, object]] = []

    def note(operator: str, left: object, right: object) -> None:
        noted[:] = [(operator, left, right)]

    before = assertions._reprcompare
    assertions._reprcompare = note
    try:
        yield noted
    finally:
        assertions._reprcompare = before
