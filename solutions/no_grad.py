"""The teacher's book for 05_autograd/test_no_grad.py."""

import copy

import torch
from torch import nn

from sensei.book import misconception, teach

REQUIRES_GRAD = [True, False, True, False, True, False]

teach(
    "REQUIRES_GRAD",
    hints=[
        "`no_grad` concerns operations: their results have no history. It changes no tensor that is there already.",
        "What you make with `requires_grad=True` is no result of an operation. It gets what you ask for.",
        "After the block recording goes on, but what was not recorded is not recorded later either.",
    ],
    lesson="Inside of `no_grad` results require no grad; leaves keep what they have, and the block ends by itself.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html",
)
misconception(
    "REQUIRES_GRAD",
    [False, False, True, False, True, False],
    "`no_grad` does not touch tensors that are there: `w` requires grad inside of the block, too.",
)
misconception(
    "REQUIRES_GRAD",
    [True, True, True, True, True, False],
    "Inside of the block nothing is recorded, so the result `w * 2` has no history and requires no grad.",
)
misconception(
    "REQUIRES_GRAD",
    [True, False, False, False, True, False],
    "`no_grad` stops recording, not your own wish: a tensor made with `requires_grad=True` requires grad.",
)
misconception(
    "REQUIRES_GRAD",
    [True, False, True, True, True, False],
    "`y` was computed while nothing was recorded, and the end of the block does not bring its history back.",
)
misconception(
    "REQUIRES_GRAD",
    [True, False, True, False, False, False],
    "After the block recording goes on: `w` requires grad, so `y * w` does, too. For it `y` is a constant.",
)
misconception(
    "REQUIRES_GRAD",
    [True, False, True, False, True, True],
    "`w.detach()` has the numbers of `w` and no history. What is computed from it alone has none either.",
)


def predict(f, x):
    with torch.no_grad():
        return f(x)


teach(
    predict,
    hints=[
        "`with torch.no_grad():` switches recording off, and at its end back to what it was.",
        "You may `return` out of a `with` block: it is still closed properly.",
    ],
    lesson="`with torch.no_grad():` puts back what was before, whatever happens inside.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html",
)


@misconception(
    predict,
    "`detach()` came afterwards: everything had been recorded by then. Switch recording off before f runs.",
)
def detaches_afterwards(f, x):
    return f(x).detach()


@misconception(predict, "You switched recording off for the whole program. `with torch.no_grad():` ends by itself.")
def switches_off_for_good(f, x):
    torch.set_grad_enabled(False)
    return f(x)


@misconception(
    predict, "You switched recording on at the end, but the caller may have switched it off. Put back what was before."
)
def always_switches_on(f, x):
    torch.set_grad_enabled(False)
    try:
        return f(x)
    finally:
        torch.set_grad_enabled(True)


@misconception(
    predict,
    "When f raises an error, the line that puts recording back is never reached. Use a `with` block.",
)
def forgets_the_error(f, x):
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    result = f(x)
    torch.set_grad_enabled(before)
    return result


@misconception(
    predict,
    "Recording was on while f ran, and f uses tensors that require grad, whatever x does. The call belongs inside of "
    "`with torch.no_grad():`; without `with` it does nothing.",
)
def detaches_x(f, x):
    return f(x.detach())


@misconception(
    predict,
    "Recording was on while f ran, and f uses tensors that require grad, whatever x does. The call belongs inside of "
    "`with torch.no_grad():`; without `with` it does nothing.",
)
def only_mentions_no_grad(f, x):
    torch.no_grad()
    return f(x)


@misconception(
    predict,
    "You switched `requires_grad` off in the caller's x. It is the recording that is to be off, and x stays as it is.",
)
def freezes_x(f, x):
    x.requires_grad_(False)
    with torch.no_grad():
        return f(x)


FIRST_OF_W = [5, 1, 1, 5, 1, 5]

