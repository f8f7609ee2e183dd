"""Saving on the pretend accelerator, and loading there what was saved elsewhere."""

from __future__ import annotations

import copy
import io
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.pretend_help import DEVICE, first_weight, needs_pretend
from tests.pretend_help import model as model
from tests.pretend_help import nothing_left_behind as nothing_left_behind
from tests.pretend_help import on_cpu as on_cpu
from tests.pretend_help import x as x

pytestmark = needs_pretend


def saved(thing: object) -> io.BytesIO:
    file = io.BytesIO()
    torch.save(thing, file)
    file.seek(0)
    return file


@pytest.mark.parametrize(
    "place", ["pretend", "pretend:0", DEVICE, {"cpu": "pretend"}, lambda storage, location: storage.to(device=DEVICE)]
)
def test_map_location_brings_a_checkpoint_of_the_cpu_to_the_device(place: Any, model: nn.Sequential) -> None:
    loaded = torch.load(saved(model.state_dict()), map_location=place)
    for name, tensor in model.state_dict().items():
        assert loaded[name].device == DEVICE
        assert torch.equal(loaded[name].cpu(), tensor)


@pytest.mark.parametrize("place", ["cpu", torch.device("cpu"), {"pretend:0": "cpu"}])
def test_map_location_brings_a_checkpoint_of_the_device_to_the_cpu(place: Any, x: Tensor) -> None:
    loaded = torch.load(saved({"x": x, "row": x[1], "turned": x.T}), map_location=place)
    assert all(tensor.device.type == "cpu" for tensor in loaded.values())
    assert loaded["row"].tolist() == [4, 5, 6, 7]
    assert torch.equal(loaded["turned"], loaded["x"].T)
    assert loaded["turned"].data_ptr() == loaded["x"].data_ptr()


def test_a_checkpoint_comes_back_to_where_it_was_saved_from(x: Tensor, model: nn.Sequential) -> None:
    loaded = torch.load(saved({"x": x, "model": model.to(DEVICE).state_dict(), "grad": nn.Parameter(x)}))
    assert loaded["x"].device == loaded["model"]["0.weight"].device == loaded["grad"].device == DEVICE
    assert torch.equal(loaded["x"], x)
    assert loaded["grad"].requires_grad


def test_the_file_names_the_device(x: Tensor) -> None:
    def refuse(storage: object, location: str) -> Any:
        assert location == "pretend:0"
        raise LookupError(location)

    with pytest.raises(LookupError):
        torch.load(saved(x), map_location=refuse)


def test_a_state_dict_loads_across_devices(model: nn.Sequential) -> None:
    other = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 2)).to(DEVICE)
    assert str(other.load_state_dict(model.state_dict())) == "<All keys matched successfully>"
    assert first_weight(other).device == DEVICE
    assert torch.equal(first_weight(other).cpu(), first_weight(model))
    model.load_state_dict(other.state_dict())
    assert first_weight(model).device.type == "cpu"


def test_resuming_gives_the_weights_of_never_having_stopped(model: nn.Sequential, x: Tensor) -> None:
    def steps(model: nn.Module, optimiser: torch.optim.Optimizer, count: int) -> None:
        for _ in range(count):
            optimiser.zero_grad()
            model(x).pow(2).mean().backward()
            optimiser.step()

    model.to(DEVICE)
    resumed, straight = copy.deepcopy(model), model
    optimiser = torch.optim.SGD(straight.parameters(), lr=0.1, momentum=0.9)
    steps(straight, optimiser, 4)
    optimiser = torch.optim.SGD(resumed.parameters(), lr=0.1, momentum=0.9)
    steps(resumed, optimiser, 2)
    file = saved({"model": resumed.state_dict(), "optimiser": optimiser.state_dict()})
    checkpoint = torch.load(file, map_location="cpu")
    again = copy.deepcopy(resumed)
    again.load_state_dict(checkpoint["model"])
    optimiser = torch.optim.SGD(again.parameters(), lr=0.1, momentum=0.9)
    optimiser.load_state_dict(checkpoint["optimiser"])
    steps(again, optimiser, 2)
    for one, two in zip(straight.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, two)


def test_a_data_loader_feeds_the_device(on_cpu: Tensor) -> None:
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(on_cpu), batch_size=2, pin_memory=True)
    assert [batch.to(DEVICE, non_blocking=True).sum().item() for (batch,) in loader] == [28, 38]
