"""What pytest and pytest-benchmark are told: the fixture `lab`, what is left out and why, and the machine.

`bench_matmul.py` loads this by `pytest_plugins`, so it is there in no other run.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from sensei.bench import facts, places
from sensei.bench.kinds import KINDS, Kind, precision, why_not
from sensei.bench.lab import CONFIDENCE, PRECISION, SESSION, SHORTEST_ROUND, TIME_IS_UP, Lab, RowClock, Session
from sensei.bench.places import Missing, Place
from sensei.bench.records import OUR_PART, VERSION


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Rows with cold caches are measured where they are asked for: with `-m cold`."""
    session = config.stash.setdefault(SESSION, Session())
    session.before = facts.conditions()
    cold = [item for item in items if item.get_closest_marker("cold")]
    if cold and "cold" not in config.option.markexpr:
        config.hook.pytest_deselected(items=cold)
        items[:] = [item for item in items if item not in cold]
    session.rows = sum(map(_is_row, items))


def _is_row(item: pytest.Item) -> bool:
    return "lab" in getattr(item, "fixturenames", ())


@pytest.fixture
def place(request: pytest.FixtureRequest, where: str) -> Iterator[Place]:
    """The place that the row's `where` names, with its threads; the row is skipped where there is none."""
    session = request.config.stash[SESSION]
    try:
        place = places.find(where)
        if session.left == 0:
            raise Missing(TIME_IS_UP)
        with places.occupied(place):
            yield place
    except Missing as reason:
        pytest.skip(str(reason))
    finally:
        session.rows -= 1


def _timing(config: pytest.Config, session: Session) -> dict[str, Any]:
    """How pytest-benchmark is to time a row. What is asked for on the command line is kept where it is stricter."""
    asked = config.option
    return {
        "min_time": max(float(asked.benchmark_min_time), SHORTEST_ROUND),
        "max_time": min(float(asked.benchmark_max_time), session.share()),
        "precision": asked.benchmark_precision or PRECISION,
        "confidence": CONFIDENCE if asked.benchmark_precision is None else asked.benchmark_confidence,
    }


@pytest.fixture
def row_clock(request: pytest.FixtureRequest, place: Place) -> RowClock:
    """The clock of this row. The marker that is set here is read by pytest-benchmark's fixture `benchmark`."""
    timing = _timing(request.config, request.config.stash[SESSION])
    row_clock = RowClock(place)
    request.node.add_marker(pytest.mark.benchmark(timer=row_clock, **timing))
    return row_clock


@pytest.fixture
def lab(request: pytest.FixtureRequest, place: Place, row_clock: RowClock, benchmark: Any) -> Iterator[Lab]:
    """Measures this row. Its kind is the row's parameter `kind`, or float32 as it is."""
    kind: Kind = KINDS[getattr(request.node, "callspec").params.get("kind", "float32")]  # noqa: B009
    if reason := why_not(kind, place.device):
        pytest.skip(reason)
    with precision(kind):
        min_rounds = request.config.option.benchmark_min_rounds
        yield Lab(place, kind, request.config.stash[SESSION], benchmark, row_clock, min_rounds)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    try:
        return (yield)
    except Missing as reason:
        pytest.skip(str(reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if _is_row(item) and call.excinfo is not None:
        reason = str(call.excinfo.value).split("\n")[0]
        item.config.stash[SESSION].missing.append({"name": item.name, "why": reason, "outcome": report.outcome})
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_json(config: pytest.Config, output_json: dict[str, Any]) -> None:
    session = config.stash[SESSION]
    conditions = {"before": session.before, "after": facts.conditions()}
    output_json[OUR_PART] = {"version": VERSION, "missing": session.missing, "conditions": conditions}
