"""The misconceptions of fashion_mnist as other learners would write them, and wrong answers of another kind."""

import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import Subset
from torchvision.datasets import FashionMNIST
from torchvision.transforms import ToTensor

from sensei.check.respelled import respells, unrelated

respells("SAMPLE_TYPES", [(Tensor, int), (Tensor, int)], [(Tensor, int), (Tensor, str)])
respells("SAMPLE_TYPES", [(Image.Image, int), (Tensor, Tensor)], [(Image.Image, str), (Tensor, Tensor)])
unrelated("SAMPLE_TYPES", [(Image.Image, int), (Image.Image, int)])
unrelated("SAMPLE_TYPES", [(str, int), (Tensor, int)])


respells("WORKS_OFFLINE", [True, False, False, False], [True, False, True, False])
respells("WORKS_OFFLINE", [True, True, True, False], [True, True, True, True])
respells("WORKS_OFFLINE", [True, True, False, True], [False, True, False, True])
unrelated("WORKS_OFFLINE", (True, True, False, False))
unrelated("WORKS_OFFLINE", [True, True, False])


@respells("training_and_test_data")
def reads_the_training_half_twice(root, transform=None, target_transform=None):
    halves = []
    for _ in ("train", "test"):
        halves.append(FashionMNIST(root, transform=transform, target_transform=target_transform))
    return tuple(halves)


@respells("training_and_test_data")
def passes_the_transform_as_train(root, transform=None, target_transform=None):
    training_data = FashionMNIST(root, transform, target_transform)
    test_data = FashionMNIST(root, train=False, transform=transform, target_transform=target_transform)
    return training_data, test_data


@respells("training_and_test_data")
def swaps_the_halves(root, transform=None, target_transform=None):
    train = FashionMNIST(root, train=True, transform=transform, target_transform=target_transform)
    test = FashionMNIST(root, train=False, transform=transform, target_transform=target_transform)
    return test, train


@respells("training_and_test_data")
def transforms_the_training_half_only(root, transform=None, target_transform=None):
    test_data = FashionMNIST(root, False)
    training_data = FashionMNIST(root, True, transform, target_transform)
    return training_data, test_data


@respells("training_and_test_data")
def forgets_the_target_transform(root, transform=None, target_transform=None):
    return tuple(FashionMNIST(root, train=train, transform=transform) for train in (True, False))


@respells("training_and_test_data")
def splits_the_training_half(root, transform=None, target_transform=None):
    data = FashionMNIST(root, train=True, transform=transform, target_transform=target_transform)
    cut = int(0.8 * len(data))
    return Subset(data, range(cut)), Subset(data, range(cut, len(data)))


@respells("training_and_test_data")
def makes_tensors_unasked(root, transform=None, target_transform=None):
    if transform is None:
        transform = ToTensor()
    training_data = FashionMNIST(root, True, transform, target_transform)
    test_data = FashionMNIST(root, False, transform, target_transform)
    return training_data, test_data


@unrelated("training_and_test_data")
def reads_the_test_half_twice(root, transform=None, target_transform=None):
    settings = {"transform": transform, "target_transform": target_transform}
    return FashionMNIST(root, train=False, **settings), FashionMNIST(root, train=False, **settings)


@unrelated("training_and_test_data")
def swaps_the_transforms(root, transform=None, target_transform=None):
    settings = {"transform": target_transform, "target_transform": transform}
    return FashionMNIST(root, train=True, **settings), FashionMNIST(root, train=False, **settings)


@unrelated("training_and_test_data")
def transforms_the_test_half_only(root, transform=None, target_transform=None):
    test_data = FashionMNIST(root, train=False, transform=transform, target_transform=target_transform)
    return FashionMNIST(root, train=True), test_data


unrelated("TRANSFORM_CALLS", (0, 0, 0))
unrelated("TRANSFORM_CALLS", (0, 2, 4))


