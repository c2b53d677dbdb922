"""Bringing a file into a project: the one way for the shell and for the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.domain import edits
from spaceplanner.i18n import gettext

if TYPE_CHECKING:
    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.layer import Source
    from spaceplanner.domain.project import Project
    from spaceplanner.io.importing import Imported, ImportRequest
    from spaceplanner.services.progress import Progress


def read(project: Project, request: ImportRequest, progress: Progress | None = None) -> Imported:
    """Return a file's layer, read for a project; nothing is changed yet.

    Raises
    ------
    InputError
        If the file, its system or its columns cannot be used; see `spaceplanner.io.importing.read_layer`.
    Cancelled
        If the user cancelled.
    """
    from spaceplanner.io import importing  # noqa: PLC0415 - start-up time: readers are loaded when a file is read

    return importing.read_layer(request, project=project, progress=progress)


def edit(imported: Imported) -> Edit:
    """Return the one edit that puts an imported layer into a project, with its place where that is still open."""
    place = edits.set_place(imported.crs, imported.timezone)
    layer = edits.put_layer(imported.layer)
    return lambda project: layer(place(project))


def add(
    project: Project, request: ImportRequest, progress: Progress | None = None
) -> tuple[Project, dict[str, object]]:
    """Return the project with the file's layer, and a report of what was read (see `report`).

    Raises
    ------
    InputError
        As `read`.
    Cancelled
        If the user cancelled.
    """
    imported = read(project, request, progress)
    return edit(imported)(project), report(imported)


def report(imported: Imported) -> dict[str, object]:
    """Return what was read, ready for JSON: ``read`` is ``used`` and all of ``rejected`` together."""
    layer, source = imported.layer, imported.layer.source
    return {
        "layer": layer.id,
        "name": layer.name,
        "role": layer.role.value,
        "kind": layer.kind.value,
        "crs": source.crs,
        "crs_origin": source.crs_origin,
        "project_crs": imported.crs,
        "timezone": imported.timezone,
        "read": source.read,
        "used": source.used,
        "rejected": [{"reason": one.reason, "count": one.count} for one in source.rejected],
        "mapping": dict(source.mapping),
        "notes": notes(source),
    }


def notes(source: Source) -> list[str]:
    """Return the sentences a source left for the user, in the language in use."""
    return [gettext(message).format(**parameters) for message, parameters in source.notes]
