"""No grad: when nothing is to be written down.

A prediction needs no graph, and the step of an optimizer must not become part of one. `torch.no_grad()` switches the
recording off, `detach()` hands out the numbers without their history. Both share the memory of the original, and a
change is seen on both sides. At the end a layer is frozen, which is not what `no_grad` does.
"""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from sensei import ___
from sensei.strategies import tensors, unequal_sizes


def leaf(values: float | list) -> Tensor:
    """A float32 leaf that requires grad, like the parameter of a network."""
    return torch.tensor(values, dtype=torch.float32, requires_grad=True)


def one_number_layer(weight: float) -> nn.Linear:
    """A layer that multiplies one number by `weight`."""
    layer = nn.Linear(1, 1, bias=False)
    nn.init.constant_(layer.weight, weight)
    return layer


def number(tensor: Tensor | None) -> float | None:
    return None if tensor is None else tensor.item()


def first_of_w_after(share: Callable[[Tensor], Tensor]) -> float:
    """What w[0] holds when 5 was written into `share(w)[0]`."""
    w = leaf([1, 2, 3])
    share(w)[0] = 5
    return w[0].item()


def gradient_or_raises(calculate: Callable[[Tensor], Tensor], change: Callable[[Tensor], object]) -> float | str:
    """`w.grad` after the backward of `calculate(w)`, with w changed before it, or "raises"."""
    w = leaf(3)
    try:
        result = calculate(w)
        change(w)
        result.backward()
    except RuntimeError:
        return "raises"
    return w.grad.item()


def change_under_no_grad(w: Tensor) -> None:
    with torch.no_grad():
        w.mul_(10)


def layers_with_gradient(run_second: Callable[[nn.Module, Tensor], Tensor]) -> list[bool]:
    """Which of three layers have a gradient after a backward, when the second one is run in this way."""
    layers = [one_number_layer(weight) for weight in (2, 3, 5)]
    first, second, third = layers
    third(run_second(second, first(torch.ones(1)))).sum().backward()
    return [layer.weight.grad is not None for layer in layers]


def run_under_no_grad(second: nn.Module, h: Tensor) -> Tensor:
    with torch.no_grad():
        return second(h)


def run_with_frozen_parameters(second: nn.Module, h: Tensor) -> Tensor:
    second.requires_grad_(False)
    return second(h)


def run_with_an_attribute(second: nn.Module, h: Tensor) -> Tensor:
    second.requires_grad = False
    return second(h)


# `w = torch.ones(3, requires_grad=True)`. Which of these require grad?
#          with torch.no_grad():
#     [0]      w
#     [1]      w * 2
#     [2]      torch.ones(3, requires_grad=True)
#              y = w * 2
#          after the block:
#     [3]  y
#     [4]  y * w
#     [5]  w.detach() * 2
# Write a list of six: True or False.
REQUIRES_GRAD = ___


def test_no_grad_does_not_change_what_is_there():
    w = torch.ones(3, requires_grad=True)
    assert len(REQUIRES_GRAD) == 6
    with torch.no_grad():
        assert REQUIRES_GRAD[0] == w.requires_grad


def test_results_inside_have_no_history():
    w = torch.ones(3, requires_grad=True)
    with torch.no_grad():
        assert REQUIRES_GRAD[1] == (w * 2).requires_grad


def test_a_leaf_made_inside_may_require_grad():
    with torch.no_grad():
        assert REQUIRES_GRAD[2] == torch.ones(3, requires_grad=True).requires_grad


def test_a_result_from_inside_stays_without_history():
    w = torch.ones(3, requires_grad=True)
    with torch.no_grad():
        y = w * 2
    assert REQUIRES_GRAD[3] == y.requires_grad


def test_after_the_block_recording_goes_on():
    w = torch.ones(3, requires_grad=True)
    with torch.no_grad():
        y = w * 2
    assert REQUIRES_GRAD[4] == (y * w).requires_grad


def test_detach_gives_a_tensor_without_history():
    assert REQUIRES_GRAD[5] == (torch.ones(3, requires_grad=True).detach() * 2).requires_grad


