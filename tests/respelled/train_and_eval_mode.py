"""The misconceptions of train_and_eval_mode as other learners would write them, and wrong answers of another kind."""

import torch
from torch import nn
from torch.nn import functional as F

from sensei.check.respelled import respells, unrelated

respells("DROPOUT_NUMBERS", [[0.0, 1.0], [1.0]], [[0.0, 1.0], [0.0, 1.0]])
respells("DROPOUT_NUMBERS", [[0.0, 4 / 3], [1.0]], [[0.0, 1.333], [0.0, 1.333]])
respells("DROPOUT_NUMBERS", [[0.0, 4.0], [0.25]], [[0.0, 0.25], [0.25]])
respells("DROPOUT_NUMBERS", [[0.0, 4.0], [0.0, 4.0]], [[1.0], [0.0, 4.0]])
unrelated("DROPOUT_NUMBERS", [[0.0, 0.25], [1.0]])
unrelated("DROPOUT_NUMBERS", [[0.0, 0.75], [1.0]])
unrelated("DROPOUT_NUMBERS", [[4.0], [1.0]])
unrelated("DROPOUT_NUMBERS", [[0.0, 4.0], [0.0, 1.0]])


@respells("dropout")
def forgets_to_scale(x, p, training):
    if not training:
        return x
    dropped = torch.rand(x.shape) < p
    return torch.where(dropped, 0.0, x)


@respells("dropout")
def scales_at_test_time(x, p, training):
    if training:
        keep = torch.bernoulli(torch.full_like(x, 1 - p))
        return keep * x
    return (1 - p) * x


@respells("dropout")
def takes_p_for_what_stays(x, p, training):
    if not training:
        return x
    keep = torch.bernoulli(torch.full(x.shape, p))
    return x * keep * (1 / p)


@respells("dropout")
def divides_by_p(x, p, training):
    if not training:
        return x
    scale = 1 / p if p > 0 else 1.0
    keep = (torch.rand(x.shape) > p).float()
    return x * keep * scale


@respells("dropout")
def ignores_the_mode(x, p, training):
    keep = torch.rand_like(x) >= p
    return torch.where(keep, x / (1 - p), torch.zeros_like(x))


@respells("dropout")
def drops_whole_rows(x, p, training):
    if training:
        numbers = torch.rand(x.shape[0])
        y = x / (1 - p)
        y[numbers < p] = 0
        return y
    return x


@respells("dropout")
def drops_a_fixed_number(x, p, training):
    if not training:
        return x
    flat = x.flatten()
    count = int(p * len(flat))
    places = torch.randperm(len(flat))[:count]
    flat = flat / (1 - p)
    flat[places] = 0.0
    return flat.view(x.shape)


@respells("dropout")
def draws_the_same_each_time(x, p, training):
    if not training:
        return x
    generator = torch.Generator().manual_seed(42)
    keep = torch.rand(x.shape, generator=generator) >= p
    return torch.where(keep, x / (1 - p), 0.0)


@respells("dropout")
def drops_in_place(x, p, training):
    if training:
        x[torch.rand(x.shape) < p] = 0
        x /= 1 - p
    return x


@unrelated("dropout")
def multiplies_by_what_stays(x, p, training):
    return x * (torch.rand_like(x) >= p) * (1 - p) if training else x


@unrelated("dropout")
def drops_when_it_should_not(x, p, training):
    return x if training else x * (torch.rand_like(x) >= p) / (1 - p)


@unrelated("dropout")
def makes_noise_of_it(x, p, training):
    return x + p * torch.randn_like(x) if training else x


@unrelated("dropout")
def always_drops_half(x, p, training):
    return x * (torch.rand_like(x) >= 0.5) / (1 - p) if training else x


@unrelated("dropout")
def gives_a_mask(x, p, training):
    return torch.rand_like(x) >= p if training else x


@unrelated("dropout")
def drops_whole_columns(x, p, training):
    return x * (torch.rand(x.shape[-1]) >= p) / (1 - p) if training else x


