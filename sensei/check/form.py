"""What can be said of a topic by reading it: complete, in order, and fit for the injection of answers."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from sensei.paper import plural
from sensei.path import Koan, KoanPath, Topic, linked_topics
from sensei.source import Fault, Source, SourceError, read

NAMES_NO_KOAN = "`{}` names no koan, so it passes untouched. Let it judge one"
_ASSERTING = {"raises", "warns", "fail"}  # and all that begins with "assert"


def faults_of_form(path: KoanPath, topics: list[Topic]) -> list[Fault]:
    """Every fault of these topics that shows without running anything."""
    faults = [fault for topic in topics for fault in topic.faults]
    faults += _same_names(path.topics)
    for topic in topics:
        if topic.source is None:
            continue
        faults += _unlinked(path, topic)
        try:
            book = read(path.root / "solutions" / f"{topic.name}.py", f"solutions/{topic.name}.py")
        except SourceError:
            continue  # already among the topic's own faults
        faults += _pages(topic, topic.source, book)
        faults += _stubs(topic, topic.source)
        faults += _tests(topic, topic.source)
        koans = {koan.name for koan in topic.koans}
        faults += [
            Fault(topic.path, line, f"`{name}` is read while the file is imported. Use it inside of tests only")
            for name, line in read_too_early(topic.source, koans)
        ]
    return faults


def strays(path: KoanPath) -> list[Fault]:
    """Modules of `solutions` that no topic has."""
    topics = {topic.name for topic in path.topics}
    modules = sorted(file.stem for file in (path.root / "solutions").glob("*.py") if file.stem != "__init__")
    return [
        Fault(f"solutions/{name}.py", 1, "no topic has this name. Rename or delete it")
        for name in modules
        if name not in topics
    ]


def _same_names(topics: list[Topic]) -> Iterator[Fault]:
    """Topics that share a name would share their page in `solutions`."""
    first: dict[str, Topic] = {}
    for topic in topics:
        if (other := first.setdefault(topic.name, topic)) is not topic:
            yield Fault(
                topic.path, 1, f"{other.path} has the same name. Rename one: they share solutions/{topic.name}.py"
            )


def _unlinked(path: KoanPath, topic: Topic) -> Iterator[Fault]:
    if f"test_{topic.name}" not in linked_topics(path.root / "koans" / topic.chapter):
        what = f"link test_{topic.name}.py here: the links are the order of the chapter"
        yield Fault(f"koans/{topic.chapter}/README.md", 1, what)


def _pages(topic: Topic, source: Source, book: Source) -> Iterator[Fault]:
    """Faults of what the teacher's book says, against the names it defines."""
    for koan in topic.koans:
        page, value = koan.page, _is_value(koan, source, book)
        fewest = 1 if value else 2
        said: list[tuple[bool, str]] = [
            (koan.name not in book.definitions, "is taught but not defined. Write the right answer"),
            (
                len(page.hints) < 2,
                f"has {plural(len(page.hints), 'hint')}. Give 2 or more, as a list of literal strings",
            ),
            (not page.lesson, "has no lesson. Say in one sentence what was learned"),
            (not page.docs.startswith("https://"), 'has no link to the documentation. Give docs="https://…"'),
            (
                page.misconceptions < fewest,
                f"has {plural(page.misconceptions, 'misconception')}. Give {fewest} or more",
            ),
        ]
        yield from (Fault(book.path, page.line, f"`{koan.name}` {what}") for wrong, what in said if wrong)
    taught = {koan.name for koan in topic.koans}
    for node in ast.walk(book.tree):
        match node:
            case ast.Call(
                func=ast.Name(id="misconception"), args=[ast.Name(id=name) | ast.Constant(value=str(name)), *_]
            ):
                if name not in taught:
                    yield Fault(book.path, node.lineno, f"a misconception of `{name}`, which is not taught here")


def _is_value(koan: Koan, *sources: Source) -> bool:
    """Whether a koan is a named value: in the topic or in the book, where one of them lacks it."""
    nodes = [source.definitions[koan.name].node for source in sources if koan.name in source.definitions]
    return any(isinstance(node, ast.Assign | ast.AnnAssign) for node in nodes)


