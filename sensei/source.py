"""One Python file as the engine reads it: the names it defines, what they use, and where `___` is left. By AST only."""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file, in one line that says what to do. `path` is relative to the project, `line` from 1."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Definition:
    """A name that a file binds at its top level. `blank_line` is the line of the first `___` in it, or None."""

    name: str
    node: ast.stmt
    docstring: str
    blank_line: int | None

    @property
    def line(self) -> int:
        return self.node.lineno

    @property
    def is_test(self) -> bool:
        return isinstance(self.node, ast.FunctionDef | ast.AsyncFunctionDef) and self.name.startswith("test")

    @property
    def is_test_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef) and self.name.startswith("Test")


class Source:
    """A parsed file. Raises `SourceError` where it is not Python; a BOM and Windows line ends are welcome."""

    def __init__(self, content: bytes, path: str) -> None:
        self.path = path
        self.tree = parse(content, path)
        self.lines = content.decode("utf-8-sig", errors="replace").splitlines()
        self._names: dict[str, set[str]] = {}

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """{name: what it is bound to}. Where a name is bound twice, the last one is what Python keeps."""
        return {name: self._definition(name, node) for name, node in _bound(self.tree.body)}

    def _definition(self, name: str, node: ast.stmt) -> Definition:
        blank = None
        if any("___" in line for line in self.lines[node.lineno - 1 : node.end_lineno]):  # spares most walks
            blank = min((n.lineno for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == "___"), default=None)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            docstring = ast.get_docstring(node) or ""
        else:
            docstring = self._comment_above(node.lineno)
        return Definition(name, node, docstring, blank)

    def _comment_above(self, line: int) -> str:
        first = line - 1
        while first > 0 and self.lines[first - 1].startswith("#"):
            first -= 1
        return "\n".join(text[1:].removeprefix(" ").rstrip() for text in self.lines[first : line - 1])

    def arguments(self, name: str) -> set[str]:
        """The names of a function's arguments: of a test's, the fixtures that it asks for."""
        node = self.definitions[name].node
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        return {argument.arg for argument in node.args.args} if is_function else set()  # type: ignore[attr-defined]

    def names_used(self, name: str, stop: frozenset[str] = frozenset()) -> set[str]:
        """The names that a definition uses, itself or through helpers and fixtures of this file; not through `stop`."""
        used: set[str] = set()
        todo = [name]
        while todo:
            definition = self.definitions.get(todo.pop())
            if definition is None:
                continue
            if definition.name not in self._names:
                self._names[definition.name] = _names_in(definition.node)
            new = self._names[definition.name] - used
            used |= new
            todo += new - stop
        return used

    def digest(self, names: tuple[str, ...], others: frozenset[str], book: Source) -> str:
        """A hash of all that the outcome of these tests rests on: they, what they use, what runs at the import, `book`.

        Left out are functions and classes that they do not use, and the statements that bind names of `others`.
        """
        used = {*names, *(name for test in names for name in self.names_used(test))}
        digest = hashlib.sha256("\n".join(book.lines).encode(errors="replace"))
        for node in self.tree.body:
            is_definition = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            bound = {name for name, _ in _bound([node])}
            if used.isdisjoint(bound) and (is_definition or bound & others):
                continue
            first = min([node.lineno, *(mark.lineno for mark in getattr(node, "decorator_list", []))])
            digest.update("\n".join([*self.lines[first - 1 : node.end_lineno], "\0"]).encode(errors="replace"))
        return digest.hexdigest()

    def has_parameters(self, test: str) -> bool:
        """Whether pytest makes several tests of one function: only an import tells their names."""
        nodes = [self.definitions[name].node for name in {test, *self.names_used(test)} if name in self.definitions]
        marks = [ast.dump(mark) for node in nodes for mark in getattr(node, "decorator_list", [])]
        return any("'parametrize'" in mark or "'params'" in mark for mark in marks)


