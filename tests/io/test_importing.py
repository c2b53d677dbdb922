# ruff: noqa: DTZ001 - local wall time is meant
import datetime as dt
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyproj
import pytest
import shapely

from spaceplanner.domain import edits
from spaceplanner.domain.layer import GeometryKind, Layer, Role
from spaceplanner.domain.project import Project
from spaceplanner.domain.space import spaces_of
from spaceplanner.errors import Cancelled, CrsError, FileError, MappingError
from spaceplanner.io.importing import Imported, ImportRequest, read_layer
from tests.io import factory


def run(path: Path, role: str, project: Project | None = None, progress: Any = None, **options: Any) -> Imported:
    request = ImportRequest(path=path, role=Role(role), **options)
    return read_layer(request, project=project or Project(name=""), progress=progress)


def rejected(layer: Layer) -> dict[str, int]:
    return {one.reason: one.count for one in layer.source.rejected}


INCIDENTS = """delito;fecha;hora;lat;lon;cedula
ASESINATO;01/02/2025;23:10;-1,66;-78,65;1
HURTO;13/02/2025;10:05;-1,67;-78,64;2
HURTO;14/02/2025;;;;3
HURTO;15/02/2025;11:00;0;0;4
HURTO;16/02/2025;12:00;49,2;30,1;5
HURTO;17/02/2025;13:00;95,0;-78,6;6
"""


def test_incidents_from_a_table(tmp_path):
    found = run(factory.csv(tmp_path / "delitos.csv", INCIDENTS, "cp1252"), "incidents")
    layer = found.layer
    assert (found.crs, found.timezone) == ("EPSG:32717", "America/Guayaquil")
    assert (layer.source.read, layer.source.used) == (6, 2)
    assert rejected(layer) == {"missing": 1, "zero_coordinates": 1, "outside_domain": 2}
    assert layer.source.mapping == {"x": "lon", "y": "lat", "when": "fecha+hora", "category": "delito"}
    assert (layer.source.crs, layer.source.crs_origin) == ("EPSG:4326", "columns")
    assert layer.table.to_pylist() == [
        {
            "when": dt.datetime(2025, 2, 1, 23, 10),
            "when_precision": "minute",
            "category": "ASESINATO",
            "severity": None,
            "outcome": "violent",
            "indoor": False,
        },
        {
            "when": dt.datetime(2025, 2, 13, 10, 5),
            "when_precision": "minute",
            "category": "HURTO",
            "severity": None,
            "outcome": "property",
            "indoor": False,
        },
    ]
    oracle = geopandas.GeoSeries.from_xy([-78.65, -78.64], [-1.66, -1.67], crs="EPSG:4326").to_crs("EPSG:32717")
    assert np.allclose(layer.geometry, np.column_stack([oracle.x, oracle.y]), atol=1e-6)
    assert not layer.geometry.flags.writeable


def test_areas_are_two_dimensional_valid_and_of_one_kind(tmp_path):
    bow = shapely.Polygon([(-78.65, -1.67), (-78.64, -1.66), (-78.64, -1.67), (-78.65, -1.66)])
    collection = shapely.GeometryCollection([factory.SQUARE, shapely.Point(-78.6, -1.6)])
    features = [
        (shapely.geometry.mapping(shapely.force_3d(one, 7)), {"nombre": str(i)})
        for i, one in enumerate([factory.SQUARE, bow, collection])
    ]
    features += [(None, {"nombre": "nada"}), ({"type": "Point", "coordinates": [-78.6, -1.6]}, {"nombre": "punto"})]
    layer = run(factory.geojson(tmp_path / "p.geojson", features), "spaces").layer
    assert layer.kind is GeometryKind.POLYGON
    assert rejected(layer) == {"missing": 1, "wrong_geometry": 1}
    assert shapely.is_valid(layer.geometry).all()
    assert not shapely.has_z(layer.geometry).any()
    oracle = geopandas.GeoSeries([factory.SQUARE], crs="EPSG:4326").to_crs("EPSG:32717").area[0]
    assert shapely.area(layer.geometry[[0, 2]]) == pytest.approx(oracle)
    assert shapely.area(layer.geometry[1]) == pytest.approx(oracle / 2, rel=1e-3)


