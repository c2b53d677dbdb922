"""Putting geometries on the project's map: their system decided, what lies nowhere taken out, the rest in metres."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.errors import CrsError
from spaceplanner.i18n import N_
from spaceplanner.io import crs, geometry

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from spaceplanner.domain.project import Project
    from spaceplanner.io.frame import Note
    from spaceplanner.io.geometry import Shapes
    from spaceplanner.io.positions import Located

_MOST = 0.5
_NEARLY_ALL = 0.9
_FAR = 50_000.0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Placed:
    """Geometries in the project's system.

    Attributes
    ----------
    system, origin
        The source's system as text, and how it was found: ``file``, ``option`` or ``columns``.
    target, timezone
        The project's system and time zone.
    """

    shapes: Shapes
    system: str
    origin: str
    target: str
    timezone: str | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class System:
    """A coordinate reference system as text, how it was found, and whether x and y were exchanged in the source."""

    text: str
    origin: str
    notes: tuple[Note, ...] = ()
    swapped: bool = False


def place(
    located: Located, *, stated: str | None, name: str, option: str | None, project: Project, alive: Callable[[], None]
) -> Placed:
    """Return geometries in the project's system.

    Parameters
    ----------
    stated
        What the source says of its system, or None.
    name
        Of the source, for messages.
    option
        The system named by hand, or None.
    alive
        Called from time to time; raises to cancel.

    Raises
    ------
    CrsError
        If the source does not say its system, none is given and none can be told; or the coordinates contradict it.
    """
    shapes = located.shapes
    if shapes.kind is GeometryKind.POINT:
        shapes = _without(shapes, (shapes.geometry == 0).all(axis=1), "zero_coordinates")
    found = system(located, stated=stated, name=name, option=option, project=project)
    if found.swapped:
        shapes = replace(shapes, geometry=shapes.geometry[:, ::-1])
    if located.columns and shapes.kind is GeometryKind.POINT and crs.parse(found.text).is_geographic:
        # One coordinate of exactly 0 degrees in a table is a gap filled with a zero, not a place.
        shapes = _without(shapes, (shapes.geometry == 0).any(axis=1), "zero_coordinates")
    degrees = crs.lonlat(shapes.centres(), found.text)
    inside = crs.in_domain(degrees, () if crs.parse(found.text).is_geographic else (found.text,))
    target = project.crs or (crs.utm(*_middle(degrees[inside])) if inside.any() else "")
    inside &= crs.in_domain(degrees, (target,)) if target else False
    shapes = _without(shapes, ~inside, "outside_domain")
    shapes, mended_notes = _changed(shapes, found.text, target, alive)
    timezone = project.timezone or (crs.timezone(*_middle(degrees[inside])) if inside.any() else None)
    notes = (*found.notes, *shapes.notes, *mended_notes, *_far(shapes, project))
    return Placed(shapes=shapes, system=found.text, origin=found.origin, target=target, timezone=timezone, notes=notes)


def _far(shapes: Shapes, project: Project) -> tuple[Note, ...]:
    """Return a note where nothing lies near the project's other layers: a wrong system, or another city."""
    others = [bounds for layer in project.layers if (bounds := layer.bounds()) is not None]
    if not others or not len(shapes.geometry):
        return ()
    xy = shapes.centres()
    low, high = np.min(others, axis=0)[:2], np.max(others, axis=0)[2:]
    away = np.linalg.norm(np.maximum(np.maximum(low - xy, xy - high), 0), axis=1).min()
    if away < _FAR:
        return ()
    text = N_("It lies {distance} km or more from the project's other layers: check its coordinate system.")
    return ((text, {"distance": str(round(away / 1000))}),)


def _nonzero(located: Located) -> NDArray[np.float64]:
    xy = located.shapes.centres()
    kept: NDArray[np.float64] = xy[(xy != 0).any(axis=1)]
    return kept


def _middle(degrees: NDArray[np.float64]) -> tuple[float, float]:
    lon, lat = np.median(degrees, axis=0)
    return float(lon), float(lat)


def _without(shapes: Shapes, bad: NDArray[np.bool_], reason: str) -> Shapes:
    """Return the shapes without the bad ones, whose rows are counted under a reason.

    A row that keeps some of its points is not lost.
    """
    if not bad.any():
        return shapes
    lost = len(np.setdiff1d(shapes.rows[bad], shapes.rows[~bad]))
    counts = {**shapes.lost, reason: shapes.lost.get(reason, 0) + lost}
    return replace(shapes, geometry=shapes.geometry[~bad], rows=shapes.rows[~bad], lost=counts)


