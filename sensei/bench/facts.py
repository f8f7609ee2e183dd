"""Facts about the machine: those that stay (they go into pytest-benchmark's machine info) and those that change."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from sensei.bench import places

_ENVIRONMENT = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OMP_PROC_BIND", "GOMP_CPU_AFFINITY", "KMP_AFFINITY")


def torch_facts() -> dict[str, Any]:
    """Versions, threads and what PyTorch computes with on the CPU."""
    return {
        "version": torch.__version__,
        "threads": torch.get_num_threads(),
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "cpu_capability": torch.backends.cpu.get_cpu_capability(),
        "mkl": torch.backends.mkl.is_available(),  # type: ignore[no-untyped-call]
        "onednn": torch.backends.mkldnn.is_available(),  # type: ignore[no-untyped-call]
        "cuda": torch.version.cuda,
        "hip": torch.version.hip,
        "environment": {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
    }


def accelerator_facts() -> dict[str, Any] | None:
    """Name, memory in bytes and clock of the accelerator, as far as its module of torch tells; None where none is."""
    try:
        device = places.find(places.ACCELERATOR).device
    except places.Missing:
        return None
    facts: dict[str, Any] = {"type": device.type}
    module = torch.get_device_module(device)
    if name := _asked(lambda: module.get_device_name()):
        facts["name"] = name
    properties = _asked(lambda: module.get_device_properties(device))
    for fact in ("total_memory", "multi_processor_count", "gpu_eu_count", "clock_rate", "driver_version"):
        value = getattr(properties, fact, None)
        if isinstance(value, int | float | str):
            facts[fact] = value
    if device.type == "mps":
        facts["total_memory"] = _asked(lambda: torch.mps.recommended_max_memory())
    return facts


def conditions() -> dict[str, Any]:
    """What changes while rows are measured: load, clocks in MHz, heat in °C. What the system does not tell is left out.

    Clock and temperature of a CUDA device need the package nvidia-ml-py, as torch.cuda says.
    """
    found: dict[str, Any] = {}
    if hasattr(os, "getloadavg"):
        found["load_average"] = round(os.getloadavg()[0], 2)
    if clocks := [float(mhz) for mhz in re.findall(r"cpu MHz\s*: ([\d.]+)", _text("/proc/cpuinfo"))]:
        found["cpu_mhz"] = [round(min(clocks)), round(max(clocks))]
    if governor := _text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").strip():
        found["cpu_governor"] = governor
    try:
        place = places.find(places.ACCELERATOR)
    except places.Missing:
        return found
    module = torch.get_device_module(place.device)
    for fact, name in (("accelerator_mhz", "clock_rate"), ("accelerator_celsius", "temperature")):
        value = _asked(lambda name=name: getattr(module, name)())  # type: ignore[misc]
        if value is not None:
            found[fact] = value
    return found


def page_faults() -> int | None:
    """How many pages the system has handed to this process so far; None where it does not tell (Windows)."""
    usage = _resource()
    return None if usage is None else int(usage.getrusage(usage.RUSAGE_SELF).ru_minflt)


def _resource() -> ModuleType | None:
    try:
        return importlib.import_module("resource")
    except ImportError:
        return None


def _asked(question: Callable[[], Any]) -> Any:
    """The answer, or None where this device or this driver has none: a missing fact must not cost a measurement."""
    try:
        return question()
    except Exception:
        return None


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
