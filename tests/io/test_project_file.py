"""The project file: what goes in comes out, other programs read it, and a bad file gets a sentence."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings

from spaceplanner.domain import edits
from spaceplanner.domain.background import Background, BackgroundKind
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.partner import Partner
from spaceplanner.domain.plan import Plan
from spaceplanner.domain.project import Project
from spaceplanner.domain.style import Style
from spaceplanner.errors import ProjectError
from spaceplanner.io import migrations, nearby, project_file
from tests.io import projects
from tests.io.projects import OLD, city, difference, lamps, proposal, spaces


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ciudad.gpkg"


def put(path: Path, document: dict, version: int) -> None:
    execute(path, "UPDATE spaceplanner_document SET schema_version = ?, json = ?", version, json.dumps(document))


def query(path: Path, sql: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(sql, values).fetchall()


def execute(path: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(sql, values)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def layer_tables(path: Path) -> dict[str, str]:
    document = json.loads(query(path, "SELECT json FROM spaceplanner_document")[0][0])
    return {layer["id"]: layer["table"] for layer in document["layers"]}


def test_everything_comes_back(path):
    project_file.save(city(), path)
    assert difference(project_file.load(path), city()) == ""


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(project=projects.projects(), changed=projects.projects())
def test_any_project_comes_back(tmp_path, project, changed):
    path = tmp_path / "any.gpkg"
    project, changed = (projects.beside(one, tmp_path) for one in (project, changed))
    project_file.save(project, path)
    loaded = project_file.load(path)
    assert difference(loaded, project) == ""
    project_file.save(changed, path, previous=loaded)
    assert difference(project_file.load(path), changed) == ""
    assert files(tmp_path) == ["any.gpkg"]


@pytest.mark.parametrize("name", ["a!b.gpkg", "a;b.gpkg", "a?b#c%20 ñ.gpkg", "x.zip.gpkg", "UPPER.GPKG", "a'b\"c.gpkg"])
def test_any_file_name_will_do(tmp_path, name):
    if sys.platform == "win32" and set(name) & set('?"'):
        pytest.skip("no such names on Windows")
    project_file.save(city(), tmp_path / name)
    assert difference(project_file.load(tmp_path / name), city()) == ""


@pytest.mark.parametrize("name", ["a!b", "a;b", "x.zip", "[1]*" if sys.platform != "win32" else "[1]"])
def test_any_folder_name_will_do(tmp_path, name):
    path = tmp_path / name / "x.gpkg"
    path.parent.mkdir()
    project_file.save(city(), path)
    loaded = project_file.load(path)
    assert difference(loaded, city()) == ""
    changed = edits.put_layer(lamps(7))(loaded)
    project_file.save(changed, path, previous=loaded)
    assert difference(project_file.load(path), changed) == ""


def test_a_relative_name_is_no_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    project_file.save(city(), Path("http:x.gpkg"))
    assert difference(project_file.load(Path("http:x.gpkg")), city()) == ""


def test_it_is_a_geopackage_that_others_read(path):
    project_file.save(city(), path)
    assert query(path, "PRAGMA application_id") == [(0x47504B47,)]
    assert query(path, "PRAGMA user_version") == [(10400,)]
    assert query(path, "PRAGMA integrity_check") == [("ok",)]
    assert query(path, "PRAGMA foreign_key_check") == []
    listed = {str(name): kind for name, kind in pyogrio.list_layers(path)}
    tables = layer_tables(path)
    assert listed == {
        tables["spaces"]: "MultiPolygon",
        tables["lamps"]: "Point",
        "interventions_points": "Point",
        "interventions_lines": "LineString",
        "interventions_areas": "Polygon",
        "interventions_programmes": None,
        "about": None,
    }
    names = dict(query(path, "SELECT table_name, identifier FROM gpkg_contents"))
    assert (names[tables["spaces"]], names[tables["lamps"]]) == ("Espacios", "Luminarias")


def test_other_programs_see_layers_where_they_are(path):
    project_file.save(city(), path)
    frame = pyogrio.read_dataframe(path, layer=layer_tables(path)["lamps"])
    assert frame.crs.to_epsg() == 32717
    assert np.array_equal(shapely.get_coordinates(frame.geometry.values), lamps().geometry)
    info = pyogrio.read_info(path, layer=layer_tables(path)["spaces"])
    assert info["features"] == 3
    assert tuple(info["total_bounds"]) == (500_000, 9_700_000, 500_500, 9_700_100)


def test_other_programs_see_interventions(path):
    project_file.save(city(), path)
    frame = pyogrio.read_dataframe(path, layer="interventions_areas")
    assert frame.crs.to_epsg() == 32717
    assert list(frame["type"]) == ["pruning"]
    assert list(frame.proposal) == ["Luz en el parque"]
    assert frame.geometry[0].equals(shapely.box(500_010, 9_700_010, 500_020, 9_700_030))
    assert tuple(pyogrio.read_info(path, layer="interventions_areas")["total_bounds"]) == (
        500_010,
        9_700_010,
        500_020,
        9_700_030,
    )
    programmes = pyogrio.read_dataframe(path, layer="interventions_programmes")
    assert list(programmes.quantity) == [2.0]
    about = pyogrio.read_dataframe(path, layer="about")
    assert list(about.note) == ["The place is invented."]


CUSTOM = (
    'PROJCS["Obra",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
    'UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],'
    'PARAMETER["central_meridian",-79.9],PARAMETER["scale_factor",1],PARAMETER["false_easting",500000],'
    'PARAMETER["false_northing",10000000],UNIT["metre",1],AXIS["Easting",EAST],AXIS["Northing",NORTH]]'
)  # fmt: skip


def test_a_crs_without_a_code(path):
    project = replace(city(), crs=CUSTOM)
    project_file.save(project, path)
    loaded = project_file.load(path)
    assert difference(loaded, project) == ""
    tables = layer_tables(path)
    systems = query(path, "SELECT DISTINCT srs_id FROM gpkg_geometry_columns")
    assert len(systems) == 1, "layers and interventions are in the same system"
    assert systems[0][0] >= 100_000
    for table in (tables["lamps"], "interventions_points"):
        crs = pyogrio.read_dataframe(path, layer=table).crs
        assert {p.name: p.value for p in crs.coordinate_operation.params}["Longitude of natural origin"] == -79.9
        (geom,) = query(path, f"SELECT geom FROM {table} LIMIT 1")[0]
        assert int.from_bytes(geom[4:8], "little") == systems[0][0]
    project_file.save(replace(loaded, layers=(*loaded.layers, lamps(5, id="more"))), path, previous=loaded)
    assert query(path, "SELECT DISTINCT srs_id FROM gpkg_geometry_columns") == systems


def test_a_number_that_another_system_has_is_left_to_it(path):
    project_file.save(Project(name="p"), path)
    execute(path, "INSERT INTO gpkg_spatial_ref_sys VALUES ('theirs', 32717, 'OTHER', 5, 'x', NULL)")
    execute(path, "INSERT INTO gpkg_spatial_ref_sys VALUES ('theirs', 100000, 'OTHER', 6, 'y', NULL)")
    project_file.save(city(), path, previous=project_file.load(path))
    assert difference(project_file.load(path), city()) == ""
    assert query(path, "SELECT DISTINCT srs_id FROM gpkg_geometry_columns") == [(100_001,)]
    (geom,) = query(path, f"SELECT geom FROM {layer_tables(path)['lamps']} LIMIT 1")[0]
    assert int.from_bytes(geom[4:8], "little") == 100_001
    assert pyogrio.read_dataframe(path, layer=layer_tables(path)["lamps"]).crs.to_epsg() == 32717


def test_a_layer_that_did_not_change_is_not_written_again(path):
    project_file.save(city(), path)
    before = layer_tables(path)
    loaded = project_file.load(path)
    pages = query(path, "PRAGMA page_count")
    moved = edits.change_layer("lamps", name="Otras", visible=False)(loaded)
    project_file.save(moved, path, previous=loaded)
    assert layer_tables(path) == before
    # The document itself may take a page more.
    assert query(path, "PRAGMA page_count")[0][0] <= pages[0][0] + 1
    assert difference(project_file.load(path), moved) == ""
    assert ("Otras",) in query(path, "SELECT identifier FROM gpkg_contents")


def test_a_replaced_layer_leaves_nothing_behind(path):
    secret = lamps(2000, table=pa.table({"category": [f"SECRET-{i}" for i in range(2000)]}))
    project = replace(city(), layers=(spaces(), secret))
    project_file.save(project, path)
    assert b"SECRET-1999" in path.read_bytes()
    project_file.save(city(), path, previous=project)
    assert b"SECRET-" not in path.read_bytes()
    tables = [name for (name,) in query(path, "SELECT name FROM sqlite_master WHERE name LIKE 'lamps%'")]
    assert tables == [layer_tables(path)["lamps"]]
    assert query(path, "PRAGMA integrity_check") == [("ok",)]


def test_undoing_after_a_save_brings_a_dropped_layer_back(path):
    whole = city()
    without = replace(whole, layers=whole.layers[:1])
    project_file.save(whole, path)
    project_file.save(without, path, previous=whole)
    project_file.save(whole, path, previous=without)
    assert difference(project_file.load(path), whole) == ""


def test_an_index_made_by_another_program_goes_with_its_layer(path, tmp_path):
    project_file.save(city(), path)
    table = layer_tables(path)["lamps"]
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"CREATE VIRTUAL TABLE rtree_{table}_geom USING rtree(id, minx, maxx, miny, maxy)")
        database.execute(
            f"CREATE TRIGGER rtree_{table}_geom_insert AFTER INSERT ON {table} WHEN NOT ST_IsEmpty(NEW.geom) "
            f"BEGIN INSERT INTO rtree_{table}_geom VALUES (NEW.fid, 0, 0, 0, 0); END"
        )
        database.execute(
            "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', 'http://x', 'write-only')", (table,)
        )
    loaded = project_file.load(path)
    project_file.save(replace(loaded, layers=loaded.layers[:1]), path, previous=loaded)
    assert not query(path, "SELECT name FROM sqlite_master WHERE name LIKE ?", f"%{table}%")
    assert not query(path, "SELECT * FROM gpkg_extensions WHERE table_name=?", table)


def test_tables_of_other_people_stay(path):
    project_file.save(city(), path)
    pyogrio.write_dataframe(pyogrio.read_dataframe(path, layer="interventions_points"), path, layer="mine_0123456789ab")
    loaded = project_file.load(path)
    project_file.save(replace(loaded, layers=()), path, previous=loaded)
    assert pyogrio.read_info(path, layer="mine_0123456789ab")["features"] == 1


def test_rows_that_another_program_edited(path):
    project_file.save(city(), path)
    table = layer_tables(path)["lamps"]
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"UPDATE {table} SET power_w = 150 WHERE fid = 1")
        database.execute(f"UPDATE {table} SET geom = NULL WHERE fid = 2")
    loaded = project_file.load(path)
    layer = loaded.layer("lamps")
    assert layer is not None
    assert layer.table.column("power_w").to_pylist() == [150, 60]
    assert layer.geometry[:, 0].tolist() == [500_000, 500_002]
    assert layer.source.notes == (
        ("{count} features have no usable shape in the file and were left out.", {"count": "1"}),
    )
    project_file.save(replace(loaded, name="x"), path, previous=loaded)
    again = project_file.load(path)
    assert again.layers[1].source.notes == layer.source.notes, "said once"


def test_importing_again_undoes_what_another_program_edited(path):
    project_file.save(city(), path)
    execute(path, f"UPDATE {layer_tables(path)['lamps']} SET power_w = 150")
    loaded = project_file.load(path)
    project_file.save(edits.put_layer(lamps())(loaded), path, previous=loaded)
    assert difference(project_file.load(path), city()) == ""
    assert len(pyogrio.list_layers(path)) == 7


def test_a_layer_that_another_program_removed_is_written_again(path):
    project_file.save(city(), path)
    loaded = project_file.load(path)
    execute(path, f"DROP TABLE {layer_tables(path)['lamps']}")
    with pytest.raises(ProjectError, match="no table lamps_"):
        project_file.load(path)
    project_file.save(replace(loaded, name=city().name), path, previous=loaded)
    assert difference(project_file.load(path), city()) == ""


def test_points_that_another_program_made_multiple(path):
    project_file.save(city(), path)
    table = layer_tables(path)["lamps"]
    execute(path, f"UPDATE gpkg_geometry_columns SET geometry_type_name='GEOMETRY', z=2 WHERE table_name='{table}'")
    blob = b"GP\x00\x01" + (32717).to_bytes(4, "little") + shapely.to_wkb(shapely.Point(7, 8, 9), flavor="iso")
    execute(path, f"UPDATE {table} SET geom=? WHERE fid=2", blob)
    layer = project_file.load(path).layer("lamps")
    assert layer is not None
    assert layer.geometry.shape == (3, 2)
    assert layer.geometry[1].tolist() == [7, 8]


@pytest.mark.parametrize(
    ("column", "stored"),
    [
        (pa.array([1, None, 3], pa.uint8()), pa.array([1, None, 3], pa.int16())),
        (pa.array([1, 2, 2**63], pa.uint64()), pa.array([1, 2, 2.0**63], pa.float64())),
        (pa.array([1, 2, 3], pa.uint64()), pa.array([1, 2, 3], pa.int64())),
        (pa.array([1.5, None, float("nan")]), pa.array([1.5, None, None])),
        (pa.array(["a", "b", "a"]).dictionary_encode(), pa.array(["a", "b", "a"])),
        (pa.array([None] * 3), pa.array([None] * 3, pa.string())),
        (pa.array([["a"], None, []]), pa.array(['["a"]', None, "[]"])),
        (pa.array(["a\x00b", "", None]), pa.array(["ab", "", None])),
        (pa.array([b"\x00\x01", None, b""]), pa.array([b"\x00\x01", None, b""])),
        (pa.array([1_500_000, None, 0], pa.timestamp("us")), pa.array([1500, None, 0], pa.timestamp("ms"))),
        (pa.array([0, 1, 2], pa.timestamp("s", "America/Guayaquil")), pa.array([0, 1000, 2000], pa.timestamp("ms", "UTC"))),
        (pa.array([1, 2, 3], pa.time32("s")), pa.array(['"00:00:01"', '"00:00:02"', '"00:00:03"'])),
        (pa.array([1.5, 2.5, None], pa.float16() if hasattr(pa, "float16") else pa.float32()), pa.array([1.5, 2.5, None], pa.float32())),
    ],
    ids=lambda value: str(value.type),
)  # fmt: skip
def test_columns_of_other_types_become_the_nearest(path, column, stored):
    project = Project(name="p", crs="EPSG:32717", layers=(lamps(table=pa.table({"x": column})),))
    project_file.save(project, path)
    loaded = project_file.load(path)
    assert loaded.layers[0].table.column("x").combine_chunks().equals(stored)
    project_file.save(replace(loaded, name="q"), path, previous=loaded)
    assert project_file.load(path).name == "q", "what was read is known as what the file holds"


def test_column_names_that_sql_or_the_geopackage_cannot_have(path):
    names = ["fid", "GEOM", "name", "NAME", "", 'a"b;--', "a" * 300, "ñ\n"]
    table = pa.table([pa.array([i] * 3) for i in range(len(names))], names=names)
    project = Project(name="p", crs="EPSG:32717", layers=(lamps(table=table),))
    project_file.save(project, path)
    assert difference(project_file.load(path), project) == ""


def test_a_layer_with_no_columns(path):
    project = Project(name="p", crs="EPSG:32717", layers=(lamps(table=lamps().table.select([])),))
    project_file.save(project, path)
    layer = project_file.load(path).layers[0]
    assert (len(layer), layer.table.column_names) == (3, [])


def test_two_layers_of_one_name(path):
    project = Project(name="p", crs="EPSG:32717", layers=(lamps(id="a", name="L"), lamps(4, id="b", name="L")))
    project_file.save(project, path)
    assert difference(project_file.load(path), project) == ""
    names = {name for (name,) in query(path, "SELECT identifier FROM gpkg_contents WHERE data_type='features'")}
    assert names == {"L", "L-2"}


def test_half_a_character_is_replaced(path):
    project_file.save(Project(name="a\ud800b"), path)
    assert project_file.load(path).name == "a?b"


def test_save_as_replaces_and_leaves_no_journal_to_it(path):
    project_file.save(city(), path)
    for end in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + end).write_bytes(b"left by something that was killed")
    project_file.save(Project(name="new"), path)
    assert project_file.load(path).name == "new"
    assert files(path.parent) == [path.name]


def test_a_value_that_no_file_can_hold_changes_nothing(path):
    project_file.save(city(), path)
    before = path.read_bytes()
    bad = edits.put_proposal(
        replace(proposal(), interventions=(replace(proposal().interventions[3], quantity=float("inf")),))
    )
    loaded = project_file.load(path)
    with pytest.raises(ProjectError, match="finite"):
        project_file.save(bad(loaded), path, previous=loaded)
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ProjectError, match=r"cannot be written \(unable to open"):
        project_file.save(city(), tmp_path / "no" / "x.gpkg")


def test_another_ending(tmp_path):
    with pytest.raises(ProjectError, match=r"ends in \.gpkg"):
        project_file.save(city(), tmp_path / "x.db")
    assert files(tmp_path) == []


def test_two_programs_at_once(path, monkeypatch):
    monkeypatch.setattr("spaceplanner.io.database_file.WAIT_S", 0.05)
    project_file.save(city(), path)
    loaded = project_file.load(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for previous in (loaded, None):
            with pytest.raises(ProjectError, match="open in another program"):
                project_file.save(replace(loaded, name="x"), path, previous=previous)
        other.execute("ROLLBACK")
    assert difference(project_file.load(path), city()) == ""
    assert files(path.parent) == [path.name]


def test_a_change_by_another_program_is_not_overwritten(path):
    project_file.save(city(), path)
    ours, theirs = project_file.load(path), project_file.load(path)
    project_file.save(replace(theirs, name="theirs"), path, previous=theirs)
    with pytest.raises(ProjectError, match="changed by another program"):
        project_file.save(replace(ours, name="ours"), path, previous=ours)
    assert project_file.load(path).name == "theirs"


def test_a_file_that_was_removed_is_made_again(path):
    project_file.save(city(), path)
    loaded = project_file.load(path)
    path.unlink()
    project_file.save(loaded, path, previous=loaded)
    assert difference(project_file.load(path), city()) == ""


def test_a_file_in_write_ahead_mode(path):
    """QGIS switches the files it opens to that mode."""
    project_file.save(city(), path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE theirs (x)")
        loaded = project_file.load(path)
        project_file.save(replace(loaded, name="x"), path, previous=loaded)
        assert difference(project_file.load(path), replace(city(), name="x")) == ""
    project_file.save(city(), path)
    assert difference(project_file.load(path), city()) == ""
    assert files(path.parent) == [path.name]


# Files that are no project, or no longer one.


def test_no_file(tmp_path):
    with pytest.raises(ProjectError, match="There is no file"):
        project_file.load(tmp_path / "x.gpkg")


def test_a_folder(tmp_path):
    with pytest.raises(ProjectError, match="cannot be read"):
        project_file.load(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty"), (b"hello", "no SpacePlanner project"), (b"SQLite format 3\x00" + b"x" * 2000, "damaged|no SpacePlanner project"), (b"SQLite format 3\x00", "damaged|no SpacePlanner")],
)  # fmt: skip
def test_no_database(path, content, said):
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=said):
        project_file.load(path)
    assert path.read_bytes() == content


def test_another_database(path):
    execute(path, "CREATE TABLE t (x)")
    with pytest.raises(ProjectError, match="no SpacePlanner project"):
        project_file.load(path)


def test_a_plain_geopackage(path):
    from spaceplanner.io import gpkg

    gpkg.create(path)
    with pytest.raises(ProjectError, match=r"is a GeoPackage but no SpacePlanner project.*spaceplanner add"):
        project_file.load(path)


def test_every_truncation_is_noticed(path):
    project_file.save(replace(city(), layers=(spaces(), lamps(3000))), path)
    whole = path.read_bytes()
    rng = np.random.default_rng(1)
    for size in rng.integers(1, len(whole) - 1, 25):
        path.write_bytes(whole[:size])
        with pytest.raises(ProjectError, match=r"damaged|no SpacePlanner project"):
            project_file.load(path)


def test_damage_in_the_middle_gives_a_sentence_or_the_same_rows(path):
    project = replace(city(), layers=(lamps(3000),))
    project_file.save(project, path)
    whole = bytearray(path.read_bytes())
    rng = np.random.default_rng(2)
    refused = 0
    for page in rng.integers(1, len(whole) // 4096, 25):
        broken = whole.copy()
        broken[page * 4096 : (page + 1) * 4096] = rng.bytes(4096)
        path.write_bytes(broken)
        try:
            loaded = project_file.load(path)
        except ProjectError:
            refused += 1
        else:
            assert difference(loaded, project) == "", "a broken page that is not read"
    assert refused > 10


def test_a_newer_version(path):
    project_file.save(city(), path)
    newer = migrations.CURRENT + 1
    execute(path, "UPDATE spaceplanner_document SET schema_version = ?, json = '{\"anything\": 1}'", newer)
    with pytest.raises(ProjectError, match=rf"newer SpacePlanner \(project version {newer}.*up to \d+\).*Update"):
        project_file.load(path)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda d: d.pop("name"), "name"),
        (lambda d: d.update(more=1), "more"),
        (lambda d: d.update(name=5), r"\$\.name"),
        (lambda d: d["layers"][0].update(role="parks"), r"\$\.layers\[0\]\.role"),
        (lambda d: d["layers"][0].update(coverage="00"), r"\$\.layers\[0\]\.coverage"),
        (lambda d: d["layers"][0].update(coverage="0101000000000000000000000000000000000000F0"), r"coverage"),
        (lambda d: d["layers"][0].update(table="sqlite_master"), r"\$\.layers\[0\]\.table"),
        (lambda d: d["layers"][0].update(table="spaces_0123456789ab"), r"\$\.layers\[0\]\.table"),
        (lambda d: d["layers"][0]["columns"][0].update(stored="nothing"), "nothing"),
        (lambda d: d["layers"][0]["columns"][0].update(type="python"), "python"),
        (lambda d: d["layers"][1].update(kind="polygon"), "Luminarias|lamps_"),
        (lambda d: d["proposals"][0]["interventions"][1].update(geometry="zz"), r"\$\.proposals\[0\]\.interventions\[1\]"),
        (lambda d: d["proposals"][0]["funding"][0].update(amount="1"), r"\$\.proposals\[0\]\.funding\[0\]\.amount"),
        (lambda d: d["settings"].update(draws=1.5), r"\$\.settings\.draws"),
    ],
)  # fmt: skip
def test_a_document_that_was_tampered_with_says_where(path, change, where):
    project_file.save(city(), path)
    document = json.loads(query(path, "SELECT json FROM spaceplanner_document")[0][0])
    change(document)
    execute(path, "UPDATE spaceplanner_document SET json = ?", json.dumps(document))
    with pytest.raises(ProjectError, match=where):
        project_file.load(path)


@pytest.mark.parametrize("value", ["", "{", "[]", "null", "[" * 100_000, b"\x00\xff", 5, None])
def test_a_document_that_is_none(path, value):
    project_file.save(city(), path)
    execute(path, "CREATE TABLE t (id, schema_version, saved, json)")
    execute(path, "INSERT INTO t VALUES (1, 1, 'x', ?)", value)
    execute(path, "DROP TABLE spaceplanner_document")
    execute(path, "ALTER TABLE t RENAME TO spaceplanner_document")
    with pytest.raises(ProjectError, match="damaged"):
        project_file.load(path)


def test_a_document_that_is_too_large_is_not_read(path, monkeypatch):
    project_file.save(city(), path)
    monkeypatch.setattr(project_file, "LARGEST_DOCUMENT", 100)
    with pytest.raises(ProjectError, match="damaged"):
        project_file.load(path)


def test_a_view_is_no_table(path):
    project_file.save(city(), path)
    table = layer_tables(path)["lamps"]
    execute(path, f"ALTER TABLE {table} RENAME TO other")
    execute(path, f"CREATE VIEW {table} AS SELECT fid, geom, load_extension('x') AS working, power_w FROM other")
    with pytest.raises(ProjectError, match="no table"):
        project_file.load(path)


def test_a_trigger_cannot_reach_beyond_the_file(path):
    project_file.save(city(), path)
    execute(path, "CREATE TRIGGER bad AFTER INSERT ON gpkg_contents BEGIN SELECT load_extension('x'); END")
    loaded = project_file.load(path)
    with pytest.raises(ProjectError, match="damaged"):
        project_file.save(replace(loaded, name="x"), path, previous=loaded)
    assert project_file.load(path).name == loaded.name


def test_a_file_that_may_only_be_read(path):
    project_file.save(city(), path)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert difference(project_file.load(path), city()) == ""
    finally:
        path.parent.chmod(0o755)


# Older versions.


def test_an_old_document_is_brought_up_to_date(path, monkeypatch):
    """The way from a version 0 that never was: the project's name was called title."""
    project_file.save(Project(name="new"), path)
    put(path, {key: value for key, value in OLD.items() if key != "name"} | {"title": "old"}, 0)
    with pytest.raises(ProjectError, match="has project version 0"):
        project_file.load(path)
    monkeypatch.setitem(
        migrations.MIGRATIONS, 0, lambda d: {**{k: v for k, v in d.items() if k != "title"}, "name": d["title"]}
    )
    loaded = project_file.load(path)
    assert loaded.name == "old"
    project_file.save(loaded, path, previous=loaded)
    assert query(path, "SELECT schema_version FROM spaceplanner_document") == [(migrations.CURRENT,)]


