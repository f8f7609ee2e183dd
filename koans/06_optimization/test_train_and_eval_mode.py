"""Two modes: layers that do one thing in training and another in use.

Dropout makes noise while a network learns and is silent afterwards. BatchNorm looks at the batch while a network learns
and at its memory afterwards. `train()` and `eval()` switch between the two, and have nothing to do with gradients;
`torch.no_grad()` is for gradients, and has nothing to do with modes. First you predict what the layers do, then you
do it by hand, then you get predictions out of a network and leave no trace.
"""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from sensei import ___
from sensei.strategies import tensors, unequal_sizes


def numbers_in(tensor: Tensor) -> list[float]:
    """The different numbers in a tensor, in order of size."""
    return sorted(set(tensor.flatten().tolist()))


def dropping_model() -> nn.Module:
    """Dropout, BatchNorm and a linear layer. In evaluation mode it gives 1 * a + 10 * b + 100 for each row [a, b]."""
    model = nn.Sequential(nn.Dropout(0.5), nn.BatchNorm1d(2, eps=0), nn.Linear(2, 1))
    with torch.no_grad():
        model[2].weight.copy_(torch.tensor([[1.0, 10.0]]))
        model[2].bias.fill_(100)
    return model


def modes(model: nn.Module) -> list[bool]:
    """For the model and each module inside of it: is it in training mode?"""
    return [module.training for module in model.modules()]


def memory(layer: nn.Module) -> list[list[float]]:
    """All parameters and buffers of a layer, as plain numbers."""
    return [tensor.flatten().tolist() for tensor in layer.state_dict().values()]


@st.composite
def norms_with_batches(draw: st.DrawFn) -> tuple[Tensor, nn.BatchNorm1d]:
    """(x, layer): a batch of one row or more, and a BatchNorm with some memory and parameters, in either mode."""
    size, columns = draw(unequal_sizes(2, smallest=1))
    layer = nn.BatchNorm1d(columns, eps=draw(st.sampled_from([0.5, 1.0])))
    with torch.no_grad():
        layer.running_mean.copy_(draw(tensors((columns,))))
        layer.running_var.copy_(draw(tensors((columns,), low=1, high=9)))
        layer.weight.copy_(draw(tensors((columns,))))
        layer.bias.copy_(draw(tensors((columns,))))
    return draw(tensors((size, columns))), layer.train(draw(st.booleans()))


# `layer = nn.Dropout(p=0.75)` is given `torch.ones(1000)`. Which different numbers come out
#     [0]  after `layer.train()`
#     [1]  after `layer.eval()`
# Write a list of two lists, each with its numbers in order of size.
DROPOUT_NUMBERS = ___


def test_dropout_scales_while_it_trains_and_does_nothing_afterwards():
    layer, x = nn.Dropout(p=0.75), torch.ones(1000)
    assert DROPOUT_NUMBERS == [numbers_in(layer.train()(x)), numbers_in(layer.eval()(x))]


def dropout(x: Tensor, p: float, training: bool) -> Tensor:
    """What dropout does, by hand.

    If `training` is True, each element becomes 0 with probability `p`, on its own and anew in every call; the elements
    that stay are multiplied by 1 / (1 - p). So on average nothing changes. If `training` is False, all stay the same.
    `x` is float32, of any shape, and is not changed. `p` is at least 0 and less than 1.
    The result is float32, of the shape of `x`.
    """
    return ___


def test_in_evaluation_all_numbers_stay():
    assert dropout(torch.tensor([1.0, 2.0, 3.0]), 0.75, False).tolist() == [1, 2, 3]


def test_in_training_a_number_is_gone_or_grows():
    assert numbers_in(dropout(torch.ones(1000), 0.75, True)) == [0, 4]
    assert numbers_in(dropout(torch.ones(1000), 0.0, True)) == [1]


def test_p_is_the_part_that_is_dropped():
    dropped = [(dropout(torch.ones(100, 100), p, True) == 0).sum().item() for p in (0.2, 0.7)]
    assert [round(number / 10_000, 1) for number in dropped] == [0.2, 0.7]


def test_each_element_is_dropped_on_its_own_and_anew_in_every_call():
    first, second = (dropout(torch.ones(50, 60), 0.5, True) for _ in range(2))
    assert first.tolist() != second.tolist()
    assert len({tuple(row) for row in first.tolist()}) == 50
    assert len({tuple(column) for column in first.T.tolist()}) == 60


def test_how_many_are_dropped_differs_from_call_to_call():
    assert len({(dropout(torch.ones(1000), 0.5, True) == 0).sum().item() for _ in range(6)}) > 1


