"""Where a picture lies: by its own word or by its pins, and what of it is seen from a view."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import control_points
from spaceplanner.errors import AnalysisError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.domain.background import Background
    from spaceplanner.io.picture_file import PictureFile

    Box = tuple[int, int, int, int]

_GRID = 64
"""Pixels to which the edges of a part are rounded outward, so that a short pan finds the same part."""


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """A picture on the ground.

    Attributes
    ----------
    matrix
        (2, 3): ground in `own` = matrix @ (column, row, 1).
    own, project
        System of that ground, and the project's.
    """

    matrix: NDArray[np.float64]
    own: str
    project: str

    def pixels(self, ground: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return columns and rows (n, 2) of places in the project's system; not finite where there is no such place."""
        there = self._moved(ground, self.project, self.own)
        linear = np.linalg.inv(self.matrix[:, :2])
        with np.errstate(invalid="ignore"):
            made: NDArray[np.float64] = (there - self.matrix[:, 2]) @ linear.T
        return made

    def ground(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places in the project's system (n, 2) of columns and rows."""
        return self._moved(pixels @ self.matrix[:, :2].T + self.matrix[:, 2], self.own, self.project)

    def seen(self, ground: NDArray[np.float64], size: tuple[int, int]) -> tuple[Box, float] | None:
        """Return the part of the picture that places spread over a view show, and its pixels per metre; None: nothing."""
        found = self.pixels(ground)
        inside = np.isfinite(found).all(axis=1)
        if inside.sum() < 4:  # noqa: PLR2004 - no area
            return None
        found, there = found[inside], ground[inside]
        spread = math.sqrt(max(np.ptp(found[:, 0]), 1e-9) * max(np.ptp(found[:, 1]), 1e-9))
        metres = math.sqrt(max(np.ptp(there[:, 0]), 1e-9) * max(np.ptp(there[:, 1]), 1e-9))
        low = np.clip(np.floor(found.min(axis=0) / _GRID) * _GRID - _GRID, 0, size)
        high = np.clip(np.ceil(found.max(axis=0) / _GRID) * _GRID + _GRID, 0, size)
        if (high <= low).any():
            return None
        return (int(low[0]), int(low[1]), int(high[0]), int(high[1])), spread / metres

    def _moved(self, xy: NDArray[np.float64], source: str, target: str) -> NDArray[np.float64]:
        if source == target:
            return xy
        from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time: pyproj

        return np.column_stack(systems.transformer(source, target).transform(xy[:, 0], xy[:, 1]))


def place(background: Background, file: PictureFile, crs: str) -> Placed | None:
    """Return where a picture lies; its pins come before its own word, and None stands for neither."""
    if background.pins:
        pixels = np.array([(pin.column, pin.row) for pin in background.pins])
        ground = np.array([(pin.x, pin.y) for pin in background.pins])
        try:
            return Placed(control_points.fit(pixels, ground, affine=background.affine).matrix, crs, crs)
        except AnalysisError:
            return None
    if file.matrix is None:
        return None
    return Placed(file.matrix, background.crs or file.crs or crs, crs)


def corners(size: tuple[int, int]) -> NDArray[np.float64]:
    """Return the corners of a picture (4, 2) in pixels."""
    width, height = size
    return np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float64)
