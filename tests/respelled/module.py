"""The misconceptions of module as other learners would write them, and wrong answers of another kind."""

import copy

import torch
from torch import nn
from torch.nn import functional as F

from sensei.check.respelled import respells, unrelated


@respells("Scale")
class ForgetsSuper(nn.Module):
    def __init__(self, factor):
        self.scale = factor

    def forward(self, x):
        return torch.mul(x, self.scale)


@respells("Scale")
class WritesCall(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.multiplier = factor

    def __call__(self, x):
        return torch.mul(x, self.multiplier)


@respells("Scale")
class TrainsTheFactor(nn.Module):
    def __init__(self, factor):
        super().__init__()
        value = torch.tensor(factor, dtype=torch.float32)
        self.register_parameter("factor", nn.Parameter(value))

    def forward(self, x):
        return torch.mul(self.factor, x)


@respells("Scale")
class ScalesInPlace(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.f = factor

    def forward(self, x):
        return x.mul_(self.f)


@respells("Scale")
class ReturnsNothing(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.f = factor

    def forward(self, x):
        result = torch.mul(x, self.f)  # noqa: F841


@respells("Scale")
class IsNoModule:
    def __init__(self, factor):
        self.f = factor

    def forward(self, x):
        return x * self.f

    def __call__(self, x):
        return self.forward(x)


@respells("Scale")
class MakesAVectorOfTheFactor(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = torch.full((1,), factor)

    def forward(self, x):
        return torch.mul(x, self.factor)


@respells("Scale")
class GivesFloat64(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.f = factor

    def forward(self, x):
        return x.to(torch.float64) * self.f


@respells("Scale")
class CutsTheGraph(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.f = factor

    def forward(self, x):
        with torch.no_grad():
            result = x * self.f
        return result


@unrelated("Scale")
class AddsTheFactor(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x + self.factor


@unrelated("Scale")
class DividesByTheFactor(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x / self.factor


@unrelated("Scale")
class RoundsTheFactor(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = int(factor)

    def forward(self, x):
        return x * self.factor


@unrelated("Scale")
class MisspellsForward(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor

    def foward(self, x):
        return x * self.factor


@unrelated("Scale")
class ForgetsToKeepTheFactor(nn.Module):
    def __init__(self, factor):
        super().__init__()

    def forward(self, x):
        return x * self.factor


@unrelated("Scale")
class MisspellsInit(nn.Module):
    def _init_(self, factor):
        super().__init__()
        self.factor = factor

    def forward(self, x):
        return x * self.factor


respells("HOOK_RUNS", [True, True, True, True], [True, True, True, False])
respells("HOOK_RUNS", [True, False, True, False], [False, False, True, False])
respells("HOOK_RUNS", [True, False, False, False], [False, False, False, False])
respells("HOOK_RUNS", [False, True, False, True], [False, True, False, False])
unrelated("HOOK_RUNS", [True, False, True])
unrelated("HOOK_RUNS", ["hook", "", "hook", "hook"])


class _Network(nn.Module):
    """The three layers, each an attribute of its own."""

    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.first = nn.Linear(28 * 28, 512)
        self.second = nn.Linear(512, 512)
        self.last = nn.Linear(512, 10)

    def forward(self, x):
        x = F.relu(self.first(self.flatten(x)))
        x = F.relu(self.second(x))
        return self.last(x)


@respells("NeuralNetwork")
class NetworkForgetsSuper(nn.Module):
    def __init__(self):
        self.first = nn.Linear(28 * 28, 512)
        self.second = nn.Linear(512, 512)
        self.last = nn.Linear(512, 10)

    def forward(self, x):
        x = F.relu(self.first(x.flatten(1)))
        x = F.relu(self.second(x))
        return self.last(x)


@respells("NeuralNetwork")
class MakesLayersInForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()

    def forward(self, x):
        x = self.flatten(x)
        x = F.relu(nn.Linear(28 * 28, 512)(x))
        x = F.relu(nn.Linear(512, 512)(x))
        return nn.Linear(512, 10)(x)


@respells("NeuralNetwork")
class EndsWithReLU(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(28 * 28, 512)
        self.second = nn.Linear(512, 512)
        self.last = nn.Linear(512, 10)

    def forward(self, x):
        x = x.flatten(start_dim=1)
        for layer in [self.first, self.second, self.last]:
            x = torch.relu(layer(x))
        return x


@respells("NeuralNetwork")
class EndsWithSoftmax(_Network):
    def forward(self, x):
        logits = super().forward(x)
        return F.softmax(logits, dim=1)


@respells("NeuralNetwork")
class HasOneReLU(_Network):
    def forward(self, x):
        x = torch.relu(self.first(self.flatten(x)))
        x = self.second(x)
        return self.last(x)


@respells("NeuralNetwork")
class ForgetsToFlatten(_Network):
    def forward(self, x):
        x = torch.relu(self.first(x))
        x = torch.relu(self.second(x))
        return self.last(x)


@respells("NeuralNetwork")
class FlattensTheBatch(_Network):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten(0)


@respells("NeuralNetwork")
class SqueezesTheBatch(_Network):
    def forward(self, x):
        images = torch.squeeze(x)
        return super().forward(images)


@respells("NeuralNetwork")
class RecordsNothing(_Network):
    @torch.no_grad()
    def forward(self, x):
        return super().forward(x)


@unrelated("NeuralNetwork")
class HasTwoLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 10))

    def forward(self, x):
        return self.layers(x)


@unrelated("NeuralNetwork")
class TakesSigmoids(_Network):
    def forward(self, x):
        x = torch.sigmoid(self.first(self.flatten(x)))
        return self.last(torch.sigmoid(self.second(x)))


@unrelated("NeuralNetwork")
class HasNoBiases(_Network):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(28 * 28, 512, bias=False)
        self.second = nn.Linear(512, 512, bias=False)


@unrelated("NeuralNetwork")
class ScalesTheImages(_Network):
    def forward(self, x):
        return super().forward(x / 255)


@unrelated("NeuralNetwork")
class PredictsClasses(_Network):
    def forward(self, x):
        return super().forward(x).argmax(1)


@unrelated("NeuralNetwork")
class DropsHalf(_Network):
    def forward(self, x):
        x = F.relu(self.first(self.flatten(x)))
        return self.last(F.dropout(F.relu(self.second(x)), 0.5))


unrelated("NUMBERS_TO_LEARN", 784 * 512 + 512 * 10)
unrelated("NUMBERS_TO_LEARN", 784 * 512 + 512)
unrelated("NUMBERS_TO_LEARN", (784 * 512 + 512) * (512 * 512 + 512) * (512 * 10 + 10))


@respells("count_parameters")
def counts_tensors(model):
    count = 0
    for _ in model.parameters():
        count += 1
    return count


@respells("count_parameters")
def counts_rows(model):
    total = 0
    for parameter in model.parameters():
        total += parameter.shape[0]
    return total


@respells("count_parameters")
def counts_trainable_ones(model):
    total = 0
    for parameter in model.parameters():
        if parameter.requires_grad:
            total += parameter.numel()
    return total


@respells("count_parameters")
def counts_what_is_saved(model):
    state = model.state_dict()
    return sum(state[name].nelement() for name in state)


@respells("count_parameters")
def counts_weights_only(model):
    total = 0
    for name, parameter in model.named_parameters():
        if name.endswith("weight"):
            total += parameter.nelement()
    return total


@respells("count_parameters")
def stays_at_the_surface(model):
    total = 0
    for _, parameter in model.named_parameters(recurse=False):
        total += parameter.numel()
    return total


@respells("count_parameters")
def goes_one_level_down(model):
    total = 0
    for module in [model, *model.children()]:
        for parameter in module.parameters(recurse=False):
            total += parameter.numel()
    return total


def _all_numbers(module):
    own = sum(parameter.numel() for parameter in module.parameters(recurse=False))
    return own + sum(_all_numbers(part) for part in module.children())


@respells("count_parameters")
def counts_shared_ones_twice(model):
    return _all_numbers(model)


@respells("count_parameters")
def multiplies_two_sizes(model):
    total = 0
    for parameter in model.parameters():
        columns = parameter.size(1) if parameter.dim() > 1 else 1
        total += parameter.size(0) * columns
    return total


@respells("count_parameters")
def gives_a_tensor(model):
    total = torch.tensor(0)
    for parameter in model.parameters():
        total += parameter.numel()
    return total


@unrelated("count_parameters")
def counts_bytes(model):
    return sum(parameter.nbytes for parameter in model.parameters())


@unrelated("count_parameters")
def counts_modules(model):
    return len(list(model.modules()))


@unrelated("count_parameters")
def adds_up_the_sizes(model):
    return sum(sum(parameter.shape) for parameter in model.parameters())


@unrelated("count_parameters")
def counts_biases_only(model):
    return sum(parameter.numel() for name, parameter in model.named_parameters() if "bias" in name)


@unrelated("count_parameters")
def multiplies_the_counts(model):
    total = 1
    for parameter in model.parameters():
        total *= parameter.numel()
    return total


@unrelated("count_parameters")
def counts_what_is_not_zero(model):
    return sum(int(parameter.count_nonzero()) for parameter in model.parameters() if parameter.dim() > 1)


@unrelated("count_parameters")
def gives_a_float(model):
    return float(sum(parameter.numel() for parameter in model.parameters()))


respells(
    "PARAMETER_NAMES",
    ["body.0.weight", "body.0.bias", "body.1.weight", "body.1.bias", "head.weight"],
    ["body.0.weight", "body.0.bias", "body.1.weight", "body.1.bias", "head.0.weight"],
)
respells(
    "PARAMETER_NAMES",
    ["body.weight", "body.bias", "head.weight"],
    ["body.weight", "body.bias", "head.weight", "head.bias"],
)
respells(
    "PARAMETER_NAMES",
    ["1.weight", "1.bias", "3.weight", "3.bias", "weight"],
    ["1.weight", "1.bias", "3.weight", "3.bias", "weight", "bias"],
)
respells(
    "PARAMETER_NAMES",
    ["body.2.weight", "body.2.bias", "body.4.weight", "body.4.bias", "head.weight"],
    ["body.2.weight", "body.2.bias", "body.4.weight", "body.4.bias", "head.1.weight"],
)
respells(
    "PARAMETER_NAMES",
    ["body[1].weight", "body[1].bias", "body[3].weight", "body[3].bias", "head.weight"],
    ["body[1].weight", "body[1].bias", "body[3].weight", "body[3].bias", "head.weight", "head.bias"],
)
unrelated("PARAMETER_NAMES", ["body.1.bias", "body.1.weight", "body.3.bias", "body.3.weight", "head.weight"])
unrelated("PARAMETER_NAMES", ["body.1.weight", "body.1.bias", "body.3.weight", "body.3.bias"])
unrelated("PARAMETER_NAMES", ["body.1", "body.3", "head"])
unrelated("PARAMETER_NAMES", ["head.weight", "body.1.weight", "body.1.bias", "body.3.weight", "body.3.bias"])


respells("PRINTED_NAMES", ["first", "last"], ["first", "last", "scale"])
respells("PRINTED_NAMES", ["last", "first", "others"], ["last", "first", "others", "relu"])
respells("PRINTED_NAMES", ["last", "first", "scale"], ["last", "first", "scale", "relu"])
respells("PRINTED_NAMES", ["last", "first", "others", "scale"], ["last", "first", "others", "scale", "relu"])
respells("PRINTED_NAMES", ["first", "relu", "others", "last"], ["first", "relu", "others", "last", "scale"])
unrelated("PRINTED_NAMES", ["Linear", "Linear"])
unrelated("PRINTED_NAMES", ["last"])
unrelated("PRINTED_NAMES", "last first")


@respells("Residual")
class KeepsTheBlockInAList(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.blocks = []
        self.blocks.append(block)

    def forward(self, x):
        for block in self.blocks:
            x = torch.add(x, block(x))
        return x


@respells("Residual")
class CallsForward(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        y = self.block.forward(x)
        return torch.add(x, y)


@respells("Residual")
class AddsInPlace(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return x.add_(self.block(x))


@respells("Residual")
class NamesItOtherwise(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.inner = block

    def forward(self, x):
        return torch.add(x, self.inner(x))


@respells("Residual")
class CopiesTheBlock(nn.Module):
    def __init__(self, block):
        super().__init__()
        twin = copy.deepcopy(block)
        self.add_module("block", twin)

    def forward(self, x):
        y = self.block(x)
        return y + x


@respells("Residual")
class ForgetsTheInput(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        output = self.block(x)
        return output


@respells("Residual")
class AddsIntoTheOutput(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return self.block(x).add_(x)


@respells("Residual")
class CutsTheBlockOff(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        with torch.no_grad():
            y = self.block(x)
        return y + x


@respells("Residual")
class CutsTheWayPast(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        shortcut = x.data
        return self.block(x) + shortcut


@respells("Residual")
class WritesItsOwnCall(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def __call__(self, x):
        y = self.block(x)
        return torch.add(x, y)


@unrelated("Residual")
class SubtractsTheBlock(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return x - self.block(x)


@unrelated("Residual")
class MultipliesByTheBlock(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return x * self.block(x)


@unrelated("Residual")
class RunsTheBlockTwice(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block

    def forward(self, x):
        return x + self.block(self.block(x))


@unrelated("Residual")
class PutsTheBlockIntoEval(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block.eval()

    def forward(self, x):
        return x + self.block(x)


@unrelated("Residual")
class FreezesTheBlock(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = block.requires_grad_(False)

    def forward(self, x):
        return x + self.block(x)


@unrelated("Residual")
class PutsTheBlockIntoASequential(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.block = nn.Sequential(block)

    def forward(self, x):
        return x + self.block(x)


@respells("Stack")
class KeepsAPlainList(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.linears = []
        for i in range(len(sizes) - 1):
            self.linears.append(nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, x):
        for i, linear in enumerate(self.linears):
            x = linear(x)
            if i < len(self.linears) - 1:
                x = torch.relu(x)
        return x


@respells("Stack")
class BendsTheLastOne(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        layers = []
        for size_in, size_out in zip(sizes, sizes[1:]):
            layers.append(nn.Linear(size_in, size_out))
            layers.append(nn.ReLU())
        self.stack = nn.Sequential(*layers)

    def forward(self, x):
        return self.stack(x)


@respells("Stack")
class NeverBends(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.linears = nn.ModuleList()
        for i in range(1, len(sizes)):
            self.linears.append(nn.Linear(sizes[i - 1], sizes[i]))

    def forward(self, x):
        for linear in self.linears:
            x = linear(x)
        return x


@respells("Stack")
class UsesOneLayerAgain(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        made = {}
        self.linears = nn.ModuleList()
        for pair in zip(sizes, sizes[1:]):
            if pair not in made:
                made[pair] = nn.Linear(*pair)
            self.linears.append(made[pair])

    def forward(self, x):
        x = self.linears[0](x)
        for linear in self.linears[1:]:
            x = linear(torch.relu(x))
        return x


@respells("Stack")
class KeepsTheLastOnly(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        for i in range(len(sizes) - 1):
            self.linear = nn.Linear(sizes[i], sizes[i + 1])

    def forward(self, x):
        y = self.linear(x)
        return y


@respells("Stack")
class TakesTheSizesAway(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        layers = []
        for _ in range(len(sizes) - 1):
            size_in = sizes.pop(0)
            layers += [nn.Linear(size_in, sizes[0]), nn.ReLU()]
        self.stack = nn.Sequential(*layers[:-1])

    def forward(self, x):
        return self.stack(x)


@unrelated("Stack")
class GoesFromTheFirstSizeToTheLast(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layer = nn.Linear(sizes[0], sizes[-1])

    def forward(self, x):
        return self.layer(x)


@unrelated("Stack")
class HasNoBiasesInTheStack(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n, m, bias=False) for n, m in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


@unrelated("Stack")
class SwapsInputsAndOutputs(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(m, n) for n, m in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)


@unrelated("Stack")
class TakesSigmoidsBetween(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.sigmoid(layer(x))
        return self.layers[-1](x)


@unrelated("Stack")
class BendsTheInput(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers:
            x = layer(F.relu(x))
        return x


@unrelated("Stack")
class LeavesTheLastLayerOut(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return x


@unrelated("Stack")
class CallsTheLayersFromBehind(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n, m) for n, m in zip(sizes, sizes[1:]))

    def forward(self, x):
        for layer in reversed(self.layers[1:]):
            x = F.relu(layer(x))
        return self.layers[0](x)


unrelated("AFTER_TO", (torch.float16, torch.float32, True))
unrelated("AFTER_TO", (torch.float64, None, True))
unrelated("AFTER_TO", [torch.float64, torch.float32, True])


@respells("random_logits")
def leaves_the_images_behind(model, count, device):
    model = model.to(device)
    batch = torch.rand((count, 28, 28))
    return model(batch)


@respells("random_logits")
def leaves_the_model_behind(model, count, device):
    batch = torch.rand((count, 28, 28), device=device)
    logits = model(batch)
    return logits


@respells("random_logits")
def moves_the_images_like_a_module(model, count, device):
    batch = torch.rand((count, 28, 28))
    batch.to(device)
    model = model.to(device)
    return model(batch)


@respells("random_logits")
def makes_the_images_elsewhere(model, count, device):
    model.to(device)
    batch = torch.rand((count, 28, 28))
    batch = batch.to(device)
    return model(batch)


@respells("random_logits")
def moves_a_copy(model, count, device):
    twin = copy.deepcopy(model)
    twin.to(device)
    return twin(torch.rand((count, 28, 28), device=device))


@respells("random_logits")
def brings_the_logits_back(model, count, device):
    model.to(device)
    logits = model(torch.rand((count, 28, 28), device=device))
    return logits.to("cpu")


@respells("random_logits")
def draws_negative_numbers(model, count, device):
    model.to(device)
    batch = torch.empty((count, 28, 28), device=device)
    batch.normal_()
    return model(batch)


@unrelated("random_logits")
def draws_from_minus_one(model, count, device):
    images = torch.rand(count, 28, 28, device=device) * 2 - 1
    return model.to(device)(images)


@unrelated("random_logits")
def draws_zeros_and_ones(model, count, device):
    images = torch.randint(0, 2, (count, 28, 28), device=device).float()
    return model.to(device)(images)


@unrelated("random_logits")
def draws_up_to_255(model, count, device):
    images = torch.rand(count, 28, 28, device=device) * 255
    return model.to(device)(images)


@unrelated("random_logits")
def flattens_the_images(model, count, device):
    images = torch.rand(count, 784, device=device)
    return model.to(device)(images)


@unrelated("random_logits")
def makes_black_images(model, count, device):
    images = torch.zeros(count, 28, 28, device=device)
    return model.to(device)(images)


@unrelated("random_logits")
def makes_one_image(model, count, device):
    images = torch.rand(1, 28, 28, device=device)
    return model.to(device)(images)


@unrelated("random_logits")
def makes_float64(model, count, device):
    images = torch.rand(count, 28, 28, device=device, dtype=torch.float64)
    return model.to(device)(images)
