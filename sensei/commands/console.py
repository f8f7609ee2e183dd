"""Where a command writes: as wide as the terminal, with colours where it has them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sensei.path import find_root

if TYPE_CHECKING:
    from sensei.paper import Paper  # rich takes as long to import as all else that a short command does


def console() -> Paper:
    """The paper to write on; its `text` goes to stdout."""
    from sensei.paper import Paper

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    here, root = Path.cwd(), find_root(Path.cwd())
    folder = here.relative_to(root).as_posix() if root else ""
    return Paper(shutil.get_terminal_size().columns, colour, sys.stdout.encoding, folder)


def say(text: str) -> None:
    """A paragraph on stdout."""
    from sensei.paper import paragraph

    paper = console()
    paper.add(paragraph(text, paper.width))
    sys.stdout.write(paper.text)
    sys.stdout.flush()
