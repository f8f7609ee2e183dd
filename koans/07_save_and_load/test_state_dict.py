"""State dicts: what is saved of a model, and how training goes on from a file.

A state dict is a plain dict: names, and the tensors that belong to them. It knows nothing of the class of a model.
First you find out what is in it, then you save one and load it, also where names, shapes or devices do not fit.
At the end a training run is stopped, and goes on as if nothing had happened.
"""

import copy
import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

import pytest
import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from sensei import ___


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder, which is removed after the test."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        yield Path(name)


def numbers(tensors: Mapping[str, Tensor]) -> dict[str, object]:
    """The tensors of a state dict as plain lists and numbers."""
    return {name: tensor.tolist() for name, tensor in tensors.items()}


def numbers_of(model: nn.Module) -> dict[str, object]:
    """The parameters and buffers of a model by name, as plain lists and numbers."""
    return numbers(dict([*model.named_parameters(), *model.named_buffers()]))


def network(sizes: tuple[int, ...] = (3, 4, 2)) -> nn.Sequential:
    """A network with parameters, with buffers that training has moved, and with a layer that is random in training."""
    size_in, hidden, size_out = sizes
    model = nn.Sequential(
        nn.Linear(size_in, hidden), nn.BatchNorm1d(hidden), nn.Dropout(0.5), nn.Linear(hidden, size_out)
    )
    model(torch.rand(7, size_in))
    return model


def linear(weight: list[list[float]], bias: list[float]) -> nn.Linear:
    """A linear layer with these numbers."""
    layer = nn.Linear(len(weight[0]), len(weight))
    layer.load_state_dict({"weight": torch.tensor(weight), "bias": torch.tensor(bias)})
    return layer


def with_head(size: int, value: float) -> nn.Sequential:
    """A network with a body, and with a layer `head` for `size` classes. All of its parameters are `value`."""
    model = nn.Sequential()
    model.add_module("body", nn.Linear(3, 2))
    model.add_module("head", nn.Linear(2, size))
    model.add_module("head_2", nn.Linear(2, 1))
    for parameter in model.parameters():
        nn.init.constant_(parameter, value)
    return model


def in_parts(value: float) -> nn.Sequential:
    """A network whose `body` and whose `head` are networks with a head. All of its parameters are `value`."""
    model = nn.Sequential()
    model.add_module("body", with_head(size=2, value=value))
    model.add_module("head", with_head(size=2, value=value))
    return model


def loads(weights: dict[str, Tensor], strict: bool = True) -> bool:
    """Whether a new `nn.Linear(2, 2)` takes these weights without an error."""
    try:
        nn.Linear(2, 2).load_state_dict(weights, strict=strict)
    except RuntimeError:
        return False
    return True


def save_as_if_on_cuda(weights: dict[str, Tensor], path: Path) -> None:
    """Save `weights` as a computer with 64 GPUs may do: the file says that each tensor belongs to the last of them."""
    with patch("torch.serialization.location_tag", lambda storage: "cuda:63"):
        torch.save(weights, path)


def climb(model: nn.Linear, optimizer: Optimizer) -> float:
    """One step in which each weight has the gradient -1. The first weight after it."""
    optimizer.zero_grad()
    (-model.weight).sum().backward()
    optimizer.step()
    return model.weight.flatten()[0].item()


def train(model: nn.Module, optimizer: Optimizer, epochs: int) -> None:
    """Train on four fixed samples. The only randomness is that of the model, such as a Dropout."""
    features = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0], [3.0, 1.0, 0.0], [1.0, 1.0, 1.0]])
    model.train()
    for _ in range(epochs):
        optimizer.zero_grad()
        model(features).square().mean().backward()
        optimizer.step()


def new_run(momentum: float = 0.9, dropout: float = 0.5) -> tuple[nn.Module, Optimizer]:
    """A model and its optimiser at the start of training. They start the same each time that the seed is the same."""
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(dropout), nn.Linear(4, 1))
    return model, torch.optim.SGD(model.parameters(), lr=0.1, momentum=momentum)


