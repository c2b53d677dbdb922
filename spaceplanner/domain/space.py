"""Spaces: the public places a project is about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner.domain.layer import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Space:
    """One public space: a park, square, court or greenway.

    Attributes
    ----------
    id
        Unique in the project and stable: the source's own id where it has a unique one.
    name
        May be empty in the source; then it is the id. A name that several spaces share is followed by the id, so that
        they can be told apart. Hostile text.
    kind, condition
        As the source says, or None.
    shape
        Polygon or MultiPolygon in the project's CRS, valid.
    """

    id: str
    name: str
    kind: str | None
    condition: str | None
    shape: BaseGeometry


def spaces_of(layers: Iterable[Layer]) -> tuple[Space, ...]:
    """Return the spaces of all layers with the role `spaces`, in order.

    The importer has written the canonical columns ``id``, ``name``, ``kind`` and ``condition`` (text) into the table.
    """
    found: list[Space] = []
    for layer in layers:
        if layer.role is not Role.SPACES:
            continue
        columns = {
            name: layer.table.column(name).to_pylist() if name in layer.table.column_names else [None] * len(layer)
            for name in ("id", "name", "kind", "condition")
        }
        often = Counter(columns["name"])
        found.extend(
            Space(
                id=str(key),
                name=f"{name} · {key}" if name and often[name] > 1 else str(name or key),
                kind=kind,
                condition=condition,
                shape=shape,
            )
            for key, name, kind, condition, shape in zip(*columns.values(), layer.geometry, strict=True)
        )
    return tuple(found)
