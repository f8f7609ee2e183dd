"""Backward: from one number back to every leaf.

`backward()` walks the graph from its end and leaves a gradient in the `.grad` of each leaf. First you see where it has
to be told what to start from. Then what it leaves behind: gradients that are added up, never replaced, and a graph that
is still there but has let go of what it had saved. At the end you take steps with an optimizer, which clears nothing.
"""

from collections.abc import Callable

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from sensei import ___
from sensei.strategies import tensors, unequal_sizes


def leaf(values: float | list) -> Tensor:
    """A float32 leaf that requires grad, like the parameter of a network."""
    return torch.tensor(values, dtype=torch.float32, requires_grad=True)


def runs(action: Callable[..., object], *arguments: object) -> bool:
    """Whether this runs without an error."""
    try:
        action(*arguments)
    except RuntimeError:
        return False
    return True


def runs_twice(result: Tensor) -> bool:
    result.backward()
    return runs(result.backward)


def number(tensor: Tensor | None) -> float | None:
    return None if tensor is None else tensor.item()


@st.composite
def matrices_with_vectors(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor]:
    """(matrix, x, v): of the shapes (m, n), (n,) and (m,)."""
    m, n = draw(unequal_sizes(2))
    return tuple(draw(tensors(shape)) for shape in ((m, n), (n,), (m,)))


# `x = torch.ones(2, 3, requires_grad=True)`. Which of these run without an error?
#     [0]  x.sum().backward()
#     [1]  x.sum().reshape(1, 1).backward()
#     [2]  (x * 2).backward()
#     [3]  (x * 2).backward(torch.ones(2, 3))
#     [4]  (x * 2).backward(torch.tensor(1.0))
#     [5]  torch.ones(2, 3).sum().backward()
# Write a list of six: True or False.
BACKWARD_RUNS = ___


def test_a_single_number_needs_no_gradient():
    assert len(BACKWARD_RUNS) == 6
    assert BACKWARD_RUNS[0] == runs(torch.ones(2, 3, requires_grad=True).sum().backward)


def test_it_is_the_number_of_elements_that_counts_not_the_shape():
    assert BACKWARD_RUNS[1] == runs(torch.ones(2, 3, requires_grad=True).sum().reshape(1, 1).backward)


def test_several_numbers_need_a_gradient():
    assert BACKWARD_RUNS[2] == runs((torch.ones(2, 3, requires_grad=True) * 2).backward)


def test_a_gradient_of_the_same_shape_will_do():
    assert BACKWARD_RUNS[3] == runs((torch.ones(2, 3, requires_grad=True) * 2).backward, torch.ones(2, 3))


def test_a_gradient_is_not_broadcast():
    assert BACKWARD_RUNS[4] == runs((torch.ones(2, 3, requires_grad=True) * 2).backward, torch.tensor(1.0))


def test_something_has_to_require_grad():
    assert BACKWARD_RUNS[5] == runs(torch.ones(2, 3).sum().backward)


def starting_gradient(result: Tensor) -> Tensor:
    """The tensor that `backward()` starts from: `result.backward(starting_gradient(result))` is `result.backward()`.

    `result` is float32 and holds one element; its shape may be (), (1,), (1, 1) and so on. It stays as it is.
    The tensor has the shape and the dtype of `result`.
    """
    return ___


def test_the_gradient_of_a_number_for_itself_is_one():
    result = (3 * leaf([5])).reshape(1, 1)
    assert starting_gradient(result).tolist() == [[1]]


@given(st.lists(st.just(1), max_size=4), st.integers(-9, 9))
def test_backward_with_it_and_without_it_is_the_same(shape, value):
    x = leaf(value)
    result = (4 * x).reshape(shape)
    gradient = starting_gradient(result)
    assert (gradient.shape, gradient.dtype) == (tuple(shape), torch.float32)
    result.backward(gradient)
    assert x.grad.item() == 4
    assert result.item() == 4 * value


def vector_jacobian(f: Callable[[Tensor], Tensor], x: Tensor, v: Tensor) -> Tensor:
    """The product of v with the Jacobian of f at x: what `backward(v)` computes.

    f makes a tensor of shape (m,) of one of shape (n,). x is float32 of shape (n,), and v is float32 of shape (m,).
    Element i of the result, of shape (n,), is the sum over j of v[j] times the derivative of f(x)[j] for x[i].
    x does not require grad, and after the call it still does not. x and v stay as they are, without a `.grad`. The
    result does not require grad either.
    """
    return ___


