"""The folder in which a project remembers: a file there is written whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

FOLDER = Path(".koans")


def write_json(file: Path, data: object) -> None:
    """Write `data` to `file`, whose folder is made where it is missing. OSError leaves the old file as it was."""
    write_text(file, json.dumps(data, indent=1))


def write_text(file: Path, text: str) -> None:
    """The same with text as it is."""
    file.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    try:
        with open(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
