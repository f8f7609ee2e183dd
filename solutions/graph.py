"""The teacher's book for 05_autograd/test_graph.py."""

import torch
from torch.nn import functional as F

from sensei.book import misconception, teach

LEAF_AND_REQUIRES_GRAD = [
    (True, False),
    (True, True),
    (False, True),
    (True, False),
    (False, True),
    (True, True),
    (False, True),
    (True, False),
]

teach(
    "LEAF_AND_REQUIRES_GRAD",
    hints=[
        "A result requires grad as soon as one of the tensors that it is computed from requires grad.",
        "No leaf is only what requires grad and was computed by an operation that autograd wrote down.",
        "So everything that does not require grad is a leaf, an input as much as a result.",
        "`> 0` gives True and False. Booleans cannot require grad.",
    ],
    lesson="A leaf was made by you and not by a recorded operation; everything that requires no grad is a leaf, too.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.is_leaf.html",
)
misconception(
    "LEAF_AND_REQUIRES_GRAD",
    [
        (False, False),
        (True, True),
        (False, True),
        (False, False),
        (False, True),
        (True, True),
        (False, True),
        (False, False),
    ],
    "A leaf need not require grad. Inputs are leaves too, and so is all that is computed from them alone.",
)
misconception(
    "LEAF_AND_REQUIRES_GRAD",
    [
        (True, False),
        (True, True),
        (False, True),
        (False, False),
        (False, True),
        (True, True),
        (False, True),
        (False, False),
    ],
    "The input is a leaf, right. But a result that does not require grad has no history either: it is a leaf as well.",
)
misconception(
    "LEAF_AND_REQUIRES_GRAD",
    [
        (True, False),
        (True, True),
        (False, True),
        (True, False),
        (True, True),
        (True, True),
        (False, True),
        (True, False),
    ],
    "`* 0.01` is an operation as any other. Its result is no leaf: it would never get a `.grad`, and no training.",
)
misconception(
    "LEAF_AND_REQUIRES_GRAD",
    [
        (True, False),
        (True, True),
        (False, False),
        (True, False),
        (False, True),
        (True, True),
        (False, False),
        (True, False),
    ],
    "One of the tensors in an operation is enough: where `w` requires grad, `w * x` does, whatever `x` does.",
)
misconception(
    "LEAF_AND_REQUIRES_GRAD",
    [
        (True, False),
        (True, True),
        (False, True),
        (True, False),
        (False, True),
        (True, True),
        (False, True),
        (False, True),
    ],
    "A comparison gives True and False. They cannot require grad: there is no gradient of a jump.",
)
misconception(
    "LEAF_AND_REQUIRES_GRAD",
    [
        (True, False),
        (True, True),
        (False, True),
        (True, False),
        (False, True),
        (False, True),
        (False, True),
        (True, False),
    ],
    "A layer makes its parameters as leaves. They could not be trained otherwise.",
)
misconception(
    "LEAF_AND_REQUIRES_GRAD",
    [
        (True, True),
        (True, True),
        (False, True),
        (False, True),
        (False, True),
        (True, True),
        (False, True),
        (True, False),
    ],
    "A tensor does not require grad unless you say so. Only the parameters of layers do from the start.",
)
misconception(
    "LEAF_AND_REQUIRES_GRAD",
    [
        (True, False),
        (False, True),
        (False, True),
        (True, False),
        (False, True),
        (False, True),
        (False, True),
        (True, False),
    ],
    "To be a leaf and to require grad go together well: leaves that require grad are just what is trained.",
)


def scaled_leaf(values, scale):
    return (values * scale).requires_grad_()


teach(
    scaled_leaf,
    hints=[
        "Scale first, while nothing is recorded. When is it time to say that grad is required?",
        "`requires_grad_()` switches it on in a tensor that is there already, and returns the tensor.",
        "`(values * scale).requires_grad_()`",
    ],
    lesson="Compute the start values first, then let the finished tensor require grad: so it is a leaf.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.requires_grad_.html",
)


@misconception(
    scaled_leaf,
    "You scaled a leaf, and what came out is a result, not a leaf. Only the leaf, which is lost, would get a `.grad`.",
)
def scales_a_leaf(values, scale):
    return torch.tensor(values.tolist(), requires_grad=True) * scale


@misconception(
    scaled_leaf,
    "You scaled a leaf, and what came out is a result, not a leaf. Only the leaf, which is lost, would get a `.grad`.",
)
def scales_a_copy_that_requires_grad(values, scale):
    return values.clone().requires_grad_() * scale


