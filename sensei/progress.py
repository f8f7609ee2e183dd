"""What is solved, and how many hints were seen: one JSON file in the project, written atomically, rebuilt when damaged.

A koan stays solved as long as its topic, the topic's page in `solutions` and the version of torch are what they were.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from sensei.memory import FOLDER, write_json
from sensei.path import Koan, Topic

FILE = FOLDER / "progress.json"
_VERSION = 1


@cache
def torch_version() -> str:
    """The installed version of torch, without importing it; "" when there is none."""
    try:
        return metadata.version("torch")
    except metadata.PackageNotFoundError:
        return ""


class Progress:
    """`problem` is "" or one line about a file that could not be read or written; the run goes on without it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problem = ""
        self._stamps: dict[str, str] = {}
        self.reload()

    def reload(self) -> None:
        """Read the file again: another run may have written it meanwhile."""
        self._topics, self._hints = self._load()

    def solved(self, koan: Koan) -> list[str] | None:
        """The names of the tests that passed, with their parameters, or None while the koan is not solved."""
        topic = self._topics.get(koan.topic_id)
        if topic is None or koan.line == 0 or koan.blank_line or topic["stamp"] != self.stamp(koan.topic_id):
            return None
        names = topic["solved"].get(koan.name)
        return names if names and set(koan.tests) == {name.partition("[")[0] for name in names} else None

    def record(self, topic: Topic, solved: dict[str, list[str]], unsolved: set[str]) -> None:
        """Koans of one topic that were judged: `solved` maps their names to the names of their tests."""
        stamp = self.stamp(topic.id)
        old = self._topics.get(topic.id, {"stamp": stamp, "solved": {}})
        kept = old["solved"] if old["stamp"] == stamp else {}
        kept = {name: tests for name, tests in kept.items() if name not in unsolved}
        self._topics[topic.id] = {"stamp": stamp, "solved": kept | solved}

    def hints_seen(self, koan: Koan) -> int:
        return self._hints.get(koan.id, 0)

    def see_hint(self, koan: Koan) -> None:
        self._hints[koan.id] = self.hints_seen(koan) + 1

    def save(self) -> None:
        """Write the file, or say in `problem` why not: nothing but this record is lost then."""
        data = {"version": _VERSION, "topics": self._topics, "hints": self._hints}
        try:
            write_json(self.root / FILE, data)
        except OSError as error:
            self.problem = f"Progress could not be saved in {FILE.as_posix()}: {error.strerror}. Your answers are safe."

    def _load(self) -> tuple[dict[str, Any], dict[str, int]]:
        try:
            data = json.loads((self.root / FILE).read_bytes())
            if data["version"] == _VERSION:
                topics = {str(i): {"stamp": str(t["stamp"]), "solved": _lists(t)} for i, t in data["topics"].items()}
                return topics, {str(koan): max(int(seen), 0) for koan, seen in data["hints"].items()}
        except FileNotFoundError:
            pass
        except OSError as error:
            self.problem = f"Progress could not be read from {FILE.as_posix()}: {error.strerror}. Everything is run."
        except Exception:  # it is only a record: whatever stands there, it is rebuilt
            self.problem = f"{FILE.as_posix()} was damaged and is made anew: everything is run once."
        return {}, {}

    def stamp(self, topic_id: str) -> str:
        """What the topic's files are: as they were when this was first asked, so ask before they are imported."""
        if topic_id not in self._stamps:
            digest = hashlib.sha256(torch_version().encode())
            chapter, name = topic_id.split("/")
            for file in (Path("koans", chapter, f"test_{name}.py"), Path("solutions", f"{name}.py")):
                try:
                    content = (self.root / file).read_bytes()
                except OSError:
                    content = b""
                digest.update(len(content).to_bytes(8, "big") + content)
            self._stamps[topic_id] = digest.hexdigest()
        return self._stamps[topic_id]


def _lists(topic: dict[str, Any]) -> dict[str, list[str]]:
    return {str(koan): [str(name) for name in names] for koan, names in topic["solved"].items()}