@given(unequal_sizes(2).flatmap(tensors), st.sampled_from([0.0, 0.5, 0.75]), st.booleans())
def test_the_input_is_left_alone(x, p, training):
    before = x.tolist()
    y = dropout(x, p, training)
    assert y.shape == x.shape
    assert y.dtype == torch.float32
    grown = [[number / (1 - p) if training else number for number in row] for row in before]
    for numbers, results in zip(grown, y.tolist(), strict=True):
        for number, result in zip(numbers, results, strict=True):
            assert result == number or (result == 0 and training and p > 0)
    assert x.tolist() == before


class Dropping(nn.Module):
    """Dropout as a module of your own: `Dropping(p)` drops with probability `p`.

    In training mode its elements become 0 or grow, as in `dropout` above; in evaluation mode what comes in comes out.
    `torch.nn.functional.dropout(x, p, training=...)` does the work; it does not know the mode, it has to be told.
    Every module knows its mode: `self.training`. `train()` and `eval()` set it, in all modules inside as well.
    """

    def __init__(self, p: float):
        ___

    def forward(self, x: Tensor) -> Tensor:
        return ___


def test_the_module_is_silent_in_evaluation():
    layer = Dropping(0.75)
    layer.eval()
    assert numbers_in(layer(torch.ones(1000))) == [1]


def test_the_module_drops_in_training():
    layer = Dropping(0.75)
    layer.train()
    assert numbers_in(layer(torch.ones(1000))) == [0, 4]


def test_the_mode_is_that_of_the_moment_and_reaches_modules_inside():
    layer, x = Dropping(0.5), torch.ones(1000)
    model = nn.Sequential(nn.Identity(), nn.Sequential(layer))
    outputs = [numbers_in(model.train(mode)(x)) for mode in (True, False, True)]
    assert outputs == [[0, 2], [1], [0, 2]]


def test_two_modules_have_two_probabilities():
    often, seldom = Dropping(0.7), Dropping(0.2)
    dropped = [(layer(torch.ones(10_000)) == 0).sum().item() / 10_000 for layer in (often, seldom)]
    assert [round(part, 1) for part in dropped] == [0.7, 0.2]


def test_the_module_draws_for_each_element_and_anew_in_every_call():
    layer, x = Dropping(0.5), torch.ones(50, 60)
    first, second = layer(x), layer(x)
    assert first.tolist() != second.tolist()
    assert len({tuple(row) for row in first.tolist()}) == 50
    assert len({tuple(column) for column in first.T.tolist()}) == 60


def test_the_mode_has_nothing_to_do_with_gradients():
    layer = Dropping(0.5)
    with torch.no_grad():
        assert numbers_in(layer(torch.ones(1000))) == [0, 2]


# `model = nn.Sequential(nn.Linear(50, 50), nn.Dropout(0.5))`. Two switches, one at a time:
#     after `model.eval()`, gradients as usual                  [0]  does dropout still drop?
#                                                               [1]  does the output require grad?
#     after `model.train()`, inside of `torch.no_grad()`        [2]  does dropout still drop?
#                                                               [3]  does the output require grad?
# Write a list of four: True or False.
TWO_SWITCHES = ___


def test_eval_is_for_layers_and_no_grad_is_for_gradients():
    model, x = nn.Sequential(nn.Linear(50, 50), nn.Dropout(0.5)), torch.ones(1, 50)
    in_eval = model.eval()(x)
    with torch.no_grad():
        in_no_grad = model.train()(x)
    results = [[bool((y == 0).any()), y.requires_grad] for y in (in_eval, in_no_grad)]
    assert TWO_SWITCHES == results[0] + results[1]


# A BatchNorm remembers a mean for each column: `running_mean`, which is 0 at first. Where a batch counts, it becomes
# 0.9 * running_mean + 0.1 * (the mean of the batch).
#     layer = nn.BatchNorm1d(1)
#     batch = torch.tensor([[2.0], [4.0], [6.0]])
# What is `running_mean`, one after the other,
#     [0]  after `layer.train()` and `layer(batch)`
#     [1]  then after `layer.eval()` and `layer(batch)`
#     [2]  then after `layer.train()` and `layer(batch)` inside of `torch.no_grad()`
# Write a list of three numbers.
RUNNING_MEANS = ___


def test_the_mode_decides_what_is_remembered():
    layer, batch = nn.BatchNorm1d(1), torch.tensor([[2.0], [4.0], [6.0]])
    means = []
    for training, recording in [(True, True), (False, True), (True, False)]:
        with torch.set_grad_enabled(recording):
            layer.train(training)(batch)
        means.append(layer.running_mean.item())
    assert [round(mean, 2) for mean in RUNNING_MEANS] == [round(mean, 2) for mean in means]


