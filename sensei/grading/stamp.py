"""What a class is judged with, as a hash: results of different graders are not to stand side by side."""

from __future__ import annotations

import hashlib
import platform
from importlib import metadata
from pathlib import Path

import sensei
from sensei.grading.settings import Settings


def material_of(root: Path) -> str:
    """The koans and the teacher's book at `root`, the engine, and the versions of Python, torch and torchvision."""
    digest = hashlib.sha256()
    for folder in (root / "koans", root / "solutions", Path(sensei.__file__).parent):
        for file in sorted(folder.rglob("*.py")):
            content = file.read_bytes()
            digest.update(f"{folder.name}/{file.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    versions = [platform.python_version(), *(_version(name) for name in ("torch", "torchvision"))]
    digest.update(" ".join(versions).encode())
    return digest.hexdigest()


def stamp_of(root: Path, settings: Settings) -> str:
    """The material and the settings."""
    return hashlib.sha256(f"{material_of(root)} {settings!r}".encode()).hexdigest()


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
