"""The teacher's book for 04_neural_networks/test_layers.py."""

import torch
from torch import nn
from torch.nn import functional as F

from sensei.book import misconception, teach

FLATTENED_SHAPES = [(64, 784), (3, 784), (1, 784), (2352,)]

teach(
    "FLATTENED_SHAPES",
    hints=[
        "28 * 28 is 784. The layer leaves dimension 0 alone and makes one dimension of all others.",
        "The layer does not know what dimension 0 is: it keeps 64, 3 and 1. The method `flatten()` keeps nothing.",
    ],
    lesson="`nn.Flatten()` begins at dimension 1, because dimension 0 counts the samples; `x.flatten()` begins at 0.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Flatten.html",
)
misconception(
    "FLATTENED_SHAPES",
    [(64, 784), (3, 784), (1, 784), (3, 784)],
    "The layer keeps dimension 0, but the method `flatten()` begins at dimension 0: one long row of 3 * 784 numbers.",
)
misconception(
    "FLATTENED_SHAPES",
    [(64, 784), (3, 784), (784,), (2352,)],
    "A dimension of size 1 is a dimension as well: `nn.Flatten()` keeps the first one, and one row of 784 comes out.",
)
misconception(
    "FLATTENED_SHAPES",
    [(64, 1, 784), (3, 784), (1, 784), (2352,)],
    "`nn.Flatten()` makes one dimension of all that follow the first, the channel included: (64, 784).",
)
misconception(
    "FLATTENED_SHAPES",
    [(50176,), (2352,), (784,), (2352,)],
    "That is what the method does with all of them. The layer keeps dimension 0, so the samples stay apart.",
)

PARAMETER_SHAPES = ((512, 784), (512,))

teach(
    "PARAMETER_SHAPES",
    hints=[
        "Each of the 512 numbers that come out has a row of factors of its own. How many factors are in it?",
        "The weight is (out, in). There is one bias for each number that comes out.",
    ],
    lesson="The weight of `nn.Linear(in, out)` has the shape (out, in), the other way round than the arguments.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html",
)
misconception(
    "PARAMETER_SHAPES",
    ((784, 512), (512,)),
    "The arguments are (in, out), but the weight is (out, in): one row for each number that comes out.",
)
misconception(
    "PARAMETER_SHAPES",
    ((512, 784), (784,)),
    "The bias is added to what comes out, so there are 512 numbers in it.",
)
misconception(
    "PARAMETER_SHAPES",
    ((784, 512), (784,)),
    "The weight is (out, in), and the bias is added to what comes out: 512 comes first, and there are 512 biases.",
)
misconception(
    "PARAMETER_SHAPES",
    ((512, 784), (512, 1)),
    "The bias has one dimension: it is added to each sample, whose 512 numbers stand along the last one.",
)
misconception(
    "PARAMETER_SHAPES",
    ((512, 784), (1,)),
    "Each of the 512 numbers that come out has a bias of its own.",
)


def linear(x, weight, bias=None):
    y = x @ weight.T
    return y if bias is None else y + bias


teach(
    linear,
    hints=[
        "`weight` is (out, in) and `x` ends in `in`. Which of the two has to be transposed, so that they fit?",
        "`x @ weight.T` works for any number of dimensions in front. Add the bias only if there is one.",
    ],
    lesson="A linear layer is y = x @ W.T + b along the last dimension; all dimensions in front of it stay.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.linear.html",
)


@misconception(
    linear,
    "`x @ weight` would need a weight of shape (in, out). PyTorch keeps it as (out, in): transpose it, `x @ weight.T`.",
)
def forgets_to_transpose(x, weight, bias=None):
    y = x @ weight
    return y if bias is None else y + bias


@misconception(
    linear,
    "`weight @ x.T` gives one column for each sample, so the result is transposed. Let x come first: `x @ weight.T`.",
)
def gives_columns(x, weight, bias=None):
    y = weight @ x.T
    return y if bias is None else y + bias


@misconception(
    linear,
    "`.T` turns all dimensions around. That is right for a matrix, but not for a batch with more dimensions than two. "
    "Let x stand in front as it is: `x @ weight.T`.",
)
def turns_all_dimensions_around(x, weight, bias=None):
    y = (weight @ x.T).T
    return y if bias is None else y + bias


