"""Koans in a notebook, judged in a real kernel: the same words as in a terminal, and the kernel as it was."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Project
from tests.notebook_help import Notebook, open_notebook, with_engine

WRONG = ("def double(number):", "    print('called with', number)", "    return number**3")
RIGHT = ("def double(number):", "    return 2 * number")

PICTURES = '''"""Pictures: drawn."""

import matplotlib
import pytest
from matplotlib import pyplot as plt

from sensei import ___


@pytest.fixture
def no_window():
    plt.switch_backend("agg")
    yield
    plt.close("all")


def line(axes) -> None:
    """Draw a line."""
    ___


def test_line(no_window, picture):
    figure, axes = plt.subplots()
    line(axes)
    picture(figure)
    assert len(axes.lines) == 1
'''

PICTURES_BOOK = '''"""The teacher's book for 03_more/test_pictures.py."""

from sensei.book import misconception, teach


def line(axes):
    axes.plot([1, 2])


teach(line, hints=["plot"], lesson="A line is drawn.", docs="https://example.org")


@misconception(line, "Two are drawn.")
def twice(axes):
    axes.plot([1, 2])
    axes.plot([1, 2])
'''

# What learners' code and tests may change, all at once.
MESS = '''"""Mess: made."""

import logging
import os
import random
import signal
import sys
import warnings

import matplotlib
import numpy
import torch
from hypothesis import strategies

from sensei import ___


def mess() -> int:
    """One."""
    return ___


def test_mess():
    random.seed(99), numpy.random.seed(99), torch.manual_seed(99)
    torch.set_default_dtype(torch.float16)
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    torch.set_anomaly_enabled(True)
    warnings.simplefilter("error")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.chdir("/")
    os.environ["MESS"] = "1"
    sys.path.insert(0, "mess")
    sys.argv.append("mess")
    logging.getLogger().addHandler(logging.NullHandler())
    logging.getLogger().setLevel(1)
    logging.disable(50)
    matplotlib.rcParams["lines.linewidth"] = 99
    assert mess() == 1
'''

MESS_BOOK = '''"""The teacher's book for 03_more/test_mess.py."""

from sensei.book import teach

