"""The command: tables for people, JSON for programs, and a file that may be handed on."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
import shapely

from spaceplanner.cli.main import main
from spaceplanner.domain.layer import Role
from spaceplanner.io import project_file
from tests.services.test_served import far, half, street


@pytest.fixture(autouse=True)
def _speak_english(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en_GB")


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    path = tmp_path_factory.mktemp("city") / "ciudad.gpkg"
    project_file.save(street(), path)
    return path


def document(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    assert main(["reach", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_the_figures_by_hand(capsys, city):
    found = document(capsys, city)
    assert found["values"] == "exact"
    assert found["sdg_11_7_1"] == {
        "metres": 400,
        "share_with_access": pytest.approx(90 / 205),
        "residents_without": 115,
        "reason": None,
    }
    assert [item["without"]["residents"] for item in found["city"]] == [115, 115, 87]
    assert found["city"][1]["share_with_access"] == {
        "residents": pytest.approx(90 / 205),
        "women": pytest.approx(50 / 136),
        "children": None,
        "older": None,
    }
    assert [(item["name"], item["without"]) for item in found["districts"]] == [("Oeste", 32), ("Este", 83)]
    (plaza,) = found["spaces"]
    assert plaza["walk"] == "streets"
    assert [item["residents"] for item in plaza["distances"]] == [90, 90, 118]
    assert plaza["distances"][1]["m2_per_resident"] == pytest.approx(1600 / 90)
    places = found["places_without"]
    assert (places["count"], places["residents"]) == (5, 115)
    assert places["list"][0]["residents"] == 60
    assert places["list"][0]["lat"] == pytest.approx(-2.26, abs=0.1)
    assert found["method"]["residents_by_straight_line"] == 7


@pytest.mark.parametrize(("language", "share"), [("en_GB", "44%"), ("es_EC", "44 %")])
def test_tables_are_for_people_in_both_languages(capsys, monkeypatch, city, language, share):
    monkeypatch.setenv("LANGUAGE", language)
    assert main(["reach", str(city)]) == 0
    said = capsys.readouterr()
    assert said.out.count(share) == 3  # at 300 m, at 400 m, and as SDG 11.7.1 has it
    assert "11.7.1" in said.out
    assert "Plaza" in said.out
    assert "Oeste" in said.out
    # Seven people live on no street.
    assert "7" in said.err
    assert "1.3" in said.err or "1,3" in said.err


def test_only_the_spaces_that_were_asked_for(capsys, city, tmp_path):
    out = tmp_path / "a.geojson"
    found = document(capsys, city, "--space", "s00", "--metres", 250, "--out", out)
    assert [item["metres"] for item in found["spaces"][0]["distances"]] == [250, 400]
    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    kinds = [feature["properties"]["kind"] for feature in features]
    assert kinds == ["catchment"] * 2 + ["without_space"] * 3
    assert all(shapely.geometry.shape(feature["geometry"]).is_valid for feature in features)
    assert main(["reach", str(city), "--space", "parque"]) == 1
    assert "There is no space parque: choose among s00." in capsys.readouterr().err


def test_the_file_may_be_handed_on_and_says_what_is_not_in_it(capsys, city, tmp_path):
    out = tmp_path / "alcance.gpkg"
    assert main(["reach", str(city), "--out", str(out)]) == 0
    told = capsys.readouterr().err
    assert "no incidents. Small numbers of a space or a place are withheld" in told
    assert "2 places are not in the file: fewer than 5 residents" in told
    with closing(sqlite3.connect(out)) as database:
        (holds,) = database.execute("SELECT DISTINCT holds FROM without_space").fetchone()
        least = database.execute("SELECT min(residents) FROM without_space").fetchone()
    assert holds.startswith("Aggregated")
    assert least == (20,)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--metres", "0.0001"), "choose one of at least 1 m"),
        (("--out", "a.tif"), "end the name in .gpkg or .geojson"),
    ],
)
def test_what_cannot_be_used_is_refused_at_once(capsys, tmp_path, words, sentence):
    # Before the project is read: there is none.
    assert main(["reach", str(tmp_path / "none.gpkg"), *words]) == 1
    assert sentence in capsys.readouterr().err


def test_a_project_is_not_replaced(capsys, city):
    before = city.read_bytes()
    assert main(["reach", str(city), "--out", str(city)]) == 1
    assert "an export does not replace" in capsys.readouterr().err
    assert city.read_bytes() == before


def test_what_is_missing_is_said(capsys, tmp_path):
    project = street()
    path = tmp_path / "bare.gpkg"
    project_file.save(replace(project, layers=tuple(x for x in project.layers if x.role is not Role.RESIDENTS)), path)
    assert main(["reach", str(path)]) == 1
    assert "add a layer with the role residents" in capsys.readouterr().err


@pytest.mark.parametrize(("language", "words"), [("en_GB", "does not cover"), ("es_EC", "no cubre")])
def test_a_census_that_covers_nobody_is_no_data_and_no_zero(capsys, monkeypatch, tmp_path, language, words):
    monkeypatch.setenv("LANGUAGE", language)
    path = tmp_path / "lejos.gpkg"
    project_file.save(far(), path)
    assert main(["reach", str(path)]) == 0
    said = capsys.readouterr().out
    assert words in said
    assert "m²;" not in said
    assert "There are no streets" not in said
    assert "No hay calles" not in said
    (row,) = [line for line in said.splitlines() if line.split()[:1] == ["400"]]
    assert set(row.split()[1:]) == {"–"}
    found = document(capsys, path)
    assert found["sdg_11_7_1"] == {
        "metres": 400,
        "share_with_access": None,
        "residents_without": None,
        "reason": "no_coverage",
    }
    assert found["city"][0]["without"]["residents"] is None
    assert found["city"][0]["residents_by_straight_line"] is None
    assert (found["places_without"]["count"], found["places_without"]["residents"]) == (None, None)
    assert found["method"]["walk"] == "streets"


def test_a_census_that_covers_a_part_is_said_to(capsys, tmp_path):
    path = tmp_path / "medio.gpkg"
    project_file.save(half(), path)
    found = document(capsys, path)
    assert found["method"]["share_of_study_area_covered"] == pytest.approx(1 / 3)
    assert found["city"][2]["m2_per_resident"] is None
    assert found["city"][2]["m2_reason"] == "part_covered"
    assert main(["reach", str(path)]) == 0
    assert "The layer of residents covers 33% of the study area." in capsys.readouterr().err
