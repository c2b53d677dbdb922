"""Arranging: the tool that selects spaces and interventions, moves these and takes them away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapely import affinity

from spaceplanner.errors import EditError
from spaceplanner.services import handling, picking, placing
from spaceplanner.services.gestures import Preview

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.project import Project
    from spaceplanner.services.gestures import Drag, Event, Outcome, State

TOUCH = 9.0
"""Pixels within which an intervention is hit."""


def _take(state: State, event: Event, project: Project, view: View) -> Outcome:
    state, preview, _ = handling.press(state, event, project, view)
    drag = state.drag
    if event.button == "left" and drag is not None:
        held = picking.intervention_at(project, *drag.origin, TOUCH * view.resolution, first=state.proposal)
        state = replace(state, drag=replace(drag, held=held))
    return state, preview, None


def _carry(state: State, event: Event, project: Project, view: View) -> Outcome:
    drag = state.drag
    assert drag is not None
    assert drag.held is not None
    proposal, item = drag.held
    shape = _dragged(drag, (event.px, event.py), view)
    problem = _too_far(drag, shape, project)
    if problem:
        return state, Preview(geometry=shape, type=item.type, words=problem, problem=True), None
    change = placing.move(proposal, item, shape)
    return state, Preview(geometry=shape, type=item.type, change=change, words=(proposal.name,)), None


def _drop(state: State, event: Event, project: Project, view: View, drag: Drag) -> Outcome:
    assert drag.held is not None
    proposal, item = drag.held
    shape = _dragged(drag, (event.px, event.py), view)
    problem = _too_far(drag, shape, project)
    if problem:
        return state, Preview(words=problem, problem=True), None
    state = replace(state, proposal=proposal.id, space=proposal.space, intervention=item.id)
    return state, Preview(), placing.move(proposal, item, shape)


def _click(state: State, event: Event, project: Project, view: View) -> Outcome:
    x, y = view.to_map(event.px, event.py)
    held = picking.intervention_at(project, x, y, TOUCH * view.resolution, first=state.proposal)
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


def _dragged(drag: Drag, at: tuple[float, float], view: View) -> BaseGeometry:
    assert drag.held is not None
    x, y = view.to_map(*at)
    return affinity.translate(drag.held[1].geometry, x - drag.origin[0], y - drag.origin[1])


def _too_far(drag: Drag, shape: BaseGeometry, project: Project) -> tuple[str, ...]:
    """Return why what is held cannot be put down here, in words, or nothing."""
    assert drag.held is not None
    space = picking.spaces(project).by_id.get(drag.held[0].space)
    try:
        placing.check_reach(space, shape)
    except EditError as error:
        return (str(error),)
    return ()


STEPS = handling.steps(click=_click, key=_key, take=_take, carry=_carry, drop=_drop)
"""What the tool that selects does."""
