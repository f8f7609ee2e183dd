"""The pen that cuts a garment's pattern: where its fabric is, and how dark its seams and folds are.

Shapes are drawn with Pillow, four times as large as the picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIZE = 28  # pixels, both sides
FABRIC = 200  # the shade of plain cloth in a pattern; seams are darker, buckles and soles may be lighter

_FINE = 4  # how many times larger a pattern is drawn

Point = tuple[float, float]
Bytes = NDArray[np.uint8]


class Dice:
    """The random numbers of one garment. Each has its own, so that a change to one leaves the others as they were."""

    def __init__(self, throws: Sequence[float]) -> None:
        self._throws: Iterator[float] = iter(throws)

    def __call__(self, low: float, high: float) -> float:
        return low + (high - low) * next(self._throws)

    def chance(self, probability: float) -> bool:
        return next(self._throws) < probability


class Pen:
    """Draws one garment. x runs from -14 (left) to 14, y from 0 (top) to 28, in pixels of the finished picture."""

    def __init__(self, dice: Dice) -> None:
        self._image = Image.new("L", (SIZE * _FINE, SIZE * _FINE))
        self._draw = ImageDraw.Draw(self._image)
        size = dice(0.88, 1.1)
        self._wide, self._tall = size * dice(0.93, 1.05), size
        self._lean = dice(-0.06, 0.06)
        self._right, self._down = 14 + dice(-1.4, 1.4), 14 + dice(-1.4, 1.4)

    def _place(self, points: Sequence[Point]) -> list[tuple[int, int]]:
        return [
            (
                round(_FINE * (self._right + x * self._wide + (y - 14) * self._lean)),
                round(_FINE * (self._down + (y - 14) * self._tall)),
            )
            for x, y in points
        ]

    def shape(self, points: Sequence[Point], shade: float = FABRIC) -> None:
        self._draw.polygon(self._place(points), fill=round(shade))

    def both(self, points: Sequence[Point], shade: float = FABRIC) -> None:
        """A shape and its mirror image."""
        self.shape(points, shade)
        self.shape([(-x, y) for x, y in points], shade)

    def line(self, points: Sequence[Point], shade: float, width: float = 0.5) -> None:
        self._draw.line(self._place(points), fill=round(shade), width=max(1, round(width * _FINE)), joint="curve")

    def lines(self, points: Sequence[Point], shade: float, width: float = 0.5) -> None:
        """A line and its mirror image."""
        self.line(points, shade, width)
        self.line([(-x, y) for x, y in points], shade, width)

    def spot(self, x: float, y: float, radius: float, shade: float) -> None:
        self._draw.ellipse(self._place([(x - radius, y - radius), (x + radius, y + radius)]), fill=round(shade))

    def pattern(self) -> Bytes:
        """uint8 (28, 28)."""
        return np.asarray(self._image.reduce(_FINE))


def rounded(points: Sequence[Point], closed: bool = True) -> list[Point]:
    """The corners cut off (Chaikin), twice. A point given twice stays a corner, more or less."""
    for _ in range(2):
        smooth: list[Point] = [] if closed else [points[0]]
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]] if closed else points[1:], strict=False):
            smooth.append((0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by))
            smooth.append((0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by))
        points = smooth if closed else [*smooth, points[-1]]
    return list(points)
