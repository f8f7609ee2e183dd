"""`___`: whatever is done with it says what to fill in, and a koan that still holds it never passes."""

from __future__ import annotations

import asyncio
import copy
import inspect
import math
import operator
import os
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch

from sensei import ___, blank
from sensei.blank import FillMeIn
from tests.conftest import Project
from tests.test_walk import ANN, FIRST, SIX, ZERO


@pytest.fixture
def armed() -> Iterator[None]:
    """As while a test of a koan runs."""
    blank.arm("`one_hot` (koans/03_transforms/test_one_hot.py:61)")
    yield
    blank.disarm()


def delete_attribute(value: Any) -> None:
    del value.x


def set_attribute(value: Any) -> None:
    value.x = 1


def delete_item(value: Any) -> None:
    del value[0]


def set_item(value: Any) -> None:
    value[0] = 1


def enter(value: Any) -> None:
    with value:
        raise AssertionError("entered")


async def await_it(value: Any) -> None:
    await value


async def walk_asynchronously(value: Any) -> None:
    async for _ in value:
        raise AssertionError("there is something in it")


async def enter_asynchronously(value: Any) -> None:
    async with value:
        raise AssertionError("entered")


def match(value: Any) -> None:
    match value:
        case {"shape": _} | [_] | int():
            raise AssertionError("matched")


def unpack(value: Any) -> None:
    _, _ = value


def subclass(value: Any) -> None:
    class Child(value):  # type: ignore[misc]
        pass


USES: dict[str, Callable[[Any], Any]] = {
    "== 1": lambda x: x == 1,
    "1 ==": lambda x: 1 == x,  # noqa: SIM300
    "!= 1": lambda x: x != 1,
    "< 1": lambda x: x < 1,
    "1 >=": lambda x: 1 >= x,  # noqa: SIM300
    "== itself": lambda x: x == x,
    "in a list": lambda x: x in [1],
    "bool": bool,
    "not": lambda x: not x,
    "call": lambda x: x(1),
    "attribute": lambda x: x.shape,
    "set attribute": set_attribute,
    "delete attribute": delete_attribute,
    "item": lambda x: x[0],
    "set item": set_item,
    "delete item": delete_item,
    "contains": lambda x: 1 in x,
    "len": len,
    "iterate": list,
    "unpack": unpack,
    "next": next,
    "reversed": lambda x: list(reversed(x)),
    "star": lambda x: print(*x),
    "double star": lambda x: print(**x),
    "hash": hash,
    "key": lambda x: {x: 1},
    "int": int,
    "float": float,
    "complex": complex,
    "index": lambda x: [1, 2][x],
    "range": range,
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
    "trunc": math.trunc,
    "sqrt": math.sqrt,
    "abs": abs,
    "bytes": bytes,
    "text +": lambda x: "text" + x,
    "f-string": lambda x: f"{x}",
    "path": os.fspath,
    "with": enter,
    "await": lambda x: asyncio.run(await_it(x)),
    "async for": lambda x: asyncio.run(walk_asynchronously(x)),
    "async with": lambda x: asyncio.run(enter_asynchronously(x)),
    "isinstance": lambda x: isinstance(x, torch.Tensor),
    "isinstance of it": lambda x: isinstance(1, x),
    "issubclass of it": lambda x: issubclass(int, x),
    "class": lambda x: x.__class__,
    "match": match,
    "subclass": subclass,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": pickle.dumps,
    "approx": lambda x: pytest.approx(1.0) == x,
    "numpy array": np.array,
    "numpy +": lambda x: np.ones(2) + x,
    "numpy sum": np.sum,
    "torch.tensor": torch.tensor,
    "torch.as_tensor": torch.as_tensor,
    "torch.zeros": torch.zeros,
    "torch.add": lambda x: torch.add(torch.ones(2), x),
    "torch.relu": torch.relu,
    "torch.equal": lambda x: torch.equal(torch.ones(2), x),
    "torch.stack": lambda x: torch.stack([x]),
    "tensor ==": lambda x: torch.ones(2) == x,
    "tensor @": lambda x: torch.ones(2) @ x,
    "tensor index": lambda x: torch.ones(2)[x],
    "set in a tensor": lambda x: torch.ones(2).__setitem__(0, x),
    "tensor.to": lambda x: torch.ones(2).to(x),
    "assert_close": lambda x: torch.testing.assert_close(x, torch.ones(2)),
    "layer": lambda x: torch.nn.Linear(x, 2),
    "in a module": lambda x: setattr(torch.nn.Linear(1, 1), "weight", x),
    "loader": lambda x: torch.utils.data.DataLoader(x, batch_size=2),
}
ARITHMETIC = [
    *(operator.add, operator.sub, operator.mul, operator.matmul, operator.truediv, operator.floordiv, operator.mod),
    *(divmod, operator.pow, operator.lshift, operator.rshift, operator.and_, operator.xor, operator.or_),
]
IN_PLACE = [getattr(operator, f"i{f.__name__.strip('_')}") for f in ARITHMETIC if f is not divmod]


