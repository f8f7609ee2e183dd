"""What the tests and the benchmark of the embedded data share: processes that ask for it, and what they are told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sensei.fashion import FashionDataError, fashion_root

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
VARIABLES = ("KOANS_FASHION_MNIST", "KOANS_CACHE")


def start(cache: Path, before: str = "") -> subprocess.Popen[str]:
    """A process that asks for the data; it prints the folder, "drew" or "found", and the big modules it loaded."""
    script = f"""
import sys
{before}
from sensei.fashion import fashion_root
print(fashion_root())
print("drew" if "sensei.clothes" in sys.modules else "found")
print(*({{"torch", "torchvision", "numpy", "PIL"}} & set(sys.modules)))
"""
    inherited = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env={**inherited, "KOANS_CACHE": str(cache), "PYTHONPATH": str(Path(__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> tuple[Path, str, set[str]]:
    """What a process printed that went well: the folder, "drew" or "found", and the modules."""
    out, error = process.communicate(timeout=60)
    assert process.returncode == 0, error
    folder, how, modules = out.split("\n")[:3]
    return Path(folder), how, set(modules.split())


def drawn(cache: Path) -> Path:
    """The whole data, drawn into an empty cache by a process of its own."""
    root, how, _ = told(start(cache))
    assert how == "drew"
    return root


def snapshot(root: Path) -> dict[str, bytes]:
    return {name: (root / "FashionMNIST" / "raw" / name).read_bytes() for name in FILES}


def complaint() -> str:
    """What a learner reads."""
    with pytest.raises(FashionDataError) as caught:
        fashion_root()
    assert "\n" not in str(caught.value)
    return str(caught.value)
