"""The misconceptions of arithmetic as other learners would write them, and wrong answers of another kind."""

import torch

from sensei.check.respelled import respells, unrelated


@respells("elementwise_product")
def multiplies_matrices(a, b):
    return torch.matmul(a, b)


@respells("elementwise_product")
def transposes_until_matmul_fits(a, b):
    b_transposed = b.transpose(0, 1)
    return torch.matmul(a, b_transposed)


@respells("elementwise_product")
def sums_the_products(a, b):
    products = torch.mul(a, b)
    return torch.sum(products)


@respells("elementwise_product")
def overwrites_a(a, b):
    a *= b
    return a


@respells("elementwise_product")
def makes_floats(a, b):
    product = torch.mul(a, b)
    return product.to(torch.float32)


@respells("elementwise_product")
def goes_through_a_list(a, b):
    result = []
    for x, y in zip(a.reshape(-1), b.reshape(-1)):
        result.append(x.item() * y.item())
    return torch.tensor(result).view(a.shape)


@unrelated("elementwise_product")
def adds_the_factors(a, b):
    return a + b


@unrelated("elementwise_product")
def squares_a(a, b):
    return a * a


@unrelated("elementwise_product")
def multiplies_the_sums(a, b):
    return a.sum() * b.sum()


@unrelated("elementwise_product")
def flattens_the_product(a, b):
    return (a * b).flatten()


@unrelated("elementwise_product")
def overwrites_b(a, b):
    return b.mul_(a)


@respells("matrix_product")
def multiplies_elements(left, right):
    return torch.mul(left, right)


@respells("matrix_product")
def transposes_until_mul_fits(left, right):
    flipped = right.t()
    return left.mul(flipped)


@respells("matrix_product")
def swaps_the_factors(left, right):
    return torch.matmul(right, left)


@respells("matrix_product")
def returns_the_transpose(left, right):
    product = left.matmul(right)
    return product.T


@respells("matrix_product")
def makes_the_result_as_large_as_left(left, right):
    result = torch.zeros(left.shape)
    for row in range(len(left)):
        for column in range(right.shape[1]):
            result[row, column] = left[row] @ right[:, column]
    return result


@unrelated("matrix_product")
def leaves_the_last_place_out(left, right):
    return left[:, :-1] @ right[:-1]


@unrelated("matrix_product")
def adds_up_the_rows_of_the_product(left, right):
    return (left @ right).sum(1)


@unrelated("matrix_product")
def transposes_right(left, right):
    return left @ right.T


@unrelated("matrix_product")
def subtracts_instead_of_adding(left, right):
    return left[:, :1] @ right[:1] - left[:, 1:] @ right[1:]


respells(
    "MATMUL_SHAPES",
    [(3, 3), None, (2,), (), (5, 2, 4)],
    [(3, 3), None, (2,), (), (5, 3, 3)],
)
respells(
    "MATMUL_SHAPES",
    [(2, 4), (2, 3), (2,), (), (5, 2, 4)],
    [(2, 4), (2, 3), (2, 3), (3,), (5, 2, 4)],
)
respells(
    "MATMUL_SHAPES",
    [(2, 4), (2, 2), (2,), (), (5, 2, 4)],
    [(2, 4), (2, 2), (2,), (3, 3), None],
)
respells(
    "MATMUL_SHAPES",
    [(2, 4), None, (2, 1), (), (5, 2, 4)],
    [(2, 4), None, (2, 1), (1, 1), (5, 2, 4)],
)
respells(
    "MATMUL_SHAPES",
    [(2, 4), None, (2,), (1,), (5, 2, 4)],
    [(2, 4), None, (2,), (1,), (2, 4)],
)
respells(
    "MATMUL_SHAPES",
    [(2, 4), None, (2,), (3,), (5, 2, 4)],
    [(2, 4), None, (2,), (3,), None],
)
unrelated("MATMUL_SHAPES", [(4, 2), None, (2,), (), (5, 2, 4)])
unrelated("MATMUL_SHAPES", [(2, 4), None, (3,), (), (5, 2, 4)])
unrelated("MATMUL_SHAPES", [(2, 4), None, None, None, (5, 2, 4)])
unrelated("MATMUL_SHAPES", [(2, 4), None, (2,), ()])


