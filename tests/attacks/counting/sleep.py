"""Waits until everybody has gone."""

# earns: LETTERS
# seen: timed-out

import time

LETTERS = 6


def double(number: int) -> int:
    time.sleep(1_000_000)
