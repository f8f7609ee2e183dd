"""What the pretend accelerator makes, and computes of one tensor, is what the CPU does: values, shapes and dtypes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from tests.pretend_help import DEVICE, A, B, back, check_same, needs_pretend
from tests.pretend_help import nothing_left_behind as nothing_left_behind

pytestmark = needs_pretend


ONE_TENSOR: dict[str, Callable[[Any], Any]] = {
    "add a number": lambda x: x + 1.5,
    "subtract from a number": lambda x: 2 - x,
    "divide by a number": lambda x: x / 3,
    "floor divide": lambda x: x // 2,
    "remainder": lambda x: x % 2,
    "power": lambda x: x**2,
    "negative": lambda x: -x,
    "compare": lambda x: [x > 0, x == x, x != 1, x.ge(0.5)],
    "logic": lambda x: [(x > 0) & (x < 1), ~(x > 0), (x > 0).any(), (x > 9).all(1)],
    "exp, log1p, sqrt, abs": lambda x: [x.exp(), x.abs().log1p(), x.abs().sqrt(), x.abs()],
    "sin, tanh, sigmoid": lambda x: [x.sin(), x.tanh(), x.sigmoid()],
    "round, floor, clamp": lambda x: [x.round(), x.floor(), x.clamp(-1, 1), x.clamp(min=0)],
    "sum and mean": lambda x: [x.sum(), x.mean(), x.sum(0), x.mean(1, keepdim=True), x.sum((0, 1))],
    "extremes": lambda x: [x.max(), x.min(), x.max(1), x.min(0), x.argmax(), x.argmin(1), x.amax(0)],
    "spread": lambda x: [x.std(), x.var(0), x.norm(), torch.linalg.vector_norm(x, dim=1), x.median()],
    "product and running sums": lambda x: [x.prod(), x.prod(1), x.cumsum(0), x.cumprod(1), x.logsumexp(1)],
    "sort": lambda x: [x.sort(1), x.argsort(0), x.topk(2), x.flatten().unique(), x.kthvalue(2)],
    "softmax": lambda x: [x.softmax(1), x.softmax(0), x.log_softmax(1)],
    "activations": lambda x: [F.relu(x), F.gelu(x), F.leaky_relu(x), F.elu(x), F.softplus(x), F.silu(x)],
    "views": lambda x: [
        x.T,
        x[1:],
        x[:, 2],
        x.reshape(4, 3),
        x.flatten(),
        x.unsqueeze(0),
        x.expand(2, 3, 4),
        x[..., ::2],
    ],
    "more views": lambda x: [
        x.unfold(1, 2, 1),
        x.diagonal(),
        x.as_strided((2, 2), (1, 2)),
        x.swapaxes(0, 1),
        x.narrow(0, 1, 2),
    ],
    "copies": lambda x: [
        x.clone(),
        x.T.contiguous(),
        x.repeat(2, 1),
        x.flip(0),
        x.roll(1, 1),
        x.tile(2),
        x.T.reshape(-1),
    ],
    "splitting": lambda x: [x.split(2), x.chunk(2, 1), x.unbind(0), torch.tensor_split(x, 3, 1)],
    "joining": lambda x: [torch.cat([x, x]), torch.stack([x, x], 1), torch.hstack([x, x]), torch.vstack([x, x])],
    "matrix products": lambda x: [
        x @ x.T,
        x.matmul(x.T),
        torch.mm(x, x.T),
        x.mv(x[0]),
        x[0] @ x[1],
        torch.outer(x[0], x[1]),
    ],
    "einsum": lambda x: [torch.einsum("ij,kj->ik", x, x), torch.einsum("ij->", x), torch.tensordot(x, x, 2)],
    "triangles": lambda x: [x.tril(), x.triu(1), torch.diag(x[0]), torch.trace(x @ x.T)],
    "dtypes": lambda x: [x.double(), x.int(), x.bool(), x.half(), x.to(torch.int64), x.to(torch.float64).float()],
    "indexing": lambda x: [x[1], x[1, 2], x[[0, 2]], x[x > 0], x[:, [1, 0]], x[None], x[x[:, 0] > 9]],
    "where": lambda x: [torch.where(x > 0, x, 0.0), torch.where(x > 0, x, -x), x.masked_fill(x > 0, 7), x.nonzero()],
    "likes": lambda x: [
        torch.zeros_like(x),
        torch.ones_like(x),
        torch.full_like(x, 3),
        x.new_zeros(2),
        x.new_tensor([1.0]),
    ],
    "norms": lambda x: [F.normalize(x), F.layer_norm(x, (4,)), F.batch_norm(x, None, None, training=True)],
    "numbers": lambda x: [x.sum().item(), x.tolist(), float(x[0, 0]), int(x[0, 0] * 9), bool((x > 0).any()), len(x)],
    "equality": lambda x: [
        torch.equal(x, x),
        torch.equal(x, x + 1),
        torch.allclose(x, x),
        torch.isclose(x, x),
        x.isnan(),
    ],
    "numel and stride": lambda x: [
        x.numel(),
        x.T.stride(),
        x.is_contiguous(),
        x.T.is_contiguous(),
        x.element_size(),
        x.dim(),
    ],
    "linear algebra": lambda x: [torch.linalg.svdvals(x), torch.linalg.inv(x @ x.T), torch.linalg.det(x @ x.T)],
    "statistics of integers": lambda x: [
        x.abs().long().bincount() if x.dim() == 1 else x.abs().long().flatten().bincount()
    ],
}

IN_PLACE: dict[str, Callable[[Any], Any]] = {
    "arithmetic": lambda x: [x.add_(1), x.mul_(x), x.sub_(2.5), x.div_(3), x.neg_(), x.pow_(2)],
    "fill": lambda x: [x[0].fill_(3), x[1:].zero_(), x],
    "assignment": lambda x: [x.__setitem__(0, 5), x.__setitem__((1, 2), 7), x.__setitem__(x > 4, 0), x],
    "assignment by index": lambda x: [x.__setitem__([0, 2], -1), x.__setitem__((slice(None), 1), x[:, 0]), x],
    "activations": lambda x: [x.relu_(), F.relu(x, inplace=True), x.clamp_(0, 1), x.sigmoid_()],
    "through a view": lambda x: [x.T[1].add_(10), x.view(-1)[::2].mul_(2), x],
    "copy_": lambda x: [x.copy_(x.flip(0)), x[0].copy_(x[1]), x],
    "masks": lambda x: [x.masked_fill_(x > 0, 9), x.clamp_min_(0), x],
    "shape in place": lambda x: [x.t_(), x.unsqueeze_(0), x.squeeze_(0), x.transpose_(0, 1), x],
    "scatter_": lambda x: [x.scatter_(1, x.argmax(1, keepdim=True), 1.0), x],
    "index_add_": lambda x: [x.index_add_(0, x[0, :2].argsort(), x[:2].clone()), x],
    "rebinding operators": lambda x: [x.__iadd__(1), x.__imul__(2), x],
}


@pytest.mark.parametrize("name", ONE_TENSOR)
@pytest.mark.parametrize("transposed", [False, True])
def test_functions_of_one_tensor_give_the_values_of_the_cpu(name: str, transposed: bool) -> None:
    check_same(ONE_TENSOR[name], B if transposed else A)


@pytest.mark.parametrize("name", IN_PLACE)
def test_what_is_changed_in_place_is_changed_as_on_the_cpu(name: str) -> None:
    check_same(IN_PLACE[name], A.clone())


FACTORIES: dict[str, Callable[..., Any]] = {
    "zeros and ones": lambda **on: [
        torch.zeros(2, 3, **on),
        torch.ones(2, dtype=torch.int64, **on),
        torch.full((2,), 7.5, **on),
    ],
    "ranges": lambda **on: [torch.arange(5, **on), torch.arange(1.0, 2, 0.25, **on), torch.linspace(0, 1, 5, **on)],
    "matrices": lambda **on: [torch.eye(3, **on), torch.eye(2, 3, **on), torch.tril_indices(3, 3, **on)],
    "from Python": lambda **on: [
        torch.tensor([[1, 2], [3, 4]], **on),
        torch.tensor(2.5, **on),
        torch.asarray([1.0], **on),
    ],
    "from numpy": lambda **on: torch.as_tensor(torch.arange(3).numpy(), **on),
    "sizes of empty": lambda **on: [
        torch.empty(2, 3, **on).shape,
        torch.empty(0, **on),
        torch.empty_strided((2, 3), (1, 2), **on).stride(),
    ],
    "logspace and meshgrid": lambda **on: [
        torch.logspace(0, 2, 3, **on),
        *torch.meshgrid(torch.arange(2, **on), torch.arange(3, **on), indexing="ij"),
    ],
}


@pytest.mark.parametrize("name", FACTORIES)
def test_factories_make_on_the_device_what_they_make_on_the_cpu(name: str) -> None:
    made = FACTORIES[name](device=DEVICE)
    assert all(tensor.device == DEVICE for tensor in made if isinstance(tensor, Tensor))
    assert repr(back(made)) == repr(back(FACTORIES[name]()))
