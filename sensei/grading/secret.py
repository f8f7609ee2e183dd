"""The secret from which the seeds of the tests derive. It is never a setting in pyproject, which learners have too."""

from __future__ import annotations

import os
from pathlib import Path

from sensei.grading.record import GradingError

VARIABLE = "KOANS_GRADING_SECRET"
_SHORTEST = 16  # bytes: seeds are recorded, and must not tell the secret


def given_secret(file: Path | None) -> bytes | None:
    """What `file` holds, else the variable; None where neither is there. Raises GradingError."""
    secret, where = os.environ.get(VARIABLE, "").encode("utf-8", "surrogateescape"), VARIABLE
    if file is not None:
        where = str(file)
        try:
            secret = file.read_bytes()
        except OSError as error:
            raise GradingError(f"the secret in {file} can't be read: {error.strerror}") from None
    secret = secret.strip()
    if not secret and file is None:
        return None  # a CI server sets a variable whose secret is missing to nothing
    if len(secret) < _SHORTEST:
        raise GradingError(f"the secret in {where} is too short: {_SHORTEST} characters or more, best random ones")
    return secret
