"""Which device koans meet, and that nothing is registered or started in vain. Each test is a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

REGISTERED = "torch._C._get_privateuse1_backend_name() == 'pretend'"


def run(code: str, timeout: float = 60) -> str:
    """What a fresh process prints."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], env=env, capture_output=True, text=True, timeout=timeout
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.strip()


def on(machine: str, code: str) -> str:
    """The same on a simulated machine."""
    header = f"import torch\nfrom sensei import accelerator, machines\nwith machines.simulated(machines.{machine}):\n"
    return run(header + textwrap.indent(textwrap.dedent(code), "    "))


def test_importing_the_module_does_not_import_torch() -> None:
    assert run("import sys, sensei.accelerator; print('torch' in sys.modules)") == "False"


def test_a_run_that_needs_no_accelerator_never_registers_one() -> None:
    code = f"""
        print(accelerator.describe(), accelerator.is_pretend(), {REGISTERED}, torch.accelerator.is_available())
        import threading
        print([thread.name for thread in threading.enumerate()])
    """
    assert on("CUDA_BUILD_WITHOUT_GPU", code) == "pretend True False False\n['MainThread']"


def test_without_a_real_accelerator_koans_meet_the_pretend_one() -> None:
    code = f"""
        device = accelerator.accelerator_device()
        print(repr(device), accelerator.describe(), {REGISTERED}, accelerator.accelerator_device() == device)
        print(torch.ones(2, device=device).sum().item())
    """
    assert on("NO_ACCELERATOR", code) == "device(type='pretend', index=0) pretend True True\n2.0"


def test_a_real_accelerator_is_used_and_the_pretend_one_is_not_registered() -> None:
    code = f"""
        import sys, torch
        from sensei import accelerator, machines
        for machine in (machines.CUDA, machines.MPS, machines.XPU, machines.CUDA_AND_MPS):
            accelerator.describe.cache_clear()
            with machines.simulated(machine), accelerator.kernels_take(1):
                print(accelerator.accelerator_device(), accelerator.describe(), accelerator.is_pretend())
                print(accelerator.counters(), accelerator.settle(), {REGISTERED}, 'sensei.pretend' in sys.modules)
    """
    assert run(code).splitlines() == [
        line for kind in ("cuda", "mps", "xpu", "cuda") for line in (f"{kind}:0 {kind} False", "None None False False")
    ]


def test_on_an_old_torch_it_says_not_verified_here_and_registers_nothing() -> None:
    code = f"""
        torch.__version__ = "2.9.1+cpu"
        print(accelerator.describe(), accelerator.is_pretend(), accelerator.counters(), accelerator.settle())
        try:
            accelerator.accelerator_device()
        except accelerator.NotVerifiedHere as reason:
            print(reason)
        print({REGISTERED})
        for torch.__version__ in ("2.6.0", "2.10.0", "2.14.1+cu132", "3.0.0a0+git123"):
            accelerator.describe.cache_clear()
            print(accelerator.describe())
    """
    reason = "there is no accelerator, and the pretend one needs torch 2.10 or newer, not 2.9.1+cpu"
    assert on("NO_ACCELERATOR", code).splitlines() == [
        "none False None None",
        reason,
        "False",
        "none",
        *["pretend"] * 3,
    ]


def test_a_torch_that_lacks_what_it_is_made_of_is_not_verified_here() -> None:
    code = """
        del torch._C._construct_storage_from_data_pointer
        try:
            accelerator.accelerator_device()
        except accelerator.NotVerifiedHere as reason:
            print('lacks what the pretend one needs' in str(reason))
    """
    assert on("NO_ACCELERATOR", code) == "True"


def test_where_another_backend_has_the_place_it_is_left_alone() -> None:
    code = """
        torch.utils.rename_privateuse1_backend("npu")
        try:
            accelerator.accelerator_device()
        except accelerator.NotVerifiedHere as reason:
            print(reason)
    """
    assert on("NO_ACCELERATOR", code) == "there is no accelerator, and the place of the pretend one is taken by 'npu'"


def test_a_simulated_machine_does_not_change_the_answer_later() -> None:
    code = """
        import torch
        from sensei import accelerator, machines
        device = accelerator.accelerator_device()
        with machines.simulated(machines.CUDA):
            print(torch.accelerator.current_accelerator(), accelerator.describe(), accelerator.accelerator_device())
            print((torch.ones(2, device=device) + 1).sum().item())
        print(torch.accelerator.current_accelerator())
    """
    assert run(code) == "cuda pretend pretend:0\n4.0\npretend"


def test_the_worker_starts_at_the_first_kernel() -> None:
    code = """
        import threading, torch
        from sensei.accelerator import accelerator_device
        device = accelerator_device()
        print([thread.name for thread in threading.enumerate()][1:])
        torch.ones(2, device=device)
        print([thread.name for thread in threading.enumerate()][1:])
    """
    assert run(code) == "[]\n['pretend-stream']"


def test_the_first_operations_import_nothing_slow() -> None:
    """torch would import sympy and its compiler to find out the shape of a sum: a second, in the middle of a koan."""
    code = """
        import sys, torch
        from torch import nn
        from sensei.accelerator import accelerator_device
        device = accelerator_device()
        before = set(sys.modules)
        x = torch.randn(3, 4, device=device)
        net = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 3)).to(device)
        loss = nn.functional.cross_entropy(net(x), torch.tensor([0, 1, 2], device=device))
        loss.backward()
        print((x + 1).mean().item() > -9, len(repr(x)) > 9, (x @ x.T)[x[:, 0] > 9].shape[1], x.std().item() > 0)
        torch.add(x, x, out=torch.empty(3, 4, device=device))
        nn.functional.conv2d(x[None, None], x[None, None, :2, :2])
        print(len(set(sys.modules) - before) < 20, "sympy" in sys.modules, "torch._dynamo" in sys.modules)
    """
    assert run(code) == "True True 3 True\nTrue False False"


def test_a_process_with_kernels_still_running_ends_well() -> None:
    code = """
        import torch
        from sensei.accelerator import accelerator_device
        from sensei.pretend.stream import stream
        x = torch.ones(500, 500, device=accelerator_device())
        stream.seconds_per_kernel = 0.01
        for _ in range(20):
            x = x @ x / 500
        print("end")
    """
    assert run(code) == "end"


def test_an_error_that_nobody_has_seen_does_not_disturb_the_end() -> None:
    code = """
        import torch
        from sensei.accelerator import accelerator_device
        x = torch.ones(5, device=accelerator_device())
        x[torch.tensor([9], device=x.device)]
        print("end")
    """
    assert run(code) == "end"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_child_forked_before_the_first_use_has_its_own_accelerator() -> None:
    code = """
        import os, torch
        from sensei.accelerator import accelerator_device
        import sensei.pretend.backend
        for _ in range(3):
            if os.fork() == 0:
                x = torch.ones(50, 50, device=accelerator_device(), requires_grad=True)
                (x @ x).sum().backward()
                assert x.grad.sum().item() == 250000
                os._exit(0)
            print(os.wait()[1])
    """
    assert run(code) == "0\n0\n0"


def test_the_accelerator_survives_many_starts_of_autograd_threads() -> None:
    code = """
        import threading, torch
        from sensei.accelerator import accelerator_device
        device = accelerator_device()
        def work():
            w = torch.ones(20, 20, device=device, requires_grad=True)
            for _ in range(20):
                (w @ w).relu().sum().backward()
            sums.append(w.grad.sum().item())
        sums = []
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        print(sums)
    """
    assert run(code) == str([20 * 16000.0] * 4)
