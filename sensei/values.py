"""Values as a failure shows them: short, on one line, and with what `repr` hides of a tensor."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

_LONGEST = 300


def describe(value: object) -> str:
    """`value` on one line; a tensor with shape and dtype, and device and requires_grad where they are not the usual."""
    torch = sys.modules.get("torch")
    try:
        if torch is not None and isinstance(value, torch.Tensor):
            return _describe_tensor(value)
        if torch is not None and isinstance(value, torch.Size):
            return str(tuple(value))
        return shorten(re.sub(r"\s+", " ", re.sub(r" at 0x[0-9a-f]+", "", repr(value))))
    except Exception as error:  # a class of the learner's own may raise in its __repr__
        return f"<{type(value).__name__} whose repr raises {type(error).__name__}>"


def _describe_tensor(tensor: Any) -> str:
    facts = [f"shape {tuple(tensor.shape)}", str(tensor.dtype).removeprefix("torch.")]
    if tensor.device.type != "cpu":
        facts.append(str(tensor.device))
    if tensor.requires_grad:
        facts.append("requires grad")
    name = "" if type(tensor).__name__ == "Tensor" else f"{type(tensor).__name__} "
    numbers = tensor.detach().cpu()
    shown = str(numbers.tolist()) if numbers.numel() <= 64 else re.sub(r"\s+", " ", str(numbers))
    return f"{name}{shorten(shown, 160)}, {', '.join(facts)}"


def shorten(text: str, longest: int = _LONGEST) -> str:
    if len(text) <= longest:
        return text
    return f"{text[: longest * 2 // 3]} … {text[-longest // 4 :]}"


def first_difference(yours: object, expected: object) -> str:
    """Where two lists, or two tensors, differ first: "at [1][0]: 2, expected 3". "" where that can't be said."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(yours, torch.Tensor) and isinstance(expected, torch.Tensor):
        if yours.shape != expected.shape:
            return ""
        yours, expected = yours.tolist(), expected.tolist()
    index = _differs_at(yours, expected)
    if not index or (len(index) == 1 and len(yours) == 1):  # type: ignore[arg-type]
        return ""
    for i in index:
        yours, expected = yours[i], expected[i]  # type: ignore[index]
    return f"first difference at {''.join(f'[{i}]' for i in index)}: {describe(yours)}, expected {describe(expected)}"


def _differs_at(yours: object, expected: object) -> list[int]:
    if not (isinstance(yours, list | tuple) and isinstance(expected, list | tuple) and _same_length(yours, expected)):
        return []
    for i, (a, b) in enumerate(zip(yours, expected, strict=True)):
        if type(a) is type(b) and a == b:
            continue
        try:
            if a == b:
                continue
        except Exception:  # tensors inside of lists
            return []
        return [i, *_differs_at(a, b)]
    return []


def _same_length(yours: Sequence[object], expected: Sequence[object]) -> bool:
    return len(yours) == len(expected) > 0
