"""Topic files as they were shipped, and how the stub of one koan is put back in place.

What was shipped is the newest version in git in which a koan is still blank. Without git it is the file as it was when
the engine first saw it, which is kept in the project.
"""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sensei.memory import FOLDER, write_whole
from sensei.path import Koan, Topic
from sensei.source import Source, SourceError

BACKUPS = FOLDER / "backups"
_SHIPPED = FOLDER / "shipped"
_STATEMENT = re.compile(rb"[^\s#)\]}]")  # how a line begins that opens a statement at the top level


def keep_original(root: Path, chapter: str, name: str, content: bytes) -> None:
    """Remember a topic file as it is when it is seen for the first time."""
    kept = root / _SHIPPED / chapter / name
    with suppress(OSError):
        if not kept.exists():
            write_whole(kept, content)


def shipped(root: Path, topic: Topic, koans: list[Koan]) -> bytes | None:
    """The topic file as it was when all these koans were blank; None where no such version is known."""
    for content in _versions(root, topic):
        try:
            definitions = Source(content, topic.path).definitions
        except SourceError:
            continue
        if all(koan.name in definitions and definitions[koan.name].blank_line for koan in koans):
            return content
    return None


def _versions(root: Path, topic: Topic) -> Iterator[bytes]:
    for commit in _git(root, "log", "--format=%H", "--", topic.path).decode().split():
        yield _git(root, "show", f"{commit}:./{topic.path}")
    with suppress(OSError):
        yield (root / _SHIPPED / topic.chapter / topic.file.name).read_bytes()


def _git(root: Path, *arguments: str) -> bytes:
    """What git prints; nothing where there is no git, or no such thing in it."""
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""


def with_stub_of(original: bytes, content: bytes, name: str) -> bytes | None:
    """`content` with the stub called `name` as it stands in `original`; None where its place can't be found."""
    lines, shipped_lines = content.splitlines(keepends=True), original.splitlines(keepends=True)
    start, end = _span(original, name) or (0, 0)
    stub = b"".join(shipped_lines[start:end]).replace(b"\r\n", b"\n")
    if place := _span(content, name):
        first, last = place
    else:  # deleted, or renamed: it goes back to where it stood before what comes behind it
        behind = [_span(content, other) for other in _names_behind(original, name)]
        first = last = next((span[0] for span in behind if span), -1)
        stub += b"\n\n"
    if first < 0:
        return None
    if b"\r\n" in content:
        stub = stub.replace(b"\n", b"\r\n")
    return b"".join([*lines[:first], stub, *lines[last:]])


def _names_behind(content: bytes, name: str) -> list[str]:
    names = list(Source(content, "").definitions)
    return names[names.index(name) + 1 :]


def _span(content: bytes, name: str) -> tuple[int, int] | None:
    """The lines of a definition, as a slice. Where the file can't be parsed it ends where the next statement begins."""
    try:
        definition = Source(content, "").definitions.get(name)
    except SourceError:
        return _span_by_text(content.splitlines(), name.encode())
    if definition is None:
        return None
    decorators = [decorator.lineno for decorator in getattr(definition.node, "decorator_list", [])]
    return min([definition.line, *decorators]) - 1, definition.node.end_lineno or definition.line


def _span_by_text(lines: list[bytes], name: bytes) -> tuple[int, int] | None:
    opening = re.compile(rb"((async )?def|class) +" + name + rb"\b|" + name + rb" *[:=][^=]")
    start = next((i for i, line in enumerate(lines) if opening.match(line)), None)
    if start is None:
        return None
    end = next((i for i in range(start + 1, len(lines)) if _STATEMENT.match(lines[i])), len(lines))
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith(b"#")):
        end -= 1  # what stands above the next statement belongs to that
    return start, end


def back_up(root: Path, topic: Topic) -> Path | None:
    """Copy a topic file to a file of its own among the backups; None when there is nothing to copy."""
    if not topic.file.exists():
        return None
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{topic.file.name}"
    backup = root / BACKUPS / name
    for again in range(2, 1000):
        if not backup.exists():
            break
        backup = root / BACKUPS / f"{name.removesuffix('.py')}-{again}.py"
    write_whole(backup, topic.file.read_bytes())
    return backup
