"""Features of layers that are selected: found by a place, a box, a lasso or a filter; added up, taken away, inverted.

The spaces, lamps and other rows of layers are meant, not the space that is worked on (`Context.space`). A selection is
a value; it belongs to the window, is not saved and not undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.domain import rows as sets
from spaceplanner.domain.layer import GeometryKind
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_
from spaceplanner.io import where

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.services.traces import Asked, How


@dataclass(frozen=True, eq=False, slots=True)
class Selection:
    """Selected rows of layers.

    Attributes
    ----------
    rows
        Layer id -> its selected rows, int64, sorted, each once, read-only; a layer without any is not there.
    """

    rows: Mapping[str, NDArray[np.int64]] = field(default_factory=lambda: MappingProxyType({}))

    def __len__(self) -> int:
        return sum(map(len, self.rows.values()))

    def of(self, layer: str) -> NDArray[np.int64]:
        """Return the selected rows of a layer, by id."""
        return self.rows.get(layer, _NONE)


_NONE = np.empty(0, dtype=np.int64)
_NONE.setflags(write=False)
NOTHING = Selection()


def selection(rows: Mapping[str, NDArray[np.int64]]) -> Selection:
    """Return a selection of rows in any order, those that occur twice once."""
    return _frozen({layer: sets.rising(some) for layer, some in rows.items()})


def replaced(before: Selection, layer: str, rows: NDArray[np.int64]) -> Selection:
    """Return a selection with these rows of a layer, in any order, and no others of it; the same one if it had them."""
    found = sets.rising(rows)
    return before if np.array_equal(found, before.of(layer)) else _frozen({**before.rows, layer: found})


def asked(project: Project, question: Asked, before: Selection) -> Selection:
    """Return the selection after the user has clicked, or drawn a box or a lasso, on the visible layers.

    A click takes the topmost feature only.
    """
    layers = [layer for layer in project.layers if layer.visible and len(layer)]
    if question.shape.geom_type == "Point":
        found = _topmost(layers, question.shape, question.tolerance)
    else:
        found = {layer.id: within(layer, question.shape) for layer in layers}
    return combined(before, _frozen(found), question.how)


def combined(before: Selection, found: Selection, how: How) -> Selection:
    """Return what was found as the selection, added to the one before, or taken from it."""
    if how == "new":
        return found
    join = sets.joined if how == "add" else sets.without
    return _frozen({layer: join(before.of(layer), found.of(layer)) for layer in {**before.rows, **found.rows}})


def inverted(project: Project, before: Selection) -> Selection:
    """Return what is not selected, of the layers that have selected rows."""
    found = {}
    for layer in project.layers:
        if layer.id in before.rows:
            rest = np.ones(len(layer), dtype=np.bool_)
            rest[before.rows[layer.id]] = False
            found[layer.id] = np.flatnonzero(rest)
    return _frozen(found)


def filtered(layer: Layer, expression: str) -> NDArray[np.int64]:
    """Return the rows of a layer that an expression such as ``clase = 'Area Verde'`` selects, sorted.

    Raises
    ------
    InputError
        If nothing is written, it is not understood, at which character, or a column does not exist.
    """
    if not expression.strip():
        raise InputError(N_("Write what to select, like: kind = 'park' AND area > 100."))
    return np.flatnonzero(where.selected(expression, layer.table)).astype(np.int64)


def kept(before: Selection, project: Project, after: Project) -> Selection:
    """Return what of a selection still means the same rows in another version of the project."""
    if not before.rows or project.layers is after.layers:
        return before
    rest = {
        key: rows
        for key, rows in before.rows.items()
        if (old := project.layer(key)) is not None
        and (new := after.layer(key)) is not None
        and new.geometry is old.geometry
        and new.imported is old.imported
    }
    return before if len(rest) == len(before.rows) else _frozen(rest)


def bounds(project: Project, chosen: Selection) -> tuple[float, float, float, float] | None:
    """Return the rectangle around what is selected (min x, min y, max x, max y), metres, or None."""
    boxes = []
    for layer in project.layers:
        rows = chosen.of(layer.id)
        if len(rows):
            box = _boxes(layer)[rows]
            box = box[np.isfinite(box).all(axis=1)]
            if len(box):
                boxes.append((*box[:, :2].min(axis=0), *box[:, 2:].max(axis=0)))
    if not boxes:
        return None
    whole = np.array(boxes)
    west, south = whole[:, :2].min(axis=0)
    east, north = whole[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def within(layer: Layer, shape: BaseGeometry) -> NDArray[np.int64]:
    """Return the rows of a layer that touch an area (a polygon, metres), sorted."""
    x0, y0, x1, y1 = shape.bounds
    box = _boxes(layer)
    near = (box[:, 2] >= x0) & (box[:, 0] <= x1) & (box[:, 3] >= y0) & (box[:, 1] <= y1)
    rows = np.flatnonzero(near)
    straight = shape.equals(shapely.box(x0, y0, x1, y1))
    if not len(rows) or (straight and layer.kind is GeometryKind.POINT):
        return rows
    shapely.prepare(shape)
    if layer.kind is GeometryKind.POINT:
        hit = shapely.intersects_xy(shape, layer.geometry[rows, 0], layer.geometry[rows, 1])
    else:
        inside = straight & (box[rows, 0] >= x0) & (box[rows, 1] >= y0) & (box[rows, 2] <= x1) & (box[rows, 3] <= y1)
        hit = inside
        hit[~inside] = shapely.intersects(shape, layer.geometry[rows[~inside]])
    found: NDArray[np.int64] = rows[hit]
    return found


def near(layer: Layer, place: BaseGeometry, tolerance: float) -> NDArray[np.int64]:
    """Return the rows of a layer within some metres of a point, the nearest first; of areas the smallest first."""
    x, y = place.x, place.y
    box = _boxes(layer)
    rows = np.flatnonzero(
        (box[:, 2] >= x - tolerance)
        & (box[:, 0] <= x + tolerance)
        & (box[:, 3] >= y - tolerance)
        & (box[:, 1] <= y + tolerance)
    )
    if layer.kind is GeometryKind.POINT:
        apart = np.hypot(layer.geometry[rows, 0] - x, layer.geometry[rows, 1] - y)
        size = np.zeros(len(rows))
    else:
        apart = shapely.distance(layer.geometry[rows], place)
        size = shapely.area(layer.geometry[rows])
    hit = apart <= tolerance
    rows, apart, size = rows[hit], apart[hit], size[hit]
    found: NDArray[np.int64] = rows[np.lexsort((rows, size, apart))]
    return found


def _topmost(layers: Iterable[Layer], place: BaseGeometry, tolerance: float) -> dict[str, NDArray[np.int64]]:
    for layer in reversed(tuple(layers)):
        rows = near(layer, place, tolerance)
        if len(rows):
            return {layer.id: rows[:1]}
    return {}


@lru_cache(maxsize=64)
def _boxes(layer: Layer) -> NDArray[np.float64]:
    """Return (n, 4) the bounds of each feature, metres; NaN for one without geometry. Made once for each layer."""
    if layer.kind is GeometryKind.POINT:
        return np.column_stack([layer.geometry, layer.geometry])
    found: NDArray[np.float64] = shapely.bounds(layer.geometry)
    return found


def _frozen(rows: Mapping[str, NDArray[np.int64]]) -> Selection:
    found = {}
    for layer, some in rows.items():
        if len(some):
            own = np.ascontiguousarray(some, dtype=np.int64)
            own = own.copy() if own is some and own.flags.writeable else own
            own.setflags(write=False)
            found[layer] = own
    return Selection(MappingProxyType(found))