@misconception(scaled_leaf, "The numbers are right, but nothing says that the tensor requires grad.")
def forgets_to_require_grad(values, scale):
    return values * scale


@misconception(
    scaled_leaf,
    "`*=` writes into the tensor of the caller, which was to stay as it is. `values * scale` makes a new one.",
)
def scales_the_callers_tensor(values, scale):
    values *= scale
    return values.clone().requires_grad_()


@misconception(scaled_leaf, "The leaf holds the values as they were: `scale` is missing.")
def forgets_the_scale(values, scale):
    return values.clone().requires_grad_()


@misconception(
    scaled_leaf,
    "It is a result that keeps its gradient, but still no leaf: an optimizer refuses what is not a leaf.",
)
def retains_the_gradient_of_a_result(values, scale):
    weight = values.clone().requires_grad_() * scale
    weight.retain_grad()
    return weight


@misconception(scaled_leaf, "Your leaf is float64; `values` is float32, and so should the leaf be.")
def makes_it_float64(values, scale):
    return torch.tensor((values * scale).tolist(), dtype=torch.float64, requires_grad=True)


@misconception(
    scaled_leaf,
    "When you switched grad on in `values`, the caller's tensor was changed. Switch it on in the new tensor.",
)
def makes_the_callers_tensor_require_grad(values, scale):
    values.requires_grad_()
    return (values * scale).detach().requires_grad_()


@misconception(
    scaled_leaf, "A list of the scaled numbers loses the shape, and with a single number there is nothing to loop over."
)
def loops_over_the_numbers(values, scale):
    return torch.tensor([scale * value for value in values], requires_grad=True)


NODE_NAMES = ["MulBackward0", "AddBackward0", None, "AccumulateGrad", None]

teach(
    "NODE_NAMES",
    hints=[
        "`grad_fn` is the node of the operation that made the tensor. What was done last to get `p`?",
        "Each pair in `next_functions` belongs to one of the two inputs of the operation, in their order.",
        "`a` is a leaf: no operation made it. But a node that uses it leads to where its gradient is collected.",
        "`c` requires no grad: the way to it is not needed, so there is None.",
    ],
    lesson="`grad_fn` is the operation that made a tensor; `next_functions` lead on to its inputs, back to the leaves.",
    docs="https://docs.pytorch.org/docs/stable/notes/autograd.html",
)
misconception(
    "NODE_NAMES",
    ["AddBackward0", "MulBackward0", None, "AccumulateGrad", None],
    "The graph is walked from its end: the last operation, `*`, comes first, and the sums come after it.",
)
misconception(
    "NODE_NAMES",
    ["MulBackward0", "AddBackward0", "AccumulateGrad", "AccumulateGrad", None],
    "No operation made the leaf `a`, so its `grad_fn` is None. The node that collects belongs to those that use `a`.",
)
misconception(
    "NODE_NAMES",
    ["MulBackward0", "AddBackward0", None, None, None],
    "`a.grad_fn` is None, but the graph must know where the gradient of `a` goes: to a node named AccumulateGrad.",
)
misconception(
    "NODE_NAMES",
    ["MulBackward0", "AddBackward0", None, "AccumulateGrad", "AccumulateGrad"],
    "`c` does not require grad: no gradient is collected for it, and no node stands there.",
)
misconception(
    "NODE_NAMES",
    ["MulBackward0", "MulBackward0", None, "AccumulateGrad", None],
    "The two inputs of the product are sums: each of them was made by a node of its own, AddBackward0.",
)
misconception(
    "NODE_NAMES",
    ["MulBackward0", "AccumulateGrad", None, "AccumulateGrad", None],
    "The inputs of the product are the two sums, not yet the leaves. They come one step later.",
)


def leaves_of(result):
    nodes, leaves = [result.grad_fn], []
    for node in nodes:
        if hasattr(node, "variable"):
            leaves.append(node.variable)
        nodes += [following for following, _ in node.next_functions if following and following not in nodes]
    return leaves


teach(
    leaves_of,
    hints=[
        "Keep a list of the nodes that you know. It begins with `result.grad_fn`.",
        "For each node in the list add those of its next nodes that are not None and not in the list yet.",
        "A node that has a `variable` leads to a leaf: `hasattr(node, 'variable')`.",
    ],
    lesson="A backward follows `next_functions` to the nodes that collect, one for each leaf that requires grad.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.autograd.graph.Node.next_functions.html",
)


