"""The pretend accelerator behaves as a device: where tensors are, what is refused, when things happen, what is kept."""

from __future__ import annotations

import copy
import gc
import io
import os
import threading
import time
import warnings
from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from sensei import accelerator
from sensei.accelerator import accelerator_device, kernels_take, settle

DEVICE = accelerator_device()
pytestmark = pytest.mark.skipif(DEVICE.type != "pretend", reason="there is a real accelerator, so no pretend one")

NOT_THE_SAME_DEVICE = "Expected all tensors to be on the same device, but found at least two devices, pretend:0 and cpu"


@pytest.fixture(autouse=True)
def nothing_left_behind():
    settle()
    yield
    assert settle() is None


@pytest.fixture
def x():
    return torch.arange(12.0).reshape(3, 4).to(DEVICE)


@pytest.fixture
def on_cpu():
    return torch.arange(12.0).reshape(3, 4)


def counted():
    """A copy of the counters as they are now."""
    counters = accelerator.counters()
    assert counters is not None
    return replace(counters)


# Where a tensor is.


def test_a_tensor_says_where_it_is(x):
    assert x.device == DEVICE == torch.device("pretend", 0)
    assert (x.device.type, x.device.index, x.is_pretend, x.is_cpu, x.get_device()) == ("pretend", 0, True, False, 0)
    assert type(x) is torch.Tensor


def test_repr_shows_values_and_device(x):
    assert repr(x[0]) == "tensor([0., 1., 2., 3.], device='pretend:0')"
    assert "requires_grad=True" in repr(nn.Parameter(x))
    assert str(x.sum()) == "tensor(66., device='pretend:0')"


def test_to_another_device_copies(on_cpu):
    moved = on_cpu.to(DEVICE)
    on_cpu[0, 0] = 99
    assert moved[0, 0].item() == 0
    assert moved.cpu()[0, 1] == 1


def test_to_the_same_device_gives_the_tensor_itself_unless_a_copy_is_asked_for(x):
    assert x.to(DEVICE) is x
    assert x.to("pretend") is x
    assert x.to(DEVICE, torch.float32) is x
    twin = x.to(DEVICE, copy=True)
    assert twin is not x
    assert twin.data_ptr() != x.data_ptr()


def test_to_does_not_move_the_tensor_it_is_called_on(on_cpu):
    on_cpu.to(DEVICE)
    assert on_cpu.device.type == "cpu"


def test_cpu_gives_a_copy_on_the_host(x):
    copied = x.cpu()
    copied[0, 0] = 99
    assert x[0, 0].item() == 0


def test_views_share_memory_and_copies_do_not(x):
    assert x.T.data_ptr() == x.view(-1).data_ptr() == x.data_ptr()
    assert x[1:].data_ptr() == x.data_ptr() + 4 * 4
    assert x.T.contiguous().data_ptr() != x.data_ptr()
    x.T[0].fill_(7)
    assert x[:, 0].tolist() == [7, 7, 7]


def test_numpy_is_refused_on_the_device(x):
    with pytest.raises(TypeError, match="can't convert pretend:0 device type tensor to numpy"):
        x.numpy()
    assert x.cpu().numpy().sum() == 66


def test_results_and_likes_stay_on_the_device(x):
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


def test_the_default_device_can_be_the_pretend_one():
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


# What is refused.


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
def test_operands_must_share_a_device(mix, x, on_cpu):
    with pytest.raises(RuntimeError, match=NOT_THE_SAME_DEVICE):
        mix(x, on_cpu)
    assert on_cpu.sum() == x.sum().item() == 66


def test_a_0d_tensor_of_the_cpu_is_let_through(x):
    assert (x + torch.tensor(2.0)).sum().item() == (torch.tensor(2.0) + x).sum().item() == 90
    assert x.add_(torch.tensor(1)).sum().item() == 78


def test_a_0d_tensor_of_the_cpu_is_read_when_the_operation_is_called(x):
    scale = torch.tensor(2.0)
    with kernels_take(0.01):
        scaled = x * scale
        scale.fill_(100)
    assert scaled.sum().item() == 132