def stopping_makes_no_difference(momentum: float, dropout: float, save_optimizer: bool) -> bool:
    """Whether 2 epochs, a stop, and 2 more give the weights of 4 epochs. The state of the RNG is not saved."""
    torch.manual_seed(0)
    never_stopped, optimizer = new_run(momentum, dropout)
    train(never_stopped, optimizer, 4)

    torch.manual_seed(0)
    model, optimizer = new_run(momentum, dropout)
    train(model, optimizer, 2)
    weights, state = copy.deepcopy((model.state_dict(), optimizer.state_dict()))

    torch.manual_seed(1)  # another process has another seed
    model, optimizer = new_run(momentum, dropout)
    model.load_state_dict(weights)
    if save_optimizer:
        optimizer.load_state_dict(state)
    train(model, optimizer, 2)
    return numbers_of(model) == numbers_of(never_stopped)


class Alarm:
    """Its pickle makes whoever loads it without care create the folder `alarm`."""

    def __init__(self, alarm: Path):
        self.alarm = alarm

    def __reduce__(self) -> tuple[Callable[..., None], tuple[Path]]:
        return Path.mkdir, (self.alarm,)


# A network has been trained. Which of these are in its state dict, and come back when it is loaded into a new network?
#     [0]  the weight of an nn.Linear
#     [1]  the running mean of an nn.BatchNorm1d, which is a buffer and not a parameter
#     [2]  the gradient of a weight
#     [3]  whether the network is in training or in evaluation mode
#     [4]  the `p` of an nn.Dropout
# Write a list of five: True where it comes back, False where it does not.
COMES_BACK = ___


def test_a_state_dict_holds_parameters_and_buffers_and_nothing_else():
    trained = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2), nn.Dropout(p=0.1))
    trained(torch.rand(4, 3)).sum().backward()
    trained.eval()
    new = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2), nn.Dropout(p=0.5))
    new.load_state_dict(trained.state_dict())
    assert COMES_BACK == [
        torch.equal(new[0].weight, trained[0].weight),
        torch.equal(new[1].running_mean, trained[1].running_mean),
        new[0].weight.grad is not None,
        new.training == trained.training,
        new[2].p == trained[2].p,
    ]


# The weight of `layer` is a single 3. The state dict is kept in three ways, and then the layer learns:
#     kept = layer.state_dict()
#     as_dict = dict(layer.state_dict())
#     deep = copy.deepcopy(layer.state_dict())
#     with torch.no_grad():
#         layer.weight += 1
# Which number stands now at "weight" in `kept`, in `as_dict` and in `deep`? Write a list of three numbers.
KEPT_NUMBERS = ___


def test_a_state_dict_shares_its_tensors_with_the_model():
    layer = linear([[3.0]], [0.0])
    kept, as_dict, deep = layer.state_dict(), dict(layer.state_dict()), copy.deepcopy(layer.state_dict())
    with torch.no_grad():
        layer.weight += 1
    assert KEPT_NUMBERS == [weights["weight"].item() for weights in (kept, as_dict, deep)]


def snapshot(model: nn.Module) -> dict[str, Tensor]:
    """The state dict of `model` as it is now, parameters and buffers: training does not change it later on.

    `load_state_dict` takes it, to come back to the best weights of a run. Its tensors share no memory with the model
    and do not require a gradient. Their dtypes are those of the model. The model stays as it is: also its mode, and
    its gradients.
    """
    return ___


def test_what_the_model_learns_later_does_not_reach_the_snapshot():
    layer = linear([[2.0, 5.0]], [1.0])
    best = snapshot(layer)
    with torch.no_grad():
        layer.weight += 1
        layer.bias.zero_()
    assert numbers(best) == {"weight": [[2, 5]], "bias": [1]}
    assert not any(tensor.requires_grad for tensor in best.values())


@pytest.mark.parametrize("sizes", [(3, 4, 2), (5, 2, 7)])
def test_a_model_goes_back_to_its_snapshot(sizes):
    model = network(sizes)
    before = numbers_of(model)
    best = snapshot(model)
    assert numbers_of(model) == before
    train_on = torch.optim.SGD(model.parameters(), lr=1.0)
    model(torch.rand(5, sizes[0])).square().sum().backward()
    train_on.step()
    model.load_state_dict(best)
    assert numbers_of(model) == before


