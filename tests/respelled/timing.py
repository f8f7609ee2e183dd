"""The misconceptions of timing as other learners would write them, and wrong answers of another kind."""

import itertools
import math
import statistics
import time
import timeit

import torch

from sensei.check.respelled import respells, unrelated
from solutions.timing import gflops, seconds_of, seconds_of_kernels, typical_seconds


def _at_least_three(samples):
    if len(samples) <= 2:
        raise ValueError("three samples are needed")


@respells("seconds_of")
def reads_the_time_of_day(work):
    before = time.time()
    work()
    after = time.time()
    return after - before


@respells("seconds_of")
def returns_milliseconds(work):
    before = time.perf_counter()
    work()
    elapsed = time.perf_counter() - before
    return 1000 * elapsed


@respells("seconds_of")
def returns_nanoseconds(work):
    before = time.perf_counter_ns()
    work()
    after = time.perf_counter_ns()
    return after - before


@respells("seconds_of")
def counts_the_processor_only(work):
    before = time.process_time_ns()
    work()
    after = time.process_time_ns()
    return (after - before) / 1e9


@respells("seconds_of")
def reads_a_coarse_clock(work):
    before = time.monotonic_ns()
    work()
    return (time.monotonic_ns() - before) / 10**9


@respells("seconds_of")
def keeps_hundredths(work):
    before = time.perf_counter()
    work()
    elapsed = time.perf_counter() - before
    return float(f"{elapsed:.2f}")


@respells("seconds_of")
def names_the_work_only(work):
    before = time.perf_counter()
    result = work
    after = time.perf_counter()
    return after - before


@respells("seconds_of")
def subtracts_the_end(work):
    before = time.perf_counter()
    work()
    after = time.perf_counter()
    return before - after


@respells("seconds_of")
def keeps_whole_seconds(work):
    before = time.perf_counter()
    work()
    after = time.perf_counter()
    return math.floor(after - before)


@respells("seconds_of")
def warms_up_unasked(work):
    work()
    return timeit.timeit(work, number=1)


@unrelated("seconds_of")
def starts_the_clock_after_the_work(work):
    work()
    start = time.perf_counter()
    return time.perf_counter() - start


@unrelated("seconds_of")
def returns_the_reading_at_the_end(work):
    work()
    return time.perf_counter()


@unrelated("seconds_of")
def returns_the_result_of_the_work(work):
    start = time.perf_counter()
    return work()


