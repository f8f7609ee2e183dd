"""A file that can't be used gives one clear line with its place. The other topics still run; the status is not 0."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import Project
from tests.test_walk import ANN, FIRST, FOUR, SIX, ZERO

BOOK = "solutions/counting.py"


def change(project: Project, old: bytes, new: bytes) -> None:
    content = project.first.read_bytes()
    assert old in content
    project.write(project.first, content.replace(old, new))


def syntax_error(project: Project) -> str:
    change(project, b"def double(number: int) -> int:", b"def double(number: int) -> int")
    return f"{FIRST}:13: SyntaxError: expected ':'"


def wrong_indentation(project: Project) -> str:
    change(project, b"    return 2", b"  return 2")
    return f"{FIRST}:15: IndentationError: unindent does not match any outer indentation level"


def unclosed_string(project: Project) -> str:
    change(project, b'"""Twice', b"'Twice")
    return f"{FIRST}:14: SyntaxError: unterminated string literal"


def failing_import(project: Project) -> str:
    change(project, b"from sensei", b"import not_there\nfrom sensei")
    return f"{FIRST}:3: ModuleNotFoundError: No module named 'not_there'"


def error_at_import(project: Project) -> str:
    change(project, b"LETTERS = 6", b"LETTERS = len(6)")
    return f"{FIRST}:6: TypeError: object of type 'int' has no len()"


def error_of_several_lines_at_import(project: Project) -> str:
    change(project, b"LETTERS = 6", b"raise ValueError('one\\ntwo')\nLETTERS = 6")
    return f"{FIRST}:6: ValueError: one"


def exit_at_import(project: Project) -> str:
    change(project, b"LETTERS = 6", b"LETTERS = exit('goodbye')")
    return f"{FIRST}:6: SystemExit: goodbye"


def not_utf8(project: Project) -> str:
    change(project, b"Twice `number`", b"Twice `number`, na\xefvely")
    return f"{FIRST}:14: byte 0xef is not UTF-8. Save the file as UTF-8"


def utf16(project: Project) -> str:
    project.write(project.first, project.first.read_text(encoding="utf-8").encode("utf-16"))
    return f"{FIRST}:1: a NUL byte stands here"


def nul_byte(project: Project) -> str:
    change(project, b"Twice", b"Tw\0ice")
    return f"{FIRST}:14: a NUL byte stands here"


def merge_conflict(project: Project) -> str:
    change(project, b"LETTERS = 6", b"<<<<<<< HEAD\nLETTERS = 6")
    return f"{FIRST}:6: SyntaxError: invalid syntax"


def missing_file(project: Project) -> str:
    project.first.unlink()
    return f"{FIRST}:1: the file is missing. Put it back: koans reset counting"


def folder_instead_of_a_file(project: Project) -> str:
    project.first.unlink()
    project.first.mkdir()
    return f"{FIRST}:1: the file can't be read: Is a directory"


def missing_page(project: Project) -> str:
    (project.root / BOOK).unlink()
    return f"{BOOK}:1: the file is missing. Put it back from where you got the koans"


def broken_page(project: Project) -> str:
    project.replace(project.root / BOOK, "return 2 * number", "return 2 number")
    return f"{BOOK}:13: SyntaxError: invalid syntax"


def return_outside_of_a_function(project: Project) -> str:  # the compiler finds it, not the parser
    change(project, b"    return 2", b"return 2")
    return f"{FIRST}:15: SyntaxError: 'return' outside function"


UNUSABLE = [
    *(syntax_error, wrong_indentation, unclosed_string, failing_import, error_at_import),
    *(error_of_several_lines_at_import, exit_at_import, not_utf8, utf16, nul_byte, merge_conflict, missing_file),
    *(folder_instead_of_a_file, missing_page, broken_page, return_outside_of_a_function),
]


@pytest.mark.parametrize("harm", UNUSABLE)
def test_a_file_that_cannot_be_used_is_named_in_one_line(project: Project, harm: Callable[[Project], str]) -> None:
    project.solve("LETTERS", "double", "greet")
    what = harm(project)
    run = project.walk(columns=200)
    assert run.status == 1
    assert run.tests[ANN] == "passed"
    assert not {SIX, FOUR, ZERO} & set(run.tests)
    assert [line for line in run.screen.split("\n") if line.startswith(what)]
    assert run.screen.count(what) == 1
    assert "Every koan" not in run.screen
    assert not re.search("Traceback|INTERNALERROR|sensei/", run.screen + run.errors)


@pytest.mark.parametrize(
    ("arguments", "harm"),
    [(["--all", "-v"], syntax_error), (["--all", "-q"], missing_file), (["-n", "2"], failing_import)],
)
def test_it_is_named_once_however_pytest_is_called(
    project: Project, arguments: list[str], harm: Callable[[Project], str]
) -> None:
    project.solve("LETTERS", "double", "greet")
    what = harm(project)
    run = project.walk(*arguments, columns=200)
    assert (run.status, run.tests[ANN]) == (1, "passed")
    assert run.screen.count(what) == 1
    assert "Traceback" not in run.screen + run.errors


def emptied(project: Project) -> str:
    project.write(project.first, b"")
    return f"{FIRST}:1: none of its 2 koans is here. Was the file emptied? Put it back: koans reset counting"


