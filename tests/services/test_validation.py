"""Validation of a made city, of periods that do not fit, and of Vancouver."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.domain.edits import change_layer, put_layer, remove_layer
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.errors import AnalysisError
from spaceplanner.services import validation_streets
from spaceplanner.services.periods import Periods
from spaceplanner.services.validation import validate
from tests.services import cities

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.services.validation import Validation

SPLIT: dict[str, Any] = {"train_to": date(2024, 6, 30), "test_from": date(2024, 7, 1)}


def notes(found: Validation) -> str:
    return "\n".join(message.format(**parameters) for message, parameters in found.notes)


def test_every_method_is_judged_on_the_same_cells():
    found = validate(cities.made_city(), **SPLIT, area_shares=(0.02, 0.1))
    assert {trial.method for trial in found.trials} == {"density-quartic", "density-gaussian", "gi", "grid-count"}
    assert {trial.accuracy.cells for trial in found.trials} == {72, 360}
    assert len({trial.accuracy.incidents for trial in found.trials}) == 1
    # Of the widest neighbourhoods, Gi* is highest where the boundary leaves the fewest cells.
    assert all(trial.accuracy.pai > 1 for trial in found.trials if trial.method != "gi" or (trial.bandwidth or 0) < 500)
    assert {trial.method for trial in found.trials if trial.chosen} == {"density-quartic", "density-gaussian"}
    assert "Study area: the boundary, 3600 cells of 50 m" in notes(found)
    assert len(found.quoted) == 2
    assert all(trial.chosen and plain.method == "grid-count" for trial, plain in found.quoted)


def test_gi_is_judged_by_whole_numbers_of_cells():
    found = validate(cities.made_city(), **SPLIT, cell=100)
    widths = [trial.bandwidth or 0 for trial in found.trials if trial.method == "gi"]
    assert widths == sorted(set(widths))
    assert {200, 400, 600, 1000} <= set(widths)
    assert all(width and width % 100 == 0 for width in widths)
    # Neighbourhoods that hold every cell leave nothing to compare.
    assert (
        len([trial for trial in validate(cities.made_city(), **SPLIT, cell=1500).trials if trial.method == "gi"]) == 0
    )


def test_the_choice_does_not_look_at_the_later_period():
    city = cities.made_city()
    incidents = next(layer for layer in city.layers if layer.id == "incidents")
    when = incidents.table.column("when").to_numpy()
    moved = incidents.geometry.copy()
    late = when >= np.datetime64("2024-07-01")
    moved[late] = (621_000, 9_751_000)
    other = put_layer(cities.incidents(moved, when))(city)
    chosen = [
        [(trial.method, trial.bandwidth) for trial in validate(each, **SPLIT).trials if trial.chosen]
        for each in (city, other)
    ]
    assert chosen[0] == chosen[1]


def streets(*, south: float = 0, north: float = 3000) -> Layer:
    """The streets of the made city, every 150 m both ways, as far as north and south of it as asked for."""
    x0, y0 = 620_000, 9_750_000
    at = np.arange(0, 3001, 150)
    lines = [[(x0, y0 + y), *((x0 + x, y0 + y) for x in at[1:])] for y in range(int(south), int(north) + 1, 150)]
    lines += [[(x0 + x, y0 + y) for y in range(int(south), int(north) + 1, 150)] for x in at]
    shapes = np.array([shapely.LineString(line) for line in lines], dtype=object)
    return replace(cities.layer(Role.STREETS, shapes), kind=GeometryKind.LINE)


def test_along_streets_the_share_is_one_of_length():
    city = put_layer(streets())(cities.made_city())
    found = validate(city, **SPLIT, area_shares=(0.02, 0.1))
    along = [trial for trial in found.trials if trial.share_of == "length"]
    assert [trial.method for trial in found.trials[: len(found.trials) // 2]].count("network-count") == 1
    assert {trial.method for trial in along} == {"network-discontinuous", "network-continuous", "network-count"}
    assert {trial.method for trial in found.trials if trial.share_of == "area"}.isdisjoint(
        {trial.method for trial in along}
    )
    assert {trial.accuracy.area_share for trial in along} == {0.02, 0.1}
    assert all(trial.accuracy.pai > 1 for trial in along)
    assert len({trial.accuracy.incidents for trial in along}) == 1
    assert not any(trial.chosen for trial in along)
    assert "the share is one of their length, 126 km in pieces of at most 50 m" in notes(found)
    assert len(found.quoted_streets) == 2
    chosen = next(trial for trial in found.trials if trial.chosen and trial.method == "density-quartic")
    for trial, plain in found.quoted_streets:
        assert (trial.method, trial.bandwidth, plain.method) == (
            "network-continuous",
            chosen.bandwidth,
            "network-count",
        )
    # What is said of the plane stays the same.
    plane = validate(cities.made_city(), **SPLIT, area_shares=(0.02, 0.1))
    assert not plane.quoted_streets
    assert [trial for trial in found.trials if trial.share_of == "area"] == list(plane.trials)


def test_streets_outside_the_study_area_are_no_part_of_it():
    inner, wider = (
        validate(put_layer(layer)(cities.made_city()), **SPLIT)
        for layer in (streets(), streets(south=-900, north=3900))
    )
    accuracies = [
        [trial.accuracy for trial in found.trials if trial.method == "network-count"] for found in (inner, wider)
    ]
    assert accuracies[1][0].incidents == pytest.approx(accuracies[0][0].incidents, abs=3)
    assert accuracies[1][0].hit_rate == pytest.approx(accuracies[0][0].hit_rate, abs=0.01)


def test_incidents_far_from_streets_are_counted_and_streets_of_elsewhere_said():
    half = validate(put_layer(streets(north=1500))(cities.made_city()), **SPLIT)
    assert "farther than 100 m from every street, left out along the streets:" in notes(half)
    layer = streets()
    away = replace(layer, geometry=shapely.transform(layer.geometry, lambda xy: xy + 50_000))
    found = validate(put_layer(away)(cities.made_city()), **SPLIT)
    assert "Density along the streets was not judged: None of the incidents is within 100 m" in notes(found)
    assert not found.quoted_streets
    assert all(trial.share_of == "area" for trial in found.trials)


def part_of(city: Project, area: BaseGeometry) -> Project:
    """The made city with an area as its boundary."""
    return put_layer(cities.layer(Role.BOUNDARY, np.array([area], dtype=object)))(city)


def west(*, width: float = 1500) -> BaseGeometry:
    """The west of the made city, as far as so many metres."""
    return shapely.box(620_000, 9_750_000, 620_000 + width, 9_753_000)


def test_the_study_area_is_where_the_incidents_are_complete():
    city = put_layer(streets())(cities.made_city())
    declared = validate(change_layer("incidents", coverage=west())(city), **SPLIT)
    bounded = validate(part_of(city, west()), **SPLIT)
    # Ground and streets that nobody recorded are no risk of zero: they would raise the PAI of every method.
    assert declared.trials == bounded.trials
    assert declared.quoted_streets == bounded.quoted_streets
    assert "Study area: the boundary, where the incidents are complete, 1800 cells of 50 m." in notes(declared)
    assert "Study area: the boundary, 1800 cells of 50 m." in notes(bounded)
    assert "65 km in pieces" in notes(declared)
    # Complete beyond the boundary: that is not studied, and as empty land would raise the PAI as well.
    wide = change_layer("incidents", coverage=west(width=30_000))(part_of(city, west()))
    assert validate(wide, **SPLIT).trials == bounded.trials
    # Complete nowhere within it, where the two only touch.
    beside = change_layer("incidents", coverage=shapely.box(621_500, 9_750_000, 623_000, 9_753_000))
    with pytest.raises(AnalysisError, match="complete nowhere within the boundary: check their coverage"):
        validate(beside(part_of(city, west())), **SPLIT)


def test_a_coverage_without_a_boundary_is_the_study_area():
    city = cities.made_city()
    only = change_layer("incidents", coverage=west())(remove_layer("boundary")(city))
    found = validate(only, **SPLIT)
    assert found.trials == validate(part_of(city, west()), **SPLIT).trials
    assert "Study area: where the incidents are complete, 1800 cells of 50 m." in notes(found)


def test_one_layer_without_a_coverage_and_no_boundary_leave_the_rectangle():
    layer = cities.incidents(np.random.default_rng(3).uniform(0, 2000, (6, 2)), ["2024-01-05"] * 3 + ["2024-08-01"] * 3)
    other = replace(layer, id="other", coverage=shapely.box(0, 0, 100, 100))
    assert "rectangle of the incidents" in notes(validate(cities.project(layer, other), **SPLIT))


def left_out(found: Validation) -> dict[str, int]:
    """How many later incidents the notes say are left out along the streets, by the reason's first words."""
    return {
        message.partition(" incidents ")[2][:7]: int(str(parameters["count"]))
        for message, parameters in found.notes
        if "along the streets: {count}" in message
    }


