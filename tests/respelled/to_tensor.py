"""The misconceptions of to_tensor as other learners would write them, and wrong answers of another kind."""

import numpy as np
import torch
from torchvision.transforms import ToTensor, functional, v2

from sensei.check.respelled import respells, unrelated

unrelated("PHOTO_SHAPE", (4, 480, 640))
unrelated("PHOTO_SHAPE", (1, 480, 640))
unrelated("PHOTO_SHAPE", (480, 640))


@respells("to_tensor_by_hand")
def reshapes_instead_of_permuting(array):
    image = torch.from_numpy(array)
    image = image.view(image.shape[2], image.shape[0], image.shape[1])
    return image.float() / 255


@respells("to_tensor_by_hand")
def swaps_the_first_and_the_last_dimension(array):
    image = torch.from_numpy(array)
    image = image.permute(2, 1, 0)
    return image / 255


@respells("to_tensor_by_hand")
def only_changes_the_dtype(array):
    image = torch.tensor(array, dtype=torch.float32)
    return torch.permute(image, (2, 0, 1))


@respells("to_tensor_by_hand")
def divides_in_numpy(array):
    scaled = array.transpose(2, 0, 1) / 255.0
    return torch.from_numpy(scaled)


@respells("to_tensor_by_hand")
def leaves_the_channels_last(array):
    image = torch.tensor(array).to(torch.float32)
    return image.div(255)


@respells("to_tensor_by_hand")
def divides_by_256(array):
    image = torch.from_numpy(array.transpose(2, 0, 1))
    return image.float().div(256)


@respells("to_tensor_by_hand")
def divides_without_a_fraction(array):
    image = torch.from_numpy(array)
    image = torch.div(image, 255, rounding_mode="floor")
    return image.permute(2, 0, 1)


@unrelated("to_tensor_by_hand")
def permutes_into_another_order(array):
    return torch.from_numpy(array).permute(1, 2, 0) / 255


@unrelated("to_tensor_by_hand")
def turns_the_colours_around(array):
    return torch.from_numpy(array[:, :, ::-1].copy()).permute(2, 0, 1) / 255


@unrelated("to_tensor_by_hand")
def makes_a_negative(array):
    return 1 - torch.from_numpy(array).permute(2, 0, 1) / 255


@unrelated("to_tensor_by_hand")
def adds_a_batch_dimension(array):
    return (torch.from_numpy(array).permute(2, 0, 1) / 255).unsqueeze(0)


@unrelated("to_tensor_by_hand")
def goes_from_minus_one_to_one(array):
    return torch.from_numpy(array).permute(2, 0, 1) / 127.5 - 1


@unrelated("to_tensor_by_hand")
def makes_float16(array):
    return torch.from_numpy(array).permute(2, 0, 1).half() / 255


respells(
    "INT32_AND_FLOAT64",
    [(torch.float32, 1.0), (torch.float64, 255.0)],
    [(torch.float32, 1.0), (torch.float64, 1.0)],
)
respells(
    "INT32_AND_FLOAT64",
    [(torch.int32, 255), (torch.float32, 255.0)],
    [(torch.int64, 255), (torch.float32, 255.0)],
)
respells(
    "INT32_AND_FLOAT64",
    [(torch.int32, 255), (torch.float32, 1.0)],
    [(torch.int32, 51), (torch.float32, 1.0)],
)
unrelated("INT32_AND_FLOAT64", [(torch.int64, 255), (torch.float64, 255.0)])
unrelated("INT32_AND_FLOAT64", [(torch.uint8, 255), (torch.float64, 255.0)])
unrelated("INT32_AND_FLOAT64", [(torch.float64, 255.0), (torch.int32, 255)])


@respells("to_tensor_of_any_dtype")
def trusts_to_tensor(array):
    image = functional.to_tensor(array)
    return image


@respells("to_tensor_of_any_dtype")
def divides_uint8_twice(array):
    image = functional.to_tensor(array).to(torch.float32)
    image = image.div(255)
    return image


@respells("to_tensor_of_any_dtype")
def converts_to_uint8_first(array):
    pixels = torch.from_numpy(array).to(torch.uint8)
    return pixels.permute(2, 0, 1) / 255


@respells("to_tensor_of_any_dtype")
def guesses_from_the_largest_value(array):
    pixels = array.astype("float32")
    if array.max() > 1:
        pixels = pixels / 255
    return torch.from_numpy(pixels).permute(2, 0, 1)


