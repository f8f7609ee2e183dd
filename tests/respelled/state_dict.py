"""The misconceptions of state_dict as other learners would write them, and wrong answers of another kind."""

import copy

import torch
from torch import nn

from sensei.check.respelled import respells, unrelated

respells("COMES_BACK", [True, False, False, False, False], [True, False, False, False, True])
respells("COMES_BACK", [True, True, True, False, False], [True, True, True, True, False])
respells("COMES_BACK", [True, True, False, True, False], [True, True, False, True, True])
respells("COMES_BACK", [True, True, False, False, True], [False, True, False, False, True])
respells("COMES_BACK", [True, True, True, True, True], [True, False, True, True, True])
unrelated("COMES_BACK", [False, True, False, False, False])
unrelated("COMES_BACK", ["weight", "running_mean"])

respells("KEPT_NUMBERS", [3, 3, 3], [3, 3, 4])
respells("KEPT_NUMBERS", [4, 3, 3], [4, 3, 4])
respells("KEPT_NUMBERS", [4, 4, 4], [3, 4, 4])
unrelated("KEPT_NUMBERS", [4, 4, 2])
unrelated("KEPT_NUMBERS", [5, 5, 3])
unrelated("KEPT_NUMBERS", (4, 4, 3))


@respells("snapshot")
def keeps_the_state_dict(model):
    best = model.state_dict()
    return best


@respells("snapshot")
def copies_the_dict_only(model):
    weights = {}
    for name, tensor in model.state_dict().items():
        weights[name] = tensor
    return weights


@respells("snapshot")
def only_detaches(model):
    weights = dict(model.state_dict())
    for name in weights:
        weights[name] = weights[name].detach()
    return weights


@respells("snapshot")
def forgets_the_buffers(model):
    weights = {}
    for name, parameter in model.named_parameters():
        weights[name] = parameter.data.clone()
    return weights


@respells("snapshot")
def clones_with_the_graph(model):
    weights = {name: parameter.clone() for name, parameter in model.named_parameters()}
    for name, buffer in model.named_buffers():
        weights[name] = buffer.clone()
    return weights


@respells("snapshot")
def copies_the_model(model):
    best = copy.deepcopy(model)
    return best


@respells("snapshot")
def switches_to_evaluation(model):
    model.eval()
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


@respells("snapshot")
def makes_floats_of_all(model):
    weights = copy.deepcopy(model.state_dict())
    for name, tensor in weights.items():
        weights[name] = tensor.to(torch.float32)
    return weights


@unrelated("snapshot")
def keeps_the_tensors_without_names(model):
    return [tensor.clone() for tensor in model.state_dict().values()]


@unrelated("snapshot")
def throws_the_gradients_away(model):
    model.zero_grad()
    return copy.deepcopy(model.state_dict())


@unrelated("snapshot")
def freezes_what_it_keeps(model):
    return copy.deepcopy(model.requires_grad_(False).state_dict())


@unrelated("snapshot")
def keeps_zeros(model):
    return {name: torch.zeros_like(tensor) for name, tensor in model.state_dict().items()}


@unrelated("snapshot")
def makes_arrays(model):
    return {name: tensor.numpy().copy() for name, tensor in model.state_dict().items()}


@respells("save_weights")
def saves_the_model(model, path):
    folder = path.parent
    folder.mkdir(exist_ok=True, parents=True)
    with path.open("wb") as file:
        torch.save(model, file)


@respells("save_weights")
def creates_no_folder(model, path):
    weights = model.state_dict()
    torch.save(weights, str(path))


@respells("save_weights")
def creates_the_folder_each_time(model, path):
    folder = path.parent
    folder.mkdir(parents=True)
    weights = model.state_dict()
    torch.save(weights, path)


@respells("save_weights")
def creates_the_last_folder_only(model, path):
    folder = path.parent
    if not folder.exists():
        folder.mkdir()
    torch.save(model.state_dict(), path)


