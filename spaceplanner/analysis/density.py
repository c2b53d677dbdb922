"""Kernel density of points on a grid (Silverman 1986, *Density Estimation*, eq. 4.5 for the quartic kernel).

Few points are summed exactly. Many are first shared out among the four nearest nodes of a finer grid, whose convolution
with the kernel is taken by FFT (Wand 1994, *Fast computation of multivariate kernel estimators*: linear binning). Sharing
out blurs by t (1 - t) / 2 of a step squared, t the place between two nodes; what it blurs on average is taken back in the
kernel, and what remains is below 0.2 % of the peak even where all points coincide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, exp, isfinite, pi
from typing import TYPE_CHECKING

import numpy as np

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
_UNBLUR = 1 / 13
"""Steps squared of blur taken back: 1/12 is the mean over all places, a little less keeps the worst below 0.2 %."""

_CHUNK = 1_000_000
_BATCH = 16_384
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
    parts = _parts(grid, bandwidth, KERNELS[kernel])
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


def _parts(grid: Grid, bandwidth: float, kernel: Kernel) -> int:
    """Return into how many steps a cell is divided."""
    return ceil(kernel.steps * grid.cell / bandwidth)


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
    if grid.nx * grid.ny * _parts(grid, bandwidth, kernel) ** 2 <= _MOST_NODES or max(grid.nx, grid.ny) == 1:
        return _binned(xy, mass, grid, bandwidth, kernel)
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


def _binned(
    xy: NDArray[np.float64], mass: NDArray[np.float64], grid: Grid, bandwidth: float, kernel: Kernel
) -> NDArray[np.float64]:
    """Convolve the points, shared out among nodes of a finer grid, with the kernel."""
    from scipy import fft  # noqa: PLC0415 - SciPy's FFT takes 0.3 s to import and few points do without it

    parts = _parts(grid, bandwidth, kernel)
    step = grid.cell / parts
    reach = ceil(kernel.support * bandwidth / step) + 2
    # In cells: nodes run from `pad` before the first centre to as many after the last.
    pad = ceil(reach / parts)
    cells = [2 * fft.next_fast_len(ceil((n + 2 * pad) / 2), real=True) for n in (grid.ny, grid.nx)]
    shape = (cells[0] * parts, cells[1] * parts)
    origin = (grid.x0 + grid.cell * (0.5 - pad), grid.y0 + grid.cell * (0.5 - pad))
    spectrum = fft.rfft2(_shared(xy, mass, origin, step, shape), workers=-1, overwrite_x=True)
    _convolve(spectrum, _transfer(shape, step / bandwidth, reach, kernel))
    # Only cell centres are wanted, every `parts`-th node: their spectrum is the sum of the parts of the whole one.
    folded = spectrum[: cells[0]]
    for part in range(1, parts):
        folded += spectrum[part * cells[0] : (part + 1) * cells[0]]
    rows = fft.ifft(folded, axis=0, workers=-1, overwrite_x=True)[pad : pad + grid.ny]
    sums = fft.irfft(_folded(rows, parts, cells[1]), n=cells[1], axis=1, workers=-1)[:, pad : pad + grid.nx]
    # Taking back the blur and rounding leave tiny negative values; weights may be meant negative.
    if (mass >= 0).all():
        np.maximum(sums, 0, out=sums)
    density: NDArray[np.float64] = np.multiply(sums, kernel.peak / (bandwidth * parts) ** 2, dtype=np.float64)
    return density


def _shared(
    xy: NDArray[np.float64],
    mass: NDArray[np.float64],
    origin: tuple[float, float],
    step: float,
    shape: tuple[int, int],
) -> NDArray[np.float32]:
    """Share points out among the four nodes around them; `origin` is the first of `shape` nodes, `step` apart."""
    # Summed in double precision: a heap of equal shares would round the same way each time.
    total = np.zeros(shape[0] * shape[1])
    # A few at a time, so that what lies between two steps stays in the processor's cache.
    for start in range(0, len(xy), _BATCH):
        east = (xy[start : start + _BATCH, 0] - origin[0]) / step
        north = (xy[start : start + _BATCH, 1] - origin[1]) / step
        column, row = east.astype(np.int64), north.astype(np.int64)
        east -= column
        north -= row
        node = row * shape[1] + column
        some = mass[start : start + _BATCH]
        # What lies on the rim of the padding reaches no cell.
        kept = (column >= 1) & (column < shape[1] - 1) & (row >= 1) & (row < shape[0] - 1)
        if not kept.all():
            east, north, node, some = east[kept], north[kept], node[kept], some[kept]
        upper = some * north
        for offset, part in ((0, some - upper), (shape[1], upper)):
            right = part * east
            np.add.at(total, node + offset, part - right)
            np.add.at(total, node + (offset + 1), right)
    return total.astype(np.float32).reshape(shape)


def _transfer(shape: tuple[int, int], step: float, reach: int, kernel: Kernel) -> NDArray[np.float32]:
    """Return what each frequency is multiplied by: the kernel's spectrum, real because the kernel is even.

    Only the quarter of frequencies from 0 up is returned, (shape[0] / 2 + 1, shape[1] / 2 + 1).
    """
    from scipy import fft  # noqa: PLC0415 - as above

    half = [n // 2 + 1 for n in shape]
    quarter = np.zeros(half, dtype=np.float32)
    rows, columns = (np.square(np.arange(min(n, reach)) * step) for n in half)
    quarter[: len(rows), : len(columns)] = kernel.shape(np.add.outer(rows, columns))
    # A cosine transform of type I of the quarter is the transform of the whole. Beyond the reach there are no rows.
    along = np.zeros(half, dtype=np.float32)
    along[: len(rows)] = fft.dct(quarter[: len(rows)], type=1, axis=1, workers=-1)
    found: NDArray[np.float32] = fft.dct(along, type=1, axis=0, workers=-1, overwrite_x=True)
    # The spectrum of the second difference of neighbouring nodes, along each axis.
    bend = [(2 * np.cos(2 * np.pi * np.arange(m) / n) - 2).astype(np.float32) for m, n in zip(half, shape, strict=True)]
    found *= 1 - np.float32(_UNBLUR) * np.add.outer(*bend)
    return found


def _convolve(spectrum: NDArray[np.complex64], transfer: NDArray[np.float32]) -> None:
    """Multiply a half spectrum (rows, columns / 2 + 1) in place by a quarter one, mirrored."""
    half = len(transfer)
    spectrum[:half] *= transfer
    spectrum[half:] *= transfer[-2:0:-1]


def _folded(rows: NDArray[np.complex64], parts: int, cells: int) -> NDArray[np.complex64]:
    """Return the half spectra along rows of every `parts`-th value of real rows with these half spectra."""
    wanted = cells // 2 + 1
    found = rows[:, :wanted]
    if parts > 1:
        found = found.copy()  # its last column is read again below
    for part in range(1, parts):
        first = part * cells
        if 2 * part < parts:
            found += rows[:, first : first + wanted]
        else:
            # Beyond the half, a real row's spectrum is the mirrored conjugate.
            last = parts * cells - first
            found += np.conj(rows[:, last - wanted + 1 : last + 1])[:, ::-1]
    return found
