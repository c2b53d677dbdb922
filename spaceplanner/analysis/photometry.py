"""How a luminaire shares its light out over directions: intensity over the angle from straight down.

Intensity is in candela per 1000 lumens (cd/klm), as in photometric tables, and depends on the vertical angle alone. How a
lamp is turned on its pole is in no municipal table, so intensity is averaged over all planes around the vertical axis:
a space's mean hardly depends on that, the light at one point does (docs/methods/light.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

_STREET = np.array(
    [
        (0, 1.00), (10, 1.02), (20, 1.08), (30, 1.20), (40, 1.40), (50, 1.66), (60, 1.90), (65, 1.86), (70, 1.46),
        (75, 0.80), (80, 0.30), (85, 0.08), (90, 0.00),
    ]
)  # fmt: skip
"""Angle in degrees and intensity relative to straight down: our own, after road luminaires without light upwards."""

_STEPS = 900
"""Steps of a table, 0.1 degrees from straight down to level: exact for angles given in such steps."""


@dataclass(frozen=True, eq=False, slots=True)
class Distribution:
    """Intensity over the vertical angle, linear between the angles given and 0 beyond them.

    Attributes
    ----------
    name
        What it is, for `method` and messages.
    gamma
        (k,) radians from straight down, ascending, 0 to pi, at least 2.
    intensity
        (k,) cd/klm, at least 0.

    Raises
    ------
    AnalysisError
        If angles do not ascend between 0 and pi, or an intensity is negative or not a number.
    """

    name: str
    gamma: NDArray[np.float64]
    intensity: NDArray[np.float64]

    def __post_init__(self) -> None:
        angles, values = self.gamma, self.intensity
        if not (
            angles.ndim == 1
            and angles.shape == values.shape
            and len(angles) > 1
            and (np.diff(angles) > 0).all()
            and angles[0] >= 0
            and angles[-1] <= pi + 1e-9
        ):
            raise AnalysisError(
                N_("The angles of the light distribution {name} must ascend from 0 to at most 180 degrees."),
                name=self.name,
            )
        if not (np.isfinite(values).all() and (values >= 0).all()):
            raise AnalysisError(
                N_("The light distribution {name} has intensities that are negative or no number: check its file."),
                name=self.name,
            )

    def at(self, gamma: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the intensity, cd/klm, at angles in radians from straight down, any shape."""
        found = np.interp(gamma, self.gamma, self.intensity, left=0.0, right=0.0)
        return np.asarray(found, dtype=np.float64)

    def flux(self, low: float = 0.0, high: float = pi) -> float:
        """Return the lumens per 1000 lumens of the lamp that leave between two angles, radians.

        2 pi times the integral of I sin(gamma); exact for intensities that are linear between their angles.
        """
        angles = np.unique(np.clip(np.concatenate(([low, high], self.gamma)), low, high))
        # Beyond the given angles there is no light: only the steps between them count.
        angles = angles[(angles >= self.gamma[0]) & (angles <= self.gamma[-1])]
        values = self.at(angles)
        rise = np.diff(values) / np.diff(angles)
        part = values[:-1] * np.cos(angles[:-1]) - values[1:] * np.cos(angles[1:]) + rise * np.diff(np.sin(angles))
        return 2 * pi * float(part.sum())


