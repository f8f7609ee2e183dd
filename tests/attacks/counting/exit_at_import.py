"""Ends Python while the file is loaded."""

# earns: -
# seen: error

import sys

LETTERS = 6
sys.exit(0)
