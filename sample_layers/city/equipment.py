"""Street lamps and community alarms: where they stand, what they are and which do not work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from sample_layers.city import plan
from sample_layers.city.network import WIDTH

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sample_layers.city.ground import Space
    from sample_layers.city.network import Network, Street

LAMPS, DARK, ALARMS = 5_214, 618, 60

FIRST_ALARM = np.array([30.0, 345.0])
"""One block west of Parque La Merced, which it reaches in part."""

SPACING = {"avenida": 28.0, "malecón": 29.0, "calle": 33.0, "peatonal": 35.0, "escalinata": 32.0}
"""Class of street -> metres between lamps, which stand on alternate sides."""

OUTAGES: tuple[tuple[float, float, float], ...] = (
    (165, 330, 95), (-700, 560, 130), (-250, -330, 110), (560, -400, 90), (-60, -640, 120), (-1120, 820, 150),
    (-720, -860, 120), (930, 120, 70), (-1300, -480, 120), (1060, -960, 100), (-150, 900, 80), (-820, -330, 90),
    (240, 1280, 90), (700, -1330, 100), (-1250, 250, 90), (-250, -1350, 90), (420, 300, 70), (-1250, -950, 130),
)  # fmt: skip
"""Circuits out of order: x, y, reach in metres."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lamps:
    """Street lamps, a row each: position (n, 2), type, power in W, light in lm, height in m, and whether they burn."""

    xy: NDArray[np.float64]
    kind: NDArray[np.str_]
    power: NDArray[np.int_]
    lumens: NDArray[np.int_]
    height: NDArray[np.float64]
    works: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Alarms:
    """Community alarms, a row each: position (n, 2), barrio, sound level in dB(A) at 1 m, and whether they work."""

    xy: NDArray[np.float64]
    barrio: tuple[str, ...]
    level: NDArray[np.int_]
    works: NDArray[np.bool_]


def make_lamps(network: Network, spaces: tuple[Space, ...], chance: np.random.Generator) -> Lamps:
    """Return the lamps: those in the spaces, and along the streets with the best claim to light."""
    inside = [_in_space(space, chance) for space in spaces]
    xy, kinds = [np.vstack(inside)], ["parque"] * sum(len(spots) for spots in inside)
    wanted = LAMPS - len(kinds)
    for street in _by_claim(network, chance):
        spots = _along(street)[: wanted + len(xy[0]) - len(kinds)]
        xy.append(spots)
        kinds += [street.kind] * len(spots)
        if len(kinds) >= LAMPS:
            break
    return _equipped(np.vstack(xy), np.array(kinds), chance)


def _by_claim(network: Network, chance: np.random.Generator) -> list[Street]:
    """Return the streets in the order in which they got light: avenues, then by barrio, street and luck."""
    share = {barrio.name: barrio.lit for barrio in plan.BARRIOS}
    luck = {name: chance.random() for name in sorted({street.name for street in network.streets})}
    handicap = {"avenida": -9.0, "malecón": -8.0, "calle": 0.0, "peatonal": 0.62, "escalinata": 0.75}
    claims = [
        handicap[s.kind] - share.get(s.barrio, 0.8) + 0.45 * luck[s.name] + 0.3 * chance.random()
        for s in network.streets
    ]
    return [network.streets[i] for i in np.argsort(claims, kind="stable")]


def _along(street: Street) -> NDArray[np.float64]:
    """Return lamp positions along a street, on alternate sides, just off the wall."""
    number = max(1, round(street.shape.length / SPACING[street.kind]))
    at = (np.arange(number) + 0.5) / number * street.shape.length
    here = shapely.get_coordinates(shapely.line_interpolate_point(street.shape, at))
    ahead = shapely.get_coordinates(
        shapely.line_interpolate_point(street.shape, np.minimum(at + 1, street.shape.length))
    )
    behind = shapely.get_coordinates(shapely.line_interpolate_point(street.shape, np.maximum(at - 1, 0)))
    step = ahead - behind
    normal = np.stack([-step[:, 1], step[:, 0]], axis=1) / np.hypot(*step.T)[:, None]
    side = np.where(np.arange(number) % 2, 1.0, -1.0)[:, None] * (WIDTH[street.kind] / 2 - 0.7)
    spots: NDArray[np.float64] = here + normal * side
    return spots


