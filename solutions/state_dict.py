"""The teacher's book for 07_save_and_load/test_state_dict.py."""

import copy
import shutil

import torch

from sensei.book import misconception, teach

COMES_BACK = [True, True, False, False, False]

teach(
    "COMES_BACK",
    hints=[
        "Look at one: `nn.BatchNorm1d(2).state_dict()`. Is there a gradient in it, or a mode?",
        "Every entry is a tensor, a parameter or a buffer. What you wrote in the code, such as `p`, stays in the code.",
    ],
    lesson="A state dict holds parameters and buffers: no mode, no gradients, no settings of the code.",
    docs="https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html#what-is-a-state-dict",
)
misconception(
    "COMES_BACK",
    [True, False, False, False, False],
    "Buffers are saved too: without its running statistics a BatchNorm could not predict.",
)
misconception(
    "COMES_BACK",
    [True, True, True, False, False],
    "The gradient is not saved. It belongs to one step of training, not to the model.",
)
misconception(
    "COMES_BACK",
    [True, True, False, True, False],
    "The mode is not saved: a new network is in training mode, and stays there until you call `eval()`.",
)
misconception(
    "COMES_BACK",
    [True, True, False, False, True],
    "`p` is no tensor: it stands in the code that makes the network, and is not saved.",
)
misconception(
    "COMES_BACK",
    [True, True, True, True, True],
    "A state dict holds tensors only, parameters and buffers: no gradient, no mode, no `p`.",
)

KEPT_NUMBERS = [4, 4, 3]

teach(
    "KEPT_NUMBERS",
    hints=[
        "A dict holds tensors, and `dict(…)` copies the dict. Does it copy the tensors?",
        "`+=` writes into the memory of the weight. Whoever shares that memory sees the 4.",
    ],
    lesson="`state_dict()` is no copy: its tensors are the memory of the model, and go on learning with it.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.state_dict",
)
misconception(
    "KEPT_NUMBERS",
    [3, 3, 3],
    "`state_dict()` copies no tensor. What the layer learns in place is seen in it; only `deepcopy` keeps the 3.",
)
misconception(
    "KEPT_NUMBERS",
    [4, 3, 3],
    "`dict(…)` is a new dict, but the tensors in it are the same ones. Only `deepcopy` copies them.",
)
misconception(
    "KEPT_NUMBERS",
    [4, 4, 4],
    "`deepcopy` copies the tensors too. What it made is not changed by the layer.",
)


def snapshot(model):
    return copy.deepcopy(model.state_dict())


teach(
    snapshot,
    hints=[
        "`model.state_dict()` has all that you need, but it changes with the model. Which way kept the 3?",
        "`copy.deepcopy(…)`, or a new dict with `tensor.clone()` for each tensor of the state dict.",
    ],
    lesson="To keep the best weights, copy the tensors: `copy.deepcopy(model.state_dict())`.",
    docs="https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html",
)


@misconception(
    snapshot,
    "Your tensors share the memory of the model, and learn with it. A copy of the dict does not copy the tensors, "
    "and neither does `detach`. `deepcopy` copies both, `clone` one tensor.",
)
def keeps_the_state_dict(model):
    return model.state_dict()


@misconception(
    snapshot,
    "Your tensors share the memory of the model, and learn with it. A copy of the dict does not copy the tensors, "
    "and neither does `detach`. `deepcopy` copies both, `clone` one tensor.",
)
def copies_the_dict_only(model):
    return model.state_dict().copy()


@misconception(
    snapshot,
    "Your tensors share the memory of the model, and learn with it. A copy of the dict does not copy the tensors, "
    "and neither does `detach`. `deepcopy` copies both, `clone` one tensor.",
)
def only_detaches(model):
    return {name: tensor.detach() for name, tensor in model.state_dict().items()}


@misconception(
    snapshot,
    "The parameters are copied, but buffers belong to a model as well. `state_dict()` has both.",
)
def forgets_the_buffers(model):
    return {name: parameter.detach().clone() for name, parameter in model.named_parameters()}


@misconception(
    snapshot,
    "A clone of a parameter is part of a graph and requires a gradient. The tensors of `state_dict()` do not.",
)
def clones_with_the_graph(model):
    return {name: tensor.clone() for name, tensor in [*model.named_parameters(), *model.named_buffers()]}


