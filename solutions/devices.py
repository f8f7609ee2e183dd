"""The teacher's book for 01_tensors/test_devices.py."""

import copy
import importlib.util
import sys

import numpy as np
import torch

from sensei.book import misconception, teach

WHERE = ["cpu", "accelerator", "accelerator", "cpu", "accelerator", "cpu", "accelerator"]

teach(
    "WHERE",
    hints=[
        "Without `device=`, a new tensor is made on the CPU. What is computed from a tensor lies where that one does.",
        "`zeros_like` looks at a tensor and takes its device too. A shape is only a few numbers: it lies nowhere.",
        "`x.to(device)` leaves `x` alone and returns what lies on `device`. Who does not keep that has nothing.",
    ],
    lesson="A tensor is made on the CPU unless told otherwise; `.to(device)` returns a copy: keep it, or it is lost.",
    docs="https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch.device",
)
misconception(
    "WHERE",
    ["cpu", "accelerator", "accelerator", "cpu", "accelerator", "accelerator", "accelerator"],
    "`x.to(device)` does not move `x`: it returns a copy, and here nobody kept it. Write `x = x.to(device)`.",
)
misconception(
    "WHERE",
    ["accelerator", "accelerator", "accelerator", "accelerator", "accelerator", "cpu", "accelerator"],
    "torch does not pick the accelerator by itself: without `device=`, a tensor is made on the CPU.",
)
misconception(
    "WHERE",
    ["cpu", "accelerator", "accelerator", "accelerator", "accelerator", "cpu", "accelerator"],
    "`there.shape` is only a size and knows no device, so `torch.zeros` makes its tensor on the CPU.",
)
misconception(
    "WHERE",
    ["cpu", "accelerator", "cpu", "cpu", "accelerator", "cpu", "accelerator"],
    "`zeros_like` takes the shape, the dtype and also the device from its tensor.",
)
misconception(
    "WHERE",
    ["cpu", "accelerator", "accelerator", "cpu", "cpu", "cpu", "accelerator"],
    "A result stays on the device where it was computed, until somebody moves it.",
)


IS_ITSELF = [True, True, False, True, False]

teach(
    "IS_ITSELF",
    hints=[
        "`.to` changes as little as it can. Where does it have nothing to change?",
        "A tensor on the CPU that is sent to the CPU is there already. The same goes for the dtype.",
        "`copy=True` asks for a copy whatever is there already.",
    ],
    lesson="`.to` returns the tensor itself where there is nothing to change, unless you ask for `copy=True`.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html",
)
misconception(
    "IS_ITSELF",
    [False, False, False, False, False],
    "`.to` copies only where device or dtype has to change. Where neither has to, it returns the tensor itself.",
)
misconception(
    "IS_ITSELF",
    [True, True, True, True, False],
    "`copy=True` does what it says: a new tensor, although `x` is on the CPU already.",
)
misconception(
    "IS_ITSELF",
    [True, False, False, True, False],
    '`x.cpu()` is short for `x.to("cpu")`: on the CPU it returns `x` itself.',
)
misconception(
    "IS_ITSELF",
    [True, True, False, True, True],
    "`x` keeps its dtype for good. float64 needs other memory, so `.to(torch.float64)` makes a new tensor.",
)
misconception(
    "IS_ITSELF",
    [True, True, False, False, False],
    "`x` is float32 already, so `x.to(torch.float32)` has nothing to change, and returns `x`.",
)


def copy_on(tensor, device):
    return tensor.to(device, copy=True)


teach(
    copy_on,
    hints=[
        "`tensor.to(device)` is nearly it. What does it return if `tensor` is on `device` already?",
        "`.to` can be told to copy in every case: see the koan before this one.",
        "`tensor.to(device, copy=True)`",
    ],
    lesson="Code that writes into `x.to(device)` writes into `x` itself wherever both are on one device.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.to.html",
)


@misconception(
    copy_on,
    "`.to(device)` returns the tensor itself if it is there already: then both share one memory. Use `copy=True`.",
)
def copies_only_when_moving(tensor, device):
    return tensor.to(device)


@misconception(
    copy_on, "What you return is the tensor that you were given, and it has not moved. The copy is what `.to` returns."
)
def throws_the_copy_away(tensor, device):
    tensor.to(device, copy=True)
    return tensor


@misconception(copy_on, "`clone` copies, but on the device where the tensor is. It still has to go to `device`.")
def clones_in_place(tensor, device):
    return tensor.clone()


