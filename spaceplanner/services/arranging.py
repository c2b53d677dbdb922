"""Arranging: the tool that selects spaces and interventions, moves these and takes them away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely
from shapely import affinity

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import aiming, grips, handling, picking, placing, soundness
from spaceplanner.services.gestures import Preview
from spaceplanner.services.grips import Hold

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.services.gestures import Drag, Event, Outcome, State
    from spaceplanner.services.grips import Grip
    from spaceplanner.services.snapping import Snap

TOUCH = 9.0
"""Pixels within which an intervention is hit."""
_GEOMETRY = {"Point": "point", "LineString": "line", "Polygon": "polygon"}


def _take(state: State, event: Event, project: Project, view: View) -> Outcome:
    state, preview, _ = handling.press(state, event, project, view)
    drag = state.drag
    if event.button != "left" or drag is None:
        return state, preview, None
    held, grip = held_at(state, project, drag.origin, view)
    return replace(state, drag=replace(drag, held=held, grip=grip)), preview, None


def held_at(
    state: State, project: Project, at: tuple[float, float], view: View
) -> tuple[tuple[Proposal, Intervention] | None, Grip | None]:
    """Return what would be taken hold of at a place, metres: an intervention, and by which grip; None for the map."""
    chosen = picking.selected(project, state)
    grip = grips.grip_at(chosen[1].geometry, at, view.resolution) if chosen is not None else None
    return (chosen if grip is not None else _under(state, project, at, view)), grip


def _under(state: State, project: Project, at: tuple[float, float], view: View) -> tuple[Proposal, Intervention] | None:
    return picking.intervention_at(project, *at, TOUCH * view.resolution, first=state.proposal)


def _carry(state: State, event: Event, project: Project, view: View) -> Outcome:
    assert state.drag is not None
    preview = _carried(state, state.drag, event, project, view)
    return state, preview, None


def _drop(state: State, event: Event, project: Project, view: View, drag: Drag) -> Outcome:
    assert drag.held is not None
    preview = _carried(state, drag, event, project, view)
    if preview.change is None:
        return state, Preview(words=preview.words, problem=True), None
    proposal, item = drag.held
    state = replace(state, proposal=proposal.id, space=proposal.space, intervention=item.id)
    return state, Preview(), preview.change


def _carried(state: State, drag: Drag, event: Event, project: Project, view: View) -> Preview:
    """Return what is held at the pointer, and the change that leaves it there, or why it cannot be left there."""
    assert drag.held is not None
    proposal, item = drag.held
    shape, snap = _shaped(state, drag, event, project, view)
    space = picking.spaces(project).by_id.get(proposal.space)
    fault = soundness.fault(_GEOMETRY.get(item.geometry.geom_type, "point"), shape, space) if item.geometry else None
    if fault is not None:
        told = (fault.words,)
        return Preview(geometry=shape, type=item.type, words=told, problem=True, snap=snap, spot=fault.at)
    label = grips.LABELS[drag.grip.hold] if drag.grip is not None else N_("Move intervention")
    change = placing.move(proposal, item, shape, label)
    words = (proposal.name, *_sizes(item, shape, drag))
    return Preview(geometry=shape, type=item.type, change=change, words=words, snap=snap)


def _shaped(state: State, drag: Drag, event: Event, project: Project, view: View) -> tuple[BaseGeometry, Snap | None]:
    assert drag.held is not None
    item = drag.held[1]
    x, y = view.to_map(event.px, event.py)
    if drag.grip is None:
        shape = affinity.translate(item.geometry, x - drag.origin[0], y - drag.origin[1])
        if shape.geom_type != "Point":
            return shape, None
        aim = aiming.at_place(state, (shape.x, shape.y), event, project, view, skip=item.id)
        return (shape if aim.snap is None else shapely.Point(aim.at)), aim.snap
    if drag.grip.hold in {Hold.TURN, Hold.SIZE}:
        return grips.moved(item.geometry, drag.grip, (x, y), stepped=event.far), None
    aim = aiming.at_place(state, (x, y), event, project, view, skip=item.id)
    return grips.moved(item.geometry, drag.grip, aim.at), aim.snap


def _sizes(item: Intervention, shape: BaseGeometry, drag: Drag) -> tuple[str, ...]:
    """Return what the shape measures now, where it is being changed."""
    if drag.grip is None or item.geometry is None:
        return ()
    if drag.grip.hold is Hold.TURN:
        return (gettext(N_("Hold Shift to turn by steps of 15°.")),)
    if shape.geom_type == "LineString":
        return (gettext(N_("In all {length} m")).format(length=number(shape.length, 1)),)
    text = gettext(N_("Around {length} m, {area} m²"))
    return (text.format(length=number(shape.length, 1), area=number(shape.area, 1)),)


def _click(state: State, event: Event, project: Project, view: View) -> Outcome:
    x, y = view.to_map(event.px, event.py)
    chosen = picking.selected(project, state)
    if chosen is not None and grips.grip_at(chosen[1].geometry, (x, y), view.resolution) is not None:
        return state, Preview(), None
    held = _under(state, project, (x, y), view)
    if held is not None:
        proposal, item = held
        return replace(state, proposal=proposal.id, space=proposal.space, intervention=item.id), Preview(), None
    found = picking.spaces(project).at(x, y, tolerance=handling.SLOP * view.resolution)
    return replace(state, space=found.id if found else None, intervention=None), Preview(), None


def _key(state: State, event: Event, project: Project, view: View) -> Outcome:
    if event.key in {"delete", "backspace"}:
        return delete(state, event, project, view)
    return handling.put_down(state, event, project, view)


def delete(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Take the selected intervention away."""
    del event, view
    proposal = project.proposal(state.proposal or "")
    if proposal is None or all(item.id != state.intervention for item in proposal.interventions):
        return state, Preview(), None
    change = placing.remove(proposal.id, state.intervention or "")
    return replace(state, intervention=None), Preview(), change


def _double(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Take the corner under the pointer away."""
    chosen = picking.selected(project, state)
    if chosen is None:
        return state, Preview(), None
    proposal, item = chosen
    grip = grips.grip_at(item.geometry, view.to_map(event.px, event.py), view.resolution)
    if grip is None or grip.hold is not Hold.CORNER:
        return state, Preview(), None
    assert item.geometry is not None
    shape = grips.without(item.geometry, grip)
    if shape is None:
        words = gettext(N_("It has no corner to spare. Delete removes it as a whole."))
        return state, Preview(words=(words,), problem=True), None
    fault = soundness.fault(_GEOMETRY[shape.geom_type], shape, picking.spaces(project).by_id.get(proposal.space))
    if fault is not None:
        return state, Preview(words=(fault.words,), problem=True, spot=fault.at), None
    return state, Preview(), placing.move(proposal, item, shape, N_("Remove corner"))


STEPS = handling.steps(click=_click, double=_double, key=_key, take=_take, carry=_carry, drop=_drop)
"""What the tool that selects does."""
