from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from spaceplanner.domain.layer import Role
from spaceplanner.errors import MappingError
from spaceplanner.io import canonical, mapping, outcomes, roles


def found(role: Role, columns: dict[str, Any], **by_hand: str) -> dict[str, str]:
    table = pa.table(columns)
    spec = roles.roles()[role]
    return mapping.found(table, spec, mapping.checked(by_hand, table, spec))


DAYS = ["2025-01-02", "2025-02-03"]


@pytest.mark.parametrize(
    "name",
    ["FECHA", "fecha_infraccion", "Fecha Infracción", "fechaHecho", "FECHA_INFR", "Date", "fecha del delito 2025"],
)
def test_dates_are_found_by_their_names(name):
    assert found(Role.INCIDENTS, {"otro": ["a", "b"], name: DAYS})["when"] == name


@pytest.mark.parametrize(
    ("columns", "when"),
    [
        ({"FECHA Y HORA": ["2025-01-02 10:00", "2025-01-03 11:00"], "hora": ["1", "2"]}, "FECHA Y HORA"),
        ({"fecha_infraccion": DAYS, "hora_infraccion": ["10:00", "11:00"]}, "fecha_infraccion+hora_infraccion"),
        ({"FECHA": DAYS, "HORA": [10, 11]}, "FECHA+HORA"),
        ({"YEAR": ["2025", "2025"], "MONTH": ["1", "2"], "DAY": ["1", "2"], "HOUR": ["3", "4"]}, "YEAR+MONTH+DAY+HOUR"),
        ({"AÑO": [2025, 2025], "MES": ["ENERO", "MARZO"]}, "AÑO+MES"),
        ({"FECHA_NACIMIENTO": DAYS, "fecha_registro": DAYS}, None),
        ({"fecha": ["lunes", "martes"]}, None),
    ],
)
def test_times_are_found_in_one_or_several_columns(columns, when):
    assert found(Role.INCIDENTS, columns).get("when") == when


@pytest.mark.parametrize(
    "name", ["MODELO", "TIPO_LUMI", "Tipo de luminaria", "modelo_luminaria", "luminaire", "IES", "Lamp model"]
)
def test_the_luminaires_of_lamps_are_found_by_their_names(name):
    columns = {name: ["LED-60", "SODIO 100"], "POTENCIA": ["60", "100"]}
    assert found(Role.LAMPS, columns) == {"power_w": "POTENCIA", "luminaire": name}


def test_a_bare_type_is_not_taken_for_a_luminaire():
    assert found(Role.LAMPS, {"TIPO": ["LED", "SODIO"]}) == {}


def test_values_decide_where_names_are_ambiguous():
    assert found(Role.LAMPS, {"ESTADO": ["Jalisco", "Colima"], "POTENCIA": ["70 W", "150 W"]}) == {
        "power_w": "POTENCIA"
    }
    assert found(Role.LAMPS, {"ESTADO": ["BUENO", "QUEMADA"]}) == {"working": "ESTADO"}
    assert found(Role.SPACES, {"id": ["1", "1"], "codigo": ["A", "B"]}) == {"id": "codigo"}
    assert found(Role.SPACES, {"nombre": pa.nulls(2, pa.string()), "descr": ["Parque", "Plaza"]}) == {"name": "descr"}


def test_personal_columns_are_not_taken_for_fields():
    assert found(Role.BUSINESSES, {"nombre propietario": ["a", "b"], "giro": ["c", "d"]}) == {"kind": "giro"}


def test_by_hand():
    columns = {"cuando": DAYS, "A": ["2025", "2024"], "B": ["1", "2"], "que": ["x", "y"]}
    assert found(Role.INCIDENTS, columns, when="A+B", category="QUE") == {"when": "A+B", "category": "que"}


