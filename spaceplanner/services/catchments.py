"""Walking catchments of spaces, and the residents without a space, for the map and for files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import access, coverage, entrances
from spaceplanner.analysis import catchment as reached
from spaceplanner.analysis.discs import SEGMENTS
from spaceplanner.analysis.walks import DETOUR
from spaceplanner.cartography.catchments import Band, Catchments, Unserved
from spaceplanner.services import served, stages
from spaceplanner.services.memo import Memo
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.entrances import Entrances
    from spaceplanner.analysis.walks import Walks
    from spaceplanner.domain.project import Project
    from spaceplanner.services.inputs import Coverage, Inputs, Residents
    from spaceplanner.services.reach import Homes

KEEP = {"catchments": 12, "unserved": 3, "walked_far": 2}
"""How many results of each stage the memo keeps."""


def of_project(project: Project, memo: Memo | None = None, *, space: str | None = None) -> Catchments | None:
    """Return the catchments of a space, or of all together, at 300, 400 and 800 m and the project's own distance.

    None where there are no spaces. Residents are counted by their walks; without a layer of them there is no number.

    Parameters
    ----------
    project
        Any version of a project.
    memo
        Where results are remembered.
    space
        Id of a space; None, or one that no layer holds: all.

    Raises
    ------
    AnalysisError
        If a setting cannot be used.
    """
    stages.check(project.settings)
    memo = memo or Memo({**stages.KEEP, **KEEP})
    inputs = unpack(project, memo)
    if shapely.is_empty(inputs.places.shapes).all():
        return None
    ids = [one.id for one in inputs.places.spaces]
    rows = [ids.index(space)] if space in ids else list(range(len(ids)))
    return memo(
        "catchments",
        lambda *_, **__: _catchments(inputs, memo, rows, named=space in ids),
        inputs.places,
        inputs.ways,
        inputs.residents,
        inputs.coverage,
        space=space if space in ids else None,
        distance=inputs.settings.walk_distance,
    )


def unserved(project: Project, memo: Memo | None = None) -> Unserved | None:
    """Return where people live who have no space within 400 m on foot; None without spaces or residents.

    Raises
    ------
    AnalysisError
        If a setting cannot be used.
    """
    stages.check(project.settings)
    memo = memo or Memo({**stages.KEEP, **KEEP})
    inputs = unpack(project, memo)
    if served.missing(inputs) is not None:
        return None
    walked, homes = (stages.compute(name, inputs, memo) for name in ("walked", "homes"))
    return memo("unserved", _unserved, inputs.residents, walked, homes, inputs.coverage)


def ground(inputs: Inputs, memo: Memo, rows: Sequence[int], metres: float) -> BaseGeometry:
    """Return the ground within a walk of any of some spaces, themselves included.

    Where no street is near a space, it is the straight line that a walk of 1.3 times its length stands for, around the
    given entrances or around the space.

    Parameters
    ----------
    rows
        Numbers of the spaces.
    metres
        On foot, above 0.
    """
    shapes = inputs.places.shapes
    walked, doors, network = (stages.compute(name, inputs, memo) for name in ("walked", "doors", "network"))
    chosen = np.zeros(len(shapes), dtype=np.bool_)
    chosen[list(rows)] = True
    parts = [*shapes[chosen]]
    by_street = chosen & ~walked.straight_space
    if network is not None and by_street.any():
        parts.append(reached.catchment(network, doors.xy[by_street[doors.space]], distance=metres).shape)
    around = [_target(shapes, doors, row) for row in np.flatnonzero(chosen & walked.straight_space).tolist()]
    parts.extend(shapely.buffer(np.array(around, dtype=object), metres / DETOUR, quad_segs=SEGMENTS))
    return shapely.union_all(parts)


def _target(shapes: NDArray[Any], doors: Entrances, row: int) -> BaseGeometry:
    given: BaseGeometry = shapes[row]
    return shapely.multipoints(doors.xy[doors.space == row]) if doors.kind[row] == entrances.GIVEN else given


def _catchments(inputs: Inputs, memo: Memo, rows: Sequence[int], *, named: bool) -> Catchments:
    walked: Walks = stages.compute("walked", inputs, memo)
    straight = walked.straight_space[list(rows)]
    bands = []
    for metres in sorted({*access.DISTANCES, inputs.settings.walk_distance}):
        shape = np.array([ground(inputs, memo, rows, metres)], dtype=object)
        people, unknown = _residents(inputs, memo, walked, rows, metres, named=named)
        bands.append(Band(metres=metres, shape=shape, residents=people, unknown=unknown))
    missing = "no_coverage" if inputs.residents.present else "no_layer"
    return Catchments(
        name=inputs.places.spaces[rows[0]].name if named else None,
        bands=tuple(bands),
        streets=not straight.all(),
        straight=bool(straight.any()),
        reason=missing if any(band.residents is None for band in bands) else None,
    )


def _residents(
    inputs: Inputs, memo: Memo, walked: Walks, rows: Sequence[int], metres: float, *, named: bool
) -> tuple[float | None, int]:
    """Return who lives within the distance of a space, or of any, and around how many spaces that is not known.

    None where it is not known around the space, or around any of them.
    """
    known, homes = inputs.coverage, stages.compute("homes", inputs, memo)
    if not inputs.residents.present:
        return None, len(rows)
    people = homes.people[:, 0]
    shapes = inputs.places.shapes[list(rows)]
    unknown = int((~coverage.covered(shapes, known.residents, known.boundary, distance=metres)).sum())
    if named:
        near = access.residents_within(walked, people, distances=(metres,))[rows[0], 0, 0]
        return None if unknown else float(near), unknown
    # Around spaces that are covered in part, those who are known are the least there are; nobody is no such number.
    some = float(people[walked.nearest <= metres].sum())
    return some if people.any() and (some or unknown < len(rows)) else None, unknown


def _unserved(residents: Residents, walked: Walks, homes: Homes, known: Coverage) -> Unserved:
    found = served.without(residents, walked, homes)
    point = shapely.get_type_id(found.shapes) == 0
    total, bare = float(homes.people[:, 0].sum()), float(found.without[:, 0].sum())
    return Unserved(
        areas=found.shapes[~point],
        shares=found.without[~point, 0] / found.people[~point, 0],
        xy=shapely.get_coordinates(found.shapes[point]),
        metres=access.SERVED,
        residents=bare if total > 0 else None,
        share=bare / total if total > 0 else None,
        reason=None if total > 0 else "no_coverage",
        covered_share=served.covered_share(known),
    )