def test_a_project_from_before_lux_gets_its_settings(path):
    project_file.save(Project(name="new"), path)
    put(path, OLD, 1)
    assert project_file.load(path).settings == Project(name="old").settings


def test_a_project_from_before_bookmarks_has_none(path):
    project_file.save(Project(name="new"), path)
    put(path, OLD, 1)
    assert project_file.load(path).bookmarks == ()


def test_a_project_from_before_styles_looks_as_it_did(path):
    project_file.save(city(), path)
    version, text = query(path, "SELECT schema_version, json FROM spaceplanner_document")[0]
    document = json.loads(text)
    for layer in document["layers"]:
        del layer["style"]
    put(path, document, version - 1)
    assert difference(project_file.load(path), city()) == ""


def test_a_style_that_cannot_be_is_said_with_its_place(path):
    project_file.save(city(), path)
    text = query(path, "SELECT json FROM spaceplanner_document")[0][0]
    document = json.loads(text)
    wrong = {**msgspec.to_builtins(Style()), "colour": "red"}
    document["layers"][1]["style"] = wrong
    put(path, document, migrations.CURRENT)
    with pytest.raises(ProjectError, match=r"red is no colour.*layers\[1\]\.style"):
        project_file.load(path)


def test_styles_stand_beside_what_others_keep_in_their_table_and_go_with_the_last_layer(path):
    styled = replace(city(), layers=tuple(replace(layer, style=Style()) for layer in city().layers))
    project_file.save(styled, path)
    table = layer_tables(path)["lamps"]
    rows = query(path, "SELECT f_table_name, f_geometry_column, useAsDefault, owner FROM layer_styles ORDER BY id")
    assert (table, "geom", 1, "SpacePlanner") in rows
    assert len(rows) == 2
    execute(path, "UPDATE layer_styles SET owner = 'ana' WHERE f_table_name = ?", table)
    loaded = project_file.load(path)
    assert difference(loaded, styled) == ""
    project_file.save(loaded, path, previous=loaded)
    kept = query(path, "SELECT owner, useAsDefault FROM layer_styles WHERE f_table_name = ? ORDER BY owner", table)
    assert kept == [("SpacePlanner", 0), ("ana", 1)]
    execute(path, "DELETE FROM layer_styles WHERE owner = 'ana'")
    plain = replace(loaded, layers=tuple(replace(layer, style=None) for layer in loaded.layers))
    project_file.save(plain, path, previous=loaded)
    assert not query(path, "SELECT name FROM sqlite_master WHERE name = 'layer_styles'")


