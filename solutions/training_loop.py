"""The teacher's book for 06_optimization/test_training_loop.py."""

import copy

import torch
from torch import nn
from torch.utils.data import DataLoader, Subset

from sensei.book import misconception, teach


def descend_by_hand(parameter, learning_rate):
    with torch.no_grad():
        parameter -= learning_rate * parameter.grad


teach(
    descend_by_hand,
    hints=[
        "`parameter = parameter - ...` makes a new tensor and only gives it the old name. Change the numbers in place.",
        "Autograd refuses `-=` on a leaf that requires grad. The step is not a part of what is to be learned from.",
        "So do it inside of `with torch.no_grad():`.",
    ],
    lesson="A step changes the parameter in place and unrecorded; `w = w - lr * w.grad` would make another tensor.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html",
)


@misconception(
    descend_by_hand,
    "`w = w - ...` gives the name `w` to a new tensor, which is no leaf. The parameter of the caller did not change.",
)
def loses_the_leaf(parameter, learning_rate):
    parameter = parameter - learning_rate * parameter.grad


@misconception(
    descend_by_hand,
    "`w = w - ...` gives the name `w` to a new tensor, which is no leaf. The parameter of the caller did not change.",
)
def loses_the_leaf_under_no_grad(parameter, learning_rate):
    with torch.no_grad():
        parameter = parameter - learning_rate * parameter.grad


@misconception(
    descend_by_hand, "In-place on a leaf that requires grad is refused while recording. Use `with torch.no_grad():`."
)
def steps_while_recording(parameter, learning_rate):
    parameter -= learning_rate * parameter.grad


@misconception(descend_by_hand, "You went uphill. The gradient points to where the loss grows: take it away.")
def climbs(parameter, learning_rate):
    with torch.no_grad():
        parameter += learning_rate * parameter.grad


@misconception(descend_by_hand, "The learning rate is missing: the step is learning_rate times the gradient.")
def forgets_the_learning_rate(parameter, learning_rate):
    with torch.no_grad():
        parameter -= parameter.grad


@misconception(
    descend_by_hand, "The step is right, but the gradient was multiplied, too: `mul_` works in place. It is to stay."
)
def scales_the_gradient(parameter, learning_rate):
    with torch.no_grad():
        parameter -= parameter.grad.mul_(learning_rate)


@misconception(descend_by_hand, "The step is right, but the parameter requires no grad any longer: nothing can follow.")
def freezes_the_parameter(parameter, learning_rate):
    parameter.requires_grad_(False)
    parameter -= learning_rate * parameter.grad


@misconception(descend_by_hand, "The step is right. But the caller has the parameter already: return nothing.")
def returns_the_parameter(parameter, learning_rate):
    with torch.no_grad():
        parameter -= learning_rate * parameter.grad
    return parameter


AFTER_TWO_ROUNDS = [6, 6, 4, 10, 10]

teach(
    "AFTER_TWO_ROUNDS",
    hints=[
        "Follow two things from line to line: the weight, and its gradient. In the beginning there is no gradient.",
        "`step()` takes 1 * gradient away from the weight and keeps the gradient. `zero_grad()` removes it.",
        "In [2] the gradient is 2 in the first round, and 4 in the second: it adds up.",
    ],
    lesson="`zero_grad` goes before `backward` or after `step`, never in between; nobody does it for you.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html",
)
misconception(
    "AFTER_TWO_ROUNDS",
    [6, 6, 6, 10, 10],
    "`step()` does not clear the gradient. Without `zero_grad()` the second `backward()` makes it 4: 10 - 2 - 4.",
)
misconception(
    "AFTER_TWO_ROUNDS",
    [6, 6, 4, 6, 10],
    "`zero_grad()` between `backward()` and `step()` throws the gradient away just before the step: it does nothing.",
)
misconception(
    "AFTER_TWO_ROUNDS",
    [6, 6, 4, 10, 8],
    "In [4] `step()` always comes right after `zero_grad()`: it never finds a gradient, in the second round neither.",
)
misconception(
    "AFTER_TWO_ROUNDS",
    [6, 4, 4, 10, 10],
    "Cleared after the step or before `backward()`, that is the same for the next round: [1] trains like [0].",
)
misconception(
    "AFTER_TWO_ROUNDS",
    [14, 14, 16, 10, 10],
    "A step goes against the gradient: the weight gets smaller here.",
)


