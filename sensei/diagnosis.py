"""Which misconception a wrong answer is: the one that fails in just the same way. Where none does, nothing is said."""

from __future__ import annotations

from typing import Any

import pytest

from sensei.answers import injected
from sensei.book import Misconception, open_book
from sensei.failure import Failure
from sensei.judge import Print, run_quietly
from sensei.path import Koan


def can_be_named(failure: Failure) -> bool:
    """Whether a failure may show a misconception: it is an answer, and it came to an end."""
    return failure.kind != "blank" and not failure.error.startswith("This took too long")


def diagnose(item: pytest.Function, nextitem: pytest.Item | None, koan: Koan) -> str:
    """The sentence of the misconception that the answer to `koan` shows, which `item` has just refused, or "".

    The answer runs once more: which examples hypothesis tries depends on the modules that are imported by now.
    """
    answer = getattr(item.module, koan.name, None)
    book = open_book(koan.topic_id.split("/")[1])
    known = book.wrong_answers(koan.name)
    if not callable(answer):
        same = [wrong for wrong in known if same_value(answer, wrong.answer)]
    else:
        seed = item.config.option.seed
        mine = run_quietly(item, nextitem, seed)
        same = [] if mine.passed else [wrong for wrong in known if _print_with(item, nextitem, wrong, seed) == mine]
        for other in _other_tests(item, koan):
            if len({wrong.sentence for wrong in same}) < 2:
                break
            mine = run_quietly(other, item, seed)  # not nextitem: `other` may be that, and would be left standing
            same = [wrong for wrong in same if _print_with(other, item, wrong, seed) == mine]
        if same and koan.name in book.answers:
            with injected(item.module, {koan.name: book.answers[koan.name]}):
                if not run_quietly(item, nextitem, seed).passed:  # the learner's own test: it shows no misconception
                    same = []
        item.session._setupstate.teardown_exact(nextitem)
    sentences = {wrong.sentence for wrong in same}
    return sentences.pop() if len(sentences) == 1 else ""


def _other_tests(item: pytest.Function, koan: Koan) -> list[pytest.Function]:
    """What parts misconceptions that fail alike in the test that has failed first."""
    tests = [other for other in item.session.items if isinstance(other, pytest.Function) and other.path == item.path]
    return [test for test in tests if test is not item and test.originalname in koan.tests]


def _print_with(item: pytest.Function, nextitem: pytest.Item | None, wrong: Misconception, seed: int) -> Print:
    with injected(item.module, {wrong.koan: wrong.answer}):
        return run_quietly(item, nextitem, seed)


def same_value(yours: Any, known: Any) -> bool:
    if type(yours) is not type(known):
        return False
    try:
        return bool(yours == known)
    except Exception:  # a tensor of several elements
        return repr(yours) == repr(known)
