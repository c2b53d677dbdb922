"""The whole city as one value, and how it comes about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import MultiPolygon, Polygon

from sample_layers.city import plan
from sample_layers.city.audits import make_audits
from sample_layers.city.equipment import make_alarms, make_lamps
from sample_layers.city.ground import blocks_in_order, make_ground
from sample_layers.city.incidents import make_incidents
from sample_layers.city.land import make_land
from sample_layers.city.network import make_network
from sample_layers.city.people import make_businesses, make_census
from sample_layers.city.shapes import parts

if TYPE_CHECKING:
    from sample_layers.city.audits import Audit
    from sample_layers.city.equipment import Alarms, Lamps
    from sample_layers.city.ground import Space
    from sample_layers.city.incidents import Incidents
    from sample_layers.city.land import Land
    from sample_layers.city.network import Network
    from sample_layers.city.people import Business, CensusBlock


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class City:
    """Everything there is in Puerto Alborada; coordinates are metres from `plan.ORIGIN`."""

    land: Land
    network: Network
    spaces: tuple[Space, ...]
    census: tuple[CensusBlock, ...]
    businesses: tuple[Business, ...]
    lamps: Lamps
    alarms: Alarms
    incidents: Incidents
    audits: tuple[Audit, ...]
    boundary: Any
    barrios: tuple[tuple[plan.Barrio, Any], ...]


def make_city(seed: int = plan.SEED) -> City:
    """Return the city; the same seed gives the same city."""
    chance = np.random.default_rng(seed)
    land = make_land()
    network = make_network(land, chance)
    spaces, blocks = make_ground(land, network)
    blocks = blocks_in_order(blocks)
    lamps = make_lamps(network, spaces, chance)
    alarms = make_alarms(network, spaces, chance)
    census = make_census(blocks, chance)
    businesses = make_businesses(blocks, network, chance)
    incidents = make_incidents(network, spaces, lamps, land.dry, chance)
    boundary = _boundary(land, network)
    return City(
        land=land, network=network, spaces=spaces, census=census, businesses=businesses, lamps=lamps, alarms=alarms,
        incidents=incidents, audits=make_audits(spaces, lamps), boundary=boundary, barrios=_barrios(land, boundary),
    )  # fmt: skip


def _boundary(land: Land, network: Network) -> Any:
    """Return the urban limit: all built ground and the creek between, rounded off, without the river."""
    built = shapely.union_all([face.shape for face in network.faces])
    joined = built.union(land.creek.intersection(built.convex_hull)).buffer(30).buffer(-14).difference(land.river)
    outline = max(parts(joined, 2), key=lambda part: part.area).exterior
    return Polygon(outline).simplify(1.0)


def _barrios(land: Land, boundary: Any) -> tuple[tuple[plan.Barrio, Any], ...]:
    """Return the barrios with their ground."""
    found = []
    for barrio in plan.BARRIOS:
        own = shapely.union_all([piece.shape for piece in land.pieces if piece.barrio is barrio])
        found.append((barrio, MultiPolygon(parts(own.intersection(boundary).simplify(0.5), 2))))
    return tuple(found)
