"""`koans check`: the proof that every koan is sound."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from sensei.path import KoanPath, Topic, read_path
from sensei.progress import Progress


def add(commands: Any) -> None:
    check = commands.add_parser("check", help="prove that every koan is sound (for those who write koans)")
    check.add_argument("topics", nargs="*", metavar="TOPIC", help="a topic's name or file; all when none is given")
    check.add_argument("--json", action="store_true", help="the path and all faults as data")
    check.set_defaults(run=run, read=read_path)


def run(path: KoanPath, options: argparse.Namespace) -> int:
    from sensei.check.run import check
    from sensei.paper import plural

    chosen = [path.find_topic(name) for name in options.topics]
    if None in chosen:
        unknown = options.topics[chosen.index(None)]
        print(f"koans check: there is no topic `{unknown}`. `koans status` lists them.", file=sys.stderr)
        return 2
    topics: list[Topic] = [topic for topic in chosen if topic] or path.topics

    def tell(topic: Topic, faults: int) -> None:
        print(
            f"{topic.id}: {plural(len(topic.koans), 'koan')}, {plural(faults, 'fault')} in its trial", file=sys.stderr
        )

    findings = check(path, topics, tell)
    if options.json:
        from sensei.listing import listing

        progress = Progress(path.root)
        data = listing(path, lambda koan: progress.solved(koan) is not None)
        print(json.dumps({**data, "faults": [vars(f) for f in findings.faults], "seconds": findings.seconds}, indent=1))
    else:
        for fault in findings.faults:
            print(fault)
        koans = [koan for topic in topics for koan in topic.koans]
        tests, wrong = sum(len(k.tests) for k in koans), sum(k.page.misconceptions for k in koans)
        slowest = max((s for times in findings.seconds.values() for s in times.values()), default=0)
        counts = ", ".join([plural(len(koans), "koan"), plural(tests, "test"), plural(wrong, "misconception")])
        faults = plural(len(findings.faults), "fault") if findings.faults else "no faults"
        print(f"{counts}, slowest test {slowest:.2f} s: {faults}")
    return 1 if findings.faults else 0
