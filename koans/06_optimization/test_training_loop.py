"""The training loop: predict, measure, go back, take a step, and again.

Every network is trained by the same few lines, and nearly every way of getting them wrong raises no error. First you
take single steps and predict what becomes of a weight when the lines stand in another order. Then you count and average
what a loop reports. At the end you write `train_loop`, `test_loop` and `fit`, and train a network that recognizes
clothes which it has never seen.
"""

import contextlib
import io
import math
import re
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from sensei import ___
from sensei.strategies import tensors, unequal_sizes


def line_through_zero(weight: float = 0.0) -> nn.Linear:
    """A model with a single number to learn: it gives weight * x."""
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, weight)
    return model


def points(*pairs: tuple[float, float]) -> TensorDataset:
    """A dataset of numbers x and y. Both are float32, of shape (1,)."""
    return TensorDataset(*torch.tensor(pairs).float().unsqueeze(-1).unbind(1))


def descend(weight: float, batches: list[list[tuple[int, int]]], rate: float, momentum: float) -> tuple[float, float]:
    """(weight, mean loss) after one step of SGD for each batch of pairs x, y, for the loss MSE. In plain Python."""
    losses, velocity = [], 0.0
    for batch in batches:
        losses.append(sum((weight * x - y) ** 2 for x, y in batch) / len(batch))
        velocity = momentum * velocity + sum(2 * x * (weight * x - y) for x, y in batch) / len(batch)
        weight -= rate * velocity
    return weight, sum(losses) / len(losses)


class Watched(nn.Module):
    """A model with a single number to learn, which notes the mode that it is called in and if gradients are recorded.

    Its dropout drops everything in training mode, so that it gives weight * x in evaluation and 0 in training.
    """

    def __init__(self, weight: float = 1.0):
        super().__init__()
        self.weight, self.dropout = nn.Parameter(torch.tensor(weight)), nn.Dropout(1.0)
        self.modes: list[bool] = []
        self.recorded: list[bool] = []

    def forward(self, x: Tensor) -> Tensor:
        self.modes.append(self.dropout.training)
        self.recorded.append(torch.is_grad_enabled())
        return self.dropout(x) * self.weight


class Remembering(nn.Module):
    """A model for two classes that remembers the numbers that it is trained on, in their order."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(1, 2)
        self.trained_on: list[float] = []

    def forward(self, x: Tensor) -> Tensor:
        if self.training and torch.is_grad_enabled():
            self.trained_on += x.flatten().tolist()
        return self.layer(x)


class Noted(torch.autograd.Function):
    """Does nothing, but leaves a mark in the graph: it is alive for as long as the graph is."""

    @staticmethod
    def forward(ctx: object, x: Tensor) -> Tensor:
        return x.clone()

    @staticmethod
    def backward(ctx: object, gradient: Tensor) -> Tensor:
        return gradient


def quietly(loop: Callable, *arguments: object) -> tuple[object, str]:
    """What `loop` returns, and what it prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        returned = loop(*arguments)
    return returned, printed.getvalue()


def clothes(root: Path, train: bool, count: int) -> TensorDataset:
    """Pictures of clothes with their labels, the first `count` of the embedded data, in the order of their labels."""
    from torchvision.datasets import FashionMNIST

    data = FashionMNIST(root=root, train=train)
    order = data.targets[:count].argsort()
    return TensorDataset(data.data[order].unsqueeze(1) / 255, data.targets[order])


def network() -> nn.Module:
    """An untrained network for pictures of clothes. It ends with logits."""
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Small networks train faster on one thread: several of them wait for each other more than they help."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@st.composite
def pairs_in_batches(draw: st.DrawFn) -> tuple[list[tuple[int, int]], int]:
    """(pairs, batch_size): small whole numbers x and y."""
    pair = st.tuples(st.integers(-3, 3), st.integers(-3, 3))
    return draw(st.lists(pair, min_size=1, max_size=9)), draw(st.integers(1, 4))