def test_a_need_by_straight_lines_becomes_one_by_walks(path):
    part = {"id": "residents_within", "weight": 0.35, "low": 0.0, "high": 8000.0, "form": "log"}
    project_file.save(Project(name="new"), path)
    put(path, OLD | {"need_parts": [part, part | {"id": "night_share"}]}, 1)
    parts = project_file.load(path).need_parts
    assert [(part.id, part.weight) for part in parts] == [("walk_residents", 0.35), ("night_share", 0.35)]


def test_a_project_from_before_forms_of_funding_keeps_every_line(path):
    line = {"source": "x", "amount": 5.0, "partner": None}
    kinds = ["own", "committed", "pledged", "in_kind", "requested"]
    item = {"id": "a", "type": "paths", "geometry": None, "quantity": 2.0, "unit_cost": None, "note": "n"}
    plan: dict[str, object] = dict.fromkeys(
        ("id", "name", "space", "maintainer", "upkeep_payer", "summary", "contact", "state"), "s"
    )
    plan |= {"interventions": [item], "funding": [line | {"kind": kind} for kind in kinds]}
    project_file.save(Project(name="new"), path)
    put(path, OLD | {"proposals": [plan], "partners": [{"id": "p", "name": "P", "contact": "c"}]}, 1)
    found = project_file.load(path)
    assert [line.kind for line in found.proposals[0].funding] == kinds
    assert found.proposals[0].interventions[0].note == "n"
    assert found.partners == (Partner(id="p", name="P", contact="c"),)
    assert found.plan == Plan(currency="EUR")


