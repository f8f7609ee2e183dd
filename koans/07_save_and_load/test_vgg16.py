"""VGG-16: half a gigabyte of weights, saved, loaded and found.

`torchvision.models.vgg16` makes a network for images: 13 convolutions, then 3 linear layers with most of its numbers.
You save and load it as you did with small ones. Then you learn to do so without waste of memory and time, and to use
weights that others have trained. No koan downloads anything.
"""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import torch
import torchvision
from torch import Tensor, nn

from sensei import ___

PRETRAINED_FILE = "vgg16-397923af.pth"  # as torchvision names it when it downloads it


def tiny_weights() -> dict[str, Tensor]:
    """A state dict for VGG-16 with the right names and shapes: 1 everywhere in the first tensor, 2 in the second, …

    In memory and in a file each tensor is a single number, which `expand` shows in all places.
    """
    with torch.device("meta"):
        shapes = {name: tensor.shape for name, tensor in torchvision.models.vgg16().state_dict().items()}
    return {name: torch.tensor(float(index)).expand(shape) for index, (name, shape) in enumerate(shapes.items(), 1)}


def vgg16_of(weights: dict[str, Tensor]) -> nn.Module:
    """A VGG-16 whose parameters are these tensors themselves."""
    with torch.device("meta"):
        model = torchvision.models.vgg16()
    model.load_state_dict(weights, assign=True)
    return model


def ends(tensors: Iterable[Tensor]) -> list[list[float]]:
    """The first and the last number of each tensor."""
    return [[tensor.flatten()[0].item(), tensor.flatten()[-1].item()] for tensor in tensors]


