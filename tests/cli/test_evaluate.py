"""`spaceplanner evaluate` from one city's files to the verdict: Vancouver, 2020 before and 2025 after."""

from __future__ import annotations

import csv
import json
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from spaceplanner.domain.space import Space

FILES = "vancouver_bc"
PARK = "Kingcrest Park"
DAYS = {2020: 366 / 365.25, 2025: 365 / 365.25}


@pytest.fixture(autouse=True)
def _speak_english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture(scope="module")
def folder(shared):
    return shared / FILES


@pytest.fixture(scope="module")
def city(folder, tmp_path_factory):
    """The project with a proposal for one park, made by the commands themselves."""
    path = tmp_path_factory.mktemp("city") / "vancouver.gpkg"
    assert main(["new", str(path), "--name", "Vancouver"]) == 0
    for name, words in {
        "parks-polygon-representation_2026-01.geojson": ["--role", "spaces"],
        "crimedata_csv_AllNeighbourhoods_2020.csv": ["--role", "incidents", "--crs", "EPSG:32610"],
        "local-area-boundary.geojson": ["--role", "boundary"],
    }.items():
        assert main(["add", str(path), str(folder / name), *words]) == 0
    proposal = path.with_suffix(".json")
    proposal.write_text(
        json.dumps({"id": "light", "name": "Light", "space": _park(path).id, "interventions": []}), encoding="utf-8"
    )
    assert main(["propose", str(path), str(proposal)]) == 0
    return path


def _places(path: Path) -> tuple[Space, ...]:
    from spaceplanner.io import project_file
    from spaceplanner.services.unpacking import unpack

    return unpack(project_file.load(path)).places.spaces


def _park(path: Path) -> Space:
    return next(space for space in _places(path) if space.name == PARK)


def evaluate(capsys, city, after, *words: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["evaluate", str(city), "--proposal", "light", "--after", str(after), *map(str, words)])
    return code, *capsys.readouterr()


@pytest.fixture(scope="module")
def after(folder):
    return folder / "crimedata_csv_AllNeighbourhoods_2025.csv"


SINCE = ("--since", "2025-01-01", "--crs", "EPSG:32610")


def test_the_counts_and_the_formula_by_other_means(capsys, city, folder, after):
    code, out, _ = evaluate(capsys, city, after, *SINCE, "--json")
    assert code == 0
    found = json.loads(out)
    shapes = {space.id: space.shape for space in _places(city)}
    own, others = shapes[found["space"]["id"]], [shapes[control["id"]] for control in found["controls"]]
    assert found["space"]["name"] == PARK
    expected = {year: _counted(folder, year, own, others) for year in (2020, 2025)}
    for place, zone in enumerate(("treated", "control", "ring", "ring_control")):
        counted = found["zones"][zone]
        assert (counted["before"], counted["after"]) == (expected[2020][place], expected[2025][place])
    assert [found["before"]["first"], found["after"]["last"]] == ["2020-01-01", "2025-12-31"]
    boundary = _boundary(folder)
    ground = shapely.area(shapely.intersection(shapely.buffer(own, 100, quad_segs=64), boundary))
    control = shapely.area(
        shapely.intersection(shapely.union_all([shapely.buffer(one, 100, quad_segs=64) for one in others]), boundary)
    )
    t0, c0 = expected[2020][:2]
    t1, c1 = expected[2025][:2]
    weight = control / ground
    before, later = DAYS[2020], DAYS[2025]
    local = found["wdd_per_year"]["local"]
    assert local["estimate"] == pytest.approx(t1 / later - t0 / before - (c1 / later - c0 / before) / weight, rel=2e-3)
    assert local["error"] == pytest.approx(
        sqrt(t1 / later**2 + t0 / before**2 + (c1 / later**2 + c0 / before**2) / weight**2), rel=2e-3
    )


def _boundary(folder: Path) -> Any:
    import geopandas as gpd

    return gpd.read_file(folder / "local-area-boundary.geojson").to_crs(32610).union_all()


