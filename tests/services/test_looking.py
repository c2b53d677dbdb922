"""Tools that look and change nothing, as pure steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from spaceplanner.cartography.view import FINEST, View
from spaceplanner.services import handling, looking, tools
from spaceplanner.services.gestures import Event, State, Tool
from tests.services.city import X, Y, town

Place = tuple[float, float]
PROJECT = town()
VIEW = View(X + 300, Y + 200, 0.5, 800, 600)


def carry(state: Any, *events: Event, view: View = VIEW) -> tuple[Any, Any, list[Any]]:
    """Carry events out; return the state, the last preview, and all that was asked."""
    asked = []
    preview = None
    for event in events:
        state, preview, change = tools.step(state, event, PROJECT, view)
        assert change is None
        if preview.asked is not None:
            asked.append(preview.asked)
    return state, preview, asked


def dragged(start: Place, end: Place, *held: str) -> tuple[Event, ...]:
    keys = frozenset(held)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return (
        Event("press", start[0], start[1], "left", modifiers=keys),
        Event("move", middle[0], middle[1], modifiers=keys),
        Event("move", end[0], end[1], modifiers=keys),
        Event("release", end[0], end[1], "left", modifiers=keys),
    )


def clicked(x: float, y: float, *held: str) -> tuple[Event, ...]:
    keys = frozenset(held)
    return Event("press", x, y, "left", modifiers=keys), Event("release", x, y, "left", modifiers=keys)


@pytest.mark.parametrize(
    ("tool", "held"), [(Tool.ZOOM_BOX, ()), (Tool.SELECT, ("shift",))], ids=["tool", "shift and drag"]
)
def test_a_box_is_zoomed_to(tool, held):
    state, preview, _ = carry(State(tool=tool), *dragged((100, 200), (300, 260), *held))
    assert state.trace is None
    assert state.tool is tool
    west, south, east, north = preview.view.bounds
    x0, y1 = VIEW.to_map(100, 200)
    x1, y0 = VIEW.to_map(300, 260)
    assert (preview.view.x, preview.view.y) == pytest.approx(((x0 + x1) / 2, (y0 + y1) / 2))
    assert (west, east) == pytest.approx((x0, x1))
    assert south < y0 < y1 < north


def test_a_click_with_the_zoom_box_zooms_in_and_shift_click_selects_nothing():
    _, preview, _ = carry(State(tool=Tool.ZOOM_BOX), *clicked(200, 100))
    assert preview.view.resolution == pytest.approx(VIEW.resolution / 2)
    assert preview.view.to_map(200, 100) == pytest.approx(VIEW.to_map(200, 100))
    state, preview, _ = carry(State(), *clicked(200, 100, "shift"))
    assert (preview.view, state.trace, state.space) == (None, None, None)


@given(st.tuples(st.floats(0, 800), st.floats(0, 600)), st.tuples(st.floats(0, 800), st.floats(0, 600)))
def test_whatever_box_there_is_a_view(start, end):
    state, preview, _ = carry(State(tool=Tool.ZOOM_BOX), *dragged(start, end), view=replace(VIEW, resolution=0.01))
    assert state.trace is None
    assert preview.view is None or preview.view.resolution >= FINEST


@pytest.mark.parametrize("key", ["alt", "shift"])
def test_over_what_can_be_moved_a_key_lends_no_tool(key):
    project = town(proposal=True)
    start = VIEW.to_pixels(np.array([(X + 170, Y + 170)]))[0]
    state, changes = State(snapping=False), []
    for event in dragged(tuple(start), (start[0] + 12, start[1] + 8), key):
        state, preview, change = tools.step(state, event, project, VIEW)
        changes += [change] if change is not None else []
        assert state.trace is None
        assert preview.asked is None
    assert [change.label for change in changes] == ["Move intervention"]


def test_a_drag_without_shift_still_moves_the_map():
    _, preview, _ = carry(State(), *dragged((100, 100), (150, 100))[:-1])
    assert preview.view.x < VIEW.x


def test_the_middle_button_moves_the_map_whatever_the_tool():
    state = carry(State(tool=Tool.MEASURE), *clicked(10, 10), Event("move", 50, 50))[0]
    events = (Event("press", 10, 10, "middle"), Event("move", 60, 10), Event("release", 60, 10, "middle"))
    after, _, _ = carry(state, *events[:2])
    assert after.drag.moved
    after, _, _ = carry(after, events[2])
    assert after.drag is None
    assert after.trace.corners == state.trace.corners


def test_a_line_is_measured_by_clicks_and_ended_by_a_double_click():
    events = (*clicked(100, 100), *clicked(300, 100), *clicked(300, 200), Event("double", 300, 200, "left"))
    state, _, _ = carry(State(tool=Tool.MEASURE), *events)
    assert state.trace.closed
    assert len(state.trace.corners) == 3
    line = shapely.LineString(state.trace.shown)
    assert line.length == pytest.approx(300 * VIEW.resolution)
    again, _, _ = carry(state, *clicked(5, 5))
    assert again.trace.corners == (VIEW.to_map(5, 5),)


def test_the_words_at_the_pointer_follow_it():
    state, preview, _ = carry(State(tool=Tool.MEASURE), *clicked(100, 100))
    assert preview.words == ("Click for each corner; Enter twice, a double click or Esc ends.",)
    _, preview, _ = carry(state, Event("move", 300, 100))
    assert preview.words[:1] == ("100.0\u00a0m",)
    assert preview.words[1].startswith("grid north 90.0° · true north ")


def test_escape_ends_clears_and_puts_the_tool_down():
    state, _, _ = carry(State(tool=Tool.MEASURE), *clicked(100, 100), *clicked(300, 100), Event("move", 9, 9))
    state, _, _ = carry(state, Event("key", key="escape"))
    assert state.trace.closed
    assert len(state.trace.shown) == 2
    state, _, _ = carry(state, Event("key", key="escape"))
    assert (state.trace, state.tool) == (None, Tool.MEASURE)
    state, _, _ = carry(state, Event("key", key="escape"))
    assert state.tool is Tool.SELECT


def test_delete_takes_the_last_corner_back():
    state, _, _ = carry(State(tool=Tool.MEASURE), *clicked(1, 1), *clicked(90, 9), Event("key", key="delete"))
    assert state.trace.corners == (VIEW.to_map(1, 1),)
    assert carry(state, Event("key", key="delete"))[0].trace is None


def test_all_of_it_with_the_enter_key():
    def enter(x: float, y: float) -> Event:
        return Event("key", x, y, key="enter")

    state, _, _ = carry(State(tool=Tool.MEASURE), enter(0, 0), enter(100, 0), enter(100, 0))
    assert state.trace.closed
    assert len(state.trace.corners) == 2
    _, preview, _ = carry(State(tool=Tool.ZOOM_BOX), enter(100, 100), enter(200, 200))
    assert preview.view.resolution < VIEW.resolution
    state, preview, _ = carry(State(tool=Tool.ZOOM_BOX), enter(100, 100), Event("key", key="escape"))
    assert state.trace is None


def test_another_tool_takes_the_trace_away():
    state = carry(State(tool=Tool.MEASURE), *clicked(1, 1))[0]
    assert handling.hold(state, Tool.PAN).trace is None


EVENTS = st.one_of(
    st.builds(
        Event,
        kind=st.sampled_from(["press", "move", "release", "double", "key", "leave"]),
        px=st.integers(0, 800).map(float),
        py=st.integers(0, 600).map(float),
        button=st.sampled_from(["left", "middle", ""]),
        key=st.sampled_from(["escape", "enter", "delete", ""]),
        modifiers=st.frozensets(st.sampled_from(["shift", "ctrl", "alt"])),
    )
)


@given(st.sampled_from([*looking.TOOLS, Tool.SELECT]), st.lists(EVENTS, max_size=40))
def test_no_sequence_of_events_changes_anything_or_fails(tool, events):
    state, _, asked = carry(State(tool=tool), *events)
    for one in asked:
        assert one.shape.is_valid
        assert not one.shape.is_empty
    # However it stands, three times Escape puts everything down.
    state, _, _ = carry(state, *[Event("key", key="escape")] * 3)
    assert (state.tool, state.trace, state.drag) == (Tool.SELECT, None, None)
