"""The misconceptions of no_grad as other learners would write them, and wrong answers of another kind."""

from copy import deepcopy

import torch
from torch import nn

from sensei.check.respelled import respells, unrelated

respells("REQUIRES_GRAD", [False, False, True, False, True, False], [False, False, False, False, True, False])
respells("REQUIRES_GRAD", [True, True, True, True, True, False], [True, True, True, True, True, True])
respells("REQUIRES_GRAD", [True, False, False, False, True, False], [True, False, False, False, False, False])
respells("REQUIRES_GRAD", [True, False, True, True, True, False], [True, False, True, True, True, True])
respells("REQUIRES_GRAD", [True, False, True, False, False, False], [True, False, True, False, False, True])
unrelated("REQUIRES_GRAD", [True, None, True, None, True, None])
unrelated("REQUIRES_GRAD", ["yes", "no", "yes", "no", "yes", "no"])
unrelated("REQUIRES_GRAD", [True, False, "raises", False, True, False])


@respells("predict")
def detaches_afterwards(f, x):
    prediction = f(x)
    return torch.detach(prediction)


@respells("predict")
def switches_off_for_good(f, x):
    torch.autograd.set_grad_enabled(mode=False)
    prediction = f(x)
    return prediction


@respells("predict")
def always_switches_on(f, x):
    with torch.no_grad():
        prediction = f(x)
    torch.set_grad_enabled(True)
    return prediction


@respells("predict")
def forgets_the_error(f, x):
    was_on = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    prediction = f(x)
    if was_on:
        torch.set_grad_enabled(True)
    return prediction


@respells("predict")
def detaches_x(f, x):
    constant = x.detach().clone()
    return f(constant)


@respells("predict")
def only_mentions_no_grad(f, x):
    torch.no_grad()
    prediction = f(x)
    return prediction


@respells("predict")
def freezes_x(f, x):
    with torch.no_grad():
        x.requires_grad = False
        prediction = f(x)
    return prediction


@unrelated("predict")
def calls_f_twice(f, x):
    with torch.no_grad():
        f(x)
        return f(x)


@unrelated("predict")
def swallows_the_error(f, x):
    try:
        with torch.no_grad():
            return f(x)
    except Exception:
        return None


@unrelated("predict")
def lets_the_result_require_grad(f, x):
    with torch.no_grad():
        prediction = f(x)
    return prediction.requires_grad_()


@unrelated("predict")
def forgets_to_return(f, x):
    with torch.no_grad():
        f(x)


respells("FIRST_OF_W", [1, 1, 1, 1, 1, 5], [1, 1, 1, 1, 5, 5])
respells("FIRST_OF_W", [1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 5, 1])
respells("FIRST_OF_W", [5, 1, 1, 1, 1, 5], [5, 1, 1, 1, 1, 1])
respells("FIRST_OF_W", [5, 1, 5, 5, 1, 5], [5, 1, 5, 5, 5, 5])
respells("FIRST_OF_W", [5, 5, 1, 5, 1, 5], [5, 5, 5, 5, 1, 5])
respells("FIRST_OF_W", [5, 1, 1, 5, 5, 5], [5, 1, 1, 5, 5, 1])
unrelated("FIRST_OF_W", [5, 1, 1, "raises", 1, 5])
unrelated("FIRST_OF_W", [5, 2, 2, 5, 2, 5])
unrelated("FIRST_OF_W", [5, 1, 1, 5, None, 5])
unrelated("FIRST_OF_W", ["raises", 1, 1, "raises", 1, 5])


@respells("snapshot")
def only_detaches(w):
    copy = torch.detach(w)
    return copy


@respells("snapshot")
def only_clones(w):
    return torch.clone(w)


@respells("snapshot")
def copies_deeply(w):
    best = deepcopy(w)
    return best


@respells("snapshot")
def goes_through_a_list(w):
    numbers = w.detach().tolist()
    return torch.tensor(data=numbers)


@respells("snapshot")
def gives_another_name(w):
    best = w
    return best


@respells("snapshot")
def detaches_the_callers_tensor(w):
    w.detach_()
    return torch.clone(w)


@respells("snapshot")
def freezes_the_original(w):
    if w.grad_fn is None:
        w.requires_grad = False
    return torch.clone(w).detach()


@unrelated("snapshot")
def lets_the_copy_require_grad(w):
    return w.detach().clone().requires_grad_()


@unrelated("snapshot")
def copies_the_shape_only(w):
    return torch.zeros_like(w)


@unrelated("snapshot")
def makes_an_array(w):
    return w.detach().clone().numpy()


@unrelated("snapshot")
def flattens_the_copy(w):
    return w.detach().clone().flatten()


@respells("step_in_place")
def writes_while_recording(w, lr):
    step = w.grad * lr
    w.sub_(step)


@respells("step_in_place")
def names_a_new_tensor(w, lr):
    step = w.grad * lr
    with torch.no_grad():
        w = torch.sub(w, step)


@respells("step_in_place")
def swaps_the_memory(w, lr):
    stepped = (w - lr * w.grad).detach()
    w.data = stepped


@respells("step_in_place")
def freezes_the_leaf(w, lr):
    w.requires_grad = False
    w.sub_(w.grad, alpha=lr)


@respells("step_in_place")
def leaves_recording_off(w, lr):
    torch.no_grad().__enter__()
    w.sub_(lr * w.grad)


@respells("step_in_place")
def scales_the_gradient(w, lr):
    with torch.no_grad():
        w.grad *= lr
        w -= w.grad


@respells("step_in_place")
def goes_uphill(w, lr):
    w.data.add_(w.grad, alpha=lr)


@respells("step_in_place")
def hands_w_back(w, lr):
    with torch.no_grad():
        return w.sub_(w.grad * lr)


