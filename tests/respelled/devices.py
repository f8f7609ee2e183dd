"""The misconceptions of devices as other learners would write them, and wrong answers of another kind."""

import copy
import sys

import numpy as np
import torch

from sensei.check.respelled import respells, unrelated

respells(
    "WHERE",
    ["cpu", "accelerator", "accelerator", "cpu", "accelerator", "accelerator", "accelerator"],
    ["cpu", "accelerator", "accelerator", "cpu", "accelerator", "accelerator", "cpu"],
)
respells(
    "WHERE",
    ["accelerator", "accelerator", "accelerator", "accelerator", "accelerator", "cpu", "accelerator"],
    ["accelerator", "accelerator", "accelerator", "accelerator", "accelerator", "accelerator", "accelerator"],
)
respells(
    "WHERE",
    ["cpu", "accelerator", "accelerator", "accelerator", "accelerator", "cpu", "accelerator"],
    ["cpu", "accelerator", "accelerator", "accelerator", "accelerator", "accelerator", "accelerator"],
)
respells(
    "WHERE",
    ["cpu", "accelerator", "cpu", "cpu", "accelerator", "cpu", "accelerator"],
    ["cpu", "accelerator", "cpu", "accelerator", "accelerator", "cpu", "accelerator"],
)
respells(
    "WHERE",
    ["cpu", "accelerator", "accelerator", "cpu", "cpu", "cpu", "accelerator"],
    ["cpu", "accelerator", "accelerator", "cpu", "cpu", "cpu", "cpu"],
)
unrelated("WHERE", ["cpu", "cpu", "accelerator", "cpu", "accelerator", "cpu", "accelerator"])
unrelated("WHERE", ["cpu", "accelerator", "accelerator", "cpu", "accelerator", "cpu", "cpu"])
unrelated("WHERE", ["cpu", "cuda", "cuda", "cpu", "cuda", "cpu", "cuda"])


respells("IS_ITSELF", [False, False, False, False, False], [False, False, False, False, True])
respells("IS_ITSELF", [True, True, True, True, False], [True, True, True, True, True])
respells("IS_ITSELF", [True, False, False, True, False], [True, False, True, True, False])
respells("IS_ITSELF", [True, True, False, False, False], [True, True, False, False, True])
unrelated("IS_ITSELF", [True, True, False, True])
unrelated("IS_ITSELF", ["x", "x", "copy", "x", "copy"])


@respells("copy_on")
def copies_only_when_moving(tensor, device):
    if tensor.device == device:
        return tensor
    return tensor.to(device)


@respells("copy_on")
def throws_the_copy_away(tensor, device):
    tensor.clone().to(device)
    return tensor


@respells("copy_on")
def clones_in_place(tensor, device):
    copied = torch.empty_like(tensor)
    copied.copy_(tensor)
    return copied


@respells("copy_on")
def goes_through_a_list(tensor, device):
    numbers = tensor.tolist()
    result = torch.tensor(numbers)
    return result.to(device)


@respells("copy_on")
def sets_the_device(tensor, device):
    copied = tensor.clone()
    copied.device = device
    return copied


@unrelated("copy_on")
def makes_float32_of_everything(tensor, device):
    return tensor.to(device, dtype=torch.float32, copy=True)


@unrelated("copy_on")
def makes_room_and_fills_in_nothing(tensor, device):
    return torch.zeros_like(tensor, device=device)


@unrelated("copy_on")
def flattens_the_copy(tensor, device):
    return tensor.flatten().to(device, copy=True)


@unrelated("copy_on")
def takes_cuda_for_granted(tensor, device):
    return tensor.to("cuda", copy=True)


@unrelated("copy_on")
def copies_the_device_into_the_tensor(tensor, device):
    return tensor.copy_(device)


respells("WORKS", [True, True, True, True, True], [True, False, True, True, True])
respells("WORKS", [False, False, False, False, False], [False, False, False, False, True])
respells("WORKS", [False, True, False, False, False], [False, True, False, False, True])
respells("WORKS", [False, True, True, True, False], [False, True, True, True, True])
unrelated("WORKS", [False, True, True, False])
unrelated("WORKS", ["raises", "works", "works", "raises", "raises"])


@respells("bytes_there_and_back")
def counts_one_way(tensor):
    return tensor.nbytes


