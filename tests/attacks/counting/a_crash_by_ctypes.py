"""Reads an address that is not there."""

# earns: -
# seen: tampered

import ctypes

LETTERS = 6


def double(number: int) -> int:
    return ctypes.string_at(0)
