"""Bookmarks: views that a user has given a name, and the edits of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING

from spaceplanner.errors import EditError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project

LONGEST = 60
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A part of the map to come back to.

    Attributes
    ----------
    west, south, east, north
        Metres in the project's CRS; east is greater than west, north greater than south.
    """

    name: str
    west: float
    south: float
    east: float
    north: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The rectangle: (min x, min y, max x, max y)."""
        return self.west, self.south, self.east, self.north


def put_bookmark(bookmark: Bookmark) -> Edit:
    """Add a bookmark, or put it in the place of the one with its name."""

    def edit(project: Project) -> Project:
        new = replace(bookmark, name=_name(bookmark.name))
        if not (all(map(isfinite, new.bounds)) and new.west < new.east and new.south < new.north):
            raise EditError(N_("There is no ground in bookmark {name}."), name=new.name)
        old = project.bookmarks
        if new in old:
            return project
        if any(one.name == new.name for one in old):
            return replace(project, bookmarks=tuple(new if one.name == new.name else one for one in old))
        return replace(project, bookmarks=(*old, new))

    return edit


def rename_bookmark(name: str, wanted: str) -> Edit:
    """Give a bookmark another name; refused where another one has it."""

    def edit(project: Project) -> Project:
        _known(project, name)
        new = _name(wanted)
        if new == name:
            return project
        if any(one.name == new for one in project.bookmarks):
            raise EditError(N_("There is a bookmark {name} already: choose another name."), name=new)
        return replace(
            project, bookmarks=tuple(replace(one, name=new) if one.name == name else one for one in project.bookmarks)
        )

    return edit


def remove_bookmark(name: str) -> Edit:
    """Remove a bookmark."""

    def edit(project: Project) -> Project:
        _known(project, name)
        return replace(project, bookmarks=tuple(one for one in project.bookmarks if one.name != name))

    return edit


def _known(project: Project, name: str) -> None:
    if all(one.name != name for one in project.bookmarks):
        raise EditError(N_("The project has no bookmark {name}."), name=name)


def _name(text: str) -> str:
    name = " ".join(text.split())[:LONGEST]
    if not name:
        raise EditError(N_("A bookmark needs a name."))
    return name
