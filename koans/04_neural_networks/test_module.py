"""Modules: networks with names, parameters and parts of their own.

Every network is a class that inherits from `nn.Module`. Its `__init__` calls `super().__init__()` first and then makes
the layers; its `forward` says what is done with the input. In return the module finds the parameters in all its parts,
gives them names, prints itself, moves to another device, and calls hooks.
"""

import re
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F

from sensei import ___
from sensei.strategies import tensors


class TwoParts(nn.Module):
    """A network in two parts: a body of four layers, and a head without a bias."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(6, 4), nn.ReLU(), nn.Linear(4, 4))
        self.head = nn.Linear(4, 2, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.body(x))


class Sketch(nn.Module):
    """Made in one order, used in another, and one layer stands in a list."""

    def __init__(self):
        super().__init__()
        self.last = nn.Linear(4, 2)
        self.first = nn.Linear(3, 4)
        self.others = [nn.Linear(4, 4)]
        self.scale = nn.Parameter(torch.ones(2))

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.first(x))
        x = self.others[0](x)
        return self.last(x) * self.scale


class Tied(nn.Module):
    """Two layers that share one weight, and a batch norm, which keeps statistics besides its parameters."""

    def __init__(self, size: int):
        super().__init__()
        self.first = nn.Linear(size, size, bias=False)
        self.norm = nn.BatchNorm1d(size)
        self.second = nn.Linear(size, size, bias=False)
        self.second.weight = self.first.weight


def shapes(model: nn.Module) -> list[list[int]]:
    """The shapes of all parameters of `model`, in their order."""
    return [list(parameter.shape) for parameter in model.parameters()]


def put_into(model: nn.Module, *numbers: Tensor) -> None:
    """Put these numbers into the parameters of `model`, one tensor for each parameter, in their order."""
    for parameter, values in zip(model.parameters(), numbers, strict=True):
        parameter.data.copy_(values)


def outputs_seen_by_hook(called: nn.Module, *watched: nn.Module, x: Tensor) -> list[list]:
    """Call a module, and list what comes out of each watched part of it, as a hook of that part sees it."""
    seen: list[list] = []
    for module in watched:
        module.register_forward_hook(lambda module, inputs, output: seen.append(output.tolist()))
    called(x)
    return seen


def through_layers(rows: list[list[float]], numbers: list[list]) -> list[list[float]]:
    """Linear layers one after the other, in plain Python: weight, bias, weight, bias, … and a ReLU in between."""
    for weight, bias in zip(numbers[::2], numbers[1::2], strict=True):
        rows = [
            [sum(w * v for w, v in zip(ws, row, strict=True)) + b for ws, b in zip(weight, bias, strict=True)]
            for row in rows
        ]
        if bias is not numbers[-1]:
            rows = [[max(number, 0) for number in row] for row in rows]
    return rows


@st.composite
def stacks_of_layers(draw: st.DrawFn) -> tuple[list[int], Tensor, list[Tensor]]:
    """(sizes, x, numbers): one to four linear layers, a batch for them, and a weight and a bias for each."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    parameters = [shape for i, o in pairwise(sizes) for shape in ((o, i), (o,))]
    x = draw(tensors((draw(st.integers(1, 3)), sizes[0]), low=-3, high=3))
    return sizes, x, [draw(tensors(shape, low=-3, high=3)) for shape in parameters]


class Scale(nn.Module):
    """A module that multiplies: `Scale(3)(x)` is `x * 3`.

    `factor` is a number, fixed when the module is made. It is not trained, so there are no parameters.
    `x` is float32, of any shape, and is not changed. The result has the same shape and dtype, and gradients flow back
    to `x`. Begin `__init__` with `super().__init__()`, and write `forward`; leave `__call__` to `nn.Module`, which
    calls `forward` and the hooks.
    """

    def __init__(self, factor: float):
        ___

    def forward(self, x: Tensor) -> Tensor:
        return ___


def test_a_module_is_called_like_a_function():
    assert Scale(3)(torch.tensor([1.0, -2.0, 0.5])).tolist() == [3, -6, 1.5]


def test_any_factor_and_any_shape():
    x = torch.tensor(3.0, requires_grad=True)
    result = Scale(2.5)(x)
    assert result.tolist() == 7.5
    assert result.dtype == torch.float32
    result.backward()
    assert x.grad == 2.5


def test_hooks_see_what_forward_returns():
    scale = Scale(2)
    assert outputs_seen_by_hook(scale, scale, x=torch.tensor([1.0, 5.0])) == [[2, 10]]


@given(tensors((2, 3)), st.integers(-9, 9), st.integers(-9, 9))
def test_modules_go_into_a_sequential(x, one, other):
    before = x.tolist()
    model = nn.Sequential(Scale(one), Scale(other))
    assert model(x).tolist() == [[number * one * other for number in row] for row in before]
    assert list(model.parameters()) == []
    assert x.tolist() == before