@misconception(snapshot, "You copied the model. Its state dict is asked for: `deepcopy(model.state_dict())`.")
def copies_the_model(model):
    return copy.deepcopy(model)


@misconception(
    snapshot, "Your model has been switched to evaluation mode: the rest of its training runs without Dropout."
)
def switches_to_evaluation(model):
    return copy.deepcopy(model.eval().state_dict())


@misconception(snapshot, "`float()` changes what is no float: a BatchNorm counts its batches in an int64 tensor.")
def makes_floats_of_all(model):
    return {name: tensor.float().clone() for name, tensor in model.state_dict().items()}


def save_weights(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), path)


teach(
    save_weights,
    hints=[
        "`torch.save(object, path)` writes a file, but it creates no folder. `path.parent` is the folder.",
        "`mkdir` has two settings: one for the folders around, one for a folder that is there already.",
        "`path.parent.mkdir(parents=True, exist_ok=True)`, then `torch.save(model.state_dict(), path)`.",
    ],
    lesson="`torch.save` writes whatever it is given, and creates no folder: give it the state dict.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.save.html",
)


@misconception(
    save_weights,
    "You saved the whole model, a pickle with the path of its class in it. Save `model.state_dict()`.",
)
def saves_the_model(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(model, path)


@misconception(save_weights, "`torch.save` creates no folder, and stops where one is missing. Create it first.")
def creates_no_folder(model, path):
    torch.save(model.state_dict(), path)


@misconception(save_weights, "Where the folder is there already, `mkdir` raises. `exist_ok=True` lets it be.")
def creates_the_folder_each_time(model, path):
    path.parent.mkdir(parents=True)
    torch.save(model.state_dict(), path)


@misconception(
    save_weights, "More than one folder may be missing: `mkdir` creates those around it only with `parents=True`."
)
def creates_the_last_folder_only(model, path):
    path.parent.mkdir(exist_ok=True)
    torch.save(model.state_dict(), path)


@misconception(save_weights, "A file that is there is to be replaced: the newer weights are lost here.")
def keeps_the_old_file(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        torch.save(model.state_dict(), path)


@misconception(
    save_weights, "Parameters are not all: the buffers, such as running statistics, are missing. Take `state_dict()`."
)
def saves_no_buffers(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({name: parameter.data for name, parameter in model.named_parameters()}, path)


@misconception(save_weights, "The names are missing: `parameters()` gives the tensors alone, `state_dict()` both.")
def saves_no_names(model, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(list(model.parameters()), path)


@misconception(save_weights, "You empty the folder first, and whatever else was in it is lost.")
def empties_the_folder(model, path):
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir(parents=True)
    torch.save(model.state_dict(), path)


def load_weights(model, path):
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


teach(
    load_weights,
    hints=[
        "`torch.load(path, weights_only=True)` gives the state dict, `model.load_state_dict(…)` puts it into place.",
        "What does `load_state_dict` return? Not the model. And in which mode is the model then?",
        "`eval()` returns the model itself, so the last line can be `return model.eval()`.",
    ],
    lesson="`load_state_dict` works in place and returns no model, and `eval()` is yours to call after it.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/saveloadrun_tutorial.html",
)


@misconception(
    load_weights,
    "`load_state_dict` returns the names that did not fit, not the model. Return the model in a line of its own.",
)
def returns_what_load_state_dict_returns(model, path):
    model.eval()
    return model.load_state_dict(torch.load(path, weights_only=True))


@misconception(
    load_weights,
    "The mode is not in the file: your model still trains, so Dropout drops and BatchNorm measures. Call `eval()`.",
)
def forgets_eval(model, path):
    model.load_state_dict(torch.load(path, weights_only=True))
    return model


@misconception(
    load_weights, "The weights were loaded into a copy of the model. The caller's own model is to have them."
)
def loads_into_a_copy(model, path):
    model = copy.deepcopy(model)
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


@misconception(load_weights, "What `torch.load` gives here is the dict of tensors. It has to be put into the model.")
def takes_the_file_for_a_model(model, path):
    return torch.load(path, weights_only=True).eval()


@misconception(load_weights, "`load_state_dict` takes the dict, not the path. `torch.load(path)` reads it.")
def gives_load_state_dict_the_path(model, path):
    model.load_state_dict(path)
    return model.eval()


@misconception(
    load_weights,
    "With `weights_only=False` the code in a file runs before you have seen anything of it. Leave it at True.",
)
def lets_code_run(model, path):
    model.load_state_dict(torch.load(path, weights_only=False))
    return model.eval()


@misconception(
    load_weights,
    "You loaded the parameters alone. The buffers are in the file too, and a BatchNorm predicts with them.",
)
def loads_no_buffers(model, path):
    weights = torch.load(path, weights_only=True)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(weights[name])
    return model.eval()


@misconception(
    load_weights,
    "A name that is missing goes unnoticed, and its tensor stays random. Leave `strict` True; let the error through.",
)
def forgives_missing_names(model, path):
    model.load_state_dict(torch.load(path, weights_only=True), strict=False)
    return model.eval()


@misconception(
    load_weights,
    "`eval()` is all that evaluation needs of a model. Without gradients, the model can't be trained on.",
)
def freezes_the_model(model, path):
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval().requires_grad_(False)


@misconception(
    load_weights,
    "`set_grad_enabled(False)` stays in force after the call, for all models. `eval()` is what was asked for.",
)
def turns_gradients_off(model, path):
    torch.set_grad_enabled(False)
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


IS_LOADED = [False, True, False, False, True]

teach(
    "IS_LOADED",
    hints=[
        "`strict=True`, the default, asks for equal names on both sides: none missing, none too many.",
        "`strict=False` forgives names. It says nothing of shapes.",
        "Numbers are copied into the parameters that are there. Can float64 numbers be copied to float32 ones?",
    ],
    lesson="`strict=False` forgives names, missing or too many, and never shapes; another dtype is converted.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict",
)
misconception(
    "IS_LOADED",
    [False, True, False, True, True],
    "`strict=False` is about names only. A tensor of another shape is refused all the same.",
)
misconception(
    "IS_LOADED",
    [False, True, False, False, False],
    "Another dtype is no error: the numbers are copied, and the layer stays float32.",
)
misconception(
    "IS_LOADED",
    [False, True, True, False, True],
    "A name too many is an error as well, as long as `strict` is True. It is the default.",
)
misconception(
    "IS_LOADED",
    [False, False, False, False, True],
    "With `strict=False` a missing name is no error: the bias keeps the numbers that it had.",
)
misconception(
    "IS_LOADED",
    [True, True, True, False, True],
    "By default `strict` is True: names that are missing, and names that are too many, raise an error.",
)
misconception(
    "IS_LOADED",
    [False, True, False, True, False],
    "It is the reverse: another shape is refused even with `strict=False`, another dtype is converted.",
)


def load_all_but(model, weights, head):
    own = model.state_dict()
    kept = {name: tensor for name, tensor in own.items() if name.startswith(head + ".")}
    others = {name: tensor for name, tensor in weights.items() if not name.startswith(head + ".")}
    model.load_state_dict(kept | others)


teach(
    load_all_but,
    hints=[
        "Make a new dict for `load_state_dict`: leave the names of the head out, or give them the model's own tensors.",
        "Without them, `strict=False` is needed, and then you have to look at what is missing yourself. "
        "With the model's own tensors in their place, all names fit, and `strict` may stay True.",
        "`name.startswith(head + '.')` finds them, in `model.state_dict()` as in `weights`.",
    ],
    lesson="Choose the entries yourself and leave `strict=True`: it tells you of every name that you did not think of.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict",
)


@misconception(
    load_all_but,
    "`strict=False` forgives no shape: the head is still in `weights`, and its shape does not fit. Leave it out.",
)
def leaves_it_to_strict(model, weights, head):
    model.load_state_dict(weights, strict=False)


@misconception(
    load_all_but,
    "A name that is missing by mistake goes unnoticed here, and its layer stays untrained. A name too many does, too. "
    "Give `load_state_dict` all names and leave `strict=True`, or look at what it returns.",
)
def hides_what_is_missing(model, weights, head):
    others = {name: tensor for name, tensor in weights.items() if not name.startswith(head + ".")}
    model.load_state_dict(others, strict=False)


@misconception(
    load_all_but,
    "A name that is missing by mistake goes unnoticed here, and its layer stays untrained. A name too many does, too. "
    "Give `load_state_dict` all names and leave `strict=True`, or look at what it returns.",
)
def takes_what_is_in_both(model, weights, head):
    own = model.state_dict()
    fitting = {name: tensor for name, tensor in weights.items() if name in own and not name.startswith(head + ".")}
    model.load_state_dict({**own, **fitting})


@misconception(
    load_all_but,
    "You left out what has another shape. A head of the same shape was loaded then, although it is not wanted. "
    "Go by the names.",
)
def goes_by_the_shapes(model, weights, head):
    own = model.state_dict()
    fitting = {n: t for n, t in weights.items() if n not in own or own[n].shape == t.shape}
    missing, unexpected = model.load_state_dict(fitting, strict=False)
    if unexpected or any(name not in weights for name in missing):
        raise RuntimeError(missing + unexpected)


@misconception(
    load_all_but, 'Another layer may begin with the same letters: "head_2" does. The dot belongs to the prefix.'
)
def forgets_the_dot(model, weights, head):
    own = model.state_dict()
    kept = {name: tensor for name, tensor in own.items() if name.startswith(head)}
    others = {name: tensor for name, tensor in weights.items() if not name.startswith(head)}
    model.load_state_dict(kept | others)


@misconception(
    load_all_but, "The caller's own dict has lost its entries. Make a new dict instead of taking them out of this one."
)
def takes_them_out_of_the_dict(model, weights, head):
    own = model.state_dict()
    for name in [name for name in weights if name.startswith(head + ".")]:
        weights.pop(name)
    kept = {name: tensor for name, tensor in own.items() if name.startswith(head + ".")}
    model.load_state_dict({**weights, **kept})


@misconception(
    load_all_but,
    "You go through the names in `weights`. The model's own names of the head may be others: take them from the model.",
)
def takes_the_names_from_the_file(model, weights, head):
    own = model.state_dict()
    model.load_state_dict({n: own[n] if n.startswith(head + ".") else tensor for n, tensor in weights.items()})


@misconception(
    load_all_but, "A layer may be a network itself, with many parameters: not every head has one weight and one bias."
)
def knows_weight_and_bias_only(model, weights, head):
    own = model.state_dict()
    others = {name: tensor for name, tensor in weights.items() if not name.startswith(head + ".")}
    model.load_state_dict({**others, **{name: own[name] for name in (f"{head}.weight", f"{head}.bias")}})


@misconception(
    load_all_but,
    '`in` finds the head anywhere in a name, also in "body.head.weight". Ask for the beginning of the name.',
)
def looks_anywhere_in_the_name(model, weights, head):
    own = model.state_dict()
    kept = {name: tensor for name, tensor in own.items() if head + "." in name}
    others = {name: tensor for name, tensor in weights.items() if head + "." not in name}
    model.load_state_dict(kept | others)


@misconception(
    load_all_but, "What stands before the first dot is only a part of the name when `head` has dots in it itself."
)
def cuts_at_the_first_dot(model, weights, head):
    own = model.state_dict()
    kept = {name: tensor for name, tensor in own.items() if name.split(".")[0] == head}
    others = {name: tensor for name, tensor in weights.items() if name.split(".")[0] != head}
    model.load_state_dict(kept | others)


@misconception(
    load_all_but,
    "With `assign=True` the model uses the caller's tensors themselves, and writes into them when it learns.",
)
def assigns_the_tensors(model, weights, head):
    own = model.state_dict()
    kept = {name: tensor for name, tensor in own.items() if name.startswith(head + ".")}
    others = {name: tensor for name, tensor in weights.items() if not name.startswith(head + ".")}
    model.load_state_dict(kept | others, assign=True)


@misconception(
    load_all_but,
    "You froze the layers that were loaded. Many do that next, but here `requires_grad` is to stay as it is.",
)
def freezes_the_others(model, weights, head):
    own = model.state_dict()
    kept = {name: tensor for name, tensor in own.items() if name.startswith(head + ".")}
    others = {name: tensor for name, tensor in weights.items() if not name.startswith(head + ".")}
    model.load_state_dict(kept | others)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name in kept)


def load_to(path, device):
    return torch.load(path, map_location=device, weights_only=True)


teach(
    load_to,
    hints=[
        "The file knows where each tensor was, and `torch.load` puts it back there: on a GPU, if there is one.",
        "It is too late to move them afterwards. `torch.load` has an argument that says where to.",
        "`torch.load(path, map_location=device, weights_only=True)`",
    ],
    lesson="A file remembers the device of its tensors; `map_location` says where they go instead.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.load.html",
)


@misconception(
    load_to,
    "`torch.load` puts the tensors where they were when they were saved. Say where they go: `map_location=device`.",
)
def forgets_map_location(path, device):
    return torch.load(path, weights_only=True)


@misconception(
    load_to,
    "You move the tensors after they are loaded, but `torch.load` has tried the old device before that. "
    "`map_location` moves them while they are read.",
)
def moves_them_too_late(path, device):
    return {name: tensor.to(device) for name, tensor in torch.load(path, weights_only=True).items()}


@misconception(load_to, "Everything went to the CPU, whatever was asked for. The device is handed in.")
def always_takes_the_cpu(path, device):
    return torch.load(path, map_location="cpu", weights_only=True)


SAME_AS_NEVER_STOPPED = [True, False, True, False]

teach(
    "SAME_AS_NEVER_STOPPED",
    hints=[
        "A step of SGD without momentum needs weights and gradients. With momentum, it also needs the steps before.",
        "A Dropout draws random numbers. Another process draws other ones.",
    ],
    lesson="A run is its weights, the state of its optimiser and the state of its random numbers.",
    docs="https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html"
    "#saving-loading-a-general-checkpoint-for-inference-and-or-resuming-training",
)
misconception(
    "SAME_AS_NEVER_STOPPED",
    [True, True, True, True],
    "The weights are not all. Momentum remembers the steps before, and a Dropout needs the same random numbers.",
)
misconception(
    "SAME_AS_NEVER_STOPPED",
    [True, False, True, True],
    "The Dropout draws random numbers, and another process draws other ones: their state has to be saved as well.",
)
misconception(
    "SAME_AS_NEVER_STOPPED",
    [False, False, True, False],
    "SGD without momentum remembers nothing: its next step needs the weights and the gradients, and no more.",
)
misconception(
    "SAME_AS_NEVER_STOPPED",
    [True, True, True, False],
    "With momentum a step depends on the steps before. They are in the state dict of the optimiser.",
)
misconception(
    "SAME_AS_NEVER_STOPPED",
    [False, False, False, False],
    "It can be the same, to the last bit: [0] and [2] save all that the next steps depend on.",
)


def save_checkpoint(path, model, optimizer, epoch):
    checkpoint = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "rng_state": torch.get_rng_state(),
        "epoch": epoch,
    }
    torch.save(checkpoint, path)


teach(
    save_checkpoint,
    hints=[
        "`torch.save` takes any dict, also one with dicts in it.",
        "An optimiser has a `state_dict()` as a model has one. The random numbers have `torch.get_rng_state()`.",
    ],
    lesson="A checkpoint is one dict with a state dict for everything that has a state.",
    docs="https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html"
    "#saving-loading-a-general-checkpoint-for-inference-and-or-resuming-training",
)


@misconception(
    save_checkpoint,
    "You saved the objects themselves, which is a pickle with the paths of their classes. Save their state dicts.",
)
def saves_the_objects(path, model, optimizer, epoch):
    rng_state = torch.get_rng_state()
    torch.save({"model": model, "optimizer": optimizer, "rng_state": rng_state, "epoch": epoch}, path)


@misconception(
    save_checkpoint,
    "`param_groups` has the settings, such as the learning rate, but the momentum is in `state`. "
    "`optimizer.state_dict()` has both.",
)
def saves_the_settings_only(path, model, optimizer, epoch):
    groups = optimizer.state_dict()["param_groups"]
    checkpoint = {"model": model.state_dict(), "optimizer": {"state": {}, "param_groups": groups}}
    torch.save({**checkpoint, "rng_state": torch.get_rng_state(), "epoch": epoch}, path)


@misconception(
    save_checkpoint,
    "The parameters are not the whole model: its buffers, the running statistics, are in `model.state_dict()` only.",
)
def saves_the_parameters_only(path, model, optimizer, epoch):
    parameters = {name: parameter.data for name, parameter in model.named_parameters()}
    checkpoint = {"model": parameters, "optimizer": optimizer.state_dict(), "epoch": epoch}
    torch.save({**checkpoint, "rng_state": torch.get_rng_state()}, path)


@misconception(save_checkpoint, "The state of the random numbers is missing: `torch.get_rng_state()`.")
def forgets_the_random_numbers(path, model, optimizer, epoch):
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}, path)


