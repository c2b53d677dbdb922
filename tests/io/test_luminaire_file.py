"""IES files as luminaires of a project, and these in the project's file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from math import cos, pi, radians

import numpy as np
import pytest

from spaceplanner.domain import edits
from spaceplanner.domain.project import Project
from spaceplanner.errors import InputError, ProjectError
from spaceplanner.io import ies_file, luminaire_file, project_file
from tests.io import luminaires
from tests.io.projects import OLD, city, difference
from tests.io.test_project_file import execute, query

PLATE = luminaires.text(lambda _, v: 1000 / pi * cos(radians(v)), lumens="-1")


def test_what_is_kept_of_a_file(tmp_path):
    path = tmp_path / "LED 60  W.ies"
    path.write_text(PLATE, encoding="latin-1")
    found, measured = luminaire_file.read(path), ies_file.read(path)
    assert (found.name, found.file) == ("LED 60 W", "LED 60  W.ies")
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.lumens, found.power_w, found.absolute) == (measured.lumens, 60, True)
    np.testing.assert_array_equal(found.gamma, measured.distribution.gamma)
    np.testing.assert_array_equal(found.intensity, measured.distribution.intensity)
    assert luminaire_file.read(path, " Plate  of light").name == "Plate of light"


def test_a_mistake_is_said_with_its_line(tmp_path):
    path = tmp_path / "broken.ies"
    path.write_text(PLATE.replace("1 1 60", "1 one 60"), encoding="latin-1")
    with pytest.raises(InputError, match=r"broken.ies, line 6: one stands where"):
        luminaire_file.read(path)


def test_a_project_file_gives_luminaires_back_to_the_bit(tmp_path):
    source = tmp_path / "plate.ies"
    source.write_text(PLATE, encoding="latin-1")
    one = luminaire_file.read(source)
    project = edits.put_luminaire(replace(one, name="Ñ 2", power_w=None))(edits.put_luminaire(one)(city()))
    path = tmp_path / "city.gpkg"
    project_file.save(project, path)
    assert difference(project_file.load(path), project) == ""


def test_a_project_from_before_luminaires_has_none(tmp_path):
    path = tmp_path / "city.gpkg"
    project_file.save(Project(name="new"), path)
    assert "luminaires" not in OLD
    execute(path, "UPDATE spaceplanner_document SET schema_version = 1, json = ?", json.dumps(OLD))
    assert project_file.load(path).luminaires == ()


@pytest.mark.parametrize(
    "change",
    [
        {"gamma": [0.5, 0.5]},
        {"gamma": [0, 1, 2]},
        {"intensity": [-1, 0]},
        {"lumens": 0},
        {"name": 3},
        {"intensity": [0, 0]},
    ],
)
def test_a_luminaire_that_is_none_makes_a_project_unreadable(tmp_path, change):
    path = tmp_path / "city.gpkg"
    source = tmp_path / "plate.ies"
    source.write_text(luminaires.text(lambda *_: 1.0, vertical=(0, 90)), encoding="latin-1")
    project_file.save(edits.put_luminaire(luminaire_file.read(source))(city()), path)
    document = json.loads(query(path, "SELECT json FROM spaceplanner_document")[0][0])
    document["luminaires"][0] |= change
    execute(path, "UPDATE spaceplanner_document SET json = ?", json.dumps(document))
    with pytest.raises(ProjectError, match=r"luminaires\[0\]"):
        project_file.load(path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Street", "'Street' is the name of a generic shape"),
        ("globe.IES", "is the name of a generic shape"),
        (" .ies", "is no name"),
        (" PLATE.ies", r"is the name of `\$\.luminaires\[0\]` too"),
    ],
)
def test_a_name_that_no_edit_gives_makes_a_project_unreadable(tmp_path, name, said):
    path, source = tmp_path / "city.gpkg", tmp_path / "plate.ies"
    source.write_text(PLATE, encoding="latin-1")
    project_file.save(edits.put_luminaire(luminaire_file.read(source))(city()), path)
    document = json.loads(query(path, "SELECT json FROM spaceplanner_document")[0][0])
    document["luminaires"].append(document["luminaires"][0] | {"name": name})
    execute(path, "UPDATE spaceplanner_document SET json = ?", json.dumps(document))
    with pytest.raises(ProjectError, match=said) as caught:
        project_file.load(path)
    assert "$.luminaires[1].name" in str(caught.value)
