"""Map furniture: scale bar, north arrow and the line that says what the map is made from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor, Lines, Polygons, Stroke, Text
from spaceplanner.cartography.style import colour
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.i18n import number

if TYPE_CHECKING:
    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.view import View

_KILOMETRE = 1000.0
_SMALL = 9.0


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round length that fits: metres on the ground, pixels on the map, and its words."""

    metres: float
    pixels: float
    text: str


def scale_bar(view: View, *, widest: float = 110.0) -> ScaleBar:
    """Return the longest bar of 1, 2 or 5 times a power of ten metres that is at most `widest` pixels."""
    available = widest * view.resolution
    power = 10.0 ** math.floor(math.log10(available))
    metres = next(step * power for step in (5, 2, 1) if step * power <= available * (1 + 1e-9))
    text = f"{number(metres / _KILOMETRE)}\u00a0km" if metres >= _KILOMETRE else f"{number(metres)}\u00a0m"
    if metres < 1:
        text = f"{number(metres * 100)}\u00a0cm"
    return ScaleBar(metres, metres / view.resolution, text)


def scale_bar_drawing(view: View, x: float, y: float, *, theme: str = "light") -> tuple[Operation, ...]:
    """Return the scale bar with its length above it, its left end at pixel (x, y)."""
    bar, page = scale_bar(view), page_theme(theme)
    path = np.array([[x, y - 4], [x, y], [x + bar.pixels, y], [x + bar.pixels, y - 4]], dtype=np.float64)
    halo, line = Stroke(colour(page.panel, 0.85), 4.0), Stroke(colour(page.ink), 1.4)
    words = Text(x=x, y=y - 13, text=bar.text, size=11, colour=colour(page.ink), halo=colour(page.panel))
    return Lines(paths=(path,), stroke=halo), Lines(paths=(path,), stroke=line), words


def north_arrow(x: float, y: float, *, theme: str = "light", size: float = 22.0) -> tuple[Operation, ...]:
    """Return an arrow to grid north with its letter below, its middle at pixel (x, y)."""
    page = page_theme(theme)
    half, wide = size / 2, size * 0.3
    ring = np.array([[x, y - half], [x + wide, y + half], [x, y + half * 0.55], [x - wide, y + half], [x, y - half]])
    edge = Stroke(colour(page.panel), 1.2)
    words = Text(
        x=x, y=y + half + 8, text="N", size=11, colour=colour(page.ink), weight="semibold",
        anchor=Anchor.CENTRE, halo=colour(page.panel),
    )  # fmt: skip
    return Polygons(rings=(ring,), starts=(0,), fill=colour(page.ink), stroke=edge), words


def credit_line(text: str, x: float, y: float, *, widest: float, theme: str = "light") -> tuple[Operation, ...]:
    """Return whom the map names as one small line that ends at pixel (x, y); nothing for nobody."""
    if not text:
        return ()
    page, shown = page_theme(theme), text
    while len(shown) > 1 and fonts.text_width(shown, _SMALL) > widest:
        shown = shown[: -max(2, len(shown) // 10)].rstrip() + "…"
    words = Text(
        x=x, y=y, text=shown, size=_SMALL, colour=colour(page.ink), anchor=Anchor.RIGHT, halo=colour(page.panel, 0.85)
    )
    return (words,)
