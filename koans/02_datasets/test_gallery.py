"""Gallery: look at your data.

Before a network sees the data, you should: nine pictures, drawn at random, each with the name of its class. A picture
has the shape (1, H, W), matplotlib wants (H, W), and the way from one to the other holds the trap of this topic.
When all is solved, your gallery of clothes is in `.koans/gallery.png`, and is shown where a screen or a notebook is.
"""

from collections.abc import Iterator
from typing import Any

import matplotlib
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from torch import Tensor
from torch.utils.data import Dataset

from sensei import ___
from sensei.strategies import tensors

pytestmark = pytest.mark.filterwarnings("ignore:__array__")  # torch and numpy about each other

TEN_NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


class Numbered(Dataset):
    """`size` pictures of 4 by 5 pixels. The first pixel is the number of the picture, the label its last digit."""

    def __init__(self, size: int):
        self.size = size
        self.asked: list[int] = []

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        if index >= self.size:
            raise IndexError(index)
        self.asked.append(int(index))
        return index + torch.arange(20.0).reshape(1, 4, 5) * 100, int(index) % 10


@pytest.fixture
def no_window() -> Iterator[None]:
    """Figures are drawn in memory, without a window, and closed after the test; matplotlib's settings come back."""
    plt.switch_backend("agg")
    with matplotlib.rc_context():  # `plt.gray()` would change them for all tests that follow
        yield
    plt.close("all")


def picture_in(axes: Axes) -> list[list[float]]:
    """The rows of pixels of the one picture in `axes`, as they are seen from top to bottom."""
    [image] = axes.images
    (_, _, low, high), (bottom, top) = image.get_extent(), axes.get_ylim()
    upright = (image.origin == "upper") == ((high > low) == (top > bottom))
    rows = image.get_array().tolist()
    return rows if upright else rows[::-1]


def ends_of_colours(axes: Axes) -> list[tuple[float, ...]]:
    """The colours of the smallest and of the largest pixel: red, green and blue of each."""
    [image] = axes.images
    pixels = image.get_array()
    return [tuple(float(part) for part in image.to_rgba(end)[:3]) for end in (pixels.min(), pixels.max())]


# `one = torch.zeros(1, 1, 28, 28)` is a batch of one picture, `many = torch.zeros(64, 1, 28, 28)` is one of 64.
# Which shapes have these four?
#     one.squeeze()     one.squeeze(1)     many.squeeze()     many.squeeze(0)
# Write a list of four tuples.
SQUEEZED = ___


def test_squeeze_takes_every_dimension_of_size_one_unless_told_which():
    one, many = torch.zeros(1, 1, 28, 28), torch.zeros(64, 1, 28, 28)
    squeezed = [one.squeeze(), one.squeeze(1), many.squeeze(), many.squeeze(0)]
    assert SQUEEZED == [tuple(images.shape) for images in squeezed]


def without_channel(images: Tensor) -> Tensor:
    """A batch of grey pictures without the channel: (N, 1, H, W) becomes (N, H, W), same pixels, same dtype.

    Only the channel goes, whatever N, H and W are: a batch of one is still a batch. `images` keeps its shape.
    """
    return ___


def test_a_batch_of_one_is_still_a_batch():
    images = torch.tensor([[[[1, 2, 3], [4, 5, 6]]]], dtype=torch.uint8)
    pictures = without_channel(images)
    assert pictures.tolist() == [[[1, 2, 3], [4, 5, 6]]]
    assert pictures.dtype == torch.uint8


@given(st.tuples(*[st.integers(1, 4)] * 3).flatmap(lambda nhw: tensors((nhw[0], 1, nhw[1], nhw[2]))))
def test_only_the_channel_goes(images):
    shape = tuple(images.shape)
    pictures = without_channel(images)
    assert pictures.tolist() == [channel for [channel] in images.tolist()]
    assert tuple(images.shape) == shape


def draw(axes: Axes, image: Tensor, name: str) -> None:
    """Draw one grey picture into `axes`, one of the axes of a figure. Nothing is returned.

    `image` has the shape (1, H, W) and keeps it; H or W may be 1. Draw its pixels with `imshow`, the first row on top,
    in a colour map such as "gray": its smallest pixel is black, its largest is white. `name` becomes the title, in the
    middle as usual, and the axis around the picture, with frame and ticks, is switched off: `axes.axison` is False.
    Other axes of the figure are left alone, and none are added.
    """
    ___


def test_the_picture_and_its_name_are_where_they_should_be(no_window):
    _, (left, right) = plt.subplots(1, 2)
    returned = draw(left, torch.tensor([[[0, 50], [100, 150], [200, 250]]]), "T-Shirt/top")
    assert (len(left.images), len(right.images)) == (1, 0)
    assert picture_in(left) == [[0, 50], [100, 150], [200, 250]]
    assert left.get_title() == "T-Shirt/top"
    assert right.get_title() == ""
    assert returned is None


def test_grey_goes_from_black_to_white(no_window):
    _, axes = plt.subplots()
    draw(axes, torch.tensor([[[2, 3], [4, 5]]]), "Bag")
    assert ends_of_colours(axes) == [(0, 0, 0), (1, 1, 1)]


def test_there_are_no_ticks_around_the_picture(no_window):
    _, (left, right) = plt.subplots(1, 2)
    draw(left, torch.tensor([[[0, 1], [2, 3]]]), "Bag")
    assert (left.axison, right.axison) == (False, True)


def test_other_axes_are_left_alone(no_window):
    figure, (left, right) = plt.subplots(1, 2)
    plt.sca(right)
    plt.imshow([[2, 3], [4, 5]], cmap="hot_r")
    draw(left, torch.tensor([[[0, 1], [2, 3]]]), "Bag")
    assert right.images[0].get_cmap().name == "hot_r"
    assert len(figure.axes) == 2