@respells("step_in_place")
def switches_on_at_the_end(w, lr):
    with torch.no_grad():
        w.sub_(lr * w.grad)
    torch.set_grad_enabled(True)


@unrelated("step_in_place")
def clears_the_gradient_too(w, lr):
    with torch.no_grad():
        w -= lr * w.grad
    w.grad.zero_()


@unrelated("step_in_place")
def forgets_the_learning_rate(w, lr):
    with torch.no_grad():
        w -= w.grad


@unrelated("step_in_place")
def writes_the_step_itself(w, lr):
    with torch.no_grad():
        w.copy_(lr * w.grad)


@unrelated("step_in_place")
def shrinks_w(w, lr):
    with torch.no_grad():
        w -= lr * w


respells("GRADIENT_AFTER_CHANGE", ["raises", "raises", "raises", 6, 2], ["raises", "raises", "raises", 6, "raises"])
respells(
    "GRADIENT_AFTER_CHANGE",
    ["raises", "raises", "raises", "raises", 2],
    ["raises", "raises", "raises", "raises", "raises"],
)
respells("GRADIENT_AFTER_CHANGE", ["raises", 6, "raises", 60, 2], ["raises", 6, 6, 60, 2])
respells("GRADIENT_AFTER_CHANGE", ["raises", 60, 60, 60, 2], ["raises", 60, 60, 60, 20])
respells("GRADIENT_AFTER_CHANGE", ["raises", "raises", 6, 60, 2], ["raises", "raises", 6, 6, 2])
respells("GRADIENT_AFTER_CHANGE", [6, "raises", "raises", 60, 2], [6, 6, "raises", 60, 2])
unrelated("GRADIENT_AFTER_CHANGE", ["raises", "raises", "raises", 30, 2])
unrelated("GRADIENT_AFTER_CHANGE", ["raises", "raises", "raises", 600, 2])
unrelated("GRADIENT_AFTER_CHANGE", ["raises", "raises", "raises", 60, 1])
unrelated("GRADIENT_AFTER_CHANGE", ["error", "error", "error", 60, 2])


ALL, LAST, BUT_SECOND = [True, True, True], [False, False, True], [True, False, True]

respells(
    "LAYERS_WITH_GRADIENT",
    [ALL, BUT_SECOND, LAST, BUT_SECOND, ALL],
    [ALL, BUT_SECOND, LAST, BUT_SECOND, BUT_SECOND],
)
respells(
    "LAYERS_WITH_GRADIENT",
    [ALL, BUT_SECOND, BUT_SECOND, BUT_SECOND, ALL],
    [ALL, BUT_SECOND, BUT_SECOND, BUT_SECOND, BUT_SECOND],
)
respells("LAYERS_WITH_GRADIENT", [ALL, LAST, BUT_SECOND, BUT_SECOND, ALL], [ALL, LAST, BUT_SECOND, LAST, ALL])
respells("LAYERS_WITH_GRADIENT", [ALL, LAST, LAST, LAST, ALL], [ALL, LAST, LAST, LAST, BUT_SECOND])
respells("LAYERS_WITH_GRADIENT", [LAST, LAST, LAST, LAST, LAST], [LAST, [False, False, False], LAST, LAST, LAST])
unrelated("LAYERS_WITH_GRADIENT", [ALL, [True, False, False], [True, False, False], BUT_SECOND, ALL])
unrelated("LAYERS_WITH_GRADIENT", [ALL, [False, False, False], LAST, BUT_SECOND, ALL])
unrelated("LAYERS_WITH_GRADIENT", [ALL, LAST, LAST, ALL, ALL])
unrelated("LAYERS_WITH_GRADIENT", [[True, True, False], LAST, LAST, BUT_SECOND, ALL])


@respells("freeze")
def sets_an_attribute(layer):
    for module in layer.modules():
        module.requires_grad = False


@respells("freeze")
def runs_it_under_no_grad(layer):
    forward = layer.forward

    def without_recording(x):
        with torch.no_grad():
            return forward(x)

    layer.forward = without_recording


@respells("freeze")
def evaluates(layer):
    layer.train(False)


@respells("freeze")
def freezes_the_weight_only(layer):
    for name, parameter in layer.named_parameters():
        if name.endswith("weight"):
            parameter.requires_grad_(False)


@respells("freeze")
def detaches_copies(layer):
    for _, parameter in layer.named_parameters():
        parameter = parameter.detach()


@respells("freeze")
def forgets_inner_layers(layer):
    for _, parameter in layer.named_parameters(recurse=False):
        parameter.requires_grad = False


@respells("freeze")
def replaces_the_parameters(layer):
    for module in layer.modules():
        for name, old in list(module._parameters.items()):
            if old is not None:
                module._parameters[name] = nn.Parameter(old.data.clone(), requires_grad=False)


@respells("freeze")
def freezes_and_evaluates(layer):
    layer.eval()
    for parameter in layer.parameters():
        parameter.requires_grad = False


@respells("freeze")
def hands_the_layer_back(layer):
    for parameter in layer.parameters():
        parameter.requires_grad_(False)
    return layer


@unrelated("freeze")
def freezes_the_bias_only(layer):
    for name, parameter in layer.named_parameters():
        if name.endswith("bias"):
            parameter.requires_grad = False


@unrelated("freeze")
def freezes_and_switches_to_training(layer):
    layer.requires_grad_(False).train()


@unrelated("freeze")
def freezes_the_first_parameter_only(layer):
    next(layer.parameters()).requires_grad_(False)


@unrelated("freeze")
def clears_the_numbers_too(layer):
    for parameter in layer.requires_grad_(False).parameters():
        parameter.zero_()
