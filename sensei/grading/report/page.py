"""The class as one HTML page: no scripts, nothing from elsewhere, every word of a learner's escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sensei.grading.record import ChapterResult, KoanResult, Record, Verdict
from sensei.grading.report import likeness
from sensei.grading.report.figures import Figures
from sensei.grading.text import clean

MESSAGE = 800  # characters of one answer's message; the record has the rest
_SIGNS: dict[Verdict, str] = {
    "solved": "+",
    "wrong": "×",
    "blank": "·",
    "error": "!",
    "timed out": "t",
    "refused": "r",
    "not verified": "-",
}


class Run(NamedTuple):
    """Neighbouring koans with one verdict: one element of the page, and not one a koan."""

    verdict: Verdict
    signs: str


@dataclass(frozen=True)
class Learner:
    """One submission on the page. `number` makes its anchor."""

    number: int
    record: Record

    @property
    def chapters(self) -> Iterator[tuple[ChapterResult, list[Run]]]:
        for chapter in self.record.chapters:
            verdicts = [koan.verdict for koan in self.record.koans if koan.chapter == chapter.name]
            yield chapter, [Run(verdict, _SIGNS[verdict] * len(list(same))) for verdict, same in groupby(verdicts)]

    @property
    def open(self) -> list[KoanResult]:
        """The answers that were given and do not solve their koan."""
        return [koan for koan in self.record.koans if koan.verdict not in ("solved", "blank", "not verified")]

    def named(self, verdict: Verdict) -> list[str]:
        return [koan.id for koan in self.record.koans if koan.verdict == verdict]


def render_page(records: Sequence[Record]) -> str:
    """The whole page. All records are over the same koans, in the order in which the learners are to stand."""
    environment = Environment(
        loader=PackageLoader("sensei.grading.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = lambda text: clean(text, MESSAGE)
    environment.filters["number"] = lambda value: f"{value:.1f}".removesuffix(".0")
    environment.filters["chapter"] = lambda name: name.replace("_", " ")
    loader = environment.loader
    assert loader
    style = loader.get_source(environment, "style.css")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    figures = Figures(records)
    learners = [Learner(number, record) for number, record in enumerate(records, start=1)]
    return environment.get_template("page.html").render(
        style=Markup(style),  # ours: no word of a learner's is in it
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        figures=figures,
        learners=learners,
        number_of={learner.record.submission: learner.number for learner in learners},
        koan_number={koan.id: number for number, koan in enumerate(figures.koans, start=1)},
        signs=_SIGNS,
        same_files=likeness.same_files(records),
        alike=likeness.alike(records),
        like_reference=likeness.like_reference(records),
        likeness=likeness,
    )