@pytest.mark.parametrize(
    ("shapes", "role", "words"),
    [
        ([shapely.LineString([(-78, -1), (-78.1, -1)])], "lamps", "holds lines; the role lamps needs points"),
        (list(factory.POINTS), "spaces", "holds points; the role spaces needs areas"),
        ([factory.SQUARE], "streets", "holds areas; the role streets needs lines"),
    ],
)
def test_a_wrong_role_is_refused(tmp_path, shapes, role, words):
    with pytest.raises(MappingError, match=words):
        run(factory.vector(tmp_path / "x.gpkg", shapes), role)


def test_people_of_areas_stay_areas(tmp_path):
    path = factory.vector(tmp_path / "x.gpkg", [factory.SQUARE], {"POBLACIÓN": ["1.234"]})
    layer = run(path, "residents").layer
    assert layer.kind is GeometryKind.POLYGON
    assert layer.table.column("people").to_pylist() == [1.234]


def test_a_table_of_points_is_refused_as_spaces(tmp_path):
    with pytest.raises(MappingError, match="holds points"):
        run(factory.csv(tmp_path / "x.csv", "lat,lon\n-1.6,-78.6\n"), "spaces")


def test_system_comes_from_file_then_option_then_names_then_refusal(tmp_path):
    metres = factory.csv(tmp_path / "m.csv", "X,Y\n490247.15,5459171.04\n490300,5459200\n")
    with pytest.raises(CrsError, match="EPSG:32610"):
        run(metres, "lamps")
    assert run(metres, "lamps", crs="EPSG:32610").layer.source.crs_origin == "option"
    with pytest.raises(CrsError, match="cannot be EPSG:4326"):
        run(metres, "lamps", crs="EPSG:4326")
    degrees = factory.csv(tmp_path / "d.csv", "coordenada_y;coordenada_x\n-1,66;-78,65\n")
    assert run(degrees, "lamps").layer.source.crs_origin == "columns"
    with pytest.raises(CrsError, match="cannot be EPSG:32717"):
        run(degrees, "lamps", crs="EPSG:32717")
    geo = factory.vector(tmp_path / "g.gpkg", factory.POINTS)
    layer = run(geo, "lamps", crs="EPSG:32718").layer
    assert (layer.source.crs, layer.source.crs_origin) == ("EPSG:4326", "file")
    assert any("given by hand was not used" in note for note, _ in layer.source.notes)


def test_of_two_pairs_of_columns_the_one_in_the_option_s_unit_is_taken(tmp_path):
    path = factory.csv(tmp_path / "x.csv", "long,lat,x,y\n-103.3441885,20.75629595,672382.3944,2296059.548\n")
    by_names = run(path, "lamps").layer
    by_option = run(path, "lamps", crs="EPSG:32613").layer
    assert by_names.source.mapping["x"] == "long"
    assert by_option.source.mapping["x"] == "x"
    assert np.allclose(by_names.geometry, by_option.geometry, atol=0.01)


def test_geojson_in_metres_contradicts_its_standard_and_needs_an_option(tmp_path):
    features = [({"type": "Point", "coordinates": [760000, 9815000]}, {"a": 1})]
    path = factory.geojson(tmp_path / "x.geojson", features)
    with pytest.raises(CrsError, match="EPSG:32717"):
        run(path, "lamps")
    assert run(path, "lamps", crs="EPSG:32717").layer.geometry.tolist() == [[760000, 9815000]]


def test_the_project_s_system_and_zone_win(tmp_path):
    path = factory.csv(tmp_path / "x.csv", "lat,lon,fecha\n-1.6,-78.6,2025-01-01T12:00:00Z\n")
    found = run(path, "incidents", Project(name="", crs="EPSG:32718", timezone="America/Lima"))
    assert (found.crs, found.timezone) == ("EPSG:32718", "America/Lima")
    assert found.layer.table.column("when").to_pylist() == [dt.datetime(2025, 1, 1, 7)]


