"""Cutting and joining: a line splits the selected item, an outline cuts a hole into it, a click joins another to it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
import shapely.ops

from spaceplanner.domain import edits
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import aiming, handling, picking, placing, soundness
from spaceplanner.services.arranging import TOUCH
from spaceplanner.services.gestures import Preview, Tool
from spaceplanner.services.soundness import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.services.gestures import Event, Outcome, State
    from spaceplanner.services.placing import Change

    Place = tuple[float, float]
    Make = Callable[[Proposal, Intervention, tuple[Place, ...]], "Change | Fault"]

_FEW = 3
_BEYOND = 0.01
"""Metres by which a line that splits is drawn out at both ends."""
_STRAIGHT = 0.001
"""Metres by which a corner leaves the line of its neighbours at least."""
_NONE = N_("Select a line or an area first.")
_HOW = {
    Tool.SPLIT: N_("Draw a line across it; Enter or a double click splits it."),
    Tool.HOLE: N_("Draw the outline of the hole; Enter or a double click cuts it."),
    Tool.MERGE: N_("Click another one of its kind to join them."),
}
"""What to do with a tool; message ids."""


def split(shape: BaseGeometry, line: BaseGeometry) -> tuple[BaseGeometry, ...]:
    """Return the parts into which a line cuts a line or an area, the largest first; one if it does not cut through."""
    line = _longer(line)
    if shape.geom_type == "Polygon":
        network = shapely.union_all([shape.boundary, line])
        faces = shapely.get_parts(shapely.polygonize([network]))
        inside = shapely.contains_properly(shape, shapely.point_on_surface(faces))
        parts = faces[inside]
    else:
        crossings = shapely.get_parts(shapely.intersection(shape, line))
        points = [part for part in crossings if part.geom_type == "Point"]
        parts = _pieces(shape, sorted(shape.project(point) for point in points))
    return tuple(parts[np.argsort(-(shapely.area(parts) + shapely.length(parts) * 1e-9), kind="stable")])


def _longer(line: BaseGeometry) -> BaseGeometry:
    """Return a line that goes a little beyond its ends: snapped to a side, an end lies a hair before or behind it."""
    corners = shapely.get_coordinates(line)
    for end, next_to in ((0, 1), (-1, -2)):
        away = corners[end] - corners[next_to]
        corners[end] += _BEYOND * away / max(float(np.hypot(*away)), _BEYOND)
    return shapely.LineString(corners)


def _pieces(line: BaseGeometry, places: list[float]) -> np.ndarray:
    """Return the pieces of a line between distances from its start, in metres."""
    inner = [place for place in places if soundness.SHORTEST < place < line.length - soundness.SHORTEST]
    ends = [0.0, *inner, line.length]
    pieces = [shapely.ops.substring(line, one, two) for one, two in pairwise(ends)]
    return np.array([piece for piece in pieces if piece.length > soundness.SHORTEST], dtype=object)


def _split(proposal: Proposal, item: Intervention, corners: tuple[Place, ...]) -> Change | Fault:
    assert item.geometry is not None
    if len(corners) < 2:  # noqa: PLR2004 - two ends make a line
        return Fault(gettext(N_("A line needs two corners. Click for the next one.")))
    parts = split(item.geometry, shapely.LineString(corners))
    if len(parts) < 2:  # noqa: PLR2004 - in two
        return Fault(gettext(N_("The line does not cut all the way through it. Draw it from side to side.")))
    whole, taken = _amount(item.geometry), {other.id for other in proposal.interventions}
    made: list[Intervention] = []
    for number, part in enumerate(parts):
        key = item.id if number == 0 else edits.free_id(taken, item.type)
        taken.add(key)
        share = None if item.quantity is None else item.quantity * _amount(part) / whole
        made.append(replace(item, id=key, geometry=part, quantity=share))
    return _exchanged(N_("Split intervention"), proposal, (item.id,), tuple(made))


def _cut(proposal: Proposal, item: Intervention, corners: tuple[Place, ...]) -> Change | Fault:
    assert item.geometry is not None
    if len(corners) < _FEW:
        return Fault(gettext(N_("An area needs three corners. Click for the next one.")))
    hole = shapely.Polygon(corners)
    fault = soundness.fault("polygon", hole, None)
    if fault is not None:
        return fault
    rest = item.geometry.difference(hole)
    if item.geometry.geom_type != "Polygon" or not item.geometry.contains(hole) or rest.geom_type != "Polygon":
        return Fault(gettext(N_("The hole must lie inside the area. Set its corners within the outline.")))
    left = None if item.quantity is None else item.quantity * rest.area / item.geometry.area
    made = replace(item, geometry=rest, quantity=left)
    return _exchanged(N_("Cut a hole"), proposal, (item.id,), (made,))


def _joined(proposal: Proposal, one: Intervention, two: Intervention) -> Change | Fault:
    if one.type != two.type or one.geometry is None or two.geometry is None:
        return Fault(gettext(N_("Only two of one kind can be joined.")))
    # To the millimetre: sides that were snapped to each other lie a hair apart.
    union = shapely.union(one.geometry, two.geometry, grid_size=_STRAIGHT)
    whole = shapely.line_merge(union) if one.geometry.geom_type == "LineString" else union
    if whole.geom_type != one.geometry.geom_type:
        return Fault(gettext(N_("They do not touch. Move one to the other first.")))
    # Corners that are left on a straight side say nothing any more; a normal ring begins with one that does.
    whole = shapely.simplify(shapely.normalize(whole) if whole.area else whole, _STRAIGHT)
    both = None if one.quantity is None or two.quantity is None else one.quantity + two.quantity
    made = replace(one, geometry=whole, quantity=both)
    return _exchanged(N_("Join interventions"), proposal, (one.id, two.id), (made,))


def _exchanged(label: str, proposal: Proposal, old: tuple[str, ...], new: tuple[Intervention, ...]) -> Change:
    """Return the change that puts items in the place of others; the first one is selected."""

    def edit(project: Project) -> Project:
        current = project.proposal(proposal.id) or proposal
        items: list[Intervention] = []
        for item in current.interventions:
            items.extend(new if item.id == old[0] else () if item.id in old else (item,))
        return edits.put_proposal(replace(current, interventions=tuple(items)))(project)

    return placing.Change(label, edit, proposal.id, new[0].id)


def _amount(shape: BaseGeometry) -> float:
    return float(shape.area or shape.length)


def _hover(state: State, event: Event, project: Project, view: View) -> Outcome:
    if _chosen(state, project) is None:
        return state, Preview(words=(gettext(_NONE),), problem=True), None
    aim = aiming.aim(state, event, project, view)
    corners = (*state.vertices, aim.at)
    closed = state.tool is Tool.HOLE and len(corners) >= _FEW
    shape = shapely.Polygon(corners) if closed else _line(corners)
    words = (gettext(_HOW[state.tool]),)
    return state, Preview(geometry=shape, words=words, corners=state.vertices, snap=aim.snap, grid=aim.grid), None


def _click(state: State, event: Event, project: Project, view: View) -> Outcome:
    if _chosen(state, project) is None:
        return _hover(state, event, project, view)
    at = aiming.aim(state, event, project, view).at
    if state.tool is Tool.HOLE and len(state.vertices) >= _FEW and at == state.vertices[0]:
        return _end(state, event, project, view)
    if not state.vertices or at != state.vertices[-1]:
        state = replace(state, vertices=(*state.vertices, at))
    return _hover(state, event, project, view)


def _end(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Make the change of the corners drawn, or say why there is none and lose none of them."""
    chosen = _chosen(state, project)
    if chosen is None or not state.vertices:
        return _hover(state, event, project, view)
    made = _MAKES[state.tool](*chosen, state.vertices)
    if isinstance(made, Fault):
        shown = _hover(state, event, project, view)[1]
        return state, replace(shown, words=(made.words,), problem=True, spot=made.at), None
    return _done(state, made)


