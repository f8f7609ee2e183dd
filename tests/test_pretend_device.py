"""Where a tensor of the pretend accelerator is, and what stays there."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.pretend_help import DEVICE, needs_pretend
from tests.pretend_help import nothing_left_behind as nothing_left_behind
from tests.pretend_help import on_cpu as on_cpu
from tests.pretend_help import x as x

pytestmark = needs_pretend


def test_a_tensor_says_where_it_is(x: Any) -> None:
    assert x.device == DEVICE == torch.device("pretend", 0)
    assert (x.device.type, x.device.index, x.is_pretend, x.is_cpu, x.get_device()) == ("pretend", 0, True, False, 0)
    assert type(x) is torch.Tensor


def test_repr_shows_values_and_device(x: Tensor) -> None:
    assert repr(x[0]) == "tensor([0., 1., 2., 3.], device='pretend:0')"
    assert "requires_grad=True" in repr(nn.Parameter(x))
    assert str(x.sum()) == "tensor(66., device='pretend:0')"


def test_to_another_device_copies(on_cpu: Tensor) -> None:
    moved = on_cpu.to(DEVICE)
    on_cpu[0, 0] = 99
    assert moved[0, 0].item() == 0
    assert moved.cpu()[0, 1] == 1


def test_to_the_same_device_gives_the_tensor_itself_unless_a_copy_is_asked_for(x: Tensor) -> None:
    assert x.to(DEVICE) is x
    assert x.to("pretend") is x
    assert x.to(DEVICE, torch.float32) is x
    twin = x.to(DEVICE, copy=True)
    assert twin is not x
    assert twin.data_ptr() != x.data_ptr()


def test_to_does_not_move_the_tensor_it_is_called_on(on_cpu: Tensor) -> None:
    on_cpu.to(DEVICE)
    assert on_cpu.device.type == "cpu"


def test_cpu_gives_a_copy_on_the_host(x: Tensor) -> None:
    copied = x.cpu()
    copied[0, 0] = 99
    assert x[0, 0].item() == 0


def test_views_share_memory_and_copies_do_not(x: Tensor) -> None:
    assert x.T.data_ptr() == x.view(-1).data_ptr() == x.data_ptr()
    assert x[1:].data_ptr() == x.data_ptr() + 4 * 4
    assert x.T.contiguous().data_ptr() != x.data_ptr()
    x.T[0].fill_(7)
    assert x[:, 0].tolist() == [7, 7, 7]


def test_numpy_is_refused_on_the_device(x: Tensor) -> None:
    with pytest.raises(TypeError, match="can't convert pretend:0 device type tensor to numpy"):
        x.numpy()
    assert x.cpu().numpy().sum() == 66


def test_results_and_likes_stay_on_the_device(x: Tensor) -> None:
    for made in (
        x + 1,
        x @ x.T,
        x.sum(),
        x > 3,
        torch.zeros_like(x),
        x.new_ones(2),
        x[0],
        x.nonzero(),
        torch.cat([x, x]),
    ):
        assert made.device == DEVICE


def test_the_default_device_can_be_the_pretend_one() -> None:
    torch.set_default_device(DEVICE)
    try:
        assert torch.get_default_device() == DEVICE
        assert torch.ones(2).device == torch.tensor([1.0]).device == nn.Linear(2, 2).weight.device == DEVICE
        assert (torch.randn(3) + torch.arange(3)).sum().device == DEVICE
    finally:
        torch.set_default_device(None)
    assert torch.ones(2).device.type == "cpu"
    with torch.device(DEVICE):
        assert torch.ones(2).device == DEVICE
