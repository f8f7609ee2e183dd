"""What a koan is worth, and the sums of a submission.

In pyproject.toml of the grader's own copy, all of it optional:

    [tool.koans.grading]
    points = {"01_tensors/arithmetic::elementwise_product" = 2}   # a koan is worth 1 otherwise
    weights = {"06_optimization" = 3}                             # times all points of that chapter; 1 otherwise

`koans grade --points NAME=NUMBER --weight CHAPTER=NUMBER` says the same for one run, and wins.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from sensei.grading.record import ChapterResult, GradingError, KoanResult
from sensei.path import KoanPath

_TABLE = "[tool.koans.grading]"


@dataclass(frozen=True)
class Points:
    """Points by koan id and weights by chapter, where they are not 1."""

    koans: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)

    def weight(self, chapter: str) -> float:
        return self.weights.get(chapter, 1.0)

    def of(self, koan_id: str) -> float:
        """What the koan is worth, with the weight of its chapter."""
        return self.koans.get(koan_id, 1.0) * self.weight(koan_id.partition("/")[0])


@dataclass(frozen=True)
class Totals:
    """The sums of one submission, and its koans with their points filled in."""

    koans: tuple[KoanResult, ...]
    chapters: tuple[ChapterResult, ...]
    score: float
    max_score: float
    percent: float


def settle(results: Sequence[KoanResult], points: Points, tampered: str = "") -> Totals:
    """Gives `results`, in the order of the path, their points, and sums them up.

    Nothing is solved in a submission that was tampered with: its solved koans become refused ones.
    """
    koans = tuple(_valued(_distrusted(result, tampered), points.of(result.id)) for result in results)
    chapters = tuple(_chapter(name, koans, points) for name in dict.fromkeys(result.chapter for result in results))
    score, max_score = math.fsum(koan.points for koan in koans), math.fsum(koan.max_points for koan in koans)
    return Totals(koans, chapters, score, max_score, round(100 * score / max_score, 2) if max_score else 0.0)


def _distrusted(result: KoanResult, tampered: str) -> KoanResult:
    if not tampered or result.verdict != "solved":
        return result
    return replace(result, verdict="refused", message=f"The submission was tampered with: {tampered}")


def _valued(result: KoanResult, worth: float) -> KoanResult:
    most = worth if result.counts else 0.0
    return replace(result, points=most if result.verdict == "solved" else 0.0, max_points=most)


def _chapter(name: str, koans: Sequence[KoanResult], points: Points) -> ChapterResult:
    own = [koan for koan in koans if koan.chapter == name and koan.counts]
    return ChapterResult(
        name=name,
        points=math.fsum(koan.points for koan in own),
        max_points=math.fsum(koan.max_points for koan in own),
        weight=points.weight(name),
        solved=sum(koan.verdict == "solved" for koan in own),
        koans=len(own),
    )


def read_points(path: KoanPath, points: Sequence[str] = (), weights: Sequence[str] = ()) -> Points:
    """The points that the pyproject.toml of `path` gives, and over them those of options like "NAME=2".

    Raises GradingError for an unknown name or a wrong number.
    """
    table = _table(path.root / "pyproject.toml")
    if unknown := sorted(set(table) - {"points", "weights"}):
        raise GradingError(f"pyproject.toml, {_TABLE}: `{unknown[0]}` is unknown; `points` and `weights` are known")
    ids, chapters = [koan.id for koan in path.koans], [chapter.name for chapter in path.chapters]
    return Points(
        {**_of_table(table, "points", ids), **_of_options("--points", points, ids)},
        {**_of_table(table, "weights", chapters), **_of_options("--weight", weights, chapters)},
    )


def _table(file: Path) -> dict[str, Any]:
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise GradingError(f"pyproject.toml can't be read: {error}") from None
    table: Any = settings
    for key in ("tool", "koans", "grading"):
        table = table.get(key, {}) if isinstance(table, dict) else None
    if not isinstance(table, dict):
        raise GradingError(f"pyproject.toml: {_TABLE} must be a table")
    return table


def _of_table(table: dict[str, Any], key: str, known: list[str]) -> dict[str, float]:
    where, given = f"pyproject.toml, {_TABLE} {key}", table.get(key, {})
    if not isinstance(given, dict):
        raise GradingError(f'{where}: must be a table like {{"{known[0] if known else "NAME"}" = 2}}')
    return {_known(where, name, known): _number(where, name, value) for name, value in given.items()}


def _of_options(option: str, given: Sequence[str], known: list[str]) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for text in given:
        name, equals, value = text.rpartition("=")
        if not equals:
            raise GradingError(f"{option} {text}: write NAME=NUMBER")
        try:
            number: float | str = float(value)
        except ValueError:
            number = value
        numbers[_known(option, name, known)] = _number(option, name, number)
    return numbers


def _known(where: str, name: str, known: list[str]) -> str:
    if name in known:
        return name
    near = get_close_matches(name, known, 1)
    what = f"did you mean `{near[0]}`?" if near else "`koans status --json` lists the names"
    raise GradingError(f"{where}: there is no `{name}`; {what}")


def _number(where: str, name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise GradingError(f"{where}: `{name}` must be a number, 0 or more, not {value!r}")
    return float(value)