@misconception(
    linear,
    "`weight.reshape(in, out)` puts the same numbers into other places. That is not the transposed matrix.",
)
def reshapes_instead_of_transposing(x, weight, bias=None):
    y = x @ weight.reshape(weight.shape[1], weight.shape[0])
    return y if bias is None else y + bias


@misconception(linear, "The bias is missing: it is added to what comes out.")
def forgets_the_bias(x, weight, bias=None):
    return x @ weight.T


@misconception(linear, "`bias` may be None, and nothing can be added to a tensor then. Ask `if bias is None`.")
def always_adds_a_bias(x, weight, bias=None):
    return x @ weight.T + bias


@misconception(
    linear,
    "`torch.mm` and `addmm` take matrices only. A layer also takes a single vector, and batches with more dimensions.",
)
def takes_matrices_only(x, weight, bias=None):
    y = torch.mm(x, weight.T)
    return y if bias is None else y + bias


@misconception(
    linear,
    "`view(-1, in)` makes one long batch of all vectors. The dimensions in front are lost: give them back, or leave "
    "them, for `@` works with any number of them.",
)
def loses_the_dimensions_in_front(x, weight, bias=None):
    y = x.reshape(-1, x.shape[-1]) @ weight.T
    return y if bias is None else y + bias


@misconception(
    linear,
    "A square weight fits either way round, so no shape tells you: it is (out, in) all the same. Always transpose it.",
)
def transposes_only_where_it_must(x, weight, bias=None):
    y = x @ weight if weight.shape[0] == x.shape[-1] else x @ weight.T
    return y if bias is None else y + bias


def linear_for(x, out_features, bias=True):
    return nn.Linear(x.shape[-1], out_features, bias=bias, device=x.device, dtype=x.dtype)


teach(
    linear_for,
    hints=[
        "The number of inputs is the last size of x, whatever stands in front of it.",
        "`nn.Linear` has three more arguments: `bias`, `device` and `dtype`. x knows two of them.",
    ],
    lesson="Make a layer where it is needed and in the dtype that it needs: `nn.Linear(…, device=…, dtype=…)`.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html",
)


@misconception(linear_for, "The layer is float32, and it refuses an x of another dtype. Give it `dtype=x.dtype`.")
def forgets_the_dtype(x, out_features, bias=True):
    return nn.Linear(x.shape[-1], out_features, bias=bias, device=x.device)


@misconception(linear_for, "The layer is on the CPU, wherever x is. Give it `device=x.device`.")
def forgets_the_device(x, out_features, bias=True):
    return nn.Linear(x.shape[-1], out_features, bias=bias, dtype=x.dtype)


@misconception(linear_for, "A bias of zeros is still a parameter, and it will be trained. `bias=False` leaves it out.")
def sets_the_bias_to_zero(x, out_features, bias=True):
    layer = nn.Linear(x.shape[-1], out_features, device=x.device, dtype=x.dtype)
    if not bias:
        nn.init.zeros_(layer.bias)
    return layer


@misconception(
    linear_for, "`x.shape[0]` is the number of samples. The layer works on the last dimension: `x.shape[-1]`."
)
def counts_the_samples(x, out_features, bias=True):
    return nn.Linear(x.shape[0], out_features, bias=bias, device=x.device, dtype=x.dtype)


@misconception(
    linear_for, "x may have more than two dimensions, and `x.shape[1]` is the last one only if it has two. Use -1."
)
def takes_the_second_size(x, out_features, bias=True):
    return nn.Linear(x.shape[1], out_features, bias=bias, device=x.device, dtype=x.dtype)


@misconception(
    linear_for,
    "The layer is right, but now every new tensor in the program has this dtype. Give it to the one layer: `dtype=…`.",
)
def sets_the_default_dtype(x, out_features, bias=True):
    torch.set_default_dtype(x.dtype)
    return nn.Linear(x.shape[-1], out_features, bias=bias, device=x.device)


INITIAL_BOUNDS = [0.1, 0.5, 0.1]

