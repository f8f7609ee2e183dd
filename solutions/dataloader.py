"""The teacher's book for 02_datasets/test_dataloader.py."""

from itertools import islice

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Subset

from sensei.book import misconception, teach

DEFAULT_EPOCH = [[10], [20], [30], [40], [50]]

teach(
    "DEFAULT_EPOCH",
    hints=[
        "Two settings decide: `batch_size` and `shuffle`. Look up their defaults in the documentation of `DataLoader`.",
        "A batch of one sample is a tensor of shape (1,), so `tolist()` makes a list with one number of it.",
    ],
    lesson="By default `batch_size` is 1 and `shuffle` is off, so say what you want of both.",
    docs="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader",
)

misconception(
    "DEFAULT_EPOCH",
    [[10, 20, 30, 40, 50]],
    "`batch_size` is 1 by default, not 64 and not the whole dataset: five samples make five batches.",
)
misconception(
    "DEFAULT_EPOCH",
    [10, 20, 30, 40, 50],
    "A batch of one sample is still a batch: its tensor has shape (1,), and `tolist()` makes a list of it.",
)
misconception(
    "DEFAULT_EPOCH",
    [[30], [10], [50], [20], [40]],
    "`shuffle` is off by default: the samples come in the order of the dataset.",
)


BATCH_SHAPES = ((64, 1, 28, 28), (64,))

teach(
    "BATCH_SHAPES",
    hints=[
        "64 samples are stacked along a new dimension, and it comes first. No other dimension is lost or added.",
        "A label is one number, with no dimension at all. What is left when 64 of them are stacked?",
        "A tuple of one number needs a comma: `(64,)`.",
    ],
    lesson="A batch puts one dimension in front of the sample's own, and a single image channel stays a dimension.",
    docs="https://docs.pytorch.org/docs/stable/data.html#automatic-batching-default",
)

misconception(
    "BATCH_SHAPES",
    ((64, 28, 28), (64,)),
    "The channel is missing: a grey image has one, and it stays as a dimension of size 1, between batch and height.",
)
misconception(
    "BATCH_SHAPES",
    ((64, 1, 28, 28), (64, 1)),
    "A label is a single number without dimensions, so stacking 64 of them gives one dimension, not two.",
)
misconception(
    "BATCH_SHAPES",
    ((64, 1, 28, 28), (64, 10)),
    "Labels are class numbers, not one-hot vectors: `DataLoader` stacks what the dataset gives and encodes nothing.",
)
misconception(
    "BATCH_SHAPES",
    ((64, 28, 28, 1), (64,)),
    "The channel comes before height and width in PyTorch, as it does in the sample: (1, 28, 28).",
)
misconception(
    "BATCH_SHAPES",
    ((64, 1, 28, 28), 64),
    "`(64)` is the number 64. A shape of one dimension is a tuple of one number, with a comma: `(64,)`.",
)


COLLATED_DTYPES = [torch.int64, torch.float64, torch.float32, torch.float32]

teach(
    "COLLATED_DTYPES",
    hints=[
        "Numbers of NumPy and tensors say how wide they are, and a batch keeps that. Numbers of Python do not say it.",
        "A float of Python has 64 bits. `torch.tensor(0.5)` makes float32 of it, a loader does not.",
    ],
    lesson="Python floats come out of a loader as float64, so make float targets float32 in the dataset.",
    docs="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.default_collate",
)

misconception(
    "COLLATED_DTYPES",
    [torch.int64, torch.float32, torch.float32, torch.float32],
    "`torch.tensor(0.5)` makes float32, but a loader makes float64 of Python floats, and a float32 model refuses them.",
)
misconception(
    "COLLATED_DTYPES",
    [torch.int32, torch.float32, torch.float32, torch.float32],
    "Python numbers come out with 64 bits: an int as int64, the dtype that class labels need, and a float as float64.",
)
misconception(
    "COLLATED_DTYPES",
    [torch.int64, torch.float64, torch.float64, torch.float32],
    "Only Python floats become float64. A NumPy float32 carries its dtype with it, and the batch keeps that.",
)
misconception(
    "COLLATED_DTYPES",
    [torch.int64, torch.float64, torch.float64, torch.float64],
    "Only Python floats become float64. NumPy numbers and tensors carry their dtype with them, and the batch keeps it.",
)
misconception(
    "COLLATED_DTYPES",
    [torch.float32, torch.float32, torch.float32, torch.float32],
    "A loader does not turn everything into float32: Python ints become int64 and Python floats float64.",
)


