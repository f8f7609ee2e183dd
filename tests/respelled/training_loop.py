"""The misconceptions of training_loop as other learners would write them, and wrong answers of another kind."""

import copy

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import ConcatDataset, DataLoader, Subset

from sensei.check.respelled import respells, unrelated
from solutions.training_loop import test_loop, train_loop


@respells("descend_by_hand")
def loses_the_leaf(parameter, learning_rate):
    step = learning_rate * parameter.grad
    parameter = torch.sub(parameter, step)


@respells("descend_by_hand")
def loses_the_leaf_under_no_grad(parameter, learning_rate):
    with torch.no_grad():
        new = parameter.sub(parameter.grad.mul(learning_rate))
        parameter = new


@respells("descend_by_hand")
def steps_while_recording(parameter, learning_rate):
    step = parameter.grad * learning_rate
    parameter.sub_(step)


@respells("descend_by_hand")
def climbs(parameter, learning_rate):
    gradient = parameter.grad
    with torch.no_grad():
        parameter.add_(gradient, alpha=learning_rate)


@respells("descend_by_hand")
def forgets_the_learning_rate(parameter, learning_rate):
    parameter.data.sub_(parameter.grad)


@respells("descend_by_hand")
def scales_the_gradient(parameter, learning_rate):
    with torch.no_grad():
        parameter.grad *= learning_rate
        parameter -= parameter.grad


@respells("descend_by_hand")
def freezes_the_parameter(parameter, learning_rate):
    parameter.requires_grad = False
    parameter.sub_(learning_rate * parameter.grad)


@respells("descend_by_hand")
def returns_the_parameter(parameter, learning_rate):
    with torch.no_grad():
        return parameter.sub_(learning_rate * parameter.grad)


@unrelated("descend_by_hand")
def clears_the_gradient_too(parameter, learning_rate):
    with torch.no_grad():
        parameter -= learning_rate * parameter.grad
    parameter.grad.zero_()


@unrelated("descend_by_hand")
def divides_by_the_learning_rate(parameter, learning_rate):
    with torch.no_grad():
        parameter -= parameter.grad / learning_rate


@unrelated("descend_by_hand")
def writes_the_step_itself(parameter, learning_rate):
    with torch.no_grad():
        parameter.copy_(learning_rate * parameter.grad)


@unrelated("descend_by_hand")
def follows_the_sign_only(parameter, learning_rate):
    with torch.no_grad():
        parameter -= learning_rate * parameter.grad.sign()


respells("AFTER_TWO_ROUNDS", [6, 6, 6, 10, 10], [6, 6, 6, 6, 10])
respells("AFTER_TWO_ROUNDS", [6, 6, 4, 6, 10], [6, 6, 4, 6, 8])
respells("AFTER_TWO_ROUNDS", [6, 4, 4, 10, 10], [6, 4, 6, 10, 10])
respells("AFTER_TWO_ROUNDS", [14, 14, 16, 10, 10], [14, 14, 16, 10, 6])
unrelated("AFTER_TWO_ROUNDS", [8, 6, 4, 10, 10])
unrelated("AFTER_TWO_ROUNDS", [6, 6, 4, 8, 10])
unrelated("AFTER_TWO_ROUNDS", [6, 6, 2, 10, 10])


@respells("replace_last_layer")
def builds_the_optimizer_first(model, num_classes, learning_rate):
    parameters = list(model.parameters())
    model[-1] = nn.Linear(model[-1].in_features, num_classes)
    return torch.optim.SGD(parameters, lr=learning_rate)


@respells("replace_last_layer")
def trains_the_new_layer_only(model, num_classes, learning_rate):
    head = nn.Linear(model[-1].weight.shape[1], num_classes)
    model[-1] = head
    return torch.optim.SGD([head.weight, head.bias], lr=learning_rate)


@respells("replace_last_layer")
def makes_another_model(model, num_classes, learning_rate):
    layers = list(model.children())
    layers[-1] = nn.Linear(layers[-1].in_features, num_classes)
    new_model = nn.Sequential(*layers)
    return torch.optim.SGD(new_model.parameters(), learning_rate)