@misconception(
    copy_on, "A list of Python has no dtype of torch: float16 came back as float32, int8 as int64. Copy the tensor."
)
def goes_through_a_list(tensor, device):
    return torch.tensor(tensor.tolist(), device=device)


@misconception(
    copy_on, "`tensor.device` can't be set. `.to` returns a tensor on another device; no tensor changes its own."
)
def sets_the_device(tensor, device):
    tensor.device = device
    return tensor


WORKS = [False, True, True, False, False]

teach(
    "WORKS",
    hints=[
        "Two tensors that are to be added have to be on one device. torch moves neither of them by itself.",
        "A number of Python has no device. A tensor on the CPU without dimensions may stand in for a number.",
        "`torch.tensor([2.0])` has one element, but it has a dimension. And `there.sum()` is not on the CPU.",
    ],
    lesson="Tensors that meet share a device. Numbers, and CPU tensors without dimensions, go anywhere.",
    docs="https://docs.pytorch.org/docs/stable/notes/cuda.html",
)
misconception(
    "WORKS",
    [True, True, True, True, True],
    "torch moves nothing by itself: tensors on two devices raise an error. You decide which of them goes where.",
)
misconception(
    "WORKS",
    [False, False, False, False, False],
    "A number of Python lies on no device and can be added anywhere.",
)
misconception(
    "WORKS",
    [False, True, False, False, False],
    "A CPU tensor of shape () is let through: torch reads its one number and passes that on.",
)
misconception(
    "WORKS",
    [False, True, True, True, False],
    "Shape (1,) is not shape (): only a CPU tensor without any dimension may meet one on the accelerator.",
)
misconception(
    "WORKS",
    [False, True, True, False, True],
    "The exception is for CPU tensors only. From the accelerator a number comes back when you say so: `.item()`.",
)


def bytes_there_and_back(tensor):
    return 2 * tensor.numel() * tensor.element_size()


teach(
    bytes_there_and_back,
    hints=[
        "How many elements are there, and how many bytes has each of them?",
        "`tensor.numel()` counts the elements, `tensor.element_size()` says the bytes of one.",
        "It goes there and back: twice `numel * element_size`.",
    ],
    lesson="Moving costs `numel * element_size` bytes each way: move seldom, and leave there what is used there.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.element_size.html",
)


@misconception(bytes_there_and_back, "That is one way. The tensor goes there and comes back: twice as many bytes.")
def counts_one_way(tensor):
    return tensor.numel() * tensor.element_size()


@misconception(bytes_there_and_back, "These are elements. In bytes, each of them counts `element_size()` times.")
def counts_elements(tensor):
    return 2 * tensor.numel()


@misconception(bytes_there_and_back, "Only float32 and int32 have four bytes: ask `element_size()`.")
def takes_four_bytes_for_granted(tensor):
    return 2 * 4 * tensor.numel()


@misconception(
    bytes_there_and_back, "`untyped_storage()` is all the memory below a view. Only the view's own elements are copied."
)
def counts_the_whole_storage(tensor):
    return 2 * tensor.untyped_storage().nbytes()


@misconception(bytes_there_and_back, "`len` is the size of the first dimension only. `numel()` counts all elements.")
def counts_rows(tensor):
    return 2 * len(tensor) * tensor.element_size()


@misconception(
    bytes_there_and_back, "`sys.getsizeof` measures the object in Python. torch holds the elements elsewhere."
)
def measures_the_object(tensor):
    return 2 * sys.getsizeof(tensor)


@misconception(
    bytes_there_and_back, "The number is right, but it is no int of Python. `numel()` and `element_size()` give ints."
)
def multiplies_with_torch(tensor):
    return 2 * torch.tensor(tensor.shape).prod() * tensor.element_size()


@misconception(
    bytes_there_and_back, "The number is right, but it is no int of Python. `numel()` and `element_size()` give ints."
)
def multiplies_with_numpy(tensor):
    return 2 * np.prod(tensor.shape) * tensor.element_size()


def add_column_numbers(batch):
    return batch + torch.arange(batch.shape[1], device=batch.device)


teach(
    add_column_numbers,
    hints=[
        "`torch.arange(m)` counts from 0 to m - 1, on the CPU. All functions that make tensors take `device=`.",
        "Which device? The one where `batch` is: `batch.device`.",
        "`batch + torch.arange(batch.shape[1], device=batch.device)`",
    ],
    lesson="Make a tensor where it is used, with `device=x.device`: that copies nothing and runs on every computer.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.arange.html",
)


@misconception(
    add_column_numbers,
    "Without `device=`, `torch.arange` counts on the CPU, and can't be added to a batch that is on an accelerator.",
)
def counts_on_the_cpu(batch):
    return batch + torch.arange(batch.shape[1])


