"""Layers: the parts that networks are made of.

A layer takes a batch of numbers and gives another one. `Flatten` makes one row of each sample, `Linear` multiplies by
a weight and adds a bias, `ReLU` replaces what is negative by 0, `Sequential` runs one layer after the other.
What comes out in the end are logits, and `Softmax` makes probabilities of them.
First you predict what these layers do, then you do it by hand, then you put them together.
"""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from sensei import ___
from sensei.strategies import tensors, unequal_sizes


def affine(vector: list[float], weight: list[list[float]], bias: list[float]) -> list[float]:
    """One linear layer for one sample, in plain Python: each row of `weight` times the vector, plus its bias."""
    return [sum(w * v for w, v in zip(row, vector, strict=True)) + b for row, b in zip(weight, bias, strict=True)]


def without_negatives(vector: list[float]) -> list[float]:
    """What ReLU gives, in plain Python."""
    return [max(number, 0) for number in vector]


def largest(tensor: Tensor) -> float:
    """The largest absolute value in `tensor`, rounded to one digit."""
    return round(tensor.abs().max().item(), 1)


def rounded(tensor: Tensor) -> list[list[float]]:
    """The numbers of a matrix, rounded to three digits."""
    return [[round(number, 3) for number in row] for row in tensor.tolist()]


def put_into(model: nn.Module, *numbers: Tensor) -> None:
    """Put these numbers into the parameters of `model`, one tensor for each parameter, in their order."""
    for parameter, values in zip(model.parameters(), numbers, strict=True):
        parameter.data.copy_(values)


@st.composite
def linear_cases(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor]:
    """(x, weight, bias) of a linear layer: x has no, one or two dimensions in front of its last one."""
    size_in, size_out, *front = draw(unequal_sizes(4))
    shape = (*front[: draw(st.integers(0, 2))], size_in)
    return draw(tensors(shape)), draw(tensors((size_out, size_in))), draw(tensors((size_out,)))


@st.composite
def pairs_of_linears(draw: st.DrawFn) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """(x, weight, bias, weight, bias) for two linear layers, one after the other. x has the shape (N, in)."""
    size, size_in, hidden, size_out = draw(unequal_sizes(4, largest=5))
    shapes = [(size, size_in), (hidden, size_in), (hidden,), (size_out, hidden), (size_out,)]
    return tuple(draw(tensors(shape)) for shape in shapes)


@st.composite
def logits_of_batches(draw: st.DrawFn) -> list[list[int]]:
    """One list of scores for each sample, no two of them equal. There are never as many samples as classes."""
    size, num_classes = draw(unequal_sizes(2, largest=5))
    scores = st.lists(st.integers(-9, 9), min_size=num_classes, max_size=num_classes, unique=True)
    return draw(st.lists(scores, min_size=size, max_size=size))


# Which shape comes out, if `images` has the shape on the right?
#     [0]  nn.Flatten()(images)    (64, 1, 28, 28)
#     [1]  nn.Flatten()(images)    (3, 28, 28)
#     [2]  nn.Flatten()(images)    (1, 28, 28)
#     [3]  images.flatten()        (3, 28, 28)
# A list of four tuples. The layer `nn.Flatten()` and the method `flatten()` do not begin at the same dimension.
FLATTENED_SHAPES = ___


def test_the_layer_keeps_the_samples_apart_and_the_method_does_not():
    batches = [torch.zeros(64, 1, 28, 28), torch.zeros(3, 28, 28), torch.zeros(1, 28, 28)]
    flattened = [*(nn.Flatten()(images) for images in batches), torch.zeros(3, 28, 28).flatten()]
    assert FLATTENED_SHAPES == [tuple(images.shape) for images in flattened]


# `layer = nn.Linear(784, 512)`: it takes 784 numbers for each sample and gives 512.
# Which shapes have `layer.weight` and `layer.bias`? A pair of tuples: (shape of the weight, shape of the bias).
PARAMETER_SHAPES = ___


def test_a_weight_has_one_row_for_each_number_that_comes_out():
    layer = nn.Linear(784, 512)
    assert PARAMETER_SHAPES == (tuple(layer.weight.shape), tuple(layer.bias.shape))


def linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """What a linear layer computes: y = x @ W.T + b.

    `weight` is float32, of shape (out, in). `bias` is float32, of shape (out,), or None: then nothing is added, as in a
    layer that was made with `bias=False`. `x` is float32, of shape (..., in): in front of the last dimension it may
    have none, one or more others. They stay, so the result is float32, of shape (..., out).
    None of the three is changed.
    """
    return ___


def test_each_row_of_the_weight_gives_one_number():
    x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    weight, bias = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]]), torch.tensor([10.0, 20.0])
    # 1*1 + 2*0 + 3*2 + 10 = 17
    assert linear(x, weight, bias).tolist() == [[17, 25], [26, 31]]


def test_without_a_bias_nothing_is_added():
    x, weight = torch.tensor([[0.5, 2.0, 3.0]]), torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0]])
    assert linear(x, weight, None).tolist() == [[6.5, 5]]


def test_a_square_weight_is_transposed_as_well():
    x, weight, bias = torch.tensor([[1.0, 10.0]]), torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([0.0, 0.0])
    assert linear(x, weight, bias).tolist() == [[21, 43]]


@given(linear_cases())
def test_only_the_last_dimension_changes(case):
    x, weight, bias = case
    before = [tensor.tolist() for tensor in case]
    vectors = x.reshape(-1, x.shape[-1]).tolist()
    y = linear(x, weight, bias)
    assert y.shape == (*x.shape[:-1], len(bias))
    assert y.dtype == torch.float32
    assert y.reshape(-1, len(bias)).tolist() == [affine(vector, before[1], before[2]) for vector in vectors]
    assert [tensor.tolist() for tensor in case] == before


def linear_for(x: Tensor, out_features: int, bias: bool = True) -> nn.Linear:
    """A new `nn.Linear` that takes `x` as it is and gives `out_features` numbers for each vector in it.

    `x` has the shape (..., in). Its dtype is a float one, not always float32, and it may be on any device: the
    parameters of the layer have the same dtype and are on the same device. `bias` says whether the layer has a bias;
    a layer without one has None in its place. The default dtype of PyTorch stays float32.
    """
    return ___


def test_a_layer_for_three_numbers_of_float64():
    layer = linear_for(torch.ones(2, 3, dtype=torch.float64), 5)
    assert [tuple(layer.weight.shape), layer.weight.dtype] == [(5, 3), torch.float64]


def test_a_layer_may_have_no_bias():
    x = torch.ones(2, 3)
    assert linear_for(x, 5, False).bias is None
    assert linear_for(x, 5, True).bias.shape == (5,)


def test_the_layer_is_where_its_input_is():
    x = torch.empty(4, 2, 3, device="meta")  # a device without memory: there are shapes there, but no numbers
    layer = linear_for(x, 5)
    assert [parameter.device.type for parameter in layer.parameters()] == ["meta", "meta"]


@given(unequal_sizes(4), st.sampled_from([torch.float32, torch.float64, torch.bfloat16]), st.booleans())
def test_the_layer_takes_the_input_as_it_is(sizes, dtype, bias):
    size, length, size_in, size_out = sizes
    x = torch.ones(size, length, size_in, dtype=dtype)
    layer = linear_for(x, size_out, bias)
    assert layer(x).shape == (size, length, size_out)
    assert [parameter.dtype for parameter in layer.parameters()] == [dtype] * (1 + bias)
    assert torch.get_default_dtype() == torch.float32
    assert linear_for(x, size_out, bias) is not layer


# A new linear layer begins with random numbers between -bound and +bound. How large is this bound for
#     [0]  the weight of nn.Linear(100, 400)
#     [1]  the weight of nn.Linear(4, 100)
#     [2]  the bias of nn.Linear(100, 400)
# A list of three numbers. The bound is 1 divided by the square root of one of the two sizes.
INITIAL_BOUNDS = ___


def test_the_more_numbers_come_in_the_smaller_the_weights_begin():
    wide, narrow = nn.Linear(100, 400), nn.Linear(4, 100)
    assert INITIAL_BOUNDS == pytest.approx([largest(wide.weight), largest(narrow.weight), largest(wide.bias)])