def predict(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """`f(x)`, computed while nothing is recorded: `torch.is_grad_enabled()` is False while f runs.

    After the call recording is on or off as it was before the call, also if f raises an error, which goes on to the
    caller. x stays as it is, also if it requires grad. f may use tensors that require grad; the result requires none.
    """
    return ___


def test_a_prediction_has_no_history():
    w = leaf([1, 2, 3])
    prediction = predict(lambda x: 10 * x * w, torch.tensor([4.0, 5.0, 6.0]))
    assert prediction.tolist() == [40, 100, 180]
    assert prediction.requires_grad is False


def test_an_input_that_requires_grad_goes_on_requiring_it():
    x = leaf([1, 2, 3])
    assert predict(lambda x: 10 * x, x).requires_grad is False
    assert x.requires_grad is True


def test_nothing_is_recorded_while_f_runs():
    seen = []

    def f(x: Tensor) -> Tensor:
        seen.append(torch.is_grad_enabled())
        return 2 * x

    predict(f, torch.ones(3))
    assert seen == [False]


@given(st.booleans())
def test_recording_is_as_it_was_before(recording):
    with torch.set_grad_enabled(recording):
        predict(lambda x: 2 * x, torch.ones(3))
        assert torch.is_grad_enabled() == recording


def test_recording_comes_back_after_an_error():
    with pytest.raises(ZeroDivisionError):
        predict(lambda x: x * (1 / 0), torch.ones(3))
    assert torch.is_grad_enabled() is True


# `w = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)`. What does `w[0]` hold after `other[0] = 5`, if `other` is
#     [0]  w.detach()
#     [1]  w.detach().clone()
#     [2]  w.clone().detach()
#     [3]  w.detach().numpy()
#     [4]  torch.tensor(w.tolist())
#     [5]  w.data
# Write a list of six numbers: each time from the start, so it is 1 or 5.
FIRST_OF_W = ___


def test_detach_shares_the_memory():
    assert len(FIRST_OF_W) == 6
    assert FIRST_OF_W[0] == first_of_w_after(lambda w: w.detach())


def test_a_clone_of_the_detached_has_memory_of_its_own():
    assert FIRST_OF_W[1] == first_of_w_after(lambda w: w.detach().clone())


def test_the_detached_clone_shares_memory_with_the_clone():
    assert FIRST_OF_W[2] == first_of_w_after(lambda w: w.clone().detach())


def test_numpy_shares_the_memory():
    assert FIRST_OF_W[3] == first_of_w_after(lambda w: w.detach().numpy())


def test_a_list_is_a_copy():
    assert FIRST_OF_W[4] == first_of_w_after(lambda w: torch.tensor(w.tolist()))


def test_data_shares_the_memory():
    assert FIRST_OF_W[5] == first_of_w_after(lambda w: w.data)


def snapshot(w: Tensor) -> Tensor:
    """A copy of w as it is now, without history: it does not require grad, and what happens to w later leaves it alone.

    w is float32 or float64, of any shape, a leaf that requires grad or a result; it stays as it is. The copy has the
    values, the shape and the dtype of w.
    """
    return ___


def test_a_later_step_leaves_the_snapshot_alone():
    w = leaf([1, 2, 3])
    best = snapshot(w)
    change_under_no_grad(w)
    assert best.tolist() == [1, 2, 3]
    assert best.requires_grad is False
    assert w.requires_grad is True


def test_a_single_number_can_be_kept_too():
    w = leaf(3)
    best = snapshot(w)
    change_under_no_grad(w)
    assert best.tolist() == 3


@given(unequal_sizes(2).flatmap(tensors), st.sampled_from([torch.float32, torch.float64]))
def test_a_snapshot_of_a_result_too(values, dtype):
    w = values.to(dtype).requires_grad_()
    result = w / 3
    copy = snapshot(result)
    assert copy.tolist() == result.tolist()
    assert (copy.shape, copy.dtype) == (values.shape, dtype)
    assert copy.requires_grad is False
    assert copy.data_ptr() != result.data_ptr()
    assert (result.requires_grad, w.requires_grad) == (True, True)


def step_in_place(w: Tensor, lr: float) -> None:
    """Take `lr * w.grad` away from w, in the memory that w has. `lr` is not negative. Nothing is returned.

    w is a leaf that requires grad, and stays one; `w.grad` is a tensor, and keeps its numbers. Afterwards recording is
    on or off as it was before. While operations are recorded, nothing may be written into a leaf that requires grad.
    """
    ___


def test_a_step_is_written_into_the_leaf():
    w = leaf([1, 2, 3])
    (w * torch.tensor([10.0, 20.0, 30.0])).sum().backward()
    returned = step_in_place(w, 0.5)
    assert w.tolist() == [-4, -8, -12]
    assert w.grad.tolist() == [10, 20, 30]
    assert (w.is_leaf, w.requires_grad) == (True, True)
    assert returned is None


def test_the_step_is_not_recorded_and_what_comes_next_is():
    w = leaf([1, 2, 3])
    w.sum().backward()
    step_in_place(w, 1)
    assert torch.is_grad_enabled() is True
    (4 * w).sum().backward()
    assert w.grad.tolist() == [5, 5, 5]


def test_recording_stays_off_where_it_was_off():
    w = leaf([1, 2, 3])
    w.sum().backward()
    with torch.no_grad():
        step_in_place(w, 1)
        assert torch.is_grad_enabled() is False


@given(unequal_sizes(2).flatmap(tensors), st.integers(0, 9))
def test_the_leaf_keeps_its_memory(values, halves):
    w = leaf(values.tolist())
    memory = w.data_ptr()
    (w * w).sum().backward()
    step_in_place(w, halves / 2)
    assert w.tolist() == [[value - halves * value for value in row] for row in values.tolist()]
    assert w.data_ptr() == memory


# `w = torch.tensor(3.0, requires_grad=True)`. First a result is computed, then w is changed, and then comes
# `result.backward()`.
#     [0]  result = w * w        w.mul_(10)
#     [1]  result = w * w        with torch.no_grad(): w.mul_(10)
#     [2]  result = w * w        w.detach().mul_(10)
#     [3]  result = w * w        w.data.mul_(10)
#     [4]  result = w + w        with torch.no_grad(): w.mul_(10)
# Write a list of five: the number in `w.grad`, or "raises" where one of the lines raises an error.
GRADIENT_AFTER_CHANGE = ___


def test_a_leaf_is_not_changed_while_operations_are_recorded():
    assert len(GRADIENT_AFTER_CHANGE) == 5
    assert GRADIENT_AFTER_CHANGE[0] == gradient_or_raises(lambda w: w * w, lambda w: w.mul_(10))


def test_backward_notices_a_change_under_no_grad():
    assert GRADIENT_AFTER_CHANGE[1] == gradient_or_raises(lambda w: w * w, change_under_no_grad)


def test_backward_notices_a_change_through_detach():
    assert GRADIENT_AFTER_CHANGE[2] == gradient_or_raises(lambda w: w * w, lambda w: w.detach().mul_(10))


def test_backward_does_not_notice_a_change_through_data():
    assert GRADIENT_AFTER_CHANGE[3] == gradient_or_raises(lambda w: w * w, lambda w: w.data.mul_(10))


def test_a_change_of_what_was_not_saved_does_no_harm():
    assert GRADIENT_AFTER_CHANGE[4] == gradient_or_raises(lambda w: w + w, change_under_no_grad)


# A network of three layers: `third(second(first(x)))`. The second one is not to be trained. Which of the three layers,
# [first, second, third], have a gradient after the backward of the result?
#     [0]  h = second(h)                           as always
#     [1]  with torch.no_grad(): h = second(h)
#     [2]  h = second(h).detach()
#     [3]  second.requires_grad_(False)            then h = second(h)
#     [4]  second.requires_grad = False            then h = second(h)
# Write a list of five lists of three: [True, True, False] for example.
LAYERS_WITH_GRADIENT = ___


def test_all_layers_have_a_gradient():
    assert len(LAYERS_WITH_GRADIENT) == 5
    assert LAYERS_WITH_GRADIENT[0] == layers_with_gradient(lambda second, h: second(h))


def test_no_grad_cuts_off_the_layers_before_it():
    assert LAYERS_WITH_GRADIENT[1] == layers_with_gradient(run_under_no_grad)


def test_detach_cuts_off_the_layers_before_it():
    assert LAYERS_WITH_GRADIENT[2] == layers_with_gradient(lambda second, h: second(h).detach())


def test_requires_grad_freezes_one_layer():
    assert LAYERS_WITH_GRADIENT[3] == layers_with_gradient(run_with_frozen_parameters)


def test_an_attribute_of_a_layer_freezes_nothing():
    assert LAYERS_WITH_GRADIENT[4] == layers_with_gradient(run_with_an_attribute)


def freeze(layer: nn.Module) -> None:
    """Freeze the layer: none of its parameters requires grad any more. Nothing is returned.

    The layer may consist of others. Its parameters stay the same tensors with the same numbers, and all layers in it
    stay in their mode, training or evaluation. Gradients still go through it, to the layers before.
    """
    ___


def test_gradients_go_through_a_frozen_layer():
    layers = [one_number_layer(weight) for weight in (2, 3, 5)]
    freeze(layers[1])
    nn.Sequential(*layers)(torch.ones(1)).backward()
    # 3 * 5 for the first, and 2 * 3 for the third
    assert [number(layer.weight.grad) for layer in layers] == [15, None, 6]


def test_every_parameter_inside_is_frozen():
    inner = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 2)))
    inner[0].weight.requires_grad_(False)  # one is frozen already
    freeze(inner)
    assert {name: parameter.requires_grad for name, parameter in inner.named_parameters()} == {
        "0.weight": False,
        "0.bias": False,
        "1.0.weight": False,
        "1.0.bias": False,
        "1.1.weight": False,
        "1.1.bias": False,
    }


def test_nothing_else_changes():
    layer = nn.Sequential(nn.Linear(2, 3), nn.Dropout().eval())
    parameters, numbers = list(layer.parameters()), [parameter.tolist() for parameter in layer.parameters()]
    returned = freeze(layer)
    assert [parameter.tolist() for parameter in layer.parameters()] == numbers
    assert all(after is before for after, before in zip(layer.parameters(), parameters, strict=True))
    assert [module.training for module in layer.modules()] == [True, True, False]
    assert returned is None
