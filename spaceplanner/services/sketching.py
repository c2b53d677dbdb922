"""Sketching: the tool that places interventions of a type on the map."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext, number, pick
from spaceplanner.services import arranging, handling, placing
from spaceplanner.services.gestures import Preview

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.project import Project
    from spaceplanner.services.gestures import Event, Outcome, State
    from spaceplanner.services.placing import Change


def _place(state: State, event: Event, project: Project, view: View) -> Outcome:
    kind = state.type
    if kind is None:
        return state, Preview(), None
    x, y = view.to_map(event.px, event.py)
    first = state.vertices[0] if state.vertices else (x, y)
    try:
        where = placing.target(project, *first, space=state.space, proposal=state.proposal)
    except EditError as error:
        return state, Preview(words=(str(error),), problem=True), None
    if kind.geometry == "line":
        state = replace(state, vertices=(*state.vertices, (x, y)))
        return _hover(state, event, project, view)
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
    if event.key == "enter":
        return _finish_line(state, project)
    if event.key == "delete":
        return arranging.delete(state, event, project, view)
    return handling.put_down(state, event, project, view)


def _hover(state: State, event: Event, project: Project, view: View) -> Outcome:
    kind = state.type
    if kind is None:
        return handling.tell_space(state, event, project, view)
    x, y = view.to_map(event.px, event.py)
    first = state.vertices[0] if state.vertices else (x, y)
    try:
        where = placing.target(project, *first, space=state.space, proposal=state.proposal)
    except EditError as error:
        shape = _ghost(state, x, y, None)
        return state, Preview(geometry=shape, type=kind.id, words=(str(error),), problem=True), None
    shape = _ghost(state, x, y, where)
    change = placing.place(kind, shape, where) if kind.geometry != "line" or state.vertices else None
    words = _placing_words(state, shape, where)
    return state, Preview(geometry=shape, type=kind.id, change=change, words=words), None


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


STEPS = handling.steps(hover=_hover, click=_place, double=_double, key=_key)
"""What the tool that places does."""
