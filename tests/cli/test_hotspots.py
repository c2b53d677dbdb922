from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.cli.main import main
from spaceplanner.domain.edits import set_settings
from spaceplanner.domain.layer import Role
from spaceplanner.io import project_file
from tests.services import cities

if TYPE_CHECKING:
    from pathlib import Path

METHODS = ("density", "gi", "clusters")
X, Y = 620_000.0, 9_750_000.0


@pytest.fixture(autouse=True)
def _speak_english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    path = tmp_path_factory.mktemp("city") / "ciudad.gpkg"
    project_file.save(cities.made_city(), path)
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = main(["hotspots", *map(str, words)])
    return code, *capsys.readouterr()


def document(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    code, out, _ = run(capsys, *words, "--json")
    assert code == 0
    return json.loads(out)


def town(path: Path, xy: Any, **columns: Any) -> Path:
    """A project of incidents and a boundary of 2 x 2 km."""
    layer = cities.incidents(
        np.asarray(xy, dtype=float) + np.array((X, Y)), columns.get("when"), columns.get("precision", "minute")
    )
    if "category" in columns:
        table = layer.table.set_column(2, "category", pa.array(columns["category"]))
        layer = replace(layer, table=table)
    boundary = cities.layer(Role.BOUNDARY, np.array([shapely.box(X, Y, X + 2000, Y + 2000)]))
    project_file.save(cities.project(layer, boundary), path)
    return path


@pytest.fixture
def two_heaps(tmp_path):
    """40 incidents around (500, 500), 12 around (1500, 1500), four at (1700, 300), and 30 all over."""
    rng = np.random.default_rng(5)
    xy = np.concatenate(
        [
            rng.normal(500, 25, (40, 2)),
            rng.normal(1500, 25, (12, 2)),
            np.full((4, 2), (1700.0, 300.0)),
            rng.uniform(0, 2000, (30, 2)),
        ]
    )
    category = ["robo"] * 40 + ["hurto"] * 46
    return town(tmp_path / "t.gpkg", xy, category=category)


@pytest.mark.parametrize("method", METHODS)
def test_the_heap_that_was_made_is_found_first(capsys, two_heaps, method):
    found = document(capsys, two_heaps, "--method", method, "--bandwidth", 150)
    first = found["hotspots"][0]
    assert (found["values"], found["incidents"], found["method"]["method"]) == ("exact", 86, method)
    assert np.hypot(first["x"] - X - 500, first["y"] - Y - 500) < 150
    assert first["incidents"] >= 40
    assert [spot["rank"] for spot in found["hotspots"]] == list(range(1, len(found["hotspots"]) + 1))
    counts = [spot["incidents"] for spot in found["hotspots"]]
    assert counts == sorted(counts, reverse=True)


def test_density_is_per_km2_and_year(capsys, city):
    found = document(capsys, city)
    years = found["period"]["years"]
    assert years == pytest.approx(2, abs=0.02)
    for spot in found["hotspots"]:
        assert spot["per_km2"] == pytest.approx(spot["incidents"] / (spot["area_m2"] / 1e6) / years)
        assert spot["peak"] >= found["method"]["level_per_km2"]


def test_gi_shows_raw_and_corrected(capsys, city):
    found = document(capsys, city, "--method", "gi")
    method = found["method"]
    assert 0 < method["hot_cells_corrected"] < method["hot_cells_raw"] < method["cells"]
    assert all(0 < spot["p"] <= spot["p_adjusted"] <= 0.05 for spot in found["hotspots"])
    _, out, _ = run(capsys, city, "--method", "gi")
    assert "p, raw" in out
    assert "p, corrected" in out
    assert "after correction for" in out.splitlines()[-1]


def test_a_period_a_category_and_the_night_choose(capsys, city, two_heaps):
    whole = document(capsys, city)
    first = document(capsys, city, "--from", "2023-01-01", "--to", "2023-12-31")
    second = document(capsys, city, "--from", "2024-01-01", "--to", "2030-12-31")
    assert first["incidents"] + second["incidents"] == whole["incidents"]
    # Nobody recorded 2025 to 2030: the density is not thinned by them.
    assert second["period"]["last"] == whole["period"]["last"]
    assert second["period"]["years"] == pytest.approx(1, abs=0.02)
    night = document(capsys, city, "--night")
    assert 0.4 < night["incidents"] / whole["incidents"] < 0.6
    assert document(capsys, two_heaps, "--category", "ROBO")["incidents"] == 40
    assert document(capsys, two_heaps, "--category", "robo", "--category", "hurto")["incidents"] == 86


@pytest.mark.parametrize("method", METHODS)
def test_a_geojson_is_in_degrees_and_withholds(capsys, two_heaps, tmp_path, method):
    out = tmp_path / "hot.geojson"
    words = [two_heaps, "--method", method, "--bandwidth", 150, *(["--cell", 100] if method == "gi" else [])]
    assert run(capsys, *words, "--out", out)[0] == 0
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["kind"] for feature in features} <= {"hotspot", "isoline"}
    features = [feature for feature in features if feature["properties"]["kind"] == "hotspot"]
    exact = document(capsys, *words)["hotspots"]
    assert len(features) == sum(spot["incidents"] >= 5 for spot in exact) >= 1
    for feature, spot in zip(features, exact, strict=False):
        properties = feature["properties"]
        assert properties["incidents"] == spot["incidents"] >= 5
        assert properties["values"] == "published"
        shape = shapely.geometry.shape(feature["geometry"])
        assert shape.is_valid
        west, south, east, north = shape.bounds
        assert -80 < west < east < -79
        assert -3 < south < north < -2


