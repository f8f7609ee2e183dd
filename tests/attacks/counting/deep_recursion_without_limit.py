"""Recurses until the stack is gone."""

# earns: LETTERS
# seen: error

import sys

LETTERS = 6


def double(number: int) -> int:
    sys.setrecursionlimit(10**9)
    return double(number)
