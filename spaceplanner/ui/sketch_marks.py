"""Marks of a sketch: its corners, what the pointer snapped to, the grid, and where something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography.drawing import Anchor, Badges, Dots, Lines, Polygons, Stroke, Text
from spaceplanner.cartography.style import colour
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.i18n import gettext
from spaceplanner.services import grips, snapping
from spaceplanner.services.grips import Hold
from spaceplanner.services.snapping import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.style import Theme
    from spaceplanner.cartography.view import View
    from spaceplanner.services.gestures import Preview
    from spaceplanner.services.snapping import Snap

_CORNER, _ARM, _BELOW, _WORD = 3.2, 6.0, 17.0, 11.0
_SPOT = 9.0
_MOST_LINES = 400
_TURN = np.linspace(0, 2 * np.pi, 33)

_ROUND = np.column_stack([np.cos(_TURN), np.sin(_TURN)])
_SHAPES: dict[Kind, tuple[NDArray[np.float64], ...]] = {
    Kind.VERTEX: (np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]], dtype=np.float64),),
    Kind.CROSSING: (np.array([[-1, -1], [1, 1]], dtype=np.float64), np.array([[-1, 1], [1, -1]], dtype=np.float64)),
    Kind.RIGHT_ANGLE: (
        np.array([[-1, -1], [-1, 1], [1, 1]], dtype=np.float64),
        np.array([[-1, 0], [0, 0], [0, 1]], dtype=np.float64),
    ),
    Kind.EDGE: (np.array([[-1, 1], [0, -1], [1, 1], [-1, 1]], dtype=np.float64),),
    Kind.GRID: (np.array([[-1, 0], [1, 0]], dtype=np.float64), np.array([[0, -1], [0, 1]], dtype=np.float64)),
}
"""What was snapped to -> its mark, as lines in a square from -1 to 1."""


def of_sketch(preview: Preview, view: View, theme: str) -> tuple[Operation, ...]:
    """Return the marks of a preview: grid, corners, the place of a problem, and the snap with its word."""
    page = page_theme(theme)
    return (
        *_grid(preview.grid, view, page),
        *_corners(preview, view, page),
        *(_spot(preview.spot, view, page) if preview.spot is not None else ()),
        *(_snap(preview.snap, view, page) if preview.snap is not None else ()),
    )


def of_grips(shape: BaseGeometry, view: View, theme: str) -> tuple[Operation, ...]:
    """Return the grips of a selected shape: squares on corners, dots between them, badges that turn and scale it."""
    page = page_theme(theme)
    by_hold: dict[Hold, list[tuple[float, float]]] = {}
    for grip in grips.grips(shape, view.resolution):
        by_hold.setdefault(grip.hold, []).append(grip.at)
    places = {hold: view.to_pixels(np.array(at)) for hold, at in by_hold.items()}
    edge = Stroke(colour(page.accent), 1.6)
    square = _SHAPES[Kind.VERTEX][0]
    marks: list[Operation] = []
    if Hold.MIDDLE in places:
        marks.append(Dots(xy=places[Hold.MIDDLE], radius=2.6, fill=colour(page.accent, 0.55)))
    if Hold.CORNER in places:
        rings = tuple(place + 3.6 * square for place in places[Hold.CORNER])
        marks.append(Polygons(rings=rings, starts=tuple(range(len(rings))), fill=colour(page.panel), stroke=edge))
    for hold, picture in ((Hold.TURN, "rotate-cw"), (Hold.SIZE, "scaling")):
        if hold in places:
            fill, ink = colour(page.panel), colour(page.accent)
            marks.append(Badges(xy=places[hold], radius=8.5, icon=picture, fill=fill, ink=ink, stroke=edge))
    return tuple(marks)


def _pixel(at: tuple[float, float], view: View) -> NDArray[np.float64]:
    place: NDArray[np.float64] = view.to_pixels(np.array([at]))[0]
    return place


def _grid(step: float, view: View, page: Theme) -> tuple[Operation, ...]:
    if step <= 0:
        return ()
    west, south, east, north = view.bounds
    xs, ys = (np.arange(np.ceil(low / step), high / step) * step for low, high in ((west, east), (south, north)))
    if len(xs) + len(ys) > _MOST_LINES:
        return ()
    lines = [np.array([[x, south], [x, north]]) for x in xs] + [np.array([[west, y], [east, y]]) for y in ys]
    return (
        Lines(paths=tuple(view.to_pixels(line) for line in lines), stroke=Stroke(colour(page.secondary, 0.18), 1.0)),
    )


def _corners(preview: Preview, view: View, page: Theme) -> tuple[Operation, ...]:
    if not preview.corners:
        return ()
    places = view.to_pixels(np.array(preview.corners))
    return (Dots(xy=places, radius=_CORNER, fill=colour(page.panel), stroke=Stroke(colour(page.accent), 1.6)),)


def _spot(at: tuple[float, float], view: View, page: Theme) -> tuple[Operation, ...]:
    ring = _pixel(at, view) + _SPOT * _ROUND
    return (
        Polygons(rings=(ring,), starts=(0,), fill=colour(page.warning, 0.18)),
        Lines(paths=(ring,), stroke=Stroke(colour(page.warning), 2.2)),
    )


def _snap(snap: Snap, view: View, page: Theme) -> tuple[Operation, ...]:
    place = _pixel((snap.x, snap.y), view)
    paths = tuple(place + _ARM * path for path in _SHAPES[snap.kind])
    return (
        Lines(paths=paths, stroke=Stroke(colour(page.panel), 4.2)),
        Lines(paths=paths, stroke=Stroke(colour(page.accent), 1.8)),
        Text(
            x=float(place[0]),
            y=float(place[1]) + _BELOW,
            text=gettext(snapping.WORDS[snap.kind]),
            size=_WORD,
            colour=colour(page.accent),
            weight="semibold",
            anchor=Anchor.CENTRE,
            halo=colour(page.panel),
        ),
    )
