"""The teacher's book for 01_tensors/test_arithmetic.py."""

import torch

from sensei.book import misconception, teach


def elementwise_product(a, b):
    return a * b


teach(
    elementwise_product,
    hints=[
        "Two operators multiply tensors, `*` and `@`. Which of them keeps the shape?",
        "`*` goes element by element and makes a new tensor; `a.mul(b)` is the same.",
    ],
    lesson="`*`, `.mul` and `torch.mul` are one operation: element by element, into a new tensor.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.mul.html",
)


@misconception(elementwise_product, "`@` is the matrix product, rows times columns. Element by element is `*`.")
def multiplies_matrices(a, b):
    return a @ b


@misconception(elementwise_product, "Transposed, the shapes fit `@`, but that is still the matrix product. Use `*`.")
def transposes_until_matmul_fits(a, b):
    return a @ b.T


@misconception(elementwise_product, "The sum of the products is one number. Here every product stays in its place.")
def sums_the_products(a, b):
    return (a * b).sum()


@misconception(elementwise_product, "The underscore of `mul_` means in place: it wrote your product over `a`.")
def overwrites_a(a, b):
    return a.mul_(b)


@misconception(elementwise_product, "Two tensors of one dtype have a product of that dtype. Yours is float32.")
def makes_floats(a, b):
    return a.float() * b.float()


@misconception(elementwise_product, "Two tensors of one dtype have a product of that dtype. Yours is float32.")
def goes_through_a_list(a, b):
    products = [x * y for x, y in zip(a.flatten().tolist(), b.flatten().tolist(), strict=True)]
    return torch.tensor(products).reshape(a.shape)


def matrix_product(left, right):
    return left @ right


teach(
    matrix_product,
    hints=[
        "`*` goes element by element. Python has another operator, made for matrices.",
        "`left @ right`: the order matters, and nothing has to be transposed.",
    ],
    lesson="`@`, `.matmul` and `torch.matmul` are one operation: (n, k) times (k, m) is (n, m).",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.matmul.html",
)


@misconception(
    matrix_product, "`*` multiplies element by element, and these shapes do not fit it. Rows times columns is `@`."
)
def multiplies_elements(left, right):
    return left * right


@misconception(matrix_product, "You transposed `right` to make `*` fit. Each row must meet every column: that is `@`.")
def transposes_until_mul_fits(left, right):
    return left * right.T


@misconception(matrix_product, "The order matters: `right @ left` is another matrix, often of another shape.")
def swaps_the_factors(left, right):
    return right @ left


@misconception(matrix_product, "This is the transpose of the product: `right.T @ left.T` is `(left @ right).T`.")
def returns_the_transpose(left, right):
    return right.T @ left.T


@misconception(matrix_product, "The result is not as large as `left`: it has as many columns as `right`.")
def makes_the_result_as_large_as_left(left, right):
    product = torch.zeros_like(left)
    for i in range(left.shape[0]):
        for j in range(right.shape[1]):
            product[i, j] = (left[i] * right[:, j]).sum()
    return product


MATMUL_SHAPES = [(2, 4), None, (2,), (), (5, 2, 4)]

teach(
    "MATMUL_SHAPES",
    hints=[
        "The last size of `left` meets the last but one of `right`. They must be equal, and then they are gone.",
        "A vector has only one size. Where it is used up, nothing comes in its place: no size of 1 is left.",
        "The 5 counts matrices. Each of them is multiplied by the same (3, 4), so the 5 stays in front.",
    ],
    lesson="`@` uses up the inner size; a vector brings no outer size with it, and batch sizes stay in front.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.matmul.html",
)