@respells("bytes_there_and_back")
def counts_elements(tensor):
    elements = 1
    for size in tensor.shape:
        elements *= size
    return elements * 2


@respells("bytes_there_and_back")
def takes_four_bytes_for_granted(tensor):
    one_way = tensor.nelement() * 4
    return one_way + one_way


@respells("bytes_there_and_back")
def counts_the_whole_storage(tensor):
    one_way = len(tensor.untyped_storage())
    return one_way + one_way


@respells("bytes_there_and_back")
def counts_rows(tensor):
    elements = len(tensor)
    one_way = elements * tensor.element_size()
    return one_way * 2


@respells("bytes_there_and_back")
def measures_the_object(tensor):
    size = sys.getsizeof(tensor)
    return size + size


@respells("bytes_there_and_back")
def multiplies_with_torch(tensor):
    one_way = torch.mul(torch.tensor(tensor.numel()), tensor.element_size())
    return one_way * 2


@respells("bytes_there_and_back")
def multiplies_with_numpy(tensor):
    one_way = np.multiply(tensor.numel(), tensor.element_size())
    return one_way + one_way


@unrelated("bytes_there_and_back")
def counts_bits(tensor):
    return 2 * 8 * tensor.numel() * tensor.element_size()


@unrelated("bytes_there_and_back")
def adds_instead_of_multiplying(tensor):
    return 2 * (tensor.numel() + tensor.element_size())


@unrelated("bytes_there_and_back")
def counts_dimensions(tensor):
    return 2 * tensor.dim() * tensor.element_size()


@unrelated("bytes_there_and_back")
def halves_what_goes_one_way(tensor):
    return tensor.numel() * tensor.element_size() // 2


@unrelated("bytes_there_and_back")
def forgets_the_call(tensor):
    return 2 * tensor.numel() * tensor.element_size


@respells("add_column_numbers")
def counts_on_the_cpu(batch):
    numbers = torch.arange(batch.size(1))
    return torch.add(batch, numbers)


@respells("add_column_numbers")
def makes_then_moves(batch):
    columns = torch.arange(batch.size(1))
    columns = columns.to(batch.device)
    return columns + batch


@respells("add_column_numbers")
def takes_the_batch_to_the_cpu(batch):
    on_cpu = batch.to("cpu")
    numbered = torch.add(on_cpu, torch.arange(on_cpu.shape[1]))
    return numbered.to(batch.device)


@respells("add_column_numbers")
def stays_on_the_cpu(batch):
    batch = batch.to("cpu")
    numbers = torch.arange(batch.size(1))
    return numbers + batch


@respells("add_column_numbers")
def writes_into_the_batch(batch):
    for column in range(batch.shape[1]):
        batch[:, column] += column
    return batch


@respells("add_column_numbers")
def hard_codes_cuda(batch):
    device = torch.device("cuda")
    columns = torch.arange(0, batch.size(1), device=device)
    return torch.add(batch, columns)


@respells("add_column_numbers")
def changes_the_default(batch):
    device = batch.device
    torch.set_default_device(device)
    numbers = torch.arange(batch.size(1))
    return torch.add(batch, numbers)


@unrelated("add_column_numbers")
def adds_row_numbers(batch):
    return batch + torch.arange(batch.shape[0], device=batch.device).unsqueeze(1)


@unrelated("add_column_numbers")
def counts_from_one(batch):
    return batch + torch.arange(1, batch.shape[1] + 1, device=batch.device)


@unrelated("add_column_numbers")
def multiplies_by_the_column_numbers(batch):
    return batch * torch.arange(batch.shape[1], device=batch.device)


@unrelated("add_column_numbers")
def counts_one_column_less(batch):
    return batch + torch.arange(batch.shape[1] - 1, device=batch.device)


@unrelated("add_column_numbers")
def makes_integers(batch):
    return batch.long() + torch.arange(batch.shape[1], device=batch.device)


@respells("to_numpy")
def at_once(tensor):
    return np.asarray(tensor)


@respells("to_numpy")
def forgets_to_detach(tensor):
    on_cpu = tensor.to("cpu")
    return on_cpu.numpy()


@respells("to_numpy")
def forgets_the_cpu(tensor):
    values = tensor.detach()
    return np.asarray(values)


@respells("to_numpy")
def freezes_the_tensor(tensor):
    tensor.requires_grad = False
    return tensor.to("cpu").numpy()


