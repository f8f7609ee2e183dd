"""Values as a failure shows them: short, on one line, with what `repr` hides of a tensor; and as text to be pasted."""

from __future__ import annotations

import math
import re
import sys
from typing import Any

_LONGEST = 300
_MOST_PASTED = 48  # elements of a tensor, and not more
_DEVICES = ("cpu", "cuda", "mps", "xpu")  # the pretend one is in tests only
_EXACT_DTYPES = ("float32", "int64", "bool")  # those that `torch.tensor` makes of Python's numbers by itself


def is_tensor(value: object) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def describe(value: object) -> str:
    """`value` on one line; a tensor with its shape, dtype, device and requires_grad."""
    torch = sys.modules.get("torch")
    try:
        if is_tensor(value):
            return _describe_tensor(value)
        if torch is not None and isinstance(value, torch.Size):
            return str(tuple(value))
        return shorten(re.sub(r"\s+", " ", re.sub(r" at 0x[0-9a-f]+", "", repr(value))))
    except Exception as error:  # a class of the learner's own may raise in its __repr__
        return f"<{type(value).__name__} whose repr raises {type(error).__name__}>"


def facts(tensor: Any) -> str:
    """What `tolist` hides of a tensor."""
    dtype = str(tensor.dtype).removeprefix("torch.")
    return f"shape {tuple(tensor.shape)}, {dtype}, {tensor.device}, requires_grad={tensor.requires_grad}"


def _describe_tensor(tensor: Any) -> str:
    name = "" if type(tensor).__name__ == "Tensor" else f"{type(tensor).__name__} "
    if tensor.is_meta:
        return f"{name}without values, {facts(tensor)}"
    numbers = tensor.detach().cpu()
    shown = str(numbers.tolist()) if numbers.numel() <= 64 else re.sub(r"\s+", " ", str(numbers))
    return f"{name}{shorten(shown, 160)}, {facts(tensor)}"


def shorten(text: str, longest: int = _LONGEST) -> str:
    if len(text) <= longest:
        return text
    return f"{text[: longest * 2 // 3]} … {text[-longest // 4 :]}"


def pasteable(value: object) -> str | None:
    """Python text that makes `value` again; None where that can't be said in short."""
    torch = sys.modules.get("torch")
    if value is None or type(value) in (bool, int, str):
        return repr(value)
    if isinstance(value, float) and type(value) is float:
        return repr(value) if math.isfinite(value) else f"float('{value}')"
    if isinstance(value, list | tuple) and type(value) in (list, tuple):
        parts = [text for item in value if (text := pasteable(item)) is not None]
        inner = ", ".join(parts)
        if len(parts) < len(value):
            return None
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if len(parts) == 1 else f"({inner})"
    if torch is None:
        return None
    if isinstance(value, torch.Size):
        return pasteable(tuple(value))
    if isinstance(value, torch.device):
        return f"torch.device('{value}')" if value.type in _DEVICES else None
    if isinstance(value, torch.dtype):
        return str(value)
    return _pasteable_tensor(torch, value) if type(value) is torch.Tensor else None


def _pasteable_tensor(torch: Any, tensor: Any) -> str | None:
    dtype = str(tensor.dtype).removeprefix("torch.")
    if tensor.numel() > _MOST_PASTED or tensor.layout != torch.strided or tensor.device.type not in _DEVICES:
        return None
    more = [] if dtype in _EXACT_DTYPES else [f"dtype=torch.{dtype}"]
    more += [f"device='{tensor.device}'"] if tensor.device.type != "cpu" else []
    more += ["requires_grad=True"] if tensor.requires_grad else []
    if tensor.numel() == 0:
        more = (
            more if dtype in ("float32", *(m.removeprefix("dtype=torch.") for m in more)) else [f"dtype=torch.{dtype}"]
        )
        return f"torch.zeros({', '.join([str(tuple(tensor.shape)), *more])})"
    numbers = _short(torch, tensor.detach().cpu().tolist(), tensor.dtype)
    text = pasteable(numbers)
    return None if text is None else f"torch.tensor({', '.join([text, *more])})"


def _short(torch: Any, numbers: Any, dtype: Any) -> Any:
    """Floats with as few digits as make the same number of `dtype`: 0.1 and not 0.10000000149011612."""
    if isinstance(numbers, list):
        return [_short(torch, number, dtype) for number in numbers]
    if not isinstance(numbers, float) or not math.isfinite(numbers):
        return numbers
    tried = (float(f"{numbers:.{digits}g}") for digits in (6, 9, 17))
    return next(number for number in tried if torch.tensor(number, dtype=dtype).item() == numbers)
