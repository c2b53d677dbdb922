"""Splitting, cutting holes and joining, against areas and lengths that must add up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from spaceplanner.domain import edits
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.services import cutting
from spaceplanner.services.gestures import Event, State, Tool
from spaceplanner.services.soundness import Fault
from tests.services.city import X, Y
from tests.services.test_arranging import CHOSEN, COURT, HOLED, PATH, with_item
from tests.services.test_sketching import BACK, ENTER, ESCAPE, clicks
from tests.services.test_tools import play, shape_of

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project


def holding(tool: Tool) -> State:
    return replace(CHOSEN, tool=tool)


def shapes(project: Project) -> list[Any]:
    return [shape_of(item) for item in project.proposals[0].interventions]


def test_a_line_splits_an_area_in_one_step():
    project = with_item(COURT)
    state, _, after, changes = play(holding(Tool.SPLIT), project, *clicks((160, 140), (170, 195)), ENTER)
    assert [change.label for change in changes] == ["Split intervention"]
    one, two = shapes(after)
    assert one.area >= two.area
    assert one.area + two.area == pytest.approx(COURT.area)
    assert [item.id for item in after.proposals[0].interventions] == ["it", "greening"]
    assert all(item.note == "as agreed" for item in after.proposals[0].interventions)
    assert state.tool is Tool.SELECT
    assert state.intervention == "it"


@given(x0=st.floats(100, 240), x1=st.floats(100, 240))
@settings(deadline=None, max_examples=60)
def test_parts_of_an_area_with_a_hole_add_up(x0, x1):
    parts = cutting.split(HOLED, shapely.LineString([(X + x0, Y + 100), (X + x1, Y + 240)]))
    assert sum(part.area for part in parts) == pytest.approx(HOLED.area)
    assert all(part.is_valid and part.geom_type == "Polygon" for part in parts)


@given(turn=st.floats(1, 89), one=st.floats(0.1, 0.9), two=st.floats(0.1, 0.9))
@settings(deadline=None, max_examples=100)
def test_a_line_from_side_to_side_splits_a_turned_area(turn, one, two):
    """Its ends are feet on the sides, which lie a hair beside them."""
    court = affinity.rotate(shapely.box(X, Y, X + 28, Y + 15), turn)
    corners = shapely.get_coordinates(court)
    ends = [
        court.exterior.interpolate(
            court.exterior.project(shapely.LineString(corners[i : i + 2]).interpolate(at, normalized=True))
        )
        for i, at in ((0, one), (2, two))
    ]
    parts = cutting.split(court, shapely.LineString(ends))
    assert len(parts) == 2
    assert sum(part.area for part in parts) == pytest.approx(court.area)


@given(turn=st.floats(1, 89), at=st.floats(0.05, 0.95), height=st.floats(2, 14))
@settings(deadline=None, max_examples=100)
def test_areas_drawn_side_by_side_are_joined(turn, at, height):
    one = affinity.rotate(shapely.box(X, Y, X + 28, Y + 15), turn, origin=(X, Y))
    two = affinity.rotate(shapely.box(X + 28, Y + at, X + 40, Y + at + height), turn, origin=(X, Y))
    items = [
        Intervention(id=key, type="greening", geometry=shape, quantity=1.0) for key, shape in (("a", one), ("b", two))
    ]
    made = cutting._joined(Proposal(id="p", name="p", space="s", interventions=tuple(items)), *items)
    assert not isinstance(made, Fault)


@given(x=st.floats(90, 240))
@settings(deadline=None, max_examples=60)
def test_pieces_of_a_line_add_up(x):
    parts = cutting.split(PATH, shapely.LineString([(X + x, Y + 100), (X + x, Y + 240)]))
    assert sum(part.length for part in parts) == pytest.approx(PATH.length)
    if not any(end - 1 <= x <= end + 1 for end in (120, 210)):  # at an end, how long the rest is decides
        assert len(parts) == (2 if 120 < x < 210 else 1)


def test_a_typed_quantity_is_shared_out():
    project = with_item(COURT)
    item = replace(project.proposals[0].interventions[0], quantity=100.0)
    project = edits.put_intervention("merced", item)(project)
    _, _, after, _ = play(holding(Tool.SPLIT), project, *clicks((160, 140), (160, 195)), ENTER)
    assert [item.quantity for item in after.proposals[0].interventions] == pytest.approx([75, 25])


def test_a_line_that_does_not_cut_through_is_refused_and_kept():
    events = clicks((160, 140), (160, 165))
    state, preview, _, changes = play(holding(Tool.SPLIT), with_item(COURT), *events, ENTER)
    assert changes == []
    assert preview.words[0].startswith("The line does not cut all the way through it.")
    assert len(state.vertices) == 2
    _, _, _, changes = play(state, with_item(COURT), BACK, *clicks((160, 195)), ENTER)
    assert len(changes) == 1


def test_a_hole_is_cut_and_must_lie_inside():
    inside = clicks((160, 160), (175, 160), (175, 172))
    _, _, after, changes = play(holding(Tool.HOLE), with_item(COURT), *inside, ENTER)
    assert [change.label for change in changes] == ["Cut a hole"]
    (shape,) = shapes(after)
    assert len(shape.interiors) == 1
    assert shape.area == pytest.approx(COURT.area - 15 * 12 / 2)
    outside = clicks((160, 160), (205, 160), (175, 172))
    state, preview, _, changes = play(holding(Tool.HOLE), with_item(COURT), *outside, ENTER)
    assert changes == []
    assert preview.words[0].startswith("The hole must lie inside the area.")
    assert len(state.vertices) == 3


def with_two(one: Any, two: Any, kind: str = "greening", other: str = "") -> Project:
    item = Intervention(id="two", type=other or kind, geometry=two)
    return edits.put_intervention("merced", item)(with_item(one, kind))


def test_two_that_touch_are_joined():
    beside = shapely.box(X + 190, Y + 150, X + 210, Y + 180)
    state, _, after, changes = play(holding(Tool.MERGE), with_two(COURT, beside), *clicks((200, 165)))
    assert [change.label for change in changes] == ["Join interventions"]
    assert [item.id for item in after.proposals[0].interventions] == ["it"]
    assert shapes(after)[0].equals(shapely.box(X + 150, Y + 150, X + 210, Y + 180))
    assert state.tool is Tool.SELECT
    more = shapely.LineString([PATH.coords[-1], (X + 230, Y + 200)])
    _, _, after, _ = play(holding(Tool.MERGE), with_two(PATH, more, "paths"), *clicks((220, 195)))
    assert shapes(after)[0].length == pytest.approx(PATH.length + more.length)


@pytest.mark.parametrize(
    ("two", "other", "words"),
    [
        (shapely.box(X + 200, Y + 150, X + 220, Y + 180), "", "They do not touch."),
        (shapely.box(X + 190, Y + 150, X + 220, Y + 180), "playground", "Only two of one kind can be joined."),
    ],
)
def test_what_cannot_be_joined_is_told(two, other, words):
    _, preview, _, changes = play(holding(Tool.MERGE), with_two(COURT, two, other=other), *clicks((210, 165)))
    assert changes == []
    assert preview.words[0].startswith(words)


def test_without_a_selection_the_tools_say_what_to_do_and_escape_leaves_them():
    for tool in (Tool.SPLIT, Tool.HOLE, Tool.MERGE):
        state, preview, _, changes = play(State(tool=tool), with_item(COURT), *clicks((160, 160)))
        assert changes == []
        assert preview.words == ("Select a line or an area first.",)
        state, *_ = play(holding(tool), with_item(COURT), ESCAPE)
        assert state.tool is Tool.SELECT
        assert state.intervention == "it"
    state, *_ = play(holding(Tool.SPLIT), with_item(COURT), *clicks((160, 160)), Event("key", key="escape"))
    assert state.tool is Tool.SPLIT
    assert state.vertices == ()