misconception(
    "MATMUL_SHAPES",
    [(3, 3), None, (2,), (), (5, 2, 4)],
    "It is the inner size, 3, that disappears. The outer sizes 2 and 4 stay.",
)
misconception(
    "MATMUL_SHAPES",
    [(2, 4), (2, 3), (2,), (), (5, 2, 4)],
    "Equal shapes are what `*` wants. For `@` the 3 columns of `left` meet 2 rows, and that is an error.",
)
misconception(
    "MATMUL_SHAPES",
    [(2, 4), (2, 2), (2,), (), (5, 2, 4)],
    "`@` transposes nothing for you: (2, 3) @ (2, 3) is an error. It is `left @ right.T` that has the shape (2, 2).",
)
misconception(
    "MATMUL_SHAPES",
    [(2, 4), None, (2, 1), (), (5, 2, 4)],
    "A vector is not a matrix with one column: a matrix times a vector has only one dimension, (2,).",
)
misconception(
    "MATMUL_SHAPES",
    [(2, 4), None, (2,), (1,), (5, 2, 4)],
    "The dot product is a single number, a tensor without dimensions. (1,) would be a vector that holds one.",
)
misconception(
    "MATMUL_SHAPES",
    [(2, 4), None, (2,), (3,), (5, 2, 4)],
    "(3,) is what `*` gives for two vectors. `@` adds up the three products as well: one number is left.",
)
misconception(
    "MATMUL_SHAPES",
    [(2, 4), None, (2,), (), None],
    "A batch is welcome: `@` multiplies each of the 5 matrices by `right`.",
)
misconception(
    "MATMUL_SHAPES",
    [(2, 4), None, (2,), (), (2, 4)],
    "The results of a batch are not added up: 5 products of shape (2, 4) are a tensor of shape (5, 2, 4).",
)


def dot_products_of_rows(a, b):
    return a @ b.T


teach(
    dot_products_of_rows,
    hints=[
        "`@` takes its dot products from the rows of `left` and the columns of `right`. Your numbers stand in rows.",
        "To make columns of the rows of `b`, transpose it: `b.T`. A reshape gives that shape, but not that order.",
        "`a @ b.T`",
    ],
    lesson="A transpose turns rows into columns; a reshape only reads the same numbers in another line length.",
    docs="https://docs.pytorch.org/docs/stable/tensors.html#torch.Tensor.T",
)


@misconception(
    dot_products_of_rows,
    "A reshape is not a transpose: the shape is right, but the numbers of a row of `b` were torn apart.",
)
def reshapes_b(a, b):
    return a @ b.reshape(b.shape[1], b.shape[0])


@misconception(dot_products_of_rows, "`@` wants columns on its right side, and the numbers of `b` stand in rows.")
def transposes_nothing(a, b):
    return a @ b


@misconception(dot_products_of_rows, "Element [i, j] belongs to a[i] and b[j]. In yours `b` comes first.")
def starts_from_b(a, b):
    return b @ a.T


@misconception(dot_products_of_rows, "Every row of `a` meets every row of `b`, not only the row that stands beside it.")
def pairs_row_with_row(a, b):
    return torch.stack([p @ q for p, q in zip(a, b, strict=False)])


@misconception(
    dot_products_of_rows, "These rows were scaled to length 1 first: that is the cosine, not the dot product."
)
def computes_cosines(a, b):
    return torch.cosine_similarity(a[:, None], b[None], dim=2)


BROADCAST_SHAPES = [(2, 3), None, (2, 3), (4, 4), (5, 2, 3)]

teach(
    "BROADCAST_SHAPES",
    hints=[
        "Write the two shapes below each other, right ends in line. Missing sizes on the left count as 1.",
        "In [1] the 2 stands below the 3: neither is 1, so there is no way to stretch.",
        "In [3] the shape (4,) counts as (1, 4). Below it or above it stands (4, 1): both are stretched.",
    ],
    lesson="Shapes are lined up at the right, and every 1 is stretched: so (N, 1) and (N,) give (N, N) without a word.",
    docs="https://docs.pytorch.org/docs/stable/notes/broadcasting.html",
)

