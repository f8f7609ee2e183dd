"""What a notebook knows of its koans while its kernel runs: which are solved, and which cells they stand in.

Nothing of that is written down: the answers of a notebook live in its kernel, and the topic files stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from sensei.answers import Given
from sensei.blank import ___
from sensei.failure import blank_failure
from sensei.notebook.cell import earlier_koans, find_koan, holds_blank, name_in
from sensei.notebook.judging import Verdict, judge
from sensei.path import Chapter, Koan, KoanPath, Topic
from sensei.progress import Progress
from sensei.source import Source
from sensei.verified import counted

_CELL = re.compile(r"<ipython-input-\d+-|[\\/]ipykernel_\d+[\\/]")  # how IPython calls the file of a cell


class Session:
    """The koans of one kernel. `namespace` is that of its user."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self.namespace: dict[str, Any] = shell.user_ns
        self._solved: set[str] = set()
        self._owners: dict[str, str] = {}  # name -> the koan that it was an answer to: some names are two koans'
        self._cells: dict[str, str] = {}  # file -> the cell, as messages call it
        self.last: str = ""  # the koan that was judged last, and was not solved

    def judge(self, path: KoanPath, koans: list[Koan], source: Source) -> Iterator[Verdict]:
        """Judge the koans of a cell that was run, one after the other."""
        placed = [self._placed(koan, source) for koan in koans]
        path = _with_koans(path, placed, lambda koan: self._answers(path, koan))
        open_here: set[str] = set()
        for koan in placed:
            topic = path.find_topic(koan.topic_id)
            assert topic is not None
            verdict = self._judge(path, topic, koan, source, open_here)
            if verdict.solved:
                self._solved.add(koan.id)
                self.last = ""
            else:
                self._solved.discard(koan.id)
                open_here.add(koan.id)
                self.last = koan.id
            yield verdict

    def _placed(self, koan: Koan, source: Source) -> Koan:
        """The koan with its place in the cell. A named value that is blank becomes `___`, which IPython calls ''."""
        definition = source.definitions[koan.name]
        self._owners[koan.name] = koan.id
        if definition.blank_line and not hasattr(definition.node, "body"):
            self.namespace[koan.name] = ___
        code = _code_of(self.namespace[koan.name])
        if code is not None:
            self._cells[code] = source.path
        return replace(koan, path=source.path, line=definition.line, blank_line=definition.blank_line)

    def _judge(self, path: KoanPath, topic: Topic, koan: Koan, source: Source, open_here: set[str]) -> Verdict:
        if koan.blank_line:
            return Verdict(koan, failure=blank_failure(koan, koan.tests[0] if koan.tests else ""))
        progress = Progress(path.root)
        borrowed: list[str] = []
        for earlier in earlier_koans(topic, koan, source):
            if earlier.id in open_here:
                return _comes_first(path, earlier, koan)
            if self._answers(path, earlier):
                continue
            if progress.solved(replace(earlier, path=topic.path)) is None:
                return _comes_first(path, earlier, koan)
            borrowed.append(earlier.name)

        def answers(of: Topic, module: ModuleType) -> dict[str, Any]:
            self.namespace.update({name: getattr(module, name) for name in borrowed})
            given = [k.name for k in of.koans if k.name not in borrowed and self._answers(path, k)]
            return {name: self.namespace[name] for name in given}

        with self._lent("___", *borrowed):
            self.namespace["___"] = ___
            return judge(path.root, koan, Given(path, answers, self._shown))

    @contextmanager
    def _lent(self, *names: str) -> Iterator[None]:
        """Names of the namespace that may change meanwhile: `___` is the blank here, and else IPython's last output."""
        before = {name: self.namespace[name] for name in names if name in self.namespace}
        try:
            yield
        finally:
            for name in names:
                self.namespace.pop(name, None)
            self.namespace.update(before)

    def _answers(self, path: KoanPath, koan: Koan) -> bool:
        """Whether the namespace holds an answer to a koan."""
        if koan.name not in self.namespace or holds_blank(self.namespace[koan.name]):
            return False
        return self._owners.get(koan.name, koan.id if name_in(path, koan) == koan.name else "") == koan.id

    def _shown(self, file: str) -> str:
        """ "Cell In[5]" for the file name that IPython gave to that cell, "" for a file that is none."""
        named = getattr(self._shell.compile, "format_code_name", lambda file: None)(file)  # IPython 7 has none
        if named:
            return " ".join(named)
        return self._cells.get(file, "another cell") if _CELL.search(file) else ""

    def current(self, path: KoanPath, after: Koan | None = None) -> Koan | None:
        """The first koan behind `after` that is solved neither here nor in its topic file; else the first at all."""
        progress = Progress(path.root)
        still_open = [k for k in counted(path.koans) if k.id not in self._solved and progress.solved(k) is None]
        ids = [koan.id for koan in path.koans]
        behind = [koan for koan in still_open if after and ids.index(koan.id) > ids.index(after.id)]
        return next(iter(behind or still_open), None)

    def meant(self, path: KoanPath, name: str) -> Koan | None:
        """The koan that a magic is about: the one that is named, else the current one."""
        return find_koan(path, name) if name else self.current(path)


def _comes_first(path: KoanPath, earlier: Koan, koan: Koan) -> Verdict:
    name = name_in(path, earlier)
    said = f"{koan.name} uses {earlier.name}, which comes first and is not solved yet.\n%koan {name}   shows it"
    return Verdict(koan, problem=said)


def _code_of(answer: Any) -> str | None:
    """The file that an answer was compiled from."""
    parts = [answer, *vars(answer).values()] if isinstance(answer, type) else [answer]
    return next((part.__code__.co_filename for part in parts if hasattr(part, "__code__")), None)


def _with_koans(path: KoanPath, placed: list[Koan], is_answered: Callable[[Koan], bool]) -> KoanPath:
    """The path with the koans of a cell where they stand; those that other cells answer are not blank either."""
    by_id = {koan.id: koan for koan in placed}
    topics = {koan.topic_id for koan in placed}

    def now(koan: Koan) -> Koan:
        if koan.id in by_id or koan.topic_id not in topics:
            return by_id.get(koan.id, koan)
        return replace(koan, blank_line=None) if is_answered(koan) else koan

    def of(topic: Topic) -> Topic:
        return replace(topic, koans=tuple(map(now, topic.koans)))

    return KoanPath(path.root, tuple(Chapter(c.name, tuple(map(of, c.topics))) for c in path.chapters))
