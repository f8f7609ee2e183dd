"""The options that `pytest koans` takes beside pytest's own."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("koans", "torch-koans")
    group.addoption(
        "--all", action="store_true", help="run every koan that is asked for: do not stop at the first open one"
    )
    group.addoption("--fresh", action="store_true", help="run solved koans again")
    group.addoption("--hint", action="store_true", help="show the next hint of the current koan")
    group.addoption(
        "--answers",
        metavar="WHOSE",
        help="judge `solutions`, or another copy of the koans in a folder, with these tests",
    )
    group.addoption("--watch", action="store_true", help="stay, and judge the current koan whenever you save it")
    group.addoption(
        "--seed", type=int, default=0, metavar="N", help="another seed for torch and for the examples tried"
    )
