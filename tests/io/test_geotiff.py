"""GeoTIFFs as GDAL and Pillow read them."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import numpy as np
import pyproj
import pytest
from PIL import Image

from spaceplanner.analysis.grid import Grid
from spaceplanner.errors import FileError
from spaceplanner.io import geotiff

GRID = Grid(620_000, 9_750_000, 50, 40, 30)
VALUES = np.arange(1200.0).reshape(30, 40) + 0.25


def written(path: Any, system: str = "EPSG:32717", **metadata: str) -> Any:
    values = VALUES.copy()
    values[0, :5] = np.nan
    geotiff.write(path, values, GRID, system, description="Density & más", metadata=metadata)
    return path


def gdal(path: Any) -> Any:
    if shutil.which("gdalinfo") is None:
        pytest.skip("gdalinfo is not installed")
    done = subprocess.run(["gdalinfo", "-json", "-stats", str(path)], capture_output=True, check=True)
    assert b"arning" not in done.stderr
    path.with_name(path.name + ".aux.xml").unlink(missing_ok=True)
    return json.loads(done.stdout)


def test_gdal_opens_it_in_its_place(tmp_path):
    told = gdal(written(tmp_path / "a.tif", unit="incidents per km² <año>"))
    assert told["size"] == [40, 30]
    assert told["geoTransform"] == [620_000, 50, 0, 9_751_500, 0, -50]
    assert pyproj.CRS(told["coordinateSystem"]["wkt"]).to_epsg() == 32717
    (band,) = told["bands"]
    assert (band["type"], band["noDataValue"]) == ("Float32", -9999)
    assert band["minimum"] == pytest.approx(5.25)
    assert band["maximum"] == pytest.approx(1199.25)
    assert told["metadata"][""]["unit"] == "incidents per km² <año>"
    assert told["metadata"][""]["AREA_OR_POINT"] == "Area"
    assert told["metadata"][""]["TIFFTAG_IMAGEDESCRIPTION"] == "Density & m?s"
    assert told["metadata"]["IMAGE_STRUCTURE"]["COMPRESSION"] == "DEFLATE"


def test_a_system_without_a_code_is_kept(tmp_path):
    own = pyproj.CRS("+proj=tmerc +lon_0=-79.5 +k=0.9998 +x_0=500000 +y_0=10000000 +ellps=GRS80 +units=m")
    told = gdal(written(tmp_path / "a.tif", own.to_wkt()))
    lon, lat = pyproj.Transformer.from_crs(own, 4326, always_xy=True).transform(620_000, 9_750_000)
    system = pyproj.CRS(told["coordinateSystem"]["wkt"])
    found = pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True).transform(620_000, 9_750_000)
    assert found == pytest.approx((lon, lat), abs=1e-7)


def test_the_first_row_is_the_north_and_no_data_is_not_zero(tmp_path):
    with Image.open(written(tmp_path / "a.tif")) as image:
        pixels = np.asarray(image)
    np.testing.assert_array_equal(pixels[:-1], VALUES[:0:-1].astype(np.float32))
    np.testing.assert_array_equal(pixels[-1, :6], [*[geotiff.NODATA] * 5, 5.25])


def test_a_failure_leaves_no_partial_file(tmp_path, monkeypatch):
    path = written(tmp_path / "a.tif")
    before = path.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(FileError, match="cannot be written"):
        written(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.tif"]
