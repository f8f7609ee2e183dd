"""Ends Python at once, without exceptions, while the file is loaded."""

# earns: -
# seen: error

import os

LETTERS = 6
os._exit(0)
