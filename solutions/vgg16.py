"""The teacher's book for 07_save_and_load/test_vgg16.py."""

import copy

import torch
from torchvision.models import VGG16_Weights, vgg16, vgg16_bn

from sensei.book import misconception, teach

FIRST_LINEAR = ((4096, 25088), 411)

teach(
    "FIRST_LINEAR",
    hints=[
        "The weight of a linear layer is (out, in), and in is 512 * 7 * 7 here.",
        "A float32 number takes 4 bytes: 4096 * 25088 * 4 bytes.",
    ],
    lesson="A file of weights has 4 bytes for each float32; three quarters of VGG-16 are its first linear layer.",
    docs="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg16.html",
)
misconception(
    "FIRST_LINEAR",
    ((25088, 4096), 411),
    "The weight of a linear layer is (out, in): it begins with the 4096.",
)
misconception(
    "FIRST_LINEAR",
    ((4096, 25088), 102),
    "There are 102 million numbers, but each float32 takes 4 bytes.",
)
misconception(
    "FIRST_LINEAR",
    ((4096, 25088), 822),
    "A float32 takes 32 bits: these are 4 bytes, and not 8.",
)
misconception(
    "FIRST_LINEAR",
    ((4096, 512), 8),
    "Flattened, each of the 512 pictures counts with all of its 7 * 7 numbers.",
)
misconception(
    "FIRST_LINEAR",
    ((4096, 25088), 392),
    "These are mebibytes, of 1024 * 1024 bytes. A megabyte is 1,000,000 bytes.",
)


def vgg16_on_meta(num_classes):
    with torch.device("meta"):
        return vgg16(num_classes=num_classes)


teach(
    vgg16_on_meta,
    hints=[
        "To make a model and then move it is too late: by then, its numbers have been drawn.",
        "`torch.device` can stand in a `with` line: what is made in that block is made on that device.",
        "`with torch.device('meta'):` and below it `return torchvision.models.vgg16(num_classes=num_classes)`.",
    ],
    lesson="`with torch.device(…):` makes a model where it is needed; on meta it costs nothing, and tells all shapes.",
    docs="https://docs.pytorch.org/docs/stable/meta.html",
    seconds=10,
)


@misconception(
    vgg16_on_meta,
    "The model was made on the CPU first, and 138 million random numbers were drawn to be thrown away. "
    "`with torch.device('meta'):` makes it there from the beginning.",
)
def moves_it_there(num_classes):
    return vgg16(num_classes=num_classes).to("meta")


@misconception(
    vgg16_on_meta,
    "`set_default_device` stays in force after the call: from now on, all tensors come without numbers. "
    "`with torch.device('meta'):` ends with its block.",
)
def changes_the_default(num_classes):
    torch.set_default_device("meta")
    return vgg16(num_classes=num_classes)


@misconception(
    vgg16_on_meta,
    "The default need not have been the CPU before. `with torch.device('meta'):` goes back to what it was.",
)
def sets_the_default_to_the_cpu(num_classes):
    torch.set_default_device("meta")
    model = vgg16(num_classes=num_classes)
    torch.set_default_device("cpu")
    return model


@misconception(vgg16_on_meta, "`num_classes` is not passed on, so there are 1000 classes, those of ImageNet.")
def forgets_num_classes(num_classes):
    with torch.device("meta"):
        return vgg16()


@misconception(
    vgg16_on_meta,
    "`vgg16_bn` is another network: it has a BatchNorm after each convolution, and its names are others, too.",
)
def takes_the_one_with_batchnorm(num_classes):
    with torch.device("meta"):
        return vgg16_bn(num_classes=num_classes)


def saved_and_loaded(model, path):
    torch.save(model.state_dict(), path)
    loaded = vgg16()
    loaded.load_state_dict(torch.load(path, weights_only=True))
    return loaded.eval()


teach(
    saved_and_loaded,
    hints=[
        "It is what you did with small networks: the state dict goes into the file, and into a new model.",
        "`torch.save(model.state_dict(), path)`; then `torchvision.models.vgg16()`, `load_state_dict`, `eval()`.",
    ],
    lesson="A file of weights needs its network: the code makes it, the file fills it, `eval()` makes it ready.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/saveloadrun_tutorial.html",
    seconds=10,
)


@misconception(
    saved_and_loaded,
    "The file is read, but nothing is put into the new network: it is untrained. `load_state_dict` does that.",
)
def leaves_it_untrained(model, path):
    torch.save(model.state_dict(), path)
    loaded = vgg16()
    torch.load(path, weights_only=True)
    return loaded.eval()


@misconception(
    saved_and_loaded,
    "The weights went back into the model they came from. The other process does not have it: make a new one.",
)
def loads_into_the_same_model(model, path):
    torch.save(model.state_dict(), path)
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


@misconception(
    saved_and_loaded, "The mode is not in the file: the Dropout of the new network still drops. Call `eval()`."
)
def forgets_eval(model, path):
    torch.save(model.state_dict(), path)
    loaded = vgg16()
    loaded.load_state_dict(torch.load(path, weights_only=True))
    return loaded


