"""`%%koan`, `%koan` and `%koan_hint`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class
from IPython.display import display

from sensei.notebook.cell import NoSuchKoan, defined_koans, find_koan
from sensei.notebook.pages import SOLUTION, hint_page, koan_page, verdict_page
from sensei.notebook.session import Session
from sensei.notebook.show import Page, Picture
from sensei.outline import quick_path
from sensei.path import Koan, KoanPath, find_root
from sensei.progress import Progress
from sensei.source import Source, SourceError

_NO_KOANS = "The koans are not here: clone torch-koans, and in its folder run: python -m pip install -e ."


@magics_class
class KoanMagics(Magics):
    """Koans in a notebook."""

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._shell: Any = shell  # most of IPython has no types
        self._session = Session(shell)

    @line_cell_magic
    def koan(self, line: str, cell: str | None = None) -> None:
        """Judge a cell, or show a koan.

        `%%koan NAME` at the top of a cell runs the cell and judges its answer to the koan NAME; without a name, to
        every koan that it defines. `%koan NAME` shows a koan and the cell to begin with; without a name, the next one.
        """
        path = _path()
        names = line.split()
        try:
            if cell is None:
                self._show(path, names)
            else:
                self._run(path, [find_koan(path, name) for name in names], line, cell)
        except NoSuchKoan as error:
            raise UsageError(str(error)) from None

    @line_magic
    def koan_hint(self, line: str) -> None:
        """Show the next hint: `%koan_hint NAME`, or without a name for the koan that was judged last.

        `%koan_hint NAME --solution` shows an answer.
        """
        path, progress, words = _path(), Progress(_root()), line.split()
        name = next((word for word in words if word != SOLUTION), self._session.last)
        try:
            koan = self._session.meant(path, name)
        except NoSuchKoan as error:
            raise UsageError(str(error)) from None
        _display(Page(hint_page(path, koan, progress, SOLUTION in words)))
        progress.save()

    def _show(self, path: KoanPath, names: list[str]) -> None:
        for name in names or [""]:
            _display(Page(koan_page(path, self._session.meant(path, name))))

    def _run(self, path: KoanPath, koans: list[Koan], line: str, cell: str) -> None:
        number = len(self._shell.user_ns["In"]) - 1
        text = f"# %%koan {line}\n{cell}"  # a line in the place of the magic: what IPython counts is what the user sees
        if not self._succeeds(text, number):
            return  # IPython has shown what is wrong
        try:
            source = Source(self._shell.transform_cell(text).encode(), f"Cell In[{number}]")
        except SourceError as error:
            raise UsageError(str(error.fault)) from None
        missing = [k for k in koans if k.name not in source.definitions or k.name not in self._shell.user_ns]
        if missing:
            raise UsageError(f"The cell does not define `{missing[0].name}`. %koan {line.strip()} shows how it begins")
        koans = koans or [k for k in defined_koans(path, source) if k.name in self._shell.user_ns]
        if not koans:
            raise UsageError("The cell defines no koan. %koan shows the one that is next, %koan NAME any other")
        for verdict in self._session.judge(path, koans, source):
            following = self._session.current(path, after=verdict.koan)
            _display(Page(verdict_page(path, verdict, source, following)))
            if verdict.picture:
                _display(Picture(verdict.picture, f"The picture that {verdict.koan.name} has drawn."))

    def _succeeds(self, text: str, number: int) -> bool:
        """Run a cell within the one with this number, under the same number. IPython 9 has counted on by now."""
        shell, counted = self._shell, self._shell.execution_count

        def count_on(*_: object) -> None:  # once the cell has its number: what it displays is numbered by the count
            shell.execution_count = counted

        shell.events.register("pre_run_cell", count_on)
        shell.execution_count = number
        try:
            return bool(shell.run_cell(text).success)
        finally:
            shell.events.unregister("pre_run_cell", count_on)
            count_on()


def _display(shown: Page | Picture) -> None:
    display(shown)  # type: ignore[no-untyped-call]  # IPython's


def _root() -> Path:
    root = find_root(Path(__file__).resolve())
    if root is None:
        raise UsageError(_NO_KOANS)
    return root


def _path() -> KoanPath:
    return quick_path(_root())
