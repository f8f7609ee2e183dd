"""The terminal of a pytest run over koans: pytest's own lines turned down, and at the end the page of the walk."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from sensei.paper import Paper
from sensei.run_page import run_page
from sensei.walk import Walk


class Screen:
    """Keeps pytest's reporter and its reports, and turns down what it prints: the page at the end says it better.

    `-v` and `-q` bring pytest's own lines back; `--tb` its failure sections.
    """

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        option = walk.config.option
        self.interrupted = False
        self.quiet = walk.stops and option.verbose == 0
        self.brief = option.verbose < 0
        self.shows_failures = option.tbstyle == "auto"  # here, on the page; else pytest's own sections do
        if option.collectonly:
            return
        if self.quiet:
            option.verbose = -2
            option.disable_warnings = True
        if option.reportchars == "fE":
            option.reportchars = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_report_teststatus(self, report: Any) -> Generator[None, Any, Any]:
        """No dots while the page is all that is shown. A wrapper: editors read results in this hook too."""
        category, letter, word = yield
        if self.quiet and self.walk.koan_at(report.nodeid):
            return category, "", ""
        if getattr(report, "koan_failure", {}).get("kind") == "blank":
            return category, letter, "TO FILL IN"
        return category, letter, word

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        self.interrupted = not isinstance(excinfo.value, pytest.Session.Interrupted)  # that is --stepwise and the like

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        if self.shows_failures and not self.walk.config.option.collectonly:
            self.walk.config.option.tbstyle = "no"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        option = self.walk.config.option
        if option.collectonly:
            return
        writer = terminalreporter._tw
        here, root = self.walk.config.invocation_params.dir, self.walk.root
        folder = here.relative_to(root).as_posix() if here.is_relative_to(root) else ""
        paper = Paper(writer.fullwidth, writer.hasmarkup, writer._file.encoding, folder)
        terminalreporter.ensure_newline()
        if self.shows_failures:
            self._show_own_failures(terminalreporter)
        for lines in run_page(self.walk, brief=self.brief, interrupted=self.interrupted, width=writer.fullwidth):
            paper.add(lines)
        writer.write(paper.text, flush=True)

    def _show_own_failures(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What pytest says of failures that are no koan's: of tests that the learner has added."""
        topics = {topic.path for topic in self.walk.path.topics}
        for report in (*terminalreporter.getreports("error"), *terminalreporter.getreports("failed")):
            if report.nodeid not in topics and self.walk.koan_at(report.nodeid) is None:
                terminalreporter.write_sep("_", report.nodeid, red=True, bold=True)
                report.toterminal(terminalreporter._tw)
                terminalreporter.write_line("")
