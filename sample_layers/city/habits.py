"""When and where things happen in Puerto Alborada: hours and weekdays by offence, and the spots that draw them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sample_layers.city.shapes import Point

WEEK = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
WEEKEND = (0.6, 0.6, 0.6, 0.8, 1.6, 2.4, 1.9)
WORKDAYS = (1.2, 1.1, 1.1, 1.1, 1.2, 1.0, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """An offence in the words of the register.

    Attributes
    ----------
    share
        Weight in the city as a whole.
    hours
        Bumps of the day's curve: (hour, spread in hours, weight); the rest up to 1 is spread evenly.
    week
        Weights of Monday to Sunday.
    indoors
        Word for the place where it happens inside, and the share that does.
    """

    name: str
    share: float
    hours: tuple[tuple[float, float, float], ...]
    week: tuple[float, ...] = WEEK
    indoors: tuple[str, float] = ("LOCAL COMERCIAL", 0.0)


OFFENCES: tuple[Offence, ...] = (
    Offence(
        name="ROBO A PERSONAS", share=33,
        hours=((20.6, 2.2, 0.58), (6.4, 0.8, 0.1), (13.0, 1.6, 0.08), (0.8, 1.4, 0.1)),
        week=(0.95, 0.9, 0.95, 1.0, 1.2, 1.2, 0.9),
    ),
    Offence(
        name="HURTO", share=18, hours=((10.8, 2.2, 0.55), (17.0, 1.8, 0.3)), week=(1.0, 0.9, 0.9, 0.95, 1.1, 1.5, 0.9),
        indoors=("LOCAL COMERCIAL", 0.2),
    ),
    Offence(name="ROBO DE ACCESORIOS DE VEHÍCULO", share=10, hours=((22.5, 2.4, 0.5), (3.0, 1.8, 0.25))),
    Offence(
        name="ROBO A DOMICILIO", share=9, hours=((10.5, 2.2, 0.4), (15.5, 2.0, 0.15), (2.5, 1.5, 0.3)), week=WORKDAYS,
        indoors=("DOMICILIO", 1.0),
    ),
    Offence(
        name="ROBO A UNIDAD ECONÓMICA", share=6, hours=((20.0, 1.6, 0.4), (3.0, 1.4, 0.3), (13.0, 2.0, 0.15)),
        indoors=("LOCAL COMERCIAL", 1.0),
    ),
    Offence(name="ROBO DE MOTO", share=6.5, hours=((19.5, 2.6, 0.6), (13.0, 2.0, 0.15))),
    Offence(name="ROBO DE CARRO", share=2.4, hours=((20.0, 2.8, 0.6),)),
    Offence(name="LESIONES Y RIÑAS", share=5.2, hours=((23.4, 2.0, 0.62), (18.5, 2.0, 0.15)), week=WEEKEND),
    Offence(name="CONSUMO Y MICROTRÁFICO", share=4.2, hours=((19.5, 3.0, 0.7),)),
    Offence(name="DAÑO A BIEN PÚBLICO", share=2.6, hours=((1.0, 2.4, 0.6),), week=WEEKEND),
    Offence(name="ESCÁNDALO EN VÍA PÚBLICA", share=4.0, hours=((23.6, 1.9, 0.75),), week=WEEKEND),
    Offence(
        name="EXTORSIÓN", share=2.2, hours=((11.5, 2.5, 0.75),), week=WORKDAYS, indoors=("LOCAL COMERCIAL", 0.7)
    ),
    Offence(name="HOMICIDIO INTENCIONAL", share=0.55, hours=((21.0, 2.6, 0.65),), week=(1, 1, 1, 1, 1.2, 1.4, 1.3)),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place that draws offences.

    Attributes
    ----------
    share
        Share of all incidents of the city, parks and streets in general being the rest.
    at, reach
        Middle, and distance in metres over which it fades.
    park
        Name of the space it is about; then `reach` counts from the edge of that space.
    mix
        Offence -> how many times its usual share.
    night
        How much more the dark ground draws at night.
    """

    share: float
    at: Point = (0.0, 0.0)
    reach: float = 100.0
    park: str = ""
    mix: Mapping[str, float] = field(default_factory=dict)
    night: float = 0.6


