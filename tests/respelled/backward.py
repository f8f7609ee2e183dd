"""The misconceptions of backward as other learners would write them, and wrong answers of another kind."""

import torch

from sensei.check.respelled import respells, unrelated

respells("BACKWARD_RUNS", [True, False, False, True, False, False], [True, False, True, True, False, False])
respells("BACKWARD_RUNS", [True, True, True, True, False, False], [True, True, True, True, True, False])
respells("BACKWARD_RUNS", [True, True, False, True, True, False], [True, True, False, True, True, True])
respells("BACKWARD_RUNS", [True, True, False, False, False, False], [True, True, False, False, False, True])
respells("BACKWARD_RUNS", [False, True, False, True, False, False], [False, False, False, True, False, False])
unrelated("BACKWARD_RUNS", [True, True, None, True, None, None])
unrelated("BACKWARD_RUNS", ["yes", "yes", "no", "yes", "no", "no"])
unrelated("BACKWARD_RUNS", [True, True, False, True, "raises", "raises"])


@respells("starting_gradient")
def always_a_scalar(result):
    return torch.ones(())


@respells("starting_gradient")
def always_a_vector(result):
    return torch.tensor([1.0])


@respells("starting_gradient")
def starts_from_the_value(result):
    return torch.full(result.shape, result.item())


@respells("starting_gradient")
def starts_from_zero(result):
    return torch.zeros(result.shape)


@respells("starting_gradient")
def overwrites_the_result(result):
    ones = result.data
    ones.fill_(1.0)
    return ones


@respells("starting_gradient")
def starts_from_an_integer(result):
    return torch.full(result.shape, 1)


@unrelated("starting_gradient")
def starts_from_minus_one(result):
    return -torch.ones_like(result)


@unrelated("starting_gradient")
def makes_it_float64(result):
    return torch.ones(result.shape, dtype=torch.float64)


@unrelated("starting_gradient")
def gives_a_plain_number(result):
    return 1.0


@respells("vector_jacobian")
def lets_every_output_count_one(f, x, v):
    leaf = x.detach().requires_grad_()
    return torch.autograd.grad(f(leaf).sum(), leaf)[0]


@respells("vector_jacobian")
def forgets_v(f, x, v):
    leaf = x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(f(leaf), leaf)
    return gradient


@respells("vector_jacobian")
def makes_the_callers_x_require_grad(f, x, v):
    x.requires_grad = True
    output = f(x)
    output.backward(v)
    gradient = x.grad
    x.grad = None
    return gradient


@respells("vector_jacobian")
def multiplies_from_the_other_side(f, x, v):
    _output, product = torch.autograd.functional.jvp(f, x, x)
    return product


@respells("vector_jacobian")
def returns_the_jacobian(f, x, v):
    leaf = x.clone().requires_grad_()
    rows = [torch.autograd.grad(number, leaf, retain_graph=True)[0] for number in f(leaf)]
    return torch.stack(rows)


@respells("vector_jacobian")
def hands_out_the_tuple(f, x, v):
    leaf = x.detach().requires_grad_()
    gradient = torch.autograd.grad(outputs=f(leaf), inputs=leaf, grad_outputs=v)
    return gradient


@respells("vector_jacobian")
def records_nothing(f, x, v):
    output = f(x)
    return torch.autograd.grad(output, x, v)[0]


@respells("vector_jacobian")
def leaves_a_gradient_in_x(f, x, v):
    x.requires_grad = True
    torch.autograd.backward(f(x), v)
    x.requires_grad = False
    return x.grad


@respells("vector_jacobian")
def records_the_backward(f, x, v):
    leaf = x.detach().requires_grad_()
    total = (f(leaf) * v).sum()
    (gradient,) = torch.autograd.grad(total, leaf, create_graph=True)
    return gradient


@unrelated("vector_jacobian")
def averages_over_the_outputs(f, x, v):
    leaf = x.detach().requires_grad_()
    (f(leaf) * v).mean().backward()
    return leaf.grad


@unrelated("vector_jacobian")
def squares_v(f, x, v):
    leaf = x.detach().requires_grad_()
    f(leaf).backward(v * v)
    return leaf.grad


@unrelated("vector_jacobian")
def weighs_the_outputs(f, x, v):
    return f(x) * v


@unrelated("vector_jacobian")
def turns_the_sign(f, x, v):
    leaf = x.detach().requires_grad_()
    f(leaf).backward(v)
    return -leaf.grad


respells("X_GRAD", [0, 5, 10, 17, 0, 0], [0, 5, 10, 24, 0, 0])
respells("X_GRAD", [None, 5, 5, 7, 0, 0], [None, 5, 5, 7, 7, 7])
respells("X_GRAD", [None, 10, 20, 34, 0, 0], [None, 10, 20, 34, 0, 6])
unrelated("X_GRAD", [2, 5, 10, 17, 0, 0])
unrelated("X_GRAD", [None, 5, 10, 12, 0, 0])
unrelated("X_GRAD", [None, 5, 10, 17, None, 0])
unrelated("X_GRAD", [None, 5, 25, 32, 0, 0])


