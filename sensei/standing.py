"""Where the learner stands: the order in which the walk looks at the koans, and the first open one in it."""

from __future__ import annotations

from sensei.path import Koan, KoanPath
from sensei.progress import Progress
from sensei.verified import counted


def walk_order(path: KoanPath, start: str) -> list[Koan]:
    """The koans of the path from the one with the id `start` on, then those before it. "" is the first of all."""
    koans = path.koans
    first = next((i for i, koan in enumerate(koans) if koan.id == start), 0)
    return koans[first:] + koans[:first]


def current_koan(path: KoanPath, progress: Progress) -> Koan | None:
    """The first koan in the order of the walk that is not solved; None when all are.

    In a file that can't be read just now, those that were solved before are passed over.
    """
    broken = {topic.id for topic in path.topics if topic.broken}
    for koan in counted(walk_order(path, progress.start)):
        if progress.solved(koan) is None and not (koan.topic_id in broken and progress.was_solved(koan)):
            return koan
    return None