mess = lambda: 1
teach("mess", hints=["1"], lesson="All is as it was.", docs="https://example.org")
'''

STATE = """
import logging, os, random, signal, sys, warnings
import matplotlib, numpy, torch
from hypothesis import settings

def state():
    return {
        "random": (random.getstate(), numpy.random.get_state()[1].tolist(), torch.get_rng_state().tolist()),
        "torch": (torch.get_default_dtype(), torch.get_num_threads(), torch.is_grad_enabled()),
        "anomalies": torch.is_anomaly_enabled(),
        "warnings": (list(warnings.filters), warnings.showwarning),
        "signals": [signal.getsignal(number) for number in signal.valid_signals()],
        "process": (os.getcwd(), dict(os.environ), sys.path[:], sys.argv[:], sys.meta_path[:], sys.stdout, sys.stderr),
        "logging": (logging.getLogger().handlers[:], logging.getLogger().level, logging.getLogger().manager.disable),
        "figures": (matplotlib.get_backend(), matplotlib.rcParams["lines.linewidth"]),
        "hypothesis": settings.get_current_profile_name(),
        "modules": [name for name in sys.modules if name.partition(".")[0] == "koans" or name.startswith("test_")],
        "names": {name for name in globals() if not name.startswith("_")} - {"before", "after", "mess"},
        "blank": type(globals()["___"]).__name__ == "Blank",
        "error": getattr(sys, "last_value", None),
    }
"""


@pytest.fixture(scope="module")
def shared(make_project: Callable[[Path], Project], tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = with_engine(make_project(tmp_path_factory.mktemp("notebook") / "project with a space"))
    project.write("koans/03_more/README.md", "[pictures](test_pictures.py) [mess](test_mess.py)")
    project.write("koans/03_more/test_pictures.py", PICTURES)
    project.write("koans/03_more/test_mess.py", MESS)
    project.write("solutions/pictures.py", PICTURES_BOOK)
    project.write("solutions/mess.py", MESS_BOOK)
    return project


@pytest.fixture(scope="module")
def notebook(shared: Project) -> Iterator[Notebook]:
    """One notebook for tests that do not mind what the others have left in it."""
    with open_notebook(shared.root) as opened:
        yield opened


@pytest.fixture
def fresh(project: Project) -> Iterator[Notebook]:
    """A notebook of its own, in `project`."""
    with open_notebook(with_engine(project).root) as opened:
        yield opened


def test_a_wrong_answer_is_told_with_the_words_of_the_terminal(notebook: Notebook, project: Project) -> None:
    below = notebook.run("%%koan double", *WRONG)
    project.solve("LETTERS")
    project.replace(
        project.first, 'def double(number: int) -> int:\n    """Twice `number`."""\n    return ___', "\n".join(WRONG)
    )
    screen = project.pytest("koans").stdout
    told = screen[screen.index("    assert double(2) == 4") : screen.index("pytest koans --hint")]
    assert "That is the square." in told
    assert "you: 8     expected: 4" in told
    assert "called with 2" in told
    here = below.shown
    assert re.sub(r"py:\d+", "py:N", told) in re.sub(r"py:\d+", "py:N", here)
    assert f"Cell In[{below.number}]:2" in here
    assert "%koan_hint double   shows a hint (" in here
    assert here.split("\n")[0] == "01 numbers · counting · koan 2"


def test_a_right_answer_is_told_its_lesson_and_what_is_next(fresh: Notebook, project: Project) -> None:
    before = project.first.read_bytes()
    below = fresh.run("%%koan double", *RIGHT)
    assert below.shown == "✓ double: Doubling is adding.\n\n%koan greet   shows the next koan"
    assert fresh.run("%%koan LETTERS", "LETTERS = 6").shown.startswith("✓ LETTERS: Words have letters.")
    last = fresh.run("%%koan", "def greet(name):", "    return f'hello {name}'").shown
    assert last == "✓ greet: Be kind.\n\nEvery koan is solved."
    assert project.first.read_bytes() == before
    assert "0/2" in project.koans("status").stdout  # what is solved in a notebook is not solved in the file
    assert not (project.root / ".koans/progress.json").exists()


def test_an_answer_may_be_judged_again_and_corrected(notebook: Notebook) -> None:
    outcomes = [
        notebook.run("%%koan double", *lines).shown.split(":")[0] for lines in (WRONG, RIGHT, RIGHT, WRONG, RIGHT)
    ]
    assert [outcome == "✓ double" for outcome in outcomes] == [False, True, True, False, True]


def test_without_a_name_every_koan_of_the_cell_is_judged(notebook: Notebook) -> None:
    below = notebook.run("%%koan", *WRONG, "LETTERS = 6", "other = 1").shown
    assert below.startswith("✓ LETTERS: Words have letters.")
    assert "That is the square." in below
    named = notebook.run("%%koan double", *RIGHT, "LETTERS = 7").shown
    assert named.startswith("✓ double")
    assert "LETTERS:" not in named


def test_a_blank_is_found_in_the_cell(notebook: Notebook) -> None:
    below = notebook.run("%%koan double", "", "def double(number):", "    return ___")
    assert "    Twice `number`." in below.shown
    assert f"Fill in ___ at Cell In[{below.number}]:4" in below.shown
    value = notebook.run("%%koan LETTERS", "LETTERS = ___")
    assert f"Fill in ___ at Cell In[{value.number}]:2" in value.shown
    assert "How many letters" in value.shown


@pytest.mark.parametrize("blank", ["LETTERS = ___", "del LETTERS"])
def test_an_earlier_koan_that_is_not_solved_comes_first(notebook: Notebook, blank: str) -> None:
    notebook.run("LETTERS = 6")
    uses = ("%%koan double", "def double(number):", "    return number * LETTERS // 3")
    assert notebook.run(*uses).shown.startswith("✓ double")  # any cell may have answered it
    notebook.run("%%koan LETTERS", blank) if "___" in blank else notebook.run(blank)
    said = "double uses LETTERS, which comes first and is not solved yet.\n%koan LETTERS   shows it"
    assert notebook.run(*uses).shown == said
    both = notebook.run("%%koan", "LETTERS = 7", *uses[1:]).shown
    assert "The quotes are no letters." in both
    assert said in both


def test_an_earlier_koan_may_be_solved_in_its_file(fresh: Notebook, project: Project) -> None:
    uses = ("%%koan double", "def double(number):", "    return number * LETTERS // 3")
    project.solve("LETTERS")
    assert "comes first" in fresh.run(*uses).shown  # it stands there, and nobody has judged it yet
    project.pytest("koans")
    assert fresh.run(*uses).shown.startswith("✓ double")
    assert "NameError" in fresh.run("LETTERS").error  # it was lent


def test_an_error_in_the_cell_is_shown_as_ipython_shows_it(notebook: Notebook) -> None:
    below = notebook.run("%%koan double", *RIGHT, "1 / 0")
    assert "ZeroDivisionError" in below.error
    plain = re.sub(r"\x1b\[[\d;]*m", "", below.error)
    assert f"Cell In[{below.number}], line 4" in plain
    assert "----> 4 1 / 0" in plain
    assert below.shown == ""
    assert "SyntaxError" in notebook.run("%%koan double", "def double(:").error


def test_the_lines_on_the_way_to_an_error_are_the_learners_in_all_cells(notebook: Notebook) -> None:
    helper = notebook.run("def helper(number):", "    return number + 'x'")
    below = notebook.run("%%koan double", "", "def double(number):", "    return helper(number)")
    told = [
        f"    Cell In[{below.number}]:4\n      return helper(number)",
        f"    Cell In[{helper.number}]:2\n      return number + 'x'",
        "    TypeError: unsupported operand",
    ]
    assert "\n".join(told) in below.shown


def test_the_last_expression_and_what_is_printed_are_shown_too(notebook: Notebook) -> None:
    below = notebook.run("%%koan double", *RIGHT, "print('from the cell')", "40 + 2")
    assert below.said == "from the cell\n"
    assert below.shown.startswith("42\n✓ double")
    assert notebook.run(f"Out[{below.number}], _").shown == "(42, 42)"


def test_names_that_are_no_koan_are_answered_in_one_line(notebook: Notebook) -> None:
    told = [
        (("%%koan doubel", *RIGHT), "There is no koan `doubel`. Did you mean `double`?"),
        (("%koan counting",), "`counting` is a topic. Its koans: LETTERS, double"),
        (("%koan_hint xyz",), "There is no koan `xyz`. `koans status` in a terminal lists them all."),
        (("%%koan double", "x = 1"), "The cell does not define `double`. %koan double shows how it begins"),
        (
            ("%%koan", "from operator import neg as double"),
            "The cell defines no koan. %koan shows the one that is next",
        ),
    ]
    for lines, says in told:
        below = notebook.run(*lines)
        assert below.complained.startswith(f"UsageError: {says}")
        assert below.shown == ""


def test_two_koans_of_one_name_are_told_apart_by_their_topics(project: Project) -> None:
    project.replace(project.second, "greet", "double")
    project.replace(project.root / "solutions/greeting.py", "greet", "double")
    with open_notebook(with_engine(project).root) as notebook:
        which = "There are 2 koans `double`. Say which: counting::double or greeting::double"
        assert which in notebook.run("%%koan", *RIGHT).complained
        assert notebook.run("%%koan counting::double", *RIGHT).shown.startswith("✓ double: Doubling")
        hello = ("def double(name):", "    return f'hello {name}'")
        assert notebook.run("%%koan greeting::double", *hello).shown.startswith("✓ double: Be kind.")
        assert notebook.run("%koan LETTERS").shown.startswith("01 numbers")
        assert "%%koan greeting::double" in notebook.run("%koan greeting::double").shown


def test_a_koan_is_shown_as_a_cell_to_begin_with(fresh: Notebook, project: Project) -> None:
    project.replace(
        project.first, "from sensei import ___\n", "import math as m\n\nimport pytest\nfrom sensei import ___\n"
    )
    first = fresh.run("%koan").shown
    assert "LETTERS" in first.split("\n")[1]
    _, _, cell = first.partition("run it:\n\n")
    assert cell == '%%koan LETTERS\nimport math as m\n\n\n# How many letters has "tensor"?\nLETTERS = ___'
    assert fresh.run(cell.replace("___", "m.floor(6.5)")).shown.startswith("✓ LETTERS")
    _, _, cell = fresh.run("%koan").shown.partition("run it:\n\n")  # the next one
    assert fresh.run(cell.replace("___", "number + number")).shown.startswith("✓ double")


def test_hints_come_one_by_one_and_are_counted_with_those_of_the_terminal(fresh: Notebook, project: Project) -> None:
    fresh.run("%%koan double", *WRONG)
    assert "Hint 1 of 2: Add it to itself." in fresh.run("%koan_hint").shown
    assert "(1 of 2 seen)" in fresh.run("%%koan double", *WRONG).shown
    assert "Hint 2 of 2: `2 * number`." in fresh.run("%koan_hint double").shown
    assert "%koan_hint double   shows where to read" in fresh.run("%%koan double", *WRONG).shown
    assert "Read: https://example.org/double" in fresh.run("%koan_hint").shown
    assert "To see an answer: %koan_hint double --solution" in fresh.run("%koan_hint").shown
    assert "return 2 * number" in fresh.run("%koan_hint double --solution").shown
    assert "Hint 1 of 2: Count them." in project.koans("hint").stdout
    assert "Hint 2 of 2: t-e-n-s-o-r." in fresh.run("%koan_hint LETTERS").shown


def test_html_says_what_the_text_says(notebook: Notebook) -> None:
    below = notebook.run("%%koan double", "def double(number):", "    return '<b>&amp;' * number")
    assert "you: '<b>&amp;<b>&amp;'" in below.shown
    assert html.unescape(re.sub(r"<[^>]*>", "", below.html)) == below.shown
    assert "'&lt;b&gt;&amp;amp;" in below.html
    solved = notebook.run("%%koan double", *RIGHT).html
    assert re.search("currentColor, limegreen[^>]*>✓ double: Doubling is adding.</span>", solved)
    wrong = notebook.run("%%koan double", *WRONG).html
    assert "<strong>That is the square.</strong>" in wrong
    assert re.search("opacity: 0.75[^>]*>    called with 2</span>", wrong)
    colours = re.findall(r"color: ([^;\"]*)", below.html)
    assert colours
    assert all(colour.startswith("color-mix(in srgb, currentColor, ") for colour in colours)


def test_a_picture_is_shown_where_the_koan_has_one(notebook: Notebook, shared: Project) -> None:
    below = notebook.run("%%koan line", "def line(axes):", "    axes.plot([1, 2])")
    assert below.shown.startswith("✓ line: A line is drawn.")
    assert below.shown.endswith("The picture that line has drawn.")
    assert [picture[:4] for picture in below.pictures] == ["iVBO"]  # PNG
    wrong = notebook.run("%%koan line", "def line(axes):", "    axes.plot([1, 2])", "    axes.plot([2, 1])")
    assert "Two are drawn." in wrong.shown
    assert len(wrong.pictures) == 1
    assert wrong.pictures != below.pictures  # what was wrong can be seen
    assert notebook.run("%%koan double", *RIGHT).pictures == ()
    assert not (shared.root / ".koans/line.png").exists()


def test_figures_are_shown_inline_as_before(notebook: Notebook) -> None:
    notebook.run("%%koan line", "def line(axes):", "    axes.plot([1, 2])")
    assert len(notebook.run("from matplotlib import pyplot as plt", "plt.plot([1, 2]);").pictures) == 1


def test_the_kernel_is_left_as_it_was(notebook: Notebook) -> None:
    notebook.run(STATE)
    notebook.run("def mess(): pass\n1")
    notebook.run(
        "torch.set_default_dtype(torch.float64)", "random.seed(5), torch.manual_seed(5)", "before = after = state()"
    )
    below = notebook.run("%%koan mess", "def mess():", "    return 1")
    assert below.shown.startswith("✓ mess: All is as it was.")
    notebook.run("after = state()")
    assert notebook.run("[(n, before[n], after[n]) for n in before if before[n] != after[n]]").shown == "[]"
    wrong = notebook.run("%%koan mess", "def mess():", "    return 2")
    assert "you: 2     expected: 1" in wrong.shown
    notebook.run("after = state()")
    assert notebook.run("[(n, before[n], after[n]) for n in before if before[n] != after[n]]").shown == "[]"
    assert notebook.run("os.path.basename(os.getcwd())").shown == "'elsewhere'"
    notebook.run("torch.set_default_dtype(torch.float32)")


def test_an_interrupted_kernel_says_stopped_and_goes_on(notebook: Notebook) -> None:
    stop = threading.Timer(3, notebook.interrupt)
    stop.start()
    below = notebook.run("%%koan double", "def double(number):", "    while True:", "        pass")
    stop.join()
    assert below.shown == "Stopped while double was judged. Run the cell again when you like."
    assert below.error == ""
    assert notebook.run("%%koan double", *RIGHT).shown.startswith("✓ double")


def test_a_loop_without_end_is_stopped_at_the_limit(fresh: Notebook, project: Project) -> None:
    project.replace(project.root / "pyproject.toml", 'timeout = "30"', 'timeout = "1"')
    below = fresh.run("%%koan double", "def double(number):", "    while True:", "        pass")
    assert "This took too long and was stopped. Is there a loop that never ends?" in below.shown
    assert f"Cell In[{below.number}]:" in below.shown


def test_a_topic_file_that_is_no_python_is_named_with_its_line(fresh: Notebook, project: Project) -> None:
    project.replace(project.first, "assert LETTERS == 6", "assert LETTERS = 6")
    below = fresh.run("%%koan double", *RIGHT).shown
    assert re.match(r"koans/01_numbers/test_counting\.py:10: SyntaxError: ", below)


def test_an_answer_that_ends_pytest_is_not_solved(notebook: Notebook) -> None:
    below = notebook.run("%%koan double", "import pytest", "def double(number):", "    pytest.exit('enough')")
    assert below.shown == "double could not be judged. pytest says: _pytest.outcomes.Exit: enough"


def test_an_engine_without_its_koans_says_what_to_do(project: Project) -> None:
    alone = with_engine(project).root / "sensei"
    folder = project.root.parent / "alone"
    folder.mkdir()
    alone.rename(folder / "sensei")
    with open_notebook(folder) as notebook:
        said = (
            "UsageError: The koans are not here: clone torch-koans, and in its folder run: python -m pip install -e ."
        )
        assert notebook.run("%koan").complained.strip() == said


def test_importing_the_engine_stays_cheap() -> None:
    heavy = {"IPython", "torch", "rich", "pytest", "sensei.notebook"}
    program = f"import sys, sensei; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"


def test_the_example_runs_from_its_first_cell_to_its_last() -> None:
    repository = Path(__file__).parents[1]
    cells = json.loads((repository / "docs/koans.ipynb").read_bytes())["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] for cell in cells if cell["cell_type"] == "code")  # as it is handed out
    with open_notebook(repository, folder=repository / "docs") as notebook:
        shown = [notebook.run(source) for source in code]
    assert [below.error + below.complained for below in shown] == ["", "", ""]
    assert "%%koan elementwise_product\n" in shown[1].shown
    assert re.search(r"Fill in ___ at Cell In\[\d+\]:6", shown[2].shown)
