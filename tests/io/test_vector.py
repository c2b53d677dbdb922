import json
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.domain.layer import GeometryKind
from spaceplanner.errors import FileError, InputError
from spaceplanner.io import geometry, sources
from spaceplanner.io.frame import Frame
from tests.io import factory

ALL = tuple(GeometryKind)


def read(path: Path, **options: Any) -> Frame:
    (entry,) = sources.entries(path)
    return sources.read(entry, **options)


@pytest.mark.parametrize("ending", [".gpkg", ".shp", ".geojson", ".fgb", ".kml"])
def test_formats(tmp_path, ending):
    path = factory.vector(tmp_path / f"postes{ending}", factory.POINTS, {"Name": ["uno", "dós", "tres"]})
    frame = read(path)
    assert frame.crs == "EPSG:4326"
    shapes = geometry.from_wkb(frame.wkb, ALL)
    assert shapes.kind is GeometryKind.POINT
    found = dict(zip(frame.table.column("Name").to_pylist(), shapes.geometry.tolist(), strict=True))
    expected = dict(zip(["uno", "dós", "tres"], shapely.get_coordinates(factory.POINTS).tolist(), strict=True))
    assert {name: pytest.approx(xy) for name, xy in expected.items()} == found


@pytest.mark.parametrize("folder", ["", "datos/", "año 2025!/"])
def test_a_zipped_shapefile_also_in_a_folder(tmp_path, folder):
    factory.vector(tmp_path / "postes.shp", factory.POINTS)
    path = tmp_path / "entrega!.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in tmp_path.glob("postes.*"):
            archive.write(part, folder + part.name)
        archive.writestr("__MACOSX/._postes.shp", b"x")
        archive.writestr("LEEME.txt", "hola")
    assert len(read(path)) == 3


def test_several_in_a_zip_are_several_layers(tmp_path):
    for name in ("parques", "postes"):
        factory.vector(tmp_path / f"{name}.shp", factory.POINTS)
    with zipfile.ZipFile(tmp_path / "todo.zip", "w") as archive:
        for part in [*tmp_path.glob("parques.*"), *tmp_path.glob("postes.*")]:
            archive.write(part, part.name)
    assert sorted(entry.layer for entry in sources.entries(tmp_path / "todo.zip")) == ["parques", "postes"]


def test_a_tar_gz_is_opened_too(tmp_path):
    factory.vector(tmp_path / "postes.shp", factory.POINTS)
    with tarfile.open(tmp_path / "postes.tar.gz", "w:gz") as archive:
        for part in tmp_path.glob("postes.*"):
            if part.suffix != ".gz":
                archive.add(part, part.name)
    assert len(read(tmp_path / "postes.tar.gz")) == 3


def test_parts_of_a_shapefile_that_are_missing(tmp_path):
    (tmp_path / "a").mkdir()
    whole = factory.vector(tmp_path / "a" / "x.shp", factory.POINTS)
    for missing in (".dbf", ".shx", ".prj"):
        folder = tmp_path / missing[1:]
        shutil.copytree(whole.parent, folder)
        (folder / f"x{missing}").unlink()
        before = sorted(folder.iterdir())
        frame = read(folder / "x.shp")
        assert len(frame) == 3
        assert len(geometry.from_wkb(frame.wkb, ALL).rows) == 3
        assert sorted(folder.iterdir()) == before, "nothing is written beside the source"
    (tmp_path / "dbf" / "x.shp").unlink()
    with pytest.raises(FileError, match=r"x\.shp is missing"):
        sources.entries(tmp_path / "dbf" / "x.shx")


def test_an_exclamation_mark_in_the_name(tmp_path):
    assert len(read(factory.vector(tmp_path / "!ojo!.gpkg", factory.POINTS))) == 3
    assert len(read(factory.vector(tmp_path / "!ojo!.shp", factory.POINTS))) == 3


def test_a_cut_off_shapefile_is_refused(tmp_path):
    path = factory.vector(tmp_path / "x.shp", factory.POINTS)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(FileError, match="cut off"):
        sources.entries(path)


def test_a_cut_off_flatgeobuf_is_refused_not_half_read(tmp_path):
    path = factory.vector(tmp_path / "x.fgb", [factory.SQUARE] * 50)
    path.write_bytes(path.read_bytes()[:-900])
    with pytest.raises(FileError, match=r"Only \d+ of 50 rows"):
        read(path)


def test_where_one_feature_breaks_the_bulk_reader_only_that_one_is_lost(tmp_path):
    squares = [shapely.box(-78.65 + i / 1000, -1.67, -78.64 + i / 1000, -1.66) for i in range(20)]
    path = factory.vector(tmp_path / "x.fgb", squares, {"nombre": [f"espacio {i:02d}" for i in range(20)]})
    data = bytearray(path.read_bytes())
    name = data.index(b"espacio 07")
    length_field = name - 4  # the property's length before its text: now longer than the feature
    data[length_field : length_field + 4] = (10_000).to_bytes(4, "little")
    path.write_bytes(data)
    frame = read(path)
    assert frame.lost == {"broken_geometry": 1}
    assert len(frame) == 19
    assert "espacio 07" not in frame.table.column("nombre").to_pylist()