def test_well_known_text_and_hexadecimal_columns(tmp_path):
    hexed = shapely.to_wkb(shapely.set_srid(factory.SQUARE, 4326), hex=True, include_srid=True)
    layer = run(factory.csv(tmp_path / "a.csv", f"nombre,the_geom\nuno,{hexed}\n"), "spaces").layer
    assert layer.source.crs == "EPSG:4326"
    text = run(factory.csv(tmp_path / "b.csv", f'nombre;WKT\nuno;"{factory.SQUARE.wkt}"\n'), "spaces", crs="4326").layer
    assert shapely.area(text.geometry[0]) == pytest.approx(shapely.area(layer.geometry[0]))
    pair = run(
        factory.csv(tmp_path / "c.csv", 'n,coordenadas\n1,"-1.66, -78.65"\n2,x\n3,"(-1.67 -78.66)"\n'), "lamps"
    ).layer
    assert (pair.source.used, rejected(pair)) == (2, {"missing": 1})


def test_latitude_and_longitude_the_wrong_way_round_are_exchanged_and_said(tmp_path):
    layer = run(factory.csv(tmp_path / "x.csv", "lat,lon\n-123.1,49.2\n-123.2,49.3\n"), "lamps").layer
    assert any("the other way round" in note for note, _ in layer.source.notes)
    assert (
        run(factory.csv(tmp_path / "y.csv", "lat,lon\n49.2,-123.1\n49.3,-123.2\n"), "lamps").layer.geometry.tolist()
        == layer.geometry.tolist()
    )


def test_only_what_is_needed_of_an_incident_is_kept_and_persons_nowhere(tmp_path):
    incidents = run(factory.csv(tmp_path / "i.csv", INCIDENTS), "incidents").layer
    assert incidents.table.column_names == ["when", "when_precision", "category", "severity", "outcome", "indoor"]
    lamps = run(
        factory.csv(tmp_path / "l.csv", "lat,lon,estado,propietario,barrio\n-1.6,-78.6,QUEMADA,Ana,Centro\n"), "lamps"
    ).layer
    assert lamps.table.to_pylist() == [
        {
            "working": False,
            "power_w": None,
            "lumens": None,
            "height_m": None,
            "luminaire": None,
            "estado": "QUEMADA",
            "barrio": "Centro",
        }
    ]


def test_filter(tmp_path):
    path = factory.vector(tmp_path / "x.gpkg", list(factory.POINTS), {"clase": ["a", "b", "a"]})
    layer = run(path, "lamps", where="clase = 'a'").layer
    assert (layer.source.read, layer.source.used, rejected(layer)) == (3, 2, {"filtered": 1})
    with pytest.raises(MappingError, match="leaves none of 3 rows"):
        run(path, "lamps", where="clase = 'z'")
    with pytest.raises(MappingError, match="Near it: clase"):
        run(path, "lamps", where="clas = 'z'")


def test_ids_are_unique_in_the_project_and_the_same_source_is_replaced(tmp_path):
    shapes = [factory.SQUARE, shapely.affinity.translate(factory.SQUARE, 0.1)]
    a = factory.vector(tmp_path / "a.gpkg", shapes, {"codigo": ["P1", "P2"], "nombre": ["x", "y"]})
    b = factory.vector(tmp_path / "b.gpkg", shapes, {"codigo": ["P1", "P9"], "nombre": ["x", "y"]})
    project = Project(name="")
    for path in (a, b, a):
        found = run(path, "spaces", project)
        project = edits.put_layer(found.layer)(edits.set_place(found.crs, found.timezone)(project))
    assert [layer.id for layer in project.layers] == ["a", "b"]
    assert [space.id for space in spaces_of(project.layers)] == ["P1", "P2", "b-P1", "P9"]
    assert any("replaced" in note for note, _ in project.layers[0].source.notes)
    again = run(a, "spaces", project, name="Otra").layer
    assert (again.id, again.name) == ("otra", "Otra")


def test_coverage_is_brought_to_the_project_s_system(tmp_path):
    area = factory.vector(tmp_path / "area.geojson", [factory.SQUARE])
    layer = run(factory.vector(tmp_path / "x.gpkg", factory.POINTS), "lamps", coverage=area).layer
    oracle = geopandas.GeoSeries([factory.SQUARE], crs="EPSG:4326").to_crs("EPSG:32717").area[0]
    assert layer.coverage is not None
    assert layer.coverage.area == pytest.approx(oracle)
    with pytest.raises(MappingError, match="holds points"):
        run(tmp_path / "x.gpkg", "lamps", coverage=tmp_path / "x.gpkg")


