"""The incident density that is drawn: a grid of values and the classes it is drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class DensityField:
    """Incident density at cell centres, with class breaks that no fewer than five incidents can reach.

    Attributes
    ----------
    x0, y0
        South-west corner of the grid, metres in the project's CRS.
    cell
        Size of the square cells, metres.
    nx, ny
        Number of cells east and north.
    values
        (ny, nx) float64, row 0 in the south, read-only. Incidents per km2 and year; per km2 over the whole record
        where `years` is None. Values below the first break are for interpolation only: they are never shown.
    breaks
        Lower bounds of the five classes, ascending, in the unit of `values`; the last class is open.
    bandwidth
        Support radius of the quartic kernel, metres.
    years
        Length of the record in years, or None where the incidents have no dates.
    night
        Only incidents between sunset and sunrise.
    brushed
        Only incidents of some hours or months that the user has picked.
    """

    x0: float
    y0: float
    cell: float
    nx: int
    ny: int
    values: NDArray[np.float64]
    breaks: tuple[float, ...]
    bandwidth: float
    years: float | None
    night: bool = False
    brushed: bool = False