@st.composite
def scored(draw: st.DrawFn) -> tuple[list[list[int]], list[int]]:
    """One list of scores for each sample, no two of them equal, and the label of each sample. N is never C."""
    size, num_classes = draw(unequal_sizes(2, largest=5))
    scores = draw(st.lists(st.permutations(range(-2, num_classes - 2)), min_size=size, max_size=size))
    return scores, draw(st.lists(st.integers(0, num_classes - 1), min_size=size, max_size=size))


def part_right(scores: list[list[int]], labels: list[int]) -> float:
    """In plain Python: how many samples have their highest score at their label, divided by how many there are."""
    return sum(row.index(max(row)) == label for row, label in zip(scores, labels, strict=True)) / len(labels)


def descend_by_hand(parameter: Tensor, learning_rate: float) -> None:
    """One step of gradient descent: take `learning_rate * parameter.grad` away from the parameter.

    `parameter` is float32, a leaf that requires grad, and its gradient is there already. The tensor of the caller gets
    the new numbers. It is still a leaf that requires grad, and its gradient is left as it is. Nothing is returned.
    """
    ___


def test_the_numbers_move_against_their_gradient():
    weight = torch.tensor([1.0, 2.0], requires_grad=True)
    (weight * torch.tensor([4.0, -8.0])).sum().backward()
    descend_by_hand(weight, 0.5)
    assert weight.tolist() == [-1, 6]


@given(unequal_sizes(2).flatmap(lambda shape: st.tuples(tensors(shape), tensors(shape))), st.sampled_from([0.25, 2.0]))
def test_the_parameter_stays_a_leaf_and_keeps_its_gradient(case, rate):
    start, factors = case
    weight = start.clone().requires_grad_()
    (weight * factors).sum().backward()
    assert descend_by_hand(weight, rate) is None
    assert weight.tolist() == (start.double() - rate * factors.double()).tolist()
    assert (weight.is_leaf, weight.requires_grad) == (True, True)
    assert weight.grad.tolist() == factors.tolist()


def test_one_step_can_follow_the_other():
    weight = torch.tensor(8.0, requires_grad=True)
    for _ in range(3):
        weight.grad = None
        (weight**2).backward()
        descend_by_hand(weight, 0.25)
    assert weight.item() == 1  # 8 - 4 = 4, 4 - 2 = 2, 2 - 1 = 1


# `weight` is 10 and has no gradient yet. An optimizer, `torch.optim.SGD([weight], lr=1)`, steps through two rounds, and
# the loss is `2 * weight`, so each `backward()` adds 2 to the gradient. What is the weight after two rounds of
#     [0]  zero_grad(), backward(), step()
#     [1]  backward(), step(), zero_grad()
#     [2]  backward(), step()
#     [3]  backward(), zero_grad(), step()
#     [4]  zero_grad(), step(), backward()
# Write a list of five numbers. Without a gradient, `step()` does nothing.
AFTER_TWO_ROUNDS = ___


def test_only_some_orders_train():
    orders = ["zero backward step", "backward step zero", "backward step", "backward zero step", "zero step backward"]
    weights = []
    for order in orders:
        weight = torch.tensor(10.0, requires_grad=True)
        optimizer = torch.optim.SGD([weight], lr=1)
        do = {"zero": optimizer.zero_grad, "step": optimizer.step, "backward": lambda w=weight: (2 * w).backward()}
        for call in 2 * order.split():
            do[call]()
        weights.append(weight.item())
    assert AFTER_TWO_ROUNDS == weights


def replace_last_layer(model: nn.Sequential, num_classes: int, learning_rate: float) -> torch.optim.Optimizer:
    """Make a network ready for another task: give it a new last layer, and make the optimizer that will train it.

    The last layer of `model` is an `nn.Linear`. Put a new one in its place, in `model` itself, which takes as many
    numbers and gives `num_classes`. All other layers stay. Return a `torch.optim.SGD` with `lr=learning_rate`
    that trains all parameters which the model has now, and no others.
    """
    return ___


