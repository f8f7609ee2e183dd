"""`koans check --diagnosis`: how often a wrong answer is named, and how often rightly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sensei.check.process import try_topics
from sensei.path import KoanPath, Topic
from sensei.source import Fault

RECALL, PRECISION = 0.90, 0.97  # the least that is good enough


@dataclass(frozen=True)
class Claim:
    """What was said of one wrong answer. `respells` and `named` are names of misconceptions, "" is none of them.

    `seconds` is the processor's time that the diagnosis took.
    """

    topic: str
    path: str
    line: int
    koan: str
    name: str
    respells: str
    named: str
    rightly: bool
    seconds: float

    def __str__(self) -> str:
        if not self.respells:
            what = f"is claimed to be `{self.named}`, and shows no misconception"
        else:
            what = f"is named `{self.named}`" if self.named else "is not named"
            what += f", and respells `{self.respells}`" if self.respells != self.name else ""
        return f"{self.path}:{self.line}: `{self.name}` of `{self.koan}` {what}"


@dataclass(frozen=True)
class Score:
    """Claims, counted. `recall` is the part of the misconceptions that is named rightly, `precision` the part of the
    claims that is right, `left_alone` the part of the wrong answers of another kind of which nothing is claimed.
    """

    respelled: int
    named_rightly: int
    named_wrongly: int
    unrelated: int
    claimed_falsely: int

    @property
    def recall(self) -> float:
        return _part(self.named_rightly, self.respelled)

    @property
    def precision(self) -> float:
        return _part(self.named_rightly, self.named_rightly + self.named_wrongly + self.claimed_falsely)

    @property
    def left_alone(self) -> float:
        return _part(self.unrelated - self.claimed_falsely, self.unrelated)

    @property
    def is_good(self) -> bool:
        return self.recall >= RECALL and min(self.precision, self.left_alone) >= PRECISION

    def __str__(self) -> str:
        named = f"{self.named_rightly} of {self.respelled} named rightly, {self.named_wrongly} wrongly"
        return f"{named}; {self.claimed_falsely} of {self.unrelated} others claimed falsely"


def _part(some: int, of: int) -> float:
    return some / of if of else 1.0


def score(claims: Iterable[Claim]) -> Score:
    claims = list(claims)
    respelled = [claim for claim in claims if claim.respells]
    rightly = sum(claim.rightly for claim in respelled)
    wrongly = sum(not claim.rightly and bool(claim.named) for claim in respelled)
    falsely = sum(bool(claim.named) for claim in claims if not claim.respells)
    return Score(len(respelled), rightly, wrongly, len(claims) - len(respelled), falsely)


@dataclass
class Measured:
    faults: list[Fault] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.faults and score(self.claims).is_good

    def as_dict(self) -> dict[str, Any]:
        topics = {topic: _shown(score(c for c in self.claims if c.topic == topic)) for topic in self.topics}
        return {
            "total": _shown(score(self.claims)),
            "topics": topics,
            "answers": [vars(claim) for claim in self.claims],
            "faults": [vars(fault) for fault in self.faults],
        }

    @property
    def to_look_at(self) -> list[Claim]:
        """What was not named, named wrongly, or claimed falsely."""
        return [claim for claim in self.claims if not claim.rightly]

    @property
    def topics(self) -> list[str]:
        return list(dict.fromkeys(claim.topic for claim in self.claims))


def _shown(measured: Score) -> dict[str, float]:
    parts = {"recall": measured.recall, "precision": measured.precision, "left_alone": measured.left_alone}
    return {**vars(measured), **{name: round(part, 4) for name, part in parts.items()}}


def measure(path: KoanPath, topics: list[Topic], tell: Callable[[Topic, list[Claim]], None]) -> Measured:
    """Measure the diagnosis on these topics. `tell` is called with each topic and its claims as soon as it is done."""
    measured = Measured()
    ready = []
    for topic in topics:
        file = f"tests/respelled/{topic.name}.py"
        if topic.broken or not topic.koans:
            measured.faults += topic.faults
        elif not (path.root / file).exists():
            measured.faults.append(
                Fault(file, 1, "the file is missing. tests/respelled/README.md says how to write it")
            )
        else:
            ready.append(topic)
    for topic, found in try_topics(path.root, ready, "sensei.check.naming"):
        if isinstance(found, Fault):
            measured.faults.append(found)
            claims = []
        else:
            measured.faults += [Fault(**fault) for fault in found["faults"]]
            file = f"tests/respelled/{topic.name}.py"
            claims = [Claim(topic=topic.id, path=file, **claim) for claim in found["claims"]]
        measured.claims += claims
        tell(topic, claims)
    measured.faults.sort(key=lambda fault: (fault.path, fault.line, fault.what))
    return measured