def test_steps_are_taken_in_order():
    steps = {n: lambda d, n=n: {"seen": [*d["seen"], n]} for n in (3, 4, 5)}
    assert migrations.migrate({"seen": []}, 3, path=Path("x"), current=6, steps=steps) == {"seen": [3, 4, 5]}
    assert migrations.migrate({"seen": []}, 6, path=Path("x"), current=6, steps=steps) == {"seen": []}


def test_a_gap_in_the_steps():
    with pytest.raises(ProjectError, match="version 4"):
        migrations.migrate({}, 3, path=Path("x"), current=6, steps={3: dict, 5: dict})


def test_every_released_version_has_its_step():
    assert set(migrations.MIGRATIONS) == set(range(1, migrations.CURRENT))


def test_kinds_of_rows_are_what_the_layer_says(path):
    project_file.save(city(), path)
    loaded = project_file.load(path)
    assert [layer.kind for layer in loaded.layers] == [GeometryKind.POLYGON, GeometryKind.POINT]
    assert loaded.by_role(Role.LAMPS)[0].geometry.flags.writeable is False


# Backgrounds.


def test_a_background_near_the_project_is_found_again_when_both_have_moved(tmp_path):
    here, there = tmp_path / "a" / "proyecto", tmp_path / "b" / "otra"
    (here / "mapas").mkdir(parents=True)
    there.mkdir(parents=True)
    ground = [
        Background(id=str(i), name="x", kind=BackgroundKind.TILES, location=str(at))
        for i, at in enumerate((here / "mapas" / "ciudad.mbtiles", here.parent / "al lado.pmtiles"))
    ]
    project = replace(city(), backgrounds=tuple(ground))
    project_file.save(project, here / "x.gpkg")
    text = query(here / "x.gpkg", "SELECT json FROM spaceplanner_document")[0][0]
    assert [item["location"] for item in json.loads(text)["backgrounds"]] == [
        "mapas/ciudad.mbtiles",
        "../al lado.pmtiles",
    ]
    assert str(tmp_path) not in text, "a path says who works where"
    assert project_file.load(here / "x.gpkg").backgrounds == project.backgrounds
    (here / "x.gpkg").rename(there / "x.gpkg")
    moved = [one.location for one in project_file.load(there / "x.gpkg").backgrounds]
    assert moved == [str(there / "mapas" / "ciudad.mbtiles"), str(there.parent / "al lado.pmtiles")]


