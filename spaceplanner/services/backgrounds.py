"""Adding a background to a project, and where one lies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.domain import edits
from spaceplanner.domain.background import Background, BackgroundKind, put_background
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project

    Bounds = tuple[float, float, float, float]

TILE_SUFFIXES = (".mbtiles", ".pmtiles")
SUFFIXES = TILE_SUFFIXES
"""Endings of files that are backgrounds, and no data, when they are dropped on the map."""
_WIDEST = 12.0
"""Degrees beyond which a file shows no city: two UTM zones."""
_NAME = 80


def is_background(path: Path) -> bool:
    """Return whether a file's name is one of a background."""
    return path.suffix.casefold() in SUFFIXES


def from_file(project: Project, path: Path) -> tuple[Background, Edit]:
    """Return a background of a file and the edit that adds it, with the project's place where that is still open.

    Raises
    ------
    InputError
        If the file cannot be used.
    """
    from spaceplanner.io import tile_file  # noqa: PLC0415 - start-up time: readers are loaded when a file is read

    where = Path(os.path.abspath(path))  # noqa: PTH100 - what the user chose, links as they are
    with tile_file.open_tiles(where) as file:
        info = file.info
    if info.vector:
        raise InputError(N_("{path} holds vector tiles, which cannot be drawn yet. Use tiles of pictures."), path=path)
    background = Background(
        id=edits.free_id({one.id for one in project.backgrounds}, "background"),
        name=(info.name or where.stem)[:_NAME],
        kind=BackgroundKind.TILES,
        location=str(where),
        attribution=info.attribution,
    )
    add = put_background(background)
    if project.crs is not None:
        return background, add
    place = _place(path, info.bounds if info.bounded else None)
    return background, lambda before: add(place(before))


def _place(path: Path, bounds: Bounds | None) -> Edit:
    from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time: pyproj

    if bounds is None or bounds[2] - bounds[0] > _WIDEST or bounds[3] - bounds[1] > _WIDEST:
        raise InputError(
            N_("{path} does not show one city alone. Add a layer of yours first, and then this background."), path=path
        )
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    return edits.set_place(systems.utm(lon, lat), systems.timezone(lon, lat))


def bounds(background: Background, crs: str) -> Bounds | None:
    """Return the ground a background covers, in the project's system; None where it is more than can be shown.

    Raises
    ------
    InputError
        If its file cannot be used.
    """
    from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time
    from spaceplanner.io import tile_file  # noqa: PLC0415

    with tile_file.open_tiles(Path(background.location)) as file:
        west, south, east, north = file.info.bounds
    if east - west > _WIDEST or north - south > _WIDEST:
        return None
    found = systems.transformer(systems.DEGREES, crs).transform_bounds(west, south, east, north, errcheck=False)
    left, bottom, right, top = (float(value) for value in found)
    return (left, bottom, right, top) if np.isfinite(found).all() else None
