"""Kernel density of points on a grid (Silverman 1986, *Density Estimation*, eq. 4.5 for the quartic kernel).

Few points are summed exactly; of many the convolution with the kernel is taken (see `convolution`), which is within 0.2 %
of the peak.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, exp, isfinite, pi
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import convolution
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from spaceplanner.analysis.grid import Grid


@dataclass(frozen=True, slots=True)
class Kernel:
    """A radially symmetric kernel of unit mass on the plane.

    Attributes
    ----------
    shape
        Value relative to the peak as a function of the squared distance in bandwidths.
    peak
        Value at the centre for a bandwidth of 1.
    support
        Radius in bandwidths beyond which it is nothing.
    steps
        Nodes in a bandwidth at least, where points are shared out: their distance decides the error.
    """

    shape: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    peak: float
    support: float
    steps: int


_CUT = 6.0
"""Sigmas at which the Gaussian is cut: what lies beyond is 1.5e-8 of its mass, and its mass is corrected for it."""

KERNELS = {
    "quartic": Kernel(lambda u2: np.square(np.maximum(1 - u2, 0)), 3 / pi, 1.0, 18),
    "gaussian": Kernel(
        lambda u2: np.where(u2 <= _CUT**2, np.exp(-u2 / 2), 0), 1 / (2 * pi * (1 - exp(-(_CUT**2) / 2))), _CUT, 9
    ),
}
"""Name -> kernel. The quartic's bandwidth is its support radius; the Gaussian's is its standard deviation."""

_EXACT_WORK = 12_000_000
_CHUNK = 1_000_000
_MOST_NODES = 30_000_000
_MERGEABLE = 200_000


def surface(
    xy: NDArray[np.float64],
    grid: Grid,
    *,
    bandwidth: float,
    kernel: str = "quartic",
    weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the density of points at the cell centres of a grid.

    Points outside the grid count where their kernel reaches into it. There is no edge correction.

    Parameters
    ----------
    xy
        (n, 2) points, metres.
    grid
        Where the density is wanted.
    bandwidth
        Metres: the support radius of the quartic kernel, the standard deviation of the Gaussian.
    kernel
        ``quartic`` or ``gaussian``.
    weights
        (n,) weights of the points; None: 1 each.

    Returns
    -------
    (ny, nx) weight per square metre; row 0 is the south. Zero everywhere where there are no points.

    Raises
    ------
    AnalysisError
        If the bandwidth is not above 0, the kernel is unknown, or a coordinate or weight is not a number.
    """
    _check(bandwidth, kernel, xy, weights)
    reach = KERNELS[kernel].support * bandwidth
    near = _near(xy, grid, reach)
    mass = np.ones(len(xy)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not near.all():
        xy, mass = xy[near], mass[near]
    parts = convolution.divisions(grid, bandwidth, KERNELS[kernel])
    window = min((2 * ceil(reach / grid.cell) + 1) ** 2, grid.nx * grid.ny)
    # Summing a cell for a point takes about as long as transforming a node of the finer grid.
    bearable = max(_EXACT_WORK, grid.nx * grid.ny * parts**2)
    if len(xy) * window > bearable and len(xy) <= _MERGEABLE:
        xy, mass = _merged(xy, mass)
    if len(xy) * window <= bearable:
        return _exact(xy, mass, grid, bandwidth, KERNELS[kernel])
    return _tiled(xy, mass, grid, bandwidth, KERNELS[kernel])


def peak(*, bandwidth: float, kernel: str = "quartic") -> float:
    """Return the density per square metre that one point makes at its own place."""
    return KERNELS[kernel].peak / bandwidth**2


def _check(bandwidth: float, kernel: str, xy: NDArray[np.float64], weights: NDArray[np.float64] | None) -> None:
    if not (isfinite(bandwidth) and bandwidth > 0):
        raise AnalysisError(N_("The bandwidth is {bandwidth} m: choose one above 0."), bandwidth=bandwidth)
    if kernel not in KERNELS:
        raise AnalysisError(
            N_("There is no kernel {kernel}: choose one of {kernels}."), kernel=kernel, kernels=", ".join(KERNELS)
        )
    if not np.isfinite(xy).all() or (weights is not None and not np.isfinite(weights).all()):
        raise AnalysisError(N_("Some points have no number as coordinate or weight: remove them before the density."))


def _near(xy: NDArray[np.float64], grid: Grid, reach: float) -> NDArray[np.bool_]:
    x0, y0, x1, y1 = grid.bounds
    x, y = xy[:, 0], xy[:, 1]
    near: NDArray[np.bool_] = (x >= x0 - reach) & (x <= x1 + reach) & (y >= y0 - reach) & (y <= y1 + reach)
    return near


def _merged(xy: NDArray[np.float64], mass: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Join points at the same place: police data put whole blocks on one point."""
    places, of = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
    return np.column_stack((places.real, places.imag)), np.asarray(
        np.bincount(of, mass, minlength=len(places)), dtype=np.float64
    )


def _exact(
    xy: NDArray[np.float64], mass: NDArray[np.float64], grid: Grid, bandwidth: float, kernel: Kernel
) -> NDArray[np.float64]:
    """Add each point's kernel to the cells it reaches."""
    reach = kernel.support * bandwidth
    half = ceil(reach / grid.cell)
    total = np.zeros(grid.ny * grid.nx)
    step = max(1, _CHUNK // (min(2 * half + 1, grid.nx) * min(2 * half + 1, grid.ny)))
    for start in range(0, len(xy), step):
        x, y = ((xy[start : start + step] - (grid.x0, grid.y0)) / grid.cell).T
        columns, rows = _window(x, half, grid.nx), _window(y, half, grid.ny)
        dx2 = np.square((columns + 0.5 - x[:, None]) * (grid.cell / bandwidth))
        dy2 = np.square((rows + 0.5 - y[:, None]) * (grid.cell / bandwidth))
        values = kernel.shape(dy2[:, :, None] + dx2[:, None, :]) * mass[start : start + step, None, None]
        inside = ((rows >= 0) & (rows < grid.ny))[:, :, None] & ((columns >= 0) & (columns < grid.nx))[:, None, :]
        cells = rows[:, :, None] * grid.nx + columns[:, None, :]
        np.add.at(total, cells[inside], values[inside])
    density: NDArray[np.float64] = (total * (kernel.peak / bandwidth**2)).reshape(grid.ny, grid.nx)
    return density


def _window(at: NDArray[np.float64], half: int, n: int) -> NDArray[np.int64]:
    """Return for points at `at`, in cells from the edge, the numbers of the cells each may reach along one axis.

    Where the kernel is wider than the grid, these are all cells of the axis.
    """
    if 2 * half + 1 >= n:
        return np.broadcast_to(np.arange(n), (len(at), n))
    return np.floor(at).astype(np.int64)[:, None] + np.arange(-half, half + 1)


def _tiled(
    xy: NDArray[np.float64], mass: NDArray[np.float64], grid: Grid, bandwidth: float, kernel: Kernel
) -> NDArray[np.float64]:
    """Take a grid whose finer one would fill the memory by halves."""
    if (
        grid.nx * grid.ny * convolution.divisions(grid, bandwidth, kernel) ** 2 <= _MOST_NODES
        or max(grid.nx, grid.ny) == 1
    ):
        return convolution.convolved(xy, mass, grid, bandwidth, kernel)
    tall = grid.ny >= grid.nx
    cut = max(grid.nx, grid.ny) // 2
    if tall:
        halves = [replace(grid, ny=cut), replace(grid, y0=grid.y0 + cut * grid.cell, ny=grid.ny - cut)]
    else:
        halves = [replace(grid, nx=cut), replace(grid, x0=grid.x0 + cut * grid.cell, nx=grid.nx - cut)]
    found = []
    for half in halves:
        near = _near(xy, half, kernel.support * bandwidth)
        found.append(_tiled(xy[near], mass[near], half, bandwidth, kernel))
    return np.concatenate(found, axis=0 if tall else 1)
