"""What a topic file lacks: stubs that were deleted or renamed, tests that nothing judges by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sensei.source import Fault, Source

if TYPE_CHECKING:
    from sensei.path import Koan


def emptied(koans: Sequence[Koan], source: Source, stubs: Source, name: str) -> Fault | None:
    """One fault for a file in which nothing is left of several koans: it can't be judged at all."""
    if len(koans) < 2 or any(koan.line or koan.tests for koan in koans):
        return None
    put_back = f" Put it back: koans reset {name}" if stubs is source else ""
    return Fault(stubs.path, 1, f"none of its {len(koans)} koans is here. Was the file emptied?{put_back}")


def missing(koan: Koan, source: Source, stubs: Source) -> Fault:
    first_test = min((source.definitions[test].line for test in koan.tests), default=1)
    line = first_test if stubs is source else 1
    return Fault(stubs.path, line, f"`{koan.name}` is missing: was it deleted or renamed? The tests ask for that name")


def untested(koan: Koan, source: Source) -> Fault:
    stub = source.definitions.get(koan.name)
    return Fault(source.path, stub.line if stub else 1, f"no test judges `{koan.name}`")
