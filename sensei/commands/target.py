"""Which topic or koan the user of a command means."""

from __future__ import annotations

from difflib import get_close_matches

from sensei.path import Koan, KoanPath, Topic

METAVAR = "TOPIC[::KOAN]"
HELP = "a topic's name or file, and a koan in it: one_hot, or one_hot::one_hot_batch"


class NotFoundError(Exception):
    """There is no such topic or koan. The message says which one may be meant."""


def find(path: KoanPath, target: str) -> tuple[Topic, Koan | None]:
    """`TOPIC`, `TOPIC::KOAN` or `TOPIC::TEST`; a koan's name alone will do where no topic is called so."""
    name, _, inner = target.partition("::")
    topic = path.find_topic(name)
    if topic is None:
        named = [(topic, koan) for topic in path.topics if (koan := topic.koan(target))]
        if len(named) == 1:
            return named[0]
        if named:
            raise NotFoundError(f"`{target}` is in several topics: {', '.join(t.name for t, _ in named)}")
        known = [name for topic in path.topics for name in (topic.name, *(koan.name for koan in topic.koans))]
        raise NotFoundError(f"there is no topic `{name}`.{_nearest(name, known)}")
    koan = topic.koan(inner) or topic.koan_of_test.get(inner)
    if inner and koan is None:
        raise NotFoundError(f"{topic.path} has no koan `{inner}`.{_nearest(inner, [k.name for k in topic.koans])}")
    return topic, koan


def _nearest(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f" Did you mean `{near[0]}`?" if near else " `koans status` lists them."
