"""The misconceptions of layers as other learners would write them, and wrong answers of another kind."""

import copy

import torch
from torch import nn
from torch.nn import functional as F

from sensei.check.respelled import respells, unrelated

respells(
    "FLATTENED_SHAPES",
    [(64, 784), (3, 784), (1, 784), (3, 784)],
    [(64, 784), (3, 28, 28), (1, 784), (3, 784)],
)
respells(
    "FLATTENED_SHAPES",
    [(64, 784), (3, 784), (784,), (2352,)],
    [(64, 784), (3, 784), (784,), (3, 784)],
)
respells(
    "FLATTENED_SHAPES",
    [(64, 1, 784), (3, 784), (1, 784), (2352,)],
    [(64, 1, 784), (3, 784), (784,), (2352,)],
)
respells(
    "FLATTENED_SHAPES",
    [(50176,), (2352,), (784,), (2352,)],
    [(50176,), (2352,), (784,), (3, 784)],
)
unrelated("FLATTENED_SHAPES", [(64, 784), (84, 28), (28, 28), (2352,)])
unrelated("FLATTENED_SHAPES", [(64, 28), (3, 28), (1, 28), (2352,)])
unrelated("FLATTENED_SHAPES", [(64, 784), (3, 784), (1, 784)])


unrelated("PARAMETER_SHAPES", ((784, 784), (512,)))
unrelated("PARAMETER_SHAPES", ((401408,), (512,)))
unrelated("PARAMETER_SHAPES", [[512, 784], [512]])


@respells("linear")
def forgets_to_transpose(x, weight, bias=None):
    y = torch.matmul(x, weight)
    if bias is not None:
        y = y + bias
    return y


@respells("linear")
def gives_columns(x, weight, bias=None):
    result = torch.matmul(weight, x.T)
    if bias is None:
        return result
    return result + bias


@respells("linear")
def turns_all_dimensions_around(x, weight, bias=None):
    columns = torch.matmul(weight, x.T)
    rows = columns.T
    if bias is not None:
        rows = rows + bias
    return rows


@respells("linear")
def reshapes_instead_of_transposing(x, weight, bias=None):
    size_out, size_in = weight.shape
    y = torch.matmul(x, weight.view(size_in, size_out))
    if bias is not None:
        y = y + bias
    return y


@respells("linear")
def forgets_the_bias(x, weight, bias=None):
    return F.linear(x, weight)


@respells("linear")
def always_adds_a_bias(x, weight, bias=None):
    product = torch.matmul(x, weight.t())
    return product + bias


@respells("linear")
def takes_matrices_only(x, weight, bias=None):
    if bias is None:
        return torch.mm(x, weight.t())
    return torch.addmm(bias, x, weight.t())


@respells("linear")
def loses_the_dimensions_in_front(x, weight, bias=None):
    vectors = x.view(-1, weight.shape[1])
    return F.linear(vectors, weight, bias)


@respells("linear")
def transposes_only_where_it_must(x, weight, bias=None):
    if x.shape[-1] != weight.shape[0]:
        weight = weight.T
    y = torch.matmul(x, weight)
    if bias is not None:
        y = y + bias
    return y


@unrelated("linear")
def subtracts_the_bias(x, weight, bias=None):
    y = x @ weight.T
    return y if bias is None else y - bias


@unrelated("linear")
def multiplies_by_the_bias(x, weight, bias=None):
    y = x @ weight.T
    return y if bias is None else y * bias


@unrelated("linear")
def adds_the_bias_twice(x, weight, bias=None):
    return F.linear(x, weight, bias) if bias is None else F.linear(x, weight, bias) + bias


@unrelated("linear")
def cuts_off_the_negative_numbers(x, weight, bias=None):
    return F.linear(x, weight, bias).relu()


@unrelated("linear")
def multiplies_the_transposed_weight_from_the_left(x, weight, bias=None):
    y = weight.T @ x
    return y if bias is None else y + bias


