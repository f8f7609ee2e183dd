"""Starts another program."""

# earns: LETTERS
# seen: sandboxed

import subprocess

LETTERS = 6


def double(number: int) -> int:
    return int(subprocess.run(["echo", "4"], capture_output=True).stdout)
