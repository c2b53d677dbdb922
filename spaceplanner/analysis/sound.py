"""How loud an alarm is at a distance, and where it is heard (docs/methods/sound.md).

The level falls by spherical spreading, by what the air absorbs (`air`) and by what built-up blocks take besides. A signal
is heard where it exceeds the average ambient level by 15 dB (NFPA 72, audible public mode signals).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import discs
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.discs import Found, Radius
    from spaceplanner.analysis.grid import Grid

    Numbers = float | NDArray[np.float64]

ONE_METRE = 1.0
TEN_FEET = 3.048
"""The two distances at which makers rate alarms, metres: the same number of dB at 10 ft is 9.68 dB more at 1 m."""

MARGIN_DB = 15.0
AMBIENT_DAY_DB = 60.0
AMBIENT_NIGHT_DB = 50.0

ABSORPTION = 0.009
"""dB per metre: a tone of 2 kHz in air of 20 °C, 70 % and the sea's pressure (9.02 dB/km in ISO 9613-1, table 1)."""

EXCESS_DB_PER_100M = 5.0

ASSUMED_DB = 110.0
LEAST_DB, MOST_DB = 60.0, 140.0
FARTHEST_RATING = 100.0
"""Metres: large sirens are rated at 100 ft (30.5 m)."""

FLOOR_DB = 30.0
"""A quiet room: what is below is drawn as no alarm at all."""

_STEPS = 200


@dataclass(frozen=True, eq=False, slots=True)
class Ratings:
    """Levels to compute with.

    Attributes
    ----------
    level_db
        (m,) dB(A), each between 60 and 140.
    missing
        (m,) bool: had no number, and the default stands in.
    implausible
        (m,) bool: had a number below 60 or above 140, and the default stands in.
    rated_at_m
        (m,) metres, each above 0 and at most 100.
    distance_assumed
        (m,) bool: the rating distance is missing or cannot be one, and 1 m stands in.
    """

    level_db: NDArray[np.float64]
    missing: NDArray[np.bool_]
    implausible: NDArray[np.bool_]
    rated_at_m: NDArray[np.float64]
    distance_assumed: NDArray[np.bool_]


def assumed(
    level_db: NDArray[np.float64], rated_at_m: NDArray[np.float64] | None = None, *, default_db: float = ASSUMED_DB
) -> Ratings:
    """Return ratings in which a default stands in for those that are missing or cannot be a siren's.

    A level that is assumed is assumed at 1 m. Of a rating distance that is assumed, 1 m is the cautious reading.

    Parameters
    ----------
    level_db
        (m,) dB(A) at the rating distance; NaN where unknown.
    rated_at_m
        (m,) metres; NaN where unknown; None: all unknown. Above 100 m it is no rating, but 3.048 read without its comma.
    default_db
        What to assume, 60 to 140.

    Raises
    ------
    AnalysisError
        If the default is out of that range.
    """
    if not LEAST_DB <= default_db <= MOST_DB:
        raise AnalysisError(
            N_("The level assumed for alarms is {level} dB: choose one from {least} to {most}."),
            level=default_db,
            least=LEAST_DB,
            most=MOST_DB,
        )
    missing = np.isnan(level_db)
    implausible = ~missing & ~((level_db >= LEAST_DB) & (level_db <= MOST_DB))
    distance = np.full(len(level_db), np.nan) if rated_at_m is None else rated_at_m
    odd = ~((distance > 0) & (distance <= FARTHEST_RATING))
    level_assumed = missing | implausible
    return Ratings(
        level_db=np.where(level_assumed, default_db, level_db),
        missing=missing,
        implausible=implausible,
        rated_at_m=np.where(odd | level_assumed, ONE_METRE, distance),
        distance_assumed=odd,
    )


def level(
    distance_m: Numbers,
    level_db: Numbers,
    *,
    rated_at_m: Numbers = ONE_METRE,
    absorption: float = ABSORPTION,
    excess_db_per_100m: float = EXCESS_DB_PER_100M,
) -> NDArray[np.float64]:
    """Return the level at a distance: L - 20 log10(d / r) - (a + e / 100) (d - r), dB(A).

    With L the rated level, r the distance at which it was rated, a the air's absorption and e the excess loss. Nearer
    than r it is L: never louder than rated, since what holds close to a horn is not known. Spherical spreading is
    ISO 9613-2:1996, equation 7, for a point source; absorption equation 8; L is taken to hold in all directions.

    Parameters
    ----------
    distance_m
        At least 0, any shape.
    level_db
        dB(A) at the rating distance, of a shape that fits.
    rated_at_m
        Metres, above 0: usually `ONE_METRE` or `TEN_FEET`.
    absorption
        dB per metre, at least 0; `air.attenuation` gives it for other air and tones.
    excess_db_per_100m
        dB per 100 m of built-up blocks, at least 0; 0 is a free field.

    Raises
    ------
    AnalysisError
        If a value is not a number or out of its range.
    """
    _check_losses(rated_at_m, absorption, excess_db_per_100m)
    distance = np.asarray(distance_m, dtype=np.float64)
    if not (distance >= 0).all():
        raise AnalysisError(N_("Some distances are negative or no numbers: check the coordinates of the layers."))
    rated = _rated(level_db)
    away = np.maximum(distance, rated_at_m)
    lost = 20 * np.log10(away / rated_at_m) + (absorption + excess_db_per_100m / 100) * (away - rated_at_m)
    return np.asarray(rated - lost)


