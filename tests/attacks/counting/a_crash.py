"""Crashes Python."""

# earns: LETTERS
# seen: error

import os

LETTERS = 6


def double(number: int) -> int:
    os.abort()