def test_the_model_goes_on_training_as_if_nothing_had_been_kept():
    model = network()
    model(torch.rand(5, 3)).square().sum().backward()
    before = [parameter.grad.tolist() for parameter in model.parameters()]
    best = snapshot(model)
    assert {name: tensor.dtype for name, tensor in best.items() if not tensor.is_floating_point()} == {
        "1.num_batches_tracked": torch.int64
    }
    assert model.training
    assert [parameter.requires_grad for parameter in model.parameters()] == [True] * 6
    assert all(parameter.grad is not None for parameter in model.parameters())
    assert [parameter.grad.tolist() for parameter in model.parameters()] == before


def save_weights(model: nn.Module, path: Path) -> None:
    """Save the state dict of `model`, and nothing else, in the file `path`. The model stays as it is.

    The folder of `path` may be missing, and the folder around it too: then they are created. A file that is there is
    replaced, other files beside it stay.
    """
    ___


def test_the_file_holds_names_and_tensors(folder):
    path = folder / "weights.pth"
    save_weights(linear([[2.0, 5.0]], [1.0]), path)
    assert numbers(torch.load(path, weights_only=True)) == {"weight": [[2, 5]], "bias": [1]}


def test_folders_that_are_missing_are_created(folder):
    path = folder / "runs" / "monday" / "weights.pth"
    for value in (1.0, 2.0):  # the second time, the folders are there
        save_weights(linear([[value]], [value]), path)
        assert numbers(torch.load(path, weights_only=True)) == {"weight": [[value]], "bias": [value]}
    assert [file.name for file in path.parent.iterdir()] == ["weights.pth"]


@pytest.mark.parametrize("sizes", [(3, 4, 2), (5, 2, 7)])
def test_buffers_are_saved_with_the_parameters(folder, sizes):
    model = network(sizes)
    before = numbers_of(model)
    save_weights(model, folder / "weights.pth")
    assert numbers(torch.load(folder / "weights.pth", weights_only=True)) == before
    assert numbers_of(model) == before
    assert model.training
    assert [parameter.requires_grad for parameter in model.parameters()] == [True] * 6
    saved = torch.load(folder / "weights.pth", weights_only=True)
    assert saved["1.num_batches_tracked"].dtype == torch.int64


def test_other_files_in_the_folder_stay(folder):
    (folder / "notes.txt").write_text("the best run")
    save_weights(linear([[1.0]], [0.0]), folder / "weights.pth")
    assert sorted(file.name for file in folder.iterdir()) == ["notes.txt", "weights.pth"]


def load_weights(model: nn.Module, path: Path) -> nn.Module:
    """Put the state dict that is saved in the file `path` into `model`. Return this model, ready to predict.

    Ready to predict means evaluation mode: Dropout lets everything pass, BatchNorm uses its running statistics. Its
    parameters go on requiring a gradient, and gradients are computed as before.
    A name that is missing in the file is an error, as it is for `load_state_dict`: do not hide it.
    A file is only to bring tensors: one that holds code is refused, the code does not run, and the error that
    `torch.load` raises then, `pickle.UnpicklingError`, is not caught.
    """
    return ___


def test_the_numbers_of_the_file_go_into_the_model(folder):
    torch.save(linear([[2.0, 5.0]], [1.0]).state_dict(), folder / "weights.pth")
    model = nn.Linear(2, 1)
    loaded = load_weights(model, folder / "weights.pth")
    assert loaded(torch.tensor([10.0, 1.0])).tolist() == [26]
    assert loaded is model


@pytest.mark.parametrize("sizes", [(3, 4, 2), (5, 2, 7)])
def test_a_loaded_model_predicts_what_the_saved_one_predicts(folder, sizes):
    trained, model, batch = network(sizes), network(sizes), torch.rand(5, sizes[0])
    torch.save(trained.state_dict(), folder / "weights.pth")
    loaded = load_weights(model, folder / "weights.pth")
    assert not any(module.training for module in loaded.modules())
    assert loaded(batch).tolist() == trained.eval()(batch).tolist()


def test_evaluation_mode_has_nothing_to_do_with_gradients(folder):
    torch.save(linear([[2.0, 5.0]], [1.0]).state_dict(), folder / "weights.pth")
    loaded = load_weights(nn.Linear(2, 1), folder / "weights.pth")
    assert torch.is_grad_enabled()
    assert loaded(torch.tensor([10.0, 1.0])).requires_grad