misconception(
    "BROADCAST_SHAPES",
    [None, None, (2, 3), (4, 4), (5, 2, 3)],
    "The number of dimensions may differ: (3,) counts as (1, 3), and its 1 is stretched to 2.",
)
misconception(
    "BROADCAST_SHAPES",
    [(2, 3), (2, 3), (2, 3), (4, 4), (5, 2, 3)],
    "Shapes are lined up at the right, not where they would fit: the 2 of (2,) meets the 3 of (2, 3).",
)
misconception(
    "BROADCAST_SHAPES",
    [(2, 3), None, None, (4, 4), (5, 2, 3)],
    "A size of 1 is stretched to any other: the column (2, 1) is used for all 3 columns.",
)
misconception(
    "BROADCAST_SHAPES",
    [(2, 3), None, (2, 3), (4, 1), (5, 2, 3)],
    "(4,) counts as (1, 4), a row. A column against a row is stretched both ways, and nothing warns you.",
)
misconception(
    "BROADCAST_SHAPES",
    [(2, 3), None, (2, 3), (4,), (5, 2, 3)],
    "(4,) is not matched with the 4 of (4, 1) but with its 1. Both are stretched, and nothing warns you.",
)
misconception(
    "BROADCAST_SHAPES",
    [(2, 3), None, (2, 3), None, (5, 2, 3)],
    "One might wish for an error, but a column and a vector fit: each size of 1 is stretched, without a warning.",
)
misconception(
    "BROADCAST_SHAPES",
    [(2, 3), None, (2, 3), (4, 4), None],
    "In each place one of the two sizes is 1 or missing: 5 and none, 1 and 2, 3 and 1. All of them can be stretched.",
)
misconception(
    "BROADCAST_SHAPES",
    [(2, 3), None, (2, 3), (4, 4), (5, 1, 3)],
    "Not only `right` is stretched: the 1 in the middle of `left` becomes the 2 of `right`.",
)


def scale_rows(matrix, factors):
    return matrix * factors.unsqueeze(1)


teach(
    scale_rows,
    hints=[
        "`matrix * factors` lines (n, m) and (n,) up at the right: what would factors[0] be multiplied with?",
        "A column of shape (n, 1) is stretched over all columns.",
        "`factors.unsqueeze(1)` makes a column of `factors`; so does `factors[:, None]`.",
    ],
    lesson="A vector acts on the last dimension; to act on the rows it has to be a column, (n, 1).",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.unsqueeze.html",
)


@misconception(
    scale_rows, "A vector is lined up with the columns: a square matrix hides that, other shapes raise an error."
)
def scales_columns(matrix, factors):
    return matrix * factors


@misconception(scale_rows, "Your sizes fit this matrix by chance: a vector of n numbers becomes a column by (n, 1).")
def makes_a_column_of_two(matrix, factors):
    return matrix * factors.reshape(2, 1)


@misconception(scale_rows, "`@` multiplies each row by its factor and adds the rows up. You want them one by one.")
def adds_the_rows_up(matrix, factors):
    return factors @ matrix


@misconception(scale_rows, "In place, the caller's matrix is scaled too. It was to stay as it is.")
def scales_the_matrix_of_the_caller(matrix, factors):
    return matrix.mul_(factors.unsqueeze(1))


def mean_absolute_error(predictions, targets):
    return (predictions.squeeze(1) - targets).abs().mean().item()


teach(
    mean_absolute_error,
    hints=[
        "Which shape has `predictions - targets`? You have predicted it above.",
        "Make both (n,) first: `predictions.squeeze(1)` drops the dimension of size 1.",
        "Then `.abs()`, then `.mean()`, and at the end `.item()`.",
    ],
    lesson="(N, 1) against (N,) compares everything with everything; look at the shapes before you subtract.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.item.html",
)


@misconception(
    mean_absolute_error,
    "(n, 1) minus (n,) is (n, n): every prediction was compared with every target, and the mean hides it.",
)
def compares_all_with_all(predictions, targets):
    return (predictions - targets).abs().mean().item()


@misconception(mean_absolute_error, "Errors above and below cancel each other out without `.abs()`.")
def forgets_the_absolute_value(predictions, targets):
    return (predictions.squeeze(1) - targets).mean().item()


@misconception(mean_absolute_error, "These are the squared errors. The absolute error is the distance itself.")
def squares_the_errors(predictions, targets):
    return ((predictions.squeeze(1) - targets) ** 2).mean().item()


@misconception(mean_absolute_error, "This is the sum of the errors. On average means: divided by how many there are.")
def adds_the_errors(predictions, targets):
    return (predictions.squeeze(1) - targets).abs().sum().item()


@misconception(mean_absolute_error, "A mean is a tensor that holds one number. `.item()` takes the number out.")
def returns_a_tensor(predictions, targets):
    return (predictions.squeeze(1) - targets).abs().mean()


@misconception(mean_absolute_error, "`int()` cuts the fraction off. `.item()` gives a float for a float tensor.")
def cuts_the_fraction_off(predictions, targets):
    return int((predictions.squeeze(1) - targets).abs().mean())