@unrelated("linear")
def computes_in_float64(x, weight, bias=None):
    y = x.double() @ weight.double().T
    return y if bias is None else y + bias


@respells("linear_for")
def forgets_the_dtype(x, out_features, bias=True):
    layer = nn.Linear(x.size(-1), out_features, bias)
    return layer.to(x.device)


@respells("linear_for")
def forgets_the_device(x, out_features, bias=True):
    layer = nn.Linear(x.size(-1), out_features, bias)
    return layer.to(x.dtype)


@respells("linear_for")
def sets_the_bias_to_zero(x, out_features, bias=True):
    layer = nn.Linear(x.size(-1), out_features, dtype=x.dtype, device=x.device)
    if bias is False:
        layer.bias.data.fill_(0)
    return layer


@respells("linear_for")
def counts_the_samples(x, out_features, bias=True):
    in_features = len(x)
    return nn.Linear(in_features, out_features, bias, device=x.device, dtype=x.dtype)


@respells("linear_for")
def takes_the_second_size(x, out_features, bias=True):
    in_features = x.size(1)
    return nn.Linear(in_features, out_features, bias, x.device, x.dtype)


@respells("linear_for")
def sets_the_default_dtype(x, out_features, bias=True):
    torch.set_default_dtype(x.dtype)
    layer = nn.Linear(x.size(-1), out_features, bias)
    return layer.to(x.device)


@unrelated("linear_for")
def never_leaves_the_bias_out(x, out_features, bias=True):
    return nn.Linear(x.shape[-1], out_features, device=x.device, dtype=x.dtype)


@unrelated("linear_for")
def swaps_inputs_and_outputs_here(x, out_features, bias=True):
    return nn.Linear(out_features, x.shape[-1], bias=bias, device=x.device, dtype=x.dtype)


@unrelated("linear_for")
def calls_the_layer(x, out_features, bias=True):
    return nn.Linear(x.shape[-1], out_features, bias=bias, device=x.device, dtype=x.dtype)(x)


@unrelated("linear_for")
def takes_float64_always(x, out_features, bias=True):
    return nn.Linear(x.shape[-1], out_features, bias=bias, device=x.device, dtype=torch.float64)


@unrelated("linear_for")
def turns_the_bias_around(x, out_features, bias=True):
    return nn.Linear(x.shape[-1], out_features, bias=not bias, device=x.device, dtype=x.dtype)


@unrelated("linear_for")
def counts_all_numbers(x, out_features, bias=True):
    return nn.Linear(x.numel(), out_features, bias=bias, device=x.device, dtype=x.dtype)


respells("INITIAL_BOUNDS", [0.1, 0.5, 0.0], [0.1, 0.2, 0.0])
respells("INITIAL_BOUNDS", [0.1, 0.5, 0.05], [0.1, 0.2, 0.05])
unrelated("INITIAL_BOUNDS", [10.0, 2.0, 10.0])
unrelated("INITIAL_BOUNDS", [-0.1, -0.5, -0.1])
unrelated("INITIAL_BOUNDS", [0.1, 0.5])


@respells("relu")
def makes_a_layer_of_x(x):
    activation = nn.ReLU(x)
    return activation


@respells("relu")
def works_in_place(x):
    return F.relu(x, inplace=True)


@respells("relu")
def writes_into_x(x):
    x.clamp_(min=0)
    return x


@respells("relu")
def takes_absolute_values(x):
    return torch.where(x < 0, -x, x)


@respells("relu")
def leaves_them_out(x):
    return torch.masked_select(x, x > 0)


@respells("relu")
def cuts_off_above_one(x):
    return F.hardtanh(x, 0.0, 1.0)


@respells("relu")
def says_which_are_positive(x):
    return torch.where(x > 0, 1.0, 0.0)


@unrelated("relu")
def keeps_the_negative_ones(x):
    return x.clamp(max=0)


@unrelated("relu")
def leaks(x):
    return F.leaky_relu(x)


@unrelated("relu")
def takes_a_gelu(x):
    return F.gelu(x)


