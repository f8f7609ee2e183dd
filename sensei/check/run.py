"""`koans check`: the form of every topic, and a trial of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sensei.check.form import faults_of_form, strays
from sensei.check.process import try_topics
from sensei.path import KoanPath, Topic
from sensei.source import Fault


@dataclass
class Findings:
    """`seconds` holds the time of each test, the quickest of its runs: {topic id: {test: s}}."""

    faults: list[Fault] = field(default_factory=list)
    seconds: dict[str, dict[str, float]] = field(default_factory=dict)


def check(path: KoanPath, topics: list[Topic], tell: Callable[[Topic, int], None]) -> Findings:
    """Prove these topics. `tell` is called with each topic and its number of faults as soon as its trial is done."""
    findings = Findings(faults_of_form(path, topics))
    if topics == path.topics:
        findings.faults += strays(path)
    ready = [topic for topic in topics if topic.source is not None and topic.koans]
    for topic, found in try_topics(path.root, ready, "sensei.check.trial"):
        faults = [found] if isinstance(found, Fault) else [Fault(**fault) for fault in found["faults"]]
        findings.faults += faults
        findings.seconds[topic.id] = {} if isinstance(found, Fault) else found["seconds"]
        tell(topic, len(faults))
    findings.faults = sorted(set(findings.faults), key=lambda fault: (fault.path, fault.line, fault.what))
    return findings