@unrelated("seconds_of")
def adds_the_two_readings(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() + start


@unrelated("seconds_of")
def times_a_hundred_calls(work):
    return timeit.timeit(work, number=100)


@respells("seconds_of_kernels")
def does_not_wait(work, synchronize):
    return seconds_of(work)


@respells("seconds_of_kernels")
def waits_before_only(work, synchronize):
    synchronize()
    return seconds_of(work)


@respells("seconds_of_kernels")
def waits_too_late(work, synchronize):
    synchronize()
    before = time.perf_counter()
    work()
    after = time.perf_counter()
    synchronize()
    return after - before


@respells("seconds_of_kernels")
def waits_at_the_end_only(work, synchronize):
    def work_and_wait():
        work()
        synchronize()

    return seconds_of(work_and_wait)


@respells("seconds_of_kernels")
def starts_before_it_waits(work, synchronize):
    return seconds_of(lambda: [synchronize(), work(), synchronize()])


@respells("seconds_of_kernels")
def times_the_waiting_only(work, synchronize):
    synchronize()
    work()
    return seconds_of(synchronize)


@respells("seconds_of_kernels")
def pauses_for_a_while(work, synchronize):
    def work_and_pause():
        work()
        time.sleep(1)

    synchronize()
    return seconds_of(work_and_pause)


@unrelated("seconds_of_kernels")
def forgets_the_work(work, synchronize):
    synchronize()
    return seconds_of(synchronize)


@unrelated("seconds_of_kernels")
def works_twice(work, synchronize):
    synchronize()
    start = time.perf_counter()
    work()
    work()
    synchronize()
    return time.perf_counter() - start


@unrelated("seconds_of_kernels")
def counts_kernels_in_milliseconds(work, synchronize):
    synchronize()
    start = time.perf_counter()
    work()
    synchronize()
    return (time.perf_counter() - start) * 1000


@unrelated("seconds_of_kernels")
def subtracts_the_wrong_way_round(work, synchronize):
    synchronize()
    start = time.perf_counter()
    work()
    synchronize()
    return start - time.perf_counter()


@respells("timings")
def does_not_warm_up(work, rounds):
    result = []
    for _ in range(rounds):
        before = time.perf_counter()
        work()
        result.append(time.perf_counter() - before)
    return result


@respells("timings")
def drops_one_of_the_rounds(work, rounds):
    result = []
    for _ in range(rounds):
        result.append(seconds_of(work))
    del result[0]
    return result


@respells("timings")
def starts_the_clock_once(work, rounds):
    work()
    before = time.perf_counter()

    def one_round():
        work()
        return time.perf_counter() - before

    return [one_round() for _ in range(rounds)]


@respells("timings")
def divides_the_whole(work, rounds):
    work()
    before = time.perf_counter()
    for _ in range(rounds):
        work()
    each = (time.perf_counter() - before) / rounds
    return [each for _ in range(rounds)]


@respells("timings")
def repeats_one_sample(work, rounds):
    work()
    before = time.perf_counter()
    work()
    elapsed = time.perf_counter() - before
    return [elapsed for _ in range(rounds)]


@respells("timings")
def warms_up_each_time(work, rounds):
    def timed():
        work()
        before = time.perf_counter()
        work()
        return time.perf_counter() - before

    return [timed() for _ in range(rounds)]


@respells("timings")
def returns_a_tuple(work, rounds):
    work()
    result = ()
    for _ in range(rounds):
        result += (seconds_of(work),)
    return result


@unrelated("timings")
def sorts_the_timings(work, rounds):
    work()
    return sorted(seconds_of(work) for _ in range(rounds))


@unrelated("timings")
def adds_the_timings_up(work, rounds):
    work()
    return sum(seconds_of(work) for _ in range(rounds))


@unrelated("timings")
def counts_the_rounds_from_one(work, rounds):
    work()
    return [seconds_of(work) for _ in range(1, rounds)]


@unrelated("timings")
def warms_up_twice(work, rounds):
    work()
    work()
    return [seconds_of(work) for _ in range(rounds)]


@unrelated("timings")
def keeps_the_last_timing_only(work, rounds):
    work()
    for _ in range(rounds):
        seconds = [seconds_of(work)]
    return seconds


@respells("typical_seconds")
def takes_the_mean(samples):
    _at_least_three(samples)
    return statistics.mean(samples)


@respells("typical_seconds")
def takes_the_fastest(samples):
    _at_least_three(samples)
    in_order = sorted(samples)
    return in_order[0]


@respells("typical_seconds")
def forgets_to_sort(samples):
    _at_least_three(samples)
    half = len(samples) // 2
    if len(samples) % 2 == 1:
        return samples[half]
    return sum(samples[half - 1 : half + 1]) / 2


@respells("typical_seconds")
def takes_the_lower_middle(samples):
    _at_least_three(samples)
    return float(torch.median(torch.tensor(samples, dtype=torch.float64)))


@respells("typical_seconds")
def takes_the_upper_middle(samples):
    _at_least_three(samples)
    return statistics.median_high(samples)


@respells("typical_seconds")
def trusts_a_single_sample(samples):
    if not samples:
        raise ValueError("no samples")
    in_order, half = sorted(samples), len(samples) // 2
    return (in_order[half] + in_order[-1 - half]) / 2


@respells("typical_seconds")
def sorts_the_list_of_the_caller(samples):
    _at_least_three(samples)
    samples.sort()
    half = len(samples) // 2
    return (samples[half] + samples[-1 - half]) / 2


@respells("typical_seconds")
def returns_the_median_as_a_tensor(samples):
    _at_least_three(samples)
    return torch.tensor(statistics.median(samples))


@unrelated("typical_seconds")
def takes_the_slowest(samples):
    _at_least_three(samples)
    return max(samples)


@unrelated("typical_seconds")
def takes_the_most_frequent(samples):
    _at_least_three(samples)
    return statistics.mode(samples)


@unrelated("typical_seconds")
def takes_half_of_the_fastest_and_the_slowest(samples):
    _at_least_three(samples)
    return (min(samples) + max(samples)) / 2


@unrelated("typical_seconds")
def refuses_three_samples_too(samples):
    if len(samples) <= 3:
        raise ValueError("too few samples")
    return statistics.median(samples)


@unrelated("typical_seconds")
def forgets_to_divide_by_two(samples):
    _at_least_three(samples)
    ordered, middle = sorted(samples), len(samples) // 2
    return ordered[middle] if len(samples) % 2 else ordered[middle - 1] + ordered[middle]


@respells("timings_of_new_inputs")
def uses_one_input_for_all(function, make_input, rounds):
    same = make_input()
    function(same)
    result = []
    for _ in range(rounds):
        before = time.perf_counter()
        function(same)
        result.append(time.perf_counter() - before)
    return result


@respells("timings_of_new_inputs")
def copies_one_input(function, make_input, rounds):
    first = make_input()
    copies = [first.clone() for _ in range(rounds)]
    function(first)
    result = []
    for copy in copies:
        before = time.perf_counter()
        function(copy)
        result.append(time.perf_counter() - before)
    return result


@respells("timings_of_new_inputs")
def makes_inputs_while_the_clock_runs(function, make_input, rounds):
    function(make_input())
    result = []
    for _ in range(rounds):
        before = time.perf_counter()
        new = make_input()
        function(new)
        result.append(time.perf_counter() - before)
    return result


@respells("timings_of_new_inputs")
def warms_up_with_the_first_input(function, make_input, rounds):
    result, inputs = [], []
    for _ in range(rounds):
        inputs.append(make_input())
    function(inputs[0])
    for each in inputs:
        before = time.perf_counter()
        function(each)
        result.append(time.perf_counter() - before)
    return result


@respells("timings_of_new_inputs")
def repeats_one_input_in_a_list(function, make_input, rounds):
    warm_up = make_input()
    function(warm_up)
    result = []
    for each in itertools.repeat(make_input(), rounds):
        before = time.perf_counter()
        function(each)
        result.append(time.perf_counter() - before)
    return result


@respells("timings_of_new_inputs")
def starts_cold(function, make_input, rounds):
    result = []
    for _ in range(rounds):
        new = make_input()
        before = time.perf_counter()
        function(new)
        result.append(time.perf_counter() - before)
    return result


@unrelated("timings_of_new_inputs")
def makes_one_input_too_few(function, make_input, rounds):
    inputs = [make_input() for _ in range(rounds)]
    function(inputs[0])
    return [seconds_of(lambda x=x: function(x)) for x in inputs[1:]]


@unrelated("timings_of_new_inputs")
def returns_a_tuple_of_timings(function, make_input, rounds):
    inputs = [make_input() for _ in range(rounds + 1)]
    function(inputs[0])
    return tuple(seconds_of(lambda x=x: function(x)) for x in inputs[1:])


@unrelated("timings_of_new_inputs")
def times_the_making_only(function, make_input, rounds):
    function(make_input())
    return [seconds_of(make_input) for _ in range(rounds)]


@unrelated("timings_of_new_inputs")
def sorts_the_timings_of_its_inputs(function, make_input, rounds):
    inputs = [make_input() for _ in range(rounds + 1)]
    function(inputs[0])
    return sorted(seconds_of(lambda x=x: function(x)) for x in inputs[1:])


@unrelated("timings_of_new_inputs")
def adds_the_timings_of_its_inputs_up(function, make_input, rounds):
    inputs = [make_input() for _ in range(rounds + 1)]
    function(inputs[0])
    return sum(seconds_of(lambda x=x: function(x)) for x in inputs[1:])


@respells("gflops")
def forgets_the_additions(n, k, m, seconds):
    operations = math.prod([n, k, m])
    return operations / (seconds * 10**9)


@respells("gflops")
def saves_the_first_addition(n, k, m, seconds):
    multiplications = n * m * k
    additions = n * m * (k - 1)
    return (multiplications + additions) / (seconds * 10**9)


@respells("gflops")
def takes_all_matrices_for_square(n, k, m, seconds):
    operations = 2 * pow(n, 3)
    return operations / (seconds * 10**9)


@respells("gflops")
def takes_seconds_for_milliseconds(n, k, m, seconds):
    operations = 2 * n * k * m
    return operations * 1000 / seconds * 1e-9


@respells("gflops")
def leaves_out_the_giga(n, k, m, seconds):
    operations = n * m * (k + k)
    speed = operations / seconds
    return speed


@respells("gflops")
def counts_in_powers_of_two(n, k, m, seconds):
    operations = n * m * (k + k)
    return operations / (seconds * 1024**3)


@respells("gflops")
def forgets_the_time(n, k, m, seconds):
    operations = n * m * (k + k)
    return operations / 10**9


@unrelated("gflops")
def multiplies_by_the_seconds(n, k, m, seconds):
    return 2 * n * k * m * seconds / 1e9


@unrelated("gflops")
def counts_in_millions(n, k, m, seconds):
    return 2 * n * k * m / seconds / 1e6


@unrelated("gflops")
def leaves_out_the_columns(n, k, m, seconds):
    return 2 * n * k / seconds / 1e9


@unrelated("gflops")
def counts_the_numbers_of_the_three_matrices(n, k, m, seconds):
    return (n * k + k * m + n * m) / seconds / 1e9


@unrelated("gflops")
def cuts_the_speed_to_an_int(n, k, m, seconds):
    return int(2 * n * k * m / seconds / 1e9)


@respells("relative_error")
def takes_float32_for_exact(product, left, right):
    reference = torch.matmul(left, right)
    errors = torch.abs(product - reference)
    return float(torch.max(errors) / torch.max(torch.abs(reference)))


@respells("relative_error")
def converts_too_late(product, left, right):
    reference = torch.matmul(left, right).to(torch.float64)
    errors = torch.abs(product.to(torch.float64) - reference)
    return float(torch.max(errors) / torch.max(torch.abs(reference)))


@respells("relative_error")
def makes_the_same_error(product, left, right):
    reference = torch.matmul(left.type_as(product), right.type_as(product))
    errors = torch.abs(product - reference)
    return float(errors.max() / torch.abs(reference).max())


@respells("relative_error")
def forgets_the_size_of_the_error(product, left, right):
    reference = torch.matmul(left.to(torch.float64), right.to(torch.float64))
    errors = torch.sub(product, reference)
    return float(torch.max(errors) / torch.max(torch.abs(reference)))


@respells("relative_error")
def divides_by_the_largest_positive(product, left, right):
    reference = torch.matmul(left.double(), right.double())
    largest_error = torch.abs(product - reference).max()
    return float(largest_error / torch.max(reference))


@respells("relative_error")
def divides_one_by_one(product, left, right):
    reference = torch.matmul(left.double(), right.double())
    errors = torch.abs(product - reference) / torch.abs(reference)
    return float(torch.max(errors))


@respells("relative_error")
def takes_the_mean_error(product, left, right):
    reference = torch.matmul(left.double(), right.double())
    errors = torch.abs(product - reference)
    return float(torch.mean(errors) / torch.max(torch.abs(reference)))


@respells("relative_error")
def returns_the_absolute_error(product, left, right):
    reference = torch.matmul(left.double(), right.double())
    errors = torch.abs(product - reference)
    return float(torch.max(errors))


@respells("relative_error")
def overwrites_the_product(product, left, right):
    reference = torch.matmul(left.double(), right.double())
    errors = torch.abs(product.sub_(reference))
    return float(errors.max() / torch.abs(reference).max())


@respells("relative_error")
def rounds_the_product(product, left, right):
    reference = torch.matmul(left.double(), right.double())
    errors = torch.abs(product.to(torch.float32) - reference)
    return float(torch.max(errors) / torch.max(torch.abs(reference)))


@respells("relative_error")
def returns_the_error_as_a_tensor(product, left, right):
    reference = torch.matmul(left.double(), right.double())
    errors = torch.abs(product - reference)
    return torch.max(errors) / torch.max(torch.abs(reference))


@unrelated("relative_error")
def takes_the_smallest_error(product, left, right):
    exact = left.double() @ right.double()
    return ((product - exact).abs().min() / exact.abs().max()).item()


@unrelated("relative_error")
def divides_by_the_mean_number(product, left, right):
    exact = left.double() @ right.double()
    return ((product - exact).abs().max() / exact.abs().mean()).item()


@unrelated("relative_error")
def divides_by_the_largest_of_the_product(product, left, right):
    exact = left.double() @ right.double()
    return ((product - exact).abs().max() / product.abs().max()).item()


@unrelated("relative_error")
def gives_it_in_percent(product, left, right):
    exact = left.double() @ right.double()
    return ((product - exact).abs().max() / exact.abs().max()).item() * 100


@unrelated("relative_error")
def adds_the_errors_up(product, left, right):
    exact = left.double() @ right.double()
    return ((product - exact).abs().sum() / exact.abs().max()).item()


def _samples_on(multiply, left, right, rounds):
    """The seconds of each of these products, one by one, after a warm-up."""
    samples = []
    multiply(left, right)
    for _ in range(rounds):
        torch.accelerator.synchronize()
        before = time.perf_counter()
        multiply(left, right)
        torch.accelerator.synchronize()
        samples.append(time.perf_counter() - before)
    return samples


@respells("gflops_on")
def times_the_launches(device, multiply, left, right, rounds):
    a, b = left.to(device), right.to(device)
    multiply(a, b)
    samples = []
    for _ in range(rounds):
        before = time.perf_counter()
        multiply(a, b)
        samples.append(time.perf_counter() - before)
    return gflops(left.shape[0], left.shape[1], right.shape[1], statistics.median(samples))


@respells("gflops_on")
def times_the_transfer(device, multiply, left, right, rounds):
    multiply(left.to(device), right.to(device))
    samples = []
    for _ in range(rounds):
        torch.accelerator.synchronize()
        before = time.perf_counter()
        a, b = left.to(device), right.to(device)
        multiply(a, b)
        torch.accelerator.synchronize()
        samples.append(time.perf_counter() - before)
    return gflops(left.shape[0], left.shape[1], right.shape[1], statistics.median(samples))


@respells("gflops_on")
def fetches_the_product(device, multiply, left, right, rounds):
    a, b = left.to(device), right.to(device)
    product = multiply(a, b).cpu()
    samples = []
    for _ in range(rounds):
        before = time.perf_counter()
        product = multiply(a, b)
        product = product.cpu()
        samples.append(time.perf_counter() - before)
    return gflops(left.shape[0], left.shape[1], right.shape[1], statistics.median(samples))


@respells("gflops_on")
def takes_a_number_out(device, multiply, left, right, rounds):
    a, b = left.to(device), right.to(device)

    def work():
        product = multiply(a, b)
        return torch.sum(product).item()

    work()
    samples = [seconds_of(work) for _ in range(rounds)]
    return gflops(left.shape[0], left.shape[1], right.shape[1], typical_seconds(samples))


@respells("gflops_on")
def does_not_wait_for_the_warm_up(device, multiply, left, right, rounds):
    a, b = left.to(device), right.to(device)
    samples = []
    multiply(a, b)
    for _ in range(rounds):
        before = time.perf_counter()
        multiply(a, b)
        torch.accelerator.synchronize()
        samples.append(time.perf_counter() - before)
    return gflops(left.shape[0], left.shape[1], right.shape[1], statistics.median(samples))


@respells("gflops_on")
def takes_the_lower_of_two(device, multiply, left, right, rounds):
    samples = _samples_on(multiply, left.to(device), right.to(device), rounds)
    return gflops(left.shape[0], left.shape[1], right.shape[1], statistics.median_low(samples))


@respells("gflops_on")
def does_not_warm_up_the_device(device, multiply, left, right, rounds):
    a, b = left.to(device), right.to(device)
    samples = []
    for _ in range(rounds):
        torch.accelerator.synchronize()
        before = time.perf_counter()
        multiply(a, b)
        torch.accelerator.synchronize()
        samples.append(time.perf_counter() - before)
    return gflops(left.shape[0], left.shape[1], right.shape[1], statistics.median(samples))


@respells("gflops_on")
def takes_the_mean_speed(device, multiply, left, right, rounds):
    samples = _samples_on(multiply, left.to(device), right.to(device), rounds)
    return gflops(left.shape[0], left.shape[1], right.shape[1], statistics.fmean(samples))


@respells("gflops_on")
def takes_the_last_sample(device, multiply, left, right, rounds):
    samples = _samples_on(multiply, left.to(device), right.to(device), rounds)
    return gflops(left.shape[0], left.shape[1], right.shape[1], samples[-1])


@respells("gflops_on")
def takes_a_single_sample(device, multiply, left, right, rounds):
    (seconds,) = _samples_on(multiply, left.to(device), right.to(device), 1)
    return gflops(left.shape[0], left.shape[1], right.shape[1], seconds)


@respells("gflops_on")
def lowers_the_precision(device, multiply, left, right, rounds):
    torch.set_float32_matmul_precision("medium")
    samples = _samples_on(multiply, left.to(device), right.to(device), rounds)
    return gflops(left.shape[0], left.shape[1], right.shape[1], statistics.median(samples))


@respells("gflops_on")
def halves_the_precision(device, multiply, left, right, rounds):
    a, b = left.to(device, torch.float16), right.to(device, torch.float16)
    samples = _samples_on(multiply, a, b, rounds)
    return gflops(left.shape[0], left.shape[1], right.shape[1], statistics.median(samples))


@respells("gflops_on")
def always_multiplies_float32(device, multiply, left, right, rounds):
    a, b = left.to(device, torch.float32), right.to(device, torch.float32)
    samples = _samples_on(multiply, a, b, rounds)
    return gflops(left.shape[0], left.shape[1], right.shape[1], statistics.median(samples))


@unrelated("gflops_on")
def takes_the_fastest_sample(device, multiply, left, right, rounds):
    samples = _samples_on(multiply, left.to(device), right.to(device), rounds)
    return gflops(*left.shape, right.shape[1], min(samples))


@unrelated("gflops_on")
def stays_on_the_cpu(device, multiply, left, right, rounds):
    samples = _samples_on(multiply, left, right, rounds)
    return gflops(*left.shape, right.shape[1], typical_seconds(samples))


@unrelated("gflops_on")
def returns_the_seconds(device, multiply, left, right, rounds):
    return typical_seconds(_samples_on(multiply, left.to(device), right.to(device), rounds))


@unrelated("gflops_on")
def takes_the_wrong_sizes(device, multiply, left, right, rounds):
    samples = _samples_on(multiply, left.to(device), right.to(device), rounds)
    return gflops(*left.shape, *right.shape, typical_seconds(samples))


@unrelated("gflops_on")
def multiplies_by_itself(device, multiply, left, right, rounds):
    left, right = left.to(device), right.to(device)

    def work():
        return left @ right

    work()
    samples = [seconds_of_kernels(work, torch.accelerator.synchronize) for _ in range(rounds)]
    return gflops(*left.shape, right.shape[1], typical_seconds(samples))


respells("NEW_TENSORS", [10, 0, 0], [20, 0, 0])
respells("NEW_TENSORS", [10, 0, 1], [10, 0, 2])
respells("NEW_TENSORS", [10, 1, 1], [10, 1, 2])
respells("NEW_TENSORS", [10, 20, 11], [20, 20, 11])
respells("NEW_TENSORS", [10, 10, 10], [10, 11, 10])
respells("NEW_TENSORS", [10, 10, 0], [11, 10, 0])
respells("NEW_TENSORS", [1, 1, 1], [1, 1, 2])
unrelated("NEW_TENSORS", [20, 10, 1])
unrelated("NEW_TENSORS", [10, 11, 1])
unrelated("NEW_TENSORS", [10, 10, 2])

respells("PAGE_FAULTS", [True, False, True, False, False], [True, True, True, False, False])
respells("PAGE_FAULTS", [True, False, True, True, False], [True, True, True, True, False])
respells("PAGE_FAULTS", [False, False, True, False, False], [False, True, True, False, False])
respells("PAGE_FAULTS", [False, False, True, True, True], [False, True, True, True, True])
respells("PAGE_FAULTS", [False, False, False, False, False], [False, True, False, False, False])
unrelated("PAGE_FAULTS", [False, True, True, True, False])
unrelated("PAGE_FAULTS", [False, False, True, True])
unrelated("PAGE_FAULTS", [False, None, True, True, False])