@misconception(
    save_checkpoint,
    "The seed tells where the random numbers began, not how far they have come. Save `torch.get_rng_state()`.",
)
def saves_the_seed(path, model, optimizer, epoch):
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    torch.save({**checkpoint, "rng_state": torch.initial_seed()}, path)


@misconception(
    save_checkpoint, "`epoch` is the number of epochs that are done already. It is saved as it is, without adding 1."
)
def counts_one_more(path, model, optimizer, epoch):
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch + 1}
    torch.save({**checkpoint, "rng_state": torch.get_rng_state()}, path)


@misconception(
    save_checkpoint,
    "You put the model into evaluation mode. Saving does not need that, and the run is to go on in training mode.",
)
def leaves_evaluation_mode_behind(path, model, optimizer, epoch):
    model.eval()
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    torch.save({**checkpoint, "rng_state": torch.get_rng_state()}, path)


@misconception(
    save_checkpoint,
    "`manual_seed` makes the random numbers begin anew. Save the state that they have: `torch.get_rng_state()`.",
)
def seeds_anew(path, model, optimizer, epoch):
    torch.manual_seed(epoch)
    checkpoint = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": epoch}
    torch.save({**checkpoint, "rng_state": torch.get_rng_state()}, path)


def resume(path, model, optimizer):
    checkpoint = torch.load(path, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    torch.set_rng_state(checkpoint["rng_state"])
    return checkpoint["epoch"]


teach(
    resume,
    hints=[
        "Undo `save_checkpoint`, entry by entry: each of the three things with a state has a way to set it.",
        "Work on the model and the optimiser that you were given. A new optimiser would have no momentum.",
        "`model.load_state_dict(…)`, `optimizer.load_state_dict(…)`, `torch.set_rng_state(…)`, and return the epoch.",
    ],
    lesson="Weights, momentum and random numbers set back, a run goes on to the last bit as if it had never stopped.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.load_state_dict.html",
)


@misconception(
    resume,
    "The optimiser begins anew: its momentum is lost, and so is its learning rate. It has a `load_state_dict` too.",
)
def forgets_the_optimizer(path, model, optimizer):
    checkpoint = torch.load(path, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    torch.set_rng_state(checkpoint["rng_state"])
    return checkpoint["epoch"]


@misconception(
    resume,
    "The settings of the optimiser are back, but not its state: the momentum of the steps before is lost. "
    "`optimizer.load_state_dict(…)` brings back both.",
)
def brings_back_the_settings_only(path, model, optimizer):
    checkpoint = torch.load(path, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    for group, saved in zip(optimizer.param_groups, checkpoint["optimizer"]["param_groups"], strict=True):
        group["lr"] = saved["lr"]
    torch.set_rng_state(checkpoint["rng_state"])
    return checkpoint["epoch"]


@misconception(
    resume, "All is back but the random numbers: the Dropout drops other ones than it would have. Set their state."
)
def forgets_the_random_numbers_to_come(path, model, optimizer):
    checkpoint = torch.load(path, weights_only=True)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    return checkpoint["epoch"]


@misconception(resume, "The number in the file counts the epochs that are done. It is returned as it is.")
def goes_on_one_too_late(path, model, optimizer):
    return resume(path, model, optimizer) + 1


@misconception(
    resume,
    "Parameters that are replaced are new tensors, and the optimiser still trains the old ones. "
    "`load_state_dict` writes into those that are there.",
)
def replaces_the_parameters(path, model, optimizer):
    checkpoint = torch.load(path, weights_only=True)
    model.load_state_dict(checkpoint["model"], assign=True)
    optimizer.load_state_dict(checkpoint["optimizer"])
    torch.set_rng_state(checkpoint["rng_state"])
    return checkpoint["epoch"]


@misconception(resume, "Your model is in evaluation mode now, and training is to go on: leave the mode as it is.")
def switches_the_mode_off(path, model, optimizer):
    saved = torch.load(path, weights_only=True)
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    torch.set_rng_state(saved["rng_state"])
    model.eval()
    return saved["epoch"]
