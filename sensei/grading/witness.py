"""Sees what a learner's code asks of Python that no answer needs, and tells it at once.

Python lets nobody remove an audit hook, look at it, or find it from other code. So what is seen is told before the code
that did it can do anything more. What is raised here makes the call fail.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Callable
from types import FrameType, FunctionType
from typing import Any

# Refused wherever they come from, once learners' code has been let in.
_NEVER = {
    "ctypes.addressof": "reads memory by its address",
    "ctypes.dlopen": "loads a C library",
    "ctypes.dlsym": "calls C functions",
    "ctypes.cdata": "reads memory by its address",
    "ctypes.string_at": "reads memory by its address",
    "ctypes.wstring_at": "reads memory by its address",
    "sys._current_frames": "looks into running functions",
    "sys._current_exceptions": "looks into running functions",
    "sys.settrace": "traces what runs",
    "sys.setprofile": "traces what runs",
    "sys.monitoring.register_callback": "traces what runs",
}
# Refused where a learner's own lines do it: libraries do it for good reasons.
_NOT_BY_LEARNERS = {
    "sys._getframe": "looks into running functions",
    "gc.get_objects": "searches memory",
    "gc.get_referrers": "searches memory",
    "gc.get_referents": "searches memory",
    "marshal.loads": "makes code by hand",
    "sys.addaudithook": "listens to Python itself",
    "cpython._PySys_ClearAuditHooks": "listens to Python itself",
}
_FRAMES = ("tb_frame", "gi_frame", "cr_frame", "ag_frame")
_INSIDES = ("__code__", "__defaults__", "__kwdefaults__", "__closure__")
_HANDS_OUT_FRAMES = ("inspect.py", "traceback.py", "logging/__init__.py", "torch/_jit_internal.py")
_WALKERS = """
    walk_tb walk_stack currentframe stack trace getouterframes getinnerframes <lambda> createResolutionCallbackFromFrame
""".split()  # noqa: SIM905
_SHOW_FRAMES = ("traceback.py", "inspect.py")  # they look at frames to print them, on a learner's behalf too
_NAMED = ("compile", "code.__new__")  # events of which the second argument is the file that code is said to be from

_LIBRARIES = ("stdlib", "platstdlib", "purelib", "platlib")

REFUSED = "koans.refused"  # how the customs tell: `sys.audit(REFUSED, koan, why)`
CHANGED = "koans.changed"  # the same for what takes part in judging


class Seen(Exception):
    """Raised in the code that did it."""


def testify(folder: str, shipped: str, tell: Callable[..., None]) -> None:
    """From now on, tell ("tampered", what) or ("refused", koan, why).

    `folder` is where the learner's file lies, `shipped` where the tests do.
    """
    frame_of, busy = sys._getframe, False
    # Code of any other name is a learner's: what `exec` makes is from "<string>".
    known = (shipped, "<frozen ", *{sysconfig.get_path(name) for name in _LIBRARIES}, *filter(None, sys.path))

    def by_learner(frame: FrameType | None) -> bool:
        if frame is None:
            return False
        code = frame.f_code
        if code.co_filename.startswith(folder) or not code.co_filename.startswith(known):
            return True
        hands_out = code.co_filename.endswith(_HANDS_OUT_FRAMES) and code.co_name in _WALKERS
        return hands_out and by_learner(frame.f_back)

    def for_learner(frame: FrameType | None) -> bool:
        """Whether a learner's lines have, over whatever functions of libraries, asked for it."""
        while frame is not None and not frame.f_code.co_filename.startswith(folder):
            frame = frame.f_back
        return frame is not None

    def is_of(source: object, file: str) -> bool:
        """Whether this is what the file holds: what it imports is compiled for a learner too."""
        try:
            with open(file, "rb") as library:
                return type(source) is bytes and source == library.read()
        except OSError:
            return False

    def looks(frame: FrameType | None) -> bool:
        shows = frame is not None and frame.f_code.co_filename.endswith(_SHOW_FRAMES)
        return by_learner(frame) or (not shows and for_learner(frame))

    def rewrites(function: object, frame: FrameType | None) -> bool:
        is_theirs = type(function) is not FunctionType or not function.__code__.co_filename.startswith(known)
        return by_learner(frame) or (not is_theirs and for_learner(frame))

    def what_is_wrong(event: str, arguments: tuple[Any, ...], frame: FrameType | None) -> str:
        if event in _NEVER:
            return _NEVER[event]
        if event in _NOT_BY_LEARNERS:
            return _NOT_BY_LEARNERS[event] if by_learner(frame) else ""
        if event == "object.__getattr__":
            return "looks into running functions" if arguments[1] in _FRAMES and looks(frame) else ""
        if event == "object.__setattr__" and arguments[1] in _INSIDES:
            return "changes the inside of a function" if rewrites(arguments[0], frame) else ""
        if event in _NAMED and type(arguments[1]) is str and arguments[1].startswith(known):
            is_false = by_learner(frame) or (event == "compile" and for_learner(frame) and not is_of(*arguments[:2]))
            return "gives code the name of another file" if is_false else ""
        if event == "import" and type(arguments[0]) is str and arguments[0].partition(".")[0] == "solutions":
            return "imports the solutions"
        return ""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal busy
        if busy or event not in watched:
            return
        busy = True
        try:
            if event in (REFUSED, CHANGED):  # anybody can raise them, with objects whose `str` is code of their own
                tell("refused" if event == REFUSED else "tampered", *(a for a in arguments if type(a) is str))
            elif what := what_is_wrong(event, arguments, frame_of(1)):
                tell("tampered", f"the submission's code {what} ({event})")
                raise Seen(what)
        finally:
            busy = False

    watched = {*_NEVER, *_NOT_BY_LEARNERS, *_NAMED, "object.__getattr__", "object.__setattr__", "import"}
    watched |= {REFUSED, CHANGED}
    vars(sys.modules["_imp"])["_fix_co_filename"] = lambda *_: None  # renames code, and no event tells of it
    sys.addaudithook(hook)
