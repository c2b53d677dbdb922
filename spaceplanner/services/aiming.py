"""Aiming: the place on the ground that the pointer means, snapped to what is near unless that is switched off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner.services import snapping

if TYPE_CHECKING:
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.project import Project
    from spaceplanner.services.gestures import Event, State
    from spaceplanner.services.snapping import Snap

TOLERANCE = 9.0
"""Pixels within which the pointer snaps."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the pointer is, metres, what it snapped to, and the distance of the grid's lines; 0: no grid."""

    at: tuple[float, float]
    snap: Snap | None = None
    grid: float = 0.0


def aim(state: State, event: Event, project: Project, view: View) -> Aim:
    """Return what the pointer means."""
    return at_place(state, view.to_map(event.px, event.py), event, project, view)


def at_place(
    state: State, at: tuple[float, float], event: Event, project: Project, view: View, *, skip: str | None = None
) -> Aim:
    """Return what a place in metres means, as `aim` does for the pointer's.

    Parameters
    ----------
    skip
        Id of the item that is being changed and is not snapped to.
    """
    grid = snapping.grid_step(view.resolution) if state.grid else 0.0
    if event.free or not state.snapping:
        return Aim(at, grid=grid)
    sketch = snapping.Sketch(project.proposal(state.proposal or ""), skip, state.vertices)
    found = snapping.snap(project, at, TOLERANCE * view.resolution, sketch, grid=grid)
    return Aim(at if found is None else (found.x, found.y), found, grid)
