"""The teacher's book for 05_autograd/test_backward.py."""

import torch

from sensei.book import misconception, teach

BACKWARD_RUNS = [True, True, False, True, False, False]

teach(
    "BACKWARD_RUNS",
    hints=[
        "Where there is one element only, `backward()` starts from a 1 by itself, in whatever shape the element has.",
        "Where there are several, you say how much each counts: with a `gradient` of just the same shape.",
        "In [5] nothing requires grad: there is no graph to walk.",
    ],
    lesson="`backward()` alone is for a single element; everything else needs a `gradient` of its own shape.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html",
)
misconception(
    "BACKWARD_RUNS",
    [True, False, False, True, False, False],
    "(1, 1) is not the shape of a scalar, but it holds one element, and that is what counts.",
)
misconception(
    "BACKWARD_RUNS",
    [True, True, True, True, False, False],
    "`x * 2` holds six numbers. `backward()` cannot know how much each counts, and adds nothing up by itself.",
)
misconception(
    "BACKWARD_RUNS",
    [True, True, False, True, True, False],
    "The gradient is not broadcast: it has to have the very shape of the tensor that goes backward.",
)
misconception(
    "BACKWARD_RUNS",
    [True, True, False, False, False, False],
    "Several numbers can go backward, too: a gradient of their shape says how much each of them counts.",
)
misconception(
    "BACKWARD_RUNS",
    [True, True, False, True, False, True],
    "`torch.ones(2, 3)` does not require grad unless told: nothing was recorded, and backward has nowhere to go.",
)
misconception(
    "BACKWARD_RUNS",
    [False, True, False, True, False, False],
    "A sum is a single number, and the usual case: a loss goes backward without a gradient from you.",
)


def starting_gradient(result):
    return torch.ones_like(result)


teach(
    starting_gradient,
    hints=[
        "If `result` grows by a little, by how much does `result` grow?",
        "By the same: its gradient for itself is 1. It has to come in the shape of `result`.",
        "`torch.ones_like(result)`",
    ],
    lesson="`loss.backward()` is `loss.backward(torch.ones_like(loss))`: the chain rule begins with a 1.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.autograd.backward.html",
)


@misconception(
    starting_gradient, "`torch.tensor(1.0)` has the shape (), and a gradient must have the very shape of the result."
)
def always_a_scalar(result):
    return torch.tensor(1.0)


@misconception(
    starting_gradient, "`torch.ones(1)` has the shape (1,), and a gradient must have the very shape of the result."
)
def always_a_vector(result):
    return torch.ones(1)


@misconception(
    starting_gradient, "You start from the value of the result, which multiplies all gradients by it. Start from 1."
)
def starts_from_the_value(result):
    return result.detach()


@misconception(starting_gradient, "From 0 every gradient becomes 0. What the chain rule starts from is 1.")
def starts_from_zero(result):
    return torch.zeros_like(result)


@misconception(
    starting_gradient,
    "`fill_` wrote the 1 into the result itself. Make a new tensor of its shape.",
)
def overwrites_the_result(result):
    return result.detach().fill_(1)


@misconception(
    starting_gradient,
    "`torch.tensor(1)` holds an int64. The gradient of a float32 number is float32: `torch.ones_like` sees to it.",
)
def starts_from_an_integer(result):
    return torch.tensor(1).reshape(result.shape)


def vector_jacobian(f, x, v):
    x = x.detach().requires_grad_()
    (product,) = torch.autograd.grad(f(x), x, v)
    return product


teach(
    vector_jacobian,
    hints=[
        "You need a leaf that requires grad, but not the caller's x. `x.clone().requires_grad_()` makes one.",
        "`f(leaf).backward(v)`: the gradient of the leaf then holds what was asked for.",
        "The Jacobian itself is never needed, and autograd never builds it.",
    ],
    lesson="`backward(v)` computes v times the Jacobian in one walk; a loss is the case of one row and v = 1.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html",
)


@misconception(vector_jacobian, "After `sum()` every output counts 1. It is v that says how much each of them counts.")
def lets_every_output_count_one(f, x, v):
    x = x.clone().requires_grad_()
    f(x).sum().backward()
    return x.grad