def test_of_a_background_far_from_the_project_only_the_name_is_written(tmp_path):
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    ground = (Background(id="1", name="x", kind=BackgroundKind.TILES, location=str(tmp_path / "lejos.mbtiles")),)
    project_file.save(replace(city(), backgrounds=ground), deep / "x.gpkg")
    text = query(deep / "x.gpkg", "SELECT json FROM spaceplanner_document")[0][0]
    assert [item["location"] for item in json.loads(text)["backgrounds"]] == ["lejos.mbtiles"]
    assert str(tmp_path) not in text, "a path says who works where"
    assert [one.location for one in project_file.load(deep / "x.gpkg").backgrounds] == [str(deep / "lejos.mbtiles")]


@pytest.mark.parametrize(
    "said",
    [
        "/etc/x.tif",
        "//evil.example/s/x.tif",
        r"\\evil.example\s\x.tif",
        r"\\?\UNC\evil.example\s\x.tif",
        r"\\.\pipe\x.tif",
        "C:/otra/x.tif",
        "../../../x.tif",
        "mapas/../../../../x.tif",
    ],
)
def test_a_path_in_a_project_never_leads_far_from_it(tmp_path, said):
    deep = tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    assert nearby.read(said, deep) == str(deep / "x.tif")


@pytest.mark.parametrize("said", ["x.tif", "mapas/x.tif", "../x.tif", "../../x.tif"])
def test_a_path_near_a_project_is_written_as_it_was_read(tmp_path, said):
    deep = tmp_path / "a" / "b" / "c"
    assert nearby.written(nearby.read(said, deep), deep) == said
    assert nearby.written(nearby.read(str(deep / said), deep), deep) == said


