import json

import pytest

from spaceplanner.cli.main import main
from spaceplanner.io import project_file
from tests.io import factory


@pytest.fixture
def project(tmp_path, capsys):
    path = tmp_path / "p.gpkg"
    assert main(["new", str(path), "--name", "Prueba"]) == 0
    capsys.readouterr()
    return path


@pytest.fixture
def lamps(tmp_path):
    return factory.csv(tmp_path / "postes.csv", "codigo;A;B;estado\n1;-78,6;-1,6;BUENO\n2;-78,7;-1,7;MALO\n3;;;BUENO\n")


def test_json_is_one_object_and_the_layer_is_in_the_file(project, lamps, capsys):
    arguments = ["--role", "lamps", "--map", "x=A", "--map", "y=B", "--crs", "EPSG:4326", "--name", "Postes", "--json"]
    assert main(["add", str(project), str(lamps), *arguments]) == 0
    out, err = capsys.readouterr()
    report = json.loads(out)
    assert err == ""
    assert report["mapping"] == {"x": "A", "y": "B", "working": "estado"}
    assert (report["read"], report["used"], report["rejected"]) == (3, 2, [{"reason": "missing", "count": 1}])
    (layer,) = project_file.load(project).layers
    assert (layer.id, layer.name, len(layer)) == (report["layer"], "Postes", 2)
    assert layer.table.column("working").to_pylist() == [True, False]


def test_lines_say_what_was_used_and_why_not_the_rest(project, lamps, capsys):
    arguments = ["--role", "lamps", "--map", "x=A", "--map", "y=B", "--crs", "EPSG:4326", "--where", "codigo <> '2'"]
    assert main(["add", str(project), str(lamps), *arguments]) == 0
    out = capsys.readouterr().out
    assert "1 of 3 rows used" in out
    assert "1 without a position" in out
    assert "1 left out by the filter" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--role", "lamps"], "does not say where things are"),
        (["--role", "lamps", "--map", "x=A", "--map", "y=C"], "no column C. Near it"),
        (["--role", "lamps", "--map", "x=A"], "Name both columns"),
        (["--role", "lamps", "--map", "x=A", "--map", "y=B"], "Give it with --crs; likely: EPSG:4326"),
        (["--role", "lamps", "--map", "x=A", "--map", "y=B", "--crs", "nada"], "nada is unknown"),
        (["--role", "lamps", "--where", "estado ="], "at character 9"),
        (["--role", "spaces", "--map", "x=A", "--map", "y=B", "--crs", "4326"], "needs areas"),
        (["--role", "lamps", "--encoding", "klingon"], "no encoding klingon"),
    ],
)
def test_a_mistake_is_one_sentence_and_the_project_is_unchanged(project, lamps, capsys, arguments, words):
    before = project.read_bytes()
    assert main(["add", str(project), str(lamps), *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1
    assert project.read_bytes() == before


def test_wrong_usage_is_exit_2(project, lamps, capsys):
    for arguments in (["--role", "farolas"], [], ["--role", "lamps", "--map", "x"]):
        with pytest.raises(SystemExit) as caught:
            main(["add", str(project), str(lamps), *arguments])
        assert caught.value.code == 2
    capsys.readouterr()


def test_coverage_is_kept(project, tmp_path, capsys):
    area = factory.vector(tmp_path / "area.geojson", [factory.SQUARE])
    points = factory.vector(tmp_path / "x.gpkg", factory.POINTS)
    assert main(["add", str(project), str(points), "--role", "lamps", "--coverage", str(area)]) == 0
    capsys.readouterr()
    coverage = project_file.load(project).layers[0].coverage
    assert coverage is not None
    assert coverage.area > 1e6
