"""JUnit XML as Jenkins and GitLab read it: Jenkins' junit-10.xsd, with a suite a chapter and a case a koan."""

from __future__ import annotations

from xml.etree import ElementTree

from sensei.grading.formats.wording import number, remarks
from sensei.grading.record import KoanResult, Record, Verdict
from sensei.path import KoanPath

_TAG: dict[Verdict, str] = {"wrong": "failure", "blank": "failure", "not verified": "skipped"}  # else "error"


def render(record: Record, path: KoanPath) -> str:
    root = ElementTree.Element("testsuites", {"name": record.submission or "koans", **_counts(record.koans)})
    for chapter in record.chapters:
        koans = tuple(koan for koan in record.koans if koan.chapter == chapter.name)
        skipped = str(sum(not koan.counts for koan in koans))
        when = {"timestamp": record.started[:19]} if record.started else {}
        suite = ElementTree.SubElement(
            root, "testsuite", {"name": chapter.name, **_counts(koans), "skipped": skipped, **when}
        )
        properties = ElementTree.SubElement(suite, "properties")
        for name, value in {"points": chapter.points, "max_points": chapter.max_points}.items():
            ElementTree.SubElement(properties, "property", name=name, value=number(value))
        for koan in koans:
            _case(suite, koan)
        if said := remarks(record):
            ElementTree.SubElement(suite, "system-out").text = "\n".join(said)
    ElementTree.indent(root, " ")
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _tag(koan: KoanResult) -> str:
    return "" if koan.verdict == "solved" else _TAG.get(koan.verdict, "error")


def _counts(koans: tuple[KoanResult, ...]) -> dict[str, str]:
    tags = [_tag(koan) for koan in koans]
    seconds = sum(koan.seconds for koan in koans)
    counts = {"tests": len(tags), "failures": tags.count("failure"), "errors": tags.count("error")}
    return {**{name: str(count) for name, count in counts.items()}, "time": f"{seconds:.3f}"}


def _case(suite: ElementTree.Element, koan: KoanResult) -> None:
    topic = koan.id.partition("::")[0].replace("/", ".")
    case = ElementTree.SubElement(suite, "testcase", classname=topic, name=koan.name, time=f"{koan.seconds:.3f}")
    if tag := _tag(koan):
        told = koan.told or koan.verdict
        headline = koan.misconception or told.partition("\n")[0]
        ElementTree.SubElement(case, tag, type=koan.verdict, message=headline).text = f"{koan.place}\n{told}".strip()
