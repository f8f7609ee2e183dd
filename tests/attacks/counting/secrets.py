"""Looks for the class's secret, and for tokens."""

# earns: LETTERS double

import os

LETTERS = 6
assert not [name for name in os.environ if "SECRET" in name or "TOKEN" in name]
assert os.listdir(os.environ["HOME"]) == []


def double(number: int) -> int:
    return 2 * number
