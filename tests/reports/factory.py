"""A small fictional park with everything a brief is made of, by hand: no importer, no analysis."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from spaceplanner.cartography.density import DensityField
from spaceplanner.domain.funding import FundingKind, of_kind
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.outlook import Appraisal, Asset, Gain, Proof, Range, Stack, Standing
from spaceplanner.domain.project import Project
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.domain.result import (
    Diagnosis,
    EffectUse,
    Figure,
    Part,
    Period,
    ProposalResult,
    Result,
    SpaceDiagnosis,
)
from spaceplanner.io import catalogue as catalogues
from spaceplanner.services import costing

ORIGIN = np.array([641_208.0, 9_757_334.0])
PARK = np.array([[-75, 30], [14, 40], [108, 60], [147, -24], [42, -41], [-33, -72]], dtype=float)


def figure(exact: float | None, unit: str = "count", **more: Any) -> Figure:
    """A figure that may be published as it is."""
    values: dict[str, Any] = {"published": exact, "published_low": more.get("low"), "published_high": more.get("high")}
    return Figure(**{"exact": exact, "unit": unit, **values, **more})


def _layer(key: str, role: Role, kind: GeometryKind, geometry: Any, **columns: Any) -> Layer:
    count = len(geometry)
    table = pa.table(columns or {"name": [None] * count})
    source = Source(path=f"{key}.gpkg", read=count + 3, used=count, imported="2026-10-02", sha256="00" * 32)
    return Layer(id=key, name=key.title(), role=role, kind=kind, geometry=geometry, table=table, source=source)


def _grid_lines() -> list[Any]:
    turn = np.deg2rad(-9)
    rotate = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    slanted = [[(x + 90, -700), (x - 130, 700)] for x in range(-740, 900, 108)]
    crossing = [[(-900, y), (900, y)] for y in range(-620, 700, 112)]
    lines = [np.array(line) @ rotate + ORIGIN for line in slanted + crossing]
    park = shapely.polygons(PARK + ORIGIN)
    cut = shapely.difference(shapely.linestrings(np.array(lines)), shapely.buffer(park, 6))
    return list(shapely.get_parts(cut))


def _lamps(streets: list[Any]) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    spots = [line.interpolate(d).coords[0] for line in streets for d in np.arange(15, max(line.length, 16), 46)] + [
        tuple(ORIGIN + np.array(p)) for p in [(62, -12), (-60, -30)]
    ]
    xy = np.array(spots) + rng.normal(0, 2.2, (len(spots), 2))
    return xy, rng.random(len(xy)) > 0.14


def project(**changes: Any) -> Project:
    """The fictional park, its neighbours, streets, lamps and alarms, and one proposal."""
    streets = _grid_lines()
    lamps, working = _lamps(streets)
    alarms = ORIGIN + np.array([[-137, 57], [200, -150], [-40, -230], [30, 260.0]])
    others = [shapely.box(x, y, x + 64, y + 48) for x, y in ORIGIN + np.array([[-60, 190], [210, 120], [-330, -140]])]
    spaces = np.array([shapely.polygons(PARK + ORIGIN), *others], dtype=object)
    names = ["Parque La Merced", "Parque El Faro", "Plaza del Puerto", "Parque San Roque"]
    boundary = np.array([shapely.box(*(ORIGIN - 900), *(ORIGIN + 900))], dtype=object)
    incidents = ORIGIN + np.random.default_rng(1).normal(0, 100, (50, 2))
    lines, areas, points = GeometryKind.LINE, GeometryKind.POLYGON, GeometryKind.POINT
    layers = (
        _layer("boundary", Role.BOUNDARY, areas, boundary),
        _layer("streets", Role.STREETS, lines, np.array(streets, dtype=object)),
        _layer("spaces", Role.SPACES, areas, spaces, id=["merced", "faro", "puerto", "roque"], name=names),
        _layer("lamps", Role.LAMPS, points, lamps, working=working),
        _layer("alarms", Role.ALARMS, points, alarms, working=[True] * len(alarms)),
        _layer("incidents", Role.INCIDENTS, points, incidents),
    )
    base = Project(
        name="Puerto Alborada",
        crs="EPSG:32717",
        timezone="America/Guayaquil",
        organisation="GAD Municipal de Puerto Alborada · Dirección de Planificación",
        contact="Dirección de Planificación · planificacion@ejemplo.ec · +593 00 000 0000",
        fictional=True,
        layers=layers,
        proposals=(proposal(),),
    )
    return replace(base, **changes)


def proposal(**changes: Any) -> Proposal:
    """Ten lamps, a court, an alarm, a committee, coaches and upkeep for the park."""
    at = [(-48, 0), (-24, 5), (1, 9), (26, 14), (51, 19), (76, 24), (-40, -26), (-16, -21), (58, -10), (84, -5)]
    lamps = [
        Intervention(id=f"lamp-{i}", type="led_lamp", geometry=shapely.Point(ORIGIN + np.array(p)))
        for i, p in enumerate(at)
    ]
    court = shapely.polygons(np.array([[-4, -11], [24, -3], [20, 12], [-8, 4]]) + ORIGIN)
    rest = [
        Intervention(id="court", type="multi_use_court", geometry=court),
        Intervention(id="alarm", type="community_alarm", geometry=shapely.Point(ORIGIN + np.array([96, -30]))),
        Intervention(id="committee", type="neighbourhood_committee"),
        Intervention(id="coach", type="coach_programme"),
        Intervention(id="upkeep", type="upkeep_contract", quantity=3),
    ]
    base = Proposal(
        id="merced",
        name="La Merced iluminada",
        space="merced",
        interventions=(*lamps, *rest),
        funding=(
            of_kind("Municipio", FundingKind.OWN, 34_563),
            of_kind("Puerto Seguro S. A.", FundingKind.COMMITTED, 18_546),
            of_kind("Ferretería El Ancla", FundingKind.IN_KIND, 10_116),
            of_kind("Cámara de Comercio", FundingKind.REQUESTED, 12_000),
        ),
        maintainer="Empresa de Espacios Públicos",
        upkeep_payer="Municipio",
        summary="Luz, una cancha y un comité barrial para el segundo parque con mayor necesidad de la ciudad",
    )
    return replace(base, **changes)


def density() -> DensityField:
    """A smooth invented surface: one strong slanted bump over the park, one in a corner."""
    cell, nx, ny = 20.0, 90, 90
    x0, y0 = ORIGIN - 900
    x, y = np.meshgrid(x0 + (np.arange(nx) + 0.5) * cell - ORIGIN[0], y0 + (np.arange(ny) + 0.5) * cell - ORIGIN[1])
    a, b = (x + 25) * 0.8 + (y + 5) * 0.6, -(x + 25) * 0.6 + (y + 5) * 0.8
    values = 1250 * np.exp(-((a / 105) ** 2) - (b / 72) ** 2) + 900 * np.exp(
        -(((x - 230) / 90) ** 2) - ((y + 190) / 90) ** 2
    )
    breaks = (120.0, 240.0, 480.0, 720.0, 960.0)
    values.setflags(write=False)
    return DensityField(x0=x0, y0=y0, cell=cell, nx=nx, ny=ny, values=values, breaks=breaks, bandwidth=150.0, years=3.0)


_PARTS = (
    ("need", 0.25, 76.8, 19.2, "points"),
    ("gap_closed", 0.18, 0.78, 14.1, "share"),
    ("averted", 0.20, 31, 11.8, "per_year"),
    ("people", 0.12, 5020, 10.3, "people"),
    ("value", 0.10, 3.4, 6.9, "per_year"),
    ("coinvestment", 0.08, 0.34, 5.6, "share"),
    ("readiness", 0.07, 0.64, 4.5, "share"),
)
_NEED = (
    ("incidents_per_year", 0.40, 188, 37.9, "per_year"),
    ("night_share", 0.10, 0.61, 6.8, "share"),
    ("dark_share", 0.20, 0.46, 9.2, "share"),
    ("silent_share", 0.10, 0.64, 6.4, "share"),
    ("walk_residents", 0.20, 5020, 18.9, "people"),
)


def _parts(table: Any) -> tuple[Part, ...]:
    return tuple(
        Part(id=key, weight=weight, value=points / (100 * weight), points=points, figure=figure(value, unit))
        for key, weight, value, points, unit in table
    )


def diagnosis() -> Diagnosis:
    """Four spaces, the park second."""
    figures = {
        "area_m2": figure(16_400, "m2"),
        "incidents_inside": figure(96),
        "incidents_within": figure(564),
        "incidents_per_year": figure(188, "per_year", low=149, high=231, sample=564),
        "night_share": figure(0.61, "share"),
        "lamps_inside": figure(2),
        "lamps_within": figure(21),
        "lit_share": figure(0.54, "share"),
        "dark_share": figure(0.46, "share"),
        "heard_share": figure(0.36, "share"),
        "silent_share": figure(0.64, "share"),
        "walk_residents": figure(5020, "people"),
    }
    first = SpaceDiagnosis(
        space="merced",
        name="Parque La Merced",
        figures=figures,
        need=79.6,
        need_floor=79.6,
        rank=2,
        parts=_parts(_NEED),
    )
    rest = tuple(
        replace(first, space=key, name=key.title(), rank=rank, parts=())
        for key, rank in (("faro", 1), ("puerto", 3), ("roque", 4))
    )
    return Diagnosis(
        spaces=(rest[0], first, *rest[1:]),
        method={"name": "radii", "version": "1"},
        period=Period(first="2023-11-01", last="2026-10-31", years=3.0),
        incidents=20_148,
    )


def effects() -> tuple[EffectUse, ...]:
    """How the proposal's effects were used: two credited, two not."""
    few = Figure(exact=3, published=None, unit="count", withheld="fewer_than_5")
    return (
        EffectUse(
            type="led_lamp", evidence="lighting_philadelphia", outcome="all", when="night", reach="lit",
            eligible=figure(143), credited=True, rate_ratio=0.85, low=0.62, high=1.0,
        ),
        EffectUse(
            type="community_alarm", evidence="alarm_community", outcome="all", when="any", reach="heard",
            eligible=figure(310), credited=False, why_not="no_evidence",
        ),
        EffectUse(
            type="multi_use_court", evidence="areninhas", outcome="violent", when="any", reach="space",
            eligible=few, credited=True, rate_ratio=0.75, low=0.37, high=1.5, carried=0.25,
        ),
        EffectUse(
            type="neighbourhood_committee", evidence="watch_meta", outcome="all", when="any", reach="space",
            eligible=figure(564), credited=True, rate_ratio=0.84, low=0.55, high=1.2,
        ),
    )  # fmt: skip


