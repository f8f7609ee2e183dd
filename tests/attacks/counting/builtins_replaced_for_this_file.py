"""What a file's functions take for built in is another."""

# earns: LETTERS
# seen: wrong

import builtins

__builtins__ = {**vars(builtins), "sum": lambda numbers: 5}
LETTERS = 6


def double(number: int) -> int:
    return sum([number, number])