def test_text_of_a_shapefile_without_code_page_is_utf8_where_it_looks_so(tmp_path):
    path = factory.vector(tmp_path / "x.shp", factory.POINTS, {"nombre": ["Ibarra", "Cañar", "Bolívar"]})
    (tmp_path / "x.cpg").unlink()
    data = bytearray((tmp_path / "x.dbf").read_bytes())
    data[29] = 0
    (tmp_path / "x.dbf").write_bytes(data)
    assert read(path).table.column("nombre").to_pylist() == ["Ibarra", "Cañar", "Bolívar"]


def test_points_are_a_view_of_the_bytes_and_equal_shapely_s():
    shapes = np.array([*factory.POINTS, None, shapely.Point()], object)
    found = geometry.from_wkb(pa.array(shapely.to_wkb(shapes)), ALL)
    assert found.rows.tolist() == [0, 1, 2]
    assert found.lost == {"missing": 1, "empty_geometry": 1}
    assert (found.geometry == shapely.get_coordinates(factory.POINTS)).all()
    with_z = geometry.from_wkb(pa.array(shapely.to_wkb(shapely.force_3d(factory.POINTS, 5), flavor="iso")), ALL)
    assert (with_z.geometry == found.geometry).all()


def test_a_collection_keeps_its_parts_of_the_right_kind():
    collection = shapely.GeometryCollection([factory.SQUARE, shapely.LineString([(0, 0), (1, 1)])])
    found = geometry.from_wkb(pa.array([shapely.to_wkb(collection)]), (GeometryKind.POLYGON,))
    assert found.geometry[0].equals(factory.SQUARE)


def test_one_vertex_lines_and_surfaces_are_counted_never_fatal():
    good = shapely.to_wkb(shapely.LineString([(0, 0), (1, 1)]))
    one_vertex = good[:1] + (2).to_bytes(4, "little") + (1).to_bytes(4, "little") + good[9:25]
    tin = good[:1] + (16).to_bytes(4, "little") + (0).to_bytes(4, "little")
    found = geometry.from_wkb(pa.array([good, one_vertex, tin, b"", None]), ALL)
    assert found.rows.tolist() == [0]
    assert found.lost == {"missing": 1, "broken_geometry": 2, "wrong_geometry": 1}


def test_mixed_kinds_keep_the_commonest_and_count_the_rest():
    shapes = [*factory.POINTS, factory.SQUARE]
    found = geometry.from_wkb(pa.array(shapely.to_wkb(np.array(shapes, object))), ALL)
    assert (found.kind, len(found.rows), found.lost) == (GeometryKind.POINT, 3, {"wrong_geometry": 1})


def test_multi_points_become_points_of_the_same_row():
    shapes = [shapely.MultiPoint([(0, 0), (1, 1)]), shapely.Point(2, 2)]
    found = geometry.from_wkb(pa.array(shapely.to_wkb(np.array(shapes, object))), ALL)
    assert found.rows.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.geojson", b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        ("x.csv", b"%PDF-1.7 ...", "PDF format"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": [', "cut off at line 1"),
        ("x.json", b'{"a": [1, 2]}', "JSON without geographic features"),
        ("x.json", b'{"type": "gdal_streamed_alg", "command_line": "gdal vector ..."}', "only points to other data"),
        ("x.vrt", b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "only points to other data"),
        ("x.kml", b"<kml><Document>\n<Placemark>", "cut off at line 2"),
        ("x.xml", b"<a><b/></a>", "XML without features"),
        ("x.bin", b"\x01\x02\x03\x00", "not of a kind SpacePlanner reads"),
        ("x.csv", b"", "empty"),
        ("x.csv", b"   \n ", "nothing but blanks"),
        ("x.gpkg", b"SQLite format 3\x00" + b"\x00" * 200, "damaged or cut off"),
        ("x.zip", b"PK\x03\x04xxxx", "damaged or cut off"),
    ],
)
def test_what_is_no_layer_gets_one_sentence(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match=words):
        sources.read(sources.entries(tmp_path / name)[0])


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(FileError, match="There is no file"):
        sources.entries(tmp_path / "no.csv")
    with pytest.raises(FileError, match="is a folder"):
        sources.entries(tmp_path)


def test_a_zip_without_data_says_what_is_inside(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("foto.png", b"x")
    with pytest.raises(FileError, match=r"inside: foto\.png"):
        sources.entries(tmp_path / "x.zip")


def test_javascript_around_geojson_is_taken_off(tmp_path):
    inner = factory.geojson(
        tmp_path / "x.geojson", [({"type": "Point", "coordinates": [-78, -1]}, {"a": 1})]
    ).read_text()
    (tmp_path / "x.js").write_text(f"var postes = {inner};")
    assert len(read(tmp_path / "x.js")) == 1


def test_a_column_of_numbers_and_words_is_text_as_written(tmp_path):
    path = tmp_path / "lotes.geojson"
    rows = [{"clave": 12, "n": 1}, {"clave": "12A", "n": 2.5}, {"clave": None, "n": None}]
    point = {"type": "Point", "coordinates": [-79, -2]}
    features = [{"type": "Feature", "properties": row, "geometry": point} for row in rows]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert read(path).table.column("clave").to_pylist() == ["12", "12A", None]


@pytest.mark.parametrize("encoding", ["klingon", "hex", "idna", "utf\0"])
def test_an_encoding_that_does_not_exist_is_refused_for_every_format(tmp_path, encoding):
    for path in (
        factory.vector(tmp_path / "postes.geojson", factory.POINTS),
        factory.csv(tmp_path / "postes.csv", "lon;lat\n-79;-2\n", "utf-8"),
    ):
        with pytest.raises(InputError, match="There is no encoding"):
            read(path, encoding=encoding)
