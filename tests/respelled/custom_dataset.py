"""The misconceptions of custom_dataset as other learners would write them, and wrong answers of another kind."""

import torch
from PIL import Image
from torch.utils.data import Dataset, IterableDataset
from torchvision.io import decode_image
from torchvision.transforms import ToTensor
from torchvision.transforms.functional import pil_to_tensor

from sensei.check.respelled import respells, unrelated

respells("READABLE", [False, False, False, False], [False, True, False, False])
respells("READABLE", [False, False, False, True], [False, False, True, True])
respells("READABLE", [True, False, False, False], [True, False, True, False])
respells("READABLE", [True, True, False, True], [True, True, True, True])
unrelated("READABLE", [True, False, True, True])
unrelated("READABLE", [True, False, False])


unrelated("LOOPS", ([0, 10, 20, 30, 40], [[0, 10], [20]]))
unrelated("LOOPS", ([0, 1, 2, 3, 4], [[0, 1, 2]]))


@respells("Squares")
class SquaresWithoutEnd(Dataset):
    def __init__(self, size):
        self.num_samples = size

    def __len__(self):
        return self.num_samples

    def __getitem__(self, index):
        return pow(index, 2)


@respells("Squares")
class SquaresWithOneTooMany(Dataset):
    def __init__(self, size):
        self.n = size

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        if index <= self.n:
            return index**2
        raise IndexError("no such sample")


@respells("Squares")
class SquaresThenNone(Dataset):
    def __init__(self, size):
        self.squares = [number * number for number in range(size)]

    def __len__(self):
        return len(self.squares)

    def __getitem__(self, index):
        if index < len(self.squares):
            return self.squares[index]