def test_the_new_layer_is_in_the_model():
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 5))
    first, numbers = model[0], model[0].weight.tolist()
    replace_last_layer(model, 2, 0.5)
    assert [tuple(parameter.shape) for parameter in model.parameters()] == [(4, 3), (4,), (2, 4), (2,)]
    assert model[0] is first
    assert model[0].weight.tolist() == numbers


def test_the_optimizer_holds_what_the_model_has_now():
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    old = list(model[2].parameters())
    optimizer = replace_last_layer(model, 2, 0.5)
    held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    assert held == {id(parameter) for parameter in model.parameters()}
    assert not held & {id(parameter) for parameter in old}


def test_all_layers_fit_and_a_step_moves_them_all():
    model = nn.Sequential(nn.Linear(3, 6), nn.Linear(6, 5))
    optimizer = replace_last_layer(model, 2, 0.25)
    assert [parameter.requires_grad for parameter in model.parameters()] == [True] * 4
    before = [parameter.tolist() for parameter in model.parameters()]
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 4)
    optimizer.step()
    moved = [torch.tensor(numbers) - parameter for numbers, parameter in zip(before, model.parameters(), strict=True)]
    assert [round(change.mean().item(), 3) for change in moved] == [1, 1, 1, 1]
    assert model(torch.ones(7, 3)).shape == (7, 2)


def accuracy(logits: Tensor, labels: Tensor) -> float:
    """The part of the samples that are classified right, from 0 to 1, as a float of Python.

    `logits` is float32, of shape (N, C), and in no sample are two logits equal. `labels` is int64, of shape (N, 1): one
    column, as some files have it. Right is a sample whose highest logit is at its label. Neither tensor is changed.
    """
    return ___


def test_three_of_four_are_right():
    logits = torch.tensor([[-2.0, 0.9, 0.2], [0.8, 0.3, 0.1], [0.2, 0.1, 0.7], [0.6, 0.5, 0.4]])
    assert accuracy(logits, torch.tensor([[1], [0], [2], [2]])) == 0.75


@given(scored())
def test_each_sample_is_judged_by_its_own_label(case):
    scores, labels = case
    logits, column = torch.tensor(scores).float(), torch.tensor(labels).unsqueeze(1)
    part = accuracy(logits, column)
    assert part == pytest.approx(part_right(scores, labels))
    assert isinstance(part, float)
    assert [logits.tolist(), column.tolist()] == [scores, [[label] for label in labels]]


# A test set of 10 samples comes in batches of 4, 4 and 2. For each batch there is
#     the loss, averaged over its samples:    1.0    1.0    4.0
#     the number of samples that are right:   3      3      1
#     [0]  the loss, averaged over the batches, as the loops below report it
#     [1]  the loss, averaged over the samples
#     [2]  the accuracy, the part of the samples that are right
# Write a list of three numbers.
AVERAGES = ___


def test_each_sum_has_its_own_divisor():
    sizes, losses, right = [4, 4, 2], [1.0, 1.0, 4.0], [3, 3, 1]
    per_sample = sum(size * loss for size, loss in zip(sizes, losses, strict=True)) / sum(sizes)
    expected = [sum(losses) / len(losses), per_sample, sum(right) / sum(sizes)]
    assert [round(number, 3) for number in AVERAGES] == [round(number, 3) for number in expected]


def test_loop(dataloader: DataLoader, model: nn.Module, loss_fn: nn.Module) -> tuple[float, float]:
    """Look how good the model is, and return (accuracy, loss), two floats of Python.

    `dataloader` gives batches (X, y), `model(X)` makes logits of shape (n, C) of them, `y` are class numbers, int64, of
    shape (n,). The batches need not be of one size. `loss_fn(logits, y)` is the loss of a batch.
    The accuracy is the part of all samples that are classified right, from 0 to 1. The loss is the mean of the losses
    of the batches: divide by how many batches there are.
    The model is called in evaluation mode, and gradients are not recorded; afterwards they are again, as before.
    No parameter, no `requires_grad` and no gradient changes.
    You may print what you like, and you may leave the model in evaluation mode.
    """
    return ___