@pytest.mark.parametrize("out", [torch.empty(3, 4), torch.empty(0), torch.tensor(0.0)])
def test_out_on_the_wrong_device_is_refused(out, x):
    before = out.clone()
    with pytest.raises(RuntimeError, match=NOT_THE_SAME_DEVICE):
        torch.add(x, x, out=out)
    assert torch.equal(out, before) or out.numel() == 0


def test_out_on_the_device_for_operands_on_the_cpu_is_refused(x, on_cpu):
    with pytest.raises(RuntimeError, match=NOT_THE_SAME_DEVICE):
        torch.matmul(on_cpu, on_cpu.T, out=torch.empty(3, 3, device=DEVICE))


def test_out_writes_into_the_tensor_given_and_returns_it(x):
    buffer = torch.empty(3, 3, device=DEVICE)
    address = buffer.data_ptr()
    assert torch.matmul(x, x.T, out=buffer) is buffer
    assert buffer.data_ptr() == address
    assert buffer[0].tolist() == [14, 38, 62]
    column = torch.zeros(4, 3, device=DEVICE)
    torch.mul(x[0], 2, out=column[:, 1])
    assert column.tolist() == [[0, 0, 0], [0, 2, 0], [0, 4, 0], [0, 6, 0]]


def test_out_of_a_wrong_shape_is_resized_with_a_warning_each_time(x):
    for _ in range(2):
        wrong = torch.ones(5, device=DEVICE)
        with pytest.warns(UserWarning, match="An output with one or more elements was resized"):
            torch.add(x, x, out=wrong)
        assert wrong.shape == (3, 4)
        assert wrong.sum().item() == 132


def test_an_empty_out_is_resized_silently(x):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert torch.add(x, x, out=torch.empty(0, device=DEVICE)).sum().item() == 132


def test_out_of_another_dtype_is_refused_as_on_the_cpu(x):
    with pytest.raises(RuntimeError, match="can't be cast"):
        torch.add(x, x, out=torch.empty(3, 4, dtype=torch.int64, device=DEVICE))
    with pytest.raises(RuntimeError, match="dtype"):
        torch.matmul(x, x.T, out=torch.empty(3, 3, dtype=torch.float64, device=DEVICE))


def test_wrong_shapes_are_refused_at_once(x):
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        x @ x
    with pytest.raises(RuntimeError, match="must match the size"):
        x + torch.ones(5, device=DEVICE)
    with pytest.raises(RuntimeError, match="invalid for input"):
        x.view(5, 5)
    assert nn.Linear(4, 2).to(DEVICE)(x).shape == (3, 2)


def test_index_tensors_of_the_cpu_may_index_the_device_and_not_the_reverse(x, on_cpu):
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
        lambda x: torch.amp.autocast("pretend").__enter__(),
    ],
)
def test_what_is_not_supported_is_an_error_and_no_crash(unsupported, x):
    with pytest.raises((RuntimeError, NotImplementedError, AssertionError)):
        unsupported(x)


# When things happen.


def test_a_launch_returns_before_the_kernel_is_done(x):
    with kernels_take(0.1):
        start = time.perf_counter()
        y = x @ x.T + 1
        launched = time.perf_counter() - start
        torch.accelerator.synchronize()
        done = time.perf_counter() - start
    assert launched < 0.1
    assert done >= 0.2
    assert y[0].tolist() == [15, 39, 63]


def test_a_timer_that_does_not_synchronise_reports_an_impossible_speed():
    a, n = torch.ones(1024, 1024, device=DEVICE), 1024

    def gflops(synchronize):
        torch.accelerator.synchronize()
        start = time.perf_counter()
        a @ a
        if synchronize:
            torch.accelerator.synchronize()
        return 2 * n**3 / (time.perf_counter() - start) / 1e9

    gflops(True)
    assert max(gflops(False) for _ in range(5)) > 5 * max(gflops(True) for _ in range(5))


