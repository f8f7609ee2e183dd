"""The graph: what autograd writes down while you compute.

As soon as a tensor that requires grad takes part in a calculation, the result remembers how it was made: in its
`grad_fn`, a node that points to the nodes before it, back to the leaves. First you tell leaves from results and read
such a graph. Then you walk it by hand, with the chain rule. At the end you keep a graph whole where it is easily cut.
"""

from collections.abc import Callable

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from sensei import ___
from sensei.strategies import tensors, unequal_sizes


def leaf(values: float | list) -> Tensor:
    """A float32 leaf that requires grad, like the parameter of a network."""
    return torch.tensor(values, dtype=torch.float32, requires_grad=True)


def leaf_and_requires_grad(tensor: Tensor) -> tuple[bool, bool]:
    return tensor.is_leaf, tensor.requires_grad


def node_name(node: object) -> str | None:
    """The name of a node's type, "AddBackward0" for example, or None where there is no node."""
    return None if node is None else type(node).__name__


def mean_bce(x: Tensor, w: Tensor, b: Tensor, y: Tensor) -> Tensor:
    """The network of the PyTorch tutorial: one linear layer, and the mean of the binary cross-entropy of its logits."""
    return nn.functional.binary_cross_entropy_with_logits(x @ w + b, y)


def count_nodes(node: object) -> int:
    """How many nodes of the name MulBackward0 there are from here on. Each has one road to it here."""
    after = sum(count_nodes(following) for following, _ in getattr(node, "next_functions", ()))
    return after + (node_name(node) == "MulBackward0")


def runs(action: Callable[[], object]) -> bool:
    try:
        action()
    except RuntimeError:
        return False
    return True


def identities(found: list[Tensor]) -> list[int]:
    """Which tensors these are, whatever they hold and in whatever order they come."""
    return sorted(id(tensor) for tensor in found)


