"""The misconceptions of graph as other learners would write them, and wrong answers of another kind."""

import torch
from torch import nn
from torch.nn import functional as F

from sensei.check.respelled import respells, unrelated

BOTH, LEAF, GRAD, NEITHER = (True, True), (True, False), (False, True), (False, False)  # (is_leaf, requires_grad)

respells(
    "LEAF_AND_REQUIRES_GRAD",
    [NEITHER, BOTH, GRAD, NEITHER, GRAD, BOTH, GRAD, NEITHER],
    [NEITHER, BOTH, GRAD, NEITHER, GRAD, GRAD, GRAD, NEITHER],
)
respells(
    "LEAF_AND_REQUIRES_GRAD",
    [LEAF, BOTH, GRAD, NEITHER, GRAD, BOTH, GRAD, NEITHER],
    [LEAF, BOTH, GRAD, NEITHER, BOTH, BOTH, GRAD, NEITHER],
)
respells(
    "LEAF_AND_REQUIRES_GRAD",
    [LEAF, BOTH, GRAD, LEAF, BOTH, BOTH, GRAD, LEAF],
    [LEAF, BOTH, GRAD, LEAF, BOTH, BOTH, BOTH, LEAF],
)
respells(
    "LEAF_AND_REQUIRES_GRAD",
    [LEAF, BOTH, NEITHER, LEAF, GRAD, BOTH, NEITHER, LEAF],
    [LEAF, BOTH, NEITHER, LEAF, GRAD, BOTH, NEITHER, NEITHER],
)
respells(
    "LEAF_AND_REQUIRES_GRAD",
    [LEAF, BOTH, GRAD, LEAF, GRAD, GRAD, GRAD, LEAF],
    [LEAF, BOTH, GRAD, LEAF, GRAD, GRAD, GRAD, GRAD],
)
respells(
    "LEAF_AND_REQUIRES_GRAD",
    [BOTH, BOTH, GRAD, GRAD, GRAD, BOTH, GRAD, LEAF],
    [BOTH, BOTH, GRAD, GRAD, GRAD, BOTH, GRAD, GRAD],
)
respells(
    "LEAF_AND_REQUIRES_GRAD",
    [LEAF, GRAD, GRAD, LEAF, GRAD, GRAD, GRAD, LEAF],
    [LEAF, GRAD, GRAD, LEAF, GRAD, GRAD, GRAD, GRAD],
)
unrelated("LEAF_AND_REQUIRES_GRAD", [LEAF, BOTH, BOTH, LEAF, GRAD, BOTH, GRAD, LEAF])
unrelated("LEAF_AND_REQUIRES_GRAD", [LEAF, LEAF, GRAD, LEAF, GRAD, BOTH, GRAD, LEAF])
unrelated("LEAF_AND_REQUIRES_GRAD", [LEAF, BOTH, GRAD, LEAF, GRAD, LEAF, GRAD, LEAF])
unrelated("LEAF_AND_REQUIRES_GRAD", [GRAD, BOTH, LEAF, GRAD, LEAF, BOTH, LEAF, GRAD])


@respells("scaled_leaf")
def scales_a_leaf(values, scale):
    return nn.Parameter(values.clone()).mul(scale)


@respells("scaled_leaf")
def scales_a_copy_that_requires_grad(values, scale):
    copy = torch.empty_like(values).copy_(values)
    copy.requires_grad = True
    return scale * copy


@respells("scaled_leaf")
def forgets_to_require_grad(values, scale):
    return torch.mul(values, scale)


@respells("scaled_leaf")
def scales_the_callers_tensor(values, scale):
    values.mul_(scale)
    weight = values.detach().clone()
    weight.requires_grad = True
    return weight


@respells("scaled_leaf")
def forgets_the_scale(values, scale):
    leaf = values.detach().clone()
    leaf.requires_grad = True
    return leaf


@respells("scaled_leaf")
def retains_the_gradient_of_a_result(values, scale):
    leaf = nn.Parameter(values.clone())
    scaled = scale * leaf
    scaled.retain_grad()
    return scaled


@respells("scaled_leaf")
def makes_it_float64(values, scale):
    return (values.double() * scale).requires_grad_()


