"""The misconceptions of dataloader as other learners would write them, and wrong answers of another kind."""

import random
from itertools import islice

import numpy as np
import torch
from torch.nn import functional as F
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, RandomSampler

from sensei.check.respelled import respells, unrelated

unrelated("DEFAULT_EPOCH", [[0], [1], [2], [3], [4]])
unrelated("DEFAULT_EPOCH", [[10], [20], [30], [40]])


unrelated("BATCH_SHAPES", ((100, 1, 28, 28), (100,)))
unrelated("BATCH_SHAPES", ((1, 64, 28, 28), (64,)))


respells(
    "COLLATED_DTYPES",
    [torch.int64, torch.float32, torch.float32, torch.float32],
    [torch.int64, torch.float32, torch.float64, torch.float32],
)
respells(
    "COLLATED_DTYPES",
    [torch.int64, torch.float64, torch.float64, torch.float32],
    [torch.int32, torch.float64, torch.float64, torch.float32],
)
unrelated("COLLATED_DTYPES", [torch.float64, torch.float64, torch.float32, torch.float32])
unrelated("COLLATED_DTYPES", [int, float, np.float32, torch.float32])


unrelated("BATCH_SIZES", ([2, 4, 4], [4, 4]))
unrelated("BATCH_SIZES", ([4, 4, 2], [4, 4, 4]))


@respells("batches_per_epoch")
def forgets_the_smaller_last_batch(num_samples, batch_size):
    full, _ = divmod(num_samples, batch_size)
    return full


@respells("batches_per_epoch")
def always_adds_one(num_samples, batch_size):
    full = int(num_samples / batch_size)
    return full + 1


@respells("batches_per_epoch")
def rounds_to_the_nearest(num_samples, batch_size):
    return int(np.round(num_samples / batch_size))


@respells("batches_per_epoch")
def counts_samples(num_samples, batch_size):
    loader = DataLoader(range(num_samples), batch_size=batch_size)
    return len(loader.dataset)


@respells("batches_per_epoch")
def counts_parts_of_batches(num_samples, batch_size):
    full, rest = divmod(num_samples, batch_size)
    return full + rest / batch_size


@respells("batches_per_epoch")
def gives_a_float(num_samples, batch_size):
    batches = np.divide(num_samples, batch_size)
    return np.ceil(batches)


@respells("batches_per_epoch")
def gives_a_tensor(num_samples, batch_size):
    batches = torch.tensor(num_samples) / batch_size
    return torch.ceil(batches).to(torch.int64)


@unrelated("batches_per_epoch")
def takes_one_sample_away(num_samples, batch_size):
    return (num_samples - 1) // batch_size


