"""The misconceptions of whole_model as other learners would write them, and wrong answers of another kind."""

import os
import pickle
from pathlib import Path

import torch

from sensei.check.respelled import respells, unrelated

unrelated("ONE_SCALED", 103)
unrelated("ONE_SCALED", 100)
unrelated("ONE_SCALED", "102")

respells(
    "OUTCOMES",
    ["loads", "loads", "AttributeError", "ModuleNotFoundError"],
    ["loads", "UnpicklingError", "AttributeError", "ModuleNotFoundError"],
)
respells(
    "OUTCOMES",
    ["UnpicklingError", "loads", "loads", "loads"],
    ["UnpicklingError", "UnpicklingError", "loads", "loads"],
)
respells(
    "OUTCOMES",
    ["UnpicklingError", "loads", "loads", "ModuleNotFoundError"],
    ["AttributeError", "loads", "loads", "ModuleNotFoundError"],
)
respells(
    "OUTCOMES",
    ["UnpicklingError", "loads", "ModuleNotFoundError", "ModuleNotFoundError"],
    ["UnpicklingError", "UnpicklingError", "ModuleNotFoundError", "ModuleNotFoundError"],
)
respells(
    "OUTCOMES",
    ["UnpicklingError", "loads", "UnpicklingError", "UnpicklingError"],
    ["UnpicklingError", "UnpicklingError", "UnpicklingError", "UnpicklingError"],
)
respells(
    "OUTCOMES",
    ["UnpicklingError", "loads", "AttributeError", "AttributeError"],
    ["AttributeError", "loads", "AttributeError", "AttributeError"],
)
unrelated("OUTCOMES", ["UnpicklingError", "UnpicklingError", "AttributeError", "ModuleNotFoundError"])
unrelated("OUTCOMES", ["ModuleNotFoundError", "loads", "AttributeError", "ModuleNotFoundError"])
unrelated("OUTCOMES", ["UnpicklingError", "loads", "AttributeError"])


@respells("extract_weights")
def loads_as_it_did_before(model_path, weights_path):
    weights = torch.load(model_path).state_dict()
    with open(weights_path, "wb") as file:
        torch.save(weights, file)


@respells("extract_weights")
def hopes_for_the_weights_only(model_path, weights_path):
    torch.save(torch.load(model_path, weights_only=True), weights_path)


@respells("extract_weights")
def saves_the_model_again(model_path, weights_path):
    whole = torch.load(model_path, weights_only=False)
    with weights_path.open("wb") as file:
        torch.save(whole, file)


@respells("extract_weights")
def copies_the_file(model_path, weights_path):
    weights_path.write_bytes(model_path.read_bytes())


@respells("extract_weights")
def saves_a_list(model_path, weights_path):
    weights = []
    for parameter in torch.load(model_path, weights_only=False).parameters():
        weights.append(parameter)
    torch.save(weights, weights_path)


@respells("extract_weights")
def saves_the_parameters_only(model_path, weights_path):
    network = torch.load(model_path, weights_only=False)
    weights = dict(network.named_parameters())
    torch.save(weights, weights_path)


@unrelated("extract_weights")
def saves_the_names_only(model_path, weights_path):
    torch.save(list(torch.load(model_path, weights_only=False).state_dict()), weights_path)


@unrelated("extract_weights")
def saves_everything_as_float32(model_path, weights_path):
    weights = torch.load(model_path, weights_only=False).state_dict()
    torch.save({name: tensor.float() for name, tensor in weights.items()}, weights_path)


@unrelated("extract_weights")
def swaps_the_two_files(model_path, weights_path):
    torch.save(torch.load(weights_path, weights_only=False).state_dict(), model_path)


@unrelated("extract_weights")
def puts_the_state_dict_into_another_dict(model_path, weights_path):
    model = torch.load(model_path, weights_only=False)
    torch.save({"model": model.state_dict()}, weights_path)


@unrelated("extract_weights")
def returns_the_weights_and_saves_nothing(model_path, weights_path):
    return torch.load(model_path, weights_only=False).state_dict()


unrelated("CLASSES_TO_NAME", {"Net", "ReLU"})
unrelated("CLASSES_TO_NAME", {"Net", "Linear", "ReLU", "OrderedDict"})
unrelated("CLASSES_TO_NAME", {"Net", "nn.Linear", "nn.ReLU"})
unrelated("CLASSES_TO_NAME", ["Net", "Linear", "ReLU"])


