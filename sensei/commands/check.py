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
    check.add_argument("--diagnosis", action="store_true", help="measure how often misconceptions are named rightly")
    check.add_argument("--json", action="store_true", help="what was found as data")
    check.set_defaults(run=run, read=read_path)


def run(path: KoanPath, options: argparse.Namespace) -> int:
    chosen = [path.find_topic(name) for name in options.topics]
    if None in chosen:
        unknown = options.topics[chosen.index(None)]
        print(f"koans check: there is no topic `{unknown}`. `koans status` lists them.", file=sys.stderr)
        return 2
    topics: list[Topic] = [topic for topic in chosen if topic] or path.topics
    return (_measure if options.diagnosis else _check)(path, topics, options.json)


def _check(path: KoanPath, topics: list[Topic], as_json: bool) -> int:
    from sensei.check.run import check
    from sensei.paper import plural

    def tell(topic: Topic, faults: int) -> None:
        print(
            f"{topic.id}: {plural(len(topic.koans), 'koan')}, {plural(faults, 'fault')} in its trial", file=sys.stderr
        )

    findings = check(path, topics, tell)
    if as_json:
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


def _measure(path: KoanPath, topics: list[Topic], as_json: bool) -> int:
    from sensei.check.diagnosis import PRECISION, RECALL, Claim, measure, score

    def tell(topic: Topic, claims: list[Claim]) -> None:
        print(f"{topic.id}: {score(claims)}", file=sys.stderr)

    measured = measure(path, topics, tell)
    if as_json:
        print(json.dumps(measured.as_dict(), indent=1))
        return 0 if measured.is_good else 1
    for line in (*measured.faults, *measured.to_look_at):
        print(line)
    total, wrong = score(measured.claims), sum(k.page.misconceptions for topic in topics for k in topic.koans)
    print(f"{total.respelled} of {wrong} misconceptions are respelled; values without another form are left out")
    print(f"{total}; {len(measured.faults) or 'no'} faults")
    times = sorted(claim.seconds for claim in measured.claims) or [0.0]
    print(f"a diagnosis took {times[len(times) // 2]:.3f} s (median), {times[-1]:.2f} s at worst")
    parts = f"recall {total.recall:.1%}, precision {total.precision:.1%}, left alone {total.left_alone:.1%}"
    print(
        f"{parts}: {'good' if total.is_good else f'not good enough ({RECALL:.0%}, {PRECISION:.0%}, {PRECISION:.0%})'}"
    )
    return 0 if measured.is_good else 1