@respells("save_weights")
def keeps_the_old_file(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        return
    torch.save(model.state_dict(), path)


@respells("save_weights")
def saves_no_buffers(model, path):
    weights = {}
    for name, parameter in model.named_parameters():
        weights[name] = parameter.detach()
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(weights, path)


@respells("save_weights")
def saves_no_names(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = [parameter.data for parameter in model.parameters()]
    torch.save(tensors, path)


@respells("save_weights")
def empties_the_folder(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    for file in path.parent.iterdir():
        file.unlink()
    torch.save(model.state_dict(), path)


@unrelated("save_weights")
def saves_a_dict_in_a_dict(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.state_dict()}, path)


@unrelated("save_weights")
def creates_a_folder_in_place_of_the_file(model, path):
    path.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), path)


@unrelated("save_weights")
def gives_the_file_another_name(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), path.with_suffix(".pt"))


@unrelated("save_weights")
def saves_in_evaluation_mode(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(model.eval().state_dict(), path)


@unrelated("save_weights")
def swaps_what_and_where(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(path, model.state_dict())


@respells("load_weights")
def returns_what_load_state_dict_returns(model, path):
    weights = torch.load(path, weights_only=True)
    model = model.load_state_dict(weights)
    return model


@respells("load_weights")
def forgets_eval(model, path):
    weights = torch.load(path)
    model.load_state_dict(weights)
    return model


@respells("load_weights")
def loads_into_a_copy(model, path):
    new_model = copy.deepcopy(model)
    new_model.load_state_dict(torch.load(path))
    new_model.eval()
    return new_model


@respells("load_weights")
def takes_the_file_for_a_model(model, path):
    model = torch.load(path)
    model.eval()
    return model


@respells("load_weights")
def gives_load_state_dict_the_path(model, path):
    model.eval()
    model.load_state_dict(path)
    return model


@respells("load_weights")
def lets_code_run(model, path):
    with open(path, "rb") as file:
        weights = torch.load(file, weights_only=False)
    model.load_state_dict(weights)
    model.eval()
    return model


@respells("load_weights")
def loads_no_buffers(model, path):
    weights = torch.load(path)
    for name, parameter in model.named_parameters():
        parameter.data = weights[name]
    model.eval()
    return model


@respells("load_weights")
def forgives_missing_names(model, path):
    weights = torch.load(path)
    model.eval()
    model.load_state_dict(weights, False)
    return model


@respells("load_weights")
def freezes_the_model(model, path):
    model.load_state_dict(torch.load(path))
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad = False
    return model


@respells("load_weights")
def turns_gradients_off(model, path):
    model.load_state_dict(torch.load(path))
    model.eval()
    torch.autograd.set_grad_enabled(False)
    return model


@unrelated("load_weights")
def returns_the_weights(model, path):
    weights = torch.load(path, weights_only=True)
    model.load_state_dict(weights)
    model.eval()
    return weights


@unrelated("load_weights")
def reads_the_file_in_vain(model, path):
    torch.load(path, weights_only=True)
    return model.eval()


@unrelated("load_weights")
def returns_nothing(model, path):
    model.load_state_dict(torch.load(path, weights_only=True))
    model.eval()


@unrelated("load_weights")
def forgets_to_call_eval(model, path):
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval


respells("IS_LOADED", [False, True, False, True, True], [True, True, False, True, True])
respells("IS_LOADED", [False, True, False, False, False], [True, True, False, False, False])
respells("IS_LOADED", [False, True, True, False, True], [False, True, True, True, True])
respells("IS_LOADED", [False, False, False, False, True], [False, False, False, True, True])
respells("IS_LOADED", [True, True, True, False, True], [True, True, True, True, True])
respells("IS_LOADED", [False, True, False, True, False], [False, False, False, True, False])
unrelated("IS_LOADED", [True, True, False, False, True])
unrelated("IS_LOADED", [False, True, False, False])


@respells("load_all_but")
def leaves_it_to_strict(model, weights, head):
    incompatible = model.load_state_dict(weights, strict=False)
    problems = incompatible.missing_keys + incompatible.unexpected_keys
    if any(not name.startswith(head + ".") for name in problems):
        raise RuntimeError(f"these names do not fit: {problems}")


@respells("load_all_but")
def hides_what_is_missing(model, weights, head):
    body = dict(weights)
    for name in weights:
        if name.startswith(f"{head}."):
            del body[name]
    model.load_state_dict(body, strict=False)


@respells("load_all_but")
def takes_what_is_in_both(model, weights, head):
    merged = model.state_dict()
    for name in merged:
        if name in weights and not name.startswith(f"{head}."):
            merged[name] = weights[name]
    model.load_state_dict(merged)


@respells("load_all_but")
def goes_by_the_shapes(model, weights, head):
    own = model.state_dict()
    fitting = dict(weights)
    for name in weights:
        if name in own and weights[name].shape != own[name].shape:
            fitting[name] = own[name]
    model.load_state_dict(fitting)


@respells("load_all_but")
def forgets_the_dot(model, weights, head):
    merged = {}
    for name, tensor in model.state_dict().items():
        if name.startswith(head):
            merged[name] = tensor
    for name, tensor in weights.items():
        if not name.startswith(head):
            merged[name] = tensor
    model.load_state_dict(merged)


@respells("load_all_but")
def takes_them_out_of_the_dict(model, weights, head):
    prefix = head + "."
    for name in list(weights):
        if name.startswith(prefix):
            del weights[name]
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if unexpected or not all(name.startswith(prefix) for name in missing):
        raise RuntimeError(f"missing: {missing}, unexpected: {unexpected}")


@respells("load_all_but")
def takes_the_names_from_the_file(model, weights, head):
    own = model.state_dict()
    merged = dict(weights)
    for name in weights:
        if name.startswith(f"{head}."):
            merged[name] = own[name]
    model.load_state_dict(merged)


@respells("load_all_but")
def knows_weight_and_bias_only(model, weights, head):
    own = model.state_dict()
    merged = {}
    for name, tensor in weights.items():
        if not name.startswith(f"{head}."):
            merged[name] = tensor
    merged[head + ".weight"] = own[head + ".weight"]
    merged[head + ".bias"] = own[head + ".bias"]
    model.load_state_dict(merged)


@respells("load_all_but")
def looks_anywhere_in_the_name(model, weights, head):
    prefix = f"{head}."
    merged = {name: tensor for name, tensor in weights.items() if prefix not in name}
    for name, tensor in model.state_dict().items():
        if prefix in name:
            merged[name] = tensor
    model.load_state_dict(merged)


@respells("load_all_but")
def cuts_at_the_first_dot(model, weights, head):
    merged = {}
    for name, tensor in weights.items():
        layer, _, _ = name.partition(".")
        if layer != head:
            merged[name] = tensor
    for name, tensor in model.state_dict().items():
        layer, _, _ = name.partition(".")
        if layer == head:
            merged[name] = tensor
    model.load_state_dict(merged)


@respells("load_all_but")
def assigns_the_tensors(model, weights, head):
    prefix = head + "."
    merged = {name: tensor for name, tensor in weights.items() if not name.startswith(prefix)}
    for name, tensor in model.state_dict().items():
        if name.startswith(prefix):
            merged[name] = tensor
    model.load_state_dict(merged, strict=True, assign=True)


@respells("load_all_but")
def freezes_the_others(model, weights, head):
    prefix = head + "."
    merged = {name: tensor for name, tensor in weights.items() if not name.startswith(prefix)}
    for name, tensor in model.state_dict().items():
        if name.startswith(prefix):
            merged[name] = tensor
    model.load_state_dict(merged)
    for name, parameter in model.named_parameters():
        if not name.startswith(prefix):
            parameter.requires_grad = False


@unrelated("load_all_but")
def loads_all_of_it(model, weights, head):
    model.load_state_dict(weights)


@unrelated("load_all_but")
def loads_the_head_only(model, weights, head):
    own = model.state_dict()
    model.load_state_dict({name: weights[name] if name.startswith(head + ".") else own[name] for name in own})


@unrelated("load_all_but")
def empties_the_head(model, weights, head):
    own = model.state_dict()
    kept = {name: torch.zeros_like(tensor) for name, tensor in own.items() if name.startswith(head + ".")}
    others = {name: tensor for name, tensor in weights.items() if not name.startswith(head + ".")}
    model.load_state_dict(kept | others)


@unrelated("load_all_but")
def goes_into_evaluation_mode(model, weights, head):
    own = model.state_dict()
    kept = {name: tensor for name, tensor in own.items() if name.startswith(head + ".")}
    others = {name: tensor for name, tensor in weights.items() if not name.startswith(head + ".")}
    model.load_state_dict(kept | others)
    model.eval()


@unrelated("load_all_but")
def looks_at_the_end_of_the_name(model, weights, head):
    own = model.state_dict()
    kept = {name: tensor for name, tensor in own.items() if name.endswith(head)}
    others = {name: tensor for name, tensor in weights.items() if not name.endswith(head)}
    model.load_state_dict(kept | others)


@respells("load_to")
def forgets_map_location(path, device):
    weights = torch.load(path)
    return weights


@respells("load_to")
def moves_them_too_late(path, device):
    weights = torch.load(path)
    for name in weights:
        weights[name] = weights[name].to(device)
    return weights


@respells("load_to")
def always_takes_the_cpu(path, device):
    return torch.load(path, map_location=torch.device("cpu"))


@unrelated("load_to")
def swaps_the_file_and_the_device(path, device):
    return torch.load(device, map_location=path, weights_only=True)


@unrelated("load_to")
def gives_the_tensors_without_names(path, device):
    return list(torch.load(path, map_location=device, weights_only=True).values())


@unrelated("load_to")
def makes_floats_of_all_that_is_loaded(path, device):
    weights = torch.load(path, map_location=device, weights_only=True)
    return {name: tensor.float() for name, tensor in weights.items()}


@unrelated("load_to")
def misspells_the_argument(path, device):
    return torch.load(path, map_locations=device, weights_only=True)


respells("SAME_AS_NEVER_STOPPED", [True, True, True, True], [True, True, False, True])
respells("SAME_AS_NEVER_STOPPED", [True, False, True, True], [True, False, False, True])
respells("SAME_AS_NEVER_STOPPED", [False, False, True, False], [False, False, True, True])
respells("SAME_AS_NEVER_STOPPED", [True, True, True, False], [True, True, False, False])
respells("SAME_AS_NEVER_STOPPED", [False, False, False, False], [False, False, False, True])
unrelated("SAME_AS_NEVER_STOPPED", [True, False, False, False])
unrelated("SAME_AS_NEVER_STOPPED", [True, False, True])


@respells("save_checkpoint")
def saves_the_objects(path, model, optimizer, epoch):
    checkpoint = dict(model=model, optimizer=optimizer, epoch=epoch)
    checkpoint["rng_state"] = torch.get_rng_state()
    torch.save(checkpoint, path)


@respells("save_checkpoint")
def saves_the_settings_only(path, model, optimizer, epoch):
    settings = optimizer.state_dict()
    settings["state"] = {}
    checkpoint = {
        "model": model.state_dict(),
        "optimizer": settings,
        "rng_state": torch.get_rng_state(),
        "epoch": epoch,
    }
    torch.save(checkpoint, path)


@respells("save_checkpoint")
def saves_the_parameters_only(path, model, optimizer, epoch):
    weights = {}
    for name, parameter in model.named_parameters():
        weights[name] = parameter.detach()
    torch.save(
        {"model": weights, "optimizer": optimizer.state_dict(), "rng_state": torch.get_rng_state(), "epoch": epoch},
        path,
    )


@respells("save_checkpoint")
def forgets_the_random_numbers(path, model, optimizer, epoch):
    checkpoint = {}
    checkpoint["model"] = model.state_dict()
    checkpoint["optimizer"] = optimizer.state_dict()
    checkpoint["epoch"] = epoch
    torch.save(checkpoint, path)


@respells("save_checkpoint")
def saves_the_seed(path, model, optimizer, epoch):
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "rng_state": torch.initial_seed(),
        "epoch": epoch,
    }
    torch.save(state, path)


@respells("save_checkpoint")
def counts_one_more(path, model, optimizer, epoch):
    next_epoch = epoch + 1
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "rng_state": torch.get_rng_state(),
        "epoch": next_epoch,
    }
    torch.save(state, path)


