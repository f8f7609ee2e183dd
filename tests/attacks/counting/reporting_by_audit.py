"""Speaks to the witness itself."""

# earns: LETTERS

import sys

LETTERS = 6


def double(number: int) -> int:
    sys.audit("koans.refused", "LETTERS", "because")
    return 4