def _key(state: State, event: Event, project: Project, view: View) -> Outcome:
    if event.key == "enter":
        return _end(state, event, project, view)
    if event.key == "backspace" and state.vertices:
        return _hover(replace(state, vertices=state.vertices[:-1]), event, project, view)
    return _put_down(state, event, project, view)


def _line(corners: tuple[Place, ...]) -> BaseGeometry:
    return shapely.LineString(corners) if len(corners) > 1 else shapely.Point(corners[0])


def _chosen(state: State, project: Project) -> tuple[Proposal, Intervention] | None:
    found = picking.selected(project, state)
    return None if found is None or found[1].geometry is None or found[1].geometry.geom_type == "Point" else found


def _done(state: State, change: Change) -> Outcome:
    """Take the tool that selects again: what was made is selected."""
    state = handling.hold(replace(state, intervention=change.intervention), Tool.SELECT)
    return state, Preview(), change


def _put_down(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Give up the corners at Escape, then the tool; what is selected stays so."""
    after, preview, change = handling.put_down(state, event, project, view)
    return replace(after, intervention=state.intervention), preview, change


def _tell_other(state: State, event: Event, project: Project, view: View) -> Outcome:
    del event, view
    words = _HOW[Tool.MERGE] if _chosen(state, project) is not None else _NONE
    return state, Preview(words=(gettext(words),), problem=words == _NONE), None


def _join(state: State, event: Event, project: Project, view: View) -> Outcome:
    chosen = _chosen(state, project)
    if chosen is None:
        return _tell_other(state, event, project, view)
    proposal, item = chosen
    others = replace(proposal, interventions=tuple(other for other in proposal.interventions if other.id != item.id))
    at = view.to_map(event.px, event.py)
    alone = edits.put_proposal(others)(project)
    found = picking.intervention_at(alone, *at, TOUCH * view.resolution, first=proposal.id)
    if found is None or found[0].id != proposal.id:
        return _tell_other(state, event, project, view)
    made = _joined(proposal, item, found[1])
    if isinstance(made, Fault):
        return state, Preview(words=(made.words,), problem=True), None
    return _done(state, made)


_MAKES: dict[Tool, Make] = {Tool.SPLIT: _split, Tool.HOLE: _cut}
DRAWN = handling.steps(hover=_hover, click=_click, double=_end, key=_key)
"""What the tools do that split by a line and cut a hole by an outline."""
JOINING = handling.steps(hover=_tell_other, click=_join, key=_put_down)
"""What the tool does that joins."""
