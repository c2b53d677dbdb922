"""Tools that look and change nothing: zoom box, measuring, identifying, and selecting by box and lasso.

They are steps like those of `services.tools`, which hands them what is theirs. With the mouse a box or lasso is dragged
and corners of a measured line are clicked; with the keyboard Enter sets each corner, at the pointer or in the middle of
the map, and Enter twice at one place ends. Escape ends, Delete takes the last corner back.
"""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from typing import TYPE_CHECKING

import shapely

from spaceplanner.services import arranging, measuring
from spaceplanner.services.gestures import Preview, Tool
from spaceplanner.services.traces import Asked, Trace

if TYPE_CHECKING:
    from collections.abc import Callable

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.project import Project
    from spaceplanner.services.gestures import Event, State
    from spaceplanner.services.traces import Corner, How

TOOLS = (Tool.ZOOM_BOX, Tool.MEASURE, Tool.IDENTIFY, Tool.PICK_BOX, Tool.PICK_LASSO)
SLOP = 4.0
"""Pixels the pointer may move between press and release of a click."""
REACH = 5.0
"""Pixels within which a click hits something."""
_CLICK_ZOOM = 2.0
_STEP = 3.0
"""Pixels between two corners of a lasso."""
_WITH_SELECT = {"shift": Tool.ZOOM_BOX, "alt": Tool.IDENTIFY}
"""Key held with the tool that selects -> the tool that it lends."""

Outcome = tuple["State", Preview, None]


def takes(state: State, event: Event, project: Project, view: View) -> bool:
    """Return whether an event is for one of these tools, in hand or lent by a key.

    Nothing is lent over what can be taken hold of: there the key says how it is moved.
    """
    if state.drag is not None or event.kind not in _STEPS or (event.kind == "press" and event.button != "left"):
        return False
    if state.tool is not Tool.SELECT or state.trace is not None:
        return state.tool in TOOLS or state.tool is Tool.SELECT
    return (
        _lent(event) is not None and arranging.held_at(state, project, view.to_map(event.px, event.py), view)[0] is None
    )


