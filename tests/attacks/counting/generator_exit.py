"""Raises what nobody catches."""

# earns: LETTERS

LETTERS = 6


def double(number: int) -> int:
    raise GeneratorExit
