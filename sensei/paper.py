"""Lines of styled text for a terminal of any width, with or without colours, in any encoding."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

# Legible on a dark and on a light background: the terminal's own green and red, else bold and dim.
GOOD, BAD, STRONG, FAINT = "green", "red", "bold", "dim"

_PLAINER = str.maketrans({"█": "#", "░": "-", "·": "-", "↳": ">", "…": "...", "✓": "+", "×": "x"})


def row(left: str, right: str, width: int, style: str = STRONG) -> list[Text]:
    """`left` and, at the right edge, `right`: on two lines where they do not fit on one."""
    space = width - len(left) - len(right)
    if space >= 2:
        return [Text.assemble((left, style), " " * space, right)]
    return [Text(left, style), Text(right)]


def paragraph(text: str, width: int, indent: str = "", style: str = "", hanging: str = "") -> list[Text]:
    """`text` wrapped at words; its own line ends are kept, and so is the indentation of each line."""
    lines: list[Text] = []
    for line in text.expandtabs(4).split("\n"):
        lead = indent + line[: len(line) - len(line.lstrip())]
        if width - len(lead) < 12:
            lead = indent[:2]
        wrapped = textwrap.wrap(
            line.strip(), width, initial_indent=lead, subsequent_indent=lead + hanging, break_on_hyphens=False
        )
        lines += [Text(part, style) for part in wrapped or [""]]
    return lines


class Paper:
    """Collects lines and renders them for one terminal. `encoding` is that of the stream they will be written to."""

    def __init__(self, width: int, colour: bool, encoding: str | None) -> None:
        self.width = width
        self.encoding = encoding or "utf-8"
        self._out = io.StringIO()
        self._console = Console(
            file=self._out,
            width=width,
            force_terminal=colour,
            color_system="standard" if colour else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def add(self, lines: Iterable[Text]) -> None:
        for line in lines:
            self._console.print(line, soft_wrap=True)

    @property
    def text(self) -> str:
        """All lines, with every character that the encoding lacks replaced."""
        text = self._out.getvalue()
        try:
            text.encode(self.encoding)
        except (UnicodeEncodeError, LookupError):
            text = text.translate(_PLAINER).encode(self.encoding, "backslashreplace").decode(self.encoding)
        return text