teach(
    "INITIAL_BOUNDS",
    hints=[
        "Think of the sum that makes one output: the more numbers come in, the smaller each weight should be.",
        "It is 1 / sqrt(in), for the weight and for the bias. The number of outputs does not matter.",
    ],
    lesson="Weight and bias of `nn.Linear(in, out)` begin as random numbers between -1/sqrt(in) and +1/sqrt(in).",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html",
)
misconception(
    "INITIAL_BOUNDS",
    [0.1, 0.5, 0.0],
    "The bias does not begin at 0: it is drawn from the same range as the weight.",
)
misconception(
    "INITIAL_BOUNDS",
    [0.05, 0.1, 0.05],
    "It is the number of inputs that counts, the first argument: 1 / sqrt(100) and 1 / sqrt(4).",
)
misconception(
    "INITIAL_BOUNDS",
    [0.1, 0.5, 0.05],
    "The bias has the same bound as the weight: 1 / sqrt(in), although there is one bias for each output.",
)
misconception(
    "INITIAL_BOUNDS",
    [1.0, 1.0, 1.0],
    "They are not drawn from -1 to 1: the bound is 1 / sqrt(in), so that sums of many products do not grow.",
)
misconception(
    "INITIAL_BOUNDS",
    [0.01, 0.25, 0.01],
    "The square root is missing: the bound is 1 / sqrt(in), not 1 / in.",
)


def relu(x):
    return x.clamp(min=0)


teach(
    relu,
    hints=[
        "Each number is the larger one of itself and 0.",
        "`clamp(min=0)`, `torch.where`, `nn.ReLU()` and `torch.relu` all do it, and all give a new tensor.",
    ],
    lesson="`nn.ReLU` has no parameters: max(x, 0) for each number. Its bend makes layers worth stacking.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html",
)


@misconception(
    relu,
    "`nn.ReLU(x)` makes a layer and takes x for its setting `inplace`. Make the layer, then call it: `nn.ReLU()(x)`.",
)
def makes_a_layer_of_x(x):
    return nn.ReLU(x)


@misconception(
    relu, "Your result is right, but the numbers of the caller have changed: this works in place. Make a new tensor."
)
def works_in_place(x):
    return nn.ReLU(inplace=True)(x)


@misconception(
    relu, "Your result is right, but the numbers of the caller have changed: this works in place. Make a new tensor."
)
def writes_into_x(x):
    x[x < 0] = 0
    return x


@misconception(relu, "`abs` turns negative numbers around. They have to become 0.")
def takes_absolute_values(x):
    return x.abs()


@misconception(relu, "`x[x > 0]` leaves the others out, and the shape is lost. Put a 0 in their place.")
def leaves_them_out(x):
    return x[x > 0]


@misconception(relu, "`clamp(0, 1)` also cuts off what is above 1. ReLU leaves positive numbers as they are.")
def cuts_off_above_one(x):
    return x.clamp(0, 1)


@misconception(relu, "`x > 0` only says which numbers are positive. Multiply x by it, or take `clamp(min=0)`.")
def says_which_are_positive(x):
    return (x > 0).float()


def classifier(in_features, hidden, num_classes):
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(in_features, hidden),
        nn.ReLU(),
        nn.Linear(hidden, num_classes),
    )


teach(
    classifier,
    hints=[
        "`nn.Sequential(layer, layer, …)` calls one layer after the other, each with what the last one gave.",
        "The layers are `nn.Flatten()`, `nn.Linear`, `nn.ReLU()` and `nn.Linear`.",
        "What comes out of one layer goes into the next: (in_features, hidden), then (hidden, num_classes).",
    ],
    lesson="`nn.Sequential` is a model of its own: it chains its layers, and their parameters are its parameters.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Sequential.html",
)


@misconception(
    classifier,
    "There is a ReLU at the end, so no logit can be negative. Logits may be: the last linear layer has the last word.",
)
def ends_with_a_relu(in_features, hidden, num_classes):
    return nn.Sequential(
        nn.Flatten(), nn.Linear(in_features, hidden), nn.ReLU(), nn.Linear(hidden, num_classes), nn.ReLU()
    )


