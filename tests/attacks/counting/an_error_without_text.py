"""An exception whose text is another such exception."""

# earns: LETTERS
# seen: error

LETTERS = 6


class Bad(Exception):
    def __str__(self):
        raise Bad


def double(number: int) -> int:
    raise Bad
