"""Ranks: all proposals as marks on the map, each with its rank; several for one space stand side by side."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography import fonts, shapes, symbols
from spaceplanner.cartography.drawing import Anchor, Polygons, Stroke, Text
from spaceplanner.cartography.style import colour
from spaceplanner.domain.layer import GeometryKind, Role

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.symbols import Sheet
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result

    Frame = tuple[float, float, float, float]

_HIGH, _POINT, _DIGITS, _PADDING, _GAP = 20.0, 6.0, 12.0, 6.0, 3.0
"""Pixels: height of a flag, of its point below, size of its digits, room beside them and between flags."""


def flags(project: Project, result: Result, view: View) -> tuple[tuple[str, int, Frame], ...]:
    """Return (proposal, rank, frame in pixels) of the marks in the view, the first rank last: it lies on top.

    Proposals for a space that no layer holds have no place and no mark.
    """
    wanted: dict[str, list[tuple[int, str]]] = {}
    for item in result.proposals:
        wanted.setdefault(item.space, []).append((item.rank, item.id))
    places = _places(project.by_role(Role.SPACES))
    found: list[tuple[str, int, Frame]] = []
    for space, items in wanted.items():
        if space not in places or not len(shapes.points_in_view(places[space], view, margin=_HIGH + _POINT)):
            continue
        x, y = view.to_pixels(places[space])[0].tolist()
        wide = [_width(rank) for rank, _ in sorted(items)]
        left = x - (sum(wide) + _GAP * (len(wide) - 1)) / 2
        for (rank, proposal), width in zip(sorted(items), wide, strict=True):
            found.append((proposal, rank, (left, y - _POINT - _HIGH, left + width, y - _POINT)))
            left += width + _GAP
    return tuple(sorted(found, key=lambda flag: (-flag[1], flag[0])))


def at(project: Project, result: Result, view: View, px: float, py: float) -> str | None:
    """Return the proposal whose mark is at a pixel, the topmost one, or None."""
    for proposal, _, (left, top, right, bottom) in reversed(flags(project, result, view)):
        if left <= px <= right and top <= py <= bottom:
            return proposal
    return None


def marks(project: Project, result: Result, sheet: Sheet, *, chosen: str | None = None) -> tuple[Operation, ...]:
    """Return the marks of all proposals in the view, the chosen one in full colour and on top."""
    operations: list[Operation] = []
    for proposal, rank, frame in sorted(flags(project, result, sheet.view), key=lambda flag: flag[0] == chosen):
        operations.extend(_mark(rank, frame, sheet, chosen=proposal == chosen))
    return tuple(operations)


def frames(operations: tuple[Operation, ...]) -> tuple[Frame, ...]:
    """Return the rectangles in pixels that marks take: left, top, right, bottom."""
    rings = [ring for operation in operations if isinstance(operation, Polygons) for ring in operation.rings]
    return tuple((*ring.min(axis=0).tolist(), *ring.max(axis=0).tolist()) for ring in rings)


def _mark(rank: int, frame: Frame, sheet: Sheet, *, chosen: bool) -> tuple[Operation, Operation]:
    left, top, right, bottom = frame
    middle = (left + right) / 2
    ring = np.array(
        [
            (left, top), (right, top), (right, bottom), (middle + 4, bottom), (middle, bottom + _POINT),
            (middle - 4, bottom), (left, bottom), (left, top),
        ]
    )  # fmt: skip
    accent, halo = colour(sheet.map.proposed), colour(sheet.map.halo)
    fill, ink, edge = (accent, colour("#FFFFFF"), halo) if chosen else (halo, accent, accent)
    return (
        Polygons(rings=(ring,), starts=(0,), fill=fill, stroke=Stroke(edge, 1.6)),
        Text(
            x=middle,
            y=(top + bottom) / 2,
            text=str(rank),
            size=_DIGITS,
            colour=ink,
            weight="bold",
            anchor=Anchor.CENTRE,
        ),
    )


def _width(rank: int) -> float:
    return max(_HIGH, fonts.text_width(str(rank), _DIGITS, "bold") + 2 * _PADDING)


@lru_cache(maxsize=4)
def _places(layers: tuple[Layer, ...]) -> dict[str, NDArray[np.float64]]:
    """Return (1, 2) metres inside each space, by id."""
    found: dict[str, NDArray[np.float64]] = {}
    for layer in layers:
        points = layer.kind is GeometryKind.POINT
        inside = layer.geometry if points else shapely.get_coordinates(shapely.point_on_surface(layer.geometry))
        found |= {key: inside[[row]] for row, key in enumerate(symbols.ids(layer).tolist())}
    return found
