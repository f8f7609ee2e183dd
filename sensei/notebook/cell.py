"""Which koans a cell answers, what it calls them with, and what they need from elsewhere."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable
from types import CodeType
from typing import Any

from sensei.blank import Blank
from sensei.path import Koan, KoanPath, Topic
from sensei.source import Source


class NoSuchKoan(Exception):
    """A name that means no koan, or several. The message says what to write."""


def find_koan(path: KoanPath, name: str) -> Koan:
    """The koan that a user means by `one_hot`, `one_hot::one_hot` or its whole id. Raises `NoSuchKoan`."""
    topic, _, wanted = name.rpartition("::")
    koans = [koan for koan in path.koans if koan.name == wanted]
    found = [koan for koan in koans if not topic or topic in (koan.topic_id, _topic_name(koan))]
    if len(found) == 1:
        return found[0]
    if found:
        raise NoSuchKoan(f"There are {len(found)} koans `{wanted}`. Say which: {' or '.join(map(short_name, found))}")
    if of_topic := path.find_topic(name):
        raise NoSuchKoan(f"`{name}` is a topic. Its koans: {', '.join(koan.name for koan in of_topic.koans)}")
    close = difflib.get_close_matches(wanted, [koan.name for koan in path.koans], n=1)
    meant = f"Did you mean `{close[0]}`?" if close else "`koans status` in a terminal lists them all."
    raise NoSuchKoan(f"There is no koan `{name}`. {meant}")


def short_name(koan: Koan) -> str:
    return f"{_topic_name(koan)}::{koan.name}"


def name_in(path: KoanPath, koan: Koan) -> str:
    """What to call a koan after `%koan`: its name alone where no other koan has it."""
    return koan.name if [k.name for k in path.koans].count(koan.name) == 1 else short_name(koan)


def _topic_name(koan: Koan) -> str:
    return koan.topic_id.partition("/")[2]


def defined_koans(path: KoanPath, source: Source) -> list[Koan]:
    """The koans that a cell defines, in the order of the path; imported names are none. May raise `NoSuchKoan`."""
    names = {d.name for d in source.definitions.values() if not isinstance(d.node, ast.Import | ast.ImportFrom)}
    found = [find_koan(path, name) for name in names & {koan.name for koan in path.koans}]
    return sorted(found, key=path.koans.index)


def earlier_koans(topic: Topic, koan: Koan, source: Source) -> list[Koan]:
    """The koans of its topic that an answer uses, itself or through helpers in the same cell."""
    names = frozenset(k.name for k in topic.koans)
    used = source.names_used(koan.name, stop=names)
    return [k for k in topic.koans if k.name in used and k.name != koan.name]


def holds_blank(value: Any) -> bool:
    """Whether an answer from an earlier cell still has a `___` in it."""
    if type(value) is Blank:
        return True
    parts = [value, *vars(value).values()] if isinstance(value, type) else [value]
    return any("___" in _names(part.__code__) for part in parts if hasattr(part, "__code__"))


def _names(code: CodeType) -> Iterable[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def stub_to_copy(topic: Topic, koan: Koan, magic: str) -> str:
    """A cell to begin with: the magic, the imports of the topic file, and the stub as it stands there."""
    source = topic.source
    if source is None or koan.name not in source.definitions:
        return ""
    imports = [_lines(source, node) for node in source.tree.body if _is_import(node)]
    node = source.definitions[koan.name].node
    comment = [f"# {line}".rstrip() for line in koan.docstring.split("\n")] if not hasattr(node, "body") else []
    return "\n".join([magic, *imports, *([""] * 2 if imports else []), *comment, _lines(source, node)])


def _lines(source: Source, node: ast.stmt) -> str:
    return "\n".join(source.lines[node.lineno - 1 : node.end_lineno])


def _is_import(node: ast.stmt) -> bool:
    """Whether a statement imports what answers may use: not what is there for the tests."""
    match node:
        case ast.Import(names=[ast.alias(name=module), *_]) | ast.ImportFrom(module=str(module)):
            return module.split(".")[0] not in ("pytest", "hypothesis", "sensei", "__future__")
    return False
