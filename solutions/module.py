"""The teacher's book for 04_neural_networks/test_module.py."""

import copy
from itertools import pairwise

import torch
from torch import nn
from torch.nn import functional as F

from sensei.book import misconception, teach


class Scale(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor


teach(
    Scale,
    hints=[
        "`__init__` has two lines: `super().__init__()`, and one that keeps the factor in an attribute.",
        "`forward` returns x times that attribute. You never call it yourself: `Scale(3)(x)` does.",
    ],
    lesson="A module is `super().__init__()`, what it keeps, and `forward`; calling it is what `nn.Module` gives you.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
)


@misconception(
    Scale,
    "`super().__init__()` is missing. Without it this module can be made, but not called: there is no place for hooks.",
)
class ForgetsSuper(nn.Module):
    def __init__(self, factor):
        self.factor = factor

    def forward(self, x):
        return x * self.factor


@misconception(
    Scale,
    "You wrote `__call__`, and so replaced the one of `nn.Module`, which runs the hooks. Call your method `forward`.",
)
class WritesCall(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def __call__(self, x):
        return x * self.factor


@misconception(
    Scale,
    "The factor became an `nn.Parameter`, so an optimiser would train it. A plain attribute stays as it is.",
)
class TrainsTheFactor(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = nn.Parameter(torch.tensor(float(factor)))

    def forward(self, x):
        return x * self.factor


@misconception(Scale, "`*=` and `mul_` change the tensor of the caller. `x * self.factor` makes a new one.")
class ScalesInPlace(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        x *= self.factor
        return x


@misconception(Scale, "`forward` returns nothing: the `return` is missing.")
class ReturnsNothing(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        x * self.factor


@misconception(Scale, "This is no `nn.Module`: write `class Scale(nn.Module)`, or no other module can hold it.")
class IsNoModule:
    def __init__(self, factor):
        self.factor = factor

    def __call__(self, x):
        return x * self.factor


@misconception(Scale, "`torch.tensor([factor])` has the shape (1,), and so has a single number multiplied by it.")
class MakesAVectorOfTheFactor(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = torch.tensor([factor])

    def forward(self, x):
        return x * self.factor


@misconception(Scale, "`x.double()` makes the result float64. x is float32, and so should the result be.")
class GivesFloat64(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x.double() * self.factor


@misconception(
    Scale,
    "`detach()`, `.data` and `torch.no_grad()` cut the graph here: what comes before this module is not trained.",
)
class CutsTheGraph(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x.detach() * self.factor


HOOK_RUNS = [True, False, True, True]

teach(
    "HOOK_RUNS",
    hints=[
        "Calling a module runs its `forward` and then its hooks. Calling `forward` runs `forward` and nothing else.",
        "The hook belongs to the layer, not to the model. Ask each time: is the layer called, or only its `forward`?",
    ],
    lesson="Call the module, `model(x)`: `model.forward(x)` gives the same numbers and silently skips its own hooks.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.register_forward_hook",
)
misconception(
    "HOOK_RUNS",
    [True, True, True, True],
    "`layer.forward(x)` only runs what `forward` says. The hooks are run by the call around it, `layer(x)`.",
)
misconception(
    "HOOK_RUNS",
    [True, False, True, False],
    "`model.forward(x)` skips the hooks of the model. But in there the layer is called, and the layer runs its own.",
)
misconception(
    "HOOK_RUNS",
    [True, False, False, False],
    "A hook runs whenever its module is called, also when another module calls it.",
)
misconception(
    "HOOK_RUNS",
    [False, True, False, True],
    "It is the call that runs the hooks, `layer(x)`. `forward` alone does not.",
)


class NeuralNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.linear_relu_stack = nn.Sequential(
            nn.Linear(28 * 28, 512),
            nn.ReLU(),
            nn.Linear(512, 512),
            nn.ReLU(),
            nn.Linear(512, 10),
        )

    def forward(self, x):
        return self.linear_relu_stack(self.flatten(x))


teach(
    NeuralNetwork,
    hints=[
        "First `super().__init__()`, then keep the layers: `self.flatten = nn.Flatten()` and an `nn.Sequential`.",
        "In the `Sequential`: Linear, ReLU, Linear, ReLU, Linear. Nothing after the last one: logits may be negative.",
        "`forward` flattens x and gives that to the `Sequential`: `return self.linear_relu_stack(self.flatten(x))`.",
    ],
    lesson="Layers are made once, in `__init__`, where the module finds their parameters; `forward` only uses them.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/buildmodel_tutorial.html",
)


def _layers():
    return [nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10)]


@misconception(
    NeuralNetwork,
    "`super().__init__()` has to come first: it makes the places in which a module keeps its layers.",
)
class NetworkForgetsSuper(nn.Module):
    def __init__(self):
        self.layers = nn.Sequential(*_layers())

    def forward(self, x):
        return self.layers(x)


@misconception(
    NeuralNetwork,
    "The layers are made in `forward`: new ones, with new random numbers, at each call. Nothing is left to train. "
    "Make them in `__init__`.",
)
class MakesLayersInForward(nn.Module):
    def __init__(self):
        super().__init__()

    def forward(self, x):
        return nn.Sequential(*_layers())(x)


@misconception(
    NeuralNetwork,
    "There is a ReLU after the last layer, so no logit is ever negative. The last layer is linear.",
)
class EndsWithReLU(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*_layers(), nn.ReLU())

    def forward(self, x):
        return self.layers(x)


@misconception(
    NeuralNetwork,
    "There is a softmax at the end, so probabilities come out. Logits were asked for, and the loss wants them too.",
)
class EndsWithSoftmax(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*_layers(), nn.Softmax(dim=1))

    def forward(self, x):
        return self.layers(x)


@misconception(
    NeuralNetwork,
    "One of the two ReLUs is missing. The shapes stay right without it, but two linear layers in a row are only one.",
)
class HasOneReLU(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*_layers()[:4], nn.Linear(512, 10))

    def forward(self, x):
        return self.layers(x)


@misconception(
    NeuralNetwork,
    "The images are not flattened. A linear layer looks at the last dimension only, and that has 28 numbers, not 784.",
)
class ForgetsToFlatten(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*_layers()[1:])

    def forward(self, x):
        return self.layers(x)


@misconception(
    NeuralNetwork,
    "`x.flatten()` flattens the whole batch into one row. Begin at dimension 1: `x.flatten(1)`, or `nn.Flatten()`.",
)
class FlattensTheBatch(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*_layers()[1:])

    def forward(self, x):
        return self.layers(x.flatten())


@misconception(
    NeuralNetwork,
    "`squeeze()` also removes the batch dimension when there is a single image, and 28 * 28 numbers never meet.",
)
class SqueezesTheBatch(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*_layers())

    def forward(self, x):
        return self.layers(x.squeeze())


@misconception(
    NeuralNetwork,
    "`no_grad` and `detach` cut the network off, and it can't be trained. Whoever calls it decides on that.",
)
class RecordsNothing(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*_layers())

    def forward(self, x):
        with torch.no_grad():
            return self.layers(x)


NUMBERS_TO_LEARN = 784 * 512 + 512 + 512 * 512 + 512 + 512 * 10 + 10

teach(
    "NUMBERS_TO_LEARN",
    hints=[
        "A layer from n to m has n * m weights. And how many biases?",
        "784 * 512 + 512 for the first. Do the same for the other two and add them up.",
    ],
    lesson="`nn.Linear(n, m)` learns n * m + m numbers; this small network learns 669,706 of them.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html",
)
misconception(
    "NUMBERS_TO_LEARN",
    784 * 512 + 512 * 512 + 512 * 10,
    "Those are the weights. Each layer also has a bias for each number that comes out of it: 512 + 512 + 10 more.",
)
misconception("NUMBERS_TO_LEARN", 6, "There are 6 parameter tensors. The question was how many numbers are in them.")
misconception(
    "NUMBERS_TO_LEARN",
    784 * 512 + 784 + 512 * 512 + 512 + 512 * 10 + 512,
    "There is one bias for each number that comes out of a layer, not for each that goes in: 512, 512 and 10.",
)
misconception(
    "NUMBERS_TO_LEARN",
    784 + 512 + 512 + 10,
    "Every number that comes out depends on every one that goes in, each with a weight: n * m, not n + m.",
)


misconception("NUMBERS_TO_LEARN", 669706.0, "The number is right, but a count is an int: 669706, without a point.")


def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


teach(
    count_parameters,
    hints=[
        "`model.parameters()` gives all parameter tensors, also those of the parts of parts, and each only once.",
        "`numel()` says how many numbers a tensor has. `sum` adds them up, and is 0 if there are none.",
    ],
    lesson="`parameters()` goes through all parts and gives each parameter once; `state_dict()` holds more than that.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.parameters",
)


@misconception(count_parameters, "That counts the tensors. How many numbers one holds is its `numel()`.")
def counts_tensors(model):
    return len(list(model.parameters()))


@misconception(
    count_parameters,
    "`len(parameter)` is only the first size of a tensor. `numel()` is all of them multiplied.",
)
def counts_rows(model):
    return sum(len(parameter) for parameter in model.parameters())


@misconception(
    count_parameters,
    "Only the trainable ones are counted here. A frozen parameter is still a parameter of the model.",
)
def counts_trainable_ones(model):
    return sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


@misconception(
    count_parameters,
    "`state_dict()` also holds the statistics of a batch norm, and it holds what is shared once for each of its names.",
)
def counts_what_is_saved(model):
    return sum(tensor.numel() for tensor in model.state_dict().values())


@misconception(
    count_parameters,
    "The biases are parameters as well: `parameters()` gives them beside the weights.",
)
def counts_weights_only(model):
    return sum(parameter.numel() for name, parameter in model.named_parameters() if "weight" in name)


@misconception(
    count_parameters,
    "`recurse=False` leaves out the parts. Their parameters belong to the model, however deep they are.",
)
def stays_at_the_surface(model):
    return sum(parameter.numel() for parameter in model.parameters(recurse=False))


@misconception(
    count_parameters,
    "This looks at the layers of the model, but not at the layers inside of those. `parameters()` goes all the way.",
)
def goes_one_level_down(model):
    own = [parameter for part in model.children() for parameter in part.parameters(recurse=False)]
    return sum(parameter.numel() for parameter in [*model.parameters(recurse=False), *own])


@misconception(
    count_parameters,
    "Going through the modules one by one meets a shared parameter more than once. `model.parameters()` does not.",
)
def counts_shared_ones_twice(model):
    return sum(p.numel() for module in model.modules() for p in module.parameters(recurse=False))


@misconception(
    count_parameters,
    "A weight may have more than two dimensions, as that of `nn.Conv2d` has. `parameter.numel()` multiplies all sizes.",
)
def multiplies_two_sizes(model):
    shapes = [parameter.shape for parameter in model.parameters()]
    return sum(shape[0] * shape[1] if len(shape) > 1 else shape[0] for shape in shapes)


@misconception(count_parameters, "The count is right, but it is a tensor. An int was asked for: `.item()`, or `sum`.")
def gives_a_tensor(model):
    return torch.tensor([parameter.numel() for parameter in model.parameters()], dtype=torch.int64).sum()


PARAMETER_NAMES = ["body.1.weight", "body.1.bias", "body.3.weight", "body.3.bias", "head.weight"]

teach(
    "PARAMETER_NAMES",
    hints=[
        "The parts of `TwoParts` are `body` and `head`. `body` has parts of its own, with the numbers 0 to 3.",
        "`nn.Flatten` and `nn.ReLU` have no parameters, but they do have a number. And the head has no bias.",
    ],
    lesson="A parameter's name is the way to it, such as `body.1.weight`; a saved model is a dict with these names.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.named_parameters",
)
misconception(
    "PARAMETER_NAMES",
    ["body.0.weight", "body.0.bias", "body.1.weight", "body.1.bias", "head.weight"],
    "`Flatten` and `ReLU` have no parameters, but they take the numbers 0 and 2: the linear layers are 1 and 3.",
)
misconception(
    "PARAMETER_NAMES",
    ["body.1.weight", "body.1.bias", "body.3.weight", "body.3.bias", "head.weight", "head.bias"],
    "The head was made with `bias=False`: it has no such parameter.",
)
misconception(
    "PARAMETER_NAMES",
    ["body.weight", "body.bias", "head.weight"],
    "`body` is no layer but four of them: the number of the layer belongs to the name, as in `body.1.weight`.",
)
misconception(
    "PARAMETER_NAMES",
    ["1.weight", "1.bias", "3.weight", "3.bias", "weight"],
    "A name begins with the attribute in which the network keeps the part: `body.1.weight`, `head.weight`.",
)
misconception(
    "PARAMETER_NAMES",
    ["body.2.weight", "body.2.bias", "body.4.weight", "body.4.bias", "head.weight"],
    "The parts of a `Sequential` count from 0: `Flatten` is 0, and the first linear layer is 1.",
)
misconception(
    "PARAMETER_NAMES",
    ["body[1].weight", "body[1].bias", "body[3].weight", "body[3].bias", "head.weight"],
    "`body[1]` is how you reach the layer in Python. In the name it is a dot: `body.1.weight`.",
)

PRINTED_NAMES = ["last", "first"]

teach(
    "PRINTED_NAMES",
    hints=[
        "`print` shows the modules that the network knows as its parts, and nothing else.",
        "A list is no module, and a parameter is none. `print` does not read `forward` at all.",
    ],
    lesson="`print(model)` shows the registered modules, in the order of `__init__`; it knows nothing of `forward`.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
)
misconception(
    "PRINTED_NAMES",
    ["first", "last"],
    "`print` does not look into `forward`: parts are shown in the order in which `__init__` makes them.",
)
misconception(
    "PRINTED_NAMES",
    ["last", "first", "others"],
    "The layer in the plain list is not registered: no module knows of it. It is not shown, not trained and not saved.",
)
misconception(
    "PRINTED_NAMES",
    ["last", "first", "scale"],
    "`scale` is a parameter of the network, but no module. `print` shows modules.",
)
misconception(
    "PRINTED_NAMES",
    ["last", "first", "others", "scale"],
    "`print` shows modules only: no parameter, and no layer that stands in a plain list.",
)
misconception(
    "PRINTED_NAMES",
    ["first", "relu", "others", "last"],
    "That is what `forward` does. `print` does not know it: it shows the modules that `__init__` registered.",
)


class Residual(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return x + self.block(x)


teach(
    Residual,
    hints=[
        "A module that is assigned to an attribute becomes a part, with the name of the attribute.",
        "`self.block = block` in `__init__`, and in `forward` call it: `self.block(x)`.",
    ],
    lesson="A module assigned to an attribute is registered: its parameters, its name and its hooks come with it.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html",
)


@misconception(
    Residual,
    "The module knows nothing of the block, for it looks neither into lists nor functions: `self.block = block`.",
)
class KeepsTheBlockInAList(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.parts = [block]

    def forward(self, x):
        return x + self.parts[0](x)


@misconception(
    Residual,
    "`self.block.forward(x)` skips the hooks of the block. Call the block itself: `self.block(x)`.",
)
class CallsForward(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return x + self.block.forward(x)


@misconception(Residual, "`x += …` writes into the tensor of the caller. `x + …` makes a new one.")
class AddsInPlace(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        x += self.block(x)
        return x


@misconception(
    Residual,
    "The attribute gives the part its name: keep the block as `self.block`, then its weight is `block.weight`.",
)
class NamesItOtherwise(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.layer = block

    def forward(self, x):
        return x + self.layer(x)


@misconception(
    Residual,
    "A copy has parameters of its own: what is trained here does not reach the block of the caller.",
)
class CopiesTheBlock(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = copy.deepcopy(block)

    def forward(self, x):
        return x + self.block(x)


@misconception(Residual, "That is what the block gives. The input is to be added to it.")
class ForgetsTheInput(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return self.block(x)


@misconception(
    Residual,
    "`y += x` writes into what the block gave. The block may still need that, or it may be the tensor of the caller.",
)
class AddsIntoTheOutput(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        y = self.block(x)
        y += x
        return y


@misconception(
    Residual, "`detach()` behind the block cuts it off: no gradient reaches its parameters, and none is trained."
)
class CutsTheBlockOff(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return x + self.block(x).detach()


@misconception(
    Residual, "The way past the block is what a residual is for: with `x.detach()` no gradient takes it any more."
)
class CutsTheWayPast(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return x.detach() + self.block(x)


@misconception(
    Residual,
    "`__call__` belongs to `nn.Module`: it calls `forward` and the hooks. With one of your own the hooks never run.",
)
class WritesItsOwnCall(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def __call__(self, x):
        return x + self.block(x)


class Stack(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in pairwise(sizes))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


teach(
    Stack,
    hints=[
        "There is a layer for each pair of neighbours in `sizes`. `itertools.pairwise(sizes)` gives these pairs.",
        "Keep the layers in `nn.ModuleList([...])`: it is used like a list, and its modules are registered.",
        "In `forward`: `x = F.relu(layer(x))` for all layers but the last, and then the last one without it.",
    ],
    lesson="Layers in a plain list work, but are not trained, moved or saved; an `nn.ModuleList` registers them.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html",
)


@misconception(
    Stack,
    "The layers stand in a plain list, where the module does not find them: it computes well, but `parameters()` is "
    "empty, so nothing is trained, moved or saved. `nn.ModuleList` is the list that registers.",
)
class KeepsAPlainList(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


@misconception(Stack, "There is a ReLU after the last layer as well, so no negative number ever comes out.")
class BendsTheLastOne(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in pairwise(sizes))

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(x))
        return x


@misconception(Stack, "The ReLU between the layers is missing, and without it all of them are no more than one.")
class NeverBends(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.Sequential(*(nn.Linear(n, m) for n, m in pairwise(sizes)))

    def forward(self, x):
        return self.layers(x)


@misconception(
    Stack,
    "Two layers of the same sizes are still two layers. Here one is used again and again, with the same numbers.",
)
class UsesOneLayerAgain(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        layers = {(n, m): nn.Linear(n, m) for n, m in pairwise(sizes)}
        self.layers = nn.ModuleList(layers[n, m] for n, m in pairwise(sizes))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


@misconception(
    Stack,
    "`self.layer = …` in a loop replaces the layer before it, and only the last one is left. Use an `nn.ModuleList`.",
)
class KeepsTheLastOnly(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        for n, m in pairwise(sizes):
            self.layer = nn.Linear(n, m)

    def forward(self, x):
        return self.layer(x)


@misconception(Stack, "`pop` takes the sizes out of the list of the caller, who still needs it.")
class TakesTheSizesAway(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList()
        while len(sizes) > 1:
            self.layers.append(nn.Linear(sizes.pop(0), sizes[0]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


AFTER_TO = (torch.float64, torch.float32, True)

teach(
    "AFTER_TO",
    hints=[
        "A tensor keeps its dtype for good, so `x.to` can only give another tensor. Who keeps that one here?",
        "A module is a container: `to` puts changed parameters into it and returns the module itself.",
    ],
    lesson="`module.to(…)` changes the module and returns it; `x = x.to(…)` needs the assignment.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.to",
)
misconception(
    "AFTER_TO",
    (torch.float64, torch.float64, True),
    "The module has changed, but a tensor does not: `x.to` returned a new one, and nobody kept it.",
)
misconception(
    "AFTER_TO",
    (torch.float32, torch.float32, False),
    "For the tensor that is so. But a module is changed in place by `to`, and returned itself.",
)
misconception(
    "AFTER_TO",
    (torch.float64, torch.float32, False),
    "The module is changed in place, and what `to` returns is that same module: no copy is made.",
)
misconception(
    "AFTER_TO",
    (torch.float32, torch.float64, False),
    "It is the other way round: the module changes, the tensor does not.",
)


def random_logits(model, count, device):
    images = torch.rand(count, 28, 28, device=device)
    return model.to(device)(images)


teach(
    random_logits,
    hints=[
        "Two things have to be on `device`: the model and the images. A module is moved with `to`, in place.",
        "`torch.rand` takes `device=…` like all functions that make tensors.",
    ],
    lesson="Move the model with `model.to(device)`, and make its inputs there: `torch.rand(…, device=device)`.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/buildmodel_tutorial.html",
)


@misconception(
    random_logits,
    "The images are on the CPU when the model gets them. Make them with `device=device`. (`images.to(device)` alone, "
    "with its result thrown away, changes nothing.)",
)
def leaves_the_images_behind(model, count, device):
    images = torch.rand(count, 28, 28)
    return model.to(device)(images)


@misconception(
    random_logits,
    "The images are on the device, but the model is not: call `model.to(device)`.",
)
def leaves_the_model_behind(model, count, device):
    images = torch.rand(count, 28, 28, device=device)
    return model(images)


@misconception(
    random_logits,
    "The images are on the CPU when the model gets them. Make them with `device=device`. (`images.to(device)` alone, "
    "with its result thrown away, changes nothing.)",
)
def moves_the_images_like_a_module(model, count, device):
    images = torch.rand(count, 28, 28)
    model.to(device)
    images.to(device)
    return model(images)


@misconception(
    random_logits,
    "The images are made on the CPU and then sent over, byte by byte. With `device=device` they are made where they "
    "are needed.",
)
def makes_the_images_elsewhere(model, count, device):
    images = torch.rand(count, 28, 28).to(device)
    return model.to(device)(images)


@misconception(
    random_logits,
    "A copy of the model was moved, and the model of the caller is where it was. `to` moves a module in place.",
)
def moves_a_copy(model, count, device):
    images = torch.rand(count, 28, 28, device=device)
    return copy.deepcopy(model).to(device)(images)


@misconception(
    random_logits,
    "The logits were brought back to the CPU. Whoever wants them there can do so; here they stay on the device.",
)
def brings_the_logits_back(model, count, device):
    images = torch.rand(count, 28, 28, device=device)
    return model.to(device)(images).cpu()


@misconception(
    random_logits,
    "`randn` draws from the normal distribution, which has negative numbers. `rand` gives numbers from 0 to 1.",
)
def draws_negative_numbers(model, count, device):
    images = torch.randn(count, 28, 28, device=device)
    return model.to(device)(images)