BATCH_SIZES = ([4, 4, 2], [4, 4])

teach(
    "BATCH_SIZES",
    hints=[
        "Fill batches of four from ten samples. What is left for the last one?",
        "`drop_last=True` leaves out a last batch that is not full. The full ones stay.",
    ],
    lesson="The last batch holds the rest, and `drop_last=True` leaves those samples out for that epoch.",
    docs="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader",
)

misconception(
    "BATCH_SIZES",
    ([4, 4], [4, 4]),
    "By default no sample is lost: the two that are left make a smaller batch of their own.",
)
misconception(
    "BATCH_SIZES",
    ([4, 4, 4], [4, 4]),
    "The last batch is not filled up with samples from the start: it is smaller.",
)
misconception(
    "BATCH_SIZES",
    ([4, 4, 2], [4]),
    "`drop_last` drops the last batch only if it is not full: the two full ones stay.",
)
misconception(
    "BATCH_SIZES",
    ([4, 4], [4, 4, 2]),
    "It is the other way round: `drop_last=True` is what leaves the smaller batch out.",
)


def batches_per_epoch(num_samples, batch_size):
    return -(-num_samples // batch_size)


teach(
    batches_per_epoch,
    hints=[
        "`//` rounds down, and that forgets the smaller last batch. You want to round up.",
        "`math.ceil` rounds up. Or round down the negative number: `-(-a // b)`.",
    ],
    lesson="`len(loader)` counts batches, rounded up (down with `drop_last=True`); `len(dataset)` counts samples.",
    docs="https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader",
)


@misconception(batches_per_epoch, "This is what happens when the last, smaller batch is forgotten.")
def forgets_the_smaller_last_batch(num_samples, batch_size):
    return num_samples // batch_size


@misconception(batches_per_epoch, "`num_samples // batch_size + 1` is one too many when no samples are left over.")
def always_adds_one(num_samples, batch_size):
    return num_samples // batch_size + 1


@misconception(
    batches_per_epoch, "`round` goes to the nearest number: a last batch that is less than half full is lost."
)
def rounds_to_the_nearest(num_samples, batch_size):
    return round(num_samples / batch_size)


@misconception(batches_per_epoch, "That is `len(dataset)`, the number of samples. `len(loader)` counts batches.")
def counts_samples(num_samples, batch_size):
    return num_samples


@misconception(batches_per_epoch, "There are no parts of batches: a last batch that is not full counts as one.")
def counts_parts_of_batches(num_samples, batch_size):
    return num_samples / batch_size


@misconception(
    batches_per_epoch,
    "You rounded up, but to a float, as `np.ceil` does, and `range` does not take one: `math.ceil` gives an int.",
)
def gives_a_float(num_samples, batch_size):
    return np.ceil(num_samples / batch_size)


@misconception(
    batches_per_epoch, "You rounded up with a tensor, and the result is still one. `math.ceil` gives an int of Python."
)
def gives_a_tensor(num_samples, batch_size):
    return torch.tensor(num_samples / batch_size).ceil().int()


def numbered_sizes(loader):
    return [(number, len(labels)) for number, (features, labels) in enumerate(loader, start=1)]


teach(
    numbered_sizes,
    hints=[
        "`enumerate(loader, start=1)` gives a number and a batch. The numbers start at 1; no batch is skipped.",
        "A batch is a list of two tensors. Unpack it: `for number, (features, labels) in …`.",
        "The first dimension of both tensors is the sample, so `len(labels)` is the size of the batch.",
    ],
    lesson="A batch is a list, [features, labels]: its own length is 2, and its tensors know how many samples it has.",
    docs="https://docs.pytorch.org/docs/stable/data.html#automatic-batching-default",
)


@misconception(numbered_sizes, "`enumerate` counts from 0 unless you give it `start=1`.")
def counts_from_zero(loader):
    return [(number, len(labels)) for number, (features, labels) in enumerate(loader)]


@misconception(numbered_sizes, "`start=1` counts from 1 already: with one more added your first batch is number 2.")
def adds_one_twice(loader):
    return [(number + 1, len(labels)) for number, (features, labels) in enumerate(loader, start=1)]


@misconception(numbered_sizes, "`len(batch)` is 2 for every batch, because a batch is a list of features and labels.")
def measures_the_pair(loader):
    return [(number, len(batch)) for number, batch in enumerate(loader, start=1)]


@misconception(
    numbered_sizes, "`loader.batch_size` is what was asked for, and the last batch may be smaller than that."
)
def trusts_the_batch_size(loader):
    return [(number, loader.batch_size) for number, batch in enumerate(loader, start=1)]


@misconception(numbered_sizes, "`numel()` counts all the numbers of a tensor: here three features for every sample.")
def counts_all_numbers(loader):
    return [(number, features.numel()) for number, (features, labels) in enumerate(loader, start=1)]


@misconception(numbered_sizes, "The remainder is 0 when every batch is full, and a full last batch has not 0 samples.")
def takes_the_remainder_for_the_last_batch(loader):
    full = [(number, loader.batch_size) for number in range(1, len(loader))]
    return [*full, (len(loader), len(loader.dataset) % loader.batch_size)]


def first_batches(loader, count=3):
    return list(islice(loader, count))


teach(
    first_batches,
    hints=[
        "In a `for` loop count the batches that you have, and `break` as soon as there are enough.",
        "When you look at the count decides: after appending a batch, before the loop asks for the next one.",
        "`itertools.islice(loader, count)` is such a loop, and it asks for no batch too many.",
    ],
    lesson="Without workers a loader reads as you go: stop asking after three batches and no more samples are read.",
    docs="https://docs.pytorch.org/docs/stable/data.html#loading-batched-and-non-batched-data",
)


@misconception(
    first_batches, "Every `iter(loader)` starts anew, so `next(iter(loader))` gives the first batch each time."
)
def starts_anew_for_each_batch(loader, count=3):
    return [next(iter(loader)) for _ in range(count)]


@misconception(first_batches, "`list(loader)` reads the whole dataset, and the slice throws most of it away.")
def reads_everything(loader, count=3):
    return list(loader)[:count]


@misconception(first_batches, "Your loop asks for one more batch before it stops: those samples were read for nothing.")
def looks_at_the_count_too_late(loader, count=3):
    batches = []
    for index, batch in enumerate(loader):
        if index == count:
            break
        batches.append(batch)
    return batches


@misconception(first_batches, "Your loop asks for one more batch before it stops: those samples were read for nothing.")
def zips_the_loader_first(loader, count=3):
    return [batch for batch, _ in zip(loader, range(count), strict=False)]


@misconception(first_batches, "Your loop breaks before it keeps the last batch, so you have one too few.")
def breaks_before_the_last_is_kept(loader, count=3):
    batches = []
    for number, batch in enumerate(loader, start=1):
        if number == count:
            break
        batches.append(batch)
    return batches


@misconception(
    first_batches, "`enumerate` counts from 0, so when you break at index `count` you already have one batch too many."
)
def keeps_one_too_many(loader, count=3):
    batches = []
    for index, batch in enumerate(loader):
        batches.append(batch)
        if index == count:
            break
    return batches


@misconception(first_batches, "A loader may have fewer batches than you want, and then `next` raises StopIteration.")
def expects_that_there_are_enough(loader, count=3):
    batches = iter(loader)
    return [next(batches) for _ in range(count)]


def read_epochs(loader, num_epochs):
    return [list(loader) for _ in range(num_epochs)]


teach(
    read_epochs,
    hints=[
        "Two loops, one in the other: epochs outside, batches inside.",
        "Every `for batch in loader`, and every `list(loader)`, calls `iter(loader)`, and that starts a new epoch.",
    ],
    lesson="A loader can be run through again and again: each `iter(loader)` is a new epoch, shuffled anew.",
    docs="https://docs.pytorch.org/docs/stable/data.html#data-loading-order-and-sampler",
)


@misconception(
    read_epochs, "An iterator is used up after one epoch, and your second epoch is empty. Loop over the loader itself."
)
def shares_one_iterator(loader, num_epochs):
    batches = iter(loader)
    return [list(batches) for _ in range(num_epochs)]


@misconception(
    read_epochs, "You ran through the loader once and repeated that: every epoch has the order of the first."
)
def repeats_the_first_epoch(loader, num_epochs):
    return [list(loader)] * num_epochs


@misconception(
    read_epochs, "`next(iter(loader))` gives only the first batch of an epoch: loop over the loader for all of them."
)
def takes_one_batch_for_an_epoch(loader, num_epochs):
    return [[next(iter(loader))] for _ in range(num_epochs)]


@misconception(
    read_epochs,
    "Nothing is read yet: `list(loader)` runs through an epoch and keeps its batches.",
)
def hands_out_iterators(loader, num_epochs):
    return [iter(loader) for _ in range(num_epochs)]


@misconception(read_epochs, "Your batches stand in one long list: each epoch needs a list of its own.")
def strings_the_epochs_together(loader, num_epochs):
    return [batch for _ in range(num_epochs) for batch in loader]


@misconception(read_epochs, "You began the list of batches once, before the epochs: each epoch needs a new, empty one.")
def fills_the_same_list(loader, num_epochs):
    epochs, batches = [], []
    for _ in range(num_epochs):
        for batch in loader:
            batches.append(batch)
        epochs.append(batches)
    return epochs


def train_and_test_loaders(training_data, test_data, batch_size):
    return DataLoader(training_data, batch_size, shuffle=True), DataLoader(test_data, batch_size)


teach(
    train_and_test_loaders,
    hints=[
        "Two calls of `DataLoader`, and they differ in one setting.",
        "`shuffle=True` for the training data; the default, which is off, for the test data.",
    ],
    lesson="Shuffle training data in every epoch; test data may keep their order, since a score does not depend on it.",
    docs="https://docs.pytorch.org/docs/stable/data.html#data-loading-order-and-sampler",
)


@misconception(
    train_and_test_loaders, "`shuffle` is off by default, so your training data come in the same order in every epoch."
)
def shuffles_neither(training_data, test_data, batch_size):
    return DataLoader(training_data, batch_size), DataLoader(test_data, batch_size)


@misconception(
    train_and_test_loaders,
    "Shuffle the training data alone: in shuffled test data you do not know which sample a prediction is for.",
)
def shuffles_both(training_data, test_data, batch_size):
    return DataLoader(training_data, batch_size, shuffle=True), DataLoader(test_data, batch_size, shuffle=True)


@misconception(train_and_test_loaders, "Your two loaders are swapped: the one of the training data comes first.")
def swaps_the_loaders(training_data, test_data, batch_size):
    return DataLoader(test_data, batch_size), DataLoader(training_data, batch_size, shuffle=True)


@misconception(
    train_and_test_loaders,
    "You shuffled the training data once and for all epochs: `shuffle=True` does it anew in each.",
)
def shuffles_only_once(training_data, test_data, batch_size):
    order = torch.randperm(len(training_data)).tolist()
    return DataLoader(Subset(training_data, order), batch_size), DataLoader(test_data, batch_size)


@misconception(
    train_and_test_loaders, "`drop_last=True` for the test data leaves samples out, and they are missing in the score."
)
def drops_test_samples(training_data, test_data, batch_size):
    return (
        DataLoader(training_data, batch_size, shuffle=True),
        DataLoader(test_data, batch_size, drop_last=True),
    )


def seeded_loader(dataset, batch_size, seed):
    return DataLoader(dataset, batch_size, shuffle=True, generator=torch.Generator().manual_seed(seed))


teach(
    seeded_loader,
    hints=[
        "`DataLoader` takes a `generator`: where the random numbers for the order come from.",
        "`torch.Generator().manual_seed(seed)` is a new generator with your seed, apart from the global one.",
        "A generator alone shuffles nothing: `shuffle=True` is still needed.",
    ],
    lesson="Give a loader a seeded generator of its own, and its order depends on nothing else that is random.",
    docs="https://docs.pytorch.org/docs/stable/notes/randomness.html#dataloader",
)


@misconception(
    seeded_loader,
    "`torch.manual_seed` seeds the random numbers of the whole program, and whoever draws next changes your order.",
)
def seeds_the_whole_program(dataset, batch_size, seed):
    torch.manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle=True)


