"""What a reader hands over: a table as it is in the source, and its geometry as WKB."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

Note = tuple[str, dict[str, str]]
"""A sentence for the user: message id and parameters."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Frame:
    """Rows of a source.

    Attributes
    ----------
    rows
        How many there are; a table without columns cannot say.
    table
        The source's columns under their own names (made distinct); simple types only.
    wkb
        Geometry of each row as (ISO) WKB, null where there is none; None: the source has no geometry.
    crs
        What the source says of its coordinate reference system, as text; None: nothing.
    lost
        Reason -> rows of the source that could not even be read (they are not in the table).
    """

    rows: int
    table: pa.Table
    wkb: pa.Array | None = None
    crs: str | None = None
    lost: dict[str, int] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    def __len__(self) -> int:
        return self.rows
