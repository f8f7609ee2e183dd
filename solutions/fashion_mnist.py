"""The teacher's book for 02_datasets/test_fashion_mnist.py."""

from PIL import Image
from torch import Tensor
from torchvision.datasets import FashionMNIST
from torchvision.transforms import ToTensor

from sensei.book import misconception, teach

SAMPLE_TYPES = [(Image.Image, int), (Tensor, int)]

teach(
    "SAMPLE_TYPES",
    hints=[
        "The files hold bytes. What does torchvision make of a picture for you, before any transform?",
        "A `transform` gets the picture and nothing else. The label has a `target_transform` of its own.",
    ],
    lesson="A sample is a PIL image and an int; `transform` changes the first of them only.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.FashionMNIST.html",
)
misconception(
    "SAMPLE_TYPES",
    [(Tensor, int), (Tensor, int)],
    "Without a transform there is no tensor yet: the picture comes as a PIL image.",
)
misconception(
    "SAMPLE_TYPES",
    [(Image.Image, int), (Tensor, Tensor)],
    "`transform` is for the picture only. The label stays an int; the loader makes a tensor of it later.",
)
misconception(
    "SAMPLE_TYPES",
    [(Tensor, Tensor), (Tensor, Tensor)],
    "Tensors of both are what a `DataLoader` makes. The dataset itself gives a PIL image, unless there is a transform, "
    "and an int.",
)
misconception(
    "SAMPLE_TYPES",
    [(Image.Image, str), (Tensor, str)],
    "The label is a number, an int from 0 to 9. The names stand in `FashionMNIST.classes`.",
)


WORKS_OFFLINE = [True, True, False, False]

teach(
    "WORKS_OFFLINE",
    hints=[
        "`download=True` looks into the folder first.",
        "If the files are there, `download=True` does nothing. If they are not, only a download can help.",
    ],
    lesson="`download=True` downloads what is missing: with the files in place you may leave it in, network or not.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.FashionMNIST.html",
)
misconception(
    "WORKS_OFFLINE",
    [True, False, False, False],
    "`download=True` does not download again what is there already: it finds the files and does nothing.",
)
misconception(
    "WORKS_OFFLINE",
    [False, False, False, False],
    "The files in `root` are all that the dataset needs: it reads them, network or not.",
)
misconception(
    "WORKS_OFFLINE",
    [True, True, True, False],
    "There is no dataset without its files: `FashionMNIST(empty)` raises as soon as it is made, not later.",
)
misconception(
    "WORKS_OFFLINE",
    [True, True, False, True],
    "`empty` has no files, so `download=True` has to fetch them, and without a network that fails.",
)


def training_and_test_data(root, transform=None, target_transform=None):
    settings = {"transform": transform, "target_transform": target_transform}
    return FashionMNIST(root, train=True, **settings), FashionMNIST(root, train=False, **settings)


teach(
    training_and_test_data,
    hints=[
        "Make two datasets from the same `root`. They differ in one setting: `train`.",
        "`train` is the second parameter of `FashionMNIST`, before `transform`: pass the settings by name.",
        "`FashionMNIST(root, train=False, transform=transform, target_transform=target_transform)` is the test half.",
    ],
    lesson="`train` picks the half, and both halves need the same transforms; pass all of them by name.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.FashionMNIST.html",
)


@misconception(
    training_and_test_data,
    "`train` is True unless you say otherwise: your test data are the training data once more.",
)
def reads_the_training_half_twice(root, transform=None, target_transform=None):
    training_data = FashionMNIST(root, transform=transform, target_transform=target_transform)
    test_data = FashionMNIST(root, transform=transform, target_transform=target_transform)
    return training_data, test_data


@misconception(
    training_and_test_data,
    "The second parameter of `FashionMNIST` is `train`, so your transform was taken for it. Pass settings by name.",
)
def passes_the_transform_as_train(root, transform=None, target_transform=None):
    training_data = FashionMNIST(root, transform, target_transform)
    test_data = FashionMNIST(root, False, transform, target_transform)
    return training_data, test_data


@misconception(training_and_test_data, "The two are swapped: the training data come first.")
def swaps_the_halves(root, transform=None, target_transform=None):
    settings = {"transform": transform, "target_transform": target_transform}
    return FashionMNIST(root, train=False, **settings), FashionMNIST(root, train=True, **settings)


