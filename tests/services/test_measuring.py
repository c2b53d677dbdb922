"""Lengths, bearings and areas, beside closed forms and pyproj's geodesics."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from spaceplanner.i18n import speaking
from spaceplanner.services import measuring
from tests.services.city import X, Y

UTM = "EPSG:32717"
corners = st.lists(st.tuples(st.floats(-3000, 3000), st.floats(-3000, 3000)), min_size=2, max_size=9)


def placed(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(X + x, Y + y) for x, y in points]


def test_a_right_triangle():
    found = measuring.measures(placed([(0, 0), (0, 300), (400, 300)]), UTM)
    assert [segment.length for segment in found.segments] == pytest.approx([300, 400])
    assert [segment.bearing for segment in found.segments] == pytest.approx([0, 90])
    assert found.length == pytest.approx(700)
    assert found.area == pytest.approx(60_000)


@pytest.mark.parametrize(("dx", "dy", "bearing"), [(1, 1, 45), (1, -1, 135), (-1, -1, 225), (-1, 1, 315), (0, -1, 180), (-1, 0, 270)])  # fmt: skip
def test_bearings_go_clockwise_from_grid_north(dx, dy, bearing):
    (segment,) = measuring.measures(placed([(0, 0), (100 * dx, 100 * dy)]), UTM).segments
    assert segment.bearing == pytest.approx(bearing)


@pytest.mark.parametrize("crs", [UTM, "EPSG:24877", "EPSG:3857"])
def test_the_ground_is_the_system_s_own_ellipsoid(crs):
    """EPSG:24877 is PSAD 56 on the International ellipsoid, EPSG:3857 stretches lengths by the latitude."""
    points = placed([(0, 0), (900, 150), (700, 900), (100, 700)])
    found = measuring.measures(points, crs)
    system = CRS(crs)
    back = Transformer.from_crs(system, system.geodetic_crs, always_xy=True)
    lon, lat = back.transform(*np.array(points).T)
    earth = Geod(ellps="intl") if crs == "EPSG:24877" else Geod(ellps="WGS84")
    assert [one.ground_length for one in found.segments] == pytest.approx(earth.line_lengths(lon, lat), rel=1e-9)
    assert found.ground_area == pytest.approx(abs(earth.polygon_area_perimeter(lon, lat)[0]), rel=1e-9)
    assert found.segments[0].azimuth == pytest.approx(earth.inv(lon[0], lat[0], lon[1], lat[1])[0] % 360)


def test_on_the_central_meridian_the_grid_is_shorter_by_its_scale():
    """UTM's scale there is 0.9996 by definition, and grid north is true north."""
    (segment,) = measuring.measures([(500_000, 9_757_000), (500_000, 9_758_000)], UTM).segments
    assert segment.ground_length == pytest.approx(1000 / 0.9996, rel=1e-7)
    assert segment.azimuth == pytest.approx(0, abs=1e-6)


@given(corners)
def test_the_area_is_a_ring_s_and_the_length_a_line_s(points):
    found = measuring.measures(placed(points), UTM)
    assert found.length == pytest.approx(shapely.LineString(placed(points)).length, abs=1e-6)
    if found.area is not None:
        assert found.area == pytest.approx(shapely.Polygon(placed(points)).area, abs=1e-3)


@given(corners, st.floats(-50_000, 50_000), st.floats(-50_000, 50_000))
def test_the_grid_s_measures_do_not_depend_on_the_place(points, dx, dy):
    points = [(round(x), round(y)) for x, y in points]
    here = measuring.measures(placed(points), UTM)
    there = measuring.measures(placed([(x + round(dx), y + round(dy)) for x, y in points]), UTM)
    assert there.length == pytest.approx(here.length)
    assert there.crossed is here.crossed


def test_an_outline_that_crosses_itself_has_no_area():
    found = measuring.measures(placed([(0, 0), (100, 100), (100, 0), (0, 50)]), UTM)
    assert found.crossed
    assert found.area is None
    assert measuring.pointer_words(found)[-1] == "The outline crosses itself: no area"


def test_degenerate_lines():
    assert measuring.measures([], UTM).segments == ()
    assert measuring.measures(placed([(0, 0)]), UTM).length == 0
    assert measuring.measures(placed([(0, 0), (0, 0), (10, 0), (10, 0)]), UTM).length == pytest.approx(10)
    straight = measuring.measures(placed([(0, 0), (10, 0), (20, 0)]), UTM)
    assert straight.area == 0
    assert not straight.crossed


def test_without_a_system_or_outside_it_the_ground_is_unknown():
    for points, crs in ((placed([(0, 0), (3, 4)]), None), ([(1e12, 0), (1e12, 5)], UTM)):
        (segment,) = measuring.measures(points, crs).segments
        assert segment.length == pytest.approx(5)
        assert math.isnan(segment.ground_length)
        assert "true north" not in measuring.bearing_words(segment)


def test_words_tell_ground_and_grid_apart_only_where_they_differ():
    near = measuring.measures(placed([(0, 0), (100, 0), (100, 100)]), UTM)
    assert measuring.pointer_words(near)[2:] == ("In all 200.0\u00a0m", "Area 5,000.0\u00a0m²")
    # At 42.26 degrees north, whose cosine is 0.740.
    stretched = measuring.measures([(-7.9e6, 5.2e6), (-7.9e6 + 100, 5.2e6)], "EPSG:3857")
    assert measuring.pointer_words(stretched)[0] == "100.0\u00a0m on the map, 74.1\u00a0m on the ground"
    with speaking("es"):
        assert measuring.metres(1234.56) == "1\u202f234,6\u00a0m"
    assert (measuring.metres(12_345), measuring.metres(3.217)) == ("12.35\u00a0km", "3.22\u00a0m")
    assert (measuring.square(12_345), measuring.square(12_345_678)) == ("1.234\u00a0ha", "12.346\u00a0km²")


def test_what_is_copied_has_a_line_a_segment():
    text = measuring.text(measuring.measures(placed([(0, 0), (100, 0), (100, 100)]), UTM))
    lines = [line.split("\t") for line in text.split("\n")]
    assert [line[0] for line in lines] == ["1", "2", "In all", "Area"]
    assert lines[0][1] == "100.0\u00a0m"
    assert lines[1][2].startswith("grid north 0.0°")


def test_no_bearing_is_written_as_a_full_turn():
    (segment,) = measuring.measures(placed([(0, 0), (-0.001, 1000)]), UTM).segments
    assert measuring.bearing_words(segment).startswith("grid north 0.0°")
