"""Gained ground: what of a space only the lamps or alarms in hand would reach, found anew for every frame of a drag."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import discs
from spaceplanner.cartography import proposed, symbols
from spaceplanner.domain.layer import GeometryKind, Role

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.catalogue import Catalogue, InterventionType
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.space import Space


@dataclass(frozen=True, eq=False, slots=True)
class Bare:
    """The ground of a space that no lamp lights, or where no alarm is heard, before what is in hand is placed.

    Attributes
    ----------
    ground
        Polygons, metres.
    radius
        Metres around a device that it reaches.
    """

    ground: BaseGeometry
    radius: float

    def gained(self, devices: BaseGeometry) -> BaseGeometry:
        """Return what of the bare ground some devices, points in metres, would reach."""
        return discs.ground(self.ground, shapely.get_coordinates(devices), self.radius)


def measure(kind: InterventionType | None) -> str | None:
    """Return which share of a space's ground grows with a type; None where it reaches none."""
    if kind is None or kind.geometry != "point":
        return None
    return "lit_share" if kind.lamp else "heard_share" if kind.alarm else None


def bare(project: Project, space: Space, proposal: Proposal | None, catalogue: Catalogue, reached: str) -> Bare:
    """Return the ground of a space that is bare today and with the rest of its proposal.

    Parameters
    ----------
    project, proposal
        Without what is in hand; no proposal where that makes it.
    reached
        ``lit_share`` or ``heard_share``.
    """
    lit = reached == "lit_share"
    radius = project.settings.lit_radius if lit else project.settings.hearing_radius
    role, placed = (Role.LAMPS, proposed.lamps) if lit else (Role.ALARMS, proposed.alarms)
    layers = [layer for layer in project.by_role(role) if layer.kind is GeometryKind.POINT]
    standing = [layer.geometry[symbols.works(layer)] for layer in layers]
    if proposal is not None:
        standing.append(placed(proposal, catalogue))
    xy = np.concatenate([np.empty((0, 2)), *standing])
    covered = discs.ground(space.shape, xy, radius) if len(xy) else shapely.Polygon()
    return Bare(shapely.difference(space.shape, covered), radius)
