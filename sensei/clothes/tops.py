"""T-shirt, pullover, coat, shirt and dress: of one cut, in ranges that overlap, which makes them hard to tell apart."""

from __future__ import annotations

import math

from sensei.clothes.pen import Dice, Pen, Point, rounded


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
        pen.shape(rounded([*bow, *((-x, y) for x, y in reversed(bow[:2]))]), 45)


def t_shirt(pen: Pen, dice: Dice) -> None:
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
        pen.shape(rounded(outline) if dice.chance(0.5) else outline, shade)
    if dice.chance(0.14):  # a polo shirt
        pen.line([(0.3, top + depth), (0.3, top + depth + dice(4, 7))], 100, 0.5)
        pen.both([(neck - 0.4, top - 0.7), (neck + 0.9, top + 0.5), (neck - 0.4, top + 2.8), (0.3, top + 1.8)], 235)


def pullover(pen: Pen, dice: Dice) -> None:
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
        pen.shape(rounded([(-wide, top + 2), (-wide * 0.8, top - 1.4), (wide * 0.8, top - 1.4), (wide, top + 2)]), 185)
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


def coat(pen: Pen, dice: Dice) -> None:
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


def shirt(pen: Pen, dice: Dice) -> None:
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


def dress(pen: Pen, dice: Dice) -> None:
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
