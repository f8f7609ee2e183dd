"""What is told of a wrong answer: the call to be pasted, both values, where they differ, what Python and torch say."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import QUICK, Project

TOPIC = """
import pytest
import torch
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from sensei import ___
from sensei.strategies import tensors


def total(numbers, start=0):
    return sum(numbers) + start + (len(numbers) > 1)


@given(st.tuples(st.lists(st.integers(1, 9)), st.just(2)))
def test_total(case):
    numbers, start = case
    assert total(numbers, start) == sum(numbers) + 2


def column(matrix, index):
    return matrix[index]


@given(tensors((2, 3)), st.integers(0, 1))
def test_column(matrix, index):
    column(matrix, 0)
    picked = column(matrix, index)
    assert picked.tolist() == matrix[:, index].tolist()


def doubled(x):
    return x.mul_(2) + 1


@given(tensors((2,), torch.float64))
def test_doubled(x):
    expected = [2 * number for number in x.tolist()]
    assert doubled(x).tolist() == expected


def table():
    return torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 16.0]], dtype=torch.float64, requires_grad=True)


def test_table():
    assert table().tolist() == [[1, 2, 3], [4, 5.5, 6]]


def unusual(x):
    return x.log().sqrt()


def test_unusual():
    x = torch.tensor([1.0, 0.5, 0.0])
    assert unusual(x).tolist() == pytest.approx([0, 0.5, 0.1])


def ratio(x):
    return (x / 0).item()


def test_ratio():
    x = torch.tensor(0.0)
    assert ratio(x) == 1


def into(a, out):
    return torch.mul(a, 2, out=out[1:])


def test_into():
    a, out = torch.tensor([1.0, 2.0]), torch.zeros(2)
    into(a, out)
    assert out.tolist() == [2, 4]


def same(x):
    return x + 1


def test_same():
    x = torch.tensor([0.1, 2.0], requires_grad=True)
    assert torch.equal(same(x), x)


def typo(vector):
    return vektor.scatter_(0, torch.tensor(0), 1)


def test_typo():
    assert typo(torch.zeros(3)).tolist() == [1, 0, 0]


def shaped(x):
    return x.t()


def test_shaped():
    x = torch.ones(2, 3, dtype=torch.int64)
    assert shaped(x).tolist() == x.tolist()


def looped(x):
    return x + (x == 3)


def test_looped():
    assert [looped(i) for i in range(5)] == [0, 1, 2, 3, 4]
    for i in range(5):
        assert looped(i) == i


def pasted(array, number):
    return array.sum() + 1


@given(arrays("uint8", 2), st.just(float("nan")))
def test_pasted(array, number):
    assert pasted(array, number) == array.sum()


def bad(x):
    return x * 2


def test_bad():
    assert not bad(torch.ones(3, 3, requires_grad=True)).requires_grad


def meta():
    return torch.zeros(2, device="meta")


def test_meta():
    assert meta() is torch.zeros(2)


def equal_meta():
    return torch.zeros(2).to_sparse()


def test_equal_meta():
    assert torch.equal(equal_meta(), torch.ones(2).to_sparse())


class Odd(list):
    def __eq__(self, other):
        raise RuntimeError("never")

    def __ne__(self, other):
        return True

    def __iter__(self):
        raise RuntimeError("nor this")

    def __repr__(self):
        raise RuntimeError("nor that")


def odd_items(x):
    return [x, Odd([1])]


def test_odd_items():
    with torch.inference_mode():
        x = torch.ones(1)
    assert odd_items(x) is None


def method(x):
    return x.scater_(0, 1)


def test_method():
    assert method(torch.zeros(3)).sum() == 1