def test_each_output_counts_as_much_as_v_says():
    # f(x) is (x0 * x1, 5 * x2), and x is (2, 3, 4): the rows of the Jacobian are (3, 2, 0) and (0, 0, 5).
    product = vector_jacobian(
        lambda x: torch.stack([x[0] * x[1], 5 * x[2]]), torch.tensor([2.0, 3.0, 4.0]), torch.tensor([1.0, 10.0])
    )
    assert product.tolist() == [3, 2, 50]


@given(matrices_with_vectors())
def test_the_jacobian_has_a_row_for_each_output(case):
    matrix, x, v = case
    rows, numbers, weights = matrix.tolist(), x.tolist(), v.tolist()
    product = vector_jacobian(lambda x: (matrix @ x) ** 2, x, v)
    sums = [sum(a * b for a, b in zip(row, numbers, strict=True)) for row in rows]
    expected = [sum(2 * s * row[i] * w for s, row, w in zip(sums, rows, weights, strict=True)) for i in range(len(x))]
    assert product.tolist() == expected
    assert x.requires_grad is False
    assert (x.grad, v.requires_grad, product.requires_grad) == (None, False, False)
    assert [x.tolist(), v.tolist()] == [numbers, weights]


def what_x_grad_holds() -> list[float | None]:
    """The six answers, by doing it."""
    x = leaf(2)
    seen = [number(x.grad)]
    (5 * x).backward()
    seen.append(number(x.grad))
    (5 * x).backward()
    seen.append(number(x.grad))
    kept = x.grad
    (7 * x).backward()
    seen.append(number(kept))
    x.grad.zero_()
    seen.append(number(kept))
    x.grad = None
    (3 * x).backward()
    seen.append(number(kept))
    return seen


# Follow these lines. `x = torch.tensor(2.0, requires_grad=True)`
#     [0]  x.grad
#          (5 * x).backward()
#     [1]  x.grad
#          (5 * x).backward()
#     [2]  x.grad
#          kept = x.grad
#          (7 * x).backward()
#     [3]  kept
#          x.grad.zero_()
#     [4]  kept
#          x.grad = None
#          (3 * x).backward()
#     [5]  kept
# Write a list of six: the number that each holds, or None.
X_GRAD = ___


def test_before_the_first_backward_there_is_no_gradient():
    assert len(X_GRAD) == 6
    assert X_GRAD[0] == what_x_grad_holds()[0]


def test_the_first_backward_makes_it():
    assert X_GRAD[1] == what_x_grad_holds()[1]


def test_the_next_one_adds_to_it():
    assert X_GRAD[2] == what_x_grad_holds()[2]


def test_a_name_for_the_gradient_is_no_copy():
    assert X_GRAD[3] == what_x_grad_holds()[3]


def test_zeroing_in_place_is_seen_under_every_name():
    assert X_GRAD[4] == what_x_grad_holds()[4]


def test_after_none_the_gradient_is_a_new_tensor():
    assert X_GRAD[5] == what_x_grad_holds()[5]