def judged(found: Validation) -> int:
    return next(trial.accuracy.incidents for trial in found.trials if trial.method == "network-count")


@pytest.mark.parametrize("width", [1500, 1520, 1635])
def test_every_later_incident_is_judged_along_the_streets_or_said_to_be_left_out(width):
    city = put_layer(streets(north=2400))(cities.made_city())
    area = west(width=width)
    found = validate(part_of(city, area), **SPLIT)
    layer = city.by_role(Role.INCIDENTS)[0]
    later = layer.geometry[layer.table.column("when").to_numpy() >= np.datetime64("2024-07-01")]
    places = shapely.points(later)
    # By brute force: how far each is from the area, from all streets, and from those in the area.
    outside = shapely.distance(places, area) > 10
    lines = shapely.union_all(city.by_role(Role.STREETS)[0].geometry)
    away = shapely.distance(places, lines)
    beyond = shapely.distance(places, shapely.intersection(lines, shapely.buffer(area, 10))) > away + 1e-6
    expected = {
        "more th": int(outside.sum()),
        "farther": int((~outside & (away > 100)).sum()),
        "whose n": int((~outside & (away <= 100) & beyond).sum()),
    }
    assert left_out(found) == {reason: count for reason, count in expected.items() if count}
    assert judged(found) + sum(expected.values()) == len(later)
    on_ground = next(int(str(p["count"])) for message, p in found.notes if "left out on the ground" in message)
    assert found.quoted[0][0].accuracy.incidents + on_ground == len(later)
    assert expected["more th"] > 100
    assert expected["farther"] > 10
    assert width < 1635 or expected["whose n"] > 3


