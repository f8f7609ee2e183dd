"""Devices: where a tensor lies, and where its arithmetic is done.

A tensor lies in the memory of one device: the CPU, or an accelerator such as a GPU, which is made for arithmetic on
many numbers at once. First you see what stays where, what is copied, and what may meet. Then a module and its batch
move together. Until then the device is handed to you; at the end you pick it yourself, on all kinds of computers.
If your computer has no accelerator, the koans bring a pretend one, `pretend:0`. It behaves like one, but is not fast.
"""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from sensei import ___
from sensei.accelerator import counters
from sensei.machines import CUDA, CUDA_AND_MPS, CUDA_BUILD_WITHOUT_GPU, MPS, NO_ACCELERATOR, XPU, Machine, simulated
from sensei.strategies import tensors_shaped

CPU = torch.device("cpu")
MTIA = Machine("MTIA", frozenset({"mtia"}), built_for="mtia")
MAIA = Machine("MAIA", frozenset({"maia"}), built_for="maia")
MPS_BUILD_WITHOUT_MPS = Machine("an MPS build without MPS", frozenset(), built_for="mps")
DTYPES = (torch.float32, torch.float16, torch.int64, torch.int8)

# Matrices of several dtypes, each with two devices to lie on and to go to: True stands for the accelerator.
matrices = st.sampled_from(DTYPES).flatmap(lambda dtype: tensors_shaped("nm", dtype=dtype)).map(lambda one: one[0])
matrices_to_move = st.tuples(matrices, st.booleans(), st.booleans())


def place(tensor: Tensor) -> str:
    """Where a tensor lies, as a word."""
    return "cpu" if tensor.device.type == "cpu" else "accelerator"


def works(operation: Callable[[], Tensor]) -> bool:
    """Whether an operation gives a result. It raises where tensors on different devices may not meet."""
    try:
        operation()
    except RuntimeError:
        return False
    return True


def copied() -> tuple[int, int]:
    """(copies, bytes) between the CPU and the accelerator so far. A real accelerator does not count."""
    seen = counters()
    if seen is None:
        return 0, 0
    return seen.copies_to_device + seen.copies_to_host, seen.bytes_to_device + seen.bytes_to_host


def bytes_seen(tensor: Tensor, device: torch.device) -> int:
    """Move a tensor to the accelerator and back, and see how many bytes that takes."""
    _, before = copied()
    back = tensor.to(device).cpu()
    _, after = copied()
    return after - before if counters() else 2 * len(back.numpy().tobytes())


def small_layer() -> nn.Linear:
    """A linear layer from three numbers to two, on the CPU: it gives x + 2 * z + 10 and y + 20 for (x, y, z)."""
    layer = nn.Linear(3, 2)
    layer.weight.data.copy_(torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 0.0]]))
    layer.bias.data.copy_(torch.tensor([10.0, 20.0]))
    return layer


class Noting(nn.Linear):
    """A linear layer that notes in `places` where it was called: "cpu" or "accelerator"."""

    def __init__(self) -> None:
        super().__init__(3, 2)
        self.places: list[str] = []

    def forward(self, x: Tensor) -> Tensor:
        self.places.append(place(x))
        return super().forward(x)


def moved(device: torch.device) -> tuple[nn.Linear, Tensor]:
    """The layer and the batch after `.to(device)`, whose results nobody keeps."""
    layer, x = nn.Linear(3, 2), torch.ones(4, 3)
    layer.to(device)
    x.to(device)
    return layer, x


def picked(pick: Callable[[], torch.device | str], machine: Machine) -> str:
    """The type of the device that is picked on a simulated machine: "cuda", "mps", "cpu" and so on."""
    with simulated(machine):
        return str(pick()).partition(":")[0]


def current_accelerator(machine: Machine, **arguments: bool) -> str | None:
    """What `torch.accelerator.current_accelerator` names on a simulated machine."""
    with simulated(machine):
        device = torch.accelerator.current_accelerator(**arguments)
    return None if device is None else device.type


# `device` is an accelerator. `there` lies on it: `there = torch.ones(3, device=device)`. Where lies
#     [0]  torch.ones(3)
#     [1]  torch.ones(3, device=device)
#     [2]  torch.zeros_like(there)
#     [3]  torch.zeros(there.shape)
#     [4]  there + 1
#     [5]  x, after the lines `x = torch.ones(3)` and `x.to(device)`
#     [6]  y, after the lines `y = torch.ones(3)` and `y = y.to(device)`
# Write a list of seven words, each "cpu" or "accelerator".
WHERE = ___