def proposal_result(of: Project, **changes: Any) -> ProposalResult:
    """The result for the project's first proposal."""
    plan, catalogue = of.proposals[0], catalogues.load()
    same = of.currency == catalogue.currency
    cost = costing.cost(plan, catalogue, of.settings, same_currency=same)
    base = ProposalResult(
        id=plan.id,
        name=plan.name,
        space=plan.space,
        score=72.4,
        score_floor=72.4,
        rank=2,
        criteria=_parts(_PARTS),
        cost=cost,
        funding=costing.funding(plan, cost.likely, same_currency=same),
        averted=figure(31, "per_year", low=12, high=49),
        may_have_no_effect=False,
        eligible=figure(430),
        incidents=figure(564),
        effects=effects(),
        before={"lit_share": figure(0.54, "share"), "dark_share": figure(0.46, "share"),
                "heard_share": figure(0.36, "share"), "silent_share": figure(0.64, "share")},
        after={"lit_share": figure(0.81, "share"), "dark_share": figure(0.19, "share"),
               "heard_share": figure(1.0, "share"), "silent_share": figure(0.0, "share")},
        grade="D",
        evidence=("lighting_philadelphia", "watch_meta", "areninhas"),
        related=("lighting_meta_2022", "lighting_meta_2008", "lighting_nyc_rct", "lighting_dallas_null",
                 "alarm_community", "sport_ordinary_null", "plaza_santiago_rct", "bogota_services_rct"),
        notes=(),
        standing=Standing(expected=2.3, low=1, high=4, first=0.23, acceptability=(0.23, 0.4, 0.2, 0.17, *[0.0] * 5)),
    )  # fmt: skip
    return replace(base, **changes)


