"""The misconceptions of vgg16 as other learners would write them, and wrong answers of another kind."""

import torch
import torchvision
from torchvision.models import VGG16_BN_Weights, VGG16_Weights

from sensei.check.respelled import respells, unrelated

unrelated("FIRST_LINEAR", ((4096, 25088), 412))
unrelated("FIRST_LINEAR", ((512, 25088), 51))
unrelated("FIRST_LINEAR", [(4096, 25088), 411])


@respells("vgg16_on_meta")
def moves_it_there(num_classes):
    model = torchvision.models.vgg16(num_classes=num_classes)
    return model.to(device=torch.device("meta"))


@respells("vgg16_on_meta")
def changes_the_default(num_classes):
    meta = torch.device("meta")
    torch.set_default_device(meta)
    network = torchvision.models.vgg16(num_classes=num_classes)
    return network


@respells("vgg16_on_meta")
def sets_the_default_to_the_cpu(num_classes):
    try:
        torch.set_default_device("meta")
        return torchvision.models.vgg16(num_classes=num_classes)
    finally:
        torch.set_default_device(None)


@respells("vgg16_on_meta")
def forgets_num_classes(num_classes):
    device = torch.device("meta")
    with device:
        model = torchvision.models.vgg16(weights=None)
    return model


@respells("vgg16_on_meta")
def takes_the_one_with_batchnorm(num_classes):
    with torch.device("meta"):
        network = torchvision.models.vgg16_bn(weights=None, num_classes=num_classes)
    return network


@unrelated("vgg16_on_meta")
def takes_vgg19(num_classes):
    with torch.device("meta"):
        return torchvision.models.vgg19(num_classes=num_classes)


@unrelated("vgg16_on_meta")
def makes_one_class_more(num_classes):
    with torch.device("meta"):
        return torchvision.models.vgg16(num_classes=num_classes + 1)


@unrelated("vgg16_on_meta")
def makes_float16(num_classes):
    with torch.device("meta"):
        return torchvision.models.vgg16(num_classes=num_classes).half()


@unrelated("vgg16_on_meta")
def misspells_num_classes(num_classes):
    with torch.device("meta"):
        return torchvision.models.vgg16(classes=num_classes)


@unrelated("vgg16_on_meta")
def returns_the_last_layers_only(num_classes):
    with torch.device("meta"):
        return torchvision.models.vgg16(num_classes=num_classes).classifier


@respells("saved_and_loaded")
def leaves_it_untrained(model, path):
    weights = model.state_dict()
    torch.save(weights, path)
    network = torchvision.models.vgg16()
    weights = torch.load(path)
    network.eval()
    return network


@respells("saved_and_loaded")
def loads_into_the_same_model(model, path):
    torch.save(model.state_dict(), path)
    weights = torch.load(path)
    model.load_state_dict(weights)
    model.train(False)
    return model


@respells("saved_and_loaded")
def forgets_eval(model, path):
    weights = model.state_dict()
    torch.save(weights, path)
    network = torchvision.models.vgg16(weights=None)
    network.load_state_dict(torch.load(path))
    return network


@respells("saved_and_loaded")
def saves_half_the_digits(model, path):
    weights = model.state_dict()
    for name in weights:
        weights[name] = weights[name].to(torch.float16)
    torch.save(weights, path)
    network = torchvision.models.vgg16()
    network.load_state_dict(torch.load(path))
    network.eval()
    return network


@respells("saved_and_loaded")
def saves_the_whole_model(model, path):
    with open(path, "wb") as file:
        torch.save(model, file)
    network = torch.load(path, weights_only=False)
    network.eval()
    return network


@respells("saved_and_loaded")
def copies_the_model(model, path):
    weights = model.state_dict()
    torch.save(weights, path)
    network = torchvision.models.vgg16()
    network.load_state_dict(weights)
    return network.eval()


@unrelated("saved_and_loaded")
def switches_the_given_model_too(model, path):
    torch.save(model.eval().state_dict(), path)
    loaded = torchvision.models.vgg16()
    loaded.load_state_dict(torch.load(path))
    return loaded.eval()


@unrelated("saved_and_loaded")
def fills_the_convolutions_only(model, path):
    torch.save(model.features.state_dict(), path)
    loaded = torchvision.models.vgg16()
    loaded.features.load_state_dict(torch.load(path))
    return loaded.eval()