def test_a_name_that_is_missing_in_the_file_is_an_error(folder):
    torch.save({"weight": torch.ones(1, 2)}, folder / "weights.pth")
    with pytest.raises((RuntimeError, KeyError)):
        load_weights(nn.Linear(2, 1), folder / "weights.pth")


def test_code_in_a_file_does_not_run(folder):
    torch.save(Alarm(folder / "alarm"), folder / "weights.pth")
    with pytest.raises(pickle.UnpicklingError):
        load_weights(nn.Linear(2, 1), folder / "weights.pth")
    assert not (folder / "alarm").exists()


# `layer = nn.Linear(2, 2)` has a "weight" of shape (2, 2) and a "bias" of shape (2,), both float32.
# Does it take these state dicts?
#     [0]  without "bias"
#     [1]  without "bias", and with `strict=False`
#     [2]  with "weight", "bias" and a third one, "scale"
#     [3]  with a "weight" of shape (3, 2), and with `strict=False`
#     [4]  with a "weight" and a "bias" of float64
# Write a list of five: True where it is loaded, False where an error is raised.
IS_LOADED = ___


def test_strict_is_about_names_only():
    weight, bias = torch.ones(2, 2), torch.ones(2)
    assert IS_LOADED == [
        loads({"weight": weight}),
        loads({"weight": weight}, strict=False),
        loads({"weight": weight, "bias": bias, "scale": bias}),
        loads({"weight": torch.ones(3, 2), "bias": bias}, strict=False),
        loads({"weight": weight.double(), "bias": bias.double()}),
    ]


def load_all_but(model: nn.Module, weights: dict[str, Tensor], head: str) -> None:
    """Put all of the state dict `weights` into `model` but what belongs to its layer `head`. That is how a trained
    network begins with new classes.

    To this layer belong the names that start with `head` and a dot, such as "head.weight". `head` may have dots itself,
    such as "classifier.6". In `weights` the layer may have other shapes and other names than in the model, or be
    missing; the model keeps its own numbers there.
    If another name is missing in `weights`, or `weights` has another name that the model lacks, raise `RuntimeError`.
    `weights` stays as it is, also when `model` learns later. Mode and `requires_grad` of the model do not change.
    """
    ___


def test_the_head_keeps_its_own_numbers():
    model = with_head(size=3, value=1.0)
    load_all_but(model, with_head(size=5, value=2.0).state_dict(), "head")
    assert [parameter.flatten()[0].item() for parameter in model.parameters()] == [2, 2, 1, 1, 2, 2]


def test_a_head_of_the_same_shape_is_not_loaded_either():
    model = with_head(size=3, value=1.0)
    load_all_but(model, with_head(size=3, value=2.0).state_dict(), "head")
    assert [parameter.flatten()[0].item() for parameter in model.parameters()] == [2, 2, 1, 1, 2, 2]


@pytest.mark.parametrize("names", [[], ["head.0.weight", "head.2.weight"]])
def test_a_head_may_have_other_names_or_be_missing(names):
    weights = with_head(size=5, value=2.0).state_dict()
    others = {name: tensor for name, tensor in weights.items() if not name.startswith("head.")}
    model = with_head(size=3, value=1.0)
    load_all_but(model, {**others, **{name: torch.ones(4, 2) for name in names}}, "head")
    assert [parameter.flatten()[0].item() for parameter in model.parameters()] == [2, 2, 1, 1, 2, 2]


def test_a_head_may_have_many_parameters_and_other_layers_the_same_last_name():
    model = in_parts(1.0)
    load_all_but(model, in_parts(2.0).state_dict(), "head")
    assert [parameter.flatten()[0].item() for parameter in model.parameters()] == [2] * 6 + [1] * 6


def test_a_head_may_lie_deeper_in_the_model():
    model = in_parts(1.0)
    load_all_but(model, in_parts(2.0).state_dict(), "body.head")
    assert [parameter.flatten()[0].item() for parameter in model.parameters()] == [2, 2, 1, 1, 2, 2] + [2] * 6