@respells("load_trusting")
def trusts_everything(path, classes):
    with torch.serialization.safe_globals(classes):
        model = torch.load(path, weights_only=False)
    return model


@respells("load_trusting")
def trusts_for_good(path, classes):
    for each in classes:
        torch.serialization.add_safe_globals([each])
    return torch.load(path)


@respells("load_trusting")
def forgets_all_classes(path, classes):
    torch.serialization.add_safe_globals(list(classes))
    try:
        model = torch.load(path)
    except pickle.UnpicklingError:
        torch.serialization.clear_safe_globals()
        raise
    torch.serialization.clear_safe_globals()
    return model


@respells("load_trusting")
def cleans_up_only_after_success(path, classes):
    trust = torch.serialization.safe_globals(classes)
    trust.__enter__()
    loaded = torch.load(path)
    trust.__exit__(None, None, None)
    return loaded


@respells("load_trusting")
def names_no_classes(path, classes):
    return torch.load(path)


@respells("load_trusting")
def switches_to_evaluation(path, classes):
    with torch.serialization.safe_globals(classes):
        loaded = torch.load(path)
    loaded.train(False)
    return loaded


@respells("load_trusting")
def forgets_the_others_meanwhile(path, classes):
    others = torch.serialization.get_safe_globals()
    torch.serialization.clear_safe_globals()
    try:
        with torch.serialization.safe_globals(classes):
            return torch.load(path)
    finally:
        torch.serialization.add_safe_globals(others)


@respells("load_trusting")
def freezes_the_model(path, classes):
    with torch.serialization.safe_globals(classes):
        model = torch.load(path)
    for parameter in model.parameters():
        parameter.requires_grad = False
    return model


@unrelated("load_trusting")
def catches_the_error(path, classes):
    with torch.serialization.safe_globals(classes):
        try:
            return torch.load(path)
        except pickle.UnpicklingError:
            return None


@unrelated("load_trusting")
def returns_the_state_dict(path, classes):
    with torch.serialization.safe_globals(classes):
        return torch.load(path).state_dict()


@unrelated("load_trusting")
def names_the_first_class_only(path, classes):
    with torch.serialization.safe_globals(classes[:1]):
        return torch.load(path)


@unrelated("load_trusting")
def makes_float64_of_the_model(path, classes):
    with torch.serialization.safe_globals(classes):
        return torch.load(path).double()


@unrelated("load_trusting")
def gives_the_names_of_the_classes(path, classes):
    with torch.serialization.safe_globals([each.__name__ for each in classes]):
        return torch.load(path)


@respells("Surprise")
class CallsItWhileSaving:
    def __init__(self, folder):
        self.path = folder

    def __reduce__(self):
        return self.path.mkdir(), ()


@respells("Surprise")
class CreatesItAtOnce:
    def __init__(self, folder):
        folder.mkdir()
        self.name = str(folder)

    def __reduce__(self):
        return os.listdir, (self.name,)


@respells("Surprise")
class ForgetsTheComma:
    def __init__(self, folder):
        self.path = folder

    def __reduce__(self):
        return os.makedirs, (self.path)


@respells("Surprise")
class PicklesALambda:
    def __init__(self, folder):
        self.name = str(folder)

    def __reduce__(self):
        return lambda name: os.mkdir(name), (self.name,)


@respells("Surprise")
class BuildsItselfAgain:
    def __init__(self, folder):
        self.where = str(folder)

    def __reduce__(self):
        return self.__class__, (self.where,)


@respells("Surprise")
class CreatesItInReduce:
    def __init__(self, folder):
        self.where = folder

    def __reduce__(self):
        self.where.mkdir()
        return Path, (str(self.where),)


@respells("Surprise")
class SharesTheFolder:
    where = ""

    def __init__(self, folder):
        SharesTheFolder.where = str(folder)

    def __reduce__(self):
        return os.makedirs, (SharesTheFolder.where,)


@unrelated("Surprise")
class RemovesAFolder:
    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.rmdir, (str(self.folder),)


@unrelated("Surprise")
class CreatesAFile:
    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return open, (str(self.folder), "w")


@unrelated("Surprise")
class ForgetsToKeepTheFolder:
    def __init__(self, folder):
        pass

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


@unrelated("Surprise")
class SwapsThePair:
    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return (str(self.folder),), os.mkdir


@unrelated("Surprise")
class ReturnsTheFunctionOnly:
    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir
