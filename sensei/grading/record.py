"""The record of one judged submission: what every report and every format is made from.

`sensei/schema/record-1.json` describes its JSON. All text in it is cleaned and cut when it comes in, because learners'
code may have made it.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from sensei.grading.text import clean, one_line

Verdict = Literal["solved", "wrong", "blank", "error", "timed out", "refused", "not verified"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
VERSION = 1  # counts up when a field changes its meaning or goes


class GradingError(Exception):
    """What keeps the grader from its work. Its text is one line that says what to do."""


class RecordError(GradingError):
    """A record that can't be read: damaged, or of another version."""


@dataclass(frozen=True, kw_only=True)
class KoanResult:
    """How one koan was answered.

    `points` are `max_points` when it is solved, else 0; both are 0 when it could not be verified. `place` is FILE:LINE
    in the submission. `misconception` is the sentence of the one that the answer was recognised as, and
    `misconception_name` its function in the teacher's book. `fingerprint` is a hash of the answer without comments,
    docstrings and layout, `size` how many nodes of syntax it has (0: there is no answer). `seconds` is what its tests
    took.
    """

    id: str
    verdict: Verdict
    points: float = 0.0
    max_points: float = 0.0
    seconds: float = 0.0
    place: str = ""
    message: str = ""
    misconception: str = ""
    misconception_name: str = ""
    tests_passed: int = 0
    tests: int = 0
    same_as_reference: bool = False
    fingerprint: str = ""
    size: int = 0

    def __post_init__(self) -> None:
        _tidy(self, clean, "message", "misconception")
        _tidy(self, one_line, "id", "place", "misconception_name", "fingerprint")

    @property
    def chapter(self) -> str:
        return self.id.partition("/")[0]

    @property
    def name(self) -> str:
        return self.id.rpartition("::")[2]

    @property
    def counts(self) -> bool:
        """Whether it is part of the total."""
        return self.verdict != "not verified"

    @property
    def told(self) -> str:
        """What is said of it beside the place: the message, and the misconception where the message lacks it."""
        message = self.message.removeprefix(f"{self.place}\n")
        known = [self.misconception] if self.misconception not in message else []
        return "\n".join([*([message] if message else []), *known])


@dataclass(frozen=True, kw_only=True)
class ChapterResult:
    """One chapter, summed up. `koans` counts those that could be verified, `solved` the solved ones among them.

    `weight` is in the points already.
    """

    name: str
    points: float
    max_points: float
    weight: float
    solved: int
    koans: int


@dataclass(frozen=True, kw_only=True)
class Record:
    """One judged submission.

    `digest` is the SHA-256 over the files that were judged, in hex. `torch`, `python` and `grader` are versions; with
    them and `seed` the result can be replayed. `isolation` is the level that was reached: "none", "process" or
    "sandboxed". `tampered` says what was seen when the tests' own machinery was not what it was: the score is 0 then.
    `problem` says why nothing could be judged. Both are "" otherwise. `started` is ISO 8601 in UTC.
    """

    version: int = VERSION
    submission: str
    digest: str
    score: float
    max_score: float
    percent: float
    koans: tuple[KoanResult, ...]
    chapters: tuple[ChapterResult, ...]
    torch: str
    python: str
    grader: str
    seed: int
    isolation: str
    isolation_facts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    tampered: str = ""
    problem: str = ""
    started: str = ""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        _tidy(self, clean, "tampered", "problem")
        _tidy(self, one_line, "submission")
        object.__setattr__(self, "warnings", tuple(map(clean, self.warnings)))

    @property
    def solved(self) -> int:
        return sum(chapter.solved for chapter in self.chapters)

    def to_json(self, indent: int | None = None) -> str:
        """On one line, unless an indent is given."""
        return json.dumps(asdict(self), indent=indent, allow_nan=False, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> Record:
        """The record that `to_json` wrote. Raises RecordError."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise RecordError(f"this is no record of a grading: {error}") from None
        if isinstance(data, dict) and data.get("version") != VERSION:
            raise RecordError(f"a record of version {data.get('version')!r:.20}; this grader reads version {VERSION}")
        record: Record = _decode(data, cls, "record")
        return record


def _tidy(holder: object, how: Any, *names: str) -> None:
    for name in names:
        object.__setattr__(holder, name, how(getattr(holder, name)))


def _decode(data: Any, kind: Any, where: str) -> Any:
    """`data` as a value of the type `kind`; strict, so that a damaged record can't pass for a whole one."""
    if is_dataclass(kind):
        return _decode_fields(data, kind, where)
    if get_origin(kind) is tuple:
        if isinstance(data, list):
            return tuple(_decode(item, get_args(kind)[0], f"{where}[{index}]") for index, item in enumerate(data))
    elif get_origin(kind) is Literal:
        if data in get_args(kind):
            return data
    elif kind is float:
        if isinstance(data, int | float) and not isinstance(data, bool) and math.isfinite(data):
            return float(data)
    elif type(data) is kind:
        return data
    raise RecordError(f"this record is damaged: {where} is {json.dumps(data):.40}")


def _decode_fields(data: Any, kind: Any, where: str) -> Any:
    types = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    if not isinstance(data, dict):
        raise RecordError(f"this record is damaged: {where} is {json.dumps(data):.40}")
    if wrong := sorted(set(names) ^ set(data)):
        what = "lacks" if wrong[0] in names else "should not have"
        raise RecordError(f"this record is damaged: {where} {what} `{one_line(wrong[0], 40)}`")
    return kind(**{name: _decode(data[name], types[name], f"{where}.{name}") for name in names})