@misconception(
    seeded_loader,
    "`torch.manual_seed` returns the generator of the whole program, and your loader shares it. Make a new one.",
)
def borrows_the_global_generator(dataset, batch_size, seed):
    return DataLoader(dataset, batch_size, shuffle=True, generator=torch.manual_seed(seed))


@misconception(
    seeded_loader, "A generator shuffles nothing by itself: without `shuffle=True` the order is that of the dataset."
)
def forgets_to_shuffle(dataset, batch_size, seed):
    return DataLoader(dataset, batch_size, generator=torch.Generator().manual_seed(seed))


@misconception(
    seeded_loader, "Without a `generator` the loader draws from the global random numbers, and the seed is not used."
)
def ignores_the_seed(dataset, batch_size, seed):
    return DataLoader(dataset, batch_size, shuffle=True)


@misconception(
    seeded_loader,
    "Every new `torch.Generator()` has the same default seed until you give it yours: `manual_seed(seed)`.",
)
def does_not_seed_the_generator(dataset, batch_size, seed):
    return DataLoader(dataset, batch_size, shuffle=True, generator=torch.Generator())


@misconception(
    seeded_loader,
    "You draw the order once, when you make the loader: `shuffle=True` draws a new one for every epoch.",
)
def shuffles_once_for_all(dataset, batch_size, seed):
    order = torch.randperm(len(dataset), generator=torch.Generator().manual_seed(seed)).tolist()
    return DataLoader(Subset(dataset, order), batch_size)


