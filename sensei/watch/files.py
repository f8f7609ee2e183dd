"""The learner's files: which of them have changed, and what exactly stood in one when it was judged."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_STEP, _DEBOUNCE = 5, 50  # ms: an editor's several writes of one save come closer together than that
_GLANCE = 500  # ms between two looks of our own, in case the system has not told of a change
_POLL = 300  # ms between two looks, where the system does not tell of changes
_WATCHED = ("koans", "solutions")

Facts = tuple[int, int, int]


@dataclass(frozen=True)
class Text:
    """What stands in a file: its content as a hash, and when and where it was written. A missing file has none."""

    content: str
    written: tuple[int, int]

    @classmethod
    def of(cls, file: Path) -> Text:
        try:
            facts = file.stat()
            return cls(hashlib.sha256(file.read_bytes()).hexdigest(), (facts.st_mtime_ns, facts.st_ino))
        except OSError:
            return cls("", (0, 0))


class Changes:
    """Tells of files that were saved, made or deleted, from a thread of its own."""

    def __init__(self, root: Path, tell: Callable[[set[Path]], None], poll: bool) -> None:
        self._root, self._tell, self._poll = root, tell, poll
        self._seen = self._facts()  # of the first screen: what is saved before the system tells of changes counts too
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._end.set()
        self._thread.join(timeout=1)

    def _watch(self) -> None:
        from watchfiles import PythonFilter, watch  # after the first screen: it takes as long as that

        folders = [self._root / name for name in _WATCHED]
        for changes in watch(
            *folders,
            watch_filter=PythonFilter(),
            step=_STEP,
            debounce=_DEBOUNCE,
            rust_timeout=_GLANCE,
            yield_on_timeout=True,
            stop_event=self._end,
            force_polling=self._poll or None,
            poll_delay_ms=_POLL,
            raise_interrupt=False,
        ):
            self._tell_of({Path(name) for _, name in changes} or self._unseen())

    def _tell_of(self, files: set[Path]) -> None:
        for file in files:
            self._seen[file] = _facts(file)
        if files:
            self._tell(files)

    def _unseen(self) -> set[Path]:
        """What has changed without a word of the system: on a network drive, or while it was not listened to."""
        now = self._facts()
        return {file for file in self._seen.keys() | now.keys() if self._seen.get(file) != now.get(file)}

    def _facts(self) -> dict[Path, Facts | None]:
        files = [file for name in _WATCHED for file in (self._root / name).rglob("*.py")]
        return {file: _facts(file) for file in files}


def _facts(file: Path) -> Facts | None:
    """When a file was written, how long it is, and whether another has taken its place; None: there is none."""
    try:
        facts = file.stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size, facts.st_ino
