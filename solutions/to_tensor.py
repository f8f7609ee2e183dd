"""The teacher's book for 03_transforms/test_to_tensor.py."""

import numpy as np
import torch
from torchvision import transforms
from torchvision.transforms import ToTensor, v2

from sensei.book import misconception, teach

PHOTO_SHAPE = (3, 480, 640)

teach(
    "PHOTO_SHAPE",
    hints=[
        "`ToTensor` gives (C, H, W): channels, height, width. Pillow names sizes the other way round: (width, height).",
        "RGB has 3 channels, and the picture is 480 high.",
    ],
    lesson="Pillow says (width, height), an array of pixels is (H, W, C), a PyTorch image is (C, H, W).",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ToTensor.html",
)
misconception(
    "PHOTO_SHAPE",
    (3, 640, 480),
    "Pillow gives sizes as (width, height); a tensor has the height before the width.",
)
misconception(
    "PHOTO_SHAPE",
    (480, 640, 3),
    "(H, W, C) is the shape of the array of pixels; `ToTensor` moves the channels to the front.",
)
misconception(
    "PHOTO_SHAPE",
    (640, 480, 3),
    "Two things turn round: `ToTensor` puts the channels first, and a tensor has the height before the width.",
)
misconception(
    "PHOTO_SHAPE",
    (1, 3, 480, 640),
    "`ToTensor` converts one picture and adds no batch dimension: that is the DataLoader's work.",
)


def to_tensor_by_hand(array):
    return torch.from_numpy(array).permute(2, 0, 1) / 255


teach(
    to_tensor_by_hand,
    hints=[
        "Three steps: a tensor from the array, channels to the front, values divided by 255.",
        "`permute(2, 0, 1)` says which old dimension comes first, second and third.",
        "`torch.from_numpy(array)` is uint8. Divided by 255 with `/` it becomes float32.",
    ],
    lesson="`permute` moves dimensions with their values; `reshape` only deals the same row of numbers out anew.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.permute.html",
)


@misconception(
    to_tensor_by_hand,
    "`reshape` and `view` keep the numbers in their old order, so the colours of one pixel end up side by side in one "
    "channel. Only `permute` moves the channels.",
)
def reshapes_instead_of_permuting(array):
    height, width, channels = array.shape
    return torch.from_numpy(array).reshape(channels, height, width) / 255


@misconception(
    to_tensor_by_hand,
    "Swapping the first and the last dimension gives (C, W, H): the picture lies on its side, mirrored.",
)
def swaps_the_first_and_the_last_dimension(array):
    return torch.from_numpy(array).transpose(0, 2) / 255


@misconception(
    to_tensor_by_hand,
    "`.float()` changes the dtype and leaves the values from 0 to 255.",
)
def only_changes_the_dtype(array):
    return torch.from_numpy(array).permute(2, 0, 1).float()


@misconception(
    to_tensor_by_hand,
    "Your tensor is float64, not float32. numpy makes that of uint8 divided by 255, and `torch.from_numpy` keeps it.",
)
def divides_in_numpy(array):
    return torch.from_numpy(array / 255).permute(2, 0, 1)


@misconception(
    to_tensor_by_hand,
    "The channels are still last: the shape is (H, W, C).",
)
def leaves_the_channels_last(array):
    return torch.from_numpy(array) / 255


@misconception(
    to_tensor_by_hand,
    "A byte has 256 values, but the largest of them is 255: divided by 256, white is not 1.",
)
def divides_by_256(array):
    return torch.from_numpy(array).permute(2, 0, 1) / 256


@misconception(
    to_tensor_by_hand,
    "`//` drops the fraction: all that is not quite 255 becomes 0, and the dtype stays uint8.",
)
def divides_without_a_fraction(array):
    return torch.from_numpy(array).permute(2, 0, 1) // 255


INT32_AND_FLOAT64 = [(torch.int32, 255), (torch.float64, 255.0)]

