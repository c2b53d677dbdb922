"""The hand-drawn plan of Puerto Alborada: banks, avenues, barrios and the names of its public spaces.

Coordinates are metres east and north of `ORIGIN` in EPSG:32717. Nothing of this exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sample_layers.city.shapes import Point

ORIGIN = (641_000.0, 9_757_000.0)
"""A spot in the countryside of the province of Guayas; no real town is drawn, and the estuary is invented too."""

SEED = 20261101

FRAME = (-2500.0, -2300.0, 2500.0, 2300.0)
"""The part of the world that is drawn: min x, min y, max x, max y."""

WEST_BANK: tuple[Point, ...] = (
    (1640, 2500), (1420, 1750), (1130, 1180), (1010, 620), (1060, 130), (1290, -340), (1390, -850), (1230, -1400),
    (1080, -1850), (1120, -2500),
)  # fmt: skip
EAST_BANK: tuple[Point, ...] = (
    (2180, 2500), (1960, 1750), (1590, 1180), (1430, 640), (1560, 120), (1850, -380), (1930, -900), (1790, -1450),
    (1640, -1900), (1760, -2500),
)  # fmt: skip
CREEK: tuple[Point, ...] = (
    (1420, -640), (1050, -590), (690, -700), (250, -590), (-150, -690), (-560, -640), (-950, -780), (-1350, -700),
    (-1800, -860), (-2500, -780),
)  # fmt: skip
TOWN: tuple[Point, ...] = (
    (1560, 1440), (1120, 1640), (760, 1500), (430, 1560), (260, 1800), (60, 1520), (-330, 1430), (-560, 1600),
    (-900, 1500), (-1130, 1290), (-1290, 980), (-1530, 800), (-1720, 560), (-1640, 250), (-1980, 60), (-1890, -230),
    (-1620, -390), (-1700, -780), (-1560, -1040), (-1180, -1260), (-820, -1240), (-560, -1480), (-180, -1430),
    (160, -1560), (330, -1800), (520, -1520), (880, -1440), (1200, -1640), (1500, -1500), (1500, 300),
)  # fmt: skip
HILL: Point = (-1480, 1330)
"""The top of Cerro El Vigía; the lanes of the hillside run around it."""

AVENUES: dict[str, tuple[Point, ...]] = {
    "Av. Simón Bolívar": (
        (1200, 330), (760, 300), (330, 210), (-90, 130), (-500, 80), (-930, -20), (-1350, -50), (-1900, -170),
    ),
    "Av. 24 de Mayo": (
        (200, 2050), (330, 1260), (270, 900), (330, 210), (260, -250), (300, -620), (360, -1100), (280, -2050),
    ),
    "Av. Quito": (
        (-600, 1900), (-420, 1260), (-500, 700), (-500, 80), (-580, -380), (-560, -700), (-500, -1150), (-640, -1900),
    ),
    "Av. Los Ceibos": ((-1010, -110), (-700, 260), (-330, 560), (-60, 700), (270, 890), (420, 980)),
    "Vía al Vigía": ((-820, 400), (-1200, 470), (-1500, 400), (-1900, 480)),
    "Av. Circunvalación": (
        (1300, 980), (760, 1040), (290, 960), (-100, 1000), (-470, 940), (-800, 830), (-960, 420), (-930, -20),
        (-1060, -420), (-1020, -790), (-880, -1060), (-500, -1120), (-60, -1080), (360, -1100), (860, -1050), (1500, -1120),
    ),
}  # fmt: skip
"""Avenue -> control points. They cross the creek on bridges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrio:
    """A quarter: which piece between the avenues it is, and how it was built.

    Attributes
    ----------
    at
        A point inside it.
    turn
        Direction of its streets in degrees.
    block
        Length and width of its blocks in metres, street included.
    form
        ``grid``, ``villas`` (a grid with footways through its blocks) or ``hillside`` (irregular lanes).
    centre
        What the lanes of a hillside run around.
    people
        Residents per hectare of block.
    lit
        Share of its local streets that have lamps.
    """

    name: str
    parish: str
    at: Point
    turn: float
    block: tuple[float, float]
    form: str = "grid"
    centre: Point = HILL
    people: float = 120.0
    lit: float = 0.9


BARRIOS: tuple[Barrio, ...] = (
    Barrio(name="Centro", parish="El Puerto", at=(700, -150), turn=-17, block=(77, 68), people=125, lit=1.0),
    Barrio(name="El Faro", parish="El Puerto", at=(640, 640), turn=9, block=(85, 61), people=118, lit=0.97),
    Barrio(name="La Merced", parish="La Merced", at=(0, 400), turn=-9, block=(88, 57), people=122, lit=0.9),
    Barrio(name="Los Ceibos", parish="La Merced", at=(-200, 800), turn=22, block=(83, 52), people=118, lit=0.92),
    Barrio(name="San Roque", parish="La Merced", at=(-150, -250), turn=4, block=(86, 55), people=128, lit=0.88),
    Barrio(name="Bellavista", parish="Bellavista", at=(-700, 600), turn=14, block=(81, 50), people=140, lit=0.78),
    Barrio(name="La Terminal", parish="Bellavista", at=(-780, -330), turn=-6, block=(101, 63), people=95, lit=0.85),
    Barrio(
        name="Las Palmeras", parish="El Puerto", at=(750, 1270), turn=-7, block=(96, 46), form="villas", people=110,
        lit=0.95,
    ),
    Barrio(
        name="Los Almendros", parish="La Merced", at=(-100, 1260), turn=3, block=(92, 46), form="villas", people=130,
        lit=0.86,
    ),
    Barrio(
        name="Lomas del Vigía", parish="Bellavista", at=(-1000, 900), turn=0, block=(59, 40), form="hillside",
        people=150, lit=0.5,
    ),
    Barrio(
        name="3 de Noviembre", parish="Bellavista", at=(-1400, -420), turn=-22, block=(85, 44), form="villas",
        people=135, lit=0.62,
    ),
    Barrio(
        name="Nueva Alborada", parish="Bellavista", at=(-1350, 200), turn=-4, block=(90, 46), form="villas", people=115,
        lit=0.8,
    ),
    Barrio(name="El Astillero", parish="El Puerto", at=(900, -850), turn=12, block=(90, 59), people=85, lit=0.8),
    Barrio(
        name="Las Acacias", parish="Las Acacias", at=(-100, -900), turn=-12, block=(88, 46), form="villas", people=138,
        lit=0.84,
    ),
    Barrio(name="La Playita", parish="Las Acacias", at=(-750, -900), turn=20, block=(74, 46), people=150, lit=0.6),
    Barrio(
        name="Los Girasoles", parish="Las Acacias", at=(800, -1300), turn=-4, block=(94, 46), form="villas",
        people=125, lit=0.72,
    ),
    Barrio(
        name="La Floresta", parish="Las Acacias", at=(-80, -1330), turn=16, block=(90, 46), form="villas", people=120,
        lit=0.74,
    ),
    Barrio(
        name="El Manglar", parish="Las Acacias", at=(-1300, -950), turn=0, block=(57, 39), form="hillside",
        centre=(-900, -2600), people=165,
        lit=0.3,
    ),
)  # fmt: skip
