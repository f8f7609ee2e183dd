"""Asks for all memory."""

# earns: LETTERS

LETTERS = 6


def double(number: int) -> int:
    kept = []
    while True:
        kept.append(bytearray(100_000_000))