@pytest.mark.parametrize("harm", [syntax_error, failing_import, emptied, missing_file])
def test_a_fault_comes_first_and_alone_and_what_was_solved_is_not_lost(
    project: Project, harm: Callable[[Project], str]
) -> None:
    """Of the next open koan one line is enough: the learner is at the fault, and is to put that right first."""
    project.solve("LETTERS", "double")
    project.walk()
    what = harm(project)
    run = project.walk(columns=200)
    page = run.screen[run.screen.index("of 3 koans") :].split("\n")
    assert page[2].startswith(what)
    assert page[3] == "2 solved koans of that file count again when it can be read. Nothing is lost."
    assert page[5:7] == ["Put that right first, then run `pytest koans` again.", "Behind it, the next open koan is:"]
    assert re.fullmatch(r"greet +koans/02_words/test_greeting.py:6", page[7])
    assert "Fill in" not in run.screen
    assert "shows a hint" not in run.screen
    assert run.tests[ANN] == "failed"


def test_what_was_solved_counts_again_when_the_fault_is_gone(project: Project) -> None:
    project.solve("LETTERS", "double")
    project.walk()
    good = project.first.read_bytes()
    syntax_error(project)
    project.walk()
    project.write(project.first, good)
    assert "2 of 3 koans" in project.koans("status").stdout


def test_hints_are_those_of_the_koan_that_is_at_fault(project: Project) -> None:
    project.solve("LETTERS")
    project.walk()
    syntax_error(project)
    assert "Hint 1 of 2: Add it to itself." in project.walk("--hint").screen
    assert "Hint 2 of 2: `2 * number`." in project.koans("hint").stdout


def test_where_git_is_it_is_named_for_what_only_git_has(project: Project) -> None:
    project.run("git", "init", "-q")
    (project.root / BOOK).unlink()
    assert f"{BOOK}:1: the file is missing. Put it back: git checkout -- {BOOK}" in project.walk(columns=200).screen


def test_a_broken_topic_behind_the_current_koan_can_wait(project: Project) -> None:
    project.replace(project.second, "return ___", "return (")
    run = project.walk()
    assert "Fill in ___ at koans/01_numbers/test_counting.py:6" in run.screen
    assert "Put that right first" not in run.screen


def test_collect_only_names_it_too(project: Project) -> None:
    what = syntax_error(project)
    run = project.walk("--collect-only", "-q")
    assert run.status != 0
    assert what in run.screen
    assert f"koans/02_words/test_greeting.py::{ANN}" in run.screen


def delete_stub(project: Project) -> str:
    text = project.first.read_text(encoding="utf-8")
    start, end = text.index("def double"), text.index(f"def {FOUR}")
    project.write(project.first, text[:start] + text[end:])
    return f"{FIRST}:13"


def rename_stub(project: Project) -> str:
    project.replace(project.first, "def double", "def twice")
    return f"{FIRST}:18"


def comment_out_stub(project: Project) -> str:
    project.replace(project.first, "def double", "# def double")
    project.replace(project.first, '    """Twice', '# """Twice')
    project.replace(project.first, "    return", "#   return")
    return f"{FIRST}:18"


@pytest.mark.parametrize(
    ("arguments", "harm"), [([], delete_stub), ([], rename_stub), ([], comment_out_stub), (["--all"], rename_stub)]
)
def test_a_missing_stub_is_named_with_the_test_that_asks_for_it(
    project: Project, arguments: list[str], harm: Callable[[Project], str]
) -> None:
    project.solve("LETTERS", "double", "greet")
    place = harm(project)
    run = project.walk(*arguments, columns=200)
    assert f"{place}: `double` is missing: was it deleted or renamed? The tests ask for that name" in run.screen
    assert run.tests[SIX] == "passed"
    assert run.tests[FOUR] == "failed"
    assert run.tests.get(ANN) == ("passed" if arguments else None)
    assert run.status == 1
    assert "Traceback" not in run.screen


def test_a_koan_that_is_gone_with_its_tests_is_missed(project: Project) -> None:
    project.solve("LETTERS", "double", "greet")
    text = project.first.read_text(encoding="utf-8")
    project.write(project.first, text[: text.index("def double")])
    run = project.walk()
    assert run.tests == {SIX: "passed", ANN: "passed"}
    assert run.status == 1
    assert "`double` is missing" in run.screen


def test_a_page_that_fails_at_its_import_costs_the_diagnosis_only(project: Project) -> None:
    project.replace(project.root / BOOK, "from sensei", "import not_there\nfrom sensei")
    project.solve("LETTERS")
    project.answer("double", "number")
    run = project.walk()
    assert run.tests == {SIX: "passed", FOUR: "failed"}
    assert "you: 2     expected: 4" in run.screen
    assert f"{BOOK}:3: ModuleNotFoundError: No module named 'not_there'" in run.screen
    assert "Traceback" not in run.screen + run.errors


def test_a_page_that_fails_at_its_import_is_named_when_its_answers_are_asked_for(project: Project) -> None:
    project.replace(project.root / BOOK, "from sensei", "import not_there\nfrom sensei")
    run = project.walk("--answers=solutions")
    assert run.tests[ANN] == "passed"
    assert run.status == 1
    assert f"{BOOK}:3: ModuleNotFoundError: No module named 'not_there'" in run.screen


@pytest.mark.parametrize(
    "encode",
    [
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"),
        lambda content: content.rstrip(b"\n"),
        lambda content: content.replace(b"    return", b"\treturn").replace(b'    """', b'\t"""'),
    ],
    ids=["Windows line ends", "BOM", "both", "no line end at the end", "tabs"],
)
def test_other_editors_write_files_that_work(project: Project, encode: Callable[[bytes], bytes]) -> None:
    project.solve("LETTERS", "double")
    for file in (project.first, project.second, project.root / BOOK):
        project.write(file, encode(file.read_bytes()))
    run = project.walk()
    assert run.tests == {SIX: "passed", FOUR: "passed", ZERO: "passed", ANN: "failed"}
    assert "Fill in ___ at koans/02_words/test_greeting.py:8" in run.screen
