"""Leaves another default dtype behind."""

# seen: refused

import torch


def one_hot(label, num_classes=10):
    torch.set_default_dtype(torch.float64)
    return torch.zeros(num_classes).scatter_(0, torch.tensor(label), value=1)