def crossing(later: Any) -> Project:
    """Two streets 60 m apart, a boundary between them, and later incidents that lie as given from the first."""
    lines = np.array([shapely.LineString([(x, 0), (x, 1000)]) for x in (0, 60)], dtype=object)
    earlier = np.column_stack((np.tile((0.0, 2.0), 10), np.linspace(100, 900, 20)))
    xy = np.concatenate((earlier, np.column_stack((later, np.full(len(later), 500.0)))))
    when = ["2024-01-05"] * len(earlier) + ["2024-08-01"] * len(later)
    return cities.project(
        cities.incidents(xy, when),
        replace(cities.layer(Role.STREETS, lines), kind=GeometryKind.LINE),
        cities.layer(Role.BOUNDARY, np.array([shapely.box(-300, 0, 45, 1000)])),
    )


def test_an_incident_outside_does_not_count_on_a_street_inside_nor_vanish():
    # In the area: two near its street, one nearest to the street outside, one far from both. Outside it: two.
    found = validate(crossing([1.0, 20.0, 40.0, -150.0, 58.0, 400.0]), **SPLIT)
    assert left_out(found) == {"more th": 2, "farther": 1, "whose n": 1}
    assert judged(found) == 2
    # The nearest street of the one at 56 m would be inside, were the other not there.
    alone = crossing([1.0, 56.0])
    first = alone.by_role(Role.STREETS)[0]
    alone = put_layer(replace(first, geometry=first.geometry[:1], table=first.table.slice(0, 1)))(alone)
    found = validate(alone, **SPLIT)
    assert left_out(found) == {"more th": 1}
    assert judged(found) == 1


def of_periods(before: Any, after: Any, lines: Any, cell: float) -> validation_streets.Streets:
    """Two periods along some lines, in a study area that reaches to 45 m east and 1 km north."""
    shapes = np.array([shapely.LineString(line) for line in lines], dtype=object)
    city = cities.project(replace(cities.layer(Role.STREETS, shapes), kind=GeometryKind.LINE))
    places = [np.array(some, dtype=np.float64) for some in (before, after)]
    periods = Periods(before=places[0], after=places[1], months=np.zeros(len(before), dtype=np.int64), notes=())
    return validation_streets.of_periods(city, periods, shapely.box(-300, 0, 45, 1000), cell)


def test_earlier_incidents_outside_teach_nothing_of_a_street_inside():
    """As of later ones: within 100 m of the only street, but 11 m or more outside the study area."""
    lines = [[(0, 0), (0, 1000)]]
    found = of_periods([(2, 500), (57, 500), (90, 300)], [(1, 400)], lines, 50)
    assert found.before.sum() == 1
    assert found.before[found.pieces.middle == 525].tolist() == [1]


def test_counts_along_streets_rank_by_metre_and_not_by_piece():
    """Three on each of a piece of 50 m and of one of 10 m: the short one is five times as dense."""
    lines = [[(0, 0), (0, 50)], [(-200, 0), (-200, 10)]]
    found = of_periods([(0, 25), (0, 26), (0, 27), (-200, 5), (-200, 6), (-200, 7)], [(0, 25)], lines, 50)
    *_, (method, bandwidth, values) = validation_streets.densities(found, [100.0])
    assert (method, bandwidth) == ("network-count", None)
    assert sorted(values.tolist()) == pytest.approx([3 / 50, 3 / 10])