def replace_last_layer(model, num_classes, learning_rate):
    model[-1] = nn.Linear(model[-1].in_features, num_classes)
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


teach(
    replace_last_layer,
    hints=[
        "An `nn.Sequential` is like a list: `model[-1]` can be read, and it can be assigned.",
        "The old layer knows how many numbers it takes: `in_features`.",
        "The optimizer holds the parameters that it was given. So which comes first: the layer or the optimizer?",
    ],
    lesson="An optimizer trains the tensors that it was given: build it when the model is complete.",
    docs="https://docs.pytorch.org/docs/stable/optim.html#constructing-it",
)


@misconception(
    replace_last_layer,
    "The optimizer was built before the layer was replaced: it still holds the old one, and the new one never learns.",
)
def builds_the_optimizer_first(model, num_classes, learning_rate):
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    model[-1] = nn.Linear(model[-1].in_features, num_classes)
    return optimizer


@misconception(
    replace_last_layer, "The optimizer trains the new layer alone. All parameters of the model were asked for."
)
def trains_the_new_layer_only(model, num_classes, learning_rate):
    model[-1] = nn.Linear(model[-1].in_features, num_classes)
    return torch.optim.SGD(model[-1].parameters(), lr=learning_rate)


@misconception(
    replace_last_layer,
    "This makes another model out of the layers, and that of the caller keeps its old one. Assign to `model[-1]`.",
)
def makes_another_model(model, num_classes, learning_rate):
    model = nn.Sequential(*model[:-1], nn.Linear(model[-1].in_features, num_classes))
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


@misconception(
    replace_last_layer, "`append` adds a layer behind the last one. The last one is to be replaced: `model[-1] = ...`."
)
def appends_a_layer(model, num_classes, learning_rate):
    model.append(nn.Linear(model[-1].out_features, num_classes))
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


@misconception(
    replace_last_layer,
    "`out_features` is a note only: the weight of the old layer keeps its shape. A new layer has to be made.",
)
def changes_the_note(model, num_classes, learning_rate):
    model[-1].out_features = num_classes
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


@misconception(
    replace_last_layer, "Without `lr` the optimizer takes a learning rate of its own, 0.001. Pass `lr=learning_rate`."
)
def forgets_lr(model, num_classes, learning_rate):
    model[-1] = nn.Linear(model[-1].in_features, num_classes)
    return torch.optim.SGD(model.parameters())


@misconception(
    replace_last_layer,
    "The other layers were given new random numbers: what they have learned is lost. They are to stay.",
)
def resets_the_other_layers(model, num_classes, learning_rate):
    for layer in model:
        if hasattr(layer, "reset_parameters"):
            layer.reset_parameters()
    model[-1] = nn.Linear(model[-1].in_features, num_classes)
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


@misconception(
    replace_last_layer, "The old layers require no grad any longer, so they will not be trained, and all were to be."
)
def freezes_the_other_layers(model, num_classes, learning_rate):
    model.requires_grad_(False)
    model[-1] = nn.Linear(model[-1].in_features, num_classes)
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


def accuracy(logits, labels):
    return (logits.argmax(1) == labels.squeeze(1)).float().mean().item()


teach(
    accuracy,
    hints=[
        "`logits.argmax(1)` has the shape (N,). Which shape have the labels, and what becomes of the two with `==`?",
        "Make the shapes equal: `labels.squeeze(1)`.",
        "The mean of True and False, as floats, is the part that is True. `.item()` makes a float of Python of it.",
    ],
    lesson="(N,) == (N, 1) compares everything with everything and looks like an accuracy: make the shapes equal.",
    docs="https://docs.pytorch.org/docs/stable/notes/broadcasting.html",
)


@misconception(
    accuracy,
    "(N,) == (N, 1) gives (N, N): every prediction was compared with every label. Take the column away first.",
)
def compares_all_with_all(logits, labels):
    return (logits.argmax(1) == labels).float().mean().item()


@misconception(
    accuracy,
    "(N,) == (N, 1) gives (N, N), and its sum counts every pair that agrees. Take the column away first.",
)
def counts_all_pairs(logits, labels):
    return (logits.argmax(1) == labels).sum().item() / len(labels)


