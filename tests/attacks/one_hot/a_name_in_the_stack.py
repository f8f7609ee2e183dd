"""torch looks up a name in the functions that run."""

# seen: tampered

import torch
from torch._jit_internal import createResolutionCallbackFromFrame

sends = [createResolutionCallbackFromFrame(up)("send") for up in range(1, 10)]


def one_hot(label, num_classes=10):
    return torch.zeros(num_classes)
