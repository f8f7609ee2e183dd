"""A small project with koans of its own, so that the engine is tested through real pytest runs in real files."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

pytest_plugins = ["pytester"]

# Two plugins that these koans do not need are left out: a run takes 0.3 s then, and not 0.7 s.
QUICK = '"-p", "no:hypothesispytest", "-p", "no:benchmark"'
_PYPROJECT = f"""
[tool.pytest]
testpaths = ["koans"]
pythonpath = ["."]
addopts = ["-p", "sensei.plugin", "--import-mode=importlib", {QUICK}]
timeout = "30"
"""

_FIRST = '''\
"""Counting: how many there are."""

from sensei import ___

# How many letters has "tensor"?
LETTERS = ___


def test_tensor_has_six_letters():
    assert LETTERS == 6


def double(number: int) -> int:
    """Twice `number`."""
    return ___


def test_two_becomes_four():
    assert double(2) == 4


def test_zero_stays_zero():
    assert double(0) + 1 == 1
'''

_FIRST_BOOK = '''\
"""The teacher's book for 01_numbers/test_counting.py."""

from sensei.book import misconception, teach

LETTERS = 6

teach("LETTERS", hints=["Count them.", "t-e-n-s-o-r."], lesson="Words have letters.", docs="https://example.org/letters")

misconception("LETTERS", 7, "The quotes are no letters.")


def double(number):
    return 2 * number


teach(double, hints=["Add it to itself.", "`2 * number`."], lesson="Doubling is adding.", docs="https://example.org/double")


@misconception(double, "That is the square.")
def squares(number):
    return number**3


@misconception(double, "That adds one too many.")
def adds_one(number):
    return 2 * number + 1
'''

_SECOND = '''\
"""Greetings: what is said first."""

from sensei import ___


def greet(name: str) -> str:
    """ "hello NAME"."""
    return ___


def test_ann_is_greeted():
    assert greet("Ann") == "hello Ann"
'''

_SECOND_BOOK = '''\
"""The teacher's book for 02_words/test_greeting.py."""

from sensei.book import misconception, teach


def greet(name):
    return f"hello {name}"


teach(greet, hints=["Begin with hello.", "An f-string."], lesson="Be kind.", docs="https://example.org/greet")


@misconception(greet, "The name is missing.")
def forgets_the_name(name):
    return "hello"


@misconception(greet, "There is a space between them.")
def forgets_the_space(name):
    return f"hello{name}"
'''


@dataclass(frozen=True)
class Run:
    """What a pytest run came to. `tests` holds what it reported, in order: {test: passed, failed, error or skipped}."""

    status: int
    screen: str
    errors: str
    tests: dict[str, str]


@dataclass
class Project:
    """A folder with two chapters, three koans and four tests."""

    root: Path
    first: Path
    second: Path

    def write(self, file: str | Path, content: str | bytes) -> Path:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def replace(self, file: Path, old: str, new: str) -> None:
        text = file.read_text(encoding="utf-8")
        assert old in text
        self.write(file, text.replace(old, new))

    def answer(self, koan: str, text: str) -> None:
        """Write `text` where the koan is still blank."""
        stubs = {
            "LETTERS": (self.first, "LETTERS = ___"),
            "double": (self.first, "return ___"),
            "greet": (self.second, "return ___"),
        }
        file, stub = stubs[koan]
        self.replace(file, stub, stub.replace("___", text))

    def solve(self, *koans: str) -> None:
        """Answer these koans as the teacher's book does."""
        answers = {"LETTERS": "6", "double": "2 * number", "greet": 'f"hello {name}"'}
        for koan in koans:
            self.answer(koan, answers[koan])

    def environment(self, columns: int = 80, **more: str) -> dict[str, str]:
        """That of the processes in the project. CI and colours are off unless `more` turns them on."""
        left_out = {"CI", "BUILD_NUMBER", "PYTEST_ADDOPTS", "FORCE_COLOR", "PY_COLORS", "NO_COLOR"}
        left_out |= {"PYTHONDONTWRITEBYTECODE"}
        inherited = {name: value for name, value in os.environ.items() if name not in left_out}
        return {**inherited, "COLUMNS": str(columns), "PYTHONUTF8": "1", **more}

    def run(
        self, *command: str, columns: int = 80, folder: str = ".", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """A real process in a folder of the project."""
        return subprocess.run(
            command,
            cwd=self.root / folder,
            env=self.environment(columns, **environment),
            capture_output=True,
            encoding=environment.get("PYTHONIOENCODING", "utf-8"),
            errors="replace",
            timeout=120,
        )

    def on_terminal(self, *arguments: str, columns: int = 80, **environment: str) -> tuple[int, str]:
        """A pytest run on a terminal of its own: (exit status, what stands there)."""
        command = (sys.executable, "-m", "pytest", *arguments)
        variables = self.environment(columns, **environment)
        ours, theirs = pty.openpty()
        with subprocess.Popen(command, cwd=self.root, env=variables, stdin=theirs, stdout=theirs, stderr=theirs) as run:
            os.close(theirs)
            parts: list[bytes] = []
            try:
                while part := os.read(ours, 4096):
                    parts.append(part)
            except OSError:  # how a terminal says that the other side has gone
                pass
            os.close(ours)
        return run.returncode, b"".join(parts).decode().replace("\r\n", "\n")

    def walk(self, *arguments: str, columns: int = 80, folder: str = ".", **environment: str) -> Run:
        """A pytest run together with what it reported, read from its JUnit file as a CI server would."""
        report = self.root.parent / "report.xml"
        report.unlink(missing_ok=True)
        command = (sys.executable, "-m", "pytest", *arguments, f"--junitxml={report}")
        done = self.run(*command, columns=columns, folder=folder, **environment)
        tests: dict[str, str] = {}
        for case in ElementTree.parse(report).iter("testcase") if report.exists() else ():
            outcome = next((child.tag for child in case if child.tag in ("failure", "error", "skipped")), "passed")
            tests[case.attrib["name"]] = outcome.replace("failure", "failed")
        screen = "\n".join(line for line in done.stdout.split("\n") if "generated xml file" not in line)
        return Run(done.returncode, screen, done.stderr, tests)

    def pytest(self, *arguments: str, columns: int = 80, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pytest", *arguments, columns=columns, **environment)

    def koans(self, *arguments: str, columns: int = 80, **environment: str) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "sensei.cli", *arguments, columns=columns, **environment)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return _make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def make_project() -> Callable[[Path], Project]:
    """For tests that share one project."""
    return _make_project


def _make_project(root: Path) -> Project:
    project = Project(root, root / "koans/01_numbers/test_counting.py", root / "koans/02_words/test_greeting.py")
    project.write("pyproject.toml", _PYPROJECT)
    project.write("koans/01_numbers/README.md", "# Numbers\n\n1. [counting](test_counting.py)\n")
    project.write("koans/02_words/README.md", "# Words\n\n1. [greeting](test_greeting.py)\n")
    project.write(project.first, _FIRST)
    project.write(project.second, _SECOND)
    project.write("solutions/__init__.py", "")
    project.write("solutions/counting.py", _FIRST_BOOK)
    project.write("solutions/greeting.py", _SECOND_BOOK)
    return project