@misconception(
    mean_absolute_error,
    "`squeeze_` with the underscore changes the shape of the caller's predictions for good.",
)
def squeezes_the_predictions_of_the_caller(predictions, targets):
    return (predictions.squeeze_(1) - targets).abs().mean().item()


RESULT_DTYPES = [torch.float32, torch.uint8, torch.int64, torch.float64, None]

teach(
    "RESULT_DTYPES",
    hints=[
        "The kinds are bool, integer, float and complex. A number of Python counts only by its kind, not by its size.",
        "An integer tensor times a float of Python takes the default dtype of floats, float32.",
        "Between two tensors of one kind the wider dtype wins. But `@` converts nothing at all.",
    ],
    lesson="`*` promotes, and a number of Python only changes the kind; `@` wants equal dtypes.",
    docs="https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch.dtype",
)

misconception(
    "RESULT_DTYPES",
    [torch.int64, torch.uint8, torch.int64, torch.float64, None],
    "The fraction of 2.5 is not lost: an integer tensor times a float of Python is a float tensor.",
)
misconception(
    "RESULT_DTYPES",
    [torch.float64, torch.uint8, torch.int64, torch.float64, None],
    "NumPy would say float64. In PyTorch a float of Python brings the default dtype, float32.",
)
misconception(
    "RESULT_DTYPES",
    [torch.float32, torch.int64, torch.int64, torch.float64, None],
    "An int of Python does not widen an integer tensor: uint8 stays uint8, and products above 255 wrap around.",
)
misconception(
    "RESULT_DTYPES",
    [torch.float32, torch.uint8, torch.uint8, torch.float64, None],
    "Between two tensors the wider dtype wins, whichever comes first: uint8 and int64 give int64.",
)
misconception(
    "RESULT_DTYPES",
    [torch.float32, torch.uint8, torch.int64, torch.float32, None],
    "float32 is the default for new tensors. Between float32 and float64 tensors the wider wins.",
)
misconception(
    "RESULT_DTYPES",
    [torch.float32, torch.uint8, torch.int64, None, None],
    "`*` promotes: two float dtypes may meet, and the wider one wins. It is `@` that wants equal dtypes.",
)
misconception(
    "RESULT_DTYPES",
    [torch.float32, torch.uint8, torch.int64, torch.float64, torch.float32],
    "`*` would promote to float32, but `@` refuses two different dtypes: convert one of the matrices first.",
)


def brighten(image, factor):
    return (image.to(torch.int32) * factor).clamp(max=255).to(torch.uint8)


teach(
    brighten,
    hints=[
        "What is 200 * 2 in uint8? Try `torch.tensor([200], dtype=torch.uint8) * 2`.",
        "Leave uint8 before you multiply: `image.to(torch.int32)` has room for 9 * 255.",
        "Multiply, then `.clamp(max=255)`, and only then `.to(torch.uint8)`.",
    ],
    lesson="uint8 wraps around without a warning: leave it before you multiply, come back after you clamped.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.clamp.html",
)


@misconception(
    brighten,
    "uint8 holds 0 to 255, and what does not fit wraps around: 256 becomes 0. Multiply and clamp in a wider dtype.",
)
def wraps_around(image, factor):
    return image * factor


@misconception(
    brighten,
    "uint8 holds 0 to 255, and what does not fit wraps around: 256 becomes 0. Multiply and clamp in a wider dtype.",
)
def clamps_after_the_wrap(image, factor):
    return (image * factor).clamp(max=255)


@misconception(
    brighten,
    "uint8 holds 0 to 255, and what does not fit wraps around: 256 becomes 0. Multiply and clamp in a wider dtype.",
)
def narrows_before_the_clamp(image, factor):
    return (image.to(torch.int32) * factor).to(torch.uint8).clamp(max=255)


@misconception(brighten, "The numbers are right, but the wider dtype stayed: an image of bytes is uint8.")
def keeps_the_wide_dtype(image, factor):
    return (image.to(torch.int32) * factor).clamp(max=255)