@st.composite
def linear_layers(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """(x, w, b, y): x of shape (n,), w of shape (n, m), b and y of shape (m,). y holds zeros and ones."""
    n, m = draw(unequal_sizes(2, largest=5))
    x, w, b = (draw(tensors(shape, low=-1, high=1)) for shape in ((n,), (n, m), (m,)))
    return x, w, b, draw(tensors((m,), low=0, high=1))


# `x = torch.ones(3)`, `w = torch.ones(3, requires_grad=True)` and `layer = torch.nn.Linear(3, 1)`. What are these?
#     [0]  x                                            an input
#     [1]  w
#     [2]  w * x
#     [3]  x * 2
#     [4]  torch.randn(3, requires_grad=True) * 0.01    small random numbers to start from
#     [5]  layer.weight
#     [6]  layer(x)
#     [7]  w > 0
# Write a list of eight pairs (is_leaf, requires_grad), (True, False) for example.
LEAF_AND_REQUIRES_GRAD = ___


def test_an_input_is_a_leaf_too():
    assert len(LEAF_AND_REQUIRES_GRAD) == 8
    assert LEAF_AND_REQUIRES_GRAD[0] == leaf_and_requires_grad(torch.ones(3))


def test_a_tensor_that_you_made_with_requires_grad_is_a_leaf():
    assert LEAF_AND_REQUIRES_GRAD[1] == leaf_and_requires_grad(torch.ones(3, requires_grad=True))


def test_one_factor_that_requires_grad_is_enough():
    x, w = torch.ones(3), torch.ones(3, requires_grad=True)
    assert LEAF_AND_REQUIRES_GRAD[2] == leaf_and_requires_grad(w * x)


def test_a_result_without_history_is_a_leaf():
    assert LEAF_AND_REQUIRES_GRAD[3] == leaf_and_requires_grad(torch.ones(3) * 2)


def test_scaling_a_leaf_gives_a_result():
    assert LEAF_AND_REQUIRES_GRAD[4] == leaf_and_requires_grad(torch.randn(3, requires_grad=True) * 0.01)


def test_the_parameters_of_a_layer_are_leaves():
    assert LEAF_AND_REQUIRES_GRAD[5] == leaf_and_requires_grad(nn.Linear(3, 1).weight)


def test_what_a_layer_gives_is_a_result():
    assert LEAF_AND_REQUIRES_GRAD[6] == leaf_and_requires_grad(nn.Linear(3, 1)(torch.ones(3)))


def test_a_comparison_has_no_gradient():
    assert LEAF_AND_REQUIRES_GRAD[7] == leaf_and_requires_grad(torch.ones(3, requires_grad=True) > 0)


def scaled_leaf(values: Tensor, scale: float) -> Tensor:
    """A new leaf that requires grad and holds `scale * values`: numbers to start the training of a weight from.

    `values` is float32, of any shape, and does not require grad; it stays as it is. The leaf is float32, has the shape
    of `values` and memory of its own.
    """
    return ___


def test_ten_times_the_values_is_a_leaf():
    weight = scaled_leaf(torch.tensor([1.0, 2.0, -3.0]), 10)
    assert weight.tolist() == [10, 20, -30]
    assert (weight.is_leaf, weight.requires_grad) == (True, True)


def test_the_leaf_receives_a_gradient():
    weight = scaled_leaf(torch.tensor([1.0, 2.0]), 10)
    (weight * torch.tensor([3.0, 4.0])).sum().backward()
    assert weight.grad.tolist() == [3, 4]


def test_a_single_number_and_a_fraction():
    weight = scaled_leaf(torch.tensor(3.0), 0.5)
    assert weight.tolist() == 1.5
    assert (weight.is_leaf, weight.requires_grad) == (True, True)


@given(unequal_sizes(2).flatmap(tensors), st.integers(-3, 3))
def test_the_values_stay_what_they_were(values, scale):
    before = values.tolist()
    weight = scaled_leaf(values, scale)
    assert weight.tolist() == [[scale * value for value in row] for row in before]
    assert (weight.shape, weight.dtype) == (values.shape, torch.float32)
    assert values.tolist() == before
    assert values.requires_grad is False
    assert weight.data_ptr() != values.data_ptr()


# `a`, `b` and `c` hold one number each. `a` and `b` are leaves that require grad; `c` does not require grad.
# Now `p = (a + b) * (b + c)`. Every node has a name: that of its operation, then "Backward", then a 0.
# `+` is called "Add", `*` is called "Mul". The node of a leaf that collects gradients is called "AccumulateGrad".
#     [0]  the name of p.grad_fn
#     [1]  the name of p.grad_fn.next_functions[0][0]
#     [2]  a.grad_fn
#     [3]  the name of (a + b).grad_fn.next_functions[0][0]
#     [4]  the name of (b + c).grad_fn.next_functions[1][0]
# Write a list of five strings, with None in place of a string where there is no node.
NODE_NAMES = ___


def test_the_last_operation_is_the_first_node():
    a, b, c = leaf(2), leaf(3), torch.tensor(4.0)
    assert len(NODE_NAMES) == 5
    assert NODE_NAMES[0] == node_name(((a + b) * (b + c)).grad_fn)


def test_next_functions_lead_backwards():
    a, b, c = leaf(2), leaf(3), torch.tensor(4.0)
    assert NODE_NAMES[1] == node_name(((a + b) * (b + c)).grad_fn.next_functions[0][0])


def test_a_leaf_was_made_by_no_operation():
    assert NODE_NAMES[2] == node_name(leaf(2).grad_fn)


def test_at_the_end_gradients_are_collected():
    assert NODE_NAMES[3] == node_name((leaf(2) + leaf(3)).grad_fn.next_functions[0][0])


def test_nothing_leads_to_what_requires_no_grad():
    assert NODE_NAMES[4] == node_name((leaf(3) + torch.tensor(4.0)).grad_fn.next_functions[1][0])


def leaves_of(result: Tensor) -> list[Tensor]:
    """The leaves that `result.backward()` would give gradients to: a list with each of them once, in any order.

    `result` is no leaf and requires grad. Walk from `result.grad_fn`: the pairs in `node.next_functions` begin with the
    next node, or with None where nothing follows. A node "AccumulateGrad" has no next ones; its `variable` is the leaf.
    No backward runs: the leaves get no gradient, and `result.backward()` can still be called afterwards.
    """
    return ___


def test_the_leaf_of_a_square_of_a_sum():
    w = leaf(3)
    found = leaves_of((w + 1) ** 2)
    assert [each.tolist() for each in found] == [3]
    assert found[0] is w
    assert isinstance(found, list)


def test_a_leaf_that_is_used_twice_is_one_leaf():
    a, b, c = leaf(2), leaf(3), leaf(4)
    found = leaves_of((a + b) * (b + c))
    assert sorted(each.item() for each in found) == [2, 3, 4]
    assert identities(found) == identities([a, b, c])


def test_every_call_begins_anew():
    a, b = leaf(2), leaf(3)
    result = a * b
    assert [len(leaves_of(result)), len(leaves_of(result))] == [2, 2]


def test_walking_is_no_backward():
    a, b = leaf(2), leaf(3)
    result = a * b
    leaves_of(result)
    assert [a.grad, b.grad] == [None, None]
    assert runs(result.backward)


def test_an_input_that_requires_no_grad_is_not_found():
    w, b = leaf([1, 2, 3]), leaf(5)
    assert identities(leaves_of((torch.ones(3) * w).sum() + b)) == identities([w, b])


def test_two_leaves_that_hold_the_same_number_are_two():
    a, b = leaf(2), leaf(2)
    assert identities(leaves_of(a.exp() * b)) == identities([a, b])


def product_gradients(a: float, b: float, c: float) -> tuple[float, float, float]:
    """The gradients of `(a + b) * (b + c)` for a, b and c: a tuple of three floats.

    Walk the graph by hand, from its end: with p = a + b and q = b + c the result is p * q, and the gradient of p is q.
    Where two roads lead to the same leaf, what comes along them is added up.
    """
    return ___


def test_two_roads_lead_to_b():
    # With a = 1, b = 2, c = 4: p is 3 and q is 6.
    assert product_gradients(1.0, 2.0, 4.0) == (6, 9, 3)


@given(*[st.integers(-9, 9)] * 3)
def test_the_chain_rule_gives_what_autograd_gives(a, b, c):
    leaves = [leaf(a / 2), leaf(b / 2), leaf(c / 2)]
    ((leaves[0] + leaves[1]) * (leaves[1] + leaves[2])).backward()
    gradients = product_gradients(a / 2, b / 2, c / 2)
    assert gradients == tuple(each.grad.item() for each in leaves)
    assert [isinstance(gradient, float) for gradient in gradients] == [True] * 3


def bce_gradients(x: Tensor, w: Tensor, b: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """The gradients of the mean loss of `z = x @ w + b` for w and for b: a tuple of two tensors of their shapes.

    x is float32 of shape (n,), w of shape (n, m), b and y of shape (m,); y holds zeros and ones. None of the four
    requires grad, and none is changed or gets a `.grad`. The results require no grad either.
    The loss is the binary cross-entropy with logits: with s = sigmoid(z[j]) it is -log(s) where y[j] is 1, -log(1 - s)
    where it is 0, and the mean of these over j. By hand: -log(s) or -log(1 - s) has the gradient s - y[j] at z[j].
    """
    return ___


def test_a_gradient_of_the_mean_is_divided_by_the_number_of_outputs():
    # All logits are 0, so that each sigmoid is 0.5.
    x, w, b, y = torch.tensor([1.0, 2.0, 3.0]), torch.zeros(3, 2), torch.zeros(2), torch.tensor([1.0, 0.0])
    grad_w, grad_b = bce_gradients(x, w, b, y)
    assert grad_b.tolist() == [-0.25, 0.25]
    assert grad_w.tolist() == [[-0.25, 0.25], [-0.5, 0.5], [-0.75, 0.75]]


@given(linear_layers())
def test_by_hand_is_what_autograd_gives(case):
    before = [tensor.clone() for tensor in case]
    gradients = bce_gradients(*case)
    assert isinstance(gradients, tuple)
    grad_w, grad_b = gradients
    x, w, b, y = before
    mean_bce(x, w.requires_grad_(), b.requires_grad_(), y).backward()
    torch.testing.assert_close(grad_w, w.grad)
    torch.testing.assert_close(grad_b, b.grad)
    assert [tensor.tolist() for tensor in case] == [tensor.tolist() for tensor in before]
    assert [tensor.requires_grad for tensor in (*case, grad_w, grad_b)] == [False] * 6
    assert [tensor.grad for tensor in case] == [None] * 4


def gradient_in_the_middle(x: Tensor, first: Callable[[Tensor], Tensor], second: Callable[[Tensor], Tensor]) -> Tensor:
    """The gradient of `loss = second(h)` with respect to `h = first(x)`: a tensor of the shape of h.

    x is a leaf that requires grad. `first` makes a tensor, `second` makes one number of it. Only leaves keep their
    gradient in `.grad` by themselves: `h.grad` is None after `loss.backward()`, unless you asked with `retain_grad()`.
    x goes on requiring grad; what `x.grad` holds afterwards is up to you.
    """
    return ___


def test_the_gradient_of_a_result_has_to_be_asked_for():
    x = leaf([1, 2, 3])
    gradient = gradient_in_the_middle(x, lambda x: 10 * x, lambda h: (h * torch.tensor([4.0, 5.0, 6.0])).sum())
    assert gradient.tolist() == [4, 5, 6]
    assert x.requires_grad is True


@given(unequal_sizes(2).flatmap(lambda sizes: st.tuples(tensors(sizes), tensors(sizes[:1]))))
def test_the_middle_has_a_shape_of_its_own(case):
    matrix, x = case
    gradient = gradient_in_the_middle(x.requires_grad_(), lambda x: x @ matrix, lambda h: (h * h).sum())
    columns = zip(*matrix.tolist(), strict=True)
    middle = [sum(i * j for i, j in zip(x.tolist(), column, strict=True)) for column in columns]
    assert gradient.tolist() == [2 * h for h in middle]


def power(w: Tensor, n: int) -> Tensor:
    result = torch.tensor(1.0)
    for _ in range(n):
        result = result * w
    return result


def bend(x: Tensor) -> Tensor:
    if x > 0:
        return x * x
    return -3 * x


# Each forward builds its graph anew, of the operations that really ran. `power` and `bend` stand just above.
#     w, x = torch.tensor(2.0, requires_grad=True), torch.tensor(-2.0, requires_grad=True)
#     first, second = power(w, 3), power(w, 3)
#     [0]  first.grad_fn is second.grad_fn
#     [1]  After `first.backward()`, does `second.backward()` run without an error?
#     [2]  How many nodes of the name "MulBackward0" are in the graph of `power(w, 5)`?
#     [3]  The gradient of `bend(x)`: what `x.grad` holds after its `backward()`
# Write a list of four: True or False for [0] and [1], numbers for [2] and [3].
BUILT_ANEW = ___


def test_the_same_calculation_twice_is_two_graphs():
    w = leaf(2)
    assert len(BUILT_ANEW) == 4
    assert BUILT_ANEW[0] == (power(w, 3).grad_fn is power(w, 3).grad_fn)


def test_a_backward_through_one_graph_leaves_the_other_alone():
    w = leaf(2)
    first, second = power(w, 3), power(w, 3)
    first.backward()
    assert BUILT_ANEW[1] == runs(second.backward)


def test_a_loop_makes_a_node_in_every_round():
    assert BUILT_ANEW[2] == count_nodes(power(leaf(2), 5).grad_fn)


def test_only_the_branch_that_ran_is_in_the_graph():
    x = leaf(-2)
    bend(x).backward()
    assert BUILT_ANEW[3] == x.grad.item()


def double_until(x: Tensor, limit: float) -> Tensor:
    """Double x until the sum of its absolute values is at least `limit`. Return the result, connected with x.

    x is float32 of shape (n,), a leaf that requires grad, and not all zero; it stays as it is. How often it is doubled
    depends on its numbers, and where the sum is large enough already, not at all. Gradients flow back to x.
    """
    return ___


def test_three_doublings_have_the_gradient_eight():
    x = leaf([1, -2])  # the sum is 3, then 6, 12 and 24
    result = double_until(x, 20)
    assert result.tolist() == [8, -16]
    assert result.requires_grad is True
    result.sum().backward()
    assert x.grad.tolist() == [8, 8]


def test_at_least_means_that_equal_is_enough():
    assert double_until(leaf([3, -3]), 12).tolist() == [6, -6]


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=5).filter(any), st.integers(1, 500))
def test_the_numbers_decide_how_often(values, limit):
    factor = 1
    while sum(abs(factor * value) for value in values) < limit:
        factor *= 2
    x = leaf(values)
    result = double_until(x, limit)
    assert result.tolist() == [factor * value for value in values]
    result.sum().backward()
    assert x.grad.tolist() == [factor] * len(values)
    assert x.tolist() == values