def _contradicts(system: str, xy: NDArray[np.float64]) -> bool:
    """Tell whether coordinates look like degrees in a system of metres, or the other way round."""
    if not len(xy):
        return False
    share = crs.in_degrees(xy).mean()
    return bool(share <= _MOST if crs.parse(system).is_geographic else share > _NEARLY_ALL)


def system(located: Located, *, stated: str | None, name: str, option: str | None, project: Project | None) -> System:
    """Return the source's system: what it says, else what is given, else degrees where its columns' names say so.

    Raises
    ------
    CrsError
        As `place`.
    """
    xy = _nonzero(located)
    said = located.shapes.crs or (None if located.columns else stated)
    of_file = crs.of_source(said)
    given = None if option is None else crs.text(crs.parse(option))
    notes: list[Note] = []
    if of_file is not None and not _contradicts(text := crs.text(of_file), xy):
        if given is not None and given != text:
            message = N_("The file names its own coordinate system ({crs}); the one given by hand was not used.")
            notes.append((message, {"crs": of_file.name}))
        return System(text, "file", tuple(notes))
    if of_file is not None:
        message = N_("The file claims the coordinate system {crs}, which its coordinates contradict.")
        notes.append((message, {"crs": of_file.name}))
    if given is not None:
        if _contradicts(given, xy):
            raise _contradiction(name, option or "", xy, project)
        return System(given, "option", tuple(notes))
    if not len(xy):  # nothing to place, which the caller says better than a question about the system
        return System(crs.DEGREES, "columns")
    if located.degrees:
        return _of_names(located, xy, name, project)
    raise crs.unknown(name, xy, project)


def _of_names(located: Located, xy: NDArray[np.float64], name: str, project: Project | None) -> System:
    """Return degrees where the columns' names say so and their values bear it out."""
    pair = " + ".join(located.columns.values())
    if crs.in_degrees(xy).mean() > _MOST:
        note = N_("{columns} were taken as longitude and latitude in degrees (EPSG:4326).")
        return System(crs.DEGREES, "columns", ((note, {"columns": pair}),))
    if crs.in_degrees(xy[:, ::-1]).mean() >= _NEARLY_ALL:
        note = N_("{columns} hold latitude and longitude the other way round; they were exchanged (EPSG:4326).")
        return System(crs.DEGREES, "columns", ((note, {"columns": pair}),), swapped=True)
    raise crs.unknown(name, xy, project)


def _contradiction(name: str, option: str, xy: NDArray[np.float64], project: Project | None) -> CrsError:
    candidates = crs.likely(xy, project)
    x, y = np.median(xy, axis=0)
    return CrsError(
        N_("Coordinates like {x}, {y} in {file} cannot be {crs}. Likely: {likely}."),
        file=name,
        crs=option,
        x=f"{x:.10g}",
        y=f"{y:.10g}",
        likely=", ".join(str(one) for one in candidates) or "-",
        codes=[one.code for one in candidates],
    )


def _changed(shapes: Shapes, system: str, target: str, alive: Callable[[], None]) -> tuple[Shapes, tuple[Note, ...]]:
    """Return shapes in the project's system, in two dimensions, polygons valid."""
    if not len(shapes.rows):
        return shapes, ()
    moved = geometry.transformed(shapes.geometry, crs.transformer(system, target).transform, alive)
    shapes = replace(shapes, geometry=moved)
    shapes = _without(shapes, ~_is_finite(shapes), "outside_domain")
    if shapes.kind is not GeometryKind.POLYGON:
        return shapes, ()
    valid, count = geometry.mended(shapes.geometry, alive)
    shapes = _without(replace(shapes, geometry=valid), _missing(valid), "broken_geometry")
    if not count:
        return shapes, ()
    return shapes, ((N_("Areas whose outline crosses itself, mended: {count}."), {"count": str(count)}),)


def _missing(geometries: NDArray[Any]) -> NDArray[np.bool_]:
    missing: NDArray[np.bool_] = shapely.is_missing(geometries)
    return missing


def _is_finite(shapes: Shapes) -> NDArray[np.bool_]:
    values = shapes.geometry if shapes.kind is GeometryKind.POINT else shapely.bounds(shapes.geometry)
    finite: NDArray[np.bool_] = np.isfinite(values).all(axis=1)
    return finite