# A hook is a function that a module calls after its `forward`:
#     layer = nn.Linear(3, 2)
#     layer.register_forward_hook(lambda module, inputs, output: print("hook"))
#     model = nn.Sequential(layer, nn.ReLU())
# Is "hook" printed by
#     [0]  layer(x)
#     [1]  layer.forward(x)
#     [2]  model(x)
#     [3]  model.forward(x)
# A list of four: True or False. `Sequential.forward` calls its layers: `layer(x)`, not `layer.forward(x)`.
HOOK_RUNS = ___


def test_forward_alone_skips_the_hooks_of_its_own_module():
    x, printed = torch.ones(1, 3), []
    layer = nn.Linear(3, 2)
    layer.register_forward_hook(lambda module, inputs, output: printed.append("hook"))
    model = nn.Sequential(layer, nn.ReLU())
    runs = []
    for call in (layer, layer.forward, model, model.forward):
        printed.clear()
        call(x)
        runs.append(printed == ["hook"])
    assert HOOK_RUNS == runs


class NeuralNetwork(nn.Module):
    """The network of the PyTorch tutorial, for the ten classes of Fashion-MNIST.

    Each image becomes a row of 28 * 28 numbers. Then come three linear layers, 28 * 28 to 512, 512 to 512, 512 to 10,
    each with a bias, and a ReLU between each two of them. It is called with float32 images of shape (N, 28, 28) or
    (N, 1, 28, 28) and gives logits of shape (N, 10). It can be trained: gradients reach every weight and bias.
    """

    def __init__(self):
        ___

    def forward(self, x: Tensor) -> Tensor:
        return ___


def test_three_linear_layers_have_three_weights_and_three_biases():
    assert sorted(shapes(NeuralNetwork())) == [[10], [10, 512], [512], [512], [512, 512], [512, 784]]


def test_the_logits_are_those_of_the_three_layers():
    numbers = {shape: torch.randint(-1, 2, shape) for shape in [(512, 784), (512, 512), (10, 512), (512,), (10,)]}
    images = torch.randint(-2, 3, (3, 1, 28, 28))
    model = NeuralNetwork()
    for parameter in model.parameters():
        parameter.data.copy_(numbers[tuple(parameter.shape)])
    first, second, last, bias, last_bias = (values.numpy() for values in numbers.values())
    hidden = np.maximum(images.reshape(3, 784).numpy() @ first.T + bias, 0)
    hidden = np.maximum(hidden @ second.T + bias, 0)
    assert model(images.float()).tolist() == (hidden @ last.T + last_bias).tolist()


@pytest.mark.parametrize("shape", [(1, 28, 28), (1, 1, 28, 28), (5, 28, 28), (28, 1, 28, 28)])
def test_each_image_of_a_batch_gets_ten_logits(shape):
    assert list(NeuralNetwork()(torch.rand(shape)).shape) == [shape[0], 10]


def test_gradients_reach_every_parameter():
    model = NeuralNetwork()
    model(torch.rand(2, 28, 28)).sum().backward()
    assert [parameter.grad is not None for parameter in model.parameters()] == [True] * 6


# How many numbers does this network learn? Count all weights and all biases of
#     nn.Linear(784, 512), nn.Linear(512, 512), nn.Linear(512, 10)
# An int; a calculation such as `1 * 2 + 3` is one, too.
NUMBERS_TO_LEARN = ___


def test_weights_and_biases_are_all_learned():
    layers = [nn.Linear(784, 512), nn.Linear(512, 512), nn.Linear(512, 10)]
    assert NUMBERS_TO_LEARN == sum(len(parameter.flatten()) for layer in layers for parameter in layer.parameters())
    assert isinstance(NUMBERS_TO_LEARN, int)


def count_parameters(model: nn.Module) -> int:
    """How many numbers are in the parameters of `model`, in all its parts. An int, 0 if it has no parameters.

    A parameter that two layers share counts once. One that is frozen (`requires_grad` is False) counts as well.
    What a module keeps besides its parameters does not count, such as the statistics of a batch norm.
    The model is not changed.
    """
    return ___


def test_a_linear_layer_has_a_weight_and_a_bias():
    assert count_parameters(nn.Linear(3, 2)) == 8  # 2 * 3 in the weight, 2 in the bias


def test_the_parts_of_parts_count_and_layers_without_parameters_do_not():
    inner = nn.Sequential(nn.ReLU(), nn.Linear(2, 4))
    assert count_parameters(nn.Sequential(nn.Flatten(), nn.Linear(3, 2), inner)) == 20  # 8 + 12
    assert count_parameters(nn.ReLU()) == 0
    assert count_parameters(nn.Conv2d(3, 2, 5)) == 152  # 2 * 3 * 5 * 5 in the weight, 2 in the bias


