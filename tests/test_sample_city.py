"""The sample city: made again from its script it is the same; it holds together; it says that it is fictional."""

from __future__ import annotations

import csv
import json
import zipfile
from collections import Counter
from datetime import date, datetime
from typing import TYPE_CHECKING

import jsonschema
import numpy as np
import pytest
import shapely
from openpyxl import load_workbook
from pyogrio.raw import read

from spaceplanner import resources
from spaceplanner.io import catalogue, luminaire_file

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = resources.path(root="sample_layers")
DATA = sorted(
    path.relative_to(SAMPLE).as_posix()
    for path in SAMPLE.rglob("*")
    if path.suffix in {".csv", ".xlsx", ".zip", ".gpkg", ".fgb", ".geojson", ".kml", ".json", ".ies"}
)


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sample_layers.make_city import write_files

    folder = tmp_path_factory.mktemp("city")
    write_files(folder)
    return folder


def layer(path: Path, name: str | None = None) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    meta, _, shapes, columns = read(path, layer=name)
    return shapely.from_wkb(shapes), dict(zip(meta["fields"], columns, strict=True))


def test_the_script_makes_the_files_that_are_there(again: Path):
    made = {path.relative_to(again).as_posix() for path in again.rglob("*") if path.is_file()}
    assert made == set(DATA)


@pytest.mark.parametrize("name", [name for name in DATA if name.endswith((".csv", ".kml", ".json", ".ies"))])
def test_texts_are_the_same(again: Path, name: str):
    assert (again / name).read_bytes() == (SAMPLE / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("vias.fgb", None),
        ("manzanas_poblacion.geojson", None),
        ("luminarias.zip", None),
        *(
            ("espacios_publicos.gpkg", inner)
            for inner in (
                "espacios_publicos_ficticios",
                "ingresos_ficticios",
                "barrios_ficticios",
                "limite_urbano_ficticio",
                "agua_ficticia",
            )
        ),
    ],
)
def test_layers_are_the_same(again: Path, name: str, inner: str | None):
    shapes, columns = layer(again / name, inner)
    kept_shapes, kept_columns = layer(SAMPLE / name, inner)
    assert shapely.equals_exact(shapes, kept_shapes, tolerance=1e-6).all()
    assert columns.keys() == kept_columns.keys()
    for key, values in columns.items():
        np.testing.assert_array_equal(values, kept_columns[key])


def test_the_workbook_is_the_same(again: Path):
    def cells(path: Path) -> list[list[tuple[object, ...]]]:
        return [list(sheet.values) for sheet in load_workbook(path)]

    assert cells(again / "alarmas_comunitarias.xlsx") == cells(SAMPLE / "alarmas_comunitarias.xlsx")


def test_every_file_says_that_the_city_is_fictional():
    for name in DATA:
        content = (SAMPLE / name).read_bytes()
        if name.endswith((".zip", ".xlsx")):
            with zipfile.ZipFile(SAMPLE / name) as archive:
                content = b"".join(entry.encode() + archive.read(entry) for entry in archive.namelist())
        words = content.lower()
        assert b"ficti" in words or b"fictional" in words, name
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    assert "Una ciudad ficticia" in readme
    assert "a fictional city" in readme


def test_it_is_small():
    assert sum((SAMPLE / name).stat().st_size for name in DATA) < 8e6


