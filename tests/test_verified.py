"""Koans about devices: judged on an accelerator, and neither solved nor open where there is none."""

from __future__ import annotations

import pytest

from tests.conftest import Project

TOPIC = '''\
"""Places: where a tensor lives."""

import torch
from sensei import ___


def moved(tensor, device):
    """`tensor` on `device`."""
    return ___


def test_it_lives_on_the_device(device):
    assert moved(torch.ones(2), device).device == device
    assert moved(torch.ones(2), device).tolist() == [1, 1]
'''

BOOK = """\
from sensei.book import misconception, teach


def moved(tensor, device):
    return tensor.to(device)


teach(moved, hints=["A method.", "`.to`."], lesson="Tensors move.", docs="https://example.org/to")


@misconception(moved, "The result was thrown away.")
def forgets_the_result(tensor, device):
    tensor.to(device)
    return tensor


@misconception(moved, "Those are zeros.")
def makes_another(tensor, device):
    return tensor.new_zeros(2, device=device)
"""

# An old torch in an environment without GPU: what `koans` learns of it before any import, and after.
OLD_TORCH = """\
import pytest
from sensei import accelerator, verified


@pytest.hookimpl(tryfirst=True)
def pytest_configure():
    verified.torch_version = lambda: "2.9.1"
    accelerator.describe = lambda: "none"
    accelerator.why_none = lambda: "there is no accelerator"
"""


@pytest.fixture
def places(project: Project) -> Project:
    project.write("koans/03_devices/test_places.py", TOPIC)
    project.write("koans/03_devices/README.md", "[places](test_places.py)\n")
    project.write("solutions/places.py", BOOK)
    return project


def test_a_device_koan_runs_on_this_machine(places: Project) -> None:
    run = places.pytest("koans/03_devices", "--answers", "solutions")
    assert run.returncode == 0
    assert "1 passed" in run.stdout


def test_a_device_koan_is_checked_like_any_other(places: Project) -> None:
    run = places.koans("check", "places")
    assert run.returncode == 0, run.stdout


def test_a_tensor_left_on_the_cpu_is_refused_and_named(places: Project) -> None:
    topic = places.root / "koans/03_devices/test_places.py"
    places.replace(topic, "return ___", "tensor.to(device)\n    return tensor")
    run = places.pytest("koans/03_devices")
    assert run.returncode == 1
    assert "The result was thrown away." in run.stdout


@pytest.mark.parametrize("answer", ["___", "tensor.to(device)", "tensor"])
def test_without_an_accelerator_it_is_neither_solved_nor_open(places: Project, answer: str) -> None:
    places.write("old_torch.py", OLD_TORCH)
    places.replace(places.root / "koans/03_devices/test_places.py", "return ___", f"return {answer}")
    for koan in ("LETTERS", "double", "greet"):
        places.solve(koan)
    run = places.pytest("koans", "-p", "old_torch")
    assert run.returncode == 0
    assert "3 of 3 koans" in run.stdout
    assert "1 more about devices are not verified here: there is no accelerator." in run.stdout
    assert "03 devices" not in run.stdout


def test_a_run_that_needs_no_accelerator_registers_none(project: Project) -> None:
    project.solve("LETTERS")
    probe = (
        "def pytest_sessionfinish():\n    import sys\n    assert not any('sensei.pretend' in m for m in sys.modules)\n"
    )
    project.write("probe.py", probe)
    run = project.pytest("koans", "--all", "-p", "probe")
    assert "AssertionError" not in run.stdout + run.stderr
    assert "of 3 koans" in run.stdout
