"""Entrances: where a space is entered from the streets, given by somebody or derived from how the streets run."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis.discs import SEGMENTS
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.network import Network

GIVEN, DERIVED, NEAREST, OPEN = range(4)
"""Where a space's entrances are from: given; wherever a street comes near; the place nearest to a street; no streets."""

_BESIDE = 20.0
_SPACING = 25.0


@dataclass(frozen=True, eq=False, slots=True)
class Entrances:
    """Where spaces are entered.

    Attributes
    ----------
    xy, space
        (e, 2) metres, and the space each belongs to; in the order of the spaces.
    kind
        (k,) int8 where each space's entrances are from: `GIVEN`, `DERIVED`, `NEAREST` or `OPEN`.
    """

    xy: NDArray[np.float64]
    space: NDArray[np.int64]
    kind: NDArray[np.int8]


def entrances(
    shapes: NDArray[Any],
    network: Network | None,
    *,
    given_xy: NDArray[np.float64] | None = None,
    given_space: NDArray[np.int64] | None = None,
    beside: float = _BESIDE,
    spacing: float = _SPACING,
) -> Entrances:
    """Return where spaces are entered.

    Given entrances are taken. A space without any is open wherever a street comes within `beside` of it: there, and
    every `spacing` metres along that street, its boundary's nearest point is an entrance. Where no street comes so near,
    the boundary's point nearest to a street is one.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    network
        The streets; None: the spaces without given entrances get none, and are reached at their boundary.
    given_xy, given_space
        (e, 2) metres, and the space each leads into; None: none are known.
    beside, spacing
        Metres, above 0.

    Raises
    ------
    AnalysisError
        If a length is not above 0, or an entrance is no number or of no space.
    """
    xy, space = _given(given_xy, given_space, len(shapes))
    for length in (beside, spacing):
        if not (isfinite(length) and length > 0):
            raise AnalysisError(N_("The distance of entrances is {length} m: choose one above 0."), length=length)
    kind = np.full(len(shapes), OPEN, dtype=np.int8)
    kind[space] = GIVEN
    unknown = np.flatnonzero((kind != GIVEN) & ~shapely.is_empty(shapes) & ~shapely.is_missing(shapes))
    if network is None or not len(unknown):
        return _ordered(xy, space, kind)
    derived, of = _along_streets(shapes[unknown], network, beside, spacing)
    kind[unknown[of]] = DERIVED
    far = unknown[kind[unknown] != DERIVED]
    kind[far] = NEAREST
    edge = network.tree.query_nearest(shapes[far], all_matches=False)[1]
    ways = shapely.shortest_line(shapes[far], network.shapes[edge])
    return _ordered(
        np.concatenate((xy, derived, shapely.get_coordinates(shapely.get_point(ways, 0)))),
        np.concatenate((space, unknown[of], far)),
        kind,
    )


def _given(
    xy: NDArray[np.float64] | None, space: NDArray[np.int64] | None, spaces: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    if xy is None or space is None:
        return np.empty((0, 2)), np.empty(0, dtype=np.int64)
    if not np.isfinite(xy).all() or (space < 0).any() or (space >= spaces).any():
        raise AnalysisError(N_("Some entrances have no place or lead into no space: remove them, or correct them."))
    return xy, space


def _ordered(xy: NDArray[np.float64], space: NDArray[np.int64], kind: NDArray[np.int8]) -> Entrances:
    order = np.argsort(space, kind="stable")
    return Entrances(xy[order], space[order], kind)


def _along_streets(
    shapes: NDArray[Any], network: Network, beside: float, spacing: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points of the boundaries (or inside) nearest to points along the streets beside, and their space."""
    space, edge = network.tree.query(shapes, predicate="dwithin", distance=beside)
    near = shapely.buffer(shapes, beside, quad_segs=SEGMENTS)
    stretch, of = shapely.get_parts(shapely.intersection(network.shapes[edge], near[space]), return_index=True)
    space, line = space[of], shapely.get_type_id(stretch) == 1
    stretch, space = stretch[line], space[line]
    lengths = shapely.length(stretch)
    # Its ends, where walkers come from outside, and points between them.
    parts = np.maximum(np.ceil(lengths / spacing), 1).astype(np.int64)
    which = np.repeat(np.arange(len(parts)), parts + 1)
    number = np.arange(len(which)) - np.repeat(np.cumsum(parts + 1) - parts - 1, parts + 1)
    points = shapely.line_interpolate_point(stretch[which], number / parts[which], normalized=True)
    doors = shapely.get_point(shapely.shortest_line(shapes[space[which]], points), 0)
    return shapely.get_coordinates(doors), space[which]