def test_a_table_without_positions_and_one_where_nothing_can_be_placed(tmp_path):
    with pytest.raises(FileError, match=r"does not say where things are.*fecha, delito"):
        run(factory.csv(tmp_path / "x.csv", "fecha;delito\n1/1/2025;HURTO\n"), "incidents")
    with pytest.raises(FileError, match="1 with zero coordinates"):
        run(factory.csv(tmp_path / "y.csv", "lat,lon\n0,0\n"), "incidents")


def test_layers_are_chosen_by_name_kind_and_words_else_asked_for(tmp_path):
    path = factory.vector(tmp_path / "todo.gpkg", factory.POINTS, layer="postes")
    factory.vector(path, [factory.SQUARE], layer="parques", append=True)
    factory.vector(path, [factory.SQUARE], layer="zona_x", append=True)
    factory.vector(path, [factory.SQUARE], layer="zona_y", append=True)
    assert run(path, "lamps").layer.source.layer == "postes"
    assert run(path, "spaces").layer.source.layer == "parques"
    assert run(path, "boundary", layer="zona_x").layer.source.layer == "zona_x"
    with pytest.raises(MappingError, match=r"no layer nada\. It holds: postes"):
        run(path, "lamps", layer="nada")
    with pytest.raises(MappingError, match="several layers that could be meant"):
        run(path, "boundary")


def test_progress_rises_and_cancelling_ends_it(tmp_path):
    path = factory.csv(tmp_path / "x.csv", INCIDENTS)
    seen = []
    run(path, "incidents", progress=lambda fraction, message: seen.append((fraction, message)))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1

    def stop(fraction, message):
        if fraction > 0.3:
            raise Cancelled("")

    with pytest.raises(Cancelled):
        run(path, "incidents", progress=stop)


def test_source_tells_where_a_layer_came_from(tmp_path):
    import hashlib

    path = factory.csv(tmp_path / "x.csv", INCIDENTS)
    source = run(path, "incidents").layer.source
    assert source.path == "x.csv"
    assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert source.imported == dt.datetime.now(dt.UTC).date().isoformat()


def test_a_layer_without_attributes_has_its_rows(tmp_path):
    features: list[tuple[Any, dict[str, Any]]] = [
        ({"type": "Point", "coordinates": [-78.6 + i / 100, -1.6]}, {}) for i in range(3)
    ]
    layer = run(factory.geojson(tmp_path / "x.geojson", features), "lamps").layer
    assert layer.table.num_rows == len(layer) == 3


def test_a_blank_name_is_no_name(tmp_path):
    path = factory.csv(tmp_path / "delitos.csv", INCIDENTS, "cp1252")
    first = run(path, "incidents")
    project = edits.put_layer(first.layer)(edits.set_place(first.crs, first.timezone)(Project(name="")))
    again = run(path, "incidents", project, name="")
    assert (again.layer.id, again.layer.name) == (first.layer.id, first.layer.name)


def test_a_layer_far_from_the_others_is_noted(tmp_path):
    first, near, far = (tmp_path / name for name in ("first.csv", "near.csv", "far.csv"))
    first.write_text("lon,lat\n-79.9,-2.2\n-79.8,-2.1\n", encoding="utf-8")
    near.write_text("lon,lat\n-79.95,-2.3\n", encoding="utf-8")
    far.write_text("lon,lat\n-78.5,-0.2\n", encoding="utf-8")
    found = read_layer(ImportRequest(path=first, role=Role.LAMPS), project=Project(name="x"))
    project = edits.put_layer(found.layer)(edits.set_place(found.crs, found.timezone)(Project(name="x")))

    def said(path: Path) -> list[str]:
        layer = read_layer(ImportRequest(path=path, role=Role.ALARMS), project=project).layer
        return [parameters["distance"] for text, parameters in layer.source.notes if "other layers" in text]

    assert said(near) == []
    metres = pyproj.Geod(ellps="WGS84").inv(-78.5, -0.2, -79.8, -2.1)[2]
    assert [float(text) for text in said(far)] == pytest.approx([metres / 1000], abs=1)
