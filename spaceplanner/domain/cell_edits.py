"""Edits of cells in layers' tables: pure functions from a project to a project, as in `spaceplanner.domain.edits`."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from spaceplanner.domain import overlay
from spaceplanner.domain import rows as sets
from spaceplanner.domain.edits import put_layer
from spaceplanner.domain.layer import Role
from spaceplanner.domain.overlay import Overlay
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.domain.edits import Edit
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project


def set_cells(layer_id: str, column: str, rows: NDArray[np.int64], value: Any) -> Edit:
    """Give a column one value in some rows of a layer.

    The imported table stays as it is; what is changed lies over it. An edit that changes nothing makes no step.

    Parameters
    ----------
    rows
        (n,) in any order.
    value
        None takes the value away.
    """

    def edit(project: Project) -> Project:
        layer = project.layer(layer_id)
        if layer is None:
            raise EditError(N_("The project has no layer {layer}."), layer=layer_id)
        refuse(layer, column)
        if len(rows) and not 0 <= np.min(rows) <= np.max(rows) < len(layer):
            raise EditError(N_("Layer {layer} has no such row."), layer=layer.name)
        new = _changed(layer, column, sets.rising(rows), value)
        return project if new is layer else put_layer(new)(project)

    return edit


def refuse(layer: Layer, column: str) -> None:
    """Raise unless the cells of a column may be changed.

    Raises
    ------
    EditError
        If the layer is one of incidents, the column names the spaces that proposals are about, holds something that
        cannot be written, or does not exist.
    """
    if layer.role is Role.INCIDENTS:
        raise EditError(N_("The record of incidents is not changed here: correct it at its source and add it again."))
    if column not in layer.table.column_names:
        raise EditError(N_("Layer {layer} has no column {column}."), layer=layer.name, column=column)
    if layer.role is Role.SPACES and column == "id":
        raise EditError(N_("Proposals know the spaces by their codes, so that these stay as they were imported."))
    if not writable(layer.table.schema.field(column).type):
        raise EditError(N_("Column {column} holds values that cannot be written in a cell."), column=column)


def writable(kind: pa.DataType) -> bool:
    """Return whether values of a type can be written: texts, numbers, yes and no, dates and local times."""
    types = pa.types
    plain = (types.is_boolean, types.is_integer, types.is_floating, types.is_string, types.is_date32)
    return any(belongs(kind) for belongs in plain) or (types.is_timestamp(kind) and kind.tz is None)


def _changed(layer: Layer, column: str, rows: NDArray[np.int64], value: Any) -> Layer:
    place = layer.table.column_names.index(column)
    field = layer.table.field(place)
    try:
        one = pa.scalar(value, field.type)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
        raise EditError(N_("{value} does not fit into column {column}."), value=value, column=column) from error
    if isinstance(one.as_py(), float) and not isfinite(one.as_py()):
        raise EditError(N_("{value} does not fit into column {column}."), value=value, column=column)
    old = layer.table.column(place)
    rows = rows[overlay.differing(old.take(pa.array(rows)), pa.repeat(one, len(rows)))]
    if not len(rows):
        return layer
    values = pa.repeat(one, len(rows))
    edited = {} if layer.overlay is None else dict(layer.overlay.columns)
    found = overlay.merged(edited.get(column), rows, values, layer.imported.column(place))
    if found is None:
        del edited[column]
    else:
        edited[column] = found
    if not edited:
        return replace(layer, table=layer.imported, overlay=None)
    # A column without a changed cell is the imported one again, so that nothing that hangs on it is computed anew.
    new = layer.imported.column(place) if found is None else overlay.put(old, rows, values)
    return replace(layer, table=layer.table.set_column(place, field, new), overlay=Overlay(layer.imported, edited))