@pytest.mark.parametrize("name", ["body.bias", "head_2.weight"])
def test_a_missing_name_is_an_error(name):
    weights = dict(with_head(size=5, value=2.0).state_dict())
    del weights[name]
    with pytest.raises(RuntimeError):
        load_all_but(with_head(size=3, value=1.0), weights, "head")


def test_a_name_that_the_model_lacks_is_an_error():
    weights = {**with_head(size=5, value=2.0).state_dict(), "neck.weight": torch.ones(2)}
    with pytest.raises(RuntimeError):
        load_all_but(with_head(size=3, value=1.0), weights, "head")


def test_the_weights_that_are_handed_in_stay_as_they_are():
    weights = with_head(size=5, value=2.0).state_dict()
    before = numbers(weights)
    model = with_head(size=3, value=1.0)
    load_all_but(model, weights, "head")
    assert numbers(weights) == before
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 1
    assert numbers(weights) == before


def test_all_layers_can_be_trained_on():
    model = with_head(size=3, value=1.0)
    load_all_but(model, with_head(size=5, value=2.0).state_dict(), "head")
    assert [parameter.requires_grad for parameter in model.parameters()] == [True] * 6
    assert model.training


def load_to(path: Path, device: str) -> dict[str, Tensor]:
    """The state dict that is saved in the file `path`, with all of its tensors on `device`.

    It does not matter where they were when they were saved: it may have been a GPU that this computer does not have.
    """
    return ___


def test_weights_from_a_gpu_are_loaded_on_a_cpu(folder):
    weights = {"weight": torch.tensor([[2.0, 5.0]]), "bias": torch.tensor([1.0]), "steps": torch.tensor(3)}
    save_as_if_on_cuda(weights, folder / "weights.pth")
    loaded = load_to(folder / "weights.pth", "cpu")
    assert [numbers(loaded), loaded["bias"].device.type] == [{"weight": [[2, 5]], "bias": [1], "steps": 3}, "cpu"]
    assert loaded["steps"].dtype == torch.int64


@pytest.mark.parametrize("save", [torch.save, save_as_if_on_cuda])
def test_weights_are_loaded_where_they_are_asked_for(folder, save):
    save({"weight": torch.ones(2, 3), "bias": torch.ones(2)}, folder / "weights.pth")
    loaded = load_to(folder / "weights.pth", "meta")  # a device without memory: shapes, but no numbers
    assert {name: tensor.device.type for name, tensor in loaded.items()} == {"weight": "meta", "bias": "meta"}
    assert {name: tuple(tensor.shape) for name, tensor in loaded.items()} == {"weight": (2, 3), "bias": (2,)}


# A run of 4 epochs is stopped after 2. Another process, with another seed, makes the model and the optimiser anew,
# loads what was saved, and trains the other 2 epochs. The batches are the same in every epoch.
#     [0]  SGD without momentum. Saved: the state dict of the model.
#     [1]  SGD with momentum. Saved: the state dict of the model.
#     [2]  SGD with momentum. Saved: the state dicts of the model and of the optimiser.
#     [3]  As in [2], but now the model has a Dropout.
# Are the weights in the end, to the last bit, those of a run that never stopped? A list of four: True or False.
SAME_AS_NEVER_STOPPED = ___


def test_a_run_is_more_than_its_weights():
    assert SAME_AS_NEVER_STOPPED == [
        stopping_makes_no_difference(momentum=0.0, dropout=0.0, save_optimizer=False),
        stopping_makes_no_difference(momentum=0.9, dropout=0.0, save_optimizer=False),
        stopping_makes_no_difference(momentum=0.9, dropout=0.0, save_optimizer=True),
        stopping_makes_no_difference(momentum=0.9, dropout=0.5, save_optimizer=True),
    ]


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, epoch: int) -> None:
    """Save in the file `path` all that training needs to go on. The folder of `path` is there. The file holds a dict:

    - "model": the state dict of `model`,
    - "optimizer": the state dict of `optimizer`,
    - "rng_state": the state of torch's random numbers on the CPU, as `torch.get_rng_state()` gives it,
    - "epoch": how many epochs are done: `epoch`, an int.

    Model, optimiser and the random numbers to come stay as they are, also the mode of the model and its gradients.
    """
    ___


