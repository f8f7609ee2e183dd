"""Prints without end."""

# earns: LETTERS
# seen: timed-out

LETTERS = 6


def double(number: int) -> int:
    while True:
        print("passed " * 10_000)