@respells("to_tensor_of_any_dtype")
def guesses_whether_it_was_rescaled(array):
    image = ToTensor()(array).to(torch.float32)
    if (image > 1).any():
        image = image.div(255)
    return image


@respells("to_tensor_of_any_dtype")
def divides_by_the_largest_value(array):
    image = torch.tensor(array, dtype=torch.float32)
    image = image.div(torch.max(image))
    return image.permute(2, 0, 1)


@respells("to_tensor_of_any_dtype")
def trusts_scale_true(array):
    image = v2.functional.to_image(array)
    return v2.functional.to_dtype(image, torch.float32, scale=True)


@respells("to_tensor_of_any_dtype")
def divides_the_callers_array(array):
    image = torch.from_numpy(array).to(torch.float32)
    image /= 255
    return image.permute(2, 0, 1)


@respells("to_tensor_of_any_dtype")
def forgets_that_float64_stays(array):
    image = torch.from_numpy(array.transpose(2, 0, 1))
    return image.div(255)


@unrelated("to_tensor_of_any_dtype")
def divides_by_256_here(array):
    return ToTensor()(array.astype("float32")) / 256


@unrelated("to_tensor_of_any_dtype")
def keeps_the_channels_behind(array):
    return torch.from_numpy(array.astype("float32")) / 255


@unrelated("to_tensor_of_any_dtype")
def clamps_instead_of_dividing(array):
    return ToTensor()(array.astype("float32")).clamp(0, 1)


@unrelated("to_tensor_of_any_dtype")
def rounds_to_black_and_white(array):
    return (ToTensor()(array.astype("float32")) / 255).round()


@unrelated("to_tensor_of_any_dtype")
def goes_through_float16(array):
    return ToTensor()(array.astype("float16")) / 255


@unrelated("to_tensor_of_any_dtype")
def divides_by_the_largest_number_of_int16(array):
    return ToTensor()(array.astype("float32")) / torch.iinfo(torch.int16).max


unrelated("LARGEST_WITHOUT_SCALE", 256)
unrelated("LARGEST_WITHOUT_SCALE", 51)
unrelated("LARGEST_WITHOUT_SCALE", torch.float32)


@respells("modern_transform")
def still_uses_v2_to_tensor():
    return v2.Compose([v2.ToTensor()])


@respells("modern_transform")
def forgets_scale():
    def transform(picture):
        image = v2.functional.to_image(picture)
        return v2.functional.to_dtype(image, torch.float32)

    return transform


@respells("modern_transform")
def converts_the_dtype_before_there_is_a_tensor():
    as_float = v2.ToDtype(torch.float32, scale=True)
    as_image = v2.ToImage()
    return lambda picture: as_image(as_float(picture))


@respells("modern_transform")
def uses_the_old_to_tensor():
    return functional.to_tensor


@respells("modern_transform")
def converts_pil_pictures_only():
    to_tensor = v2.PILToTensor()
    to_float = v2.ToDtype(torch.float32, scale=True)

    def transform(picture):
        return to_float(to_tensor(picture))

    return transform


@respells("modern_transform")
def forgets_to_image():
    steps = [v2.ToDtype(torch.float32, scale=True)]
    return v2.Compose(steps)


@respells("modern_transform")
def returns_a_list():
    steps = []
    steps.append(v2.ToImage())
    steps.append(v2.ToDtype(torch.float32, scale=True))
    return steps


@respells("modern_transform")
def divides_the_image():
    to_image = v2.ToImage()

    def transform(picture):
        image = to_image(picture)
        return image.div(255)

    return transform


@unrelated("modern_transform")
def makes_float64():
    return v2.Compose([v2.ToImage(), v2.ToDtype(torch.float64, scale=True)])


@unrelated("modern_transform")
def passes_two_transforms_to_compose():
    return v2.Compose(v2.ToImage(), v2.ToDtype(torch.float32, scale=True))


@unrelated("modern_transform")
def forgets_to_return():
    v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])


@unrelated("modern_transform")
def normalizes_as_well():
    return v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.5] * 3, [0.5] * 3)])


@unrelated("modern_transform")
def flips_the_picture():
    return v2.Compose([v2.ToImage(), v2.RandomHorizontalFlip(p=1), v2.ToDtype(torch.float32, scale=True)])


