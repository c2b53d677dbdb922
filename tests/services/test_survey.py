"""What the import dialog asks of a file before anything is decided."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.domain.layer import Role
from spaceplanner.errors import FileError, MappingError
from spaceplanner.services import survey
from spaceplanner.services.survey import Survey, condition

if TYPE_CHECKING:
    from pathlib import Path


def of(**columns: list) -> Survey:
    return Survey(pa.table(columns), frozenset())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Three lamps as a GeoJSON file, one of them out."""
    rows = [("si", 60, 0.0), ("no", 60, 0.001), ("si", 90, 0.002)]
    features = [
        {
            "type": "Feature",
            "properties": {"OPERATIVA": works, "Potencia W": watts, "propietario": "Ana"},
            "geometry": {"type": "Point", "coordinates": [-79.9 + east, -2.2]},
        }
        for works, watts, east in rows
    ]
    path = tmp_path / "postes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_columns_of_any_role_are_found(file):
    found = survey.look(file, "postes")
    assert found.mapping(Role.LAMPS) == {"working": "OPERATIVA", "power_w": "Potencia W"}
    assert found.mapping(Role.BOUNDARY) == {}


def test_a_column_may_tell_rows_apart_only_among_those_a_filter_leaves():
    found = of(id=["a", "a", "b"], clase=["x", "y", "y"], nombre=["p", "q", "r"])
    assert "id" not in found.mapping(Role.SPACES)
    assert found.mapping(Role.SPACES, "clase = 'y'")["id"] == "id"


def test_the_most_frequent_values_come_first(file):
    found = survey.look(file, "postes")
    assert found.values("OPERATIVA") == (("si", 2), ("no", 1))
    assert found.values("Potencia W") == (("60", 2), ("90", 1))
    assert found.is_number("Potencia W")
    assert not found.is_number("OPERATIVA")


def test_values_that_may_tell_of_persons_are_not_offered(file):
    assert survey.look(file, "postes").values("propietario") == ()
    assert survey.look(file, "postes").values("no such column") == ()


def test_many_values_are_cut_off():
    values = of(code=[str(number) for number in range(500)]).values("code")
    assert len(values) == survey.MOST_VALUES


def test_what_a_filter_leaves_is_counted(file):
    found = survey.look(file, "postes")
    assert found.count("OPERATIVA = 'si'") == 2
    with pytest.raises(MappingError, match="character"):
        found.count("OPERATIVA =")


def test_a_layer_that_is_not_there(file, tmp_path):
    with pytest.raises(MappingError):
        survey.look(file, "nothing")
    with pytest.raises(FileError):
        survey.look(tmp_path / "none.csv", "none")


def test_looking_can_be_cancelled(file):
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        survey.look(file, "postes", alive=stop)


names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    str.strip
)


@given(column=names, values=st.lists(st.none() | names, min_size=1, max_size=6), sign=st.sampled_from(["=", "<>"]))
def test_a_condition_means_what_it_says_whatever_the_words(column, values, sign):
    """Compared with Python's own comparison; quotes, keywords and signs in names and values do no harm."""
    wanted = next((value for value in values if value is not None), "x")
    expected = sum(value is not None and ((value == wanted) == (sign == "=")) for value in values)
    found = Survey(pa.table({column: pa.array(values, pa.string())}), frozenset())
    assert found.count(condition(column, sign, wanted)) == expected


@pytest.mark.parametrize(
    ("column", "sign", "value", "number", "expected"),
    [
        ("clase", "=", "Area Verde", False, "clase = 'Area Verde'"),
        ("área m2", ">=", "100", True, '"área m2" >= 100'),
        ("area", ">=", "cien", True, "area >= 'cien'"),
        ("null", "=", "O'Higgins", False, "\"null\" = 'O''Higgins'"),
        ("estado", "IS NULL", "ignored", False, "estado IS NULL"),
    ],
)
def test_conditions_read_like_the_documented_ones(column, sign, value, number, expected):
    assert condition(column, sign, value, number=number) == expected


@pytest.mark.shared
def test_riobambas_classes(shared):
    found = survey.look(shared / "riobamba_ec" / "bienes_municipales.geojson", "SELECT")
    assert ("Area Verde", 200) in found.values("clase")
    assert found.count(condition("clase", "=", "Area Verde")) == 200
    assert found.values("contrib") == ()
