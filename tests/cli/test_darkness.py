"""The command: a table for people, JSON for programs, and a file that may be handed on."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from spaceplanner.cli.main import main
from spaceplanner.domain.layer import Role
from spaceplanner.io import project_file
from tests.services import cities

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

X, Y = 620_000.0, 9_750_000.0


@pytest.fixture(autouse=True)
def _speak_english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def saved(path: Path, *, coverage: BaseGeometry | None = None, without: tuple[Role, ...] = ()) -> Path:
    """The made city of 3 x 3 km with two districts."""
    project = cities.made_city()
    halves = np.array([shapely.box(X, Y, X + 1500, Y + 3000), shapely.box(X + 1500, Y, X + 3000, Y + 3000)])
    layers = (*project.layers, cities.layer(Role.DISTRICTS, halves, {"name": ["Oeste", "Este"]}))
    layers = tuple(
        replace(layer, coverage=coverage) if layer.role is Role.LAMPS else layer
        for layer in layers
        if layer.role not in without
    )
    project_file.save(replace(project, layers=layers), path)
    return path


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return saved(tmp_path_factory.mktemp("city") / "ciudad.gpkg")


def document(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main(["darkness", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_adds_up(capsys, city):
    found = document(capsys, city)
    assert found["study_area_ha"] == found["known_ha"] == pytest.approx(900)
    assert found["share"] == pytest.approx(found["dark_silent_ha"] / 900)
    assert 0 < found["dark_silent_ha"] < min(found["dark_ha"], found["silent_ha"])
    assert found["dark_ha"] + found["silent_ha"] - found["dark_silent_ha"] < 900
    assert sum(item["dark_silent_ha"] for item in found["districts"]) == pytest.approx(found["dark_silent_ha"])
    assert found["method"] == {"light_class": "P4", "minimum_lux": 1.0, "hearing_margin_db": 15.0, "cell_m": 5.0}
    assert 0 < found["night_incidents"]["exact"] < found["night_incidents"]["of"]


def test_table_is_for_people(capsys, city):
    assert main(["darkness", str(city)]) == 0
    out, _ = capsys.readouterr()
    assert out.startswith("Dark and silent by night: under 1.0 lux, class P4, no alarm 15 dB above the noise, ")
    assert "Oeste" in out
    assert "for inside only" in out


def test_ground_without_data_is_said_to_be_such(capsys, tmp_path):
    path = saved(tmp_path / "media.gpkg", coverage=shapely.box(X, Y, X + 1500, Y + 3000))
    found = document(capsys, path)
    assert found["known_ha"] == pytest.approx(142 * 3, rel=1e-3)
    west, east = found["districts"]
    assert west["share"] > 0
    assert (east["known_ha"], east["dark_silent_ha"], east["share"]) == (0.0, None, None)
    assert main(["darkness", str(path)]) == 0
    assert "For 474 ha of the study area there are no data" in capsys.readouterr().err


def test_geopackage_holds_ground_and_people_but_no_incidents(capsys, city, tmp_path):
    out = tmp_path / "oscuro.gpkg"
    found = document(capsys, city, "--out", out)
    with closing(sqlite3.connect(out)) as database:
        cursor = database.execute("SELECT * FROM dark_silent")
        columns = [column[0] for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor]
    assert not [name for name in columns if "incident" in name]
    assert sum(row["area_m2"] for row in rows) == pytest.approx(found["dark_silent_ha"] * 10_000, rel=1e-5)
    told = [row["residents"] for row in rows if row["residents"] is not None]
    assert min(told) >= 5
    withheld = len(rows) - len(told)
    slack = len(rows) / 2 + 4 * withheld
    assert sum(told) - len(rows) / 2 <= found["residents"]["value"] <= sum(told) + slack
    assert {row["light_class"] for row in rows} == {"P4"}
    assert {row["values"] for row in rows} == {"published"}


def test_geojson_lies_on_the_ground_that_was_found(capsys, city, tmp_path):
    out = tmp_path / "oscuro.geojson"
    found = document(capsys, city, "--out", out)
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert len(features) == found["polygons"]
    areas = [feature["properties"]["area_m2"] for feature in features]
    assert areas == sorted(areas, reverse=True)
    west, south, east, north = shapely.total_bounds([shapely.geometry.shape(item["geometry"]) for item in features])
    assert -80 < west < east < -79.8
    assert -2.3 < south < north < -2.2


@pytest.mark.parametrize(("without", "sentence"), [(Role.LAMPS, "needs lamps"), (Role.ALARMS, "needs alarms")])
def test_what_is_missing_is_said(capsys, tmp_path, without, sentence):
    path = saved(tmp_path / "ciudad.gpkg", without=(without,))
    assert main(["darkness", str(path)]) == 1
    assert sentence in capsys.readouterr().err


def test_another_ending_is_refused_before_anything_is_computed(capsys, city, tmp_path):
    for name in ("oscuro.shp", "oscuro.tif"):
        assert main(["darkness", str(city), "--out", str(tmp_path / name)]) == 1
        assert "end the name in .gpkg" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_said_before_anything_is_computed(capsys, city, tmp_path):
    out = tmp_path / "no" / "dark.gpkg"
    code = main(["darkness", str(city), "--out", str(out)])
    said, err = capsys.readouterr()
    assert (code, said, err.count("\n")) == (1, "", 1)
    assert str(out) in err
