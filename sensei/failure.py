"""What is told of one failed test: plain data, which can travel between processes."""

from __future__ import annotations

import re
import textwrap
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from sensei.path import Koan

if TYPE_CHECKING:
    from warnings import WarningMessage

Kind = Literal["blank", "wrong", "error"]


@dataclass(frozen=True)
class Failure:
    """What is told of one failed test. Plain strings, so that it can travel between processes.

    `place` is FILE:LINE to look at, `code` the assertion as it is written, `call` the call of the koan
    that it is about, with values, to be pasted, `trace` the learner's own lines on the way
    to an error as (FILE:LINE, text), `notes` what else helps, `sentence` the misconception that it was recognised as.
    """

    kind: Kind
    koan: str
    test: str
    place: str
    code: str = ""
    call: str = ""
    yours: str = ""
    expected: str = ""
    error: str = ""
    trace: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    printed: str = ""
    sentence: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Failure:
        trace = tuple((str(place), str(line)) for place, line in data["trace"])
        return cls(**{**data, "trace": trace, "notes": tuple(data["notes"])})

    @property
    def text(self) -> str:
        """All of it as plain lines: what editors show beside the test."""
        if self.kind == "blank":
            return "\n".join([self.error, *self.notes])
        lines = [f"{self.place}", textwrap.indent(self.code, "    ")] if self.code else [self.place]
        lines += [f"the call: {self.call}"] if self.call else []
        lines += [f"  {place}: {line}" for place, line in self.trace]
        lines += [self.error] if self.error else []
        lines += [f"you:      {self.yours}", f"expected: {self.expected}"] if self.expected else []
        return "\n".join([*lines, *self.notes, *([self.sentence] if self.sentence else [])])


def with_warning(failure: Failure, warning: WarningMessage) -> Failure:
    """`failure` with what a UserWarning says, which is what torch warns with. Others are for those who write koans."""
    if warning.category is not UserWarning:
        return failure
    said = re.sub(r" *\(Triggered internally at .*\)", "", " ".join(str(warning.message).split()))
    note = f"UserWarning: {said}"
    return failure if note in failure.notes else replace(failure, notes=(*failure.notes, note))


def missing_failure(koan: Koan, test: str) -> Failure:
    return Failure("error", koan.id, test, koan.path, error=f"`{koan.name}` is missing in {koan.path}")


def blank_failure(koan: Koan, test: str) -> Failure:
    place = f"{koan.path}:{koan.blank_line}"
    return Failure("blank", koan.id, test, place, error=f"to fill in, at {place}")