def test_a_geopackage_is_in_the_projects_system(capsys, city, tmp_path):
    geopandas = pytest.importorskip("geopandas")
    out = tmp_path / "hot.gpkg"
    assert run(capsys, city, "--out", out)[0] == 0
    frame = geopandas.read_file(out, layer="hotspots")
    assert frame.crs.to_epsg() == 32717
    assert (frame["incidents"] >= 5).all()
    assert frame.geometry.is_valid.all()
    np.testing.assert_allclose(frame.geometry.area, frame["area_m2"], atol=0.06)
    with closing(sqlite3.connect(out)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_four_at_one_point_are_in_no_file(capsys, tmp_path):
    xy = [(1700.0, 300.0)] * 4 + [(300.0, 1700.0)]
    path = town(tmp_path / "t.gpkg", xy)
    for method in METHODS:
        out = tmp_path / f"{method}.geojson"
        code, _, err = run(capsys, path, "--method", method, "--cell", 100, "--out", out)
        assert code == 0
        assert json.loads(out.read_text(encoding="utf-8"))["features"] == []
        assert "not zero risk" in err


def test_nothing_finer_than_100_m_leaves_the_office(capsys, city, tmp_path):
    out = tmp_path / "hot.geojson"
    for words in (["--bandwidth", 50], ["--method", "gi", "--cell", 50], ["--method", "clusters", "--cell", 20]):
        code, _, err = run(capsys, city, *words, "--out", out)
        assert (code, out.exists()) == (1, False)
        assert "nothing finer than 100 m" in err
        assert run(capsys, city, *words)[0] == 0


def test_an_empty_result_is_said_to_be_empty(capsys, tmp_path):
    side = np.arange(50.0, 2000, 100)
    path = town(tmp_path / "even.gpkg", np.stack(np.meshgrid(side, side), axis=2).reshape(-1, 2))
    for method in ("gi", "clusters"):
        code, out, _ = run(capsys, path, "--method", method, "--cell", 100)
        assert code == 0
        assert "No hot spot was found" in out
        assert "does not mean that there is no risk" in out


def test_a_coarse_grid_is_warned_of(capsys, city):
    assert "is small for cells of" in run(capsys, city, "--bandwidth", 150, "--cell", 80)[2]
    assert run(capsys, city, "--bandwidth", 150, "--cell", 75)[2] == ""


def test_one_far_incident_makes_cells_larger_and_no_huge_grid(capsys, tmp_path):
    xy = np.concatenate([np.random.default_rng(4).normal(1000, 100, (60, 2)), [(200_000.0, 150_000.0)]])
    method = document(capsys, town(tmp_path / "far.gpkg", xy))["method"]
    assert method["cell_m"] == pytest.approx(np.sqrt(200_000 * 150_000 / 2e6), rel=0.05)


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["--bandwidth", "0"], "choose one above 0"),
        (["--bandwidth", "nan"], "choose one above 0"),
        (["--cell", "-5"], "choose one above 0"),
        (["--cell", "0"], "choose one above 0"),
        (["--cell", "0.01"], "choose a cell larger"),
        (["--method", "gi", "--cell", "0.01"], "choose a cell larger"),
        (["--from", "2031-01-01"], "widen it"),
        (["--from", "2024-02-01", "--to", "2024-01-01"], "exchange the dates"),
        (["--category", "theff"], "such as: theft"),
        (["--method", "gi", "--kernel", "gaussian"], "leave out --kernel"),
        (["--out", "hot.shp"], ".gpkg, .geojson or .tif"),
    ],
)
def test_what_cannot_be_done_names_the_cure(capsys, city, words, cure):
    code, out, err = run(capsys, city, *words)
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert cure in err


