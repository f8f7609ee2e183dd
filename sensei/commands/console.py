"""Where a command writes: as wide as the terminal, with colours where it has them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from sensei.paper import Paper, paragraph
from sensei.path import find_root


def console() -> Paper:
    """The paper to write on; its `text` goes to stdout."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    here, root = Path.cwd(), find_root(Path.cwd())
    folder = here.relative_to(root).as_posix() if root else ""
    return Paper(shutil.get_terminal_size().columns, colour, sys.stdout.encoding, folder)


def say(text: str) -> None:
    """A paragraph on stdout."""
    paper = console()
    paper.add(paragraph(text, paper.width))
    sys.stdout.write(paper.text)
    sys.stdout.flush()