@misconception(
    add_column_numbers,
    "The result is right, but its numbers were made on the CPU and copied. `torch.arange` can make them there.",
)
def makes_then_moves(batch):
    return batch + torch.arange(batch.shape[1]).to(batch.device)


@misconception(
    add_column_numbers,
    "The whole batch went to the CPU and back. That costs more than the sum: bring the small tensor to it.",
)
def takes_the_batch_to_the_cpu(batch):
    return (batch.cpu() + torch.arange(batch.shape[1])).to(batch.device)


@misconception(
    add_column_numbers,
    "The result is on the CPU, wherever the batch is. Compute where the batch is, and leave the result there.",
)
def stays_on_the_cpu(batch):
    return batch.cpu() + torch.arange(batch.shape[1])


@misconception(add_column_numbers, "`+=` writes into the caller's batch. It was to stay as it is.")
def writes_into_the_batch(batch):
    batch += torch.arange(batch.shape[1], device=batch.device)
    return batch


@misconception(
    add_column_numbers, 'Not every computer has "cuda", and not every batch is on it. Ask the batch: `batch.device`.'
)
def hard_codes_cuda(batch):
    return batch + torch.arange(batch.shape[1], device="cuda")


@misconception(
    add_column_numbers,
    "`set_default_device` stays in force after the call: all that is made later lies there too. Use `device=`.",
)
def changes_the_default(batch):
    torch.set_default_device(batch.device)
    return batch + torch.arange(batch.shape[1])


def to_numpy(tensor):
    return tensor.detach().cpu().numpy()


teach(
    to_numpy,
    hints=[
        "numpy knows the memory of the CPU only, and it knows nothing of gradients. Two things are in its way.",
        "`.cpu()` brings the values over. `.detach()` gives the same values without their history.",
        "`tensor.detach().cpu().numpy()`; neither changes `tensor`.",
    ],
    lesson="numpy gets what lies on the CPU and does not require grad: `tensor.detach().cpu().numpy()`.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.numpy.html",
)


@misconception(
    to_numpy, "numpy can't read an accelerator's memory: `.cpu()` first. Nor does it take what requires grad."
)
def at_once(tensor):
    return tensor.numpy()


@misconception(to_numpy, "A tensor that requires grad is not handed to numpy. `.detach()` gives the values alone.")
def forgets_to_detach(tensor):
    return tensor.cpu().numpy()


@misconception(to_numpy, "`.detach()` cuts off the history, but the values are still on the accelerator: `.cpu()` too.")
def forgets_the_cpu(tensor):
    return tensor.detach().numpy()


@misconception(to_numpy, "`requires_grad_(False)` changes the caller's tensor: it would not be trained any more.")
def freezes_the_tensor(tensor):
    return tensor.requires_grad_(False).cpu().numpy()


@misconception(to_numpy, "`tolist()` makes lists of Python, and these are no array.")
def makes_lists(tensor):
    return tensor.tolist()


@misconception(to_numpy, "By way of lists the dtype got lost: numpy takes numbers of Python for float64 or int64.")
def loses_the_dtype(tensor):
    return np.array(tensor.tolist())


@misconception(to_numpy, "That is still a tensor, on the CPU and without its history. `.numpy()` is the last step.")
def stops_halfway(tensor):
    return tensor.detach().cpu()


@misconception(to_numpy, "The array is to have the shape of the tensor, also a size of 1: leave `squeeze` out.")
def squeezes_the_shape(tensor):
    return tensor.detach().cpu().numpy().squeeze()


@misconception(to_numpy, "`item()` gives a number of Python. A tensor of shape () has an array of shape ().")
def makes_a_number_of_one_element(tensor):
    return tensor.item() if tensor.dim() == 0 else tensor.detach().cpu().numpy()


AFTER_TO = [True, False, True, False, True]

teach(
    "AFTER_TO",
    hints=[
        "`.to` of a tensor returns another tensor. A module owns its parameters and can exchange what they hold.",
        "So one of the two lines has moved something, and the other has moved nothing.",
        "The layer multiplies `x` by its weight: the two have to be on one device.",
    ],
    lesson="`module.to(device)` moves the module itself; `x.to(device)` does not move `x`: write `x = x.to(device)`.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.to",
)
misconception(
    "AFTER_TO",
    [True, True, True, True, True],
    "A module moves in place, but a tensor does not: `x` is still on the CPU, and the layer can't use it there.",
)
misconception(
    "AFTER_TO",
    [False, False, False, True, False],
    "A module is not like a tensor: `layer.to(device)` moves its parameters, whether the result is kept or not.",
)
misconception(
    "AFTER_TO",
    [True, False, False, False, True],
    "`layer.to(device)` makes no second layer: it moves the parameters, and returns the same one.",
)
misconception(
    "AFTER_TO",
    [True, False, True, True, True],
    "A module does not bring its input over: while `x` is on the CPU and the weight is not, they can't meet.",
)
misconception(
    "AFTER_TO",
    [True, False, True, False, False],
    "`x.to(device)` in the call is a copy on the accelerator, where the weight is: the two can meet.",
)


