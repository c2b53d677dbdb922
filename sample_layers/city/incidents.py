"""Incidents: three years of them, invented one by one with the habits of the city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from sample_layers.city.habits import OFFENCES, PARKS_SHARE, SPOTS, UNEASE
from sample_layers.city.network import WIDTH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sample_layers.city.equipment import Lamps
    from sample_layers.city.ground import Space
    from sample_layers.city.habits import Spot
    from sample_layers.city.network import Network

INCIDENTS = 20_148
FIRST, LAST = np.datetime64("2023-11-01"), np.datetime64("2026-10-31")
REPEATS = 0.13
"""Share of incidents that follow another nearby within days."""
NO_POSITION, ZERO_POSITION, NO_HOUR = 0.009, 0.006, 0.022


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Incidents:
    """Incidents by date, a row each.

    Attributes
    ----------
    minute
        Minute of the day, -1 where the hour was not written down.
    xy
        Positions (n, 2); NaN where missing, 0 where somebody typed zeros.
    """

    day: NDArray[np.datetime64]
    minute: NDArray[np.int_]
    offence: NDArray[np.int_]
    place: NDArray[np.str_]
    circuit: NDArray[np.str_]
    xy: NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Events:
    """What happened, before it is written down: day since `FIRST`, minute, offence number, ground point number."""

    day: NDArray[np.int_]
    minute: NDArray[np.int_]
    offence: NDArray[np.int_]
    at: NDArray[np.int_]


@dataclass(frozen=True, eq=False, slots=True)
class _Ground:
    """Points where something can happen: (n, 2), barrio, space number or -1, avenue or not, dark or not."""

    xy: NDArray[np.float64]
    barrio: NDArray[np.str_]
    space: NDArray[np.int_]
    avenue: NDArray[np.bool_]
    dark: NDArray[np.bool_]


def make_incidents(
    network: Network, spaces: tuple[Space, ...], lamps: Lamps, dry: Any, chance: np.random.Generator
) -> Incidents:
    """Return the incidents in the order of their dates."""
    ground = _ground(network, spaces, lamps, chance)
    pulls = [_base(ground), _parks(ground, spaces), *(_pull(ground, spot, spaces) for spot in SPOTS)]
    mixes = [{}, {}, *(dict(spot.mix) for spot in SPOTS)]
    nights = [0.35, 1.2, *(spot.night for spot in SPOTS)]
    shares = np.array([0.0, PARKS_SHARE, *(spot.share for spot in SPOTS)])
    shares[0] = 1 - shares.sum()
    source = chance.choice(len(shares), INCIDENTS, p=shares)
    offence, minute, at = (np.zeros(INCIDENTS, dtype=int) for _ in range(3))
    for k, (pull, mix, night) in enumerate(zip(pulls, mixes, nights, strict=True)):
        rows = np.flatnonzero(source == k)
        offence[rows] = _offences(len(rows), mix, chance)
        minute[rows] = _minutes(offence[rows], chance)
        late = (minute[rows] >= 18 * 60 + 20) | (minute[rows] < 6 * 60)
        for dark_hours, factor in ((True, 1 + night * ground.dark), (False, np.ones(len(pull)))):
            here = rows[late == dark_hours]
            weights = pull * factor
            at[here] = chance.choice(len(pull), len(here), p=weights / weights.sum())
    events = _Events(day=_days(offence, chance), minute=minute, offence=offence, at=at)
    return _written(ground, network, _repeated(events, ground, chance), dry, chance)


def _ground(network: Network, spaces: tuple[Space, ...], lamps: Lamps, chance: np.random.Generator) -> _Ground:
    spots, barrio, avenue = [], [], []
    for street in network.streets:
        if street.bridge:
            continue
        number = max(1, round(street.shape.length / 11))
        here = shapely.get_coordinates(
            shapely.line_interpolate_point(street.shape, (np.arange(number) + 0.5) / number, normalized=True)
        )
        spots.append(here + chance.uniform(-1, 1, (number, 2)) * (WIDTH[street.kind] / 2 - 1))
        barrio += [street.barrio] * number
        avenue += [street.kind in {"avenida", "malecón"}] * number
    space = [-1] * len(barrio)
    for k, park in enumerate(spaces):
        x0, y0, x1, y1 = park.shape.bounds
        inside = chance.uniform((x0, y0), (x1, y1), (int((x1 - x0) * (y1 - y0) / 60) + 8, 2))
        inside = inside[shapely.contains_xy(park.shape, inside)]
        spots.append(inside)
        barrio += [park.barrio] * len(inside)
        avenue += [False] * len(inside)
        space += [k] * len(inside)
    xy = np.vstack(spots)
    lit = shapely.union_all(shapely.buffer(shapely.points(lamps.xy[lamps.works]), 21, quad_segs=3))
    shapely.prepare(lit)
    return _Ground(xy, np.array(barrio), np.array(space), np.array(avenue), ~shapely.contains_xy(lit, xy))


def _base(ground: _Ground) -> NDArray[np.float64]:
    unease = np.array([UNEASE.get(name, 0.5) for name in ground.barrio.tolist()])
    base: NDArray[np.float64] = np.where(ground.space >= 0, 0.5, 1.0) * unease * np.where(ground.avenue, 1.7, 1.0)
    return base


def _parks(ground: _Ground, spaces: tuple[Space, ...]) -> NDArray[np.float64]:
    worse = {"bueno": 0.5, "regular": 1.0, "malo": 1.7, "en abandono": 2.2}
    pull = np.zeros(len(ground.xy))
    for space in spaces:
        away = shapely.distance(space.shape, shapely.points(ground.xy))
        pull += worse[space.place.condition.strip().lower()] * np.exp(-away / 22) * (away < 90)  # noqa: PLR2004
    return pull


def _pull(ground: _Ground, spot: Spot, spaces: tuple[Space, ...]) -> NDArray[np.float64]:
    if not spot.park:
        square = ((ground.xy - np.asarray(spot.at)) ** 2).sum(axis=1)
        round_it: NDArray[np.float64] = np.exp(-square / (2 * spot.reach**2)) + 1e-12
        return round_it
    space = next(space for space in spaces if space.place.name == spot.park)
    away = shapely.distance(space.shape, shapely.points(ground.xy))
    corner = np.asarray(space.shape.bounds[:2]) + 15
    lean = np.hypot(*(ground.xy - corner).T)
    inside = np.where(ground.space >= 0, 0.55, 1.0)
    pull: NDArray[np.float64] = inside * np.exp(-away / spot.reach) * (0.5 + 1.6 * np.exp(-lean / 70)) + 1e-12
    return pull


def _offences(number: int, mix: dict[str, float], chance: np.random.Generator) -> NDArray[np.int_]:
    weights = np.array([offence.share * mix.get(offence.name, 1.0) for offence in OFFENCES])
    return chance.choice(len(OFFENCES), number, p=weights / weights.sum())


def _minutes(offences: NDArray[np.int_], chance: np.random.Generator) -> NDArray[np.int_]:
    """Return minutes of the day; people remember full and half hours better than others."""
    found = chance.integers(0, 1440, len(offences))
    for k, offence in enumerate(OFFENCES):
        rows = np.flatnonzero(offences == k)
        bump = np.searchsorted(np.cumsum([part[2] for part in offence.hours]), chance.random(len(rows)))
        for b, (hour, spread, _) in enumerate(offence.hours):
            here = rows[bump == b]
            found[here] = np.round(chance.normal(hour, spread, len(here)) * 60).astype(int) % 1440
    rounding = chance.choice([1, 5, 15, 30], len(found), p=[0.18, 0.22, 0.25, 0.35])
    rounded: NDArray[np.int_] = (np.round(found / rounding) * rounding).astype(int) % 1440
    return rounded


def _days(offences: NDArray[np.int_], chance: np.random.Generator) -> NDArray[np.int_]:
    """Return days since `FIRST`: more in December and at carnival, a peak in 2025."""
    days = np.arange(int((LAST - FIRST).astype(int)) + 1)
    dates = FIRST + days
    month = dates.astype("datetime64[M]").astype(int) % 12
    season = np.array([0.97, 1.08, 1.0, 0.98, 0.97, 0.94, 0.98, 0.97, 0.95, 1.0, 1.02, 1.2])[month]
    trend = 0.9 + 0.28 * np.exp(-(((days - 620) / 260.0) ** 2))
    weekday = (days + 2) % 7  # 2023-11-01 was a Wednesday
    found = np.zeros(len(offences), dtype=int)
    for k, offence in enumerate(OFFENCES):
        rows = np.flatnonzero(offences == k)
        weights = season * trend * np.asarray(offence.week)[weekday]
        found[rows] = chance.choice(days, len(rows), p=weights / weights.sum())
    return found


def _repeated(events: _Events, ground: _Ground, chance: np.random.Generator) -> _Events:
    """Let a share of the incidents follow another one: the same offence, days later, a few doors on."""
    day, minute, offence, at = (part.copy() for part in (events.day, events.minute, events.offence, events.at))
    rows = np.flatnonzero(chance.random(len(day)) < REPEATS)
    parents = chance.integers(0, len(day), len(rows))
    later = day[parents] + 1 + np.minimum(chance.exponential(6, len(rows)), 20).astype(int)
    kept = (later <= int((LAST - FIRST).astype(int))) & ~np.isin(parents, rows)
    rows, parents, later = rows[kept], parents[kept], later[kept]
    angle, length = chance.uniform(0, 2 * np.pi, len(rows)), chance.exponential(45, len(rows))
    moved = ground.xy[at[parents]] + np.stack([np.cos(angle), np.sin(angle)], axis=1) * length[:, None]
    at[rows] = shapely.STRtree(shapely.points(ground.xy)).nearest(shapely.points(moved))
    day[rows], offence[rows] = later, offence[parents]
    minute[rows] = (minute[parents] + np.round(chance.normal(0, 75, len(rows)))).astype(int) % 1440
    return _Events(day=day, minute=minute, offence=offence, at=at)


def _written(ground: _Ground, network: Network, events: _Events, dry: Any, chance: np.random.Generator) -> Incidents:
    """Write the incidents down as offices do: some at the street corner, some without hour or position."""
    order = np.lexsort((events.minute, events.day))
    day, minute, offence, at = (part[order] for part in (events.day, events.minute, events.offence, events.at))
    number = len(day)
    corners = shapely.points(shapely.get_coordinates([shapely.get_point(s.shape, 0) for s in network.streets]))
    exact = ground.xy[at] + chance.normal(0, 2.0, (number, 2))
    wet = ~shapely.contains_xy(dry.buffer(-1), exact)
    exact[wet] = ground.xy[at][wet]
    nearest = shapely.STRtree(corners).nearest(shapely.points(exact))
    snapped = (chance.random(number) < 0.16) & (ground.space[at] < 0)  # noqa: PLR2004
    xy = np.where(snapped[:, None], shapely.get_coordinates(corners)[nearest], exact)
    luck = chance.random(number)
    xy[luck < NO_POSITION] = np.nan
    xy[(luck >= NO_POSITION) & (luck < NO_POSITION + ZERO_POSITION)] = 0
    minute = np.where(chance.random(number) < NO_HOUR, -1, minute)
    inside = chance.random(number) < np.array([item.indoors[1] for item in OFFENCES])[offence]
    place = np.where(
        inside,
        np.array([item.indoors[0] for item in OFFENCES])[offence],
        np.where(ground.space[at] >= 0, "PARQUE O PLAZA", "VÍA PÚBLICA"),
    )
    return Incidents(day=FIRST + day, minute=minute, offence=offence, place=place, circuit=ground.barrio[at], xy=xy)
