from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.analysis import network_density
from spaceplanner.cli.main import main
from spaceplanner.domain.edits import put_layer, set_settings
from spaceplanner.domain.layer import GeometryKind, Role
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
        (["--bandwidth", "100000"], "such as 150"),
        (["--cell", "1e7"], "at most 300 m"),
        (["--method", "clusters", "--cell", "1e7"], "choose --cell"),
        (["--method", "gi", "--cell", "0.5"], "choose a cell larger"),
        (["--method", "rates", "--bandwidth", "300"], "leave out --bandwidth"),
        (["--method", "gi", "--cells", "districts", "--cell", "300"], "leave out --cell"),
        (["--out", "no/such/folder/hot.gpkg"], "Check that the folder exists"),
        (["--bandwidth", "1e9"], "up to 100,000 m"),
        (["--method", "network", "--bandwidth", "1e9"], "up to 100,000 m"),
        (["--cell", "-5"], "choose one above 0"),
        (["--cell", "0"], "choose one above 0"),
        (["--cell", "0.01"], "choose a cell larger"),
        (["--method", "gi", "--cell", "0.01"], "choose a cell larger"),
        (["--from", "2031-01-01"], "widen it"),
        (["--from", "2024-02-01", "--to", "2024-01-01"], "exchange the dates"),
        (["--category", "theff"], "such as: theft"),
        (["--method", "gi", "--kernel", "gaussian"], "leave out --kernel"),
        (["--method", "gi", "--edge"], "leave out --edge"),
        (["--method", "clusters", "--weighted"], "leave out --weighted"),
        (["--cells", "square"], "leave out --cells"),
        (["--no-fdr"], "leave out --no-fdr"),
        (["--method", "gi", "--bandwidth", "rule"], "in metres"),
        (["--method", "gi", "--permutations", "-1"], "such as 999"),
        (["--method", "gi", "--cell", "100", "--out", "hot.tif"], "choose --method density"),
        (["--weighted"], "leave out --weighted"),
        (["--bandwidth", "1", "--cell", "0.5", "--edge"], "choose a cell larger"),
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


def severe(path: Path, xy: Any, severity: Any, **columns: Any) -> Path:
    layer = cities.incidents(np.asarray(xy, dtype=float) + np.array((X, Y)), columns.get("when"))
    layer = replace(layer, table=layer.table.append_column("severity", pa.array(severity, type=pa.float64())))
    boundary = cities.layer(Role.BOUNDARY, np.array([shapely.box(X, Y, X + 2000, Y + 2000)]))
    project_file.save(cities.project(layer, boundary), path)
    return path


def test_severity_weighs_and_what_has_none_is_left_out(capsys, tmp_path):
    rng = np.random.default_rng(6)
    xy = np.concatenate([rng.normal(500, 20, (30, 2)), rng.normal(1500, 20, (20, 2)), rng.uniform(0, 2000, (20, 2))])
    path = severe(tmp_path / "s.gpkg", xy, [1.0] * 30 + [5.0] * 20 + [1.0] * 17 + [None, 0.0, float("nan")])
    plain = document(capsys, path)["hotspots"]
    found = document(capsys, path, "--weighted")
    assert found["incidents"] == 67
    assert any("3 incidents have no severity" in note for note in found["notes"])
    assert found["peak_unit"].startswith("severity per km2")
    peaks = [max(plain, key=lambda spot: spot["peak"]), max(found["hotspots"], key=lambda spot: spot["peak"])]
    assert peaks[0]["x"] - X < 1000 < peaks[1]["x"] - X
    assert peaks[1]["severity"] == pytest.approx(5 * peaks[1]["incidents"], rel=0.1)
    gi = document(capsys, path, "--weighted", "--method", "gi")
    assert gi["method"]["weighted"] is True
    assert gi["hotspots"][0]["severity"] > gi["hotspots"][0]["incidents"]


def test_the_unit_of_probability_is_a_share_of_the_whole(capsys, two_heaps):
    plain = document(capsys, two_heaps)
    found = document(capsys, two_heaps, "--unit", "probability")
    assert found["peak_unit"] == "probability per cell"
    assert [spot["incidents"] for spot in found["hotspots"]] == [spot["incidents"] for spot in plain["hotspots"]]
    # 15 m cells; all mass lies in the boundary but for what the edge cuts off.
    share = plain["hotspots"][0]["peak"] * plain["period"]["years"] / 1e6 * 15**2 / 86
    assert 1 < found["hotspots"][0]["peak"] / share < 1.1


