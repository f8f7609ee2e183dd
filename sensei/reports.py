"""Reports of tests that are not run: solved earlier, blank, not to be verified here. pytest gets them as any other."""

from __future__ import annotations

from typing import Literal

import pytest

from sensei.failure import Failure


def report_unrun(item: pytest.Item, failure: Failure | None, skipped: str = "") -> None:
    """Report a test that is not run: passed, with `failure`, or skipped for a reason."""
    hook = item.ihook
    hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for when in ("setup", "call", "teardown"):
        outcome: Literal["passed", "failed", "skipped"] = "passed"
        longrepr: str | tuple[str, int, str] | None = None
        if when == "call" and failure is not None:
            outcome, longrepr = "failed", failure.text
        elif when == "call" and skipped:
            outcome, longrepr = (
                "skipped",
                (str(item.path), (item.location[1] or 0) + 1, f"not verified here: {skipped}"),
            )
        report = pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords=dict.fromkeys(item.keywords, 1),
            outcome=outcome,
            longrepr=longrepr,
            when=when,
        )
        if failure is not None and when == "call":
            report.koan_failure = failure.as_dict()  # type: ignore[attr-defined]
        hook.pytest_runtest_logreport(report=report)
    hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
