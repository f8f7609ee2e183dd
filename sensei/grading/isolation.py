"""How far learners' code is kept from everything else: the levels, and which of them this machine can reach."""

from __future__ import annotations

from typing import Literal, get_args

Level = Literal["none", "process", "sandboxed"]
LEVELS: tuple[Level, ...] = get_args(Level)


def reaches(level: Level, required: Level) -> bool:
    return LEVELS.index(level) >= LEVELS.index(required)
