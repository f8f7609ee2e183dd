"""Imports the teacher's answers."""

# earns: -
# seen: tampered error

from solutions import counting

LETTERS = counting.LETTERS
double = counting.double