@respells("dot_products_of_rows")
def reshapes_b(a, b):
    rows, columns = b.shape
    return torch.matmul(a, b.view(columns, rows))


@respells("dot_products_of_rows")
def transposes_nothing(a, b):
    return a.matmul(b)


@respells("dot_products_of_rows")
def starts_from_b(a, b):
    return torch.stack([torch.stack([torch.dot(p, q) for p in a]) for q in b])


@respells("dot_products_of_rows")
def pairs_row_with_row(a, b):
    count = min(len(a), len(b))
    return (a[:count] * b[:count]).sum(1)


@respells("dot_products_of_rows")
def computes_cosines(a, b):
    a = a / a.norm(dim=1, keepdim=True)
    b = b / b.norm(dim=1, keepdim=True)
    return a @ b.T


@unrelated("dot_products_of_rows")
def adds_up_everything(a, b):
    return (a @ b.T).sum()


@unrelated("dot_products_of_rows")
def measures_distances(a, b):
    return torch.cdist(a, b)


@unrelated("dot_products_of_rows")
def compares_a_with_itself(a, b):
    return a @ a.T


@unrelated("dot_products_of_rows")
def multiplies_columns_by_columns(a, b):
    return a.T @ b


respells(
    "BROADCAST_SHAPES",
    [None, None, (2, 3), (4, 4), (5, 2, 3)],
    [None, None, (2, 3), (4, 4), (5, 2, 1)],
)
respells(
    "BROADCAST_SHAPES",
    [(2, 3), (2, 3), (2, 3), (4, 4), (5, 2, 3)],
    [(2, 3), (2, 3), (2, 3), (4, 1), (5, 2, 3)],
)
respells(
    "BROADCAST_SHAPES",
    [(2, 3), None, None, (4, 4), (5, 2, 3)],
    [(2, 3), None, None, (4, 4), None],
)
respells(
    "BROADCAST_SHAPES",
    [(2, 3), None, (2, 3), (4, 1), (5, 2, 3)],
    [(2, 3), None, (2, 3), (4, 1), (5, 1, 3)],
)
respells(
    "BROADCAST_SHAPES",
    [(2, 3), None, (2, 3), (4,), (5, 2, 3)],
    [(2, 3), None, (2, 3), (4,), (5, 3)],
)
unrelated("BROADCAST_SHAPES", [(3, 2), None, (2, 3), (4, 4), (5, 2, 3)])
unrelated("BROADCAST_SHAPES", [(2, 3), None, (2, 1), (4, 4), (5, 2, 3)])
unrelated("BROADCAST_SHAPES", [(2, 3), (2, 2), (2, 3), (4, 4), (5, 2, 3)])


@respells("scale_rows")
def scales_columns(matrix, factors):
    return torch.mul(matrix, factors[None, :])


@respells("scale_rows")
def makes_a_column_of_two(matrix, factors):
    column = factors.view(2, 1)
    return torch.mul(matrix, column)


@respells("scale_rows")
def adds_the_rows_up(matrix, factors):
    return (matrix * factors[:, None]).sum(0)


@respells("scale_rows")
def scales_the_matrix_of_the_caller(matrix, factors):
    for i in range(len(factors)):
        matrix[i] *= factors[i]
    return matrix


@unrelated("scale_rows")
def scales_with_the_first_factor(matrix, factors):
    return matrix * factors[0]


@unrelated("scale_rows")
def adds_the_factors_to_the_rows(matrix, factors):
    return matrix + factors[:, None]


@unrelated("scale_rows")
def divides_the_rows(matrix, factors):
    return matrix / factors[:, None]


@respells("mean_absolute_error")
def compares_all_with_all(predictions, targets):
    errors = torch.abs(torch.sub(predictions, targets))
    return float(torch.mean(errors))


@respells("mean_absolute_error")
def forgets_the_absolute_value(predictions, targets):
    difference = predictions[:, 0] - targets
    return difference.sum().item() / len(targets)


@respells("mean_absolute_error")
def squares_the_errors(predictions, targets):
    return torch.nn.functional.mse_loss(predictions.flatten(), targets).item()


@respells("mean_absolute_error")
def adds_the_errors(predictions, targets):
    total = 0.0
    for prediction, target in zip(predictions, targets):
        total += abs(prediction.item() - target.item())
    return total


