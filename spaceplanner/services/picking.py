"""Picking: which space or intervention is at a place on the map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import atan2, degrees
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.domain.layer import Role
from spaceplanner.domain.space import spaces_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.space import Space
    from spaceplanner.services.gestures import State


@dataclass(frozen=True, eq=False, slots=True)
class SpaceIndex:
    """The spaces of a project, found by id or by place."""

    spaces: tuple[Space, ...]
    by_id: dict[str, Space]
    tree: shapely.STRtree

    def at(self, x: float, y: float, tolerance: float = 0.0) -> Space | None:
        """Return the smallest space that contains a place, else the nearest one within `tolerance` metres.

        Parameters
        ----------
        x, y
            Metres in the project's CRS.
        tolerance
            Metres; lets a space of a pixel or two be hit.
        """
        place = shapely.Point(x, y)
        inside = self.tree.query(place, predicate="intersects")
        if len(inside):
            areas = [self.spaces[i].shape.area for i in inside]
            return self.spaces[int(inside[int(np.argmin(areas))])]
        if tolerance <= 0 or not self.spaces:
            return None
        near = self.tree.query_nearest(place, max_distance=tolerance)
        return self.spaces[int(near[0])] if len(near) else None


@lru_cache(maxsize=4)
def _index(layers: tuple[Layer, ...]) -> SpaceIndex:
    spaces = spaces_of(layers)
    return SpaceIndex(spaces, {space.id: space for space in spaces}, shapely.STRtree([space.shape for space in spaces]))


def spaces(project: Project) -> SpaceIndex:
    """Return the index of the project's spaces; made once for each version of its space layers."""
    return _index(project.by_role(Role.SPACES))


def intervention_at(
    project: Project, x: float, y: float, tolerance: float, *, first: str | None = None
) -> tuple[Proposal, Intervention] | None:
    """Return the placed intervention nearest to a place, or None.

    Parameters
    ----------
    x, y
        Metres in the project's CRS.
    tolerance
        Farthest distance in metres.
    first
        Id of the proposal whose interventions are preferred over all others.
    """
    place = shapely.Point(x, y)
    best: tuple[bool, float, int] | None = None
    found: tuple[Proposal, Intervention] | None = None
    for proposal in project.proposals:
        for number, item in enumerate(proposal.interventions):
            if item.geometry is None or (distance := float(item.geometry.distance(place))) > tolerance:
                continue
            # At equal distance the one placed last is on top.
            rank = (proposal.id != first, distance, -number)
            if best is None or rank < best:
                best, found = rank, (proposal, item)
    return found


def selected(project: Project, state: State) -> tuple[Proposal, Intervention] | None:
    """Return the selected intervention that is placed on the map, with its proposal, or None."""
    proposal = project.proposal(state.proposal or "")
    for item in proposal.interventions if proposal is not None else ():
        if proposal is not None and item.id == state.intervention and item.geometry is not None:
            return proposal, item
    return None


def longest_side(shape: BaseGeometry) -> float:
    """Return the direction of the longest side of a polygon, in degrees from east, in (-90, 90].

    The outline is simplified to a metre first, so that a drawn curve is no side.
    """
    parts = shapely.get_parts(shape)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    outline = shapely.get_coordinates(shapely.get_exterior_ring(shapely.simplify(largest, 1.0)))
    if len(outline) < 2:  # noqa: PLR2004 - two ends make a side
        return 0.0
    sides = np.diff(outline, axis=0)
    dx, dy = sides[int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))]
    angle = degrees(atan2(dy, dx))
    return angle - 180 if angle > 90 else angle + 180 if angle <= -90 else angle  # noqa: PLR2004 - a half turn
