"""A class that says that it is another one."""

# earns: double
# seen: refused


class Lying(type):
    def __instancecheck__(cls, other):
        return True

    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__


class Number(metaclass=Lying):
    pass


LETTERS = Number


def double(number: int) -> int:
    return 2 * number
