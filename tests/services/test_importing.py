import pytest

from spaceplanner import i18n
from spaceplanner.domain.layer import Role
from spaceplanner.domain.project import Project
from spaceplanner.errors import FileError
from spaceplanner.io.importing import ImportRequest
from spaceplanner.services import importing
from tests.io import factory


@pytest.fixture
def request_(tmp_path):
    path = factory.csv(tmp_path / "postes.csv", "lat,lon,estado\n-1.6,-78.6,BUENO\n-1.7,-78.7,QUEMADA\n,,BUENO\n")
    return ImportRequest(path=path, role=Role.LAMPS)


def test_a_layer_and_the_project_s_place_come_in_one_step(request_):
    project = Project(name="Riobamba")
    changed, report = importing.add(project, request_)
    assert project.layers == ()
    assert (changed.crs, changed.timezone) == ("EPSG:32717", "America/Guayaquil")
    assert [layer.id for layer in changed.layers] == ["postes"]
    assert {key: report[key] for key in ("layer", "role", "crs", "read", "used", "rejected")} == {
        "layer": "postes",
        "role": "lamps",
        "crs": "EPSG:4326",
        "read": 3,
        "used": 2,
        "rejected": [{"reason": "missing", "count": 1}],
    }
    assert report["mapping"] == {"x": "lon", "y": "lat", "working": "estado"}


def test_notes_are_put_into_words_when_they_are_shown(request_):
    imported = importing.read(Project(name=""), request_)
    english = importing.notes(imported.layer.source)
    with i18n.speaking("es"):
        spanish = importing.notes(imported.layer.source)
    assert len(english) == len(spanish) == 1
    assert "EPSG:4326" in english[0]


def test_a_failure_is_an_error_and_no_project(tmp_path):
    with pytest.raises(FileError):
        importing.add(Project(name=""), ImportRequest(path=tmp_path / "no.csv", role=Role.LAMPS))
