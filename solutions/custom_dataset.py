"""The teacher's book for 02_datasets/test_custom_dataset.py."""

import torch
from torch.utils.data import Dataset, IterableDataset
from torchvision.io import ImageReadMode, decode_image
from torchvision.transforms import ToTensor

from sensei.book import misconception, teach

READABLE = [True, False, False, True]

teach(
    "READABLE",
    hints=[
        "A loader first asks how many samples there are, and then for each of them by its index.",
        "Every class has an `__init__` already. And an `IterableDataset` is asked for no length and no index.",
    ],
    lesson="A dataset has `__len__` and `__getitem__`, or only `__iter__`; `__init__` is yours to leave out.",
    docs="https://docs.pytorch.org/docs/stable/data.html#dataset-types",
)
misconception(
    "READABLE",
    [False, False, False, False],
    "Not all three are needed: `__init__` may be left out, and an `IterableDataset` has nothing but `__iter__`.",
)
misconception(
    "READABLE",
    [False, False, False, True],
    "`__init__` may be left out: the class then has the one of `Dataset`, which needs nothing.",
)
misconception(
    "READABLE",
    [True, False, False, False],
    "An `IterableDataset` needs `__iter__` and nothing else: its samples come one after the other, without an index.",
)
misconception(
    "READABLE",
    [True, True, False, True],
    "A `for` loop gets along without `__len__`, but a loader asks for the length to know which indices there are.",
)


LOOPS = ([0, 10, 20, 30, 40], [[0, 10, 20]])

teach(
    "LOOPS",
    hints=[
        "A `for` loop asks for sample 0, 1, 2 and so on, until one of them raises IndexError. Does one?",
        "A loader takes its indices from `range(len(dataset))`.",
    ],
    lesson="`__len__` ends a loader, IndexError ends a `for` loop: without it the loop goes on and on.",
    docs="https://docs.pytorch.org/docs/stable/data.html#map-style-datasets",
)
misconception(
    "LOOPS",
    ([0, 10, 20], [[0, 10, 20]]),
    "Python's loop does not look at `__len__`: it goes on until `__getitem__` raises IndexError, here never.",
)
misconception(
    "LOOPS",
    ([0, 10, 20, 30, 40], [[0, 10, 20, 30, 40]]),
    "A loader does look at `__len__`: it asks for the indices 0, 1 and 2, so the batch is a smaller one.",
)
misconception(
    "LOOPS",
    ([0, 10, 20, 30, 40], [0, 10, 20]),
    "The numbers are right. But a loader gives batches, and the three samples are one batch, a list of their own.",
)