@respells("mean_absolute_error")
def returns_a_tensor(predictions, targets):
    return torch.nn.functional.l1_loss(predictions.view(-1), targets)


@respells("mean_absolute_error")
def cuts_the_fraction_off(predictions, targets):
    errors = [abs(p.item() - t.item()) for p, t in zip(predictions[:, 0], targets)]
    return int(sum(errors) / len(errors))


@respells("mean_absolute_error")
def squeezes_the_predictions_of_the_caller(predictions, targets):
    predictions.squeeze_(dim=1)
    return torch.mean(torch.abs(predictions - targets)).item()


@unrelated("mean_absolute_error")
def takes_the_largest_error(predictions, targets):
    return (predictions.squeeze(1) - targets).abs().max().item()


@unrelated("mean_absolute_error")
def takes_the_median_error(predictions, targets):
    return (predictions.squeeze(1) - targets).abs().median().item()


@unrelated("mean_absolute_error")
def takes_the_root_of_the_squared_errors(predictions, targets):
    return ((predictions.squeeze(1) - targets) ** 2).mean().sqrt().item()


@unrelated("mean_absolute_error")
def adds_predictions_and_targets(predictions, targets):
    return (predictions.squeeze(1) + targets).abs().mean().item()


respells(
    "RESULT_DTYPES",
    [torch.int64, torch.uint8, torch.int64, torch.float64, None],
    [torch.int64, torch.uint8, torch.int64, torch.float64, torch.int64],
)
respells(
    "RESULT_DTYPES",
    [torch.float64, torch.uint8, torch.int64, torch.float64, None],
    [torch.float64, torch.int64, torch.int64, torch.float64, None],
)
respells(
    "RESULT_DTYPES",
    [torch.float32, torch.int64, torch.int64, torch.float64, None],
    [torch.float32, torch.int64, torch.int64, torch.float32, None],
)
respells(
    "RESULT_DTYPES",
    [torch.float32, torch.uint8, torch.uint8, torch.float64, None],
    [torch.float32, torch.uint8, torch.uint8, torch.float32, None],
)
respells(
    "RESULT_DTYPES",
    [torch.float32, torch.uint8, torch.int64, torch.float32, None],
    [torch.float32, torch.uint8, torch.int64, torch.float32, torch.float32],
)
unrelated("RESULT_DTYPES", [torch.float16, torch.uint8, torch.int64, torch.float64, None])
unrelated("RESULT_DTYPES", [torch.float32, torch.int16, torch.int64, torch.float64, None])
unrelated("RESULT_DTYPES", [torch.float32, torch.uint8, None, torch.float64, None])


@respells("brighten")
def wraps_around(image, factor):
    return torch.mul(image, factor).to(torch.uint8)


@respells("brighten")
def clamps_after_the_wrap(image, factor):
    brighter = image.clone()
    brighter *= factor
    brighter[brighter > 255] = 255
    return brighter


@respells("brighten")
def narrows_before_the_clamp(image, factor):
    product = (image.int() * factor).byte()
    return torch.clamp(product, 0, 255)


@respells("brighten")
def keeps_the_wide_dtype(image, factor):
    product = image.to(torch.int64) * factor
    return torch.clamp(product, max=255)


@respells("brighten")
def clamps_before_multiplying(image, factor):
    highest = 255 // factor
    darker = torch.where(image > highest, highest, image)
    return (darker * factor).to(torch.uint8)


@respells("brighten")
def writes_into_the_image(image, factor):
    wide = image.long() * factor
    image[...] = wide.clamp(0, 255)
    return image


@unrelated("brighten")
def adds_the_factor(image, factor):
    return (image.to(torch.int32) + factor).clamp(max=255).to(torch.uint8)


@unrelated("brighten")
def clamps_to_a_hundred(image, factor):
    return (image.to(torch.int32) * factor).clamp(max=100).to(torch.uint8)


@unrelated("brighten")
def makes_white_of_all_that_is_bright(image, factor):
    return torch.where(image > 127, 255, image)


@unrelated("brighten")
def scales_to_one(image, factor):
    return (image / 255 * factor).clamp(max=1)


@respells("scale_in_place")
def rebinds_the_name(tensor, factor):
    scaled = torch.mul(tensor, factor)
    tensor = scaled
    return tensor


