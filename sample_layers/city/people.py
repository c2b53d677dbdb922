"""Residents by block, and businesses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import Point

from sample_layers.city import plan

if TYPE_CHECKING:
    from sample_layers.city.ground import Block
    from sample_layers.city.network import Network

BLOCKS, BUSINESSES = 2_310, 420

OTHER_USES: dict[str, tuple[float, float]] = {
    "Mercado Municipal": (455, -275), "Terminal terrestre": (-890, -130), "Hospital": (-250, -100),
    "Colegio": (350, 500), "Escuela 1": (-700, 350), "Escuela 2": (100, -800), "Municipio": (560, 180),
    "Estadio": (-600, -250), "Muelle y aduana": (1150, -200), "Camal": (950, -1150), "Cementerio": (-150, 1350),
}  # fmt: skip
"""Blocks where nobody lives, and where they are."""

TRADES: tuple[tuple[str, str, float, int], ...] = (
    ("Tienda de abarrotes", "Tienda", 0.27, 21), ("Restaurante", "Comedor", 0.12, 22), ("Panadería", "Panadería", 0.07, 20),
    ("Farmacia", "Farmacia", 0.07, 22), ("Ferretería", "Ferretería", 0.06, 18), ("Bar", "Bar", 0.06, 2),
    ("Peluquería", "Peluquería", 0.06, 20), ("Taller mecánico", "Taller", 0.06, 18), ("Ropa y calzado", "Almacén", 0.08, 19),
    ("Marisquería", "Marisquería", 0.05, 17), ("Papelería", "Papelería", 0.05, 19), ("Banco", "Agencia bancaria", 0.02, 16),
    ("Gimnasio", "Gimnasio", 0.03, 21),
)  # fmt: skip
"""Trade, first word of the sign, share, closing hour."""

OPENS: dict[str, int] = {"Panadería": 6, "Bar": 17, "Restaurante": 11, "Marisquería": 8, "Banco": 9, "Gimnasio": 6}
"""Opening hour of trades that do not open at eight."""

SURVEYED: tuple[tuple[float, float, float], ...] = ((150, 400, 460), (-690, 620, 380), (905, 190, 400))
"""Where the chamber of commerce asked businesses: around La Merced, Bellavista and the Plaza del Puerto, with radii."""

SIGNS = (
    "La Espiga", "El Ancla", "Don Camarón", "La Esquina", "El Buen Precio", "Tres Hermanos", "La Garza", "El Timonel",
    "Brisas", "Amanecer", "La Concha", "El Manglar", "Buen Viaje", "La Ría", "El Pelícano", "Marea Alta", "La Bahía",
    "El Ceibo", "Santa Rosa", "La Económica", "El Vigía", "Costa Azul", "La Palma", "Nuevo Día",
)  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CensusBlock:
    """A block with its residents and dwellings; `use` is said where nobody lives there.

    Attributes
    ----------
    women, children, older
        Of the residents: women, those under 15, those of 65 and more.
    """

    id: str
    shape: Any
    barrio: str
    people: int
    women: int
    children: int
    older: int
    dwellings: int
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A business: its sign, trade, hours and size, and what it told a survey. No owner."""

    sign: str
    trade: str
    street: str
    x: float
    y: float
    opens: int
    closes: int
    employees: int
    answer: Answer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a business told of the last twelve months; None where it left the question open.

    Attributes
    ----------
    drop
        Of its sales, per cent.
    """

    times: int
    loss: int | None
    drop: int | None
    extortion: bool | None


def make_census(blocks: tuple[Block, ...], chance: np.random.Generator) -> tuple[CensusBlock, ...]:
    """Return the residents of the largest blocks (smaller scraps of ground have no houses)."""
    areas = np.array([block.shape.area for block in blocks])
    kept = np.sort(np.argsort(-areas, kind="stable")[:BLOCKS]).tolist()
    other: dict[int, str] = {}
    for use, spot in OTHER_USES.items():
        nearest = min((i for i in kept if i not in other), key=lambda i: float(blocks[i].shape.distance(Point(spot))))
        other[nearest] = use
    luck = chance.lognormal(-0.06, 0.35, len(blocks))
    # Chance of its own: the rest of the city is as it was before somebody counted groups.
    groups = np.random.default_rng(plan.SEED + 2)
    found = []
    for number, i in enumerate(kept, 1):
        people = 0 if i in other else max(1, round(blocks[i].density * areas[i] / 10_000 * luck[i]))
        women, children, older = groups.binomial(people, (0.51, 0.27, 0.08)).tolist()
        found.append(
            CensusBlock(
                id=f"MZ-{number:04d}", shape=blocks[i].shape, barrio=blocks[i].barrio, people=people,
                women=women, children=children, older=older,
                dwellings=round(people / 3.4), use=other.get(i, "Residencial"),
            )
        )  # fmt: skip
    return tuple(found)


def make_businesses(blocks: tuple[Block, ...], network: Network, chance: np.random.Generator) -> tuple[Business, ...]:
    """Return businesses on the street side of blocks: in the centre, along avenues and around the market."""
    rings = [block.shape.exterior for block in blocks]
    at = np.array([ring.interpolate(chance.random(), normalized=True).coords[0] for ring in rings for _ in range(2)])
    avenues = shapely.union_all([s.shape for s in network.streets if s.kind == "avenida"])
    pull = 0.15 + 2.2 * np.exp(-shapely.distance(avenues, shapely.points(at)) / 30)
    for (x, y), weight, reach in (((640, 0), 3.0, 260), ((455, -275), 7.0, 120), ((-880, -130), 4.0, 130)):
        pull += weight * np.exp(-(((at[:, 0] - x) ** 2 + (at[:, 1] - y) ** 2) / (2 * reach**2)))
    chosen = np.sort(chance.choice(len(at), BUSINESSES, replace=False, p=pull / pull.sum()))
    streets = shapely.STRtree([s.shape for s in network.streets]).nearest(shapely.points(at[chosen]))
    shares = np.array([trade[2] for trade in TRADES])
    trades = chance.choice(len(TRADES), BUSINESSES, p=shares / shares.sum())
    signs = chance.choice(len(SIGNS), BUSINESSES)
    # Chance of its own: the rest of the city is as it was before somebody asked.
    asked = np.random.default_rng(plan.SEED + 3)
    return tuple(
        Business(
            sign=f"{TRADES[t][1]} {SIGNS[g]}", trade=TRADES[t][0], street=network.streets[s].name, x=float(at[i, 0]),
            y=float(at[i, 1]), opens=OPENS.get(TRADES[t][0], 8), closes=TRADES[t][3],
            employees=1 + int(asked.poisson(2.4)), answer=_answer(float(at[i, 0]), float(at[i, 1]), asked),
        )
        for i, t, g, s in zip(chosen.tolist(), trades.tolist(), signs.tolist(), streets.tolist(), strict=True)
    )  # fmt: skip


def _answer(x: float, y: float, chance: np.random.Generator) -> Answer | None:
    """Return what a business answers; most of those that were asked do, and some leave a question open."""
    answers, victim, open_loss, open_drop, open_extortion = chance.random(5)
    times = int(chance.poisson(1.1)) if victim < 0.62 else 0  # noqa: PLR2004 - share of those that were a victim
    loss = round(float(times * chance.lognormal(5.6, 0.5)), -1)
    drop, extorted = int(chance.binomial(20, 0.3)), bool(chance.random() < 0.3)  # noqa: PLR2004
    if answers > 0.9 or all(np.hypot(x - cx, y - cy) > reach for cx, cy, reach in SURVEYED):  # noqa: PLR2004
        return None
    return Answer(
        times=times, loss=int(loss) if open_loss < 0.92 else None, drop=drop if open_drop < 0.8 else None,  # noqa: PLR2004
        extortion=extorted if open_extortion < 0.75 else None,  # noqa: PLR2004
    )  # fmt: skip
