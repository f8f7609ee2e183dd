"""What is solved, how many hints were seen, where the walk starts: one JSON file, written atomically, rebuilt when bad.

A koan stays solved as long as the version of torch, its page in `solutions`, and all of its topic that its tests use
are what they were: an edit of another koan leaves it solved.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from sensei.memory import FOLDER, write_json
from sensei.path import Koan, Topic

FILE = FOLDER / "progress.json"
_VERSION = 2


@cache
def torch_version() -> str:
    """The installed version of torch, without importing it; "" when there is none."""
    try:
        return metadata.version("torch")
    except metadata.PackageNotFoundError:
        return ""


class Progress:
    """`problem` is "" or one line about a file that could not be read or written; the run goes on without it.

    `start` is the id of the koan that the learner went to with `koans goto`, or "".
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problem = ""
        self.reload()

    def reload(self) -> None:
        """Read the file again: another run may have written it meanwhile."""
        self._koans, self._hints, self.start = self._load()

    def solved(self, koan: Koan) -> list[str] | None:
        """The names of the tests that passed, with their parameters, or None while the koan is not solved."""
        known = self._koans.get(koan.id)
        if known is None or koan.line == 0 or koan.blank_line or known["stamp"] != _stamp(koan):
            return None
        names = known["tests"]
        return list(names) if set(koan.tests) == {name.partition("[")[0] for name in names} != set() else None

    def was_solved(self, koan: Koan) -> bool:
        """Whether the koan was solved when it was last judged, whatever its file is now."""
        return koan.id in self._koans

    def record(self, topic: Topic, solved: dict[str, list[str]], unsolved: set[str]) -> None:
        """Koans of one topic that were judged: `solved` maps their names to the names of their tests."""
        for koan in topic.koans:
            if koan.name in solved:
                self._koans[koan.id] = {"stamp": _stamp(koan), "tests": solved[koan.name]}
            elif koan.name in unsolved:
                self._koans.pop(koan.id, None)

    def hints_seen(self, koan: Koan) -> int:
        return self._hints.get(koan.id, 0)

    def see_hint(self, koan: Koan) -> None:
        self._hints[koan.id] = self.hints_seen(koan) + 1

    def save(self) -> None:
        """Write the file, or say in `problem` why not: nothing but this record is lost then."""
        data = {"version": _VERSION, "koans": self._koans, "hints": self._hints, "start": self.start}
        try:
            write_json(self.root / FILE, data)
        except OSError as error:
            self.problem = f"Progress could not be saved in {FILE.as_posix()}: {error.strerror}. Your answers are safe."

    def _load(self) -> tuple[dict[str, Any], dict[str, int], str]:
        try:
            data = json.loads((self.root / FILE).read_bytes())
            if data["version"] == _VERSION:
                koans = {
                    str(i): {"stamp": str(k["stamp"]), "tests": [*map(str, k["tests"])]}
                    for i, k in data["koans"].items()
                }
                hints = {str(koan): max(int(seen), 0) for koan, seen in data["hints"].items()}
                return koans, hints, str(data.get("start", ""))
        except FileNotFoundError:
            pass
        except OSError as error:
            self.problem = f"Progress could not be read from {FILE.as_posix()}: {error.strerror}. Everything is run."
        except Exception:  # it is only a record: whatever stands there, it is rebuilt
            self.problem = f"{FILE.as_posix()} was damaged and is made anew: everything is run once."
        return {}, {}, ""


def _stamp(koan: Koan) -> str:
    return f"{torch_version()} {koan.digest}"
