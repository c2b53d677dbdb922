from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.analysis import getis_ord, rates
from spaceplanner.analysis.hexagons import Hexagons
from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.errors import AnalysisError
from spaceplanner.services import hotspot_areas, hotspots
from spaceplanner.services.hotspot_terms import PER_KM2, UNBOUNDED, Options
from spaceplanner.services.selection import Question, select
from spaceplanner.services.unpacking import unpack
from tests.services.city import X, Y, points, town

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.services.selection import Selection

TOWN = shapely.box(X, Y, X + 1200, Y + 800)


def areas(layer_id: str, role: Role, shapes: Any, **columns: list) -> Layer:
    """Return a layer of areas that covers the town."""
    table = pa.table(columns) if columns else pa.table({"row": np.arange(len(shapes))})
    return replace(
        points(layer_id, role, np.zeros((len(shapes), 2)), **(columns or {"row": list(range(len(shapes)))})),
        kind=GeometryKind.POLYGON,
        geometry=np.array(shapes, dtype=object),
        table=table,
    )


def barrios(nx: int = 6, ny: int = 4) -> Any:
    """Return rectangles that fill the town, from the south-west, with slivers of 20 cm."""
    x, y = np.meshgrid(X + np.arange(nx) * 1200 / nx, Y + np.arange(ny) * 800 / ny)
    return shapely.box(x.ravel(), y.ravel(), x.ravel() + 1200 / nx - 0.2, y.ravel() + 800 / ny - 0.2)


def districts(**columns: list) -> Layer:
    shapes = barrios()
    return areas("barrios", Role.DISTRICTS, shapes, **{"name": [f"Barrio {i}" for i in range(len(shapes))], **columns})


def with_layers(project: Project, *layers: Layer) -> Project:
    return replace(project, layers=(*project.layers, *layers))


def options(project: Project, **changes: Any) -> Options:
    return Options(
        **{
            "bandwidth": 100.0,
            "cell": 100.0,
            "kernel": "quartic",
            "area": unpack(project).coverage.incidents,
            "cells": "hexagon",
            "permutations": 0,
            "seed": 0,
            "fdr": True,
            "edge": False,
            "unit": PER_KM2,
            "project": project,
            **changes,
        }
    )


def find(way: Any, project: Project, **changes: Any) -> tuple[Selection, Any]:
    chosen = select(project, Question())
    return chosen, way(chosen, options(project, **changes))


def told(found: Any) -> dict[str, Any]:
    return {message[:30]: parameters for message, parameters in found.notes}


def test_hexagons_find_the_two_places_where_incidents_lie_together():
    chosen, found = find(hotspot_areas.by_hexagons, town(), cell=50.0)
    assert len(found.shapes) == 2
    assert shapely.contains_xy(found.shapes, (X + 180, X + 800), (Y + 170, Y + 400)).all()
    inside = shapely.intersects_xy(found.shapes[:, None], *chosen.xy.T).sum(axis=1)
    np.testing.assert_array_equal(found.counts, inside)
    assert (found.figures["p"] <= found.figures["p_adjusted"]).all()
    assert (found.figures["p_adjusted"] <= getis_ord.ALPHA).all()
    assert (found.figures["z"] > 0).all()
    assert found.notes == ()
    assert (found.method["cells_shape"], found.method["radius_cells"]) == ("hexagon", 2)
    assert found.method["hot_cells_corrected"] <= found.method["hot_cells_raw"] <= found.method["cells"]
    # Hexagons without incidents are zero where the record is complete, and no data elsewhere.
    tiles = Hexagons.covering(TOWN.bounds, 50.0)
    counted = (tiles.counts(chosen.xy) > 0) | shapely.contains_xy(TOWN, tiles.centres())
    assert found.method["cells"] == counted.sum()


def test_hexagons_without_an_area_of_the_record_say_so_and_take_the_ground_around_the_incidents():
    _, found = find(hotspot_areas.by_hexagons, town(), area=None)
    assert UNBOUNDED in found.notes


