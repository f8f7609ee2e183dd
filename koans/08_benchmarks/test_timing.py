"""Timing: seconds that mean something.

A wrong timing raises no error, and most of them come out too fast. You write a timer and a counter of GFLOP/s, step by
step, and each of the classic mistakes is caught: the wrong clock, no warm-up, an accelerator that was not waited for,
a transfer or a cached result among the timings, one sample, the mean, another precision, flops counted by half.
The tests put clocks of their own in the place of Python's: the numbers are the same on every machine, and nobody waits.
"""

import time
import timeit
from collections.abc import Callable, Iterator

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor
from torch.overrides import TorchFunctionMode

from sensei import ___
from sensei.accelerator import counters, is_pretend, kernels_take
from sensei.strategies import tensors_shaped, unequal_sizes


class Clock:
    """Takes the place of Python's clocks. They stand still, and `time.sleep` moves them on without any waiting.

    The time of day goes backwards meanwhile, as if the system set it back, and processor time stands still. The
    monotonic clock is coarse, as on some systems: here it moves every two seconds.
    """

    def __init__(self, answer: object):
        self.slept, self.names_of_answer = 0.0, getattr(answer, "__globals__", {})

    def read(self) -> float:
        return 1000 + self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def __enter__(self) -> "Clock":
        self.patch = pytest.MonkeyPatch()
        time_of_day, processor_time = lambda: 1e9 - 2 * self.read(), lambda: 7.0
        clocks = {
            "perf_counter": self.read,
            "monotonic": lambda: self.read() // 2 * 2,
            "time": time_of_day,
            "process_time": processor_time,
        }
        clocks |= {f"{name}_ns": lambda clock=clock: round(clock() * 1e9) for name, clock in clocks.items()}
        for name, clock in clocks.items():
            for names in (globals(), self.names_of_answer):  # for those who write `from time import perf_counter`
                for other in [key for key, value in names.items() if value is getattr(time, name)]:
                    self.patch.setitem(names, other, clock)
            self.patch.setattr(time, name, clock)
        self.patch.setattr(time, "sleep", self.sleep)
        for function in (timeit.timeit, timeit.repeat, timeit.Timer.__init__):
            defaults = [self.read if value is timeit.default_timer else value for value in function.__defaults__]
            self.patch.setattr(function, "__defaults__", tuple(defaults))
        self.patch.setattr(timeit, "default_timer", self.read)
        return self

    def __exit__(self, *_error: object) -> None:
        self.patch.undo()


class Queue:
    """An accelerator as a timer sees it: `launch` returns at once, and only `synchronize` waits for the kernels."""

    def __init__(self) -> None:
        self.done_at = 0.0

    def launch(self, seconds: float) -> None:
        self.done_at = max(self.done_at, time.perf_counter()) + seconds

    def synchronize(self) -> None:
        time.sleep(max(0, self.done_at - time.perf_counter()))


class Work:
    """Something to time. Each call takes the next of these durations, and the last one again when they are used up."""

    def __init__(self, durations: list[float]):
        self.durations, self.calls = durations, 0

    def __call__(self) -> None:
        self.calls += 1
        time.sleep(self.durations[min(self.calls, len(self.durations)) - 1])


class Remembering(Work):
    """The same as a function that remembers its results: an input that it has seen before takes no time."""

    def __init__(self, durations: list[float]):
        super().__init__(durations)
        self.results: dict[float, Tensor] = {}

    def __call__(self, numbers: Tensor) -> Tensor:
        key = numbers.sum().item()
        if key not in self.results:
            super().__call__()
            self.results[key] = numbers * 2
        return self.results[key]