teach(
    "INT32_AND_FLOAT64",
    hints=[
        "The documentation of `ToTensor` names the only dtype of an array whose values are rescaled.",
        "For all other dtypes it says: tensors are returned without scaling. The dtype is not changed either.",
    ],
    lesson="`ToTensor` rescales uint8 arrays. Arrays of the other dtypes keep their dtype and their values.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ToTensor.html",
)
misconception(
    "INT32_AND_FLOAT64",
    [(torch.float32, 1.0), (torch.float32, 1.0)],
    "It is often said that `ToTensor` always gives float32 in [0, 1]. Of an array it does so only when it is uint8.",
)
misconception(
    "INT32_AND_FLOAT64",
    [(torch.float32, 255.0), (torch.float32, 255.0)],
    "Right, the values are not rescaled. The dtype is not changed either.",
)
misconception(
    "INT32_AND_FLOAT64",
    [(torch.int32, 255), (torch.float32, 255.0)],
    "Right, the values are not rescaled. float64 is not made float32: the dtype of the array is kept.",
)
misconception(
    "INT32_AND_FLOAT64",
    [(torch.float32, 1.0), (torch.float64, 255.0)],
    "An array of integers is rescaled only when its dtype is uint8: int32 stays as it is.",
)
misconception(
    "INT32_AND_FLOAT64",
    [(torch.int32, 255), (torch.float32, 1.0)],
    "An array of floats is left as it is: `ToTensor` takes it as rescaled already, and keeps float64.",
)
misconception(
    "INT32_AND_FLOAT64",
    [(torch.int32, 1), (torch.float64, 1.0)],
    "Right, the dtypes are kept. The values are kept, too: only uint8 is divided by 255.",
)


def to_tensor_of_any_dtype(array):
    return ToTensor()(array.astype("float32")) / 255


teach(
    to_tensor_of_any_dtype,
    hints=[
        "`ToTensor` treats uint8 in one way and all other dtypes in another. Give it one dtype only.",
        "After `array.astype('float32')` no array is rescaled for you any more: each has to be divided by 255.",
    ],
    lesson="Bring all to one dtype first, then rescale once: do not let the dtype of a file decide on your values.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.ToTensor.html",
)


@misconception(
    to_tensor_of_any_dtype,
    "`ToTensor` rescales uint8 alone. The other dtypes come through with values up to 255 and with their dtype.",
)
def trusts_to_tensor(array):
    return ToTensor()(array)


@misconception(
    to_tensor_of_any_dtype,
    "A uint8 array is divided twice here: `ToTensor` has divided it by 255 already.",
)
def divides_uint8_twice(array):
    return ToTensor()(array).float() / 255


@misconception(
    to_tensor_of_any_dtype,
    "A conversion to uint8 drops the fractions: 127.5 becomes 127.",
)
def converts_to_uint8_first(array):
    return ToTensor()(array.astype("uint8"))


@misconception(
    to_tensor_of_any_dtype,
    "A picture with no value above 1 need not have been rescaled before: it may be very dark. "
    "Let the dtype or the caller tell, not the values.",
)
def guesses_from_the_largest_value(array):
    image = torch.from_numpy(array).permute(2, 0, 1).float()
    return image / 255 if image.max() > 1 else image


@misconception(
    to_tensor_of_any_dtype,
    "`ToTensor` has rescaled uint8, and whether it did you guess from the largest value: a very dark picture of "
    "another dtype has no value above 1 either, and stays 255 times too bright.",
)
def guesses_whether_it_was_rescaled(array):
    image = ToTensor()(array).float()
    return image / 255 if image.max() > 1 else image


@misconception(
    to_tensor_of_any_dtype,
    "Divided by its own largest value, every picture reaches 1: a dark one becomes as bright as any other.",
)
def divides_by_the_largest_value(array):
    image = torch.from_numpy(array).permute(2, 0, 1).float()
    return image / image.max()


@misconception(
    to_tensor_of_any_dtype,
    "`scale=True` divides integers by the largest number of their dtype, for int32 that is 2147483647, "
    "and it leaves the values of floats alone.",
)
def trusts_scale_true(array):
    return v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])(array)


