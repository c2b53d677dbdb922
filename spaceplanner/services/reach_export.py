"""Catchments and the residents without a space as a file with small numbers withheld (see docs/methods/privacy.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import access, disclosure, nested
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.io import hotspots_file
from spaceplanner.services import catchments, reach, stages
from spaceplanner.services.inputs import GROUPS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.memo import Memo
    from spaceplanner.services.served import Reach

_PEOPLE = (("residents", "INTEGER"), *((group, "INTEGER") for group in GROUPS))
_SHARED = (("walk", "TEXT"), ("values", "TEXT"), ("holds", "TEXT"))
_CATCHMENTS = (("space", "TEXT"), ("name", "TEXT"), ("metres", "REAL"), *_PEOPLE, ("m2_per_resident", "REAL"), *_SHARED)
_WITHOUT = (("metres", "REAL"), ("living", "INTEGER"), *_PEOPLE, *_SHARED)
_STREETS, _STRAIGHT = "along the streets", "1.3 times the straight line"
_HOLDS = (
    "Aggregated: residents by place of the census and by walking distance, no addresses and no incidents. A number of "
    f"residents under {disclosure.FEWEST}, or one from which such a number follows with the other distances and groups of "
    f"the same space, is null; places with fewer than {disclosure.FEWEST} residents without a space are left out. Numbers "
    "of different spaces, or of spaces and places, are not compared: they may give smaller ones away."
)


def write(
    path: Path,
    found: Reach,
    inputs: Inputs,
    memo: Memo,
    *,
    spaces: Collection[str] | None = None,
) -> int:
    """Write the layers ``catchments`` and ``without_space``; return how many places could not be told.

    Parameters
    ----------
    path
        Ends in ``.gpkg`` or ``.geojson``.
    found
        Of `inputs`.
    spaces
        Ids of those whose catchments are wanted; None: all.

    Raises
    ------
    AnalysisError
        If the project has no coordinate system.
    FileError
        If the file cannot be written.
    """
    if inputs.crs is None:
        raise AnalysisError(N_("The project has no coordinate system yet: add a layer first."))
    without, left_out = _without(found)
    hotspots_file.write(path, (_catchments(found, inputs, memo, spaces), without), inputs.crs)
    return left_out


def published(people: NDArray[np.float64]) -> list[int | None]:
    """Return residents, all and by group, as they may be told: numbers under five are None, and so are those that give one away.

    Parameters
    ----------
    people
        (4,) everybody, women, children and older people; NaN where not known.
    """
    return _whole(nested.told(people[None, None, :], exclusive=(reach.AGES,))[0, 0])


def _whole(told: NDArray[np.float64]) -> list[int | None]:
    return [None if np.isnan(one) else int(one) for one in told]


def _told(found: Reach, inputs: Inputs, memo: Memo) -> NDArray[np.float64]:
    """Return (k, d, 4) residents of each space within each distance asked for, as they may be told.

    The diagnosis publishes its own distances: others are told where they go with those.
    """
    published = stages.compute("walk_counted", inputs, memo)
    asked = np.stack([near.people for near in found.spaces])
    told = nested.told(np.concatenate((published, asked), axis=1), exclusive=(reach.AGES,))
    return told[:, published.shape[1] :]


def _catchments(found: Reach, inputs: Inputs, memo: Memo, spaces: Collection[str] | None) -> hotspots_file.Features:
    rows: list[Sequence[object]] = []
    shapes = []
    told = _told(found, inputs, memo)
    wanted = [row for row, near in enumerate(found.spaces) if spaces is None or near.id in spaces]
    for row in wanted:
        near = found.spaces[row]
        for place, metres in enumerate(found.metres):
            people = _whole(told[row, place])
            each = None if not people[0] else round(near.area_m2 / people[0], 2)
            walk = _STRAIGHT if near.straight else _STREETS
            rows.append((near.id, near.name, metres, *people, each, walk, "published", _HOLDS))
            shapes.append(catchments.ground(inputs, memo, (row,), metres))
    return hotspots_file.Features("catchments", "catchment", _CATCHMENTS, rows, shapes)


def _without(found: Reach) -> tuple[hotspots_file.Features, int]:
    """Return the places of the census where people have no space, and how many cannot be told."""
    places = found.without
    told: list[int] = []
    rows: list[Sequence[object]] = []
    shapes = []
    for shape, lived, bare, straight in zip(
        places.shapes.tolist(), places.people, places.without, places.straight.tolist(), strict=True
    ):
        people, living = published(bare), round(float(lived[0]))
        if people[0] is None or disclosure.part(people[0], living) is None:
            continue
        walk = _STRAIGHT if straight else _STREETS
        told.append(people[0])
        rows.append((access.SERVED, living, *people, walk, "published", _HOLDS))
        shapes.append(shape)
    # The places are told with the most people first; the number of all who have none may be known.
    while rows and not nested.apart(np.round(places.without[:, 0].sum()) - sum(told)):
        del told[-1], rows[-1], shapes[-1]
    return (
        hotspots_file.Features("without_space", "without_space", _WITHOUT, rows, shapes),
        len(places.shapes) - len(rows),
    )
