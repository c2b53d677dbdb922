"""Clipping: the selected intervention is copied, cut, pasted, doubled and nudged, whatever tool is in hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapely import affinity

from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext
from spaceplanner.services import picking, placing
from spaceplanner.services.gestures import Preview

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.project import Project
    from spaceplanner.services.gestures import Event, Outcome, State, Step

NUDGE, FAR = 0.5, 5.0
"""Metres that an arrow moves what is selected, and with Shift."""
_BESIDE = 14.0
"""Pixels between something and its double."""
_ARROWS = {"left": (-1, 0), "right": (1, 0), "up": (0, 1), "down": (0, -1)}


def _copy(state: State, event: Event, project: Project, view: View) -> Outcome:
    del event, view
    found = picking.selected(project, state)
    return (state if found is None else replace(state, clip=found[1])), Preview(), None


def _cut(state: State, event: Event, project: Project, view: View) -> Outcome:
    del event, view
    found = picking.selected(project, state)
    if found is None:
        return state, Preview(), None
    proposal, item = found
    change = placing.remove(proposal.id, item.id, N_("Cut intervention"))
    return replace(state, clip=item, intervention=None), Preview(), change


def _paste(state: State, event: Event, project: Project, view: View) -> Outcome:
    item = state.clip
    if item is None or item.geometry is None:
        return state, Preview(words=(gettext(N_("Nothing has been copied yet.")),), problem=True), None
    x, y = view.to_map(event.px, event.py)
    centre = item.geometry.centroid
    shape = affinity.translate(item.geometry, x - centre.x, y - centre.y)
    try:
        where = placing.target(project, x, y, space=state.space, proposal=state.proposal)
        placing.check_reach(where.space, shape)
    except EditError as error:
        return state, Preview(words=(str(error),), problem=True), None
    change = placing.add(replace(item, geometry=shape), where, N_("Paste intervention"))
    return _after(state, change, where), Preview(), change


def _double(state: State, event: Event, project: Project, view: View) -> Outcome:
    del event
    found = picking.selected(project, state)
    if found is None:
        return state, Preview(), None
    proposal, item = found
    away = _BESIDE * view.resolution
    where = placing.Target(picking.spaces(project).by_id[proposal.space], proposal, is_new=False)
    shape = affinity.translate(item.geometry, away, -away)
    try:
        placing.check_reach(where.space, shape)
    except EditError as error:
        return state, Preview(words=(str(error),), problem=True), None
    change = placing.add(replace(item, geometry=shape), where, N_("Duplicate intervention"))
    return _after(state, change, where), Preview(), change


def _nudge(state: State, event: Event, project: Project, view: View) -> Outcome:
    del view
    found = picking.selected(project, state)
    if found is None:
        return state, Preview(), None
    proposal, item = found
    step = FAR if event.far else NUDGE
    dx, dy = _ARROWS[event.key]
    shape = affinity.translate(item.geometry, dx * step, dy * step)
    try:
        placing.check_reach(picking.spaces(project).by_id.get(proposal.space), shape)
    except EditError as error:
        return state, Preview(words=(str(error),), problem=True), None
    return state, Preview(), placing.move(proposal, item, shape)


def _after(state: State, change: placing.Change, where: placing.Target) -> State:
    return replace(state, space=where.space.id, proposal=change.proposal, intervention=change.intervention)


COMMANDS: Mapping[str, Step] = {
    "copy": _copy,
    "cut": _cut,
    "paste": _paste,
    "duplicate": _double,
    **dict.fromkeys(_ARROWS, _nudge),
}
"""Key of an event -> what it does with any tool in hand."""