@misconception(leaves_of, "Several roads may lead to the same leaf. Yours is in the list once for each road.")
def counts_every_road(result):
    def walk(node):
        if node is None:
            return []
        if hasattr(node, "variable"):
            return [node.variable]
        return [found for following, _ in node.next_functions for found in walk(following)]

    return walk(result.grad_fn)


@misconception(
    leaves_of,
    "Tensors with equal numbers are not the same tensor. You left out one leaf because another holds its number.",
)
def compares_the_numbers(result):
    nodes, leaves = [result.grad_fn], []
    for node in nodes:
        if hasattr(node, "variable") and node.variable.tolist() not in [leaf.tolist() for leaf in leaves]:
            leaves.append(node.variable)
        nodes += [following for following, _ in node.next_functions if following and following not in nodes]
    return leaves


@misconception(leaves_of, "Where an input requires no grad, `next_functions` holds (None, 0). You walk on from None.")
def walks_on_from_none(result):
    def walk(node):
        if hasattr(node, "variable"):
            return {node.variable}
        return {found for following, _ in node.next_functions for found in walk(following)}

    return list(walk(result.grad_fn))


@misconception(
    leaves_of, "You looked one step back only. Between the result and a leaf there may be any number of nodes."
)
def looks_one_step_back(result):
    following = [node for node, _ in result.grad_fn.next_functions]
    return [node.variable for node in following if hasattr(node, "variable")]


@misconception(
    leaves_of, "You followed only the first of the `next_functions`. There is one pair for each input of an operation."
)
def follows_the_first_input_only(result):
    node = result.grad_fn
    while not hasattr(node, "variable"):
        node = node.next_functions[0][0]
    return [node.variable]


@misconception(leaves_of, "These are the nodes that collect the gradients. The leaf of such a node is its `variable`.")
def returns_the_nodes(result):
    nodes = [result.grad_fn]
    for node in nodes:
        nodes += [following for following, _ in node.next_functions if following and following not in nodes]
    return [node for node in nodes if hasattr(node, "variable")]


@misconception(leaves_of, "These are copies. The leaves themselves were asked for: a copy would get no gradient.")
def returns_copies(result):
    return [leaf.detach().clone() for leaf in leaves_of(result)]


@misconception(leaves_of, "These are the leaves, but in a tuple. A list was asked for.")
def returns_the_leaves_in_a_tuple(result):
    return tuple(leaves_of(result))


@misconception(
    leaves_of,
    "A default such as `seen=set()` or `found=[]` is made once, and kept from call to call. The next call meets in it "
    "what the last one left there. Make it inside of the function.",
)
def remembers_from_call_to_call(result, seen=set()):  # noqa: B006
    nodes, leaves = [result.grad_fn], []
    for node in nodes:
        if node is None or node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable"):
            leaves.append(node.variable)
        nodes += [following for following, _ in node.next_functions]
    return leaves


@misconception(
    leaves_of,
    "You ran the backward itself: the leaves hold gradients now, and the next backward adds to them. Only walk.",
)
def runs_the_backward(result):
    leaves = leaves_of(result)
    result.backward()
    return [leaf for leaf in leaves if leaf.grad is not None]


def product_gradients(a, b, c):
    return b + c, (a + b) + (b + c), a + b


teach(
    product_gradients,
    hints=[
        "The gradient of the result p * q with respect to p is q, and with respect to q it is p.",
        "p = a + b passes its gradient on, unchanged, to a and to b. q = b + c passes its own on to b and to c.",
        "b gets q by the one road and p by the other: together p + q.",
    ],
    lesson="Along a road gradients are multiplied; where roads meet at a leaf they are added up.",
    docs="https://docs.pytorch.org/docs/stable/notes/autograd.html",
)


@misconception(
    product_gradients, "Two roads lead to b, through p and through q. You went along the one through p only."
)
def takes_the_road_through_p_only(a, b, c):
    return b + c, b + c, a + b


@misconception(
    product_gradients, "Two roads lead to b, through p and through q. You went along the one through q only."
)
def takes_the_road_through_q_only(a, b, c):
    return b + c, a + b, a + b


@misconception(product_gradients, "What comes to b along its two roads is added up, not multiplied.")
def multiplies_where_roads_meet(a, b, c):
    return b + c, (a + b) * (b + c), a + b