@misconception(
    vector_jacobian, "`f(x)` has several elements: without a gradient of its shape, `backward` raises. Give it v."
)
def forgets_v(f, x, v):
    x = x.clone().requires_grad_()
    f(x).backward()
    return x.grad


@misconception(vector_jacobian, "The product is right, but the caller's x now requires grad. Make a leaf of your own.")
def makes_the_callers_x_require_grad(f, x, v):
    x.requires_grad_()
    return torch.autograd.grad(f(x), x, v)[0]


@misconception(
    vector_jacobian,
    "You multiplied the Jacobian by x, from the other side: one number for each output. v belongs on the left.",
)
def multiplies_from_the_other_side(f, x, v):
    return torch.autograd.functional.jacobian(f, x) @ x


@misconception(
    vector_jacobian,
    "That is one row of the Jacobian for each output. Each row times its v[j], then added up, is asked.",
)
def returns_the_jacobian(f, x, v):
    return torch.autograd.functional.jacobian(f, x)


@misconception(
    vector_jacobian, "`torch.autograd.grad` returns a tuple, one gradient for each input. There is one: take its [0]."
)
def hands_out_the_tuple(f, x, v):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(f(x), x, v)


@misconception(vector_jacobian, "x does not require grad, so nothing was recorded: backward has no graph to walk.")
def records_nothing(f, x, v):
    f(x).backward(v)
    return x.grad


@misconception(
    vector_jacobian,
    "You switched `requires_grad` off again, but the caller's x keeps a `.grad`. Make a leaf of your own.",
)
def leaves_a_gradient_in_x(f, x, v):
    x.requires_grad_()
    f(x).backward(v)
    x.requires_grad_(False)
    return x.grad


@misconception(
    vector_jacobian,
    "`create_graph=True` records the backward as well, so the result requires grad. It is for second derivatives.",
)
def records_the_backward(f, x, v):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(f(x), x, v, create_graph=True)[0]


X_GRAD = [None, 5, 10, 17, 0, 0]

teach(
    "X_GRAD",
    hints=[
        "`backward` does not replace what is in `x.grad`: it adds to it.",
        "`kept = x.grad` copies nothing. It is a second name for one tensor, in which both adding and zeroing happen.",
        "`x.grad = None` takes the tensor away from x. `kept` still names it, and the next backward makes a new one.",
    ],
    lesson="Gradients add up in place in one tensor, so keep a `clone()` if you want to keep a gradient.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.grad.html",
)
misconception(
    "X_GRAD",
    [0, 5, 10, 17, 0, 0],
    "Before the first backward there is no tensor of zeros: `x.grad` is None, and `x.grad.zero_()` would raise.",
)
misconception(
    "X_GRAD",
    [None, 5, 5, 7, 0, 0],
    "A backward does not replace the gradient of the one before. It adds to it: 5 + 5 is 10.",
)
misconception(
    "X_GRAD",
    [None, 5, 10, 10, 10, 10],
    "`kept` is no copy. It is the tensor into which the next backward adds, and which `zero_()` zeroes.",
)
misconception(
    "X_GRAD",
    [None, 5, 10, 17, 17, 17],
    "`zero_()` works in place, so the tensor that `kept` names is zeroed, too.",
)
misconception(
    "X_GRAD",
    [None, 5, 10, 17, 0, 3],
    "After `x.grad = None` the next backward makes a new tensor. `kept` names the old one, which stays 0.",
)
misconception(
    "X_GRAD",
    [None, 5, 10, 17, 0, None],
    "`x.grad = None` only takes the tensor away from x. `kept` still names it, and it holds 0.",
)
misconception(
    "X_GRAD",
    [None, 10, 20, 34, 0, 0],
    "The gradient of 5 * x is 5, whatever x is. 10 is its value.",
)


def gradient_alone(f, x):
    x.grad = None
    f(x).backward()
    return x.grad


teach(
    gradient_alone,
    hints=[
        "`backward` adds to what is there. So what is there has to be cleared, and before it.",
        "`x.grad.zero_()` fails where `x.grad` is None. `x.grad = None` always works.",
    ],
    lesson="Clear gradients before each backward; None is as good as zeros, and costs no memory.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.grad.html",
)


