import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from spaceplanner.domain.layer import GeometryKind, Layer, Role, Source
from spaceplanner.domain.project import Project
from spaceplanner.errors import CrsError
from spaceplanner.io import crs


def xy(*rows: tuple[float, float]) -> NDArray[np.float64]:
    return np.array(rows, float)


@pytest.mark.parametrize("text", ["EPSG:32717", "32717", "epsg:32717", "+proj=utm +zone=17 +south +datum=WGS84"])
def test_forms_of_a_system(text):
    assert crs.parse(text).is_projected


@pytest.mark.parametrize("text", ["", "EPSG:999999", "nonsense", "EPSG:5703", "EPSG:4978", "\udcff"])
def test_what_is_no_system_of_maps_is_refused(text):
    with pytest.raises(CrsError):
        crs.parse(text)


def test_an_undefined_system_is_none():
    assert crs.of_source(None) is None
    assert crs.of_source('LOCAL_CS["Undefined Cartesian SRS"]') is None
    assert (
        crs.of_source(
            'GEOGCS["Undefined geographic SRS",DATUM["unknown",SPHEROID["unknown",6378137,298.25]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
        )
        is None
    )


@settings(max_examples=15)
@given(
    st.floats(-179.9, 179.9).map(lambda lon: round(lon, 3) + 0.0005),
    st.floats(-79, 83).map(lambda lat: round(lat, 3) + 0.0005),
)
def test_utm_zone_agrees_with_the_registry(lon, lat):
    from pyproj.aoi import AreaOfInterest
    from pyproj.database import query_utm_crs_info

    point = AreaOfInterest(lon, lat, lon, lat)
    codes = {f"EPSG:{one.code}" for one in query_utm_crs_info(datum_name="WGS 84", area_of_interest=point)}
    assert crs.utm(lon, lat) in codes


def test_transformation_agrees_with_a_published_position():
    # On a zone's central meridian the northing is 0.9996 of the meridian's arc: 4,651,636.88 m to 42 degrees.
    lon, lat = crs.transformer("EPSG:32610", "EPSG:4326").transform(500000, 4649776.22)
    assert lon == pytest.approx(-123, abs=1e-9)
    assert lat == pytest.approx(42, abs=1e-6)


@pytest.mark.parametrize(
    ("coordinates", "first"),
    [
        ((-79.9, -2.2), "EPSG:4326"),
        ((490247, 5459171), "EPSG:32610"),
        ((624000, 9758000), "EPSG:32717"),
        ((672382, 2296059), "EPSG:32613"),
        ((-13_700_000, 6_300_000), "EPSG:3857"),
    ],
)
def test_likely_systems(coordinates, first):
    assert crs.likely(xy(coordinates), None)[0].code == first


def test_ecuador_s_older_maps_are_among_the_likely():
    codes = [one.code for one in crs.likely(xy((624000, 9758000)), None)]
    assert codes[:3] == ["EPSG:32717", "EPSG:24877", "EPSG:32718"]


def test_the_project_s_own_system_comes_first_where_the_values_fall_near_its_layers():
    import pyarrow as pa

    layer = Layer(
        id="a",
        name="a",
        role=Role.LAMPS,
        kind=GeometryKind.POINT,
        geometry=xy((490000, 5459000)),
        table=pa.table({"working": [True]}),
        source=Source(path="a"),
    )
    project = Project(name="Ciudad", crs="EPSG:26910", layers=(layer,))
    assert crs.likely(xy((490247, 5459171)), project)[0].code == "EPSG:26910"
    assert crs.likely(xy((624000, 9758000)), project)[0].code == "EPSG:32717"


def test_refusal_names_values_and_likely_systems():
    error = crs.unknown("delitos.csv", xy((490247, 5459171), (np.nan, 1), (0, 0)), None)
    assert "490247, 5459171" in str(error)
    assert "EPSG:32610 (America/Vancouver)" in str(error)
    codes = error.parameters["codes"]
    assert isinstance(codes, list)
    assert codes[0] == "EPSG:32610"
    assert "fit none of the usual ones" in str(crs.unknown("x", xy((1e11, 1e11)), None))


def test_domain():
    degrees = xy((-78.6, -1.6), (-123, 49), (0, 0.1), (np.inf, 0), (200, 0), (-90, 0.5))
    assert crs.in_domain(degrees, ("EPSG:32717",)).tolist() == [True, True, False, False, False, True]


def test_time_zone_of_a_place():
    assert crs.timezone(-78.65, -1.67) == "America/Guayaquil"