def together(numbers: list[Tensor]) -> Tensor:
    """One tensor of shape (n,) that holds the n numbers in their order, and through which gradients flow to each.

    Every number is a float32 tensor of shape (), a leaf that requires grad, or a result. n is 1 or more, and a tensor
    may stand in the list more than once. The result is float32, too. The list stays as it is.
    """
    return ___


def test_gradients_flow_through_to_each_number():
    a, b = leaf(2), leaf(3)
    vector = together([a, b])
    assert vector.tolist() == [2, 3]
    assert vector.requires_grad is True
    (vector * torch.tensor([10.0, 20.0])).sum().backward()
    assert [a.grad, b.grad] == [10, 20]


def test_what_stands_there_twice_counts_twice():
    a, b = leaf(2), leaf(3)
    vector = together([a, b, a])
    assert vector.tolist() == [2, 3, 2]
    vector.sum().backward()
    assert [a.grad, b.grad] == [2, 1]


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=6))
def test_results_are_put_together_too(values):
    leaves = [leaf(value) for value in values]
    numbers = [5 * each for each in leaves]
    vector = together(numbers)
    assert (vector.shape, vector.dtype) == ((len(values),), torch.float32)
    assert len(numbers) == len(values)
    assert vector.tolist() == [5 * value for value in values]
    (vector * torch.arange(1.0, len(values) + 1)).sum().backward()
    assert [each.grad.item() for each in leaves] == [5 * count for count in range(1, len(values) + 1)]
