"""Whole models: what `torch.save(model)` puts in a file, and what `torch.load` does with it.

`torch.save` takes a whole model as well as a state dict. Its file is a pickle: a list of steps that builds the object
again, step by step, when it is loaded. First you find out what is in such a file, and when it can't be loaded any more.
Then you get the weights out of it, load one without giving up all care, and see what a stranger's file could do.
"""

import pickle
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import nn

from sensei import ___

SHOP = """
from torch import nn

class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.factor = 2

    def forward(self, x):
        return x * self.factor
"""
EDITED_SHOP = SHOP.replace("= 2", "= 5").replace("x * self.factor", "x * self.factor + 100")


class Net(nn.Module):
    """Two linear layers, and a ReLU between them."""

    def __init__(self, size_in: int = 2, hidden: int = 3, size_out: int = 1):
        super().__init__()
        self.first = nn.Linear(size_in, hidden)
        self.relu = nn.ReLU()
        self.last = nn.Linear(hidden, size_out)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last(self.relu(self.first(x)))


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder, which is removed after the test."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def allowed() -> Iterator[list[type]]:
    """The classes that `torch.load` trusts before the test. Afterwards it trusts the same ones again."""
    before = torch.serialization.get_safe_globals()
    torch.serialization.add_safe_globals([Path])
    yield torch.serialization.get_safe_globals()
    torch.serialization.clear_safe_globals()
    torch.serialization.add_safe_globals(before)


@contextmanager
def module(name: str, code: str) -> Iterator[ModuleType]:
    """As if a file `name`.py with this code could be imported, as long as the `with` block lasts."""
    sys.modules[name] = ModuleType(name)
    try:
        exec(code, vars(sys.modules[name]))
        yield sys.modules[name]
    finally:
        del sys.modules[name]


def outcome(path: Path, weights_only: bool) -> str:
    """What `torch.load` does with a file: "loads", or the name of the error that it raises."""
    try:
        torch.load(path, weights_only=weights_only)
    except Exception as error:
        return type(error).__name__
    return "loads"


def numbers_of(model: nn.Module) -> dict[str, object]:
    """The parameters and buffers of a model by name, as plain lists and numbers."""
    return {name: tensor.tolist() for name, tensor in [*model.named_parameters(), *model.named_buffers()]}


# The file shop.py holds this class, and a whole model is saved with `torch.save(Scale(), path)`.
#     class Scale(nn.Module):
#         def __init__(self):
#             super().__init__()
#             self.factor = 2
#         def forward(self, x):
#             return x * self.factor
# Then two lines of shop.py are edited: now it says `self.factor = 5`, and `return x * self.factor + 100`.
# A new process runs `model = torch.load(path, weights_only=False)`. What is `model(1)`? A number.
ONE_SCALED = ___


def test_the_file_holds_the_attributes_and_not_the_code(folder):
    with module("shop", SHOP) as shop:
        torch.save(shop.Scale(), folder / "model.pth")
    with module("shop", EDITED_SHOP):
        model = torch.load(folder / "model.pth", weights_only=False)
    assert ONE_SCALED == model(1)


# Again a whole `Scale()` of shop.py was saved at `path`. What happens in a new process?
#     [0]  shop.py is as it was.          torch.load(path)
#     [1]  shop.py is as it was.          torch.load(path, weights_only=False)
#     [2]  The class has another name.    torch.load(path, weights_only=False)
#     [3]  shop.py was deleted.           torch.load(path, weights_only=False)
# Write a list of four strings, each of them one of
#     "loads"     "AttributeError"     "ModuleNotFoundError"     "UnpicklingError"
OUTCOMES = ___


def test_a_whole_model_needs_trust_and_its_class_in_its_place(folder):
    path = folder / "model.pth"
    with module("shop", SHOP) as shop:
        torch.save(shop.Scale(), path)
        as_it_was = [outcome(path, weights_only=True), outcome(path, weights_only=False)]
    with module("shop", SHOP.replace("Scale", "Times")):
        renamed = outcome(path, weights_only=False)
    assert OUTCOMES == [*as_it_was, renamed, outcome(path, weights_only=False)]


def extract_weights(model_path: Path, weights_path: Path) -> None:
    """Save the state dict of a model that was saved as a whole. From then on, no file needs the path of its class.

    The file `model_path` holds the whole model. You saved it yourself, so you trust it, and its class is where it was.
    The file `weights_path` is to hold the state dict and nothing else. The file `model_path` stays as it is.
    """
    ___


def test_the_new_file_holds_names_and_tensors(folder):
    layer = nn.Linear(2, 1, dtype=torch.float64)
    layer.load_state_dict({"weight": torch.tensor([[2.0, 5.0]]), "bias": torch.tensor([1.0])})
    torch.save(layer, folder / "model.pth")
    extract_weights(folder / "model.pth", folder / "weights.pth")
    weights = torch.load(folder / "weights.pth", weights_only=True)
    assert {name: tensor.tolist() for name, tensor in weights.items()} == {"weight": [[2, 5]], "bias": [1]}
    assert [tensor.dtype for tensor in weights.values()] == [torch.float64, torch.float64]


@pytest.mark.parametrize("sizes", [(3, 4, 2), (5, 2, 7)])
def test_a_new_model_takes_the_weights(folder, sizes):
    model, new = [nn.Sequential(Net(*sizes), nn.BatchNorm1d(sizes[2])) for _ in range(2)]
    model(torch.rand(5, sizes[0]))
    torch.save(model, folder / "model.pth")
    before = (folder / "model.pth").read_bytes()
    extract_weights(folder / "model.pth", folder / "weights.pth")
    new.load_state_dict(torch.load(folder / "weights.pth", weights_only=True))
    assert numbers_of(new) == numbers_of(model)
    assert (folder / "model.pth").read_bytes() == before