teach(
    "FIRST_OF_W",
    hints=[
        "`detach()` copies nothing: another tensor, the same memory.",
        "`clone()` copies. It does not matter whether it comes before `detach()` or after it.",
        "`numpy()` shares the memory as well, and so does `.data`. A list of Python holds numbers of its own.",
    ],
    lesson="`detach()`, `.data` and `numpy()` share memory; only `clone()` (or a list) makes a copy.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.detach.html",
)
misconception(
    "FIRST_OF_W",
    [1, 1, 1, 1, 1, 5],
    "`detach()` makes no copy. What you write into it stands in `w`, and the numpy array shares that memory, too.",
)
misconception(
    "FIRST_OF_W",
    [1, 1, 1, 1, 1, 1],
    "Only `clone()` and a list copy. `detach()`, `.data` and `numpy()` share the memory of w.",
)
misconception(
    "FIRST_OF_W",
    [5, 1, 1, 1, 1, 5],
    "`numpy()` copies nothing either: the array and the tensor are two views of one memory.",
)
misconception(
    "FIRST_OF_W",
    [5, 1, 5, 5, 1, 5],
    "The clone comes first in [2]: what is detached, and written into, is the clone.",
)
misconception(
    "FIRST_OF_W",
    [5, 5, 1, 5, 1, 5],
    "The clone comes last in [1], and has memory of its own: what you write into it does not reach `w`.",
)
misconception(
    "FIRST_OF_W",
    [5, 1, 1, 5, 5, 5],
    "`tolist()` makes numbers of Python, and `torch.tensor` always copies: nothing leads back to `w`.",
)
misconception(
    "FIRST_OF_W",
    [5, 1, 1, 5, 1, 1],
    "`.data` is no copy: it shares the memory of `w`, just as `detach()` does.",
)


def snapshot(w):
    return w.detach().clone()


teach(
    snapshot,
    hints=[
        "Two things are needed: memory of its own, and no history. Each takes one method.",
        "`clone()` copies but is recorded. `detach()` has no history but shares the memory.",
        "`w.detach().clone()`",
    ],
    lesson="`w.detach().clone()`: `detach` drops the history, `clone` gives it memory of its own.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.clone.html",
)


@misconception(snapshot, "`detach()` shares the memory of w, so your snapshot changes with it. Clone it as well.")
def only_detaches(w):
    return w.detach()


@misconception(
    snapshot, "`clone()` is an operation that is recorded: the copy requires grad and holds on to the graph. Detach it."
)
def only_clones(w):
    return w.clone()


@misconception(snapshot, "`deepcopy` copies `requires_grad` with the rest, and refuses what is not a leaf.")
def copies_deeply(w):
    return copy.deepcopy(w)


@misconception(
    snapshot,
    "Your copy is float32, whatever `w` is: through a list, or by `.float()`, the dtype is lost. `clone()` keeps it.",
)
def goes_through_a_list(w):
    return torch.tensor(w.tolist())


@misconception(snapshot, "This is no copy but w itself, history and all: what happens to it happens to your snapshot.")
def gives_another_name(w):
    return w


@misconception(
    snapshot, "`detach_()` with its underscore cut the caller's tensor off from its graph. `detach()` leaves it whole."
)
def detaches_the_callers_tensor(w):
    return w.detach_().clone()


@misconception(
    snapshot,
    "You switched `requires_grad` off in w itself: it is never trained again. `detach()` leaves w as it is.",
)
def freezes_the_original(w):
    if w.is_leaf:
        w.requires_grad_(False)
    return w.detach().clone()


def step_in_place(w, lr):
    with torch.no_grad():
        w -= lr * w.grad


teach(
    step_in_place,
    hints=[
        "`w -= lr * w.grad` is the right line. PyTorch says what it dislikes about it.",
        "Inside of `with torch.no_grad():` it may be written.",
    ],
    lesson="A step is written in place and under `no_grad`: the leaf stays a leaf, and no step is part of a graph.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html",
)


@misconception(
    step_in_place,
    "While operations are recorded, nothing may be written into a leaf that requires grad: use `torch.no_grad()`.",
)
def writes_while_recording(w, lr):
    w -= lr * w.grad


@misconception(
    step_in_place,
    "`w = w - …` gives the name w to a new tensor. The caller's w did not move: write in place, `w -= …`.",
)
def names_a_new_tensor(w, lr):
    with torch.no_grad():
        w = w - lr * w.grad


@misconception(
    step_in_place, "`w.data = …` gives w other memory. Write into the memory that it has: `w -= …` under `no_grad`."
)
def swaps_the_memory(w, lr):
    w.data = w - lr * w.grad


@misconception(
    step_in_place, "To get around the error you froze w: it no longer requires grad, and this was its last step."
)
def freezes_the_leaf(w, lr):
    w.requires_grad_(False)
    w -= lr * w.grad