@respells("to_numpy")
def makes_lists(tensor):
    values = tensor.detach().cpu()
    return values.tolist()


@respells("to_numpy")
def loses_the_dtype(tensor):
    numbers = tensor.detach().cpu().tolist()
    return np.asarray(numbers)


@respells("to_numpy")
def stops_halfway(tensor):
    values = tensor.to("cpu")
    return values.detach()


@respells("to_numpy")
def squeezes_the_shape(tensor):
    array = tensor.detach().to("cpu").numpy()
    return np.squeeze(array)


@respells("to_numpy")
def makes_a_number_of_one_element(tensor):
    array = tensor.detach().cpu().numpy()
    if array.ndim == 0:
        return array.item()
    return array


@unrelated("to_numpy")
def makes_float32_of_everything_else(tensor):
    return tensor.detach().cpu().numpy().astype("float32")


@unrelated("to_numpy")
def flattens_the_array(tensor):
    return tensor.detach().cpu().numpy().flatten()


@unrelated("to_numpy")
def hands_out_the_method(tensor):
    return tensor.detach().cpu().numpy


@unrelated("to_numpy")
def transposes_the_array(tensor):
    return tensor.detach().cpu().numpy().T


@unrelated("to_numpy")
def makes_zeros_of_the_same_shape(tensor):
    return np.zeros(tensor.shape)


respells("AFTER_TO", [True, True, True, True, True], [True, True, True, True, False])
respells("AFTER_TO", [False, False, False, True, False], [False, True, False, True, False])
respells("AFTER_TO", [True, False, False, False, True], [True, False, False, True, True])
respells("AFTER_TO", [True, False, True, True, True], [True, False, True, True, False])
unrelated("AFTER_TO", [True, False, True, False])
unrelated("AFTER_TO", ["accelerator", "cpu", True, False, True])


@respells("predict")
def loses_the_moved_batch(model, batch, device):
    model = model.to(device)
    batch.to(device=device)
    result = model(batch)
    return result


@respells("predict")
def forgets_the_model(model, batch, device):
    batch = batch.to(device)
    result = model(batch)
    return result


@respells("predict")
def moves_the_result(model, batch, device):
    result = model(batch)
    result = result.to(device)
    return result


@respells("predict")
def moves_a_copy_of_the_model(model, batch, device):
    twin = copy.deepcopy(model)
    twin.to(device)
    batch = batch.to(device)
    return twin(batch)


@respells("predict")
def brings_the_result_back(model, batch, device):
    model.to(device)
    batch = batch.to(device)
    result = model(batch)
    return result.to("cpu")


@respells("predict")
def moves_the_parameters_only(model, batch, device):
    for part in model.modules():
        for weight in part.parameters(recurse=False):
            weight.data = weight.data.to(device)
    batch = batch.to(device)
    return model(batch)


@respells("predict")
def moves_to_cuda(model, batch, device):
    model.cuda()
    batch = batch.cuda()
    return model(batch)


@respells("predict")
def computes_on_the_cpu(model, batch, device):
    model.to("cpu")
    batch = batch.to("cpu")
    output = model(batch)
    model.to(device)
    return output.to(device)


@unrelated("predict")
def gives_the_batch_back(model, batch, device):
    model.to(device)
    return batch.to(device)


@unrelated("predict")
def predicts_in_float64(model, batch, device):
    return model.to(device).double()(batch.to(device).double())


@unrelated("predict")
def makes_probabilities(model, batch, device):
    return model.to(device)(batch.to(device)).softmax(1)


@unrelated("predict")
def calls_the_batch(model, batch, device):
    return batch.to(device)(model.to(device))


@unrelated("predict")
def moves_the_batch_of_the_caller(model, batch, device):
    batch.data = batch.data.to(device)
    return model.to(device)(batch)


@unrelated("predict")
def forgets_to_return(model, batch, device):
    model.to(device)(batch.to(device))


@respells("classic_device")
def always_cuda():
    return torch.device("cuda")


@respells("classic_device")
def forgets_to_call():
    if torch.cuda.is_available:
        return "cuda"
    elif torch.backends.mps.is_available:
        return "mps"
    else:
        return "cpu"


@respells("classic_device")
def knows_cuda_only():
    device = "cpu"
    if torch.cuda.is_available():
        device = "cuda"
    return torch.device(device)