@misconception(
    accuracy, "`argmax(0)` looks for the best sample of each class. The best class of a sample: `argmax(1)`."
)
def takes_the_wrong_argmax(logits, labels):
    best = logits.argmax(0)
    return sum(int(a == b) for a, b in zip(best, labels.squeeze(1), strict=False)) / len(labels)


@misconception(accuracy, "This is how many are right. Divided by the number of samples it is the accuracy.")
def forgets_to_divide(logits, labels):
    return float((logits.argmax(1) == labels.squeeze(1)).sum())


@misconception(accuracy, "`logits.numel()` counts all logits. Divide by the number of samples, `len(labels)`.")
def divides_by_the_logits(logits, labels):
    return (logits.argmax(1) == labels.squeeze(1)).sum().item() / logits.numel()


@misconception(accuracy, "The value is right, but it is a tensor. `.item()` makes a float of Python of it.")
def returns_a_tensor(logits, labels):
    return (logits.argmax(1) == labels.squeeze(1)).float().mean()


@misconception(accuracy, "Logits may be negative: the highest is asked for, not the one that is furthest from 0.")
def looks_at_the_size_only(logits, labels):
    return (logits.abs().argmax(1) == labels.squeeze(1)).float().mean().item()


@misconception(
    accuracy, "`squeeze_` has taken the column from the caller's labels. `squeeze(1)` leaves them as they are."
)
def squeezes_the_labels_of_the_caller(logits, labels):
    return (logits.argmax(1) == labels.squeeze_(1)).float().mean().item()


AVERAGES = [2.0, 1.6, 0.7]

teach(
    "AVERAGES",
    hints=[
        "There are three batches and ten samples. Which sum is divided by which?",
        "A loss that was averaged over 4 samples stands for 4 losses: (4 * 1 + 4 * 1 + 2 * 4) / 10.",
    ],
    lesson="Losses that are means go by batches, counts go by samples; with a smaller last batch the two means differ.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html",
)
misconception(
    "AVERAGES",
    [0.6, 1.6, 0.7],
    "The sum of the three batch losses is 6. It has three terms, so it is divided by 3, not by the 10 samples.",
)
misconception(
    "AVERAGES",
    [2.0, 2.0, 0.7],
    "The last batch has 2 samples, the others have 4: averaged over samples, its loss counts half as much.",
)
misconception(
    "AVERAGES",
    [6.0, 6.0, 0.7],
    "The batch losses were summed and not divided: the sum grows with the number of batches.",
)
misconception(
    "AVERAGES",
    [2.0, 1.6, 7 / 3],
    "Seven are right, of ten samples. Divided by the three batches it is no accuracy: it can be above 1.",
)
misconception(
    "AVERAGES",
    [2.0, 1.6, 7.0],
    "Seven is how many are right. The accuracy is the part of the samples, from 0 to 1.",
)


def test_loop(dataloader, model, loss_fn):
    model.eval()
    correct, loss = 0, 0.0
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss += loss_fn(logits, y).item()
            correct += (logits.argmax(1) == y).sum().item()
    return correct / len(dataloader.dataset), loss / len(dataloader)


teach(
    test_loop,
    hints=[
        "First the two switches: `model.eval()` for the layers, `with torch.no_grad():` for the gradients.",
        "Sum up two things: the losses of the batches, with `.item()`, and how many samples are right.",
        "`len(dataloader)` is the number of batches, `len(dataloader.dataset)` the number of samples.",
    ],
    lesson="A test loop looks and changes nothing: evaluation mode, no gradients, and each sum has its own divisor.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html#full-implementation",
)


@misconception(test_loop, "`eval()` was never called: dropout goes on dropping while you test.")
def tests_in_training_mode(dataloader, model, loss_fn):
    correct, loss = 0, 0.0
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss += loss_fn(logits, y).item()
            correct += (logits.argmax(1) == y).sum().item()
    return correct / len(dataloader.dataset), loss / len(dataloader)


@misconception(test_loop, "`eval()` does not stop gradients: a graph is built for every batch. Add `torch.no_grad()`.")
def records_while_testing(dataloader, model, loss_fn):
    model.eval()
    correct, loss = 0, 0.0
    for X, y in dataloader:
        logits = model(X)
        loss += loss_fn(logits, y).item()
        correct += (logits.argmax(1) == y).sum().item()
    return correct / len(dataloader.dataset), loss / len(dataloader)