@misconception(
    training_and_test_data,
    "Your test data lack the transforms: what a network was trained on, it has to be tested on in the same form.",
)
def transforms_the_training_half_only(root, transform=None, target_transform=None):
    training_data = FashionMNIST(root, train=True, transform=transform, target_transform=target_transform)
    return training_data, FashionMNIST(root, train=False)


@misconception(
    training_and_test_data, "Your datasets were not given the `target_transform`, so the labels stay as they are."
)
def forgets_the_target_transform(root, transform=None, target_transform=None):
    return FashionMNIST(root, transform=transform), FashionMNIST(root, train=False, transform=transform)


@misconception(
    training_and_test_data,
    "You cut the training data in two. Fashion-MNIST has test data of its own, in other files: `train=False`.",
)
def splits_the_training_half(root, transform=None, target_transform=None):
    clothes = FashionMNIST(root, transform=transform, target_transform=target_transform)
    samples = list(clothes)
    cut = len(samples) * 6 // 7
    return samples[:cut], samples[cut:]


@misconception(
    training_and_test_data, "Where `transform` is None, pictures are to stay pictures: `ToTensor` was not asked for."
)
def makes_tensors_unasked(root, transform=None, target_transform=None):
    settings = {"transform": transform or ToTensor(), "target_transform": target_transform}
    return FashionMNIST(root, train=True, **settings), FashionMNIST(root, train=False, **settings)


TRANSFORM_CALLS = (0, 1, 2)

teach(
    "TRANSFORM_CALLS",
    hints=[
        "With 60,000 pictures and a slow transform, would you like to wait for all of them before you see the first?",
        "Nothing is transformed in advance, and nothing that was transformed is kept.",
    ],
    lesson="A transform works when a sample is asked for, anew each time: so a random one differs in every epoch.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/transforms_tutorial.html",
)
misconception(
    "TRANSFORM_CALLS",
    (5, 5, 5),
    "Making the dataset transforms nothing: a picture is transformed when it is asked for.",
)
misconception(
    "TRANSFORM_CALLS",
    (0, 1, 1),
    "What was transformed is not kept: when the same sample is asked for again, the transform works again.",
)
misconception(
    "TRANSFORM_CALLS",
    (0, 5, 10),
    "Only the picture that is asked for is transformed, not all five of them.",
)


TAKES_TARGET_TRANSFORM = [True, False, True, True]

teach(
    "TAKES_TARGET_TRANSFORM",
    hints=[
        "`transform` is for what is looked at, `target_transform` for the label. One of the four classes lacks it.",
        "One of the four does not read pictures but clips of video, with sound. Look at its parameters.",
    ],
    lesson="Most datasets of torchvision take `target_transform`, but not all: `UCF101` does not. Read the signature.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.UCF101.html",
)
misconception(
    "TAKES_TARGET_TRANSFORM",
    [True, True, True, True],
    "Not every dataset takes both: `UCF101`, clips of video, has a `transform` and no `target_transform`.",
)
misconception(
    "TAKES_TARGET_TRANSFORM",
    [True, False, False, True],
    "`ImageFolder`, which makes a dataset of your own pictures, takes both.",
)
misconception(
    "TAKES_TARGET_TRANSFORM",
    [True, False, False, False],
    "`target_transform` is nothing special to FashionMNIST: CIFAR10 and ImageFolder take it, too.",
)
misconception(
    "TAKES_TARGET_TRANSFORM",
    [True, True, False, True],
    "It is the other way round: `ImageFolder` takes both, and `UCF101` lacks the `target_transform`.",
)


FOUND = [False, True, True, True]

teach(
    "FOUND",
    hints=[
        "Python looks for a key by its hash. Compare `hash(torch.tensor(9))` with `hash(9)`.",
        "An index of a list is another matter: Python asks the tensor which whole number it is.",
    ],
    lesson="A tensor is not found among the keys of a dict: look up `label.item()`, the plain int.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.item.html",
)
misconception(
    "FOUND",
    [True, True, True, True],
    "A tensor is not found in a dict, though it equals the key: its hash is that of an object, so `KeyError`.",
)
misconception(
    "FOUND",
    [False, True, True, False],
    "A tensor with one whole number in it is good as an index of a list. Only the dict does not find it.",
)
misconception(
    "FOUND",
    [True, True, True, False],
    "It is the other way round: as the index of a list a tensor will do, as the key of a dict it is not found.",
)
misconception(
    "FOUND",
    [False, False, True, False],
    "`int(label)` does the same as `label.item()`, and a list takes the tensor itself as an index.",
)
misconception(
    "FOUND",
    [False, False, True, True],
    "`int(label)` makes the plain number 9, just as `label.item()` does.",
)