WITH_TWO_WORKERS = ([[0, 1], [2, 3], [4]], [])

teach(
    "WITH_TWO_WORKERS",
    hints=[
        "Workers are processes of their own. What they change in their copy of the dataset, who can see it?",
        "Each batch is read by one worker, and the loader hands the batches out in the order of `num_workers=0`.",
    ],
    lesson="Workers are processes, not threads: the batches are the same, and your dataset hears nothing of them.",
    docs="https://docs.pytorch.org/docs/stable/data.html#single-and-multi-process-data-loading",
    seconds=3,
)

misconception(
    "WITH_TWO_WORKERS",
    ([[0, 1], [2, 3], [4]], [0, 1, 2, 3, 4]),
    "Workers are processes, not threads: each notes what it reads in a copy of the dataset, and yours stays empty.",
)
misconception(
    "WITH_TWO_WORKERS",
    ([[0, 1], [0, 1], [2, 3], [2, 3], [4], [4]], []),
    "Two workers do not read everything twice: the batches are shared out, and each is read by one worker.",
)
misconception(
    "WITH_TWO_WORKERS",
    ([[0, 1], [4], [2, 3]], []),
    "The first worker reads the first and the third batch, but the loader hands the batches out in their order.",
)
misconception(
    "WITH_TWO_WORKERS",
    ([[0], [1], [2], [3], [4]], []),
    "Workers do not share one batch: each reads a whole batch, of the size that was asked for.",
)