@misconception(
    step_in_place, "Recording stays switched off for the whole program: what comes next has no graph. Use `with`."
)
def leaves_recording_off(w, lr):
    torch.set_grad_enabled(False)
    w -= lr * w.grad


@misconception(step_in_place, "`w.grad.mul_` multiplied the gradient itself by lr. It was to keep its numbers.")
def scales_the_gradient(w, lr):
    with torch.no_grad():
        w -= w.grad.mul_(lr)


@misconception(step_in_place, "This goes uphill: the step is taken away, `-=`.")
def goes_uphill(w, lr):
    with torch.no_grad():
        w += lr * w.grad


@misconception(step_in_place, "w itself has changed, so there is nothing to hand back. Leave the `return` out.")
def hands_w_back(w, lr):
    with torch.no_grad():
        w -= lr * w.grad
    return w


@misconception(
    step_in_place,
    "You switched recording on at the end, but the caller may have switched it off. `with torch.no_grad():` puts back "
    "what was before.",
)
def switches_on_at_the_end(w, lr):
    torch.set_grad_enabled(False)
    w -= lr * w.grad
    torch.set_grad_enabled(True)


GRADIENT_AFTER_CHANGE = ["raises", "raises", "raises", 60, 2]

teach(
    "GRADIENT_AFTER_CHANGE",
    hints=[
        "The gradient of w * w is 2 * w, computed from the w that was saved. It should be 6.",
        "Tensors count their changes. Backward compares the counts, and `detach()` shares the counter of its tensor.",
        "`.data` has a counter of its own. So nobody notices, and the gradient is 2 * 30.",
        "The gradient of w + w is computed from nothing: no w was saved, so no change can spoil it.",
    ],
    lesson="Never write through `.data`: where `no_grad` and `detach` lead to an error, it leads to a wrong gradient.",
    docs="https://docs.pytorch.org/docs/stable/notes/autograd.html#in-place-correctness-checks",
)
misconception(
    "GRADIENT_AFTER_CHANGE",
    ["raises", "raises", "raises", 6, 2],
    "It should be 6, and that is the trouble with `.data`: the saved w was changed unnoticed, and 2 * 30 is computed.",
)
misconception(
    "GRADIENT_AFTER_CHANGE",
    ["raises", "raises", "raises", "raises", 2],
    "A change through `.data` is not counted, so backward cannot notice it: no error, and a wrong gradient.",
)
misconception(
    "GRADIENT_AFTER_CHANGE",
    ["raises", 6, "raises", 60, 2],
    "`no_grad` allows the change, but it is counted: backward finds that the saved w is not what it was, and raises.",
)
misconception(
    "GRADIENT_AFTER_CHANGE",
    ["raises", 60, 60, 60, 2],
    "Changes under `no_grad` and through `detach()` are counted, so backward notices them. Only `.data` hides them.",
)
misconception(
    "GRADIENT_AFTER_CHANGE",
    ["raises", "raises", 6, 60, 2],
    "`detach()` shares the memory, so the saved w did change. It shares the counter as well, so backward raises.",
)
misconception(
    "GRADIENT_AFTER_CHANGE",
    [6, "raises", "raises", 60, 2],
    "Writing into a leaf that requires grad is refused at once, while operations are recorded.",
)
misconception(
    "GRADIENT_AFTER_CHANGE",
    ["raises", "raises", "raises", 60, "raises"],
    "An addition saves none of its inputs: a change of w does not matter to its gradient, 1 for each w.",
)


LAYERS_WITH_GRADIENT = [
    [True, True, True],
    [False, False, True],
    [False, False, True],
    [True, False, True],
    [True, True, True],
]

