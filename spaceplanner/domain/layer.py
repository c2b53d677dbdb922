"""Layers: what was imported, as immutable arrays beside an immutable table."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import shapely

from spaceplanner.errors import EditError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.overlay import Overlay
    from spaceplanner.domain.style import Style


class Role(StrEnum):
    """What a layer is used for."""

    SPACES = "spaces"
    LAMPS = "lamps"
    ALARMS = "alarms"
    INCIDENTS = "incidents"
    STREETS = "streets"
    PATHS = "paths"
    ENTRANCES = "entrances"
    BUILDINGS = "buildings"
    RESIDENTS = "residents"
    BUSINESSES = "businesses"
    DISTRICTS = "districts"
    BOUNDARY = "boundary"
    AUDITS = "audits"
    CONTEXT = "context"


class GeometryKind(StrEnum):
    """The kind of geometry a layer holds; a layer holds one kind only."""

    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"


@dataclass(frozen=True, slots=True)
class Rejection:
    """Rows of a source that could not be used, counted by reason.

    Attributes
    ----------
    reason
        One of ``missing``, ``zero_coordinates``, ``outside_domain``, ``wrong_geometry``, ``broken_geometry``,
        ``empty_geometry``, ``ragged`` (more cells than columns), ``filtered`` (left out by the user's filter).
    count
        How many rows.
    """

    reason: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a layer came from and what happened on the way in.

    Attributes
    ----------
    path, layer
        File name (without its folder, which is nobody's business) and the layer or sheet within it.
    crs, crs_origin
        The source's CRS as text, and how it was found: ``file``, ``option``, ``columns``.
    read, used
        Rows read, rows used; the difference is in `rejected`.
    mapping
        Canonical field -> source column or columns joined with ``+``.
    filter
        The ``--where`` expression, or None.
    sha256
        Hash of the source file's bytes, hexadecimal.
    imported
        Date of the import, ISO 8601.
    notes
        Sentences (message id, parameters) the user should read: an assumed CRS, dropped columns, flattened Z.
    """

    path: str
    layer: str | None = None
    crs: str | None = None
    crs_origin: str = "file"
    read: int = 0
    used: int = 0
    rejected: tuple[Rejection, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)
    filter: str | None = None
    sha256: str = ""
    imported: str = ""
    notes: tuple[tuple[str, dict[str, str]], ...] = ()


_bounds: WeakKeyDictionary[Layer, tuple[float, float, float, float] | None] = WeakKeyDictionary()
"""Of layers that were asked: of a million points it takes some milliseconds, and every part of a window asks."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True, weakref_slot=True)
class Layer:
    """A table of features in the project's CRS.

    Identity is the version: a changed layer is a new object that shares its unchanged arrays.

    Attributes
    ----------
    id
        Short text, unique in the project, safe as a table name.
    geometry
        Points: (n, 2) float64, metres, read-only. Lines and polygons: (n,) object array of shapely geometries.
    table
        n rows: the role's canonical fields first, then the source's other columns. Text values are hostile. With the
        user's changes, where there are any.
    coverage
        The area in which the absence of a feature means that there is none, in the project's CRS; None: not given.
    overlay
        Which cells of the table were changed since it was imported; None: none.
    style
        How it looks; None: as layers of its role do.
    """

    id: str
    name: str
    role: Role
    kind: GeometryKind
    geometry: NDArray[Any]
    table: pa.Table
    source: Source
    coverage: BaseGeometry | None = None
    visible: bool = True
    overlay: Overlay | None = None
    style: Style | None = None

    def __post_init__(self) -> None:
        self.geometry.setflags(write=False)
        if len(self.geometry) != self.table.num_rows:
            raise EditError(
                N_("Layer {name}: {geometries} geometries beside {rows} rows."),
                name=self.name,
                geometries=len(self.geometry),
                rows=self.table.num_rows,
            )

    def __len__(self) -> int:
        return len(self.geometry)

    @property
    def imported(self) -> pa.Table:
        """The table as it was imported, without the user's changes."""
        return self.table if self.overlay is None else self.overlay.base

    def bounds(self) -> tuple[float, float, float, float] | None:
        """Return (min x, min y, max x, max y) in metres, or None for an empty layer."""
        if self not in _bounds:
            _bounds[self] = _measured(self.kind, self.geometry)
        return _bounds[self]


def _measured(kind: GeometryKind, geometry: NDArray[Any]) -> tuple[float, float, float, float] | None:
    if not len(geometry):
        return None
    if kind is GeometryKind.POINT:
        # Column by column, which is many times faster than all at once.
        x, y = geometry[:, 0], geometry[:, 1]
        return float(x.min()), float(y.min()), float(x.max()), float(y.max())
    x0, y0, x1, y1 = shapely.total_bounds(geometry)
    return (float(x0), float(y0), float(x1), float(y1)) if np.isfinite(x0) else None
