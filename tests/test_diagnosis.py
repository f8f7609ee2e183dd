"""Which misconception is told for which wrong answer: real pytest runs over koans that are made for it."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from sensei.fingerprint import without_noise
from sensei.judge import TimeUp, time_limit

if TYPE_CHECKING:
    from tests.conftest import Project

pytestmark = pytest.mark.timeout(120)

TOPIC = '''\
"""Telling: koans whose wrong answers look alike."""

from hypothesis import given
from hypothesis import strategies as st

from sensei import ___


def numbers(count):
    """`count` zeros."""
    return ___


def test_many():
    assert numbers(300) == [0] * 300


def test_none():
    assert numbers(0) == []


def call(number):
    """Twice the number."""
    return ___


def test_call():
    assert call(2) == 4


@given(st.integers(0, 9))
def test_any_call(number):
    assert call(number) == 2 * number


def half(number):
    """Half of the number."""
    return ___


def test_half():
    assert half(5) == 2.5


def test_half_of_zero():
    assert half(0) == 0


def fourfold(number):
    """Four times the number: `call` it twice."""
    return ___


def test_fourfold():
    assert fourfold(1) == 4


# Four predictions.
FOUR = ___


def test_four():
    assert FOUR == [1, 2.5, (3, 4), "five"]
'''

BOOK = '''\
"""The teacher's book for 03_telling/test_telling.py."""

from sensei.book import misconception, teach


def numbers(count):
    return [0] * count


teach(numbers, hints=["a", "b"], lesson="A lesson.", docs="https://example.org")