@respells("replace_last_layer")
def appends_a_layer(model, num_classes, learning_rate):
    last = model[-1]
    model.add_module("head", nn.Linear(last.out_features, num_classes))
    return torch.optim.SGD(model.parameters(), learning_rate)


@respells("replace_last_layer")
def changes_the_note(model, num_classes, learning_rate):
    last = model[len(model) - 1]
    setattr(last, "out_features", num_classes)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    return optimizer


@respells("replace_last_layer")
def forgets_lr(model, num_classes, learning_rate):
    inputs = model[-1].in_features
    model[-1] = nn.Linear(inputs, num_classes)
    optimizer = torch.optim.SGD(list(model.parameters()))
    return optimizer


@respells("replace_last_layer")
def resets_the_other_layers(model, num_classes, learning_rate):
    for i, layer in enumerate(model):
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight)
            nn.init.zeros_(layer.bias)
    model[-1] = nn.Linear(model[-1].in_features, num_classes)
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


@respells("replace_last_layer")
def freezes_the_other_layers(model, num_classes, learning_rate):
    for parameter in model.parameters():
        parameter.requires_grad = False
    features = model[-1].in_features
    model[-1] = nn.Linear(features, num_classes)
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


@unrelated("replace_last_layer")
def replaces_the_first_layer(model, num_classes, learning_rate):
    model[0] = nn.Linear(model[0].in_features, num_classes)
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


@unrelated("replace_last_layer")
def forgets_the_bias(model, num_classes, learning_rate):
    model[-1] = nn.Linear(model[-1].in_features, num_classes, bias=False)
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


@unrelated("replace_last_layer")
def takes_as_many_numbers_as_it_gives(model, num_classes, learning_rate):
    model[-1] = nn.Linear(num_classes, num_classes)
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


@unrelated("replace_last_layer")
def returns_the_model(model, num_classes, learning_rate):
    model[-1] = nn.Linear(model[-1].in_features, num_classes)
    return model


@respells("accuracy")
def compares_all_with_all(logits, labels):
    predictions = torch.argmax(logits, dim=1)
    right = torch.eq(predictions, labels).to(torch.float32)
    return float(torch.mean(right))


@respells("accuracy")
def counts_all_pairs(logits, labels):
    correct = logits.argmax(dim=1).eq(labels)
    return int(correct.sum()) / labels.shape[0]


@respells("accuracy")
def takes_the_wrong_argmax(logits, labels):
    best = logits.argmax(dim=0).tolist()
    right = 0
    for prediction, [label] in zip(best, labels.tolist()):
        if prediction == label:
            right += 1
    return right / labels.shape[0]


@respells("accuracy")
def forgets_to_divide(logits, labels):
    right = 0.0
    for row, label in zip(logits, labels):
        if row.argmax() == label[0]:
            right += 1.0
    return right


@respells("accuracy")
def divides_by_the_logits(logits, labels):
    right = (logits.argmax(1) == labels[:, 0]).float().sum()
    n, c = logits.shape
    return right.item() / (n * c)


@respells("accuracy")
def returns_a_tensor(logits, labels):
    hits = torch.argmax(logits, dim=1).eq(labels.view(-1))
    return hits.sum() / len(labels)


@respells("accuracy")
def looks_at_the_size_only(logits, labels):
    best = torch.argmax(logits**2, dim=1)
    return (best == labels.flatten()).sum().item() / len(labels)


@respells("accuracy")
def squeezes_the_labels_of_the_caller(logits, labels):
    labels.squeeze_(1)
    right = (logits.argmax(1) == labels).sum()
    return right.item() / len(labels)


@unrelated("accuracy")
def gives_the_part_that_is_wrong(logits, labels):
    return (logits.argmax(1) != labels.squeeze(1)).float().mean().item()


@unrelated("accuracy")
def gives_a_percentage(logits, labels):
    return 100 * (logits.argmax(1) == labels.squeeze(1)).float().mean().item()


@unrelated("accuracy")
def looks_for_the_lowest_logit(logits, labels):
    return (logits.argmin(1) == labels.squeeze(1)).float().mean().item()