@pytest.mark.parametrize(("here", "there"), [("a/b/c/d", "."), (".", "a/b/c/d"), ("a/b", "c/d/e")])
def test_a_project_that_was_moved_away_from_its_background_can_be_saved(tmp_path, here, there):
    old, new = (tmp_path / folder / f"{i}.gpkg" for i, folder in enumerate((here, there)))
    old.parent.mkdir(parents=True, exist_ok=True)
    new.parent.mkdir(parents=True, exist_ok=True)
    ground = (Background(id="1", name="x", kind=BackgroundKind.TILES, location=str(tmp_path / "x.mbtiles")),)
    project_file.save(replace(city(), backgrounds=ground), old)
    old.rename(new)
    loaded = project_file.load(new)
    project_file.save(replace(loaded, name="Otro"), new, previous=loaded)
    assert project_file.load(new).name == "Otro"


def test_a_project_from_before_backgrounds_has_none(path):
    project_file.save(Project(name="new"), path)
    put(path, OLD, 1)
    assert project_file.load(path).backgrounds == ()


def test_an_address_of_a_background_is_kept_as_it_is_and_version_9_has_none(path):
    """Of a file version 9 knew the path alone; how deep it goes the file says itself."""
    address = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    online = Background(id="o", name="o", kind=BackgroundKind.ONLINE, location=address, visible=False, deepest=19)
    project_file.save(replace(city(), backgrounds=(online,)), path)
    assert project_file.load(path).backgrounds == (online,)
    (text,) = query(path, "SELECT json FROM spaceplanner_document")[0]
    document = json.loads(text)
    old = {key: value for key, value in document["backgrounds"][0].items() if key != "deepest"}
    old |= {"kind": "tiles", "location": "base.mbtiles"}
    put(path, document | {"backgrounds": [old]}, 9)
    (found,) = project_file.load(path).backgrounds
    assert (found.kind, found.deepest) == (BackgroundKind.TILES, None)
    assert found.location.endswith("base.mbtiles")
