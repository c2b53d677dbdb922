"""A view: which part of the world is drawn, and how large."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FINEST, COARSEST = 0.005, 20_000.0
"""Metres per pixel that a view is zoomed to at most and at least."""


@dataclass(frozen=True, slots=True)
class View:
    """An affine view from metres (y up) to pixels of 1/96 inch (y down).

    Attributes
    ----------
    x, y
        Centre, metres in the project's CRS.
    resolution
        Metres per pixel, above 0.
    width, height
        Size in pixels.
    """

    x: float
    y: float
    resolution: float
    width: float
    height: float

    @staticmethod
    def fitted(bounds: tuple[float, float, float, float], width: float, height: float, *, margin: float = 0.06) -> View:
        """Return the view that shows all of `bounds` (min x, min y, max x, max y) with a margin (share of its size)."""
        x0, y0, x1, y1 = bounds
        scale = max((x1 - x0) / max(width, 1), (y1 - y0) / max(height, 1)) * (1 + 2 * margin)
        return View((x0 + x1) / 2, (y0 + y1) / 2, scale if scale > 0 else 0.5, width, height)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Ground covered: (min x, min y, max x, max y), metres."""
        half_w, half_h = self.width * self.resolution / 2, self.height * self.resolution / 2
        return self.x - half_w, self.y - half_h, self.x + half_w, self.y + half_h

    @property
    def scale(self) -> float:
        """Denominator of the map scale at 96 dpi: 2500 for 1 : 2 500."""
        return self.resolution * 96 / 0.0254

    def to_pixels(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return pixel coordinates (n, 2) of map coordinates (n, 2) in metres."""
        origin = np.array([self.x - self.width * self.resolution / 2, self.y + self.height * self.resolution / 2])
        pixels: NDArray[np.float64] = (xy - origin) * np.array([1 / self.resolution, -1 / self.resolution])
        return pixels

    def to_map(self, px: float, py: float) -> tuple[float, float]:
        """Return the map coordinates in metres of a pixel."""
        return (
            self.x + (px - self.width / 2) * self.resolution,
            self.y - (py - self.height / 2) * self.resolution,
        )

    def panned(self, dx: float, dy: float) -> View:
        """Return the view after its picture was dragged by (dx, dy) pixels."""
        return replace(self, x=self.x - dx * self.resolution, y=self.y + dy * self.resolution)

    def zoomed(self, factor: float, px: float, py: float) -> View:
        """Return the view enlarged by `factor` about a pixel, which keeps its place on the ground."""
        resolution = float(np.clip(self.resolution / factor, FINEST, COARSEST))
        x, y = self.to_map(px, py)
        return replace(
            self,
            x=x - (px - self.width / 2) * resolution,
            y=y + (py - self.height / 2) * resolution,
            resolution=resolution,
        )

    def resized(self, width: float, height: float) -> View:
        """Return the view with another size and the same centre and scale."""
        return replace(self, width=width, height=height)
