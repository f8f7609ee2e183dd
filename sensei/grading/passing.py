"""Which types of values can't lie about themselves, and what to look at in those that carry something with them."""

from __future__ import annotations

import datetime
import functools
import itertools
import operator
import pathlib
import sys
import types
from typing import Any

PLAIN = {type(None), bool, int, float, complex, str, bytes, bytearray, range, slice, type(...), type(NotImplemented)}
PLAIN |= {types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial, types.GenericAlias}
PLAIN |= {types.MethodDescriptorType, types.WrapperDescriptorType, types.MethodWrapperType, types.ModuleType}
PLAIN |= {pathlib.PosixPath, pathlib.WindowsPath, pathlib.PurePosixPath, datetime.datetime, datetime.timedelta}
_TORCH = """
    Tensor Size dtype device layout memory_format Generator finfo iinfo nn.Parameter nn.Buffer nn.UninitializedParameter
    UntypedStorage TypedStorage
"""
LAZY = {types.GeneratorType, map, zip, filter, enumerate, reversed, itertools.chain, itertools.islice}
LAZY |= {type(iter(made())) for made in (list, tuple, dict, set, str, bytes)} | {type(iter(range(0)))}
FUNCTIONS = {types.FunctionType, types.MethodType, functools.partial}


def of_torch() -> set[type]:
    torch = sys.modules.get("torch")
    found: set[type] = set()
    for name in _TORCH.split() if torch else ():
        try:
            found.add(operator.attrgetter(name)(torch))
        except AttributeError:
            continue
    vision = sys.modules.get("torchvision.tv_tensors")
    names = ("Image", "Mask", "Video", "BoundingBoxes")
    return found | {getattr(vision, name) for name in names if hasattr(vision, name)}


def of_numpy() -> set[type]:
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return set()
    scalars: set[type] = set(numpy.sctypeDict.values())
    return scalars | {numpy.ndarray, numpy.dtype}


def with_more() -> set[type]:
    numpy = sys.modules.get("numpy")
    return of_torch() | ({numpy.ndarray} if numpy else set())


def why_not_more(value: Any) -> str:
    """Tensors may have attributes of their own, arrays may hold objects."""
    for name in getattr(value, "__dict__", ()):
        if hasattr(type(value), name):
            return f"its result has a `{name}` of its own"
    if getattr(getattr(value, "dtype", None), "hasobject", False):
        return "the result is an array of objects, not of numbers"
    return ""


def hidden_method(holder: Any) -> str:
    """What to say of an object that hides a method of its class behind a function of its own."""
    if isinstance(holder, type):
        return ""
    try:
        own = object.__getattribute__(holder, "__dict__")
    except AttributeError:
        return ""
    hidden = (name for name, value in own.items() if type(value) in FUNCTIONS and hasattr(type(holder), name))
    return next((f"an object hides its class's `{name}` behind another function" for name in hidden), "")


def of_hypothesis() -> tuple[type[BaseException], ...]:
    """Exceptions that mean more to hypothesis than that a test has failed; alone, or in a group."""
    errors = sys.modules.get("hypothesis.errors")
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)] if errors else []
    own = [kind for kind in kinds if issubclass(kind, BaseException) and kind.__module__ == "hypothesis.errors"]
    return BaseExceptionGroup, *own


def text_of(function: Any) -> tuple[Any, ...]:
    code = function.__code__
    return code.co_code, code.co_consts, code.co_names, code.co_varnames, code.co_freevars


def what_changed(before: tuple[Any, ...], after: tuple[Any, ...]) -> str:
    for old, new in zip(before, after, strict=False):
        if old is not new:
            return f"{getattr(old, '__qualname__', repr(old)[:60])} became {type(new).__name__}"
    return "the number of its parts"
