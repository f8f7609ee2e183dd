"""The hook that names misconceptions while koans are run."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import pytest

from sensei.diagnosis import can_be_named, diagnose
from sensei.source import SourceError
from sensei.walk import Walk


class Diagnosis:
    """Says which misconception a wrong answer is, right after its test has failed."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Generator[None, object, object]:
        done = yield
        koan = self.walk.koan_of(item)
        failure = self.walk.result(koan).failure if koan else None
        new = failure is not None and failure.test == item.name
        if koan and failure and new and isinstance(item, pytest.Function) and can_be_named(failure):
            try:
                known = self.walk.stands_on_solved(koan, item.originalname)
                sentence = diagnose(item, nextitem, koan) if known else ""
            except SourceError as error:  # of the teacher's book
                self.walk.broken[koan.topic_id] = str(error.fault)
            else:
                self.walk.result(koan).failure = replace(failure, sentence=sentence)
        return done