class SourceError(Exception):
    """A file that can't be read as Python. Holds the `Fault`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read(path: Path, shown: str) -> Source:
    """The file at `path`, called `shown` in messages."""
    try:
        return _parsed(path.read_bytes(), shown)
    except FileNotFoundError:
        raise SourceError(Fault(shown, 1, f"the file is missing. {_put_back(path, shown)}")) from None
    except OSError as error:
        raise SourceError(Fault(shown, 1, f"the file can't be read: {error.strerror}")) from None


def _put_back(path: Path, shown: str) -> str:
    if shown.startswith("koans/"):
        return f"Put it back: koans reset {path.stem.removeprefix('test_')}"
    if any((folder / ".git").exists() for folder in path.parents):
        return f"Put it back: git checkout -- {shown}"
    return "Put it back from where you got the koans"


@lru_cache(maxsize=64)
def _parsed(content: bytes, path: str) -> Source:
    return Source(content, path)


def parse(content: bytes, path: str) -> ast.Module:
    """The tree of a file's content, or `SourceError` with the line."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python itself shows them when the file is imported
        try:
            return ast.parse(content)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise SourceError(_syntax_fault(content, path, error)) from None


def _syntax_fault(content: bytes, path: str, error: Exception) -> Fault:
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        return Fault(path, line, "a NUL byte stands here. Is this file really text? Save it as UTF-8")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as bad:
        line = content[: bad.start].count(b"\n") + 1
        return Fault(path, line, f"byte 0x{content[bad.start]:02x} is not UTF-8. Save the file as UTF-8")
    if isinstance(error, SyntaxError):
        kind = type(error).__name__  # IndentationError and TabError say more than SyntaxError
        return Fault(path, error.lineno or 1, f"{kind}: {error.msg}")
    return Fault(path, 1, f"Python can't read this file ({type(error).__name__})")


def import_fault(error: BaseException, shown: str) -> Fault:
    """What an error that was raised while a file was imported says, with the line in that file."""
    # The compiler finds what the parser lets pass: a `return` outside of a function.
    if isinstance(error, SyntaxError) and Path(error.filename or "").as_posix().endswith(shown):
        return Fault(shown, error.lineno or 1, f"{type(error).__name__}: {error.msg}")
    line, trace = 1, error.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).as_posix().endswith(shown):
            line = trace.tb_lineno
        trace = trace.tb_next
    return Fault(shown, line, error_line(error))


def error_line(error: BaseException) -> str:
    """An error on one line, with what Python proposes: "Did you mean: 'scatter_'?"."""
    message = str(error).strip().split("\n")[0]
    line = f"{type(error).__name__}: {message}" if message else type(error).__name__
    if not isinstance(error, NameError | AttributeError | ImportError):
        return line
    with contextlib.redirect_stderr(io.StringIO()) as shown:  # `traceback` proposes from Python 3.12 on
        sys.__excepthook__(type(error), error, error.__traceback__)
    line = next((full for full in shown.getvalue().split("\n") if full.startswith(line)), line)
    if isinstance(error, AttributeError) and error.name and line.endswith(f"'{error.name}'"):
        # Python itself proposes nothing where there are more than 750 names: torch and its tensors have more.
        near = get_close_matches(error.name, dir(error.obj), n=1)
        line += f". Did you mean: '{near[0]}'?" if near else ""
    return line


def _bound(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """(name, statement) for all that a block binds, also inside `if`, `try` and `with`, in order."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node
            case ast.Assign():
                for target in node.targets:
                    yield from ((name.id, node) for name in ast.walk(target) if isinstance(name, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                if node.value is not None:
                    yield name, node
            case ast.Import() | ast.ImportFrom():
                yield from ((alias.asname or alias.name.split(".")[0], node) for alias in node.names)
            case ast.If() | ast.Try() | ast.With() | ast.For() | ast.While():
                for inner in (getattr(node, field, []) for field in ("body", "orelse", "finalbody")):
                    yield from _bound(inner)
                for handler in getattr(node, "handlers", []):
                    yield from _bound(handler.body)


def _names_in(node: ast.AST) -> set[str]:
    names: set[str] = set()
    todo = [node]
    while todo:  # `ast.walk` takes three times as long, and this is most of what `koans status` does
        part = todo.pop()
        if isinstance(part, ast.Name):
            names.add(part.id)
            continue
        for field in part._fields:
            value = getattr(part, field, None)
            if isinstance(value, list):
                todo += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST):
                todo.append(value)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        names |= {argument.arg for argument in node.args.args}  # fixtures are asked for by their names
        names.discard(node.name)
    return names