def _cosine(gamma: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(np.cos(gamma), 0.0)


def _street(gamma: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.interp(gamma, np.radians(_STREET[:, 0]), _STREET[:, 1], right=0.0), dtype=np.float64)


def _globe(gamma: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.ones(len(gamma))


SHAPES: Mapping[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "street": _street,
    "cosine": _cosine,
    "globe": _globe,
}
"""Generic shapes: name -> relative intensity at angles (k,) in radians."""


def generic(shape: str = "street", *, share: float = 1.0) -> Distribution:
    """Return a generic distribution whose light over all directions is a share of the lamp's.

    ``street``: widest at about 60 degrees, nothing upwards, as most road luminaires. ``cosine``: a plate that shines
    alike from wherever one looks at it (Lambert), I = share 1000 / pi cos(gamma), as flat floodlights. ``globe``: alike in
    all directions, I = share 1000 / (4 pi), half of it upwards, as an opal ball on a post.

    Parameters
    ----------
    shape
        A name in `SHAPES`.
    share
        Light that leaves the luminaire per light of the lamp in it (light output ratio), above 0, at most 1. 1 where
        lumens are those of the luminaire, as data sheets of LED luminaires give them.

    Raises
    ------
    AnalysisError
        If there is no such shape, or the share is not above 0 and at most 1.
    """
    if shape not in SHAPES:
        raise AnalysisError(
            N_("There is no light distribution called {name}: choose one of {known}."),
            name=shape,
            known=", ".join(SHAPES),
        )
    if not 0 < share <= 1:
        raise AnalysisError(
            N_("The share of light that leaves the luminaire is {share}: choose one above 0 and at most 1."),
            share=share,
        )
    gamma = np.radians(np.arange(0.0, 180.25, 0.5))
    relative = Distribution(shape, gamma, SHAPES[shape](gamma))
    return Distribution(shape, gamma, relative.intensity * (share * 1000 / relative.flux()))


def averaged(
    name: str, vertical: NDArray[np.float64], horizontal: NDArray[np.float64], candela: NDArray[np.float64]
) -> Distribution:
    """Return the mean over all planes around the vertical axis of a measured luminaire.

    Intensity is linear between planes, so that the mean is the trapezoidal rule over the angles given; the part of a
    circle that symmetric luminaires leave out has the same mean as what is given.

    Parameters
    ----------
    name
        Of the luminaire.
    vertical
        (k,) radians from straight down, ascending.
    horizontal
        (c,) radians, ascending, over all or a symmetric part of the circle; one for a luminaire that is round.
    candela
        (c, k) cd/klm.
    """
    if len(horizontal) == 1:
        return Distribution(name, vertical, candela[0])
    steps = np.diff(horizontal)[:, None]
    mean = ((candela[1:] + candela[:-1]) / 2 * steps).sum(axis=0) / float(steps.sum())
    return Distribution(name, vertical, mean)


def on_ground(distribution: Distribution, tangent: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the horizontal illuminance, lux, of 1000 lumens at a height of 1 m.

    E = I(gamma) cos^3(gamma) / h^2, the inverse-square and cosine laws with the distance h / cos(gamma) put in.

    Parameters
    ----------
    distribution
        Of the luminaire, level.
    tangent
        Distance on the ground from the point below the lamp, in heights, at least 0; any shape.
    """
    square = 1 + tangent * tangent
    lux: NDArray[np.float64] = distribution.at(np.arctan(tangent)) / (square * np.sqrt(square))
    return lux


class Table:
    """Distributions in steps, for `on_ground` in place: most of the time that light takes goes by there.

    Parameters
    ----------
    *distributions
        Of the luminaires, level.
    """

    def __init__(self, *distributions: Distribution) -> None:
        steps = np.linspace(0, pi / 2, _STEPS + 1)
        values = np.array([distribution.at(steps) for distribution in distributions])
        self._rises = np.diff(values, append=values[:, -1:]).ravel()
        self._values = values.ravel()

    def shine(self, square: NDArray[np.float64], which: NDArray[np.intp] | None = None) -> NDArray[np.float64]:
        """Return the lux of 1000 lumens at a height of 1 m, in the array that is given.

        Parameters
        ----------
        square
            Square of the distance on the ground from the point below the lamp, in heights; overwritten.
        which
            Number of the distribution, of the shape of `square` or stretched to it; None: the first for all.
        """
        distance = square + 1.0
        distance *= np.sqrt(distance)
        step = np.arctan(np.sqrt(square, out=square), out=square)
        step *= 2 * _STEPS / pi
        index = step.astype(np.intp)
        step -= index
        if which is not None:
            index += which * (_STEPS + 1)
        step *= self._rises.take(index)
        step += self._values.take(index)
        step /= distance
        return step


def reach(distribution: Distribution, lux: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far from the point below it, in heights, a lamp of 1000 lumens at 1 m gives at least a number of lux.

    Beyond it there is less everywhere. At most 1 % too far, never too near; 0 where it is nowhere that bright, and at most
    1000 heights.

    Parameters
    ----------
    distribution
        Of the luminaire.
    lux
        Any shape, above 0.
    """
    steps = np.concatenate(([0.0], np.geomspace(1e-2, 1e3, 2_300)))
    # The brightest of a step and of all beyond it. Steps are 0.5 % apart; between two of them light hardly rises.
    best = np.maximum.accumulate(on_ground(distribution, steps)[::-1])
    last = len(steps) - np.searchsorted(best, np.asarray(lux) * 0.995, side="left")
    return np.where(last > 0, steps[np.minimum(last, len(steps) - 1)], 0.0)
