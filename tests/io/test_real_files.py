"""Real files of real cities, with numbers that their publishers or other people's software say."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from spaceplanner.domain import edits
from spaceplanner.domain.layer import Layer, Role
from spaceplanner.domain.project import Project
from spaceplanner.errors import CrsError, FileError
from spaceplanner.io import sources
from spaceplanner.io.importing import Imported, ImportRequest, read_layer

pytestmark = pytest.mark.shared

INCIDENTS = "vancouver_bc/crimedata_csv_AllNeighbourhoods_2025.csv"
PARKS = "vancouver_bc/parks-polygon-representation_2026-01.geojson"


def add(path: Path, role: str, project: Project | None = None, **options: Any) -> Imported:
    return read_layer(ImportRequest(path=path, role=Role(role), **options), project=project or Project(name=""))


def counts(layer: Layer) -> tuple[int, int, dict[str, int]]:
    return layer.source.read, layer.source.used, {one.reason: one.count for one in layer.source.rejected}


def test_vancouver(shared):
    start = time.perf_counter()
    project = Project(name="Vancouver")
    for file, role, crs in (
        (INCIDENTS, "incidents", "EPSG:32610"),
        (PARKS, "spaces", None),
        ("vancouver_bc/lighting_poles_derived.csv", "lamps", None),
    ):
        found = add(shared / file, role, project, crs=crs)
        project = edits.put_layer(found.layer)(edits.set_place(found.crs, found.timezone)(project))
    assert time.perf_counter() - start < 5, "about 1 s on the machine it was written on"
    incidents, parks, lamps = project.layers
    assert (project.crs, project.timezone) == ("EPSG:32610", "America/Vancouver")
    assert counts(incidents) == (32_437, 29_269, {"zero_coordinates": 3_168})
    assert incidents.source.mapping["when"] == "YEAR+MONTH+DAY+HOUR+MINUTE"
    assert len(np.unique(incidents.geometry, axis=0)) == 12_977
    assert incidents.table.column("category").to_pylist().count("Break and Enter Commercial") == 1_276
    assert len(parks) == 254
    assert shapely.area(parks.geometry).sum() == pytest.approx(11_617_671.75, abs=1)
    assert len(lamps) == 10_000


def test_vancouver_without_a_system_is_refused_naming_the_likely(shared):
    with pytest.raises(CrsError, match="EPSG:32610"):
        add(shared / INCIDENTS, "incidents")


def test_riobamba_s_green_areas(shared):
    layer = add(shared / "riobamba_ec/bienes_municipales.geojson", "spaces", where="clase = 'Area Verde'").layer
    assert counts(layer) == (731, 200, {"filtered": 531})
    assert set(layer.table.column("kind").to_pylist()) == {"Area Verde"}
    assert layer.table.column("condition").to_pylist().count("Parque consolidado") == 17
    assert len(set(layer.table.column("id").to_pylist())) == 200
    assert "contrib" not in layer.table.column_names
    sizes = shapely.area(layer.geometry)
    assert (round(sizes.min()), round(sizes.max()), round(np.median(sizes))) == (9, 35_775, 693)


def test_all_of_riobamba_keeps_the_area_in_its_one_collection(shared):
    layer = add(shared / "riobamba_ec/bienes_municipales.geojson", "spaces").layer
    # One "polygon" has two distinct corners: it has no area and is counted.
    assert counts(layer) == (731, 730, {"broken_geometry": 1})
    assert shapely.is_valid(layer.geometry).all()


def test_ecuador_s_workbook(shared):
    path = shared / "ecuador_homicides/2025_11_homicidios.xlsx"
    table = sources.read(sources.named(sources.entries(path), "1")).table
    assert set(table.column("codigo_provincia").to_pylist()) >= {"09", "17"}
    assert "0901" in table.column("codigo_canton").to_pylist()
    assert table.column("canton").to_pylist().count("GUAYAQUIL") == 2_322
    found = add(path, "incidents")
    layer = found.layer
    assert counts(layer) == (8_393, 8_393, {})
    assert (found.crs, found.timezone) == ("EPSG:32717", "America/Guayaquil")
    assert layer.source.layer == "1"
    assert layer.source.mapping["when"] == "fecha_infraccion+hora_infraccion"
    assert np.isfinite(layer.geometry).all()
    assert set(layer.table.column("outcome").to_pylist()) == {"violent"}
    bounds = layer.bounds()
    assert bounds is not None
    x0, y0, x1, y1 = bounds
    assert -1_000_000 < x0 < x1 < 1_300_000
    assert 9_400_000 < y0 < y1 < 10_200_000


def test_a_ministry_s_table_without_coordinates_says_so(shared):
    with pytest.raises(FileError, match="does not say where things are"):
        add(shared / "ecuador_homicides/mdi_homicidios_2023_sin_coordenadas.csv", "incidents")


@pytest.mark.parametrize(
    ("file", "role", "expected"),
    [
        ("zapopan_mx/delitos.csv", "incidents", (4_906, 4_886, {"zero_coordinates": 20})),
        ("medellin_co/medellin_homicides.csv", "incidents", (9_360, 9_279, {"missing": 81})),
        ("cambridge_ma/INFRA_StreetLights.geojson", "lamps", (6_117, 6_117, {})),
        ("cambridge_ma/INFRA_StreetLightsNotCityOwned.geojson", "lamps", (1_590, 1_590, {})),
        ("cambridge_ma/INFRA_ParkLights.geojson", "lamps", (858, 858, {})),
        ("cambridge_ma/RECREATION_OpenSpace.geojson", "spaces", (276, 276, {})),
        ("cambridge_ma/TRANS_Centerlines.geojson", "streets", (2_643, 2_643, {})),
        ("cambridge_ma/TRANS_Intersections.geojson", "entrances", (1_872, 1_872, {})),
        (
            "cambridge_ma/Police_Department_Crash_Data_-_Historical.csv",
            "incidents",
            (10_335, 9_110, {"missing": 1_225}),
        ),
        ("zapopan_mx/zapopan_manzanas.shp", "residents", (12_513, 12_513, {})),
        ("buenos_aires/luminarias.csv", "lamps", (42_928, 42_928, {})),
        ("la_plata_ar/Veredas_ancho_caminable.geojson", "paths", (5_097, 5_089, {"broken_geometry": 8})),
        (
            "import_torture/realworld/bangalore_crimes_no_properties_member.geojson",
            "incidents",
            (8_940, 8_882, {"outside_domain": 58}),
        ),
    ],
)
def test_rows_read_used_and_why_not(shared, file, role, expected):
    assert counts(add(shared / file, role).layer) == expected


def test_zapopan_s_workbook_with_titles_and_two_rows_of_names(shared):
    path = shared / "zapopan_mx/DELITOS Y FALTAS ADMIN_EXCEL.xlsx"
    with pytest.raises(CrsError, match="EPSG:32613"):
        add(path, "incidents")
    layer = add(path, "incidents", crs="EPSG:32613").layer
    assert layer.source.layer == "HECHOS"
    assert layer.source.mapping == {"x": "X", "y": "Y", "when": "FECHA", "category": "DELITO"}
    assert layer.source.used == 4_886


def test_zapopan_s_boundary_without_prj(shared):
    path = shared / "zapopan_mx/zapopan.shp"
    with pytest.raises(CrsError, match="EPSG:4326"):
        add(path, "boundary")
    assert add(path, "boundary", crs="EPSG:4326").crs == "EPSG:32613"


def test_lamps_that_are_dark_in_buenos_aires(shared):
    layer = add(shared / "buenos_aires/luminarias.csv", "lamps").layer
    assert layer.table.column("working").to_pylist().count(False) == 184


def test_medellin_s_times_are_converted_from_utc(shared):
    layer = add(shared / "medellin_co/medellin_homicides.csv", "incidents").layer
    assert str(layer.table.column("when")[0]) == "2019-04-23 07:30:00"
    assert not {"sexo", "edad"} & set(layer.table.column_names)
