"""The misconceptions of gallery as other learners would write them, and wrong answers of another kind."""

import random
from itertools import islice

import torch
from matplotlib import pyplot as plt
from torch.utils.data import Subset

from sensei.check.respelled import respells, unrelated
from solutions.gallery import draw, pick

respells(
    "SQUEEZED",
    [(1, 28, 28), (1, 28, 28), (64, 28, 28), (64, 1, 28, 28)],
    [(1, 28, 28), (1, 28, 28), (64, 28, 28), (64, 28, 28)],
)
respells(
    "SQUEEZED",
    [(28, 28), (1, 28, 28), (64, 28, 28), (1, 28, 28)],
    [(28, 28), (1, 1, 28, 28), (64, 28, 28), (1, 28, 28)],
)
respells(
    "SQUEEZED",
    [(28, 28), (28, 28), (64, 28, 28), (64, 1, 28, 28)],
    [(28, 28), (28, 28), (64, 28, 28), (28, 28)],
)
unrelated("SQUEEZED", [(28, 28), (1, 28, 28), (64, 28, 28), (64, 28, 28)])
unrelated("SQUEEZED", [(28, 28), (1, 28, 28), (64, 1, 28, 28), (64, 1, 28, 28)])


@respells("without_channel")
def squeezes_all(images):
    return torch.squeeze(images)


@respells("without_channel")
def squeezes_the_batch(images):
    return torch.squeeze(images, dim=0)


@respells("without_channel")
def takes_the_first_picture(images):
    first = next(iter(images))
    return first


@respells("without_channel")
def squeezes_in_place(images):
    images.squeeze_(dim=1)
    return images


@respells("without_channel")
def knows_the_size(images):
    return images.view(len(images), 28, 28)


@respells("without_channel")
def sums_the_channel(images):
    return torch.sum(images, dim=1)


@unrelated("without_channel")
def makes_floats(images):
    return images.squeeze(1).float()


@unrelated("without_channel")
def squeezes_the_rows(images):
    return images.squeeze(2)


@unrelated("without_channel")
def flattens_the_pixels(images):
    return images.flatten(2)


@respells("draw")
def draws_where_plt_is(axes, image, name):
    plt.title(name)
    plt.axis(False)
    plt.imshow(image[0], cmap="gray")


@respells("draw")
def draws_in_violet_and_yellow(axes, image, name):
    height, width = image.shape[1:]
    axes.imshow(image.reshape(height, width))
    axes.set(title=name)
    axes.set_axis_off()


@respells("draw")
def draws_the_negative(axes, image, name):
    axes.axis("off")
    axes.set_title(name)
    axes.imshow(image[0], plt.cm.Greys)


@respells("draw")
def fixes_black_and_white(axes, image, name):
    picture = axes.imshow(image[0], cmap="gray")
    picture.set_clim(vmin=0, vmax=1)
    axes.set_title(name)
    axes.set_axis_off()


@respells("draw")
def turns_everything_grey(axes, image, name):
    axes.set_title(name)
    axes.set_axis_off()
    plt.gray()
    axes.imshow(image[0])


@respells("draw")
def adds_a_colour_bar(axes, image, name):
    picture = axes.imshow(image[0], cmap="gray")
    plt.colorbar(picture, ax=axes)
    axes.set_title(name)
    axes.set_axis_off()


@respells("draw")
def draws_upside_down(axes, image, name):
    axes.set_axis_off()
    axes.set_title(name)
    axes.imshow(image[0].numpy(), origin="lower", cmap="gray")


@respells("draw")
def returns_the_axes(axes, image, name):
    picture = axes.imshow(image[0], cmap="gray")
    axes.set(title=name)
    axes.set_axis_off()
    return picture


@respells("draw")
def keeps_the_axis(axes, image, name):
    pixels = image[0]
    axes.set(title=name)
    axes.imshow(pixels, cmap=plt.cm.gray)


