"""The random numbers of the pretend accelerator."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from tests.pretend_help import BACKEND, DEVICE, needs_pretend
from tests.pretend_help import nothing_left_behind as nothing_left_behind

pytestmark = needs_pretend


def test_manual_seed_repeats_the_numbers_of_the_device() -> None:
    def draw() -> list[Tensor]:
        torch.manual_seed(7)
        x = torch.randn(4, device=DEVICE)
        return [
            x,
            x.bernoulli(0.5),
            torch.randperm(9, device=DEVICE),
            F.dropout(torch.ones(20, device=DEVICE)),
            torch.multinomial(torch.ones(9, device=DEVICE), 5),
            torch.rand(3, device=DEVICE),
        ]

    for first, second in zip(draw(), draw(), strict=True):
        assert torch.equal(first, second)


def test_the_device_leaves_the_random_numbers_of_the_cpu_alone() -> None:
    torch.manual_seed(7)
    expected = torch.randn(4)
    torch.manual_seed(7)
    torch.randn(9, device=DEVICE)
    F.dropout(torch.ones(20, device=DEVICE))
    torch.randint(5, (3,), device=DEVICE)
    torch.multinomial(torch.ones(5, device=DEVICE), 2)
    torch.poisson(torch.ones(5, device=DEVICE))
    assert torch.equal(torch.randn(4), expected)


def test_the_random_state_can_be_saved_and_restored() -> None:
    state = BACKEND.get_rng_state()
    first = torch.randn(4, device=DEVICE)
    BACKEND.set_rng_state(state)
    assert torch.equal(torch.randn(4, device=DEVICE), first)


def test_random_numbers_have_their_distribution() -> None:
    torch.manual_seed(0)
    x = torch.randn(10_000, device=DEVICE)
    assert abs(x.mean().item()) < 0.05
    assert abs(x.std().item() - 1) < 0.05
    assert torch.unique(torch.randint(3, (1000,), device=DEVICE)).tolist() == [0, 1, 2]
    dropped = F.dropout(torch.ones(10_000, device=DEVICE), 0.25)
    assert torch.unique(dropped).tolist() == pytest.approx([0, 4 / 3])
    assert abs((dropped == 0).float().mean().item() - 0.25) < 0.03