def _stubs(topic: Topic, source: Source) -> Iterator[Fault]:
    koans = [koan for koan in topic.koans if koan.line]
    for koan in koans:
        node = source.definitions[koan.name].node
        if getattr(node, "decorator_list", []):
            what = f"the stub of `{koan.name}` has a decorator, which an injected answer lacks. Take it away"
            yield Fault(topic.path, koan.line, what)
        value = _is_value(koan, source)
        if not koan.docstring:
            yield Fault(
                topic.path,
                koan.line,
                f"`{koan.name}` has no {'comment above' if value else 'docstring'}. Say what it is",
            )
        if not koan.blank_line:
            yield Fault(topic.path, koan.line, f"`{koan.name}` holds no ___: it is already answered. Put ___ back")
    for before, after in pairwise(koans):
        if before.line > after.line:
            yield Fault(topic.path, after.line, f"`{after.name}` stands above `{before.name}`, in solutions below it")
    taught = {koan.name for koan in koans}
    for name, definition in source.definitions.items():
        if definition.blank_line and name not in taught:
            yield Fault(
                topic.path, definition.line, f"`{name}` holds ___. Teach it in solutions/{topic.name}.py, or fill it in"
            )


def _tests(topic: Topic, source: Source) -> Iterator[Fault]:
    names = Counter(node.name for node in source.tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    stubs = sorted((koan.line, koan.name) for koan in topic.koans if koan.line)
    for name, definition in source.definitions.items():
        if isinstance(definition.node, ast.ClassDef) and name.startswith("Test"):
            yield Fault(topic.path, definition.line, f"`{name}` is a class of tests. Tests are plain functions here")
        if not definition.is_test or any(name == stub for _, stub in stubs):
            continue
        if names[name] > 1:
            yield Fault(
                topic.path, definition.line, f"{names[name]} tests are called `{name}`: only this one runs. Rename it"
            )
        if mark := _left_out_by(definition.node):
            yield Fault(
                topic.path, definition.line, f"`{name}` is marked `{mark}`: it would judge nobody. Drop the mark"
            )
        if not _asserts(source, name):
            yield Fault(topic.path, definition.line, f"`{name}` asserts nothing. Add an assertion, or drop it")
        koan = topic.koan_of_test.get(name)
        above = [stub for line, stub in stubs if line < definition.line]
        if koan is None:
            yield Fault(topic.path, definition.line, NAMES_NO_KOAN.format(name))
        elif koan.line and (not above or above[-1] != koan.name):
            what = f"`{name}` judges `{koan.name}` but does not stand below its stub. Move it there"
            yield Fault(topic.path, definition.line, what)


def _left_out_by(node: ast.stmt) -> str:
    """The mark by which pytest would leave a test out, or let it fail, or ""."""
    for decorator in getattr(node, "decorator_list", []):
        for part in ast.walk(decorator):
            if isinstance(part, ast.Attribute) and part.attr in ("skip", "skipif", "xfail"):
                return part.attr
    return ""


def _asserts(source: Source, test: str) -> bool:
    """Whether a test, or a helper of the file that it uses, asserts anything."""
    for name in {test, *source.names_used(test)}:
        node = source.definitions[name].node if name in source.definitions else None
        for part in ast.walk(node) if node else ():
            called = part.func if isinstance(part, ast.Call) else None
            called_name = getattr(called, "attr", getattr(called, "id", ""))
            if isinstance(part, ast.Assert) or called_name in _ASSERTING or called_name.startswith("assert"):
                return True
    return False


def read_too_early(source: Source, koans: set[str]) -> Iterator[tuple[str, int]]:
    """(koan, line) wherever a koan's name is read at import: an answer that is injected later does not reach there."""
    stop = frozenset(koans)

    def visit(node: ast.AST) -> Iterator[tuple[str, int]]:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
                for part in [*getattr(node, "decorator_list", []), *defaults]:
                    yield from visit(part)
            case ast.Name(id=name, ctx=ast.Load()) if name in koans:
                yield name, node.lineno
            case _:
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):  # a helper that reads koans
                    yield from ((name, node.lineno) for name in source.names_used(node.func.id, stop) & koans)
                for part in ast.iter_child_nodes(node):
                    yield from visit(part)

    for node in source.tree.body:
        yield from visit(node)