@unrelated("accuracy")
def divides_by_the_classes(logits, labels):
    return (logits.argmax(1) == labels.squeeze(1)).sum().item() / logits.shape[1]


respells("AVERAGES", [0.6, 1.6, 0.7], [0.6, 0.6, 0.7])
respells("AVERAGES", [2.0, 2.0, 0.7], [2.0, 2.0, 2.333])
respells("AVERAGES", [2.0, 1.6, 7 / 3], [2.0, 1.6, 2.333])
unrelated("AVERAGES", [1.0, 1.6, 0.7])
unrelated("AVERAGES", [2.0, 1.6, 0.75])
unrelated("AVERAGES", [2.0, 0.7, 1.6])


@respells("test_loop")
def tests_in_training_mode(dataloader, model, loss_fn):
    right, losses = 0, []
    with torch.no_grad():
        for inputs, labels in dataloader:
            scores = model(inputs)
            losses.append(loss_fn(scores, labels).item())
            right += int(torch.sum(scores.argmax(dim=1) == labels))
    return right / len(dataloader.dataset), sum(losses) / len(losses)


@respells("test_loop")
def records_while_testing(dataloader, model, loss_fn):
    model.train(False)
    losses, hits = [], []
    for inputs, labels in dataloader:
        scores = model(inputs)
        losses.append(float(loss_fn(scores, labels).detach()))
        hits += (scores.argmax(1) == labels).tolist()
    return sum(hits) / len(hits), sum(losses) / len(losses)


@respells("test_loop")
def divides_the_loss_by_the_samples(dataloader, model, loss_fn):
    model.eval()
    n, right, total = 0, 0, 0.0
    with torch.no_grad():
        for inputs, labels in dataloader:
            scores = model(inputs)
            total += loss_fn(scores, labels).item()
            right += (scores.argmax(1) == labels).sum().item()
            n += len(labels)
    return right / n, total / n


@respells("test_loop")
def divides_the_right_ones_by_the_batches(dataloader, model, loss_fn):
    model.eval()
    losses, counts = [], []
    with torch.no_grad():
        for inputs, labels in dataloader:
            scores = model(inputs)
            losses.append(loss_fn(scores, labels).item())
            counts.append((scores.argmax(1) == labels).sum().item())
    return sum(counts) / len(counts), sum(losses) / len(losses)


@respells("test_loop")
def sums_without_dividing(dataloader, model, loss_fn):
    model.eval()
    total_loss, right, n = 0.0, 0, 0
    with torch.no_grad():
        for inputs, labels in dataloader:
            scores = model(inputs)
            total_loss = total_loss + loss_fn(scores, labels).item()
            right = right + scores.argmax(1).eq(labels).sum().item()
            n = n + len(inputs)
    return right / n, total_loss


@respells("test_loop")
def averages_the_accuracies(dataloader, model, loss_fn):
    model.eval()
    losses, parts = [], []
    with torch.inference_mode():
        for inputs, labels in dataloader:
            scores = model(inputs)
            losses.append(loss_fn(scores, labels).item())
            parts.append((scores.argmax(1) == labels).sum().item() / len(labels))
    return sum(parts) / len(parts), sum(losses) / len(losses)


@respells("test_loop")
def swaps_the_two(dataloader, model, loss_fn):
    part, loss = test_loop(dataloader, model, loss_fn)
    return loss, part


@respells("test_loop")
def clears_gradients_while_testing(dataloader, model, loss_fn):
    model.eval()
    for parameter in model.parameters():
        parameter.grad = None
    right, losses = 0, []
    with torch.no_grad():
        for inputs, labels in dataloader:
            scores = model(inputs)
            losses.append(loss_fn(scores, labels).item())
            right += (scores.argmax(1) == labels).sum().item()
    return right / len(dataloader.dataset), sum(losses) / len(losses)


