"""How the processes that judge are started: a new interpreter with this engine, and little of the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import sensei

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "PYTHONHOME")
_ON_WINDOWS = ("SYSTEMROOT", "USERPROFILE", "TEMP", "TMP")
_OURS = ("KOANS_CACHE", "KOANS_FASHION_MNIST")
_SET = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONUTF8": "1"}
_PACKAGES = str(Path(sensei.__file__).parents[1])  # where this very engine is found

PATIENCE = 300  # seconds for the imports, on a cold and busy machine


def launch(
    module: str, *arguments: str, said: IO[bytes], hash_seed: str = "random", **how: Any
) -> subprocess.Popen[bytes]:
    """Start `main` of a module, in a session of its own. `said` gets its errors, and `Popen` what `how` says.

    Processes with the same `hash_seed`, a number below 2**32 in digits, have their sets in the same order.
    """
    kept = {name: os.environ[name] for name in (*_INHERITED, *_ON_WINDOWS, *_OURS) if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", f"from {module} import main; main()", *arguments],
        env={**kept, **_SET, "PYTHONPATH": _PACKAGES, "PYTHONHASHSEED": hash_seed},
        stderr=said,
        start_new_session=True,
        **how,
    )


def last_line(said: IO[bytes]) -> str:
    """The last line of what a process has said, as the reason why it did not start."""
    said.seek(0)
    return said.read().decode("utf-8", "replace").strip().split("\n")[-1]