class Inputs:
    """Makes a new input in each call, different from all before it. That takes ten seconds."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> Tensor:
        time.sleep(10)
        self.made += 1
        return torch.tensor([float(self.made), 1.0])


class DeviceClock(Clock):
    """A clock on which product i takes `microseconds[i]` on the device, a launch 0.01, and a copied byte 0.01 too.

    Each copy to the CPU takes 5 more, however small it is.
    A product takes its time when somebody waits for it. A real accelerator does not count its waits and copies:
    there each product is seen as done, and copies take no time.
    """

    def __init__(self, answer: object, microseconds: list[float]):
        super().__init__(answer)
        self.microseconds, self.waits_at_launch = microseconds, []

    def multiply(self, left: Tensor, right: Tensor) -> Tensor:
        self.waits_at_launch.append(self.waits())
        return left @ right

    def waits(self) -> int:
        counted = counters()
        return counted.synchronizes + counted.copies_to_host if counted else 0

    def read(self) -> float:
        counted, waits, launched = counters(), self.waits(), self.waits_at_launch
        done = [i for i, before in enumerate(launched) if waits > before or counted is None]
        copied = counted.bytes_to_device + counted.bytes_to_host + 500 * counted.copies_to_host if counted else 0
        passed = sum(self.microseconds[min(i, len(self.microseconds) - 1)] for i in done)
        return super().read() + (passed + 0.01 * len(launched) + 0.01 * copied) / 1e6


class NewMemory(TorchFunctionMode):
    """Counts the results that did not come in the memory of an argument."""

    count = 0

    def __torch_function__(self, operation, types, args=(), kwargs=None):
        result, given_in = operation(*args, **(kwargs or {})), [*args, *(kwargs or {}).values()]
        self.count += result.data_ptr() not in [given.data_ptr() for given in given_in if isinstance(given, Tensor)]
        return result


@pytest.fixture
def precision() -> Iterator[str]:
    """The precision of products in float32. It is set back after the test."""
    torch.set_float32_matmul_precision("highest")
    yield "highest"
    torch.set_float32_matmul_precision("highest")


def seconds_of(work: Callable[[], object]) -> float:
    """Call `work()` once, and return how many seconds that took, a float.

    Read `time.perf_counter()`, the clock that is made for this, before the call and after it. Python has more clocks:
    `time.time()` is the time of day, and the system may set it back or forward at any moment. `time.monotonic()` always
    runs forward, but on some systems it moves only every 16 milliseconds.
    """
    return ___


def test_three_seconds_of_work_while_the_time_of_day_is_set_back():
    with Clock(seconds_of):
        assert seconds_of(Work([3])) == pytest.approx(3)


@given(st.integers(1, 4000))
def test_the_work_is_done_once_and_parts_of_a_second_count(milliseconds):
    work = Work([milliseconds / 1000])
    with Clock(seconds_of):
        seconds = seconds_of(work)
    assert work.calls == 1
    assert seconds == pytest.approx(milliseconds / 1000)
    assert isinstance(seconds, float)


def seconds_of_kernels(work: Callable[[], object], synchronize: Callable[[], object]) -> float:
    """Call `work()` once, and return how many seconds it took until all that it launched was done, a float.

    `work` launches kernels on an accelerator: they wait in its queue, and `work` returns before they are done.
    `synchronize()` waits until the queue is empty, as `torch.accelerator.synchronize()` does. There may be kernels in
    the queue that were launched before you were called. They do not count. Read `time.perf_counter()`.
    """
    return ___


def test_three_kernels_of_one_second():
    queue = Queue()

    def work():
        for _ in range(3):
            queue.launch(1)

    with Clock(seconds_of_kernels):
        assert seconds_of_kernels(work, queue.synchronize) == pytest.approx(3)


def test_what_was_launched_before_does_not_count():
    queue = Queue()
    with Clock(seconds_of_kernels):
        queue.launch(100)
        assert seconds_of_kernels(lambda: queue.launch(3), queue.synchronize) == pytest.approx(3)


@given(st.integers(0, 9), st.integers(1, 9), st.integers(1, 9))
def test_the_program_and_its_kernels_run_side_by_side(earlier, kernel, program):
    queue, calls = Queue(), []

    def work():
        calls.append("work")
        queue.launch(kernel)
        time.sleep(program)

    with Clock(seconds_of_kernels):
        queue.launch(earlier)
        seconds = seconds_of_kernels(work, queue.synchronize)
    assert calls == ["work"]
    assert seconds == pytest.approx(max(kernel, program))
    assert isinstance(seconds, float)


def timings(work: Callable[[], object], rounds: int) -> list[float]:
    """Call `work()` once without timing it, to warm up. Then call it `rounds` times and time each call by itself.

    Return the seconds of these in order, a list of `rounds` floats. The first call of nearly everything is slower
    than the others: memory is fetched, kernels are chosen or compiled. Read `time.perf_counter()`.
    """
    return ___


def test_the_slow_first_call_is_not_among_the_timings():
    with Clock(timings):
        assert timings(Work([9, 2, 4, 3]), 3) == pytest.approx([2, 4, 3])


@given(st.lists(st.integers(1, 9), min_size=2, max_size=6))
def test_one_call_more_than_there_are_timings(durations):
    work = Work(durations)
    with Clock(timings):
        seconds = timings(work, len(durations) - 1)
    assert seconds == pytest.approx(durations[1:])
    assert isinstance(seconds, list)
    assert work.calls == len(durations)


def typical_seconds(samples: list[float]) -> float:
    """The median of these timings, a float: the one in the middle when they are sorted. `samples` stays as it is.

    For an even number of samples it is half of the sum of the two in the middle. Fewer than three samples say nothing
    about how much they vary: raise a `ValueError` then.
    A timing can be disturbed: another program gets its turn. That makes it slower, now and then by very much.
    """
    return ___


def test_one_round_was_disturbed():
    assert typical_seconds([3.0, 2.0, 90.0, 2.0, 4.0]) == pytest.approx(3)


def test_half_way_between_the_two_in_the_middle():
    assert typical_seconds([4.0, 1.0, 2.0, 9.0]) == pytest.approx(3)


@pytest.mark.parametrize("samples", [[], [5.0], [4.0, 6.0]])
def test_fewer_than_three_samples_are_refused(samples):
    with pytest.raises(ValueError):  # noqa: PT011
        typical_seconds(samples)


@given(st.lists(st.integers(1, 60), min_size=3, max_size=9))
def test_as_many_samples_above_as_below(halves):
    samples = [half / 2 for half in halves]
    before, middle = list(samples), len(samples) // 2
    low, high = sorted(samples)[-1 - middle], sorted(samples)[middle]
    seconds = typical_seconds(samples)
    assert seconds == pytest.approx((low + high) / 2)
    assert samples == before
    assert isinstance(seconds, float)


def timings_of_new_inputs(
    function: Callable[[Tensor], object], make_input: Callable[[], Tensor], rounds: int
) -> list[float]:
    """Call `function(input)` once to warm up, then `rounds` times. Return the seconds of these in order: a list.

    `function` may remember its results: an input that it has seen takes no time. So every call, the warm-up too, gets
    an input of its own from `make_input()`. Making one takes time: it is read from a disk, or moved to an accelerator.
    That is not part of what you time. Which call gets which input does not matter. Read `time.perf_counter()`.
    """
    return ___


def test_every_round_is_computed_and_nothing_else_is_timed():
    with Clock(timings_of_new_inputs):
        seconds = timings_of_new_inputs(Remembering([9, 2, 4, 3]), Inputs(), 3)
    assert seconds == pytest.approx([2, 4, 3])


@given(st.lists(st.integers(1, 9), min_size=2, max_size=6))
def test_each_call_has_an_input_that_was_not_seen_before(durations):
    function = Remembering(durations)
    with Clock(timings_of_new_inputs):
        seconds = timings_of_new_inputs(function, Inputs(), len(durations) - 1)
    assert seconds == pytest.approx(durations[1:])
    assert isinstance(seconds, list)
    assert function.calls == len(durations)


def gflops(n: int, k: int, m: int, seconds: float) -> float:
    """The speed of a matrix product (n, k) @ (k, m) that took `seconds`: how many GFLOP/s, a float.

    A GFLOP is 10**9 floating-point operations. Each element of the result is a sum of k products that starts from 0:
    k multiplications and k additions.
    """
    return ___


def test_twelve_million_operations_in_two_seconds():
    # 100 * 300 elements, 200 multiplications and 200 additions for each: 12,000,000
    assert gflops(100, 200, 300, 2.0) == pytest.approx(0.006)


@given(unequal_sizes(3), st.integers(1, 9))
def test_count_every_multiplication_and_every_addition(sizes, milliseconds):
    n, k, m = sizes
    operations = 0
    for _row in range(n):
        for _column in range(m):
            for _place in range(k):
                operations += 2  # total += x * y
    speed = gflops(n, k, m, milliseconds / 1000)
    assert speed == pytest.approx(operations / milliseconds / 1e6, rel=1e-6, abs=0)
    assert isinstance(speed, float)


def relative_error(product: Tensor, left: Tensor, right: Tensor) -> float:
    """How wrong `product` is, taken as `left @ right`: its largest error, divided by the largest exact number. A float.

    Exact means `left @ right` computed in float64; what counts of a number is its size, |x|. `left` of shape (n, k) and
    `right` of shape (k, m) are float32; `product` of shape (n, m) has any float dtype. All three stay as they are.
    Some exact number is not 0. A speed belongs to a precision: products in float32 have errors of about 1e-7, those in
    TF32 or bfloat16 of 1e-4 to 1e-2. These are faster, and another benchmark. Whatever the settings say, errors tell.
    """
    return ___


def test_off_by_three_where_the_largest_is_twelve():
    left, right = torch.tensor([[1.0, 2.0]]), torch.tensor([[2.0, 3.0, 1.0], [2.0, -7.5, 0.0]])  # exact: 6, -12, 1
    assert relative_error(torch.tensor([[5.0, -9.0, 1.0]]), left, right) == pytest.approx(0.25)
    assert relative_error(torch.tensor([[5.0, -15.0, 1.0]]), left, right) == pytest.approx(0.25)


def test_a_product_in_bfloat16_shows():
    left, right = torch.tensor([[1 + 2**-10]]), torch.tensor([[1.0]])
    product = left.bfloat16() @ right.bfloat16()  # exactly 1
    assert relative_error(product, left, right) == pytest.approx(2**-10, rel=0.01)


def test_float32_is_rounded_too():
    left, product = torch.tensor([[1 + 2**-12]]), torch.tensor([[1 + 2**-11]])  # exact: 1 + 2**-11 + 2**-24
    assert relative_error(product, left, left) == pytest.approx(2**-24, rel=0.01, abs=0)


def test_a_product_in_float64_keeps_its_digits():
    one, product = torch.ones(1, 1), torch.tensor([[1 + 2**-40]], dtype=torch.float64)
    assert relative_error(product, one, one) == pytest.approx(2**-40, rel=0.01, abs=0)
    assert product.tolist() == [[1 + 2**-40]]


@given(tensors_shaped("nk", "km", "nm"))
def test_the_largest_error_over_the_largest_number(matrices):
    left, right, product = matrices
    before = [matrix.tolist() for matrix in matrices]
    columns = list(zip(*before[1], strict=True))
    exact = [sum(x * y for x, y in zip(row, column, strict=True)) for row in before[0] for column in columns]
    assume(any(exact))
    errors = [abs(x - y) for x, y in zip(product.flatten().tolist(), exact, strict=True)]
    error = relative_error(product, left, right)
    assert error == pytest.approx(max(errors) / max(map(abs, exact)))
    assert isinstance(error, float)
    assert [matrix.tolist() for matrix in matrices] == before


def gflops_on(
    device: torch.device, multiply: Callable[[Tensor, Tensor], Tensor], left: Tensor, right: Tensor, rounds: int
) -> float:
    """The speed of `multiply(left, right)` on the accelerator `device`: how many GFLOP/s, a float.

    `left` of shape (n, k) and `right` of shape (k, m) are on the CPU. Move both to `device` in the dtype they have.
    Call `multiply` once without timing it, then `rounds` times, three or more, and time each call by itself. The speed
    is that of the median. `multiply` launches its kernels on `device` and returns at once, as `torch.matmul` does:
    `torch.accelerator.synchronize()` waits for them. Nothing is moved while the clock runs, the product neither, and
    the setting of `torch.set_float32_matmul_precision` stays as it is. Read `time.perf_counter()`.
    You may use what you have written above.
    """
    return ___


def test_twenty_thousand_operations_in_twenty_microseconds(device, precision):
    left, right = torch.ones(10, 50), torch.ones(50, 20)
    with DeviceClock(gflops_on, microseconds=[600, 40, 20, 15, 300, 10]) as clock:
        assert gflops_on(device, clock.multiply, left, right, 5) == pytest.approx(1, rel=0.02)


def test_an_even_number_of_rounds(device, precision):
    # the warm-up takes 600 microseconds; the two in the middle of the rounds are 15 and 25
    left, right = torch.ones(10, 50), torch.ones(50, 20)
    with DeviceClock(gflops_on, microseconds=[600, 10, 40, 15, 25]) as clock:
        speed = gflops_on(device, clock.multiply, left, right, 4)
    assert speed == pytest.approx(1, rel=0.02)
    assert isinstance(speed, float)


def test_no_speed_is_impossible(device, precision):
    # Here every kernel takes 10 ms and more. On a real accelerator nothing is as fast as 1,000,000 GFLOP/s in float32.
    size, fastest = (16, 2 * 16**3 / 0.010 / 1e9) if is_pretend() else (4096, 1e6)
    with kernels_take(0.010):
        assert gflops_on(device, torch.matmul, torch.ones(size, size), torch.ones(size, size), 3) <= 1.1 * fastest


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
def test_the_dtype_and_the_precision_stay_what_they_are(device, precision, dtype):
    calls = []

    def multiply(left, right):
        calls.append([left.device, left.dtype, right.device, right.dtype, torch.get_float32_matmul_precision()])
        return left @ right

    gflops_on(device, multiply, torch.ones(2, 3, dtype=dtype), torch.ones(3, 4, dtype=dtype), 3)
    assert calls == [[device, dtype, device, dtype, precision]] * 4


# `a` and `b` are float32 of shape (200, 200). How many tensors get new memory in each of these three pieces of code?
#     [0]  for _ in range(10): c = a @ b
#     [1]  for _ in range(10): c = torch.matmul(a, b, out=torch.empty(200, 200))
#     [2]  buffer = torch.empty(200, 200)
#          for _ in range(10): c = torch.matmul(a, b, out=buffer)
# A list of three numbers.
NEW_TENSORS = ___


def test_only_a_buffer_that_is_used_again_saves_memory():
    a, b = torch.ones(200, 200), torch.ones(200, 200)
    with NewMemory() as operator:
        for _ in range(10):
            _c = a @ b
    with NewMemory() as new_buffers:
        for _ in range(10):
            _c = torch.matmul(a, b, out=torch.empty(200, 200))
    with NewMemory() as one_buffer:
        buffer = torch.empty(200, 200)
        for _ in range(10):
            _c = torch.matmul(a, b, out=buffer)
    assert NEW_TENSORS == [operator.count, new_buffers.count, one_buffer.count]


# Does a buffer that is used again save time too? A system hands memory out in pages, and a fresh page costs time when
# it is first written to: a page fault. The C library of most Linux systems keeps what was freed and hands it out again,
# without page faults. But a piece of more than 32 MiB goes back to the system at once, and the next is all fresh pages.
# `a`, `b` and `buffer` are of one size, and ten rounds are done already. Will the next round have page faults there?
#     [0]  a and b of 1 MiB      c = a * b
#     [1]  a and b of 1 MiB      c = torch.mul(a, b, out=buffer)
#     [2]  a and b of 64 MiB     c = a * b
#     [3]  a and b of 64 MiB     c = torch.mul(a, b, out=torch.empty_like(a))
#     [4]  a and b of 64 MiB     c = torch.mul(a, b, out=buffer)
# A list of five: True or False.
PAGE_FAULTS = ___


def test_only_large_results_in_new_memory_have_page_faults():
    rounds = [(1, "new"), (1, "used again"), (64, "new"), (64, "new"), (64, "used again")]
    assert PAGE_FAULTS == [mebibytes > 32 and memory == "new" for mebibytes, memory in rounds]