@respells("gradient_alone")
def adds_to_the_old_one(f, x):
    value = f(x)
    value.backward()
    return x.grad.clone()


@respells("gradient_alone")
def zeroes_none(f, x):
    x.grad.data.zero_()
    value = f(x)
    value.backward()
    return x.grad


@respells("gradient_alone")
def clears_afterwards(f, x):
    value = f(x)
    value.backward()
    result = x.grad.detach()
    x.grad.zero_()
    return result


@respells("gradient_alone")
def leaves_x_grad_alone(f, x):
    gradients = torch.autograd.grad(outputs=f(x), inputs=[x])
    return gradients[0]


@respells("gradient_alone")
def takes_the_gradient_away(f, x):
    x.grad = None
    f(x).backward()
    result = x.grad.clone()
    x.grad = None
    return result


@respells("gradient_alone")
def subtracts_the_old_one(f, x):
    old = 0 if x.grad is None else x.grad.detach().clone()
    value = f(x)
    value.backward()
    return torch.sub(x.grad, old)


@unrelated("gradient_alone")
def goes_backward_twice(f, x):
    x.grad = None
    f(x).backward()
    f(x).backward()
    return x.grad


@unrelated("gradient_alone")
def returns_the_value(f, x):
    x.grad = None
    value = f(x)
    value.backward()
    return value


@unrelated("gradient_alone")
def forgets_to_return(f, x):
    x.grad = None
    f(x).backward()


respells("SECOND_BACKWARD", [False, False, False, False, True, True], [False, False, False, False, False, True])
respells("SECOND_BACKWARD", [True, False, False, False, True, True], [True, False, False, False, True, False])
respells("SECOND_BACKWARD", [True, True, True, True, True, True], [True, True, True, True, True, False])
respells("SECOND_BACKWARD", [True, True, False, True, True, True], [True, True, False, True, True, False])
respells("SECOND_BACKWARD", [True, True, False, False, False, True], [True, True, False, False, False, False])
unrelated("SECOND_BACKWARD", [True, True, None, None, True, True])
unrelated("SECOND_BACKWARD", ["runs", "runs", "raises", "raises", "runs", "runs"])
unrelated("SECOND_BACKWARD", [True, True, False, False, "retained", True])


respells(
    "AFTER_BACKWARD",
    ["NoneType", "MulBackward0", True, False, True],
    ["NoneType", "MulBackward0", True, True, True],
)
respells(
    "AFTER_BACKWARD",
    ["SumBackward0", "NoneType", True, False, True],
    ["SumBackward0", "NoneType", True, False, False],
)
respells(
    "AFTER_BACKWARD",
    ["NoneType", "NoneType", False, False, True],
    ["NoneType", "NoneType", False, False, False],
)
respells(
    "AFTER_BACKWARD",
    ["SumBackward0", "MulBackward0", False, False, True],
    ["SumBackward0", "MulBackward0", False, False, False],
)
respells(
    "AFTER_BACKWARD",
    ["SumBackward0", "MulBackward0", True, True, True],
    ["SumBackward0", "MulBackward0", True, True, False],
)
unrelated("AFTER_BACKWARD", ["MulBackward0", "SumBackward0", True, False, True])
unrelated("AFTER_BACKWARD", ["SumBackward0", "AccumulateGrad", True, False, True])
unrelated("AFTER_BACKWARD", ["SumBackward", "MulBackward", True, False, True])


@respells("gradients_of_each")
def retains_nothing(x, body, heads):
    h = body(x)
    return [torch.autograd.grad(head(h), x)[0] for head in heads]


@respells("gradients_of_each")
def adds_them_up(x, body, heads):
    gradients = []
    middle = body(x)
    for head in heads:
        loss = head(middle)
        torch.autograd.backward(loss, retain_graph=True)
        gradients.append(x.grad.detach().clone())
    return gradients


@respells("gradients_of_each")
def keeps_one_tensor(x, body, heads):
    optimizer = torch.optim.SGD([x], lr=1)
    gradients = []
    middle = body(x)
    for head in heads:
        optimizer.zero_grad(set_to_none=False)
        head(middle).backward(retain_graph=True)
        gradients += [x.grad]
    return gradients


@respells("gradients_of_each")
def keeps_the_sum(x, body, heads):
    middle = body(x)
    gradients = []
    for head in heads:
        loss = head(middle)
        loss.backward(retain_graph=True)
        gradients += [x.grad.detach()]
    return gradients


@respells("gradients_of_each")
def runs_the_body_each_time(x, body, heads):
    gradients = []
    for head in heads:
        x.grad = None
        head(body(x)).backward()
        gradients.append(x.grad.clone())
    return gradients


@respells("gradients_of_each")
def cuts_the_body_off(x, body, heads):
    h = body(x).detach()
    h.requires_grad = True
    gradients = []
    for head in heads:
        h.grad = None
        head(h).backward()
        gradients.append(h.grad)
    return gradients


