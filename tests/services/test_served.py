"""Who has a space within a walk: a street along which every walk can be reckoned by hand."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.cartography import legend
from spaceplanner.domain import edits
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.errors import AnalysisError
from spaceplanner.io import catalogue
from spaceplanner.services import catchments, reach_export, served
from spaceplanner.services.evaluation import Evaluator
from spaceplanner.services.memo import Memo
from spaceplanner.services.stages import compute
from spaceplanner.services.unpacking import unpack
from tests.services import cities

if TYPE_CHECKING:
    from spaceplanner.cartography.catchments import Catchments
    from spaceplanner.domain.project import Project
    from spaceplanner.services.served import Reach

X, Y = 620_000.0, 9_750_000.0
ORIGIN = np.array((X, Y))
AT = ((100, 0), (300, 0), (420, 0), (700, 0), (1500, 0), (100, 900))
"""Homes: 90, 290, 410, 690 and 1,490 m from the door on foot; the last is on no street."""
PEOPLE = (50.0, 40.0, 25.0, 3.0, 60.0, 7.0)
WOMEN = (30.0, 20.0, 12.0, 2.0, 58.0, 3.0)


def moved(shape: Any) -> Any:
    return shapely.transform(shape, lambda xy: xy + ORIGIN)


def street() -> Project:
    """One space with a door 10 m off a street of 2 km, six homes, and a block of 20 people 910 m away; two districts."""
    way = cities.layer(Role.STREETS, np.array([moved(shapely.LineString([(0, 0), (2000, 0)]))], dtype=object))
    block = np.array([moved(shapely.box(920, -10, 940, 10))])
    halves = np.array([moved(shapely.box(-500, -500, 500, 1500)), moved(shapely.box(500, -500, 2500, 1500))])
    return cities.project(
        cities.spaces([moved(shapely.box(0, 10, 40, 50))], ["Plaza"]),
        replace(way, kind=GeometryKind.LINE),
        cities.layer(Role.ENTRANCES, np.array([(X + 20, Y + 10)]), {"space": ["s00"]}),
        cities.layer(
            Role.RESIDENTS, np.array(AT) + ORIGIN, {"people": list(PEOPLE), "women": list(WOMEN)}, name="homes"
        ),
        cities.layer(Role.RESIDENTS, block, {"people": [20.0], "women": [11.0]}, name="blocks"),
        cities.layer(Role.DISTRICTS, halves, {"name": ["Oeste", "Este"]}),
    )


def found(project: Project, *metres: float) -> Reach:
    memo = Memo()
    return served.found(project, unpack(project, memo), memo, metres or (300, 400, 800))


def drawn(project: Project, memo: Memo | None = None, *, space: str | None = None) -> Catchments:
    shown = catchments.of_project(project, memo, space=space)
    assert shown is not None
    return shown


def test_residents_by_distance_and_group_by_hand():
    (plaza,) = found(street()).spaces
    assert (plaza.id, plaza.name, plaza.area_m2, plaza.straight) == ("s00", "Plaza", 1600, False)
    assert plaza.people[:, 0].tolist() == [90, 90, 118]
    assert plaza.people[:, 1].tolist() == [50, 50, 64]
    # The census does not count children or older people.
    assert np.isnan(plaza.people[:, 2:]).all()
    assert plaza.reasons == (None, None, None)


def test_share_with_access_by_hand():
    result = found(street())
    assert result.streets
    assert [item.metres for item in result.city] == [300, 400, 800]
    assert result.sdg.people[0] == sum(PEOPLE) + 20
    assert result.sdg.without[:2].tolist() == [115, 86]
    assert result.sdg.shares[:2] == pytest.approx([90 / 205, 50 / 136])
    assert [item.without[0] for item in result.city] == [115, 115, 87]
    # The one home on no street: 1.3 times the straight line.
    assert result.sdg.straight == 7
    assert result.sdg.m2_each == pytest.approx(1600 / 205)
    assert result.sdg.spaces_each == pytest.approx(90 / 205)


def test_districts_by_hand():
    west, east = found(street()).districts
    assert (west.name, west.people, west.without) == ("Oeste", 122, 32)
    assert west.share == pytest.approx(90 / 122)
    assert (east.name, east.people, east.without, east.share) == ("Este", 83, 83, 0)


def test_a_district_that_the_census_does_not_cover_has_no_data():
    homes = {"coverage": moved(shapely.box(-500, -500, 500, 1500))}
    project = street()
    for layer in ("homes", "blocks"):
        project = edits.change_layer(layer, **homes)(project)
    west, east = found(project).districts
    assert (west.people, west.reason) == (122, None)
    assert (east.people, east.without, east.share, east.reason) == (None, None, None, "no_coverage")
    (plaza,) = found(project).spaces
    # 400 m around the plaza are covered, 800 m are not.
    assert plaza.people[:, 0].tolist()[:2] == [90, 90]
    assert np.isnan(plaza.people[2, 0])
    assert plaza.reasons == (None, None, "no_coverage")


def test_places_without_a_space_are_those_of_the_census():
    places = found(street()).without
    assert places.without[:, 0].tolist() == [60, 25, 20, 7, 3]
    assert places.people[:, 0].tolist() == [60, 25, 20, 7, 3]
    assert [shape.geom_type for shape in places.shapes] == ["Point", "Point", "Polygon", "Point", "Point"]
    assert places.shapes[0].equals(shapely.Point(X + 1500, Y))


def test_a_block_that_is_near_in_part_is_one_place():
    big = np.array([moved(shapely.box(200, -20, 700, 20))])
    project = edits.put_layer(cities.layer(Role.RESIDENTS, big, {"people": [100.0]}, name="blocks"))(street())
    places = found(project).without
    (row,) = [row for row, shape in enumerate(places.shapes) if shape.geom_type == "Polygon"]
    assert places.people[row, 0] == pytest.approx(100)
    # On foot 400 m reach to x = 410 at most: 10 lattice points of 50 m, of which those from 425 on have no space.
    assert places.without[row, 0] == pytest.approx(60)


def test_400_metres_are_always_answered_and_longer_walks_are_measured():
    result = found(street(), 1500.0)
    assert result.metres == (400, 1500)
    (plaza,) = result.spaces
    assert plaza.people[1, 0] == sum(PEOPLE) + 20
    assert result.city[1].without[0] == 0


def test_without_streets_everything_is_straight_and_said_to_be():
    project = street()
    bare = replace(project, layers=tuple(layer for layer in project.layers if layer.role is not Role.STREETS))
    result = found(bare)
    assert not result.streets
    (plaza,) = result.spaces
    assert plaza.straight
    # 1.3 times 81 m, 280 m and 400 m: 105, 364 and 520 m.
    assert plaza.people[:, 0].tolist() == [50, 90, 115]
    memo = Memo()
    ground = catchments.ground(unpack(bare, memo), memo, (0,), 390.0)
    assert ground.bounds == pytest.approx((X - 280, Y - 290, X + 320, Y + 310), abs=1)


@pytest.mark.parametrize("metres", [0.0, -1.0, float("nan"), 1e6])
def test_no_such_walk(metres):
    with pytest.raises(AnalysisError, match="choose one of at least 1 m"):
        found(street(), metres)


@pytest.mark.parametrize(("role", "words"), [(Role.SPACES, "spaces"), (Role.RESIDENTS, "residents")])
def test_what_is_missing_is_said(role, words):
    project = street()
    less = replace(project, layers=tuple(layer for layer in project.layers if layer.role is not role))
    with pytest.raises(AnalysisError, match=f"role {words}"):
        found(less)
    assert catchments.unserved(less) is None
    if role is Role.SPACES:
        assert catchments.of_project(less) is None
    else:
        assert [band.residents for band in drawn(less).bands] == [None] * 3


def test_small_numbers_and_what_gives_them_away_are_withheld():
    assert reach_export.published(np.array([60.0, 58.0, 10.0, np.nan])) == [60, None, 10, None]
    assert reach_export.published(np.array([4.4, 4.0, 0.0, 0.0])) == [None] * 4
    assert reach_export.published(np.array([np.nan] * 4)) == [None] * 4


def test_the_file_holds_no_place_with_few_people(tmp_path):
    project, memo, path = street(), Memo(), tmp_path / "alcance.gpkg"
    inputs = unpack(project, memo)
    result = served.found(project, inputs, memo)
    assert reach_export.write(path, result, inputs, memo) == 2
    with closing(sqlite3.connect(path)) as database:
        without = database.execute('SELECT living, residents, women, "values" FROM without_space').fetchall()
        walks = database.execute("SELECT space, metres, residents, women, walk FROM catchments").fetchall()
        tables = {name for (name,) in database.execute("SELECT table_name FROM gpkg_contents")}
    assert tables == {"catchments", "without_space"}
    # Of 60 people 58 are women: two men would be given away. The place of three is left out, and with it that of seven:
    # from the 115 who have no space in the whole city, those of one place left out would follow.
    published = "published"
    assert without == [(60, 60, None, published), (25, 25, 12, published), (20, 20, 11, published)]
    assert walks == [
        ("s00", metres, people, women, "along the streets")
        for metres, people, women in ((300, 90, 50), (400, 90, 50), (800, 118, 64))
    ]


@pytest.mark.parametrize("metres", [(300, 420, 800), (420, 800), (400, 420, 690, 700, 1600)])
def test_no_small_number_follows_from_two_distances_or_two_exports(tmp_path, metres):
    """Between 420 m and 800 m live three people, two of them women, and the diagnosis tells 800 m."""
    project, memo, path = street(), Memo(), tmp_path / "alcance.gpkg"
    inputs = unpack(project, memo)
    result = served.found(project, inputs, memo, metres)
    assert {115, 118} <= {near for space in result.spaces for near in space.people[:, 0]}
    reach_export.write(path, result, inputs, memo)
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT residents, women FROM catchments").fetchall()
    diagnosed = compute("walk_told", inputs, memo)[0]
    told = [*rows, *((row[0], row[1]) for row in diagnosed.tolist())]
    told = [row for row in told if not any(one is None or np.isnan(one) for one in row)]
    for parts in ([all_of for all_of, _ in told], [women for _, women in told], [x - y for x, y in told]):
        assert all(abs(one - other) not in {1, 2, 3, 4} for one in parts for other in parts)
    assert 115 not in {row[0] for row in rows}


def test_adults_do_not_follow_from_children_and_older_people():
    # 2 of 20 are neither: the older are withheld.
    assert reach_export.published(np.array([20.0, 10.0, 10.0, 8.0])) == [20, 10, 10, None]
    assert reach_export.published(np.array([20.0, 10.0, 7.0, 8.0])) == [20, 10, 7, 8]


def test_adults_do_not_follow_from_children_and_older_people_in_the_file(tmp_path):
    homes = cities.layer(
        Role.RESIDENTS,
        np.array([(100, 0)]) + ORIGIN,
        {"people": [20.0], "women": [10.0], "children": [10.0], "older": [8.0]},
        name="homes",
    )
    project, memo, path = edits.remove_layer("blocks")(edits.put_layer(homes)(street())), Memo(), tmp_path / "a.gpkg"
    inputs = unpack(project, memo)
    reach_export.write(path, served.found(project, inputs, memo), inputs, memo)
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT residents, women, children, older FROM catchments").fetchall()
    assert rows == [(20, 10, 10, None)] * 3


def test_the_few_of_a_block_who_have_a_space_do_not_follow_from_those_who_have_none(tmp_path):
    """A block of 40 people, of whom two live within 400 m: the 38 who have no space are not told beside the 40."""
    block = cities.layer(
        Role.RESIDENTS, np.array([moved(shapely.box(370, -10, 1370, 10))]), {"people": [40.0]}, name="homes"
    )
    project = edits.remove_layer("blocks")(edits.put_layer(block)(street()))
    memo, path = Memo(), tmp_path / "a.gpkg"
    inputs = unpack(project, memo)
    result = served.found(project, inputs, memo)
    ((living, *_),), ((bare, *_),) = result.without.people, result.without.without
    assert 0.5 < living - bare < 4.5
    assert reach_export.write(path, result, inputs, memo) == 1
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT residents FROM without_space").fetchall() == []


def test_the_diagnosis_publishes_residents_by_the_same_rule():
    """Of ten homes near, three are left between 300 and 400 m: the distance of SDG 11.7.1 is told, the other is not."""
    homes = cities.layer(
        Role.RESIDENTS,
        np.array(((100, 0), (340, 0), (700, 0))) + ORIGIN,
        {"people": [50.0, 3.0, 30.0], "women": [48.0, 1.0, 15.0]},
        name="homes",
    )
    project = edits.remove_layer("blocks")(edits.put_layer(homes)(street()))
    (plaza,) = Evaluator(catalogue.load()).evaluate(project, proposals=False).diagnosis.spaces
    shown = {measure: plaza.figures[measure].published for measure in ("walk_300", "walk_400", "walk_800")}
    assert shown == {"walk_300": None, "walk_400": 53, "walk_800": 83}
    assert plaza.figures["walk_300"].exact == 50
    assert plaza.figures["walk_300"].withheld == "residents_derivable"
    # 49 of 53 are women: four men would be given away.
    assert plaza.figures["walk_400_women"].absence("published") == "residents_derivable"
    assert plaza.figures["m2_per_resident"].published == pytest.approx(1600 / 53)


@pytest.mark.parametrize("people", [0.0, 1.0, 4.0])
def test_fewer_than_five_residents_look_like_nobody_in_all_that_is_published(people):
    homes = cities.layer(
        Role.RESIDENTS, np.array(((100, 0), (1900, 0))) + ORIGIN, {"people": [people, 500.0]}, name="homes"
    )
    project = edits.remove_layer("blocks")(edits.put_layer(homes)(street()))
    (plaza,) = Evaluator(catalogue.load()).evaluate(project, proposals=False).diagnosis.spaces
    for measure in ("walk_residents", "walk_300", "walk_400", "walk_800", "m2_per_resident"):
        figure = plaza.figures[measure]
        assert (figure.published, figure.absence("published")) == (None, "few_residents")
    (part,) = [part for part in plaza.parts if part.id == "walk_residents"]
    assert (part.value, part.points) == (0, 0)


def far() -> Project:
    """The street, with a census that is complete elsewhere only."""
    project = street()
    for layer in ("homes", "blocks"):
        project = edits.change_layer(layer, coverage=moved(shapely.box(9000, 9000, 9100, 9100)))(project)
    return project


def half() -> Project:
    """The street, with a census that is complete in its west half, and a study area that is the whole."""
    project = edits.put_layer(
        cities.layer(Role.BOUNDARY, np.array([moved(shapely.box(-500, -500, 2500, 1500))]), name="boundary")
    )(street())
    for layer in ("homes", "blocks"):
        project = edits.change_layer(layer, coverage=moved(shapely.box(-500, -500, 500, 1500)))(project)
    return project


def test_where_the_census_covers_nobody_there_are_no_data():
    result = found(far())
    # There are streets, whoever lives along them.
    assert result.streets
    assert result.sdg.reason == result.sdg.m2_reason == "no_coverage"
    assert np.isnan(result.sdg.people).all()
    assert np.isnan(result.sdg.without).all()
    assert np.isnan([result.sdg.straight, result.sdg.m2_each, result.sdg.spaces_each]).all()
    assert {district.reason for district in result.districts} == {"no_coverage"}
    bare = catchments.unserved(far())
    assert bare is not None
    assert (bare.residents, bare.share, bare.reason) == (None, None, "no_coverage")
    shown = drawn(far())
    assert [band.residents for band in shown.bands] == [None] * 3
    assert (shown.reason, shown.streets) == ("no_coverage", True)
    assert drawn(far(), space="s00").reason == "no_coverage"
    assert "no data" in legend.unserved_words(bare)
    assert legend.band_words(shown.bands[0]) == "within 300 m: no data on residents"
    assert "not complete" in legend.catchments_notes(shown)[0]


def test_where_the_census_covers_a_part_that_is_said():
    result = found(half())
    assert result.covered_share == pytest.approx(1 / 3)
    # 400 m around the plaza are covered, 800 m are not.
    assert result.uncovered == 0
    assert [item.m2_reason for item in result.city] == [None, None, "part_covered"]
    assert np.isnan(result.city[2].m2_each)
    assert result.sdg.m2_each == pytest.approx(1600 / 122)
    shown = drawn(half())
    assert [(band.residents, band.unknown) for band in shown.bands] == [(90, 0), (90, 0), (115, 1)]
    assert shown.reason is None
    assert legend.catchments_notes(shown) == ("at least; spaces around which the residents' layer is not complete: 1",)
    bare = catchments.unserved(half())
    assert bare is not None
    assert bare.residents == 32
    assert legend.unserved_notes(bare) == ("only where the residents' layer is complete: 33 % of the study area",)
    assert legend.unserved_notes(catchments.unserved(street()) or bare) == ()


def test_a_place_on_no_street_is_said_to_be_measured_in_a_straight_line():
    places = found(street()).without
    assert dict(zip(places.without[:, 0].tolist(), places.straight.tolist(), strict=True)) == {
        60: False, 25: False, 20: False, 7: True, 3: False
    }  # fmt: skip


def test_a_catchment_holds_the_space_and_the_street_up_to_its_end():
    project, memo = street(), Memo()
    plaza = drawn(project, memo, space="s00")
    assert plaza.name == "Plaza"
    assert (plaza.streets, plaza.straight) == (True, False)
    near = plaza.bands[0]
    assert (near.metres, near.residents) == (300, 90)
    # From the door 10 m to the street, then 290 m along it; 25 m to each side and around its end.
    assert near.shape[0].bounds == pytest.approx((X - 25, Y - 25, X + 20 + 290 + 25, Y + 50))
    everything = drawn(project, memo)
    assert everything.name is None
    assert [band.residents for band in everything.bands] == [90, 90, 118]
    assert catchments.of_project(project, memo, space="gone") is everything


def test_the_project_s_own_distance_is_drawn_too():
    project = street()
    project = replace(project, settings=replace(project.settings, walk_distance=500.0))
    assert [band.metres for band in drawn(project).bands] == [300, 400, 500, 800]


def test_residents_without_a_space_for_the_map():
    bare = catchments.unserved(street())
    assert bare is not None
    assert (bare.residents, bare.metres) == (115, 400)
    assert bare.share == pytest.approx(115 / 205)
    assert len(bare.xy) == 4
    assert bare.shares.tolist() == [1]