@respells("Squares")
class SquaresThatStopIteration(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        try:
            return [i**2 for i in range(self.size)][index]
        except IndexError:
            raise StopIteration()


@respells("Squares")
class SquaresThatShareTheirSize(Dataset):
    size = 0

    def __init__(self, size):
        self.__class__.size = size

    def __len__(self):
        return self.__class__.size

    def __getitem__(self, index):
        if index < len(self):
            return index**2
        raise IndexError


@respells("Squares")
class SquaresThatForgetTheirSize(Dataset):
    def __init__(self, size):
        super().__init__()
        length = size

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        if index < self.length:
            return index**2
        raise IndexError(f"{index} is past the end")


@respells("Squares")
class SquaresInATensor(Dataset):
    def __init__(self, size):
        self.data = torch.tensor([i * i for i in range(size)])

    def __len__(self):
        return self.data.shape[0]

    def __getitem__(self, index):
        square = self.data[index]
        return square


@unrelated("Squares")
class RaisesValueErrorPastTheEnd(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if index >= self.size:
            raise ValueError(index)
        return index * index


@unrelated("Squares")
class MakesFloats(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if index >= self.size:
            raise IndexError(index)
        return index**2.0


@unrelated("Squares")
class SaysThatItIsOneLonger(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size + 1

    def __getitem__(self, index):
        if index >= self.size:
            raise IndexError(index)
        return index * index


@unrelated("Squares")
class DoublesTheIndex(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        if index >= self.size:
            raise IndexError(index)
        return index * 2


@respells("Pictures")
class PicturesTransformedInAdvance(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.samples = []
        for image, label in zip(images, labels):
            label = label.item()
            if transform is not None:
                image = transform(image)
            if target_transform is not None:
                label = target_transform(label)
            self.samples.append((image, label))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        return self.samples[index]


@respells("Pictures")
class PicturesWithTensorsForLabels(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.images = images
        self.labels = labels
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self):
        return self.labels.shape[0]

    def __getitem__(self, idx):
        x = self.images[idx]
        y = self.labels[idx]
        x = self.transform(x) if self.transform else x
        y = self.target_transform(y) if self.target_transform else y
        return x, y


@respells("Pictures")
class PicturesWithBothTransformsOrNone(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.images = images
        self.labels = labels
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image = self.images[index]
        label = int(self.labels[index])
        if self.transform is None or self.target_transform is None:
            return image, label
        return self.transform(image), self.target_transform(label)


@respells("Pictures")
class PicturesWithoutTargetTransform(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.data = images
        self.targets = labels.tolist()
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        picture = self.data[index]
        if self.transform:
            picture = self.transform(picture)
        return picture, self.targets[index]


@respells("Pictures")
class PicturesThatAlwaysTransform(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.images = images
        self.labels = labels
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = self.images[index]
        label = self.labels[index].item()
        image = self.transform(image)
        label = self.target_transform(label)
        return image, label


@respells("Pictures")
class PicturesThatWriteBack(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.images = images
        self.labels = labels
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image = self.images[index]
        label = self.labels[index].item()
        if self.transform is not None:
            image[:] = self.transform(image)
        if self.target_transform is not None:
            label = self.target_transform(label)
        return image, label


@respells("Pictures")
class PicturesAsLists(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.images = images
        self.labels = labels
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        sample = [self.images[index], self.labels[index].item()]
        if self.transform is not None:
            sample[0] = self.transform(sample[0])
        if self.target_transform is not None:
            sample[1] = self.target_transform(sample[1])
        return sample


@unrelated("Pictures")
class LabelFirst(Dataset):
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
        return label, image


@unrelated("Pictures")
class SwapsTheTransforms(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.images, self.labels = images, labels
        self.target_transform, self.transform = transform, target_transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image, label = self.images[index], self.labels[index].item()
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            label = self.target_transform(label)
        return image, label


@unrelated("Pictures")
class MakesFloatsOfTheLabels(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.images, self.labels = images, labels
        self.transform, self.target_transform = transform, target_transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image, label = self.images[index], float(self.labels[index])
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            label = self.target_transform(label)
        return image, label


@unrelated("Pictures")
class TransformsTwice(Dataset):
    def __init__(self, images, labels, transform=None, target_transform=None):
        self.images, self.labels = images, labels
        self.transform, self.target_transform = transform, target_transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        image, label = self.images[index], self.labels[index].item()
        if self.transform is not None:
            image = self.transform(self.transform(image))
        if self.target_transform is not None:
            label = self.target_transform(label)
        return image, label


respells("PIXELS_AFTER", [101, 120, 103], [101, 112, 103])
unrelated("PIXELS_AFTER", [1, 12, 3])
unrelated("PIXELS_AFTER", [10, 20, 30])


@respells("PictureFiles")
class PictureFilesReadInAdvance(Dataset):
    def __init__(self, files):
        self.samples = []
        for path, label in files:
            image = decode_image(path)
            self.samples.append((image, label))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        return self.samples[index]


@respells("PictureFiles")
class PictureFilesAllForOne(Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        images, labels = [], []
        for path, label in self.files:
            images.append(decode_image(path))
            labels.append(label)
        return images[index], labels[index]


@respells("PictureFiles")
class PictureFilesKept(Dataset):
    def __init__(self, files):
        self.files = files
        self.samples = [None] * len(files)

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        if self.samples[index] is None:
            path, label = self.files[index]
            self.samples[index] = decode_image(path), label
        return self.samples[index]


@respells("PictureFiles")
class PictureFilesInColour(Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        picture = Image.open(self.files[index][0]).convert("RGB")
        return pil_to_tensor(picture), self.files[index][1]


@respells("PictureFiles")
class PictureFilesAsFloats(Dataset):
    def __init__(self, files):
        self.files = files
        self.to_tensor = ToTensor()

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        with Image.open(path) as picture:
            image = self.to_tensor(picture)
        return image, label


@respells("PictureFiles")
class PictureFilesWithoutChannel(Dataset):
    def __init__(self, files):
        self.paths = [path for path, _ in files]
        self.labels = [label for _, label in files]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        image = decode_image(self.paths[index])
        return image[0], self.labels[index]


@respells("PictureFiles")
class PictureFilesFourTimesTheSize(Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        image = decode_image(path).to(torch.float32)
        return image, label


@respells("PictureFiles")
class PictureFilesWithTensorsForLabels(Dataset):
    def __init__(self, files):
        self.paths = [file[0] for file in files]
        self.labels = torch.tensor([file[1] for file in files])

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        return decode_image(self.paths[index]), self.labels[index]


@respells("PictureFiles")
class PictureFilesInADict(Dataset):
    def __init__(self, files):
        self.label_of = {path: label for path, label in files}
        self.paths = list(self.label_of)

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        path = self.paths[index]
        return decode_image(path), self.label_of[path]


@unrelated("PictureFiles")
class PictureFilesTurned(Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        return decode_image(path).transpose(1, 2), label


@unrelated("PictureFiles")
class PictureFilesWithTheChannelLast(Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        return decode_image(path).permute(1, 2, 0), label


@unrelated("PictureFiles")
class PictureFilesAsInt64(Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        return decode_image(path).long(), label


@unrelated("PictureFiles")
class PictureFilesWithStringsForLabels(Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        path, label = self.files[index]
        return decode_image(path), str(label)


@respells("WithTargetTransform")
class SetsAnAttribute(Dataset):
    def __init__(self, dataset, target_transform):
        dataset.target_transform = target_transform
        self.dataset = dataset

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        sample = self.dataset[index]
        return sample


@respells("WithTargetTransform")
class AsksTwice(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset = dataset
        self.target_transform = target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        rest = self.dataset[index][:-1]
        label = self.dataset[index][-1]
        return rest + (self.target_transform(label),)


@respells("WithTargetTransform")
class RunsThroughInAdvance(Dataset):
    def __init__(self, dataset, target_transform):
        self.samples = []
        for index in range(len(dataset)):
            *rest, label = dataset[index]
            self.samples.append((*rest, target_transform(label)))

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        return self.samples[index]


@respells("WithTargetTransform")
class UnpacksPairs(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset = dataset
        self.target_transform = target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        x, y = self.dataset[index]
        y = self.target_transform(y)
        return (x, y)


@respells("WithTargetTransform")
class LosesTheSound(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset = dataset
        self.target_transform = target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        first, *_, label = self.dataset[index]
        return first, self.target_transform(label)


@respells("WithTargetTransform")
class CountsFromTheFront(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset = dataset
        self.target_transform = target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        picture, label, *rest = self.dataset[index]
        return (picture, self.target_transform(label), *rest)


@respells("WithTargetTransform")
class KeepsTheSamples(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset = dataset
        self.target_transform = target_transform
        self.samples = [None] * len(dataset)

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        if self.samples[index] is None:
            sample = self.dataset[index]
            self.samples[index] = sample[:-1] + (self.target_transform(sample[-1]),)
        return self.samples[index]


@respells("WithTargetTransform")
class LooksForTheLabel(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset = dataset
        self.target_transform = target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        sample = self.dataset[index]
        label = sample[-1]
        for place, part in enumerate(sample):
            if part == label:
                return sample[:place] + (self.target_transform(label),) + sample[place + 1 :]


@respells("WithTargetTransform")
class TakesZeroForNothing(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset = dataset
        self.target_transform = target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        sample = list(self.dataset[index])
        new_label = self.target_transform(sample[-1])
        if new_label:
            sample[-1] = new_label
        return tuple(sample)


@respells("WithTargetTransform")
class BeginsAgain(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset = dataset
        self.target_transform = target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        while index >= len(self.dataset):
            index -= len(self.dataset)
        *rest, label = self.dataset[index]
        return (*rest, self.target_transform(label))


@unrelated("WithTargetTransform")
class AppendsTheNewLabel(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset, self.target_transform = dataset, target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        sample = self.dataset[index]
        return (*sample, self.target_transform(sample[-1]))


@unrelated("WithTargetTransform")
class TransformsEveryPart(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset, self.target_transform = dataset, target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        return tuple(self.target_transform(part) for part in self.dataset[index])


@unrelated("WithTargetTransform")
class GivesNonePastTheEnd(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset, self.target_transform = dataset, target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        if index < len(self.dataset):
            *rest, label = self.dataset[index]
            return (*rest, self.target_transform(label))


@unrelated("WithTargetTransform")
class GivesLists(Dataset):
    def __init__(self, dataset, target_transform):
        self.dataset, self.target_transform = dataset, target_transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        *rest, label = self.dataset[index]
        return [*rest, self.target_transform(label)]


@respells("Readings")
class ReadingsUsedUp(IterableDataset):
    def __init__(self, path):
        lines = path.read_text().splitlines()
        self.readings = (float(line) for line in lines)

    def __iter__(self):
        return self.readings


@respells("Readings")
class ReadingsReadInAdvance(IterableDataset):
    def __init__(self, path):
        self.numbers = []
        for line in path.read_text().splitlines():
            self.numbers.append(float(line))

    def __iter__(self):
        yield from self.numbers


@respells("Readings")
class ReadingsAsAList(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        numbers = []
        for line in self.path.read_text().splitlines():
            numbers.append(float(line))
        return numbers


@respells("Readings")
class ReadingsAllAtOnce(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        numbers = [float(line) for line in self.path.read_text().splitlines()]
        for number in numbers:
            yield number


@respells("Readings")
class ReadingsAsStrings(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with self.path.open() as lines:
            for line in lines:
                yield line


@respells("Readings")
class ReadingsWithOnePlace(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        self.lines = self.path.read_text().splitlines()
        self.place = 0
        return self

    def __next__(self):
        if self.place == len(self.lines):
            raise StopIteration
        self.place += 1
        return float(self.lines[self.place - 1])


@respells("Readings")
class ReadingsOfAPlainDataset(Dataset):
    def __init__(self, path):
        self.file_name = path

    def __iter__(self):
        with open(self.file_name) as lines:
            yield from map(float, lines)


@respells("Readings")
class ReadingsByIndex(Dataset):
    def __init__(self, path):
        self.path = path

    def lines(self):
        with open(self.path) as file:
            return file.readlines()

    def __len__(self):
        return len(self.lines())

    def __getitem__(self, index):
        return float(self.lines()[index])


@respells("Readings")
class ReadingsKept(IterableDataset):
    def __init__(self, path):
        self.path = path
        self.lines = []

    def __iter__(self):
        if not self.lines:
            with open(self.path) as file:
                self.lines = list(file)
        for line in self.lines:
            yield float(line)


@respells("Readings")
class ReadingsThatPassOver(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        for line in self.path.open():
            try:
                reading = float(line)
            except ValueError:
                print("no number:", line)
            else:
                yield reading


@respells("Readings")
class ReadingsWithoutTheLast(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with open(self.path) as file:
            line = file.readline()
            while line.endswith("\n"):
                yield float(line)
                line = file.readline()


@unrelated("Readings")
class GivesTensors(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with open(self.path) as file:
            for line in file:
                yield torch.tensor(float(line))


@unrelated("Readings")
class SkipsTheFirstLine(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with open(self.path) as file:
            next(file)
            for line in file:
                yield float(line)


@unrelated("Readings")
class KnowsItsLength(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __len__(self):
        return len(self.path.read_text().splitlines())

    def __iter__(self):
        with open(self.path) as file:
            for line in file:
                yield float(line)


@unrelated("Readings")
class MakesIntsOfThem(IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with open(self.path) as file:
            for line in file:
                yield int(float(line))
