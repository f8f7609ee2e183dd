"""`koans check` as a command: sound koans of every kind pass, what hangs is named, one topic can be chosen."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sensei.check import process, run
from sensei.path import read_path

if TYPE_CHECKING:
    from tests.conftest import Project

# Trials are processes of their own, which start slowly on a busy machine.
pytestmark = pytest.mark.timeout(120)

TEACH = 'hints=["a", "b"], lesson="A lesson.", docs="https://example.org"'


def book(right: str, *wrong: str, koan: str = "f") -> str:
    answers = [f'@misconception({koan}, "Sentence {i}.")\n{code}' for i, code in enumerate(wrong, start=1)]
    return "\n\n".join([right, f"teach({koan}, {TEACH})", *answers])


SOUND = {
    "a_class": (
        'class f:\n    """Counts."""\n\n    def __init__(self):\n        self.count = ___\n\n'
        "    def more(self):\n        self.count += 1\n\n\n"
        "def test_1():\n    counter = f()\n    counter.more()\n    assert counter.count == 1\n",
        book(
            "class f:\n    def __init__(self):\n        self.count = 0\n\n    def more(self):\n        self.count += 1",
            "class one:\n    count = 1\n\n    def more(self):\n        self.count += 1",
            "class still:\n    count = 0\n\n    def more(self):\n        pass",
        ),
    ),
    "a_generator": (
        'def f(n):\n    """Counts to n."""\n    yield ___\n\n\ndef test_1():\n    assert list(f(2)) == [1, 2]\n',
        book(
            "def f(n):\n    yield from range(1, n + 1)",
            "def from_zero(n):\n    yield from range(n)",
            "def once(n):\n    yield n",
        ),
    ),
    "a_void_function": (
        'def f(numbers):\n    """Sorts in place."""\n    return ___\n\n\n'
        "def test_1():\n    numbers = [2, 1]\n    assert f(numbers) is None\n    assert numbers == [1, 2]\n",
        book(
            "def f(numbers):\n    numbers.sort()",
            "def copies(numbers):\n    return sorted(numbers)",
            "def empties(numbers):\n    numbers.clear()",
        ),
    ),
    "a_test_with_a_temporary_folder": (
        'def f(folder):\n    """Writes "a" to the file b."""\n    return ___\n\n\n'
        "def test_1(tmp_path):\n    f(tmp_path)\n    assert (tmp_path / 'b').read_text() == 'a'\n",
        book(
            "def f(folder):\n    (folder / 'b').write_text('a')",
            "def swaps(folder):\n    (folder / 'a').write_text('b')",
            "def empties(folder):\n    (folder / 'b').write_text('')",
        ),
    ),
    "a_value_that_is_none": (
        "# What does print return?\nf = ___\n\n\ndef test_1():\n    assert f == print(end='')\n",
        f'f = None\nteach("f", {TEACH})\nmisconception("f", "", "Nothing is not a text.")',
    ),
    "a_property": (
        "from hypothesis import given\nfrom hypothesis import strategies as st\n\n\n"
        'def f(n):\n    """One more."""\n    return ___\n\n\n'
        "@given(st.integers())\ndef test_1(n):\n    assert f(n) - n == 1\n",
        book("def f(n):\n    return n + 1", "def same(n):\n    return n", "def two(n):\n    return n + 2"),
    ),
    "parameters_and_an_earlier_koan": (
        'import pytest\n\n\ndef f(n):\n    """One more."""\n    return ___\n\n\n'
        '@pytest.mark.parametrize("n", [1, 2])\ndef test_1(n):\n    assert f(n) == n + 1\n\n\n'
        'def g(n):\n    """Two more."""\n    return ___\n\n\ndef test_2():\n    assert g(1) == f(f(1))\n',
        book("def f(n):\n    return n + 1", "def same(n):\n    return n", "def two(n):\n    return n + 2")
        + "\n\n"
        + book("def g(n):\n    return n + 2", "def a(n):\n    return n", "def b(n):\n    return n + 1", koan="g"),
    ),
    "an_assertion_after_the_test": (
        "import pytest\n\n\n"
        "@pytest.fixture\ndef box():\n    numbers = []\n    yield numbers\n    assert numbers == [1]\n\n\n"
        'def f(box):\n    """Puts a 1 into it."""\n    return ___\n\n\ndef test_1(box):\n    f(box)\n',
        book(
            "def f(box):\n    box.append(1)",
            "def two(box):\n    box.append(2)",
            "def nothing(box):\n    return None",
        ),
    ),
    "alike_in_the_first_test": (
        'def f(n):\n    """One more."""\n    return ___\n\n\ndef test_1():\n    assert f(1) == 2\n\n\n'
        "def test_2():\n    assert f(3) == 4\n",
        book("def f(n):\n    return n + 1", "def same(n):\n    return n", "def one(n):\n    return 1"),
    ),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, make_project: Callable[[Path], Project]) -> Project:
    project = make_project(tmp_path_factory.mktemp("sound"))
    for name, (topic, pages) in SOUND.items():
        project.write(f"koans/03_sound/test_{name}.py", f'"""A topic."""\n\nfrom sensei import ___\n\n\n{topic}')
        project.write(f"solutions/{name}.py", f"from sensei.book import misconception, teach\n\n\n{pages}\n")
    project.write("koans/03_sound/README.md", "".join(f"[{name}](test_{name}.py)\n" for name in SOUND))
    return project


@pytest.fixture(scope="module")
def check(sound: Project) -> subprocess.CompletedProcess[str]:
    return sound.koans("check")


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_topic_is_not_accused(check: subprocess.CompletedProcess[str], name: str) -> None:
    koans = "2 koans" if "earlier_koan" in name else "1 koan"
    assert f"03_sound/{name}: {koans}, 0 faults in its trial" in check.stderr
    assert f"{name}.py" not in check.stdout


def test_a_clean_project_has_status_0_and_is_counted(check: subprocess.CompletedProcess[str]) -> None:
    assert check.returncode == 0
    assert "13 koans, 15 tests, 24 misconceptions, slowest test 0." in check.stdout
    assert check.stdout.endswith(" s: no faults\n")


@pytest.mark.parametrize(("answer", "number"), [("n", 1), ("1", 2)])
def test_what_the_check_tells_apart_the_diagnosis_does_too(sound: Project, answer: str, number: int) -> None:
    file = sound.root / "koans/03_sound/test_alike_in_the_first_test.py"
    blank = file.read_text(encoding="utf-8")
    sound.write(file, blank.replace("return ___", f"return {answer}"))
    run = sound.pytest(str(file))
    sound.write(file, blank)
    assert f"Sentence {number}." in run.stdout
    assert f"Sentence {3 - number}." not in run.stdout


@pytest.mark.parametrize(
    "name", ["greeting", "02_words/greeting", "koans/02_words/test_greeting.py", "test_greeting.py"]
)
def test_one_topic_can_be_chosen_by_name_or_file(project: Project, name: str) -> None:
    project.replace(project.root / "solutions/counting.py", "LETTERS = 6", "LETTERS = 5")
    check = project.koans("check", name)
    assert check.returncode == 0
    assert "1 koan, 1 test, 2 misconceptions" in check.stdout
    assert "counting" not in check.stdout + check.stderr


def test_faults_of_form_and_of_trial_are_reported_together(project: Project) -> None:
    project.replace(project.first, "LETTERS = ___", "LETTERS = 6")
    project.replace(project.second, '    """ "hello NAME"."""\n', "")
    project.replace(project.root / "solutions/greeting.py", 'return "hello"', 'return f"hello {name}"')
    project.write("solutions/strange.py", "")
    check = project.koans("check")
    assert check.returncode == 1
    assert check.stdout.split("\n")[:-2] == [
        "koans/01_numbers/test_counting.py:6: `LETTERS` holds no ___: it is already answered. Put ___ back",
        "koans/02_words/test_greeting.py:6: `greet` has no docstring. Say what it is",
        "solutions/greeting.py:13: `forgets_the_name` passes every test of its koan. Add a test that refuses it",
        "solutions/strange.py:1: no topic has this name. Rename or delete it",
    ]


def test_a_learner_who_has_solved_a_koan_keeps_it_solved(project: Project) -> None:
    project.solve("LETTERS", "double")
    project.pytest("koans/01_numbers")
    before = (project.root / ".koans/progress.json").read_bytes()
    project.koans("check", "counting")
    assert (project.root / ".koans/progress.json").read_bytes() == before


def test_options_of_the_user_do_not_change_the_verdict(project: Project) -> None:
    check = project.koans("check", "counting", PYTEST_ADDOPTS="-x -k nothing")
    assert check.returncode == 0
    assert "3 misconceptions, slowest test 0." in check.stdout


def test_a_topic_that_hangs_is_named_and_the_others_are_tried(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.replace(project.root / "solutions/counting.py", "return number**3", "while True: pass")
    monkeypatch.setattr(process, "_TOPIC_SECONDS", 8)
    for name, value in project.environment().items():
        monkeypatch.setenv(name, value)
    path = read_path(project.root)
    findings = run.check(path, path.topics, lambda topic, faults: None)
    assert [str(fault) for fault in findings.faults] == [
        "koans/01_numbers/test_counting.py:18: the trial of this topic did not end within 8 s "
        "while `test_two_becomes_four` tried the misconception `squares`"
    ]
    assert set(findings.seconds["02_words/greeting"]) == {"test_ann_is_greeted"}