@pytest.fixture(scope="module")
def register() -> list[dict[str, str]]:
    with (SAMPLE / "incidentes_2023_2026.csv").open(encoding="cp1252", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def test_incidents_cover_three_years_and_have_the_gaps_of_a_real_register(register: list[dict[str, str]]):
    assert len(register) == 20_148
    days = [datetime.strptime(row["FECHA_INFRACCION"], "%d/%m/%Y").date() for row in register]  # noqa: DTZ007
    assert (min(days), max(days)) == (date(2023, 11, 1), date(2026, 10, 31))
    placeless = sum(row["LATITUD"] in {"", "0"} for row in register)
    assert 0.01 < placeless / len(register) < 0.02
    assert any(not row["HORA_INFRACCION"] for row in register)


def test_incidents_follow_the_habits_of_the_city(register: list[dict[str, str]]):
    hours: dict[str, list[int]] = {}
    for row in register:
        if row["HORA_INFRACCION"]:
            hours.setdefault(row["DELITO"], []).append(int(row["HORA_INFRACCION"][:2]))

    def night(offence: str) -> float:
        return float(np.mean([hour >= 19 or hour < 6 for hour in hours[offence]]))

    assert night("ROBO A PERSONAS") > 0.5
    assert night("HURTO") < 0.2
    count = Counter(row["DELITO"] for row in register)
    assert count.most_common(1)[0][0] == "ROBO A PERSONAS"
    assert count["HOMICIDIO INTENCIONAL"] < 0.01 * len(register)


def test_nothing_stands_in_the_water_and_the_layers_agree():
    water, _ = layer(SAMPLE / "espacios_publicos.gpkg", "agua_ficticia")
    wet = shapely.union_all(water)
    (boundary,), _ = layer(SAMPLE / "espacios_publicos.gpkg", "limite_urbano_ficticio")
    spaces, register = layer(SAMPLE / "espacios_publicos.gpkg", "espacios_publicos_ficticios")
    lamps, lamp = layer(SAMPLE / "luminarias.zip")
    assert len(spaces) == 64
    assert len(set(register["NOMBRE"])) == 64
    assert len(lamps) == 5_214
    assert np.sum(lamp["ESTADO"] != "ENCENDIDA") == 618
    assert shapely.is_valid(spaces).all()
    for shapes in (spaces, lamps):
        assert shapely.within(shapes, boundary.buffer(5)).all()
    # Lamps on bridges stand above the creek.
    assert shapely.intersects(wet, lamps).sum() < 25
    assert not shapely.intersects(wet.buffer(-0.1), spaces).any()
    tree = shapely.STRtree(spaces)
    assert tree.query(spaces, predicate="overlaps").size == 0


def test_blocks_have_residents_and_leave_room_for_the_spaces():
    blocks, census = layer(SAMPLE / "manzanas_poblacion.geojson")
    assert len(blocks) == 2_310
    assert 50_000 < census["POBLACION"].sum() < 70_000
    assert shapely.is_valid(blocks).all()


def test_businesses_have_hours_and_some_answered_a_survey():
    with (SAMPLE / "negocios.csv").open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    answered = [row for row in rows if row["ANIO_ENCUESTA"]]
    assert (len(rows), len(answered)) == (420, 76)
    assert all(row["ABRE_A_LAS"] and row["CIERRA_A_LAS"] for row in rows)
    assert 5 <= sum(row["EXTORSION"] == "SI" for row in answered) < 38
    assert not {"PROPIETARIO", "TELEFONO", "RUC"} & rows[0].keys()


def test_proposals_have_programmes_pledges_and_a_decision():
    plans = [json.loads(file.read_text(encoding="utf-8")) for file in sorted((SAMPLE / "propuestas").glob("*.json"))]
    with_indicators = [plan for plan in plans if any("indicator" in line for line in plan.get("programme", ()))]
    assert len(with_indicators) >= 3
    assert any(line.get("since") for plan in plans for line in plan["funding"] if line["kind"] == "pledged")
    given = [item for plan in plans for item in plan.get("recognitions", ()) if item["kind"] != "thanks"]
    assert given
    assert all(item["decision"] and item["decided"] for item in given)
    partners = {partner["id"]: partner for plan in plans for partner in plan["partners"]}
    assert len(partners) == 5
    assert all(partner["themes"] for partner in partners.values())


def test_streets_meet_at_their_nodes():
    streets, _ = layer(SAMPLE / "vias.fgb")
    assert shapely.is_simple(streets).all()
    ends = np.vstack([shapely.get_coordinates(shapely.get_point(streets, k)) for k in (0, -1)])
    _, meetings = np.unique(np.round(ends, 2), axis=0, return_counts=True)
    # Few ends hang free: the roads out of town, and lanes that stop at its edge.
    assert (meetings == 1).sum() < 0.06 * len(streets)
    crossing = shapely.STRtree(streets).query(streets, predicate="crosses")
    assert crossing.size == 0


def test_proposals_follow_the_schema_and_the_catalogue():
    schema = json.loads(resources.path("schema", "proposal.schema.json").read_text(encoding="utf-8"))
    known = catalogue.load().types
    files = sorted((SAMPLE / "propuestas").glob("*.json"))
    assert len(files) == 9
    for file in files:
        proposal = json.loads(file.read_text(encoding="utf-8"))
        jsonschema.validate(proposal, schema)
        assert {item["type"] for item in proposal["interventions"]} <= known.keys()


def test_what_is_proposed_lies_in_its_space():
    spaces, register = layer(SAMPLE / "espacios_publicos.gpkg", "espacios_publicos_ficticios")
    shape_of = dict(zip(register["CODIGO"], spaces, strict=True))
    for file in (SAMPLE / "propuestas").glob("*.json"):
        proposal = json.loads(file.read_text(encoding="utf-8"))
        for item in proposal["interventions"]:
            if item["geometry"] is not None:
                shape = shapely.from_geojson(json.dumps(item["geometry"]))
                assert shape_of[proposal["space"]].buffer(0.5).covers(shape), (file.name, item)


def test_the_luminaire_is_a_file_that_can_be_used():
    found = luminaire_file.read(SAMPLE / "luminaria_parque_led_60w.ies")
    assert (found.absolute, found.power_w) == (True, 60)
    assert found.lumens == pytest.approx(7800, rel=0.005)
    assert found.gamma[int(np.argmax(found.intensity))] == pytest.approx(np.radians(64), abs=np.radians(2.5))
