"""Every file of other readers' test suites gives rows or one sentence: no other exception, no log line, no wait."""

import time
from pathlib import Path

import pytest

from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.errors import SpacePlannerError
from spaceplanner.io import sources
from spaceplanner.io.importing import ImportRequest, read_layer
from spaceplanner.io.inspecting import inspect

pytestmark = pytest.mark.shared

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "import_torture"
FILES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())
LONGEST = 20.0


@pytest.mark.parametrize("file", FILES)
def test_rows_or_a_sentence(shared, file, capfd):
    path = shared / "import_torture" / file
    start = time.perf_counter()
    said: list[SpacePlannerError] = []
    entries = []
    try:
        inspect(path)
        entries = sources.entries(path)
    except SpacePlannerError as error:
        said.append(error)
    for entry in entries[:12]:
        request = ImportRequest(path=path, role=Role.CONTEXT, layer=entry.layer, crs="EPSG:4326")
        try:
            layer = read_layer(request, project=Project(name="")).layer
        except SpacePlannerError as error:
            said.append(error)
        else:
            assert len(layer) == layer.table.num_rows > 0
            assert layer.source.read == layer.source.used + sum(one.count for one in layer.source.rejected)
    for sentence in map(str, said):
        assert "\n" not in sentence
        assert sentence.endswith((".", "!", "?"))
    assert time.perf_counter() - start < LONGEST
    out, err = capfd.readouterr()
    assert (out, err) == ("", ""), "native readers write nothing behind our back"


@pytest.mark.parametrize(
    ("file", "read", "used"),
    [
        ("gdal/shp/can_caps.shp", 13, 13),
        ("gdal/shp/multipointz_non_constant_z.shp", 1, 0),
        ("fiona/!test.geojson", 1, 1),
        ("gdal/geojson/geometrycollection.geojson", 1, 1),
        ("libpysal/mexicojoin.shp", 32, 32),
        ("sf/shape/olinda1.shp", 470, 470),
        ("gdal/shp/Stacks.shp", 1, 1),
        ("fiona/multicurve.gml", 1, 1),
        ("realworld/LuminariasJunin_2.js", 8_715, 8_715),
        ("realworld/bogota_semaforos_wkb_hex_column.csv", 1_356, 1_356),
        ("gdal/gml/bom.gml", 3, 3),
        ("pyogrio/test_gpkg_nulls.gpkg", 4, 3),
    ],
)
def test_what_a_good_importer_makes_of_some(shared, file, read, used):
    request = ImportRequest(path=shared / "import_torture" / file, role=Role.CONTEXT, crs="EPSG:4326")
    try:
        source = read_layer(request, project=Project(name="")).layer.source
    except SpacePlannerError:
        assert used == 0
    else:
        assert (source.read, source.used) == (read, used)