@misconception(
    test_loop,
    "The losses of the batches are divided by the number of samples. Each is a mean already: divide by the batches.",
)
def divides_the_loss_by_the_samples(dataloader, model, loss_fn):
    model.eval()
    correct, loss = 0, 0.0
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss += loss_fn(logits, y).item()
            correct += (logits.argmax(1) == y).sum().item()
    size = len(dataloader.dataset)
    return correct / size, loss / size


@misconception(test_loop, "The right ones are divided by the number of batches. Divide them by the number of samples.")
def divides_the_right_ones_by_the_batches(dataloader, model, loss_fn):
    model.eval()
    correct, loss = 0, 0.0
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss += loss_fn(logits, y).item()
            correct += (logits.argmax(1) == y).sum().item()
    num_batches = len(dataloader)
    return correct / num_batches, loss / num_batches


@misconception(test_loop, "The losses are summed up and never divided. Divide by `len(dataloader)`.")
def sums_without_dividing(dataloader, model, loss_fn):
    model.eval()
    correct, loss = 0, 0.0
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss += loss_fn(logits, y).item()
            correct += (logits.argmax(1) == y).sum().item()
    return correct / len(dataloader.dataset), loss


@misconception(
    test_loop, "The mean of the batches' accuracies gives a small last batch too much weight. Count samples instead."
)
def averages_the_accuracies(dataloader, model, loss_fn):
    model.eval()
    part, loss = 0.0, 0.0
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss += loss_fn(logits, y).item()
            part += (logits.argmax(1) == y).float().mean().item()
    return part / len(dataloader), loss / len(dataloader)


@misconception(test_loop, "The two are the wrong way round: (accuracy, loss) was asked for.")
def swaps_the_two(dataloader, model, loss_fn):
    model.eval()
    correct, loss = 0, 0.0
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss += loss_fn(logits, y).item()
            correct += (logits.argmax(1) == y).sum().item()
    return loss / len(dataloader), correct / len(dataloader.dataset)


@misconception(
    test_loop, "`zero_grad()` has thrown away the gradients of the caller. A test loop needs none and makes none."
)
def clears_gradients_while_testing(dataloader, model, loss_fn):
    model.zero_grad()
    return test_loop(dataloader, model, loss_fn)


@misconception(
    test_loop, "The parameters require no grad any longer: the next epoch cannot train. Use `torch.no_grad()`."
)
def freezes_the_model_while_testing(dataloader, model, loss_fn):
    model.requires_grad_(False)
    return test_loop(dataloader, model, loss_fn)


@misconception(
    test_loop,
    "Recording stays off after the test, and the next epoch cannot train. `with torch.no_grad():` puts back what was.",
)
def leaves_recording_off(dataloader, model, loss_fn):
    torch.set_grad_enabled(False)
    return test_loop(dataloader, model, loss_fn)


@misconception(test_loop, "You trained while you tested: there is a `backward()` in it. A test loop changes nothing.")
def goes_backward_while_testing(dataloader, model, loss_fn):
    model.eval()
    correct, loss = 0, 0.0
    for X, y in dataloader:
        with torch.no_grad():
            correct += (model(X).argmax(1) == y).sum().item()
        batch_loss = loss_fn(model(X), y)
        if batch_loss.requires_grad:
            batch_loss.backward()
        loss += batch_loss.item()
    return correct / len(dataloader.dataset), loss / len(dataloader)


@misconception(test_loop, "The numbers are tensors. `.item()` makes numbers of Python of them.")
def returns_tensors(dataloader, model, loss_fn):
    model.eval()
    correct, loss = 0, 0
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss += loss_fn(logits, y)
            correct += (logits.argmax(1) == y).sum()
    return correct / len(dataloader.dataset), loss / len(dataloader)


SAMPLES_SEEN = [6464, 1010, 6410]

teach(
    "SAMPLES_SEEN",
    hints=[
        "`len(X)` is 10 here: the last batch is smaller than `batch_size`.",
        "101 * 64, 101 * 10 and 100 * 64 + 10.",
    ],
    lesson="Count what you have seen, `seen += len(X)`: `(batch + 1) * batch_size` takes the last batch for full.",
    docs="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader",
)
misconception(
    "SAMPLES_SEEN",
    [6410, 6410, 6410],
    "They differ, for the last batch has 10 samples: 101 * 64 counts it as 64, and 101 * 10 counts all as 10.",
)
misconception(
    "SAMPLES_SEEN",
    [6464, 6464, 6410],
    "In [1] `len(X)` is the size of the last batch, which is 10: 101 * 10.",
)
misconception(
    "SAMPLES_SEEN",
    [6400, 1000, 6410],
    "`batch` is counted from 0: after batch 100 there were 101 batches.",
)
misconception(
    "SAMPLES_SEEN",
    [6464, 1010, 6464],
    "In [2] the last batch adds `len(X)`, which is 10, to the 100 full ones: 6400 + 10.",
)


