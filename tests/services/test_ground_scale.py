"""Scales on the ground, beside pyproj's geodesics."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Proj, Transformer

from spaceplanner.cartography.view import COARSEST, FINEST, View
from spaceplanner.errors import InputError
from spaceplanner.i18n import number, speaking
from spaceplanner.services import ground_scale


@pytest.mark.parametrize(
    ("crs", "lon", "lat"),
    [
        ("EPSG:32717", -79.9, -2.19),
        ("EPSG:32717", -81.0, -0.2),
        ("EPSG:32717", -78.2, -0.2),
        ("EPSG:3857", -71.1, 42.4),
    ],
)
def test_a_pixel_measures_what_a_geodesic_says(crs, lon, lat):
    """Beside a hundred metres to the east and to the north; and, where it knows the ellipsoid, PROJ's own factor."""
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    back = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    ends = [back.transform(x + 50 * dx, y + 50 * dy) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    earth = Geod(ellps="WGS84")
    metres = math.sqrt(earth.inv(*ends[0], *ends[1])[2] * earth.inv(*ends[2], *ends[3])[2])
    assert ground_scale.factor(crs, x, y) == pytest.approx(100 / metres, rel=2e-5)
    if crs != "EPSG:3857":
        areal = Proj(crs).get_factors(lon, lat).areal_scale
        assert ground_scale.factor(crs, x, y) == pytest.approx(math.sqrt(areal), rel=2e-5)
    view = View(x, y, 1.0, 800, 600)
    assert ground_scale.denominator(view, crs) == pytest.approx(metres / 100 / (0.0254 / 96), rel=2e-5)


@given(st.floats(100, 1e6))
def test_a_scale_asked_for_is_the_scale_shown(wanted):
    for crs in ("EPSG:32717", "EPSG:3857", None):
        view = View(641_000, 9_757_000, 1.0, 800, 600)
        resolution = ground_scale.resolution(wanted, crs, view.x, view.y)
        shown = ground_scale.denominator(View(view.x, view.y, resolution, 800, 600), crs)
        assert shown == pytest.approx(wanted)


def test_a_scale_beyond_what_a_view_can_be():
    assert ground_scale.resolution(0.001, None, 0, 0) == FINEST
    assert ground_scale.resolution(1e12, None, 0, 0) == COARSEST


def test_outside_the_projection_the_grid_s_scale_is_shown():
    assert ground_scale.factor("EPSG:32717", 1e12, 1e12) == 1
    assert ground_scale.factor("EPSG:32717", float("inf"), 0) == 1


@pytest.mark.parametrize("text", ["1:5000", "1 : 5 000", "1:5,000", "1:5.000", "5000", "1/5000", "1 : 5\u202f000"])
def test_scales_as_people_write_them(text):
    assert ground_scale.read(text) == 5000


@given(st.integers(1, 10**9), st.sampled_from(["es", "en"]))
def test_what_is_shown_is_read_back(scale, language):
    with speaking(language):
        assert ground_scale.read(f"1 : {number(scale)}") == scale


@pytest.mark.parametrize("text", ["", "x", "1:", "1:0", "-5", "1:5e3", "2:5000", "1:99999999999"])
def test_what_is_no_scale(text):
    with pytest.raises(InputError, match="is no scale"):
        ground_scale.read(text)