def names_of(labels, names):
    return [names[label] for label in labels.tolist()]


teach(
    names_of,
    hints=[
        "The elements of a tensor are tensors themselves, and a tensor is not found in a dict.",
        "`label.item()` makes a number of one element, `labels.tolist()` a list of numbers of them all.",
    ],
    lesson="Where a tensor will not do, make plain numbers of it: `.item()` for one label, `.tolist()` for a batch.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.tolist.html",
)


@misconception(
    names_of, "The elements of a tensor are tensors, and a tensor is no key of your dict: KeyError. Use `.item()`."
)
def looks_up_tensors(labels, names):
    return [names[label] for label in labels]


@misconception(
    names_of, "`get` hides that nothing is found: a tensor is no key of your dict, so every label falls through."
)
def hides_that_nothing_is_found(labels, names):
    return [names.get(label, "unknown") for label in labels]


@misconception(
    names_of,
    "A label is a key of `names`, not a place in its order: the dict may lack some labels or begin with another.",
)
def takes_keys_for_places(labels, names):
    return [list(names.values())[label] for label in labels]


@misconception(names_of, "You give each name once. A name is asked for each label, in the order of the batch.")
def gives_each_name_once(labels, names):
    return [names[label] for label in sorted(set(labels.tolist()))]


@misconception(
    names_of, "That goes through the dict and keeps its order. Go through the batch, and look each label up."
)
def keeps_the_order_of_the_dict(labels, names):
    return [name for label, name in names.items() for found in labels if found == label]


def indices_of(dataset, name):
    return (dataset.targets == dataset.classes.index(name)).nonzero().flatten().tolist()


teach(
    indices_of,
    hints=[
        "First the number of the class: `dataset.classes.index(name)`, or `dataset.class_to_idx[name]`.",
        "`dataset.targets == number` is a tensor of True and False. Where is it True?",
        "`.nonzero()` says where, one row for each; `.flatten().tolist()` makes a list of ints of them.",
    ],
    lesson="All labels stand in `targets`: to count or to choose samples, no picture need be opened.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nonzero.html",
)


@misconception(
    indices_of, "`targets` holds numbers, and none of them equals a name. Find the number of the name first."
)
def compares_numbers_with_a_name(dataset, name):
    return [index for index, label in enumerate(dataset.targets) if label == name]


@misconception(
    indices_of,
    "Your loop opens and transforms every picture, for its label alone. `dataset.targets` has all the labels.",
)
def opens_every_picture(dataset, name):
    number = dataset.classes.index(name)
    return [index for index, (picture, label) in enumerate(dataset) if label == number]


@misconception(
    indices_of, "`nonzero()` makes a row for each place that it finds: [[1], [3]]. `.flatten()` puts them into one row."
)
def gives_rows(dataset, name):
    return (dataset.targets == dataset.classes.index(name)).nonzero().tolist()


@misconception(
    indices_of, "That says of each sample whether it is one. Asked are the indices of those that are: `.nonzero()`."
)
def says_true_or_false(dataset, name):
    return (dataset.targets == dataset.classes.index(name)).tolist()


@misconception(indices_of, "The classes are not numbered by the alphabet: take the place of the name in `classes`.")
def numbers_by_the_alphabet(dataset, name):
    number = sorted(dataset.classes).index(name)
    return (dataset.targets == number).nonzero().flatten().tolist()


@misconception(
    indices_of, "That is a list of tensors, which prints like one of numbers and is none. `.tolist()` makes ints."
)
def gives_tensors(dataset, name):
    return list((dataset.targets == dataset.classes.index(name)).nonzero().flatten())


@misconception(
    indices_of,
    "Without its transform a dataset still opens every picture, and yours has lost its transform. Look at `targets`.",
)
def takes_the_transform_away(dataset, name):
    dataset.transform = None
    number = dataset.classes.index(name)
    return [index for index, (picture, label) in enumerate(dataset) if label == number]
