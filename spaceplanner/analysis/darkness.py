"""Where it is both dark and silent: too little light, and no alarm to be heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.analysis.samples import Samples


def heard(samples: Samples, alarms_xy: NDArray[np.float64], radius: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points of the spaces' ground lie within hearing of an alarm.

    Parameters
    ----------
    samples
        Points of n spaces, sorted by space.
    alarms_xy, radius
        (m, 2) metres, and (m,) metres within which each is heard; 0 reaches nothing.

    Returns
    -------
    (p,) bool, a value for each point.
    """
    found = np.zeros(len(samples.xy), dtype=np.bool_)
    x0, y0, x1, y1 = samples.boxes.T
    for (x, y), reach in zip(alarms_xy.tolist(), radius.tolist(), strict=True):
        near = (x0 <= x + reach) & (x1 >= x - reach) & (y0 <= y + reach) & (y1 >= y - reach)
        for space in np.flatnonzero(near).tolist() if reach > 0 else ():
            some = slice(samples.starts[space], samples.starts[space + 1])
            apart = samples.xy[some] - (x, y)
            found[some] |= np.einsum("ij,ij->i", apart, apart) <= reach**2
    return found


def shares(
    samples: Samples, lux: NDArray[np.float32], heard_at: NDArray[np.bool_], *, minimum: float
) -> NDArray[np.float64]:
    """Return the share of each space's ground that is dark and silent.

    Parameters
    ----------
    samples
        Points of n spaces, sorted by space.
    lux
        (p,) illuminance at each point.
    heard_at
        (p,) whether an alarm is heard at each point.
    minimum
        Lux below which a point is dark.

    Returns
    -------
    (n,) 0 to 1; NaN for a space without ground.
    """
    points = np.diff(samples.starts)
    both = np.flatnonzero((lux < np.float32(minimum)) & ~heard_at)
    dark = np.diff(np.searchsorted(both, samples.starts))
    found: NDArray[np.float64] = np.divide(dark, points, out=np.full(len(points), np.nan), where=points > 0)
    return found