@unrelated("saved_and_loaded")
def returns_what_load_state_dict_returns(model, path):
    torch.save(model.state_dict(), path)
    return torchvision.models.vgg16().load_state_dict(torch.load(path))


@unrelated("saved_and_loaded")
def freezes_the_given_model(model, path):
    torch.save(model.requires_grad_(False).state_dict(), path)
    loaded = torchvision.models.vgg16()
    loaded.load_state_dict(torch.load(path))
    return loaded.eval()


@unrelated("saved_and_loaded")
def saves_the_biases_only(model, path):
    torch.save({name: tensor for name, tensor in model.state_dict().items() if "bias" in name}, path)
    loaded = torchvision.models.vgg16()
    loaded.load_state_dict(torch.load(path), strict=False)
    return loaded.eval()


@respells("load_mapped")
def copies_to_meta(path):
    weights = torch.load(path, mmap=True)
    with torch.device("meta"):
        network = torchvision.models.vgg16()
    network.load_state_dict(weights)
    network.eval()
    return network


@respells("load_mapped")
def makes_room_and_copies(path):
    with torch.device("meta"):
        network = torchvision.models.vgg16()
    network = network.to_empty(device="cpu")
    weights = torch.load(path, mmap=True)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            parameter.copy_(weights[name])
    return network.eval()


@respells("load_mapped")
def draws_numbers_first(path):
    weights = torch.load(path, mmap=True)
    network = torchvision.models.vgg16(weights=None).eval()
    network.load_state_dict(weights, assign=True)
    return network


@respells("load_mapped")
def reads_the_whole_file(path):
    with torch.device("meta"):
        network = torchvision.models.vgg16().eval()
    weights = torch.load(path, map_location="cpu")
    network.load_state_dict(weights, assign=True)
    return network


@respells("load_mapped")
def stays_in_training_mode(path):
    weights = torch.load(path, mmap=True)
    with torch.device("meta"):
        network = torchvision.models.vgg16()
    network.load_state_dict(weights, assign=True)
    return network


@unrelated("load_mapped")
def loads_onto_meta(path):
    with torch.device("meta"):
        model = torchvision.models.vgg16()
    model.load_state_dict(torch.load(path, mmap=True, map_location="meta"), assign=True)
    return model.eval()


@unrelated("load_mapped")
def clones_every_tensor(path):
    with torch.device("meta"):
        model = torchvision.models.vgg16()
    weights = torch.load(path, mmap=True)
    model.load_state_dict({name: tensor.clone() for name, tensor in weights.items()}, assign=True)
    return model.eval()


@unrelated("load_mapped")
def takes_vgg19_for_the_file(path):
    with torch.device("meta"):
        model = torchvision.models.vgg19()
    model.load_state_dict(torch.load(path, mmap=True), assign=True)
    return model.eval()


@unrelated("load_mapped")
def returns_the_weights_themselves(path):
    return torch.load(path, mmap=True)


@respells("pretrained_vgg16")
def takes_an_untrained_one():
    network = torchvision.models.vgg16(weights=None)
    network.eval()
    return network


@respells("pretrained_vgg16")
def leaves_it_in_training_mode():
    weights = VGG16_Weights.DEFAULT
    return torchvision.models.vgg16(weights=weights)


@respells("pretrained_vgg16")
def takes_the_features_only():
    network = torchvision.models.vgg16(weights="IMAGENET1K_FEATURES")
    network.eval()
    return network


@respells("pretrained_vgg16")
def takes_the_pretrained_one_with_batchnorm():
    network = torchvision.models.vgg16_bn(weights=VGG16_BN_Weights.IMAGENET1K_V1)
    return network.train(False)


@unrelated("pretrained_vgg16")
def takes_the_pretrained_vgg19():
    return torchvision.models.vgg19(weights="IMAGENET1K_V1").eval()


@unrelated("pretrained_vgg16")
def asks_for_a_second_version():
    return torchvision.models.vgg16(weights="IMAGENET1K_V2").eval()


@unrelated("pretrained_vgg16")
def asks_for_ten_classes():
    return torchvision.models.vgg16(weights="IMAGENET1K_V1", num_classes=10).eval()


@unrelated("pretrained_vgg16")
def returns_the_convolutions_only():
    return torchvision.models.vgg16(weights="IMAGENET1K_V1").features.eval()
