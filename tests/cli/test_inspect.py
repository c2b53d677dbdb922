import json

import pytest

from spaceplanner.cli.main import main
from tests.io import factory


@pytest.fixture
def table(tmp_path):
    return factory.csv(
        tmp_path / "delitos.csv", "FECHA;DELITO;X;Y\n1/2/2025;HURTO;490247;5459171\n13/2/2025;ROBO;490300;5459200\n"
    )


def test_json(table, capsys):
    assert main(["inspect", str(table), "--json"]) == 0
    out, err = capsys.readouterr()
    (layer,) = json.loads(out)["layers"]
    assert err == ""
    assert (layer["name"], layer["count"], layer["kind"], layer["crs"]) == ("delitos", 2, "point", None)
    assert layer["likely_crs"][0] == "EPSG:32610"
    assert layer["guessed_role"] == "incidents"
    assert layer["mapping"] == {"x": "X", "y": "Y", "when": "FECHA", "category": "DELITO"}
    assert layer["fields"][1] == {"name": "DELITO", "type": "text", "samples": ["HURTO", "ROBO"]}


def test_lines(table, capsys):
    assert main(["inspect", str(table)]) == 0
    out = capsys.readouterr().out
    assert "2 rows, points, coordinate system unknown" in out
    assert "looks like: Incidents (--role incidents)" in out
    assert "when = FECHA" in out


def test_a_bad_file_is_one_sentence(tmp_path, capsys):
    assert main(["inspect", str(tmp_path / "no.csv")]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "There is no file" in err
