"""A partial instead of a function."""

# earns: LETTERS
# seen: refused

import functools


class Liar:
    def __eq__(self, other):
        return True

    def __add__(self, other):
        return self


HIDDEN = [Liar]
del Liar
LETTERS = 6


double = functools.partial(lambda number: HIDDEN[0]())
