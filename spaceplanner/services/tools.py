"""Map tools as pure steps: what the pointer and the keys do with the tool in hand.

``step(state, event, project, view)`` returns the next state, a preview to be drawn over the map, and the change to be
made, if any. A drag previews until the button is released and is then one change: one undo step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.services import arranging, clipping, cutting, handling, looking, sketching
from spaceplanner.services.gestures import Tool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.cartography.view import View
    from spaceplanner.domain.project import Project
    from spaceplanner.services.gestures import Event, Outcome, State, Step

TOOLS: Mapping[Tool, Mapping[str, Step]] = {
    Tool.SELECT: arranging.STEPS,
    Tool.PAN: handling.steps(),
    Tool.PLACE: sketching.STEPS,
    Tool.SPLIT: cutting.DRAWN,
    Tool.HOLE: cutting.DRAWN,
    Tool.MERGE: cutting.JOINING,
    **dict.fromkeys(looking.TOOLS, handling.steps()),
}
"""What each tool does about each kind of event."""


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
    if looking.takes(state, event, project, view):
        return looking.step(state, event, project, view)
    if event.kind == "key" and event.key in clipping.COMMANDS:
        return clipping.COMMANDS[event.key](state, event, project, view)
    return TOOLS[state.tool][event.kind](state, event, project, view)
