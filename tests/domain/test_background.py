"""Edits of backgrounds: each gives a new project, and what is no change gives the same one."""

from __future__ import annotations

import pytest

from spaceplanner.domain import background as ground
from spaceplanner.domain.background import Background, BackgroundKind
from spaceplanner.domain.project import Project
from spaceplanner.errors import EditError


def tiles(key: str) -> Background:
    return Background(id=key, name=key, kind=BackgroundKind.TILES, location=f"/{key}.mbtiles")


@pytest.fixture
def project() -> Project:
    made = Project(name="x")
    for key in "abc":
        made = ground.put_background(tiles(key))(made)
    return made


def ids(project: Project) -> str:
    return "".join(one.id for one in project.backgrounds)


def test_the_same_background_again_is_no_step():
    one = tiles("a")
    project = ground.put_background(one)(Project(name="p"))
    assert ground.put_background(one)(project) is project


def test_a_new_one_lies_above_the_others_and_a_known_one_keeps_its_place(project):
    assert ids(project) == "abc"
    changed = ground.put_background(Background(id="b", name="B", kind=BackgroundKind.TILES, location="/b"))(project)
    assert ids(changed) == "abc"
    assert [one.name for one in changed.backgrounds] == ["a", "B", "c"]


@pytest.mark.parametrize(("key", "to", "order"), [("a", 2, "bca"), ("c", 0, "cab"), ("c", 99, "abc"), ("b", -5, "bac")])
def test_one_is_moved(project, key, to, order):
    assert ids(ground.move_background(key, to)(project)) == order


def test_what_is_no_change_is_no_step(project):
    assert ground.move_background("a", 0)(project) is project
    assert ground.change_background("a", opacity=1.0, visible=True)(project) is project


def test_opacity_visibility_and_name_change(project):
    changed = ground.change_background("a", opacity=0.4, visible=False, name="Orto")(project)
    found = changed.background("a")
    assert found is not None
    assert (found.opacity, found.visible, found.name) == (0.4, False, "Orto")
    assert project.background("a") == tiles("a")


def test_one_is_removed(project):
    assert ids(ground.remove_background("b")(project)) == "ac"


@pytest.mark.parametrize(
    "edit", [ground.remove_background("x"), ground.move_background("x", 0), ground.change_background("x", name="y")]
)
def test_what_is_not_there_is_refused(project, edit):
    with pytest.raises(EditError, match="no background x"):
        edit(project)
