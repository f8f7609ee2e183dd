"""The teacher's book for 08_benchmarks/test_timing.py."""

import statistics
import time

import torch

from sensei.book import misconception, teach


def seconds_of(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


teach(
    seconds_of,
    hints=[
        "Keep what the clock says before the call, and subtract it from what it says after the call.",
        "`start = time.perf_counter()`, then `work()`, then `return time.perf_counter() - start`.",
    ],
    lesson="`time.perf_counter` only runs forward and is as fine as the machine allows; `time.time` can be set back.",
    docs="https://docs.pytorch.org/tutorials/recipes/recipes/benchmark.html",
)


@misconception(
    seconds_of,
    "`time.time()` is the time of day, and here it was set back while you measured. Take `time.perf_counter()`.",
)
def reads_the_time_of_day(work):
    start = time.time()
    work()
    return time.time() - start


@misconception(seconds_of, "These are milliseconds. `time.perf_counter()` counts in seconds already.")
def returns_milliseconds(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


@misconception(seconds_of, "These are nanoseconds: divide what `perf_counter_ns` gives by 10**9.")
def returns_nanoseconds(work):
    start = time.perf_counter_ns()
    work()
    return time.perf_counter_ns() - start


@misconception(
    seconds_of, "`time.process_time()` counts only while the processor computes. A program that waits takes time too."
)
def counts_the_processor_only(work):
    start = time.process_time()
    work()
    return time.process_time() - start


@misconception(
    seconds_of, "`time.monotonic()` may be coarse: short work then seems to take no time. Take `time.perf_counter()`."
)
def reads_a_coarse_clock(work):
    start = time.monotonic()
    work()
    return time.monotonic() - start


@misconception(seconds_of, "You cut off or round away the parts of a second. Most of what you will time is shorter.")
def keeps_hundredths(work):
    start = time.perf_counter()
    work()
    return round(time.perf_counter() - start, 2)


@misconception(seconds_of, "`work` without parentheses is the function itself. It is called by `work()`.")
def names_the_work_only(work):
    start = time.perf_counter()
    work  # noqa: B018
    return time.perf_counter() - start


@misconception(seconds_of, "You subtract the end from the start, so your times are negative.")
def subtracts_the_end(work):
    start = time.perf_counter()
    work()
    return start - time.perf_counter()


@misconception(seconds_of, "You cut off or round away the parts of a second. Most of what you will time is shorter.")
def keeps_whole_seconds(work):
    start = time.perf_counter()
    work()
    return int(time.perf_counter() - start)


@misconception(seconds_of, "Your warm-up is a good idea, but here `work` is to be called only once.")
def warms_up_unasked(work):
    work()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def seconds_of_kernels(work, synchronize):
    synchronize()
    start = time.perf_counter()
    work()
    synchronize()
    return time.perf_counter() - start


teach(
    seconds_of_kernels,
    hints=[
        "`work()` returns at once: its kernels are only in the queue. What has to happen before you read the clock?",
        "Kernels launched earlier would run within your timing. Wait for those before you start.",
        "`synchronize()` stands in two places: before the first reading, and between `work()` and the second.",
    ],
    lesson="A launch returns at once; wait for the accelerator before the timing and at its end.",
    docs="https://docs.pytorch.org/docs/stable/notes/cuda.html#asynchronous-execution",
)

NOT_DONE_YET = (
    "When you read the clock at the end, the kernels were launched but not done. "
    "Call `synchronize()` after `work()` and before you read the clock."
)


@misconception(seconds_of_kernels, NOT_DONE_YET)
def does_not_wait(work, synchronize):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@misconception(seconds_of_kernels, NOT_DONE_YET)
def waits_before_only(work, synchronize):
    synchronize()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@misconception(seconds_of_kernels, NOT_DONE_YET)
def waits_too_late(work, synchronize):
    synchronize()
    start = time.perf_counter()
    work()
    seconds = time.perf_counter() - start
    synchronize()
    return seconds


@misconception(
    seconds_of_kernels,
    "Kernels that were launched before were still in the queue, and you timed them too. Wait before you start.",
)
def waits_at_the_end_only(work, synchronize):
    start = time.perf_counter()
    work()
    synchronize()
    return time.perf_counter() - start


@misconception(
    seconds_of_kernels,
    "Kernels that were launched before were still in the queue, and you timed them too. Wait before you start.",
)
def starts_before_it_waits(work, synchronize):
    start = time.perf_counter()
    synchronize()
    work()
    synchronize()
    return time.perf_counter() - start


@misconception(
    seconds_of_kernels,
    "You time only the waiting. `work` runs a part of the kernels' time itself: start the clock before it.",
)
def times_the_waiting_only(work, synchronize):
    synchronize()
    work()
    start = time.perf_counter()
    synchronize()
    return time.perf_counter() - start


@misconception(
    seconds_of_kernels, "A pause is a guess: it is too short or too long. `synchronize()` waits just until all is done."
)
def pauses_for_a_while(work, synchronize):
    synchronize()
    start = time.perf_counter()
    work()
    time.sleep(5)
    return time.perf_counter() - start


def timings(work, rounds):
    work()
    return [seconds_of(work) for _ in range(rounds)]


teach(
    timings,
    hints=[
        "The first call is `work()` alone. After it, `rounds` times: time one call, and keep the seconds in a list.",
        "One call is timed by `seconds_of(work)`, which you have written.",
        "`return [seconds_of(work) for _ in range(rounds)]`, after the warm-up.",
    ],
    lesson="The first call pays for what all later ones share: leave it out, and time the others one by one.",
    docs="https://docs.pytorch.org/docs/stable/benchmark_utils.html",
)


@misconception(
    timings, "Your first timing is that of the slow first call. Call `work()` once before you time anything."
)
def does_not_warm_up(work, rounds):
    return [seconds_of(work) for _ in range(rounds)]


@misconception(timings, "One timing is missing: the warm-up comes on top of the `rounds` calls that you time.")
def drops_one_of_the_rounds(work, rounds):
    return [seconds_of(work) for _ in range(rounds)][1:]


@misconception(
    timings, "You read the start only once, so each timing contains those before it. Read it anew in each round."
)
def starts_the_clock_once(work, rounds):
    work()
    start, seconds = time.perf_counter(), []
    for _ in range(rounds):
        work()
        seconds.append(time.perf_counter() - start)
    return seconds


@misconception(
    timings, "You timed all rounds at once and divided. That hides how much they differ: time each call by itself."
)
def divides_the_whole(work, rounds):
    work()
    total = seconds_of(lambda: [work() for _ in range(rounds)])
    return [total / rounds] * rounds


@misconception(timings, "You timed one call and repeated its number. One sample says nothing about the others.")
def repeats_one_sample(work, rounds):
    work()
    return [seconds_of(work)] * rounds


@misconception(timings, "You warm up before every round, so every second call is missing. Once is enough.")
def warms_up_each_time(work, rounds):
    seconds = []
    for _ in range(rounds):
        work()
        seconds.append(seconds_of(work))
    return seconds


@misconception(timings, "The timings are right, but this is a tuple. A list was asked for.")
def returns_a_tuple(work, rounds):
    work()
    return tuple(seconds_of(work) for _ in range(rounds))


def typical_seconds(samples):
    if len(samples) < 3:
        raise ValueError("fewer than three samples")
    return statistics.median(samples)


teach(
    typical_seconds,
    hints=[
        "First the check: `if len(samples) < 3: raise ValueError(...)`.",
        "`sorted(samples)` is a new list in order. Its middle is at index `len(samples) // 2`, if the number is odd.",
        "`statistics.median` does all of that, for even numbers too. `torch.median` does not: it takes the lower.",
    ],
    lesson="One disturbed round moves the mean as far as it likes; the median hardly notices.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.median.html",
)


def refuse_few(samples):
    if len(samples) < 3:
        raise ValueError("fewer than three samples")


@misconception(typical_seconds, "This is the mean. A single disturbed round pulls it far away from all the others.")
def takes_the_mean(samples):
    refuse_few(samples)
    return sum(samples) / len(samples)


@misconception(
    typical_seconds,
    "This is the fastest round. That is a sound number too, for what the machine can do. Asked here is the median.",
)
def takes_the_fastest(samples):
    refuse_few(samples)
    return min(samples)


@misconception(typical_seconds, "This is the sample in the middle of the list. The list has to be sorted first.")
def forgets_to_sort(samples):
    refuse_few(samples)
    middle = len(samples) // 2
    return samples[middle] if len(samples) % 2 else (samples[middle - 1] + samples[middle]) / 2


@misconception(
    typical_seconds, "Of the two in the middle you took the lower, as `torch.median` does, not half of their sum."
)
def takes_the_lower_middle(samples):
    refuse_few(samples)
    return torch.tensor(samples).median().item()


@misconception(
    typical_seconds, "For an even number there are two in the middle. You took the upper one, not half of their sum."
)
def takes_the_upper_middle(samples):
    refuse_few(samples)
    return sorted(samples)[len(samples) // 2]


@misconception(typical_seconds, "One or two samples say nothing about how much they vary. Raise a `ValueError`.")
def trusts_a_single_sample(samples):
    return statistics.median(samples)


@misconception(
    typical_seconds,
    "`.sort()` sorts the list of the caller, and the order of the rounds is lost. `sorted` makes a new one.",
)
def sorts_the_list_of_the_caller(samples):
    refuse_few(samples)
    samples.sort()
    return statistics.median(samples)


@misconception(typical_seconds, "The number is right, but it is a tensor. `.item()` makes a float of Python of it.")
def returns_the_median_as_a_tensor(samples):
    refuse_few(samples)
    return torch.tensor(samples, dtype=torch.float64).quantile(0.5)


def timings_of_new_inputs(function, make_input, rounds):
    inputs = [make_input() for _ in range(rounds + 1)]
    function(inputs[0])
    return [seconds_of(lambda x=x: function(x)) for x in inputs[1:]]


teach(
    timings_of_new_inputs,
    hints=[
        "How many inputs do you need? One for each round, and one for the warm-up.",
        "Make an input first, then start the clock. All inputs can be made before anything is timed.",
        "`inputs = [make_input() for _ in range(rounds + 1)]`, and one of them is for the warm-up.",
    ],
    lesson="Time what you mean to time: inputs are made before the clock starts, and none is used twice.",
    docs="https://docs.pytorch.org/tutorials/recipes/recipes/benchmark.html",
)


ALREADY_KNOWN = (
    "After the warm-up your input is known, and its result comes from a cache in no time. "
    "Make a new input for each call."
)


@misconception(timings_of_new_inputs, ALREADY_KNOWN)
def uses_one_input_for_all(function, make_input, rounds):
    x = make_input()
    function(x)
    return [seconds_of(lambda: function(x)) for _ in range(rounds)]


@misconception(timings_of_new_inputs, ALREADY_KNOWN)
def copies_one_input(function, make_input, rounds):
    x = make_input()
    function(x)
    return [seconds_of(lambda: function(x.clone())) for _ in range(rounds)]


@misconception(
    timings_of_new_inputs,
    "You make the input while the clock runs, and time that too. Make it before you start the clock.",
)
def makes_inputs_while_the_clock_runs(function, make_input, rounds):
    function(make_input())
    return [seconds_of(lambda: function(make_input())) for _ in range(rounds)]


@misconception(
    timings_of_new_inputs,
    "The warm-up took the input of your first round, which then was known. It needs one of its own.",
)
def warms_up_with_the_first_input(function, make_input, rounds):
    inputs = [make_input() for _ in range(rounds)]
    function(inputs[0])
    return [seconds_of(lambda x=x: function(x)) for x in inputs]


@misconception(
    timings_of_new_inputs,
    "One input is made and used in all rounds, as in `[make_input()] * rounds`. Make one for each.",
)
def repeats_one_input_in_a_list(function, make_input, rounds):
    function(make_input())
    return [seconds_of(lambda x=x: function(x)) for x in [make_input()] * rounds]


@misconception(timings_of_new_inputs, "Your first timing is that of the slow first call. Warm up before, untimed.")
def starts_cold(function, make_input, rounds):
    return [seconds_of(lambda x=x: function(x)) for x in [make_input() for _ in range(rounds)]]


def gflops(n, k, m, seconds):
    return 2 * n * k * m / seconds / 1e9


teach(
    gflops,
    hints=[
        "How many elements has the result? How many operations does one of them take?",
        "n * m elements, 2 * k operations each. Divided by the seconds that is a speed in FLOP/s.",
        "`2 * n * k * m / seconds / 1e9`",
    ],
    lesson="A product (n, k) @ (k, m) takes 2 n k m operations: each step multiplies and adds.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.matmul.html",
)


@misconception(
    gflops, "You counted the multiplications only, so your speed is half of what it was: every step adds as well."
)
def forgets_the_additions(n, k, m, seconds):
    return n * k * m / seconds / 1e9


@misconception(
    gflops,
    "You saved the first addition of each sum. A count of flops has it too: the sums start from 0, 2 k operations.",
)
def saves_the_first_addition(n, k, m, seconds):
    return n * m * (2 * k - 1) / seconds / 1e9


@misconception(gflops, "2 n³ is right for square matrices only. Here the operations are 2 n k m.")
def takes_all_matrices_for_square(n, k, m, seconds):
    return 2 * n**3 / seconds / 1e9


@misconception(gflops, "A thousand times too high: `seconds` are seconds, and a GFLOP is 10**9 operations.")
def takes_seconds_for_milliseconds(n, k, m, seconds):
    return 2 * n * k * m / (seconds / 1000) / 1e9


@misconception(gflops, "This is in FLOP/s. A GFLOP is a thousand million of them: divide by 10**9.")
def leaves_out_the_giga(n, k, m, seconds):
    return 2 * n * k * m / seconds


@misconception(gflops, "You divided by 2**30. That is for memory, in GiB. A GFLOP is 10**9 operations.")
def counts_in_powers_of_two(n, k, m, seconds):
    return 2 * n * k * m / seconds / 2**30


@misconception(gflops, "This is how many operations there are. A speed is that number divided by the seconds.")
def forgets_the_time(n, k, m, seconds):
    return 2 * n * k * m / 1e9


def relative_error(product, left, right):
    exact = left.double() @ right.double()
    return ((product - exact).abs().max() / exact.abs().max()).item()


teach(
    relative_error,
    hints=[
        "`.double()` gives a float64 copy. Convert before you multiply: later, the error has been made already.",
        "`product - exact` is float64, because the wider dtype wins. Then `.abs()` and `.max()`.",
        "Divide by `exact.abs().max()`, and take the number out by `.item()`.",
    ],
    lesson="A faster product may be a less precise one: check its result, and compare speeds of one precision only.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.set_float32_matmul_precision.html",
)


NOT_EXACT = (
    "Your exact product was computed in float32, with errors of its own. "
    "Convert both matrices by `.double()` before you multiply."
)


@misconception(relative_error, NOT_EXACT)
def takes_float32_for_exact(product, left, right):
    exact = left @ right
    return ((product - exact).abs().max() / exact.abs().max()).item()


@misconception(relative_error, NOT_EXACT)
def converts_too_late(product, left, right):
    exact = (left @ right).double()
    return ((product - exact).abs().max() / exact.abs().max()).item()


@misconception(
    relative_error,
    "You compute the exact product in the dtype of `product`, so it makes the same error and hides it. Use float64.",
)
def makes_the_same_error(product, left, right):
    exact = left.to(product.dtype) @ right.to(product.dtype)
    return ((product - exact).abs().max() / exact.abs().max()).item()


@misconception(relative_error, "Without `.abs()`, an error below the exact number counts as less than none.")
def forgets_the_size_of_the_error(product, left, right):
    exact = left.double() @ right.double()
    return ((product - exact).max() / exact.abs().max()).item()


@misconception(relative_error, "The largest exact number by its size may be negative: take `.abs()` of it too.")
def divides_by_the_largest_positive(product, left, right):
    exact = left.double() @ right.double()
    return ((product - exact).abs().max() / exact.max()).item()


@misconception(
    relative_error, "You divided each error by its own exact number. That may be 0. Divide by the largest one."
)
def divides_one_by_one(product, left, right):
    exact = left.double() @ right.double()
    return ((product - exact) / exact).abs().max().item()


@misconception(relative_error, "This is the mean error. Asked is the largest one: a single wrong number must show.")
def takes_the_mean_error(product, left, right):
    exact = left.double() @ right.double()
    return ((product - exact).abs().mean() / exact.abs().max()).item()


@misconception(relative_error, "This is the largest error itself. How large it is beside the numbers is missing.")
def returns_the_absolute_error(product, left, right):
    return (product - left.double() @ right.double()).abs().max().item()


@misconception(relative_error, "`sub_` wrote the errors over the caller's product, which was to stay as it is.")
def overwrites_the_product(product, left, right):
    exact = left.double() @ right.double()
    return (product.double().sub(exact).abs().max() / exact.abs().max()).item() + 0 * product.sub_(exact).sum().item()


@misconception(
    relative_error,
    "`.float()` rounds a float64 product before you look at its errors. Leave it as it is, or go to float64.",
)
def rounds_the_product(product, left, right):
    exact = left.double() @ right.double()
    return ((product.float() - exact).abs().max() / exact.abs().max()).item()


@misconception(relative_error, "The number is right, but it is a tensor. `.item()` makes a float of Python of it.")
def returns_the_error_as_a_tensor(product, left, right):
    exact = left.double() @ right.double()
    return (product - exact).abs().max() / exact.abs().max()


def gflops_on(device, multiply, left, right, rounds):
    left, right = left.to(device), right.to(device)
    multiply(left, right)
    samples = [seconds_of_kernels(lambda: multiply(left, right), torch.accelerator.synchronize) for _ in range(rounds)]
    return gflops(*left.shape, right.shape[1], typical_seconds(samples))


teach(
    gflops_on,
    hints=[
        "First move both matrices by `.to(device)`, then call `multiply` once to warm up. Nothing is timed yet.",
        "One sample is `seconds_of_kernels(lambda: multiply(left, right), torch.accelerator.synchronize)`.",
        "Of all samples take `typical_seconds`, and give that to `gflops` with the sizes n, k and m.",
    ],
    lesson="If a speed is too good to be true, look first whether somebody waited for the accelerator.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.accelerator.synchronize.html",
)


@misconception(
    gflops_on,
    "An impossible speed: you timed the launches, not the products. "
    "Call `torch.accelerator.synchronize()` before you read the clock at the end.",
)
def times_the_launches(device, multiply, left, right, rounds):
    left, right = left.to(device), right.to(device)
    multiply(left, right)
    samples = [seconds_of(lambda: multiply(left, right)) for _ in range(rounds)]
    return gflops(*left.shape, right.shape[1], typical_seconds(samples))


@misconception(
    gflops_on, "You move the matrices while the clock runs: most of your time is the transfer. Move them once, before."
)
def times_the_transfer(device, multiply, left, right, rounds):
    def work():
        multiply(left.to(device), right.to(device))

    work()
    samples = [seconds_of_kernels(work, torch.accelerator.synchronize) for _ in range(rounds)]
    return gflops(*left.shape, right.shape[1], typical_seconds(samples))


@misconception(
    gflops_on,
    "`.cpu()` does wait for the product, but then it copies all of it, and you time that too. Synchronize instead.",
)
def fetches_the_product(device, multiply, left, right, rounds):
    left, right = left.to(device), right.to(device)
    multiply(left, right).cpu()
    samples = [seconds_of(lambda: multiply(left, right).cpu()) for _ in range(rounds)]
    return gflops(*left.shape, right.shape[1], typical_seconds(samples))


@misconception(
    gflops_on,
    "`.item()` does wait, but you time a sum and a copy too, which are no part of the product. Synchronize instead.",
)
def takes_a_number_out(device, multiply, left, right, rounds):
    left, right = left.to(device), right.to(device)
    multiply(left, right).sum().item()
    samples = [seconds_of(lambda: multiply(left, right).sum().item()) for _ in range(rounds)]
    return gflops(*left.shape, right.shape[1], typical_seconds(samples))


@misconception(gflops_on, "The warm-up still runs when your first timing starts, and counts there. Wait for it before.")
def does_not_wait_for_the_warm_up(device, multiply, left, right, rounds):
    def work():
        multiply(left, right)
        torch.accelerator.synchronize()

    left, right = left.to(device), right.to(device)
    multiply(left, right)
    return gflops(*left.shape, right.shape[1], typical_seconds([seconds_of(work) for _ in range(rounds)]))


@misconception(gflops_on, "For an even number of rounds, the median is half of the sum of the two in the middle.")
def takes_the_lower_of_two(device, multiply, left, right, rounds):
    left, right = left.to(device), right.to(device)
    multiply(left, right)
    samples = [seconds_of_kernels(lambda: multiply(left, right), torch.accelerator.synchronize) for _ in range(rounds)]
    return gflops(*left.shape, right.shape[1], sorted(samples)[(rounds - 1) // 2])


@misconception(gflops_on, "There was no warm-up: the slow first call is among your samples.")
def does_not_warm_up_the_device(device, multiply, left, right, rounds):
    left, right = left.to(device), right.to(device)
    samples = [seconds_of_kernels(lambda: multiply(left, right), torch.accelerator.synchronize) for _ in range(rounds)]
    return gflops(*left.shape, right.shape[1], typical_seconds(samples))


@misconception(gflops_on, "You took the mean of the samples. One disturbed round spoils it; the median stands firm.")
def takes_the_mean_speed(device, multiply, left, right, rounds):
    left, right = left.to(device), right.to(device)
    multiply(left, right)
    samples = [seconds_of_kernels(lambda: multiply(left, right), torch.accelerator.synchronize) for _ in range(rounds)]
    return gflops(*left.shape, right.shape[1], sum(samples) / rounds)


@misconception(gflops_on, "This is the last sample by itself. Take the median of all of them.")
def takes_the_last_sample(device, multiply, left, right, rounds):
    left, right = left.to(device), right.to(device)
    multiply(left, right)
    for _ in range(rounds):
        seconds = seconds_of_kernels(lambda: multiply(left, right), torch.accelerator.synchronize)
    return gflops(*left.shape, right.shape[1], seconds)


@misconception(gflops_on, "You timed one call only. Time `rounds` of them, and take the median.")
def takes_a_single_sample(device, multiply, left, right, rounds):
    left, right = left.to(device), right.to(device)
    multiply(left, right)
    seconds = seconds_of_kernels(lambda: multiply(left, right), torch.accelerator.synchronize)
    return gflops(*left.shape, right.shape[1], seconds)


@misconception(
    gflops_on,
    "`set_float32_matmul_precision` changes what is computed, so you measure another product. Leave it as it is.",
)
def lowers_the_precision(device, multiply, left, right, rounds):
    torch.set_float32_matmul_precision("high")
    return gflops_on(device, multiply, left, right, rounds)


@misconception(
    gflops_on,
    "You made float16 of the matrices. That is faster, and it is the speed of other products than those asked.",
)
def halves_the_precision(device, multiply, left, right, rounds):
    return gflops_on(device, multiply, left.half(), right.half(), rounds)


@misconception(gflops_on, "You made float32 of the matrices, whatever they were: keep their dtype.")
def always_multiplies_float32(device, multiply, left, right, rounds):
    return gflops_on(device, multiply, left.float(), right.float(), rounds)


NEW_TENSORS = [10, 10, 1]

teach(
    "NEW_TENSORS",
    hints=[
        "`a @ b` makes a new tensor for its result. And `torch.empty`, what does that do?",
        "In [1] a buffer is made in each round. In [2] only one is made, before the loop.",
    ],
    lesson="`out=` saves no memory by itself: a new buffer costs what `@` costs. Only one that is used again saves.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.matmul.html",
)

misconception(
    "NEW_TENSORS",
    [10, 0, 0],
    "`matmul` itself allocates no result for `out=`, but somebody has made the buffer: count `torch.empty` too.",
)
misconception(
    "NEW_TENSORS",
    [10, 0, 1],
    "In [1] `torch.empty` makes a buffer in each of the ten rounds. `out=` saves nothing there.",
)
misconception(
    "NEW_TENSORS",
    [10, 1, 1],
    "In [1] `torch.empty` stands inside of the loop: ten rounds, ten buffers. `out=` saves nothing there.",
)
misconception(
    "NEW_TENSORS",
    [10, 20, 11],
    "With `out=` the result is written to the buffer at once: there is no second tensor beside it.",
)
misconception(
    "NEW_TENSORS",
    [10, 10, 10],
    "In [2] all ten rounds write to the same buffer, which was made once.",
)
misconception(
    "NEW_TENSORS",
    [10, 10, 0],
    "[1] is right. In [2] count the buffer too: it is made once.",
)
misconception(
    "NEW_TENSORS",
    [1, 1, 1],
    "The name `c` is the same in each round, but the tensor is not: `a @ b` makes a new one every time.",
)

PAGE_FAULTS = [False, False, True, True, False]

teach(
    "PAGE_FAULTS",
    hints=[
        "Two things are needed for page faults: the result is in new memory, and it is larger than 32 MiB.",
        "1 MiB that was freed is kept and used again, with or without `out=`. And what does `torch.empty_like` give?",
    ],
    lesson="`out=` saves time where a large buffer is used again: on Linux from about 32 MiB, 2 to 4 times for `mul`.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.mul.html",
)

misconception(
    "PAGE_FAULTS",
    [True, False, True, False, False],
    "`out=` saves no time by itself. Small results find freed memory anyway, and a new 64 MiB buffer has fresh pages.",
)
misconception(
    "PAGE_FAULTS",
    [True, False, True, True, False],
    "1 MiB that was freed is handed out again, so `a * b` has no page faults there, and `out=` gains nothing.",
)
misconception(
    "PAGE_FAULTS",
    [False, False, True, False, False],
    "`torch.empty_like` gives 64 MiB of fresh pages in each round. Only a buffer that is used again has none.",
)
misconception(
    "PAGE_FAULTS",
    [False, False, True, True, True],
    "The buffer in [4] was written to ten times already. Its pages are not fresh any more.",
)
misconception(
    "PAGE_FAULTS",
    [False, False, False, False, False],
    "Large pieces are not kept: 64 MiB that were freed go back to the system, and the next round gets fresh pages.",
)
