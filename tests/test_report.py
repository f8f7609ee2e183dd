"""What a teacher reads about a class: the figures, what is alike, and that no word of a learner's becomes markup."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from sensei.grading.record import KoanResult, Record, Verdict
from sensei.grading.report import likeness, render_page, render_table
from sensei.grading.report.figures import Figures
from tests.class_help import make_class, make_record

KOANS = [f"01_tensors/arithmetic::koan_{number}" for number in range(1, 5)]


def result(
    number: int, verdict: Verdict, misconception: str = "", fingerprint: str = "", size: int = 0, same: bool = False
) -> KoanResult:
    return KoanResult(
        id=KOANS[number - 1], verdict=verdict, misconception=misconception,
        fingerprint=fingerprint, size=size, same_as_reference=same,
    )  # fmt: skip


def small_class() -> list[Record]:
    """Four koans: solved by all; tried by two, solved by none; tried by one; not verified here."""
    wrong, unverified = result(2, "wrong", "Too big."), result(4, "not verified")
    return [
        make_record("ann", [result(1, "solved"), wrong, result(3, "blank"), unverified]),
        make_record("bob", [result(1, "solved"), wrong, result(3, "error"), unverified]),
        make_record("cem", [result(1, "solved"), result(2, "blank"), result(3, "blank"), unverified]),
    ]


def test_each_koan_says_how_many_solved_it_and_how_many_tried() -> None:
    first, second, third, fourth = Figures(small_class()).koans
    assert (first.percent, first.tried, first.failed) == (100, 3, 0)
    assert (second.percent, second.tried, second.failed) == (0, 2, 2)
    assert (third.percent, third.tried, third.failed) == (0, 1, 1)
    assert (fourth.counted, fourth.tried) == (0, 0)


def test_the_hardest_koan_is_the_one_that_most_tried_in_vain_not_the_one_that_most_left_blank() -> None:
    assert [koan.name for koan in Figures(small_class()).hardest()] == ["koan_2", "koan_3"]


def test_the_misconceptions_most_made_come_first_with_who_made_them() -> None:
    dan = make_record("dan", [result(1, "wrong", "Other."), *(result(number, "blank") for number in (2, 3, 4))])
    records = [dan, *small_class()]
    most, other = Figures(records).misconceptions
    assert (most.koan, most.sentence, most.submissions) == (KOANS[1], "Too big.", ("ann", "bob"))
    assert (other.koan, other.submissions) == (KOANS[0], ("dan",))


def test_what_was_not_judged_spoils_no_figure() -> None:
    unjudged = make_record("eve", [result(n, "error") for n in (1, 2, 3, 4)], problem="The folder is empty.")
    assert Figures([*small_class(), unjudged]).koans == Figures(small_class()).koans
    assert Figures([*small_class(), unjudged]).mean == Figures(small_class()).mean > 0


def test_nearly_all_is_not_shown_as_all() -> None:
    records = [make_record(str(n), [result(1, "solved" if n else "wrong")]) for n in range(300)]
    assert Figures(records).koans[0].percent == 99


def long_answers(name: str, *prints: str, size: int = 40, same: bool = False, digest: str = "") -> Record:
    koans = [result(n, "solved", fingerprint=text, size=size, same=same) for n, text in enumerate(prints, start=1)]
    return make_record(name, koans, digest=digest)


OTHERS = [long_answers(f"other {n}", f"a{n}", f"b{n}", f"c{n}", f"d{n}") for n in range(5)]


def test_pairs_that_share_long_answers_are_listed() -> None:
    pairs = likeness.alike([long_answers("ann", "p", "q", "r", "s"), *OTHERS, long_answers("bob", "p", "q", "r", "t")])
    assert pairs == [("ann", "bob", tuple(KOANS[:3]), 120)]


@pytest.mark.parametrize(
    "other",
    [
        long_answers("bob", "p", "q", "t", "u"),
        long_answers("bob", "p", "q", "r", "s", size=likeness.LONG - 1),
        long_answers("bob", "p", "q", "r", "s", same=True),
    ],
    ids=["only two", "short ones", "the reference's"],
)
def test_pairs_that_share_little_are_not_listed(other: Record) -> None:
    ann = replace(other, submission="ann", digest="another")
    first = long_answers("ann", "p", "q", "r", "s") if other.koans[2].fingerprint == "t" else ann
    assert likeness.alike([first, *OTHERS, other]) == []


def test_an_answer_that_many_gave_makes_no_pair() -> None:
    assert likeness.alike([long_answers(name, "p", "q", "r", "s") for name in ("ann", "bob", "cem")]) == []


def test_the_same_files_are_one_group_and_no_pair() -> None:
    twins = [long_answers(name, "p", "q", "r", "s", digest="d") for name in ("ann", "bob")]
    assert likeness.same_files([*twins, *OTHERS]) == [("ann", "bob")]
    assert likeness.alike([*twins, *OTHERS]) == []


def test_long_answers_that_are_the_references_are_counted() -> None:
    ann = long_answers("ann", "p", "q", "r", "s", same=True)
    short = long_answers("bob", "p", "q", "r", "s", same=True, size=likeness.LONG - 1)
    assert likeness.like_reference([ann, short, *OTHERS]) == [("ann", tuple(KOANS), 4)]


HOSTILE = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>&{{ 7 * 7 }}\"'"


def test_no_word_of_a_learner_becomes_markup() -> None:
    koan = replace(result(1, "wrong", HOSTILE), message=HOSTILE, place=HOSTILE)
    record = make_record(HOSTILE, [koan], tampered=HOSTILE)
    page = render_page([replace(record, warnings=(HOSTILE,)), make_record("b" + HOSTILE, [koan], problem=HOSTILE)])
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7 * 7 }}" in page


def test_the_page_lets_nothing_in_from_elsewhere_and_runs_nothing() -> None:
    page = render_page(make_class(3, KOANS))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert not re.search(r"<(script|link|img|iframe|object|embed|form|base)\b|style=|javascript:|\bon\w+=", page)
    assert not re.search(r'(href|src)="(?!#)', page)


def test_an_empty_class_has_a_page() -> None:
    assert "0 submissions" in render_page([])
    assert render_table([]).startswith("submission,score")


def test_the_table_has_a_row_a_submission_and_a_column_a_koan_and_no_formulas() -> None:
    records = small_class()
    records[0] = replace(records[0], submission='=HYPERLINK("x")')
    rows = list(csv.DictReader(io.StringIO(render_table(records))))
    assert [row["submission"] for row in rows] == ['\'=HYPERLINK("x")', "bob", "cem"]
    assert [rows[1][koan] for koan in KOANS] == ["solved", "wrong", "error", "not verified"]
    assert (rows[1]["score"], rows[1]["max_score"], rows[1]["01_tensors"]) == ("1.0", "3.0", "1.0")
