"""Is only wrong."""

# earns: LETTERS
# seen: wrong

LETTERS = 6


def double(number: int) -> int:
    return number + 2