def test_seven_of_ten_are_right_in_three_batches():
    logits = torch.tensor([[1.0, 0.0]] * 4 + [[0.0, 1.0]] * 4 + [[9.0, 0.0]] * 2)
    labels = torch.tensor([0, 0, 0, 1, 1, 1, 1, 0, 0, 1])
    loader = DataLoader(TensorDataset(logits, labels), batch_size=4)
    result, _ = quietly(test_loop, loader, nn.Identity(), lambda logits, y: (logits.argmax(1) - y).abs().float().mean())
    # the losses here are the parts that are wrong: 1/4, 1/4 and 1/2, and their mean is 1/3
    assert [round(number, 3) for number in result] == [0.7, 0.333]


@given(scored(), st.integers(1, 4))
def test_samples_are_counted_and_losses_averaged_over_batches(case, batch_size):
    scores, labels = case
    loader = DataLoader(TensorDataset(torch.tensor(scores).float(), torch.tensor(labels)), batch_size)
    result, _ = quietly(test_loop, loader, nn.Identity(), lambda logits, y: logits[:, 0].mean() + y[0])
    batches = range(0, len(labels), batch_size)
    firsts = [[row[0] for row in scores[start : start + batch_size]] for start in batches]
    losses = [sum(first) / len(first) + labels[start] for first, start in zip(firsts, batches, strict=True)]
    part, loss = result
    assert part == pytest.approx(part_right(scores, labels))
    assert loss == pytest.approx(sum(losses) / len(losses), rel=1e-5, abs=1e-5)
    assert (type(part), type(loss)) == (float, float)


def test_testing_is_done_in_evaluation_mode_and_records_nothing():
    model = Watched().train()
    loader = DataLoader(TensorDataset(torch.eye(2), torch.tensor([0, 1])), batch_size=1)
    (part, _loss), _ = quietly(test_loop, loader, model, nn.CrossEntropyLoss())
    assert model.modes == [False, False]
    assert model.recorded == [False, False]
    assert part == 1


def test_testing_does_not_train():
    model = nn.Sequential(nn.BatchNorm1d(2), nn.Linear(2, 2))
    before = {name: tensor.tolist() for name, tensor in model.state_dict().items()}
    quietly(test_loop, DataLoader(TensorDataset(torch.eye(2), torch.tensor([0, 1])), 2), model, nn.CrossEntropyLoss())
    assert {name: tensor.tolist() for name, tensor in model.state_dict().items()} == before
    assert [parameter.grad for parameter in model.parameters()] == [None] * 4
    assert [parameter.requires_grad for parameter in model.parameters()] == [True] * 4
    assert torch.is_grad_enabled()


def test_gradients_that_are_there_stay():
    model = nn.Linear(2, 2)
    model.bias.grad = torch.tensor([3.0, 4.0])
    quietly(test_loop, DataLoader(TensorDataset(torch.eye(2), torch.tensor([0, 1])), 2), model, nn.CrossEntropyLoss())
    assert model.bias.grad is not None
    assert model.bias.grad.tolist() == [3, 4]


# 6410 samples come in batches of 64: batches 0 to 99 are full, and batch 100, the last one, has 10 samples.
# How many samples has the loop seen after batch 100? Three ways to count, with `batch` = 100 and `X` the last batch:
#     [0]  (batch + 1) * batch_size
#     [1]  (batch + 1) * len(X)
#     [2]  batch * batch_size + len(X)
# Write a list of three numbers, what each of them gives. Only one of them is the number of samples seen.
SAMPLES_SEEN = ___


def test_a_smaller_last_batch_counts_with_its_own_size():
    [*_, (batch, X)] = enumerate(torch.arange(6410).split(64))
    assert SAMPLES_SEEN == [(batch + 1) * 64, (batch + 1) * len(X), batch * 64 + len(X)]


