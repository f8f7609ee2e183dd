"""Leaves folders behind that can't be deleted."""

# earns: LETTERS double

import os

LETTERS = 6


def double(number: int) -> int:
    if os.path.exists("a"):
        return 2 * number
    os.makedirs("a/b/c")
    open("a/b/c/file", "w").close()
    os.chmod("a/b/c", 0)
    os.chmod("a/b", 0)
    return 2 * number
