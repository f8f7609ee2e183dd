"""Pretends that a user pressed Ctrl-C."""

# earns: LETTERS

LETTERS = 6


def double(number: int) -> int:
    raise KeyboardInterrupt
