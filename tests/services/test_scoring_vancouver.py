"""A proposal for Victory Square on a real city's files, its eligible incidents counted again by other means."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
import shapely
from pyproj import Transformer

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.project import Project
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.services.evaluation import Evaluator
from tests.services import plaza

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.domain.layer import Layer

pytestmark = pytest.mark.shared
ZONE = ZoneInfo("America/Vancouver")
TO_METRES = Transformer.from_crs(4326, 32610, always_xy=True)
TO_DEGREES = Transformer.from_crs(32610, 4326, always_xy=True)


def incidents(folder: Path) -> Layer:
    with (folder / "crimedata_csv_AllNeighbourhoods_2025.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if float(row["X"])]
    when = [dt.datetime(*(int(row[key]) for key in ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE"))) for row in rows]  # type: ignore[arg-type] # noqa: DTZ001
    return plaza.layer(
        Role.INCIDENTS,
        np.array([(float(row["X"]), float(row["Y"])) for row in rows]),
        when=pa.array(when, pa.timestamp("s")),
        when_precision=["minute"] * len(rows),
        outcome=["other" if "Vehicle Collision" in row["TYPE"] else "property" for row in rows],
        indoor=["Break and Enter" in row["TYPE"] for row in rows],
    )


def parks(folder: Path) -> Layer:
    import geopandas as gpd

    frame = gpd.read_file(folder / "parks-polygon-representation_2026-01.geojson").to_crs(32610)
    ids = [f"park-{place}" for place in range(len(frame))]
    return plaza.layer(
        Role.SPACES,
        np.array(frame.geometry.make_valid(), dtype=object),
        GeometryKind.POLYGON,
        id=ids,
        name=frame.park_name.fillna("").tolist(),
    )


def lamps(folder: Path) -> Layer:
    lat, lon = np.loadtxt(folder / "lighting_poles_derived.csv", delimiter=",", skiprows=1, usecols=(1, 2)).T
    return plaza.layer(Role.LAMPS, np.column_stack(TO_METRES.transform(lon, lat)))


def is_night(when: dt.datetime, x: float, y: float) -> bool:
    """Return the same by another library."""
    from astral import Observer
    from astral.sun import elevation

    lon, lat = TO_DEGREES.transform(x, y)
    return bool(elevation(Observer(lat, lon), when.replace(tzinfo=ZONE), with_refraction=False) < -0.833)


def test_victory_square(shared):
    folder = shared / "vancouver_bc"
    layers = (parks(folder), lamps(folder), incidents(folder))
    names = layers[0].table.column("name").to_pylist()
    square = layers[0].geometry[names.index("Victory Square")]
    space = f"park-{names.index('Victory Square')}"
    x, y = square.centroid.coords[0]
    at = [(x + dx, y + dy) for dx in (-25, 0, 25) for dy in (-25, 0, 25)]
    proposal = Proposal(
        id="victory",
        name="Victory Square",
        space=space,
        interventions=(
            *(plaza.lamp(point, f"lamp-{place}") for place, point in enumerate(at)),
            plaza.alarm((x, y)),
            Intervention(id="court", type="multi_use_court", geometry=shapely.box(x, y, x + 28, y + 15)),
            plaza.programme("neighbourhood_committee", 3),
        ),
    )
    project = Project(name="V", crs="EPSG:32610", timezone="America/Vancouver", layers=layers, proposals=(proposal,))
    (found,) = Evaluator(plaza.CATALOGUE).evaluate(project).proposals
    by_type = {item.type: item for item in found.effects}

    near = shapely.dwithin(square, shapely.points(layers[2].geometry), 100)
    assert found.incidents.exact == near.sum() == 208
    eligible = 0
    table = layers[2].table.select(["when", "indoor"]).filter(pa.array(near)).to_pylist()
    for (ix, iy), row in zip(layers[2].geometry[near], table, strict=True):
        newly = min(np.hypot(ix - a, iy - b) for a, b in at) <= 20
        today = np.hypot(*(layers[1].geometry - (ix, iy)).T).min() <= 20
        eligible += newly and not today and not row["indoor"] and is_night(row["when"], ix, iy)
    lit = by_type["led_lamp"].eligible.exact
    assert lit is not None
    assert lit == eligible
    assert 0 < lit < found.incidents.exact
    # The committee acts on all; the court without coaching and the alarm on none that counts.
    assert by_type["neighbourhood_committee"].eligible.exact == 208
    assert by_type["multi_use_court"].why_not == "requires"
    assert by_type["community_alarm"].why_not == "no_evidence"
    assert found.averted.exact is not None
    assert 0.1 * 208 < found.averted.exact < 0.25 * 208
    assert found.averted.low is not None
    assert found.averted.low <= 0 < found.averted.exact
    assert found.may_have_no_effect
    assert sum(part.points for part in found.criteria) == pytest.approx(found.score, abs=1e-9)
