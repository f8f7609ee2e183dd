"""What the watcher asks of a worker: plain data, one JSON line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Job:
    """Judge the koan with this id; "" stands for every koan that has an answer. `seconds` is what one test may take."""

    koan: str
    seconds: float

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> Job:
        return cls(**json.loads(line))