@respells("normalize")
def meets_the_width_instead_of_the_channels(image, mean, std):
    means = torch.as_tensor(mean)
    deviations = torch.as_tensor(std)
    centred = torch.sub(image, means)
    return torch.div(centred, deviations)


@respells("normalize")
def changes_the_callers_picture(image, mean, std):
    image -= torch.tensor(mean)[:, None, None]
    image /= torch.tensor(std)[:, None, None]
    return image


@respells("normalize")
def divides_first(image, mean, std):
    return torch.stack([channel / s - m for channel, m, s in zip(image, mean, std)])


@respells("normalize")
def uses_the_first_channel_for_all(image, mean, std):
    return v2.Normalize(mean[:1], std[:1])(image)


@respells("normalize")
def measures_the_picture(image, mean, std):
    channels = []
    for channel in image:
        channels.append((channel - channel.mean()) / channel.std())
    return torch.stack(channels)


@respells("normalize")
def becomes_float64_by_numpy(image, mean, std):
    mean, std = np.array(mean)[:, None, None], np.array(std)[:, None, None]
    return torch.from_numpy((image.numpy() - mean) / std)


@unrelated("normalize")
def swaps_mean_and_std(image, mean, std):
    return v2.Normalize(std, mean)(image)


@unrelated("normalize")
def adds_the_mean(image, mean, std):
    return (image + torch.tensor(mean).view(-1, 1, 1)) / torch.tensor(std).view(-1, 1, 1)


@unrelated("normalize")
def multiplies_by_std(image, mean, std):
    return (image - torch.tensor(mean).view(-1, 1, 1)) * torch.tensor(std).view(-1, 1, 1)


@unrelated("normalize")
def meets_the_height(image, mean, std):
    return (image - torch.tensor(mean).view(-1, 1)) / torch.tensor(std).view(-1, 1)


@unrelated("normalize")
def divides_by_the_variance(image, mean, std):
    return (image - torch.tensor(mean).view(-1, 1, 1)) / torch.tensor(std).view(-1, 1, 1) ** 2


@unrelated("normalize")
def subtracts_the_mean_only(image, mean, std):
    return image - torch.tensor(mean).view(-1, 1, 1)


@respells("denormalize")
def adds_the_mean_too_early(image, mean, std):
    mean = torch.tensor(mean)[:, None, None]
    std = torch.tensor(std)[:, None, None]
    return (image + mean) * std


@respells("denormalize")
def normalizes_again(image, mean, std):
    return torch.stack([(channel - m) / s for channel, m, s in zip(image, mean, std)])


@respells("denormalize")
def meets_the_width_on_the_way_back(image, mean, std):
    means = torch.as_tensor(mean)
    deviations = torch.as_tensor(std)
    return torch.add(torch.mul(image, deviations), means)


@respells("denormalize")
def changes_the_normalized_picture(image, mean, std):
    image *= torch.tensor(std)[:, None, None]
    image += torch.tensor(mean)[:, None, None]
    return image


@respells("denormalize")
def clamps(image, mean, std):
    restored = torch.stack([channel * s + m for channel, m, s in zip(image, mean, std)])
    return torch.clip(restored, 0, 1)


@respells("denormalize")
def restores_all_with_the_first_channel(image, mean, std):
    m, s = mean[0], std[0]
    return torch.add(torch.mul(image, s), m)


@unrelated("denormalize")
def subtracts_the_mean(image, mean, std):
    return image * torch.tensor(std).view(-1, 1, 1) - torch.tensor(mean).view(-1, 1, 1)


@unrelated("denormalize")
def divides_by_std(image, mean, std):
    return image / torch.tensor(std).view(-1, 1, 1) + torch.tensor(mean).view(-1, 1, 1)


@unrelated("denormalize")
def swaps_the_two(image, mean, std):
    return image * torch.tensor(mean).view(-1, 1, 1) + torch.tensor(std).view(-1, 1, 1)


@unrelated("denormalize")
def forgets_to_add_the_mean(image, mean, std):
    return image * torch.tensor(std).view(-1, 1, 1)


@unrelated("denormalize")
def forgets_to_multiply(image, mean, std):
    return image + torch.tensor(mean).view(-1, 1, 1)


@unrelated("denormalize")
def meets_the_height_on_the_way_back(image, mean, std):
    return image * torch.tensor(std).view(-1, 1) + torch.tensor(mean).view(-1, 1)
