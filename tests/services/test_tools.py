"""Map tools are pure: what a gesture does to the state, and which edit it makes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.cartography.view import View
from spaceplanner.domain import edits
from spaceplanner.domain.proposal import Proposal
from spaceplanner.io import catalogue
from spaceplanner.services import drafting, handling, picking, placing, tools
from spaceplanner.services.gestures import Event, Preview, State, Tool
from tests.services.city import PARK, SQUARE, X, Y, spaces, town

if TYPE_CHECKING:
    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Intervention
    from spaceplanner.services.placing import Change

VIEW = View(X + 300, Y + 200, 0.5, 1000, 800)


def pixel(x: float, y: float) -> tuple[float, float]:
    px, py = VIEW.to_pixels(np.array([(x, y)]))[0]
    return float(px), float(py)


def kind(name: str) -> InterventionType:
    return catalogue.load().types[name]


def play(state: State, project: Project, *events: Event) -> tuple[State, Preview, Project, list[Change]]:
    """Carry gestures out one after another; return the state, the last preview, the project, and the changes made."""
    changes: list[Change] = []
    preview, view = Preview(), VIEW
    for event in events:
        state, preview, change = tools.step(state, event, project, view)
        if change is not None:
            changes.append(change)
            project = change.edit(project)
        if preview.view is not None:
            view = preview.view
    return state, preview, project, changes


def shape_of(item: Intervention) -> Any:
    """Return what was placed."""
    assert item.geometry is not None
    return item.geometry


def click(x: float, y: float) -> tuple[Event, Event]:
    px, py = pixel(x, y)
    return Event("press", px, py, "left"), Event("release", px, py, "left")


def placing_state(name: str, **selected: str) -> State:
    return handling.hold(replace(State(), **selected), Tool.PLACE, kind(name))  # type: ignore[arg-type] # ids only


def test_a_click_selects_the_space_and_a_click_beside_it_selects_none():
    state, *_ = play(State(), town(), *click(X + 170, Y + 170))
    assert state.space == "park"
    state, *_ = play(state, town(), *click(X + 340, Y + 40))
    assert state.space is None


def test_the_smaller_of_two_spaces_is_hit():
    kiosk = shapely.box(X + 420, Y + 120, X + 430, Y + 130)
    layer = spaces()
    table = pa.table({"id": ["square", "kiosk"], "name": ["", ""]})
    project = edits.put_layer(replace(layer, geometry=np.array([SQUARE, kiosk], dtype=object), table=table))(town())
    found = picking.spaces(project).at(X + 425, Y + 125)
    assert found is not None
    assert found.id == "kiosk"
    assert picking.spaces(project) is picking.spaces(project)


@given(px=st.floats(-300, 1300), py=st.floats(-300, 1100))
@settings(max_examples=200, deadline=None)
def test_a_hit_agrees_with_shapely(px, py):
    project = town()
    x, y = VIEW.to_map(px, py)
    found = picking.spaces(project).at(x, y)
    inside = [name for name, shape in (("park", PARK), ("square", SQUARE)) if shape.intersects(shapely.Point(x, y))]
    assert (found.id if found else None) == (inside[0] if inside else None)


def test_a_lamp_in_a_space_without_proposal_makes_one_in_one_step():
    before = town()
    state, _, after, changes = play(placing_state("led_lamp"), before, *click(X + 170, Y + 170))
    assert len(changes) == 1
    assert before.proposals == ()
    (proposal,) = after.proposals
    assert (proposal.name, proposal.space) == ("Proposal for Parque La Merced", "park")
    (lamp,) = proposal.interventions
    assert lamp.type == "led_lamp"
    assert shape_of(lamp).equals_exact(shapely.Point(X + 170, Y + 170), 1e-6)
    assert (state.proposal, state.space, state.intervention) == (proposal.id, "park", lamp.id)
    state, _, after, changes = play(state, after, *click(X + 190, Y + 170))
    assert [item.id for item in after.proposals[0].interventions] == ["led_lamp", "led_lamp-2"]
    assert state.intervention == "led_lamp-2"


def test_outside_any_space_the_active_proposal_takes_it_within_500_m():
    project = town(proposal=True)
    state = placing_state("led_lamp", proposal="merced", space="park")
    _, _, after, changes = play(state, project, *click(X + 300, Y + 40))
    assert len(changes) == 1
    assert len(after.proposals[0].interventions) == 2
    _, preview, after, changes = play(state, project, *click(X + 1100, Y + 40))
    assert changes == []
    assert preview.problem
    assert "500 m" in preview.words[0]
    assert "Parque La Merced" in preview.words[0]


def test_outside_any_space_without_a_proposal_says_what_to_do():
    _, preview, _, changes = play(placing_state("led_lamp"), town(), *click(X + 340, Y + 40))
    assert changes == []
    assert preview.problem
    assert preview.words == ("There is no space here. Click inside one, or select one first.",)


def test_a_court_lies_along_the_longest_side_with_its_own_size():
    court = kind("multi_use_court")
    _, _, after, _ = play(placing_state("multi_use_court"), town(), *click(X + 165, Y + 170))
    shape = shape_of(after.proposals[0].interventions[0])
    assert court.default_size_m is not None
    width, height = court.default_size_m
    assert shape.area == pytest.approx(width * height)
    assert shape.centroid.distance(shapely.Point(X + 165, Y + 170)) < 1e-6
    assert picking.longest_side(PARK) == pytest.approx(math.degrees(math.atan2(80, 160)))
    assert picking.longest_side(shape) == pytest.approx(picking.longest_side(PARK))


def test_a_path_is_drawn_by_clicks_and_ended_by_enter_or_a_double_click():
    corners = [(X + 120, Y + 130), (X + 170, Y + 170), (X + 210, Y + 190)]
    events = [event for at in corners for event in click(*at)]
    for last in (Event("key", key="enter"), Event("double", *pixel(*corners[-1]), "left")):
        state, preview, after, changes = play(placing_state("paths"), town(), *events)
        assert changes == []
        assert preview.geometry is not None
        assert preview.geometry.length > 0
        state, _, after, changes = play(state, after, last)
        assert len(changes) == 1
        line = shape_of(after.proposals[0].interventions[0])
        assert line.geom_type == "LineString"
        assert line.equals_exact(shapely.LineString(corners), 1e-6)
        assert state.vertices == ()


def test_escape_gives_the_line_up_and_then_the_tool():
    state, *_ = play(placing_state("paths"), town(), *click(X + 120, Y + 130), Event("key", key="escape"))
    assert state.vertices == ()
    assert state.tool is Tool.PLACE
    state, *_ = play(state, town(), Event("key", key="escape"))
    assert state.tool is Tool.SELECT


def test_one_corner_is_no_line():
    _, _, after, changes = play(placing_state("paths"), town(), *click(X + 120, Y + 130), Event("key", key="enter"))
    assert changes == []
    assert after.proposals == ()


def test_a_drag_previews_until_release_and_is_one_change():
    project = town(proposal=True)
    start, end = pixel(X + 170, Y + 170), pixel(X + 200, Y + 190)
    state, preview, same, changes = play(State(), project, Event("press", *start, "left"), Event("move", *end))
    assert changes == []
    assert same is project
    assert preview.geometry is not None
    assert preview.geometry.equals_exact(shapely.Point(X + 200, Y + 190), 1e-6)
    state, _, after, changes = play(state, project, Event("release", *end, "left"))
    assert [change.label for change in changes] == ["Move intervention"]
    assert shape_of(after.proposals[0].interventions[0]).equals_exact(shapely.Point(X + 200, Y + 190), 1e-6)
    assert (state.proposal, state.space, state.intervention) == ("merced", "park", "led_lamp")


def test_a_drag_beyond_reach_puts_it_back():
    project = town(proposal=True)
    start, end = pixel(X + 170, Y + 170), pixel(X + 1100, Y + 170)
    _, preview, after, changes = play(
        State(), project, Event("press", *start, "left"), Event("move", *end), Event("release", *end, "left")
    )
    assert changes == []
    assert after is project
    assert preview.problem


def test_delete_removes_the_selected_intervention_and_nothing_else():
    project = town(proposal=True)
    state, *_ = play(State(), project, *click(X + 170, Y + 170))
    assert state.intervention == "led_lamp"
    state, _, after, changes = play(state, project, Event("key", key="delete"))
    assert [change.label for change in changes] == ["Remove intervention"]
    assert after.proposals[0].interventions == ()
    assert state.intervention is None
    _, _, _, changes = play(state, after, Event("key", key="delete"))
    assert changes == []


@given(dx=st.integers(-400, 400), dy=st.integers(-400, 400))
@settings(max_examples=60, deadline=None)
def test_dragging_the_map_keeps_the_ground_under_the_pointer(dx, dy):
    """Closed form: after a pan the place where the button went down is under the pointer."""
    start = (500.0, 700.0)
    view, state = VIEW, State()
    state, _, _ = tools.step(state, Event("press", *start, "left"), town(), view)
    for share in (0.3, 0.7, 1.0):
        at = (start[0] + dx * share, start[1] + dy * share)
        state, preview, change = tools.step(state, Event("move", *at), town(), view)
        view = preview.view or view
        assert change is None
    if math.hypot(dx, dy) > handling.SLOP:
        assert np.allclose(view.to_map(start[0] + dx, start[1] + dy), VIEW.to_map(*start))
    else:
        assert view is VIEW


@pytest.mark.parametrize("button", ["left", "middle"])
def test_the_map_is_dragged_with_any_tool_and_nothing_is_placed(button):
    events = Event("press", 500, 400, button), Event("move", 560, 400), Event("release", 560, 400, button)
    _, _, after, changes = play(placing_state("led_lamp"), town(), *events)
    assert changes == []
    assert after.proposals == ()


def test_the_hover_tells_what_a_click_would_do():
    _, preview, _, _ = play(
        placing_state("led_lamp", proposal="merced"), town(proposal=True), Event("move", *pixel(X + 190, Y + 170))
    )
    assert preview.words[0] == "LED lamp · 20.0 m from the last one"
    assert preview.change is not None
    assert len(preview.change.edit(town(proposal=True)).proposals[0].interventions) == 2
    _, preview, _, _ = play(State(), town(), Event("move", *pixel(X + 430, Y + 130)))
    assert preview.hover == "square"


def test_reach_is_measured_from_the_space():
    with pytest.raises(Exception, match="500 m"):
        placing.check_reach(picking.spaces(town()).by_id["square"], shapely.Point(X + 961, Y + 130))
    placing.check_reach(picking.spaces(town()).by_id["square"], shapely.Point(X + 959, Y + 130))


def test_a_proposal_made_by_a_click_is_the_one_that_the_panel_would_make():
    project = replace(town(), contact="planificacion@example.org")
    named = edits.put_proposal(Proposal(id="old", name="Proposal for Parque La Merced", space="square"))(project)
    where = placing.target(named, X + 170, Y + 170, space=None, proposal=None)
    assert where.is_new
    panel = drafting.new_proposal(named, "park")
    assert (where.proposal.id, where.proposal.name, where.proposal.contact) == (panel.id, panel.name, panel.contact)
    assert where.proposal.name != "Proposal for Parque La Merced"
