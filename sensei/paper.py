"""Lines of styled text for a terminal of any width, with or without colours, in any encoding."""

from __future__ import annotations

import io
import posixpath
import re
import textwrap
from collections.abc import Iterable

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.text import Text

# Legible on a dark and on a light background: the terminal's own green and red, else bold and dim.
GOOD, BAD, STRONG, FAINT = "green", "red", "bold", "dim"

_BAR = 10

_LINK = re.compile(r"\.py:\d|https?://")
_TOPIC_FILE = re.compile(r"\bkoans/[\w/]+\.py(?=:\d)")
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[@-~]|[\x00-\x08\x0b-\x1f\x7f]")  # what learners print may move the cursor
_PLAINER = str.maketrans({"█": "#", "░": "-", "·": "-", "↳": ">", "…": "...", "✓": "+", "×": "x"})


def plural(number: int, noun: str) -> str:
    """ "1 koan", "2 koans"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def row(left: str, right: str, width: int, style: str = STRONG) -> list[Text]:
    """`left` and, at the right edge, `right`: on two lines where they do not fit on one."""
    space = width - cell_len(left) - cell_len(right)
    if space >= 2:
        return [Text.assemble((left, style), " " * space, right)]
    return [*paragraph(left, width, style=style), *paragraph(right, width)]


def bar_column(names: Iterable[str], width: int) -> int:
    """How wide the column of names before bars is."""
    return min(max(map(len, names), default=0) + 2, max(width - _BAR - 9, 12))


def bar(name: str, column: int, done: int, total: int) -> Text:
    """A name, how much of `total` is done as a bar, and the count. `total` is 1 or more."""
    full = _BAR * done // total
    count = f"{done:>3}/{total}"
    return Text.assemble(f"{name[: column - 1]:<{column}}", ("█" * full, GOOD), ("░" * (_BAR - full), FAINT), count)


class _Wide(str):
    """A piece of a line, as long as it is wide on a terminal: some characters take two columns."""

    __slots__ = ()

    def __len__(self) -> int:
        return cell_len(str(self))


class _Wrapper(textwrap.TextWrapper):
    """Breaks what is longer than a line, but no FILE:LINE and no address: terminals make links of these."""

    def _split(self, text: str) -> list[str]:
        return [_Wide(chunk) for chunk in super()._split(text)]

    def _handle_long_word(self, chunks: list[str], line: list[str], length: int, width: int) -> None:
        word = str(chunks[-1])
        if line and (_LINK.search(word) or width - length < 2):
            return  # it gets a line of its own
        if _LINK.search(word):
            line.append(chunks.pop())
            return
        first, *rest = chop_cells(word, max(width - length, 2))
        line.append(_Wide(first))
        chunks[-1] = _Wide("".join(rest))


def paragraph(text: str, width: int, indent: str = "", style: str = "", hanging: str = "") -> list[Text]:
    """`text` wrapped at words; its own line ends are kept, and so is the indentation of each line."""
    lines: list[Text] = []
    for line in _CONTROL.sub("", text).expandtabs(4).split("\n"):
        lead = indent + line[: len(line) - len(line.lstrip())]
        if width - len(lead) < 12:
            lead = indent[:2]
        wrapper = _Wrapper(width, initial_indent=lead, subsequent_indent=lead + hanging, break_on_hyphens=False)
        lines += [Text(part, style) for part in wrapper.wrap(line.strip()) or [""]]
    return lines


def reflowed(text: str) -> str:
    """`text` with the lines of each paragraph joined. Indented lines, tables and lists stay as they are written."""
    joined: list[str] = []
    for line in text.split("\n"):
        flows = bool(line) and line[0] not in " \t-*[|"
        if flows and joined and joined[-1] and not joined[-1].startswith((" ", "\t", "|")):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _seen_from(line: Text, folder: str) -> Text:
    """A line with its places written as they are from a folder in `koans`. What ends at the right edge still does."""
    seen, end = Text(style=line.style), 0
    for found in _TOPIC_FILE.finditer(line.plain):
        shown = posixpath.relpath(found[0], folder)
        before = line.plain[: found.start()]
        fills = " " * (len(found[0]) - len(shown)) if before.endswith("  ") and before.strip() else ""
        name = line[found.start() : found.end()]  # styled as it is
        name.plain = shown
        seen = Text.assemble(seen, line[end : found.start()], fills, name)
        end = found.end()
    return Text.assemble(seen, line[end:], style=line.style)


class Paper:
    """Collects lines and renders them for one terminal. `encoding` is that of the stream they will be written to.

    `folder` is where the learner is, "koans/01_tensors" for one: places in `koans` are then written as they are from
    there, so that terminals and editors can open them.
    """

    def __init__(self, width: int, colour: bool, encoding: str | None, folder: str = "") -> None:
        self.width = width
        self._folder = folder if folder.startswith("koans") else ""
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
            force_jupyter=False,  # in a notebook, rich would show each line by itself
        )

    def add(self, lines: Iterable[Text]) -> None:
        for line in lines:
            for part in self._encodable(_seen_from(line, self._folder) if self._folder else line):
                self._console.print(part, soft_wrap=True)

    def _encodable(self, line: Text) -> list[Text]:
        """A line with what the encoding lacks replaced, on more lines where it gets too long by that."""
        try:
            line.plain.encode(self.encoding)
        except UnicodeEncodeError:
            plainer = line.plain.translate(_PLAINER)
            line.plain = plainer.encode(self.encoding, "backslashreplace").decode(self.encoding)
            if cell_len(line.plain) > self.width:
                return paragraph(line.plain, self.width, style=str(line.style))
        return [line]

    @property
    def text(self) -> str:
        return self._out.getvalue()
