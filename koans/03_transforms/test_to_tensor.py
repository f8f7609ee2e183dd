"""To tensor: from a picture to numbers that a network can read.

A picture in memory is bytes from 0 to 255 in the order height, width, channels (H, W, C).
PyTorch's image layers want floats, best from 0 to 1, in the order channels, height, width (C, H, W).
`ToTensor` makes the step, but not for every picture; `torchvision.transforms.v2` says it in two parts.
"""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from torch import Tensor
from torchvision import tv_tensors
from torchvision.transforms import ToTensor, v2

from sensei import ___
from sensei.strategies import tensors, unequal_sizes

pixel_arrays = arrays("uint8", unequal_sizes(3, smallest=1, largest=5), fill=st.nothing())


def red_and_yellow() -> np.ndarray:
    """A picture of one row and two pixels, (1, 2, 3): red beside yellow, which is red and green."""
    return np.array([[[255, 0, 0], [255, 255, 0]]], dtype="uint8")


def channels_first_from_0_to_1(array: np.ndarray) -> Tensor:
    """What is expected of an array (H, W, C) with pixels from 0 to 255, number by number."""
    height, width, channels = array.shape
    return torch.tensor(
        [
            [[float(array[row, column, channel]) / 255 for column in range(width)] for row in range(height)]
            for channel in range(channels)
        ]
    )


@st.composite
def pictures_with_mean_and_std(draw: st.DrawFn) -> tuple[Tensor, list[float], list[float]]:
    """A picture (C, H, W) and two numbers for each channel. Every std is a power of two: results are exact."""
    channels, height, width = draw(unequal_sizes(3))
    mean = draw(st.lists(st.sampled_from([-3.0, 0.5, 1.0, 4.0]), min_size=channels, max_size=channels))
    std = draw(st.lists(st.sampled_from([0.25, 0.5, 2.0, 4.0]), min_size=channels, max_size=channels))
    return draw(tensors((channels, height, width))), mean, std


# `photo = Image.new("RGB", (640, 480))` is a colour picture, 640 pixels wide and 480 pixels high.
# Which shape has `ToTensor()(photo)`? A tuple of three numbers.
PHOTO_SHAPE = ___


def test_channels_come_first_then_height_then_width():
    photo = Image.new("RGB", (640, 480))
    assert PHOTO_SHAPE == ToTensor()(photo).shape


def to_tensor_by_hand(array: np.ndarray) -> Tensor:
    """Do by hand what `ToTensor` does: a uint8 array (H, W, C) becomes a float32 tensor (C, H, W).

    0 becomes 0.0, 255 becomes 1.0, and what lies between keeps its proportion. The array is not changed.
    Practise `torch.from_numpy` and `permute` on it.
    """
    return ___


def test_red_and_yellow_become_three_channels():
    red, green, blue = [[1, 1]], [[0, 1]], [[0, 0]]
    assert to_tensor_by_hand(red_and_yellow()).tolist() == [red, green, blue]


@given(pixel_arrays)
def test_every_pixel_finds_its_place(array):
    before = array.copy()
    image = to_tensor_by_hand(array)
    assert image.dtype == torch.float32
    torch.testing.assert_close(image, channels_first_from_0_to_1(before))
    assert array.tolist() == before.tolist()


# Three arrays hold the same pixels: 0, 51 and 255. Only their dtypes differ: uint8, int32 and float64.
# After `ToTensor()`, dtype and largest value of the first are (torch.float32, 1.0).
# What are they of the second and of the third? A list of two such pairs: first int32, then float64.
INT32_AND_FLOAT64 = ___


def test_to_tensor_rescales_neither_int32_nor_float64():
    pixels = [[[0], [51], [255]]]
    images = [ToTensor()(np.array(pixels, dtype=dtype)) for dtype in ("int32", "float64")]
    assert INT32_AND_FLOAT64 == [(image.dtype, image.max().item()) for image in images]


def to_tensor_of_any_dtype(array: np.ndarray) -> Tensor:
    """A float32 tensor (C, H, W) with values in [0, 1], whether `array` (H, W, C) is uint8, int32, float32 or float64.

    The pixels of all four go from 0 (black) to 255 (white), so 255 becomes 1.0 in each; a dark picture
    stays as dark as it is. Fractions count: 127.5 becomes 0.5. The array is not changed.
    """
    return ___


@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32", "float64"])
def test_white_is_one_whatever_the_dtype(dtype):
    black_and_white = np.array([[[0], [255]]], dtype=dtype)
    assert to_tensor_of_any_dtype(black_and_white).tolist() == [[[0, 1]]]
    assert black_and_white.tolist() == [[[0], [255]]]


def test_a_fraction_of_a_pixel_value_is_kept():
    between = np.array([[[127.5], [63.75]]])
    assert to_tensor_of_any_dtype(between).flatten().tolist() == pytest.approx([0.5, 0.25])