def test_the_unit_decides_no_hot_spot(capsys, tmp_path):
    """Half of the incidents lie outside the boundary, where shares have no data."""
    rng = np.random.default_rng(11)
    heaps = [rng.normal(place, 60, (40, 2)) for place in ((400, 400), (1990, 1000), (2500, 1500))]
    path = town(tmp_path / "u.gpkg", np.concatenate([*heaps, rng.uniform(-500, 3000, (200, 2))]))
    plain, shares = (document(capsys, path, "--unit", unit) for unit in ("per-km2", "probability"))
    for figure in ("incidents", "area_m2", "per_km2", "x", "y"):
        assert [spot[figure] for spot in plain["hotspots"]] == [spot[figure] for spot in shares["hotspots"]]
    assert plain["method"]["level_per_km2"] == shares["method"]["level_per_km2"]
    _, out, _ = run(capsys, path, "--unit", "probability")
    assert "peak, % per ha" in out
    _, out, _ = run(capsys, path)
    assert out.splitlines()[0].startswith("bandwidth 150 m; cells of 15 m; 320 incidents from 2")
    assert "hot from" in out.splitlines()[0]


def test_the_edge_raises_what_lies_on_it(capsys, tmp_path):
    rng = np.random.default_rng(6)
    xy = np.concatenate([rng.normal((1995, 1000), (5, 40), (60, 2)), rng.uniform(0, 2000, (30, 2))])
    path = town(tmp_path / "e.gpkg", xy)
    plain, found = document(capsys, path), document(capsys, path, "--edge")
    assert 1.5 < found["hotspots"][0]["peak"] / plain["hotspots"][0]["peak"] < 2.3
    assert any("outside the study area are left out" in note for note in found["notes"])


def test_a_bandwidth_by_rule_or_by_held_out_months(capsys, city):
    rule, held = (document(capsys, city, "--bandwidth", way) for way in ("rule", "held-out"))
    assert rule["method"]["bandwidth_m"] > 200
    assert any("rule of thumb" in note for note in rule["notes"])
    assert held["method"]["bandwidth_m"] in {150, 250, 400, 600, 1000, rule["method"]["bandwidth_m"]}
    assert any("12 held-out months" in note for note in held["notes"])
    narrow = document(capsys, city, "--bandwidth", "held-out", "--kernel", "gaussian")
    assert narrow["method"]["bandwidth_m"] < 300


def test_what_leaves_the_office_compares_no_narrow_bandwidths(capsys, city, tmp_path):
    out = tmp_path / "a.tif"
    words = [city, "--bandwidth", "held-out", "--kernel", "gaussian"]
    assert run(capsys, *words, "--out", out)[0] == 0
    assert document(capsys, *words)["method"]["bandwidth_m"] < 100


def test_held_out_months_need_months(capsys, tmp_path):
    xy = np.random.default_rng(2).normal(1000, 100, (50, 2))
    path = town(tmp_path / "u.gpkg", xy, when=["NaT"] * 50)
    code, _, err = run(capsys, path, "--bandwidth", "held-out")
    assert code == 1
    assert "in metres or as rule" in err


@pytest.mark.parametrize(("shuffles", "options"), [(19, ()), (79, ()), (19, ("--no-fdr",))])
def test_permutations_too_few_for_a_cell_that_stands_alone_are_told(capsys, city, shuffles, options):
    """The smallest p of N shuffles is 2 / (N + 1); corrected, that of a single cell is multiplied by the tests."""
    words = (city, "--method", "gi", "--cells", "hexagon", "--cell", 150, "--bandwidth", 150, *options)
    few = document(capsys, *words, "--permutations", shuffles)
    assert few["hotspots"] == []
    (told,) = [note for note in few["notes"] if "permutations" in note]
    least, needed = (float(number) for number in re.findall(r"under (\d[\d.e-]*\d)", told))
    assert least == pytest.approx(2 / (shuffles + 1), rel=0.05)
    assert needed == pytest.approx(0.05 / (1 if options else few["method"]["cells"]), rel=0.05)
    assert least > needed
    assert not any("permutations" in note for note in document(capsys, *words)["notes"])


def test_permutations_have_a_seed_and_the_correction_can_be_left_out(capsys, city):
    words = [city, "--method", "gi", "--cell", 300, "--bandwidth", 300, "--permutations", 199]
    one, again, other = (document(capsys, *words, "--seed", seed) for seed in (3, 3, 4))
    assert one == again
    assert (one["method"]["permutations"], one["method"]["seed"]) == (199, 3)
    assert [spot["z"] for spot in one["hotspots"]] != [] or one["method"]["hot_cells_corrected"] == 0
    assert one["method"]["hot_cells_raw"] == pytest.approx(other["method"]["hot_cells_raw"], abs=3)
    assert all(spot["p"] >= 2 / 200 - 1e-12 for spot in one["hotspots"])
    raw = document(capsys, city, "--method", "gi", "--no-fdr")
    assert sum(spot["incidents"] for spot in raw["hotspots"]) > sum(
        spot["incidents"] for spot in document(capsys, city, "--method", "gi")["hotspots"]
    )
    assert all(spot["p"] <= 0.05 for spot in raw["hotspots"])


