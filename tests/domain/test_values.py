from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import shapely

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.domain.project import Project
from spaceplanner.domain.result import Figure
from spaceplanner.domain.space import spaces_of
from spaceplanner.errors import EditError
from tests.io.projects import city, lamps, spaces


def test_values_cannot_be_changed():
    project = city()
    with pytest.raises(dataclasses.FrozenInstanceError):
        project.name = "x"  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        project.layers[1].geometry[0, 0] = 5


def test_identity_is_the_version():
    assert city() != city()
    project = city()
    assert project == project  # noqa: PLR0124 - identity is what is tested
    assert {project: 1}[project] == 1


def test_a_layer_counts_its_rows():
    with pytest.raises(EditError, match="2 geometries beside 3 rows"):
        lamps(geometry=np.zeros((2, 2)))


def test_bounds():
    assert lamps(4).bounds() == (500_000, 9_700_000, 500_003, 9_700_001)
    assert spaces().bounds() == (500_000, 9_700_000, 500_500, 9_700_100)
    assert lamps(0).bounds() is None
    empty = lamps(1, kind=GeometryKind.LINE, geometry=np.array([shapely.LineString()], dtype=object))
    assert empty.bounds() is None


def test_what_a_project_has_by_name_and_role():
    project = city()
    assert project.layer("lamps") is project.layers[1]
    assert project.layer("no") is None
    assert project.by_role(Role.SPACES) == (project.layers[0],)
    assert project.by_role(Role.ALARMS) == ()
    assert project.proposal("luz") is project.proposals[0]
    assert project.proposal("no") is None


def test_spaces_of_layers():
    found = spaces_of(city().layers)
    assert [(space.id, space.kind, space.condition) for space in found] == [
        ("p1", "park", None),
        ("p2", None, None),
        ("p3", "", None),
    ]
    bare = dataclasses.replace(spaces(), table=spaces().table.select(["id"]))
    assert [space.name for space in spaces_of((bare,))] == ["p1", "p2", "p3"], "a space without a name has its id"
    assert spaces_of(Project(name="p").layers) == ()


def test_a_figure_inside_and_outside():
    figure = Figure(exact=4, published=None, unit="count", withheld="fewer_than_5", low=1, high=9)
    assert (figure.value("exact"), figure.value("published")) == (4, None)
    assert (figure.absence("exact"), figure.absence("published")) == (None, "fewer_than_5")
    none = Figure(exact=None, published=None, unit="share", reason="no_incidents", withheld="fewer_than_5")
    assert (none.absence("exact"), none.absence("published")) == ("no_incidents", "fewer_than_5")
    assert (figure.interval("exact"), figure.interval("published")) == ((1, 9), None)
