"""When two answers are the same program: by text alone, and never when they may not be."""

from __future__ import annotations

import pytest

from sensei.grading.answer import Closure, Closures, fingerprint
from sensei.source import Source

ANSWER = """
import torch


def add(a, b):
    total = torch.zeros(1)
    for one in (a, b):
        total = total + one
    return total
"""


def print_of(text: str) -> str:
    return fingerprint(Source(text.encode(), "a.py"), "add")[0]


def key_of(text: str, *names: str) -> str | None:
    closure = Closures(Source(text.encode(), "a.py")).of(names or ("add",))
    return closure.key if closure else None


@pytest.mark.parametrize(
    "words",
    [
        ANSWER.replace("total", "result"),
        ANSWER.replace("one", "each"),
        ANSWER.replace("total = torch", "# Begin.\n    total = torch"),
        ANSWER.replace("add(a, b):", 'add(a: torch.Tensor, b: "int | None") -> torch.Tensor:\n    """Add."""'),
        ANSWER.replace("(1)", "( 1, )"),
        ANSWER + "\n\ndef other():\n    return 1\n",
    ],
    ids=["a variable", "a loop variable", "a comment", "annotations, a docstring", "layout", "another answer"],
)
def test_names_of_variables_and_layout_make_no_difference(words: str) -> None:
    assert words != ANSWER
    assert print_of(words) == print_of(ANSWER)
    assert key_of(words) == key_of(ANSWER) or "Tensor" in words  # a name that an annotation needs may be missing


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("zeros(1)", "zeros(2)"),
        ("total + one", "one + total"),
        ("(a, b):", "(b, a):"),
        ("def add(a, b)", "def add(a, c)"),
        ("return total", "return one"),
        ("return total", "return a"),
        ("def add(a, b):", "def add(a, b, total=0):"),
        ("    total = torch", "    global total\n    total = torch"),
    ],
)
def test_what_makes_a_difference_is_seen(old: str, new: str) -> None:
    words = ANSWER.replace(old, new)
    assert print_of(words) != print_of(ANSWER)
    assert key_of(words) != key_of(ANSWER)


def test_a_global_is_not_taken_for_the_variable_of_another_method() -> None:
    text = "x = 1\ny = 2\nclass add:\n    def f(self):\n        x = 3\n        return x\n"
    text += "    def g(self):\n        return x\n"
    other = text.replace("        x = 3\n        return x", "        y = 3\n        return y")
    assert key_of(text) == key_of(other)  # g returns the global in both
    assert key_of(text) != key_of(text.replace("def g(self):\n        return x", "def g(self):\n        return y"))


def test_arguments_are_not_taken_for_each_other() -> None:
    text = "def add(a, b):\n    a, b = b, a\n    return a\n"
    other = "def add(a, b):\n    b, a = a, b\n    return b\n"
    assert key_of(text) != key_of(other)


def test_a_variable_is_told_from_one_that_only_an_inner_function_has() -> None:
    text = "x = 1\ny = 2\ndef add():\n    def inner():\n        NAME = 3\n        return NAME\n    return x, inner()\n"
    assert key_of(text.replace("NAME", "x")) != key_of(text.replace("NAME", "y").replace("return x", "return y"))


@pytest.mark.parametrize("helper", ["def one():\n    return 1", "one = lambda: 1", "from math import pi as one"])
def test_what_an_answer_rests_on_belongs_to_it(helper: str) -> None:
    text = f"{helper}\n\n\ndef add():\n    return one\n"
    same = key_of(text + "\n\ndef unused():\n    pass\n")
    assert key_of(text) == same
    assert key_of(text.replace("1", "2").replace("pi", "e")) != same


def test_an_import_of_several_names_counts_only_for_the_one_that_is_used() -> None:
    text = "from math import {}\n\n\ndef add():\n    return pi\n"
    assert key_of(text.format("pi, e")) == key_of(text.format("pi"))
    assert key_of(text.format("e as pi")) != key_of(text.format("pi"))