@misconception(
    to_tensor_of_any_dtype,
    "`torch.from_numpy` shares the array's memory, and `.float()` copies nothing where the dtype is float32 already. "
    "So `div_` divides the caller's array.",
)
def divides_the_callers_array(array):
    return torch.from_numpy(array).permute(2, 0, 1).float().div_(255)


@misconception(
    to_tensor_of_any_dtype,
    "Divided by 255, a float64 array stays float64. Say the dtype that you want: `.float()`.",
)
def forgets_that_float64_stays(array):
    return torch.from_numpy(array).permute(2, 0, 1) / 255


LARGEST_WITHOUT_SCALE = 255

teach(
    "LARGEST_WITHOUT_SCALE",
    hints=[
        "`v2.ToDtype(dtype, scale=False)`: look at its default.",
        "Without `scale=True` only the dtype changes: the number 255 becomes the number 255.0.",
    ],
    lesson="`v2.ToDtype` changes the dtype; it changes the values only with `scale=True`.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.v2.ToDtype.html",
)
misconception(
    "LARGEST_WITHOUT_SCALE",
    1.0,
    "`scale` is False unless you say otherwise: the values stay as they are, only their dtype becomes float32.",
)


def modern_transform():
    return v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])


teach(
    modern_transform,
    hints=[
        "`ToTensor` did two things. In v2 each has a transform of its own: `v2.ToImage` and `v2.ToDtype`.",
        "`v2.Compose([first, second])` makes one transform of several, in this order.",
        "`v2.ToDtype(torch.float32)` only changes the dtype. One argument is missing to bring the values to [0, 1].",
    ],
    lesson="`v2.ToImage` makes a `tv_tensors.Image`, `v2.ToDtype` with `scale=True` makes it float32 from 0 to 1.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.v2.ToTensor.html",
)


@misconception(
    modern_transform,
    "`v2.ToTensor` is the deprecated one. Its warning names the two transforms that replace it.",
)
def still_uses_v2_to_tensor():
    return v2.ToTensor()


@misconception(
    modern_transform,
    "Without `scale=True`, `v2.ToDtype` changes the dtype only: the values still go up to 255.",
)
def forgets_scale():
    return v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32)])


@misconception(
    modern_transform,
    "Your image is still uint8: `v2.ToDtype` has to follow `v2.ToImage`. PIL pictures and arrays it does not change.",
)
def converts_the_dtype_before_there_is_a_tensor():
    return v2.Compose([v2.ToDtype(torch.float32, scale=True), v2.ToImage()])


@misconception(
    modern_transform,
    "The numbers are right, but in a plain tensor, which does not say that it is a picture. The old `ToTensor` makes "
    "one, and so does arithmetic with an `Image`.",
)
def uses_the_old_to_tensor():
    return transforms.ToTensor()


@misconception(
    modern_transform,
    "`v2.PILToTensor` passes an array on as it is, and of a PIL picture it makes a plain tensor. "
    "`v2.ToImage` makes a `tv_tensors.Image` of both.",
)
def converts_pil_pictures_only():
    return v2.Compose([v2.PILToTensor(), v2.ToDtype(torch.float32, scale=True)])


@misconception(
    modern_transform,
    "`v2.ToDtype` alone passes PIL pictures and arrays on as they are. `v2.ToImage` has to make a tensor first.",
)
def forgets_to_image():
    return v2.ToDtype(torch.float32, scale=True)


@misconception(
    modern_transform,
    "A list of transforms can't be called. `v2.Compose` makes one transform of it.",
)
def returns_a_list():
    return [v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]


@misconception(
    modern_transform,
    "The numbers are right, but in a plain tensor, which does not say that it is a picture. The old `ToTensor` makes "
    "one, and so does arithmetic with an `Image`.",
)
def divides_the_image():
    return lambda picture: v2.ToImage()(picture) / 255


def normalize(image, mean, std):
    return v2.Normalize(mean, std)(image)


teach(
    normalize,
    hints=[
        "There is a transform for it: `v2.Normalize(mean, std)`. Or do it by hand with `-` and `/`.",
        "By hand, `mean` has to be a tensor of shape (C, 1, 1): then each number meets its own channel.",
    ],
    lesson="A statement about channels needs the shape (C, 1, 1): dimensions are matched from the right.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.v2.Normalize.html",
)