class Squares(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if index >= self.size:
            raise IndexError(index)
        return index * index


teach(
    Squares,
    hints=[
        "Keep the size in `__init__`, as `self.size`: the other methods need it.",
        "In `__getitem__` look at the index first: `if index >= self.size: raise IndexError(index)`.",
    ],
    lesson="`__len__`, `__getitem__`, and an IndexError past the end: that is a dataset.",
    docs="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Dataset",
)


@misconception(Squares, "No index is past the end here, so a `for` loop never ends: it does not look at `__len__`.")
class SquaresWithoutEnd(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        return index * index


@misconception(
    Squares, "The last index is `size - 1`, since the first one is 0. `size` itself is past the end already."
)
class SquaresWithOneTooMany(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if index > self.size:
            raise IndexError(index)
        return index * index


@misconception(
    Squares, "Past the end you give None, and a `for` loop takes that for a sample. Raise IndexError instead."
)
class SquaresThenNone(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        return index * index if index < self.size else None


@misconception(Squares, "StopIteration is for iterators. An index that does not exist is an IndexError.")
class SquaresThatStopIteration(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if index >= self.size:
            raise StopIteration
        return index * index


@misconception(
    Squares, "A size kept in the class is shared: each new dataset changes the length of all. Keep it in `self`."
)
class SquaresThatShareTheirSize(Dataset):
    def __init__(self, size):
        type(self).size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if index >= self.size:
            raise IndexError(index)
        return index * index


@misconception(
    Squares, "`size` is gone when `__init__` ends. What other methods need has to be kept: `self.size = size`."
)
class SquaresThatForgetTheirSize(Dataset):
    def __init__(self, size):
        size = int(size)

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if index >= self.size:
            raise IndexError(index)
        return index * index


@misconception(
    Squares, "An element of a tensor is a tensor, also if it is one number. Compute with ints, or `.item()`."
)
class SquaresInATensor(Dataset):
    def __init__(self, size):
        self.squares = torch.arange(size) ** 2

    def __len__(self):
        return len(self.squares)

    def __getitem__(self, index):
        return self.squares[index]


class Pictures(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.images, self.labels = images, labels
        self.transform, self.target_transform = transform, target_transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image, label = self.images[index], self.labels[index].item()
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            label = self.target_transform(label)
        return image, label


teach(
    Pictures,
    hints=[
        "Keep all four arguments in `self`. The work is done in `__getitem__`.",
        "First take image and label, the label with `.item()`. Then two questions: is there a transform for it?",
        "`if self.transform is not None: image = self.transform(image)`, and the same for the label.",
    ],
    lesson="A dataset applies `transform` to the image and `target_transform` to the label when a sample is asked for.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/data_tutorial.html",
)


@misconception(
    Pictures,
    "You transform all pictures in advance. A transform is called when its sample is asked for, anew each time.",
)
class PicturesTransformedInAdvance(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.images = list(map(transform, images)) if transform else images
        self.labels = list(map(target_transform, labels.tolist())) if target_transform else labels.tolist()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.images[index], self.labels[index]


@misconception(Pictures, "An element of a tensor is a tensor. Your label needs `.item()` to be an int.")
class PicturesWithTensorsForLabels(Pictures):
    def __getitem__(self, index):
        image, label = self.images[index], self.labels[index]
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            label = self.target_transform(label)
        return image, label


@misconception(Pictures, "When only one of the two is given, you call neither. Ask for each of them on its own.")
class PicturesWithBothTransformsOrNone(Pictures):
    def __getitem__(self, index):
        image, label = self.images[index], self.labels[index].item()
        if self.transform is not None and self.target_transform is not None:
            image, label = self.transform(image), self.target_transform(label)
        return image, label


@misconception(Pictures, "You keep `target_transform` and never call it: the labels stay as they are.")
class PicturesWithoutTargetTransform(Pictures):
    def __getitem__(self, index):
        image, label = self.images[index], self.labels[index].item()
        if self.transform is not None:
            image = self.transform(image)
        return image, label


@misconception(Pictures, "A transform may be None, and None cannot be called. Ask before: `if … is not None`.")
class PicturesThatAlwaysTransform(Pictures):
    def __getitem__(self, index):
        return self.transform(self.images[index]), self.target_transform(self.labels[index].item())


@misconception(Pictures, "You write the transformed image back, so it is transformed again when it is asked for again.")
class PicturesThatWriteBack(Pictures):
    def __getitem__(self, index):
        if self.transform is not None:
            self.images[index] = self.transform(self.images[index])
        label = self.labels[index].item()
        if self.target_transform is not None:
            label = self.target_transform(label)
        return self.images[index], label


@misconception(Pictures, "A list is no tuple: `return image, label`, without brackets, gives one.")
class PicturesAsLists(Pictures):
    def __getitem__(self, index):
        image, label = super().__getitem__(index)
        return [image, label]


PIXELS_AFTER = [1, 20, 3]

teach(
    "PIXELS_AFTER",
    hints=[
        "`TensorDataset` gives `pixels[1]`: is that a copy, or a view?",
        "A loader stacks its samples, and `torch.stack` makes a new tensor.",
    ],
    lesson="A sample may be a view of the data: do not change it in place. A batch is a copy, and yours to change.",
    docs="https://docs.pytorch.org/docs/stable/tensor_view.html",
)
misconception(
    "PIXELS_AFTER",
    [1, 2, 3],
    "The sample is no copy: `pixels[1]` is a view, and `*=` writes through it into the data.",
)
misconception(
    "PIXELS_AFTER",
    [101, 120, 103],
    "The batch is a copy: the loader stacked the samples into a new tensor, and `+=` changed that one.",
)
misconception(
    "PIXELS_AFTER",
    [101, 102, 103],
    "It is the other way round: the sample is a view of the data, and the batch is a copy.",
)


class PictureFiles(Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        return decode_image(path), label


teach(
    PictureFiles,
    hints=[
        "`__init__` only keeps the list. It knows how many samples there are without opening one.",
        "In `__getitem__` take path and label from the list, and open this one file.",
    ],
    lesson="A dataset of files keeps the paths and opens a file when its sample is asked for.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.io.decode_image.html",
)


@misconception(
    PictureFiles, "Your `__init__` opens all files: with many pictures that takes long and fills the memory."
)
class PictureFilesReadInAdvance(PictureFiles):
    def __init__(self, files):
        self.files = files
        self.images = [decode_image(path) for path, _ in files]

    def __getitem__(self, index):
        return self.images[index], self.files[index][1]


@misconception(
    PictureFiles, "For one sample you open every file, and throw all pictures but one away. Open that one alone."
)
class PictureFilesAllForOne(PictureFiles):
    def __getitem__(self, index):
        return [(decode_image(path), label) for path, label in self.files][index]


@misconception(
    PictureFiles,
    "What you have opened you keep, so the memory fills up after all, and a file that changes is not seen.",
)
class PictureFilesKept(PictureFiles):
    def __init__(self, files):
        self.files, self.kept = files, {}

    def __getitem__(self, index):
        path, label = self.files[index]
        if index not in self.kept:
            self.kept[index] = decode_image(path)
        return self.kept[index], label


@misconception(PictureFiles, "The files are of grey pixels: the image has one channel, and yours has three equal ones.")
class PictureFilesInColour(PictureFiles):
    def __getitem__(self, index):
        path, label = self.files[index]
        return decode_image(path, ImageReadMode.RGB), label


@misconception(
    PictureFiles, "These are floats from 0 to 1, as `ToTensor` makes them. Asked are the bytes, from 0 to 255."
)
class PictureFilesAsFloats(PictureFiles):
    def __getitem__(self, index):
        from PIL import Image

        path, label = self.files[index]
        return ToTensor()(Image.open(path)), label


@misconception(PictureFiles, "That image has no channel: (H, W) instead of (1, H, W), the form that networks take.")
class PictureFilesWithoutChannel(PictureFiles):
    def __getitem__(self, index):
        path, label = self.files[index]
        return decode_image(path).squeeze(0), label


@misconception(PictureFiles, "`float()` keeps the numbers but not the dtype: bytes are uint8, a quarter of the memory.")
class PictureFilesFourTimesTheSize(PictureFiles):
    def __getitem__(self, index):
        path, label = self.files[index]
        return decode_image(path).float(), label


@misconception(
    PictureFiles, "You made a tensor of the label. Leave it an int: the loader makes a tensor of each batch."
)
class PictureFilesWithTensorsForLabels(PictureFiles):
    def __getitem__(self, index):
        path, label = self.files[index]
        return decode_image(path), torch.tensor(label)


@misconception(
    PictureFiles, "In a dict each path is there once only. One file may belong to two samples: keep the list."
)
class PictureFilesInADict(PictureFiles):
    def __init__(self, files):
        labels = dict(files)
        self.files = [(path, labels[path]) for path in labels]


class WithTargetTransform(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset = dataset
        self.target_transform = target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        *rest, label = self.dataset[index]
        return (*rest, self.target_transform(label))


teach(
    WithTargetTransform,
    hints=[
        "`len()` and the samples come from the other dataset: keep it in `self.dataset`.",
        "`*rest, label = sample` takes the last element, however many stand before it.",
        "`(*rest, new_label)` puts it together again.",
    ],
    lesson="A dataset can wrap another one, and change its samples on their way.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.UCF101.html",
)


@misconception(
    WithTargetTransform,
    "A new attribute changes nothing: a dataset that lacks `target_transform` does not look at it. Call it yourself.",
)
class SetsAnAttribute(WithTargetTransform):
    def __init__(self, dataset, target_transform):
        self.dataset = dataset
        self.dataset.target_transform = target_transform

    def __getitem__(self, index):
        return self.dataset[index]


@misconception(
    WithTargetTransform,
    "You ask the other dataset twice for one sample: everything is read twice, and random parts differ.",
)
class AsksTwice(WithTargetTransform):
    def __getitem__(self, index):
        return (*self.dataset[index][:-1], self.target_transform(self.dataset[index][-1]))


@misconception(
    WithTargetTransform,
    "You run through the other dataset in advance. Ask it for a sample only when yours is asked for that sample.",
)
class RunsThroughInAdvance(WithTargetTransform):
    def __init__(self, dataset, target_transform):
        self.dataset = [(*sample[:-1], target_transform(sample[-1])) for sample in dataset]

    def __getitem__(self, index):
        return self.dataset[index]


@misconception(WithTargetTransform, "A sample need not be a pair: in UCF101 it is (video, sound, label).")
class UnpacksPairs(WithTargetTransform):
    def __getitem__(self, index):
        image, label = self.dataset[index]
        return image, self.target_transform(label)


@misconception(WithTargetTransform, "What stands between the first element and the label is lost in your sample.")
class LosesTheSound(WithTargetTransform):
    def __getitem__(self, index):
        sample = self.dataset[index]
        return sample[0], self.target_transform(sample[-1])


@misconception(WithTargetTransform, "The label is not always element 1: count from the end, `sample[-1]`.")
class CountsFromTheFront(WithTargetTransform):
    def __getitem__(self, index):
        sample = list(self.dataset[index])
        sample[1] = self.target_transform(sample[1])
        return tuple(sample)


@misconception(
    WithTargetTransform,
    "You keep what was read, so the second time the other dataset is not asked: its random parts would stay the same.",
)
class KeepsTheSamples(WithTargetTransform):
    def __init__(self, dataset, target_transform):
        self.dataset, self.target_transform, self.kept = dataset, target_transform, {}

    def __getitem__(self, index):
        if index not in self.kept:
            *rest, label = self.dataset[index]
            self.kept[index] = (*rest, self.target_transform(label))
        return self.kept[index]


@misconception(
    WithTargetTransform,
    "You look for the label by its value, and something before it may be equal. It is the last one.",
)
class LooksForTheLabel(WithTargetTransform):
    def __getitem__(self, index):
        sample = list(self.dataset[index])
        sample[sample.index(sample[-1])] = self.target_transform(sample[-1])
        return tuple(sample)


@misconception(
    WithTargetTransform, "What `target_transform` makes counts, also if it is 0 or None. `or` takes these for nothing."
)
class TakesZeroForNothing(WithTargetTransform):
    def __getitem__(self, index):
        *rest, label = self.dataset[index]
        return (*rest, self.target_transform(label) or label)


@misconception(
    WithTargetTransform, "An index past the end begins again at the front, so a `for` loop never ends. Let it raise."
)
class BeginsAgain(WithTargetTransform):
    def __getitem__(self, index):
        return super().__getitem__(index % len(self))


class Readings(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with open(self.path) as file:
            for line in file:
                yield float(line)


teach(
    Readings,
    hints=[
        "Open the file in `__iter__`, so that every loop has a file of its own.",
        "A function with `yield` in it makes an iterator by itself: a loop over the lines, and `yield float(line)`.",
    ],
    lesson="An `IterableDataset` has only `__iter__`, and each call of it starts anew.",
    docs="https://docs.pytorch.org/docs/stable/data.html#iterable-style-datasets",
)


@misconception(
    Readings,
    "An iterator is used up after one loop, and yours is made only once. Make a new one in each `__iter__`.",
)
class ReadingsUsedUp(Readings):
    def __init__(self, path):
        self.lines = iter(path.read_text().splitlines())

    def __iter__(self):
        return map(float, self.lines)


@misconception(Readings, "You read the whole file in `__init__`: nothing that is written later is seen.")
class ReadingsReadInAdvance(IterableDataset):
    def __init__(self, path):
        with open(path) as file:
            self.readings = [float(line) for line in file]

    def __iter__(self):
        return iter(self.readings)


@misconception(
    Readings, "`__iter__` has to return an iterator, and a list is none: `iter(…)` makes one of it, `yield` another."
)
class ReadingsAsAList(Readings):
    def __iter__(self):
        with open(self.path) as file:
            return [float(line) for line in file]


@misconception(
    Readings, "You make numbers of all lines before you give the first: a line further down can spoil them all."
)
class ReadingsAllAtOnce(Readings):
    def __iter__(self):
        with open(self.path) as file:
            return iter([float(line) for line in file])


@misconception(Readings, "A line is a string, with a line break at its end: `float(line)` makes a number of it.")
class ReadingsAsStrings(Readings):
    def __iter__(self):
        with open(self.path) as file:
            yield from file


@misconception(
    Readings, "The place in the file is kept in `self`, so all loops share it. With `yield` each loop has its own."
)
class ReadingsWithOnePlace(Readings):
    def __iter__(self):
        with open(self.path) as file:
            self.lines = iter(file.readlines())
        return self

    def __next__(self):
        return float(next(self.lines))


@misconception(
    Readings,
    "As a plain `Dataset` it is asked for its length. Only as an `IterableDataset` is it asked for `__iter__`.",
)
class ReadingsOfAPlainDataset(Dataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with open(self.path) as file:
            for line in file:
                yield float(line)


@misconception(
    Readings, "For every number you open the file and count its lines anew. Let one run through the file give them all."
)
class ReadingsByIndex(Dataset):
    def __init__(self, path):
        self.path = path

    def __len__(self):
        return len(self.path.read_text().splitlines())

    def __getitem__(self, index):
        return float(self.path.read_text().splitlines()[index])


@misconception(Readings, "You keep what the first loop has read: the next one does not see what was written since.")
class ReadingsKept(Readings):
    def __init__(self, path):
        self.path, self.lines = path, None

    def __iter__(self):
        if self.lines is None:
            self.lines = self.path.read_text().splitlines()
        return map(float, self.lines)


@misconception(
    Readings, "A line that is no number is passed over in silence, and nobody learns that a reading is missing."
)
class ReadingsThatPassOver(Readings):
    def __iter__(self):
        with open(self.path) as file:
            for line in file:
                try:
                    yield float(line)
                except ValueError:
                    continue


@misconception(
    Readings, "The last line may end without a line break, and then you lose it. Go through the lines of the file."
)
class ReadingsWithoutTheLast(Readings):
    def __iter__(self):
        return map(float, self.path.read_text().split("\n")[:-1])