def test_a_tensor_is_made_on_the_cpu_unless_told_otherwise(device):
    assert len(WHERE) == 7
    assert WHERE[0:2] == [place(torch.ones(3)), place(torch.ones(3, device=device))]


def test_likes_and_results_lie_where_their_tensor_does_and_a_shape_lies_nowhere(device):
    there = torch.ones(3, device=device)
    assert WHERE[2:5] == [place(torch.zeros_like(there)), place(torch.zeros(there.shape)), place(there + 1)]


def test_what_to_returns_has_moved_and_the_tensor_itself_has_not(device):
    x = torch.ones(3)
    x.to(device)
    y = torch.ones(3)
    y = y.to(device)
    assert WHERE[5:7] == [place(x), place(y)]


# `x = torch.ones(3)`: float32, on the CPU. Which of these is `x` itself, and no copy?
#     [0]  x.to("cpu")
#     [1]  x.cpu()
#     [2]  x.to("cpu", copy=True)
#     [3]  x.to(torch.float32)
#     [4]  x.to(torch.float64)
# Write a list of five: True where it is `x` itself, else False.
IS_ITSELF = ___


def test_to_copies_nothing_when_the_tensor_is_there_already():
    x = torch.ones(3)
    assert len(IS_ITSELF) == 5
    assert IS_ITSELF[0:2] == [x.to("cpu") is x, x.cpu() is x]


def test_to_copies_when_it_is_asked_to():
    x = torch.ones(3)
    assert IS_ITSELF[2] == (x.to("cpu", copy=True) is x)


def test_to_copies_when_the_dtype_has_to_change():
    x = torch.ones(3)
    assert IS_ITSELF[3:5] == [x.to(torch.float32) is x, x.to(torch.float64) is x]


def copy_on(tensor: Tensor, device: torch.device) -> Tensor:
    """A copy of `tensor` on `device`, with memory of its own: whoever changes one of the two does not change the other.

    `tensor` may lie anywhere, also on `device` already. It stays where it is, as it is. `device` is the accelerator
    or the CPU. The copy has the values, the shape (any shape, also ()) and the dtype of `tensor`. `tensor` does not
    require grad.
    """
    return ___


def test_the_copy_lies_on_the_device(device):
    tensor = torch.tensor([1.0, 2.0, 3.0])
    copy = copy_on(tensor, device)
    assert copy.tolist() == [1, 2, 3]
    assert copy.device == device
    assert tensor.device == CPU
    assert copy_on(torch.tensor(5.0), device).tolist() == 5


def test_it_is_a_copy_also_where_nothing_has_to_move(device):
    for tensor in (torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1.0, 2.0, 3.0], device=device)):
        copy = copy_on(tensor, tensor.device)
        tensor[0] = 9
        assert copy.tolist() == [1, 2, 3]


@given(matrices_to_move)
def test_a_copy_from_everywhere_to_everywhere(device, case):
    values, starts_there, ends_there = case
    expected, target = values.tolist(), device if ends_there else CPU
    tensor = values.to(device) if starts_there else values
    copy = copy_on(tensor, target)
    assert copy.device == target
    assert copy.dtype == tensor.dtype
    assert copy.tolist() == expected
    copy.zero_()
    assert tensor.tolist() == expected


# `there = torch.ones(3, device=device)` lies on an accelerator, `here = torch.ones(3)` on the CPU. Which of these work?
#     [0]  there + here
#     [1]  there + 2
#     [2]  there + torch.tensor(2.0)
#     [3]  there + torch.tensor([2.0])
#     [4]  here + there.sum()
# Write a list of five: True where there is a result, False where an error is raised. `torch.tensor(2.0)` and
# `there.sum()` have no dimensions: their shape is ().
WORKS = ___


def test_tensors_on_two_devices_do_not_meet(device):
    there, here = torch.ones(3, device=device), torch.ones(3)
    assert len(WORKS) == 5
    assert WORKS[0] == works(lambda: there + here)


