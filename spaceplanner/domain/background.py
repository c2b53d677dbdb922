"""Backgrounds: pictures of the ground under the map, kept in their own files, and how they are shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from spaceplanner.errors import EditError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project


class BackgroundKind(Enum):
    """Where the picture of a background comes from."""

    TILES = "tiles"
    """A file of tiles: MBTiles or PMTiles."""
    PICTURE = "picture"
    """One picture with its place: a GeoTIFF, or a picture with a world file or pins."""
    ONLINE = "online"
    """Tiles of a server, which is asked only once the user has allowed that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A place in a picture and where it is on the ground.

    Attributes
    ----------
    column, row
        Pixels of the picture from its upper left corner; the middle of the first pixel is (0.5, 0.5).
    x, y
        Metres in the project's CRS.
    """

    column: float
    row: float
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """A background of the map. No result hangs on it.

    Attributes
    ----------
    location
        Full path of its file; of an online one the address of a tile, with ``{z}``, ``{x}`` and ``{y}``.
    attribution
        Whom the map must name, as plain text.
    opacity
        0 to 1.
    pins
        Where a picture lies that does not say so itself; at least two.
    affine
        The pins may also stretch and shear the picture, not only turn and scale it.
    crs
        System of a picture that says where it lies, but not in which system; None: it says so, or the project's.
    deepest
        The highest zoom that a server has; None: the file says so.
    """

    id: str
    name: str
    kind: BackgroundKind
    location: str
    attribution: str = ""
    opacity: float = 1.0
    visible: bool = True
    pins: tuple[Pin, ...] = ()
    affine: bool = False
    crs: str | None = None
    deepest: int | None = None


def put_background(background: Background) -> Edit:
    """Add a background above the others, or put it in the place of the one with its id."""

    def edit(project: Project) -> Project:
        old = project.background(background.id)
        if old == background:
            return project
        if old is None:
            return replace(project, backgrounds=(*project.backgrounds, background))
        return replace(
            project,
            backgrounds=tuple(background if one.id == background.id else one for one in project.backgrounds),
        )

    return edit


def change_background(background_id: str, **changes: Any) -> Edit:
    """Change how a background is called or shown; what it has already is no change."""

    def edit(project: Project) -> Project:
        old = _found(project, background_id)
        new = replace(old, **changes)
        return project if new == old else put_background(new)(project)

    return edit


def move_background(background_id: str, position: int) -> Edit:
    """Move a background to a position in the drawing order, 0 being the first drawn."""

    def edit(project: Project) -> Project:
        found = _found(project, background_id)
        rest = [other for other in project.backgrounds if other is not found]
        rest.insert(max(0, min(position, len(rest))), found)
        return project if tuple(rest) == project.backgrounds else replace(project, backgrounds=tuple(rest))

    return edit


def remove_background(background_id: str) -> Edit:
    """Remove a background; its file stays where it is."""

    def edit(project: Project) -> Project:
        found = _found(project, background_id)
        return replace(project, backgrounds=tuple(other for other in project.backgrounds if other is not found))

    return edit


def _found(project: Project, background_id: str) -> Background:
    background = project.background(background_id)
    if background is None:
        raise EditError(N_("The project has no background {background}."), background=background_id)
    return background