def test_a_checkpoint_holds_the_weights_the_momentum_and_the_epoch(folder):
    model = linear([[1.0]], [0.0])
    optimizer = torch.optim.SGD([model.weight], lr=0.5, momentum=0.5)
    climb(model, optimizer)
    save_checkpoint(folder / "checkpoint.pth", model, optimizer, 1)
    saved = torch.load(folder / "checkpoint.pth", weights_only=True)
    assert sorted(saved) == ["epoch", "model", "optimizer", "rng_state"]
    assert [numbers(saved["model"]), saved["epoch"]] == [{"weight": [[1.5]], "bias": [0]}, 1]
    assert saved["optimizer"]["state"][0]["momentum_buffer"].tolist() == [[-1]]
    assert saved["optimizer"]["param_groups"][0]["lr"] == 0.5


@pytest.mark.parametrize("epoch", [0, 3])
def test_a_checkpoint_holds_the_buffers_and_the_random_numbers_to_come(folder, epoch):
    model, optimizer = new_run()
    train(model, optimizer, epoch)
    now = torch.get_rng_state()
    to_come = torch.rand(5).tolist()
    torch.set_rng_state(now)
    save_checkpoint(folder / "checkpoint.pth", model, optimizer, epoch)
    assert torch.rand(5).tolist() == to_come
    saved = torch.load(folder / "checkpoint.pth", weights_only=True)
    assert isinstance(saved["epoch"], int)
    assert numbers(saved["model"]) == numbers_of(model)
    torch.set_rng_state(saved["rng_state"])
    assert torch.rand(5).tolist() == to_come


def test_saving_leaves_the_run_as_it_is(folder):
    model, optimizer = new_run()
    train(model, optimizer, 3)
    before = numbers_of(model), copy.deepcopy(optimizer.state_dict())
    save_checkpoint(folder / "checkpoint.pth", model, optimizer, 3)
    assert all(module.training for module in model.modules())
    assert all(parameter.grad is not None for parameter in model.parameters())
    assert numbers_of(model) == before[0]
    torch.testing.assert_close(optimizer.state_dict(), before[1])
    model.eval()
    save_checkpoint(folder / "checkpoint.pth", model, optimizer, 3)
    assert not model.training


def resume(path: Path, model: nn.Module, optimizer: Optimizer) -> int:
    """Make `model`, `optimizer` and torch's random numbers what they were when the checkpoint in `path` was saved.

    The file holds the dict that is described in `save_checkpoint`. Return the number of epochs that are done, an int.
    `optimizer` was made for the parameters of `model`, and goes on training them. `model` is in training mode, and
    stays there.
    """
    return ___


def test_the_next_step_is_the_third(folder):
    model = linear([[0.0]], [0.0])
    optimizer = torch.optim.SGD([model.weight], lr=1.0, momentum=0.5)
    # The gradient is -1. Momentum makes the steps 1, then 1 + 0.5 * 1 = 1.5, then 1 + 0.5 * 1.5 = 1.75.
    assert [climb(model, optimizer), climb(model, optimizer)] == [1, 2.5]
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 2}
    torch.save({**checkpoint, "rng_state": torch.get_rng_state()}, folder / "checkpoint.pth")

    model = linear([[0.0]], [0.0])
    optimizer = torch.optim.SGD([model.weight], lr=0.1, momentum=0.5)
    epoch = resume(folder / "checkpoint.pth", model, optimizer)
    assert [epoch, model.weight.item(), climb(model, optimizer)] == [2, 2.5, 4.25]


@pytest.mark.parametrize("epoch", [1, 4])
def test_a_run_that_was_stopped_ends_with_the_weights_of_one_that_was_not(folder, epoch):
    torch.manual_seed(epoch)
    never_stopped, optimizer = new_run()
    train(never_stopped, optimizer, epoch)
    checkpoint = {"model": never_stopped.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    torch.save({**checkpoint, "rng_state": torch.get_rng_state()}, folder / "checkpoint.pth")
    train(never_stopped, optimizer, 3)

    torch.manual_seed(99)
    model, optimizer = new_run()
    done = resume(folder / "checkpoint.pth", model, optimizer)
    assert done == epoch
    assert isinstance(done, int)
    assert model.training
    train(model, optimizer, 3)
    assert numbers_of(model) == numbers_of(never_stopped)