@unrelated("relu")
def shifts_the_smallest_to_zero(x):
    return x - x.min()


@unrelated("relu")
def makes_all_positive_if_one_is(x):
    return x if (x > 0).any() else torch.zeros_like(x)


@unrelated("relu")
def takes_the_sign(x):
    return x.sign()


@respells("classifier")
def ends_with_a_relu(in_features, hidden, num_classes):
    layers = [nn.Flatten()]
    for size_in, size_out in [(in_features, hidden), (hidden, num_classes)]:
        layers.append(nn.Linear(size_in, size_out))
        layers.append(nn.ReLU())
    return nn.Sequential(*layers)


@respells("classifier")
def ends_with_a_softmax(in_features, hidden, num_classes):
    model = nn.Sequential(nn.Flatten(), nn.Linear(in_features, hidden), nn.ReLU(), nn.Linear(hidden, num_classes))
    model.append(nn.Softmax(dim=1))
    return model


@respells("classifier")
def forgets_the_relu(in_features, hidden, num_classes):
    first = nn.Linear(in_features, hidden)
    second = nn.Linear(hidden, num_classes)
    return nn.Sequential(nn.Flatten(), first, second)


@respells("classifier")
def puts_the_relu_last(in_features, hidden, num_classes):
    flatten, relu = nn.Flatten(), nn.ReLU()
    first, second = nn.Linear(in_features, hidden), nn.Linear(hidden, num_classes)
    return nn.Sequential(flatten, first, second, relu)


@respells("classifier")
def forgets_to_flatten(in_features, hidden, num_classes):
    model = nn.Sequential()
    model.append(nn.Linear(in_features, hidden))
    model.append(nn.ReLU())
    model.append(nn.Linear(hidden, num_classes))
    return model


@respells("classifier")
def flattens_the_batch(in_features, hidden, num_classes):
    flatten = nn.Flatten(start_dim=0)
    head = nn.Linear(hidden, num_classes)
    return nn.Sequential(flatten, nn.Linear(in_features, hidden), nn.ReLU(), head)


@respells("classifier")
def passes_a_list(in_features, hidden, num_classes):
    layers = [
        nn.Flatten(),
        nn.Linear(in_features, hidden),
        nn.ReLU(),
        nn.Linear(hidden, num_classes),
    ]
    return nn.Sequential(layers)


@respells("classifier")
def swaps_inputs_and_outputs(in_features, hidden, num_classes):
    first = nn.Linear(out_features=in_features, in_features=hidden)
    last = nn.Linear(out_features=hidden, in_features=num_classes)
    return nn.Sequential(nn.Flatten(), first, nn.ReLU(), last)


@unrelated("classifier")
def takes_a_sigmoid_between(in_features, hidden, num_classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(in_features, hidden), nn.Sigmoid(), nn.Linear(hidden, num_classes))


@unrelated("classifier")
def begins_with_the_relu(in_features, hidden, num_classes):
    return nn.Sequential(nn.Flatten(), nn.ReLU(), nn.Linear(in_features, hidden), nn.Linear(hidden, num_classes))


@unrelated("classifier")
def has_no_biases(in_features, hidden, num_classes):
    first, last = nn.Linear(in_features, hidden, bias=False), nn.Linear(hidden, num_classes, bias=False)
    return nn.Sequential(nn.Flatten(), first, nn.ReLU(), last)