def step(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Return the next state and the preview for what the user did; there is never a change."""
    trace = state.trace
    tool = state.tool if state.tool in TOOLS else (trace.tool if trace else _lent(event)) or state.tool
    state, preview, change = _STEPS[event.kind](state, event, view, tool)
    if state.trace is not None and tool is Tool.MEASURE and not state.trace.closed and event.kind != "leave":
        preview = replace(preview, words=measuring.pointer_words(measuring.measures(state.trace.shown, project.crs)))
    return state, preview, change


def _lent(event: Event) -> Tool | None:
    if event.kind != "press":
        return None
    return next((tool for key, tool in _WITH_SELECT.items() if key in event.modifiers), None)


def _press(state: State, event: Event, view: View, tool: Tool) -> Outcome:
    at = view.to_map(event.px, event.py)
    if tool is Tool.MEASURE:
        return replace(state, trace=_with_corner(state.trace, at)), Preview(), None
    begun = state.trace
    if begun is not None and begun.start is None:  # begun with the keyboard
        return replace(state, trace=replace(begun, end=at, start=(event.px, event.py), dragged=True)), Preview(), None
    return replace(state, trace=Trace(tool, (at,), at, (event.px, event.py))), Preview(), None


def _move(state: State, event: Event, view: View, tool: Tool) -> Outcome:
    del tool
    trace, at = state.trace, view.to_map(event.px, event.py)
    if trace is None or trace.closed:
        return state, Preview(), None
    dragged = trace.dragged or _away(trace, event) > SLOP
    corners = trace.corners
    if trace.tool is Tool.PICK_LASSO and trace.start is not None and _apart(corners[-1], at, view) >= _STEP:
        corners = (*corners, at)
    return replace(state, trace=replace(trace, corners=corners, end=at, dragged=dragged)), Preview(), None


def _release(state: State, event: Event, view: View, tool: Tool) -> Outcome:
    trace = state.trace
    if trace is None or trace.start is None or tool is Tool.MEASURE:
        return state, Preview(), None
    at = view.to_map(event.px, event.py)
    dragged = trace.dragged or _away(trace, event) > SLOP
    state = replace(state, trace=None)
    if tool is Tool.IDENTIFY or not dragged:
        return state, _clicked(state, tool, event, view), None
    corners = (*trace.corners, at)
    return state, _drawn(tool, corners, event, view), None


def _clicked(state: State, tool: Tool, event: Event, view: View) -> Preview:
    """Return what a click without a drag asks for."""
    if tool is Tool.ZOOM_BOX:
        return Preview() if state.tool is not tool else Preview(view=view.zoomed(_CLICK_ZOOM, event.px, event.py))
    place = shapely.Point(view.to_map(event.px, event.py))
    return Preview(asked=Asked(tool, place, REACH * view.resolution, _how(event)))


def _drawn(tool: Tool, corners: tuple[Corner, ...], event: Event, view: View) -> Preview:
    """Return what a box or a lasso asks for; without ground in it, nothing."""
    shape = area_of(tool, corners)
    if shape is None:
        return Preview()
    if tool is Tool.ZOOM_BOX:
        return Preview(view=_onto(shape.bounds, view))
    return Preview(asked=Asked(tool, shape, REACH * view.resolution, _how(event)))


def area_of(tool: Tool, corners: tuple[Corner, ...]) -> shapely.Polygon | shapely.MultiPolygon | None:
    """Return the ground that a box or a lasso encloses, None for none; a lasso that crosses itself holds all its loops."""
    if len(corners) < 2:  # noqa: PLR2004 - two corners make a box
        return None
    if tool is not Tool.PICK_LASSO:
        (x0, y0), (x1, y1) = corners[0], corners[-1]
        box = shapely.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        return box if box.area > 0 else None
    if len(corners) < 3:  # noqa: PLR2004 - three corners make an area
        return None
    made = shapely.make_valid(shapely.Polygon(corners))
    areas = [part for part in shapely.get_parts(made) if part.geom_type == "Polygon"]
    whole = shapely.union_all(areas) if areas else None
    return whole if whole is not None and whole.area > 0 else None


def _key(state: State, event: Event, view: View, tool: Tool) -> Outcome:
    trace = state.trace
    if event.key == "escape":
        if trace is None:
            return replace(state, tool=Tool.SELECT, type=None), Preview(), None
        ended = trace.tool is Tool.MEASURE and not trace.closed and len(trace.corners) > 1
        return replace(state, trace=replace(trace, closed=True, end=None) if ended else None), Preview(), None
    if event.key == "delete":
        fewer = trace is not None and not trace.closed and len(trace.corners) > 1
        kept = replace(trace, corners=trace.corners[:-1]) if trace is not None and fewer else None
        return replace(state, trace=kept), Preview(), None
    if event.key == "enter":
        return _corner_by_key(state, event, view, tool)
    return state, Preview(), None


def _corner_by_key(state: State, event: Event, view: View, tool: Tool) -> Outcome:
    at, trace = view.to_map(event.px, event.py), state.trace
    if tool is Tool.IDENTIFY:
        return state, _clicked(state, tool, event, view), None
    if trace is None or trace.closed:
        return replace(state, trace=Trace(tool, (at,), at)), Preview(), None
    again = at == trace.corners[-1]
    if tool is Tool.MEASURE:
        new = replace(trace, closed=True, end=None) if again else _with_corner(trace, at)
        return replace(state, trace=new), Preview(), None
    if tool is Tool.PICK_LASSO and not again:
        return replace(state, trace=replace(trace, corners=(*trace.corners, at), end=at)), Preview(), None
    state = replace(state, trace=None)
    if again and len(trace.corners) == 1:
        return state, _clicked(state, tool, event, view), None
    return state, _drawn(tool, (*trace.corners, at), event, view), None


def _double(state: State, event: Event, view: View, tool: Tool) -> Outcome:
    del event, view
    trace = state.trace
    if tool is not Tool.MEASURE or trace is None:
        return state, Preview(), None
    return replace(state, trace=replace(trace, closed=True, end=None)), Preview(), None


def _leave(state: State, event: Event, view: View, tool: Tool) -> Outcome:
    del event, view, tool
    trace = state.trace
    if trace is None or trace.start is not None:
        return state, Preview(), None
    return replace(state, trace=replace(trace, end=None)), Preview(), None


_STEPS: dict[str, Callable[[State, Event, View, Tool], Outcome]] = {
    "press": _press,
    "move": _move,
    "release": _release,
    "double": _double,
    "key": _key,
    "leave": _leave,
}


def _with_corner(trace: Trace | None, at: Corner) -> Trace:
    """Return the measured line with another corner; a line that is finished gives way to a new one."""
    if trace is None or trace.closed:
        return Trace(Tool.MEASURE, (at,), at)
    if at == trace.corners[-1]:
        return trace
    return replace(trace, corners=(*trace.corners, at), end=at)


def _how(event: Event) -> How:
    return "add" if "shift" in event.modifiers else "remove" if "ctrl" in event.modifiers else "new"


def _away(trace: Trace, event: Event) -> float:
    return 0.0 if trace.start is None else hypot(event.px - trace.start[0], event.py - trace.start[1])


def _apart(one: Corner, other: Corner, view: View) -> float:
    return hypot(one[0] - other[0], one[1] - other[1]) / view.resolution


def _onto(bounds: tuple[float, float, float, float], view: View) -> View:
    """Return the view that shows a rectangle on the ground as large as it may be."""
    x0, y0, x1, y1 = bounds
    there = replace(view, x=(x0 + x1) / 2, y=(y0 + y1) / 2)
    wanted = max((x1 - x0) / view.width, (y1 - y0) / view.height)
    return there.zoomed(view.resolution / wanted, view.width / 2, view.height / 2)