def test_a_geopackage_holds_isolines_too(capsys, city, tmp_path):
    geopandas = pytest.importorskip("geopandas")
    out = tmp_path / "hot.gpkg"
    assert run(capsys, city, "--out", out)[0] == 0
    lines = geopandas.read_file(out, layer="isolines")
    assert 1 <= len(lines) <= 5
    assert lines["level"].is_monotonic_increasing
    assert set(lines["unit"]) == {"incidents per km2 and year"}
    years = document(capsys, city)["period"]["years"]
    assert lines["level"].min() >= 5 * 3 / (np.pi * 150**2) * 1e6 / years
    assert set(lines.geom_type) == {"MultiLineString"}
    # A peak is told in steps of what one incident makes.
    peaks = geopandas.read_file(out, layer="hotspots")["peak"] * years / (3 / (np.pi * 150**2) * 1e6)
    np.testing.assert_allclose(peaks, peaks.round(), atol=1e-6)


def test_a_geotiff_holds_what_may_be_published(capsys, city, tmp_path):
    image = pytest.importorskip("PIL.Image")
    out = tmp_path / "hot.tif"
    code, _, err = run(capsys, city, "--out", out)
    assert code == 0
    assert "not zero risk" in err
    with image.open(out) as opened:
        pixels, tags = np.asarray(opened), dict(opened.tag_v2)
    found = document(capsys, city)
    years = found["period"]["years"]
    one = 3 / (np.pi * 150**2) * 1e6 / years
    assert pixels[pixels != -9999].min() >= 5 * one * (1 - 1e-6)
    assert pixels.max() == pytest.approx(max(spot["peak"] for spot in found["hotspots"]), rel=0.06)
    assert "Aggregated" in tags[270]
    assert "published" in tags[42112]
    assert tags[33550][0] == 15
    west, north = tags[33922][3:5]
    assert X - 200 < west < X + 3000
    assert Y < north < Y + 3200


def test_no_geotiff_of_nothing(capsys, tmp_path):
    path = town(tmp_path / "t.gpkg", [(1700.0, 300.0)] * 4 + [(300.0, 1700.0)])
    out = tmp_path / "hot.tif"
    code, _, err = run(capsys, path, "--out", out)
    assert (code, out.exists()) == (1, False)
    assert "This is not zero risk" in err


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
    for words in (["--method", "astrology"], ["--from", "yesterday"], ["--bandwidth", "wide"], ["--bandwidth", "nan"]):
        with pytest.raises(SystemExit, match="2"):
            main(["hotspots", str(city), *words])
        said = capsys.readouterr().err.splitlines()
        assert [said[0][:28], said[1]] == ["spaceplanner hotspots: error", "Options: spaceplanner hotspots --help"]
        assert {"yesterday": "2025-01-31", "wide": "give metres", "nan": "rule"}.get(words[1], "density") in said[0]
    before = city.read_bytes()
    assert run(capsys, city, "--out", city)[0] == 1
    assert city.read_bytes() == before


@pytest.fixture
def town_with_streets(tmp_path):
    """40 incidents along a street, half of them at night and of another kind, 40 at the boundary, and 60 all over."""
    rng = np.random.default_rng(7)
    heap = np.column_stack((rng.uniform(700, 780, 40), rng.normal(1000, 3, 40)))
    edge = np.column_stack((rng.uniform(1940, 2000, 40), rng.normal(400, 3, 40)))
    xy = np.concatenate((heap, edge, rng.uniform(0, 2000, (60, 2))))
    when = np.where(np.arange(140) % 2, "2024-05-02T23:30", "2024-03-02T12:00")
    path = town(tmp_path / "calles.gpkg", xy, when=when, category=["robo", "hurto"] * 70)
    at = np.arange(-400, 2401, 200)
    ways = [[(X - 400, Y + y), *((X + x, Y + y) for x in at[1:])] for y in at]
    ways += [[(X + x, Y + y) for y in at] for x in at]
    layer = replace(
        cities.layer(Role.STREETS, np.array([shapely.LineString(way) for way in ways], dtype=object)),
        kind=GeometryKind.LINE,
    )
    project_file.save(put_layer(layer)(project_file.load(path)), path)
    return path


