"""Places written as text, read back, and refused with the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from spaceplanner.errors import InputError
from spaceplanner.services import place_text, readout

UTM = "EPSG:32717"
TO_METRES = Transformer.from_crs("EPSG:4326", UTM, always_xy=True)
QUITO = TO_METRES.transform(-78.47, -0.18)


@pytest.mark.parametrize(
    "text",
    [
        "-0.18, -78.47",
        "-0.18,-78.47",
        "-0.18 -78.47",
        "  -0.18 ;  -78.47 ",
        "-0,18; -78,47",
        "-0,18 -78,47",
        "\u22120.18, \u221278.47",
        "0.18 S, 78.47 W",
        "0.18S 78.47O",
        "78.47 W, 0.18 S",
        "S 0.18, W 78.47",
        "W78.47 S0.18",
        "-0.18°, -78.47°",
        "0°10'48\"S 78°28'12\"W",
        "78° 28' 12\" W, 0° 10' 48\" S",
        "0°10′48″ s, 78°28′12″ o",
        "0º10.8'S 78º28.2'W",
        "-78.47, -0.18",
    ],
)
def test_degrees_as_people_write_them(text):
    assert place_text.looks_like(text)
    assert place_text.read(text, UTM) == pytest.approx(QUITO, abs=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "641000, 9757000",
        "641000 9757000",
        "641000,9757000",
        "641000.0; 9757000,0",
        "641000 m E, 9757000 m N",
        "641000E 9757000N",
        "9757000 N, 641000 E",
        "641\u202f000 E  9\u202f757\u202f000 N",
    ],
)
def test_metres_as_people_write_them(text):
    assert place_text.read(text, UTM) == pytest.approx((641_000, 9_757_000))


@pytest.mark.parametrize(
    "text",
    ["", "Parque", "12", "1, 2, 3", "0°70'S 78°W", "0°10'99\"S, 78°W", "10 S, 20 S", "N 10 S, 20 W", "x" * 200, "1e5, 2e5", "nan, nan", "inf, 0", "parque 12 calle 13"],
)  # fmt: skip
def test_what_is_no_place(text):
    with pytest.raises(InputError, match="is no place"):
        place_text.read(text, UTM)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("48.85, 2.35", "Latitude 48.85, longitude 2.35 lies outside the area that EPSG:32717"),
        ("-0.18 S, 78.47 E", "lies outside"),
        ("120, 130", "is not on the Earth"),
        ("95 N, 10 E", "is not on the Earth"),
        ("9757000, 641000", "Check the order: east first"),
        ("9e9, 1", "is no place"),
        ("9000000, 90000000", "lie outside the area that EPSG:32717"),
    ],
)
def test_places_outside_are_refused_with_the_reason(text, words):
    with pytest.raises(InputError, match=words):
        place_text.read(text, UTM)


def test_the_galapagos_are_near_enough_to_the_zone_of_the_coast():
    assert place_text.read("-0.74, -90.31", UTM) == pytest.approx(TO_METRES.transform(-90.31, -0.74))


@given(st.floats(-88, -74), st.floats(-20, 5))
def test_what_is_copied_is_read_back(lon, lat):
    x, y = TO_METRES.transform(lon, lat)
    assert place_text.read(readout.copied_degrees(lon, lat), UTM) == pytest.approx((x, y), abs=0.02)
    assert place_text.read(readout.sexagesimal(lon, lat), UTM) == pytest.approx((x, y), abs=3.0)
    assert place_text.read(readout.copied_metres(x, y), UTM) == pytest.approx((x, y), abs=0.011)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_degrees_minutes_and_seconds_never_hold_sixty(lon, lat):
    text = readout.sexagesimal(lon, lat)
    assert "60.0" not in text
    assert "60'" not in text


def _read(text: str) -> tuple[float, float] | None:
    try:
        return place_text.read(text, UTM)
    except InputError:
        return None


@given(st.text(max_size=90) | st.text(alphabet="0123456789.,;-+°'\"NSEWO m", max_size=40))
def test_any_text_is_a_place_within_reach_or_refused(text):
    found = _read(text)
    if found is not None:
        lon, lat = TO_METRES.transform(*found, direction="INVERSE")
        assert -96.1 < lon < -65.9
        assert -92 < lat < 12.1