def test_frozen_parameters_are_parameters():
    layer = nn.Linear(3, 2)
    layer.weight.requires_grad_(False)
    assert count_parameters(layer) == 8
    assert layer.weight.requires_grad is False


def test_the_count_is_an_int():
    assert [type(count_parameters(model)) for model in (nn.Linear(3, 2), nn.ReLU())] == [int, int]


@given(st.integers(2, 9))
def test_what_is_shared_counts_once_and_statistics_do_not_count(size):
    assert count_parameters(Tied(size)) == size * size + 2 * size


# `TwoParts` stands at the top of this file. What is
#     [name for name, parameter in TwoParts().named_parameters()]
# A list of strings. The name of a parameter is the way to it, with dots: the name of the part that the network gave it,
# the name of the part in there, and so on. The parts of a `Sequential` are called "0", "1", "2" and so on.
PARAMETER_NAMES = ___


def test_a_parameter_is_named_by_the_way_to_it():
    assert PARAMETER_NAMES == [name for name, parameter in TwoParts().named_parameters()]


# `Sketch` stands at the top of this file. `print(Sketch())` shows its parts like this, one on each line:
#     (name): Linear(in_features=…, out_features=…, bias=True)
# Which names are shown? A list of strings, from the first line to the last.
PRINTED_NAMES = ___


def test_print_shows_the_modules_that_were_registered_in_that_order():
    assert PRINTED_NAMES == re.findall(r"\((\w+)\): ", str(Sketch()))


class Residual(nn.Module):
    """A module around another one: `Residual(block)(x)` is `x + block(x)`.

    `block` is any module whose output has the shape of its input. It is a part of this module, with the name `block`:
    its parameters have names such as "block.weight", and its hooks run. No copy is made of it, and it keeps its mode.
    `x` is not changed. Gradients flow back through both terms of the sum.
    """

    def __init__(self, block: nn.Module):
        ___

    def forward(self, x: Tensor) -> Tensor:
        return ___


def test_the_input_is_added_to_what_the_block_makes_of_it():
    block = nn.Linear(2, 2)
    put_into(block, torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([10.0, 20.0]))
    # The block makes [1 + 2 + 10, 3 + 4 + 20] = [13, 27] of the first row.
    assert Residual(block)(torch.tensor([[1.0, 1.0], [0.0, 2.0]])).tolist() == [[14, 28], [14, 30]]


def test_the_parameters_of_the_block_are_parameters_of_the_module():
    residual = Residual(nn.Sequential(nn.Linear(3, 3), nn.ReLU(), Residual(nn.Linear(3, 3, bias=False))))
    names = ["block.0.weight", "block.0.bias", "block.2.block.weight"]
    assert [name for name, parameter in residual.named_parameters()] == names


def test_the_block_is_the_one_that_was_given():
    block = nn.Linear(3, 3)
    parameters = zip(Residual(block).parameters(), block.parameters(), strict=True)
    assert [one is other for one, other in parameters] == [True, True]
    assert block.training is True


def test_the_hooks_of_the_block_run():
    block = nn.Hardtanh(0, 5)
    residual, x = Residual(block), torch.tensor([-1.0, 2.0, 9.0])
    assert outputs_seen_by_hook(residual, block, residual, x=x) == [[0, 2, 5], [-1, 4, 14]]


def test_gradients_flow_through_the_block_and_past_it():
    block, x = nn.Linear(1, 1, bias=False), torch.tensor([[7.0]], requires_grad=True)
    put_into(block, torch.tensor([[10.0]]))
    Residual(block)(x).backward()
    assert x.grad.tolist() == [[11]]  # 1 past the block, and 10 through it
    assert block.weight.grad.tolist() == [[7]]


def test_a_block_may_give_its_input_back():
    x = torch.tensor([1.0, 2.0])
    assert Residual(nn.Identity())(x).tolist() == [2, 4]
    assert x.tolist() == [1, 2]


@given(tensors((2, 3)))
def test_the_caller_keeps_the_input(x):
    before = x.tolist()
    result = Residual(nn.ReLU())(x)
    assert result.tolist() == [[number + max(number, 0) for number in row] for row in before]
    assert x.tolist() == before


class Stack(nn.Module):
    """Linear layers, as many as are asked for: `Stack([2, 3, 1])` has one from 2 to 3 and one from 3 to 1.

    `sizes` holds two or more sizes and is not changed. Each layer has a bias, a ReLU stands between each two of them,
    and none at the end. `x` is float32, of shape (N, sizes[0]); the result has the shape (N, sizes[-1]).
    Gradients reach every weight and bias.
    A module finds its parts in its attributes, but does not look into plain lists. `nn.ModuleList` is a list it knows.
    """

    def __init__(self, sizes: list[int]):
        ___

    def forward(self, x: Tensor) -> Tensor:
        return ___