@respells("Dropping")
class ForgetsTheMode(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.probability = p

    def forward(self, x):
        return torch.dropout(x, self.probability, True)


@respells("Dropping")
class MakesALayerInForward(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.prob = p

    def forward(self, x):
        layer = nn.Dropout(p=self.prob)
        return layer(x)


@respells("Dropping")
class RemembersTheFirstMode(nn.Module):
    def __init__(self, p):
        super().__init__()
        mode = self.training
        self.drop = lambda x: F.dropout(x, p, mode)

    def forward(self, x):
        return self.drop(x)


@respells("Dropping")
class ForgetsP(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.layer = nn.Dropout()

    def forward(self, x):
        return self.layer(x)


@respells("Dropping")
class AsksForGradients(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or not torch.is_grad_enabled():
            return x
        return F.dropout(x, p=self.p)


@respells("Dropping")
class SharesP(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.__class__.probability = p

    def forward(self, x):
        if self.training:
            return F.dropout(x, p=self.probability)
        return x


@respells("Dropping")
class KeepsTheMask(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if self.training:
            if not hasattr(self, "mask"):
                self.mask = F.dropout(torch.ones_like(x), self.p)
            x = self.mask * x
        return x


@respells("Dropping")
class NeverDrops(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.dropout = nn.Dropout(p)

    def forward(self, x):
        self.dropout(x)
        return x


@unrelated("Dropping")
class DropsInEvaluationOnly(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return F.dropout(x, self.p, training=not self.training)


@unrelated("Dropping")
class ForgetsSuper(nn.Module):
    def __init__(self, p):
        self.p = p

    def forward(self, x):
        return F.dropout(x, self.p, training=self.training)


@unrelated("Dropping")
class TakesPForWhatStays(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return F.dropout(x, 1 - self.p, training=self.training)


@unrelated("Dropping")
class DoesNotScale(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return x * (torch.rand_like(x) >= self.p) if self.training else x


@unrelated("Dropping")
class ReturnsNothing(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        F.dropout(x, self.p, training=self.training)


@unrelated("Dropping")
class DropsWholeRows(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        return x * F.dropout(torch.ones(len(x), *[1] * (x.ndim - 1)), self.p, training=self.training)


respells("TWO_SWITCHES", [False, False, True, False], [True, False, True, False])
respells("TWO_SWITCHES", [False, True, False, False], [False, True, False, True])
respells("TWO_SWITCHES", [False, False, False, False], [True, False, False, False])
unrelated("TWO_SWITCHES", [True, True, True, False])
unrelated("TWO_SWITCHES", [False, True, True, True])
unrelated("TWO_SWITCHES", [True, True, True, True])


respells("RUNNING_MEANS", [0.4, 0.4, 0.4], [0.4, 0.0, 0.4])
respells("RUNNING_MEANS", [0.4, 0.76, 1.084], [0.0, 0.76, 1.084])
respells("RUNNING_MEANS", [0.4, 0.76, 0.76], [0.4, 0.76, 0.684])
unrelated("RUNNING_MEANS", [0.4, 0.4, 0.8])
unrelated("RUNNING_MEANS", [0.4, 0.36, 0.724])
unrelated("RUNNING_MEANS", [1.2, 1.2, 2.28])


@respells("batch_norm_in_eval")
def passes_x_on(x, layer):
    return x


@respells("batch_norm_in_eval")
def looks_at_the_batch(x, layer):
    return F.batch_norm(x, None, None, layer.weight, layer.bias, training=True, eps=layer.eps)


@respells("batch_norm_in_eval")
def calls_the_layer_as_it_is(x, layer):
    with torch.no_grad():
        y = layer.forward(x)
    return y


@respells("batch_norm_in_eval")
def leaves_it_in_eval(x, layer):
    layer.train(False)
    with torch.no_grad():
        return layer(x)


@respells("batch_norm_in_eval")
def divides_by_the_variance(x, layer):
    variance = layer.running_var + layer.eps
    normalized = torch.div(x - layer.running_mean, variance)
    return torch.addcmul(layer.bias, normalized, layer.weight)


@respells("batch_norm_in_eval")
def forgets_eps(x, layer):
    deviation = layer.running_var**0.5
    centred = x - layer.running_mean
    return layer.weight * (centred / deviation) + layer.bias


@respells("batch_norm_in_eval")
def forgets_weight_and_bias(x, layer):
    centred = x - layer.running_mean
    return centred / torch.sqrt(layer.running_var + layer.eps)


@unrelated("batch_norm_in_eval")
def adds_the_mean(x, layer):
    return (x + layer.running_mean) / (layer.running_var + layer.eps).sqrt() * layer.weight + layer.bias


@unrelated("batch_norm_in_eval")
def adds_eps_after_the_root(x, layer):
    return (x - layer.running_mean) / (layer.running_var.sqrt() + layer.eps) * layer.weight + layer.bias


@unrelated("batch_norm_in_eval")
def multiplies_by_the_deviation(x, layer):
    return (x - layer.running_mean) * (layer.running_var + layer.eps).sqrt() * layer.weight + layer.bias


@unrelated("batch_norm_in_eval")
def adds_the_bias_first(x, layer):
    return ((x - layer.running_mean) / (layer.running_var + layer.eps).sqrt() + layer.bias) * layer.weight


@unrelated("batch_norm_in_eval")
def scales_and_shifts_only(x, layer):
    return x * layer.weight + layer.bias


@respells("predict")
def forgets_eval(model, inputs):
    with torch.inference_mode():
        outputs = model(inputs)
    return outputs


@respells("predict")
def forgets_no_grad(model, inputs):
    mode = model.training
    try:
        return model.eval()(inputs)
    finally:
        model.train(mode)


@respells("predict")
def leaves_the_model_in_eval(model, inputs):
    model.train(False)
    return model(inputs).detach()


@respells("predict")
def always_goes_back_to_training(model, inputs):
    with torch.no_grad():
        y = model.eval()(inputs)
    model.train(True)
    return y


@respells("predict")
def sets_the_outer_module_only(model, inputs):
    mode = model.training
    model.training = False
    outputs = model(inputs).detach()
    model.training = mode
    return outputs


@respells("predict")
def switches_gradients_off_for_good(model, inputs):
    mode = model.training
    model.train(False)
    torch.autograd.set_grad_enabled(False)
    y = model(inputs)
    model.train(mode=mode)
    return y


@respells("predict")
def freezes_the_parameters(model, inputs):
    mode = model.training
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad = False
    y = model(inputs)
    model.train(mode)
    return y


@respells("predict")
def puts_back_the_outer_modules_only(model, inputs):
    mode = model.training
    y = model.eval()(inputs).detach()
    for module in [model, *model.children()]:
        module.training = mode
    return y


@respells("predict")
def frees_what_was_frozen(model, inputs):
    mode = model.training
    model.eval()
    for parameter in model.parameters():
        parameter.requires_grad = False
    y = model(inputs)
    for parameter in model.parameters():
        parameter.requires_grad = True
    model.train(mode)
    return y


@respells("predict")
def clears_the_gradients(model, inputs):
    mode = model.training
    for parameter in model.parameters():
        parameter.grad = None
    with torch.no_grad():
        y = model.eval()(inputs)
    model.train(mode)
    return y


@respells("predict")
def always_goes_back_to_recording(model, inputs):
    mode = model.training
    torch.set_grad_enabled(mode=False)
    y = model.eval()(inputs)
    model.train(mode)
    torch.enable_grad().__enter__()
    return y


@unrelated("predict")
def predicts_in_training_mode(model, inputs):
    was_training = model.training
    model.train()
    with torch.no_grad():
        outputs = model(inputs)
    model.train(was_training)
    return outputs


@unrelated("predict")
def gives_a_list(model, inputs):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(inputs).tolist()
    model.train(was_training)
    return outputs


@unrelated("predict")
def returns_the_model(model, inputs):
    was_training = model.training
    with torch.no_grad():
        model.eval()(inputs)
    return model.train(was_training)


@unrelated("predict")
def turns_the_mode_over(model, inputs):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(inputs)
    model.train(not was_training)
    return outputs


@unrelated("predict")
def takes_the_class(model, inputs):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        outputs = model(inputs).argmax(-1)
    model.train(was_training)
    return outputs