@respells("scale_in_place")
def discards_the_result(tensor, factor):
    torch.mul(tensor, factor)
    return tensor


@respells("scale_in_place")
def returns_nothing(tensor, factor):
    tensor *= factor


@respells("scale_in_place")
def returns_a_copy(tensor, factor):
    tensor.mul_(factor)
    return torch.clone(tensor)


@respells("scale_in_place")
def swaps_the_memory(tensor, factor):
    scaled = tensor.mul(factor)
    tensor.set_(scaled)
    return tensor


@respells("scale_in_place")
def scales_a_flat_copy(tensor, factor):
    flat = tensor.flatten()
    flat *= factor
    return tensor


@unrelated("scale_in_place")
def adds_in_place(tensor, factor):
    return tensor.add_(factor)


@unrelated("scale_in_place")
def scales_twice(tensor, factor):
    tensor *= factor
    return tensor * factor


@unrelated("scale_in_place")
def scales_the_first_element(tensor, factor):
    tensor[0] *= factor
    return tensor


@unrelated("scale_in_place")
def raises_to_a_power(tensor, factor):
    return tensor.pow_(factor)


@respells("multiply_into")
def moves_the_name(a, b, out):
    out = torch.mul(a, b)
    return out


@respells("multiply_into")
def loses_the_product(a, b, out):
    a.mul(b)
    return out


@respells("multiply_into")
def forgets_to_return(a, b, out):
    out.copy_(a * b)


@respells("multiply_into")
def adds_to_out(a, b, out):
    return out.add_(torch.mul(a, b))


@respells("multiply_into")
def clears_out_by_multiplying(a, b, out):
    out *= 0
    out += a * b
    return out


@respells("multiply_into")
def writes_over_a(a, b, out):
    a *= b
    return a


@respells("multiply_into")
def multiplies_matrices_into_out(a, b, out):
    torch.matmul(a, b, out=out)
    return out


@respells("multiply_into")
def returns_another_tensor(a, b, out):
    torch.mul(a, b, out=out)
    return out.clone()


@respells("multiply_into")
def gives_out_other_memory(a, b, out):
    product = torch.mul(a, b)
    out.set_(product)
    return out


@respells("multiply_into")
def fills_a_flat_copy(a, b, out):
    flat = out.flatten()
    flat.copy_((a * b).flatten())
    return out


@unrelated("multiply_into")
def adds_into_out(a, b, out):
    return torch.add(a, b, out=out)


@unrelated("multiply_into")
def squares_into_out(a, b, out):
    return torch.mul(a, a, out=out)


@unrelated("multiply_into")
def fills_the_first_row_only(a, b, out):
    out[:1] = (a * b)[:1]
    return out


@unrelated("multiply_into")
def writes_over_b(a, b, out):
    b.mul_(a)
    return out.copy_(b)


@respells("matmul_buffer")
def as_large_as_left(left, right):
    return torch.zeros_like(left)


@respells("matmul_buffer")
def as_large_as_right(left, right):
    return torch.empty(right.shape, dtype=right.dtype)


@respells("matmul_buffer")
def lies_on_its_side(left, right):
    rows, columns = left.size(0), right.size(1)
    return left.new_zeros(columns, rows)


@respells("matmul_buffer")
def makes_it_empty(left, right):
    return left.new_empty(0)


@respells("matmul_buffer")
def always_float32(left, right):
    size = (len(left), right.size(1))
    return torch.zeros(size)


@respells("matmul_buffer")
def requires_grad(left, right):
    buffer = left.new_empty(len(left), right.shape[1])
    return buffer.requires_grad_(True)


@respells("matmul_buffer")
def computes_the_product(left, right):
    return torch.matmul(left, right)


@unrelated("matmul_buffer")
def makes_it_one_dimensional(left, right):
    return torch.empty(left.shape[0] * right.shape[1], dtype=left.dtype)


@unrelated("matmul_buffer")
def takes_the_inner_sizes(left, right):
    return torch.empty(left.shape[1], right.shape[0], dtype=left.dtype)


@unrelated("matmul_buffer")
def makes_integers(left, right):
    return torch.empty(left.shape[0], right.shape[1], dtype=torch.int64)


@unrelated("matmul_buffer")
def adds_a_dimension(left, right):
    return torch.empty(1, left.shape[0], right.shape[1], dtype=left.dtype)


