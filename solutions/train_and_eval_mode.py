"""The teacher's book for 06_optimization/test_train_and_eval_mode.py."""

import torch
from torch import nn
from torch.nn import functional as F

from sensei.book import misconception, teach

DROPOUT_NUMBERS = [[0.0, 4.0], [1.0]]

teach(
    "DROPOUT_NUMBERS",
    hints=[
        "On average, dropout is to change nothing. In PyTorch all that is needed for this happens in training.",
        "A quarter of the ones stays. How large must they become, so that the mean is still 1?",
        "1 / (1 - p), and that is 4.",
    ],
    lesson="PyTorch's dropout scales by 1 / (1 - p) while training, so that in evaluation it need not do anything.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html",
)
misconception(
    "DROPOUT_NUMBERS",
    [[0.0, 1.0], [0.25]],
    "Outputs are not scaled at test time, although many books say so: PyTorch scales by 1 / (1 - p) while it trains.",
)
misconception(
    "DROPOUT_NUMBERS",
    [[0.0, 1.0], [1.0]],
    "The rest is scaled. If it stayed as it is, with three quarters dropped, the mean would fall to a quarter.",
)
misconception(
    "DROPOUT_NUMBERS",
    [[0.0, 4 / 3], [1.0]],
    "p is the part that is dropped, not the part that stays: the factor is 1 / (1 - 0.75), not 1 / 0.75.",
)
misconception(
    "DROPOUT_NUMBERS",
    [[0.0, 4.0], [0.25]],
    "One correction is enough, and it is made in training: in evaluation the numbers stay as they are.",
)
misconception(
    "DROPOUT_NUMBERS",
    [[0.0, 4.0], [0.0, 4.0]],
    "In evaluation mode `nn.Dropout` drops nothing: what comes in comes out.",
)


def dropout(x, p, training):
    return x * (torch.rand_like(x) >= p) / (1 - p) if training else x


teach(
    dropout,
    hints=[
        "`torch.rand_like(x)` draws a number from 0 to 1 for each element. How often is it less than p?",
        "Multiply `x` by a mask of True and False, then scale what is left.",
        "If `training` is False, return `x`.",
    ],
    lesson="Dropout is a random mask and a factor, and both belong to training alone.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html",
)


@misconception(dropout, "The rest is not scaled: the mean falls by the factor 1 - p. Divide by it while training.")
def forgets_to_scale(x, p, training):
    return x * (torch.rand_like(x) >= p) if training else x


@misconception(
    dropout, "You scale in evaluation. PyTorch scales while training, by 1 / (1 - p), and does nothing in evaluation."
)
def scales_at_test_time(x, p, training):
    return x * (torch.rand_like(x) >= p) if training else x * (1 - p)


@misconception(dropout, "p is the probability to be dropped. Yours is the probability to stay.")
def takes_p_for_what_stays(x, p, training):
    return x * (torch.rand_like(x) < p) / p if training else x


@misconception(dropout, "The factor is 1 / (1 - p): what stays makes up for what is gone.")
def divides_by_p(x, p, training):
    return x * (torch.rand_like(x) >= p) / max(p, 1e-6) if training else x


@misconception(dropout, "This drops in evaluation as well: it does not look at `training`.")
def ignores_the_mode(x, p, training):
    return F.dropout(x, p)


@misconception(dropout, "One random number for each row drops whole rows. Each element needs a number of its own.")
def drops_whole_rows(x, p, training):
    return x * (torch.rand(len(x), *[1] * (x.ndim - 1)) >= p) / (1 - p) if training else x


@misconception(
    dropout, "You drop the same number of elements in every call. Each element is to be dropped or not on its own."
)
def drops_a_fixed_number(x, p, training):
    if not training:
        return x
    mask = torch.ones(x.numel())
    mask[torch.randperm(x.numel())[: round(p * x.numel())]] = 0
    return x * mask.reshape(x.shape) / (1 - p)


