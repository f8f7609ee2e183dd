"""Answers that do nothing, or nothing that can be seen: a sound koan is solved by none of them."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

Null = tuple[str, Any, Callable[[], bool]]


def null_answers(right: Any) -> Iterator[Null]:
    """(what it is, the answer, whether it differs from `right`: asked after it was tried)."""
    if not callable(right):
        yield "None", None, lambda: right is not None
        return
    yield "a function that returns None", lambda *args, **kwargs: None, _always
    yield "its first argument given back", _first_argument, _always
    silent = _SilentClass(right) if inspect.isclass(right) else _Silent(right)
    yield "the work done and None returned", silent.answer, silent.was_in_vain


def _always() -> bool:
    return True


def _first_argument(*args: Any, **kwargs: Any) -> Any:
    return next(iter((*args, *kwargs.values())), None)


class _Silent:
    """Does what a function does and returns None. That is right where the function itself returns None each time."""

    def __init__(self, right: Callable[..., Any]) -> None:
        self.returned = False

        @functools.wraps(right)
        def answer(*args: Any, **kwargs: Any) -> None:
            self.returned |= right(*args, **kwargs) is not None

        self.answer: Any = answer

    def was_in_vain(self) -> bool:
        return self.returned


class _SilentClass:
    """A class whose methods do their work and return None."""

    def __init__(self, right: type) -> None:
        own = {name: method for name, method in vars(right).items() if inspect.isfunction(method)}
        self.methods = {name: _Silent(method) for name, method in own.items() if name != "__init__"}
        silenced = {name: method.answer for name, method in self.methods.items()}
        self.answer: Any = type(right)(right.__name__, (right,), silenced)

    def was_in_vain(self) -> bool:
        return any(method.returned for method in self.methods.values())