@respells("scaled_leaf")
def makes_the_callers_tensor_require_grad(values, scale):
    values.requires_grad = True
    weight = torch.mul(values, scale).detach()
    weight.requires_grad = True
    return weight


@respells("scaled_leaf")
def loops_over_the_numbers(values, scale):
    scaled = []
    for value in values:
        scaled.append(value * scale)
    return torch.tensor(scaled).requires_grad_()


@unrelated("scaled_leaf")
def adds_the_scale(values, scale):
    return (values + scale).requires_grad_()


@unrelated("scaled_leaf")
def makes_it_float16(values, scale):
    return (values * scale).half().requires_grad_()


@unrelated("scaled_leaf")
def flattens_the_values(values, scale):
    return (values * scale).flatten().requires_grad_()


@unrelated("scaled_leaf")
def asks_for_gradients_of_a_list(values, scale):
    return (values * scale).tolist().requires_grad_()


respells(
    "NODE_NAMES",
    ["AddBackward0", "MulBackward0", None, "AccumulateGrad", None],
    ["AddBackward0", "MulBackward0", "AccumulateGrad", "AccumulateGrad", None],
)
respells(
    "NODE_NAMES",
    ["MulBackward0", "AddBackward0", "AccumulateGrad", "AccumulateGrad", None],
    ["MulBackward0", "AddBackward0", "AccumulateGrad", "AccumulateGrad", "AccumulateGrad"],
)
respells(
    "NODE_NAMES",
    ["MulBackward0", "AddBackward0", None, None, None],
    ["MulBackward0", "AddBackward0", None, None, "AddBackward0"],
)
respells(
    "NODE_NAMES",
    ["MulBackward0", "MulBackward0", None, "AccumulateGrad", None],
    ["MulBackward0", "MulBackward0", None, None, None],
)
respells(
    "NODE_NAMES",
    ["MulBackward0", "AccumulateGrad", None, "AccumulateGrad", None],
    ["MulBackward0", "AccumulateGrad", None, "AccumulateGrad", "AccumulateGrad"],
)
unrelated("NODE_NAMES", ["MulBackward", "AddBackward", None, "AccumulateGrad", None])
unrelated("NODE_NAMES", ["MulBackward0", "AddBackward0", "None", "AccumulateGrad", "None"])
unrelated("NODE_NAMES", ["MulBackward0", "AddBackward0", None, "AddBackward0", None])
unrelated("NODE_NAMES", ["MulBackward0", "AddBackward0", None, "AccumulateGrad", "AddBackward0"])


def _collecting_nodes(result):
    """The nodes named AccumulateGrad, each of them once."""
    waiting, seen, collecting = [result.grad_fn], set(), []
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if type(node).__name__ == "AccumulateGrad":
            collecting.append(node)
        waiting.extend(pair[0] for pair in node.next_functions)
    return collecting


