"""Placing a picture by pairs of points: least squares for turn, scale and shift, or for any affine map.

A similarity is one complex multiplication and one addition, so its least squares have a closed form; an affine map is
linear least squares in each coordinate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FLAT = 1e-9


@dataclass(frozen=True, eq=False, slots=True)
class Fit:
    """A map from a picture to the ground.

    Attributes
    ----------
    matrix
        (2, 3): ground = matrix @ (column, row, 1).
    residuals
        (n,) metres between where each pair's point falls and where it should.
    rms
        Root of the mean square of these, metres; 0 where the pairs just determine the map.
    """

    matrix: NDArray[np.float64]
    residuals: NDArray[np.float64]
    rms: float


def fit(pixels: NDArray[np.float64], ground: NDArray[np.float64], *, affine: bool = False) -> Fit:
    """Return the map that brings points of a picture nearest to their places.

    Parameters
    ----------
    pixels
        (n, 2) column and row, rows downward.
    ground
        (n, 2) metres, y upward.
    affine
        May stretch and shear; else the picture is only turned, scaled and shifted.

    Raises
    ------
    AnalysisError
        If there are too few pairs, or they lie in one place or, for an affine map, on one line.
    """
    least = 3 if affine else 2
    if len(pixels) < least:
        raise AnalysisError(N_("Give at least {least} pairs of points."), least=least)
    if not (np.isfinite(pixels).all() and np.isfinite(ground).all()):
        raise AnalysisError(N_("A point has no place."))
    matrix = _affine(pixels, ground) if affine else _similarity(pixels, ground)
    off = np.hypot(*(pixels @ matrix[:, :2].T + matrix[:, 2] - ground).T)
    return Fit(matrix, off, float(np.sqrt(np.mean(off**2))))


def _similarity(pixels: NDArray[np.float64], ground: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the best turn and scale: the covariance of the two sets as complex numbers over the variance of one."""
    source, target = pixels[:, 0] - 1j * pixels[:, 1], ground[:, 0] + 1j * ground[:, 1]
    middle, there = source.mean(), target.mean()
    spread = np.abs(source - middle).max()
    apart = np.abs(target - there).max()
    if spread < _FLAT or apart < _FLAT:
        raise AnalysisError(N_("The points lie in one place. Choose some that are far from each other."))
    turn = np.vdot(source - middle, target - there) / np.vdot(source - middle, source - middle)
    shift = there - turn * middle
    made: NDArray[np.float64] = np.array([[turn.real, turn.imag, shift.real], [turn.imag, -turn.real, shift.imag]])
    return made


def _affine(pixels: NDArray[np.float64], ground: NDArray[np.float64]) -> NDArray[np.float64]:
    middle, there = pixels.mean(axis=0), ground.mean(axis=0)
    centred = pixels - middle
    for points in (centred, ground - there):
        sizes = np.linalg.svd(points, compute_uv=False)
        if sizes[-1] <= 1e-6 * sizes[0]:
            raise AnalysisError(N_("The points lie on one line. Choose one that lies beside it."))
    linear = np.linalg.lstsq(centred, ground - there, rcond=None)[0].T
    made: NDArray[np.float64] = np.column_stack([linear, there - linear @ middle])
    return made
