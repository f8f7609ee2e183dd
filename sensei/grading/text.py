"""Text that learners' code may have made, cleaned and cut before it is kept: the one place where that is done."""

from __future__ import annotations

import re

MESSAGE = 4_000  # characters: some screens
LINE = 300

_ESCAPE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|(?:\x1b[]P^_X])[^\x07\x1b]*(?:\x07|\x1b\\)?"  # titles, links
    r"|\x1b[ -/]*[0-~]"
)
# C0 without tab and newline, DEL, C1, what turns the direction of the text or is no character at all, and halves of
# characters, which no file can hold in UTF-8.
_NOT_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff]"
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def clean(text: str, limit: int = MESSAGE) -> str:
    """`text` as plain lines without escape sequences and control characters, `limit` characters at most.

    What is cut off is counted at the end. Cleaning twice changes nothing.
    """
    kept = _LINE_END.sub("\n", _ESCAPE.sub("", text[: 8 * limit])).expandtabs(4)
    kept = "\n".join(line.rstrip() for line in _NOT_TEXT.sub("\ufffd", kept).split("\n")).strip("\n")
    if len(kept) <= limit and len(text) <= 8 * limit:
        return kept
    said = f" … ({len(text):,} characters)"
    return kept[: limit - len(said)] + said


def one_line(text: str, limit: int = LINE) -> str:
    """The same on one line."""
    return " ".join(clean(text, limit).split())