@respells("leaves_of")
def counts_every_road(result):
    leaves = []
    waiting = [result.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        if type(node).__name__ == "AccumulateGrad":
            leaves.append(node.variable)
        for pair in node.next_functions:
            waiting.append(pair[0])
    return leaves


@respells("leaves_of")
def compares_the_numbers(result):
    leaves = []

    def walk(node):
        if node is None:
            return
        if hasattr(node, "variable"):
            if not any(torch.equal(node.variable, leaf) for leaf in leaves):
                leaves.append(node.variable)
            return
        for next_node, _ in node.next_functions:
            walk(next_node)

    walk(result.grad_fn)
    return leaves


@respells("leaves_of")
def walks_on_from_none(result):
    waiting, seen, leaves = [result.grad_fn], set(), []
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            leaves.append(node.variable)
        for next_node, _ in node.next_functions:
            waiting.append(next_node)
    return leaves


@respells("leaves_of")
def looks_one_step_back(result):
    leaves = []
    for node, _ in result.grad_fn.next_functions:
        if type(node).__name__ == "AccumulateGrad":
            leaves.append(node.variable)
    return leaves


@respells("leaves_of")
def follows_the_first_input_only(result):
    def first_leaf(node):
        if type(node).__name__ == "AccumulateGrad":
            return node.variable
        return first_leaf(node.next_functions[0][0])

    return [first_leaf(result.grad_fn)]


@respells("leaves_of")
def returns_the_nodes(result):
    found = []

    def walk(node):
        if node is None or node in found:
            return
        if type(node).__name__ == "AccumulateGrad":
            found.append(node)
        for next_node, _ in node.next_functions:
            walk(next_node)

    walk(result.grad_fn)
    return found


@respells("leaves_of")
def returns_copies(result):
    copies = []
    for node in _collecting_nodes(result):
        copies.append(node.variable.clone().detach())
    return copies


@respells("leaves_of")
def returns_the_leaves_in_a_tuple(result):
    return tuple(node.variable for node in _collecting_nodes(result))


@respells("leaves_of")
def remembers_from_call_to_call(result, seen=[]):  # noqa: B006
    leaves = []

    def walk(node):
        if node is None or node in seen:
            return
        seen.append(node)
        if type(node).__name__ == "AccumulateGrad":
            leaves.append(node.variable)
        for next_node, _ in node.next_functions:
            walk(next_node)

    walk(result.grad_fn)
    return leaves


@respells("leaves_of")
def runs_the_backward(result):
    result.backward()
    return [node.variable for node in _collecting_nodes(result)]


@unrelated("leaves_of")
def follows_the_last_input_only(result):
    node = result.grad_fn
    while not hasattr(node, "variable"):
        node = node.next_functions[-1][0]
    return [node.variable]


@unrelated("leaves_of")
def returns_a_set(result):
    return {node.variable for node in _collecting_nodes(result)}


@unrelated("leaves_of")
def returns_the_numbers(result):
    return [node.variable.item() for node in _collecting_nodes(result)]


@unrelated("leaves_of")
def loses_a_leaf(result):
    return [node.variable for node in _collecting_nodes(result)][1:]


@respells("product_gradients")
def takes_the_road_through_p_only(a, b, c):
    p, q = a + b, b + c
    return q, q, p


@respells("product_gradients")
def takes_the_road_through_q_only(a, b, c):
    p, q = a + b, b + c
    return q, p, p


@respells("product_gradients")
def multiplies_where_roads_meet(a, b, c):
    p = a + b
    q = b + c
    return q, q * p, p


@respells("product_gradients")
def swaps_the_factors(a, b, c):
    grad_p = a + b
    grad_q = b + c
    return grad_p, grad_p + grad_q, grad_q


@respells("product_gradients")
def forgets_the_two_of_the_square(a, b, c):
    grad_a = b + c
    grad_b = sum([a, b, c])
    grad_c = a + b
    return grad_a, grad_b, grad_c


@respells("product_gradients")
def leaves_it_to_autograd(a, b, c):
    leaves = torch.tensor([a, b, c], requires_grad=True)
    ((leaves[0] + leaves[1]) * (leaves[1] + leaves[2])).backward()
    return tuple(leaves.grad)


@unrelated("product_gradients")
def subtracts_where_roads_meet(a, b, c):
    p, q = a + b, b + c
    return q, q - p, p


@unrelated("product_gradients")
def averages_the_two_roads(a, b, c):
    p, q = a + b, b + c
    return q, (p + q) / 2, p


@unrelated("product_gradients")
def gives_a_list(a, b, c):
    p, q = a + b, b + c
    return [q, p + q, p]


@unrelated("product_gradients")
def cuts_the_fractions_off(a, b, c):
    p, q = a + b, b + c
    return int(q), int(p + q), int(p)


@respells("bce_gradients")
def forgets_the_mean(x, w, b, y):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    loss = F.binary_cross_entropy_with_logits(x @ w + b, y, reduction="sum")
    loss.backward()
    return w.grad, b.grad


@respells("bce_gradients")
def divides_by_the_inputs(x, w, b, y):
    error = torch.sigmoid(torch.matmul(x, w) + b).sub(y)
    grad_b = error / w.shape[0]
    return x[:, None] * grad_b, grad_b


@respells("bce_gradients")
def transposes_the_gradient_of_w(x, w, b, y):
    s = torch.sigmoid(x @ w + b)
    grad_b = (s - y) / y.numel()
    return grad_b[:, None] * x, grad_b


@respells("bce_gradients")
def turns_the_sign(x, w, b, y):
    s = 1 / (1 + torch.exp(-(x @ w + b)))
    grad_b = (y - s) / y.shape[0]
    return x.unsqueeze(1) * grad_b, grad_b


@respells("bce_gradients")
def takes_the_slope_of_the_sigmoid_again(x, w, b, y):
    s = (x @ w + b).sigmoid()
    grad_s = (s - y) / len(y)
    slope = s * (1 - s)
    grad_b = grad_s * slope
    return x[:, None] * grad_b[None, :], grad_b


@respells("bce_gradients")
def forgets_the_sigmoid(x, w, b, y):
    z = torch.matmul(x, w) + b
    error = z - y
    grad_b = error / y.numel()
    return x.unsqueeze(1) * grad_b, grad_b


@respells("bce_gradients")
def leaves_b_out(x, w, b, y):
    s = torch.matmul(x, w).sigmoid()
    grad_b = (s - y) / y.shape[0]
    return x[:, None] @ grad_b[None, :], grad_b


@respells("bce_gradients")
def makes_the_callers_tensors_require_grad(x, w, b, y):
    for tensor in (w, b):
        tensor.requires_grad = True
    s = torch.sigmoid(x @ w + b)
    gradients = torch.autograd.grad(F.binary_cross_entropy(s, y), (w, b))
    return gradients[0], gradients[1]


@respells("bce_gradients")
def leaves_gradients_behind(x, w, b, y):
    w.requires_grad = b.requires_grad = True
    loss = F.binary_cross_entropy_with_logits(torch.matmul(x, w) + b, y)
    loss.backward()
    w.requires_grad = b.requires_grad = False
    return w.grad, b.grad


@unrelated("bce_gradients")
def swaps_the_two_gradients(x, w, b, y):
    grad_b = (torch.sigmoid(x @ w + b) - y) / len(y)
    return grad_b, torch.outer(x, grad_b)


@unrelated("bce_gradients")
def divides_by_all_weights(x, w, b, y):
    grad_b = (torch.sigmoid(x @ w + b) - y) / w.numel()
    return torch.outer(x, grad_b), grad_b


@unrelated("bce_gradients")
def adds_y(x, w, b, y):
    grad_b = (torch.sigmoid(x @ w + b) + y) / len(y)
    return torch.outer(x, grad_b), grad_b


@unrelated("bce_gradients")
def takes_the_softmax(x, w, b, y):
    grad_b = (torch.softmax(x @ w + b, dim=0) - y) / len(y)
    return torch.outer(x, grad_b), grad_b


@respells("gradient_in_the_middle")
def expects_results_to_keep_it(x, first, second):
    middle = first(x)
    loss = second(middle)
    loss.backward()
    return middle.grad


@respells("gradient_in_the_middle")
def asks_too_late(x, first, second):
    middle = first(x)
    loss = second(middle)
    torch.autograd.backward(loss)
    middle.retain_grad()
    return middle.grad


@respells("gradient_in_the_middle")
def returns_the_gradient_of_x(x, first, second):
    h = first(x)
    loss = second(h)
    return torch.autograd.grad(loss, x)[0]


@respells("gradient_in_the_middle")
def keeps_another_h(x, first, second):
    first(x).retain_grad()
    h = first(x)
    second(h).backward()
    return h.grad


@respells("gradient_in_the_middle")
def returns_a_tuple(x, first, second):
    h = first(x)
    loss = second(h)
    gradient = torch.autograd.grad(outputs=loss, inputs=[h])
    return gradient


@respells("gradient_in_the_middle")
def requires_instead_of_retaining(x, first, second):
    h = first(x)
    h.requires_grad_(True)
    loss = second(h)
    loss.backward()
    return h.grad


@unrelated("gradient_in_the_middle")
def returns_the_middle(x, first, second):
    h = first(x)
    h.retain_grad()
    second(h).backward()
    return h


@unrelated("gradient_in_the_middle")
def adds_the_gradient_up(x, first, second):
    h = first(x)
    h.retain_grad()
    second(h).backward()
    return h.grad.sum()


@unrelated("gradient_in_the_middle")
def goes_backward_twice(x, first, second):
    h = first(x)
    h.retain_grad()
    second(h).backward(retain_graph=True)
    second(h).backward()
    return h.grad


respells("BUILT_ANEW", [True, False, 5, -3], [True, False, 1, -3])
respells("BUILT_ANEW", [False, False, 5, -3], [False, False, 4, -3])
respells("BUILT_ANEW", [False, True, 1, -3], [False, True, 1, 6])
respells("BUILT_ANEW", [False, True, 4, -3], [False, True, 4, -4])
unrelated("BUILT_ANEW", [False, True, 6, -3])
unrelated("BUILT_ANEW", [False, True, 5, 3])
unrelated("BUILT_ANEW", [False, True, 10, -3])
unrelated("BUILT_ANEW", [False, True, 5, -2])


@respells("double_until")
def doubles_the_leaf_in_place(x, limit):
    while torch.abs(x).sum() < limit:
        x.mul_(2)
    return x


@respells("double_until")
def cuts_the_graph(x, limit):
    numbers = x.data
    while numbers.abs().sum() < limit:
        numbers = numbers + numbers
    return numbers


@respells("double_until")
def makes_a_new_leaf(x, limit):
    factor = 1
    while factor * x.abs().sum() < limit:
        factor *= 2
    return torch.tensor([factor * number for number in x.tolist()], requires_grad=True)


@respells("double_until")
def doubles_once_too_often(x, limit):
    while not torch.sum(torch.abs(x)) > limit:
        x = x + x
    return x


@respells("double_until")
def doubles_before_it_looks(x, limit):
    while True:
        x = torch.mul(x, 2)
        if x.abs().sum() >= limit:
            return x


@respells("double_until")
def looks_once(x, limit):
    if torch.abs(x).sum() < limit:
        x = torch.mul(x, 2)
    return x


@respells("double_until")
def always_three_times(x, limit):
    for _ in range(3):
        x = x + x
    return x


@respells("double_until")
def forgets_the_absolute_values(x, limit):
    rounds = 0
    while abs(sum(x.tolist())) < limit and rounds < 50:
        x = torch.mul(x, 2)
        rounds += 1
    return x


@unrelated("double_until")
def triples(x, limit):
    while x.abs().sum() < limit:
        x = x * 3
    return x


@unrelated("double_until")
def looks_at_the_largest_number(x, limit):
    while x.abs().max() < limit:
        x = x * 2
    return x


@unrelated("double_until")
def looks_at_the_mean(x, limit):
    while x.abs().mean() < limit:
        x = x * 2
    return x


@unrelated("double_until")
def returns_the_sum(x, limit):
    while x.abs().sum() < limit:
        x = x * 2
    return x.abs().sum()


@respells("together")
def copies_the_numbers(numbers):
    return torch.as_tensor(numbers)


@respells("together")
def makes_a_leaf_of_the_numbers(numbers):
    values = [number.item() for number in numbers]
    return torch.tensor(values, requires_grad=True)


@respells("together")
def concatenates(numbers):
    return torch.concat(numbers, dim=0)


@respells("together")
def takes_the_items(numbers):
    values = []
    for number in numbers:
        values.append(number.item())
    return torch.tensor(values)


@respells("together")
def writes_into_a_leaf(numbers):
    result = torch.empty(len(numbers), requires_grad=True)
    for place in range(len(numbers)):
        result[place] = numbers[place]
    return result


@respells("together")
def fills_in_the_data(numbers):
    return torch.stack([number.data for number in numbers])


@respells("together")
def squeezes_a_single_number(numbers):
    rows = [number.reshape(1) for number in numbers]
    return torch.cat(rows).squeeze()


@unrelated("together")
def adds_them_up(numbers):
    return torch.stack(numbers).sum()


@unrelated("together")
def begins_with_the_last(numbers):
    return torch.stack(numbers[::-1])


@unrelated("together")
def makes_a_column(numbers):
    return torch.stack(numbers).unsqueeze(1)


@unrelated("together")
def widens_to_float64(numbers):
    return torch.stack(numbers).double()
