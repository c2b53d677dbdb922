"""Crosses at round coordinates of the project's system, with their values along the frame, and a scale bar in blocks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor, Lines, Polygons, Stroke, Text
from spaceplanner.cartography.room import turned_box
from spaceplanner.cartography.style import colour
from spaceplanner.i18n import N_, gettext, number

if TYPE_CHECKING:
    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.room import Room
    from spaceplanner.cartography.view import View

_STEPS = (10.0, 20.0, 50.0, 100.0, 200.0)
_CLOSEST = 190.0
"""Pixels between crosses at least, about 5 cm."""


def step(view: View) -> float:
    """Return the distance of crosses, metres."""
    return next((one for one in _STEPS if one / view.resolution >= _CLOSEST), _STEPS[-1])


def values(low: float, high: float, apart: float) -> list[float]:
    """Return the multiples of a distance from `low` to `high`."""
    return [k * apart for k in range(math.ceil(low / apart), math.floor(high / apart) + 1)]


def crosses(view: View, *, ink: str, size: float, room: Room) -> tuple[Operation, ...]:
    """Return crosses and their values; `size` is that of the figures, pixels, and `room` notes where these stand."""
    west, south, east, north = view.bounds
    apart, pad = step(view), 3.2 * size * view.resolution
    xs, ys = values(west + pad, east - pad, apart), values(south + pad, north - pad, apart)
    arm = 0.9 * size
    paths: list[np.ndarray] = []
    for x, y in view.to_pixels(np.array([(x, y) for x in xs for y in ys]).reshape(-1, 2)).tolist():
        paths += [np.array([[x - arm, y], [x + arm, y]]), np.array([[x, y - arm], [x, y + arm]])]
    texts: list[Text] = []
    edge = view.height
    for x in xs:
        ((px, _),) = view.to_pixels(np.array([[x, north]])).tolist()
        paths += [np.array([[px, edge], [px, edge - size]]), np.array([[px, 0.0], [px, size]])]
        texts.append(_value(gettext(N_("E {value}")).format(value=number(x)), (px, edge - 1.9 * size), ink, size))
    for y in ys:
        ((_, py),) = view.to_pixels(np.array([[west, y]])).tolist()
        paths += [np.array([[0.0, py], [size, py]]), np.array([[view.width, py], [view.width - size, py]])]
        texts.append(_value(gettext(N_("N {value}")).format(value=number(y)), (1.9 * size, py), ink, size, angle=90.0))
    for text in texts:
        room.take(turned_box(text.x, text.y, fonts.text_width(text.text, size), size, text.angle))
    room.cross(*[shapely.linestrings(path) for path in paths])
    return Lines(paths=tuple(paths), stroke=Stroke(colour(ink), 0.6)), *texts


def _value(words: str, at: tuple[float, float], ink: str, size: float, *, angle: float = 0.0) -> Text:
    return Text(
        x=at[0], y=at[1], text=words, size=size, colour=colour(ink), anchor=Anchor.CENTRE, halo=colour("#FFFFFF"),
        angle=angle,
    )  # fmt: skip


def bar(view: View, x: float, y: float, *, widest: float, ink: str, size: float) -> tuple[Operation, ...]:
    """Return a scale bar of five blocks with its lengths above them, its top left corner at (x, y)."""
    metres = max(one for one in (1, 2, 4, 5, 10, 20, 50) if 5 * one / view.resolution <= widest or one == 1)
    block, tall = metres / view.resolution, 0.45 * size
    top = y + 1.5 * size
    out: list[Operation] = []
    for i in range(5):
        left, right = x + i * block, x + (i + 1) * block
        ring = np.array([[left, top], [right, top], [right, top + tall], [left, top + tall], [left, top]])
        fill = colour(ink if i % 2 == 0 else "#FFFFFF")
        out.append(Polygons(rings=(ring,), starts=(0,), fill=fill, stroke=Stroke(colour(ink), 0.6)))
    for i in range(6):
        words = number(i * metres) + ("\u00a0m" if i == 5 else "")  # noqa: PLR2004 - the bar's end
        shift = (fonts.text_width("\u00a0m", size) / 2) if i == 5 else 0.0  # noqa: PLR2004
        out.append(
            Text(
                x=x + i * block + shift,
                y=y + 0.6 * size,
                text=words,
                size=size,
                colour=colour(ink),
                anchor=Anchor.CENTRE,
            )
        )
    return tuple(out)