@misconception(gradient_alone, "The gradient from before is still in it: `backward` adds. Clear `x.grad` first.")
def adds_to_the_old_one(f, x):
    f(x).backward()
    return x.grad


@misconception(
    gradient_alone,
    "At first `x.grad` is None, and None cannot be zeroed. `x.grad = None` always works.",
)
def zeroes_none(f, x):
    x.grad.zero_()
    f(x).backward()
    return x.grad


@misconception(gradient_alone, "`zero_()` cleared the new gradient, and what you return is that same tensor.")
def clears_afterwards(f, x):
    f(x).backward()
    gradient = x.grad
    x.grad.zero_()
    return gradient


@misconception(
    gradient_alone,
    "Right, but `x.grad` holds nothing: `torch.autograd.grad`, or a backward on a copy, does not write it.",
)
def leaves_x_grad_alone(f, x):
    return torch.autograd.grad(f(x), x)[0]


@misconception(
    gradient_alone,
    "You took the gradient out of `x.grad` when you had it. It was to stay there, too.",
)
def takes_the_gradient_away(f, x):
    x.grad = None
    f(x).backward()
    gradient, x.grad = x.grad, None
    return gradient


@misconception(
    gradient_alone, "What you return is right, but `x.grad` holds the old gradient and the new one, added up."
)
def subtracts_the_old_one(f, x):
    before = torch.zeros_like(x) if x.grad is None else x.grad.clone()
    f(x).backward()
    return x.grad - before


SECOND_BACKWARD = [True, True, False, False, True, True]

teach(
    "SECOND_BACKWARD",
    hints=[
        "An error comes only where a node needs a tensor that it had saved and that is freed by now.",
        "The gradient of a sum is 1, whatever the numbers are: nothing to save. For a product it is the other factor.",
        "The gradient of exp is exp: its node saves the result.",
    ],
    lesson="A second backward raises only where saved tensors are needed and freed; `retain_graph=True` keeps them.",
    docs="https://docs.pytorch.org/docs/stable/notes/autograd.html#saved-tensors",
)
misconception(
    "SECOND_BACKWARD",
    [False, False, False, False, True, True],
    "Not every second backward raises. A sum needs no numbers for its gradient, so it saved nothing.",
)
misconception(
    "SECOND_BACKWARD",
    [True, False, False, False, True, True],
    "An addition saves nothing either: its gradient is 1 for both of its inputs, whatever they hold.",
)
misconception(
    "SECOND_BACKWARD",
    [True, True, True, True, True, True],
    "The gradient of a product needs the factors. They were saved, and freed by the first backward.",
)
misconception(
    "SECOND_BACKWARD",
    [True, True, False, True, True, True],
    "The gradient of exp is exp itself: the node saved its result, and the first backward freed it.",
)
misconception(
    "SECOND_BACKWARD",
    [True, True, False, False, False, True],
    "`retain_graph=True` keeps the saved tensors, so the second backward finds them.",
)
misconception(
    "SECOND_BACKWARD",
    [True, True, False, False, True, False],
    "A new forward makes a new graph and saves anew. That is why a training loop never needs `retain_graph`.",
)


AFTER_BACKWARD = ["SumBackward0", "MulBackward0", True, False, True]

teach(
    "AFTER_BACKWARD",
    hints=[
        "The nodes remain as long as `result` does. It is the tensors saved in them that are let go.",
        "The product saved its factors. What is built on `result` needs them again.",
        "`x.sum()` is a new graph. It shares nothing with the old one but the leaf.",
    ],
    lesson="`backward` does not delete the graph: it frees the saved tensors, and the nodes stay.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html",
)
misconception(
    "AFTER_BACKWARD",
    ["NoneType", "MulBackward0", True, False, True],
    "The graph is not deleted: `result.grad_fn` is the node that it was, only without its saved tensors.",
)
misconception(
    "AFTER_BACKWARD",
    ["SumBackward0", "NoneType", True, False, True],
    "All the nodes are still there and linked. Only the tensors that they had saved are freed.",
)
misconception(
    "AFTER_BACKWARD",
    ["NoneType", "NoneType", False, False, True],
    "The graph is not deleted: the nodes stay, and `result` requires grad as before. Only saved tensors are freed.",
)
misconception(
    "AFTER_BACKWARD",
    ["SumBackward0", "MulBackward0", False, False, True],
    "`result` still has its `grad_fn`, so it still requires grad. A backward does not detach it.",
)
misconception(
    "AFTER_BACKWARD",
    ["SumBackward0", "MulBackward0", True, True, True],
    "The way back from `2 * result` leads through the product, whose saved factors are freed: an error.",
)
misconception(
    "AFTER_BACKWARD",
    ["SumBackward0", "MulBackward0", True, False, False],
    "A leaf outlives every graph: `x.sum()` begins a new one, and its backward adds to `x.grad`.",
)