@respells("gradients_of_each")
def stacks_them(x, body, heads):
    h = body(x)
    return tuple(torch.autograd.grad(head(h), x, retain_graph=True)[0] for head in heads)


@unrelated("gradients_of_each")
def adds_the_losses(x, body, heads):
    h = body(x)
    total = sum(head(h) for head in heads)
    return list(torch.autograd.grad(total, x))


@unrelated("gradients_of_each")
def begins_with_the_last_head(x, body, heads):
    h = body(x)
    return [torch.autograd.grad(head(h), x, retain_graph=True)[0] for head in reversed(heads)]


@unrelated("gradients_of_each")
def returns_the_losses(x, body, heads):
    h = body(x)
    return [head(h) for head in heads]


@unrelated("gradients_of_each")
def gives_the_heads_x(x, body, heads):
    body(x)
    return [torch.autograd.grad(head(x), x)[0] for head in heads]


respells("OPTIMIZER_STEPS", [2.5, None, None, 3, -0.5, 0], [2.5, None, None, 3, -0.5, None])
respells("OPTIMIZER_STEPS", [2.5, 0, None, 3, -0.5, 0], [2.5, 0, 0, 3, -0.5, 0])
respells("OPTIMIZER_STEPS", [2.5, 3, 0, 6, -2, 0], [2.5, 3, 0, 6, -0.5, 0])
respells("OPTIMIZER_STEPS", [2.5, 3, None, 3, -0.5, 0], [2.5, 3, None, 3, -0.5, None])
respells("OPTIMIZER_STEPS", [2.5, 3, None, 6, -0.5, 0], [2.5, 3, None, 6, -0.5, None])
respells("OPTIMIZER_STEPS", [5.5, 3, None, 6, 10, 0], [5.5, 3, 0, 6, 10, 0])
unrelated("OPTIMIZER_STEPS", [1, 3, None, 6, -8, 0])
unrelated("OPTIMIZER_STEPS", [2.5, 1.5, None, 3, -2, 0])
unrelated("OPTIMIZER_STEPS", [2.5, 12, None, 24, -2, 0])
unrelated("OPTIMIZER_STEPS", [2.5, 3, None, 6, -5, 0])


@respells("descend")
def never_clears(w, f, lr, steps):
    optimizer = torch.optim.SGD(params=(w,), lr=lr)
    while steps > 0:
        loss = f(w)
        loss.backward()
        optimizer.step()
        steps -= 1


@respells("descend")
def clears_once(w, f, lr, steps):
    w.grad = None
    optimizer = torch.optim.SGD([w], lr)
    for _ in range(steps):
        loss = f(w)
        loss.backward()
        optimizer.step()


@respells("descend")
def clears_before_the_step(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr)
    while steps:
        loss = f(w)
        torch.autograd.backward(loss)
        optimizer.zero_grad()
        optimizer.step()
        steps -= 1


@respells("descend")
def steps_first(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr)
    for _ in range(steps):
        optimizer.step()
        w.grad = None
        loss = f(w)
        loss.backward()


@respells("descend")
def clears_after_the_step_only(w, f, lr, steps):
    for _ in range(steps):
        loss = f(w)
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad.zero_()


@respells("descend")
def computes_the_gradient_once(w, f, lr, steps):
    (gradient,) = torch.autograd.grad(f(w), w)
    with torch.no_grad():
        for _ in range(steps):
            w -= lr * gradient


@respells("descend")
def renames_w(w, f, lr, steps):
    for _ in range(steps):
        w.grad = None
        loss = f(w)
        loss.backward()
        step = lr * w.grad
        w = torch.sub(w, step)


@respells("descend")
def adds_momentum(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr, momentum=0.9)
    for _ in range(steps):
        loss = f(w)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@respells("descend")
def hands_w_back(w, f, lr, steps):
    for _ in range(steps):
        (gradient,) = torch.autograd.grad(f(w), w)
        with torch.no_grad():
            w.sub_(lr * gradient)
    return w


@respells("descend")
def leaves_recording_off(w, f, lr, steps):
    torch.set_grad_enabled(False)
    for _ in range(steps):
        with torch.enable_grad():
            loss = f(w)
        (gradient,) = torch.autograd.grad(loss, w)
        w.sub_(lr * gradient)


@unrelated("descend")
def climbs(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr, maximize=True)
    for _ in range(steps):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()


@unrelated("descend")
def takes_one_step_too_many(w, f, lr, steps):
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps + 1):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()


@unrelated("descend")
def uses_adam(w, f, lr, steps):
    optimizer = torch.optim.Adam([w], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        f(w).backward()
        optimizer.step()


@unrelated("descend")
def forgets_the_learning_rate(w, f, lr, steps):
    for _ in range(steps):
        (gradient,) = torch.autograd.grad(f(w), w)
        with torch.no_grad():
            w -= gradient