def test_incidents_that_say_too_little_name_the_cure(capsys, tmp_path):
    xy = np.random.default_rng(2).uniform(0, 2000, (30, 2))
    undated = town(tmp_path / "u.gpkg", xy, when=["NaT"] * 30)
    assert "have no dates" in run(capsys, undated, "--from", "2024-01-01")[2]
    days = town(tmp_path / "d.gpkg", xy, precision="day")
    assert "have no hour" in run(capsys, days, "--night")[2]
    heap = town(tmp_path / "h.gpkg", np.full((9, 2), 700.0))
    for method in METHODS:
        assert "are at one point" in run(capsys, heap, "--method", method)[2]
    none = tmp_path / "n.gpkg"
    project_file.save(cities.project(), none)
    assert "has no incidents" in run(capsys, none)[2]


def test_what_is_dated_too_vaguely_is_left_out_and_counted(capsys, tmp_path):
    xy = np.random.default_rng(2).uniform(0, 2000, (20, 2))
    path = town(tmp_path / "m.gpkg", xy, when=["2024-01-01"] * 10 + ["2024-02-01"] * 10, precision="month")
    found = document(capsys, path, "--from", "2024-01-01", "--to", "2024-02-15")
    assert found["incidents"] == 10
    assert any("by month or year only" in note for note in found["notes"])


def test_without_dates_the_unit_says_so(capsys, tmp_path):
    xy = np.random.default_rng(2).normal(1000, 100, (50, 2))
    path = town(tmp_path / "u.gpkg", xy, when=["NaT"] * 50)
    found = document(capsys, path)
    assert (found["unit"], found["period"]["years"]) == ("incidents per km2", None)


def test_the_projects_bandwidth_is_the_default(capsys, tmp_path):
    project = cities.made_city()
    path = tmp_path / "b.gpkg"
    project_file.save(set_settings(replace(project.settings, bandwidth=250.0))(project), path)
    assert document(capsys, path)["method"]["bandwidth_m"] == 250


def test_usage_and_projects_are_guarded(capsys, city):
    for words in (["--method", "network"], ["--from", "yesterday"], ["--bandwidth", "wide"]):
        with pytest.raises(SystemExit, match="2"):
            main(["hotspots", str(city), *words])
        capsys.readouterr()
    before = city.read_bytes()
    assert run(capsys, city, "--out", city)[0] == 1
    assert city.read_bytes() == before
