"""The folder in which a project remembers: a file there is written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(".koans")


def write_json(file: Path, data: object) -> None:
    """Write `data` to `file`, as `write_whole` does."""
    write_whole(file, json.dumps(data, indent=1).encode())


def write_whole(file: Path, content: bytes) -> None:
    """Write `file`, whose folder is made where it is missing. OSError leaves the old file as it was."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".tmp")
    try:
        with open(handle, "wb") as out:
            out.write(content)
        if file.exists():
            shutil.copymode(file, name)  # a temporary file is for its owner alone
        os.replace(name, file)
    except BaseException:
        os.unlink(name)
        raise
