"""Projects for tests: a small city, random ones, and whether two are the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely
from hypothesis import strategies as st

from spaceplanner.domain.background import Background, BackgroundKind, Pin
from spaceplanner.domain.bookmark import Bookmark
from spaceplanner.domain.criteria import Criterion, Form
from spaceplanner.domain.funding import Form as FundingForm
from spaceplanner.domain.funding import Funding, FundingKind, State, of_kind
from spaceplanner.domain.judgement import Comparison, Override, SocialCost
from spaceplanner.domain.layer import GeometryKind, Layer, Rejection, Role, Source
from spaceplanner.domain.partner import Partner, Recognition, RecognitionKind
from spaceplanner.domain.plan import Floor, Plan, Requirement, Window
from spaceplanner.domain.programme import Indicator, ProgrammeKind, ProgrammeLine
from spaceplanner.domain.project import Project, Settings
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.domain.style import Breaks, Category, Style, StyleKind

if TYPE_CHECKING:
    from pathlib import Path

OLD: dict[str, object] = {
    "name": "old", "crs": None, "timezone": None, "organisation": "", "contact": "", "fictional": False, "currency": "EUR",
    "layers": [], "proposals": [], "partners": [], "need_parts": [], "criteria": [],
    "settings": {
        "incident_radius": 100.0, "lamp_distance": 50.0, "lit_radius": 20.0, "hearing_radius": 100.0, "walk_distance": 400.0,
        "bandwidth": 150.0, "contingency": 0.1, "horizon_years": 10, "seed": 20260101, "draws": 4000,
    },
}  # fmt: skip
"""The document of a project of version 1."""

HOSTILE = "'; DROP TABLE gpkg_contents; --<b onload=x>\" {0} %s \\ \x00\u202e \U0001f3de\ufe0f ñ"


def same(a: object, b: object) -> bool:
    """Whether two values of the domain hold the same, arrays and shapes compared by content."""
    return not difference(a, b)


def difference(a: object, b: object, where: str = "$") -> str:
    """Where two values of the domain differ; empty if nowhere."""
    if isinstance(a, int | float) and isinstance(b, int | float):
        return "" if a == b else f"{where}: {a!r} and {b!r}"
    if type(a) is not type(b):
        return f"{where}: {a!r} and {b!r}"
    if is_dataclass(a):
        parts = [(f".{f.name}", getattr(a, f.name), getattr(b, f.name)) for f in fields(a)]
    elif isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        parts = [(f"[{i}]", one, other) for i, (one, other) in enumerate(zip(a, b, strict=True))]
    else:
        return "" if _equal(a, b) else f"{where}: {a!r} and {b!r}"
    return next((found for name, one, other in parts if (found := difference(one, other, where + name))), "")


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray) and a.dtype == object:
        return np.array_equal(shapely.to_wkb(a), shapely.to_wkb(b))
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b)
    if isinstance(a, shapely.Geometry):
        return bool(shapely.to_wkb(a) == shapely.to_wkb(b))
    return bool(a.equals(b)) if isinstance(a, pa.Table) else bool(a == b)


def lamps(n: int = 3, **changes: object) -> Layer:
    """A layer of points with the two columns a lamp mostly has."""
    parts: dict[str, object] = {
        "id": "lamps",
        "name": "Luminarias",
        "role": Role.LAMPS,
        "kind": GeometryKind.POINT,
        "geometry": np.column_stack([500_000.0 + np.arange(n), 9_700_000.0 + np.arange(n) / 3]),
        "table": pa.table({"working": pa.array([True] * n, pa.bool_()), "power_w": pa.array([60.0] * n, pa.float64())}),
        "source": Source(path="lamps.shp", used=n, read=n),
    }
    return Layer(**{**parts, **changes})  # type: ignore[arg-type]


def spaces() -> Layer:
    """Three spaces, one of them in two parts and one with a hole."""
    shapes = np.array(
        [
            shapely.box(500_000, 9_700_000, 500_100, 9_700_080),
            shapely.MultiPolygon(
                [
                    shapely.box(500_200, 9_700_000, 500_250, 9_700_050),
                    shapely.box(500_300, 9_700_000, 500_320, 9_700_020),
                ]
            ),
            shapely.Polygon(
                shapely.box(500_400, 9_700_000, 500_500, 9_700_100).exterior,
                [shapely.box(500_420, 9_700_020, 500_440, 9_700_040).exterior],
            ),
        ],
        dtype=object,
    )
    table = pa.table(
        {
            "id": ["p1", "p2", "p3"],
            "name": ["Parque Central", "Plaza Ñ", HOSTILE.replace("\x00", "")],
            "kind": ["park", None, ""],
            "condition": pa.array([None] * 3, pa.string()),
        }
    )
    return Layer(
        id="spaces", name="Espacios", role=Role.SPACES, kind=GeometryKind.POLYGON, geometry=shapes, table=table,
        source=Source(path="x.gpkg", layer="verde", crs="EPSG:4326", crs_origin="option", read=4, used=3, rejected=(Rejection("missing", 1),), mapping={"name": "NOMBRE"}, filter="a > 1", sha256="00", imported="2026-01-01", notes=(("{n} columns were dropped", {"n": "2"}),)),
        coverage=shapely.box(499_000, 9_699_000, 501_000, 9_701_000),
    )  # fmt: skip


def proposal(key: str = "luz", **changes: object) -> Proposal:
    """A proposal with one of each: a point, a line, an area, a programme."""
    parts: dict[str, object] = {
        "id": key,
        "name": "Luz en el parque",
        "space": "p1",
        "interventions": (
            Intervention(id="a", type="led_lamp", geometry=shapely.Point(500_001.1, 9_700_002.2), note=HOSTILE),
            Intervention(id="b", type="paths", geometry=shapely.LineString([(500_000, 9_700_000), (500_030, 9_700_040)])),
            Intervention(id="c", type="pruning", geometry=shapely.box(500_010, 9_700_010, 500_020, 9_700_030), unit_cost=3.5),
            Intervention(id="d", type="coach_programme", quantity=2.0),
        ),
        "funding": (of_kind("Municipio", FundingKind.OWN, 1000.0), of_kind("Tía", FundingKind.PLEDGED, 0.1, partner="tia")),
        "maintainer": "Barrio",
        "upkeep_payer": "EMAPAST",
        "summary": HOSTILE,
        "contact": "x@y.ec",
        "state": "review",
    }  # fmt: skip
    return Proposal(**{**parts, **changes})  # type: ignore[arg-type]


def city() -> Project:
    """A project with everything in it once."""
    return Project(
        name="Ciudad Ñandú",
        crs="EPSG:32717",
        timezone="America/Guayaquil",
        organisation="GAD",
        contact="c",
        fictional=True,
        layers=(spaces(), lamps()),
        proposals=(proposal(), proposal("otra", interventions=(), funding=())),
        partners=(Partner(id="tia", name="Tía", contact="a"),),
        settings=Settings(incident_radius=120.5, draws=10),
        criteria=(Criterion(id="need", weight=1.0, low=0.0, high=1 / 3, form=Form.LOG),),
    )


texts = st.text(st.characters(codec="utf-8"), max_size=12) | st.just(HOSTILE)
maybe_texts = st.none() | texts
numbers = st.floats(allow_nan=False, allow_infinity=False)
metres = st.floats(-1e7, 1e7, allow_nan=False)
positions = st.tuples(metres, metres)
points = st.builds(shapely.Point, positions)
boxes = st.builds(
    lambda x, y, w, h: shapely.box(x, y, x + w, y + h), metres, metres, st.floats(1, 1e4), st.floats(1, 1e4)
)
lines = st.builds(shapely.LineString, st.lists(positions, min_size=2, max_size=4, unique=True))
areas = boxes | st.builds(lambda *both: shapely.MultiPolygon(both), boxes, boxes)
pins = st.builds(Pin, column=numbers, row=numbers, x=metres, y=metres)
backgrounds = st.builds(
    Background,
    id=texts,
    name=texts,
    kind=st.sampled_from(BackgroundKind),
    location=st.sampled_from(["mapas/base ñ.mbtiles", "b.pmtiles"]),  # see `beside`
    attribution=texts,
    opacity=st.floats(0, 1),
    visible=st.booleans(),
    pins=st.lists(pins, max_size=3).map(tuple),
    affine=st.booleans(),
    crs=maybe_texts,
    deepest=st.none() | st.integers(0, 24),
)
sources = st.builds(
    Source,
    path=texts,
    layer=maybe_texts,
    crs=maybe_texts,
    read=st.integers(0, 10**9),
    used=st.integers(0, 10**9),
    rejected=st.lists(st.builds(Rejection, texts, st.integers(0, 99)), max_size=2).map(tuple),
    mapping=st.dictionaries(texts, texts, max_size=2),
    filter=maybe_texts,
    notes=st.lists(st.tuples(texts, st.dictionaries(texts, texts, max_size=2)), max_size=2).map(tuple),
)
_columns = {
    pa.string(): st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
    pa.float64(): numbers,
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.bool_(): st.booleans(),
    pa.timestamp("s"): st.integers(-(10**9), 4 * 10**9),
    pa.date32(): st.integers(-10_000, 50_000),
}


@st.composite
def tables(draw, n: int) -> pa.Table:
    names = draw(st.lists(texts, max_size=4, unique=True))
    columns = []
    for _ in names:
        kind = draw(st.sampled_from(list(_columns)))
        columns.append(pa.array(draw(st.lists(st.none() | _columns[kind], min_size=n, max_size=n)), kind))
    return pa.table(columns, names=names) if names else pa.table({"x": pa.nulls(n, pa.string())})


_codes = st.integers(0, 0xFFFFFF).map(lambda code: f"#{code:06X}")
styles = st.builds(
    Style, kind=st.sampled_from(StyleKind), colour=_codes, size=st.floats(0.1, 40), outline=st.none() | _codes,
    outline_width=st.floats(0.1, 12), opacity=st.floats(0, 1), column=texts.filter(bool), method=st.sampled_from(Breaks),
    limits=st.lists(st.integers(-99, 99), min_size=2, max_size=5, unique=True).map(lambda found: tuple(map(float, sorted(found)))),
    ramp=st.sampled_from(["viridis", "rdbu"]), reverse=st.booleans(), apart=st.booleans(),
    categories=st.lists(st.builds(Category, texts, _codes, texts), max_size=3, unique_by=lambda one: one.value).map(tuple),
    others=st.none() | _codes, missing=st.none() | _codes,
    nearest=st.none() | st.floats(1, 100), farthest=st.none() | st.floats(101, 1e6),
)  # fmt: skip


@st.composite
def layers(draw, key: str) -> Layer:
    kind = draw(st.sampled_from(GeometryKind))
    n = draw(st.integers(0, 4))
    if kind is GeometryKind.POINT:
        geometry = np.array(draw(st.lists(positions, min_size=n, max_size=n)), dtype=float).reshape(n, 2)
    else:
        geometry = np.empty(n, dtype=object)
        geometry[:] = draw(st.lists(lines if kind is GeometryKind.LINE else areas, min_size=n, max_size=n))
    return Layer(
        id=key,
        name=draw(texts),
        role=draw(st.sampled_from(Role)),
        kind=kind,
        geometry=geometry,
        table=draw(tables(n)),
        source=draw(sources),
        coverage=draw(st.none() | areas),
        visible=draw(st.booleans()),
        style=draw(st.none() | styles),
    )


interventions = st.builds(
    Intervention,
    id=texts,
    type=texts,
    geometry=st.none() | points | lines | boxes,
    quantity=st.none() | numbers,
    unit_cost=st.none() | numbers,
    note=texts,
    owner=texts,
    maintainer=texts,
    upkeep_payer=texts,
)
days = st.none() | st.dates()
fundings = st.builds(
    Funding, source=texts, amount=numbers, form=st.sampled_from(FundingForm), state=st.sampled_from(State), own=st.booleans(),
    partner=maybe_texts, since=days, note=texts,
)  # fmt: skip
indicators = st.builds(
    Indicator,
    name=texts,
    unit=texts,
    baseline=st.none() | numbers,
    target=st.none() | numbers,
    source=texts,
    owner=texts,
    due=days,
)
programmes = st.builds(
    ProgrammeLine, id=texts, kind=st.sampled_from(ProgrammeKind), responsible=texts,
    quantities=st.dictionaries(texts, numbers, max_size=2), reference=texts, indicator=st.none() | indicators, note=texts,
)  # fmt: skip
recognitions = st.builds(
    Recognition, partner=texts, kind=st.sampled_from(RecognitionKind), what=texts, decision=texts, decided=days
)
proposals = st.builds(
    Proposal,
    id=texts,
    name=texts,
    space=texts,
    interventions=st.lists(interventions, max_size=3).map(tuple),
    funding=st.lists(fundings, max_size=2).map(tuple),
    maintainer=texts,
    upkeep_payer=texts,
    summary=texts,
    contact=texts,
    state=texts,
    owner=texts,
    programme=st.lists(programmes, max_size=2).map(tuple),
    recognitions=st.lists(recognitions, max_size=2).map(tuple),
    scenario_of=maybe_texts,
)
some = st.lists(texts, max_size=2).map(tuple)
partners = st.builds(
    Partner, id=texts, name=texts, contact=texts, themes=some, territory=some, cash=st.none() | numbers,
    in_kind=st.none() | numbers, time=st.none() | numbers, conditions=texts, refuses=some,
)  # fmt: skip
overrides = st.builds(
    Override, evidence=texts, rate_ratio=numbers, low=numbers, high=numbers, author=texts, reason=texts, made=st.dates()
)
costs = st.builds(
    SocialCost, outcome=texts, amount=numbers, currency=texts, price_year=st.integers(1900, 2100), source=texts
)
years = st.none() | st.integers(1, 9)
plans = st.builds(
    Plan, budgets=st.lists(numbers, max_size=3).map(tuple), currency=texts, musts=some, nevers=some,
    exclusions=st.lists(some, max_size=2).map(tuple),
    requirements=st.lists(st.builds(Requirement, proposal=texts, one_of=some), max_size=2).map(tuple),
    windows=st.lists(st.builds(Window, proposal=texts, earliest=years, latest=years), max_size=2).map(tuple),
    floors=st.lists(st.builds(Floor, district=texts, least=st.integers(0, 9)), max_size=2).map(tuple), most=years,
)  # fmt: skip


def beside(project: Project, folder: Path) -> Project:
    """A random project whose backgrounds lie near a folder, as full paths."""
    backgrounds = (replace(one, location=str(folder / one.location)) for one in project.backgrounds)
    return replace(project, backgrounds=tuple(backgrounds))


@st.composite
def projects(draw) -> Project:
    keys = draw(st.lists(st.text("abAB_-. ñ/", min_size=1, max_size=5), max_size=2, unique=True))
    return Project(
        name=draw(texts),
        crs=draw(st.sampled_from(["EPSG:32717", "EPSG:32610"])),
        timezone=draw(maybe_texts),
        organisation=draw(texts),
        fictional=draw(st.booleans()),
        layers=tuple(draw(layers(key)) for key in keys),
        proposals=tuple(draw(st.lists(proposals, max_size=2))),
        partners=tuple(draw(st.lists(partners, max_size=2))),
        overrides=tuple(draw(st.lists(overrides, max_size=2))),
        social_costs=tuple(draw(st.lists(costs, max_size=2))),
        bookmarks=tuple(
            draw(
                st.lists(
                    st.builds(Bookmark, name=texts, west=numbers, south=numbers, east=numbers, north=numbers),
                    max_size=2,
                )
            )
        ),
        comparisons=tuple(draw(st.lists(st.builds(Comparison, first=texts, second=texts, times=numbers), max_size=2))),
        plan=draw(plans),
        backgrounds=tuple(draw(st.lists(backgrounds, max_size=2))),
        settings=Settings(bandwidth=draw(numbers), seed=draw(st.integers(0, 2**31))),
        need_parts=tuple(
            draw(
                st.lists(
                    st.builds(
                        Criterion, id=texts, weight=numbers, low=numbers, high=numbers, form=st.sampled_from(Form)
                    ),
                    max_size=2,
                )
            )
        ),
    )