@misconception(
    normalize,
    "A tensor of shape (C,) is matched with the last dimension, the width. That is an error, or silently wrong where "
    "the width happens to be C. The shape (C, 1, 1) meets the channels.",
)
def meets_the_width_instead_of_the_channels(image, mean, std):
    return (image - torch.tensor(mean)) / torch.tensor(std)


@misconception(
    normalize,
    "`sub_` and `div_` write into the caller's picture.",
)
def changes_the_callers_picture(image, mean, std):
    mean, std = torch.tensor(mean).view(-1, 1, 1), torch.tensor(std).view(-1, 1, 1)
    return image.sub_(mean).div_(std)


@misconception(
    normalize,
    "`image / std - mean` divides first. The mean has to be subtracted before.",
)
def divides_first(image, mean, std):
    mean, std = torch.tensor(mean).view(-1, 1, 1), torch.tensor(std).view(-1, 1, 1)
    return image / std - mean


@misconception(
    normalize,
    "Each channel has its own mean and std; you used those of the first channel for all.",
)
def uses_the_first_channel_for_all(image, mean, std):
    return (image - mean[0]) / std[0]


@misconception(
    normalize,
    "You measured the mean and std of this one picture. `Normalize` uses the numbers that it is given, "
    "the same ones for every picture.",
)
def measures_the_picture(image, mean, std):
    return (image - image.mean(dim=(1, 2), keepdim=True)) / image.std(dim=(1, 2), keepdim=True)


@misconception(
    normalize,
    "Your result is float64. So are numbers from numpy, and a float64 tensor makes the result float64, too.",
)
def becomes_float64_by_numpy(image, mean, std):
    mean, std = torch.from_numpy(np.array(mean)), torch.from_numpy(np.array(std))
    return (image - mean.view(-1, 1, 1)) / std.view(-1, 1, 1)


def denormalize(image, mean, std):
    return image * torch.tensor(std).view(-1, 1, 1) + torch.tensor(mean).view(-1, 1, 1)


teach(
    denormalize,
    hints=[
        "`Normalize` first subtracts the mean, then divides by std. Undo the last step first.",
        "`image * std + mean`, with std and mean as tensors of shape (C, 1, 1).",
    ],
    lesson="What was done last is undone first: multiply by std, then add the mean.",
    docs="https://docs.pytorch.org/vision/stable/generated/torchvision.transforms.v2.Normalize.html",
)


@misconception(
    denormalize,
    "The mean was subtracted before the division, so it is added after the multiplication: "
    "(image + mean) * std, or `Normalize(-mean, 1 / std)`, adds it too early.",
)
def adds_the_mean_too_early(image, mean, std):
    return v2.Normalize([-m for m in mean], [1 / s for s in std])(image)


@misconception(
    denormalize,
    "This normalizes a second time.",
)
def normalizes_again(image, mean, std):
    return v2.Normalize(mean, std)(image)


@misconception(
    denormalize,
    "A tensor of shape (C,) is matched with the last dimension, the width. That is an error, or silently wrong where "
    "the width happens to be C. The shape (C, 1, 1) meets the channels.",
)
def meets_the_width_on_the_way_back(image, mean, std):
    return image * torch.tensor(std) + torch.tensor(mean)


@misconception(
    denormalize,
    "`mul_` and `add_` write into the caller's picture.",
)
def changes_the_normalized_picture(image, mean, std):
    return image.mul_(torch.tensor(std).view(-1, 1, 1)).add_(torch.tensor(mean).view(-1, 1, 1))


@misconception(
    denormalize,
    "`clamp` is good for showing a picture, but values outside of [0, 1] do not come back as they were.",
)
def clamps(image, mean, std):
    restored = image * torch.tensor(std).view(-1, 1, 1) + torch.tensor(mean).view(-1, 1, 1)
    return restored.clamp(0, 1)


@misconception(
    denormalize,
    "Each channel has its own mean and std; you used those of the first channel for all.",
)
def restores_all_with_the_first_channel(image, mean, std):
    return image * std[0] + mean[0]