# There is a way between True and False: with `weights_only=True`, `torch.load` also takes objects of classes that you
# name beforehand. A whole model of this class was saved at `path`:
#     class Net(nn.Module):
#         def __init__(self):
#             super().__init__()
#             self.first = nn.Linear(2, 3)
#             self.relu = nn.ReLU()
#             self.last = nn.Linear(3, 1)
# It is loaded by
#     with torch.serialization.safe_globals([...]):
#         model = torch.load(path)
# Which classes have to stand in the list? Write a set of their names, such as {"Conv2d", "Dropout"}.
CLASSES_TO_NAME = ___


def test_every_class_in_the_file_has_to_be_named(folder):
    torch.save(Net(), folder / "model.pth")
    refused = torch.serialization.get_unsafe_globals_in_checkpoint(folder / "model.pth")
    assert CLASSES_TO_NAME == {name.split(".")[-1] for name in refused}


def load_trusting(path: Path, classes: list[type]) -> nn.Module:
    """Load the whole model that was saved in the file `path`. Return it as it was saved: also its mode, and whether its
    parameters require a gradient.

    Trust the classes in the list `classes`, beside those that `torch.load` trusts already. If the file holds any other,
    the error that `torch.load` raises, `pickle.UnpicklingError`, is not caught. After the call, also after one that
    raised, `torch.load` trusts the same classes as before it.
    """
    return ___


@pytest.mark.usefixtures("allowed")
def test_a_model_of_known_classes_is_loaded(folder):
    model = Net(2, 2, 1)
    numbers = [[[1.0, 2.0], [3.0, -4.0]], [0.0, 1.0], [[1.0, 10.0]], [5.0]]
    for parameter, values in zip(model.parameters(), numbers, strict=True):
        parameter.data = torch.tensor(values)
    torch.save(model, folder / "model.pth")
    loaded = load_trusting(folder / "model.pth", [Net, nn.Linear, nn.ReLU])
    # 1*1 + 2*2 = 5 and 3*1 - 4*2 + 1 = -4, which the ReLU makes 0. Then 1*5 + 10*0 + 5 = 10.
    assert loaded(torch.tensor([1.0, 2.0])).tolist() == [10]
    assert [parameter.requires_grad for parameter in loaded.parameters()] == [True] * 4


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("training", [True, False])
def test_the_mode_of_a_whole_model_is_in_its_file(folder, training):
    torch.save(nn.Sequential(nn.Linear(2, 3), nn.Tanh()).train(training), folder / "model.pth")
    loaded = load_trusting(folder / "model.pth", [nn.Tanh, nn.Sequential, nn.Linear])
    assert [layer.training for layer in loaded.modules()] == [training] * 3


@pytest.mark.usefixtures("allowed")
@pytest.mark.parametrize("missing", [Net, nn.Linear, nn.ReLU])
def test_a_class_that_is_not_named_is_refused(folder, missing):
    torch.save(Net(), folder / "model.pth")
    with pytest.raises(pickle.UnpicklingError):
        load_trusting(folder / "model.pth", [each for each in (Net, nn.Linear, nn.ReLU) if each is not missing])


@pytest.mark.usefixtures("allowed")
def test_classes_that_are_trusted_already_need_not_be_named(folder):
    torch.save(Net(), folder / "model.pth")
    torch.serialization.add_safe_globals([nn.ReLU, Net])
    assert isinstance(load_trusting(folder / "model.pth", [nn.Linear]), Net)


def test_the_trust_ends_with_the_call(folder, allowed):
    torch.save(Net(), folder / "model.pth")
    load_trusting(folder / "model.pth", [Net, nn.Linear, nn.ReLU])
    assert set(torch.serialization.get_safe_globals()) == set(allowed)


def test_the_trust_ends_with_a_call_that_raises(folder, allowed):
    torch.save(Net(), folder / "model.pth")
    with pytest.raises(pickle.UnpicklingError):
        load_trusting(folder / "model.pth", [Net])
    assert set(torch.serialization.get_safe_globals()) == set(allowed)


class Surprise:
    """An object whose file is a trap: whoever loads it with `weights_only=False` creates the folder `folder`, a Path.

    To make a Surprise and to save it creates no folder. Nor does `torch.load` as it is by default: it refuses the file.

    A pickle may call any function. Which one, an object says in `__reduce__`: it returns a pair, a function that can
    be imported, such as `os.mkdir`, and the tuple of its arguments. It is called when the file is loaded.
    """

    def __init__(self, folder: Path):
        ___

    def __reduce__(self):
        return ___


def test_to_load_a_file_is_to_run_what_it_says(folder):
    surprise = Surprise(folder / "surprise")
    assert list(folder.iterdir()) == []
    torch.save(surprise, folder / "weights.pth")
    assert [path.name for path in folder.iterdir()] == ["weights.pth"]
    torch.load(folder / "weights.pth", weights_only=False)
    assert sorted(path.name for path in folder.iterdir()) == ["surprise", "weights.pth"]
    assert (folder / "surprise").is_dir()


def test_each_surprise_has_a_folder_of_its_own(folder):
    first, second = Surprise(folder / "first"), Surprise(folder / "second")
    torch.save(first, folder / "1.pth")
    torch.save(second, folder / "2.pth")
    torch.load(folder / "1.pth", weights_only=False)
    assert sorted(path.name for path in folder.iterdir()) == ["1.pth", "2.pth", "first"]


def test_the_default_refuses_the_file(folder):
    torch.save(Surprise(folder / "surprise"), folder / "weights.pth")
    with pytest.raises(pickle.UnpicklingError):
        torch.load(folder / "weights.pth")
    assert not (folder / "surprise").exists()