def hearing_distance(
    level_db: Numbers,
    *,
    ambient_db: Numbers,
    margin_db: float = MARGIN_DB,
    rated_at_m: Numbers = ONE_METRE,
    absorption: float = ABSORPTION,
    excess_db_per_100m: float = EXCESS_DB_PER_100M,
) -> NDArray[np.float64]:
    """Return how far alarms are heard, metres: where `level` equals the ambient level and the margin.

    The level falls with distance, so there is one such place, found by halving: between the rating distance and where
    spreading alone would put it. 0 where the alarm is not that loud at its own rating distance.

    Parameters
    ----------
    level_db
        (m,) dB(A) at the rating distance.
    ambient_db
        Average level of other sounds, dB(A).
    margin_db
        dB above it at which a signal counts as heard, at least 0.
    rated_at_m, absorption, excess_db_per_100m
        As for `level`.

    Raises
    ------
    AnalysisError
        If a value is not a number or out of its range.
    """
    _check_losses(rated_at_m, absorption, excess_db_per_100m)
    if not (np.isfinite(ambient_db).all() and 0 <= margin_db < np.inf):
        raise AnalysisError(N_("The ambient level must be a number of dB(A), and the margin above it 0 dB or more."))
    above, start = np.broadcast_arrays(
        _rated(level_db) - ambient_db - margin_db, np.asarray(rated_at_m, dtype=np.float64)
    )
    loss = absorption + excess_db_per_100m / 100
    # With x = ln(d / r): 20 log10(e) x + loss r (exp(x) - 1) = above.
    low, high = np.zeros(above.shape), np.maximum(above, 0.0) / (20 * np.log10(np.e))
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if ((middle == low) | (middle == high)).all():
            break
        beyond = 20 * np.log10(np.e) * middle + loss * start * np.expm1(middle) > above
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    # Without losses the upper end is the answer itself.
    reach = start * np.exp(high if loss == 0 else low)
    return np.where(above >= 0, reach, 0.0)


def heard_ground(shape: BaseGeometry, alarms_xy: NDArray[np.float64], *, radius: Radius) -> BaseGeometry:
    """Return the part of one area within hearing of an alarm.

    Parameters
    ----------
    shape
        Polygon, metres.
    alarms_xy
        (m, 2) working alarms, metres.
    radius
        Metres within which alarms are heard, above 0; or (m,) for each, from `hearing_distance`.
    """
    return discs.ground(shape, alarms_xy, radius)


def heard_area(shapes: NDArray[Any], alarms_xy: NDArray[np.float64], radius: Radius) -> Found:
    """Return the square metres (k,) of each area within hearing, and the pairs (p, 2) of area and alarm.

    Parameters
    ----------
    shapes
        (k,) polygons, metres.
    alarms_xy
        (m, 2) working alarms, metres.
    radius
        Metres within which alarms are heard, above 0; or (m,) for each, from `hearing_distance`.
    """
    return discs.areas(shapes, alarms_xy, radius)


updated = discs.updated
"""`heard_area` again after a few alarms changed, from its earlier result."""


def surface(
    grid: Grid,
    alarms_xy: NDArray[np.float64],
    level_db: NDArray[np.float64],
    *,
    rated_at_m: Numbers = ONE_METRE,
    absorption: float = ABSORPTION,
    excess_db_per_100m: float = EXCESS_DB_PER_100M,
    floor_db: float = FLOOR_DB,
) -> NDArray[np.float64]:
    """Return (ny, nx) the level of the loudest alarm at each cell centre, dB(A).

    Parameters
    ----------
    grid
        The cells; row 0 is the south.
    alarms_xy, level_db
        (m, 2) metres, and (m,) dB(A) at the rating distance.
    rated_at_m, absorption, excess_db_per_100m
        As for `level`.
    floor_db
        Where no alarm is as loud as this, -inf: there is none to hear. Whether alarms are known there at all is a
        matter of the layer's coverage.

    Raises
    ------
    AnalysisError
        If a value is not a number or out of its range.
    """
    losses: dict[str, float] = {"absorption": absorption, "excess_db_per_100m": excess_db_per_100m}
    reach = hearing_distance(level_db, ambient_db=floor_db, margin_db=0.0, rated_at_m=rated_at_m, **losses)
    loudest = np.full((grid.ny, grid.nx), -np.inf)
    xs, ys = grid.xs, grid.ys
    rated_at = np.broadcast_to(rated_at_m, reach.shape)
    for (x, y), rated, at, far in zip(alarms_xy, level_db, rated_at, reach, strict=True):
        columns = slice(*np.searchsorted(xs, (x - far, x + far)))
        rows = slice(*np.searchsorted(ys, (y - far, y + far)))
        window = loudest[rows, columns]
        if window.size and far > 0:
            away = np.hypot(xs[columns] - x, ys[rows, None] - y)
            heard = level(away, float(rated), rated_at_m=float(at), **losses)
            np.maximum(window, np.where(heard >= floor_db, heard, -np.inf), out=window)
    return loudest


def _rated(level_db: Numbers) -> NDArray[np.float64]:
    rated = np.asarray(level_db, dtype=np.float64)
    if not np.isfinite(rated).all():
        raise AnalysisError(
            N_("{count} alarms have no sound level: enter it in dB(A), or let the stated default stand in."),
            count=int(np.count_nonzero(~np.isfinite(rated))),
        )
    return rated


def _check_losses(rated_at_m: Numbers, absorption: float, excess_db_per_100m: float) -> None:
    rated_at = np.asarray(rated_at_m, dtype=np.float64)
    if not ((rated_at > 0) & np.isfinite(rated_at)).all():
        raise AnalysisError(
            N_("The distance at which an alarm is rated must be above 0 m: usually 1 m or 3.048 m (10 ft).")
        )
    if not (0 <= absorption < np.inf and 0 <= excess_db_per_100m < np.inf):
        raise AnalysisError(N_("Losses of sound must be 0 dB or more: 0 is a free field."))