def relu(x: Tensor) -> Tensor:
    """`x` with a 0 in the place of each negative number. What is not negative stays.

    `x` is float32, of any shape, and is not changed. The result has the same shape and dtype.
    """
    return ___


def test_negative_numbers_become_zero():
    assert relu(torch.tensor([-2.0, -0.5, 0.0, 0.5, 3.0])).tolist() == [0, 0, 0, 0.5, 3]
    assert relu(torch.tensor(-2.0)).tolist() == 0  # a single number has the shape ()


@given(unequal_sizes(2).flatmap(tensors))
def test_each_number_is_judged_on_its_own(x):
    before = x.tolist()
    y = relu(x)
    assert y.tolist() == [without_negatives(row) for row in before]
    assert y.dtype == torch.float32
    assert x.tolist() == before


def classifier(in_features: int, hidden: int, num_classes: int) -> nn.Sequential:
    """A new network of four layers, one after the other.

    1. each image becomes one row of `in_features` numbers,
    2. a linear layer makes `hidden` numbers of them,
    3. a ReLU replaces the negative ones by 0,
    4. a linear layer makes `num_classes` numbers of those: the logits, which may be negative and have any size.

    It is called with float32 images of shape (N, ...) and gives logits of shape (N, num_classes).
    """
    return ___


def test_two_of_the_four_layers_have_a_weight_and_a_bias():
    model = classifier(6, 4, 3)
    assert [list(parameter.shape) for parameter in model.parameters()] == [[4, 6], [4], [3, 4], [3]]
    assert classifier(6, 4, 3) is not model


def test_a_negative_number_is_cut_off_inside_but_not_at_the_end():
    model = classifier(4, 2, 2)
    weights = torch.tensor([[1.0, 1.0, 1.0, 1.0], [-1.0, -1.0, -1.0, -1.0]]), torch.tensor([[1.0, 1.0], [-2.0, 5.0]])
    put_into(model, weights[0], torch.tensor([0.0, 3.0]), weights[1], torch.tensor([0.0, 1.0]))
    image = torch.tensor([[[1.0, 2.0], [3.0, 4.0]]])
    # 1 + 2 + 3 + 4 = 10 and -10 + 3 = -7: the second becomes 0. Then 10 + 0 = 10 and -20 + 0 + 1 = -19.
    assert model(image).tolist() == [[10, -19]]


@given(pairs_of_linears(), st.integers(1, 3))
def test_images_of_any_size_become_logits(case, channels):
    x, *numbers = case
    images = torch.stack([x] * channels, dim=1).unsqueeze(-1)
    model = classifier(channels * x.shape[1], len(numbers[1]), len(numbers[3]))
    put_into(model, torch.cat([numbers[0]] * channels, dim=1), *numbers[1:])
    weight, bias, *last = [tensor.tolist() for tensor in numbers]
    rows = [affine(row * channels, [w * channels for w in weight], bias) for row in x.tolist()]
    assert model(images).tolist() == [affine(without_negatives(row), *last) for row in rows]


def merge(first: nn.Linear, second: nn.Linear) -> nn.Linear:
    """One linear layer that does what the two do together: for each `x` it gives `second(first(x))`.

    Both layers are float32 and have a bias. The result is a new layer, with its `in_features` and `out_features`, and
    the two stay as they are. Recording of gradients stays on.
    That there is such a layer is the reason for the ReLU between linear layers: without it, two are no more than one.
    """
    return ___


def test_two_linear_layers_in_a_row_are_one():
    first, second = nn.Linear(2, 3), nn.Linear(3, 1)
    put_into(first, torch.tensor([[1.0, 2.0], [0.0, 1.0], [1.0, 0.0]]), torch.tensor([1.0, 0.0, 2.0]))
    put_into(second, torch.tensor([[1.0, 10.0, 100.0]]), torch.tensor([5.0]))
    merged = merge(first, second)
    # Weight: 1*1 + 10*0 + 100*1 = 101 and 1*2 + 10*1 + 100*0 = 12. Bias: 1*1 + 10*0 + 100*2 + 5 = 206.
    assert [merged.weight.tolist(), merged.bias.tolist()] == [[[101, 12]], [206]]


