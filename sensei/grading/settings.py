"""What a teacher decides about a grading."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from typing import Literal

from sensei.grading.isolation import Level
from sensei.grading.points import Points

_MOST = 2**31 - 1  # hypothesis and torch take more, numpy's seed does not


@dataclass(frozen=True)
class Settings:
    """Picklable, because every process that judges needs them.

    `secret` is the class's own: the seeds are derived from it. `seed` takes the place of what is derived, to replay a
    result. `koan_seconds` limits one koan, `submission_seconds` all of them, both in wall-clock time. A grader that
    can't reach `require_isolation` refuses to start. `workers` says how judged processes begin; "" stands for what is
    usual on the system that judges. It changes no verdict, so the stamp of a class, made of the repr, leaves it out.
    """

    secret: bytes
    koan_seconds: float = 30.0
    submission_seconds: float = 600.0
    memory_bytes: int = 3_000_000_000
    disk_bytes: int = 1_500_000_000
    require_isolation: Level = "none"
    points: Points = field(default_factory=Points)
    seed: int | None = None
    workers: Literal["", "fork", "spawn"] = field(default="", repr=False)

    @property
    def class_seed(self) -> int:
        """A seed that is the same for the whole class. No points depend on what is seen under it."""
        return self.seed_of("the whole class")

    def seed_of(self, digest: str) -> int:
        """The seed under which the submission with this digest is judged; never 0, which is that of learners."""
        if self.seed is not None:
            return self.seed
        derived = hmac.digest(self.secret, digest.encode(), "sha256")
        return int.from_bytes(derived[:8], "big") % _MOST + 1
