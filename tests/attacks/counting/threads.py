"""Starts threads without end."""

# earns: LETTERS

import threading
import time

LETTERS = 6


def double(number: int) -> int:
    while True:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