@respells("draw")
def squeezes_a_row_away(axes, image, name):
    pixels = torch.squeeze(image)
    axes.set(title=name)
    axes.set_axis_off()
    axes.imshow(pixels, cmap="gray")


@respells("draw")
def keeps_the_channel(axes, image, name):
    axes.set_axis_off()
    axes.set(title=name)
    axes.imshow(image.numpy(), cmap=plt.cm.gray)


@unrelated("draw")
def turns_the_picture(axes, image, name):
    axes.imshow(image.squeeze(0).T, cmap="gray")
    axes.set_title(name)
    axes.axis("off")


@unrelated("draw")
def puts_the_title_on_the_left(axes, image, name):
    axes.imshow(image.squeeze(0), cmap="gray")
    axes.set_title(name, loc="left")
    axes.axis("off")


@unrelated("draw")
def draws_in_copper(axes, image, name):
    axes.imshow(image.squeeze(0), cmap="copper")
    axes.set_title(name)
    axes.axis("off")


@unrelated("draw")
def switches_off_every_axis(axes, image, name):
    axes.imshow(image.squeeze(0), cmap="gray")
    axes.set_title(name)
    for each in axes.figure.axes:
        each.axis("off")


@respells("pick")
def may_draw_one_twice(dataset, count=9):
    indices = torch.randint(0, len(dataset), (count,))
    return [dataset[index] for index in indices.tolist()]


@respells("pick")
def never_draws_the_last(dataset, count=9):
    order = torch.randperm(len(dataset) - 1)
    samples = []
    for i in order[:count]:
        samples.append(dataset[i.item()])
    return samples


@respells("pick")
def takes_the_first(dataset, count=9):
    return list(islice(dataset, count))


@respells("pick")
def draws_the_same_each_time(dataset, count=9):
    random.seed(42)
    return [dataset[index] for index in random.sample(range(len(dataset)), count)]


@respells("pick")
def reads_everything(dataset, count=9):
    samples = list(dataset)
    random.shuffle(samples)
    return samples[:count]


@respells("pick")
def draws_a_stretch(dataset, count=9):
    first = random.randint(0, len(dataset) - count)
    return [dataset[first + i] for i in range(count)]


@respells("pick")
def rounds_to_an_index(dataset, count=9):
    last = len(dataset) - 1
    indices = []
    while len(indices) < count:
        index = round(random.random() * last)
        if index not in indices:
            indices.append(index)
    return [dataset[index] for index in indices]


@respells("pick")
def returns_a_subset(dataset, count=9):
    indices = random.sample(range(len(dataset)), count)
    return Subset(dataset, indices)


@respells("pick")
def draws_one_from_each_part(dataset, count=9):
    samples = []
    for part in range(count):
        start = part * len(dataset) // count
        end = (part + 1) * len(dataset) // count
        index = torch.randint(start, end, (1,)).item()
        samples.append(dataset[index])
    return samples


@unrelated("pick")
def leaves_out_the_first_of_the_order(dataset, count=9):
    return [dataset[index] for index in torch.randperm(len(dataset))[1 : count + 1].tolist()]


@unrelated("pick")
def picks_indices(dataset, count=9):
    return torch.randperm(len(dataset))[:count].tolist()


@unrelated("pick")
def makes_a_tuple(dataset, count=9):
    return tuple(dataset[index] for index in torch.randperm(len(dataset))[:count].tolist())


@unrelated("pick")
def always_picks_nine(dataset, count=9):
    return [dataset[index] for index in torch.randperm(len(dataset))[:9].tolist()]


@respells("gallery")
def shows_and_returns_nothing(dataset, names):
    fig, axs = plt.subplots(3, 3)
    for ax, (image, label) in zip(axs.flatten(), pick(dataset)):
        draw(ax, image, names[label])
    return plt.show()


@respells("gallery")
def names_another_sample(dataset, names):
    fig, axs = plt.subplots(3, 3)
    for ax, (image, _), (_, label) in zip(axs.flatten(), pick(dataset), pick(dataset)):
        draw(ax, image, names[label])
    return fig


