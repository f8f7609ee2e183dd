"""Trousers."""

from __future__ import annotations

from sensei.clothes.pen import Dice, Pen


def trouser(pen: Pen, dice: Dice) -> None:
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