def test_along_streets_every_option_of_a_density_works(capsys, town_with_streets):
    plain = document(capsys, town_with_streets, "--method", "network")
    assert plain["unit"] == "incidents per km and year"
    best = [spot for spot in plain["hotspots"] if spot["incidents"] >= 35]
    assert len(best) == 2
    edge = document(capsys, town_with_streets, "--method", "network", "--edge")
    assert edge["method"]["edge"] is True
    # 11 streets each way end 10 m beyond the boundary; without the correction all of the layer counts.
    assert plain["method"]["street_km"] == pytest.approx(30 * 2.8)
    assert edge["method"]["street_km"] == pytest.approx(22 * 2.02)
    peaks = [
        max(spot["peak"] for spot in found["hotspots"] if abs(spot["x"] - X - 1960) < 60) for found in (plain, edge)
    ]
    assert peaks[1] > 1.1 * peaks[0]
    share = document(capsys, town_with_streets, "--method", "network", "--unit", "probability")
    assert share["peak_unit"] == "probability per m"
    years = plain["period"]["years"] or 1
    assert share["hotspots"][0]["peak"] == pytest.approx(plain["hotspots"][0]["peak"] / 1000 * years / 140, rel=0.01)
    gaussian = document(capsys, town_with_streets, "--method", "network", "--kernel", "gaussian", "--bandwidth", 60)
    assert gaussian["method"]["kernel"] == "gaussian"


def test_along_streets_the_split_is_chosen_and_held_out_months_judge_street_length(capsys, town_with_streets):
    where = ("--method", "network")
    found = {split: document(capsys, town_with_streets, *where, "--split", split) for split in network_density.METHODS}
    assert {split: one["method"]["split"] for split, one in found.items()} == dict(zip(found, found, strict=True))
    peaks = [[spot["peak"] for spot in one["hotspots"]] for one in found.values()]
    assert peaks[0] != peaks[1]
    code, out, err = run(capsys, town_with_streets, *where, "--bandwidth", "held-out")
    assert code == 0
    assert "of 1 held-out months" in err
    assert "in 5 % of the streets' length" in err
    assert "bandwidth " in out
    for method in ("density", "gi"):
        assert (
            "--split does not belong" in run(capsys, town_with_streets, "--method", method, "--split", "continuous")[2]
        )


def test_along_streets_a_period_a_category_and_the_night_choose(capsys, town_with_streets):
    where = (town_with_streets, "--method", "network")
    assert document(capsys, *where, "--from", "2024-05-01")["incidents"] == 70
    assert document(capsys, *where, "--to", "2024-04-01")["incidents"] == 70
    assert document(capsys, *where, "--category", "robo")["incidents"] == 70
    night = document(capsys, *where, "--night")
    assert night["incidents"] == 70
    assert 15 <= night["hotspots"][0]["incidents"] <= 25


@pytest.mark.parametrize(
    "words",
    [
        ("--cells", "hexagon"),
        ("--permutations", 99),
        ("--seed", 1),
        ("--no-fdr",),
        ("--people", "visitors"),
    ],
)
def test_along_streets_what_belongs_to_other_methods_is_refused(capsys, town_with_streets, words):
    code, out, err = run(capsys, town_with_streets, "--method", "network", *words)
    assert (code, out) == (1, "")
    assert f"{words[0]} does not belong to the method network" in err


def test_along_streets_a_file_says_its_units_and_holds_no_surface(capsys, town_with_streets, tmp_path):
    out = tmp_path / "calles.geojson"
    words = ("--method", "network", "--edge", "--unit", "probability", "--out", out)
    assert run(capsys, town_with_streets, *words)[0] == 0
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert {feature["properties"]["peak_unit"] for feature in features} == {"probability per m"}
    assert all(feature["properties"]["incidents"] >= 5 for feature in features)
    code, _, err = run(capsys, town_with_streets, "--method", "network", "--out", tmp_path / "calles.tif")
    assert code == 1
    assert "which the method network does not make" in err


def test_along_streets_severity_weighs(capsys, town_with_streets):
    project = project_file.load(town_with_streets)
    incidents = project.by_role(Role.INCIDENTS)[0]
    table = incidents.table.append_column("severity", pa.array(np.full(140, 2.5)))
    project_file.save(put_layer(replace(incidents, table=table))(project), town_with_streets)
    plain = document(capsys, town_with_streets, "--method", "network", "--edge")
    heavy = document(capsys, town_with_streets, "--method", "network", "--edge", "--weighted")
    assert heavy["peak_unit"] == "severity per km and year"
    one, other = (found["hotspots"][0] for found in (plain, heavy))
    assert other["severity"] == pytest.approx(2.5 * one["incidents"])
    assert other["peak"] == pytest.approx(2.5 * one["peak"])