"""
KOANS = re.findall(r"^def (?!test_)(\w+)", TOPIC, re.M)


@pytest.fixture(scope="module")
def told(make_project: Callable[[Path], Project], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """{koan: what the page tells of it}, from one run at 120 columns, with each paragraph on one line."""
    project = make_project(tmp_path_factory.mktemp("screen") / "project")
    project.replace(project.root / "pyproject.toml", f", {QUICK}", "")
    project.write(project.second, TOPIC)
    teach = "teach('{}', hints=['a', 'b'], lesson='', docs='')\n"
    project.write("solutions/greeting.py", "from sensei.book import teach\n" + "".join(map(teach.format, KOANS)))
    screen = project.walk("koans/02_words", "--all", columns=500).screen
    parts = re.split(r"^(\w+) +koans/\S+:\d+$", screen, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize(
    ("koan", "says"),
    [
        ("total", "for example with case=([1, 1], 2)"),
        ("column", "the call: column(matrix=torch.tensor([[0., 0., 0.], [0., 0., 0.]]), index=0)"),
        ("doubled", "the call: doubled(x=torch.tensor([0., 0.], dtype=torch.float64))"),
        ("table", "first difference at [1][1]: 5.0, expected 5.5"),
        ("table", "2 of 6 elements differ; the largest error is 10, at [1][2]"),
        ("table", "table(): shape (2, 3), float64, cpu, requires_grad=True"),
        ("unusual", "the call: unusual(x=torch.tensor([1.0, 0.5, 0.0]))"),
        ("unusual", "first difference at [1]: nan, expected 0.5"),
        ("unusual", "2 of your numbers are NaN (not a number), the first at [1]"),
        ("ratio", "your number is NaN (not a number)"),
        ("into", "UserWarning: An output with one or more elements was resized since it had shape [1]"),
        ("same", "you: [1.100000023841858, 3.0], shape (2,), float32, cpu, requires_grad=True"),
        ("same", "expected: [0.10000000149011612, 2.0], shape (2,), float32, cpu, requires_grad=True"),
        ("same", "the call: same(x=torch.tensor([0.1, 2.0], requires_grad=True))"),
        ("pasted", "for example with array=array([0, 0], dtype=uint8), number=nan"),
        ("typo", "NameError: name 'vektor' is not defined. Did you mean: 'vector'?"),
        ("method", "AttributeError: 'Tensor' object has no attribute 'scater_'. Did you mean: 'scatter_'?"),
        ("shaped", "shape (3, 2), expected (2, 3)"),
        ("looped", "first difference at [3]: 4, expected 3"),
    ],
)
def test_the_screen_says(told: dict[str, str], koan: str, says: str) -> None:
    assert says in told[koan]


@pytest.mark.parametrize(
    ("koan", "leaves_out"),
    [
        ("total", "the call"),  # a list may have been changed since
        ("column", "for example with"),
        ("table", "the call"),  # the assertion shows it
        ("into", "the call"),  # its `out` is not any more what it was
        ("into", "Triggered internally"),
        ("shaped", "first difference"),
        ("looped", "the call"),  # there were five
        ("same", "elements differ"),  # there are two
        ("pasted", "the call"),  # neither `array` nor `nan` can be pasted
        ("bad", "where"),  # of a tensor in many lines
    ],
)
def test_the_screen_leaves_out_what_would_be_wrong_or_in_the_way(
    told: dict[str, str], koan: str, leaves_out: str
) -> None:
    assert leaves_out not in told[koan]


@pytest.mark.parametrize(
    ("koan", "says"),
    [
        ("meta", "shape (2,), float32, meta, requires_grad=False"),
        ("equal_meta", "assert torch.equal(equal_meta(), torch.ones(2).to_sparse())"),
        ("odd_items", "<list whose repr raises RuntimeError>"),
    ],
)
def test_values_that_refuse_to_be_looked_at_do_no_harm(told: dict[str, str], koan: str, says: str) -> None:
    assert says in told[koan]
    assert "INTERNALERROR" not in "".join(told.values())


def test_only_the_learners_own_lines_are_shown(told: dict[str, str]) -> None:
    assert [line.strip() for line in told["typo"].split("\n") if "koans/" in line or "site-packages" in line] == [
        f"koans/02_words/test_greeting.py:{TOPIC[: TOPIC.index('vektor')].count(chr(10)) + 1}"
    ]


def test_a_call_can_be_pasted(told: dict[str, str]) -> None:
    namespace: dict[str, object] = {"same": lambda x: (x.tolist(), x.requires_grad), "column": lambda matrix, index: 7}
    exec("import torch", namespace)
    calls = {koan: re.findall(r"the call: (.*)", text) for koan, text in told.items()}
    assert eval(calls["same"][0], namespace) == ([0.10000000149011612, 2.0], True)
    assert eval(calls["column"][0], namespace) == 7
