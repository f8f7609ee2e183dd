"""The gate between answers and tests: what an answer gives back is of a type that can't lie about itself.

A test compares. An object of a class of one's own may equal everything, so where a koan's signature names plain types,
plain values pass and nothing else; where it names others (a module, a dataset, a class), a learner's own classes pass
as long as they leave comparison, truth and their own class alone.
"""

from __future__ import annotations

import ast
import collections
import dataclasses
import functools
import itertools
import operator
import sys
import types
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from sensei.grading.machinery import Look, state_look
from sensei.grading.passing import (
    FUNCTIONS,
    LAZY,
    PLAIN,
    hidden_method,
    of_hypothesis,
    of_numpy,
    of_torch,
    text_of,
    what_changed,
    why_not_more,
    with_more,
)
from sensei.grading.witness import CHANGED, REFUSED
from sensei.source import Source

_PLAIN_NAMES = {
    *("Tensor", "torch", "Size", "dtype", "device", "int", "float", "bool", "str", "bytes", "None", "complex"),
    *("tuple", "list", "dict", "set"),
}
_MANY = (list, tuple, set, frozenset, collections.deque)
_NAMED = (dict, collections.OrderedDict, collections.defaultdict, collections.Counter, types.MappingProxyType)
_LIBRARIES = (
    "torch",
    "torchvision",
    "numpy",
    "PIL",
    "matplotlib",
    "builtins",
    "abc",
    "typing",
    "collections",
    "pathlib",
)
_LIES = {
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__bool__", "__index__", "__int__", "__float__"),
    *("__class__", "__getattribute__", "__instancecheck__", "__subclasscheck__", "__subclasshook__", "__mro_entries__"),
    *("__torch_function__", "__torch_dispatch__", "__array__", "__array_ufunc__", "__array_function__"),
}
_DEEPEST, _MOST = 6, 20_000
Tell = Callable[..., object]


class Refused(AssertionError):
    """An answer did not pass. The koan's test fails with it."""


