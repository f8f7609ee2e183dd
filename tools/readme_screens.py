"""Writes the screens that the README shows: what `pytest koans` really prints in a new clone.

    python tools/readme_screens.py

Each screen stands in a block of `text` in the README; the tests compare them with what is printed now.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
_BLOCK = re.compile(r"(?<=^```text\n)torch-koans · .*?(?=^```$)", re.DOTALL | re.MULTILINE)


def screens_of_readme() -> list[str]:
    return _BLOCK.findall(README.read_text(encoding="utf-8"))


def real_screens(clone: Path) -> Iterator[str]:
    """The first screen of a new clone; then that of a matrix product where the element-wise one is asked for."""
    for name in ("koans", "solutions", "sensei"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(ROOT / "pyproject.toml", clone)
    yield _printed(clone)
    topic = clone / "koans" / "01_tensors" / "test_arithmetic.py"
    text = topic.read_text(encoding="utf-8")
    first = text.index("def elementwise_product")
    topic.write_text(text[:first] + text[first:].replace("return ___", "return a @ b.T", 1), encoding="utf-8")
    shutil.rmtree(clone / ".koans", ignore_errors=True)
    yield _printed(clone, "koans/01_tensors/test_arithmetic.py")


def _printed(clone: Path, asked: str = "koans") -> str:
    left_out = ("CI", "BUILD_NUMBER", "NO_COLOR", "FORCE_COLOR", "PYTEST_ADDOPTS")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"COLUMNS": "80", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "pytest", asked]
    screen = subprocess.run(command, cwd=clone, env=environment, capture_output=True, encoding="utf-8").stdout
    return "\n".join(line.rstrip() for line in screen.strip().splitlines()) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        screens = real_screens(Path(folder))
        text = _BLOCK.sub(lambda _: next(screens), README.read_text(encoding="utf-8"))
    README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