def distances(tensors: Iterable[Tensor]) -> list[int]:
    """How many bytes of memory lie between the first tensor and each of them."""
    places = [tensor.data_ptr() for tensor in tensors]
    return [place - places[0] for place in places]


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder, which is removed after the test, with the large files in it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def zeros_at_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new VGG-16 begins with zeros. To draw its 138 million random numbers takes a second or more."""
    for name in ("kaiming_normal_", "kaiming_uniform_", "normal_", "uniform_"):
        monkeypatch.setattr(nn.init, name, lambda tensor, *args, **settings: nn.init.zeros_(tensor))


@pytest.fixture
def pretrained_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    """The file with the pretrained weights, where torchvision looks for it.

    It is the real one where you have it already. Otherwise it is a stand-in with other numbers, in a torch home that
    exists for this test only. A download is refused.
    """

    def refuse(url: str, *args: object, **settings: object) -> None:
        raise RuntimeError(f"This koan needs no download, and your answer begins one: {url}")

    monkeypatch.setattr(torch.hub, "download_url_to_file", refuse)
    file = Path(torch.hub.get_dir(), "checkpoints", PRETRAINED_FILE)
    if not file.exists():
        monkeypatch.setenv("TORCH_HOME", str(folder))
        file = Path(torch.hub.get_dir(), "checkpoints", PRETRAINED_FILE)
        file.parent.mkdir(parents=True)
        torch.save(tiny_weights(), file)
    return file


# Of an image, the convolutions of VGG-16 make 512 small pictures of 7 by 7 numbers. All of them, in one row, go into
# the first linear layer, `classifier[0]`, and 4096 numbers come out. Its weight is float32.
# Write a pair:
#     the shape of this weight, a tuple,
#     and the megabytes that it takes: one is 1,000,000 bytes. A whole number, rounded down.
FIRST_LINEAR = ___


def test_most_of_vgg16_is_one_linear_layer():
    with torch.device("meta"):
        weight = torchvision.models.vgg16().classifier[0].weight
    assert FIRST_LINEAR == (tuple(weight.shape), weight.numel() * weight.element_size() // 1_000_000)


def vgg16_on_meta(num_classes: int) -> nn.Module:
    """`torchvision.models.vgg16` for `num_classes` classes, with all of its parameters on the device "meta".

    There, a tensor has a shape but no numbers. The model is made there from the beginning, so that it takes no memory
    and no time: no random number is drawn for it. What is made after the call is made where it was made before.
    """
    return ___


def test_a_model_may_have_shapes_and_no_numbers():
    model = vgg16_on_meta(10)
    last = model.classifier[6].weight
    assert [list(last.shape), last.device.type] == [[10, 4096], "meta"]
    assert {parameter.device.type for parameter in model.parameters()} == {"meta"}
    assert last.dtype == torch.float32


def test_no_random_number_is_drawn():
    before = torch.get_rng_state().tolist()
    vgg16_on_meta(10)
    assert torch.get_rng_state().tolist() == before


def test_what_comes_after_is_made_on_the_cpu_again():
    vgg16_on_meta(10)
    assert torch.ones(2).device.type == "cpu"


def test_what_comes_after_is_made_where_it_was_made_before():
    torch.set_default_device("meta")
    try:
        vgg16_on_meta(10)
        assert torch.ones(2).device.type == "meta"
    finally:
        torch.set_default_device(None)


@pytest.mark.parametrize("num_classes", [2, 1000])
def test_each_class_has_a_row_of_weights_and_a_bias(num_classes):
    model = vgg16_on_meta(num_classes)
    assert sum(parameter.numel() for parameter in model.parameters()) == 134_260_544 + num_classes * (4096 + 1)


def saved_and_loaded(model: nn.Module, path: Path) -> nn.Module:
    """Save the state dict of `model`, a VGG-16, in the file `path`: this is what a training run does in the end.

    Then do what another process does, which has only the file: make an untrained `torchvision.models.vgg16()`, put in
    what the file holds, and return it in evaluation mode. The folder of `path` is there. `model` stays as it is, and
    shares no memory with the new one.
    """
    return ___


@pytest.mark.usefixtures("zeros_at_first")
def test_an_untrained_network_gets_the_weights_of_the_file(folder, monkeypatch):
    read, load = [], torch.load
    monkeypatch.setattr(torch, "load", lambda *args, **settings: read.append(args) or load(*args, **settings))
    model = vgg16_of(tiny_weights())
    loaded = saved_and_loaded(model, folder / "vgg16.pth")
    assert ends(loaded.parameters()) == [[float(number)] * 2 for number in range(1, 33)]
    assert loaded is not model
    assert [loaded.training, loaded.classifier[5].training, model.training] == [False, False, True]
    assert read != []  # what the new network knows, it knows from the file
    assert loaded.classifier[0].weight.data_ptr() != model.classifier[0].weight.data_ptr()
    assert [parameter.requires_grad for parameter in model.parameters()] == [True] * 32
    assert len(load(folder / "vgg16.pth", weights_only=True)) == 32


@pytest.mark.usefixtures("zeros_at_first")
def test_every_digit_goes_through_the_file(folder):
    if shutil.disk_usage(folder).free < 200_000_000:
        pytest.fail(f"There are no 0.2 GB left in {folder}. Make room there, or let TMPDIR name another folder.")
    weights = tiny_weights()
    for name, tensor in weights.items():
        if name != "classifier.0.weight":  # most of the memory: it stays one number here, shown in all places
            weights[name] = torch.rand(tensor.shape[-1]).repeat(*tensor.shape[:-1], 1)
    model = vgg16_of(weights)
    loaded = saved_and_loaded(model, folder / "vgg16.pth")
    assert (folder / "vgg16.pth").stat().st_size > 140_000_000
    expected = model.state_dict()
    different = [name for name, tensor in loaded.state_dict().items() if not torch.equal(tensor, expected[name])]
    assert different == []


def load_mapped(path: Path) -> nn.Module:
    """A VGG-16 with the state dict that is saved in the file `path`, on the CPU and in evaluation mode.

    It takes a blink, however large the file is:
    - the model is made on "meta" first, so that no random number is drawn for it,
    - the file is mapped: `torch.load` with `mmap=True` reads no weight before it is used,
    - and the weights are not copied: the tensors of the file become the parameters of the model.
    """
    return ___


def test_the_parameters_are_the_numbers_of_the_file(folder):
    torch.save(tiny_weights(), folder / "vgg16.pth")
    model = load_mapped(folder / "vgg16.pth")
    assert {parameter.device.type for parameter in model.parameters()} == {"cpu"}
    assert ends(model.parameters()) == [[float(number)] * 2 for number in range(1, 33)]
    assert [model.training, model.classifier[5].training] == [False, False]


def test_no_random_number_is_drawn_for_weights_that_come_from_a_file(folder):
    torch.save(tiny_weights(), folder / "vgg16.pth")
    before = torch.get_rng_state().tolist()
    model = load_mapped(folder / "vgg16.pth")
    assert torch.get_rng_state().tolist() == before
    assert model.classifier[6].out_features == 1000


def test_the_weights_lie_in_memory_as_they_lie_in_the_file(folder):
    torch.save(tiny_weights(), folder / "vgg16.pth")
    mapped = torch.load(folder / "vgg16.pth", mmap=True, weights_only=True)
    model = load_mapped(folder / "vgg16.pth")
    assert distances(model.state_dict().values()) == distances(mapped.values())


def pretrained_vgg16() -> nn.Module:
    """VGG-16 with the weights "IMAGENET1K_V1", trained on the 1000 classes of ImageNet, in evaluation mode.

    torchvision loads them for you. It looks for their file in your torch home, and downloads it if it is not there;
    for this koan, a file is there.
    """
    return ___


def test_the_weights_are_those_of_the_file_in_the_torch_home(pretrained_file):
    model = pretrained_vgg16()
    weights = torch.load(pretrained_file, mmap=True, weights_only=True)
    assert ends(model.parameters()) == ends(weights.values())
    assert [model.training, model.classifier[5].training] == [False, False]
