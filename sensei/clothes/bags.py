"""Something to carry."""

from __future__ import annotations

from sensei.clothes.pen import Dice, Pen, Point, rounded


def bag(pen: Pen, dice: Dice) -> None:
    wide, bottom = dice(9.5, 12.8), dice(23.6, 26.6)
    high = dice(10, 19)
    top, taper = bottom - high, dice(-1.6, 2.6)
    handle = dice(0, 1)
    if handle < 0.45:  # a bow
        reach, up, base = wide * dice(0.4, 0.8), min(dice(4, 9), top - 1.2), dice(-0.5, 1.5)
        pen.line(rounded([(-reach, top + base), (-reach * 0.95, top - up), (reach * 0.95, top - up),
            (reach, top + base)], closed=False), dice(130, 200), dice(0.8, 1.7))  # fmt: skip
    elif handle < 0.75:  # two long straps
        reach, up = wide * dice(0.35, 0.6), min(dice(5, 9), top - 0.8)
        for aside in (-0.7, 0.7):
            pen.line([(-reach + aside, top + 1), (-reach * 0.6 + aside, top - up),
                (reach * 0.6 + aside, top - up), (reach + aside, top + 1)], 150, 0.7)  # fmt: skip
    corner = dice.chance(0.5)
    body: list[Point] = [(-wide + taper, top), (wide - taper, top), (wide, bottom - 1.5), (wide - 0.8, bottom),
        (-wide + 0.8, bottom), (-wide, bottom - 1.5)]  # fmt: skip
    pen.shape(rounded(body) if corner else body)
    dark = dice(90, 150)
    look = dice(0, 1)
    if look < 0.4:  # a flap and its clasp
        edge = top + high * dice(0.4, 0.65)
        pen.shape(rounded([(-wide + taper, top), (wide - taper, top), (wide - 0.8, edge - 1), (0, edge + 1),
            (-wide + 0.8, edge - 1)]), dice(150, 235))  # fmt: skip
        pen.line(
            rounded([(-wide + 0.6, edge - 1.2), (0, edge + 0.8), (wide - 0.6, edge - 1.2)], closed=False), dark, 0.5
        )
        pen.spot(0, edge, 0.9, 255)
    elif look < 0.7:  # a zip
        pen.line([(-wide + taper + 1, top + 1.8), (wide - taper - 1, top + 1.8)], dark, 0.6)
        pen.spot(wide - taper - 2, top + 2.4, 0.6, 255)
    else:  # two seams
        pen.lines([(wide * 0.5, top), (wide * 0.55, bottom)], dark, dice(0.5, 1.2))
    if dice.chance(0.25):
        pen.shape([(-2.4, bottom - 5), (2.4, bottom - 5), (2.4, bottom - 2.4), (-2.4, bottom - 2.4)], dice(60, 255))