@pytest.mark.parametrize(
    "wait", [lambda y: y.cpu(), lambda y: y.sum().item(), lambda y: y.tolist(), lambda y: bool(y.any()), repr]
)
def test_a_copy_to_the_host_waits(wait, x):
    start = time.perf_counter()
    with kernels_take(0.02):
        wait(x + 1)
        assert time.perf_counter() - start >= 0.02


def test_kernels_run_in_the_order_in_which_they_were_launched(x):
    with kernels_take(0.001):
        for step in range(20):
            x.mul_(0).add_(step)
    assert x[0].tolist() == [19] * 4


def test_host_memory_may_change_once_the_copy_to_the_device_was_called(on_cpu):
    with kernels_take(0.01):
        torch.zeros(2, device=DEVICE).add_(1)
        moved = on_cpu.to(DEVICE, non_blocking=True)
        on_cpu.fill_(-1)
    assert moved.sum().item() == 66


def late(x):
    """An index that is out of range: known only when the kernel runs."""
    return F.embedding(torch.tensor([9], device=DEVICE), x)


def test_an_index_out_of_range_is_reported_at_the_next_synchronise(x):
    late(x)
    with pytest.raises(torch.AcceleratorError, match="reported late: index out of range"):
        torch.accelerator.synchronize()
    torch.accelerator.synchronize()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda x: x[torch.tensor([7], device=DEVICE)],
        lambda x: F.cross_entropy(x, torch.tensor([0, 1, 9]).to(DEVICE)),
        late,
    ],
)
def test_a_late_error_surfaces_at_the_next_copy_to_the_host(wrong, x):
    result = wrong(x)
    with pytest.raises(RuntimeError, match="reported late"):
        result.cpu()
    assert (x + 1).sum().item() == 78


def test_nothing_runs_after_a_failed_kernel_until_the_error_was_reported(x):
    late(x)
    x.add_(1)
    with pytest.raises(RuntimeError, match="reported late"):
        x.sum().item()
    assert x.sum().item() == 66


def test_settle_gives_the_error_that_nobody_has_seen(x):
    late(x)
    assert isinstance(settle(), IndexError)
    assert settle() is None


def test_every_way_to_synchronise_waits(x):
    for synchronize in (
        torch.accelerator.synchronize,
        lambda: torch.accelerator.synchronize(DEVICE),
        torch.pretend.synchronize,
    ):
        start = time.perf_counter()
        with kernels_take(0.02):
            x.add_(1)
            synchronize()
            assert time.perf_counter() - start >= 0.02


def test_a_stuck_kernel_is_reported_and_does_not_hang(x, monkeypatch):
    from sensei.pretend import stream

    monkeypatch.setattr(stream, "PATIENCE", 0.05)
    released = threading.Event()
    stream.stream.submit(released.wait)
    try:
        with pytest.raises(RuntimeError, match="did not finish its kernels"):
            torch.accelerator.synchronize()
    finally:
        released.set()
    monkeypatch.undo()
    assert x.sum().item() == 66


def test_many_threads_may_launch_at_once():
    sums = {}

    def work(number):
        y = torch.zeros(100, device=DEVICE)
        for _ in range(50):
            y.add_(number)
        sums[number] = y.sum().item()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sums == {n: 5000 * n for n in range(4)}


# What is counted.


def test_copies_are_counted_with_their_bytes(on_cpu):
    start = counted()
    moved = on_cpu.to(DEVICE)
    moved.cpu()
    moved.double().cpu()
    end = counted()
    assert (end.copies_to_device - start.copies_to_device, end.bytes_to_device - start.bytes_to_device) == (1, 48)
    assert (end.copies_to_host - start.copies_to_host, end.bytes_to_host - start.bytes_to_host) == (2, 48 + 96)


