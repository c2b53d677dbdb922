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
from spaceplanner.services import picture_place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project

    Bounds = tuple[float, float, float, float]

TILE_SUFFIXES = (".mbtiles", ".pmtiles")
PICTURE_SUFFIXES = (".tif", ".tiff", ".jpg", ".jpeg", ".png", ".webp")
SUFFIXES = (*TILE_SUFFIXES, *PICTURE_SUFFIXES)
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
    where = Path(os.path.abspath(path))  # noqa: PTH100 - what the user chose, links as they are
    if where.suffix.casefold() in PICTURE_SUFFIXES:
        return _picture(project, where)
    return _of_tiles(project, where)


def online(project: Project, name: str, address: str, attribution: str, deepest: int) -> Background:
    """Return a new background of a server's tiles, which is off.

    Raises
    ------
    InputError
        If the address cannot be asked, or nobody is named as its source.
    """
    from spaceplanner.io import tile_address  # noqa: PLC0415 - start-up time

    location = tile_address.checked(address)
    if not attribution.strip():
        raise InputError(N_("Say whom the map must name: its makers ask for that, and it stands on the map."))
    return Background(
        id=_new_id(project),
        name=name.strip()[:_NAME] or tile_address.server(location)[:_NAME],
        kind=BackgroundKind.ONLINE,
        location=location,
        attribution=attribution.strip(),
        visible=False,
        deepest=deepest,
    )


def _new_id(project: Project) -> str:
    return edits.free_id({one.id for one in project.backgrounds}, "background")


def _picture(project: Project, path: Path) -> tuple[Background, Edit]:
    """Return a picture's background; without pins where it does not say where it lies, to be given them."""
    from spaceplanner.io import picture_file  # noqa: PLC0415 - start-up time: readers are loaded when a file is read

    with picture_file.open_picture(path) as file:
        background = Background(
            id=_new_id(project), name=path.stem[:_NAME], kind=BackgroundKind.PICTURE, location=str(path)
        )
        if project.crs is not None:
            return background, put_background(background)
        if file.matrix is None or file.crs is None:
            raise InputError(
                N_("{path} does not say where it lies. Add a layer of yours first, and then this background."),
                path=path,
            )
        corners = picture_place.corners(file.size) @ file.matrix[:, :2].T + file.matrix[:, 2]
        place = _place(path, _degrees(corners, file.crs))
    return background, lambda before: put_background(background)(place(before))


def _degrees(xy: NDArray[np.float64], crs: str) -> Bounds | None:
    from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time: pyproj

    return _around(systems.lonlat(xy, crs))


def _around(xy: NDArray[np.float64]) -> Bounds | None:
    if not np.isfinite(xy).all():
        return None
    (west, south), (east, north) = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
    return west, south, east, north


def _of_tiles(project: Project, where: Path) -> tuple[Background, Edit]:
    from spaceplanner.io import tile_file  # noqa: PLC0415 - start-up time: readers are loaded when a file is read

    with tile_file.open_tiles(where) as file:
        info = file.info
    background = Background(
        id=_new_id(project),
        name=(info.name or where.stem)[:_NAME],
        kind=BackgroundKind.TILES,
        location=str(where),
        attribution=info.attribution,
    )
    add = put_background(background)
    if project.crs is not None:
        return background, add
    place = _place(where, info.bounds if info.bounded else None)
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

    if background.kind is BackgroundKind.ONLINE:
        return None
    if background.kind is BackgroundKind.PICTURE:
        return _picture_bounds(background, crs)
    with tile_file.open_tiles(Path(background.location)) as file:
        west, south, east, north = file.info.bounds
    if east - west > _WIDEST or north - south > _WIDEST:
        return None
    found = systems.transformer(systems.DEGREES, crs).transform_bounds(west, south, east, north, errcheck=False)
    left, bottom, right, top = (float(value) for value in found)
    return (left, bottom, right, top) if np.isfinite(found).all() else None


def _picture_bounds(background: Background, crs: str) -> Bounds | None:
    from spaceplanner.io import picture_file  # noqa: PLC0415 - start-up time

    with picture_file.open_picture(Path(background.location)) as file:
        placed = picture_place.place(background, file, crs)
        return None if placed is None else _around(placed.ground(picture_place.corners(file.size)))


def lies_nowhere(background: Background) -> bool:
    """Return whether a background is a picture that needs pins.

    Raises
    ------
    InputError
        If its file cannot be used.
    """
    from spaceplanner.io import picture_file  # noqa: PLC0415 - start-up time

    if background.kind is not BackgroundKind.PICTURE or background.pins:
        return False
    with picture_file.open_picture(Path(background.location)) as file:
        return file.matrix is None