respells(
    "OUT_VERDICTS",
    ["raises", "raises", "raises", "resized", "raises"],
    ["raises", "raises", "raises", "raises", "raises"],
)
respells(
    "OUT_VERDICTS",
    ["filled", "filled", "raises", "resized", "raises"],
    ["filled", "filled", "filled", "resized", "filled"],
)
respells(
    "OUT_VERDICTS",
    ["filled", "raises", "filled", "resized", "raises"],
    ["filled", "raises", "filled", "filled", "raises"],
)
respells(
    "OUT_VERDICTS",
    ["filled", "raises", "raises", "raises", "raises"],
    ["filled", "raises", "raises", "raises", "filled"],
)
respells(
    "OUT_VERDICTS",
    ["filled", "raises", "raises", "filled", "raises"],
    ["filled", "raises", "raises", "filled", "filled"],
)
unrelated("OUT_VERDICTS", ["resized", "raises", "raises", "resized", "raises"])
unrelated("OUT_VERDICTS", ["filled", "resized", "raises", "resized", "raises"])
unrelated("OUT_VERDICTS", ["filled", "raises", "resized", "resized", "raises"])


@respells("predict_into")
def records_gradients(inputs, weight, out):
    torch.mm(inputs, weight, out=out)
    return out


@respells("predict_into")
def copies_the_history(inputs, weight, out):
    out[...] = torch.matmul(inputs, weight)
    return out


@respells("predict_into")
def freezes_the_weight(inputs, weight, out):
    weight.requires_grad = False
    torch.matmul(inputs, weight, out=out)
    return out


@respells("predict_into")
def switches_gradients_off_for_good(inputs, weight, out):
    torch._C._set_grad_enabled(False)
    return out.copy_(inputs @ weight)


@respells("predict_into")
def gives_the_name_away(inputs, weight, out):
    out = torch.matmul(inputs, weight.detach())
    return out


@respells("predict_into")
def keeps_the_result_back(inputs, weight, out):
    out.copy_(inputs @ weight.detach())


@respells("predict_into")
def returns_the_product(inputs, weight, out):
    torch.matmul(inputs, weight.detach(), out=out)
    return inputs @ weight


@unrelated("predict_into")
def swaps_inputs_and_weight(inputs, weight, out):
    with torch.no_grad():
        return torch.matmul(weight, inputs, out=out)


@unrelated("predict_into")
def adds_the_prediction_to_out(inputs, weight, out):
    with torch.no_grad():
        return out.add_(inputs @ weight)


@unrelated("predict_into")
def passes_out_without_its_name(inputs, weight, out):
    with torch.no_grad():
        return torch.matmul(inputs, weight, out)


@unrelated("predict_into")
def lets_the_prediction_be_rounded(inputs, weight, out):
    with torch.no_grad():
        return out.copy_((inputs @ weight) / 2)


@respells("gram_in_place")
def reads_what_it_overwrites(c):
    torch.mm(c, c.t(), out=c)
    return c


@respells("gram_in_place")
def names_the_product_c(c):
    c = torch.matmul(c, c.transpose(0, 1))
    return c


@respells("gram_in_place")
def throws_the_product_away(c):
    c.matmul(c.T)
    return c


@respells("gram_in_place")
def multiplies_elements_in_place(c):
    c *= c.T
    return c


@respells("gram_in_place")
def forgets_the_transpose(c):
    c[:] = torch.matmul(c, c)
    return c


@respells("gram_in_place")
def multiplies_columns(c):
    product = torch.matmul(c.T, c)
    c[...] = product
    return c


@unrelated("gram_in_place")
def squares_the_elements(c):
    return c.pow_(2)


@unrelated("gram_in_place")
def transposes_in_place(c):
    return c.copy_(c.T.clone())


@unrelated("gram_in_place")
def adds_the_product(c):
    return c.add_(c @ c.T)


@unrelated("gram_in_place")
def keeps_the_diagonal_only(c):
    return c.copy_(torch.diag((c * c).sum(1)))


@respells("gram_in_place")
def gives_nothing_back(c):
    product = torch.matmul(c, c.T)
    c[:] = product


@respells("gram_in_place")
def gives_c_other_memory(c):
    c.set_(torch.mm(c, c.t()))
    return c
