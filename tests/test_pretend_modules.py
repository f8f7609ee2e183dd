"""Modules, gradients and optimisers on the pretend accelerator."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import Tensor, nn

from tests.pretend_help import DEVICE, first_weight, needs_pretend
from tests.pretend_help import model as model
from tests.pretend_help import nothing_left_behind as nothing_left_behind
from tests.pretend_help import on_cpu as on_cpu
from tests.pretend_help import x as x

pytestmark = needs_pretend


def test_a_module_moves_in_place_and_returns_itself(model: nn.Sequential) -> None:
    assert model.to(DEVICE) is model
    assert {tensor.device for tensor in model.state_dict().values()} == {DEVICE}
    assert model.cpu() is model
    assert {tensor.device.type for tensor in model.state_dict().values()} == {"cpu"}


def test_moving_a_module_keeps_the_identity_and_values_of_its_parameters(model: nn.Sequential, on_cpu: Tensor) -> None:
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


def test_parameters_may_be_moved_by_their_data(x: Tensor) -> None:
    model = nn.Linear(4, 2)
    parameters, expected = list(model.parameters()), model(x.cpu()).tolist()
    for parameter in parameters:
        parameter.data = parameter.data.to(DEVICE)
    assert [id(parameter) for parameter in model.parameters()] == [id(parameter) for parameter in parameters]
    assert {(parameter.device, parameter.requires_grad) for parameter in parameters} == {(DEVICE, True)}
    torch.testing.assert_close(model(x).cpu(), torch.tensor(expected))
    for parameter in parameters:
        parameter.data = parameter.data.cpu()
    assert model(x.cpu()).tolist() == expected


def test_an_optimiser_built_before_the_move_stays_connected(model: nn.Sequential, x: Tensor) -> None:
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    model.to(DEVICE)
    weight = first_weight(model)
    before = weight.detach().clone()
    model(x).sum().backward()
    optimiser.step()
    assert not torch.equal(weight, before)
    assert weight.grad is not None
    torch.testing.assert_close(weight.detach(), before - 0.1 * weight.grad)


def test_a_gradient_moves_with_its_parameter(model: nn.Sequential, on_cpu: Tensor) -> None:
    model(on_cpu).pow(2).sum().backward()
    weight = first_weight(model)
    gradient = weight.grad
    assert gradient is not None
    values = gradient.clone()
    model.to(DEVICE)
    assert weight.grad is gradient
    assert gradient.device == DEVICE
    assert torch.equal(gradient.cpu(), values)


def test_a_module_may_move_while_an_old_graph_is_alive(model: nn.Sequential, on_cpu: Tensor) -> None:
    model.eval()
    here = model(on_cpu)
    there = model.to(DEVICE)(on_cpu.to(DEVICE))
    torch.testing.assert_close(there.cpu(), here)
    with pytest.raises(RuntimeError, match="moved to another device between forward and backward"):
        here.sum().backward()
    there.sum().backward()
    gradient = first_weight(model).grad
    assert gradient is not None
    assert gradient.device == DEVICE


def test_tied_parameters_stay_tied() -> None:
    class Tied(nn.Module):
        def __init__(self) -> None:
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


def test_modules_on_the_cpu_are_converted_as_ever() -> None:
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


def test_conversion_on_the_device_keeps_identity_too(model: nn.Sequential) -> None:
    model.to(DEVICE)
    weight = first_weight(model)
    model.double()
    assert first_weight(model) is weight
    assert (weight.dtype, weight.device) == (torch.float64, DEVICE)


def test_parameters_on_the_device_do_not_accept_input_from_the_cpu_after_the_move(
    model: nn.Sequential, on_cpu: Tensor
) -> None:
    model.to(DEVICE)
    with pytest.raises(RuntimeError, match="same device"):
        model(on_cpu)


def test_deepcopy_of_tensors_and_modules(model: nn.Sequential, x: Tensor) -> None:
    twin = copy.deepcopy(model.to(DEVICE))
    assert first_weight(twin).device == DEVICE
    assert first_weight(twin).data_ptr() != first_weight(model).data_ptr()
    assert torch.equal(first_weight(twin), first_weight(model))
    kept = copy.deepcopy(x)
    x.zero_()
    assert kept.sum().item() == 66
    assert copy.copy(x).data_ptr() == x.data_ptr()


def test_gradients_accumulate_and_are_cleared_on_the_device() -> None:
    w = torch.ones(3, device=DEVICE, requires_grad=True)
    for total in (2, 4):
        torch.autograd.backward((w * 2).sum())
        assert w.grad is not None
        assert w.grad.tolist() == [total] * 3
    optimiser = torch.optim.SGD([w], lr=1)
    optimiser.zero_grad()
    assert w.grad is None
    loss = (w**2).sum()
    torch.autograd.backward(loss)
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        torch.autograd.backward(loss)


def test_no_grad_and_detach_on_the_device() -> None:
    w = torch.ones(3, device=DEVICE, requires_grad=True)
    with torch.no_grad():
        assert not (w * 2).requires_grad
        w.sub_(0.5)
    assert w.detach().data_ptr() == w.data_ptr()
    with pytest.raises(RuntimeError, match="leaf Variable that requires grad"):
        w.add_(1)
    with torch.inference_mode():
        assert (w * 2).sum().item() == 3
