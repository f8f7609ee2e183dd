"""What the pretend accelerator computes of several tensors is what the CPU computes: values, shapes, dtypes."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from tests.pretend_help import (
    BATCH,
    COLUMN,
    DEVICE,
    IMAGES,
    INTS,
    LABELS,
    POSITIVE,
    ROW,
    SQUARE,
    A,
    B,
    Case,
    check_same,
    floats,
    longs,
    needs_pretend,
    there,
)
from tests.pretend_help import nothing_left_behind as nothing_left_behind
from tests.test_pretend_values import ONE_TENSOR

pytestmark = needs_pretend


SEVERAL_TENSORS: dict[str, Case] = {
    "same shape": (lambda a, b: [a + b, a - b, a * b, a / b, torch.maximum(a, b), a.lerp(b, 0.3)], A, B),
    "row": (lambda a, b: [a + b, b * a, a - b, a > b], A, ROW),
    "column": (lambda a, b: [a + b, b * a, a.div(b)], A, COLUMN),
    "row and column": (lambda a, b: a + b, ROW, COLUMN),
    "float and int": (lambda a, b: [a + b, b * a, b / 2, b // 2, b + 0.5, torch.true_divide(b, a)], A, INTS),
    "bytes wrap around": (lambda a: [a + 250, a.sum(), a.float().mean()], INTS.byte()),
    "0-d": (lambda a, b: [a + b, b * 2.5, b + 1, a[0, 0] + b], A, torch.tensor(3)),
    "bmm": (lambda a, b: [a @ b, torch.bmm(a, b), torch.baddbmm(a @ b, a, b)], BATCH, BATCH.mT.contiguous()),
    "batched matmul": (lambda a, b: a @ b, BATCH, floats(4, 5)),
    "addmm": (lambda a, b, c: [torch.addmm(c, a, b), torch.addcmul(c, c, c)], A, floats(4, 4), A),
    "linear": (F.linear, A, floats(5, 4), floats(5)),
    "bilinear": (F.bilinear, A, A, floats(2, 4, 4)),
    "conv1d": (F.conv1d, BATCH, floats(5, 3, 2), floats(5)),
    "conv2d": (lambda x, w: F.conv2d(x, w, stride=2, padding=1), IMAGES, floats(4, 3, 3, 3)),
    "conv_transpose2d": (F.conv_transpose2d, IMAGES, floats(3, 2, 2, 2)),
    "max_pool2d": (lambda x: [F.max_pool2d(x, 2), F.max_pool2d(x, 3, stride=1, return_indices=True)], IMAGES),
    "avg_pool2d": (lambda x: [F.avg_pool2d(x, 2), F.adaptive_avg_pool2d(x, 3)], IMAGES),
    "padding and resampling": (lambda x: [F.pad(x, (1, 1)), F.interpolate(x, scale_factor=2)], IMAGES),
    "batch_norm in evaluation": (lambda x, m, v: F.batch_norm(x, m, v, training=False), A, ROW, ROW.abs() + 1),
    "group_norm": (lambda x: F.group_norm(x, 3), IMAGES),
    "embedding": (F.embedding, longs(2, 5), A),
    "one_hot": (lambda y: [F.one_hot(y), F.one_hot(y, 5)], LABELS),
    "gather": (lambda x, i: [x.gather(1, i), x.take_along_dim(i, 1), x.index_select(0, i[:, 0])], A, longs(3, 2)),
    "scatter": (lambda x, i: [x.scatter(1, i, 2.0), x.scatter_add(1, i, x[:, :2])], A, longs(3, 2)),
    "index with tensors": (lambda x, i: [x[i], x[i, i], x[:, i], x.index_put((i,), x[i])], A, LABELS),
    "searchsorted": (lambda x, v: torch.searchsorted(x, v), ROW.sort().values, floats(6)),
    "cross_entropy": (lambda x, y: [F.cross_entropy(x, y), F.cross_entropy(x, y, reduction="none")], A, LABELS),
    "cross_entropy with probabilities": (lambda x, y: F.cross_entropy(x, y.softmax(1)), A, B),
    "nll_loss": (lambda x, y: F.nll_loss(x.log_softmax(1), y, reduction="sum"), A, LABELS),
    "mse_loss": (
        lambda a, b: [F.mse_loss(a, b), F.mse_loss(a, b, reduction="none"), F.mse_loss(a, b, reduction="sum")],
        A,
        B,
    ),
    "other losses": (
        lambda a, b: [
            F.l1_loss(a, b),
            F.smooth_l1_loss(a, b),
            F.huber_loss(a, b),
            F.kl_div(a, b, reduction="batchmean"),
        ],
        A,
        POSITIVE,
    ),
    "binary losses": (
        lambda a, b: [F.binary_cross_entropy_with_logits(a, b), F.binary_cross_entropy(a.sigmoid(), b)],
        A,
        (A > 0).float(),
    ),
    "attention": (F.scaled_dot_product_attention, BATCH, BATCH, BATCH),
    "cdist": (lambda a, b: [torch.cdist(a, b), F.cosine_similarity(a, b), F.pairwise_distance(a, b)], A, B),
    "solve": (torch.linalg.solve, SQUARE, floats(3)),
    "complex": (lambda x: [torch.view_as_real(torch.fft.fft(x)), (x * 1j).conj().imag, torch.complex(x, x).abs()], A),
    "empty": (lambda x: [x[:0].sum(), x[:0] + 1, torch.cat([x, x[:0]]), x[:0].shape], A),
    "unequal sizes joined": (lambda a, b: torch.cat([a, b], 1), A, COLUMN),
    "vmap and func.grad": (lambda x: [torch.vmap(torch.sum)(x), torch.func.grad(lambda r: (r * r).sum())(x)], A),
}


@pytest.mark.parametrize("name", SEVERAL_TENSORS)
def test_functions_of_several_tensors_give_the_values_of_the_cpu(name: str) -> None:
    function, *inputs = SEVERAL_TENSORS[name]
    check_same(function, *inputs)


def refusal_of(function: Callable[..., Any], *inputs: Any) -> str:
    try:
        function(*inputs)
    except RuntimeError as error:
        return str(error)
    return ""


@given(st.data())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_broadcasting_of_any_shapes_is_that_of_the_cpu(data: st.DataObject) -> None:
    lengths = st.lists(st.sampled_from([0, 1, 2, 3]), max_size=3)
    a, b = (floats(*data.draw(lengths)) for _ in range(2))
    functions: list[Callable[..., Tensor]] = [torch.add, torch.mul, torch.maximum, torch.eq, torch.where]
    function = data.draw(st.sampled_from(functions))
    inputs = (a > 0, a, b) if function is torch.where else (a, b)
    if refusal := refusal_of(function, *inputs):
        assert refusal_of(function, *there(inputs)) == refusal
    else:
        check_same(function, *inputs)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 2), st.booleans())
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_reductions_of_any_shape_are_those_of_the_cpu(size: list[int], dim: int, keepdim: bool) -> None:
    dim %= len(size)
    check_same(
        lambda x: [x.sum(dim, keepdim), x.amax(dim, keepdim), x.argmax(dim, keepdim), x.softmax(dim)], floats(*size)
    )


def test_nothing_above_makes_torch_warn() -> None:
    """A resize on the worker thread would warn a learner of something that he did not do."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for function in ONE_TENSOR.values():
            function(A.to(DEVICE))
        for function, *inputs in SEVERAL_TENSORS.values():
            function(*there(inputs))
        torch.accelerator.synchronize()
    assert [str(warning.message) for warning in seen if "resized" in str(warning.message)] == []