def test_a_number_goes_anywhere(device):
    there = torch.ones(3, device=device)
    assert WORKS[1] == works(lambda: there + 2)


def test_so_does_a_cpu_tensor_without_dimensions(device):
    there = torch.ones(3, device=device)
    assert WORKS[2] == works(lambda: there + torch.tensor(2.0))


def test_one_dimension_is_too_many_even_with_one_element(device):
    there = torch.ones(3, device=device)
    assert WORKS[3] == works(lambda: there + torch.tensor([2.0]))


def test_what_lies_on_the_accelerator_has_no_such_way_out(device):
    there, here = torch.ones(3, device=device), torch.ones(3)
    assert WORKS[4] == works(lambda: here + there.sum())


def bytes_there_and_back(tensor: Tensor) -> int:
    """How many bytes are copied when `tensor`, which lies on the CPU, is moved to an accelerator and then back again.

    Each way all of its elements are copied, whatever they are. `tensor` may be a view of a larger tensor: then only the
    elements that it shows are copied. It may have any shape, also (), and any dtype. Nothing has to be moved to find
    out. Return an int.
    """
    return ___


def test_six_elements_of_four_bytes_go_twice():
    assert bytes_there_and_back(torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])) == 48


@given(matrices)
def test_every_element_takes_the_bytes_of_its_dtype(device, tensor):
    assert bytes_there_and_back(tensor) == bytes_seen(tensor, device)


@given(matrices)
def test_of_a_view_only_its_own_elements_go(device, tensor):
    assert bytes_there_and_back(tensor[:, 0]) == bytes_seen(tensor[:, 0], device)


def test_any_shape_and_any_dtype_gives_an_int():
    tensors = [torch.tensor(1.0), torch.zeros(0, 3), torch.tensor([True, False, True]), torch.zeros(2, 3).double()]
    sizes = [bytes_there_and_back(tensor) for tensor in tensors]
    assert [isinstance(size, int) for size in sizes] == [True, True, True, True]
    assert sizes == [8, 0, 6, 96]


def add_column_numbers(batch: Tensor) -> Tensor:
    """Add to each element the number of its column: 0 in the first column, 1 in the second, and so on.

    `batch` is float32 of shape (n, m), and lies on the CPU or on an accelerator. It stays as it is. The result is
    float32 of that shape, on that device. Make what you need where `batch` lies: neither a tensor nor a list is copied
    from one device to the other. What is made after the call is made where it was before. Practise `device=` on it.
    """
    return ___


def test_each_column_has_its_number(device):
    batch = torch.tensor([[10.0, 20.0, 30.0], [40.0, 50.0, 60.0]], device=device)
    numbered = add_column_numbers(batch)
    assert numbered.tolist() == [[10, 21, 32], [40, 51, 62]]
    assert batch.tolist() == [[10, 20, 30], [40, 50, 60]]


@given(tensors_shaped("nm"), st.booleans())
def test_the_result_lies_where_the_batch_does(device, case, on_device):
    batch = case[0].to(device) if on_device else case[0]
    rows = batch.tolist()
    numbered = add_column_numbers(batch)
    assert numbered.device == batch.device
    assert numbered.dtype == torch.float32
    assert numbered.tolist() == [[number + column for column, number in enumerate(row)] for row in rows]


def test_nothing_is_copied_between_devices(device):
    batch = torch.ones(4, 3, device=device)
    before, _ = copied()
    add_column_numbers(batch)
    after, _ = copied()
    copies = after - before
    assert copies == 0


def test_what_comes_after_is_made_on_the_cpu_again(device):
    add_column_numbers(torch.ones(4, 3, device=device))
    assert place(torch.ones(2)) == "cpu"


def to_numpy(tensor: Tensor) -> np.ndarray:
    """The values of `tensor` as a numpy array of the same shape and the same dtype.

    `tensor` has any shape, also (). It may lie on the CPU or on an accelerator, and it may require grad. It stays as it
    is: where it was, and requiring grad if it did. The array may share the memory of `tensor`, or be a copy.
    """
    return ___


def test_from_the_accelerator(device):
    array = to_numpy(torch.tensor([[1.0, 2.0], [3.0, 4.0]], device=device))
    assert isinstance(array, np.ndarray)
    assert array.tolist() == [[1, 2], [3, 4]]


