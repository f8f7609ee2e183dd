"""What the pretend accelerator computes is what the CPU computes: values, shapes, dtypes and gradients."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F

from sensei.accelerator import accelerator_device, settle

DEVICE = accelerator_device()
pytestmark = pytest.mark.skipif(DEVICE.type != "pretend", reason="there is a real accelerator, so no pretend one")


@pytest.fixture(autouse=True)
def nothing_left_behind():
    settle()
    yield
    assert settle() is None


def there(value: Any) -> Any:
    """On the device, gradients asked for where they were."""
    if isinstance(value, Tensor):
        return value.detach().to(DEVICE).requires_grad_(value.requires_grad)
    return type(value)(map(there, value)) if isinstance(value, (list, tuple)) else value


def back(value: Any) -> list[Any]:
    """What a function returned, as a flat list on the CPU."""
    if isinstance(value, Tensor):
        return [value.detach().cpu()]
    return [leaf for item in value for leaf in back(item)] if isinstance(value, (list, tuple)) else [value]


def check_same(function: Callable[..., Any], *inputs: Any) -> None:
    """`function` gives the same on both devices, once when its shapes are new and once when they are remembered."""
    expected = back(function(*copy.deepcopy(inputs)))
    for _ in range(2):
        for yours, mine in zip(back(function(*there(inputs))), expected, strict=True):
            if isinstance(mine, Tensor):
                torch.testing.assert_close(yours, mine, rtol=1e-6, atol=1e-6, equal_nan=True)
            else:
                assert yours == mine


def refusal_of(function: Callable[..., Any], *inputs: Any) -> str:
    try:
        function(*inputs)
    except RuntimeError as error:
        return str(error)
    return ""


def floats(*size: int) -> Tensor:
    return torch.randn(size, generator=torch.Generator().manual_seed(sum(size)))


def longs(*size: int, high: int = 3) -> Tensor:
    return torch.randint(high, size, generator=torch.Generator().manual_seed(sum(size)))


A, B, SQUARE, POSITIVE, ROW, COLUMN = (
    floats(3, 4),
    floats(4, 3).T,
    floats(3, 3),
    floats(3, 4).abs() + 0.1,
    floats(4),
    floats(3, 1),
)
INTS, BATCH, IMAGES, LABELS = longs(3, 4, high=9), floats(2, 3, 4), floats(2, 3, 8, 8), longs(3)

ONE_TENSOR: dict[str, Callable[[Tensor], Any]] = {
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

IN_PLACE: dict[str, Callable[[Tensor], Any]] = {
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

SEVERAL_TENSORS: dict[str, tuple[Callable[..., Any], ...]] = {
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


@pytest.mark.parametrize("name", ONE_TENSOR)
@pytest.mark.parametrize("transposed", [False, True])
def test_functions_of_one_tensor_give_the_values_of_the_cpu(name, transposed):
    check_same(ONE_TENSOR[name], B if transposed else A)


@pytest.mark.parametrize("name", IN_PLACE)
def test_what_is_changed_in_place_is_changed_as_on_the_cpu(name):
    check_same(IN_PLACE[name], A.clone())


@pytest.mark.parametrize("name", SEVERAL_TENSORS)
def test_functions_of_several_tensors_give_the_values_of_the_cpu(name):
    function, *inputs = SEVERAL_TENSORS[name]
    check_same(function, *inputs)


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
def test_factories_make_on_the_device_what_they_make_on_the_cpu(name):
    made = FACTORIES[name](device=DEVICE)
    assert all(tensor.device == DEVICE for tensor in made if isinstance(tensor, Tensor))
    assert repr(back(made)) == repr(back(FACTORIES[name]()))


DIFFERENTIABLE: dict[str, tuple[Callable[..., Tensor], ...]] = {
    "arithmetic": (lambda a, b: (a * b + a / (b.abs() + 1) - a**2).sum(), A, B),
    "broadcasting": (lambda a, b, c: ((a + b) * c).mean(), A, ROW, COLUMN),
    "matmul": (lambda a, b: (a @ b).tanh().sum(), A, floats(4, 5)),
    "bmm": (lambda a, b: (a @ b).pow(3).mean(), BATCH, BATCH.mT.contiguous()),
    "views": (lambda x: (x.T[1:] * x.view(4, 3)[1:]).sum() + x[:, 1].exp().sum() + x.expand(2, 3, 4).mean(), A),
    "indexing": (lambda x: x[[0, 0, 2]].pow(2).sum() + x[x > 0].sum() + x[1, 2], A),
    "reductions": (lambda x: x.std() + x.norm() + x.max() + x.logsumexp(1).sum() + x.amax(0).sum(), A),
    "activations": (lambda x: (F.relu(x) + F.gelu(x) + x.sigmoid() + F.softplus(x) + x.softmax(1) ** 2).sum(), A),
    "in place on an intermediate": (lambda x: (x * 2).add_(1).mul_(x.exp()).sum(), A),
    "where and clamp": (lambda x: torch.where(x > 0, x * 3, x**2).sum() + x.clamp(-0.5, 0.5).sum(), A),
    "joining": (lambda a, b: torch.cat([a, b * 2]).pow(2).sum() + torch.stack([a, b]).prod(0).sum(), A, B),
    "cross_entropy": (lambda x: F.cross_entropy(x, LABELS.to(x.device)), A),
    "mse_loss": (lambda a, b: F.mse_loss(a, b), A, B),
    "bce": (lambda x: F.binary_cross_entropy_with_logits(x, (A > 0).float().to(x.device)), A),
    "linear": (lambda x, w, b: F.linear(x, w, b).relu().sum(), A, floats(5, 4), floats(5)),
    "conv2d": (lambda x, w, b: F.conv2d(x, w, b, padding=1).relu().mean(), IMAGES, floats(4, 3, 3, 3), floats(4)),
    "conv2d without bias": (lambda x, w: F.conv2d(x, w, stride=2).pow(2).mean(), IMAGES, floats(4, 3, 3, 3)),
    "pooling": (lambda x: F.max_pool2d(x, 2).sum() + F.avg_pool2d(x, 2).pow(2).sum(), IMAGES),
    "batch_norm": (lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True).pow(3).sum(), A, ROW, ROW),
    "layer_norm": (lambda x, w, b: F.layer_norm(x, (4,), w, b).pow(3).sum(), A, ROW, ROW),
    "embedding": (lambda w: F.embedding(torch.tensor([0, 2, 2], device=w.device), w).pow(2).sum(), A),
    "attention": (lambda q, k, v: F.scaled_dot_product_attention(q, k, v).pow(2).sum(), BATCH, BATCH + 1, BATCH - 1),
    "double backward": (lambda x: torch.autograd.grad(x.pow(3).sum(), x, create_graph=True)[0].pow(2).sum(), A),
    "checkpoint by hooks": (lambda x: (x * 1).register_hook(lambda g: g * 2) and (x * x).sum(), A),
    "dtype and device on the way": (lambda x: x.double().cpu().to(x.device).float().pow(2).sum(), A),
}


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_gradients_are_those_of_the_cpu(name):
    function, *inputs = DIFFERENTIABLE[name]
    leaves = [x.clone().requires_grad_() for x in inputs]
    for _ in range(2):
        mine, yours = copy.deepcopy(leaves), there(leaves)
        function(*mine).backward()
        function(*yours).backward()
        for x, y in zip(mine, yours, strict=True):
            assert y.grad.device == DEVICE
            torch.testing.assert_close(y.grad.cpu(), x.grad, rtol=1e-5, atol=1e-6)


@given(st.data())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_broadcasting_of_any_shapes_is_that_of_the_cpu(data):
    lengths = st.lists(st.sampled_from([0, 1, 2, 3]), max_size=3)
    a, b = (floats(*data.draw(lengths)) for _ in range(2))
    function = data.draw(st.sampled_from([torch.add, torch.mul, torch.maximum, torch.eq, torch.where]))
    inputs = (a > 0, a, b) if function is torch.where else (a, b)
    if refusal := refusal_of(function, *inputs):
        assert refusal_of(function, *there(inputs)) == refusal
    else:
        check_same(function, *inputs)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 2), st.booleans())
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_reductions_of_any_shape_are_those_of_the_cpu(size, dim, keepdim):
    dim %= len(size)
    check_same(
        lambda x: [x.sum(dim, keepdim), x.amax(dim, keepdim), x.argmax(dim, keepdim), x.softmax(dim)], floats(*size)
    )


MODULES: dict[str, tuple[Callable[[], nn.Module], Tensor]] = {
    "perceptron": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(192, 20), nn.ReLU(), nn.Linear(20, 3)), IMAGES),
    "convolutions": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 3)
        ),
        IMAGES,
    ),
    "layer norm and gelu": (lambda: nn.Sequential(nn.LayerNorm(4), nn.Linear(4, 6), nn.GELU(), nn.Linear(6, 3)), A),
    "transformer": (lambda: nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, batch_first=True), BATCH),
    "RNN": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(12, 4), nn.RNNCell(4, 3)), BATCH),
}
OPTIMISERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.01),
    "SGD with momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01),
    "SGD, one by one": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, foreach=False),
    "SGD, foreach": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, foreach=True),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "Adam, one by one": lambda p: torch.optim.Adam(p, lr=0.01, amsgrad=True, foreach=False),
    "AdamW, foreach": lambda p: torch.optim.AdamW(p, lr=0.01, foreach=True),
    "RMSprop": lambda p: torch.optim.RMSprop(p, lr=0.01),
}


def train(model: nn.Module, batch: Tensor, optimiser: torch.optim.Optimizer, steps: int = 4) -> list[float]:
    losses = []
    for _ in range(steps):
        loss = model(batch).pow(2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize("optimiser", ["SGD", "Adam"])
def test_modules_train_as_on_the_cpu(module, optimiser):
    torch.manual_seed(0)
    make, batch = MODULES[module]
    mine = make()
    yours = copy.deepcopy(mine).to(DEVICE)
    losses = train(mine, batch, OPTIMISERS[optimiser](mine.parameters()))
    assert train(yours, batch.to(DEVICE), OPTIMISERS[optimiser](yours.parameters())) == pytest.approx(losses, rel=1e-3)
    assert losses[-1] < losses[0]
    for name, tensor in yours.state_dict().items():
        assert tensor.device == DEVICE
        torch.testing.assert_close(
            tensor.cpu(), mine.state_dict()[name], rtol=1e-2, atol=2e-3
        )  # attention takes another path


@pytest.mark.parametrize("name", OPTIMISERS)
def test_optimisers_step_as_on_the_cpu(name):
    torch.manual_seed(0)
    mine = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3))
    yours = copy.deepcopy(mine).to(DEVICE)
    train(mine, A, OPTIMISERS[name](mine.parameters()))
    train(yours, A.to(DEVICE), OPTIMISERS[name](yours.parameters()))
    for x, y in zip(mine.parameters(), yours.parameters(), strict=True):
        torch.testing.assert_close(y.cpu(), x, rtol=1e-4, atol=1e-5)


def test_nothing_above_makes_torch_warn():
    """A resize on the worker thread would warn a learner of something that he did not do."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for function in ONE_TENSOR.values():
            function(A.to(DEVICE))
        for function, *inputs in SEVERAL_TENSORS.values():
            function(*there(inputs))
        torch.accelerator.synchronize()
    assert [str(warning.message) for warning in seen if "resized" in str(warning.message)] == []
