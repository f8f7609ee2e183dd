"""How one test is run where answers are judged: from a fair start, and without a report of pytest's."""

from __future__ import annotations

import warnings

import pytest
from _pytest.tmpdir import tmppath_result_key

from sensei.explain import Comparison
from sensei.fingerprint import noting_comparisons
from sensei.judge import fair_start, seed_examples


def run(item: pytest.Function, seed: int) -> tuple[pytest.ExceptionInfo[BaseException] | None, Comparison | None]:
    """Run one test: what was raised in it, in its fixtures or after it, and the comparison that failed last."""
    item._initrequest()
    item.stash[tmppath_result_key] = {}
    state = item.session._setupstate
    seed_examples(item, seed)
    found: pytest.ExceptionInfo[BaseException] | None = None
    finished = False
    with noting_comparisons() as compared:
        try:
            state.setup(item)
            with fair_start(seed), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                item.runtest()
                finished = True
            if not finished:  # something has swallowed what was raised
                pytest.fail("This test was left before its end.")
        except BaseException:  # whatever a learner's code raises is an answer that fails
            found = pytest.ExceptionInfo.from_current()
    try:
        state.teardown_exact(None)
    except BaseException:
        found = found or pytest.ExceptionInfo.from_current()
    return found, Comparison(*compared[0]) if compared else None