def test_every_layer_brings_its_parameters():
    assert shapes(Stack([2, 3, 3, 3, 1])) == [[3, 2], [3], [3, 3], [3], [3, 3], [3], [1, 3], [1]]


def test_a_relu_stands_between_the_layers_and_not_at_the_end():
    stack = Stack([1, 2, 1])
    put_into(stack, torch.tensor([[1.0], [-1.0]]), torch.tensor([0.0, 3.0]), torch.tensor([[1.0, 1.0]]), torch.zeros(1))
    # 5 becomes 5 and -5 + 3 = -2, which becomes 0; together 5. And -5 becomes 0 and 5 + 3 = 8.
    assert stack(torch.tensor([[5.0], [-5.0]])).tolist() == [[5], [8]]
    put_into(
        stack, torch.tensor([[1.0], [-1.0]]), torch.tensor([0.0, 3.0]), torch.tensor([[-1.0, 1.0]]), torch.zeros(1)
    )
    assert stack(torch.tensor([[5.0], [-5.0]])).tolist() == [[-5], [8]]


def test_gradients_reach_every_layer():
    stack = Stack([2, 3, 3, 1])
    stack(torch.ones(4, 2)).sum().backward()
    assert [parameter.grad is not None for parameter in stack.parameters()] == [True] * 6


@given(stacks_of_layers())
def test_any_number_of_layers_of_any_size(case):
    sizes, x, numbers = case
    before = list(sizes)
    stack = Stack(sizes)
    put_into(stack, *numbers)
    assert stack(x).tolist() == through_layers(x.tolist(), [tensor.tolist() for tensor in numbers])
    assert sizes == before


# `layer = nn.Linear(3, 2)` and `x = torch.ones(4, 3)` are float32. Then come two lines that keep no result:
#     layer.to(torch.float64)
#     x.to(torch.float64)
# Which dtype has `layer.weight` now, which dtype has `x`, and is `layer.to(torch.float64)` the layer itself?
# Write a triple: (torch.…, torch.…, True or False). With a device instead of a dtype it is just the same.
AFTER_TO = ___


def test_to_changes_a_module_but_not_a_tensor():
    layer, x = nn.Linear(3, 2), torch.ones(4, 3)
    layer.to(torch.float64)
    x.to(torch.float64)
    assert AFTER_TO == (layer.weight.dtype, x.dtype, layer.to(torch.float64) is layer)


def random_logits(model: nn.Module, count: int, device: torch.device) -> Tensor:
    """The logits that `model` gives for `count` random images, computed on `device`.

    The images are one float32 batch of shape (count, 28, 28), with numbers from 0 to 1, each drawn at random. They are
    made on `device`, not elsewhere and moved. `model` may be elsewhere before; afterwards it is on `device` itself, and
    no copy of it. The logits stay on `device`.
    """
    return ___


def test_five_images_are_made_where_the_model_needs_them(device):
    model, given_images = nn.Flatten(), []
    model.register_forward_pre_hook(lambda module, inputs: given_images.append(*inputs))
    random_logits(model, 5, device)
    [images] = given_images
    assert [list(images.shape), images.dtype, images.device] == [[5, 28, 28], torch.float32, device]


def test_the_images_hold_random_numbers_from_zero_to_one(device):
    numbers = random_logits(nn.Flatten(), 5, device).flatten().tolist()
    assert min(numbers) >= 0
    assert max(numbers) <= 1
    assert [round(min(numbers), 1), round(max(numbers), 1)] == [0, 1]
    assert len(set(numbers)) > 3000  # of 3920: two of them are hardly ever equal


def test_the_model_itself_is_moved_and_the_logits_are_where_it_is(device):
    model = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 2))
    put_into(model, torch.zeros(2, 28 * 28), torch.tensor([3.0, -1.0]))
    model.register_parameter("own", nn.Parameter(torch.ones(1)))  # a parameter of the model, in none of its parts
    logits = random_logits(model, 3, device)
    assert logits.tolist() == [[3, -1], [3, -1], [3, -1]]
    assert logits.device == device
    assert [parameter.device for parameter in model.parameters()] == [device, device, device]


def test_the_cpu_draws_no_random_numbers_for_another_device(device):
    torch.manual_seed(7)
    undisturbed = torch.rand(3).tolist()
    torch.manual_seed(7)
    random_logits(nn.Flatten(), 5, device)
    assert torch.rand(3).tolist() == undisturbed