@misconception(brighten, "128 times 2 is above 255 and becomes 255. You cut off before multiplying, and got 254.")
def clamps_before_multiplying(image, factor):
    return image.clamp(max=255 // factor) * factor


@misconception(brighten, "The result was written into the caller's image. It was to stay as it is.")
def writes_into_the_image(image, factor):
    return image.copy_((image.to(torch.int32) * factor).clamp(max=255))


def scale_in_place(tensor, factor):
    return tensor.mul_(factor)


teach(
    scale_in_place,
    hints=[
        "`tensor * factor` makes a new tensor. Which method multiplies the old one?",
        "`mul_`, with an underscore at its end. It returns its own tensor.",
    ],
    lesson="An underscore at the end of a method means in place: same tensor, same memory, and every view sees it.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.mul_.html",
)


@misconception(
    scale_in_place,
    "`tensor = tensor * factor` makes a new tensor and gives it the old name: the caller's tensor did not change.",
)
def rebinds_the_name(tensor, factor):
    tensor = tensor * factor
    return tensor  # noqa: RET504


@misconception(scale_in_place, "`mul` without the underscore returns a new tensor, and yours was thrown away.")
def discards_the_result(tensor, factor):
    tensor.mul(factor)
    return tensor


@misconception(scale_in_place, "The tensor was scaled, but nothing came back: `return` it.")
def returns_nothing(tensor, factor):
    tensor.mul_(factor)


@misconception(scale_in_place, "What you returned is a copy of the tensor, not the tensor itself.")
def returns_a_copy(tensor, factor):
    return tensor.mul_(factor).clone()


@misconception(
    scale_in_place,
    "`.data = …` gives the tensor other memory. A view of the old memory still shows the old numbers.",
)
def swaps_the_memory(tensor, factor):
    tensor.data = tensor * factor
    return tensor


@misconception(
    scale_in_place,
    "These columns do not lie in one piece, so `reshape` copied them, and it was the copy that you scaled.",
)
def scales_a_flat_copy(tensor, factor):
    tensor.reshape(-1).mul_(factor)
    return tensor


def multiply_into(a, b, out):
    return torch.mul(a, b, out=out)


teach(
    multiply_into,
    hints=[
        "`out = a * b` gives the name `out` to a new tensor. The caller's tensor knows nothing of it.",
        "`torch.mul` takes the tensor to write into as `out=`, and returns it.",
        "`torch.mul(a, b, out=out)`",
    ],
    lesson="`out=` writes into the tensor that you give, and returns that tensor; `=` only moves a name.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.mul.html",
)


@misconception(
    multiply_into,
    "The product is in a new tensor, and the caller's `out` did not change: `out = a * b` only moves the name.",
)
def moves_the_name(a, b, out):
    out = a * b
    return out  # noqa: RET504


@misconception(
    multiply_into, "You return `out`, but nothing was written into it: say `out=out`, or the result is lost."
)
def loses_the_product(a, b, out):
    torch.mul(a, b)
    return out


@misconception(
    multiply_into, "`out` was written, but nothing came back. `torch.mul(..., out=out)` returns it: `return` that."
)
def forgets_to_return(a, b, out):
    torch.mul(a, b, out=out)


@misconception(multiply_into, "`+=` adds the product to what `out` held before. That is right only if it held zeros.")
def adds_to_out(a, b, out):
    out += a * b
    return out


@misconception(multiply_into, "0 times nan is nan: `out` is not cleared by multiplying it by 0. Write over it.")
def clears_out_by_multiplying(a, b, out):
    return out.mul_(0).addcmul_(a, b)


@misconception(multiply_into, "You wrote the product over `a`, with `mul_`. It belongs into `out`.")
def writes_over_a(a, b, out):
    return a.mul_(b)


@misconception(
    multiply_into,
    "`torch.matmul` is the matrix product. It even changed the shape of your `out`, with no more than a warning.",
)
def multiplies_matrices_into_out(a, b, out):
    return torch.matmul(a, b, out=out)


@misconception(multiply_into, "The values in `out` are right, but what you return is another tensor.")
def returns_another_tensor(a, b, out):
    product = a * b
    out.copy_(product)
    return product


@misconception(multiply_into, "`.data = …` does not write into the memory of `out`: it gives `out` other memory.")
def gives_out_other_memory(a, b, out):
    out.data = a * b
    return out


@misconception(
    multiply_into,
    "This `out`, a part of a larger tensor, does not lie in one piece: `reshape` copied it, and you filled the copy.",
)
def fills_a_flat_copy(a, b, out):
    torch.mul(a.reshape(-1), b.reshape(-1), out=out.reshape(-1))
    return out


def matmul_buffer(left, right):
    return torch.empty(left.shape[0], right.shape[1], dtype=left.dtype)


teach(
    matmul_buffer,
    hints=[
        "(n, k) @ (k, m) has the shape (n, m). Where do you find n, and where m?",
        "`torch.empty(n, m)` has the default dtype, float32. It takes `dtype=` as well.",
        "`left.new_empty(n, m)` takes the dtype from `left`.",
    ],
    lesson="A buffer for `out=` needs the shape and the dtype of the result; its old numbers do not matter.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.empty.html",
)


@misconception(
    matmul_buffer,
    "`empty_like(left)` has the shape of `left`. The product is (n, m), the same only if `right` is square.",
)
def as_large_as_left(left, right):
    return torch.empty_like(left)


@misconception(
    matmul_buffer,
    "`rand_like(right)` has the shape of `right`. The product is (n, m), the same only if `left` is square.",
)
def as_large_as_right(left, right):
    return torch.rand_like(right)


@misconception(matmul_buffer, "Rows come from `left` and columns from `right`: yours is (m, n), on its side.")
def lies_on_its_side(left, right):
    return torch.empty(right.shape[1], left.shape[0], dtype=left.dtype)


@misconception(
    matmul_buffer, "`torch.matmul` would give the empty tensor new memory at once. A buffer has its size beforehand."
)
def makes_it_empty(left, right):
    return torch.empty(0, dtype=left.dtype)


@misconception(
    matmul_buffer, "`torch.empty` makes float32 unless told: for float64 matrices `torch.matmul` would refuse it."
)
def always_float32(left, right):
    return torch.empty(left.shape[0], right.shape[1])


@misconception(matmul_buffer, "A tensor that requires grad is refused as `out=`: its history could not be kept.")
def requires_grad(left, right):
    return torch.zeros(left.shape[0], right.shape[1], dtype=left.dtype, requires_grad=True)


@misconception(
    matmul_buffer,
    "This is the product already, computed only to get a buffer for it. And it requires grad if one of the two does.",
)
def computes_the_product(left, right):
    return left @ right


OUT_VERDICTS = ["filled", "raises", "raises", "resized", "raises"]

teach(
    "OUT_VERDICTS",
    hints=[
        "`mul` converts its float32 result to the dtype of `out`, as long as `out` is of a float kind too.",
        "`mul` refuses to make integers of floats. `matmul` refuses every conversion, for `out` as for its inputs.",
        "A shape that does not fit is no error, only a warning: `out` is resized.",
        "`out=` keeps no history, so it is refused where an input requires grad.",
    ],
    lesson="Give `out=` the shape and the dtype of the result: a wrong dtype may be refused, a wrong shape only warns.",
    docs="https://docs.pytorch.org/docs/stable/tensor_attributes.html#torch.dtype",
)

misconception(
    "OUT_VERDICTS",
    ["raises", "raises", "raises", "resized", "raises"],
    "`mul` is not that strict: a float32 result can be cast to float64, so `out` is filled.",
)
misconception(
    "OUT_VERDICTS",
    ["filled", "filled", "raises", "resized", "raises"],
    "A float result is not cut down to whole numbers on the quiet: float to int64 is refused.",
)
misconception(
    "OUT_VERDICTS",
    ["filled", "raises", "filled", "resized", "raises"],
    "What `mul` does, `matmul` does not: its `out` must have the dtype of the result.",
)
misconception(
    "OUT_VERDICTS",
    ["filled", "raises", "raises", "raises", "raises"],
    "A wrong shape is no error yet: you get a warning, and `out` has lost its shape and its memory.",
)
misconception(
    "OUT_VERDICTS",
    ["filled", "raises", "raises", "filled", "raises"],
    "The result is not squeezed into (1, 3), and `out` is not stretched like an input: it is resized, with a warning.",
)
misconception(
    "OUT_VERDICTS",
    ["filled", "raises", "raises", "resized", "filled"],
    "While gradients are recorded, `out=` refuses inputs that require grad. Under `torch.no_grad()` it takes them.",
)


def predict_into(inputs, weight, out):
    with torch.no_grad():
        return torch.matmul(inputs, weight, out=out)


teach(
    predict_into,
    hints=[
        "`torch.matmul(inputs, weight, out=out)` raises an error while gradients are recorded.",
        "`with torch.no_grad():` switches recording off, and on again at the end of the block.",
        "`weight.detach()` would do too: the same numbers, without the history. `weight` itself stays as it is.",
    ],
    lesson="`out=` and the recording of gradients exclude each other: inside of `torch.no_grad()`, `out=` works.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html",
)


@misconception(
    predict_into, "While gradients are recorded, `out=` refuses inputs that require grad: use `torch.no_grad()`."
)
def records_gradients(inputs, weight, out):
    return torch.matmul(inputs, weight, out=out)


@misconception(
    predict_into,
    "Copying into `out` is recorded: now `out` requires grad and holds on to its history. Use `torch.no_grad()`.",
)
def copies_the_history(inputs, weight, out):
    return out.copy_(inputs @ weight)


@misconception(predict_into, "`requires_grad_(False)` froze the caller's weight: it would never be trained again.")
def freezes_the_weight(inputs, weight, out):
    return torch.matmul(inputs, weight.requires_grad_(False), out=out)


@misconception(
    predict_into, "You switched gradients off for the whole program. `with torch.no_grad():` ends by itself."
)
def switches_gradients_off_for_good(inputs, weight, out):
    torch.set_grad_enabled(False)
    return torch.matmul(inputs, weight, out=out)


@misconception(
    predict_into, "The result is in a new tensor, and the caller's `out` did not change: `out = …` only moves the name."
)
def gives_the_name_away(inputs, weight, out):
    with torch.no_grad():
        out = inputs @ weight
    return out  # noqa: RET504


@misconception(predict_into, "`out` was written, but nothing came back: `return` it.")
def keeps_the_result_back(inputs, weight, out):
    with torch.no_grad():
        torch.matmul(inputs, weight, out=out)


@misconception(predict_into, "The values in `out` are right, but what you return is another tensor.")
def returns_the_product(inputs, weight, out):
    product = inputs @ weight
    with torch.no_grad():
        out.copy_(product)
    return product


def gram_in_place(c):
    return c.copy_(c @ c.T)


teach(
    gram_in_place,
    hints=[
        "`torch.matmul(c, c.T, out=c)` looks right and raises nothing. Try it, and look at the numbers.",
        "Every row of `c` is needed to the end. So let the product have memory of its own first: `c @ c.T`.",
        "Then bring its numbers over: `c.copy_(...)` writes into `c` and returns it.",
    ],
    lesson="A matrix product reads every number more than once, so it must not write where it still reads.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.Tensor.copy_.html",
)


@misconception(
    gram_in_place,
    "`out=c` wrote over numbers that were still to be read. No error is raised, and the result is wrong.",
)
def reads_what_it_overwrites(c):
    return torch.matmul(c, c.T, out=c)


@misconception(gram_in_place, "`c = c @ c.T` gives the name `c` to a new tensor: the caller's `c` did not change.")
def names_the_product_c(c):
    c = c @ c.T
    return c  # noqa: RET504


@misconception(gram_in_place, "`torch.matmul` without `out=` returns a new tensor, and yours was thrown away.")
def throws_the_product_away(c):
    torch.matmul(c, c.T)
    return c


@misconception(
    gram_in_place,
    "`mul_` multiplies element by element, and refuses `c.T`: a view of the memory that it would write to.",
)
def multiplies_elements_in_place(c):
    return c.mul_(c.T)


@misconception(
    gram_in_place, "This is `c @ c`: columns were needed on the right side, and those of `c.T` are the rows of `c`."
)
def forgets_the_transpose(c):
    return c.copy_(c @ c)


@misconception(gram_in_place, "This is `c.T @ c`, the products of the columns. `c @ c.T` has those of the rows.")
def multiplies_columns(c):
    return c.copy_(c.T @ c)


@misconception(gram_in_place, "`c` holds the result, but nothing came back: `return` it.")
def gives_nothing_back(c):
    c.copy_(c @ c.T)


@misconception(gram_in_place, "`.data = …` does not write into the memory of `c`: it gives `c` other memory.")
def gives_c_other_memory(c):
    c.data = c @ c.T
    return c
