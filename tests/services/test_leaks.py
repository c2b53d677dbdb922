"""What an export or a score could give away of a withheld count by its place, its neighbours or what it leaves out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.domain.criteria import Criterion
from spaceplanner.domain.layer import Role
from spaceplanner.errors import AnalysisError
from spaceplanner.io import catalogue
from spaceplanner.services import hotspot_export, hotspots
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.selection import Question
from tests.services import cities

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Diagnosis

X, Y = 619_000, 9_749_000
STRIP = shapely.box(X, Y, X + 1600, Y + 200)


def diagnosed(project: Project) -> Diagnosis:
    return Evaluator(catalogue.load()).evaluate(project, proposals=False).diagnosis


def districts_of(counts: list[int]) -> Project:
    """Return districts in a row, each with 1,000 residents but the last, which has 200, and so many incidents."""
    areas = np.empty(len(counts), dtype=object)
    areas[:] = [shapely.box(X + 200 * i, Y, X + 200 * (i + 1), Y + 200) for i in range(len(counts))]
    middles = np.array([(X + 100.0 + 200 * i, Y + 100.0) for i in range(len(counts))])
    people = np.array([1000.0] * (len(counts) - 1) + [200.0])
    return cities.project(
        cities.layer(Role.BOUNDARY, np.array([STRIP], dtype=object)),
        cities.layer(Role.DISTRICTS, areas, {"name": [f"d{i}" for i in range(len(counts))], "people": people}),
        cities.layer(Role.RESIDENTS, middles + np.array([0.0, 10.0]), {"people": people}),
        cities.incidents(np.repeat(middles, counts, axis=0)),
    )


def written(project: Project, path: Path, **request: Any) -> list[dict[str, Any]]:
    found = hotspots.find(project, Question(), hotspots.Request(**request), publish=True)
    hotspot_export.write(path, found, project.crs)
    return [feature["properties"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]


def test_ranks_of_rates_leave_no_gap_where_a_district_is_withheld(tmp_path):
    told = [
        [(row["name"], row["incidents"], row["rank"]) for row in written(districts_of([5, 8, 11, 14, 17, 20, 30, k]), tmp_path / "r.geojson", method="rates")]
        for k in range(5)
    ]  # fmt: skip
    assert all(rows == told[0] for rows in told)
    assert [rank for _, _, rank in told[0]] == list(range(1, 8))


def test_smoothed_rates_in_a_file_do_not_move_with_a_count_that_is_withheld(tmp_path):
    """Towards the exact mean, a rate would tell the sum of what is withheld."""
    one, other = (
        written(districts_of([40, 12, 7, few]), tmp_path / f"{few}.geojson", method="rates", people="people")
        for few in (1, 4)
    )
    assert one == other
    assert [row["incidents"] for row in one] == [40, 12, 7]
    assert all(row["rate_low"] < row["rate"] < row["rate_high"] and row["people"] > 0 for row in one)
    assert [row["hot"] for row in one] == [int(row["rate_low"] > row["mean_rate"]) for row in one]
    assert {(row["kind"], row["bandwidth_m"], row["cell_m"]) for row in one} == {("district", None, None)}
    assert 0 < sum(row["hot"] for row in one) < 3


def test_no_z_leaves_the_office_for_it_holds_hidden_neighbours(tmp_path):
    rows = written(districts_of([40, 40, 40, 1, 1, 1, 1, 2]), tmp_path / "z.geojson", method="gi", cells="districts")
    assert not any({"z", "p", "p_adjusted"} & set(row) for row in rows)


def night_and_day(night: int, day: int) -> Project:
    """Return a space with incidents by night and day near it, one dark lamp far off, scored by what is unlit."""
    place = shapely.box(X + 700, Y + 50, X + 800, Y + 150)
    xy = np.tile([X + 750.0, Y + 100.0], (night + day, 1))
    when = ["2025-03-01T23:00"] * night + ["2025-03-01T12:00"] * day
    project = cities.project(
        cities.layer(Role.BOUNDARY, np.array([STRIP], dtype=object)),
        cities.spaces([place]),
        cities.incidents(xy, when),
        cities.layer(Role.LAMPS, np.array([[X + 10.0, Y + 10.0]]), {"working": [True]}),
    )
    return replace(project, need_parts=(Criterion(id="night_unlit_share", weight=1, low=0, high=1),))


@pytest.mark.parametrize(("night", "day"), [(12, 0), (11, 1), (10, 2), (9, 3)])
def test_the_score_says_nothing_of_a_share_that_is_withheld(night, day):
    item = diagnosed(night_and_day(night, day)).spaces[0]
    if item.figures["night_share"].published is None:
        assert item.parts[0].value is None
        assert item.need is None


def test_city_figures_heed_coverage_and_missing_layers():
    project = cities.made_city()
    elsewhere = shapely.box(0, 0, 10, 10)

    def covered_elsewhere(role: Role) -> Project:
        layers = (replace(one, coverage=elsewhere) if one.role is role else one for one in project.layers)
        return replace(project, layers=tuple(layers))

    assert diagnosed(project).city["residents_hearing_night_share"].exact is not None
    assert diagnosed(covered_elsewhere(Role.ALARMS)).city["residents_hearing_night_share"].reason == "no_coverage"
    assert diagnosed(covered_elsewhere(Role.RESIDENTS)).city["share_without_space"].reason == "no_coverage"
    bare = replace(project, layers=tuple(one for one in project.layers if one.role is not Role.SPACES))
    city = diagnosed(bare).city
    assert (city["share_without_space"].exact, city["space_per_resident"].unit) == (None, "m2")


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "gi", "permutations": 9, "seed": -1},
        {"method": "gi", "permutations": 100_000_000},
        {"bandwidth": 1e160},
        {"method": "clusters", "bandwidth": 1e300},
    ],
)
def test_wild_requests_are_refused_in_words(request_):
    with pytest.raises(AnalysisError):
        hotspots.find(cities.made_city(), Question(), hotspots.Request(**request_))
