"""Ten classes of clothes, drawn: the pictures behind `sensei.fashion`.

Each garment is cut with Pillow as a pattern (where the fabric is, and how dark its seams and folds are), four times as
large as the picture; numpy then weaves the fabric (brightness, stripes, checks, light, grain) over all of them at once.

Only +, -, *, / and square roots are used: they give the same bits on every platform, sines and powers do not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
SIZE = 28  # pixels, both sides
FABRIC = 200  # the shade of plain cloth in a pattern; seams are darker, buckles and soles may be lighter

_FINE = 4  # how many times larger a pattern is drawn
_THROWS = 64  # random numbers for one garment; the greediest garment takes about 40

Point = tuple[float, float]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


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


def _rounded(points: Sequence[Point], closed: bool = True) -> list[Point]:
    """The corners cut off (Chaikin), twice. A point given twice stays a corner, more or less."""
    for _ in range(2):
        smooth: list[Point] = [] if closed else [points[0]]
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]] if closed else points[1:], strict=False):
            smooth.append((0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by))
            smooth.append((0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by))
        points = smooth if closed else [*smooth, points[-1]]
    return list(points)


# Tops. They share one cut, and their ranges overlap: that is why the four are hard to tell apart.


def _cut(
    pen: Pen,
    dice: Dice,
    *,
    top: float,
    bottom: float,
    shoulder: float,
    chest: float,
    waist: float,
    hem: float,
    neck: float,
    depth: float,
    sleeve: float,
    loose: float = 0,
    vee: bool = False,
) -> None:
    """Body, two sleeves (`sleeve`: 0 none, 1 to the wrist) and the opening for the neck."""
    seam = dice(90, 150)
    pit = top + dice(6.2, 7.8) + loose
    if sleeve > 0.05:
        across = dice(0.22, 0.42) if sleeve > 0.5 else dice(0.55, 0.95)
        norm = math.sqrt(across * across + 1)
        across, down = across / norm, 1 / norm
        length, cuff = 3 + 16.5 * sleeve, dice(2.6, 3.3) + 1.6 * (1 - sleeve) + loose / 2
        tip = (shoulder - 0.4 + across * length, top + 1.2 + down * length)
        inside = (tip[0] - cuff * down, tip[1] + cuff * across)
        pen.both([(neck, top), (shoulder, top + 1.2), tip, inside, (chest - 0.6, pit)], dice(175, 200))
        pen.lines([(chest, pit), inside], 60, 0.4)
        if sleeve > 0.6 and dice.chance(0.4):  # a cuff
            back = 1.8 / length
            ends = [(x - across * back * length, y - down * back * length) for x, y in (tip, inside)]
            pen.lines(ends, seam, 0.4)
    middle = pit + 0.45 * (bottom - pit)
    pen.both(
        [(0, top), (neck, top), (shoulder, top + 1.2), (chest, pit), (waist, middle), (hem, bottom), (0, bottom + 0.4)]
    )
    if sleeve > 0.05:
        pen.lines([(shoulder - 0.3, top + 1.6), (chest - 0.3, pit), (waist - 0.2, middle)], seam, 0.45)
    if vee:
        pen.shape([(-neck, top - 0.5), (neck, top - 0.5), (0, top + depth * 1.7)], 45)
    else:
        bow: list[Point] = [(neck, top - 0.6), (neck * 0.9, top + depth * 0.7), (0, top + depth * 1.1)]
        pen.shape(_rounded([*bow, *((-x, y) for x, y in reversed(bow[:2]))]), 45)


def _t_shirt(pen: Pen, dice: Dice) -> None:
    kind = dice(0, 1)
    sleeve = 0.0 if kind < 0.1 else dice(0.7, 1) if kind > 0.9 else dice(0.12, 0.4)
    chest = dice(6.0, 7.4)
    top, neck, depth = dice(2.5, 3.5), dice(2.5, 3.7), dice(1.4, 3.2)
    bottom = dice(24, 26.6)
    _cut(pen, dice, top=top, bottom=bottom, shoulder=(chest if sleeve else dice(4.6, 5.6)), chest=chest,
        sleeve=sleeve, waist=chest - dice(-0.2, 0.9), hem=chest + dice(-0.3, 0.7), neck=neck, depth=depth,
        vee=dice.chance(0.25))  # fmt: skip
    if dice.chance(0.35):  # a print on the chest
        wide, high, y = dice(1.8, 4.2), dice(1, 3.5), dice(10, 13)
        shade = 255 if dice.chance(0.4) else dice(60, 140)
        outline: list[Point] = [(-wide, y), (wide, y), (wide * 0.8, y + high), (-wide * 0.8, y + high)]
        pen.shape(_rounded(outline) if dice.chance(0.5) else outline, shade)
    if dice.chance(0.14):  # a polo shirt
        pen.line([(0.3, top + depth), (0.3, top + depth + dice(4, 7))], 100, 0.5)
        pen.both([(neck - 0.4, top - 0.7), (neck + 0.9, top + 0.5), (neck - 0.4, top + 2.8), (0.3, top + 1.8)], 235)


def _pullover(pen: Pen, dice: Dice) -> None:
    chest = dice(6.2, 7.8)
    top, bottom = dice(2, 3.5), dice(23.6, 27)
    neck, sleeve = dice(2.3, 3.4), dice(0.78, 1) if dice.chance(0.93) else dice(0.4, 0.6)
    hem, high = chest + dice(-0.6, 0.5), dice.chance(0.22)
    _cut(pen, dice, top=top, bottom=bottom, shoulder=chest - dice(0, 0.6), chest=chest,
        waist=chest + dice(-0.5, 0.3), hem=hem, neck=neck, depth=dice(0.9, 2.2), sleeve=sleeve,
        loose=dice(-0.2, 0.8), vee=dice.chance(0.2))  # fmt: skip
    rib = dice(120, 180)
    if high:  # a polo neck, or a hood that lies on the shoulders
        wide = dice(2.2, 4.6)
        pen.shape(_rounded([(-wide, top + 2), (-wide * 0.8, top - 1.4), (wide * 0.8, top - 1.4), (wide, top + 2)]), 185)
        pen.line([(-wide * 0.7, top + 1), (0, top + 1.8), (wide * 0.7, top + 1)], 90, 0.5)
    if dice.chance(0.55):
        pen.shape(
            [(-hem, bottom - 1.8), (hem, bottom - 1.8), (hem * 0.93, bottom + 0.3), (-hem * 0.93, bottom + 0.3)], rib
        )
    if dice.chance(0.22):  # a cardigan
        pen.line([(0.2, top + 1), (0.2, bottom)], dice(80, 160), 0.5)
    if dice.chance(0.2):
        y = dice(9, 14)
        pen.shape([(-chest, y), (chest, y), (chest, y + 2.5), (-chest, y + 2.5)], dice(110, 255))


def _coat(pen: Pen, dice: Dice) -> None:
    chest = dice(6.3, 7.8)
    top, bottom = dice(1.6, 3.2), dice(24, 27.4)
    neck, hem = dice(1.9, 3.2), chest + dice(-0.3, 1.4)
    _cut(pen, dice, top=top, bottom=bottom, shoulder=chest - dice(0, 0.7), chest=chest,
        waist=chest - dice(-0.2, 1.2), hem=hem, neck=neck, depth=dice(0.8, 1.6), sleeve=dice(0.84, 1),
        loose=dice(0, 1), vee=dice.chance(0.3))  # fmt: skip
    dark, side = dice(50, 130), dice(-0.9, 0.9)
    closes = top + dice(2, 8)
    if dice.chance(0.2):  # a hidden row of buttons, no lapels
        return
    if dice.chance(0.75):  # lapels
        pen.both([(neck, top - 0.5), (neck + 1.8, top + 2), (neck, top + 4.4), (0.2, closes + 1)], dice(215, 250))
        pen.shape([(-neck * 0.7, top), (neck * 0.7, top), (0, closes)], 60)
    if dice.chance(0.85):
        pen.line([(0, closes), (side, bottom + 0.4)], dark, dice(0.3, 0.8))
    if dice.chance(0.5):
        for button in range(4):
            pen.spot(1.1 + side, closes + 1.5 + button * 3.2, 0.45, dark)
    if dice.chance(0.45):
        y = dice(16, 18)
        pen.lines([(2.6, y), (5.2, y - dice(0, 0.8))], dark, 0.5)
    if dice.chance(0.25):
        pen.shape([(-chest + 0.6, 14), (chest - 0.6, 14), (chest - 0.6, 15.4), (-chest + 0.6, 15.4)], dice(60, 140))


def _shirt(pen: Pen, dice: Dice) -> None:
    kind = dice(0, 1)
    sleeve = dice(0.8, 1) if kind < 0.6 else dice(0.4, 0.65) if kind < 0.68 else dice(0.13, 0.4)
    chest = dice(6, 7.5)
    top, bottom = dice(2, 3.5), dice(23.8, 27)
    neck, hem = dice(2.0, 3.3), chest + dice(-0.5, 0.8)
    _cut(pen, dice, top=top, bottom=bottom, shoulder=chest - dice(0, 0.5), chest=chest,
        waist=chest - dice(-0.2, 1), hem=hem, neck=neck, depth=dice(1.0, 2.4), sleeve=sleeve,
        vee=dice.chance(0.3))  # fmt: skip
    if dice.chance(0.28):  # a blouse, as plain as a T-shirt or a pullover
        return
    dark = dice(90, 160)
    if dice.chance(0.8):  # a collar
        pen.both(
            [(neck - 0.4, top - 0.9), (neck + 1.1, top + 0.6), (neck - 0.4, top + 3.2), (0.2, top + 2.2)],
            dice(215, 255),
        )
    if dice.chance(0.75):  # the button band
        pen.line([(0.5, top + 2.5), (0.5, bottom)], dark, 0.4)
        for button in range(5):
            pen.spot(0, top + 4 + button * 3.4, 0.35, dark - 40)
    if dice.chance(0.3):
        y = dice(9.5, 11)
        pen.shape([(2, y), (5, y), (5, y + 3), (3.5, y + 3.8), (2, y + 3)], dice(150, 185))
    if dice.chance(0.4):  # tails
        pen.both([(hem * 0.5, bottom + 1.1), (hem, bottom - 1), (hem + 1, bottom + 1.5)], 0)


def _dress(pen: Pen, dice: Dice) -> None:
    kind = dice(0, 1)
    sleeve = 0.0 if kind < 0.5 else dice(0.1, 0.35) if kind < 0.77 else dice(0.7, 1)
    chest = dice(3.8, 5.4) + (dice(0.3, 1.9) if sleeve else 0)
    waist, hem = chest - dice(0.1, 1.2), chest + dice(-0.2, 3.6)
    top, bottom, neck = dice(1, 2.4), dice(25.2, 27.4), dice(1.7, 2.9)
    shoulder = chest - dice(0, 0.5) if sleeve else neck + dice(0.8, 1.8)
    _cut(pen, dice, top=top, bottom=bottom, shoulder=shoulder, chest=chest, waist=waist, hem=hem, neck=neck,
        depth=dice(1.2, 3.6), sleeve=sleeve, loose=-0.6, vee=dice.chance(0.35))  # fmt: skip
    belt = top + 7 + 0.4 * (bottom - top - 7) - dice(0, 2)
    if dice.chance(0.45):
        pen.shape(
            [(-waist - 0.2, belt), (waist + 0.2, belt), (waist + 0.2, belt + 1.3), (-waist - 0.2, belt + 1.3)],
            dice(70, 255),
        )
    if dice.chance(0.5):  # folds
        for fold in (-0.5, 0.0, 0.5):
            pen.line([(fold * waist, belt + 2), (fold * hem * 1.2, bottom)], dice(140, 175), 0.5)


def _trouser(pen: Pen, dice: Dice) -> None:
    top, bottom, crotch = dice(0.8, 2), dice(26, 27.4), dice(8.5, 11.5)
    waist, hip = dice(3.4, 4.6), dice(4.4, 5.6)
    outside, leg = dice(4.2, 6.4), dice(2.5, 3.7)
    ankle = max(outside - leg, 0.35)
    if dice.chance(0.08):  # culottes: next to no gap
        outside, ankle = dice(6, 7.5), 0.15
    pen.both([(0, top), (waist, top), (hip, top + 5), ((hip + outside) / 2, 16), (outside, bottom),
        (ankle, bottom), (0.15, crotch), (0, crotch)])  # fmt: skip
    pen.line([(0, top + 1.5), (0, crotch)], 110, 0.4)
    if dice.chance(0.7):
        pen.line([(-waist, top + 1.3), (waist, top + 1.3)], dice(90, 150), 0.5)
    if dice.chance(0.5):
        pen.lines([(waist - 1.6, top + 1.6), (hip - 0.4, top + 4)], 120, 0.4)
    if dice.chance(0.5):  # creases
        pen.lines([(hip * 0.55, crotch), ((outside + ankle) / 2, bottom)], dice(225, 255), 0.5)
    if dice.chance(0.2):
        pen.lines([(ankle, bottom - 1.5), (outside, bottom - 1.5)], 120, 0.4)


# Shoes, seen from the side, the toe to the left.


def _stance(dice: Dice) -> tuple[float, float, float]:
    """Ground, how pointed the toe is, and how long the foot is (half)."""
    return dice(19.5, 22), dice(0, 1), dice(11.6, 12.8)


def _sneaker(pen: Pen, dice: Dice) -> None:
    ground, point, long = _stance(dice)
    tall = dice(8, 10.4) if dice.chance(0.76) else dice(11.5, 15)
    thick, toe = dice(1.4, 2.8), dice(3.6, 5) - point
    if tall > 11:
        ground += 2.6
    tongue = dice(-0.5, 1.8)
    upper = [(-long, ground), (-long - 0.4, ground - toe * 0.7), (-long + 2.2, ground - toe - 0.3),
        (-5.2, ground - toe - 1.2), (tongue - 1.6, ground - tall), (tongue + 0.6, ground - tall - 0.8),
        (tongue + 2, ground - tall + 1.2), (7.5, ground - tall + dice(1.2, 2.2)), (10.6, ground - tall - 0.4),
        (long - 0.2, ground - tall + 1.2), (long - 0.8, ground - 4), (long, ground), (long, ground)]  # fmt: skip
    pen.shape(_rounded(upper))
    sole = 255 if dice.chance(0.55) else dice(70, 150)
    pen.shape(_rounded([(-long - 0.3, ground - thick), (long, ground - thick - 0.4), (long + 0.3, ground),
        (long - 1, ground + 0.5), (-long + 0.6, ground + 0.5), (-long - 0.5, ground - 0.6)]), sole)  # fmt: skip
    pen.line([(-long + 0.2, ground - thick), (long - 0.2, ground - thick - 0.4)], 90, 0.35)
    if dice.chance(0.8):  # laces
        shade = 255 if dice.chance(0.6) else 80.0
        for lace in range(4):
            x, y = -5.2 + lace * (tongue + 4) / 3.4, ground - toe - 1.2 - lace * (tall - toe - 1.2) / 3.6
            pen.line([(x - 0.4, y + 0.2), (x + 1.4, y + 1.5)], shade, 0.5)
    mark = dice(0, 1)
    shade = 255 if dice.chance(0.5) else dice(50, 120)
    if mark < 0.35:  # stripes
        for stripe in range(3):
            x = 0.6 + 1.9 * stripe
            pen.line([(x, ground - thick - 0.6), (x - 1.6 + point, ground - tall * 0.72)], shade, 0.7)
    elif mark < 0.65:  # a wing
        pen.line(_rounded([(-3, ground - 4), (0, ground - 2.4), (4, ground - 3.6),
            (9, ground - 6.4)], closed=False), shade, 0.9)  # fmt: skip
    if dice.chance(0.4):  # the heel
        pen.shape(
            [(9, ground - tall + 1), (11.6, ground - tall + 0.4), (11.6, ground - thick), (8.6, ground - thick)],
            dice(110, 160),
        )


def _boot(pen: Pen, dice: Dice) -> None:
    ground, point, long = _stance(dice)
    tall = dice(15, 24) if dice.chance(0.7) else dice(10.5, 14)
    ground, long = ground + 4.4 * min(tall / 18, 1), long - 0.5
    top = ground - tall
    front, back = dice(-2.6, 0.4), dice(9, 10.6)
    toe = dice(3.6, 5.6) - point
    upper = [(-long, ground), (-long - 0.4, ground - toe * 0.6), (-long + 2.4, ground - toe - 0.4),
        (-4.4, ground - toe - 2), (front - 0.6, ground - 9), (front, top), (front, top),
        (back, top + dice(-0.8, 0.8)), (back, top), (back - 0.3, ground - 8), (back + 1.2, ground - 3.5),
        (back + 1, ground), (back + 1, ground)]  # fmt: skip
    pen.shape(_rounded(upper))
    high = dice(0, 1)
    heel = 0.6 if high < 0.4 else dice(1.2, 2.4) if high < 0.75 else dice(3, 5)
    pen.shape(_rounded([(-long - 0.2, ground - 1), (back + 1, ground - 1.2), (back + 1, ground + 0.3),
        (-long, ground + 0.3)]), dice(70, 255))  # fmt: skip
    width = dice(2.6, 5) if heel < 3 else dice(1.2, 3.4)
    arch = back + 1 - width
    pen.shape([(-3.5, ground + 0.8), (arch - 1.2, ground - heel), (arch, ground - heel), (arch + 0.3, ground + 0.8)], 0)
    detail = dice(0, 1)
    dark = dice(80, 140)
    if detail < 0.35:  # laces up to the top
        for lace in range(5):
            y = top + 1.5 + lace * (ground - 7.5 - top) / 5
            pen.line([(front - 0.3, y), (front + 2, y + 0.4)], 255 if high < 0.5 else dark, 0.5)
    elif detail < 0.6:  # an elastic side
        pen.shape(
            [(front + 3, top + 0.5), (front + 6, top + 0.5), (front + 5.2, ground - 6), (front + 4, ground - 6)], dark
        )
    elif detail < 0.8:  # a strap and its buckle
        y = ground - dice(7, 9)
        pen.line([(front - 0.6, y), (back, y - 0.6)], dark, 1.2)
        pen.spot(front + 4, y - 0.3, 0.8, 255)
    if dice.chance(0.4):
        pen.line([(front, top + 0.9), (back, top + 0.7)], dark, dice(0.5, 1.6))
    pen.line(_rounded([(-6, ground - 1), (-4, ground - 4), (0, ground - 6.2)], closed=False), dice(130, 180), 0.4)


def _sandal(pen: Pen, dice: Dice) -> None:
    ground, _, long = _stance(dice)
    kind = dice(0, 1)
    heel = dice(0.2, 1.4) if kind < 0.45 else dice(3, 5.5) if kind < 0.75 else dice(5, 8.5)
    ground += heel / 2.2
    under, thick = ground - heel, dice(1.1, 2.2)  # `under`: the height of the sole's lower edge at the heel
    lower: list[Point] = [(-long, ground - 0.4), (-5, ground), (3.5, under + heel * 0.2), (long - 0.8, under)]
    upper: list[Point] = [(x, y - thick) for x, y in lower]

    def above(x: float, height: float) -> Point:
        """The point `height` over the sole at `x`."""
        (ax, ay), (bx, by) = next((pair for pair in pairwise(upper) if x <= pair[1][0]), (upper[-2], upper[-1]))
        return x, ay + (by - ay) * (x - ax) / (bx - ax) - height

    tone, band = dice(120, 240), dice(170, 210)
    if 0.45 < kind < 0.75:  # a wedge
        pen.shape([(-long, ground), *upper, (long - 0.3, ground)], tone)
    else:
        pen.shape(_rounded([*lower, *reversed(upper)]), tone)
    if kind > 0.75:  # a thin heel
        stem = dice(0.5, 1.6)
        pen.shape(
            [(long - 3.6, under - 0.8), (long - 0.7, under - 0.8), (long - 0.8, ground), (long - 0.8 - stem, ground)],
            tone,
        )

    looks = dice(0, 1)
    first = dice(-10.2, -8.4)
    if looks < 0.2:  # a clog: closed in front
        toe = [above(-long + 0.2, -0.5), above(-long + 0.4, 3), above(-6, 4.6), above(-1, dice(5.6, 7.6)),
            above(2.5, -1), above(2.5, -1)]  # fmt: skip
        pen.shape(_rounded(toe), band)
    else:  # straps over the foot, which rises towards the ankle; their far halves show inside
        count = 1 if looks < 0.36 else 2 if looks < 0.75 else 3
        reach = dice(11, 13.5) / (count + 0.7)
        for strap in range(count):
            x, high = first + strap * reach * dice(1, 1.12), (3.6 if count > 1 else 4.6) + strap * 4 / count
            broad = min(reach * dice(0.5, 0.85), 5.5)
            pen.line(_rounded([above(x + broad * 0.6, high - 0.4), above(x + broad + 1.6, high * 0.8),
                above(x + broad + 2, 0)], closed=False), 100, 0.9)  # fmt: skip
            arch = [above(x, -0.4), above(x, -0.4), above(x + 0.6, high * 0.9), above(x + broad * 0.8, high + 0.6)]
            pen.shape(
                _rounded([*arch, above(x + broad + 0.3, high * 0.7), above(x + broad, -0.4), above(x + broad, -0.4)]),
                band,
            )
    if looks > 0.28 or kind > 0.75:  # a heel cup, and a ring round the ankle
        high, end, cup = dice(6, 9), long - 0.8, dice(1, 4)
        pen.shape([above(end - cup - 0.6, -0.3), above(end - cup * 0.4, high * 0.6), above(end - 0.9, high),
            above(end + 0.2, high), above(end, -0.3)], band)  # fmt: skip
        left = dice(1.2, 3)
        x, half = (left + end) / 2, (end - left) / 2
        ring = [above(x - half, high), above(x - half * 0.7, high + 1.5), above(x + half * 0.8, high + 0.9),
            above(x + half, high)]  # fmt: skip
        pen.line(ring, 110, 0.9)
        width = dice(0.9, 1.7)
        pen.line(_rounded([above(x - half, high), above(x - half * 0.4, high - 1.5),
            above(x + half * 0.7, high - 1.2), above(end, high)], closed=False), band, width)  # fmt: skip
        if dice.chance(0.6):  # held by the straps in front
            pen.line([above(x - half, high), above(-2.4, 5), above(-4, 3)], band, width)
        pen.spot(*above(x, high - 1.2), 0.7, 255)


# And something to carry.


def _bag(pen: Pen, dice: Dice) -> None:
    wide, bottom = dice(9.5, 12.8), dice(23.6, 26.6)
    high = dice(10, 19)
    top, taper = bottom - high, dice(-1.6, 2.6)
    handle = dice(0, 1)
    if handle < 0.45:  # a bow
        reach, up, base = wide * dice(0.4, 0.8), min(dice(4, 9), top - 1.2), dice(-0.5, 1.5)
        pen.line(_rounded([(-reach, top + base), (-reach * 0.95, top - up), (reach * 0.95, top - up),
            (reach, top + base)], closed=False), dice(130, 200), dice(0.8, 1.7))  # fmt: skip
    elif handle < 0.75:  # two long straps
        reach, up = wide * dice(0.35, 0.6), min(dice(5, 9), top - 0.8)
        for aside in (-0.7, 0.7):
            pen.line([(-reach + aside, top + 1), (-reach * 0.6 + aside, top - up),
                (reach * 0.6 + aside, top - up), (reach + aside, top + 1)], 150, 0.7)  # fmt: skip
    corner = dice.chance(0.5)
    body: list[Point] = [(-wide + taper, top), (wide - taper, top), (wide, bottom - 1.5), (wide - 0.8, bottom),
        (-wide + 0.8, bottom), (-wide, bottom - 1.5)]  # fmt: skip
    pen.shape(_rounded(body) if corner else body)
    dark = dice(90, 150)
    look = dice(0, 1)
    if look < 0.4:  # a flap and its clasp
        edge = top + high * dice(0.4, 0.65)
        pen.shape(_rounded([(-wide + taper, top), (wide - taper, top), (wide - 0.8, edge - 1), (0, edge + 1),
            (-wide + 0.8, edge - 1)]), dice(150, 235))  # fmt: skip
        pen.line(
            _rounded([(-wide + 0.6, edge - 1.2), (0, edge + 0.8), (wide - 0.6, edge - 1.2)], closed=False), dark, 0.5
        )
        pen.spot(0, edge, 0.9, 255)
    elif look < 0.7:  # a zip
        pen.line([(-wide + taper + 1, top + 1.8), (wide - taper - 1, top + 1.8)], dark, 0.6)
        pen.spot(wide - taper - 2, top + 2.4, 0.6, 255)
    else:  # two seams
        pen.lines([(wide * 0.5, top), (wide * 0.55, bottom)], dark, dice(0.5, 1.2))
    if dice.chance(0.25):
        pen.shape([(-2.4, bottom - 5), (2.4, bottom - 5), (2.4, bottom - 2.4), (-2.4, bottom - 2.4)], dice(60, 255))


_GARMENTS: tuple[Callable[[Pen, Dice], None], ...] = (
    _t_shirt,
    _trouser,
    _pullover,
    _dress,
    _coat,
    _sandal,
    _shirt,
    _sneaker,
    _bag,
    _boot,
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
        patterns[part] = _weave(patterns[part], _WOVEN[labels[part]], _LIGHT[labels[part]], rng)
    return patterns, labels


def _weave(patterns: Bytes, woven: Floats, light: Floats, rng: np.random.Generator) -> Bytes:
    """The pictures (n, 28, 28) of these patterns: each in a fabric. `woven` (n,) is the chance of stripes or checks."""
    count = len(patterns)

    def each(low: float, high: float) -> Floats:
        """A number for each picture, float32 (n, 1, 1)."""
        return np.float32(low) + np.float32(high - low) * rng.random((count, 1, 1), np.float32)

    x = (np.arange(SIZE, dtype=np.float32) / np.float32(SIZE / 2) - 1).reshape(1, 1, SIZE)
    y = x.reshape(1, SIZE, 1)

    def stripes(along: Floats) -> Floats:
        """Between -1 and 1, a triangle wave."""
        where = along * each(2.2, 6.5) + each(0, 1)
        wave: Floats = np.abs(where - np.floor(where) - np.float32(0.5)) * 4 - 1
        return wave

    kind = each(0, 1) / np.maximum(woven[:, None, None], 1e-6)  # below 1: woven
    across = stripes(y) * (kind < 0.75)
    down = stripes(x) * ((kind > 0.5) & (kind < 1))
    cloth = 1 + each(0.1, 0.4) * (across + down)
    cloth *= 1 + each(-0.14, 0.14) * x + each(-0.14, 0.14) * y  # light from one side
    grain = rng.random(patterns.shape, np.float32) + rng.random(patterns.shape, np.float32) - 1
    cloth *= 1 + each(0.02, 0.14) * grain
    # Most garments are bright, some are dark. The scale lets plain cloth in good light reach nearly white.
    bright = (1 - each(0, 0.85) * each(0, 1) * each(0, 1)) * light[:, None, None]
    cloth *= np.minimum(bright, 1) * np.float32(255 / 205)
    pictures: Bytes = np.clip(patterns * cloth + np.float32(0.5), 0, 255).astype(np.uint8)
    return pictures