def predict(model, batch, device):
    return model.to(device)(batch.to(device))


teach(
    predict,
    hints=[
        "Both have to be on `device`: `model.to(device)` and `batch.to(device)`.",
        "One of the two moves in place. The result of the other has to be kept: `batch = batch.to(device)`.",
        "`model.to(device)` returns the model, so it can be called at once: `model.to(device)(…)`.",
    ],
    lesson="Model and batch both have to be moved: the model once, and every batch anew, with `x = x.to(device)`.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.to",
)


@misconception(
    predict, "The batch has not moved. `batch.to(device)` returns a copy, to be kept: `batch = batch.to(device)`."
)
def loses_the_moved_batch(model, batch, device):
    model.to(device)
    batch.to(device)
    return model(batch)


@misconception(predict, "The batch has moved, the model has not: its weights are needed on `device` as well.")
def forgets_the_model(model, batch, device):
    return model(batch.to(device))


@misconception(predict, "You moved neither of the two before the call, only the result after it.")
def moves_the_result(model, batch, device):
    return model(batch).to(device)


@misconception(
    predict, "You moved a copy of the model. The caller's model is where it was, and would be copied every time."
)
def moves_a_copy_of_the_model(model, batch, device):
    return copy.deepcopy(model).to(device)(batch.to(device))


@misconception(predict, "The result was to stay on `device`. `.cpu()` brings it back, which is a copy and a wait.")
def brings_the_result_back(model, batch, device):
    return model.to(device)(batch.to(device)).cpu()


@misconception(
    predict,
    "A model has buffers too, BatchNorm's running mean for one. `model.to(device)` moves them with the parameters.",
)
def moves_the_parameters_only(model, batch, device):
    for parameter in model.parameters():
        parameter.data = parameter.data.to(device)
    return model(batch.to(device))


@misconception(predict, '"cuda" is not on every computer. Use the device that you were given.')
def moves_to_cuda(model, batch, device):
    return model.to("cuda")(batch.to("cuda"))


@misconception(
    predict, "The work was done on the CPU, and only its result was moved. Move model and batch before the call."
)
def computes_on_the_cpu(model, batch, device):
    result = model.cpu()(batch.cpu()).to(device)
    model.to(device)
    return result


def classic_device():
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


teach(
    classic_device,
    hints=[
        "Ask for CUDA first, then for MPS. What is left is the CPU.",
        "`torch.cuda.is_available()` and `torch.backends.mps.is_available()` say True or False.",
        '`"cuda" if torch.cuda.is_available() else …`, and the same again for MPS.',
    ],
    lesson="Pick the device, never hard-code it; the classic way knows only the names that it asks for.",
    docs="https://docs.pytorch.org/docs/stable/notes/cuda.html#device-agnostic-code",
)


@misconception(
    classic_device, 'That is "cuda" on every computer. Ask `torch.cuda.is_available()`, and call it: with parentheses.'
)
def always_cuda():
    return "cuda"


@misconception(
    classic_device, 'That is "cuda" on every computer. Ask `torch.cuda.is_available()`, and call it: with parentheses.'
)
def forgets_to_call():
    return "cuda" if torch.cuda.is_available else "mps" if torch.backends.mps.is_available else "cpu"


@misconception(classic_device, "A Mac has no CUDA, but it may have MPS: ask for that too before you take the CPU.")
def knows_cuda_only():
    return "cuda" if torch.cuda.is_available() else "cpu"


@misconception(classic_device, "Where both are there, CUDA comes first.")
def asks_for_mps_first():
    if torch.backends.mps.is_available():
        return "mps"
    return "cuda" if torch.cuda.is_available() else "cpu"


@misconception(
    classic_device,
    "`is_built` says what torch was compiled for, not what is in the computer. Ask `is_available`.",
)
def asks_what_was_built():
    if torch.backends.cuda.is_built():
        return "cuda"
    return "mps" if torch.backends.mps.is_built() else "cpu"


