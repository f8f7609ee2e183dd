"""The misconceptions of one_hot as other learners would write them, and wrong answers of another kind."""

import torch
from torch.nn import functional as F

from sensei.check.respelled import respells, unrelated


@respells("one_hot")
def discards_the_result(label, num_classes=10):
    zeros = torch.zeros((num_classes,), dtype=torch.float32)
    index = torch.tensor([label])
    torch.scatter(zeros, 0, index, 1.0)
    return zeros


@respells("one_hot")
def keeps_int64(label, num_classes=10):
    y = torch.tensor(label)
    return F.one_hot(y, num_classes=num_classes)


@unrelated("one_hot")
def marks_everything_but_the_label(label, num_classes=10):
    return torch.ones(num_classes).scatter_(0, torch.tensor(label), value=0)


respells("ACCEPTED", [False, False, True, True], [False, True, True, True])
unrelated("ACCEPTED", [False, False, False, False])