def train_loop(dataloader: DataLoader, model: nn.Module, loss_fn: nn.Module, optimizer: torch.optim.Optimizer) -> float:
    """Train for one epoch: once through `dataloader`, one step of `optimizer` for each batch (X, y).

    The model is called in training mode, whatever mode it was in. The loss of a batch is `loss_fn(model(X), y)`. Each
    step follows the gradient of its own batch only: before the first one, the parameters have no gradient.
    Return the mean of the losses of the batches, a float of Python. Keep numbers, not tensors: once a batch is done,
    nothing holds its graph any longer, or memory fills up while you train.
    After the first batch and after every 100 more (batches 0, 100, 200, ...) print a line with the loss of that batch,
    and with `[seen/size]`: how many samples were seen up to then, with that batch, and how many `dataloader.dataset`
    has. Spaces are up to you: `loss: 2.301520  [   64/ 6410]`. Print nothing else.
    """
    return ___


def test_two_steps_from_zero_to_three():
    model = line_through_zero()
    loader = DataLoader(points((1, 4), (1, 4)), batch_size=1)
    loss, _ = quietly(train_loop, loader, model, nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.25))
    # 0 is off by 4: loss 16, gradient -8, so the weight becomes 2. That is off by 2: loss 4, gradient -4, weight 3.
    assert [model.weight.item(), loss] == [3, 10]


@given(pairs_in_batches(), st.sampled_from([0.0, 0.5]))
def test_every_batch_is_one_step_with_its_own_gradient(case, momentum):
    pairs, batch_size = case
    model = line_through_zero(2)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.125, momentum=momentum)
    loss, _ = quietly(train_loop, DataLoader(points(*pairs), batch_size), model, nn.MSELoss(), optimizer)
    batches = [pairs[start : start + batch_size] for start in range(0, len(pairs), batch_size)]
    weight, mean = descend(2, batches, 0.125, momentum)
    assert model.weight.item() == pytest.approx(weight, rel=1e-3, abs=1e-4)
    assert loss == pytest.approx(mean, rel=1e-3, abs=1e-4)
    assert isinstance(loss, float)


def test_a_second_epoch_goes_on_where_the_first_ended():
    model = line_through_zero()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
    loader = DataLoader(points((1, 4)), batch_size=1)
    losses = [quietly(train_loop, loader, model, nn.MSELoss(), optimizer)[0] for _ in range(3)]
    assert losses == [16, 4, 1]


def test_the_prediction_stands_before_the_label():
    model = line_through_zero()
    loader = DataLoader(points((1, 4)), batch_size=1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
    # the loss is (2 * 0 - 4)^2 = 16; with the two swapped it would be (2 * 4 - 0)^2 = 64
    assert (
        quietly(train_loop, loader, model, lambda prediction, y: ((2 * prediction - y) ** 2).mean(), optimizer)[0] == 16
    )


def test_training_is_done_in_training_mode():
    model = Watched().eval()
    loader = DataLoader(points((1, 4), (1, 4)), batch_size=1)
    quietly(train_loop, loader, model, nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.25))
    assert model.modes == [True, True]