def _in_space(space: Space, chance: np.random.Generator) -> NDArray[np.float64]:
    """Return the few lamps within a space: more where it is in good condition."""
    share = {"bueno": 0.8, "regular": 0.4, "malo": 0.16}.get(space.place.condition.strip().lower(), 0.05)
    ring = space.shape.buffer(-9)
    if ring.is_empty:
        return np.empty((0, 2))
    x0, y0, x1, y1 = ring.bounds
    grid = np.stack(np.meshgrid(np.arange(x0, x1, 27.0), np.arange(y0, y1, 27.0)), axis=-1).reshape(-1, 2)
    held = grid[shapely.contains_xy(ring, grid)]
    spots: NDArray[np.float64] = held[chance.random(len(held)) < share] + chance.normal(0, 1.2, 2)
    return spots


def _equipped(xy: NDArray[np.float64], kinds: Any, chance: np.random.Generator) -> Lamps:
    led = chance.random(len(xy)) < np.select([kinds == "avenida", kinds == "malecón"], [0.7, 0.9], 0.35)
    led_watts = np.select([kinds == "avenida", kinds == "parque"], [150, 60], 90)
    old_watts = np.select([kinds == "avenida", kinds == "calle"], [250, 150], 100)
    power = np.where(led, led_watts, old_watts)
    height = np.select([kinds == "avenida", kinds == "parque", kinds == "calle"], [10.0, 5.0, 8.0], 6.0)
    failing = chance.random(len(xy))
    for x, y, reach in OUTAGES:
        away = np.hypot(xy[:, 0] - x, xy[:, 1] - y)
        failing += np.where(away < reach, 0.75, 0.0) + np.where(away < 2 * reach, 0.08, 0.0)
    failing += np.where(led, -0.12, 0.0)
    works = np.ones(len(xy), dtype=bool)
    works[np.argsort(-failing, kind="stable")[:DARK]] = False
    return Lamps(
        xy=xy, kind=np.where(led, "LED", "SODIO"), power=power, lumens=np.where(led, power * 130, power * 95),
        height=height, works=works,
    )  # fmt: skip


def make_alarms(network: Network, spaces: tuple[Space, ...], chance: np.random.Generator) -> Alarms:
    """Return alarms at corners, at least 150 m apart, where neighbours asked for them: often beside a kept space."""
    asked = {"Las Palmeras": 3.0, "Las Acacias": 2.4, "El Faro": 2.0, "Los Ceibos": 2.0, "Nueva Alborada": 2.0}
    asked |= {"Lomas del Vigía": 0.25, "El Manglar": 0.2, "Bellavista": 0.6, "La Playita": 0.4}
    corners = shapely.get_coordinates([shapely.get_point(street.shape, 0) for street in network.streets])
    weights = np.array([asked.get(street.barrio, 1.0) for street in network.streets])
    kept = shapely.union_all([s.shape for s in spaces if s.place.condition.strip().lower() in {"bueno", "regular"}])
    weights *= np.where(shapely.dwithin(kept, shapely.points(corners), 45), 4.0, 1.0)
    quiet = np.array([(150.0, 400.0), (-690.0, 620.0), (905.0, 190.0)])
    near = np.min(np.hypot(*(corners[:, None] - quiet[None]).transpose(2, 0, 1)), axis=1) < 165  # noqa: PLR2004
    weights[near] = 0
    turns = np.argsort(-np.log(chance.random(len(corners))) / np.maximum(weights, 1e-9), kind="stable")
    chosen = [int(np.hypot(*(corners - FIRST_ALARM).T).argmin())]
    for i in turns.tolist():
        if len(chosen) == ALARMS:
            break
        if np.hypot(*(corners[chosen] - corners[i]).T).min() > 150:  # noqa: PLR2004
            chosen.append(i)
    works = np.ones(ALARMS, dtype=bool)
    works[chance.choice(ALARMS, 7, replace=False)] = False
    return Alarms(
        xy=corners[chosen] + chance.normal(0, 1.5, (ALARMS, 2)), barrio=tuple(network.streets[i].barrio for i in chosen),
        level=chance.choice([105, 110, 115, 120], ALARMS, p=[0.2, 0.35, 0.3, 0.15]), works=works,
    )  # fmt: skip