def result(of: Project, **changes: Any) -> Result:
    """The result for a project whose first proposal is the park's."""
    first = proposal_result(of, **changes)
    others = (replace(first, id=f"other-{i}", name=f"Other {i}", rank=i) for i in (1, 3, 4, 5, 6, 7, 8, 9))
    return Result(
        diagnosis=diagnosis(),
        proposals=(first, *others),
        method={"name": "radii", "version": "1"},
        data_hash="8f3a21c7" * 8,
    )


def spread(p05: float, p25: float, median: float, p75: float, p95: float) -> Range:
    """A range of draws."""
    return Range(p05=p05, p25=p25, median=median, p75=p75, p95=p95)


def outlook(*, valued: bool = False) -> dict[str, Any]:
    """What is said beside the score of the park's proposal; with a benefit in money where it is valued."""
    worth: dict[str, Any] = {"reason": "no_social_cost"}
    if valued:
        worth = {
            "npv": spread(-21_400, 33_000, 71_300, 112_000, 163_000), "benefit_cost": spread(0.84, 1.2, 1.46, 1.7, 2.1),
            "payback": spread(4, 5, 6, 8, float("inf")), "npv_positive": 0.83, "paid_back": 0.81,
            "breakeven_displacement": 0.38,
        }  # fmt: skip
    appraisal = Appraisal(
        currency="USD", price_year=2026, horizon_years=10, discount_rate=0.12,
        cost=spread(78_000, 91_000, 101_000, 110_000, 121_000), running=spread(12_100, 13_000, 14_200, 15_000, 16_400),
        present_cost=spread(151_200, 166_000, 181_700, 195_000, 217_000),
        yearly=spread(26_700, 29_000, 32_600, 35_000, 38_900),
        per_averted=spread(230, 330, 412, 700, float("inf")),
        assets=(
            Asset(type="led_lamp", quantity=10, unit="each", upkeep=600, life_years=12, replaced=(),
                  owner="Municipio", maintainer="Empresa de Espacios Públicos", upkeep_payer="Municipio"),
            Asset(type="community_alarm", quantity=1, unit="each", upkeep=120, life_years=8, replaced=(8,)),
        ),
        **worth,
    )  # fmt: skip
    return {
        "appraisal": appraisal,
        "stack": Stack(amounts={("cash", "committed"): 53_109, ("in_kind", "committed"): 10_116}, own=34_563,
                       gap=38_555, leverage=3.55),
        "gain": Gain(total=spread(12, 24, 31, 38, 49),
                     by_outcome={"property": spread(1.2, 3.1, 5.4, 8, 12), "violent": spread(8, 16, 21, 27, 36)},
                     night=spread(9, 18, 23, 29, 38), baseline=spread(171, 179, 184, 190, 198), raw=188.0),
        "proof": Proof(controls=("faro", "roque"), similarity=(0.8, 0.6), ring=100, yearly=188, control_yearly=240,
                       detectable={12: 0.28, 24: 0.2, 36: 0.17}, excess=1.4, expected=0.16, pooled=2),
    }  # fmt: skip