def test_from_a_tensor_that_requires_grad():
    weight = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    array = to_numpy(weight)
    assert array.tolist() == [1, 2, 3]
    assert weight.requires_grad


def test_from_a_weight_on_the_accelerator_and_from_a_loss(device):
    weight = torch.tensor([1.0, 2.0, 3.0], device=device, requires_grad=True)
    assert to_numpy(weight).tolist() == [1, 2, 3]
    assert to_numpy(weight.sum()).tolist() == 6
    assert weight.requires_grad
    assert weight.device == device


@given(matrices, st.booleans())
def test_the_array_keeps_the_dtype(device, values, on_device):
    array = to_numpy(values.to(device) if on_device else values)
    assert isinstance(array, np.ndarray)
    assert f"torch.{array.dtype}" == str(values.dtype)
    assert array.tolist() == values.tolist()


@pytest.mark.parametrize("shape", [(), (1, 3), (2, 1)])
def test_the_array_keeps_the_shape(device, shape):
    array = to_numpy(torch.ones(shape, device=device))
    assert isinstance(array, np.ndarray)
    assert array.shape == shape


# `layer = nn.Linear(3, 2)` is a module with two parameters, `layer.weight` and `layer.bias`. It is called with a batch:
# `layer(x)`. Here `x = torch.ones(4, 3)`. Both were made on the CPU. Then come these two lines:
#     layer.to(device)
#     x.to(device)
# What is true now?
#     [0]  `layer.weight` is on the accelerator
#     [1]  `x` is on the accelerator
#     [2]  `layer.to(device)` returns `layer` itself
#     [3]  `layer(x)` works
#     [4]  `layer(x.to(device))` works
# Write a list of five: True or False.
AFTER_TO = ___


def test_a_module_moves_in_place_and_a_tensor_does_not(device):
    layer, x = moved(device)
    assert len(AFTER_TO) == 5
    assert AFTER_TO[0:2] == [place(layer.weight) == "accelerator", place(x) == "accelerator"]


def test_a_module_gives_itself_back(device):
    layer, _ = moved(device)
    assert AFTER_TO[2] == (layer.to(device) is layer)


def test_the_batch_has_to_be_where_the_parameters_are(device):
    layer, x = moved(device)
    assert AFTER_TO[3:5] == [works(lambda: layer(x)), works(lambda: layer(x.to(device)))]


def predict(model: nn.Module, batch: Tensor, device: torch.device) -> Tensor:
    """Move `model` to `device` and call it there with the numbers of `batch`. Return the result, on `device`.

    `device` is the accelerator or the CPU. `model` and `batch` may lie on either, and not on the same.
    Afterwards `model` itself, no copy of it, is on `device`; the caller's `batch` is where it was, as it was.
    Numbers stay as precise as they are: the dtype does not change.
    """
    return ___


def test_the_model_and_the_batch_meet_on_the_device(device):
    batch = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    result = predict(small_layer(), batch, device)
    assert result.tolist() == [[17, 22], [26, 25]]  # 1 + 2 * 3 + 10 = 17
    assert result.device == device
    assert result.dtype == torch.float32
    assert batch.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_the_callers_model_has_moved_and_the_callers_batch_has_not(device):
    model, batch = small_layer(), torch.ones(4, 3)
    predict(model, batch, device)
    assert [place(model.weight), place(batch)] == ["accelerator", "cpu"]


def test_a_model_that_is_there_already(device):
    result = predict(small_layer().to(device), torch.ones(1, 3), device)
    assert result.tolist() == [[13, 21]]


def test_a_batch_that_is_there_already(device):
    result = predict(small_layer(), torch.ones(1, 3, device=device), device)
    assert result.tolist() == [[13, 21]]


def test_the_device_may_be_the_cpu(device):
    model = small_layer().to(device)
    result = predict(model, torch.ones(1, 3, device=device), CPU)
    assert result.tolist() == [[13, 21]]
    assert [result.device, model.weight.device] == [CPU, CPU]


def test_a_model_is_more_than_its_parameters(device):
    model = nn.Sequential(small_layer(), nn.BatchNorm1d(2)).eval()  # its running mean and variance are buffers
    result = predict(model, torch.ones(1, 3), device)
    assert [place(buffer) for buffer in model.buffers()] == ["accelerator"] * 3
    assert result.device == device


