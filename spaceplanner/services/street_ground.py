"""The streets of a project as the ground on which incidents lie and methods are judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import network, network_edge
from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.network import Network, Snapped
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.project import Project

ALONGSIDE = 10.0
"""Metres by which the study area is widened for its streets: one that forms the boundary lies in it, and so do its
incidents, on whichever side of the line they were drawn."""


@dataclass(frozen=True, eq=False, slots=True)
class Placed:
    """Incidents on the streets.

    Attributes
    ----------
    streets
        The network; where there is an area, every edge lies within it or outside.
    at
        (n,) where the incidents lie; those that do not count are on no street.
    within
        (m,) the edges of the study area; all where none was given.
    cut
        (nodes,) where a street ends only because the layer does; none where no area was given.
    far, outside
        How many incidents are too far from a street, and how many are on streets outside the area.
    """

    streets: Network
    at: Snapped
    within: NDArray[np.bool_]
    cut: NDArray[np.bool_]
    far: int
    outside: int


def lines(project: Project) -> list[Layer]:
    """Return the layers of streets that are lines."""
    return [layer for layer in project.by_role(Role.STREETS) if layer.kind is GeometryKind.LINE]


def of_project(project: Project, area: BaseGeometry | None = None) -> Network:
    """Return the network of a project's streets, parted at the boundary of an area where one is given.

    Raises
    ------
    AnalysisError
        If it has none.
    """
    layers = lines(project)
    if not layers:
        raise AnalysisError(N_("The project has no streets: add a layer of lines with the role streets."))
    shapes = np.concatenate([layer.geometry for layer in layers])
    return network.build(shapes if area is None else network_edge.split(shapes, area))


def place(project: Project, xy: NDArray[np.float64], area: BaseGeometry | None) -> Placed:
    """Return incidents (n, 2) on the streets of a project, or only on those of an area.

    Raises
    ------
    AnalysisError
        If the project has no streets, or no incident is near one.
    """
    around = None if area is None else shapely.buffer(area, ALONGSIDE)
    streets = of_project(project, around)
    at = network.snap(streets, xy)
    far = int((~at.found).sum())
    if far == len(xy):
        raise AnalysisError(
            N_(
                "None of the incidents is within {distance} m of a street: check that the layers of streets and incidents are of one city."
            ),
            distance=network.FARTHEST,
        )
    if area is None or around is None:
        nowhere = np.zeros(len(streets.nodes), dtype=np.bool_)
        return Placed(streets, at, np.ones(len(streets.lengths), dtype=np.bool_), nowhere, far, 0)
    within = network_edge.inside(streets, around)
    held = at.found & within[at.edge]
    outside = len(xy) - far - int(held.sum())
    placed = replace(at, edge=np.where(held, at.edge, -1))
    return Placed(streets, placed, within, network_edge.cuts(streets, area), far, outside)
