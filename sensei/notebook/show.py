"""What a notebook shows: the lines of a terminal's page, as HTML and as plain text, and pictures.

Colours are mixed from the notebook's own text colour, so that they are legible in light and in dark themes; the words
say the same without them.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.segment import Segment
from rich.text import Text

from sensei.paper import BAD, GOOD, Paper

WIDTH = 80
_CONSOLE = Console(force_jupyter=False)
_COLOURS = {GOOD: "limegreen", BAD: "tomato"}  # half of it, they have a contrast of 5 or more on white and on black
_COLOURED = '<span style="color: color-mix(in srgb, currentColor, {})">{}</span>'
_PAGE = '<pre style="white-space: pre-wrap; overflow-wrap: anywhere; margin: 0">{}</pre>'


class Page:
    """Lines to show. Jupyter asks it for HTML, everything else for text."""

    def __init__(self, lines: Iterable[Text]) -> None:
        self._lines = list(lines)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": self.plain, "text/html": self.html}

    @property
    def plain(self) -> str:
        paper = Paper(WIDTH, colour=False, encoding="utf-8")
        paper.add(self._lines)
        return paper.text.rstrip("\n")

    @property
    def html(self) -> str:
        return _PAGE.format("\n".join(_html(line) for line in self._lines))


class Picture:
    """A PNG, with the words that stand for it where it can't be seen."""

    def __init__(self, png: bytes, words: str) -> None:
        self._png, self._words = png, words

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, Any]]:
        data = {"image/png": base64.b64encode(self._png).decode(), "text/plain": self._words}
        return data, {"image/png": {"alt": self._words}}


def _html(line: Text) -> str:
    parts = []
    for text, style, _ in Segment.apply_style(line.render(_CONSOLE), _CONSOLE.get_style(line.style)):
        part = html.escape(text, quote=False)
        if style and style.bold:
            part = f"<strong>{part}</strong>"
        if style and style.color:
            part = _COLOURED.format(_COLOURS[style.color.name], part)
        elif style and style.dim:
            part = f'<span style="opacity: 0.75">{part}</span>'
        parts.append(part)
    return "".join(parts)