def test_hexagons_by_permutation_keep_their_seed_and_may_go_uncorrected():
    _, once = find(hotspot_areas.by_hexagons, town(), permutations=199, seed=3, fdr=False)
    _, again = find(hotspot_areas.by_hexagons, town(), permutations=199, seed=3, fdr=False)
    np.testing.assert_array_equal(once.figures["p"], again.figures["p"])
    assert (once.method["permutations"], once.method["seed"], once.method["fdr"]) == (199, 3, False)
    assert (once.figures["p"] <= 0.05).all()
    assert once.figures["p"].min() >= 2 / 200


def test_severities_decide_what_is_hot_and_counts_stay_counts():
    project = town()
    chosen = select(project, Question())
    heavy = np.where(chosen.xy[:, 0] > X + 500, 50.0, 0.01)
    found = hotspot_areas.by_hexagons(replace(chosen, weights=heavy), options(project))
    assert len(found.shapes) == 1
    assert shapely.contains_xy(found.shapes[0], X + 800, Y + 400)
    assert found.figures["severity"][0] == pytest.approx(50 * found.counts[0])
    project = with_layers(project, districts())
    of_districts = hotspot_areas.by_districts(replace(chosen, weights=heavy), options(project))
    assert (of_districts.figures["severity"] > 40 * of_districts.counts).all()


def test_coarse_hexagons_are_warned_of():
    _, found = find(hotspot_areas.by_hexagons, town(), bandwidth=50.0)
    assert told(found) == {"The bandwidth of {bandwidth} m": {"bandwidth": 50.0, "cell": 100.0}}


def test_nothing_hot_is_an_empty_result():
    project = town()
    spread = replace(
        select(project, Question()), xy=np.random.default_rng(1).uniform((X, Y), (X + 1200, Y + 800), (60, 2))
    )
    found = hotspot_areas.by_hexagons(spread, options(project))
    assert found.shapes.shape == found.counts.shape == found.figures["z"].shape == (0,)