def test_the_file_of_a_closure_has_nothing_else_in_it() -> None:
    text = "import math\nimport os\n\nprint('hello')\nONE = 1\n\n\ndef add():\n    return math.pi + ONE\n"
    text += "\n\ndef test_it():\n    add()\n"
    closure = Closures(Source(text.encode(), "a.py")).of(["add"])
    assert closure is not None
    assert closure.content.decode().split("\n") == [
        "import math",
        "ONE = 1",
        "",
        "def add():",
        "    return math.pi + ONE",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "from math import *\ndef add(): return pi",
        "def add(): return 1\ndef add(): return 2",
        "ONE = 1\nONE += 1\ndef add(): return ONE",
        "ONE = 1\ndef change():\n    global ONE\n    ONE = 2\ndef add(): return ONE",
        "if __name__:\n    def add(): return 1",
        "ONE = 1\ndel ONE\ndef add(): return ONE",
        "from math import pi\nfrom cmath import pi\ndef add(): return pi",
        "for ONE in (1, 2):\n    pass\ndef add(): return ONE",
        "def add():\n    one = 1\n    return locals()",
        "def add(): return eval('1')",
        "def add(): return add.__code__.co_varnames",
        "def add(): return getattr(add, '__code__')",
        "import sys\ndef add(): return sys._getframe()",
        "import inspect as i\ndef add(): return i.stack()",
        "def helper(): return globals()\ndef add(): return helper()",
    ],
)
def test_where_the_text_does_not_tell_there_is_no_closure(text: str) -> None:
    assert Source(text.encode(), "a.py").definitions
    assert key_of(text) is None


def test_methods_called_eval_are_no_hindrance() -> None:
    assert key_of("import torch\nimport torch.nn\nimport torch\ndef add(model): return model.eval()")


def test_the_size_of_an_answer_grows_with_it_and_its_docstring_does_not_count() -> None:
    def size(text: str) -> int:
        return fingerprint(Source(text.encode(), "a.py"), "add")[1]

    short, long = size("def add(a, b): return a + b"), size(ANSWER)
    assert 0 < short < 20 < long
    assert size('def add(a, b):\n    """Add."""\n    return a + b') == short
    assert size("other = 1") == 0


def test_a_named_value_is_compared_by_its_value() -> None:
    assert print_of("add = (1,  2)") == print_of("add = (1, 2)  # two")
    assert print_of("add = (1, 2)") != print_of("add = [1, 2]")


@pytest.mark.parametrize(
    "statement",
    [
        "def helper(a=(ONE := 2)): pass",
        "class Helper((ONE := object)): pass",
        "match {'a': 1}:\n    case {**ONE}: pass",
        "globals()['ONE'] = 2",
        "ONE.append(2)",
        "ONE[0] = 2",
        "__builtins__ = {}",
        "class Helper:\n    globals()['ONE'] = 2",
    ],
)
def test_a_statement_that_may_change_what_an_answer_rests_on_keeps_it_from_being_shared(statement: str) -> None:
    text = "ONE = [1]\n\n\ndef add():\n    return ONE\n"
    assert closure_of(text) is not None
    assert closure_of(f"{text}\n\n{statement}\n") is None


@pytest.mark.parametrize("body", ["add.__doc__", "__private"])
def test_an_answer_that_reads_its_text_or_a_private_name_is_not_shared(body: str) -> None:
    assert closure_of(f"def add():\n    return {body}\n") is None


@pytest.mark.parametrize("number", ["0x" + "f" * 5000, " + ".join(["1"] * 600)])
def test_what_is_too_long_or_too_deeply_nested_to_be_compared_is_not_shared(number: str) -> None:
    assert closure_of(f"def add():\n    return {number}\n") is None


def closure_of(text: str) -> Closure | None:
    return Closures(Source(text.encode(), "a.py")).of(["add"])
