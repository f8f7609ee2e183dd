"""Ten classes of clothes, drawn: the pictures behind `sensei.fashion`.

Each garment is cut as a pattern (`tops`, `trousers`, `shoes` and `bags`, all with the `pen`), then woven (`fabric`).

Only +, -, *, / and square roots are used: they give the same bits on every platform, sines and powers do not.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sensei.clothes.bags import bag
from sensei.clothes.fabric import weave
from sensei.clothes.pen import SIZE, Bytes, Dice, Pen
from sensei.clothes.shoes import boot, sandal, sneaker
from sensei.clothes.tops import coat, dress, pullover, shirt, t_shirt
from sensei.clothes.trousers import trouser

__all__ = ["CLASSES", "SIZE", "draw_clothes"]

CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")

_THROWS = 64  # random numbers for one garment; the greediest garment takes about 40
_GARMENTS: tuple[Callable[[Pen, Dice], None], ...] = (
    t_shirt,
    trouser,
    pullover,
    dress,
    coat,
    sandal,
    shirt,
    sneaker,
    bag,
    boot,
)

# For each class how often it comes striped or checked (shoes and bags rarely do), and how bright it is.
_WOVEN = np.array([0.35, 0.12, 0.4, 0.35, 0.25, 0.0, 0.55, 0.08, 0.15, 0.0], np.float32)
_LIGHT = np.array([1.0, 1.25, 1.0, 1.2, 1.0, 0.92, 1.0, 0.92, 1.0, 1.2], np.float32)


def draw_clothes(per_class: int, seed: int) -> tuple[Bytes, Bytes]:
    """`per_class` pictures of each class, in mixed order, the same for the same `seed`.

    Gives uint8 pictures (10 * per_class, 28, 28), black behind, and uint8 labels (10 * per_class,).
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    labels = rng.permutation(np.repeat(np.arange(len(CLASSES), dtype=np.uint8), per_class))
    patterns = np.empty((len(labels), SIZE, SIZE), np.uint8)
    for pattern, label, throws in zip(
        patterns, labels.tolist(), rng.random((len(labels), _THROWS)).tolist(), strict=True
    ):
        dice = Dice(throws)
        pen = Pen(dice)
        _GARMENTS[label](pen, dice)
        pattern[:] = pen.pattern()
    # A thousand at a time, or the fabric of all at once would take some 200 MB.
    for start in range(0, len(labels), 1000):
        part = slice(start, start + 1000)
        patterns[part] = weave(patterns[part], _WOVEN[labels[part]], _LIGHT[labels[part]], rng)
    return patterns, labels
