"""A record in the words of those who read it: teaching platforms, CI servers, spreadsheets.

A format is a module of this package with its name, and a function `render`.
"""

from __future__ import annotations

from importlib import import_module

from sensei.grading.record import Record
from sensei.path import KoanPath

FORMATS = (
    "json",
    "classroom50",
    "gradescope",
    "exercism",
    "junit",
    "github",
    "csv",
)  # as `koans grade --help` lists them


def render(name: str, record: Record, path: KoanPath) -> str:
    """`record` as a file of that format. `path` is the grader's own: it holds the tests, which a record does not."""
    return str(import_module(f"{__name__}.{name}").render(record, path))