@misconception(
    saved_and_loaded,
    "`half()` makes the file half as large, and the digits that were cut off do not come back.",
)
def saves_half_the_digits(model, path):
    torch.save({name: tensor.half() for name, tensor in model.state_dict().items()}, path)
    loaded = vgg16()
    loaded.load_state_dict(torch.load(path, weights_only=True))
    return loaded.eval()


@misconception(
    saved_and_loaded,
    "The file holds the whole model, which needs `weights_only=False` and the path of its class. Save the state dict.",
)
def saves_the_whole_model(model, path):
    torch.save(model, path)
    return torch.load(path, weights_only=False).eval()


@misconception(
    saved_and_loaded,
    "That is a copy of the model, and the file was never read. Another process has the file only: load it.",
)
def copies_the_model(model, path):
    torch.save(model.state_dict(), path)
    return copy.deepcopy(model).eval()


def load_mapped(path):
    with torch.device("meta"):
        model = vgg16()
    model.load_state_dict(torch.load(path, mmap=True, weights_only=True), assign=True)
    return model.eval()


teach(
    load_mapped,
    hints=[
        "Three things together: a model on meta, `torch.load(path, mmap=True)`, and a setting of `load_state_dict`.",
        "`load_state_dict` copies numbers into the parameters that are there. On meta there is nothing to copy into: "
        "`assign=True` takes the tensors themselves.",
        "`with torch.device('meta'):` and in it the model; then `load_state_dict(…, assign=True)`, and `eval()`.",
    ],
    lesson="Meta, `mmap=True` and `assign=True`: nothing is drawn, read or copied before it is needed.",
    docs="https://docs.pytorch.org/tutorials/recipes/recipes/module_load_state_dict_tips.html",
    seconds=10,
)


@misconception(
    load_mapped,
    "Your parameters are still on meta, without numbers. Load the file for the CPU; `assign=True` takes its tensors.",
)
def copies_to_meta(path):
    with torch.device("meta"):
        model = vgg16()
    model.load_state_dict(torch.load(path, mmap=True, weights_only=True))
    return model.eval()


@misconception(
    load_mapped,
    "`to_empty` takes memory, and the numbers are copied into it. `assign=True` needs neither.",
)
def makes_room_and_copies(path):
    with torch.device("meta"):
        model = vgg16()
    model.to_empty(device="cpu")
    model.load_state_dict(torch.load(path, mmap=True, weights_only=True))
    return model.eval()


@misconception(
    load_mapped,
    "The numbers are right, but first 138 million random ones were drawn, to be replaced at once. "
    "Make the model on meta.",
)
def draws_numbers_first(path):
    model = vgg16()
    model.load_state_dict(torch.load(path, mmap=True, weights_only=True), assign=True)
    return model.eval()


@misconception(load_mapped, "Without `mmap=True` the whole file is read into memory before you can use any of it.")
def reads_the_whole_file(path):
    with torch.device("meta"):
        model = vgg16()
    model.load_state_dict(torch.load(path, weights_only=True), assign=True)
    return model.eval()


@misconception(load_mapped, "The mode is not in the file: a new network is in training mode. Call `eval()`.")
def stays_in_training_mode(path):
    with torch.device("meta"):
        model = vgg16()
    model.load_state_dict(torch.load(path, mmap=True, weights_only=True), assign=True)
    return model


def pretrained_vgg16():
    return vgg16(weights="IMAGENET1K_V1").eval()


teach(
    pretrained_vgg16,
    hints=[
        "`torchvision.models.vgg16` has an argument `weights`. Without it, the network is untrained.",
        "The name will do: `vgg16(weights='IMAGENET1K_V1')`. And the mode?",
    ],
    lesson="`weights=…` fetches trained weights once and keeps them in the torch home; without it, nothing is trained.",
    docs="https://docs.pytorch.org/vision/stable/models/generated/torchvision.models.vgg16.html",
    seconds=10,
)


@misconception(
    pretrained_vgg16, "Without `weights=…` the network is untrained: its numbers are random, whatever it is called."
)
def takes_an_untrained_one():
    return vgg16().eval()


@misconception(
    pretrained_vgg16, "Trained weights come in training mode, too: the Dropout drops until you call `eval()`."
)
def leaves_it_in_training_mode():
    return vgg16(weights="IMAGENET1K_V1")


@misconception(
    pretrained_vgg16,
    "`IMAGENET1K_FEATURES` is another file: its convolutions are trained, its linear layers hold no numbers to use.",
)
def takes_the_features_only():
    return vgg16(weights=VGG16_Weights.IMAGENET1K_FEATURES).eval()


@misconception(
    pretrained_vgg16, "`vgg16_bn` is another network, with a BatchNorm after each convolution, and has another file."
)
def takes_the_pretrained_one_with_batchnorm():
    return vgg16_bn(weights="IMAGENET1K_V1").eval()