def _counted(folder, year: int, own, others) -> list[int]:
    """Return the incidents of each zone, by plain distances to every point of the file."""
    with (folder / f"crimedata_csv_AllNeighbourhoods_{year}.csv").open(encoding="utf-8") as file:
        xy = np.array([(float(row["X"]), float(row["Y"])) for row in csv.DictReader(file) if float(row["X"] or 0) > 0])
    xy = xy[shapely.intersects_xy(_boundary(folder), xy)]
    points = shapely.points(xy)
    here = shapely.distance(points, own)
    there = np.min([shapely.distance(points, one) for one in others], axis=0)
    ring = (here > 100) & (here <= 300)
    return [
        int((here <= 100).sum()),
        int((there <= 100).sum()),
        int((ring & (there > 100)).sum()),
        int(((there > 100) & (there <= 300) & (here > 300)).sum()),
    ]


def test_untreated_parks_change_more_clearly_than_chance_and_the_verdict_says_so(capsys, city, after):
    """Nothing was done in this park: the published interval alone would call it a change."""
    code, out, err = evaluate(capsys, city, after, *SINCE)
    assert code == 0
    verdict = out.splitlines()[1]
    assert verdict.startswith("Incidents fell by ")
    assert "spaces without a proposal changed as clearly, so this may be chance." in verdict
    assert "Next door, within 200 m more" in out
    assert "comparable spaces · similarity" in out
    assert "2020-01-01 to 2020-12-31 before, 2025-01-01 to 2025-12-31 after" in out
    assert "incidents end on 2020-12-31: the 1,461 days from then until the works are not counted" in err


def test_neither_the_project_nor_the_file_changes_and_the_answer_is_the_same(capsys, city, after):
    before = city.read_bytes()
    one, other = (evaluate(capsys, city, after, *SINCE, "--json")[1] for _ in range(2))
    assert one == other
    assert city.read_bytes() == before


def test_only_some_rows_and_days(capsys, city, after):
    words = ("--where", "TYPE = 'Mischief'", "--until", "2025-06-30", "--works-from", "2024-11-01")
    code, out, _ = evaluate(capsys, city, after, *SINCE, *words, "--json")
    assert code == 0
    found = json.loads(out)
    assert (found["before"]["first"], found["before"]["last"]) == ("2020-01-01", "2020-06-30")
    assert found["after"]["last"] == "2025-06-30"
    assert any("are of categories that the file after does not have" in note for note in found["notes"])


def test_only_some_categories_before_and_after(capsys, city, folder, after):
    code, out, _ = evaluate(capsys, city, after, *SINCE, "--category", "mischief", "Theft from Vehicle", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["categories"] == ["mischief", "Theft from Vehicle"]
    assert not any("categories that" in note for note in found["notes"])
    own, boundary = _park(city).shape, _boundary(folder)
    for year, when in ((2020, "before"), (2025, "after")):
        with (folder / f"crimedata_csv_AllNeighbourhoods_{year}.csv").open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["TYPE"] in {"Mischief", "Theft from Vehicle"}]
        xy = np.array([(float(row["X"]), float(row["Y"])) for row in rows if float(row["X"] or 0) > 0])
        inside = shapely.intersects_xy(boundary, xy)
        assert found["whole_record"][when] == int(inside.sum())
        assert found["zones"]["treated"][when] == int((shapely.distance(shapely.points(xy[inside]), own) <= 100).sum())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "2030-01-01", "--crs", "EPSG:32610"), "end on 2025-12-31, before 2030-01-01"),
        ((*SINCE, "--until", "2024-12-01"), "has no day"),
        (("--since", "2019-06-01", "--crs", "EPSG:32610"), "when the works had begun"),
        ((*SINCE, "--category", "arson"), "category arson"),
        ((*SINCE, "--map", "when=TYPE"), "have no dates"),
        (("--since", "2025-01-01", "--map", "when=NOTHING"), "NOTHING"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_a_sentence(capsys, city, after, words, said):
    code, out, err = evaluate(capsys, city, after, *words)
    assert (code, out) == (1, "")
    assert said in err


def test_an_unknown_proposal_is_refused_before_the_file_is_read(capsys, city, tmp_path):
    code = main(["evaluate", str(city), "--proposal", "x", "--after", str(tmp_path / "none.csv"), *SINCE])
    assert code == 1
    assert "no proposal x. It has: light" in capsys.readouterr().err


def test_a_day_that_is_none_is_wrong_usage(capsys, city, after):
    with pytest.raises(SystemExit):
        evaluate(capsys, city, after, "--since", "yesterday")
