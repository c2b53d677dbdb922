"""Handling: what the pointer and the keys do with every tool, unless the tool has an answer of its own.

A drag moves the map, a press without movement is a click, Escape puts the tool down.
"""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from typing import TYPE_CHECKING

from spaceplanner.services import forms, picking
from spaceplanner.services.gestures import Drag, Preview, Tool

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.project import Project
    from spaceplanner.services.gestures import Event, Outcome, State, Step

SLOP = 4.0
"""Pixels the pointer may move between press and release of a click."""


def hold(state: State, tool: Tool, kind: InterventionType | None = None) -> State:
    """Return the state with another tool in hand and whatever was going on given up."""
    form = forms.form_for(kind, state.form) if kind is not None else state.form
    return replace(state, tool=tool, type=kind, vertices=(), drag=None, form=form, trace=None)


def nothing(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Do nothing."""
    del event, project, view
    return state, Preview(), None


def press(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Take hold of the map."""
    del project
    at = (event.px, event.py)
    drag = Drag(at, at, view.to_map(*at), click=event.button == "left")
    return replace(state, drag=drag), Preview(), None


def put_down(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Give up what is going on at Escape; if nothing is, put the tool down."""
    del project, view
    if event.key != "escape":
        return state, Preview(), None
    if state.vertices or state.drag is not None:
        return replace(state, vertices=(), drag=None), Preview(), None
    return hold(replace(state, intervention=None), Tool.SELECT), Preview(), None


def tell_space(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Tell which space is under the pointer."""
    found = picking.spaces(project).at(*view.to_map(event.px, event.py))
    return state, Preview(hover=found.id if found else None), None


def steps(
    *,
    hover: Step = tell_space,
    click: Step = nothing,
    double: Step = nothing,
    key: Step = put_down,
    typed: Step = nothing,
    take: Step = press,
    carry: Step = nothing,
    drop: Callable[[State, Event, Project, View, Drag], Outcome] | None = None,
) -> dict[str, Step]:
    """Return what a tool does about each kind of event.

    Parameters
    ----------
    hover, click, double, key
        The pointer moved with no button down, was clicked or clicked twice, and a key was pressed.
    typed
        Values for the next corner were typed.
    take
        A button went down: the next state has a drag.
    carry
        The pointer moved while something is held.
    drop
        The button was released after something held had been moved; the state has no drag any more.
    """

    def move(state: State, event: Event, project: Project, view: View) -> Outcome:
        drag = state.drag
        if drag is None:
            return hover(state, event, project, view)
        at = (event.px, event.py)
        if not drag.moved and hypot(at[0] - drag.start[0], at[1] - drag.start[1]) <= SLOP:
            return state, Preview(), None
        # A pan follows the pointer from where it went down, so the slop is made up for.
        dx, dy = at[0] - drag.last[0], at[1] - drag.last[1]
        state = replace(state, drag=replace(drag, last=at, moved=True))
        if drag.held is None:
            return state, Preview(view=view.panned(dx, dy)), None
        return carry(state, event, project, view)

    def release(state: State, event: Event, project: Project, view: View) -> Outcome:
        drag, free = state.drag, replace(state, drag=None)
        if drag is None:
            return free, Preview(), None
        if drag.moved:
            held = drop is not None and drag.held is not None
            return drop(free, event, project, view, drag) if held and drop else (free, Preview(), None)
        return click(free, event, project, view) if drag.click else (free, Preview(), None)

    return {
        "press": take,
        "move": move,
        "release": release,
        "double": double,
        "key": key,
        "typed": typed,
        "leave": nothing,
    }
