"""Code that picks a device gets the answers of the machine that is simulated, and of this one afterwards."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from sensei.machines import (
    CUDA,
    CUDA_AND_MPS,
    CUDA_BUILD_WITHOUT_GPU,
    MACHINES,
    MPS,
    NO_ACCELERATOR,
    XPU,
    Machine,
    simulated,
)


def classic() -> str:
    """What tutorials wrote before `torch.accelerator`."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def modern() -> str:
    if torch.accelerator.is_available():
        device = torch.accelerator.current_accelerator()
        assert device is not None
        return device.type
    return "cpu"


def modern_by_check() -> str:
    device = torch.accelerator.current_accelerator(check_available=True)
    return "cpu" if device is None else device.type


def modern_without_guard() -> str:
    device = torch.accelerator.current_accelerator()
    return "cpu" if device is None else device.type


@pytest.mark.parametrize(
    ("machine", "by_classic", "by_modern", "unguarded"),
    [
        (NO_ACCELERATOR, "cpu", "cpu", "cpu"),
        (CUDA_BUILD_WITHOUT_GPU, "cpu", "cpu", "cuda"),
        (CUDA, "cuda", "cuda", "cuda"),
        (MPS, "mps", "mps", "mps"),
        (XPU, "cpu", "xpu", "xpu"),
        (CUDA_AND_MPS, "cuda", "cuda", "cuda"),
    ],
    ids=str,
)
def test_each_way_of_picking_a_device_gives_what_it_gives_on_such_a_machine(
    machine: Machine, by_classic: str, by_modern: str, unguarded: str
) -> None:
    with simulated(machine):
        assert classic() == by_classic
        assert modern() == modern_by_check() == by_modern
        assert modern_without_guard() == unguarded


@pytest.mark.parametrize("machine", MACHINES, ids=str)
def test_all_questions_have_the_same_answer(machine: Machine) -> None:
    cuda: Any = torch.backends.cuda
    with simulated(machine):
        for kind, module in (("cuda", torch.cuda), ("mps", torch.mps), ("xpu", torch.xpu)):
            assert module.is_available() == (kind in machine.present)
            assert module.device_count() == int(kind in machine.present)
        assert torch.backends.mps.is_available() == ("mps" in machine.present)
        assert torch.backends.mps.is_built() == ("mps" in {*machine.present, machine.built_for})
        assert cuda.is_built() == ("cuda" in {*machine.present, machine.built_for})
        assert torch.accelerator.device_count() == int(bool(machine.present))


def test_who_imported_the_functions_before_gets_the_same_answers() -> None:
    from torch.accelerator import current_accelerator, is_available

    with simulated(XPU):
        assert is_available()
        assert current_accelerator() == torch.device("xpu")
    with simulated(CUDA_BUILD_WITHOUT_GPU):
        assert not is_available()
        assert current_accelerator() == torch.device("cuda")
        assert current_accelerator(check_available=True) is None


def test_afterwards_torch_speaks_of_this_machine_again() -> None:
    def answers() -> tuple[object, ...]:
        return classic(), modern(), modern_without_guard(), torch.cuda.device_count(), torch.cuda.is_available

    before = answers()
    with pytest.raises(ZeroDivisionError), simulated(CUDA):
        raise ZeroDivisionError
    assert answers() == before


def test_machines_can_be_simulated_one_inside_the_other() -> None:
    with simulated(CUDA):
        with simulated(MPS):
            assert modern() == classic() == "mps"
        assert modern() == classic() == "cuda"


def test_the_cpu_works_on_every_machine() -> None:
    for machine in MACHINES:
        with simulated(machine):
            x = torch.ones(3, requires_grad=True)
            torch.autograd.backward((x * 2).sum())
            assert x.grad is not None
            assert x.grad.tolist() == [2, 2, 2]
            assert torch.device(modern()).type in ("cpu", "cuda", "mps", "xpu")


def test_a_machine_says_its_name() -> None:
    assert [str(machine) for machine in MACHINES] == [
        "no accelerator",
        "a CUDA build without a GPU",
        "CUDA",
        "MPS",
        "XPU",
        "CUDA and MPS",
    ]
