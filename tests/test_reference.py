"""After a koan is solved: what was learned, and another way to do it where that is of another kind."""

from __future__ import annotations

import pytest

from sensei.path import read_path
from sensei.reference import differs_in_kind
from tests.conftest import Project

BOOK = """
import torch
from sensei.book import teach
from torch import nn

def scaled(x, factor):
    return x.mul(factor).sum(dim=1)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(2, 1)
    def forward(self, x):
        return self.layer(x).relu()

SHAPE = (2, 3)

teach(scaled, hints=["a", "b"], lesson="Sums.", docs="https://example.org")
teach(Net, hints=["a", "b"], lesson="Nets.", docs="https://example.org")
teach("SHAPE", hints=["a", "b"], lesson="Shapes.", docs="https://example.org")
"""

SAME = {
    "names": "def scaled(tensor, by):\n    product = tensor * by\n    return product.sum(1)",
    "words": 'def scaled(x: "Tensor", factor: float) -> "Tensor":\n'
    '    """Sum."""\n    return torch.mul(x, factor).sum(-1)',
    "helper": "def scaled(x, f):\n    return _sum(x * f)\n\ndef _sum(rows):\n    return torch.sum(rows, 1)",
    "class": "class Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    "        self.linear = torch.nn.Linear(in_features=2, out_features=1)\n"
    "    def forward(self, images):\n        scores = self.linear(images)\n        return scores.relu()",
    "value": "SHAPE = tuple([2, len('abc')])",
}
OTHER = {
    "loop": "def scaled(x, factor):\n    return torch.stack([row.mul(factor).sum() for row in x])",
    "operator": "def scaled(x, factor):\n    return x @ torch.full((x.shape[1],), factor)",
    "in place": "def scaled(x, factor):\n    x = x.clone()\n    x *= factor\n    return x.sum(1)",
    "module": "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
    "        self.layer, self.relu = nn.Linear(2, 1), nn.ReLU()\n"
    "    def forward(self, x):\n        return self.relu(self.layer(x))",
}


@pytest.mark.parametrize(
    ("answer", "differs"), [*((a, False) for a in SAME.values()), *((a, True) for a in OTHER.values())]
)
def test_parts_make_the_kind_and_not_words(project: Project, answer: str, differs: bool) -> None:
    project.write("solutions/greeting.py", BOOK)
    project.write(project.second, f"import torch\nfrom torch import nn\n\n{answer}\n")
    koans = [koan for koan in read_path(project.root).koans if f"{koan.name}" in answer.split("\n")[0]]
    assert [differs_in_kind(project.root, koan) for koan in koans] == [differs]


def test_another_way_is_shown_once_the_koan_is_solved(project: Project) -> None:
    project.solve("LETTERS")
    project.answer("double", "sum([number, number])")
    run = project.walk()
    shown = "✓ double: Doubling is adding.\n  Another way to do it (solutions/counting.py:12):\n"
    assert f"{shown}      def double(number):\n          return 2 * number\n" in run.screen
    assert "✓ LETTERS: Words have letters.\n✓" in run.screen
    assert "Another way" not in project.walk().screen


def test_the_same_in_other_words_is_not_shown(project: Project) -> None:
    project.solve("LETTERS")
    project.replace(project.first, "    return ___", "    twice = number * 2\n    return twice")
    screen = project.walk().screen
    assert "✓ double: Doubling is adding.\n\n" in screen
    assert "Another way" not in screen


def test_of_a_long_answer_the_place_is_shown(project: Project) -> None:
    book = project.root / "solutions/counting.py"
    project.replace(
        book,
        "    return 2 * number\n",
        "    a = 0\n    a = number\n    b = a\n    c = b\n    d = c\n    return 2 * d\n",
    )
    project.solve("LETTERS")
    project.answer("double", "sum([number, number])")
    screen = project.walk().screen
    assert "  Another way to do it: solutions/counting.py:12\n\n" in screen
    assert "d = c" not in screen
