"""Businesses with hours and a survey, read from files as offices send them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.project import Project
from spaceplanner.io import guessing
from spaceplanner.io.importing import ImportRequest, read_layer
from tests.io import factory


def run(path: Any) -> Any:
    return read_layer(ImportRequest(path=path, role=Role.BUSINESSES), project=Project(name=""))


SPANISH = """Nombre comercial;Giro;Horario de atención;Empleados;Propietario;Teléfono;RUC;Víctima de delito;\
Pérdida anual USD;Caída de ventas;Extorsión;Año encuesta;lat;lon
Tienda A;Abarrotes;08:00-22:00;3;Ana Pérez;0991112223;1790012345001;Sí;1200,50;10;NO;2026;-1,66;-78,65
Bar B;Bar;17:00 a 02:00;5;Luis Mora;0991112224;1790012346001;3;2500;25;SÍ;2026;-1,66;-78,66
Taller C;Taller;8h00 - 18h00;;Eva Luz;0991112225;1790012347001;No;0;;no quiere decir;2026;-1,67;-78,65
"""

ENGLISH = """business name,category,opens at,closes at,employees,owner,phone,incidents last year,yearly loss,drop in sales,\
extortion,survey year,lat,lon
Shop A,Grocery,08:00,22:00,3,Jane Doe,555-1,2,1200,0.1,no,2026,-1.66,-78.65
Bar B,Bar,17:00,02:00,5,John Roe,555-2,yes,2500,0.25,yes,2026,-1.66,-78.66
"""


def test_a_spanish_register_with_a_survey(tmp_path):
    found = run(factory.csv(tmp_path / "negocios.csv", SPANISH))
    rows = found.layer.table.to_pylist()
    assert [row["hours"] for row in rows] == ["08:00-22:00", "17:00 a 02:00", "8h00 - 18h00"]
    assert [row["employees"] for row in rows] == [3, 5, None]
    # Yes, no, or how often.
    assert [row["victim"] for row in rows] == [1, 3, 0]
    assert [row["loss"] for row in rows] == [1200.5, 2500, 0]
    assert [row["sales_drop"] for row in rows] == [10, 25, None]
    assert [row["extortion"] for row in rows] == [0, 1, None]
    assert [row["survey_year"] for row in rows] == [2026] * 3


def test_an_english_register_with_a_survey(tmp_path):
    found = run(factory.csv(tmp_path / "businesses.csv", ENGLISH))
    rows = found.layer.table.to_pylist()
    assert [(row["opens"], row["closes"]) for row in rows] == [("08:00", "22:00"), ("17:00", "02:00")]
    assert [(row["victim"], row["extortion"], row["loss"]) for row in rows] == [(2, 0, 1200), (1, 1, 2500)]


@pytest.mark.parametrize("text", [SPANISH, ENGLISH])
def test_no_owner_telephone_or_number_is_kept(tmp_path, text):
    kept = str(run(factory.csv(tmp_path / "x.csv", text)).layer.table.to_pylist())
    for word in ("Pérez", "Doe", "0991112223", "555", "1790012345001"):
        assert word not in kept


def test_an_answer_in_other_words_is_counted_and_not_kept(tmp_path):
    found = run(factory.csv(tmp_path / "negocios.csv", SPANISH))
    assert "quiere" not in str(found.layer.table.to_pylist())
    assert any("neither yes, no nor a number" in message for message, _ in found.layer.source.notes)


def test_a_column_of_names_or_documents_is_no_answer(tmp_path):
    text = "nombre;giro;victima;lat;lon\nA;Bar;Juan Mora;-1,66;-78,65\nB;Bar;1712345678;-1,66;-78,66\n"
    found = run(factory.csv(tmp_path / "negocios.csv", text))
    assert found.layer.table.column("victim").to_pylist() == [None, None]
    assert "Mora" not in str(found.layer.table.to_pylist())


def test_a_register_is_still_taken_for_one():
    lines = [line.split(";") for line in SPANISH.splitlines()]
    table = pa.table({name: list(column) for name, *column in zip(*lines, strict=True)})
    assert guessing.role("negocios", "negocios.csv", table, GeometryKind.POINT, {"lat", "lon"}) is Role.BUSINESSES
    # The answers alone do not make a register of incidents one of businesses.
    crimes = pa.table({"FECHA": ["2025-01-02"], "DELITO": ["ROBO"], "VICTIMA": ["SI"]})
    assert guessing.role("datos", "datos.csv", crimes, GeometryKind.POINT, set()) is Role.INCIDENTS
