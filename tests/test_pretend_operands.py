"""What the pretend accelerator refuses: operands of two devices, wrong shapes, what it does not support."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from contextlib import ExitStack

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sensei.accelerator import kernels_take
from tests.pretend_help import DEVICE, NOT_THE_SAME_DEVICE, needs_pretend
from tests.pretend_help import nothing_left_behind as nothing_left_behind
from tests.pretend_help import on_cpu as on_cpu
from tests.pretend_help import x as x

pytestmark = needs_pretend


@pytest.mark.parametrize(
    "mix",
    [
        lambda x, c: x + c,
        lambda x, c: c + x,
        lambda x, c: x @ c.T,
        lambda x, c: c @ x.T,
        lambda x, c: torch.cat([x, c]),
        lambda x, c: torch.where(x > 0, x, c),
        lambda x, c: F.mse_loss(x, c),
        lambda x, c: F.cross_entropy(x, torch.tensor([0, 1, 2])),
        lambda x, c: x.add_(c),
        lambda x, c: c.add_(x),
        lambda x, c: nn.Linear(4, 2)(x),
        lambda x, c: nn.Linear(4, 2).to(DEVICE)(c),
        lambda x, c: nn.Conv1d(3, 2, 2).to(DEVICE)(c),
        lambda x, c: nn.Embedding(3, 2).to(DEVICE)(torch.tensor([0])),
        lambda x, c: x.scatter_(1, torch.zeros(3, 1, dtype=torch.int64), 1.0),
        lambda x, c: x.gather(1, torch.zeros(3, 1, dtype=torch.int64)),
        lambda x, c: x.sum() + c,
        lambda x, c: torch.equal(x, c),
    ],
)
def test_operands_must_share_a_device(mix: Callable[[Tensor, Tensor], object], x: Tensor, on_cpu: Tensor) -> None:
    with pytest.raises(RuntimeError, match=NOT_THE_SAME_DEVICE):
        mix(x, on_cpu)
    assert on_cpu.sum() == x.sum().item() == 66


def test_a_0d_tensor_of_the_cpu_is_let_through(x: Tensor) -> None:
    assert (x + torch.tensor(2.0)).sum().item() == (torch.tensor(2.0) + x).sum().item() == 90
    assert x.add_(torch.tensor(1)).sum().item() == 78


def test_a_0d_tensor_of_the_cpu_is_read_when_the_operation_is_called(x: Tensor) -> None:
    scale = torch.tensor(2.0)
    with kernels_take(0.01):
        scaled = x * scale
        scale.fill_(100)
    assert scaled.sum().item() == 132


@pytest.mark.parametrize("out", [torch.empty(3, 4), torch.empty(0), torch.tensor(0.0)])
def test_out_on_the_wrong_device_is_refused(out: Tensor, x: Tensor) -> None:
    before = out.clone()
    with pytest.raises(RuntimeError, match=NOT_THE_SAME_DEVICE):
        torch.add(x, x, out=out)
    assert torch.equal(out, before) or out.numel() == 0


def test_out_on_the_device_for_operands_on_the_cpu_is_refused(x: Tensor, on_cpu: Tensor) -> None:
    with pytest.raises(RuntimeError, match=NOT_THE_SAME_DEVICE):
        torch.matmul(on_cpu, on_cpu.T, out=torch.empty(3, 3, device=DEVICE))


def test_out_writes_into_the_tensor_given_and_returns_it(x: Tensor) -> None:
    buffer = torch.empty(3, 3, device=DEVICE)
    address = buffer.data_ptr()
    assert torch.matmul(x, x.T, out=buffer) is buffer
    assert buffer.data_ptr() == address
    assert buffer[0].tolist() == [14, 38, 62]
    column = torch.zeros(4, 3, device=DEVICE)
    torch.mul(x[0], 2, out=column[:, 1])
    assert column.tolist() == [[0, 0, 0], [0, 2, 0], [0, 4, 0], [0, 6, 0]]


def test_out_of_a_wrong_shape_is_resized_with_a_warning_each_time(x: Tensor) -> None:
    for _ in range(2):
        wrong = torch.ones(5, device=DEVICE)
        with pytest.warns(UserWarning, match="An output with one or more elements was resized"):
            torch.add(x, x, out=wrong)
        assert wrong.shape == (3, 4)
        assert wrong.sum().item() == 132


def test_an_empty_out_is_resized_silently(x: Tensor) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert torch.add(x, x, out=torch.empty(0, device=DEVICE)).sum().item() == 132


def test_out_of_another_dtype_is_refused_as_on_the_cpu(x: Tensor) -> None:
    with pytest.raises(RuntimeError, match="can't be cast"):
        torch.add(x, x, out=torch.empty(3, 4, dtype=torch.int64, device=DEVICE))
    with pytest.raises(RuntimeError, match="dtype"):
        torch.matmul(x, x.T, out=torch.empty(3, 3, dtype=torch.float64, device=DEVICE))


def test_wrong_shapes_are_refused_at_once(x: Tensor) -> None:
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        x @ x
    with pytest.raises(RuntimeError, match="must match the size"):
        x + torch.ones(5, device=DEVICE)
    with pytest.raises(RuntimeError, match="invalid for input"):
        x.view(5, 5)
    assert nn.Linear(4, 2).to(DEVICE)(x).shape == (3, 2)


def test_index_tensors_of_the_cpu_may_index_the_device_and_not_the_reverse(x: Tensor, on_cpu: Tensor) -> None:
    rows = torch.tensor([0, 2])
    assert torch.equal(x[rows].cpu(), on_cpu[rows])
    assert torch.equal(x[rows.to(DEVICE)].cpu(), on_cpu[rows])
    assert torch.equal(x[on_cpu > 5].cpu(), on_cpu[on_cpu > 5])
    with pytest.raises(RuntimeError, match="indices should be either on cpu or on the same device"):
        on_cpu[rows.to(DEVICE)]


@pytest.mark.parametrize(
    "unsupported",
    [
        lambda x: nn.LSTM(4, 3).to(DEVICE)(x),
        lambda x: nn.GRU(4, 3).to(DEVICE)(x),
        lambda x: x.to_sparse().sum().item(),
        lambda x: torch.Generator(device=DEVICE),
        lambda x: torch.randn(3, device=DEVICE, generator=torch.Generator()),
        lambda x: torch.accelerator.memory_allocated(),
        lambda x: ExitStack().enter_context(torch.amp.autocast("pretend")),
    ],
)
def test_what_is_not_supported_is_an_error_and_no_crash(unsupported: Callable[[Tensor], object], x: Tensor) -> None:
    with pytest.raises((RuntimeError, NotImplementedError, AssertionError)):
        unsupported(x)