def test_kernels_and_synchronisations_are_counted(x):
    start = counted()
    y = x * 2
    y.add_(1)
    y.T[1:].view_as(y.T[1:])
    torch.accelerator.synchronize()
    assert (counted().kernels - start.kernels, counted().synchronizes - start.synchronizes) == (2, 1)
    assert counted().copies_to_device == start.copies_to_device


def test_reading_a_number_is_a_copy_to_the_host(x):
    start = counted()
    x[0, 0].item()
    x[x > 3]  # the shape is read by the host, but no values
    assert counted().copies_to_host - start.copies_to_host == 1
    settle()
    assert counted().copies_to_host == 0


def test_making_a_tensor_there_copies_nothing():
    start = counted()
    torch.zeros(1000, device=DEVICE) + torch.arange(1000, device=DEVICE) + torch.randn(1000, device=DEVICE)
    assert counted().copies_to_device == start.copies_to_device


def test_memory_is_given_back(x):
    torch.accelerator.synchronize()
    gc.collect()
    before = torch.pretend.memory_allocated()
    big = torch.empty(1_000_000, device=DEVICE)
    view = big[10:]
    del big
    assert torch.pretend.memory_allocated() - before == 4_000_000
    del view
    for _ in range(100):
        x = x + 1
    torch.accelerator.synchronize()
    assert torch.pretend.memory_allocated() - before <= 4 * x.nbytes


# Random numbers.


def test_manual_seed_repeats_the_numbers_of_the_device():
    def draw():
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


def test_the_device_leaves_the_random_numbers_of_the_cpu_alone():
    torch.manual_seed(7)
    expected = torch.randn(4)
    torch.manual_seed(7)
    torch.randn(9, device=DEVICE)
    F.dropout(torch.ones(20, device=DEVICE))
    torch.randint(5, (3,), device=DEVICE)
    torch.multinomial(torch.ones(5, device=DEVICE), 2)
    torch.poisson(torch.ones(5, device=DEVICE))
    assert torch.equal(torch.randn(4), expected)


def test_the_random_state_can_be_saved_and_restored():
    state = torch.pretend.get_rng_state()
    first = torch.randn(4, device=DEVICE)
    torch.pretend.set_rng_state(state)
    assert torch.equal(torch.randn(4, device=DEVICE), first)


def test_random_numbers_have_their_distribution():
    torch.manual_seed(0)
    x = torch.randn(10_000, device=DEVICE)
    assert abs(x.mean().item()) < 0.05
    assert abs(x.std().item() - 1) < 0.05
    assert torch.randint(3, (1000,), device=DEVICE).unique().tolist() == [0, 1, 2]
    dropped = F.dropout(torch.ones(10_000, device=DEVICE), 0.25)
    assert dropped.unique().tolist() == pytest.approx([0, 4 / 3])
    assert abs((dropped == 0).float().mean().item() - 0.25) < 0.03


# Modules.


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 2))


def test_a_module_moves_in_place_and_returns_itself(model):
    assert model.to(DEVICE) is model
    assert {tensor.device for tensor in model.state_dict().values()} == {DEVICE}
    assert model.cpu() is model
    assert {tensor.device.type for tensor in model.state_dict().values()} == {"cpu"}


def test_moving_a_module_keeps_the_identity_and_values_of_its_parameters(model, on_cpu):
    parameters, values = list(model.parameters()), [p.detach().clone() for p in model.parameters()]
    for place in (DEVICE, torch.device("cpu"), DEVICE):
        model.to(place)
        for parameter, moved, value in zip(parameters, model.parameters(), values, strict=True):
            assert moved is parameter
            assert type(parameter) is nn.Parameter
            assert parameter.is_leaf
            assert parameter.requires_grad
            assert parameter.device == place
            assert torch.equal(parameter.detach().cpu(), value)


def test_an_optimiser_built_before_the_move_stays_connected(model, x):
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    model.to(DEVICE)
    before = model[0].weight.detach().clone()
    model(x).sum().backward()
    optimiser.step()
    assert not torch.equal(model[0].weight, before)
    torch.testing.assert_close(model[0].weight.detach(), before - 0.1 * model[0].weight.grad)


