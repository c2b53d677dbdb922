"""Photographs of a space or of a proposal, and the edits that add, describe and remove them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spaceplanner.domain.edits import free_id
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.project import Project


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Photo:
    """A photograph as the project keeps it: turned upright, at most 2,000 pixels long, a JPEG that says nothing else.

    Attributes
    ----------
    id
        Unique in its project.
    file
        Name of the file it came from, without its folder. Hostile text, as the caption is.
    data, sha256
        The JPEG, and the hash of it, hexadecimal.
    width, height
        Pixels.
    space, proposal
        Id of the space it shows and, where it is of a proposal, that one's id.
    taken
        When, as the camera said: ISO 8601 without a zone; None: it did not.
    place
        Where, x and y in the project's CRS; None: nobody said, or it is not to be kept.
    """

    id: str
    file: str
    data: bytes
    sha256: str
    width: int
    height: int
    space: str
    proposal: str | None = None
    caption: str = ""
    taken: str | None = None
    place: tuple[float, float] | None = None


def add_photos(photos: Sequence[Photo]) -> Edit:
    """Add photographs; one that its space, or proposal, has already is left out, and ids that are taken are changed."""

    def edit(project: Project) -> Project:
        found = list(project.photos)
        for photo in photos:
            if any(
                (old.sha256, old.space, old.proposal) == (photo.sha256, photo.space, photo.proposal) for old in found
            ):
                continue
            found.append(replace(photo, id=free_id({old.id for old in found}, photo.id)))
        return replace(project, photos=tuple(found)) if len(found) > len(project.photos) else project

    return edit


def caption_photo(photo_id: str, caption: str) -> Edit:
    """Write what a photograph shows."""

    def edit(project: Project) -> Project:
        old = _photo(project, photo_id)
        if caption == old.caption:
            return project
        new = replace(old, caption=caption)
        return replace(project, photos=tuple(new if one is old else one for one in project.photos))

    return edit


def remove_photo(photo_id: str) -> Edit:
    """Remove a photograph."""

    def edit(project: Project) -> Project:
        old = _photo(project, photo_id)
        return replace(project, photos=tuple(one for one in project.photos if one is not old))

    return edit


def _photo(project: Project, photo_id: str) -> Photo:
    found = next((one for one in project.photos if one.id == photo_id), None)
    if found is None:
        raise EditError(N_("The project has no photograph {photo}."), photo=photo_id)
    return found


def of(project: Project, space: str | None, proposal: str | None = None) -> tuple[Photo, ...]:
    """Return the photographs of a space, all of them, or only those of one of its proposals."""
    if proposal is not None:
        return tuple(photo for photo in project.photos if photo.proposal == proposal)
    return tuple(photo for photo in project.photos if photo.space == space)
