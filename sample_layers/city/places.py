"""The 64 public spaces of Puerto Alborada, as its (invented) municipal register has them: dirty words included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sample_layers.city.shapes import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A public space to be: what the register says of it and roughly where and how large it is.

    Attributes
    ----------
    size
        Area wanted in m2; for a strip along the water its length in metres.
    strip
        It lies between the water and the street beside it.
    """

    name: str
    kind: str
    condition: str
    at: Point
    size: float
    strip: bool = False


def _place(name: str, kind: str, condition: str, *where: float) -> Place:
    x, y, size = where
    return Place(name=name, kind=kind, condition=condition, at=(x, y), size=size)


PLACES: tuple[Place, ...] = (
    _place("Parque La Merced", "Parque", "MALO", 150, 400, 16400),
    _place("Parque Bellavista", "PARQUE", "en abandono", -690, 620, 11200),
    _place("Plaza del Puerto", "plaza", "Regular", 905, 190, 4800),
    _place("Parque San Roque", "Parque", "Regular", -220, -260, 9100),
    _place("Parque Central", "Parque", "bueno", 610, 90, 7000),
    _place("Parque El Faro", "Parque", "bueno", 560, 580, 9500),
    _place("Plaza de la Aduana", "Plaza", "bueno", 1000, -70, 2200),
    _place("Plazoleta San José", "Plazoleta", "Regular", 440, -90, 1500),
    _place("Parque de la Madre", "Parque", "Bueno ", 800, -260, 5000),
    _place("Plaza del Mercado", "Plaza", "MALO", 590, -350, 2600),
    _place("Plazoleta del Pescador", "plazoleta", "Regular", 1130, -420, 1800),
    _place("Parque Los Marinos", "Parque", "REGULAR", 800, 430, 4200),
    _place("Plazoleta Las Gaviotas", "Plazoleta", "bueno", 900, 790, 1200),
    _place("Cancha El Faro", "Cancha", "bueno", 420, 780, 1300),
    _place("Parque infantil El Timón", "Parque infantil", "Regular", 700, 900, 1600),
    _place("Parque Las Palmeras", "Parque", "bueno", 650, 1240, 6000),
    _place("Cancha Las Palmeras", "cancha", "bueno", 900, 1350, 1400),
    _place("Parque Los Delfines", "Parque", "Regular", 520, 1400, 2500),
    _place("Área verde etapa 2", "Área verde", "malo", 1060, 1240, 1100),
    _place("Plaza Santa Ana", "Plaza", "Regular", -250, 250, 2300),
    _place("Cancha Los Laureles", "Cancha", "REGULAR", -380, 380, 1300),
    _place("Parque infantil 1 de Mayo", "Parque infantil", "malo", 70, 640, 1500),
    _place("Parque Los Ceibos", "Parque", "bueno", -170, 840, 6200),
    _place("Cancha Los Ceibos", "Cancha", "Regular", -390, 780, 1500),
    _place("Plazoleta El Triángulo", "Plazoleta", "Regular", 90, 860, 1000),
    _place("Cancha San Roque", "CANCHA", "MALO", 60, -420, 1500),
    _place("Parque La Concordia", "Parque", "bueno", 100, -60, 4500),
    _place("Plazoleta El Carmen", "Plazoleta", "bueno", -420, -80, 1300),
    _place("Parque infantil Los Pinos", "Parque infantil", "Regular", -400, -480, 1600),
    _place("Cancha Bellavista Alta", "Cancha", "malo", -830, 480, 1300),
    _place("Parque Las Orquídeas", "Parque", "Regular", -590, 250, 3000),
    _place("Plazoleta Los Ángeles", "Plazoleta", "Regular", -560, 820, 1100),
    _place("Plaza de la Terminal", "Plaza", "Regular", -790, -230, 3800),
    _place("Parque 9 de Octubre", "Parque", "REGULAR", -700, -500, 6500),
    _place("Cancha del Sindicato", "Cancha", "malo", -900, -570, 1500),
    _place("Mirador El Vigía", "Mirador", "en abandono", -1170, 900, 2600),
    _place("Cancha Lomas del Vigía", "Cancha", "MALO", -880, 1130, 1200),
    _place("Área comunal Lomas Alta", "Área comunal", "en abandono", -720, 1370, 900),
    _place("Parque infantil La Loma", "Parque infantil", "malo", -1080, 680, 1000),
    _place("Parque Nueva Alborada", "Parque", "Regular", -1350, 180, 5200),
    _place("Cancha Nueva Alborada", "Cancha", "bueno", -1150, 300, 1400),
    _place("Parque Los Tulipanes", "Parque", "Regular", -1580, 60, 2200),
    _place("Plazoleta La Fe", "plazoleta", "bueno", -1110, 60, 1200),
    _place("Parque 3 de Noviembre", "Parque", "MALO", -1330, -420, 4800),
    _place("Cancha La Unión", "Cancha", "Regular", -1480, -620, 1300),
    _place("Área verde Mz. 14", "Área verde", "en abandono", -1170, -250, 1000),
    _place("Parque El Astillero", "Parque", "Regular", 900, -850, 5600),
    _place("Plaza de los Carpinteros", "Plaza", "bueno", 1150, -780, 2000),
    _place("Cancha El Astillero", "Cancha", "Regular", 560, -900, 1500),
    _place("Parque Los Algarrobos", "Parque", "malo", 1080, -1000, 2500),
    _place("Parque Las Acacias", "Parque", "Regular", -80, -890, 6000),
    _place("Cancha Las Acacias", "Cancha", "bueno", 200, -980, 1400),
    _place("Parque infantil Arcoíris", "Parque infantil", "bueno", -380, -850, 1500),
    _place("Parque La Playita", "Parque", "en abandono", -700, -890, 3200),
    _place("Cancha La Playita", "Cancha", "malo", -850, -950, 1200),
    _place("Parque Los Girasoles", "Parque", "Regular", 800, -1290, 5000),
    _place("Cancha Los Girasoles", "cancha", "Regular", 1050, -1330, 1400),
    _place("Área verde Los Girasoles", "AREA VERDE", "malo", 540, -1250, 1200),
    _place("Parque La Floresta", "Parque", "REGULAR", -80, -1270, 4800),
    _place("Cancha La Floresta", "Cancha", "Regular", -400, -1290, 1300),
    _place("Cancha El Manglar", "Cancha", "en abandono", -1180, -960, 1300),
    Place(name="Malecón del Puerto", kind="Parque lineal", condition="bueno", at=(1020, 420), size=430, strip=True),
    Place(
        name="Parque lineal Estero Norte", kind="Parque lineal", condition="MALO", at=(0, -610), size=460, strip=True
    ),
    Place(
        name="Parque lineal El Manglar", kind="PARQUE LINEAL", condition="Regular", at=(-1180, -790), size=320,
        strip=True,
    ),
)  # fmt: skip