@unrelated("batches_per_epoch")
def adds_one_after_rounding_up(num_samples, batch_size):
    return -(-num_samples // batch_size) + 1


@unrelated("batches_per_epoch")
def counts_what_is_left_over(num_samples, batch_size):
    return num_samples % batch_size


@respells("numbered_sizes")
def counts_from_zero(loader):
    result = []
    for i, batch in enumerate(loader):
        result.append((i, batch[0].shape[0]))
    return result


@respells("numbered_sizes")
def adds_one_twice(loader):
    result = []
    for number, (_, y) in enumerate(loader, 1):
        number += 1
        result.append((number, y.size(0)))
    return result


@respells("numbered_sizes")
def measures_the_pair(loader):
    result = []
    number = 1
    for batch in loader:
        result.append((number, len(batch)))
        number += 1
    return result


@respells("numbered_sizes")
def trusts_the_batch_size(loader):
    size = loader.batch_size
    return [(number, size) for number in range(1, len(loader) + 1)]


@respells("numbered_sizes")
def counts_all_numbers(loader):
    result = []
    for number, batch in enumerate(loader, start=1):
        result.append((number, torch.numel(batch[0])))
    return result


@respells("numbered_sizes")
def takes_the_remainder_for_the_last_batch(loader):
    result = []
    for number in range(1, len(loader) + 1):
        if number < len(loader):
            result.append((number, loader.batch_size))
        else:
            result.append((number, len(loader.dataset) % loader.batch_size))
    return result


@unrelated("numbered_sizes")
def counts_the_features(loader):
    return [(number, features.shape[1]) for number, (features, labels) in enumerate(loader, start=1)]


@unrelated("numbered_sizes")
def puts_the_size_first(loader):
    return [(len(labels), number) for number, (features, labels) in enumerate(loader, start=1)]


@unrelated("numbered_sizes")
def gives_shapes(loader):
    return [(number, labels.shape) for number, (features, labels) in enumerate(loader, start=1)]


@respells("first_batches")
def starts_anew_for_each_batch(loader, count=3):
    batches = []
    while len(batches) < count:
        batches.append(next(iter(loader)))
    return batches


@respells("first_batches")
def reads_everything(loader, count=3):
    batches = [batch for batch in loader]
    return batches[:count]


@respells("first_batches")
def looks_at_the_count_too_late(loader, count=3):
    batches = []
    for batch in loader:
        if len(batches) >= count:
            return batches
        batches.append(batch)
    return batches


@respells("first_batches")
def zips_the_loader_first(loader, count=3):
    batches = []
    for batch, _ in zip(loader, range(count)):
        batches.append(batch)
    return batches


@respells("first_batches")
def breaks_before_the_last_is_kept(loader, count=3):
    batches = []
    for i, batch in enumerate(loader):
        if i + 1 >= count:
            break
        batches += [batch]
    return batches


@respells("first_batches")
def keeps_one_too_many(loader, count=3):
    first = []
    for i, batch in enumerate(loader):
        first.append(batch)
        if i >= count:
            return first
    return first


@respells("first_batches")
def expects_that_there_are_enough(loader, count=3):
    it = iter(loader)
    batches = []
    for _ in range(count):
        batches.append(next(it))
    return batches


@unrelated("first_batches")
def skips_the_first(loader, count=3):
    return list(islice(loader, 1, count + 1))


@unrelated("first_batches")
def gives_an_iterator(loader, count=3):
    return islice(loader, count)


@unrelated("first_batches")
def always_takes_three(loader, count=3):
    return list(islice(loader, 3))


@respells("read_epochs")
def shares_one_iterator(loader, num_epochs):
    iterator = iter(loader)
    epochs = []
    for _ in range(num_epochs):
        epochs.append([batch for batch in iterator])
    return epochs


@respells("read_epochs")
def repeats_the_first_epoch(loader, num_epochs):
    epoch = []
    for batch in loader:
        epoch.append(batch)
    return [epoch for _ in range(num_epochs)]


@respells("read_epochs")
def takes_one_batch_for_an_epoch(loader, num_epochs):
    epochs = []
    for _ in range(num_epochs):
        batch = next(iter(loader))
        epochs.append([batch])
    return epochs


@respells("read_epochs")
def hands_out_iterators(loader, num_epochs):
    epochs = []
    for _ in range(num_epochs):
        epochs.append(batch for batch in loader)
    return epochs


@respells("read_epochs")
def strings_the_epochs_together(loader, num_epochs):
    batches = []
    for _ in range(num_epochs):
        batches.extend(loader)
    return batches


@respells("read_epochs")
def fills_the_same_list(loader, num_epochs):
    result = []
    epoch = []
    for _ in range(num_epochs):
        epoch += list(loader)
        result.append(epoch)
    return result


@unrelated("read_epochs")
def reads_one_epoch_too_few(loader, num_epochs):
    return [list(loader) for _ in range(1, num_epochs)]


@unrelated("read_epochs")
def makes_tuples(loader, num_epochs):
    return [tuple(loader) for _ in range(num_epochs)]


@unrelated("read_epochs")
def makes_lists_of_the_batches(loader, num_epochs):
    return [[batch.tolist() for batch in loader] for _ in range(num_epochs)]


@respells("train_and_test_loaders")
def shuffles_neither(training_data, test_data, batch_size):
    training_loader = DataLoader(training_data, batch_size=batch_size)
    test_loader = DataLoader(test_data, batch_size=batch_size)
    return training_loader, test_loader


@respells("train_and_test_loaders")
def shuffles_both(training_data, test_data, batch_size):
    return tuple(DataLoader(data, batch_size=batch_size, shuffle=True) for data in (training_data, test_data))


@respells("train_and_test_loaders")
def swaps_the_loaders(training_data, test_data, batch_size):
    training_loader = DataLoader(training_data, batch_size=batch_size, shuffle=True)
    test_loader = DataLoader(test_data, batch_size=batch_size, shuffle=False)
    return test_loader, training_loader


@respells("train_and_test_loaders")
def shuffles_only_once(training_data, test_data, batch_size):
    samples = list(training_data)
    random.shuffle(samples)
    return DataLoader(samples, batch_size), DataLoader(test_data, batch_size)


@respells("train_and_test_loaders")
def drops_test_samples(training_data, test_data, batch_size):
    training_loader = DataLoader(training_data, batch_size=batch_size, shuffle=True)
    test_loader = DataLoader(test_data, batch_size=batch_size, shuffle=False, drop_last=True)
    return training_loader, test_loader


@unrelated("train_and_test_loaders")
def drops_training_samples(training_data, test_data, batch_size):
    return DataLoader(training_data, batch_size, shuffle=True, drop_last=True), DataLoader(test_data, batch_size)


@unrelated("train_and_test_loaders")
def tests_single_samples(training_data, test_data, batch_size):
    return DataLoader(training_data, batch_size, shuffle=True), DataLoader(test_data)


@unrelated("train_and_test_loaders")
def tests_the_training_data(training_data, test_data, batch_size):
    return DataLoader(training_data, batch_size, shuffle=True), DataLoader(training_data, batch_size)


@respells("seeded_loader")
def seeds_the_whole_program(dataset, batch_size, seed):
    torch.manual_seed(seed)
    sampler = RandomSampler(dataset)
    return DataLoader(dataset, batch_size, sampler=sampler)


@respells("seeded_loader")
def borrows_the_global_generator(dataset, batch_size, seed):
    generator = torch.manual_seed(seed)
    loader = DataLoader(dataset, batch_size=batch_size, shuffle=True, generator=generator)
    return loader


@respells("seeded_loader")
def forgets_to_shuffle(dataset, batch_size, seed):
    g = torch.Generator()
    g.manual_seed(seed)
    return DataLoader(dataset, batch_size=batch_size, generator=g)


@respells("seeded_loader")
def ignores_the_seed(dataset, batch_size, seed):
    return DataLoader(dataset, batch_size=batch_size, sampler=RandomSampler(dataset))


@respells("seeded_loader")
def does_not_seed_the_generator(dataset, batch_size, seed):
    g = torch.Generator()
    return DataLoader(dataset, batch_size, sampler=RandomSampler(dataset, generator=g))


@respells("seeded_loader")
def shuffles_once_for_all(dataset, batch_size, seed):
    g = torch.Generator()
    g.manual_seed(seed)
    shuffled = [dataset[index] for index in torch.randperm(len(dataset), generator=g).tolist()]
    return DataLoader(shuffled, batch_size=batch_size)


@unrelated("seeded_loader")
def draws_a_seed_for_its_generator(dataset, batch_size, seed):
    generator = torch.Generator()
    generator.seed()
    return DataLoader(dataset, batch_size, shuffle=True, generator=generator)


@unrelated("seeded_loader")
def leaves_out_the_batch_size(dataset, batch_size, seed):
    return DataLoader(dataset, shuffle=True, generator=torch.Generator().manual_seed(seed))


@unrelated("seeded_loader")
def drops_the_smaller_last_batch(dataset, batch_size, seed):
    generator = torch.Generator().manual_seed(seed)
    return DataLoader(dataset, batch_size, shuffle=True, drop_last=True, generator=generator)


unrelated("WITH_TWO_WORKERS", ([[0, 1], [2, 3]], []))
unrelated("WITH_TWO_WORKERS", ([[0, 2], [1, 3], [4]], []))


@respells("pad_to_longest")
def puts_samples_in_columns(samples):
    padded = pad_sequence(samples, padding_value=0)
    lengths = torch.tensor(list(map(len, samples)))
    return padded, lengths


@respells("pad_to_longest")
def makes_floats_of_whole_numbers(samples):
    sizes = [sample.shape[0] for sample in samples]
    padded = torch.zeros((len(samples), max(sizes)))
    for i in range(len(samples)):
        padded[i, : sizes[i]] = samples[i]
    return padded, torch.tensor(sizes)


@respells("pad_to_longest")
def counts_what_is_not_zero(samples):
    padded = pad_sequence(samples, batch_first=True)
    lengths = torch.count_nonzero(padded, dim=1)
    return padded, lengths


@respells("pad_to_longest")
def measures_the_padded_rows(samples):
    padded = pad_sequence(samples, batch_first=True)
    rows, columns = padded.shape
    return padded, torch.full((rows,), columns)


@respells("pad_to_longest")
def sorts_the_samples(samples):
    samples.sort(key=lambda sample: -sample.numel())
    padded = pad_sequence(samples, batch_first=True)
    return padded, torch.tensor([sample.numel() for sample in samples])


@respells("pad_to_longest")
def pads_to_a_fixed_length(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    padded = torch.stack([F.pad(sample, (0, 3 - len(sample))) for sample in samples])
    return padded, lengths


@unrelated("pad_to_longest")
def puts_the_zeros_in_front(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    longest = max(len(sample) for sample in samples)
    return torch.stack([F.pad(sample, (longest - len(sample), 0)) for sample in samples]), lengths


@unrelated("pad_to_longest")
def makes_int32_of_the_lengths(samples):
    lengths = torch.tensor([len(sample) for sample in samples], dtype=torch.int32)
    return pad_sequence(samples, batch_first=True), lengths


@unrelated("pad_to_longest")
def puts_the_lengths_first(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    return lengths, pad_sequence(samples, batch_first=True)


@unrelated("pad_to_longest")
def gives_a_list(samples):
    lengths = torch.tensor([len(sample) for sample in samples])
    return [pad_sequence(samples, batch_first=True), lengths]