def batch_norm_in_eval(x: Tensor, layer: nn.BatchNorm1d) -> Tensor:
    """What `layer` gives for `x` in evaluation mode.

    From each column it takes away `layer.running_mean`, then it divides by the square root of
    (`layer.running_var` + `layer.eps`), multiplies by `layer.weight` and adds `layer.bias`, each with one number for
    each column. The batch itself plays no part: it may be a single row.
    `x` is float32, of shape (N, C), and so is the result. The layer may be in either mode when it comes.
    `x` and the layer stay as they are, with its mode and all that it remembers.
    """
    return ___


def test_two_columns_are_measured_by_what_the_layer_remembers():
    layer = nn.BatchNorm1d(2, eps=1.0)
    layer.running_mean.copy_(torch.tensor([1.0, 2.0]))
    layer.running_var.copy_(torch.tensor([3.0, 15.0]))
    layer.weight.data.copy_(torch.tensor([1.0, 10.0]))
    layer.bias.data.copy_(torch.tensor([0.0, 5.0]))
    # (5 - 1) / 2 * 1 + 0 = 2 and (6 - 2) / 4 * 10 + 5 = 15
    assert batch_norm_in_eval(torch.tensor([[5.0, 6.0], [1.0, 2.0]]), layer).tolist() == [[2, 15], [0, 5]]


@given(norms_with_batches())
def test_the_batch_plays_no_part_and_the_layer_is_left_alone(case):
    x, layer = case
    rows, remembered, training = x.tolist(), memory(layer), layer.training
    y = batch_norm_in_eval(x, layer)
    weight, bias, mean, variance, _count = remembered
    columns = [
        [(number - m) / (v + layer.eps) ** 0.5 * w + b for number in column]
        for column, m, v, w, b in zip(zip(*rows, strict=True), mean, variance, weight, bias, strict=True)
    ]
    expected = [number for row in zip(*columns, strict=True) for number in row]
    assert y.shape == x.shape
    assert y.dtype == torch.float32
    assert y.flatten().tolist() == pytest.approx(expected, rel=1e-4, abs=1e-4)
    assert x.tolist() == rows
    assert memory(layer) == remembered
    assert layer.training == training


def predict(model: nn.Module, inputs: Tensor) -> Tensor:
    """What `model` gives for `inputs` in use: in evaluation mode. The result does not require grad.

    Before, the model and all modules inside of it are in training mode, or all are in evaluation mode. Afterwards they
    are so again. Nothing else changes either: not the parameters, nor their gradients, nor their `requires_grad`, nor
    what BatchNorm remembers. Gradients are recorded afterwards if they were recorded before, and only then.
    """
    return ___


def test_predictions_are_made_in_evaluation_mode():
    assert numbers_in(predict(nn.Dropout(0.75), torch.ones(1000))) == [1]


def test_all_modules_inside_are_in_evaluation_mode():
    model = dropping_model()
    assert predict(model, torch.tensor([[1.0, 2.0], [3.0, 4.0]])).tolist() == [[121], [143]]


def test_predictions_have_no_history():
    assert predict(dropping_model(), torch.ones(3, 2)).requires_grad is False


def test_a_model_in_training_goes_on_training():
    model = nn.Sequential(dropping_model())
    predict(model, torch.ones(3, 2))
    assert modes(model) == [True] * 5


def test_a_model_in_use_stays_in_use():
    model = dropping_model().eval()
    predict(model, torch.ones(3, 2))
    assert modes(model) == [False] * 4


def test_a_prediction_leaves_no_trace():
    model = dropping_model()
    before = memory(model)
    predict(model, torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    assert memory(model) == before
    assert [parameter.requires_grad for parameter in model.parameters()] == [True] * 4
    assert torch.is_grad_enabled()


def test_what_was_frozen_stays_frozen_and_gradients_stay():
    model = dropping_model()
    frozen, free = model[2].weight.requires_grad_(False), model[2].bias
    free.grad = torch.tensor([7.0])
    predict(model, torch.ones(3, 2))
    assert [frozen.requires_grad, free.requires_grad] == [False, True]
    assert free.grad is not None
    assert free.grad.tolist() == [7]


def test_inside_of_no_grad_recording_stays_off():
    with torch.no_grad():
        predict(dropping_model(), torch.ones(3, 2))
        assert torch.is_grad_enabled() is False