def pad_to_longest(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    return pad_sequence(samples, batch_first=True), lengths


teach(
    pad_to_longest,
    hints=[
        "One way: zeros of shape (number of samples, longest length), and each sample written to the front of its row.",
        "`samples[0].new_zeros(rows, columns)` has their dtype, and `padded[row, :len(sample)] = sample` fills a row.",
        "Shorter: `torch.nn.utils.rnn.pad_sequence`, but look what `batch_first` does.",
    ],
    lesson="`DataLoader` stacks samples of equal shape; for ragged ones you say in `collate_fn` what a batch is.",
    docs="https://docs.pytorch.org/docs/stable/data.html#dataloader-collate-fn",
)


@misconception(pad_to_longest, "`pad_sequence` puts a sample in each column unless you say `batch_first=True`.")
def puts_samples_in_columns(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    return pad_sequence(samples), lengths


@misconception(
    pad_to_longest, "`torch.zeros` makes float32 whatever the samples are: give it their dtype, or use `new_zeros`."
)
def makes_floats_of_whole_numbers(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    padded = torch.zeros(len(samples), max(lengths))
    for row, sample in enumerate(samples):
        padded[row, : len(sample)] = sample
    return padded, lengths


@misconception(
    pad_to_longest, "A sample may hold a 0 of its own: take its length before you pad, do not count what is not 0."
)
def counts_what_is_not_zero(samples):
    padded = pad_sequence(samples, batch_first=True)
    return padded, (padded != 0).sum(dim=1)


@misconception(pad_to_longest, "After padding all rows are equally long: take the lengths from the samples.")
def measures_the_padded_rows(samples):
    padded = pad_sequence(samples, batch_first=True)
    return padded, torch.tensor([len(row) for row in padded])


@misconception(pad_to_longest, "You sorted the samples: their order has changed, and the caller's list with it.")
def sorts_the_samples(samples):
    samples.sort(key=len, reverse=True)
    lengths = torch.tensor([len(sample) for sample in samples])
    return pad_sequence(samples, batch_first=True), lengths


@misconception(
    pad_to_longest,
    "Not every batch has a longest sample of three numbers: pad to the longest of the samples that you are given.",
)
def pads_to_a_fixed_length(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    padded = samples[0].new_zeros(len(samples), 3)
    for row, sample in enumerate(samples):
        padded[row, : len(sample)] = sample[:3]
    return padded, lengths
