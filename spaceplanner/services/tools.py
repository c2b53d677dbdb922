"""Map tools as pure steps: what the pointer and the keys do with the tool in hand.

``step(state, event, project, view)`` returns the next state, a preview to be drawn over the map, and the change to be
made, if any. A drag previews until the button is released and is then one change: one undo step.
"""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from typing import TYPE_CHECKING

import shapely
from shapely import affinity

from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext, number, pick
from spaceplanner.services import looking, picking, placing
from spaceplanner.services.gestures import Drag, Preview, State, Tool

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.project import Project
    from spaceplanner.services.gestures import Event
    from spaceplanner.services.placing import Change

SLOP = 4.0
"""Pixels the pointer may move between press and release of a click."""
TOUCH = 9.0
"""Pixels within which an intervention is hit."""


Outcome = tuple[State, Preview, "Change | None"]


def step(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Return the next state, the preview and the change for what the user did.

    Parameters
    ----------
    state
        The tool in hand, what is selected and what is going on.
    event
        What the user did.
    project
        The project as it is now.
    view
        The view that the event's pixels belong to.
    """
    if looking.takes(state, event):
        return looking.step(state, event, project, view)
    return _STEPS[event.kind](state, event, project, view)


def hold(state: State, tool: Tool, kind: InterventionType | None = None) -> State:
    """Return the state with another tool in hand and whatever was going on given up."""
    return replace(state, tool=tool, type=kind, vertices=(), drag=None, trace=None)


def _press(state: State, event: Event, project: Project, view: View) -> Outcome:
    at = (event.px, event.py)
    held, origin = None, view.to_map(*at)
    if event.button == "left" and state.tool is Tool.SELECT:
        held = picking.intervention_at(project, *origin, TOUCH * view.resolution, first=state.proposal)
    drag = Drag(at, at, origin, held, click=event.button == "left" and state.tool is not Tool.PAN)
    return replace(state, drag=drag), Preview(), None


def _move(state: State, event: Event, project: Project, view: View) -> Outcome:
    drag = state.drag
    if drag is None:
        return state, _hover(state, event, project, view), None
    at = (event.px, event.py)
    moved = drag.moved or hypot(at[0] - drag.start[0], at[1] - drag.start[1]) > SLOP
    if not moved:
        return state, Preview(), None
    # A pan follows the pointer from where it went down, so the slop is made up for.
    dx, dy = at[0] - drag.last[0], at[1] - drag.last[1]
    state = replace(state, drag=replace(drag, last=at, moved=True))
    if drag.held is None:
        return state, Preview(view=view.panned(dx, dy)), None
    proposal, item = drag.held
    shape = _dragged(drag, at, view)
    problem = _too_far(drag, shape, project)
    if problem:
        return state, Preview(geometry=shape, type=item.type, words=problem, problem=True), None
    change = placing.move(proposal, item, shape)
    return state, Preview(geometry=shape, type=item.type, change=change, words=(proposal.name,)), None


def _release(state: State, event: Event, project: Project, view: View) -> Outcome:
    drag, state = state.drag, replace(state, drag=None)
    if drag is None:
        return state, Preview(), None
    if drag.moved:
        return _drop(state, drag, (event.px, event.py), project, view)
    if not drag.click:
        return state, Preview(), None
    if state.tool is Tool.PLACE and state.type is not None:
        return _place(state, event, project, view)
    return _select(state, drag, event, project, view), Preview(), None


def _drop(state: State, drag: Drag, at: tuple[float, float], project: Project, view: View) -> Outcome:
    if drag.held is None:
        return state, Preview(), None
    proposal, item = drag.held
    shape = _dragged(drag, at, view)
    problem = _too_far(drag, shape, project)
    if problem:
        return state, Preview(words=problem, problem=True), None
    state = replace(state, proposal=proposal.id, space=proposal.space, intervention=item.id)
    return state, Preview(), placing.move(proposal, item, shape)


def _select(state: State, drag: Drag, event: Event, project: Project, view: View) -> State:
    if drag.held is not None:
        proposal, item = drag.held
        return replace(state, proposal=proposal.id, space=proposal.space, intervention=item.id)
    found = picking.spaces(project).at(*view.to_map(event.px, event.py), tolerance=SLOP * view.resolution)
    return replace(state, space=found.id if found else None, intervention=None)


def _place(state: State, event: Event, project: Project, view: View) -> Outcome:
    kind = state.type
    assert kind is not None
    x, y = view.to_map(event.px, event.py)
    first = state.vertices[0] if state.vertices else (x, y)
    try:
        where = placing.target(project, *first, space=state.space, proposal=state.proposal)
    except EditError as error:
        return state, Preview(words=(str(error),), problem=True), None
    if kind.geometry == "line":
        state = replace(state, vertices=(*state.vertices, (x, y)))
        return state, _hover(state, event, project, view), None
    return _placed(state, placing.place(kind, placing.footprint(kind, x, y, where.space), where), where)


def _finish_line(state: State, project: Project) -> Outcome:
    corners = [at for i, at in enumerate(state.vertices) if i == 0 or at != state.vertices[i - 1]]
    if state.type is None or len(corners) < 2:  # noqa: PLR2004 - two ends make a line
        return state, Preview(), None
    try:
        where = placing.target(project, *corners[0], space=state.space, proposal=state.proposal)
    except EditError as error:
        return replace(state, vertices=()), Preview(words=(str(error),), problem=True), None
    return _placed(state, placing.place(state.type, shapely.LineString(corners), where), where)


def _placed(state: State, change: Change, where: placing.Target) -> Outcome:
    state = replace(
        state, space=where.space.id, proposal=change.proposal, intervention=change.intervention, vertices=()
    )
    return state, Preview(), change


def _double(state: State, event: Event, project: Project, view: View) -> Outcome:
    del event, view
    return _finish_line(state, project)


def _key(state: State, event: Event, project: Project, view: View) -> Outcome:
    del view
    if event.key == "escape":
        if state.vertices or state.drag is not None:
            return replace(state, vertices=(), drag=None), Preview(), None
        return hold(replace(state, intervention=None), Tool.SELECT), Preview(), None
    if event.key == "enter":
        return _finish_line(state, project)
    if event.key == "delete" and state.proposal and state.intervention:
        proposal = project.proposal(state.proposal)
        if proposal is not None and any(item.id == state.intervention for item in proposal.interventions):
            change = placing.remove(state.proposal, state.intervention)
            return replace(state, intervention=None), Preview(), change
    return state, Preview(), None


def _leave(state: State, event: Event, project: Project, view: View) -> Outcome:
    del event, project, view
    return state, Preview(), None


_STEPS: dict[str, Callable[[State, Event, Project, View], Outcome]] = {
    "press": _press,
    "move": _move,
    "release": _release,
    "double": _double,
    "key": _key,
    "leave": _leave,
}


def _hover(state: State, event: Event, project: Project, view: View) -> Preview:
    x, y = view.to_map(event.px, event.py)
    if state.tool is not Tool.PLACE or state.type is None:
        found = picking.spaces(project).at(x, y)
        return Preview(hover=found.id if found else None)
    kind = state.type
    first = state.vertices[0] if state.vertices else (x, y)
    try:
        where = placing.target(project, *first, space=state.space, proposal=state.proposal)
    except EditError as error:
        return Preview(geometry=_ghost(state, x, y, None), type=kind.id, words=(str(error),), problem=True)
    shape = _ghost(state, x, y, where)
    change = placing.place(kind, shape, where) if kind.geometry != "line" or state.vertices else None
    return Preview(geometry=shape, type=kind.id, change=change, words=_placing_words(state, shape, where))


def _ghost(state: State, x: float, y: float, where: placing.Target | None) -> BaseGeometry:
    assert state.type is not None
    if state.type.geometry == "line":
        return shapely.LineString([*state.vertices, (x, y)]) if state.vertices else shapely.Point(x, y)
    return placing.footprint(state.type, x, y, where.space if where else None)


def _placing_words(state: State, shape: BaseGeometry, where: placing.Target) -> tuple[str, ...]:
    assert state.type is not None
    title = pick(state.type.name)
    if state.type.geometry == "line":
        how = gettext(N_("Click for each corner; Enter or a double click ends the line."))
        return f"{title} · {number(shape.length, 1)} m", how
    last = next(
        (i.geometry for i in reversed(where.proposal.interventions) if i.type == state.type.id and i.geometry), None
    )
    if last is not None:
        apart = gettext(N_("{distance} m from the last one")).format(distance=number(shape.distance(last), 1))
        title = f"{title} · {apart}"
    return title, where.proposal.name


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