@misconception(
    classic_device, "That is the modern way, which finds other accelerators too. Here only CUDA and MPS are asked for."
)
def picks_the_modern_way():
    return torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"


CURRENT_ACCELERATOR = [None, "cuda", "cuda", "xpu", None]

teach(
    "CURRENT_ACCELERATOR",
    hints=[
        "It says what torch was compiled for. Where that is nothing but the CPU, there is nothing to name.",
        "Unless it is told to, it does not look whether such a device is in the computer.",
        "Since 2.5 PyTorch itself supports GPUs of Intel. They are called XPU.",
    ],
    lesson="`current_accelerator()` says what torch was built for; `check_available=True` makes it look.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.accelerator.current_accelerator.html",
)
misconception(
    "CURRENT_ACCELERATOR",
    [None, "cuda", None, "xpu", None],
    'Without `check_available=True` nobody looks for a GPU: the answer is what torch was built for, "cuda".',
)
misconception(
    "CURRENT_ACCELERATOR",
    [None, "cuda", "cuda", None, None],
    "GPUs of Intel need no extension: since 2.5 PyTorch supports them itself, under the name xpu.",
)
misconception(
    "CURRENT_ACCELERATOR",
    [None, "cuda", "cuda", "cuda", None],
    'A GPU of Intel does not go by the name of "cuda": its type is "xpu".',
)
misconception(
    "CURRENT_ACCELERATOR",
    ["cpu", "cuda", "cuda", "xpu", "cpu"],
    "The CPU is no accelerator, so it is never named here: where there is nothing to name, the answer is None.",
)
misconception(
    "CURRENT_ACCELERATOR",
    [None, "cuda", "cuda", "xpu", "cuda"],
    "`check_available=True` looks whether the accelerator is there. It is not, so the answer is None.",
)


def modern_device():
    return torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"


teach(
    modern_device,
    hints=[
        "`torch.accelerator.current_accelerator()` names it. But first be sure that there is one.",
        "`is_available()` looks for it. So does `current_accelerator(check_available=True)`, which may be None.",
        '`torch.accelerator.current_accelerator().type if torch.accelerator.is_available() else "cpu"`',
    ],
    lesson="`torch.accelerator` finds every accelerator, XPU and MTIA too; ask `is_available()` first.",
    docs="https://docs.pytorch.org/docs/stable/accelerator.html",
)


@misconception(
    modern_device,
    "A torch that was built for CUDA names it even where there is no GPU. Ask `is_available()` first.",
)
def believes_the_build():
    device = torch.accelerator.current_accelerator()
    return "cpu" if device is None else device.type


@misconception(
    modern_device,
    "`current_accelerator()` may be None, and None has no `type`. Ask `torch.accelerator.is_available()`, and call it.",
)
def asks_nobody():
    return torch.accelerator.current_accelerator().type


@misconception(
    modern_device,
    "Where there is no accelerator you return None, as `check_available=True` does. The answer is the CPU then.",
)
def forgets_the_cpu_at_the_end():
    return torch.accelerator.current_accelerator(check_available=True)


@misconception(modern_device, 'Not every accelerator is "cuda". `current_accelerator()` says which one it is.')
def takes_every_accelerator_for_cuda():
    return "cuda" if torch.accelerator.is_available() else "cpu"


@misconception(modern_device, '"accelerator" is the name of no device: `current_accelerator()` says which one it is.')
def calls_it_accelerator():
    return "accelerator" if torch.accelerator.is_available() else "cpu"


@misconception(
    modern_device, "That is the classic way: it asks for two kinds, and finds neither an XPU nor anything newer."
)
def picks_the_classic_way():
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


@misconception(
    modern_device, "GPUs of Intel need no extension: since 2.5 PyTorch supports them itself. Take what it finds."
)
def waits_for_an_extension():
    device = torch.accelerator.current_accelerator(check_available=True)
    if device is None or (device.type == "xpu" and not importlib.util.find_spec("intel_extension_for_pytorch")):
        return "cpu"
    return device.type


@misconception(modern_device, "You list the kinds that you know. `torch.accelerator` knows them all: take its answer.")
def lists_the_kinds():
    for kind in ("cuda", "mps", "xpu"):
        if getattr(torch, kind).is_available():
            return kind
    return "cpu"


@misconception(modern_device, "You list the kinds that you know. `torch.accelerator` knows them all: take its answer.")
def lists_more_kinds():
    for kind in ("cuda", "mps", "xpu", "mtia"):
        if getattr(torch, kind).is_available():
            return kind
    return "cpu"
