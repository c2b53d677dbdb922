"""Sketching: the tool that draws interventions of a type on the map, corner by corner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot
from typing import TYPE_CHECKING

from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext, number, pick
from spaceplanner.services import aiming, arranging, forms, handling, placing, soundness
from spaceplanner.services.forms import Form
from spaceplanner.services.gestures import Preview

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.project import Project
    from spaceplanner.services.aiming import Aim
    from spaceplanner.services.gestures import Event, Outcome, State
    from spaceplanner.services.placing import Change, Target
    from spaceplanner.services.soundness import Fault

_MOST = 500
"""Items that one row may have."""
_HOW = {
    Form.ROW: N_("Click for each corner; Enter or a double click ends the row."),
    Form.CORNERS: N_("Click for each corner; Enter or a double click ends the line."),
    Form.RECTANGLE: N_("Click the opposite corner, or type width and height."),
    Form.TURNED: N_("Click the next corner, or type a length."),
    Form.CIRCLE: N_("Click the edge of the circle, or type its radius."),
}
"""How a form goes on after its first corner; message ids."""
_AREA = N_("Click for each corner; Enter or a double click closes the area.")


@dataclass(frozen=True, eq=False, slots=True)
class _Draft:
    """What some corners make, where it would go, and what is wrong with it."""

    kind: InterventionType
    corners: tuple[tuple[float, float], ...]
    shape: BaseGeometry
    where: Target | None
    fault: Fault | None

    def change(self, form: Form, spacing: float) -> Change | None:
        """Return the change that keeps it, or None if it cannot be kept."""
        if self.where is None or self.fault is not None:
            return None
        if form is Form.ROW:
            return placing.place_row(self.kind, forms.row(self.corners, spacing), self.where)
        return placing.place(self.kind, self.shape, self.where)


def _draft(state: State, kind: InterventionType, corners: tuple[tuple[float, float], ...], project: Project) -> _Draft:
    where, refusal = None, None
    try:
        where = placing.target(project, *corners[0], space=state.space, proposal=state.proposal)
    except EditError as error:
        refusal = soundness.Fault(str(error), corners[0] if len(corners) > 1 else None)
    space = where.space if where is not None else None
    crowd = forms.row_count(corners, state.spacing) if state.form is Form.ROW else 1
    if crowd > _MOST:
        words = gettext(N_("This row would have {count} items; {most} is the most. Choose a wider spacing."))
        refusal = refusal or soundness.Fault(words.format(count=number(crowd), most=number(_MOST)))
        shape = forms.outline(Form.CORNERS, kind, corners, space=space, spacing=state.spacing)
    else:
        shape = forms.outline(state.form, kind, corners, space=space, spacing=state.spacing)
    return _Draft(kind, corners, shape, where, refusal or soundness.fault(kind.geometry, shape, space))


def _hover(state: State, event: Event, project: Project, view: View) -> Outcome:
    if state.type is None:
        return handling.tell_space(state, event, project, view)
    return state, _shown(state, aiming.aim(state, event, project, view), project), None


def _shown(state: State, aim: Aim, project: Project) -> Preview:
    kind = state.type
    assert kind is not None
    corners = (*state.vertices, aim.at)
    draft = _draft(state, kind, corners, project)
    unfinished = draft.where is not None and len(corners) < _needed(state.form, kind)
    wrong = draft.fault if draft.fault is not None and not unfinished else None
    words = (wrong.words, *_sizes(state, draft)) if wrong is not None else _words(state, draft)
    # One corner of a line or an area is worth nothing yet.
    change = draft.change(state.form, state.spacing) if len(corners) >= _needed(state.form, kind) else None
    return Preview(
        geometry=draft.shape,
        type=kind.id,
        change=change,
        words=words,
        problem=wrong is not None,
        corners=state.vertices,
        snap=aim.snap,
        spot=wrong.at if wrong is not None else None,
        grid=aim.grid,
    )


def _needed(form: Form, kind: InterventionType) -> int:
    """Return how many corners a form has at least."""
    return forms.CORNERS.get(form) or (3 if kind.geometry == "polygon" else 2)


def _sizes(state: State, draft: _Draft) -> tuple[str, ...]:
    return forms.dimensions(state.form, draft.kind, draft.corners, draft.shape, state.spacing)


def _words(state: State, draft: _Draft) -> tuple[str, ...]:
    where, title = draft.where, pick(draft.kind.name)
    assert where is not None
    if len(draft.corners) > 1:
        first, *others = _sizes(state, draft)
        how = _AREA if state.form is Form.CORNERS and draft.kind.geometry == "polygon" else _HOW[state.form]
        return f"{title} · {first}", *others, gettext(how)
    items = reversed(where.proposal.interventions)
    last = next((item.geometry for item in items if item.type == draft.kind.id and item.geometry), None)
    if last is not None and state.form is Form.STAMP:
        apart = gettext(N_("{distance} m from the last one")).format(distance=number(draft.shape.distance(last), 1))
        title = f"{title} · {apart}"
    return title, where.proposal.name


def _click(state: State, event: Event, project: Project, view: View) -> Outcome:
    if state.type is None:
        return state, Preview(), None
    return _set(state, event, project, view, aiming.aim(state, event, project, view))


def _typed(state: State, event: Event, project: Project, view: View) -> Outcome:
    """Set the next corner by what was typed."""
    if state.type is None or not state.vertices:
        return state, Preview(), None
    pointer = aiming.aim(state, event, project, view).at
    at = forms.typed(state.form, state.vertices, pointer, event.values)
    return _set(state, event, project, view, aiming.Aim(at))


def _set(state: State, event: Event, project: Project, view: View, aim: Aim) -> Outcome:
    """Set a corner; the last one of a form finishes it."""
    kind = state.type
    assert kind is not None
    corners = (*state.vertices, aim.at)
    if state.vertices and hypot(aim.at[0] - state.vertices[-1][0], aim.at[1] - state.vertices[-1][1]) < 1e-6:  # noqa: PLR2004 - one place
        return state, _shown(state, aim, project), None
    if len(corners) >= forms.CORNERS.get(state.form, len(corners) + 1):
        return _finish(state, corners, project, aim)
    if kind.geometry == "polygon" and len(state.vertices) > 2 and aim.at == state.vertices[0]:  # noqa: PLR2004 - closed
        return _finish(state, state.vertices, project, aim)
    if not state.vertices and (fault := _misplaced(state, corners, project)) is not None:
        return state, Preview(words=(fault.words,), problem=True), None
    state = replace(state, vertices=corners)
    return _hover(state, event, project, view)


def _misplaced(state: State, corners: tuple[tuple[float, float], ...], project: Project) -> Fault | None:
    """Return why nothing can be begun at a place."""
    assert state.type is not None
    draft = _draft(state, state.type, corners, project)
    return draft.fault if draft.where is None else None


def _finish(state: State, corners: tuple[tuple[float, float], ...], project: Project, aim: Aim) -> Outcome:
    """Keep what the corners make, or say at the spot why it cannot be kept and lose none of them."""
    kind = state.type
    assert kind is not None
    draft = _draft(state, kind, corners, project)
    change = draft.change(state.form, state.spacing)
    if change is None or draft.where is None:
        fault = draft.fault
        assert fault is not None
        shown = _shown(state, aim, project) if state.vertices else Preview()
        return state, replace(shown, words=(fault.words,), problem=True, spot=fault.at, change=None), None
    proposal, item = change.proposal, change.intervention
    state = replace(state, space=draft.where.space.id, proposal=proposal, intervention=item, vertices=())
    return state, Preview(), change


def _double(state: State, event: Event, project: Project, view: View) -> Outcome:
    return _end(state, event, project, view)


def _end(state: State, event: Event, project: Project, view: View) -> Outcome:
    """End what is being drawn: with its corners, or with the pointer where a form has a fixed number of them."""
    if state.type is None or not state.vertices:
        return state, Preview(), None
    aim = aiming.aim(state, event, project, view)
    fixed = state.form in forms.CORNERS
    return _finish(state, (*state.vertices, aim.at) if fixed else state.vertices, project, aim)


def _key(state: State, event: Event, project: Project, view: View) -> Outcome:
    if event.key == "enter":
        return _end(state, event, project, view)
    if event.key == "backspace" and state.vertices:
        return _hover(replace(state, vertices=state.vertices[:-1]), event, project, view)
    if event.key in {"delete", "backspace"}:
        return arranging.delete(state, event, project, view)
    return handling.put_down(state, event, project, view)


STEPS = handling.steps(hover=_hover, click=_click, double=_double, key=_key, typed=_typed)
"""What the tool that draws does."""
