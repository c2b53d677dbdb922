"""The dark and silent map: ground darker than the class aimed at, where no alarm is heard by night.

Method, sources and limits: docs/methods/darkness.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.analysis import access, coverage, dark_ground, disclosure, lighting, lighting_class, proximity, timing
from spaceplanner.analysis.discs import SEGMENTS
from spaceplanner.analysis.grid import Grid
from spaceplanner.analysis.lamps import Light, few_changed, unchecked
from spaceplanner.cartography.darkness import DarkGround
from spaceplanner.i18n import N_
from spaceplanner.services import districts, stages, stages_light, stages_sound
from spaceplanner.services.memo import Memo
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.photometry import Distribution
    from spaceplanner.domain.project import Project, Settings
    from spaceplanner.services.inputs import Coverage, Inputs, Places, Residents

FINEST_CELL = 5.0
"""Metres: finer than the places of lamps are known."""

MOST_CELLS = 1_500_000

COARSE_CELL = 10.0
"""Metres: with larger cells a lamp's light is no longer followed from centre to centre (see `lighting.surface`)."""

AROUND = 300.0
"""Metres around the spaces that are the study area where there is no boundary."""

KEEP = {"darkness_study": 4, "darkness_lux": 3, "darkness": 4}
"""How many results of each stage the memo keeps."""

_SLIVER = 5.0
"""Metres: what is uncovered and no wider than twice this is the thickness of digitised edges."""

_WINDOWS = 24
"""Changed lamps (a moved one is two) around which alone the light is computed anew."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class DarkField:
    """Where the study area is dark and silent, and who is there.

    Attributes
    ----------
    ground
        The polygons, the known ground and the words for them, as the map draws them.
    pieces
        The same ground in small pieces, for questions about parts of it.
    study, known
        Square metres of the study area, and of it those where lamps and alarms are both known.
    dark, silent
        Square metres of the known ground below the class, heard or not; and without an alarm to hear, lit or not.
    residents
        (k,) people on each polygon of the ground, points by where they are and blocks by the share of their ground; None
        where `residents_reason` says why.
    incidents, incidents_of
        Incidents by night on it, and by night on all of the study area; None where `incidents_reason` says why. Exact: for
        inside only.
    cell
        Size of the grid's cells, metres.
    """

    ground: DarkGround
    pieces: NDArray[Any]
    study: float
    known: float
    dark: float
    silent: float
    residents: NDArray[np.float64] | None
    residents_reason: str | None
    incidents: int | None
    incidents_of: int | None
    incidents_reason: str | None
    cell: float

    @property
    def incidents_published(self) -> int | None:
        """The incidents by night on it as they may be told outside, or None (docs/methods/privacy.md)."""
        if self.incidents is None or self.incidents_of is None:
            return None
        return disclosure.part(self.incidents, self.incidents_of)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class DarkDistrict:
    """One district: square metres of it, of it those known, and of these the dark and silent ones."""

    name: str
    area: float
    known: float
    dark_silent: float

    @property
    def share(self) -> float | None:
        """Of the known ground, 0 to 1; None where none is known."""
        return self.dark_silent / self.known if self.known > 0 else None


@dataclass(frozen=True, eq=False, slots=True)
class _Study:
    """The study area, the part of it where lamps and alarms are known, and a grid over that."""

    area: BaseGeometry
    known: BaseGeometry
    grid: Grid


def of_project(project: Project, memo: Memo | None = None) -> DarkField | None:
    """Return `field` of a project.

    Raises
    ------
    AnalysisError
        If a setting cannot be used.
    """
    stages.check(project.settings)
    memo = memo or Memo({**stages.KEEP, **KEEP})
    return field(unpack(project, memo), memo)


def missing(inputs: Inputs) -> str | None:
    """Return what a dark and silent map lacks, a message id; None where nothing."""
    if not inputs.lamps.present:
        return N_("The dark and silent map needs lamps: add a layer with the role lamps.")
    if not inputs.alarms.present:
        return N_("The dark and silent map needs alarms: add a layer with the role alarms.")
    if inputs.coverage.boundary is None and shapely.is_empty(inputs.places.shapes).all():
        return N_("The dark and silent map needs a study area: add a boundary, or public spaces.")
    return None


def field(inputs: Inputs, memo: Memo) -> DarkField | None:
    """Return the dark and silent ground of the study area; None where it cannot be told (see `missing`).

    The study area is the boundary, else the spaces and 300 m around them.

    Parameters
    ----------
    inputs
        The unpacked project.
    memo
        Where results are remembered: after a lamp was moved, light is computed anew around it only.
    """
    if missing(inputs) is not None:
        return None
    settings = inputs.settings
    light = stages.compute("light_lamps", inputs, memo)
    study = memo("darkness_study", _study, inputs.places, inputs.coverage)
    lux = memo.updating(
        "darkness_lux",
        _lux,
        _lux_updated,
        study,
        inputs.lamps.working_xy,
        light.height,
        light.lumens,
        stages.compute("lamp_luminaires", inputs, memo).which,
        stages.compute("light_shapes", inputs, memo).distributions,
        maintenance=settings.maintenance_factor,
    )
    return memo(
        "darkness",
        lambda *_, **__: _field(inputs, settings, study, lux, memo),
        study,
        lux,
        inputs.alarms.working_xy,
        stages.compute("hearing_night", inputs, memo),
        inputs.residents,
        inputs.incidents,
        stages.compute("nights", inputs, memo),
        light_class=settings.light_class,
        margin=settings.hearing_margin,
    )


def by_district(found: DarkField, project: Project) -> tuple[DarkDistrict, ...]:
    """Return the dark and silent ground of each district, in the order of the project's layers."""
    shapes, names = districts.areas(project)
    areas = zip(
        names,
        shapely.area(shapes).tolist(),
        shapely.area(shapely.intersection(shapes, found.ground.known)).tolist(),
        _shared(shapes, found.pieces).tolist(),
        strict=True,
    )
    return tuple(DarkDistrict(name=name, area=own, known=seen, dark_silent=dark) for name, own, seen, dark in areas)