@misconception(
    product_gradients, "The other way round: the gradient of p is q, since p * q grows q times as fast as p does."
)
def swaps_the_factors(a, b, c):
    return a + b, (a + b) + (b + c), b + c


@misconception(
    product_gradients,
    "You multiplied (a + b) by (b + c) and got a * b + a * c + b * b + b * c. The gradient of b * b is 2 * b, not b.",
)
def forgets_the_two_of_the_square(a, b, c):
    return b + c, a + b + c, a + b


@misconception(
    product_gradients, "These are right, but they are tensors. Three floats were asked for: `.item()` makes them."
)
def leaves_it_to_autograd(a, b, c):
    a, b, c = leaves = [torch.tensor(number, requires_grad=True) for number in (a, b, c)]
    return torch.autograd.grad((a + b) * (b + c), leaves)


def bce_gradients(x, w, b, y):
    grad_z = (torch.sigmoid(x @ w + b) - y) / len(y)
    return torch.outer(x, grad_z), grad_z


teach(
    bce_gradients,
    hints=[
        "Begin with z: the gradient of each loss is `sigmoid(z) - y`. The mean of m losses divides it by m.",
        "`+ b` passes this gradient on unchanged: it is the gradient of b.",
        "w[i, j] stands in z[j] only, multiplied by x[i]: so its gradient is x[i] times the gradient of z[j].",
        "`torch.outer(x, grad_z)` is all those products: rows from x, columns from grad_z.",
    ],
    lesson="Sigmoid and cross-entropy together have the simplest of gradients, s - y, and a mean divides it.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html",
)


@misconception(bce_gradients, "The loss is the mean over the m outputs: each gradient has to be divided by m.")
def forgets_the_mean(x, w, b, y):
    grad_z = torch.sigmoid(x @ w + b) - y
    return torch.outer(x, grad_z), grad_z


@misconception(bce_gradients, "The mean runs over the m outputs, not over the n inputs: divide by `len(y)`.")
def divides_by_the_inputs(x, w, b, y):
    grad_z = (torch.sigmoid(x @ w + b) - y) / len(x)
    return torch.outer(x, grad_z), grad_z


@misconception(
    bce_gradients,
    "The gradient of w has the shape of w, (n, m): rows from x, columns from z. Yours lies on its side.",
)
def transposes_the_gradient_of_w(x, w, b, y):
    grad_z = (torch.sigmoid(x @ w + b) - y) / len(y)
    return torch.outer(grad_z, x), grad_z


@misconception(bce_gradients, "The sign: it is s - y. Where y is 1 and s too small, a larger z makes the loss smaller.")
def turns_the_sign(x, w, b, y):
    grad_z = (y - torch.sigmoid(x @ w + b)) / len(y)
    return torch.outer(x, grad_z), grad_z


@misconception(
    bce_gradients,
    "The factor s * (1 - s) of the sigmoid is too much: in s - y it has cancelled against the one of the logarithm.",
)
def takes_the_slope_of_the_sigmoid_again(x, w, b, y):
    s = torch.sigmoid(x @ w + b)
    grad_z = (s - y) * s * (1 - s) / len(y)
    return torch.outer(x, grad_z), grad_z


@misconception(bce_gradients, "The loss takes s = sigmoid(z), not z itself.")
def forgets_the_sigmoid(x, w, b, y):
    grad_z = (x @ w + b - y) / len(y)
    return torch.outer(x, grad_z), grad_z


@misconception(bce_gradients, "`z = x @ w + b`: in your z the b is missing. As long as b is 0 nobody sees that.")
def leaves_b_out(x, w, b, y):
    grad_z = (torch.sigmoid(x @ w) - y) / len(y)
    return torch.outer(x, grad_z), grad_z


@misconception(
    bce_gradients,
    "The numbers are right, but you made the caller's w and b require grad. Work on copies, or by hand.",
)
def makes_the_callers_tensors_require_grad(x, w, b, y):
    loss = F.binary_cross_entropy_with_logits(x @ w.requires_grad_() + b.requires_grad_(), y)
    return torch.autograd.grad(loss, [w, b])


@misconception(
    bce_gradients,
    "You switched `requires_grad` off again, but the gradients are still in the caller's `w.grad` and `b.grad`.",
)
def leaves_gradients_behind(x, w, b, y):
    F.binary_cross_entropy_with_logits(x @ w.requires_grad_() + b.requires_grad_(), y).backward()
    w.requires_grad_(False)
    b.requires_grad_(False)
    return w.grad, b.grad


def gradient_in_the_middle(x, first, second):
    h = first(x)
    h.retain_grad()
    second(h).backward()
    return h.grad


teach(
    gradient_in_the_middle,
    hints=[
        "Give the result of `first(x)` a name, so that you can ask it for its gradient.",
        "`h.retain_grad()` before the backward makes `h` keep its gradient.",
        "Or `torch.autograd.grad(loss, h)`, which returns a tuple.",
    ],
    lesson="A backward passes through results and keeps nothing there, unless `retain_grad()` was called before it.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.retain_grad.html",
)


@misconception(
    gradient_in_the_middle,
    "You returned None. `h.grad` stays None unless `h.retain_grad()` came first; or is the `return` missing?",
)
def expects_results_to_keep_it(x, first, second):
    h = first(x)
    second(h).backward()
    return h.grad


@misconception(
    gradient_in_the_middle,
    "`h.grad` is None. A result keeps its gradient only if `retain_grad()` was called on just this tensor, beforehand.",
)
def asks_too_late(x, first, second):
    h = first(x)
    second(h).backward()
    h.retain_grad()
    return h.grad


@misconception(gradient_in_the_middle, "That is the gradient of x, at the end of the road. The one of h was asked for.")
def returns_the_gradient_of_x(x, first, second):
    second(first(x)).backward()
    return x.grad


@misconception(
    gradient_in_the_middle,
    "`h.grad` is None. A result keeps its gradient only if `retain_grad()` was called on just this tensor, beforehand.",
)
def keeps_another_h(x, first, second):
    h = first(x)
    h.retain_grad()
    second(first(x)).backward()
    return h.grad


@misconception(
    gradient_in_the_middle, "`torch.autograd.grad` returns a tuple, one gradient for each input. Take its [0]."
)
def returns_a_tuple(x, first, second):
    h = first(x)
    return torch.autograd.grad(second(h), h)


@misconception(
    gradient_in_the_middle,
    "`h.grad` is None. A result keeps its gradient only if `retain_grad()` was called on just this tensor, beforehand.",
)
def requires_instead_of_retaining(x, first, second):
    h = first(x).requires_grad_()
    second(h).backward()
    return h.grad


BUILT_ANEW = [False, True, 5, -3]

teach(
    "BUILT_ANEW",
    hints=[
        "Autograd writes nodes down while the operations run. Two calls run twice.",
        "The graph does not know of loops and ifs: it holds what was computed, round after round.",
        "x is -2, so `x > 0` is False, and of the two branches the second one ran.",
    ],
    lesson="The graph is a record of what really ran: each forward makes a new one, loops unrolled, branches taken.",
    docs="https://docs.pytorch.org/docs/stable/notes/autograd.html",
)
misconception(
    "BUILT_ANEW",
    [True, False, 5, -3],
    "The graph belongs to the one call, not to the function: the second call has nodes of its own.",
)
misconception(
    "BUILT_ANEW",
    [False, False, 5, -3],
    "`first` and `second` have graphs of their own. A backward through the one leaves the other as it was.",
)
misconception(
    "BUILT_ANEW",
    [False, True, 1, -3],
    "A loop is no node. Each of its rounds computes `result * w` and adds one node: five in all.",
)
misconception(
    "BUILT_ANEW",
    [False, True, 4, -3],
    "There are five rounds, and the first one counts too: `torch.tensor(1.0) * w` is a product with a node.",
)
misconception(
    "BUILT_ANEW",
    [False, True, 5, -4],
    "-4 is the gradient of `x * x`, but that branch did not run: -2 is not above 0.",
)
misconception(
    "BUILT_ANEW",
    [False, True, 5, -7],
    "Only one branch ran, and only this one is in the graph. The other adds nothing.",
)
misconception(
    "BUILT_ANEW",
    [False, True, 5, 6],
    "6 is what `bend(x)` gives. Its gradient is that of `-3 * x`.",
)


def double_until(x, limit):
    while x.abs().sum() < limit:
        x = x * 2
    return x


teach(
    double_until,
    hints=[
        "A plain `while` will do: the condition may look at the numbers of a tensor.",
        "`x *= 2` would write into the leaf, and is refused. `x = x * 2` makes a new tensor.",
    ],
    lesson="Python's own loops and ifs decide what runs, and autograd follows: no special syntax is needed.",
    docs="https://docs.pytorch.org/tutorials/beginner/blitz/autograd_tutorial.html",
)


