"""The teacher's book for 07_save_and_load/test_whole_model.py."""

import os
import shutil

import torch

from sensei.book import misconception, teach

ONE_SCALED = 102

teach(
    "ONE_SCALED",
    hints=[
        "The file holds the path of the class, `shop.Scale`, and the attributes of the object. Which code runs then?",
        "`forward` is looked up in shop.py: the edited one. `__init__` does not run: `factor` comes from the file.",
    ],
    lesson="The file of a whole model holds the path of its class and its attributes, but no code.",
    docs="https://docs.pytorch.org/docs/stable/notes/serialization.html",
)
misconception(
    "ONE_SCALED",
    2,
    "The code is not in the file: `forward` is taken from shop.py as it is now, and that adds 100.",
)
misconception(
    "ONE_SCALED",
    105,
    "`__init__` does not run when a model is loaded. The attributes come from the file, and there `factor` is 2.",
)
misconception(
    "ONE_SCALED",
    5,
    "It is the other way round: `factor` is in the file, and is 2; the code is not, so `forward` is the edited one.",
)

OUTCOMES = ["UnpicklingError", "loads", "AttributeError", "ModuleNotFoundError"]

teach(
    "OUTCOMES",
    hints=[
        "By default `torch.load` takes tensors and plain containers, since torch 2.6. A model is neither.",
        "The file says: import `shop`, and take `Scale` from it. Which of the two can't be found?",
    ],
    lesson="A whole model is refused by default; where it is trusted, its class must be found at the same path.",
    docs="https://docs.pytorch.org/docs/stable/notes/serialization.html",
)
misconception(
    "OUTCOMES",
    ["loads", "loads", "AttributeError", "ModuleNotFoundError"],
    "That the class is there is not enough. Since torch 2.6 the default is `weights_only=True`, which refuses a model.",
)
misconception(
    "OUTCOMES",
    ["UnpicklingError", "loads", "loads", "loads"],
    "The class is not in the file, only its path: `shop.Scale` has to be found there.",
)
misconception(
    "OUTCOMES",
    ["UnpicklingError", "loads", "loads", "ModuleNotFoundError"],
    "The file says `Scale`. A class with another name is not found, even if it is the same class.",
)
misconception(
    "OUTCOMES",
    ["UnpicklingError", "loads", "ModuleNotFoundError", "ModuleNotFoundError"],
    "A module that is found, but lacks the class, is an AttributeError: `shop.Scale` is an attribute of `shop`.",
)
misconception(
    "OUTCOMES",
    ["UnpicklingError", "loads", "UnpicklingError", "UnpicklingError"],
    "UnpicklingError is what the default says. With `weights_only=False` Python imports, and says what it can't find.",
)
misconception(
    "OUTCOMES",
    ["UnpicklingError", "loads", "AttributeError", "AttributeError"],
    "Without shop.py the import fails before a class is looked for: ModuleNotFoundError.",
)


def extract_weights(model_path, weights_path):
    model = torch.load(model_path, weights_only=False)
    torch.save(model.state_dict(), weights_path)


teach(
    extract_weights,
    hints=[
        "`torch.load` refuses a whole model, unless you say that you trust the file.",
        "`torch.load(model_path, weights_only=False)` gives the model. It has a `state_dict()`, and that is saved.",
    ],
    lesson="`weights_only=False` is for files that you trust; save a state dict, and you do not need it.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.load.html",
)


@misconception(
    extract_weights,
    "`weights_only=True`, which is the default, does not pick the weights out of a model: it refuses the whole file, "
    "also where the class is defined. Say `weights_only=False`.",
)
def loads_as_it_did_before(model_path, weights_path):
    model = torch.load(model_path)
    torch.save(model.state_dict(), weights_path)


@misconception(
    extract_weights,
    "`weights_only=True`, which is the default, does not pick the weights out of a model: it refuses the whole file, "
    "also where the class is defined. Say `weights_only=False`.",
)
def hopes_for_the_weights_only(model_path, weights_path):
    weights = torch.load(model_path, weights_only=True)
    torch.save(weights, weights_path)


