"""`___`, the answer still to give: whatever is done with it says so.

A stub that still holds `___` is found in its source before any test runs (`sensei.path`). The object here
catches the rest: a test that goes through another koan, and a topic file run without the plugin.
"""

from __future__ import annotations

from typing import Any, NoReturn


class FillMeIn(Exception):
    """`___` was used. Not a BaseException: that would end a DataLoader worker, and pytest with it."""

    __module__ = "builtins"


class _Running:
    """What `___` knows of the test that runs: set by the plugin, empty outside of a test."""

    armed = False
    answer = ""


def arm(answer: str = "") -> None:
    """From now on `isinstance(___, …)` raises too, and errors name `answer` as the one still to give."""
    _Running.armed, _Running.answer = True, answer


def disarm() -> None:
    _Running.armed, _Running.answer = False, ""


def _use(*_args: object, **_kwargs: object) -> NoReturn:
    raise FillMeIn(f"fill in ___{_Running.answer and ' in '}{_Running.answer}")


_UNARY = """
    call iter next len contains getitem setitem delitem bool eq ne lt le gt ge hash int float complex index round
    trunc floor ceil bytes format enter exit aenter aexit await aiter anext reversed length_hint fspath mro_entries
    neg pos abs invert instancecheck subclasscheck delattr deepcopy copy reduce reduce_ex array dlpack buffer
"""
_BINARY = "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or"
_DUNDERS = [*_UNARY.split(), *(prefix + name for name in _BINARY.split() for prefix in ("", "r", "i"))]


class Blank:
    """The type of `___`."""

    __slots__ = ()

    @classmethod
    def __torch_function__(cls, *_args: object, **_kwargs: object) -> NoReturn:
        _use()

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith(("_", "pytest_")):  # probes by pytest, inspect, doctest and rich
            raise AttributeError(name)
        _use()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        _use()

    def __repr__(self) -> str:
        return "___"

    # `isinstance(___, X)`, `torch.tensor(___)` and `self.layer = ___` ask for the class. So does pytest while it
    # collects, and then the question has to be answered.
    @property  # type: ignore[misc]  # read-only, unlike that of object
    def __class__(self) -> Any:
        return _use() if _Running.armed else Blank


for _name in _DUNDERS:
    setattr(Blank, f"__{_name}__", _use)

___: Any = Blank()