def test_no_graph_outlives_its_batch():
    graphs, alive = [], []

    def note(_model: nn.Module, _inputs: tuple[Tensor], prediction: Tensor) -> Tensor:
        alive.append(sum(graph() is not None for graph in graphs[:-1]))  # the last one may still have a name
        noted = Noted.apply(prediction)
        graphs.append(weakref.ref(noted.grad_fn))
        return noted

    model = line_through_zero()
    model.register_forward_hook(note)
    loader = DataLoader(points(*[(1, 4)] * 5), batch_size=1)
    quietly(train_loop, loader, model, nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.25))
    assert alive == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("size", "batch_size", "seen"), [(6410, 64, [64, 6410]), (205, 1, [1, 101, 201]), (10, 4, [4]), (3, 8, [3])]
)
def test_progress_never_passes_the_size_of_the_data(size, batch_size, seen, one_thread):
    model = line_through_zero()
    data = TensorDataset(torch.ones(size, 1), torch.ones(size, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.25)
    _, printed = quietly(train_loop, DataLoader(data, batch_size), model, nn.MSELoss(), optimizer)
    counts = [(int(count), int(of)) for count, of in re.findall(r"\[\s*(\d+)\s*/\s*(\d+)\s*\]", printed)]
    assert counts == [(count, size) for count in seen]
    assert len(printed.strip().splitlines()) == len(seen)


def test_progress_shows_the_loss_of_the_batch():
    model = line_through_zero()
    loader = DataLoader(points(*[(1, 8)] * 2, *[(1, 0)] * 98, (1, 5)), batch_size=1)
    _, printed = quietly(train_loop, loader, model, nn.MSELoss(), torch.optim.SGD(model.parameters(), lr=0.0))
    number = r"\d+(?:\.\d*)?(?:e[+-]\d+)?"
    shown = [[float(text) for text in re.findall(number, line)] for line in printed.strip().splitlines()]
    assert [64 in numbers for numbers in shown] == [True, False]
    assert [25 in numbers for numbers in shown] == [False, True]


def fit(
    model: nn.Module,
    training_data: TensorDataset,
    test_data: TensorDataset,
    epochs: int,
    batch_size: int,
    learning_rate: float,
) -> float:
    """Train `model` on `training_data`, and return its accuracy on `test_data` at the end, a float from 0 to 1.

    `epochs`, `batch_size` and `learning_rate` are the hyperparameters: they are chosen by you, not learned.
    The model gives logits, the labels are class numbers, and the loss is cross-entropy. The optimizer is a plain
    `torch.optim.SGD`. Training data come in batches of `batch_size`, a smaller last one included, and in a new order
    in every epoch: here they stand in the order of their labels. It is `model` itself that is trained, and never on the
    test data. What is printed on the way is up to you. Your `train_loop` and `test_loop` do most of the work.
    2000 pictures of clothes and 4 epochs are enough for an accuracy of 0.6 and more.
    """
    return ___


def test_clothes_never_seen_are_recognized(fashion_root, one_thread):
    model, test_data = network(), clothes(fashion_root, train=False, count=500)
    part, _ = quietly(fit, model, clothes(fashion_root, train=True, count=2000), test_data, 4, 20, 0.03)
    images, labels = test_data.tensors
    right = (model(images).argmax(1) == labels).sum().item()
    assert part >= 0.6
    assert part == pytest.approx(right / 500, abs=0.003)


@given(
    count=st.integers(1, 5), batch_size=st.integers(1, 3), epochs=st.integers(1, 3), rate=st.sampled_from([0.5, 1.0])
)
def test_the_hyperparameters_say_how_many_steps_and_how_long(count, batch_size, epochs, rate):
    same = TensorDataset(torch.ones(count, 1), torch.zeros(count, dtype=torch.int64))  # so their order does not matter
    other = TensorDataset(torch.ones(2, 1), torch.ones(2, dtype=torch.int64))
    model = nn.Linear(1, 2, bias=False)
    nn.init.zeros_(model.weight)
    part, _ = quietly(fit, model, same, other, epochs, batch_size, rate)
    lead = 0.0  # of the logit of class 0 over that of class 1. The softmax gives class 1 the part 1 / (1 + exp(lead)).
    for _ in range(epochs * len(range(0, count, batch_size))):
        lead += 2 * rate / (1 + math.exp(lead))
    [[for_0], [for_1]] = model.weight.tolist()
    assert for_0 - for_1 == pytest.approx(lead, abs=1e-4)
    assert part == 0
    assert isinstance(part, float)


def test_every_epoch_has_all_training_data_in_a_new_order():
    model, numbers = Remembering(), list(range(30))
    data = TensorDataset(torch.tensor(numbers).float().unsqueeze(1), torch.tensor(numbers) // 15)
    quietly(fit, model, data, data, 2, 4, 0.001)
    first, second = model.trained_on[:30], model.trained_on[30:]
    assert sorted(first) == sorted(second) == numbers
    assert first != second
    assert numbers not in (first, second)