@misconception(
    classifier,
    "There is a softmax at the end, so probabilities come out, not logits. A loss will do the softmax itself.",
)
def ends_with_a_softmax(in_features, hidden, num_classes):
    return nn.Sequential(
        nn.Flatten(), nn.Linear(in_features, hidden), nn.ReLU(), nn.Linear(hidden, num_classes), nn.Softmax(dim=1)
    )


@misconception(
    classifier,
    "The ReLU is missing. The shapes are right without it, but two linear layers in a row do no more than one.",
)
def forgets_the_relu(in_features, hidden, num_classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(in_features, hidden), nn.Linear(hidden, num_classes))


@misconception(
    classifier,
    "The ReLU stands behind both linear layers. It belongs between them; behind them it cuts off the negative logits.",
)
def puts_the_relu_last(in_features, hidden, num_classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(in_features, hidden), nn.Linear(hidden, num_classes), nn.ReLU())


@misconception(
    classifier,
    "The first linear layer meets images with rows and columns. `nn.Flatten()` makes one row of each image before it.",
)
def forgets_to_flatten(in_features, hidden, num_classes):
    return nn.Sequential(nn.Linear(in_features, hidden), nn.ReLU(), nn.Linear(hidden, num_classes))


@misconception(
    classifier,
    "`nn.Flatten(0)` makes one row of the whole batch. Dimension 0 counts the images: `nn.Flatten()` begins at 1.",
)
def flattens_the_batch(in_features, hidden, num_classes):
    return nn.Sequential(nn.Flatten(0), nn.Linear(in_features, hidden), nn.ReLU(), nn.Linear(hidden, num_classes))


@misconception(classifier, "`nn.Sequential` takes the layers one by one, not in a list. A star unpacks one: `*layers`.")
def passes_a_list(in_features, hidden, num_classes):
    return nn.Sequential([nn.Flatten(), nn.Linear(in_features, hidden), nn.ReLU(), nn.Linear(hidden, num_classes)])


@misconception(
    classifier,
    "`nn.Linear` takes the number of inputs first, then the number of outputs. Only the weight is (out, in).",
)
def swaps_inputs_and_outputs(in_features, hidden, num_classes):
    return nn.Sequential(nn.Flatten(), nn.Linear(hidden, in_features), nn.ReLU(), nn.Linear(num_classes, hidden))