def _shared(shapes: NDArray[Any], pieces: NDArray[Any]) -> NDArray[np.float64]:
    """Return the square metres of each shape that pieces without overlap cover."""
    shape, piece = shapely.STRtree(pieces).query(shapes, predicate="intersects")
    areas = shapely.area(shapely.intersection(shapes[shape], pieces[piece]))
    return np.bincount(shape, areas, minlength=len(shapes)).astype(np.float64)


def _study(places: Places, known: Coverage) -> _Study:
    area = known.boundary or shapely.union_all(shapely.buffer(places.shapes, AROUND, quad_segs=SEGMENTS))
    seen = area
    for cover, reach in ((known.lamps, stages_light.REACH), (known.alarms, stages_sound.REACH)):
        if cover is None or cover is known.boundary:
            continue
        # Without a boundary nobody knows what lies around the study area, and it counts as the rest does.
        around = area if known.boundary is not None else area.buffer(reach)
        bare = shapely.difference(around, cover)
        bare = bare.intersection(bare.buffer(-_SLIVER, join_style="mitre").buffer(_SLIVER, join_style="mitre"))
        seen = shapely.difference(seen, bare.buffer(reach)) if not bare.is_empty else seen
    x0, y0, x1, y1 = area.bounds
    # Whole metres, rounded up, so that a cell's size can be said.
    cell = max(FINEST_CELL, float(ceil(sqrt((x1 - x0) * (y1 - y0) / MOST_CELLS))))
    return _Study(area, seen, Grid.covering(area.bounds, cell, margin=cell))


def _lux(  # noqa: PLR0917 - what a lamp is
    study: _Study,
    xy: NDArray[np.float64],
    height: NDArray[np.float64],
    lumens: NDArray[np.float64],
    which: NDArray[np.intp],
    distributions: tuple[Distribution, ...],
    *,
    maintenance: float,
) -> NDArray[np.float64]:
    return lighting.surface(study.grid, xy, height, lumens, which, distributions, maintenance=maintenance)


