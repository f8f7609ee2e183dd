"""Draws the README's picture of the ten classes: `python tools/draw_classes.py` writes docs/ten-classes.png."""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib
import numpy as np
from PIL import Image

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))

from sensei.clothes import CLASSES, SIZE, draw_clothes  # noqa: E402

ACROSS, DOWN = 4, 2  # samples of a class
ENLARGED, GAP = 3, 3  # pixels of the picture for one of a sample, and between samples
BACKGROUND, INK = "#1b1f27", "#e8eaee"  # of the picture's own, so that it is the same on a light page and on a dark one


def sheet(pictures: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """uint8 pictures (at least ACROSS * DOWN, 28, 28) side by side, as one uint8 picture with a grey grid."""
    step = SIZE * ENLARGED + GAP
    canvas = np.full((DOWN * step - GAP, ACROSS * step - GAP), 60, np.uint8)
    for place, picture in enumerate(pictures[: ACROSS * DOWN]):
        top, left = step * (place // ACROSS), step * (place % ACROSS)
        canvas[top : top + step - GAP, left : left + step - GAP] = np.kron(
            picture, np.ones((ENLARGED, ENLARGED), np.uint8)
        )
    return canvas


def main(path: Path) -> None:
    matplotlib.use("Agg")
    from matplotlib import pyplot

    pictures, labels = draw_clothes(ACROSS * DOWN, seed=7)
    figure, axes = pyplot.subplots(2, 5, figsize=(12.4, 3.15), dpi=150, facecolor=BACKGROUND)
    for number, (name, axis) in enumerate(zip(CLASSES, axes.flat, strict=True)):
        axis.imshow(sheet(pictures[labels == number]), cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        axis.set_xlabel(f"{number}  {name}", color=INK, fontsize=11)
        axis.set_xticks([])
        axis.set_yticks([])
        for spine in axis.spines.values():
            spine.set_visible(False)
    figure.subplots_adjust(left=0.012, right=0.988, top=0.97, bottom=0.085, wspace=0.05, hspace=0.16)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, facecolor=BACKGROUND)
    # 48 greys are enough, and the file is a third of the size.
    Image.open(path).convert("RGB").quantize(48).save(path, optimize=True)


if __name__ == "__main__":
    main(REPO / "docs" / "ten-classes.png")
