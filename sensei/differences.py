"""Where two values of a comparison differ: the first index, how many, the largest error, NaN and infinity by name."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import Any

from sensei.values import describe, is_tensor

_FEWEST_COUNTED = 4  # elements: fewer are seen at a glance
_MOST_COMPARED = 200_000  # elements

Index = tuple[int, ...]


def differences(yours: object, expected: object) -> list[str]:
    """What is to be said of two lists or tensors, of floats too, that should be equal. Empty where that is nothing."""
    tolerance = expected if type(expected).__name__.startswith("Approx") else None
    if tolerance is not None:
        expected = getattr(tolerance, "expected", None)
    both = (yours, expected)
    if any(is_tensor(value) and value.numel() > _MOST_COMPARED for value in both):  # type: ignore[attr-defined]
        return []
    mine, wanted = (value.tolist() if is_tensor(value) else value for value in both)  # type: ignore[attr-defined]
    if not isinstance(mine, list | tuple) or not isinstance(wanted, list | tuple):
        return _unusual({(): mine}, {(): wanted})
    shapes = _shape(mine), _shape(wanted)
    if None not in shapes and shapes[0] != shapes[1] and max(len(shape or ()) for shape in shapes) > 1:
        return [f"shape {shapes[0]}, expected {shapes[1]}", *_unusual(dict(_leaves(mine)), {})]
    try:
        return _element_by_element(mine, wanted, tolerance)
    except Exception:  # tensors inside of lists, and objects that refuse to be compared
        return []


def _element_by_element(mine: Any, wanted: Any, tolerance: Any) -> list[str]:
    ours, theirs = dict(_leaves(mine)), dict(_leaves(wanted))
    if ours.keys() != theirs.keys():
        index = _differs_at(mine, wanted)
        return [_first(index, _at(mine, index), _at(wanted, index))] if index else []
    differ = [index for index in ours if not _equal(ours[index], theirs[index], tolerance)]
    if not differ or len(ours) == 1:
        return _unusual(ours, theirs)
    notes = [_first(differ[0], ours[differ[0]], theirs[differ[0]])]
    if isinstance(mine, list) and len(ours) >= _FEWEST_COUNTED:
        errors = {i: abs(ours[i] - theirs[i]) for i in differ if _is_number(ours[i]) and _is_number(theirs[i])}
        worst = max(errors, key=lambda i: errors[i], default=None)
        largest = f"; the largest error is {errors[worst]:.4g}, at {_shown(worst)}" if worst is not None else ""
        notes.append(f"{len(differ)} of {len(ours)} elements differ{largest}")
    return [*notes, *_unusual(ours, theirs)]


def _leaves(value: Any, index: Index = ()) -> Iterator[tuple[Index, Any]]:
    """(index, element) of nested lists. An empty list, or anything else, is an element."""
    if isinstance(value, list | tuple) and value:
        for i, item in enumerate(value):
            yield from _leaves(item, (*index, i))
    else:
        yield index, value


def _shape(value: Any) -> Index | None:
    """The shape of nested lists of numbers, as of a tensor; None where they are ragged, or hold something else."""
    if _is_number(value, finite=False) or isinstance(value, bool):
        return ()
    if not isinstance(value, list):
        return None
    inner = {_shape(item) for item in value}
    if len(inner) > 1 or None in inner:
        return None
    return (len(value), *(inner.pop() or ())) if inner else (0,)


def _equal(a: Any, b: Any, tolerance: Any) -> bool:
    if tolerance is not None and _is_number(b):
        approx = sys.modules["pytest"].approx
        return bool(a == approx(b, rel=tolerance.rel, abs=tolerance.abs, nan_ok=tolerance.nan_ok))
    return bool(a == b)


def _differs_at(a: Any, b: Any) -> Index:
    """The index at which two nested lists part, as deep as they can be compared."""
    if not (isinstance(a, list | tuple) and isinstance(b, list | tuple)) or len(a) != len(b):
        return ()
    for i, (x, y) in enumerate(zip(a, b, strict=True)):
        if not bool(x == y):
            return (i, *_differs_at(x, y))
    return ()


def _at(value: Any, index: Index) -> Any:
    for i in index:
        value = value[i]
    return value


def _first(index: Index, yours: object, expected: object) -> str:
    return f"first difference at {_shown(index)}: {describe(yours)}, expected {describe(expected)}"


def _shown(index: Index) -> str:
    return "".join(f"[{i}]" for i in index)


def _is_number(value: object, finite: bool = True) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and (not finite or math.isfinite(value))


def _unusual(ours: dict[Index, Any], theirs: dict[Index, Any]) -> list[str]:
    """NaN and infinity among the learner's numbers, where something else was expected."""
    notes = []
    for is_it, name in ((math.isnan, "NaN (not a number)"), (math.isinf, "infinite")):
        where = [i for i, x in ours.items() if isinstance(x, float) and is_it(x)]
        where = [i for i in where if not (isinstance(theirs.get(i), float) and is_it(theirs[i]))]
        if where and where[0] == ():
            notes.append(f"your number is {name}")
        elif where:
            notes.append(
                f"{len(where)} of your numbers {'is' if len(where) == 1 else 'are'} {name}, "
                f"the first at {_shown(where[0])}"
            )
    return notes