def merge(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = nn.Parameter(second.weight @ first.weight)
    merged.bias = nn.Parameter(second(first.bias))
    return merged


teach(
    merge,
    hints=[
        "Write it down: (x @ A.T + a) @ B.T + b. Multiply out, and look for one matrix and one vector.",
        "The weight is B @ A, of shape (out, in). The bias is what `second` makes of the bias of `first`.",
        "A parameter is replaced by a parameter: `layer.weight = nn.Parameter(…)`. Or copy under `torch.no_grad()`.",
    ],
    lesson="Linear after linear is linear: depth only pays with something bent between the layers, such as ReLU.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html",
)


@misconception(
    merge,
    "The bias of the first layer goes through the second layer, too: there it is multiplied by the second weight.",
)
def adds_up_the_biases(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = nn.Parameter(second.weight @ first.weight)
    merged.bias = nn.Parameter(first.bias + second.bias)
    return merged


@misconception(merge, "The bias of the first layer is lost. The second layer multiplies it, and adds its own.")
def loses_the_first_bias(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = nn.Parameter(second.weight @ first.weight)
    merged.bias = nn.Parameter(second.bias.clone())
    return merged


@misconception(
    merge,
    "The order is turned around: the first weight is the one next to x, so in B @ A it stands on the right.",
)
def turns_the_order_around(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = nn.Parameter(first.weight @ second.weight)
    merged.bias = nn.Parameter(second(first.bias))
    return merged


@misconception(
    merge,
    "Your weight is transposed, (in, out). A layer takes whatever shape it is given, and fails when it is called.",
)
def transposes_the_weight(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = nn.Parameter(first.weight.T @ second.weight.T)
    merged.bias = nn.Parameter(second(first.bias))
    return merged


@misconception(
    merge,
    "A plain tensor can't take the place of a parameter. Wrap it: `merged.weight = nn.Parameter(…)`.",
)
def assigns_a_tensor(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = second.weight @ first.weight
    merged.bias = second(first.bias)
    return merged


@misconception(
    merge,
    "Parameters require grad, and autograd refuses to change them in place. Do it inside `with torch.no_grad():`.",
)
def copies_without_no_grad(first, second):
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight.copy_(second.weight @ first.weight)
    merged.bias.copy_(second(first.bias))
    return merged


@misconception(
    merge,
    "`second` is no new layer: its caller finds another weight in it now. Make an `nn.Linear` of your own.",
)
def changes_the_second_layer(first, second):
    bias = second(first.bias)
    second.weight = nn.Parameter(second.weight @ first.weight)
    second.bias = nn.Parameter(bias)
    return second


@misconception(
    merge,
    "That does what the two do, but it is the two: one layer with one weight and one bias was asked for.",
)
def chains_the_two(first, second):
    return nn.Sequential(first, second)


@misconception(
    merge,
    "The numbers are right, but the layer still thinks that it has the sizes it was made with: print it, and you see "
    "them. Make it with `first.in_features` and `second.out_features`.",
)
def fills_a_layer_of_other_sizes(first, second):
    merged = nn.Linear(1, 1)
    merged.weight = nn.Parameter(second.weight @ first.weight)
    merged.bias = nn.Parameter(second(first.bias))
    return merged


@misconception(
    merge,
    "The merged layer is right, but the two are frozen now: nobody can train them any more. Use `torch.no_grad()`.",
)
def freezes_the_two(first, second):
    first.requires_grad_(False)
    second.requires_grad_(False)
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight = nn.Parameter(second.weight @ first.weight)
    merged.bias = nn.Parameter(second(first.bias))
    return merged


@misconception(
    merge,
    "`torch.set_grad_enabled(False)` stays in force after your function. `with torch.no_grad():` ends by itself.",
)
def leaves_recording_off(first, second):
    torch.set_grad_enabled(False)
    merged = nn.Linear(first.in_features, second.out_features)
    merged.weight.copy_(second.weight @ first.weight)
    merged.bias.copy_(second(first.bias))
    return merged


SOFTMAX_OF_ZEROS = (0.25, 0.5)

teach(
    "SOFTMAX_OF_ZEROS",
    hints=[
        "Along dimension 1 there are four numbers, those of one sample. Along dimension 0 there are two.",
        "Equal numbers that sum to 1: 1/4 for each of four, 1/2 for each of two.",
    ],
    lesson="For a batch (N, C) take `dim=1`: with `dim=0` the samples share 1 among them, and the shape is the same.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html",
)
misconception(
    "SOFTMAX_OF_ZEROS",
    (0.5, 0.25),
    "It is the other way round: `dim` is the dimension along which the numbers sum to 1, and dim 1 holds four.",
)
misconception(
    "SOFTMAX_OF_ZEROS",
    (0.25, 0.25),
    "Along dimension 0 there are only two numbers, one for each sample, and these sum to 1.",
)
misconception(
    "SOFTMAX_OF_ZEROS",
    (0.125, 0.125),
    "It is not the whole matrix that sums to 1: each row does with `dim=1`, each column with `dim=0`.",
)
misconception(
    "SOFTMAX_OF_ZEROS",
    (0.0, 0.0),
    "exp(0) is 1, not 0: four equal logits are four equal chances.",
)


def probabilities(logits):
    return logits.softmax(dim=1)


teach(
    probabilities,
    hints=[
        "That is a softmax. Along which dimension are the classes of one sample?",
        "`nn.Softmax(dim=1)(logits)`, `logits.softmax(1)` and `F.softmax(logits, dim=1)` are the same.",
        "By hand, subtract the largest logit of each row first: that changes no probability and keeps `exp` small.",
    ],
    lesson="Logits may be negative and have any sum; softmax along the classes makes probabilities of them.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html",
)


@misconception(
    probabilities,
    "Along dim 0 the samples compete for each class: the columns sum to 1. The shape is right, so nothing warns you.",
)
def lets_the_samples_compete(logits):
    return logits.softmax(dim=0)


@misconception(probabilities, "Those are the logits as they were. They may be negative, and they do not sum to 1.")
def gives_the_logits_back(logits):
    return logits


@misconception(
    probabilities,
    "A sigmoid judges each logit on its own, so the numbers of a sample need not sum to 1. Softmax compares them.",
)
def takes_a_sigmoid(logits):
    return logits.sigmoid()


@misconception(
    probabilities,
    "`exp` is missing: dividing logits by their sum gives negative numbers, and it divides by 0 at times.",
)
def divides_the_logits(logits):
    return logits / logits.sum(1, keepdim=True)


@misconception(
    probabilities,
    "Right for small logits, but exp(1000) is infinity, and infinity by infinity is nan. `softmax` avoids that.",
)
def overflows(logits):
    return logits.exp() / logits.exp().sum(1, keepdim=True)


@misconception(
    probabilities, "The whole batch shares one sum here. Each sample has its own: `sum(1, keepdim=True)`, or softmax."
)
def divides_by_the_sum_of_the_batch(logits):
    return logits.flatten().softmax(0).reshape(logits.shape)


@misconception(
    probabilities,
    "`log_softmax` gives the logarithms of the probabilities, all of them 0 or less. Here `exp` is missing.",
)
def takes_the_logarithm(logits):
    return logits.log_softmax(1)


@misconception(
    probabilities,
    "That gives all to the winner. A probability also tells how close the others were.",
)
def gives_all_to_the_winner(logits):
    return F.one_hot(logits.argmax(1), logits.shape[1]).float()


@misconception(
    probabilities,
    "You subtract the largest logit of the whole batch. A sample whose logits are far below it is left with 0 / 0. "
    "Subtract the largest one of each sample: `logits.amax(1, keepdim=True)`.",
)
def subtracts_the_largest_of_the_batch(logits):
    powers = (logits - logits.max()).exp()
    return powers / powers.sum(dim=1, keepdim=True)


def predicted_classes(logits):
    return logits.argmax(1)


teach(
    predicted_classes,
    hints=[
        "`argmax` gives the place of the highest number. Along which dimension are the classes?",
        "`logits.argmax(1)`. No softmax is needed: it does not change which of a row is the highest.",
    ],
    lesson="The class is `logits.argmax(1)`; softmax along the classes keeps their order and is not needed for it.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.argmax.html",
)


@misconception(
    predicted_classes,
    "Without a dimension `argmax` finds one place in the whole batch, counted as if it were one long row.",
)
def looks_at_the_whole_batch(logits):
    return logits.argmax()


@misconception(
    predicted_classes,
    "`argmax(0)` looks down the columns: it says which sample is highest for each class. Take `argmax(1)`.",
)
def looks_down_the_columns(logits):
    return logits.argmax(0)


@misconception(
    predicted_classes,
    "A softmax along dim 0 compares the samples, and after it another class of a sample may be the highest. "
    "`argmax(1)` needs no softmax.",
)
def compares_the_samples_first(logits):
    return logits.softmax(0).argmax(1)


@misconception(predicted_classes, "Those are the highest logits themselves. Their places are asked for: `argmax(1)`.")
def gives_the_logits(logits):
    return logits.max(1).values


@misconception(
    predicted_classes,
    "`max(1)` gives a pair, the highest logits and their places. The class numbers are `.indices`.",
)
def gives_a_pair(logits):
    return logits.max(1)


@misconception(
    predicted_classes,
    "With `keepdim=True` the result is a column of shape (N, 1). One number for each sample was asked for.",
)
def keeps_a_column(logits):
    return logits.argmax(1, keepdim=True)


@misconception(predicted_classes, "Class numbers count from 0, as places do: there is nothing to add to `argmax(1)`.")
def counts_from_one(logits):
    return logits.argmax(1) + 1


@misconception(predicted_classes, "Your class numbers are floats. Class numbers are int64, as `argmax` gives them.")
def makes_floats(logits):
    return logits.argmax(1).float()


@misconception(
    predicted_classes,
    "`squeeze()` drops every dimension of size 1: of a batch of one sample it leaves a tensor of shape ().",
)
def squeezes_a_batch_of_one(logits):
    return logits.argmax(dim=1, keepdim=True).squeeze()