class Customs:
    """The gate of one topic."""

    def __init__(self, source: Source, tests: ModuleType, look: Look, classes: frozenset[type]) -> None:
        self._source, self._look = source, look
        self._state, self._state_names = state_look()
        self._plain = frozenset(PLAIN | LAZY | of_torch() | of_numpy())
        self._simple = self._plain - with_more()
        self._at_first = classes
        self._gates: dict[Any, Any] = {}  # {gate: what is behind it}
        self._signals = of_hypothesis()
        self._tests = tests.__name__

    def gated(self, koan: str, answer: Any, tell: Tell = sys.audit) -> Any:
        """`answer`, with all that it gives back checked. A value is checked here; raises Refused."""
        stub = self._source.definitions[koan].node if koan in self._source.definitions else None
        is_function = isinstance(stub, ast.FunctionDef | ast.AsyncFunctionDef) and callable(answer)
        if isinstance(answer, type):
            if why := self._why_not_class(answer):
                raise Refused(why)
            self.gate_class(koan, answer, tell)
        elif not is_function and type(answer) not in FUNCTIONS and (why := self.why_not(answer, True)):
            raise Refused(why)
        if is_function or type(answer) in FUNCTIONS:
            return self._gated_function(koan, answer, self.own_classes_pass(koan), tell)
        return answer

    def own_classes_pass(self, koan: str) -> bool:
        """Whether the signature of a stub names anything but plain types as its result."""
        node = self._source.definitions[koan].node if koan in self._source.definitions else None
        returns = getattr(node, "returns", None)
        if returns is None:
            return True
        return any(isinstance(part, ast.Name) and part.id not in _PLAIN_NAMES for part in ast.walk(returns)) or any(
            isinstance(part, ast.Attribute) and part.attr not in _PLAIN_NAMES for part in ast.walk(returns)
        )

    def gate_class(self, koan: str, answer: type, tell: Tell = sys.audit) -> None:
        """Check what the methods of a learner's class give back, in place: the class stays the same object."""

        def gate(method: Any) -> Any:
            return self._gated_function(koan, method, True, tell, of_class=True)

        for name, method in list(vars(answer).items()):
            if isinstance(method, staticmethod | classmethod):
                setattr(answer, name, type(method)(gate(method.__func__)))
            elif isinstance(method, property):
                setattr(
                    answer, name, property(*(part and gate(part) for part in (method.fget, method.fset, method.fdel)))
                )
            elif isinstance(method, types.FunctionType | functools._lru_cache_wrapper) and method not in self._gates:
                setattr(answer, name, gate(method))

    def _gated_function(
        self, koan: str, answer: Callable[..., Any], own_classes: bool, tell: Tell, of_class: bool = False
    ) -> Any:
        look, state, why_not, same = self._look, self._state, self.why_not, operator.is_
        names = self._state_names

        def check(value: object, before: tuple[Any, ...], state_before: tuple[Any, ...]) -> None:
            after = look()
            if len(before) != len(after) or not all(map(same, before, after)):
                tell(CHANGED, f"`{koan}` changed what its tests rely on: {what_changed(before, after)}")
                raise Refused("this answer changes what its tests rely on")
            why = next(
                (f"it leaves {n}" for n, b, a in zip(names, state_before, state(), strict=False) if b is not a), ""
            )
            if why := why or why_not(value, own_classes):
                tell(REFUSED, koan, why)
                raise Refused(why)

        def refuse_signals(error: BaseException) -> None:
            if isinstance(error, self._signals):
                why = f"it raises `{type(error).__name__}`, by which an example would not count"
                tell(REFUSED, koan, why)
                raise Refused(why) from None

        @functools.wraps(answer)
        def gate(*arguments: Any, **named: Any) -> Any:
            before = look(), state()
            try:
                value = answer(*arguments, **named)
            except BaseException as error:
                check(None, *before)
                refuse_signals(error)
                raise
            check(value, *before)
            if of_class and arguments and (why := hidden_method(arguments[0])):
                tell(REFUSED, koan, why)
                raise Refused(why)
            if type(value) in LAZY:
                # What a library's iterator runs, workers of a DataLoader for one, is to last from step to step.
                kept = state if type(value) is types.GeneratorType else tuple
                return _gated_steps(value, check, refuse_signals, lambda: (look(), kept()))
            return self._gated_function(koan, value, own_classes, tell) if type(value) in FUNCTIONS else value

        self._gates[gate] = answer
        return gate

    def why_not(self, value: Any, own_classes: bool, depth: int = 0) -> str:
        """Why a value may not pass, or ""."""
        kind = type(value)
        if kind in self._simple:
            return ""
        if kind in self._plain:
            return why_not_more(value)
        if kind in _NAMED or kind in _MANY:
            if depth == _DEEPEST:
                return ""
            parts = [*value.keys(), *value.values()] if kind in _NAMED else list(itertools.islice(value, _MOST))
            if set(map(type, parts)) <= self._simple:
                return ""
            return next((why for part in parts if (why := self.why_not(part, own_classes, depth + 1))), "")
        if isinstance(value, type):
            return self._why_not_class(value)
        if _is_named_tuple(kind) and kind not in self._at_first:
            return next((why for part in tuple(value) if (why := self.why_not(part, own_classes, depth + 1))), "")
        if not own_classes:
            return f"the result is a `{kind.__name__}`, and none of the types that the koan asks for"
        return self._why_not_class(kind)

    def _why_not_class(self, kind: type) -> str:
        for base in type.__getattribute__(kind, "__mro__"):
            if base in self._at_first:
                root = str(base.__module__).partition(".")[0]
                if root not in _LIBRARIES and base.__module__ != self._tests and not issubclass(base, BaseException):
                    return f"the result is a `{kind.__name__}`, which is made of `{base.__module__}.{base.__name__}`"
                if base in self._plain and base is not kind:
                    return f"`{kind.__name__}` is a kind of `{base.__name__}` of its own: give a plain one"
            elif lies := sorted(_LIES & set(vars(base))):
                if lies != ["__eq__"] or not self._compares_fields(base):
                    return f"`{base.__name__}` defines `{lies[0]}`, by which it could pass for anything"
            elif type(base) not in self._at_first:
                return f"`{base.__name__}` has a metaclass of its own"
        return ""

    def _compares_fields(self, kind: type) -> bool:
        """Whether it has the `__eq__` that `dataclass` makes."""
        parts = vars(kind).get("__dataclass_fields__")
        if type(parts) is not dict or not all(type(part) is dataclasses.Field for part in parts.values()):
            return False
        made = dataclasses.make_dataclass("made", [part.name for part in parts.values() if part.compare]).__eq__
        own = self._gates.get(vars(kind)["__eq__"], vars(kind)["__eq__"])
        return type(own) is types.FunctionType and text_of(own) == text_of(made)


def _gated_steps(steps: Iterator[Any], check: Callable[..., None], refuse: Callable[..., None], look: Look) -> Any:
    """A generator runs a learner's lines at each step."""
    while True:
        before = look()
        try:
            value = next(steps)
        except StopIteration as end:
            check(None, *before)
            return end.value
        except BaseException as error:
            refuse(error)
            raise
        check(value, *before)
        yield value


def all_classes() -> frozenset[type]:
    """Every class that there is before a learner's code has run."""
    found: set[type] = {object}
    todo: list[type] = [object]
    while todo:
        kinds: list[type] = type.__subclasses__(todo.pop())
        for kind in kinds:
            if kind not in found:
                found.add(kind)
                todo.append(kind)
    return frozenset(found)


def _is_named_tuple(kind: type) -> bool:
    return kind.__bases__ == (tuple,) and hasattr(kind, "_fields") and not (_LIES | {"__iter__"}) & set(vars(kind))