@misconception(numbers, "The one is in the middle.")
def one_in_the_middle(count):
    return [0] * (count // 2) + [1] * (count > 0) + [0] * (count // 2 - 1)


@misconception(numbers, "It is a class of its own.")
def returns_an_object(count):
    class Odd:
        pass

    return Odd()


def call(number):
    return 2 * number


teach(call, hints=["a", "b"], lesson="A lesson.", docs="https://example.org")


@misconception(call, "It is not the square.")
def squares(number):
    return number * number


@misconception(call, "That is one too many.")
def adds_one(number):
    return 2 * number + 1


def half(number):
    return number / 2


teach(half, hints=["a", "b"], lesson="A lesson.", docs="https://example.org")


@misconception(half, "A third is less than a half.")
def divides_by_three(number):
    return number / 3


@misconception(half, "A part was cut off.")
def cuts(number):
    return number // 2


@misconception(half, "It is itself.")
def returns_itself(number):
    return returns_itself


def fourfold(number):
    return call(call(number))


teach(fourfold, hints=["a", "b"], lesson="A lesson.", docs="https://example.org")


@misconception(fourfold, "It was called once only.")
def calls_once(number):
    return call(number)


@misconception(fourfold, "It was called three times.")
def calls_thrice(number):
    return call(call(call(number)))


FOUR = [1, 2.5, (3, 4), "five"]

teach("FOUR", hints=["a", "b"], lesson="A lesson.", docs="https://example.org")
misconception("FOUR", [2, 2.5, (3, 4), "five"], "The first is one.")
misconception("FOUR", [2, 3.5, (3, 4), "five"], "The first two are one less.")
misconception("FOUR", [1, 2.333, (3, 4), "five"], "It is a half.")
misconception("FOUR", [1, 2.5, (3, 4), "six"], "The last is five.")
'''

RIGHT = {
    "numbers": "[0] * count",
    "call": "2 * number",
    "half": "number / 2",
    "fourfold": "call(call(number))",
}


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory, make_project: Callable[..., Project]) -> Project:
    project = make_project(tmp_path_factory.mktemp("telling") / "project")
    project.write("koans/03_telling/README.md", "[telling](test_telling.py)\n")
    project.write("solutions/telling.py", BOOK)
    return project


@pytest.fixture
def told(telling: Project) -> Callable[..., str]:
    """What is said of wrong answers: those given, and the right one for every other koan. "" where nothing is."""
    sentences = re.findall(r'"([A-Z][\w ]+\.)"', BOOK)

    def tell(*arguments: str, **answers: str) -> str:
        (telling.root / ".koans/progress.json").unlink(missing_ok=True)
        text = TOPIC
        for koan in re.findall(r"def (?!test)(\w+)\(", TOPIC):
            text = text.replace("return ___", answers.get(koan, f"return {RIGHT[koan]}"), 1)
        text = text.replace("FOUR = ___", f"FOUR = {answers.get('FOUR', '___')}")
        file = telling.write("koans/03_telling/test_telling.py", text)
        run = telling.pytest(str(file), *arguments)
        assert run.returncode == 1, run.stdout + run.stderr
        assert "Traceback" not in run.stdout + run.stderr
        screen = " ".join(run.stdout.split())
        return " ".join(sentence for sentence in sentences if sentence != "A lesson." and sentence in screen)

    return tell


def test_the_same_mistake_in_other_words_is_named(told: Callable[..., str]) -> None:
    assert told(call="total = number + number\n    total += 1\n    return total") == "That is one too many."


def test_an_answer_that_is_like_a_misconception_in_its_first_failure_only_is_not_named(
    told: Callable[..., str],
) -> None:
    assert told(call="return 5") == ""


def test_that_holds_where_one_test_is_run_alone_too(told: Callable[..., str]) -> None:
    assert told("-k", "test_call", call="return 5") == ""
    assert told("-k", "test_call", call="return number + number + 1") == "That is one too many."


def test_answers_are_told_apart_where_pytest_shortens_what_they_return(told: Callable[..., str]) -> None:
    middle = "result = [0] * count\n    if count:\n        result[count // 2] = 1\n    return result"
    assert told(numbers=middle) == "The one is in the middle."
    assert told(numbers=middle.replace("// 2", "// 2 + 1")) == ""


def test_where_a_class_is_from_makes_no_difference(told: Callable[..., str]) -> None:
    assert told(numbers="class Odd: ...\n    return Odd()") == "It is a class of its own."


def test_the_name_of_the_answer_makes_no_difference(told: Callable[..., str]) -> None:
    assert told(half="return half") == "It is itself."


def test_what_rounding_leaves_makes_no_difference(told: Callable[..., str]) -> None:
    assert told(half="return number * 0.333333333") == "A third is less than a half."
    assert told(half="third = number / 3\n    return third + third * 1e-9") == "A third is less than a half."


def test_a_mistake_that_shows_nothing_else_is_not_named(told: Callable[..., str]) -> None:
    assert told(half="return nubmer / 2") == ""


def test_a_koan_is_not_diagnosed_before_those_that_it_calls_are_solved(told: Callable[..., str]) -> None:
    once = "return call(number)"
    assert told(fourfold=once) == "It was called once only."
    assert told("--all", call="return number + 3", fourfold=once) == ""
    assert told("--all", half="return 0", fourfold=once) == "It was called once only."


def test_an_endless_loop_in_a_later_test_ends_the_diagnosis_not_the_run(told: Callable[..., str]) -> None:
    start = time.perf_counter()
    assert told(call="while number != 2: pass\n    return 5") in ("", "That is one too many.")
    assert time.perf_counter() - start < 25  # pytest itself would stop it after 30 s, and again in each test


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ('[2, 2.5, (3, 4), "five"]', "The first is one."),
        ('[2, 2.5, (3, 4), "six"]', "The first is one."),
        ('[2, 3.5, (3, 4), "six"]', "The first two are one less."),
        ('[1, 7 / 3, (3, 4), "five"]', "It is a half."),
        ('[1, 2.5, (3, 5), "six"]', "The last is five."),
        ('[9, 2.5, (3, 5), "five"]', ""),
        ('[1, 2.5, (3, 4), "six", 7]', ""),
        ('(1, 2.5, (3, 4), "six")', ""),
    ],
)
def test_a_list_of_predictions_is_named_by_the_mistake_with_most_places_then_by_the_first(
    told: Callable[..., str], value: str, sentence: str
) -> None:
    assert told(FOUR=value) == sentence


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<class 'koans.04_models.test_module.Net'>", "<class 'solutions.module.Net'>"),
        ("<Odd object at 0x7f1c>", "<Odd object at 0x55aa>"),
        ("one_hot() takes 1 positional argument", "forgets_num.<locals>.<lambda>() takes 1 positional argument"),
        ("no file: '/tmp/pytest-of-a/pytest-3/files12/no.png'", "no file: '/var/pytest-4/files0/no.png'"),
        ("<PIL.Image.Image at 0x7F46AB>", "<PIL.Image.Image at 0x55CD>"),
        ("got (int, int, value=int), but", "got (int, int, int), but"),
        ("140201283748112 != 140201283748112", "94023840283648 != 94023840283648"),
        ("0.33333334 == 1", "0.33333331 == 1"),
        ("-1.1920929e-07 == 0", "0.0 == 0"),
        ("2e-9 == 0", "0.0 == 0"),
    ],
)
def test_noise_does_not_tell_two_failures_apart(one: str, other: str) -> None:
    assert without_noise(one) == without_noise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("0.333 == 1", "0.334 == 1"),
        ("[0, 1] == []", "[1, 0] == []"),
        ("0.0001 == 0", "0.0 == 0"),
        ("12 == 3", "13 == 3"),
    ],
)
def test_what_is_no_noise_does(one: str, other: str) -> None:
    assert without_noise(one) != without_noise(other)


def test_a_time_limit_ends_a_loop_that_catches_all_errors() -> None:
    def loop() -> None:
        while True:
            with contextlib.suppress(Exception):
                while True:
                    pass

    with pytest.raises(TimeUp), time_limit(time.perf_counter() + 0.2):
        loop()


def test_a_time_limit_that_is_over_lets_nothing_begin() -> None:
    begun = False
    with pytest.raises(TimeUp), time_limit(time.perf_counter() - 1):
        begun = True
    assert not begun
