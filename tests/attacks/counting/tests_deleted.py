"""Comes without tests."""

# earns: -

LETTERS = 7


def double(number: int) -> int:
    return number