def gradient_alone(f: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """The gradient of the number `f(x)` for x, and nothing else. Afterwards `x.grad` holds just this gradient, too.

    x is a float32 leaf that requires grad. At first `x.grad` may be None, or hold a gradient from before.
    You may return `x.grad` itself or another tensor with its numbers. Neither of them requires grad.
    """
    return ___


def test_there_may_be_no_gradient_yet():
    x = leaf([1, 2, 3])
    assert gradient_alone(lambda x: (x * x).sum(), x).tolist() == [2, 4, 6]
    assert x.grad.tolist() == [2, 4, 6]


def test_a_gradient_from_before_does_not_count():
    x = leaf([1, 2, 3])
    (100 * x).sum().backward()
    assert gradient_alone(lambda x: (x * x).sum(), x).tolist() == [2, 4, 6]
    assert x.grad.tolist() == [2, 4, 6]


@given(unequal_sizes(2).flatmap(tensors), st.lists(st.integers(-9, 9), min_size=1, max_size=3))
def test_one_gradient_after_the_other(values, factors):
    x = leaf(values.tolist())
    for factor in factors:
        gradient = gradient_alone(lambda x, factor=factor: factor * (x * x).sum(), x)
        expected = [[2 * factor * value for value in row] for row in values.tolist()]
        assert gradient.tolist() == expected
        assert x.grad.tolist() == expected
        assert (gradient.requires_grad, x.grad.requires_grad) == (False, False)


# A result, and `result.backward()` is called twice. Does the second call run without an error?
# `x = torch.tensor([1.0, 2.0], requires_grad=True)`
#     [0]  result = x.sum()
#     [1]  result = (x + x).sum()
#     [2]  result = (x * x).sum()
#     [3]  result = x.exp().sum()
#     [4]  result = (x * x).sum(), and the first call is `result.backward(retain_graph=True)`
#     [5]  result = (x * x).sum(), computed once more, in the same way, before the second call
# Write a list of six: True or False. Ask yourself what the gradient is computed from.
SECOND_BACKWARD = ___


def test_a_sum_has_saved_nothing():
    assert len(SECOND_BACKWARD) == 6
    assert SECOND_BACKWARD[0] == runs_twice(leaf([1, 2]).sum())


def test_an_addition_has_saved_nothing():
    x = leaf([1, 2])
    assert SECOND_BACKWARD[1] == runs_twice((x + x).sum())


def test_a_product_has_saved_its_factors():
    x = leaf([1, 2])
    assert SECOND_BACKWARD[2] == runs_twice((x * x).sum())


def test_exp_has_saved_its_result():
    assert SECOND_BACKWARD[3] == runs_twice(leaf([1, 2]).exp().sum())


def test_retain_graph_keeps_what_is_saved():
    x = leaf([1, 2])
    result = (x * x).sum()
    result.backward(retain_graph=True)
    assert SECOND_BACKWARD[4] == runs(result.backward)


def test_a_new_forward_saves_anew():
    x = leaf([1, 2])
    (x * x).sum().backward()
    assert SECOND_BACKWARD[5] == runs((x * x).sum().backward)


def after_backward() -> tuple[Tensor, Tensor]:
    """(x, result), and a backward is done."""
    x = leaf([1, 2])
    result = (x * x).sum()
    result.backward()
    return x, result


# `result = (x * x).sum()`, and after it `result.backward()`. `x` is a leaf that requires grad. What is left?
#     [0]  type(result.grad_fn).__name__
#     [1]  type(result.grad_fn.next_functions[0][0]).__name__
#     [2]  result.requires_grad
#     [3]  Does `(2 * result).backward()` run without an error?
#     [4]  Does `x.sum().backward()` run without an error?
# Write a list of five: strings for [0] and [1], like "AddBackward0", or "NoneType" if there is no node; then True or
# False.
AFTER_BACKWARD = ___


def test_the_last_node_is_still_there():
    _x, result = after_backward()
    assert len(AFTER_BACKWARD) == 5
    assert AFTER_BACKWARD[0] == type(result.grad_fn).__name__


def test_the_nodes_before_it_are_still_there():
    _x, result = after_backward()
    assert AFTER_BACKWARD[1] == type(result.grad_fn.next_functions[0][0]).__name__


def test_the_result_still_requires_grad():
    _x, result = after_backward()
    assert AFTER_BACKWARD[2] == result.requires_grad


def test_what_was_saved_is_gone_for_all_that_is_built_on_it():
    _x, result = after_backward()
    assert AFTER_BACKWARD[3] == runs((2 * result).backward)


def test_the_leaf_can_be_used_anew():
    x, _result = after_backward()
    assert AFTER_BACKWARD[4] == runs(x.sum().backward)


def gradients_of_each(
    x: Tensor, body: Callable[[Tensor], Tensor], heads: list[Callable[[Tensor], Tensor]]
) -> list[Tensor]:
    """For each head the gradient of the number `head(body(x))` for x, none added to another: a list in their order.

    x is a leaf that requires grad, and `x.grad` is None. What `x.grad` holds afterwards is up to you.
    `body` is slow: call it only once. All heads use the same result of it. `heads` stays as it is.
    """
    return ___


def test_each_loss_has_its_own_gradient():
    x = leaf([1, 2, 3])
    heads = [torch.sum, lambda h: 10 * h.sum(), lambda h: h[0] + h[1]]
    gradients = gradients_of_each(x, lambda x: x * x, heads)
    assert [gradient.tolist() for gradient in gradients] == [[2, 4, 6], [20, 40, 60], [2, 4, 0]]


@given(unequal_sizes(1).flatmap(lambda sizes: tensors(sizes)), st.lists(st.integers(-9, 9), min_size=1, max_size=4))
def test_any_number_of_heads_and_a_body_that_runs_once(values, factors):
    calls = []

    def body(x: Tensor) -> Tensor:
        calls.append(x)
        return x * x

    heads = [lambda h, factor=factor: factor * h.sum() for factor in factors]
    gradients = gradients_of_each(leaf(values.tolist()), body, heads)
    expected = [[2 * factor * value for value in values.tolist()] for factor in factors]
    assert [gradient.tolist() for gradient in gradients] == expected
    assert len(calls) == 1
    assert isinstance(gradients, list)
    assert len(heads) == len(factors)


def what_the_optimizer_does() -> list[float | None]:
    """The six answers, by doing it."""
    w = leaf(4)
    optimizer = torch.optim.SGD([w], lr=0.5)
    (3 * w).backward()
    optimizer.step()
    seen = [number(w), number(w.grad)]
    optimizer.zero_grad()
    seen.append(number(w.grad))
    for _ in range(2):
        (3 * w).backward()
        optimizer.step()
    seen += [number(w.grad), number(w)]
    optimizer.zero_grad(set_to_none=False)
    return [*seen, number(w.grad)]


# `w = torch.tensor(4.0, requires_grad=True)` and `optimizer = torch.optim.SGD([w], lr=0.5)`, which takes
# 0.5 times the gradient away from `w` in each step. Follow these lines.
#          (3 * w).backward()
#          optimizer.step()
#     [0]  w
#     [1]  w.grad
#          optimizer.zero_grad()
#     [2]  w.grad
#          (3 * w).backward()
#          optimizer.step()
#          (3 * w).backward()
#          optimizer.step()
#     [3]  w.grad
#     [4]  w
#          optimizer.zero_grad(set_to_none=False)
#     [5]  w.grad
# Write a list of six: the number that each holds, or None.
OPTIMIZER_STEPS = ___


def test_a_step_goes_against_the_gradient():
    assert len(OPTIMIZER_STEPS) == 6
    assert OPTIMIZER_STEPS[0] == what_the_optimizer_does()[0]


def test_step_keeps_the_gradient():
    assert OPTIMIZER_STEPS[1] == what_the_optimizer_does()[1]


def test_zero_grad_makes_it_none():
    assert OPTIMIZER_STEPS[2] == what_the_optimizer_does()[2]


def test_without_zero_grad_two_gradients_are_added():
    assert OPTIMIZER_STEPS[3] == what_the_optimizer_does()[3]


def test_the_second_step_goes_twice_as_far():
    assert OPTIMIZER_STEPS[4] == what_the_optimizer_does()[4]


def test_zeros_have_to_be_asked_for():
    assert OPTIMIZER_STEPS[5] == what_the_optimizer_does()[5]


def descend(w: Tensor, f: Callable[[Tensor], Tensor], lr: float, steps: int) -> None:
    """Take `steps` steps of gradient descent on `f(w)`, a number: in each step `lr` times its gradient leaves w.

    The gradient is always that at the present w. w is a float32 leaf that requires grad: it is changed itself and
    stays such a leaf. At first `w.grad` may hold a gradient from before, which must not count. `steps` may be 0.
    Nothing is returned, and operations are recorded afterwards as before. Practise `torch.optim.SGD([w], lr=lr)` on it.
    """
    ___


def test_each_step_halves_the_weights():
    # The gradient of w * w is 2 * w, and a quarter of that is half of w.
    w = leaf([8, -16])
    returned = descend(w, lambda w: (w * w).sum(), 0.25, 3)
    assert w.tolist() == [1, -2]
    assert (w.is_leaf, w.requires_grad, w.dtype) == (True, True, torch.float32)
    assert torch.is_grad_enabled() is True
    assert returned is None


def test_what_was_there_before_does_not_move_the_weights():
    w = leaf([8, -16])
    (100 * w).sum().backward()
    descend(w, lambda w: (w * w).sum(), 0.25, 1)
    assert w.tolist() == [4, -8]


@given(unequal_sizes(2).flatmap(tensors), st.integers(0, 4))
def test_any_number_of_steps(values, steps):
    w = leaf(values.tolist())
    descend(w, lambda w: (w * w).sum(), 0.25, steps)
    assert w.tolist() == [[value / 2**steps for value in row] for row in values.tolist()]
