"""Sneaker, ankle boot and sandal, seen from the side, the toe to the left."""

from __future__ import annotations

from itertools import pairwise

from sensei.clothes.pen import Dice, Pen, Point, rounded


def _stance(dice: Dice) -> tuple[float, float, float]:
    """Ground, how pointed the toe is, and how long the foot is (half)."""
    return dice(19.5, 22), dice(0, 1), dice(11.6, 12.8)


def sneaker(pen: Pen, dice: Dice) -> None:
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
    pen.shape(rounded(upper))
    sole = 255 if dice.chance(0.55) else dice(70, 150)
    pen.shape(rounded([(-long - 0.3, ground - thick), (long, ground - thick - 0.4), (long + 0.3, ground),
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
        pen.line(rounded([(-3, ground - 4), (0, ground - 2.4), (4, ground - 3.6),
            (9, ground - 6.4)], closed=False), shade, 0.9)  # fmt: skip
    if dice.chance(0.4):  # the heel
        pen.shape(
            [(9, ground - tall + 1), (11.6, ground - tall + 0.4), (11.6, ground - thick), (8.6, ground - thick)],
            dice(110, 160),
        )


def boot(pen: Pen, dice: Dice) -> None:
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
    pen.shape(rounded(upper))
    high = dice(0, 1)
    heel = 0.6 if high < 0.4 else dice(1.2, 2.4) if high < 0.75 else dice(3, 5)
    pen.shape(rounded([(-long - 0.2, ground - 1), (back + 1, ground - 1.2), (back + 1, ground + 0.3),
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
    pen.line(rounded([(-6, ground - 1), (-4, ground - 4), (0, ground - 6.2)], closed=False), dice(130, 180), 0.4)


def sandal(pen: Pen, dice: Dice) -> None:
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
        pen.shape(rounded([*lower, *reversed(upper)]), tone)
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
        pen.shape(rounded(toe), band)
    else:  # straps over the foot, which rises towards the ankle; their far halves show inside
        count = 1 if looks < 0.36 else 2 if looks < 0.75 else 3
        reach = dice(11, 13.5) / (count + 0.7)
        for strap in range(count):
            x, high = first + strap * reach * dice(1, 1.12), (3.6 if count > 1 else 4.6) + strap * 4 / count
            broad = min(reach * dice(0.5, 0.85), 5.5)
            pen.line(rounded([above(x + broad * 0.6, high - 0.4), above(x + broad + 1.6, high * 0.8),
                above(x + broad + 2, 0)], closed=False), 100, 0.9)  # fmt: skip
            arch = [above(x, -0.4), above(x, -0.4), above(x + 0.6, high * 0.9), above(x + broad * 0.8, high + 0.6)]
            pen.shape(
                rounded([*arch, above(x + broad + 0.3, high * 0.7), above(x + broad, -0.4), above(x + broad, -0.4)]),
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
        pen.line(rounded([above(x - half, high), above(x - half * 0.4, high - 1.5),
            above(x + half * 0.7, high - 1.2), above(end, high)], closed=False), band, width)  # fmt: skip
        if dice.chance(0.6):  # held by the straps in front
            pen.line([above(x - half, high), above(-2.4, 5), above(-4, 3)], band, width)
        pen.spot(*above(x, high - 1.2), 0.7, 255)