def train_loop(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


teach(
    train_loop,
    hints=[
        "`model.train()`, and then for each batch: predict, loss, `zero_grad()`, `backward()`, `step()`.",
        "Sum up `loss.item()`, a plain number, and divide by `len(dataloader)` at the end.",
        "For the progress: `enumerate(dataloader)`, `seen += len(X)`, and `if batch % 100 == 0:`.",
    ],
    lesson="Clear, go back, step, and keep plain numbers: a loss that you keep holds the whole graph of its batch.",
    docs="https://docs.pytorch.org/docs/stable/optim.html#taking-an-optimization-step",
)


@misconception(
    train_loop,
    "Gradients add up: without `zero_grad()` each step also follows those of all batches before.",
)
def never_zeroes(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@misconception(
    train_loop,
    "`zero_grad()` between `backward()` and `step()` throws the gradient away before the step: nothing is learned.",
)
def zeroes_between_backward_and_step(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@misconception(
    train_loop,
    "`step()` before `backward()`: each step follows the gradient of the batch before, and the first one has none.",
)
def steps_before_backward(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@misconception(
    train_loop,
    "`total += loss` keeps the graph of every batch until the end of the epoch. Add up `loss.item()`, a plain number.",
)
def keeps_the_history(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return (total / len(dataloader)).item()


@misconception(
    train_loop,
    "`model.train()` is missing. If a test loop has called `eval()` before, the model trains without its dropout.",
)
def forgets_the_mode(dataloader, model, loss_fn, optimizer):
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@misconception(
    train_loop,
    "The losses of the batches are summed up and never divided. Divide by `len(dataloader)`.",
)
def sums_the_batch_losses(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total


@misconception(
    train_loop,
    "You sum up one loss for each batch, so divide by the number of batches, not by that of the samples.",
)
def divides_by_the_samples(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader.dataset)


@misconception(
    train_loop,
    "This is the loss of the last batch alone. The mean of all batches was asked for.",
)
def returns_the_last_loss(dataloader, model, loss_fn, optimizer):
    model.train()
    seen = 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return loss.item()


@misconception(
    train_loop,
    "`(batch + 1) * batch_size` counts the last batch as a full one, and the progress passes the size of the data.",
)
def counts_full_batches(dataloader, model, loss_fn, optimizer):
    model.train()
    total = 0.0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{(batch + 1) * dataloader.batch_size:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@misconception(
    train_loop,
    "`(batch + 1) * len(X)` takes all batches for as small as the last one, and the progress goes backward.",
)
def takes_all_batches_for_the_last(dataloader, model, loss_fn, optimizer):
    model.train()
    total = 0.0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{(batch + 1) * len(X):>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@misconception(
    train_loop,
    "`batch * batch_size` leaves out the batch that was just done: the first line says 0.",
)
def forgets_the_batch_itself(dataloader, model, loss_fn, optimizer):
    model.train()
    total = 0.0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{batch * dataloader.batch_size:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@misconception(
    train_loop,
    "A line for every batch is too much: `if batch % 100 == 0:`.",
)
def prints_every_batch(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for X, y in dataloader:
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        seen += len(X)
        print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@misconception(
    train_loop,
    "The line shows the mean so far. The loss of the batch itself was asked for.",
)
def prints_the_mean_so_far(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {total / (batch + 1):>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@misconception(
    train_loop,
    "The prediction comes first: `loss_fn(model(X), y)`. `MSELoss` does not mind, but most other losses do.",
)
def swaps_prediction_and_label(dataloader, model, loss_fn, optimizer):
    return train_loop(dataloader, model, lambda logits, y: loss_fn(y, logits), optimizer)


def fit(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True)
    test_loader = DataLoader(test_data, batch_size)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, loss_fn, optimizer)
    accuracy, _ = test_loop(test_loader, model, loss_fn)
    return accuracy


teach(
    fit,
    hints=[
        "You need two loaders, a loss and an optimizer. Then `train_loop`, `epochs` times, and `test_loop` at the end.",
        "Only the training loader shuffles: `DataLoader(training_data, batch_size, shuffle=True)`.",
        "`nn.CrossEntropyLoss()` takes the logits as they are. `torch.optim.SGD` needs `model.parameters()` and `lr`.",
    ],
    lesson="That is all of it: data, model, loss, optimizer, a loop over epochs, a test on data never trained on.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html#full-implementation",
    seconds=3,
)


@misconception(
    fit,
    "The training data are not shuffled: they come label by label, and the first ones are forgotten over the last.",
)
def forgets_to_shuffle(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size)
    test_loader = DataLoader(test_data, batch_size)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, loss_fn, optimizer)
    accuracy, _ = test_loop(test_loader, model, loss_fn)
    return accuracy


@misconception(
    fit,
    "The data were shuffled once, and all epochs have the same order. `shuffle=True` in the loader shuffles in each.",
)
def shuffles_once(model, training_data, test_data, epochs, batch_size, learning_rate):
    shuffled = Subset(training_data, torch.randperm(len(training_data)).tolist())
    training_loader = DataLoader(shuffled, batch_size)
    test_loader = DataLoader(test_data, batch_size)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, loss_fn, optimizer)
    accuracy, _ = test_loop(test_loader, model, loss_fn)
    return accuracy


@misconception(
    fit,
    "The accuracy is that on the training data. What the network has seen in training says little: take the test data.",
)
def tests_on_the_training_data(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True)
    test_loader = DataLoader(training_data, batch_size)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, loss_fn, optimizer)
    accuracy, _ = test_loop(test_loader, model, loss_fn)
    return accuracy


@misconception(
    fit,
    "You trained on the test data as well, so nothing is left that the network has never seen.",
)
def trains_on_the_test_data(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True)
    test_loader = DataLoader(test_data, batch_size)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, loss_fn, optimizer)
        train_loop(test_loader, model, loss_fn, optimizer)
    accuracy, _ = test_loop(test_loader, model, loss_fn)
    return accuracy


@misconception(
    fit,
    "One run through the data is one epoch. Loop over `range(epochs)`.",
)
def trains_one_epoch(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True)
    test_loader = DataLoader(test_data, batch_size)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    train_loop(training_loader, model, loss_fn, optimizer)
    accuracy, _ = test_loop(test_loader, model, loss_fn)
    return accuracy


@misconception(
    fit,
    "You trained a copy. The model of the caller is as it was.",
)
def trains_a_copy(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True)
    test_loader = DataLoader(test_data, batch_size)
    loss_fn = nn.CrossEntropyLoss()
    model = copy.deepcopy(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, loss_fn, optimizer)
    accuracy, _ = test_loop(test_loader, model, loss_fn)
    return accuracy


@misconception(
    fit,
    "`NLLLoss` takes log-probabilities. For logits, `CrossEntropyLoss` is right: it does the log-softmax itself.",
)
def takes_nll_for_logits(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True)
    test_loader = DataLoader(test_data, batch_size)
    loss_fn = nn.NLLLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, loss_fn, optimizer)
    accuracy, _ = test_loop(test_loader, model, loss_fn)
    return accuracy


@misconception(
    fit,
    "`lr` is missing, so the optimizer takes 0.001, whatever `learning_rate` is.",
)
def forgets_the_learning_rate_of_the_caller(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True)
    test_loader = DataLoader(test_data, batch_size)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters())
    for _ in range(epochs):
        train_loop(training_loader, model, loss_fn, optimizer)
    accuracy, _ = test_loop(test_loader, model, loss_fn)
    return accuracy


@misconception(
    fit,
    "The training loader was not told `batch_size`. Its default is 1, and that makes a step of each sample.",
)
def forgets_the_batch_size(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, shuffle=True)
    test_loader = DataLoader(test_data, batch_size)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, loss_fn, optimizer)
    accuracy, _ = test_loop(test_loader, model, loss_fn)
    return accuracy


@misconception(
    fit,
    "`test_loop` returns a pair, accuracy and loss. The accuracy alone was asked for.",
)
def returns_both(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True)
    test_loader = DataLoader(test_data, batch_size)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, loss_fn, optimizer)
    return test_loop(test_loader, model, loss_fn)