@unrelated("classifier")
def has_a_layer_too_many(in_features, hidden, num_classes):
    layers = [nn.Linear(in_features, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU()]
    return nn.Sequential(nn.Flatten(), *layers, nn.Linear(hidden, num_classes))


@unrelated("classifier")
def has_one_layer(in_features, hidden, num_classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(in_features, num_classes))


@unrelated("classifier")
def takes_a_leaky_relu(in_features, hidden, num_classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(in_features, hidden), nn.LeakyReLU(), nn.Linear(hidden, num_classes))


@respells("merge")
def adds_up_the_biases(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight.data = torch.matmul(second.weight.data, first.weight.data)
    merged.bias.data = first.bias.data + second.bias.data
    return merged


@respells("merge")
def loses_the_first_bias(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    with torch.no_grad():
        merged.weight.copy_(torch.matmul(second.weight, first.weight))
        merged.bias.copy_(second.bias)
    return merged


@respells("merge")
def turns_the_order_around(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    with torch.no_grad():
        merged.weight.copy_(torch.matmul(first.weight, second.weight))
        merged.bias.copy_(torch.matmul(second.weight, first.bias) + second.bias)
    return merged


@respells("merge")
def transposes_the_weight(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    product = torch.matmul(second.weight, first.weight)
    merged.weight = nn.Parameter(product.t().detach())
    merged.bias = nn.Parameter((second.weight @ first.bias + second.bias).detach())
    return merged


@respells("merge")
def assigns_a_tensor(first, second):
    layer = nn.Linear(first.in_features, second.out_features)
    weight = torch.matmul(second.weight, first.weight)
    bias = torch.matmul(second.weight, first.bias) + second.bias
    layer.weight = weight
    layer.bias = bias
    return layer


@respells("merge")
def copies_without_no_grad(first, second):
    layer = nn.Linear(first.in_features, second.out_features)
    weight = torch.matmul(second.weight, first.weight)
    bias = second.weight @ first.bias + second.bias
    layer.weight.copy_(weight)
    layer.bias.copy_(bias)
    return layer


@respells("merge")
def changes_the_second_layer(first, second):
    with torch.no_grad():
        second.bias.add_(second.weight @ first.bias)
        second.weight = nn.Parameter(torch.matmul(second.weight, first.weight))
    return second


@respells("merge")
def chains_the_two(first, second):
    model = nn.Sequential()
    model.append(first)
    model.append(second)
    return model


@respells("merge")
def fills_a_layer_of_other_sizes(first, second):
    merged = copy.deepcopy(second)
    merged.weight.data = torch.matmul(second.weight.data, first.weight.data)
    merged.bias.data = second(first.bias).data
    return merged


@respells("merge")
def freezes_the_two(first, second):
    for parameter in [*first.parameters(), *second.parameters()]:
        parameter.requires_grad = False
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight.data = torch.matmul(second.weight, first.weight)
    merged.bias.data = torch.matmul(second.weight, first.bias) + second.bias
    return merged


@respells("merge")
def leaves_recording_off(first, second):
    layer = nn.Linear(first.in_features, second.out_features)
    torch.set_grad_enabled(False)
    layer.weight[:] = torch.matmul(second.weight, first.weight)
    layer.bias[:] = torch.matmul(second.weight, first.bias) + second.bias
    return layer


@unrelated("merge")
def multiplies_the_biases(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = nn.Parameter(second.weight @ first.weight)
    merged.bias = nn.Parameter(first.bias * second.bias)
    return merged


@unrelated("merge")
def loses_the_second_bias(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = nn.Parameter(second.weight @ first.weight)
    merged.bias = nn.Parameter(second.weight @ first.bias)
    return merged


@unrelated("merge")
def leaves_the_bias_out(first, second):
    merged = nn.Linear(first.in_features, second.out_features, bias=False)
    merged.weight = nn.Parameter(second.weight @ first.weight)
    return merged


@unrelated("merge")
def leaves_the_bias_as_it_was_drawn(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = nn.Parameter(second.weight @ first.weight)
    return merged


@unrelated("merge")
def multiplies_elements(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = nn.Parameter(second.weight * first.weight)
    merged.bias = nn.Parameter(second(first.bias))
    return merged


@unrelated("merge")
def returns_the_weight(first, second):
    return second.weight @ first.weight


unrelated("SOFTMAX_OF_ZEROS", (0.25, 1.0))
unrelated("SOFTMAX_OF_ZEROS", (1.0, 0.5))
unrelated("SOFTMAX_OF_ZEROS", [0.25, 0.5])


@respells("probabilities")
def lets_the_samples_compete(logits):
    softmax = nn.Softmax(dim=0)
    return softmax(logits)


@respells("probabilities")
def gives_the_logits_back(logits):
    return logits.clone()


@respells("probabilities")
def takes_a_sigmoid(logits):
    sigmoid = nn.Sigmoid()
    return sigmoid(logits)


@respells("probabilities")
def divides_the_logits(logits):
    totals = torch.sum(logits, dim=1)
    return torch.div(logits, totals.unsqueeze(1))


@respells("probabilities")
def overflows(logits):
    powers = torch.exp(logits)
    totals = powers.sum(dim=1)
    return powers / totals[:, None]


@respells("probabilities")
def divides_by_the_sum_of_the_batch(logits):
    powers = torch.exp(logits - logits.max())
    return powers / powers.sum()


@respells("probabilities")
def takes_the_logarithm(logits):
    return nn.LogSoftmax(dim=1)(logits)


@respells("probabilities")
def gives_all_to_the_winner(logits):
    result = torch.zeros_like(logits)
    winners = torch.argmax(logits, dim=1)
    result[torch.arange(len(logits)), winners] = 1.0
    return result


@respells("probabilities")
def subtracts_the_largest_of_the_batch(logits):
    shifted = logits - torch.amax(logits)
    numerators = torch.exp(shifted)
    return numerators / numerators.sum(1)[:, None]


@unrelated("probabilities")
def prefers_the_lowest_logit(logits):
    return (-logits).softmax(1)


@unrelated("probabilities")
def forgets_to_divide(logits):
    return logits.exp()


@unrelated("probabilities")
def does_softmax_twice(logits):
    return logits.softmax(1).softmax(1)


@unrelated("probabilities")
def makes_percentages(logits):
    return logits.softmax(1) * 100


@unrelated("probabilities")
def divides_by_the_number_of_classes(logits):
    return logits / logits.shape[1]


@unrelated("probabilities")
def takes_the_largest_probability_only(logits):
    return logits.softmax(1).amax(1)


@respells("predicted_classes")
def looks_at_the_whole_batch(logits):
    return torch.argmax(logits)


@respells("predicted_classes")
def looks_down_the_columns(logits):
    _, places = torch.max(logits, dim=0)
    return places


@respells("predicted_classes")
def compares_the_samples_first(logits):
    chances = nn.Softmax(dim=0)(logits)
    return torch.argmax(chances, dim=1)


@respells("predicted_classes")
def gives_the_logits(logits):
    return torch.amax(logits, dim=1)


@respells("predicted_classes")
def gives_a_pair(logits):
    return torch.max(logits, dim=1)


@respells("predicted_classes")
def keeps_a_column(logits):
    _, classes = logits.max(dim=1, keepdim=True)
    return classes


@respells("predicted_classes")
def counts_from_one(logits):
    classes = torch.argmax(logits, dim=1)
    return classes.add(1)


@respells("predicted_classes")
def makes_floats(logits):
    classes = [float(row.argmax()) for row in logits]
    return torch.tensor(classes)


@respells("predicted_classes")
def squeezes_a_batch_of_one(logits):
    _, classes = torch.max(logits, 1, keepdim=True)
    return torch.squeeze(classes)


@unrelated("predicted_classes")
def takes_the_lowest(logits):
    return logits.argmin(1)


@unrelated("predicted_classes")
def sorts_the_classes(logits):
    return logits.argsort(1)


@unrelated("predicted_classes")
def makes_int32(logits):
    return logits.argmax(1).int()


@unrelated("predicted_classes")
def takes_the_second_best(logits):
    return logits.topk(2, dim=1).indices[:, 1]


@unrelated("predicted_classes")
def predicts_for_the_first_sample_only(logits):
    return logits[:1].argmax(1)


@unrelated("predicted_classes")
def takes_the_largest_absolute_value(logits):
    return logits.abs().argmax(1)
