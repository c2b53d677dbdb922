import pytest

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.errors import FileError
from spaceplanner.io.inspecting import inspect
from tests.io import factory


def test_a_table_is_described_and_its_role_and_mapping_guessed(tmp_path):
    path = factory.csv(
        tmp_path / "luminarias.csv",
        "CODIGO;ESTADO;LATITUD;LONGITUD;TELEFONO\nL1;BUENO;-1,6;-78,6;099\nL2;QUEMADA;-1,7;-78,7;098\n",
    )
    (layer,) = inspect(path).layers
    assert (layer.count, layer.kind, layer.crs, layer.guessed_role) == (2, GeometryKind.POINT, "EPSG:4326", Role.LAMPS)
    assert layer.mapping == {"x": "LONGITUD", "y": "LATITUD", "working": "ESTADO"}
    assert layer.fields[0].samples == ("L1", "L2")
    assert layer.fields[4].samples == (), "values of a personal column are not shown"


def test_likely_systems_where_the_file_is_silent(tmp_path):
    (layer,) = inspect(factory.csv(tmp_path / "x.csv", "X,Y\n490247,5459171\n")).layers
    assert layer.crs is None
    assert layer.likely[0] == "EPSG:32610"


def test_each_layer_of_a_file(tmp_path):
    path = factory.vector(tmp_path / "todo.gpkg", factory.POINTS, {"POTENCIA_W": [70, 70, 150]}, layer="postes")
    factory.vector(path, [factory.SQUARE], {"nombre": ["Parque"]}, layer="parques", append=True)
    roles = {layer.name: layer.guessed_role for layer in inspect(path).layers}
    assert roles == {"postes": Role.LAMPS, "parques": Role.SPACES}


def test_a_bad_file_is_a_sentence(tmp_path):
    with pytest.raises(FileError, match="no file"):
        inspect(tmp_path / "x.csv")