def test_a_picture_may_be_one_row_or_one_column(no_window):
    _, (left, right) = plt.subplots(1, 2)
    row, column = torch.tensor([[[1, 2, 3]]]), torch.tensor([[[1], [2], [3]]])
    draw(left, row, "row")
    draw(right, column, "column")
    assert [picture_in(left), picture_in(right)] == [[[1, 2, 3]], [[1], [2], [3]]]
    assert [tuple(row.shape), tuple(column.shape)] == [(1, 1, 3), (1, 3, 1)]


def pick(dataset: Dataset, count: int = 9) -> list[Any]:
    """A list of `count` different samples of `dataset`, drawn at random, anew in each call.

    Every sample has the same chance, the first and the last too, whichever others are drawn, and none is drawn twice.
    `dataset` has `count` samples or more. Only those that are drawn are read from it, each of them once.
    """
    return ___


def test_nine_of_nine_are_all_of_them():
    picked = pick(range(9))
    assert sorted(picked) == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert isinstance(picked, list)


def test_each_pick_is_a_new_one():
    picks = [pick(range(100)) for _ in range(2)]
    assert [len(set(picked)) for picked in picks] == [9, 9]
    assert sorted(picks[0]) != sorted(picks[1])


def test_every_sample_has_the_same_chance():
    picked = [sample for _ in range(1000) for sample in pick(range(3), 1)]
    assert sorted(set(picked)) == [0, 1, 2]
    assert max(picked.count(sample) for sample in range(3)) < 425  # of 1000: each comes about 333 times


def test_all_pairs_may_be_drawn():
    pairs = {tuple(sorted(pick(range(4), 2))) for _ in range(200)}
    assert sorted(pairs) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]


def test_only_what_is_picked_is_read():
    dataset = Numbered(13)
    samples = pick(dataset, 12)
    assert [int(image[0, 0, 0]) for image, label in samples] == dataset.asked
    assert (len(dataset.asked), len(set(dataset.asked))) == (12, 12)


def gallery(dataset: Dataset, names: list[str]) -> Figure:
    """A figure of nine different samples of `dataset`, drawn at random, anew in each call: three rows of three axes.

    A sample is a picture of shape (1, H, W), which it keeps, and its label, an int. Each of the nine axes shows one
    picture as `draw` does: in grey, `names[label]` as its title, the axis switched off. There are no other axes. You
    may use what you have written above. Return the figure: a new one in each call.
    """
    return ___


def test_nine_pictures_have_their_nine_names(no_window):
    figure = gallery(Numbered(9), TEN_NAMES)
    titles = sorted(axes.get_title() for axes in figure.axes)
    assert titles == ["eight", "five", "four", "one", "seven", "six", "three", "two", "zero"]


def test_every_title_is_that_of_its_picture(no_window):
    figure = gallery(Numbered(40), TEN_NAMES)
    numbers = [int(picture_in(axes)[0][0]) for axes in figure.axes]
    assert [axes.get_title() for axes in figure.axes] == [TEN_NAMES[number % 10] for number in numbers]
    pictures = [
        [[number + 100.0 * (row * 5 + column) for column in range(5)] for row in range(4)] for number in numbers
    ]
    assert [picture_in(axes) for axes in figure.axes] == pictures


def test_three_rows_of_three(no_window):
    corners = [axes.get_position() for axes in gallery(Numbered(20), TEN_NAMES).axes]
    assert len({(round(corner.x0, 3), round(corner.y0, 3)) for corner in corners}) == 9
    assert len({round(corner.x0, 3) for corner in corners}) == 3
    assert len({round(corner.y0, 3) for corner in corners}) == 3


def test_all_nine_are_grey_and_without_an_axis(no_window):
    figure = gallery(Numbered(20), TEN_NAMES)
    assert [axes.axison for axes in figure.axes] == [False] * 9
    assert [ends_of_colours(axes) for axes in figure.axes] == [[(0, 0, 0), (1, 1, 1)]] * 9


def test_every_gallery_has_other_pictures(no_window):
    dataset = Numbered(100)
    figures = [gallery(dataset, TEN_NAMES) for _ in range(2)]
    first, second = ({picture_in(axes)[0][0] for axes in figure.axes} for figure in figures)
    assert (len(first), len(second)) == (9, 9)
    assert first != second
    assert max(first) - min(first) > 8  # not nine neighbours


def test_pictures_of_one_row_hang_there_too(no_window):
    rows = [(torch.tensor([[[number, number + 1, number + 2]]]), number % 3) for number in range(9)]
    figure = gallery(rows, TEN_NAMES)
    assert sorted(picture_in(axes) for axes in figure.axes) == [[[n, n + 1, n + 2]] for n in range(9)]
    assert {tuple(image.shape) for image, label in rows} == {(1, 1, 3)}


def test_a_gallery_of_clothes(no_window, fashion_root, picture):
    from torchvision.datasets import FashionMNIST
    from torchvision.transforms import ToTensor

    clothes = FashionMNIST(fashion_root, train=False, transform=ToTensor())
    figure = gallery(clothes, FashionMNIST.classes)
    picture(figure)
    assert len(figure.axes) == 9
    for axes in figure.axes:
        pixels = (torch.tensor(picture_in(axes)) * 255).round()
        [[place, *_]] = (clothes.data == pixels).all(2).all(1).nonzero(as_tuple=True)
        assert axes.get_title() == FashionMNIST.classes[clothes.targets[place]]
        assert (axes.axison, ends_of_colours(axes)) == (False, [(0, 0, 0), (1, 1, 1)])
