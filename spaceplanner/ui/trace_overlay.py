"""What is painted of a trace: the box, the lasso, the line that is measured with its lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography.drawing import Anchor, Dots, Lines, Polygons, Stroke, Text
from spaceplanner.cartography.style import colour
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.services import measuring
from spaceplanner.services.gestures import Tool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.view import View
    from spaceplanner.services.measuring import Measures
    from spaceplanner.services.traces import Trace

_DASH = (4.0, 3.0)
_ROOM = 46.0
"""Pixels that a segment needs for its length to be written beside it."""
_CORNERS = 3


def of_trace(trace: Trace, measures: Measures | None, view: View, theme: str) -> tuple[Operation, ...]:
    """Return the drawing of a trace; `measures` are those of the line that is measured."""
    xy = np.array(trace.shown, dtype=np.float64).reshape(-1, 2)
    if not len(xy):
        return ()
    pixels = view.to_pixels(xy)
    if trace.tool is Tool.MEASURE:
        return tuple(_measured(pixels, measures, theme, closed=trace.closed))
    accent = page_theme(theme).accent
    if trace.tool is not Tool.PICK_LASSO:
        (x0, y0), (x1, y1) = pixels[0], pixels[-1]
        pixels = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    ring = np.vstack([pixels, pixels[:1]])
    return (
        Polygons(rings=(ring,), starts=(0,), fill=colour(accent, 0.10)),
        Lines(paths=(ring,), stroke=Stroke(colour(page_theme(theme).panel, 0.9), 3.0)),
        Lines(paths=(ring,), stroke=Stroke(colour(accent), 1.4, _DASH)),
    )


def _measured(
    pixels: NDArray[np.float64], measures: Measures | None, theme: str, *, closed: bool
) -> Iterator[Operation]:
    page = page_theme(theme)
    accent, halo = colour(page.accent), colour(page.panel)
    if len(pixels) >= _CORNERS and measures is not None and measures.area is not None:
        yield Polygons(rings=(np.vstack([pixels, pixels[:1]]),), starts=(0,), fill=colour(page.accent, 0.10))
        yield Lines(paths=(pixels[[-1, 0]],), stroke=Stroke(colour(page.accent, 0.7), 1.2, _DASH))
    yield Lines(paths=(pixels,), stroke=Stroke(colour(page.panel, 0.9), 4.5))
    yield Lines(paths=(pixels,), stroke=Stroke(accent, 2.0))
    yield Dots(xy=pixels if closed else pixels[:-1], radius=3.5, fill=halo, stroke=Stroke(accent, 1.8))
    lengths = measures.segments if measures is not None else ()
    if len(lengths) != len(pixels) - 1:  # a segment without length has none to write
        return
    for (x0, y0), (x1, y1), segment in zip(pixels[:-1].tolist(), pixels[1:].tolist(), lengths, strict=True):
        if np.hypot(x1 - x0, y1 - y0) >= _ROOM:
            yield Text(
                x=(x0 + x1) / 2, y=(y0 + y1) / 2 - 9, text=measuring.metres(segment.length), size=11,
                colour=colour(page.ink), weight="semibold", anchor=Anchor.CENTRE, halo=halo,
            )  # fmt: skip