def test_the_model_is_called_on_the_device(device):
    model = Noting()
    predict(model, torch.ones(4, 3), device)
    assert model.places == ["accelerator"]


def classic_device() -> torch.device | str:
    """The device to compute on, picked in the classic way: "cuda" if CUDA is there, else "mps" if MPS is, else "cpu".

    "cuda" is a GPU of NVIDIA (or of AMD: torch calls both "cuda"), "mps" is that of a Mac with a chip by Apple. With
    any other accelerator the answer is "cpu". Give a string or a `torch.device`.
    The tests simulate several computers: `torch.cuda.is_available()` and `torch.backends.mps.is_available()` answer as
    they would there. No tensor can be made on such a device.
    """
    return ___


def test_cuda_else_mps_else_the_cpu():
    assert [picked(classic_device, machine) for machine in (CUDA, MPS, NO_ACCELERATOR)] == ["cuda", "mps", "cpu"]


def test_cuda_comes_before_mps():
    assert picked(classic_device, CUDA_AND_MPS) == "cuda"


def test_what_torch_was_built_for_need_not_be_there():
    builds = (CUDA_BUILD_WITHOUT_GPU, MPS_BUILD_WITHOUT_MPS)
    assert [picked(classic_device, machine) for machine in builds] == ["cpu", "cpu"]


def test_the_classic_way_overlooks_all_other_accelerators():
    assert [picked(classic_device, machine) for machine in (XPU, MTIA)] == ["cpu", "cpu"]


# The modern way is `torch.accelerator`. What does `torch.accelerator.current_accelerator()` give on these computers?
#     [0]  no accelerator; torch was built for the CPU only
#     [1]  a GPU of NVIDIA; torch was built for CUDA
#     [2]  no GPU; torch was built for CUDA all the same
#     [3]  a GPU of Intel, with its driver; torch was built for XPU, and torch is all that was installed for Python
# and what does `torch.accelerator.current_accelerator(check_available=True)` give
#     [4]  on the computer of [2]
# Write a list of five: the device's type, "cuda" or "mps" or "xpu", as a string, or None where the answer is None.
CURRENT_ACCELERATOR = ___


def test_it_names_what_torch_was_built_for():
    assert len(CURRENT_ACCELERATOR) == 5
    assert CURRENT_ACCELERATOR[0:2] == [current_accelerator(NO_ACCELERATOR), current_accelerator(CUDA)]


def test_it_names_cuda_even_where_there_is_no_gpu():
    assert CURRENT_ACCELERATOR[2] == current_accelerator(CUDA_BUILD_WITHOUT_GPU)


def test_intel_gpus_need_no_extension():
    assert CURRENT_ACCELERATOR[3] == current_accelerator(XPU)


def test_it_can_be_told_to_look():
    assert CURRENT_ACCELERATOR[4] == current_accelerator(CUDA_BUILD_WITHOUT_GPU, check_available=True)


def modern_device() -> torch.device | str:
    """The device to compute on, picked in the modern way: the accelerator that torch finds, of any type, else "cpu".

    Besides "cuda" and "mps" that may be "xpu" (a GPU of Intel), "mtia", or one that is not invented yet. An accelerator
    that torch was built for, but that is not in the computer, does not count. Give a string or a `torch.device`.
    The tests simulate several computers: `torch.accelerator` answers as it would there. No tensor can be made on such a
    device.
    """
    return ___


def test_the_accelerator_that_is_there():
    assert [picked(modern_device, machine) for machine in (CUDA, MPS, CUDA_AND_MPS)] == ["cuda", "mps", "cuda"]


def test_the_cpu_where_there_is_none():
    assert picked(modern_device, NO_ACCELERATOR) == "cpu"


def test_the_cpu_where_torch_was_built_for_one_that_is_not_there():
    builds = (CUDA_BUILD_WITHOUT_GPU, MPS_BUILD_WITHOUT_MPS)
    assert [picked(modern_device, machine) for machine in builds] == ["cpu", "cpu"]


def test_a_gpu_of_intel_is_found_without_an_extension():
    assert picked(modern_device, XPU) == "xpu"


def test_an_accelerator_that_few_have_heard_of_is_found_too():
    assert [picked(modern_device, machine) for machine in (MTIA, MAIA)] == ["mtia", "maia"]
