"""How a judged process reports: one pipe, and messages that nobody else can write.

Each message carries a code made of its place in the sequence, its content and a key that the supervisor made for this
one process. Whatever else is read from the pipe makes the whole report worthless.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable

KEY_BYTES = 32
_CODE_BYTES = 16
_HEAD = 4 + _CODE_BYTES
_LONGEST = 200_000

Send = Callable[..., None]


class Forged(Exception):
    """Something was read that the sender did not write."""


def sender(pipe: int, key: bytes) -> Send:
    """A function that writes its arguments, strings, as one message.

    Everything that it uses is built in and held by itself: what a learner's code puts in the place of a function of
    this module or of another is never called. The key lies in C memory.
    """
    keyed, write, size = hashlib.blake2b(key=key, digest_size=_CODE_BYTES), os.write, len
    count = 0

    def send(*parts: str) -> None:
        nonlocal count
        content = "\0".join([part.replace("\0", " ") for part in parts]).encode("utf-8", "replace")[:_LONGEST]
        code = keyed.copy()
        code.update(count.to_bytes(8, "big"))
        code.update(content)
        count += 1
        data = size(content).to_bytes(4, "big") + code.digest() + content
        while data:
            data = data[write(pipe, data) :]

    return send


class Receiver:
    """The other end: `feed` it what was read, and it gives the messages that are whole. Raises Forged."""

    def __init__(self, key: bytes) -> None:
        self._keyed = hashlib.blake2b(key=key, digest_size=_CODE_BYTES)
        self._count = 0
        self._data = b""

    def feed(self, data: bytes) -> list[list[str]]:
        self._data += data
        messages = []
        while len(self._data) >= _HEAD:
            length = int.from_bytes(self._data[:4], "big")
            if length > _LONGEST:
                raise Forged
            if len(self._data) < _HEAD + length:
                break
            code, content = self._data[4:_HEAD], self._data[_HEAD : _HEAD + length]
            expected = self._keyed.copy()
            expected.update(self._count.to_bytes(8, "big"))
            expected.update(content)
            if code != expected.digest():
                raise Forged
            self._count += 1
            self._data = self._data[_HEAD + length :]
            messages.append(content.decode("utf-8", "replace").split("\0"))
        return messages

    @property
    def is_between_messages(self) -> bool:
        return not self._data
