"""A notebook with a real kernel, in a project of its own: its engine is a copy, as in a clone."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.util import ensure_async
from nbformat.v4 import new_code_cell, new_notebook

from tests.conftest import Project

ENGINE = Path(__file__).parents[1] / "sensei"


@dataclass(frozen=True)
class Output:
    """What stands below a cell. `shown` and `html` are what was displayed, `said` is stdout, `complained` stderr."""

    number: int
    shown: str
    html: str
    said: str
    complained: str
    error: str
    pictures: tuple[str, ...]


class Notebook:
    """Cells that are run one by one."""

    def __init__(self, client: NotebookClient) -> None:
        self._client = client

    def run(self, *lines: str) -> Output:
        cell: Any = new_code_cell("\n".join(lines))  # type: ignore[no-untyped-call]
        self._client.nb.cells.append(cell)
        self._client.execute_cell(cell, len(self._client.nb.cells) - 1)
        data = [out.data for out in cell.outputs if out.output_type in ("display_data", "execute_result")]
        streams = [(out.name, out.text) for out in cell.outputs if out.output_type == "stream"]
        errors = ["\n".join(out.traceback) for out in cell.outputs if out.output_type == "error"]
        return Output(
            number=cell.execution_count,
            shown="\n".join(part["text/plain"] for part in data),
            html="\n".join(part.get("text/html", "") for part in data),
            said="".join(text for name, text in streams if name == "stdout"),
            complained="".join(text for name, text in streams if name == "stderr"),
            error="\n".join(errors),
            pictures=tuple(part["image/png"] for part in data if "image/png" in part),
        )

    def interrupt(self) -> None:
        """What the stop button of a notebook does."""
        assert self._client.km is not None
        asyncio.run(ensure_async(self._client.km.interrupt_kernel()))


@contextmanager
def open_notebook(root: Path, folder: Path | None = None) -> Iterator[Notebook]:
    """A notebook in a folder, else in one that has nothing to do with it, with the engine of the project at `root`."""
    folder = folder or root.parent / "elsewhere"
    folder.mkdir(exist_ok=True)
    variables = {**os.environ, "PYTHONPATH": str(root)}
    empty: Any = new_notebook()  # type: ignore[no-untyped-call]
    client = NotebookClient(empty, kernel_name="python3", allow_errors=True, timeout=120)
    with client.setup_kernel(cwd=str(folder), env=variables):
        notebook = Notebook(client)
        loaded = notebook.run("%load_ext sensei")
        assert (loaded.error, loaded.complained) == ("", "")
        yield notebook


def with_engine(project: Project) -> Project:
    """The project as a clone: with the engine in it."""
    shutil.copytree(ENGINE, project.root / "sensei", ignore=shutil.ignore_patterns("__pycache__"))
    return project
