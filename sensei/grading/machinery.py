"""What tests rely on, and whether it is still what it was: functions of torch, pytest and Python, and the tests.

Two looks of different depth. A short one before and after each call of an answer costs some microseconds and notices
what was put in another's place while the answer ran. A long one, after the answers were loaded and at the end, compares
every function and class of the modules that take part, and what the functions are made of.
"""

from __future__ import annotations

import builtins
import gc
import operator
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from types import FunctionType, ModuleType
from typing import Any

_NAMES = {
    "builtins": """
        AssertionError BaseException Exception abs all any bool callable dict enumerate float frozenset getattr hasattr
        id int isinstance issubclass iter len list map max min next object open print range repr
        reversed round set setattr sorted str sum super tuple type vars zip __import__ __build_class__
    """,
    "operator": "eq ne lt le gt ge is_ contains",
    "math": "isclose isnan sqrt",
    "torch": """
        Tensor Size allclose all any arange as_tensor device dtype empty eq equal full is_grad_enabled is_tensor isclose
        isnan load manual_seed ne no_grad ones rand randn save stack tensor zeros
    """,
    "torch.testing": "assert_close",
    "numpy": "all allclose array array_equal array_equiv asarray isclose",
    "numpy.testing": "assert_allclose assert_array_equal assert_equal",
    "pytest": "approx fail raises skip warns xfail",
    "warnings": "catch_warnings warn",
}
_TENSOR = """
    __bool__ __eq__ __float__ __getitem__ __int__ __iter__ __len__ __ne__ all allclose any data_ptr
    detach device dim dtype eq equal flatten grad is_contiguous is_leaf isclose item ne nonzero numel requires_grad
    shape size sum tolist
"""
# What the long look is at: functions that decide what a test sees, and whether it fails. Not more: each object that is
# looked at is a piece of memory that the judged process no longer shares with the warm parent.
_MODULES = frozenset(
    """
    builtins operator math random warnings unittest.mock numpy numpy.testing torch torch.testing torch.functional
    torch.testing._comparison torch.overrides torch.random pytest
    _pytest._code.code _pytest.assertion _pytest.assertion.rewrite _pytest.assertion.util _pytest.fixtures
    _pytest.monkeypatch _pytest.nodes _pytest.outcomes _pytest.python _pytest.approx _pytest.raises _pytest.runner
    hypothesis.core hypothesis.control hypothesis.internal.conjecture.engine hypothesis.internal.conjecture.data
    sensei.blank sensei.explain sensei.judge sensei.accelerator sensei.machines sensei.strategies
    """.split()  # noqa: SIM905
)
_PACKAGES = ("pluggy", "sensei.grading")
_CLASSES_OF = ("_pytest", "pluggy", "sensei", "hypothesis.internal")  # and these:
_CLASSES = ("torch.Tensor", "torch.nn.Parameter", "torch.nn.Module", "unittest.mock._patch", "random.Random")

_MISSING = object()
_inside = operator.attrgetter("__code__", "__defaults__", "__kwdefaults__")
# Methods that decide in the middle of a test: they are among what the short look sees.
_DECIDE = {
    "torch.testing._comparison": "not_close_error_metas originate_pairs TensorLikePair NumberPair ObjectPair",
    "torch.testing._comparison.TensorLikePair": "compare _compare_values _compare_attributes",
    "torch.testing._comparison.NumberPair": "compare",
    "_pytest.approx.ApproxScalar": "__eq__",
    "_pytest.approx.ApproxBase": "__eq__",
    "_pytest.approx.ApproxSequenceLike": "__eq__",
    "_pytest.approx.ApproxNumpy": "__eq__",
    "_pytest.approx.ApproxMapping": "__eq__",
    "_pytest.raises.RaisesExc": "__exit__",
}
Look = Callable[[], tuple[Any, ...]]


def short_look(tests: ModuleType, koans: set[str]) -> Look:
    """A function that collects what must be the same before and after an answer's call. Compare with `is`."""
    looks: list[Callable[[], Any]] = []
    for name, wanted in _NAMES.items():
        if (module := sys.modules.get(name)) is not None:
            present = [each for each in wanted.split() if hasattr(module, each)]
            looks.append(_of(operator.itemgetter(*present), vars(module)))
    for path, wanted in _DECIDE.items():
        owner, _, name = path.rpartition(".")
        holder = sys.modules.get(path) or getattr(sys.modules.get(owner), name, None)
        present = [each for each in wanted.split() if hasattr(holder, each)]
        if holder is not None and present:
            looks.append(_of(operator.attrgetter(*present), holder))
    if torch := sys.modules.get("torch"):
        looks.append(_of(operator.attrgetter(*_TENSOR.split()), torch.Tensor))
    helpers = [name for name, value in vars(tests).items() if callable(value) and name not in koans]
    if len(helpers) > 1:
        looks.append(_of(operator.itemgetter(*helpers), vars(tests)))
    fixed = tuple(looks)
    return lambda: _flat(look() for look in fixed)


def state_look() -> tuple[Look, tuple[str, ...]]:
    """A function that collects the state that an answer must leave as it was, and what to call each part of it."""
    looks: list[Callable[[], Any]] = [threading.active_count, _of(len, gc.callbacks), sys.gettrace, sys.getprofile]
    names = ["a thread running", "a callback of the garbage collector", "a trace function", "a profile function"]
    if torch := sys.modules.get("torch"):
        looks += [torch._C._len_torch_function_stack, torch._C._len_torch_dispatch_stack, torch.get_default_dtype]
        names += ["a default device or a torch function mode", "a torch dispatch mode", "another default dtype"]
    fixed = tuple(looks)
    return lambda: tuple(look() for look in fixed), tuple(names)


def _of(getter: Callable[[Any], Any], holder: object) -> Callable[[], Any]:
    return lambda: getter(holder)


def _flat(parts: Iterator[Any]) -> tuple[Any, ...]:
    found: list[Any] = []
    for part in parts:
        if type(part) is tuple:
            found += part
        else:
            found.append(part)
    return tuple(found)


@dataclass
class _Space:
    """A namespace as it was: all of its names, and its functions, classes and modules."""

    name: str
    now: Mapping[str, Any]
    names: frozenset[str]
    parts: dict[str, Any]
    is_class: bool

    def changed(self) -> str:
        parts, get = self.parts, self.now.get
        if not all(map(operator.is_, map(get, parts, repeat(_MISSING)), parts.values())):
            return next((f"{self.name}.{k}" for k, v in parts.items() if get(k, _MISSING) is not v), self.name)
        if len(self.now) != len(self.names):
            for key in [key for key in self.now if key not in self.names]:
                if hasattr(builtins, key) or (self.is_class and callable(get(key))):  # it hides what was meant
                    return f"{self.name}.{key}"
        return ""


@dataclass
class Held:
    """What namespaces held, and what their functions are made of."""

    spaces: list[_Space] = field(default_factory=list)
    functions: dict[str, FunctionType] = field(default_factory=dict)
    insides: list[tuple[Any, ...]] = field(default_factory=list)

    def hold(self, name: str, module: ModuleType, without: set[str]) -> None:
        self._hold(name, vars(module), without, is_class=False)
        for value in list(vars(module).values()) if name.startswith(_CLASSES_OF) else ():
            if isinstance(value, type) and value.__module__ == module.__name__:
                self.hold_class(f"{name}.{value.__name__}", value)

    def hold_class(self, name: str, kind: type) -> None:
        self._hold(name, vars(kind), set(), is_class=True)

    def _hold(self, name: str, space: Mapping[str, Any], without: set[str], is_class: bool) -> None:
        parts = {key: value for key, value in space.items() if _is_machinery(value) and key not in without}
        self.spaces.append(_Space(name, space, frozenset(space) | without, parts, is_class))
        functions = {f"{name}.{key}": value for key, value in parts.items() if type(value) is FunctionType}
        new = {name: function for name, function in functions.items() if name not in self.functions}
        self.functions |= new
        self.insides += map(_inside, new.values())

    def changed(self) -> str:
        for space in self.spaces:
            if what := space.changed():
                return what
        if list(map(_inside, self.functions.values())) != self.insides:
            now = zip(self.functions, map(_inside, self.functions.values()), self.insides, strict=True)
            return "the inside of " + next(name for name, after, before in now if after != before)
        return ""

    def accept(self) -> None:
        """Take what there is now for what was there before."""
        for space in self.spaces:
            space.parts.update({key: space.now[key] for key in space.parts if key in space.now})
            space.names |= frozenset(space.now)
        self.insides = list(map(_inside, self.functions.values()))


def library_look() -> Held:
    """What the modules hold that take part in every topic."""
    held = Held()
    for name, module in sorted(sys.modules.items()):
        if isinstance(module, ModuleType) and _takes_part(name):
            held.hold(name, module, set())
    for path in _CLASSES:
        owner, _, name = path.rpartition(".")
        if owner in sys.modules:
            held.hold_class(path, getattr(sys.modules[owner], name))
    return held


class LongLook:
    """Everything that takes part in one topic. `changed` names the first thing that is another now, or gives ""."""

    def __init__(self, libraries: Held, tests: ModuleType, koans: set[str]) -> None:
        self._libraries, self._tests = libraries, Held()
        self._tests.hold(tests.__name__, tests, koans)
        handles = [getattr(value, "hypothesis", None) for value in self._tests.functions.values()]
        self._inner = [(handle, handle.inner_test) for handle in handles if handle is not None]

    def accept(self) -> None:
        self._libraries.accept()

    def replaced(self) -> Callable[[], str]:
        """A function that says what is another than now, or "". It is quick, and calls nothing that can be replaced."""
        same, every, each = operator.is_, all, map
        spaces = [*self._tests.spaces, *self._libraries.spaces]
        held = [(space.name, space.now.get, tuple(space.parts), tuple(space.parts.values())) for space in spaces]

        def what() -> str:
            for name, get, keys, values in held:
                if not every(each(same, each(get, keys), values)):
                    return name
            return ""

        return what

    def changed(self) -> str:
        if any(handle.inner_test is not inner for handle, inner in self._inner):
            return "a test inside of hypothesis"
        traced = "a trace function" if sys.gettrace() or sys.getprofile() else ""
        return self._tests.changed() or self._libraries.changed() or traced


def _takes_part(name: str) -> bool:
    return name in _MODULES or any(name == p or name.startswith(p + ".") for p in _PACKAGES)


def _is_machinery(value: object) -> bool:
    return callable(value) or isinstance(value, ModuleType | property | staticmethod | classmethod)
