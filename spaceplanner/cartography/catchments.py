"""Walking catchments, and the residents who have no space within a walk, as they are drawn and spoken of beside the map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.cartography import shapes
from spaceplanner.cartography.drawing import Dots, Polygons, Stroke
from spaceplanner.cartography.style import colour

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.shapes import Flat
    from spaceplanner.cartography.symbols import Sheet

_EDGE, _EDGE_ALPHA = 1.2, 0.75
_DOT = 3.2
_LEVELS = 12
"""Simplifications kept: a few bands at the zooms that were looked at last."""
_MOST = 0.5
"""From this share of its residents on, an area counts as one without a space; below, its tint is half as strong."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Band:
    """The ground within one walking distance.

    Attributes
    ----------
    shape
        (1,) polygon or multipolygon, metres.
    residents
        Who lives within the distance, by their walk; None where nobody knows.
    unknown
        Spaces around which residents are not known that far; those near them are counted as far as they are known.
    """

    metres: float
    shape: NDArray[Any]
    residents: float | None
    unknown: int = 0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Catchments:
    """The catchments of one space, or of all together.

    Attributes
    ----------
    name
        The space's; None: all spaces.
    bands
        The shortest distance first.
    streets, straight
        Whether some of the ground follows streets, and whether some of it is drawn in a straight line of 1 / 1.3 of the
        walk.
    reason
        Why some band has no residents: ``no_layer``, or ``no_coverage`` where the census does not reach as far; else
        None.
    """

    name: str | None
    bands: tuple[Band, ...]
    streets: bool
    straight: bool
    reason: str | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Unserved:
    """Where people live who have no space within a walk, as the census counts them.

    Attributes
    ----------
    areas, shares
        (m,) polygons, and the share of the residents of each who have none, above 0, at most 1.
    xy
        (n, 2) points of the census.
    residents, share
        How many people that are, and their share of all, 0 to 1; None where `reason` says why.
    reason
        ``no_coverage`` where the census covers nobody; else None.
    covered_share
        Share of the study area that the census covers, 0 to 1; None where nobody said.
    """

    areas: NDArray[Any]
    shares: NDArray[np.float64]
    xy: NDArray[np.float64]
    metres: float
    residents: float | None
    share: float | None
    reason: str | None = None
    covered_share: float | None = None


def tints(found: Catchments, sheet: Sheet) -> tuple[Operation, ...]:
    """Return the tints of catchments, the widest first: where one lies on another, the ground is nearer and darker."""
    fill = colour(sheet.map.catchment, sheet.map.alpha["catchment"])
    edge = Stroke(colour(sheet.map.catchment, _EDGE_ALPHA), _EDGE)
    drawn: list[Operation] = []
    for band in reversed(found.bands):
        flat = _band(band, _level(sheet))
        rings, starts = shapes.paths(flat, shapes.in_view(flat, sheet.view), sheet.view)
        if rings:
            drawn.append(Polygons(rings=rings, starts=starts, fill=fill, stroke=edge))
    return tuple(drawn)


def unserved(found: Unserved, sheet: Sheet) -> tuple[Operation, ...]:
    """Return the areas and points of the census where people have no space."""
    ink, alpha = sheet.map.unserved, sheet.map.alpha["unserved"]
    flat, rows = _areas(found, _level(sheet)), found.shares >= _MOST
    chosen = shapes.in_view(flat, sheet.view, smallest=0.3)
    drawn: list[Operation] = []
    for strong, part in ((False, alpha / 2), (True, alpha)):
        rings, starts = shapes.paths(flat, chosen[rows[flat.feature[chosen]] == strong], sheet.view)
        if rings:
            drawn.append(
                Polygons(
                    rings=rings, starts=starts, fill=colour(ink, part), stroke=Stroke(colour(ink, _EDGE_ALPHA), 0.8)
                )
            )
    near = shapes.points_in_view(found.xy, sheet.view, margin=_DOT)
    if len(near):
        pixels = shapes.thinned(sheet.view.to_pixels(found.xy[near]), sheet.view, _DOT)
        drawn.append(Dots(xy=pixels, radius=_DOT, fill=colour(ink, _EDGE_ALPHA)))
    return tuple(drawn)


def _level(sheet: Sheet) -> int:
    return max(-2, int(np.floor(np.log2(sheet.view.resolution))))


@lru_cache(maxsize=_LEVELS)
def _band(band: Band, level: int) -> Flat:
    return shapes.flatten(band.shape, areas=True, tolerance=0.35 * 2.0**level)


@lru_cache(maxsize=3)
def _areas(found: Unserved, level: int) -> Flat:
    return shapes.flatten(found.areas, areas=True, tolerance=0.35 * 2.0**level)
