"""What a layer is called, and which layer of the project it is: the same source makes the same layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.domain.edits import free_id
from spaceplanner.domain.space import spaces_of
from spaceplanner.io import names
from spaceplanner.io.formats import Format

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.domain.layer import Layer, Role
    from spaceplanner.domain.project import Project
    from spaceplanner.io.sources import Entry


def source_layer(entry: Entry) -> str | None:
    """Return the layer or sheet to remember; None where the file is one table."""
    return None if entry.dataset.format in {Format.DELIMITED, Format.PARQUET} else entry.layer


def replaced(project: Project, role: Role, path: Path, entry: Entry, wanted: str | None) -> Layer | None:
    """Return the project's layer from the same source with the same role, which a new one replaces.

    Parameters
    ----------
    wanted
        Name given by hand, if any: with another name the same source makes another layer.
    """
    for layer in project.by_role(role):
        same = layer.source.path == path.name and layer.source.layer == source_layer(entry)
        if same and (not wanted or wanted == layer.name):
            return layer
    return None


def name(entry: Entry) -> str:
    """Return a layer's name: the file's, unless a map file gives its layers names of their own."""
    generic = entry.layer.isupper() or len(entry.layer) <= 2  # noqa: PLR2004 - "SELECT", "1" say nothing
    return entry.dataset.stem if generic or entry.dataset.format is not Format.VECTOR else entry.layer


def new_id(project: Project, layer_name: str) -> str:
    """Return an id for a new layer, unique in the project and safe as a table name."""
    return free_id({layer.id for layer in project.layers}, names.slug(layer_name))


def taken(project: Project, layer_id: str) -> set[str]:
    """Return the ids of the spaces of all other layers."""
    return {space.id for space in spaces_of(layer for layer in project.layers if layer.id != layer_id)}