def test_districts_are_judged_by_their_density_and_their_touching_neighbours():
    project = with_layers(town(), districts())
    chosen, found = find(hotspot_areas.by_districts, project, permutations=999, fdr=False)
    counts = np.array([shapely.intersects_xy(shape, *chosen.xy.T).sum() for shape in barrios()])
    beside = np.argwhere(np.abs(np.subtract.outer(np.arange(24) % 6, np.arange(24) % 6)) <= 1)
    pairs = beside[np.abs(beside[:, 0] // 6 - beside[:, 1] // 6) <= 1]
    z = getis_ord.gi_star(counts / 39920.04, pairs)
    expected = [place for place in np.flatnonzero(z > 0) if f"Barrio {place}" in found.names]
    assert found.names == tuple(f"Barrio {place}" for place in expected)
    assert found.names
    np.testing.assert_array_equal(found.counts, counts[expected])
    np.testing.assert_allclose(found.figures["z"], z[expected], rtol=1e-9)
    assert (found.method["cells"], found.method["neighbours"]) == (24, "queen")
    # The slivers of 20 cm hold a few: what is lost is counted.
    lost = len(chosen.xy) - counts.sum()
    assert told(found) == ({"{count} of {all} incidents lie": {"count": lost, "all": len(chosen.xy)}} if lost else {})


def test_few_districts_ask_for_permutations():
    _, found = find(hotspot_areas.by_districts, with_layers(town(), districts()))
    assert told(found)["There are {count} districts wi"] == {"count": 24}


def test_a_large_district_is_not_hot_for_its_size():
    # The same incidents per km2 everywhere: no district has a Gi*, large or small.
    x, y = np.meshgrid(X + 50 + 100 * np.arange(12), Y + 50 + 100 * np.arange(8))
    project = town()
    even = replace(select(project, Question()), xy=np.column_stack((x.ravel(), y.ravel())))
    halves = [
        shapely.box(X, Y, X + 1000, Y + 800),
        *(shapely.box(X + 1000, Y + k, X + 1200, Y + k + 200) for k in (0, 200, 400, 600)),
    ]
    project = with_layers(project, areas("halves", Role.DISTRICTS, halves))
    found = hotspot_areas.by_districts(even, options(project))
    assert len(found.shapes) == 0
    assert "No district has a Gi*: all hav" in told(found)


def test_overlap_islands_incidents_outside_and_districts_without_a_record_are_told():
    shapes = [
        shapely.box(X, Y, X + 400, Y + 400),
        shapely.box(X + 100, Y + 100, X + 600, Y + 400),
        shapely.box(X + 1000, Y, X + 1100, Y + 100),
        shapely.box(X + 3000, Y, X + 3100, Y + 100),
    ]
    project = with_layers(town(), areas("zones", Role.DISTRICTS, shapes, code=["a", "b", "c", None]))
    chosen, found = find(hotspot_areas.by_districts, project)
    lies_in = sum(shapely.intersects_xy(shape, *chosen.xy.T).astype(int) for shape in shapes)
    notes = told(found)
    assert notes["{count} of {all} incidents lie"]["count"] == (lies_in == 0).sum() > 0
    assert notes["{count} incidents lie in more "]["count"] == (lies_in > 1).sum() > 0
    assert notes["{count} districts lie wholly o"] == {"count": 1}
    assert notes["{count} districts touch no oth"]["count"] == 2
    assert found.method["cells"] <= 3


def test_districts_are_needed():
    for way in (hotspot_areas.by_districts, hotspot_areas.by_rates):
        with pytest.raises(AnalysisError, match="add a layer of areas with the role districts"):
            find(way, town())


def residents(people: list[float | None], xy: Any) -> Layer:
    return points("people", Role.RESIDENTS, np.array(xy, dtype=float), people=pa.array(people, pa.float64()))


def test_rates_are_those_of_the_analysis_per_thousand_people_and_year():
    centres = shapely.get_coordinates(shapely.centroid(np.array(barrios())))
    people = np.linspace(50, 4000, 24)
    project = with_layers(town(), districts(), residents(people.tolist(), centres))
    chosen, found = find(hotspot_areas.by_rates, project)
    counts = np.array([shapely.intersects_xy(shape, *chosen.xy.T).sum() for shape in barrios()])
    expected = rates.smooth(counts, people, years=chosen.years or 0)
    assert chosen.years == pytest.approx(3, abs=0.05)
    np.testing.assert_array_equal(found.counts, counts)
    np.testing.assert_allclose(found.figures["rate"], 1000 * expected.smoothed)
    np.testing.assert_allclose(found.figures["rate_crude"], 1000 * counts / people / (chosen.years or 0))
    np.testing.assert_allclose(found.figures["people"], people)
    assert found.figures["rate_flag"].tolist() == expected.flag.tolist()
    assert {rates.FLAGS[code] for code in expected.flag} == {"", "few_people", "few_events"}
    assert set(hotspot_areas.FLAG_WORDS) == {"few_people", "few_events"}
    assert (found.figures["rate_low"] <= found.figures["rate_high"]).all()
    assert found.names == tuple(f"Barrio {place}" for place in range(24))
    assert found.method["rate_unit"] == "per 1000 people and year"
    assert found.method["mean_rate"] == pytest.approx(1000 * counts.sum() / people.sum() / (chosen.years or 0))


def test_people_of_blocks_count_by_their_ground_and_by_a_column_of_visitors():
    blocks = [shapely.box(X, Y, X + 1200, Y + 400), shapely.box(X, Y + 400, X + 1200, Y + 800)]
    layer = areas("blocks", Role.RESIDENTS, blocks, people=[12_000.0, 6_000.0])
    project = with_layers(town(), districts(visitors=[100 * (i + 1) for i in range(24)]), layer)
    _, found = find(hotspot_areas.by_rates, project)
    np.testing.assert_allclose(found.figures["people"], [1000] * 12 + [500] * 12, rtol=0.003)
    chosen = select(project, Question())
    by_visitors = hotspot_areas.by_rates(chosen, options(project, people="visitors"))
    assert by_visitors.figures["people"].tolist() == [100 * (i + 1) for i in range(24)]
    assert by_visitors.method["people"] == "visitors"
    with pytest.raises(AnalysisError, match="no column of numbers called name: choose one of visitors"):
        hotspot_areas.by_rates(chosen, options(project, people="name"))


def test_a_district_without_people_has_no_rate_and_is_named():
    centres = shapely.get_coordinates(shapely.centroid(np.array(barrios())))
    people: list[float | None] = [500.0] * 24
    people[1] = 0.0  # the market, where the incidents are
    people[5] = None
    project = with_layers(town(), districts(), residents(people, centres))
    _, found = find(hotspot_areas.by_rates, project)
    assert "Barrio 1" not in found.names
    assert np.isfinite(found.figures["rate"]).all()
    notes = told(found)
    assert "Barrio 1" in notes["{count} districts have inciden"]["names"]
    assert notes["{count} places of the resident"] == {"count": 1}


def test_only_districts_clearly_above_the_mean_are_hot():
    people = [1000.0] * 24
    project = with_layers(town(), districts(people=people))
    found = hotspots.find(project, Question(), hotspots.Request(method="rates", people="people"))
    mean, hot = float(found.method["mean_rate"]), [spot.hot for spot in found.spots]
    assert hot == [spot.rate_low is not None and spot.rate_low > mean for spot in found.spots]
    assert 0 < sum(hot) < len(hot)
    assert sum(hot) == found.method["districts_above_mean"]
    assert not {"bandwidth_m", "cell_m"} & set(found.method)


def test_rates_need_numbers_of_people():
    project = with_layers(town(), districts())
    with pytest.raises(AnalysisError, match="add a layer with the role residents"):
        find(hotspot_areas.by_rates, project)
    nobody = with_layers(project, residents([None, None], [(X + 10, Y + 10), (X + 20, Y + 20)]))
    with pytest.raises(AnalysisError, match="add a layer with the role residents"):
        find(hotspot_areas.by_rates, nobody)


def test_a_layer_of_residents_that_does_not_cover_a_district_says_nothing_of_it():
    centres = shapely.get_coordinates(shapely.centroid(np.array(barrios())))
    some = replace(residents([500.0] * 24, centres), coverage=shapely.box(X, Y, X + 600, Y + 800))
    _, found = find(hotspot_areas.by_rates, with_layers(town(), districts(), some))
    assert len(found.shapes) == 12
    assert {int(name.split()[1]) % 6 for name in found.names} == {0, 1, 2}


def test_records_without_dates_give_rates_over_the_whole_record():
    centres = shapely.get_coordinates(shapely.centroid(np.array(barrios())))
    project = with_layers(town(), districts(), residents([500.0] * 24, centres))
    chosen = replace(select(project, Question()), years=None, first=None, last=None)
    found = hotspot_areas.by_rates(chosen, options(project))
    assert found.method["rate_unit"] == "per 1000 people"
    np.testing.assert_allclose(found.figures["rate_crude"], 2 * found.counts)


def test_names_fall_back_to_the_code_and_then_to_a_number():
    shapes = [shapely.box(X, Y, X + 600, Y + 800), shapely.box(X + 600, Y, X + 1200, Y + 800)]
    zones = areas("zones", Role.DISTRICTS, shapes, name=[None, ""], code=["Z-7", None], people=[900, 900])
    lines = Layer(
        id="lines",
        name="Lines",
        role=Role.DISTRICTS,
        kind=GeometryKind.LINE,
        geometry=np.array([shapely.LineString([(X, Y), (X + 1, Y)])], dtype=object),
        table=pa.table({"name": ["no area"]}),
        source=Source(path="lines.gpkg"),
    )
    project = with_layers(town(), zones, lines)
    found = hotspot_areas.by_rates(select(project, Question()), options(project, people="people"))
    assert found.names == ("Z-7", "Zones 2")