@misconception(dropout, "The seed makes every call drop the same elements. Each call is to draw anew.")
def draws_the_same_each_time(x, p, training):
    torch.manual_seed(0)
    return x * (torch.rand_like(x) >= p) / (1 - p) if training else x


@misconception(dropout, "The caller's `x` has changed: this works in place. Make a new tensor.")
def drops_in_place(x, p, training):
    return F.dropout(x, p, training, inplace=True)


class Dropping(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return F.dropout(x, self.p, training=self.training)


teach(
    Dropping,
    hints=[
        "`super().__init__()` first; then keep `p`. `F` is `torch.nn.functional`.",
        "`F.dropout(x, self.p)` drops always: its argument `training` is True unless you say something else.",
        "`F.dropout(x, self.p, training=self.training)`",
    ],
    lesson="`F.dropout` ignores `eval()`: tell it `training=self.training`, or let an `nn.Dropout` do that for you.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html",
)


@misconception(
    Dropping,
    "It drops in evaluation mode, too. `F.dropout` has to be told the mode; `nn.Dropout(p)` made in `forward` is new "
    "in every call, and then in training mode; and a mode noted in `__init__` is that of the beginning.",
)
class ForgetsTheMode(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return F.dropout(x, self.p)


@misconception(
    Dropping,
    "It drops in evaluation mode, too. `F.dropout` has to be told the mode; `nn.Dropout(p)` made in `forward` is new "
    "in every call, and then in training mode; and a mode noted in `__init__` is that of the beginning.",
)
class MakesALayerInForward(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return nn.Dropout(self.p)(x)


@misconception(
    Dropping,
    "It drops in evaluation mode, too. `F.dropout` has to be told the mode; `nn.Dropout(p)` made in `forward` is new "
    "in every call, and then in training mode; and a mode noted in `__init__` is that of the beginning.",
)
class RemembersTheFirstMode(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p
        self.drops = self.training

    def forward(self, x):
        return F.dropout(x, self.p, training=self.drops)


@misconception(Dropping, "Your `p` does not reach `F.dropout`, and without it 0.5 is taken.")
class ForgetsP(nn.Module):
    def __init__(self, p):
        super().__init__()

    def forward(self, x):
        return F.dropout(x, training=self.training)


@misconception(
    Dropping, "Whether gradients are recorded is not the mode. Dropout asks `self.training`, which `eval()` sets."
)
class AsksForGradients(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return F.dropout(x, self.p, training=self.training and torch.is_grad_enabled())


@misconception(
    Dropping, "All instances share the `p` of the class, and the last one made sets it. Keep it in `self.p`."
)
class SharesP(nn.Module):
    def __init__(self, p):
        super().__init__()
        type(self).p = p

    def forward(self, x):
        return F.dropout(x, self.p, training=self.training)


@misconception(Dropping, "The same elements are dropped in every call: the mask was kept. Draw a new one in each call.")
class KeepsTheMask(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p
        self.mask = None

    def forward(self, x):
        if not self.training:
            return x
        if self.mask is None:
            self.mask = (torch.rand_like(x) >= self.p) / (1 - self.p)
        return x * self.mask


@misconception(Dropping, "The module passes its input on and never drops anything, in no mode.")
class NeverDrops(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        F.dropout(x, self.p, training=self.training)
        return x


TWO_SWITCHES = [False, True, True, False]

teach(
    "TWO_SWITCHES",
    hints=[
        "`eval()` sets `training` to False in all modules. Who looks at `training`?",
        "Autograd does not look at it. And dropout does not look at whether gradients are recorded.",
    ],
    lesson="`eval()` and `no_grad()` are independent: to use a network, you want both.",
    docs="https://docs.pytorch.org/docs/stable/notes/autograd.html#evaluation-mode-nn-module-eval",
)
misconception(
    "TWO_SWITCHES",
    [False, False, True, False],
    "`eval()` does not stop gradients: it tells the layers how to behave, and autograd goes on recording.",
)
misconception(
    "TWO_SWITCHES",
    [False, True, False, False],
    "`no_grad()` does not switch dropout off: only the mode does, and the model is still in training mode.",
)
misconception(
    "TWO_SWITCHES",
    [False, False, False, False],
    "Each switch does one thing: `eval()` switches dropout off, `no_grad()` switches recording off.",
)
misconception(
    "TWO_SWITCHES",
    [True, False, False, True],
    "It is the other way round: `eval()` is for layers such as dropout, `no_grad()` is for gradients.",
)


RUNNING_MEANS = [0.4, 0.4, 0.76]

teach(
    "RUNNING_MEANS",
    hints=[
        "The mean of the batch is 4. Each time that counts: 0.9 * old + 0.1 * 4.",
        "A BatchNorm in evaluation mode uses what it remembers, and learns nothing new.",
        "`running_mean` is a buffer, not a parameter. No gradient has a part in it, so `no_grad()` changes nothing.",
    ],
    lesson="BatchNorm's statistics move in training mode, under `no_grad()` too: only `eval()` holds them still.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html",
)
misconception(
    "RUNNING_MEANS",
    [0.4, 0.4, 0.4],
    "`no_grad()` does not hold `running_mean` still: it is no matter of gradients. In training mode it moves.",
)
misconception(
    "RUNNING_MEANS",
    [0.4, 0.76, 1.084],
    "In evaluation mode nothing is remembered: the second call leaves `running_mean` at 0.4.",
)
misconception(
    "RUNNING_MEANS",
    [0.4, 0.76, 0.76],
    "It is the mode that counts, not the gradients: `eval()` holds `running_mean` still, `no_grad()` does not.",
)
misconception(
    "RUNNING_MEANS",
    [4.0, 4.0, 4.0],
    "A batch moves `running_mean` a tenth of the way only: the layer is to remember many batches, not the last.",
)
misconception(
    "RUNNING_MEANS",
    [3.6, 3.6, 3.96],
    "The new batch has the weight 0.1, what is remembered has 0.9. In some other libraries it is the reverse.",
)


def batch_norm_in_eval(x, layer):
    return F.batch_norm(x, layer.running_mean, layer.running_var, layer.weight, layer.bias, eps=layer.eps)


teach(
    batch_norm_in_eval,
    hints=[
        "All four vectors have one number for each column, so they broadcast over the rows of x.",
        "(x - running_mean) / (running_var + eps).sqrt() * weight + bias.",
        "`F.batch_norm` can do it, too: its `training` is False unless you say something else.",
    ],
    lesson="`eval()` does not disable BatchNorm: it goes on normalizing, by its memory instead of by the batch.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html",
)


@misconception(
    batch_norm_in_eval,
    "BatchNorm is not switched off in evaluation mode: it normalizes, with the mean and the variance it remembers.",
)
def passes_x_on(x, layer):
    return x.clone()


@misconception(
    batch_norm_in_eval,
    "These are the mean and the variance of this batch. In evaluation mode those that the layer remembers count.",
)
def looks_at_the_batch(x, layer):
    return (x - x.mean(0)) / (x.var(0, unbiased=False) + layer.eps).sqrt() * layer.weight + layer.bias


@misconception(
    batch_norm_in_eval,
    "You called the layer in the mode that it was in. In training mode it normalizes by the batch and remembers it.",
)
def calls_the_layer_as_it_is(x, layer):
    return layer(x)


@misconception(
    batch_norm_in_eval, "`eval()` was called and never undone: the caller's layer may have been in training mode."
)
def leaves_it_in_eval(x, layer):
    return layer.eval()(x)


@misconception(batch_norm_in_eval, "The variance is a square. Divide by its root, as for a standard deviation.")
def divides_by_the_variance(x, layer):
    return (x - layer.running_mean) / (layer.running_var + layer.eps) * layer.weight + layer.bias


@misconception(batch_norm_in_eval, "`layer.eps` is missing. It is added to the variance before the root is taken.")
def forgets_eps(x, layer):
    return (x - layer.running_mean) / layer.running_var.sqrt() * layer.weight + layer.bias


@misconception(batch_norm_in_eval, "The layer's own weight and bias are missing: they are used in both modes.")
def forgets_weight_and_bias(x, layer):
    return F.batch_norm(x, layer.running_mean, layer.running_var, eps=layer.eps)


def predict(model, inputs):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    model.train(was_training)
    return outputs


teach(
    predict,
    hints=[
        "You need both switches: `model.eval()` for the layers and `with torch.no_grad():` for the gradients.",
        "Before you call `eval()`, note `model.training`.",
        "`model.train(mode)` takes True or False: with False it is `eval()`.",
    ],
    lesson="Use a network under `eval()` and `no_grad()`, and afterwards put back the mode that it had before.",
    docs="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.eval",
)


@misconception(predict, "`no_grad()` does not switch dropout off. The model needs `eval()` as well.")
def forgets_eval(model, inputs):
    with torch.no_grad():
        return model(inputs)


@misconception(predict, "`eval()` does not stop gradients: the result carries its history. Add `torch.no_grad()`.")
def forgets_no_grad(model, inputs):
    was_training = model.training
    model.eval()
    outputs = model(inputs)
    model.train(was_training)
    return outputs


@misconception(predict, "`eval()` was never undone: from here on the model trains without dropout, and nobody notices.")
def leaves_the_model_in_eval(model, inputs):
    model.eval()
    with torch.no_grad():
        return model(inputs)


@misconception(
    predict, "A model that was in evaluation mode is in training mode now. Note the mode first, and put that one back."
)
def always_goes_back_to_training(model, inputs):
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    model.train()
    return outputs


@misconception(
    predict, "`model.training = False` reaches the model alone. Its layers keep their mode; `eval()` reaches them all."
)
def sets_the_outer_module_only(model, inputs):
    was_training, model.training = model.training, False
    with torch.no_grad():
        outputs = model(inputs)
    model.training = was_training
    return outputs


@misconception(predict, "Recording is off for the whole program now. `with torch.no_grad():` ends by itself.")
def switches_gradients_off_for_good(model, inputs):
    was_training = model.training
    torch.set_grad_enabled(False)
    outputs = model.eval()(inputs)
    model.train(was_training)
    return outputs


@misconception(predict, "The parameters are frozen now and will never be trained again. `torch.no_grad()` is enough.")
def freezes_the_parameters(model, inputs):
    was_training = model.training
    outputs = model.eval().requires_grad_(False)(inputs)
    model.train(was_training)
    return outputs


@misconception(
    predict, "Assigning `training` sets one module alone. `train(mode)` reaches all modules inside, at any depth."
)
def puts_back_the_outer_modules_only(model, inputs):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    model.training = was_training
    for child in model.children():
        child.training = was_training
    return outputs


@misconception(
    predict, "`requires_grad_(True)` at the end reaches parameters too that were frozen before. Use `torch.no_grad()`."
)
def frees_what_was_frozen(model, inputs):
    was_training = model.training
    model.eval().requires_grad_(False)
    outputs = model(inputs)
    model.train(was_training).requires_grad_(True)
    return outputs


@misconception(
    predict, "`zero_grad()` has thrown away the gradients of the caller. A prediction needs none and makes none."
)
def clears_the_gradients(model, inputs):
    model.zero_grad()
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    model.train(was_training)
    return outputs


@misconception(
    predict,
    "Recording is switched on at the end, even where it was off before. `with torch.no_grad():` puts back what was.",
)
def always_goes_back_to_recording(model, inputs):
    was_training = model.training
    model.eval()
    torch.set_grad_enabled(False)
    outputs = model(inputs)
    torch.set_grad_enabled(True)
    model.train(was_training)
    return outputs