@given(pairs_of_linears())
def test_the_merged_layer_gives_what_the_two_give(case):
    x, *numbers = case
    first, second = nn.Linear(*numbers[0].T.shape), nn.Linear(*numbers[2].T.shape)
    put_into(nn.Sequential(first, second), *numbers)
    merged = merge(first, second)
    assert isinstance(merged, nn.Linear)
    assert merged(x).tolist() == second(first(x)).tolist()
    assert (merged.in_features, merged.out_features) == (first.in_features, second.out_features)
    parameters = [*first.parameters(), *second.parameters()]
    assert [parameter.tolist() for parameter in parameters] == [tensor.tolist() for tensor in numbers]
    assert [parameter.requires_grad for parameter in parameters] == [True] * 4
    assert torch.is_grad_enabled() is True


# `scores = torch.zeros(2, 4)`: two samples, four classes. In a softmax of it all numbers are equal: how large are they?
#     nn.Softmax(dim=1)(scores)
#     nn.Softmax(dim=0)(scores)
# A pair of numbers. Softmax makes numbers that sum to 1 along its dimension.
SOFTMAX_OF_ZEROS = ___


def test_the_dimension_of_a_softmax_is_the_one_that_sums_to_one():
    scores = torch.zeros(2, 4)
    [along_1], [along_0] = [set(nn.Softmax(dim=dim)(scores).flatten().tolist()) for dim in (1, 0)]
    assert SOFTMAX_OF_ZEROS == (along_1, along_0)


def probabilities(logits: Tensor) -> Tensor:
    """The probabilities of the classes that belong to these logits. Logits are not probabilities themselves.

    `logits` is float32, of shape (N, C), and is not changed. The result is float32, of the same shape. Each probability
    is exp(logit) / (the sum of exp over the logits of the same sample), so that those of one sample sum to 1.
    Logits may be as large as 1000, where `exp` alone gives infinity.
    """
    return ___


def test_each_sample_has_one_to_give_to_its_classes():
    logits = torch.tensor([[1.0, 1.0, 2.0], [5.0, 2.0, 1.0]]).log()
    # exp gives these numbers back, and then they are divided: by 4 in the first row, by 8 in the second.
    assert rounded(probabilities(logits)) == [[0.25, 0.25, 0.5], [0.625, 0.25, 0.125]]


def test_large_logits_do_not_overflow():
    logits = torch.tensor([[1000.0, 999.0, 0.0], [-1000.0, 0.0, 0.0]])
    # As for [1, 0, …]: e / (e + 1) = 0.731 and 1 / (e + 1) = 0.269. What is far below the largest comes to nothing.
    assert rounded(probabilities(logits)) == [[0.731, 0.269, 0], [0, 0.5, 0.5]]


@given(logits_of_batches())
def test_the_probabilities_of_a_sample_depend_on_its_own_logits(scores):
    logits = torch.tensor(scores).float()
    result = probabilities(logits)
    assert result.shape == logits.shape
    assert result.dtype == torch.float32
    for row, numbers in zip(scores, result.tolist(), strict=True):
        total = sum(math.exp(score) for score in row)
        assert numbers == pytest.approx([math.exp(score) / total for score in row], rel=1e-4)
    assert logits.tolist() == scores


def predicted_classes(logits: Tensor) -> Tensor:
    """For each sample the number of the class with the highest logit.

    `logits` is float32, of shape (N, C), and in no sample are two logits equal. The result is int64, of shape (N,).
    """
    return ___


def test_each_sample_chooses_among_its_own_logits():
    logits = torch.tensor(
        [[1.0, 3.0, 2.0, -5.0], [-4.0, -1.0, -3.0, -6.0], [1.0, 1.2, 1.4, 1.3], [100.0, 200.0, 0.0, 300.0]]
    )
    assert predicted_classes(logits).tolist() == [1, 1, 2, 3]


def test_a_batch_of_one_gives_a_list_of_one():
    assert predicted_classes(torch.tensor([[1.0, 3.0, 2.0]])).tolist() == [1]


@given(logits_of_batches())
def test_the_class_is_the_place_of_the_highest_logit(scores):
    classes = predicted_classes(torch.tensor(scores).float())
    assert classes.tolist() == [row.index(max(row)) for row in scores]
    assert classes.dtype == torch.int64
