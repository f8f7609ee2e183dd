"""Leaves another default device behind."""

# seen: refused

import torch


def one_hot(label, num_classes=10):
    torch.set_default_device("meta")
    return torch.zeros(num_classes, device="cpu").scatter_(0, torch.tensor(label, device="cpu"), value=1)