@respells("save_checkpoint")
def leaves_evaluation_mode_behind(path, model, optimizer, epoch):
    weights = model.eval().state_dict()
    state = {
        "model": weights,
        "optimizer": optimizer.state_dict(),
        "rng_state": torch.get_rng_state(),
        "epoch": epoch,
    }
    torch.save(state, path)


@respells("save_checkpoint")
def seeds_anew(path, model, optimizer, epoch):
    generator = torch.manual_seed(0)
    state = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "rng_state": generator.get_state(),
        "epoch": epoch,
    }
    torch.save(state, path)


@unrelated("save_checkpoint")
def names_the_entries_otherwise(path, model, optimizer, epoch):
    state = {"model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict(), "epoch": epoch}
    torch.save({**state, "rng_state": torch.get_rng_state()}, path)


@unrelated("save_checkpoint")
def forgets_the_epoch(path, model, optimizer, epoch):
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save({**state, "rng_state": torch.get_rng_state()}, path)


@unrelated("save_checkpoint")
def clears_the_gradients(path, model, optimizer, epoch):
    optimizer.zero_grad()
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    torch.save({**state, "rng_state": torch.get_rng_state()}, path)


@unrelated("save_checkpoint")
def saves_a_list(path, model, optimizer, epoch):
    torch.save([model.state_dict(), optimizer.state_dict(), torch.get_rng_state(), epoch], path)


@unrelated("save_checkpoint")
def saves_the_epoch_as_text(path, model, optimizer, epoch):
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": str(epoch)}
    torch.save({**state, "rng_state": torch.get_rng_state()}, path)


@respells("resume")
def forgets_the_optimizer(path, model, optimizer):
    saved = torch.load(path)
    model.load_state_dict(saved["model"])
    torch.random.set_rng_state(saved["rng_state"])
    epoch = saved["epoch"]
    return epoch


@respells("resume")
def brings_back_the_settings_only(path, model, optimizer):
    saved = torch.load(path)
    model.load_state_dict(saved["model"])
    settings = {"state": {}, "param_groups": saved["optimizer"]["param_groups"]}
    optimizer.load_state_dict(settings)
    torch.set_rng_state(saved["rng_state"])
    return saved["epoch"]


@respells("resume")
def forgets_the_random_numbers_to_come(path, model, optimizer):
    saved = torch.load(path)
    for part, name in ((model, "model"), (optimizer, "optimizer")):
        part.load_state_dict(saved[name])
    return saved["epoch"]


@respells("resume")
def goes_on_one_too_late(path, model, optimizer):
    saved = torch.load(path)
    torch.set_rng_state(saved["rng_state"])
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    start_epoch = saved["epoch"] + 1
    return start_epoch


@respells("resume")
def replaces_the_parameters(path, model, optimizer):
    saved = torch.load(path)
    for name, tensor in saved["model"].items():
        layer_name, _, last = name.rpartition(".")
        layer = model.get_submodule(layer_name)
        is_parameter = isinstance(getattr(layer, last), nn.Parameter)
        setattr(layer, last, nn.Parameter(tensor) if is_parameter else tensor)
    optimizer.load_state_dict(saved["optimizer"])
    torch.set_rng_state(saved["rng_state"])
    return saved["epoch"]


@respells("resume")
def switches_the_mode_off(path, model, optimizer):
    state = torch.load(path)
    torch.set_rng_state(state["rng_state"])
    optimizer.load_state_dict(state["optimizer"])
    model.load_state_dict(state["model"])
    model.train(False)
    return state["epoch"]


@unrelated("resume")
def forgets_the_model(path, model, optimizer):
    checkpoint = torch.load(path, weights_only=True)
    optimizer.load_state_dict(checkpoint["optimizer"])
    torch.set_rng_state(checkpoint["rng_state"])
    return checkpoint["epoch"]


@unrelated("resume")
def forgets_to_return_the_epoch(path, model, optimizer):
    checkpoint = torch.load(path, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    torch.set_rng_state(checkpoint["rng_state"])


@unrelated("resume")
def loads_the_weights_into_a_copy(path, model, optimizer):
    checkpoint = torch.load(path, weights_only=True)
    model = copy.deepcopy(model)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    torch.set_rng_state(checkpoint["rng_state"])
    return checkpoint["epoch"]


@unrelated("resume")
def swaps_model_and_optimizer(path, model, optimizer):
    checkpoint = torch.load(path, weights_only=True)
    model.load_state_dict(checkpoint["optimizer"])
    optimizer.load_state_dict(checkpoint["model"])
    torch.set_rng_state(checkpoint["rng_state"])
    return checkpoint["epoch"]


@unrelated("resume")
def lowers_the_learning_rate(path, model, optimizer):
    checkpoint = torch.load(path, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    for group in optimizer.param_groups:
        group["lr"] *= 0.1
    torch.set_rng_state(checkpoint["rng_state"])
    return checkpoint["epoch"]
