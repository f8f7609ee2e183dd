"""The record of a submission: its JSON, what a damaged one does, and the text that learners' code puts into it."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensei.grading.record import KoanResult, Record, RecordError
from sensei.grading.text import LINE, MESSAGE, clean, one_line
from tests.grading_help import ENDLESS, HOSTILE, make_record, of_every_verdict

SCHEMA = Path(__file__).parent.parent / "sensei/schema/record-1.json"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


RECORDS = {
    "every verdict": of_every_verdict(),
    "hostile": of_every_verdict(HOSTILE),
    "endless": dataclasses.replace(of_every_verdict(ENDLESS), submission="a\n" + ENDLESS, warnings=(ENDLESS,)),
    "tampered": make_record([KoanResult(id="01_tensors/arithmetic::a", verdict="solved")], tampered=HOSTILE),
    "nothing": make_record([], problem="there are no topic files in it"),
}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS.keys())
def test_json_follows_the_schema_and_comes_back_equal(
    record: Record, validator: jsonschema.Draft202012Validator
) -> None:
    for indent in (None, 1):
        text = record.to_json(indent)
        text.encode("utf-8")
        validator.validate(json.loads(text))
        assert Record.from_json(text) == record
    assert "\n" not in record.to_json()


def test_score_and_max_score_are_the_totals() -> None:
    data = json.loads(of_every_verdict().to_json())
    assert (data["score"], data["max_score"], data["percent"]) == (1, 6, 16.67)


def spoiled(**changes: Any) -> str:
    return json.dumps({**json.loads(of_every_verdict().to_json()), **changes})


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "this is no record of a grading"),
        (of_every_verdict().to_json()[:-20], "this is no record of a grading"),
        ("[" * 100_000, "this is no record of a grading"),
        ("[]", "record is []"),
        ("null", "record is null"),
        (spoiled(version=2), "a record of version 2; this grader reads version 1"),
        (spoiled(version="1"), "a record of version '1'"),
        (spoiled(score="12"), 'record.score is "12"'),
        (spoiled(score=True), "record.score is true"),
        (spoiled(score=float("nan")), "record.score is NaN"),
        (spoiled(seed=1.5), "record.seed is 1.5"),
        (spoiled(koans={}), "record.koans is {}"),
        (spoiled(koans=[3]), "record.koans[0] is 3"),
        (spoiled(more=1), "record should not have `more`"),
        (spoiled().replace('"digest"', '"\\u001b[31mdi"'), "record should not have `di`"),
        (spoiled().replace('"seed"', '"sead"'), "record should not have `sead`"),
        (spoiled().replace('"wrong"', '"right"'), 'record.koans[1].verdict is "right"'),
        (spoiled().replace('"same_as_reference": false, ', "", 1), "record.koans[0] lacks `same_as_reference`"),
    ],
)
def test_a_damaged_record_is_refused_in_one_line(text: str, what: str) -> None:
    with pytest.raises(RecordError) as caught:
        Record.from_json(text)
    assert what in str(caught.value)
    assert len(str(caught.value).split("\n")) == 1
    assert len(str(caught.value)) < 200


def test_what_is_no_json_is_not_written() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        dataclasses.replace(of_every_verdict(), seconds=float("nan")).to_json()


@pytest.mark.parametrize("field", ["id", "verdict", "points", "koans", "tests", "size"])
def test_the_schema_asks_for_every_field(field: str, validator: jsonschema.Draft202012Validator) -> None:
    data = json.loads(of_every_verdict().to_json())
    holder = data["koans"][0] if field in data["koans"][0] else data
    del holder[field]
    assert not validator.is_valid(data)


def test_what_is_recognised_is_told_once() -> None:
    with_it = KoanResult(id="a/b::c", verdict="wrong", message="1\n\nUse `*`.", misconception="Use `*`.")
    without = KoanResult(id="a/b::c", verdict="wrong", message="1", misconception="Use `*`.")
    assert with_it.told == "1\n\nUse `*`."
    assert without.told == "1\nUse `*`."
    assert KoanResult(id="a/b::c", verdict="solved").told == ""


def test_the_place_is_not_told_again() -> None:
    assert (
        KoanResult(id="a/b::c", verdict="wrong", place="a.py:3", message="a.py:3\n    assert 1 == 2").told
        == "    assert 1 == 2"
    )


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("two\nlines", "two\nlines"),
        ("windows\r\nold mac\rnew\u2028page\x0c", "windows\nold mac\nnew\npage"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;http://example.org\x07link\x1b]8;;\x07", "link"),
        ("\x1b]0;title\x1b\\rest", "rest"),
        ("bell\x07 nul\x00 csi\x9b", "bell\ufffd nul\ufffd csi\ufffd"),
        ("half \ud83d", "half \ufffd"),
        ("not xml \ufffe\uffff", "not xml \ufffd\ufffd"),
        ("right to left \u202eevil", "right to left \ufffdevil"),
        ("  indented\n    more  ", "  indented\n    more"),
        ("\n \nempty lines around\n\n", "empty lines around"),
        ("a\tb", "a   b"),
        ("Grüße, 你好 👋🏽", "Grüße, 你好 👋🏽"),
    ],
)
def test_text_is_cleaned(raw: str, expected: str) -> None:
    assert clean(raw) == expected


def test_endless_text_is_cut_and_says_so() -> None:
    kept = clean(ENDLESS)
    assert len(kept) == MESSAGE
    assert kept.endswith("x … (10,000,000 characters)")
    assert len(one_line("word " * 1_000_000)) <= LINE


def test_a_line_stays_one_line() -> None:
    assert one_line("a\nb\r\n\tc\x0bd") == "a b c d"


@given(st.text(st.characters(), max_size=80) | st.text("\x1b[]m0;\x07\\ \n\r\t\ud800x", max_size=40))
def test_cleaned_text_is_plain_and_stays_as_it_is(raw: str) -> None:
    kept = clean(raw, 60)
    assert len(kept) <= 60
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]", kept)
    assert clean(kept, 60) == kept