def test_a_gradient_moves_with_its_parameter(model, on_cpu):
    model(on_cpu).pow(2).sum().backward()
    weight = model[0].weight
    gradient, values = weight.grad, weight.grad.clone()
    model.to(DEVICE)
    assert weight.grad is gradient
    assert gradient.device == DEVICE
    assert torch.equal(gradient.cpu(), values)


def test_a_module_may_move_while_an_old_graph_is_alive(model, on_cpu):
    model.eval()
    here = model(on_cpu)
    there = model.to(DEVICE)(on_cpu.to(DEVICE))
    torch.testing.assert_close(there.cpu(), here)
    with pytest.raises(RuntimeError, match="moved to another device between forward and backward"):
        here.sum().backward()
    there.sum().backward()
    assert model[0].weight.grad.device == DEVICE


def test_tied_parameters_stay_tied():
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.one = nn.Linear(3, 3)
            self.two = nn.Linear(3, 3)
            self.two.weight = self.one.weight
            self.again = self.one.bias
            self.also = self.one.bias

    model = Tied().to(DEVICE)
    assert model.one.weight is model.two.weight
    assert model.again is model.also is model.one.bias
    assert len(list(model.parameters())) == 3
    assert {p.device for p in model.parameters()} == {DEVICE}


def test_modules_on_the_cpu_are_converted_as_ever():
    model = nn.Linear(3, 2)
    weight, address = model.weight, model.weight.data_ptr()
    assert model.double().weight is weight
    assert weight.dtype == torch.float64
    assert model.to("cpu").weight.data_ptr() == weight.data_ptr() != address
    torch.__future__.set_overwrite_module_params_on_conversion(True)
    try:
        assert model.float().weight is not weight
    finally:
        torch.__future__.set_overwrite_module_params_on_conversion(False)


def test_conversion_on_the_device_keeps_identity_too(model):
    model.to(DEVICE)
    weight = model[0].weight
    model.double()
    assert model[0].weight is weight
    assert (weight.dtype, weight.device) == (torch.float64, DEVICE)


def test_parameters_on_the_device_do_not_accept_input_from_the_cpu_after_the_move(model, on_cpu):
    model.to(DEVICE)
    with pytest.raises(RuntimeError, match="same device"):
        model(on_cpu)


def test_deepcopy_of_tensors_and_modules(model, x):
    twin = copy.deepcopy(model.to(DEVICE))
    assert twin[0].weight.device == DEVICE
    assert twin[0].weight.data_ptr() != model[0].weight.data_ptr()
    assert torch.equal(twin[0].weight, model[0].weight)
    kept = copy.deepcopy(x)
    x.zero_()
    assert kept.sum().item() == 66
    assert copy.copy(x).data_ptr() == x.data_ptr()


def test_gradients_accumulate_and_are_cleared_on_the_device():
    w = torch.ones(3, device=DEVICE, requires_grad=True)
    for total in (2, 4):
        (w * 2).sum().backward()
        assert w.grad.tolist() == [total] * 3
    optimiser = torch.optim.SGD([w], lr=1)
    optimiser.zero_grad()
    assert w.grad is None
    loss = (w**2).sum()
    loss.backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        loss.backward()


def test_no_grad_and_detach_on_the_device():
    w = torch.ones(3, device=DEVICE, requires_grad=True)
    with torch.no_grad():
        assert not (w * 2).requires_grad
        w.sub_(0.5)
    assert w.detach().data_ptr() == w.data_ptr()
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        w.add_(1)
    with torch.inference_mode():
        assert (w * 2).sum().item() == 3


# Saving and loading.


def saved(thing):
    file = io.BytesIO()
    torch.save(thing, file)
    file.seek(0)
    return file


