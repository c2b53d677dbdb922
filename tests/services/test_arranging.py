"""Changing what is drawn: corners, turning, scaling, the clipboard and nudges."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from spaceplanner.domain import edits
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.services import grips
from spaceplanner.services.gestures import Event, State
from spaceplanner.services.grips import Hold
from tests.services.city import X, Y, town
from tests.services.test_tools import VIEW, click, pixel, play, shape_of

if TYPE_CHECKING:
    from spaceplanner.domain.project import Project

COURT = shapely.box(X + 150, Y + 150, X + 190, Y + 180)
HOLED = shapely.Polygon(COURT.exterior, [shapely.box(X + 160, Y + 160, X + 170, Y + 170).exterior])
PATH = shapely.LineString([(X + 120, Y + 130), (X + 170, Y + 170), (X + 210, Y + 190)])
CHOSEN = State(space="park", proposal="merced", intervention="it", snapping=False)


def with_item(shape: Any, kind: str = "greening") -> Project:
    item = Intervention(id="it", type=kind, geometry=shape, note="as agreed")
    plan = Proposal(id="merced", name="La Merced", space="park", interventions=(item,))
    return edits.put_proposal(plan)(town())


def grip_of(shape: Any, hold: Hold, index: int = 0, ring: int = 0) -> tuple[float, float]:
    found = [grip for grip in grips.grips(shape, VIEW.resolution) if grip.hold is hold]
    return next(grip.at for grip in found if (grip.ring, grip.index) == (ring, index))


def drag(start: tuple[float, float], end: tuple[float, float], *, far: bool = False) -> list[Event]:
    one, two = pixel(*start), pixel(*end)
    return [
        Event("press", *one, "left"),
        Event("move", (one[0] + two[0]) / 2, (one[1] + two[1]) / 2, modifiers=frozenset({"shift"} if far else ())),
        Event("move", *two, modifiers=frozenset({"shift"} if far else ())),
        Event("release", *two, "left", modifiers=frozenset({"shift"} if far else ())),
    ]


def only(project: Project) -> Any:
    return shape_of(project.proposals[0].interventions[0])


def test_a_corner_of_an_area_is_dragged_in_one_step():
    events = drag(grip_of(COURT, Hold.CORNER, 0), (X + 200, Y + 145))
    _, _, project, changes = play(CHOSEN, with_item(COURT), *events)
    assert [change.label for change in changes] == ["Move corner"]
    expected = shapely.Polygon([(X + 200, Y + 145), *COURT.exterior.coords[1:4]])
    assert only(project).equals_exact(expected, 1e-6)
    assert project.proposals[0].interventions[0].note == "as agreed"


def test_a_corner_is_added_in_the_middle_of_a_side_and_removed_by_a_double_click():
    place = grip_of(PATH, Hold.MIDDLE, 1)
    state, _, project, changes = play(CHOSEN, with_item(PATH, "paths"), *drag(place, (X + 200, Y + 160)))
    assert [change.label for change in changes] == ["Add corner"]
    assert list(only(project).coords)[2] == pytest.approx((X + 200, Y + 160))
    assert shapely.get_num_coordinates(only(project)) == 4
    at = pixel(X + 200, Y + 160)
    _, _, project, changes = play(state, project, Event("double", *at, "left"))
    assert [change.label for change in changes] == ["Remove corner"]
    assert only(project).equals_exact(PATH, 1e-6)


def test_the_last_corners_stay():
    line = shapely.LineString(PATH.coords[:2])
    at = pixel(*PATH.coords[0])
    _, preview, _, changes = play(CHOSEN, with_item(line, "paths"), Event("double", *at, "left"))
    assert changes == []
    assert preview.words == ("It has no corner to spare. Delete removes it as a whole.",)
    ring = grips.without(HOLED, grips.Grip(Hold.CORNER, (0, 0), 1, 0))
    assert ring is not None
    assert len(ring.interiors) == 1
    again = grips.without(ring, grips.Grip(Hold.CORNER, (0, 0), 1, 0))
    assert again is not None
    assert len(again.interiors) == 0


def test_turning_about_the_middle_agrees_with_shapely_and_shift_takes_steps():
    start = grip_of(COURT, Hold.TURN)
    centre = COURT.centroid
    reach = start[1] - centre.y
    east = (centre.x + reach, centre.y)
    _, _, project, changes = play(CHOSEN, with_item(COURT), *drag(start, east))
    assert [change.label for change in changes] == ["Turn intervention"]
    assert only(project).equals_exact(shapely.affinity.rotate(COURT, -90, origin=centre), 1e-6)
    _, _, project, _ = play(CHOSEN, with_item(COURT), *drag(start, (centre.x + reach, centre.y + 3), far=True))
    assert only(project).equals_exact(shapely.affinity.rotate(COURT, -90, origin=centre), 1e-6)


@given(factor=st.floats(0.3, 3.0))
@settings(deadline=None, max_examples=40)
def test_scaling_multiplies_the_area_by_the_square(factor):
    grip = next(grip for grip in grips.grips(HOLED, 0.5) if grip.hold is Hold.SIZE)
    centre = HOLED.centroid
    at = (centre.x + (grip.at[0] - centre.x) * factor, centre.y + (grip.at[1] - centre.y) * factor)
    assert grips.moved(HOLED, grip, at).area == pytest.approx(HOLED.area * factor**2)


def test_a_corner_that_makes_the_outline_cross_itself_is_put_back_and_told():
    events = drag(grip_of(COURT, Hold.CORNER, 0), (X + 170, Y + 200))
    _, preview, _, _ = play(CHOSEN, with_item(COURT), *events[:-1])
    assert preview.problem
    assert preview.spot is not None
    assert preview.words[0].startswith("The outline crosses itself here.")
    _, preview, after, changes = play(CHOSEN, with_item(COURT), *events)
    assert changes == []
    assert preview.problem
    assert only(after).equals(COURT)


def test_a_dragged_corner_snaps_to_others_but_not_to_itself():
    state = replace(CHOSEN, snapping=True)
    start = grip_of(COURT, Hold.CORNER, 0)
    # The park's corner is at (260, 180).
    _, _, project, _ = play(state, with_item(COURT), *drag(start, (X + 258, Y + 181)))
    assert (X + 260, Y + 180) in list(only(project).exterior.coords)
    _, _, project, _ = play(state, with_item(COURT), *drag(start, (start[0] + 3, start[1] - 2)))
    assert only(project).exterior.coords[0] == pytest.approx((start[0] + 3, start[1] - 2))


def test_a_curve_has_no_corners_to_take_it_by():
    circle = shapely.Point(X + 170, Y + 170).buffer(20, quad_segs=24)
    assert {grip.hold for grip in grips.grips(circle, 0.5)} == {Hold.TURN, Hold.SIZE}
    assert grips.grips(shapely.Point(X, Y), 0.5) == ()


def command(key: str, x: float = 0.0, y: float = 0.0, *, far: bool = False) -> Event:
    return Event("key", *pixel(X + x, Y + y), key=key, modifiers=frozenset({"shift"} if far else ()))


def test_copy_and_paste_between_proposals():
    project = with_item(COURT)
    state, _, project, changes = play(CHOSEN, project, command("copy"), command("paste", 430, 130))
    assert [change.label for change in changes] == ["Paste intervention"]
    pasted = project.proposals[1]
    assert pasted.space == "square"
    assert shape_of(pasted.interventions[0]).centroid.distance(shapely.Point(X + 430, Y + 130)) < 1e-6
    assert pasted.interventions[0].note == "as agreed"
    assert (state.proposal, state.space, state.intervention) == (pasted.id, "square", "greening")


def test_cut_takes_it_away_and_it_can_be_pasted_more_than_once():
    state, _, project, changes = play(
        CHOSEN, with_item(COURT), command("cut"), command("paste", 170, 170), command("paste", 180, 170)
    )
    assert [change.label for change in changes] == ["Cut intervention", "Paste intervention", "Paste intervention"]
    ids = [item.id for item in project.proposals[0].interventions]
    assert ids == ["greening", "greening-2"]
    assert state.intervention == "greening-2"


def test_paste_with_nothing_copied_and_beyond_reach_say_so():
    _, preview, _, changes = play(State(), town(), command("paste", 170, 170))
    assert changes == []
    assert preview.words == ("Nothing has been copied yet.",)
    state, *_ = play(CHOSEN, with_item(COURT), command("copy"))
    _, preview, _, changes = play(state, with_item(COURT), command("paste", 1150, 790))
    assert changes == []
    assert "500 m" in preview.words[0]


def test_duplicate_and_nudge():
    state, _, project, changes = play(CHOSEN, with_item(COURT), command("duplicate"))
    one, two = project.proposals[0].interventions
    assert shape_of(two).equals_exact(shapely.affinity.translate(COURT, 7, -7), 1e-6)
    assert state.intervention == two.id
    for key, far, dx, dy in (
        ("left", False, -0.5, 0),
        ("up", True, 0, 5),
        ("down", False, 0, -0.5),
        ("right", True, 5, 0),
    ):
        _, _, after, changes = play(CHOSEN, with_item(COURT), command(key, far=far))
        assert [change.label for change in changes] == ["Move intervention"]
        assert only(after).equals_exact(shapely.affinity.translate(COURT, dx, dy), 1e-6)
    assert one.id == "it"


def test_a_click_on_a_corner_keeps_what_is_selected():
    state, *_ = play(CHOSEN, with_item(COURT), *click(*grip_of(COURT, Hold.TURN)))
    assert state.intervention == "it"