@misconception(
    extract_weights, "The new file holds the whole model again, path of the class and all. Save its state dict."
)
def saves_the_model_again(model_path, weights_path):
    torch.save(torch.load(model_path, weights_only=False), weights_path)


@misconception(
    extract_weights, "The new file holds the whole model again, path of the class and all. Save its state dict."
)
def copies_the_file(model_path, weights_path):
    shutil.copy(model_path, weights_path)


@misconception(
    extract_weights, "A list is no state dict: that has names with tensors, buffers too. Save `model.state_dict()`."
)
def saves_a_list(model_path, weights_path):
    model = torch.load(model_path, weights_only=False)
    torch.save(list(model.parameters()), weights_path)


@misconception(
    extract_weights,
    "The buffers are missing, which are the running statistics of a BatchNorm. `state_dict()` has them.",
)
def saves_the_parameters_only(model_path, weights_path):
    model = torch.load(model_path, weights_only=False)
    torch.save({name: parameter.data for name, parameter in model.named_parameters()}, weights_path)


CLASSES_TO_NAME = {"Net", "Linear", "ReLU"}

teach(
    "CLASSES_TO_NAME",
    hints=[
        "`torch.load` asks for each object that it has to build: is its class named? Layers are objects, too.",
        "A class that Net only inherits from builds nothing by itself. Tensors and parameters are trusted already.",
        "`torch.serialization.get_unsafe_globals_in_checkpoint(path)` lists what a file holds that is not trusted.",
    ],
    lesson="`safe_globals` has to name every class that is in the file: the model's own, and that of each layer.",
    docs="https://docs.pytorch.org/docs/stable/notes/serialization.html",
)
misconception(
    "CLASSES_TO_NAME",
    {"Net"},
    "The layers are objects as well, and their classes are not trusted either: they have to be named too.",
)
misconception(
    "CLASSES_TO_NAME",
    {"Linear", "ReLU"},
    "Those are the layers. The model is an object as well: its class, Net, has to be named too.",
)
misconception(
    "CLASSES_TO_NAME",
    {"Net", "Module", "Linear", "ReLU"},
    "`nn.Module` is not in the file: no object was made of it alone. Only the classes of the objects count.",
)
misconception(
    "CLASSES_TO_NAME",
    {"Net", "Module"},
    "`nn.Module` is not in the file: no object was made of it alone. But the layers are objects: name their classes.",
)
misconception(
    "CLASSES_TO_NAME",
    {"Net", "Linear"},
    "A ReLU has no weights, but it is an object in the file, and its class has to be named.",
)
misconception(
    "CLASSES_TO_NAME",
    {"Net", "Linear", "ReLU", "Parameter"},
    "Tensors and parameters are what `weights_only=True` is made for. They are trusted already.",
)


def load_trusting(path, classes):
    with torch.serialization.safe_globals(classes):
        return torch.load(path, weights_only=True)


teach(
    load_trusting,
    hints=[
        "`torch.serialization.safe_globals(classes)` is for a `with` block: what it trusts is forgotten at its end.",
        "Inside of the block `torch.load(path)` takes these classes too. `weights_only` stays True.",
    ],
    lesson="`safe_globals` trusts the classes that you name, for one `with` block; `add_safe_globals`, for good.",
    docs="https://docs.pytorch.org/docs/stable/notes/serialization.html",
)


@misconception(
    load_trusting,
    "No error comes for a class that nobody named: `weights_only=False` asks nobody, and an `except` hides it.",
)
def trusts_everything(path, classes):
    return torch.load(path, weights_only=False)


@misconception(
    load_trusting,
    "`add_safe_globals` trusts these classes until the process ends. `with safe_globals(classes):` ends by itself.",
)
def trusts_for_good(path, classes):
    torch.serialization.add_safe_globals(classes)
    return torch.load(path, weights_only=True)