def gradients_of_each(x, body, heads):
    h = body(x)
    return [torch.autograd.grad(head(h), x, retain_graph=True)[0] for head in heads]


teach(
    gradients_of_each,
    hints=[
        "All heads stand on the same `h = body(x)`, so what `body` saved is needed again: `retain_graph=True`.",
        "With `backward` the gradients add up in `x.grad`, and it is always the same tensor: clone it, then clear it.",
        "`torch.autograd.grad(loss, x, retain_graph=True)[0]` gives a new tensor each time.",
    ],
    lesson="Several backwards through shared nodes need `retain_graph=True`, and a gradient you keep, a `clone()`.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad.html",
)


@misconception(
    gradients_of_each,
    "The first backward freed what `body` had saved, and the second head needs it, too: say `retain_graph=True`.",
)
def retains_nothing(x, body, heads):
    h, gradients = body(x), []
    for head in heads:
        x.grad = None
        head(h).backward()
        gradients.append(x.grad)
    return gradients


@misconception(gradients_of_each, "The gradients add up: each one holds those before it. Clear `x.grad` each time.")
def adds_them_up(x, body, heads):
    h, gradients = body(x), []
    for head in heads:
        head(h).backward(retain_graph=True)
        gradients.append(x.grad.clone())
    return gradients


@misconception(
    gradients_of_each,
    "Your list holds one tensor again and again: `x.grad`, zeroed and filled in place. A `clone()` would stay.",
)
def keeps_one_tensor(x, body, heads):
    h, gradients = body(x), []
    x.grad = torch.zeros_like(x)
    for head in heads:
        x.grad.zero_()
        head(h).backward(retain_graph=True)
        gradients.append(x.grad)
    return gradients


@misconception(
    gradients_of_each,
    "Your list holds one tensor again and again, and all gradients are added into it. Clear `x.grad`, keep clones.",
)
def keeps_the_sum(x, body, heads):
    h, gradients = body(x), []
    for head in heads:
        head(h).backward(retain_graph=True)
        gradients.append(x.grad)
    return gradients


@misconception(
    gradients_of_each,
    "The gradients are right, but `body` ran once for each head. Compute `h` once, and retain its graph.",
)
def runs_the_body_each_time(x, body, heads):
    return [torch.autograd.grad(head(body(x)), x)[0] for head in heads]


@misconception(
    gradients_of_each,
    "`h.detach()` has no way back to x: the heads have a gradient for h, and none for x.",
)
def cuts_the_body_off(x, body, heads):
    h, gradients = body(x).detach().requires_grad_(), []
    for head in heads:
        gradients.append(torch.autograd.grad(head(h), h)[0])
    return gradients


@misconception(
    gradients_of_each,
    "The gradients are right, but they are rows of one tensor, or in a tuple. A list was asked for.",
)
def stacks_them(x, body, heads):
    h = body(x)
    return torch.stack([torch.autograd.grad(head(h), x, retain_graph=True)[0] for head in heads])


OPTIMIZER_STEPS = [2.5, 3, None, 6, -2, 0]