@pytest.mark.parametrize("dtype", ["uint8", "int32", "float32", "float64"])
def test_a_dark_picture_stays_dark(dtype):
    nearly_black = np.array([[[0], [1]]], dtype=dtype)
    assert to_tensor_of_any_dtype(nearly_black).flatten().tolist() == pytest.approx([0, 1 / 255])


@given(pixel_arrays, st.sampled_from(["uint8", "int32", "float32", "float64"]))
def test_the_same_picture_in_every_dtype(pixels, dtype):
    array = pixels.astype(dtype)
    image = to_tensor_of_any_dtype(array)
    assert image.dtype == torch.float32
    torch.testing.assert_close(image, channels_first_from_0_to_1(pixels))
    assert array.tolist() == pixels.tolist()


# `convert = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32)])` is meant to do what `ToTensor()` does.
# Someone forgot `scale=True`. What is the largest value of `convert(array)` for a uint8 array of 0, 51 and 255?
LARGEST_WITHOUT_SCALE = ___


def test_to_dtype_only_scales_when_told():
    convert = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32)])
    image = convert(np.array([[[0], [51], [255]]], dtype="uint8"))
    assert LARGEST_WITHOUT_SCALE == image.max().item()


def modern_transform() -> Callable[[Image.Image | np.ndarray], tv_tensors.Image]:
    """Return a transform to put in the place of `v2.ToTensor()`, which is deprecated and says so in a warning.

    The transform is given a PIL picture or a uint8 array (H, W, C). It returns a `tv_tensors.Image`: a tensor
    that the other v2 transforms know to be a picture. It is float32, of shape (C, H, W), its values are in [0, 1].
    Neither making nor calling the transform gives a warning.
    """
    return ___


def test_a_pil_picture_becomes_three_channels_from_0_to_1():
    red, green, blue = [[1, 1]], [[0, 1]], [[0, 0]]
    image = modern_transform()(Image.fromarray(red_and_yellow()))
    assert image.dtype == torch.float32
    assert image.tolist() == [red, green, blue]


def test_nothing_deprecated_is_used():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        modern_transform()(Image.fromarray(red_and_yellow()))
    assert [str(warning.message) for warning in caught] == []


def test_v2_transforms_can_tell_that_it_is_a_picture():
    for picture in (red_and_yellow(), Image.fromarray(red_and_yellow())):
        assert type(modern_transform()(picture)) is tv_tensors.Image


@given(pixel_arrays)
def test_every_pixel_of_an_array_finds_its_place(array):
    image = modern_transform()(array)
    assert image.dtype == torch.float32
    torch.testing.assert_close(image, channels_first_from_0_to_1(array))


def normalize(image: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Return a new float32 tensor: every value minus the `mean` of its channel, divided by the `std` of its channel.

    `image` is float32 (C, H, W); `mean` and `std` hold one number for each channel. `image` is not changed.
    With a mean and a std of 0.5, values from 0 to 1 become values from -1 to 1.
    """
    return ___


def test_each_channel_has_its_own_mean_and_std():
    image = torch.tensor([[[1.0, 3.0]], [[5.0, 13.0]]])
    mean, std = [1.0, 5.0], [2.0, 4.0]
    assert normalize(image, mean, std).tolist() == [[[0, 1]], [[0, 2]]]


@given(pictures_with_mean_and_std())
def test_every_channel_is_shifted_and_scaled(case):
    image, mean, std = case
    before = image.tolist()
    normalized = normalize(image, mean, std)
    assert normalized.tolist() == [
        [[(value - mean[channel]) / std[channel] for value in row] for row in rows]
        for channel, rows in enumerate(before)
    ]
    assert normalized.dtype == torch.float32
    assert image.tolist() == before


def denormalize(image: Tensor, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Undo `v2.Normalize(mean, std)`: return a new float32 tensor with the values from before, to look at the picture.

    `image` is float32 (C, H, W) and is not changed; `mean` and `std` hold one number for each channel.
    Every value comes back as it was, one outside of [0, 1] too.
    """
    return ___


def test_first_multiply_by_std_then_add_the_mean():
    normalized = torch.tensor([[[0.25, 1.0]], [[0.0, 2.0]]])
    mean, std = [1.0, 5.0], [2.0, 4.0]
    assert denormalize(normalized, mean, std).tolist() == [[[1.5, 3]], [[5, 13]]]


@given(pictures_with_mean_and_std())
def test_there_and_back_again(case):
    image, mean, std = case
    normalized = v2.Normalize(mean, std)(image)
    before = normalized.tolist()
    restored = denormalize(normalized, mean, std)
    assert restored.tolist() == image.tolist()
    assert restored.dtype == torch.float32
    assert normalized.tolist() == before
