"""Catchments and the residents without a space as a file that may be handed on (see docs/methods/privacy.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import access, disclosure
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.io import hotspots_file
from spaceplanner.services import catchments
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
    f"residents under {disclosure.FEWEST}, or one that would give such a number away, is null; places with fewer than "
    f"{disclosure.FEWEST} residents without a space are left out."
)


def write(
    path: Path,
    found: Reach,
    inputs: Inputs,
    memo: Memo,
    *,
    spaces: Collection[str] | None = None,
) -> int:
    """Write the layers ``catchments`` and ``without_space``; return how many places were too small to be written.

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
    counts = [None if np.isnan(one) else round(float(one)) for one in people]
    everybody = counts[0]
    total = None if everybody is None else disclosure.count(everybody)
    if total is None:
        return [None] * len(counts)
    return [total, *(None if one is None else disclosure.part(one, total) for one in counts[1:])]


def _catchments(found: Reach, inputs: Inputs, memo: Memo, spaces: Collection[str] | None) -> hotspots_file.Features:
    rows: list[Sequence[object]] = []
    shapes = []
    wanted = [row for row, near in enumerate(found.spaces) if spaces is None or near.id in spaces]
    for row in wanted:
        near = found.spaces[row]
        for place, metres in enumerate(found.metres):
            people = published(near.people[place])
            each = None if not people[0] else round(near.area_m2 / people[0], 2)
            walk = _STRAIGHT if near.straight else _STREETS
            rows.append((near.id, near.name, metres, *people, each, walk, "published", _HOLDS))
            shapes.append(catchments.ground(inputs, memo, (row,), metres))
    return hotspots_file.Features("catchments", "catchment", _CATCHMENTS, rows, shapes)


def _without(found: Reach) -> tuple[hotspots_file.Features, int]:
    """Return the places of the census where people have no space, and how many have too few of them to be told."""
    places = found.without
    rows: list[Sequence[object]] = []
    shapes = []
    for shape, lived, bare, straight in zip(
        places.shapes.tolist(), places.people, places.without, places.straight.tolist(), strict=True
    ):
        people, living = published(bare), round(float(lived[0]))
        if people[0] is None or disclosure.part(people[0], living) is None:
            continue
        walk = _STRAIGHT if straight else _STREETS
        rows.append((access.SERVED, living, *people, walk, "published", _HOLDS))
        shapes.append(shape)
    return (
        hotspots_file.Features("without_space", "without_space", _WITHOUT, rows, shapes),
        len(places.shapes) - len(rows),
    )
