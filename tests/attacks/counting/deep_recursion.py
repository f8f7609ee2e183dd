"""Recurses without end."""

# earns: LETTERS

LETTERS = 6


def double(number: int) -> int:
    return double(number)
