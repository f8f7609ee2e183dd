"""The teacher's book for 02_datasets/test_gallery.py."""

import random
from itertools import pairwise

import torch
from matplotlib import pyplot as plt
from torch.utils.data import Subset

from sensei.book import misconception, teach

SQUEEZED = [(28, 28), (1, 28, 28), (64, 28, 28), (64, 1, 28, 28)]

teach(
    "SQUEEZED",
    hints=[
        "Without an argument `squeeze` removes every dimension of size 1, whatever it stood for.",
        "With an argument it removes this dimension alone, and only if its size is 1. If not, nothing happens.",
    ],
    lesson="`squeeze()` takes the batch dimension along when the batch is one; `squeeze(1)` takes the channel only.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html",
)
misconception(
    "SQUEEZED",
    [(1, 28, 28), (1, 28, 28), (64, 28, 28), (64, 1, 28, 28)],
    "`one` has two dimensions of size 1, and `squeeze()` removes both of them: the batch is gone, too.",
)
misconception(
    "SQUEEZED",
    [(28, 28), (1, 28, 28), (64, 28, 28), (1, 28, 28)],
    "Dimension 0 of `many` has size 64, and `squeeze(0)` removes nothing that is not of size 1: it does nothing.",
)
misconception(
    "SQUEEZED",
    [(28, 28), (28, 28), (64, 28, 28), (64, 1, 28, 28)],
    "`squeeze(1)` removes one dimension, the one with the index 1. The batch of `one` stays.",
)
misconception(
    "SQUEEZED",
    [(1, 28, 28), (28, 28), (64, 28, 28), (64, 1, 28, 28)],
    "The first two are the other way round: `squeeze()` removes all of size 1, and `squeeze(1)` only dimension 1.",
)


def without_channel(images):
    return images.squeeze(1)


teach(
    without_channel,
    hints=[
        "Which index has the channel in (N, 1, H, W)?",
        "`squeeze(1)` removes this dimension and no other. So does `images[:, 0]`.",
    ],
    lesson="Say which dimension you want squeezed, or the code fails on the one batch that holds a single picture.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.squeeze.html",
)


@misconception(
    without_channel, "`squeeze()` removes every dimension of size 1: with a batch of one the batch is gone, too."
)
def squeezes_all(images):
    return images.squeeze()


@misconception(
    without_channel,
    "Dimension 0 is the batch, the channel is dimension 1. `squeeze(0)` fits a batch of one, and no larger one.",
)
def squeezes_the_batch(images):
    return images.squeeze(0)


@misconception(without_channel, "`images[0]` is the first picture, channel and all. The channel is dimension 1.")
def takes_the_first_picture(images):
    return images[0]


@misconception(
    without_channel, "`squeeze_`, with the underscore, changes `images` itself, and the caller needs it as it was."
)
def squeezes_in_place(images):
    return images.squeeze_(1)


@misconception(without_channel, "Not every picture is of 28 by 28 pixels: only the channel goes, the other sizes stay.")
def knows_the_size(images):
    return images.reshape(-1, 28, 28)


@misconception(
    without_channel, "A sum over the channel has the right numbers, but it makes `int64` of bytes. Remove, do not add."
)
def sums_the_channel(images):
    return images.sum(1)


def draw(axes, image, name):
    axes.imshow(image.squeeze(0), cmap="gray")
    axes.set_title(name)
    axes.axis("off")


teach(
    draw,
    hints=[
        "Three calls, all of them methods of `axes`: `imshow`, `set_title` and `axis`.",
        '`imshow` wants (H, W) and `cmap="gray"`. Here the channel is dimension 0.',
        '`axes.axis("off")` switches the axis off.',
    ],
    lesson="Draw with the methods of an axes, not with `plt`; and tell `imshow` that the picture is grey.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/data_tutorial.html",
)


@misconception(
    draw, "`plt.imshow` draws into the current axes, mostly the last made. You were given others: `axes.imshow`."
)
def draws_where_plt_is(axes, image, name):
    plt.imshow(image.squeeze(0), cmap="gray")
    plt.title(name)
    plt.axis("off")


@misconception(draw, "Without `cmap` one channel is drawn in matplotlib's own colours, from violet to yellow.")
def draws_in_violet_and_yellow(axes, image, name):
    axes.imshow(image.squeeze(0))
    axes.set_title(name)
    axes.axis("off")


@misconception(draw, "Maps such as `Greys` go from white to black: your picture is its own negative.")
def draws_the_negative(axes, image, name):
    axes.imshow(image.squeeze(0), cmap="Greys")
    axes.set_title(name)
    axes.axis("off")


@misconception(
    draw, "With `vmin=0, vmax=1` black is 0 and white is 1, whatever the picture holds. `imshow` finds its ends itself."
)
def fixes_black_and_white(axes, image, name):
    axes.imshow(image.squeeze(0), cmap="gray", vmin=0, vmax=1)
    axes.set_title(name)
    axes.axis("off")


