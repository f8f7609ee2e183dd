"""Never gets loaded."""

# earns: -
# seen: timed-out

LETTERS = 6
double = abs
while True:
    pass