@pytest.mark.usefixtures("armed")
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_every_use_says_what_to_fill_in(use: Callable[[Any], Any]) -> None:
    with pytest.raises(FillMeIn, match=r"one_hot.*test_one_hot\.py:61"):
        use(___)


@pytest.mark.parametrize(
    "other", [2, 2.5, (1,), [1], torch.ones(2), np.ones(2)], ids=lambda other: type(other).__name__
)
def test_arithmetic_from_both_sides_says_so(other: object) -> None:
    for calculate in ARITHMETIC:
        with pytest.raises(FillMeIn):
            calculate(___, other)
        with pytest.raises(FillMeIn):
            calculate(other, ___)
    for change in IN_PLACE:
        with pytest.raises(FillMeIn):
            change(___, other)
    for sign in (operator.neg, operator.pos, operator.invert):
        with pytest.raises(FillMeIn):
            sign(___)


def test_it_is_an_exception_that_workers_can_pass_on() -> None:
    assert issubclass(FillMeIn, Exception)
    assert FillMeIn.__module__ == "builtins"  # "FillMeIn: …" in a traceback, not "sensei.blank.FillMeIn: …"


def test_what_looks_at_modules_finds_nothing_to_stumble_over() -> None:
    assert not hasattr(___, "pytest_configure")
    assert not hasattr(___, "_pytestfixturefunction")
    assert not hasattr(___, "__test__")
    assert not isinstance(___, pytest.Item)
    assert inspect.unwrap(___) is ___
    assert not inspect.isclass(___)
    assert repr(___) == "___"


@pytest.mark.parametrize("koan", ["LETTERS", "double", "greet"])
@pytest.mark.parametrize("argument", ["--all", "{test}"], ids=["all", "by itself"])
def test_a_blank_koan_is_to_fill_in_at_its_line(project: Project, koan: str, argument: str) -> None:
    test, place = {
        "LETTERS": (SIX, f"{FIRST}:6"),
        "double": (ZERO, f"{FIRST}:15"),
        "greet": (ANN, "koans/02_words/test_greeting.py:8"),
    }[koan]
    project.solve(*{"LETTERS", "double", "greet"} - {koan})
    node = f"{place.rpartition(':')[0]}::{test}"
    run = project.walk(argument.format(test=node))
    assert run.tests[test] == "failed"
    assert "passed" in run.tests.values() or len(run.tests) == 1
    assert f"{place}  to fill in" in run.screen
    assert "Traceback" not in run.screen


# In place, or for a side effect: what is returned is not used, so that the tests would pass if they ran.
NOTHING_RETURNED = '''"""Lists: changed in place."""

from sensei import ___


def empty(numbers: list) -> None:
    """Take everything out."""
    ___


def test_it_is_the_same_list():
    numbers = []
    empty(numbers)
    assert numbers == []


def is_set(number: int) -> bool:
    """Whether there is one."""
    number = ___
    return number is not None


def test_there_is_one():
    assert is_set(1)
'''


def test_a_koan_that_would_pass_while_it_is_blank_does_not(project: Project) -> None:
    book = (project.root / "solutions/greeting.py").read_text(encoding="utf-8")
    project.write("solutions/greeting.py", f"{book}\n\nteach('empty', hints=[])\nteach('is_set', hints=[])\n")
    project.write(project.second, NOTHING_RETURNED)
    run = project.walk("koans/02_words", "--all")
    assert run.tests == {"test_it_is_the_same_list": "failed", "test_there_is_one": "failed"}
    assert "koans/02_words/test_greeting.py:8  to fill in" in run.screen
    assert "koans/02_words/test_greeting.py:19  to fill in" in run.screen


QUADRUPLE = """

def quadruple(number: int) -> int:
    \"\"\"Four times `number`.\"\"\"
    return double(double(number))


def test_two_becomes_eight():
    assert quadruple(2) == 8
"""


def test_an_answer_that_goes_through_a_blank_koan_names_that_one(project: Project) -> None:
    book = project.root / "solutions/counting.py"
    project.write(project.first, project.first.read_text(encoding="utf-8") + QUADRUPLE)
    project.write(book, book.read_text(encoding="utf-8") + "\n\nteach('quadruple', hints=[])\n")
    run = project.walk(f"{FIRST}::test_two_becomes_eight", "--tb=short")
    assert run.tests == {"test_two_becomes_eight": "failed"}
    assert f"This test also needs an earlier answer: fill in ___ in `double` ({FIRST}:15)" in run.screen
    assert "Traceback" not in run.screen