@respells("test_loop")
def freezes_the_model_while_testing(dataloader, model, loss_fn):
    for parameter in model.parameters():
        parameter.requires_grad = False
    model.eval()
    right, losses = 0, []
    with torch.no_grad():
        for inputs, labels in dataloader:
            scores = model(inputs)
            losses.append(loss_fn(scores, labels).item())
            right += (scores.argmax(1) == labels).sum().item()
    return right / len(dataloader.dataset), sum(losses) / len(losses)


@respells("test_loop")
def leaves_recording_off(dataloader, model, loss_fn):
    model.eval()
    torch.set_grad_enabled(False)
    right, losses = 0, []
    for inputs, labels in dataloader:
        scores = model(inputs)
        losses.append(loss_fn(scores, labels).item())
        right += (scores.argmax(1) == labels).sum().item()
    return right / len(dataloader.dataset), sum(losses) / len(losses)


@respells("test_loop")
def goes_backward_while_testing(dataloader, model, loss_fn):
    model.eval()
    right, total = 0, 0.0
    for inputs, labels in dataloader:
        with torch.no_grad():
            scores = model(inputs)
        right += (scores.argmax(1) == labels).sum().item()
        loss = loss_fn(model(inputs), labels)
        total += loss.item()
        if loss.grad_fn is not None:
            loss.backward()
    return right / len(dataloader.dataset), total / len(dataloader)


@respells("test_loop")
def returns_tensors(dataloader, model, loss_fn):
    model.eval()
    losses, hits = [], []
    with torch.no_grad():
        for inputs, labels in dataloader:
            scores = model(inputs)
            losses.append(loss_fn(scores, labels))
            hits.append(scores.argmax(1) == labels)
    return torch.cat(hits).float().mean(), torch.stack(losses).mean()


@unrelated("test_loop")
def looks_at_the_last_batch_only(dataloader, model, loss_fn):
    model.eval()
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss = loss_fn(logits, y).item()
            part = (logits.argmax(1) == y).float().mean().item()
    return part, loss


@unrelated("test_loop")
def returns_after_the_first_batch(dataloader, model, loss_fn):
    model.eval()
    correct, loss = 0, 0.0
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss += loss_fn(logits, y).item()
            correct += (logits.argmax(1) == y).sum().item()
            return correct / len(dataloader.dataset), loss / len(dataloader)


@unrelated("test_loop")
def gives_the_accuracy_in_percent(dataloader, model, loss_fn):
    part, loss = test_loop(dataloader, model, loss_fn)
    return 100 * part, loss


@unrelated("test_loop")
def gives_the_part_that_is_not_right(dataloader, model, loss_fn):
    part, loss = test_loop(dataloader, model, loss_fn)
    return 1 - part, loss


@unrelated("test_loop")
def looks_for_the_best_sample_of_each_class(dataloader, model, loss_fn):
    model.eval()
    correct, loss = 0, 0.0
    with torch.no_grad():
        for X, y in dataloader:
            logits = model(X)
            loss += loss_fn(logits, y).item()
            correct += (logits.argmax(0) == y).sum().item()
    return correct / len(dataloader.dataset), loss / len(dataloader)


respells("SAMPLES_SEEN", [6464, 6464, 6410], [6464, 6464, 6464])
respells("SAMPLES_SEEN", [6400, 1000, 6410], [6400, 1000, 6400])
unrelated("SAMPLES_SEEN", [6464, 1010, 6400])
unrelated("SAMPLES_SEEN", [6410, 1010, 6464 - 64])


@respells("train_loop")
def never_zeroes(dataloader, model, loss_fn, optimizer):
    losses, seen = [], 0
    model.train()
    for i, (inputs, labels) in enumerate(dataloader):
        prediction = model(inputs)
        loss = loss_fn(prediction, labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seen += inputs.shape[0]
        if i % 100 == 0:
            print(f"loss: {losses[-1]:.6f} [{seen}/{len(dataloader.dataset)}]")
    return sum(losses) / len(losses)


@respells("train_loop")
def zeroes_between_backward_and_step(dataloader, model, loss_fn, optimizer):
    losses, seen = [], 0
    model.train()
    for i, (inputs, labels) in enumerate(dataloader):
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        model.zero_grad()
        optimizer.step()
        losses.append(loss.item())
        seen += inputs.shape[0]
        if i % 100 == 0:
            print(f"loss: {losses[-1]:.6f} [{seen}/{len(dataloader.dataset)}]")
    return sum(losses) / len(losses)


@respells("train_loop")
def steps_before_backward(dataloader, model, loss_fn, optimizer):
    losses, seen = [], 0
    model.train()
    for i, (inputs, labels) in enumerate(dataloader):
        prediction = model(inputs)
        loss = loss_fn(prediction, labels)
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
        seen += len(labels)
        if not i % 100:
            print(f"batch loss {losses[-1]:.6f} [{seen}/{len(dataloader.dataset)}]")
    return sum(losses) / len(losses)


@respells("train_loop")
def keeps_the_history(dataloader, model, loss_fn, optimizer):
    losses, seen = [], 0
    model.train()
    for i, (inputs, labels) in enumerate(dataloader):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss)
        seen += len(inputs)
        if i % 100 == 0:
            print(f"loss: {loss.item():.6f} [{seen}/{len(dataloader.dataset)}]")
    return torch.stack(losses).mean().item()


@respells("train_loop")
def forgets_the_mode(dataloader, model, loss_fn, optimizer):
    losses = []
    seen = 0
    for i, (inputs, labels) in enumerate(dataloader):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seen += len(inputs)
        if i % 100 == 0:
            print(f"loss: {losses[-1]:.6f} [{seen}/{len(dataloader.dataset)}]")
    return sum(losses) / len(losses)


@respells("train_loop")
def sums_the_batch_losses(dataloader, model, loss_fn, optimizer):
    mean = train_loop(dataloader, model, loss_fn, optimizer)
    return mean * len(dataloader)


@respells("train_loop")
def divides_by_the_samples(dataloader, model, loss_fn, optimizer):
    model.train()
    losses, seen = [], 0
    for i, (inputs, labels) in enumerate(dataloader):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seen += len(inputs)
        if i % 100 == 0:
            print(f"loss: {losses[-1]:.6f} [{seen}/{len(dataloader.dataset)}]")
    return sum(losses) / seen


@respells("train_loop")
def returns_the_last_loss(dataloader, model, loss_fn, optimizer):
    model.train()
    current, seen = 0.0, 0
    for i, (inputs, labels) in enumerate(dataloader):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        optimizer.step()
        current = loss.item()
        seen += len(inputs)
        if i % 100 == 0:
            print(f"loss: {current:.6f} [{seen}/{len(dataloader.dataset)}]")
    return current


@respells("train_loop")
def counts_full_batches(dataloader, model, loss_fn, optimizer):
    model.train()
    losses, seen = [], 0
    for i, (inputs, labels) in enumerate(dataloader):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seen += dataloader.batch_size
        if i % 100 == 0:
            print(f"loss: {losses[-1]:.6f} [{seen}/{len(dataloader.dataset)}]")
    return sum(losses) / len(losses)


@respells("train_loop")
def takes_all_batches_for_the_last(dataloader, model, loss_fn, optimizer):
    model.train()
    losses, size = [], len(dataloader.dataset)
    for inputs, labels in dataloader:
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if len(losses) % 100 == 1:
            seen = len(losses) * len(inputs)
            print(f"loss: {losses[-1]:.6f} [{seen}/{size}]")
    return sum(losses) / len(losses)


@respells("train_loop")
def forgets_the_batch_itself(dataloader, model, loss_fn, optimizer):
    model.train()
    losses, seen = [], 0
    for i, (inputs, labels) in enumerate(dataloader):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if i % 100 == 0:
            print(f"loss: {losses[-1]:.6f} [{seen}/{len(dataloader.dataset)}]")
        seen += len(inputs)
    return sum(losses) / len(losses)


@respells("train_loop")
def prints_every_batch(dataloader, model, loss_fn, optimizer):
    model.train()
    losses, seen = [], 0
    for inputs, labels in dataloader:
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seen += len(inputs)
        print("loss:", round(losses[-1], 6), f"[{seen}/{len(dataloader.dataset)}]")
    return sum(losses) / len(losses)


@respells("train_loop")
def prints_the_mean_so_far(dataloader, model, loss_fn, optimizer):
    model.train()
    losses, seen = [], 0
    for i, (inputs, labels) in enumerate(dataloader):
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seen += len(inputs)
        if i % 100 == 0:
            mean = sum(losses) / len(losses)
            print(f"loss: {mean:.6f} [{seen}/{len(dataloader.dataset)}]")
    return sum(losses) / len(losses)


@respells("train_loop")
def swaps_prediction_and_label(dataloader, model, loss_fn, optimizer):
    model.train()
    losses, seen = [], 0
    for i, (inputs, labels) in enumerate(dataloader):
        optimizer.zero_grad()
        loss = loss_fn(labels, model(inputs))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        seen += len(inputs)
        if i % 100 == 0:
            print(f"loss: {losses[-1]:.6f} [{seen}/{len(dataloader.dataset)}]")
    return sum(losses) / len(losses)


@unrelated("train_loop")
def steps_twice(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        optimizer.step()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@unrelated("train_loop")
def forgets_to_step(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader):
        loss = loss_fn(model(X), y) + 0 * batch
        optimizer.zero_grad()
        loss.backward()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return 0.0


@unrelated("train_loop")
def stops_after_the_first_batch(dataloader, model, loss_fn, optimizer):
    model.train()
    for X, y in dataloader:
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss: {loss.item():>9f}  [{len(X):>5d}/{len(dataloader.dataset):>5d}]")
        return loss.item()


@unrelated("train_loop")
def prints_nothing(dataloader, model, loss_fn, optimizer):
    model.train()
    total = 0.0
    for X, y in dataloader:
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(dataloader)


@unrelated("train_loop")
def prints_from_the_hundredth_batch_on(dataloader, model, loss_fn, optimizer):
    model.train()
    total, seen = 0.0, 0
    for batch, (X, y) in enumerate(dataloader, start=1):
        loss = loss_fn(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        seen += len(X)
        if batch % 100 == 0:
            print(f"loss: {loss.item():>9f}  [{seen:>5d}/{len(dataloader.dataset):>5d}]")
    return total / len(dataloader)


@respells("fit")
def forgets_to_shuffle(model, training_data, test_data, epochs, batch_size, learning_rate):
    train_batches = DataLoader(training_data, batch_size=batch_size, shuffle=False)
    test_batches = DataLoader(test_data, batch_size=batch_size)
    sgd = torch.optim.SGD(model.parameters(), learning_rate)
    for epoch in range(epochs):
        train_loop(train_batches, model, F.cross_entropy, sgd)
    return test_loop(test_batches, model, F.cross_entropy)[0]


@respells("fit")
def shuffles_once(model, training_data, test_data, epochs, batch_size, learning_rate):
    order = torch.randperm(len(training_data)).tolist()
    train_batches = DataLoader(training_data, batch_size=batch_size, sampler=order)
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for epoch in range(epochs):
        train_loop(train_batches, model, F.cross_entropy, sgd)
    return test_loop(DataLoader(test_data, batch_size), model, F.cross_entropy)[0]


@respells("fit")
def tests_on_the_training_data(model, training_data, test_data, epochs, batch_size, learning_rate):
    loader = DataLoader(training_data, batch_size=batch_size, shuffle=True)
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for epoch in range(epochs):
        train_loop(loader, model, F.cross_entropy, sgd)
    part, _loss = test_loop(loader, model, F.cross_entropy)
    return part


@respells("fit")
def trains_on_the_test_data(model, training_data, test_data, epochs, batch_size, learning_rate):
    everything = ConcatDataset([training_data, test_data])
    train_batches = DataLoader(everything, batch_size=batch_size, shuffle=True)
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for epoch in range(epochs):
        train_loop(train_batches, model, F.cross_entropy, sgd)
    return test_loop(DataLoader(test_data, batch_size), model, F.cross_entropy)[0]


@respells("fit")
def trains_one_epoch(model, training_data, test_data, epochs, batch_size, learning_rate):
    batches = DataLoader(training_data, batch_size=batch_size, shuffle=True)
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate)
    train_loop(batches, model, F.cross_entropy, sgd)
    part, _loss = test_loop(DataLoader(test_data, batch_size=64), model, F.cross_entropy)
    return part


@respells("fit")
def trains_a_copy(model, training_data, test_data, epochs, batch_size, learning_rate):
    network = copy.deepcopy(model)
    batches = DataLoader(training_data, batch_size=batch_size, shuffle=True)
    sgd = torch.optim.SGD(network.parameters(), lr=learning_rate)
    for epoch in range(epochs):
        train_loop(batches, network, F.cross_entropy, sgd)
    return test_loop(DataLoader(test_data, batch_size=batch_size), network, F.cross_entropy)[0]


@respells("fit")
def takes_nll_for_logits(model, training_data, test_data, epochs, batch_size, learning_rate):
    batches = DataLoader(training_data, batch_size=batch_size, shuffle=True)
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for epoch in range(epochs):
        train_loop(batches, model, F.nll_loss, sgd)
    return test_loop(DataLoader(test_data, batch_size=batch_size), model, F.nll_loss)[0]


@respells("fit")
def forgets_the_learning_rate_of_the_caller(model, training_data, test_data, epochs, batch_size, learning_rate):
    batches = DataLoader(training_data, batch_size=batch_size, shuffle=True)
    sgd = torch.optim.SGD(model.parameters(), lr=0.001)
    for epoch in range(epochs):
        train_loop(batches, model, F.cross_entropy, sgd)
    return test_loop(DataLoader(test_data, batch_size=batch_size), model, F.cross_entropy)[0]


@respells("fit")
def forgets_the_batch_size(model, training_data, test_data, epochs, batch_size, learning_rate):
    batches = DataLoader(training_data, batch_size=1, shuffle=True)
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for epoch in range(epochs):
        train_loop(batches, model, F.cross_entropy, sgd)
    return test_loop(DataLoader(test_data, batch_size=batch_size), model, F.cross_entropy)[0]


@respells("fit")
def returns_both(model, training_data, test_data, epochs, batch_size, learning_rate):
    batches = DataLoader(training_data, batch_size=batch_size, shuffle=True)
    sgd = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for epoch in range(epochs):
        train_loop(batches, model, F.cross_entropy, sgd)
        result = test_loop(DataLoader(test_data, batch_size=batch_size), model, F.cross_entropy)
    return result


@unrelated("fit")
def returns_the_loss(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, nn.CrossEntropyLoss(), optimizer)
    return test_loop(DataLoader(test_data, batch_size), model, nn.CrossEntropyLoss())[1]


@unrelated("fit")
def drops_the_last_batch(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True, drop_last=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, nn.CrossEntropyLoss(), optimizer)
    return test_loop(DataLoader(test_data, batch_size), model, nn.CrossEntropyLoss())[0]


@unrelated("fit")
def trains_one_epoch_too_many(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, batch_size, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs + 1):
        train_loop(training_loader, model, nn.CrossEntropyLoss(), optimizer)
    return test_loop(DataLoader(test_data, batch_size), model, nn.CrossEntropyLoss())[0]


@unrelated("fit")
def trains_on_half_of_the_data(model, training_data, test_data, epochs, batch_size, learning_rate):
    half = Subset(training_data, range(len(training_data) // 2 + 1))
    training_loader = DataLoader(half, batch_size, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(epochs):
        train_loop(training_loader, model, nn.CrossEntropyLoss(), optimizer)
    return test_loop(DataLoader(test_data, batch_size), model, nn.CrossEntropyLoss())[0]


@unrelated("fit")
def swaps_epochs_and_batch_size(model, training_data, test_data, epochs, batch_size, learning_rate):
    training_loader = DataLoader(training_data, epochs, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
    for _ in range(batch_size):
        train_loop(training_loader, model, nn.CrossEntropyLoss(), optimizer)
    return test_loop(DataLoader(test_data, batch_size), model, nn.CrossEntropyLoss())[0]