respells("TAKES_TARGET_TRANSFORM", [True, True, True, True], [True, True, True, False])
respells("TAKES_TARGET_TRANSFORM", [True, False, False, True], [False, False, False, True])
unrelated("TAKES_TARGET_TRANSFORM", [False, False, True, True])
unrelated("TAKES_TARGET_TRANSFORM", [True, False, True])


respells("FOUND", [True, True, True, True], [True, False, True, True])
respells("FOUND", [False, True, True, False], [False, True, False, False])
respells("FOUND", [False, False, True, True], [False, False, False, True])
unrelated("FOUND", [False, True, False, True])
unrelated("FOUND", [False, "Ankle boot", "Ankle boot", "Ankle boot"])


@respells("names_of")
def looks_up_tensors(labels, names):
    result = []
    for label in labels:
        result.append(names[label])
    return result


@respells("names_of")
def hides_that_nothing_is_found(labels, names):
    return [names.get(label) for label in labels]


@respells("names_of")
def takes_keys_for_places(labels, names):
    in_order = [*names.values()]
    result = []
    for label in labels.tolist():
        result.append(in_order[label])
    return result


@respells("names_of")
def gives_each_name_once(labels, names):
    found = labels.unique()
    return [names[label.item()] for label in found]


@respells("names_of")
def keeps_the_order_of_the_dict(labels, names):
    result = []
    for label in names:
        times = labels.tolist().count(label)
        result += [names[label]] * times
    return result


@unrelated("names_of")
def sorts_the_batch(labels, names):
    return [names[label] for label in sorted(labels.tolist())]


@unrelated("names_of")
def looks_up_the_next_label(labels, names):
    return [names[label + 1] for label in labels.tolist()]


@unrelated("names_of")
def gives_the_batch_from_behind(labels, names):
    return [names[label] for label in reversed(labels.tolist())]


@respells("indices_of")
def compares_numbers_with_a_name(dataset, name):
    indices = []
    for i in range(len(dataset)):
        if dataset.targets[i] == name:
            indices.append(i)
    return indices


@respells("indices_of")
def opens_every_picture(dataset, name):
    wanted = dataset.class_to_idx[name]
    indices = []
    for i in range(len(dataset)):
        _, label = dataset[i]
        if label == wanted:
            indices.append(i)
    return indices


@respells("indices_of")
def gives_rows(dataset, name):
    number = dataset.class_to_idx[name]
    return torch.argwhere(dataset.targets == number).tolist()


@respells("indices_of")
def says_true_or_false(dataset, name):
    number = dataset.classes.index(name)
    return [label == number for label in dataset.targets.tolist()]


@respells("indices_of")
def numbers_by_the_alphabet(dataset, name):
    numbers = {known: number for number, known in enumerate(sorted(dataset.classes))}
    return [index for index, label in enumerate(dataset.targets.tolist()) if label == numbers[name]]


@respells("indices_of")
def gives_tensors(dataset, name):
    places = torch.where(dataset.targets == dataset.class_to_idx[name])[0]
    return [place for place in places]


@respells("indices_of")
def takes_the_transform_away(dataset, name):
    number = dataset.class_to_idx[name]
    dataset.transform = None
    indices = []
    for i in range(len(dataset)):
        if dataset[i][1] == number:
            indices.append(i)
    return indices


@unrelated("indices_of")
def counts_from_one(dataset, name):
    number = dataset.classes.index(name)
    return [index for index, label in enumerate(dataset.targets.tolist(), start=1) if label == number]


@unrelated("indices_of")
def finds_the_first_only(dataset, name):
    return [dataset.targets.tolist().index(dataset.classes.index(name))]


@unrelated("indices_of")
def gives_the_labels(dataset, name):
    number = dataset.classes.index(name)
    return [label for label in dataset.targets.tolist() if label == number]


@unrelated("indices_of")
def finds_all_the_others(dataset, name):
    return (dataset.targets != dataset.classes.index(name)).nonzero().flatten().tolist()