def _lux_updated(  # noqa: PLR0917 - positional as the inputs of `_lux`
    previous: NDArray[np.float64],
    before: tuple[Any, ...],
    study: _Study,
    xy: NDArray[np.float64],
    height: NDArray[np.float64],
    lumens: NDArray[np.float64],
    which: NDArray[np.intp],
    distributions: tuple[Distribution, ...],
    *,
    maintenance: float,
) -> NDArray[np.float64] | None:
    """Return what `_lux` does, from its result for other lamps: only cells in reach of a change are new."""
    study_before, *lamps_before, distributions_before = before
    if study is not study_before or distributions is not distributions_before:
        return None
    lamps = unchecked(xy, height, lumens, which)
    changed = few_changed(lamps_before, lamps, most=_WINDOWS)
    if changed is None:
        return None
    light = Light.of(distributions, maintenance, lighting.NEGLIGIBLE)
    found, grid = previous.copy(), study.grid
    for (x, y), reach in zip(changed.xy.tolist(), light.reach(changed).tolist(), strict=True):
        far = reach + grid.cell
        left, right = np.searchsorted(grid.xs, (x - far, x + far)).tolist()
        low, high = np.searchsorted(grid.ys, (y - far, y + far)).tolist()
        if left < right and low < high:
            window = Grid(grid.x0 + left * grid.cell, grid.y0 + low * grid.cell, grid.cell, right - left, high - low)
            corners = np.array([window.bounds[:2], window.bounds[2:]])
            near = lighting.in_reach(lamps, corners, light)
            found[low:high, left:right] = lighting.surface(
                window, near.xy, near.height, near.lumens, near.which, distributions, maintenance=maintenance
            )
    return found


def _field(inputs: Inputs, settings: Settings, study: _Study, lux: NDArray[np.float64], memo: Memo) -> DarkField:
    minimum = lighting_class.requirement(settings.light_class).minimum
    dark = dark_ground.darkness(lux, minimum=minimum)
    radius = stages.compute("hearing_night", inputs, memo)
    silent = dark_ground.silence(study.grid, inputs.alarms.working_xy, radius)
    both = np.minimum(dark, silent)
    whole = dark_ground.outlined(study.grid, both, study.known)
    pieces, dark_only, silent_only = (
        dark_ground.pieces(study.grid, measure, study.known)
        for measure in (both, np.minimum(dark, -silent), np.minimum(silent, -dark))
    )
    area, known = float(shapely.area(whole).sum()), float(study.known.area)
    no_people = _unknown(inputs.residents.present, study.known, inputs.coverage.residents)
    night, all_night, no_night = _incidents(inputs, study, pieces, memo)
    return DarkField(
        ground=DarkGround(
            shapes=whole,
            known=study.known,
            light_class=settings.light_class,
            minimum=minimum,
            margin=settings.hearing_margin,
            area=area,
            share=area / known if known > 0 else None,
        ),
        pieces=pieces,
        study=float(study.area.area),
        known=known,
        dark=area + float(shapely.area(dark_only).sum()),
        silent=area + float(shapely.area(silent_only).sum()),
        residents=None if no_people else _residents(inputs.residents, whole, pieces),
        residents_reason=no_people,
        incidents=night,
        incidents_of=all_night,
        incidents_reason=no_night,
        cell=study.grid.cell,
    )


def _unknown(present: bool, ground: BaseGeometry, cover: BaseGeometry | None) -> str | None:  # noqa: FBT001 - a fact
    """Return why a layer says nothing about some ground, or None where it does."""
    if not present:
        return "no_layer"
    shapes = np.array([ground], dtype=object)
    return None if coverage.covered(shapes, cover, None, distance=0.0)[0] else "not_covered"


def _residents(living: Residents, shapes: NDArray[Any], pieces: NDArray[Any]) -> NDArray[np.float64]:
    """Return the people on each polygon, found by its pieces."""
    of = dark_ground.whose(shapes, pieces)
    point, piece = _on(living.xy, pieces)
    at = np.bincount(of[piece], living.people[point], minlength=len(shapes))
    blocks = access.residents_in(pieces, living.blocks, living.block_people, distance=0.0)
    return np.asarray(at + np.bincount(of, blocks, minlength=len(shapes)), dtype=np.float64)


def _incidents(
    inputs: Inputs, study: _Study, pieces: NDArray[Any], memo: Memo
) -> tuple[int | None, int | None, str | None]:
    """Return the incidents by night on the pieces and on the known ground, or why nobody knows."""
    why = _unknown(inputs.incidents.present, study.known, inputs.coverage.incidents)
    nights = stages.compute("nights", inputs, memo)
    if why or not (nights != timing.UNKNOWN).any():
        return None, None, why or "no_dates"
    xy = inputs.incidents.xy[nights == timing.NIGHT]
    area = np.array([study.known], dtype=object)
    return len(_on(xy, pieces)[0]), len(_on(xy, area)[0]), None


def _on(xy: NDArray[np.float64], pieces: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the points on pieces, each once (one on an edge between two is on both), and a piece of each."""
    pairs = proximity.pairs(xy, pieces, 0.0)
    points, first = np.unique(pairs[:, 1], return_index=True)
    return points, pairs[first, 0]