@misconception(
    load_trusting,
    "`clear_safe_globals` forgets all classes, also those that others had named before you. "
    "`with safe_globals(classes):` forgets yours only.",
)
def forgets_all_classes(path, classes):
    torch.serialization.add_safe_globals(classes)
    try:
        return torch.load(path, weights_only=True)
    finally:
        torch.serialization.clear_safe_globals()


@misconception(
    load_trusting,
    "When `torch.load` raises, your last lines are not reached: the classes stay trusted. A `with` block ends anyway.",
)
def cleans_up_only_after_success(path, classes):
    before = torch.serialization.get_safe_globals()
    torch.serialization.add_safe_globals(classes)
    model = torch.load(path, weights_only=True)
    torch.serialization.clear_safe_globals()
    torch.serialization.add_safe_globals(before)
    return model


@misconception(load_trusting, "`classes` is not used, so no class is trusted: name them before the file is loaded.")
def names_no_classes(path, classes):
    return torch.load(path, weights_only=True)


@misconception(
    load_trusting,
    "The mode of a whole model is in its file, and you have switched it. Only a state dict comes without a mode.",
)
def switches_to_evaluation(path, classes):
    with torch.serialization.safe_globals(classes):
        return torch.load(path, weights_only=True).eval()


@misconception(
    load_trusting,
    "You trust these classes in place of the others. They come beside those that were named before: `safe_globals`.",
)
def forgets_the_others_meanwhile(path, classes):
    before = torch.serialization.get_safe_globals()
    torch.serialization.clear_safe_globals()
    torch.serialization.add_safe_globals(classes)
    try:
        return torch.load(path, weights_only=True)
    finally:
        torch.serialization.clear_safe_globals()
        torch.serialization.add_safe_globals(before)


@misconception(
    load_trusting, "Whether its parameters require a gradient is in the file of a whole model, and you have changed it."
)
def freezes_the_model(path, classes):
    with torch.serialization.safe_globals(classes):
        return torch.load(path, weights_only=True).requires_grad_(False)


class Surprise:
    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


teach(
    Surprise,
    hints=[
        "Keep the folder in `__init__`. `__reduce__` is asked while the object is saved, and must not do anything yet.",
        "Return the function itself, without calling it, and its arguments as a tuple. A tuple of one has a comma.",
        "`return os.mkdir, (str(self.folder),)`",
    ],
    lesson="To load a pickle is to run a program: `weights_only=False` is for files from people whom you let run code.",
    docs="https://docs.pytorch.org/docs/stable/notes/serialization.html",
)


@misconception(
    Surprise,
    "`__reduce__` returns the function itself, without brackets behind it, and then the tuple of its arguments.",
)
class CallsItWhileSaving:
    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir(self.folder), (str(self.folder),)


@misconception(Surprise, "The folder is created as soon as the object is made. It is the loading that is to do it.")
class CreatesItAtOnce:
    def __init__(self, folder):
        self.folder = folder
        os.mkdir(folder)

    def __reduce__(self):
        return os.path.exists, (str(self.folder),)


@misconception(
    Surprise, "The arguments have to be a tuple, also if there is only one: `(str(self.folder),)`, with the comma."
)
class ForgetsTheComma:
    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder))


@misconception(
    Surprise,
    "A pickle holds no code, so it can hold no lambda: it holds the path of a function to import, such as `os.mkdir`.",
)
class PicklesALambda:
    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return lambda: os.mkdir(self.folder), ()


@misconception(
    Surprise,
    "The object is built again by its class and does nothing more. Name a function that does something: `os.mkdir`.",
)
class BuildsItselfAgain:
    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return BuildsItselfAgain, (self.folder,)


@misconception(
    Surprise,
    "The folder is created while the object is saved: `__reduce__` is asked then. Let it only say what to call.",
)
class CreatesItInReduce:
    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        os.mkdir(self.folder)
        return str, (str(self.folder),)


@misconception(Surprise, "The folder is kept in the class, so all surprises share the last one. Keep it in `self`.")
class SharesTheFolder:
    def __init__(self, folder):
        type(self).folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)