@misconception(
    double_until,
    "`*=` writes into the tensor, and into a leaf that requires grad that is refused. `x = x * 2` makes a new tensor.",
)
def doubles_the_leaf_in_place(x, limit):
    while x.abs().sum() < limit:
        x *= 2
    return x


@misconception(
    double_until,
    "The numbers are right, but they were computed apart from the graph: no gradient goes back to x.",
)
def cuts_the_graph(x, limit):
    x = x.detach()
    while x.abs().sum() < limit:
        x = x * 2
    return x


@misconception(
    double_until,
    "`torch.tensor(numbers, requires_grad=True)` is a new leaf that knows nothing of x: x gets no gradient.",
)
def makes_a_new_leaf(x, limit):
    numbers = x.tolist()
    while sum(map(abs, numbers)) < limit:
        numbers = [2 * number for number in numbers]
    return torch.tensor(numbers, requires_grad=True)


@misconception(double_until, '"At least" is `<` in the condition of the loop: a sum that equals the limit is enough.')
def doubles_once_too_often(x, limit):
    while x.abs().sum() <= limit:
        x = x * 2
    return x


@misconception(
    double_until, "You doubled once before you looked. Where the sum is large enough already, x stays as it is."
)
def doubles_before_it_looks(x, limit):
    x = x * 2
    while x.abs().sum() < limit:
        x = x * 2
    return x


@misconception(double_until, "You doubled once, if at all: an `if` looks once, and a `while` looks again each time.")
def looks_once(x, limit):
    return x * 2 if x.abs().sum() < limit else x


@misconception(double_until, "How often x is doubled depends on its numbers. It is not always three times.")
def always_three_times(x, limit):
    return x * 2 * 2 * 2


@misconception(
    double_until, "The sum of the absolute values was asked for: in yours, negative numbers count against it."
)
def forgets_the_absolute_values(x, limit):
    for _ in range(20):
        if x.sum().abs() >= limit:
            break
        x = x * 2
    return x


def together(numbers):
    return torch.stack(numbers)


teach(
    together,
    hints=[
        "`torch.tensor` makes a tensor of plain numbers: it reads them out and forgets where they came from.",
        "What you need is an operation on tensors, for those are recorded.",
        "`torch.cat` joins along a dimension that must be there already. `torch.stack` makes a new one.",
    ],
    lesson="`torch.tensor([a, b])` copies numbers and cuts the graph; `torch.stack([a, b])` is recorded.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.stack.html",
)


@misconception(
    together,
    "The numbers are right, but they were taken out of their tensors. `torch.tensor`, `.item()` and `.data` all do "
    "that, and no gradient finds its way back.",
)
def copies_the_numbers(numbers):
    return torch.tensor(numbers)


@misconception(
    together,
    "`requires_grad=True` makes your tensor a new leaf. The gradient ends there and never comes to the numbers.",
)
def makes_a_leaf_of_the_numbers(numbers):
    return torch.tensor(numbers, requires_grad=True)


@misconception(together, "`torch.cat` joins along a dimension, and a tensor of shape () has none. Use `torch.stack`.")
def concatenates(numbers):
    return torch.cat(numbers)


@misconception(
    together,
    "The numbers are right, but they were taken out of their tensors. `torch.tensor`, `.item()` and `.data` all do "
    "that, and no gradient finds its way back.",
)
def takes_the_items(numbers):
    return torch.FloatTensor([number.item() for number in numbers])


@misconception(
    together,
    "Assigning into a leaf that requires grad is refused. Plain zeros join the graph by themselves.",
)
def writes_into_a_leaf(numbers):
    vector = torch.zeros(len(numbers), requires_grad=True)
    for i, number in enumerate(numbers):
        vector[i] = number
    return vector


@misconception(
    together,
    "The numbers are right, but they were taken out of their tensors. `torch.tensor`, `.item()` and `.data` all do "
    "that, and no gradient finds its way back.",
)
def fills_in_the_data(numbers):
    vector = torch.zeros(len(numbers))
    for i, number in enumerate(numbers):
        vector[i] = number.data
    return vector


@misconception(together, "`squeeze` drops every size of 1: of a single number it makes a tensor of shape () again.")
def squeezes_a_single_number(numbers):
    return torch.stack(numbers).squeeze()