_MARKET = {"HURTO": 4.5, "ROBO A DOMICILIO": 0.1, "ROBO A UNIDAD ECONÓMICA": 1.8, "EXTORSIÓN": 4.0}
_PARK = {
    "ROBO A PERSONAS": 1.6, "HURTO": 0.5, "CONSUMO Y MICROTRÁFICO": 2.6, "DAÑO A BIEN PÚBLICO": 3.0,
    "LESIONES Y RIÑAS": 1.3, "ROBO A DOMICILIO": 0.3, "ROBO A UNIDAD ECONÓMICA": 0.5,
}  # fmt: skip
_BARS = {
    "LESIONES Y RIÑAS": 4.5, "ESCÁNDALO EN VÍA PÚBLICA": 5.0, "ROBO A DOMICILIO": 0.1,
    "ROBO DE ACCESORIOS DE VEHÍCULO": 1.6, "HOMICIDIO INTENCIONAL": 1.5,
}  # fmt: skip
_ROUGH = {"HOMICIDIO INTENCIONAL": 4.5, "CONSUMO Y MICROTRÁFICO": 2.5, "LESIONES Y RIÑAS": 1.8, "ROBO DE MOTO": 1.5}

SPOTS: tuple[Spot, ...] = (
    Spot(share=0.070, at=(455, -275), reach=85, mix=_MARKET, night=0.0),
    Spot(share=0.052, at=(-880, -120), reach=90, mix={"HURTO": 2.2, "ROBO A PERSONAS": 1.3, "ROBO A DOMICILIO": 0.1}),
    Spot(share=0.0165, park="Parque La Merced", reach=32, mix=_PARK, night=1.6),
    Spot(share=0.0205, park="Parque Bellavista", reach=34, mix=_PARK | {"HOMICIDIO INTENCIONAL": 2.0}, night=1.6),
    Spot(share=0.014, park="Plaza del Puerto", reach=30, mix=_PARK | {"HURTO": 1.6}, night=1.0),
    Spot(share=0.009, park="Parque San Roque", reach=30, mix=_PARK, night=1.4),
    Spot(share=0.012, park="Parque lineal Estero Norte", reach=28, mix=_PARK, night=1.5),
    Spot(share=0.048, at=(935, 700), reach=75, mix=_BARS, night=0.3),
    Spot(share=0.022, at=(-470, 470), reach=60, mix={"ROBO A PERSONAS": 1.5, "HURTO": 1.4, "ROBO A DOMICILIO": 0.2}),
    Spot(share=0.016, at=(310, 225), reach=55, mix={"HURTO": 1.8, "ROBO A DOMICILIO": 0.2}),
    Spot(share=0.016, at=(1040, -960), reach=80, mix=_ROUGH),
    Spot(share=0.020, at=(-1220, -960), reach=120, mix=_ROUGH),
    Spot(share=0.026, at=(-1080, 830), reach=150, mix=_ROUGH),
    Spot(share=0.018, at=(-1330, -450), reach=110, mix=_ROUGH),
    Spot(share=0.010, at=(-700, -880), reach=80, mix=_ROUGH),
    Spot(share=0.010, at=(40, -1000), reach=90),
    Spot(share=0.009, at=(760, -1320), reach=80),
    Spot(share=0.009, at=(250, 1290), reach=70, mix={"ROBO DE ACCESORIOS DE VEHÍCULO": 2.0}),
)
PARKS_SHARE = 0.07
"""Share of incidents in and beside the public spaces in general, by their condition."""

UNEASE = {
    "Centro": 1.5, "El Faro": 1.0, "La Merced": 1.05, "Los Ceibos": 0.75, "San Roque": 1.05, "Bellavista": 1.15,
    "La Terminal": 1.15, "Las Palmeras": 0.5, "Los Almendros": 0.6, "Lomas del Vigía": 0.7, "Nueva Alborada": 0.65,
    "3 de Noviembre": 0.95, "El Astillero": 0.9, "Las Acacias": 0.8, "La Playita": 1.1, "Los Girasoles": 0.75,
    "La Floresta": 0.75, "El Manglar": 0.9,
}  # fmt: skip
"""Barrio -> incidents per metre of street relative to the others."""
