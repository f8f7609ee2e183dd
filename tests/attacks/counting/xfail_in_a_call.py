"""Says that the test is expected to fail."""

# earns: LETTERS

import pytest

LETTERS = 6


def double(number: int) -> int:
    pytest.xfail("known")