@respells("gallery")
def squeezes_rows_away(dataset, names):
    fig = plt.figure()
    for i, (image, label) in enumerate(pick(dataset)):
        ax = fig.add_subplot(3, 3, i + 1)
        ax.imshow(torch.squeeze(image), cmap="gray")
        ax.set_title(names[label])
        ax.set_axis_off()
    return fig


@respells("gallery")
def paints_over_the_last_one(dataset, names):
    fig = plt.figure(num=1)
    fig.clear()
    for ax, (image, label) in zip(fig.subplots(3, 3).flatten(), pick(dataset)):
        draw(ax, image, names[label])
    return fig


@respells("gallery")
def writes_numbers(dataset, names):
    fig, axs = plt.subplots(3, 3)
    for ax, (image, label) in zip(axs.flatten(), pick(dataset)):
        ax.imshow(image[0], cmap="gray")
        ax.set_title(label)
        ax.set_axis_off()
    return fig


@respells("gallery")
def names_the_places(dataset, names):
    samples = pick(dataset)
    fig, axs = plt.subplots(3, 3)
    for i in range(9):
        draw(axs.flatten()[i], samples[i][0], names[i])
    return fig


@respells("gallery")
def shows_the_first_nine(dataset, names):
    fig, axs = plt.subplots(3, 3)
    for row in range(3):
        for column in range(3):
            image, label = dataset[3 * row + column]
            draw(axs[row, column], image, names[label])
    return fig


@respells("gallery")
def may_hang_one_twice(dataset, names):
    fig = plt.figure()
    for i in range(1, 10):
        index = random.randint(0, len(dataset) - 1)
        image, label = dataset[index]
        draw(fig.add_subplot(3, 3, i), image, names[label])
    return fig


@respells("gallery")
def hangs_all_in_a_row(dataset, names):
    fig = plt.figure()
    for i, (image, label) in enumerate(pick(dataset)):
        draw(fig.add_subplot(1, 9, i + 1), image, names[label])
    return fig


@respells("gallery")
def switches_off_the_last_only(dataset, names):
    fig, axs = plt.subplots(3, 3)
    for ax, (image, label) in zip(axs.flatten(), pick(dataset)):
        ax.imshow(image[0], cmap="gray")
        ax.set_title(names[label])
    plt.axis("off")
    return fig


@respells("gallery")
def hangs_violet_and_yellow(dataset, names):
    fig = plt.figure()
    for i, (image, label) in enumerate(pick(dataset), 1):
        ax = fig.add_subplot(3, 3, i)
        ax.set_axis_off()
        ax.set(title=names[label])
        ax.imshow(image[0])
    return fig


@respells("gallery")
def makes_nine_figures(dataset, names):
    for image, label in pick(dataset):
        fig = plt.figure()
        draw(fig.add_subplot(), image, names[label])
    return fig


@unrelated("gallery")
def hangs_all_in_a_column(dataset, names):
    figure, grid = plt.subplots(9, 1)
    for axes, (image, label) in zip(grid.flat, pick(dataset), strict=True):
        draw(axes, image, names[label])
    return figure


@unrelated("gallery")
def takes_the_name_before(dataset, names):
    figure, grid = plt.subplots(3, 3)
    for axes, (image, label) in zip(grid.flat, pick(dataset), strict=True):
        draw(axes, image, names[label - 1])
    return figure


@unrelated("gallery")
def leaves_the_last_axes_empty(dataset, names):
    figure, grid = plt.subplots(3, 3)
    for axes, (image, label) in zip(grid.flat, pick(dataset, 8)):
        draw(axes, image, names[label])
    return figure


@unrelated("gallery")
def returns_the_grid(dataset, names):
    _, grid = plt.subplots(3, 3)
    for axes, (image, label) in zip(grid.flat, pick(dataset), strict=True):
        draw(axes, image, names[label])
    return grid