def test_a_street_that_forms_the_boundary_keeps_the_incidents_of_both_its_sides():
    city = crossing([51.0, 59.0, 61.0, 69.0, 1.0])
    whole = put_layer(cities.layer(Role.BOUNDARY, np.array([shapely.box(-300, 0, 60, 1000)])))(city)
    found = validate(whole, **SPLIT, cell=20)
    assert judged(found) == 5
    assert left_out(found) == {}
    assert "Later incidents outside the cells of the study area, left out on the ground: 2." in notes(found)


def test_streets_on_which_nothing_of_the_study_area_happened_are_said():
    found = validate(crossing([40.0, -150.0]), **SPLIT)
    assert "Density along the streets was not judged: In one of the periods no incident of the study area" in notes(
        found
    )
    assert not found.quoted_streets


def scattered(when: Any, precision: str = "minute", n: int = 6) -> Project:
    rng = np.random.default_rng(2)
    return cities.project(cities.incidents(rng.uniform(0, 2000, (n, 2)) + 500_000, when, precision))


def test_without_a_boundary_the_rectangle_is_said():
    found = validate(scattered(["2024-01-05"] * 3 + ["2024-08-01"] * 3), **SPLIT)
    assert "rectangle of the incidents" in notes(found)
    assert "no bandwidth could be chosen" in notes(found)
    assert "Only 3 later incidents" in notes(found)
    assert (found.quoted[0][0].method, found.quoted[0][0].bandwidth) == ("density-quartic", 150)


def test_what_belongs_to_no_period_is_counted():
    days = ["2024-01-05", "2024-02-05", "2024-07-03", "NaT", "NaT", "2024-06-10"]
    found = validate(scattered(days), train_to=date(2024, 5, 31), test_from=date(2024, 7, 1))
    assert "up to 2024-05-31: 2; from 2024-07-01 on: 1." in notes(found)
    assert "without a date, left out: 2" in notes(found)
    assert "between the periods or reaching into both, left out: 1" in notes(found)


def test_a_month_that_reaches_over_the_border_belongs_to_neither():
    months = ["2024-05-01", "2024-05-01", "2024-06-01", "2024-07-01"]
    found = validate(scattered(months, "month", 4), train_to=date(2024, 6, 15), test_from=date(2024, 6, 16))
    assert "up to 2024-06-15: 2; from 2024-06-16 on: 1." in notes(found)


def test_a_shared_day_is_the_later_periods():
    days = ["2024-01-05", "2024-01-07", "2024-06-30", "2024-06-30"]
    found = validate(scattered(days, n=4), train_to=date(2024, 6, 30), test_from=date(2024, 6, 30))
    assert "up to 2024-06-30: 2; from 2024-06-30 on: 2." in notes(found)


def test_narrow_bandwidths_are_said():
    assert "--cell of 75 m or less" in notes(validate(cities.made_city(), **SPLIT, cell=100))


@pytest.mark.parametrize(
    ("words", "change"),
    [
        ("overlap", {"train_to": date(2024, 7, 2)}),
        ("no incidents up to 2019-01-01", {"train_to": date(2019, 1, 1)}),
        ("no incidents from 2031-01-01", {"test_from": date(2031, 1, 1)}),
        ("cell size is 0", {"cell": 0.0}),
        ("cell size is −5", {"cell": -5.0}),
        ("too large", {"cell": 0.01}),
        ("smaller --cell", {"cell": 100_000.0}),
        ("above 0 and at most 1", {"area_shares": (5.0,)}),
    ],
)
def test_what_does_not_fit_is_said_with_its_cure(words, change):
    with pytest.raises(AnalysisError, match=words):
        validate(cities.made_city(), **(SPLIT | change))


def test_all_on_one_point_is_refused():
    when = ["2024-01-05"] * 3 + ["2024-08-01"] * 3
    with pytest.raises(AnalysisError, match="one point"):
        validate(cities.project(cities.incidents(np.full((6, 2), 500_000.0), when)), **SPLIT)


@pytest.mark.shared
def test_vancouver_is_far_from_chance(shared):
    found = validate(cities.vancouver(shared), train_to=date(2025, 9, 30), test_from=date(2025, 10, 1))
    trial, plain = found.quoted[0]
    assert trial.accuracy.incidents == plain.accuracy.incidents == 7159
    assert trial.accuracy.pai > 10
    assert trial.accuracy.area_share == pytest.approx(0.05, abs=1e-4)