@misconception(
    draw, '`plt.gray()` also turns the picture grey that `plt` drew last, and all later ones: `imshow(…, cmap="gray")`.'
)
def turns_everything_grey(axes, image, name):
    plt.gray()
    axes.imshow(image.squeeze(0))
    axes.set_title(name)
    axes.axis("off")


@misconception(draw, "A colour bar is one more axes in the figure, and takes its room from yours.")
def adds_a_colour_bar(axes, image, name):
    axes.figure.colorbar(axes.imshow(image.squeeze(0), cmap="gray"), ax=axes)
    axes.set_title(name)
    axes.axis("off")


@misconception(draw, 'With `origin="lower"` the first row is at the bottom: the picture stands on its head.')
def draws_upside_down(axes, image, name):
    axes.imshow(image.squeeze(0), cmap="gray", origin="lower")
    axes.set_title(name)
    axes.axis("off")


@misconception(draw, "All is drawn, but you also return something. Drawing changes `axes`: nothing is to be returned.")
def returns_the_axes(axes, image, name):
    axes.imshow(image.squeeze(0), cmap="gray")
    axes.set_title(name)
    axes.axis("off")
    return axes


@misconception(draw, 'The ticks and the frame are still there: `axes.axis("off")`.')
def keeps_the_axis(axes, image, name):
    axes.imshow(image.squeeze(0), cmap="gray")
    axes.set_title(name)


@misconception(
    draw, "`squeeze()` removes more than the channel when a picture has one row or one column. Say which: `squeeze(0)`."
)
def squeezes_a_row_away(axes, image, name):
    axes.imshow(image.squeeze(), cmap="gray")
    axes.set_title(name)
    axes.axis("off")


@misconception(draw, "A picture of shape (1, H, W) is no grey picture to matplotlib: take the channel away.")
def keeps_the_channel(axes, image, name):
    axes.imshow(image, cmap="gray")
    axes.set_title(name)
    axes.axis("off")


def pick(dataset, count=9):
    return [dataset[index] for index in torch.randperm(len(dataset))[:count].tolist()]


teach(
    pick,
    hints=[
        "Draw indices, not samples: then only what was drawn is read.",
        "`torch.randperm(n)` is all the numbers from 0 to n - 1 in a random order. Take the first `count`.",
    ],
    lesson="The first few of a random order are different samples, each with the same chance.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.randperm.html",
)


@misconception(pick, "`randint` draws each index anew, so a sample may come twice. `randperm` has every index once.")
def may_draw_one_twice(dataset, count=9):
    return [dataset[torch.randint(len(dataset), size=(1,)).item()] for _ in range(count)]


@misconception(pick, "`randperm(n)` goes from 0 to n - 1 already. With one less the last sample never comes.")
def never_draws_the_last(dataset, count=9):
    return [dataset[index] for index in torch.randperm(len(dataset) - 1)[:count].tolist()]


@misconception(pick, "These are the first samples of the dataset, and always the same. Draw them at random.")
def takes_the_first(dataset, count=9):
    return [dataset[index] for index in range(count)]


@misconception(pick, "You seed the random numbers in each call, so each call draws the same samples.")
def draws_the_same_each_time(dataset, count=9):
    torch.manual_seed(0)
    return [dataset[index] for index in torch.randperm(len(dataset))[:count].tolist()]


@misconception(pick, "`list(dataset)` reads every sample, to keep a few. Draw indices, and read only those.")
def reads_everything(dataset, count=9):
    return random.sample(list(dataset), count)


@misconception(
    pick, "You draw only where to begin, and the rest are its neighbours. Draw each sample from the whole dataset."
)
def draws_a_stretch(dataset, count=9):
    start = torch.randint(len(dataset) - count + 1, size=(1,)).item()
    return [dataset[index] for index in range(start, start + count)]


@misconception(pick, "`round` gives the first and the last index half the chance of the others: use `randperm`.")
def rounds_to_an_index(dataset, count=9):
    drawn = set()
    while len(drawn) < count:
        drawn.add(round(torch.rand(()).item() * (len(dataset) - 1)))
    return [dataset[index] for index in drawn]


@misconception(
    pick, "A `Subset` is a dataset, which reads a sample when it is asked for one. What is wanted is a list."
)
def returns_a_subset(dataset, count=9):
    return Subset(dataset, torch.randperm(len(dataset))[:count].tolist())