@pytest.mark.parametrize(
    "place", ["pretend", "pretend:0", DEVICE, {"cpu": "pretend"}, lambda storage, location: storage.to(device=DEVICE)]
)
def test_map_location_brings_a_checkpoint_of_the_cpu_to_the_device(place, model):
    loaded = torch.load(saved(model.state_dict()), map_location=place)
    for name, tensor in model.state_dict().items():
        assert loaded[name].device == DEVICE
        assert torch.equal(loaded[name].cpu(), tensor)


@pytest.mark.parametrize("place", ["cpu", torch.device("cpu"), {"pretend:0": "cpu"}])
def test_map_location_brings_a_checkpoint_of_the_device_to_the_cpu(place, x):
    loaded = torch.load(saved({"x": x, "row": x[1], "turned": x.T}), map_location=place)
    assert all(tensor.device.type == "cpu" for tensor in loaded.values())
    assert loaded["row"].tolist() == [4, 5, 6, 7]
    assert torch.equal(loaded["turned"], loaded["x"].T)
    assert loaded["turned"].data_ptr() == loaded["x"].data_ptr()


def test_a_checkpoint_comes_back_to_where_it_was_saved_from(x, model):
    loaded = torch.load(saved({"x": x, "model": model.to(DEVICE).state_dict(), "grad": nn.Parameter(x)}))
    assert loaded["x"].device == loaded["model"]["0.weight"].device == loaded["grad"].device == DEVICE
    assert torch.equal(loaded["x"], x)
    assert loaded["grad"].requires_grad


def test_the_file_names_the_device(x):
    def refuse(storage, location):
        assert location == "pretend:0"
        raise LookupError(location)

    with pytest.raises(LookupError):
        torch.load(saved(x), map_location=refuse)


def test_a_state_dict_loads_across_devices(model):
    other = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 2)).to(DEVICE)
    assert str(other.load_state_dict(model.state_dict())) == "<All keys matched successfully>"
    assert other[0].weight.device == DEVICE
    assert torch.equal(other[0].weight.cpu(), model[0].weight)
    model.load_state_dict(other.state_dict())
    assert model[0].weight.device.type == "cpu"


def test_resuming_gives_the_weights_of_never_having_stopped(model, x):
    def steps(model, optimiser, count):
        for _ in range(count):
            optimiser.zero_grad()
            model(x).pow(2).mean().backward()
            optimiser.step()

    model.to(DEVICE)
    resumed, straight = copy.deepcopy(model), model
    optimiser = torch.optim.SGD(straight.parameters(), lr=0.1, momentum=0.9)
    steps(straight, optimiser, 4)
    optimiser = torch.optim.SGD(resumed.parameters(), lr=0.1, momentum=0.9)
    steps(resumed, optimiser, 2)
    file = saved({"model": resumed.state_dict(), "optimiser": optimiser.state_dict()})
    checkpoint = torch.load(file, map_location="cpu")
    again = copy.deepcopy(resumed)
    again.load_state_dict(checkpoint["model"])
    optimiser = torch.optim.SGD(again.parameters(), lr=0.1, momentum=0.9)
    optimiser.load_state_dict(checkpoint["optimiser"])
    steps(again, optimiser, 2)
    for one, two in zip(straight.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, two)


def test_a_data_loader_feeds_the_device(on_cpu):
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(on_cpu), batch_size=2, pin_memory=True)
    assert [batch.to(DEVICE, non_blocking=True).sum().item() for (batch,) in loader] == [28, 38]


# After a fork.


def in_child(function):
    """What `function` says in a forked child, or why it could not."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        try:
            answer = repr(function())
        except BaseException as error:
            answer = repr(error)
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    os.wait()
    with os.fdopen(reader) as file:
        return file.read()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_has_the_tensors_and_a_worker_of_its_own(x):
    with kernels_take(0.01):
        y = x + 1
        assert in_child(lambda: ((y + 1).sum().item(), x.sum().item())) == "(90.0, 66.0)"
    assert (y + 1).sum().item() == 90


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_an_error_of_the_parent_is_not_told_to_the_child(x):
    late(x)
    assert in_child(lambda: x.sum().item()) == "66.0"
    assert isinstance(settle(), IndexError)
