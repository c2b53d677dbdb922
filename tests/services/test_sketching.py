"""Drawing: forms, typed numbers, dimensions, what is refused and why."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.services import forms, handling, soundness
from spaceplanner.services.forms import Form
from spaceplanner.services.gestures import Event, State, Tool
from tests.services.city import X, Y, town
from tests.services.test_tools import VIEW, click, kind, pixel, play, shape_of

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project

ENTER, BACK, ESCAPE = Event("key", key="enter"), Event("key", key="backspace"), Event("key", key="escape")


def drawing(name: str, form: Form, **others: object) -> State:
    """Return a state that draws a type in a form, with nothing that snaps."""
    held = handling.hold(State(form=form, snapping=False), Tool.PLACE, kind(name))
    return replace(held, **others)  # type: ignore[arg-type] # parts of a state


def clicks(*corners: tuple[float, float]) -> list[Event]:
    return [event for x, y in corners for event in click(X + x, Y + y)]


def typed(x: float, y: float, *values: float | None) -> Event:
    px, py = pixel(X + x, Y + y)
    return Event("typed", px, py, values=values)


def only(project: Project) -> Any:
    (proposal,) = project.proposals
    (item,) = proposal.interventions
    return shape_of(item)


def test_an_area_is_drawn_by_its_corners_in_one_step():
    corners = [(150, 150), (180, 160), (175, 180), (150, 175)]
    _, preview, project, changes = play(drawing("greening", Form.CORNERS), town(), *clicks(*corners))
    assert changes == []
    assert preview.words[1].startswith("Around ")
    state, _, project, changes = play(drawing("greening", Form.CORNERS), town(), *clicks(*corners), ENTER)
    assert [change.label for change in changes] == ["Place intervention"]
    assert only(project).equals_exact(shapely.Polygon([(X + x, Y + y) for x, y in corners]), 1e-6)
    assert state.vertices == ()
    assert state.intervention == "greening"


def test_an_area_is_closed_by_a_click_on_its_first_corner():
    state = replace(drawing("greening", Form.CORNERS), snapping=True)
    events = clicks((150, 150), (180, 160), (175, 180), (151, 151))
    _, _, project, changes = play(state, town(), *events)
    assert len(changes) == 1
    assert len(only(project).exterior.coords) == 4


def test_a_rectangle_by_two_corners_by_three_and_a_circle():
    _, _, project, _ = play(drawing("greening", Form.RECTANGLE), town(), *clicks((150, 150), (170, 160)))
    assert only(project).equals(shapely.box(X + 150, Y + 150, X + 170, Y + 160))
    events = clicks((150, 150), (170, 160), (165, 185))
    _, _, project, _ = play(drawing("greening", Form.TURNED), town(), *events)
    turned = only(project)
    ring = list(turned.exterior.coords)
    assert turned.minimum_rotated_rectangle.area == pytest.approx(turned.area)
    assert math.dist(ring[0], ring[1]) == pytest.approx(math.hypot(20, 10))
    _, _, project, _ = play(drawing("greening", Form.CIRCLE), town(), *clicks((160, 160), (163, 164)))
    assert only(project).area == pytest.approx(math.pi * 25, rel=0.002)


def test_a_row_of_lamps_is_one_step_with_one_lamp_each():
    state = drawing("led_lamp", Form.ROW, spacing=10.0)
    state, _, project, changes = play(state, town(), *clicks((120, 130), (150, 130), (150, 165)), ENTER)
    assert [change.label for change in changes] == ["Place a row"]
    (proposal,) = project.proposals
    places = [shape_of(item).coords[0] for item in proposal.interventions]
    assert np.allclose(
        places,
        [(X + 120, Y + 130), (X + 130, Y + 130), (X + 140, Y + 130), (X + 150, Y + 130)]
        + [(X + 150, Y + y) for y in (140, 150, 160)],
    )
    assert len({item.id for item in proposal.interventions}) == 7
    assert state.intervention == proposal.interventions[-1].id


@given(length=st.floats(0.5, 400), spacing=st.floats(1, 200))
@settings(deadline=None)
def test_a_row_has_as_many_as_are_counted_at_the_spacing(length, spacing):
    corners = ((0.0, 0.0), (length, 0.0))
    places = forms.row(corners, spacing)
    assert len(places) == forms.row_count(corners, spacing)
    assert all(b[0] - a[0] == pytest.approx(spacing) for a, b in itertools.pairwise(places))
    assert length - places[-1][0] < spacing + 1e-6


def test_a_row_too_long_is_refused_with_its_count_and_keeps_its_corners():
    state = drawing("led_lamp", Form.ROW, spacing=1.0)
    events = [*clicks((120, 130)), typed(121, 130, 600.0, 0.0), ENTER]
    state, preview, _project, changes = play(state, town(), *events)
    assert changes == []
    assert preview.problem
    assert preview.words[0] == "This row would have 601 items; 500 is the most. Choose a wider spacing."
    assert len(state.vertices) == 2


def test_length_and_angle_are_typed():
    state = drawing("paths", Form.CORNERS)
    events = [*clicks((120, 130)), typed(140, 131, 30.0, None), typed(140, 130, 20.0, 90.0), ENTER]
    _, _, project, _ = play(state, town(), *events)
    line = list(only(project).coords)
    assert math.dist(line[0], line[1]) == pytest.approx(30.0)
    assert math.atan2(line[1][1] - line[0][1], line[1][0] - line[0][0]) == pytest.approx(math.atan2(1, 20), abs=1e-3)
    assert (line[2][0] - line[1][0], line[2][1] - line[1][1]) == pytest.approx((0, 20))


def test_width_height_and_radius_are_typed_on_the_side_of_the_pointer():
    events = [*clicks((170, 170)), typed(160, 160, 12.0, 8.0)]
    _, _, project, _ = play(drawing("greening", Form.RECTANGLE), town(), *events)
    assert only(project).bounds == pytest.approx((X + 158, Y + 162, X + 170, Y + 170))
    events = [*clicks((170, 170)), typed(171, 170, 7.5)]
    _, _, project, _ = play(drawing("greening", Form.CIRCLE), town(), *events)
    assert only(project).bounds == pytest.approx((X + 162.5, Y + 162.5, X + 177.5, Y + 177.5))


def test_backspace_takes_the_last_corner_back_and_escape_all_of_them():
    state, *_ = play(drawing("paths", Form.CORNERS), town(), *clicks((120, 130), (140, 150)), BACK)
    assert len(state.vertices) == 1
    state, _, _project, changes = play(state, town(), ESCAPE)
    assert state.vertices == ()
    assert state.tool is Tool.PLACE
    assert changes == []


def test_an_outline_that_crosses_itself_is_refused_at_the_crossing_and_nothing_is_lost():
    bow = [(150, 150), (180, 170), (180, 150), (150, 170)]
    state, preview, project, changes = play(drawing("greening", Form.CORNERS), town(), *clicks(*bow), ENTER)
    assert changes == []
    assert preview.problem
    assert preview.words[0].startswith("The outline crosses itself here.")
    assert preview.spot == pytest.approx((X + 165, Y + 160))
    assert len(state.vertices) == 4
    _, _, project, changes = play(state, town(), BACK, ENTER)
    assert len(changes) == 1
    assert only(project).is_valid


def test_while_drawing_the_crossing_is_told_before_the_click():
    state, *_ = play(drawing("greening", Form.CORNERS), town(), *clicks((150, 150), (180, 170), (180, 150)))
    _, preview, _, _ = play(state, town(), Event("move", *pixel(X + 150, Y + 170)))
    assert preview.problem
    assert preview.spot == pytest.approx((X + 165, Y + 160))
    assert preview.change is None


@pytest.mark.parametrize(
    ("name", "form", "corners", "words"),
    [
        ("greening", Form.CORNERS, [(150, 150), (160, 160)], "An area needs three corners."),
        ("greening", Form.CORNERS, [(150, 150), (160, 160), (170, 170)], "The outline encloses no area."),
        ("paths", Form.CORNERS, [(150, 150)], "A line needs two corners."),
    ],
)
def test_what_is_too_little_is_refused_in_words(name, form, corners, words):
    state, preview, _, changes = play(drawing(name, form), town(), *clicks(*corners), ENTER)
    assert changes == []
    assert preview.words[0].startswith(words)
    assert len(state.vertices) == len(corners)


def test_a_number_that_leads_out_of_the_world_is_refused():
    events = [*clicks((150, 150)), typed(160, 150, 1e12, 0.0), ENTER]
    _, preview, _, changes = play(drawing("paths", Form.CORNERS), town(), *events)
    assert changes == []
    assert preview.words[0].startswith("This is outside the map's coordinates.")


def test_a_shape_beyond_reach_is_refused():
    fault = soundness.fault("point", shapely.Point(X + 5000, Y), None)
    assert fault is None
    _, preview, _, changes = play(drawing("led_lamp", Form.STAMP, space="park"), town(), *clicks((1100, 700)))
    assert changes == []
    assert "500 m" in preview.words[0]


def test_live_dimensions_of_each_form():
    for name, form, first, pointer, words in (
        ("paths", Form.CORNERS, (150, 150), (150, 170), " · 20.00 m at 90.0°"),
        ("greening", Form.RECTANGLE, (150, 150), (170, 160), "20.00 × 10.00 m, 200.0 m²"),
        ("greening", Form.CIRCLE, (150, 150), (160, 150), "Radius 10.00 m, 313.9 m²"),
        ("led_lamp", Form.ROW, (120, 130), (170, 130), "LED lamp · 50.00 m at 0.0°"),
    ):
        events = [*clicks(first), Event("move", *pixel(X + pointer[0], Y + pointer[1]))]
        _, preview, _, _ = play(drawing(name, form), town(), *events)
        assert words in preview.words[0]
    assert preview.words[1] == "3 in a row, 20.0 m apart"


def test_alt_and_the_switch_leave_the_pointer_where_it_is():
    px, py = pixel(X + 261, Y + 178)
    free = replace(drawing("led_lamp", Form.STAMP), snapping=True)
    _, preview, _, _ = play(free, town(), Event("move", px, py))
    assert preview.snap is not None
    assert preview.geometry is not None
    assert preview.geometry.equals_exact(shapely.Point(X + 260, Y + 180), 1e-6)
    for state, event in (
        (free, Event("move", px, py, modifiers=frozenset({"alt"}))),
        (drawing("led_lamp", Form.STAMP), Event("move", px, py)),
    ):
        _, preview, _, _ = play(state, town(), event)
        assert preview.snap is None
        assert preview.geometry is not None
        assert preview.geometry.equals_exact(shapely.Point(*VIEW.to_map(px, py)), 1e-6)


def test_another_tool_keeps_the_form_where_it_can():
    state = handling.hold(State(form=Form.CIRCLE), Tool.PLACE, kind("playground"))
    assert state.form is Form.CIRCLE
    assert handling.hold(state, Tool.PLACE, kind("led_lamp")).form is Form.STAMP
    assert handling.hold(state, Tool.PLACE, kind("paths")).form is Form.CORNERS
