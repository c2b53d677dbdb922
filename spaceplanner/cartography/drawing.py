"""Drawing operations: the vocabulary that every surface (Qt, ReportLab, raster) carries out.

Coordinates and widths are pixels of 1/96 inch, origin at the top left, y down. Arrays are float64. Text is plain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol, overload

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    Paths = Sequence[NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as ``#RRGGBB`` with opacity 0 to 1."""

    hex: str
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line style: width in pixels; `dash` alternates lengths of line and gap, empty for a solid line."""

    colour: Colour
    width: float = 1.0
    dash: tuple[float, ...] = ()


class Anchor(Enum):
    """Which point of a text its coordinates name; always the vertical middle of the line."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, eq=False, slots=True)
class Ragged(Sequence["NDArray[np.float64]"]):
    """Many paths as one array, which a surface may take whole; otherwise a sequence of (k, 2) arrays.

    Attributes
    ----------
    xy
        (n, 2) pixels of all paths, one after the other.
    limits
        (m + 1,) int64: path i is ``xy[limits[i]:limits[i + 1]]``.
    """

    xy: NDArray[np.float64]
    limits: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.limits) - 1

    @overload
    def __getitem__(self, at: int) -> NDArray[np.float64]: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[NDArray[np.float64], ...]: ...
    def __getitem__(self, at: int | slice) -> NDArray[np.float64] | tuple[NDArray[np.float64], ...]:
        if isinstance(at, slice):
            return tuple(self[i] for i in range(*at.indices(len(self))))
        place = range(len(self))[at]
        return self.xy[self.limits[place] : self.limits[place + 1]]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Polygons:
    """Filled polygons with holes (even-odd rule).

    Thousands of them (`MANY`) are drawn as one layer, first all fills and then all edges: so overlaps do not add up
    their opacity.

    Attributes
    ----------
    rings
        One (k, 2) array a ring; the rings of one polygon follow each other.
    starts
        Index in `rings` of each polygon's first ring.
    merged
        True: all polygons fill as one path, so that overlapping discs make one even tint.
    """

    rings: Paths
    starts: tuple[int, ...]
    fill: Colour | None = None
    stroke: Stroke | None = None
    merged: bool = False


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lines:
    """Polylines, one (k, 2) array each."""

    paths: Paths
    stroke: Stroke


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Dots:
    """Round dots of one size at `xy` (n, 2); radius in pixels, to the middle of the edge.

    The edges of all lie below the fills of all, so that the order of the points does not matter.
    """

    xy: NDArray[np.float64]
    radius: float
    fill: Colour
    stroke: Stroke | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Badges:
    """Round badges with an icon from ``resources/icons`` in their middle at `xy` (n, 2); radius in pixels."""

    xy: NDArray[np.float64]
    radius: float
    icon: str
    fill: Colour
    ink: Colour
    stroke: Stroke | None = None


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Cells:
    """An image of square cells, for what is counted by cell because its parts are too many to be drawn.

    Attributes
    ----------
    rgba
        (rows, columns, 4) uint8, opacity last and not multiplied into the colours, the top row first.
    x, y
        Left upper corner, pixels.
    size
        Side of a cell, pixels.
    """

    rgba: NDArray[np.uint8]
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text.

    Attributes
    ----------
    size
        Font size in pixels.
    weight
        ``regular``, ``medium``, ``semibold`` or ``bold`` of the bundled font.
    halo
        Colour of a 3 px halo around the letters, or None.
    angle
        Degrees by which the line is turned about (x, y), counter-clockwise as it is seen.
    """

    x: float
    y: float
    text: str
    size: float
    colour: Colour
    weight: str = "regular"
    anchor: Anchor = Anchor.LEFT
    halo: Colour | None = None
    angle: float = 0.0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Picture:
    """A picture that fills a rectangle.

    Attributes
    ----------
    pixels
        (height, width, 4) uint8: red, green, blue and opacity; row 0 is the top.
    box
        Left, top, right, bottom.
    opacity
        Of the whole, 0 to 1.
    """

    pixels: NDArray[np.uint8]
    box: tuple[float, float, float, float]
    opacity: float = 1.0


Operation = Polygons | Lines | Dots | Badges | Cells | Text | Picture

MANY = 512
"""From this number on polygons are drawn as one layer."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Group:
    """The operations of one layer of the scene, so that a surface can cache them.

    Attributes
    ----------
    key
        Layer id, or ``background:ID``, ``density``, ``selection``, ``proposal:ID``, ``labels``, ``frame``.
    """

    key: str
    operations: tuple[Operation, ...]


class Surface(Protocol):
    """Something that can carry out drawing operations."""

    def draw(self, groups: Iterable[Group]) -> None:
        """Carry the operations out, in order."""