teach(
    "OPTIMIZER_STEPS",
    hints=[
        "The gradient of 3 * w is 3. The first step takes 0.5 * 3 away from 4.",
        "`step` reads the gradients. It does not clear them. `zero_grad()` does, and sets them to None.",
        "Two backwards without a `zero_grad` between them: the second step uses 3 + 3.",
    ],
    lesson="`step()` keeps the gradients; `zero_grad()` clears them: they are None after it.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html",
)
misconception(
    "OPTIMIZER_STEPS",
    [2.5, None, None, 3, -0.5, 0],
    "`step()` does not clear the gradients. They stay, and the next backward adds to them.",
)
misconception(
    "OPTIMIZER_STEPS",
    [2.5, 0, None, 3, -0.5, 0],
    "`step()` reads the gradients and leaves them as they are. It neither clears nor zeroes them.",
)
misconception(
    "OPTIMIZER_STEPS",
    [2.5, 3, 0, 6, -2, 0],
    "The name says zero, but `zero_grad()` sets the gradients to None. Zeros need `set_to_none=False`.",
)
misconception(
    "OPTIMIZER_STEPS",
    [2.5, 3, None, 3, -0.5, 0],
    "Between the two backwards nothing clears the gradient: it is 3 + 3, and the second step goes twice as far.",
)
misconception(
    "OPTIMIZER_STEPS",
    [2.5, 3, None, 6, -0.5, 0],
    "The gradient is 6 by then, so the second step takes 0.5 * 6 away: 2.5 - 1.5 - 3.",
)
misconception(
    "OPTIMIZER_STEPS",
    [5.5, 3, None, 6, 10, 0],
    "A step goes downhill: it takes the gradient times 0.5 away from w.",
)
misconception(
    "OPTIMIZER_STEPS",
    [2.5, 3, None, 6, -2, None],
    "`set_to_none=False` asks for zeros, in the tensor that is there.",
)


def descend(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()


teach(
    descend,
    hints=[
        "One step is three lines: clear the gradients, `f(w).backward()`, `optimizer.step()`.",
        "`zero_grad()` first: then a gradient from before does no harm either.",
    ],
    lesson="Clear, backward, step: the three belong to every round, and the optimizer does only the last by itself.",
    docs="https://docs.pytorch.org/docs/stable/optim.html",
)


@misconception(
    descend,
    "The optimizer does not clear gradients: each of your steps used the sum of all so far. Call `zero_grad()`.",
)
def never_clears(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        f(w).backward()
        optimizer.step()


@misconception(descend, "You cleared once, before the loop. In the rounds the gradients add up: clear in each one.")
def clears_once(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr)
    optimizer.zero_grad()
    for _ in range(steps):
        f(w).backward()
        optimizer.step()


@misconception(
    descend, "`zero_grad()` stands between `backward` and `step`: when the step is taken, the gradient is gone."
)
def clears_before_the_step(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        f(w).backward()
        optimizer.zero_grad()
        optimizer.step()


@misconception(
    descend, "`step` comes before `backward`: each step uses the gradient of the round before, and the first has none."
)
def steps_first(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        optimizer.step()
        optimizer.zero_grad()
        f(w).backward()


@misconception(
    descend,
    "A gradient from before was in `w.grad`, and your first step used it. Clear before the backward as well.",
)
def clears_after_the_step_only(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        f(w).backward()
        optimizer.step()
        optimizer.zero_grad()


@misconception(descend, "You computed the gradient once and used it in each step. It has to be that at the present w.")
def computes_the_gradient_once(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr)
    optimizer.zero_grad()
    f(w).backward()
    for _ in range(steps):
        optimizer.step()


@misconception(
    descend,
    "`w = w - …` makes a result, and a result is no leaf: in the next round it has no `.grad`. The caller's w stays.",
)
def renames_w(w, f, lr, steps):
    for _ in range(steps):
        w.grad = None
        f(w).backward()
        w = w - lr * w.grad


@misconception(descend, "Plain gradient descent has no momentum: here each step also repeats a part of the last one.")
def adds_momentum(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr, momentum=0.5)
    for _ in range(steps):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()


@misconception(descend, "w itself has changed, so there is nothing to hand back. Leave the `return` out.")
def hands_w_back(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()
    return w


@misconception(
    descend,
    "After your last step nothing is recorded any more, in the whole program. `with torch.no_grad():` ends by itself.",
)
def leaves_recording_off(w, f, lr, steps):
    for _ in range(steps):
        torch.set_grad_enabled(True)
        (gradient,) = torch.autograd.grad(f(w), w)
        torch.set_grad_enabled(False)
        w -= lr * gradient