@pytest.mark.parametrize(
    ("by_hand", "words"),
    [
        ({"when": "FECA"}, "no column FECA. Near it: FECHA"),
        ({"when": "FECHA+HOAR"}, "no column HOAR. Near it: HORA"),
        ({"wen": "FECHA"}, "no field wen. Its fields: when, category"),
        ({"category": "FECHA+HORA"}, "takes one column"),
    ],
)
def test_mistakes_name_what_is_near(by_hand, words):
    table = pa.table({"FECHA": DAYS, "HORA": ["1", "2"]})
    with pytest.raises(MappingError) as caught:
        mapping.checked(by_hand, table, roles.roles()[Role.INCIDENTS])
    assert words in str(caught.value)


def test_parts_given_by_hand_in_order_need_no_names():
    table = pa.table({"a": ["2025"], "b": ["3"], "c": ["4"], "d": ["5"]})
    when = roles.roles()[Role.INCIDENTS].field("when")
    assert when is not None
    times = mapping.times(table, "a+b+c+d", when)
    assert times.moment[0] == np.datetime64("2025-03-04T05:00:00")


@pytest.mark.parametrize(
    ("category", "outcome", "indoor"),
    [
        ("ASESINATO", "violent", False),
        ("Robo a personas", "violent", False),
        ("ROBO A DOMICILIO", "property", True),
        ("Robo de motos", "property", False),
        ("HURTO", "property", False),
        ("Femicidio", "violent", False),
        ("Break and Enter Commercial", "property", True),
        ("Break and Enter Residential/Other", "property", True),
        ("Homicide", "violent", False),
        ("Mischief", "property", False),
        ("Offence Against a Person", "violent", False),
        ("Other Theft", "property", False),
        ("Theft from Vehicle", "property", False),
        ("Theft of Bicycle", "property", False),
        ("Vehicle Collision or Pedestrian Struck (with Fatality)", "other", False),
        ("Vehicle Collision or Pedestrian Struck (with Injury)", "other", False),
        ("Escándalo en la vía pública", "disorder", False),
        ("VIOLACION LEY GENERAL DE SALUD", "other", False),
        ("VIOLENCIA INTRAFAMILIAR", "violent", True),
        ("algo nuevo", "other", False),
    ],
)
def test_outcomes_from_the_words_of_a_category(category, outcome, indoor):
    assert (outcomes.outcome(category), outcomes.is_indoor(category)) == (outcome, indoor)


def test_what_a_column_says_of_a_place_outweighs_the_category():
    table = pa.table({"delito": ["HURTO", "HURTO", "ROBO A DOMICILIO"], "tipo_lugar": ["PRIVADO", "PÚBLICO", None]})
    spec = roles.roles()[Role.INCIDENTS]
    made, _ = canonical.table(
        table, rows=3, spec=spec, chosen=mapping.found(table, spec, {}), timezone=None, skip=set()
    )
    assert made.column("indoor").to_pylist() == [True, False, True]


def test_every_role_has_its_file_and_its_words():
    for role in Role:
        spec = roles.roles()[role]
        assert spec.role is role
        assert spec.kinds
        assert set(spec.name) == {"es", "en"}
        assert len({field.id for field in spec.fields}) == len(spec.fields)


@pytest.mark.parametrize(
    "name", ["cedula", "CÉDULA", "Teléfono 1", "nombre_victima", "EDAD", "contrib", "correoElectronico", "CI"]
)
def test_columns_that_tell_of_persons(name):
    assert roles.is_personal(name)


@pytest.mark.parametrize("name", ["nombre", "edificio", "codigo", "ciudad", "tipo", "avaluo", "telecomunicaciones"])
def test_columns_that_do_not(name):
    assert not roles.is_personal(name)


def test_ids_are_kept_made_or_told_apart():
    table = pa.table({"id": ["1", "2"], "name": ["a", "b"]})
    assert canonical.identified(table, set(), "parques")[0].column("id").to_pylist() == ["1", "2"]
    assert canonical.identified(table, {"2"}, "parques")[0].column("id").to_pylist() == ["1", "parques-2"]
    unnamed = pa.table({"id": pa.nulls(3, pa.string())})
    assert canonical.identified(unnamed, {"S002"}, "parques")[0].column("id").to_pylist() == ["S001", "S003", "S004"]
