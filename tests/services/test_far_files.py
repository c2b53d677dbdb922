"""Backgrounds far from their project: its file keeps their names, the user's settings where they are."""

from __future__ import annotations

import pytest

from spaceplanner.domain.background import Background, BackgroundKind
from spaceplanner.domain.project import Project
from spaceplanner.services import far_files, settings
from spaceplanner.services.document import Document
from spaceplanner.services.settings import Preferences


def ground(*locations: object) -> Project:
    kind = BackgroundKind.TILES
    backgrounds = (Background(id=str(i), name="x", kind=kind, location=str(at)) for i, at in enumerate(locations))
    return Project(name="x", backgrounds=tuple(backgrounds))


@pytest.fixture
def here(tmp_path):
    made = tmp_path / "a" / "b" / "c" / "p.gpkg"
    made.parent.mkdir(parents=True)
    return made


@pytest.fixture
def far(tmp_path):
    made = tmp_path / "lejos" / "x.mbtiles"
    made.parent.mkdir()
    made.write_bytes(b"x")
    return made


def locations(document: Document) -> list[str]:
    return [one.location for one in document.project.backgrounds]


def test_a_far_background_is_found_again_by_who_chose_it_and_by_nobody_else(here, far, tmp_path):
    near = here.parent / "cerca.mbtiles"
    document = Document(ground(far, near))
    document.save(here)
    settings.save(far_files.remembered(Preferences(), here, document.project), tmp_path / "s.json")
    preferences, _ = settings.load(tmp_path / "s.json")
    assert far_files.known(preferences, here) == (str(far),)
    again = Document.open(here, far_files.known(preferences, here))
    assert locations(again) == [str(far), str(near)]
    assert not again.dirty
    again.do("x", lambda project: ground(*[one.location for one in project.backgrounds], "/y.mbtiles"))
    again.save()
    assert locations(Document.open(here)) == [str(here.parent / name) for name in (far.name, near.name, "y.mbtiles")]


def test_a_file_that_lies_where_the_project_says_is_the_one(here, far):
    (here.parent / far.name).write_bytes(b"x")
    project = ground(here.parent / far.name)
    assert far_files.found(project, [str(far)]) is project


def test_what_is_not_there_today_is_not_forgotten_and_what_was_removed_is(here, far):
    once = far_files.remembered(Preferences(), here, ground(far))
    today = ground(here.parent / far.name)
    assert far_files.remembered(once, here, today) is once
    assert far_files.known(far_files.remembered(once, here, ground()), here) == ()


def test_no_more_is_remembered_than_is_of_use(here, tmp_path):
    preferences = Preferences()
    for i in range(60):
        path = here.with_name(f"{i}.gpkg")
        preferences = far_files.remembered(preferences, path, ground(*(tmp_path / f"{k}.tif" for k in range(30))))
    assert len(preferences.far_files) == 50
    assert str(here.with_name("59.gpkg")) in preferences.far_files
    assert {len(files) for files in preferences.far_files.values()} == {20}


def test_an_address_is_no_far_file(here, far):
    """What a server gives is remembered nowhere but in the project."""
    online = Background(id="o", name="o", kind=BackgroundKind.ONLINE, location="https://a.example/{z}/{x}/x.mbtiles")
    project = Project(name="x", backgrounds=(*ground(far).backgrounds, online))
    assert far_files.known(far_files.remembered(Preferences(), here, project), here) == (str(far),)
    assert far_files.found(Project(name="x", backgrounds=(online,)), [str(far)]).backgrounds == (online,)
