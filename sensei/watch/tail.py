"""What an answer prints while it is judged: the end of it, however much it is."""

from __future__ import annotations

import io
from collections import deque

_KEPT = 64 * 1024  # characters
_LINES = 20


class Tail(io.TextIOBase):
    """A stream that forgets all but the last of what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: deque[str] = deque()
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._parts.append(text[-_KEPT:])
        self._size += len(self._parts[-1])
        while self._size - len(self._parts[0]) > _KEPT:
            self._size -= len(self._parts.popleft())
        return len(text)

    @property
    def last_lines(self) -> str:
        return "\n".join("".join(self._parts).rstrip().split("\n")[-_LINES:])
