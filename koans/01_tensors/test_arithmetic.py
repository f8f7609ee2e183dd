"""Arithmetic: two products, and where their results are written.

`*` multiplies element by element, `@` multiplies rows by columns. First you use both and predict the shapes and dtypes
that they give. Broadcasting helps you there, and sometimes it is a trap that raises no error.
Then you decide whose memory a result is written to: methods with a trailing underscore, and `out=`.
"""

import warnings
from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from sensei import ___
from sensei.strategies import tensors_shaped


def rows_times_columns(left: Tensor, right: Tensor) -> list[list[float]]:
    """The matrix product in plain Python: each row of `left` with each column of `right`."""
    columns = list(zip(*right.tolist(), strict=True))
    return [[sum(x * y for x, y in zip(row, column, strict=True)) for column in columns] for row in left.tolist()]


def shape_or_none(operation: Callable[..., Tensor], *shapes: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape that `operation` gives for tensors of these shapes, or None where it raises."""
    try:
        return tuple(operation(*(torch.ones(shape) for shape in shapes)).shape)
    except RuntimeError:
        return None


def dtype_or_none(operation: Callable[..., Tensor], left: Tensor, right: Tensor | float) -> torch.dtype | None:
    """The dtype that `operation` gives, or None where it raises."""
    try:
        return operation(left, right).dtype
    except RuntimeError:
        return None


def verdict(operation: Callable[..., Tensor], left: Tensor, right: Tensor, out: Tensor) -> str:
    """What `operation(left, right, out=out)` does with `out`: it is "filled" or "resized", or the call "raises"."""
    memory = out.data_ptr()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            operation(left, right, out=out)
        except RuntimeError:
            return "raises"
    return "resized" if caught and out.data_ptr() != memory else "filled"


def elementwise_product(a: Tensor, b: Tensor) -> Tensor:
    """Multiply each element of `a` by the element of `b` in the same place.

    `a` and `b` have the same shape, any shape, and the same dtype. The result has that shape and that dtype.
    `a` and `b` stay as they are. Three spellings do it: `a * b`, `a.mul(b)` and `torch.mul(a, b)`.
    """
    return ___


def test_each_element_meets_the_one_in_its_place():
    a = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    b = torch.tensor([[10.0, 0.0, 2.0], [1.0, 3.0, -1.0]])
    assert elementwise_product(a, b).tolist() == [[10, 0, 6], [4, 15, -6]]


def test_the_factors_stay_as_they_are():
    a, b = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0, 5.0, 6.0])
    elementwise_product(a, b)
    assert [a.tolist(), b.tolist()] == [[1, 2, 3], [4, 5, 6]]


@given(
    tensors_shaped("nkm", "nkm")
    | tensors_shaped("n", "n", dtype=torch.int64)
    | tensors_shaped("", "", dtype=torch.float64)
)
def test_the_product_has_the_shape_and_the_dtype_of_its_factors(factors):
    a, b = factors
    expected = [x * y for x, y in zip(a.flatten().tolist(), b.flatten().tolist(), strict=True)]
    product = elementwise_product(a, b)
    assert product.shape == a.shape
    assert product.dtype == a.dtype
    assert product.flatten().tolist() == expected


def matrix_product(left: Tensor, right: Tensor) -> Tensor:
    """The matrix product: element [i, j] is the sum of row i of `left` times column j of `right`, place by place.

    `left` is float32 of shape (n, k), `right` is float32 of shape (k, m). The result is float32 of shape (n, m).
    Three spellings do it: `left @ right`, `left.matmul(right)` and `torch.matmul(left, right)`.
    """
    return ___


def test_each_row_meets_each_column():
    left = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    right = torch.tensor([[1.0, 0.0], [2.0, 1.0], [0.0, 0.5]])
    # The first row with the first column: 1*1 + 2*2 + 3*0 = 5.
    assert matrix_product(left, right).tolist() == [[5, 3.5], [14, 8]]


@given(tensors_shaped("nk", "km") | tensors_shaped("1k", "k1"))
def test_the_inner_sizes_agree_and_the_outer_sizes_stay(matrices):
    left, right = matrices
    product = matrix_product(left, right)
    assert product.shape == (left.shape[0], right.shape[1])
    assert product.dtype == torch.float32
    assert product.tolist() == rows_times_columns(left, right)


# Which shape has `left @ right`? Predict it for tensors of these shapes:
#          left         right
#     [0]  (2, 3)       (3, 4)
#     [1]  (2, 3)       (2, 3)
#     [2]  (2, 3)       (3,)
#     [3]  (3,)         (3,)
#     [4]  (5, 2, 3)    (3, 4)
# Write a list of five: a tuple for each shape, or None where `@` raises an error. The shape of a single number is ().
MATMUL_SHAPES = ___


def test_the_inner_size_disappears():
    assert len(MATMUL_SHAPES) == 5
    assert MATMUL_SHAPES[0] == shape_or_none(torch.matmul, (2, 3), (3, 4))


def test_two_equal_shapes_need_not_fit():
    assert MATMUL_SHAPES[1] == shape_or_none(torch.matmul, (2, 3), (2, 3))


def test_a_matrix_times_a_vector_is_a_vector():
    assert MATMUL_SHAPES[2] == shape_or_none(torch.matmul, (2, 3), (3,))


def test_a_vector_times_a_vector_is_a_single_number():
    assert MATMUL_SHAPES[3] == shape_or_none(torch.matmul, (3,), (3,))


def test_every_matrix_of_a_batch_is_multiplied():
    assert MATMUL_SHAPES[4] == shape_or_none(torch.matmul, (5, 2, 3), (3, 4))


def dot_products_of_rows(a: Tensor, b: Tensor) -> Tensor:
    """The dot product of every row of `a` with every row of `b`.

    `a` is float32 of shape (n, k), `b` is float32 of shape (m, k). The result is float32 of shape (n, m), and its
    element [i, j] is the dot product of a[i] and b[j].
    """
    return ___


def test_every_row_of_a_meets_every_row_of_b():
    a = torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, 0.0]])
    b = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
    assert dot_products_of_rows(a, b).tolist() == [[1, 2, 3, 6], [0, 1, 0, 1]]


@given(tensors_shaped("nk", "mk"))
def test_a_reshape_is_not_a_transpose(matrices):
    a, b = matrices
    expected = [[sum(x * y for x, y in zip(p, q, strict=True)) for q in b.tolist()] for p in a.tolist()]
    products = dot_products_of_rows(a, b)
    assert products.shape == (a.shape[0], b.shape[0])
    assert products.dtype == torch.float32
    assert products.tolist() == expected


# Which shape has `left * right`? Predict it for tensors of these shapes:
#          left         right
#     [0]  (2, 3)       (3,)
#     [1]  (2, 3)       (2,)
#     [2]  (2, 3)       (2, 1)
#     [3]  (4, 1)       (4,)
#     [4]  (5, 1, 3)    (2, 1)
# Write a list of five: a tuple for each shape, or None where `*` raises an error.
# The rule: line the two shapes up at their right ends. Sizes that stand below each other are equal, or one of them is 1
# or missing; that one is stretched to the other.
BROADCAST_SHAPES = ___


def test_shapes_are_lined_up_at_the_right():
    assert len(BROADCAST_SHAPES) == 5
    assert BROADCAST_SHAPES[0] == shape_or_none(torch.mul, (2, 3), (3,))


def test_shapes_are_not_lined_up_at_the_left():
    assert BROADCAST_SHAPES[1] == shape_or_none(torch.mul, (2, 3), (2,))


def test_a_column_is_stretched_over_all_columns():
    assert BROADCAST_SHAPES[2] == shape_or_none(torch.mul, (2, 3), (2, 1))


def test_a_column_and_a_vector_make_a_square():
    assert BROADCAST_SHAPES[3] == shape_or_none(torch.mul, (4, 1), (4,))


def test_both_sides_may_be_stretched():
    assert BROADCAST_SHAPES[4] == shape_or_none(torch.mul, (5, 1, 3), (2, 1))


def scale_rows(matrix: Tensor, factors: Tensor) -> Tensor:
    """Multiply row i of `matrix` by `factors[i]`, for every i.

    `matrix` is float32 of shape (n, m), `factors` is float32 of shape (n,). The result is float32 of shape (n, m).
    `matrix` and `factors` stay as they are.
    """
    return ___


def test_the_first_row_times_ten_and_the_second_times_a_hundred():
    matrix, factors = torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([10.0, 100.0])
    assert scale_rows(matrix, factors).tolist() == [[10, 20], [300, 400]]


@given(tensors_shaped("nm", "n"))
def test_each_row_has_its_own_factor(case):
    matrix, factors = case
    rows, numbers = matrix.tolist(), factors.tolist()
    scaled = scale_rows(matrix, factors)
    assert scaled.shape == matrix.shape
    assert scaled.dtype == torch.float32
    assert scaled.tolist() == [[number * x for x in row] for row, number in zip(rows, numbers, strict=True)]
    assert [matrix.tolist(), factors.tolist()] == [rows, numbers]


def mean_absolute_error(predictions: Tensor, targets: Tensor) -> float:
    """How far the predictions are from their targets on average: the mean of |prediction - target|, a float of Python.

    `predictions` is float32 of shape (n, 1), as a network gives them; `targets` is float32 of shape (n,).
    Prediction i belongs to target i. `.item()` makes a number of Python out of a tensor that holds one element.
    `predictions` and `targets` stay as they are.
    """
    return ___


def test_three_predictions_are_two_away_on_average():
    predictions, targets = torch.tensor([[1.0], [4.0], [9.0]]), torch.tensor([2.0, 4.0, 4.0])
    assert mean_absolute_error(predictions, targets) == 2  # the errors are 1, 0 and 5


def test_the_mean_is_a_number_of_python():
    error = mean_absolute_error(torch.tensor([[1.0], [4.0]]), torch.tensor([2.0, 2.0]))
    assert error == 1.5
    assert isinstance(error, float)


@given(tensors_shaped("n1", "n"))
def test_each_prediction_is_compared_with_its_own_target_only(case):
    predictions, targets = case
    before = [predictions.tolist(), targets.tolist()]
    errors = [abs(p - t) for [p], t in zip(*before, strict=True)]
    assert mean_absolute_error(predictions, targets) == pytest.approx(sum(errors) / len(errors))
    assert [predictions.tolist(), targets.tolist()] == before


# Which dtype has the result? Predict it:
#     [0]  a tensor of int64     *  2.5, a float of Python
#     [1]  a tensor of uint8     *  2, an int of Python
#     [2]  a tensor of uint8     *  a tensor of int64, of the same shape
#     [3]  a tensor of float32   *  a tensor of float64, of the same shape
#     [4]  a matrix of int64     @  a matrix of float32, of fitting shapes
# Write a list of five: torch.float32 and the like, or None where an error is raised.
RESULT_DTYPES = ___


def test_whole_numbers_times_a_float_become_the_default_float():
    assert len(RESULT_DTYPES) == 5
    assert RESULT_DTYPES[0] == dtype_or_none(torch.mul, torch.tensor([1, 2]), 2.5)


def test_a_number_of_python_does_not_widen_a_tensor_of_its_kind():
    assert RESULT_DTYPES[1] == dtype_or_none(torch.mul, torch.tensor([1, 2], dtype=torch.uint8), 2)


def test_of_two_integer_tensors_the_wider_wins():
    assert RESULT_DTYPES[2] == dtype_or_none(torch.mul, torch.tensor([1, 2], dtype=torch.uint8), torch.tensor([3, 4]))


def test_of_two_float_tensors_the_wider_wins():
    double = torch.tensor([3.0, 4.0], dtype=torch.float64)
    assert RESULT_DTYPES[3] == dtype_or_none(torch.mul, torch.tensor([1.0, 2.0]), double)


def test_the_matrix_product_does_not_promote():
    assert RESULT_DTYPES[4] == dtype_or_none(torch.matmul, torch.tensor([[1, 2]]), torch.tensor([[3.0], [4.0]]))


def brighten(image: Tensor, factor: int) -> Tensor:
    """Multiply every pixel by `factor`. What would be above 255 becomes 255.

    `image` is uint8 and has one dimension or more, `factor` is a whole number from 1 to 9. The result is uint8 of the
    same shape. `image` stays as it is.
    """
    return ___


def test_twice_as_bright_and_never_above_white():
    image = torch.tensor([0, 100, 127, 128, 200], dtype=torch.uint8)
    assert brighten(image, 2).tolist() == [0, 200, 254, 255, 255]


def test_an_image_of_bytes_stays_an_image_of_bytes():
    assert brighten(torch.tensor([[10, 90]], dtype=torch.uint8), 3).dtype == torch.uint8


@given(st.lists(st.lists(st.integers(0, 255), min_size=3, max_size=3), min_size=1, max_size=4), st.integers(1, 9))
def test_every_pixel_and_every_factor(pixels, factor):
    image = torch.tensor(pixels, dtype=torch.uint8)
    brighter = brighten(image, factor)
    assert brighter.tolist() == [[min(255, factor * pixel) for pixel in row] for row in pixels]
    assert image.tolist() == pixels


def scale_in_place(tensor: Tensor, factor: float) -> Tensor:
    """Multiply every element of `tensor` by `factor`, in the memory that `tensor` has, and return `tensor` itself.

    `tensor` is float32, has one dimension or more, and may be a view of a larger tensor, which sees the change.
    A method whose name ends in an underscore works in place.
    """
    return ___


def test_the_tensor_of_the_caller_changes():
    numbers = torch.tensor([1.0, 2.0, 3.0])
    returned = scale_in_place(numbers, 10)
    assert returned.tolist() == [10, 20, 30]
    assert numbers.tolist() == [10, 20, 30]


def test_what_comes_back_is_the_same_tensor():
    numbers = torch.tensor([1.0, 2.0, 3.0])
    assert scale_in_place(numbers, 10) is numbers


@given(tensors_shaped("nm"), st.integers(-36, 36).map(lambda quarters: quarters / 4))
def test_every_view_of_the_memory_sees_the_change(case, factor):
    [tensor] = case
    expected, view = [[factor * x for x in row] for row in tensor.tolist()], tensor.view_as(tensor)
    scale_in_place(tensor, factor)
    assert tensor.tolist() == expected
    assert view.tolist() == expected


def test_rows_and_columns_are_scaled_inside_of_their_matrix():
    matrix = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    scale_in_place(matrix[0], 10)
    assert matrix.tolist() == [[10, 20, 30], [4, 5, 6]]
    scale_in_place(matrix[:, 1:], 10)
    assert matrix.tolist() == [[10, 200, 300], [4, 50, 60]]


def multiply_into(a: Tensor, b: Tensor, out: Tensor) -> Tensor:
    """Write the element-wise product of `a` and `b` into the memory of `out`, and return `out` itself.

    All three are float32, of the same shape. What `out` holds before does not matter: it may be anything, also nan.
    `out` may be a part of a larger tensor. `a` and `b` stay as they are. Practise `torch.mul(..., out=...)` on it.
    """
    return ___


def test_the_product_stands_in_out():
    a, b, out = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0, 5.0, 6.0]), torch.tensor([7.0, 7.0, 7.0])
    returned = multiply_into(a, b, out)
    assert returned.tolist() == [4, 10, 18]
    assert a.tolist() == [1, 2, 3]
    assert out.tolist() == [4, 10, 18]


def test_what_comes_back_is_out():
    out = torch.zeros(2)
    assert multiply_into(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]), out) is out


@given(tensors_shaped("nm", "nm"))
def test_out_keeps_its_memory(factors):
    a, b = factors
    before = [a.tolist(), b.tolist()]
    rows, columns = a.shape
    larger = torch.full((rows, columns + 1), 7.0)
    out = larger[:, 1:]
    out[0, 0] = torch.nan
    expected = [x * y for x, y in zip(a.flatten().tolist(), b.flatten().tolist(), strict=True)]
    multiply_into(a, b, out)
    assert out.flatten().tolist() == expected
    assert larger[:, 1:].flatten().tolist() == expected
    assert larger[:, 0].tolist() == [7] * rows
    assert [a.tolist(), b.tolist()] == before


def matmul_buffer(left: Tensor, right: Tensor) -> Tensor:
    """Make a tensor that `torch.matmul(left, right, out=buffer)` can fill as it is: the right shape, the right dtype.

    `left` has the shape (n, k), `right` has the shape (k, m), both are float32 or both float64. Each buffer has memory
    of its own, and does not require grad, even if `left` or `right` does. Which numbers it holds does not matter, so
    `torch.empty` is good enough.
    """
    return ___


def test_the_buffer_is_as_large_as_the_product():
    assert list(matmul_buffer(torch.ones(2, 3), torch.ones(3, 4)).shape) == [2, 4]
    assert list(matmul_buffer(torch.ones(5, 1), torch.ones(1, 6)).shape) == [5, 6]


def test_the_buffer_has_the_dtype_of_the_product():
    double = torch.float64
    assert matmul_buffer(torch.ones(2, 3, dtype=double), torch.ones(3, 4, dtype=double)).dtype == double
    assert torch.ones(1).dtype == torch.float32  # the default dtype is what it was


def test_a_buffer_has_no_history():
    assert not matmul_buffer(torch.ones(2, 3), torch.ones(3, 4, requires_grad=True)).requires_grad


@given(tensors_shaped("nk", "km") | tensors_shaped("nk", "km", dtype=torch.float64))
def test_the_product_fills_the_buffer_as_it_is(matrices):
    left, right = matrices
    before, expected = [left.tolist(), right.tolist()], rows_times_columns(left, right)
    buffer, another = matmul_buffer(left, right), matmul_buffer(left, right)
    assert buffer.shape == (left.shape[0], right.shape[1])
    assert buffer.data_ptr() != another.data_ptr()
    torch.matmul(left, right, out=buffer)
    assert buffer.tolist() == expected
    assert [left.tolist(), right.tolist()] == before


# `a` and `b` are float32, of shape (2, 3). What happens to `out`?
#     [0]  torch.mul(a, b, out=out)         `out` is float64, of shape (2, 3)
#     [1]  torch.mul(a, b, out=out)         `out` is int64, of shape (2, 3)
#     [2]  torch.matmul(a, b.T, out=out)    `out` is float64, of shape (2, 2)
#     [3]  torch.mul(a, b, out=out)         `out` is float32, of shape (1, 3)
#     [4]  torch.mul(a, b, out=out)         `out` is float32, of shape (2, 3), and `a` requires grad
# Write a list of five words:
#     "filled"    the result stands in the memory of `out`
#     "resized"   there is a warning; `out` gets the shape of the result, and other memory with it
#     "raises"    there is an error
OUT_VERDICTS = ___


def test_mul_converts_its_result_to_the_dtype_of_out():
    assert len(OUT_VERDICTS) == 5
    out = torch.zeros(2, 3, dtype=torch.float64)
    assert OUT_VERDICTS[0] == verdict(torch.mul, torch.ones(2, 3), torch.ones(2, 3), out)


def test_floats_are_not_converted_to_integers_for_out():
    out = torch.zeros(2, 3, dtype=torch.int64)
    assert OUT_VERDICTS[1] == verdict(torch.mul, torch.ones(2, 3), torch.ones(2, 3), out)


def test_matmul_converts_nothing_for_out():
    out = torch.zeros(2, 2, dtype=torch.float64)
    assert OUT_VERDICTS[2] == verdict(torch.matmul, torch.ones(2, 3), torch.ones(3, 2), out)


def test_out_of_another_shape_is_resized():
    out = torch.zeros(1, 3)
    assert OUT_VERDICTS[3] == verdict(torch.mul, torch.ones(2, 3), torch.ones(2, 3), out)


def test_no_gradient_can_flow_through_out():
    a, out = torch.ones(2, 3, requires_grad=True), torch.zeros(2, 3)
    assert OUT_VERDICTS[4] == verdict(torch.mul, a, torch.ones(2, 3), out)


def predict_into(inputs: Tensor, weight: Tensor, out: Tensor) -> Tensor:
    """Write `inputs @ weight` into the memory of `out`, and return `out` itself. Nothing is recorded for gradients.

    All are float32: `inputs` of shape (n, k), `weight` of shape (k, m), `out` of shape (n, m). Only `weight` requires
    grad, as the weights of a network do, and it still does when you are done. `out` still does not.
    What `out` holds before does not matter.
    Elsewhere gradients are wanted: when you are done, `torch.is_grad_enabled()` is True, as it was before.
    """
    return ___


def test_two_inputs_and_a_weight_that_requires_grad():
    inputs = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    weight = torch.tensor([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]], requires_grad=True)
    out = torch.tensor([[7.0, torch.nan], [7.0, 7.0]])
    returned = predict_into(inputs, weight, out)
    assert returned.tolist() == [[5, 11], [14, 23]]
    assert out.tolist() == [[5, 11], [14, 23]]


def test_out_has_no_history():
    out = torch.zeros(2, 4)
    predict_into(torch.ones(2, 3), torch.ones(3, 4, requires_grad=True), out)
    assert not out.requires_grad


def test_the_weight_can_still_be_trained():
    weight = torch.ones(3, 4, requires_grad=True)
    predict_into(torch.ones(2, 3), weight, torch.zeros(2, 4))
    assert weight.requires_grad


def test_gradients_are_still_recorded_elsewhere():
    predict_into(torch.ones(2, 3), torch.ones(3, 4, requires_grad=True), torch.zeros(2, 4))
    assert torch.is_grad_enabled()


@given(tensors_shaped("nk", "km", "nm"))
def test_out_itself_comes_back_and_keeps_its_memory(case):
    inputs, weight, out = case
    expected, view = rows_times_columns(inputs, weight), out.view_as(out)
    returned = predict_into(inputs, weight.requires_grad_(), out)
    assert returned is out
    assert out.tolist() == expected
    assert view.tolist() == expected


def gram_in_place(c: Tensor) -> Tensor:
    """Replace the numbers in `c` by those of `c @ c.T`, in the memory that `c` has, and return `c` itself.

    `c` is float32 and square, and may be a part of a larger tensor.
    Think about which numbers are still needed when the first results are written.
    """
    return ___


def test_c_becomes_c_times_its_transpose():
    c = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    returned = gram_in_place(c)
    assert returned.tolist() == [[5, 11], [11, 25]]
    assert c.tolist() == [[5, 11], [11, 25]]


@given(tensors_shaped("nn"))
def test_c_is_read_to_the_end_before_it_is_overwritten(case):
    [numbers] = case
    size, expected = len(numbers), rows_times_columns(numbers, numbers.T)
    larger = torch.full((size, size + 1), 7.0)
    c = larger[:, 1:].copy_(numbers)
    returned = gram_in_place(c)
    assert returned is c
    assert c.tolist() == expected
    assert larger[:, 1:].tolist() == expected
    assert larger[:, 0].tolist() == [7] * size
