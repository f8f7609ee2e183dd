"""What holds a worker back: an answer that asks for all memory gets an error, and no loop outlives the watch."""

from __future__ import annotations

import os
import sys
import threading
import time

from sensei.processes import private_memory

_SHARE = 2  # of the machine's memory: one part in so many
_EXIT_STATUS = 77


def limit_memory() -> None:
    """From now on this process may take half of the machine's memory.

    Linux refuses the allocation itself, which Python and torch turn into an error in the learner's own line. Elsewhere
    the process is ended when it has grown too far: what could be refused there counts address space, not memory.
    """
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    if not total:
        return
    if sys.platform == "linux":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        most = private_memory() + total // _SHARE
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    else:
        threading.Thread(target=_end_beyond, args=(total // _SHARE,), daemon=True).start()


def _end_beyond(most: int) -> None:
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    while True:
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > most:
            sys.stderr.write("MemoryError: more than half of this machine's memory was asked for\n")
            sys.stderr.flush()
            os._exit(_EXIT_STATUS)
        time.sleep(0.05)