teach(
    "LAYERS_WITH_GRADIENT",
    hints=[
        "Gradients come from the end, and go back along what was recorded. What lies before a gap gets none.",
        "In [1] and [2] `h` has no history after the second layer. How would a gradient get to the first one?",
        "A layer has no `requires_grad` of its own: its parameters have. In [4] nobody reads the new attribute.",
    ],
    lesson="`no_grad` does not freeze a layer, it cuts off all before it as well; `requires_grad_(False)` freezes.",
    docs="https://docs.pytorch.org/docs/stable/notes/autograd.html#locally-disabling-gradient-computation",
)
misconception(
    "LAYERS_WITH_GRADIENT",
    [[True, True, True], [True, False, True], [False, False, True], [True, False, True], [True, True, True]],
    "`no_grad` does not only freeze the second layer: the way back ends there, and the first one gets nothing either.",
)
misconception(
    "LAYERS_WITH_GRADIENT",
    [[True, True, True], [True, False, True], [True, False, True], [True, False, True], [True, True, True]],
    "Under `no_grad`, and behind `detach()`, the history of `h` is gone: no gradient gets back to the first layer.",
)
misconception(
    "LAYERS_WITH_GRADIENT",
    [[True, True, True], [False, False, True], [True, False, True], [True, False, True], [True, True, True]],
    "`detach()` cuts as `no_grad` does: behind it nothing leads back, neither to the second layer nor to the first.",
)
misconception(
    "LAYERS_WITH_GRADIENT",
    [[True, True, True], [False, False, True], [False, False, True], [False, False, True], [True, True, True]],
    "Frozen parameters get no gradient, but the operation is recorded: the gradient of `h` goes on to the first layer.",
)
misconception(
    "LAYERS_WITH_GRADIENT",
    [[True, True, True], [False, False, True], [False, False, True], [True, False, True], [True, False, True]],
    "A layer has no `requires_grad`: the line only sets a new attribute. `requires_grad_(False)` tells the parameters.",
)
misconception(
    "LAYERS_WITH_GRADIENT",
    [[False, False, True], [False, False, True], [False, False, True], [False, False, True], [False, False, True]],
    "A backward does not stop at the last layer: it goes back through all that was recorded.",
)


def freeze(layer):
    layer.requires_grad_(False)


teach(
    freeze,
    hints=[
        "It is the parameters that require grad. `layer.parameters()` gives them all, also those of inner layers.",
        "`requires_grad_` is a method of tensors, and of layers too: there it goes through all parameters.",
    ],
    lesson="`layer.requires_grad_(False)` freezes all parameters inside, and gradients still pass through the layer.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.requires_grad_",
)


@misconception(
    freeze,
    "The parameters require grad as before: a layer has no attribute `requires_grad`, `eval()` is about dropout and "
    "batch norm, and `detach()` gives other tensors. `requires_grad_(False)` tells the parameters.",
)
def sets_an_attribute(layer):
    layer.requires_grad = False


@misconception(
    freeze, "`no_grad` around the layer cuts off the layers before it as well: they would not be trained any more."
)
def runs_it_under_no_grad(layer):
    layer.forward = torch.no_grad()(layer.forward)


@misconception(
    freeze,
    "The parameters require grad as before: a layer has no attribute `requires_grad`, `eval()` is about dropout and "
    "batch norm, and `detach()` gives other tensors. `requires_grad_(False)` tells the parameters.",
)
def evaluates(layer):
    layer.eval()


@misconception(freeze, "The weights are frozen, but a bias is a parameter too. `layer.parameters()` gives all of them.")
def freezes_the_weight_only(layer):
    for module in layer.modules():
        if hasattr(module, "weight"):
            module.weight.requires_grad = False


@misconception(
    freeze,
    "The parameters require grad as before: a layer has no attribute `requires_grad`, `eval()` is about dropout and "
    "batch norm, and `detach()` gives other tensors. `requires_grad_(False)` tells the parameters.",
)
def detaches_copies(layer):
    for parameter in layer.parameters():
        parameter.detach()


@misconception(
    freeze, "`recurse=False` stops at the layer's own parameters. It may consist of others, and they have theirs."
)
def forgets_inner_layers(layer):
    for parameter in layer.parameters(recurse=False):
        parameter.requires_grad_(False)


@misconception(
    freeze,
    "You replaced the parameters by new tensors. An optimizer still holds the old ones.",
)
def replaces_the_parameters(layer):
    for module in layer.modules():
        for name, parameter in list(module.named_parameters(recurse=False)):
            setattr(module, name, nn.Parameter(parameter.detach().clone(), requires_grad=False))


@misconception(freeze, "The parameters are frozen, but `eval()` has changed the mode of the layer. It was to stay.")
def freezes_and_evaluates(layer):
    layer.requires_grad_(False).eval()


@misconception(freeze, "The layer itself has changed, so there is nothing to hand back. Leave the `return` out.")
def hands_the_layer_back(layer):
    return layer.requires_grad_(False)
