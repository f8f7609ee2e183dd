"""Never answers."""

# earns: LETTERS
# seen: timed-out

LETTERS = 6


def double(number: int) -> int:
    while True:
        pass