@respells("classic_device")
def asks_for_mps_first():
    device = "cpu"
    if torch.cuda.is_available():
        device = "cuda"
    if torch.backends.mps.is_available():
        device = "mps"
    return device


@respells("classic_device")
def asks_what_was_built():
    return "cuda" if torch.backends.cuda.is_built() else "mps" if torch.backends.mps.is_built() else "cpu"


@respells("classic_device")
def picks_the_modern_way():
    device = torch.accelerator.current_accelerator(check_available=True)
    if device is None:
        return "cpu"
    return device


@unrelated("classic_device")
def has_no_answer_without_both():
    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"


@unrelated("classic_device")
def calls_it_gpu():
    if torch.cuda.is_available():
        return "gpu"
    return "mps" if torch.backends.mps.is_available() else "cpu"


@unrelated("classic_device")
def always_takes_the_cpu():
    return "cpu"


@unrelated("classic_device")
def says_whether_there_is_cuda():
    return torch.cuda.is_available()


@unrelated("classic_device")
def turns_the_answers_around():
    if torch.cuda.is_available():
        return "cpu"
    return "cpu" if torch.backends.mps.is_available() else "cuda"


@unrelated("classic_device")
def asks_for_xpu_too():
    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    return "xpu" if torch.xpu.is_available() else "cpu"


respells("CURRENT_ACCELERATOR", [None, "cuda", None, "xpu", None], [None, "cuda", None, None, None])
respells("CURRENT_ACCELERATOR", [None, "cuda", "cuda", None, None], [None, "cuda", "cuda", None, "cuda"])
respells("CURRENT_ACCELERATOR", [None, "cuda", "cuda", "cuda", None], [None, "cuda", "cuda", "cuda", "cuda"])
respells("CURRENT_ACCELERATOR", ["cpu", "cuda", "cuda", "xpu", "cpu"], ["cpu", "cuda", "cpu", "xpu", "cpu"])
unrelated("CURRENT_ACCELERATOR", [None, "gpu", "gpu", "xpu", None])
unrelated("CURRENT_ACCELERATOR", [None, "cuda", "cuda", "mps", None])
unrelated("CURRENT_ACCELERATOR", [None, "cuda", "cuda", "xpu"])


@respells("modern_device")
def believes_the_build():
    accelerator = torch.accelerator.current_accelerator()
    if accelerator:
        return accelerator
    return "cpu"


@respells("modern_device")
def asks_nobody():
    if torch.accelerator.is_available:
        return torch.accelerator.current_accelerator().type
    return "cpu"


@respells("modern_device")
def forgets_the_cpu_at_the_end():
    found = torch.accelerator.current_accelerator(True)
    return found


@respells("modern_device")
def takes_every_accelerator_for_cuda():
    if torch.accelerator.is_available():
        return torch.device("cuda")
    return torch.device("cpu")


@respells("modern_device")
def calls_it_accelerator():
    device = "cpu"
    if torch.accelerator.is_available():
        device = "accelerator"
    return device


@respells("modern_device")
def picks_the_classic_way():
    return "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"


@respells("modern_device")
def waits_for_an_extension():
    if not torch.accelerator.is_available():
        return "cpu"
    kind = torch.accelerator.current_accelerator().type
    if kind == "xpu":
        try:
            import intel_extension_for_pytorch  # noqa: F401
        except ImportError:
            return "cpu"
    return kind


@respells("modern_device")
def lists_the_kinds():
    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    if torch.xpu.is_available():
        return "xpu"
    return "cpu"


@respells("modern_device")
def lists_more_kinds():
    modules = {"cuda": torch.cuda, "mps": torch.mps, "xpu": torch.xpu, "mtia": torch.mtia}
    found = [kind for kind, module in modules.items() if module.is_available()]
    return found[0] if found else "cpu"


@unrelated("modern_device")
def calls_it_gpu_here_too():
    return "gpu" if torch.accelerator.is_available() else "cpu"


@unrelated("modern_device")
def is_content_with_the_cpu():
    return "cpu"


@unrelated("modern_device")
def says_whether_there_is_one():
    return torch.accelerator.is_available()


@unrelated("modern_device")
def turns_the_question_around():
    return "cpu" if torch.accelerator.is_available() else torch.accelerator.current_accelerator()


@unrelated("modern_device")
def asks_for_a_misspelt_name():
    return torch.accelerator.current_acelerator() if torch.accelerator.is_available() else "cpu"
