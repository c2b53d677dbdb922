"""What is at a place: all layers, the topmost first; incidents as a count."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from spaceplanner.domain import edits
from spaceplanner.domain.layer import Role
from spaceplanner.domain.proposal import Intervention
from spaceplanner.io import catalogue
from spaceplanner.services import identifying
from spaceplanner.services.evaluation import Evaluator
from tests.services.city import X, Y, points, town

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project
    from spaceplanner.services.identifying import Found

TYPES = catalogue.load()
FIELDS = {"name": "Name", "kind": "Kind"}


@pytest.fixture(scope="module")
def project():
    return town(proposal=True)


def at(project: Project, x: float, y: float, tolerance: float = 5.0, result: Any = None) -> tuple[Found, ...]:
    return identifying.at(project, X + x, Y + y, tolerance, catalogue=TYPES, result=result, fields=FIELDS)


def test_all_layers_are_listed_and_the_proposal_first(project):
    item = project.proposals[0].interventions[0]
    x, y = item.geometry.x - X, item.geometry.y - Y
    found = at(project, x, y, 8.0)
    order = ["spaces", "lamps", "alarms", "incidents"]
    layers = [layer.name for key in reversed(order) for layer in project.layers if layer.id == key]
    assert found[0].layer == project.proposals[0].name
    assert [one.layer for one in found[1:]] == [name for name in layers if name in {one.layer for one in found}]
    assert found[-1].title == "Parque La Merced"


def test_canonical_fields_come_first_and_words_are_as_they_are(project):
    (square,) = [one for one in at(project, 430, 130) if one.key == "spaces"]
    assert square.title == "Plaza <b>Central</b>"
    assert [label for label, _ in square.lines][:3] == ["id", "Name", "Kind"]
    assert dict(square.lines)["Area"] == "3,600.0\u00a0m²"
    assert square.row == 1


def test_columns_of_the_source_follow_and_nothing_is_left_out():
    table = pa.table({"owner": ["a\nb" * 300], "name": ["N"], "id": ["7"], "x": pa.array([None], pa.string())})
    layer = replace(town().layers[0], geometry=town().layers[0].geometry[:1], table=table)
    (found,) = at(edits.put_layer(layer)(town()), 170, 170, 0.0)[-1:]
    assert [label for label, _ in found.lines[:3]] == ["id", "Name", "owner"]
    value = dict(found.lines)["owner"]
    assert "\n" not in value
    assert len(value) == 300


def test_incidents_are_counted_never_listed():
    when = pa.array(
        [*map(datetime.fromisoformat, ("2024-03-05T12:00", "2025-01-09T01:00", "2025-06-01T00:00"))], pa.timestamp("s")
    )
    xy = np.array([(X + 900, Y + 700), (X + 903, Y + 700), (X + 950, Y + 700)])
    layer = points("incidents", Role.INCIDENTS, xy, when=when, category=["secret"] * 3)
    project = edits.put_layer(layer)(town())
    (found,) = [one for one in at(project, 900, 700, 10.0) if one.layer == layer.name]
    assert found.title == "2 incidents"
    assert found.lines == (("Within", "10.0\u00a0m"), ("Period", "2024-03 – 2025-01"))
    assert (found.key, found.row) == (None, None)
    everything = str(at(project, 900, 700, 500.0))
    assert "secret" not in everything
    assert "2024-03-05" not in everything


def test_one_incident_is_told_by_its_month(project):
    layer = points("incidents", Role.INCIDENTS, np.array([(X + 900, Y + 700)]), when=pa.array([datetime.fromisoformat("2024-03-05T00:00")], pa.timestamp("s")))  # fmt: skip
    (found,) = [one for one in at(edits.put_layer(layer)(project), 900, 700) if one.layer == layer.name]
    assert (found.title, found.lines[1]) == ("1 incident", ("Period", "2024-03"))


def test_a_space_tells_what_is_measured_of_it(project):
    result: Any = Evaluator(TYPES).evaluate(project)
    (park,) = [one for one in at(project, 170, 170, result=result) if one.key == "spaces"]
    lines = dict(park.lines)
    diagnosis = result.space("park")
    assert lines["Need"] == f"{diagnosis.need:.1f}"
    assert lines["Rank"] == f"{diagnosis.rank} of 2"
    known = [key for key, figure in diagnosis.figures.items() if figure.exact is not None]
    assert len(park.lines) >= len(known)


def test_the_measures_of_what_a_proposal_holds(project):
    path = Intervention(id="p", type="paths", geometry=shapely.LineString([(X + 100, Y + 120), (X + 100, Y + 170)]), quantity=2.5, note="<i>n</i>")  # fmt: skip
    changed = edits.put_intervention(project.proposals[0].id, path)(project)
    (found,) = [one for one in at(changed, 101, 150) if one.layer == project.proposals[0].name]
    assert dict(found.lines) == {
        "Proposal": project.proposals[0].name,
        "Quantity": "2.5",
        "Length": "50.0\u00a0m",
        "Note": "<i>n</i>",
    }


def test_hidden_layers_and_empty_ground_say_nothing(project):
    assert at(project, -900, -900) == ()
    hidden = edits.change_layer("spaces", visible=False)(project)
    assert all(one.key != "spaces" for one in at(hidden, 170, 170))


def test_very_many_at_one_place_are_told_by_their_number():
    layer = points("lamps", Role.LAMPS, np.full((50, 2), (X + 900, Y + 700)))
    found = [one for one in at(edits.put_layer(layer)(town()), 900, 700) if one.layer == "Lamps"]
    assert len(found) == identifying.MOST + 1
    assert found[-1].title == "and 30 more"
