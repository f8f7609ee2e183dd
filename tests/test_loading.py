"""When a submitted file is known to load, without loading it; in doubt it is not."""

from __future__ import annotations

import pytest

from sensei.grading.answer import Closures
from sensei.grading.loading import Shipped
from sensei.source import Source

SHIPPED = '''"""A topic."""

import torch
from torch import nn
from sensei import ___

DATA = torch.ones(3)
KOANS = {"a": 1}

LETTERS = ___


def helper(x: torch.Tensor = DATA) -> int:
    return 1


def double(number: int) -> int:
    """Twice."""
    return ___


@pytest.mark.parametrize("n", [1])
def test_double(n):
    assert double(2) == 4
'''
SOLVED = SHIPPED.replace("return ___", "return 2 * number")


def loads(text: str, *proven: str) -> bool:
    """Whether `text` is known to load where these answers, taken out of it, are known."""
    source = Source(text.encode(), "a.py")
    closure = Closures(source).of(proven) if proven else None
    shipped = Shipped(Source(SHIPPED.encode(), "a.py"), ("LETTERS", "double"))
    return shipped.loads_for_sure(source, closure.statements if closure else frozenset())


@pytest.mark.parametrize(
    "text",
    [
        SHIPPED,
        SHIPPED.replace("LETTERS = ___", "LETTERS = (6, -1)  # six"),
        SHIPPED.replace("import torch\n", "import copy\nimport torch\nimport torch\n"),
        SHIPPED[: SHIPPED.index("@pytest")] + "@broken.here\ndef test_double():\n    1 / 0\n",
    ],
    ids=["as shipped", "a literal", "imports", "other tests, which are left out"],
)
def test_what_is_known_loads(text: str) -> None:
    assert loads(text)


def test_an_answer_that_was_solved_loads_and_another_one_is_not_known_to() -> None:
    assert loads(SOLVED, "double")
    assert not loads(SOLVED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LETTERS = ___", "LETTERS = 1 / 0"),
        ("LETTERS = ___", "LETTERS = torch.nothing"),
        ("LETTERS = ___", "LETTERS = [n for n in helper()]"),
        ("DATA = torch.ones(3)", "DATA = 3"),
        ("DATA = torch.ones(3)", "DATA = torch.ones(3)\nDATA = 3"),
        ("DATA = torch.ones(3)\n", ""),
        ("import torch\n", ""),
        ("import torch\n", "import torch\nimport nothing_of_that_name\n"),
        ("import torch\n", "import torch\nfrom copy import nothing\n"),
        ("import torch\n", "import torch\nprint = None\n"),
        ("import torch\n", "import torch\ntorch.equal = None\n"),
        ("from torch import nn", "from torch import *"),
        ("x: torch.Tensor", "x: Nothing"),
        ("def helper", "@nothing\ndef helper"),
        ("number: int", "number: Nothing"),
        ("number: int", "number: int = 1 / 0"),
        ("def double", "raise SystemExit\n\n\ndef double"),
        ('KOANS = {"a": 1}\n\n', 'KOANS = {"a": 1}\nsetattr(torch, "equal", None)\n'),
    ],
)
def test_what_is_not_known_has_to_be_loaded(old: str, new: str) -> None:
    assert SHIPPED.count(old) >= 1
    assert not loads(SHIPPED.replace(old, new, 1))


def test_an_order_that_was_not_shipped_has_to_be_loaded() -> None:
    late = SHIPPED.replace("DATA = torch.ones(3)\n", "") + "\n\nDATA = torch.ones(3)\n"
    assert not loads(late)
