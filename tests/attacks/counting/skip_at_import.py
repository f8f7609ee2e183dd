"""Skips the whole file."""

# earns: -
# seen: error

import pytest

LETTERS = 6
pytest.skip("not today", allow_module_level=True)