@misconception(pick, "You draw one sample from each part of the dataset, so two of the same part never come together.")
def draws_one_from_each_part(dataset, count=9):
    ends = [len(dataset) * part // count for part in range(count + 1)]
    return [dataset[random.randrange(start, end)] for start, end in pairwise(ends)]


def gallery(dataset, names):
    figure, grid = plt.subplots(3, 3, layout="constrained")
    for axes, (image, label) in zip(grid.flat, pick(dataset), strict=True):
        draw(axes, image, names[label])
    return figure


teach(
    gallery,
    hints=[
        "`figure, grid = plt.subplots(3, 3)` makes the figure. `grid.flat` are its nine axes.",
        "`zip(grid.flat, pick(dataset))` brings each axes together with one sample.",
        'With `layout="constrained"` in the call of `subplots` the titles get the room that they need.',
    ],
    lesson="Look at random samples, with their labels, before you train on them.",
    docs="https://docs.pytorch.org/tutorials/beginner/basics/data_tutorial.html",
)


@misconception(gallery, "`plt.show()` returns nothing. Return the figure: then it can be shown, saved or looked at.")
def shows_and_returns_nothing(dataset, names):
    _, grid = plt.subplots(3, 3)
    for axes, (image, label) in zip(grid.flat, pick(dataset), strict=True):
        draw(axes, image, names[label])


@misconception(
    gallery, "You draw a sample for the picture and another one for the title. Draw once, and use both of its parts."
)
def names_another_sample(dataset, names):
    figure, grid = plt.subplots(3, 3)
    images = [image for image, label in pick(dataset)]
    labels = [label for image, label in pick(dataset)]
    for axes, image, label in zip(grid.flat, images, labels, strict=True):
        draw(axes, image, names[label])
    return figure


@misconception(
    gallery,
    "`squeeze()` removes more than the channel when a picture has one row or one column. Say which: `squeeze(0)`.",
)
def squeezes_rows_away(dataset, names):
    figure, grid = plt.subplots(3, 3)
    for axes, (image, label) in zip(grid.flat, pick(dataset), strict=True):
        axes.imshow(image.squeeze(), cmap="gray")
        axes.set_title(names[label])
        axes.axis("off")
    return figure


@misconception(
    gallery,
    "With `num=1` each call draws into the same figure: the gallery of the call before is gone. Make a new one.",
)
def paints_over_the_last_one(dataset, names):
    figure, grid = plt.subplots(3, 3, num=1, clear=True)
    for axes, (image, label) in zip(grid.flat, pick(dataset), strict=True):
        draw(axes, image, names[label])
    return figure


@misconception(gallery, "The title is a number. `names[label]` is the name that belongs to it.")
def writes_numbers(dataset, names):
    figure, grid = plt.subplots(3, 3)
    for axes, (image, label) in zip(grid.flat, pick(dataset), strict=True):
        draw(axes, image, str(label))
    return figure


@misconception(gallery, "The names belong to the labels, not to the places in the figure: `names[label]`.")
def names_the_places(dataset, names):
    figure, grid = plt.subplots(3, 3)
    for number, (axes, (image, _)) in enumerate(zip(grid.flat, pick(dataset), strict=True)):
        draw(axes, image, names[number])
    return figure


@misconception(gallery, "These are the first nine samples, each time. Draw them at random.")
def shows_the_first_nine(dataset, names):
    figure, grid = plt.subplots(3, 3)
    for index, axes in enumerate(grid.flat):
        image, label = dataset[index]
        draw(axes, image, names[label])
    return figure


@misconception(
    gallery, "Each picture is drawn with `randint` on its own, so one may hang there twice. `pick` never does that."
)
def may_hang_one_twice(dataset, names):
    figure, grid = plt.subplots(3, 3)
    for axes in grid.flat:
        image, label = dataset[torch.randint(len(dataset), size=(1,)).item()]
        draw(axes, image, names[label])
    return figure


@misconception(gallery, "All nine are in one row. `plt.subplots(3, 3)` makes three rows of three.")
def hangs_all_in_a_row(dataset, names):
    figure, grid = plt.subplots(1, 9)
    for axes, (image, label) in zip(grid.flat, pick(dataset), strict=True):
        draw(axes, image, names[label])
    return figure


@misconception(
    gallery, '`plt.axis("off")` after the loop switches off one axis, the last. Each of the nine needs its own call.'
)
def switches_off_the_last_only(dataset, names):
    figure = plt.figure()
    for number, (image, label) in enumerate(pick(dataset), start=1):
        figure.add_subplot(3, 3, number)
        plt.title(names[label])
        plt.imshow(image.squeeze(0), cmap="gray")
    plt.axis("off")
    return figure


@misconception(gallery, "Without `cmap` one channel is drawn in matplotlib's own colours, from violet to yellow.")
def hangs_violet_and_yellow(dataset, names):
    figure, grid = plt.subplots(3, 3)
    for axes, (image, label) in zip(grid.flat, pick(dataset), strict=True):
        axes.imshow(image.squeeze(0))
        axes.set_title(names[label])
        axes.axis("off")
    return figure


@misconception(gallery, "A new figure for each picture: you return the last one, with one picture in it.")
def makes_nine_figures(dataset, names):
    for image, label in pick(dataset):
        figure, axes = plt.subplots()
        draw(axes, image, names[label])
    return figure
