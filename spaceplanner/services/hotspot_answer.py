"""Hot spots for the window: found, drawn, and each with the name of the place that it is at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from spaceplanner.i18n import N_
from spaceplanner.services import districts, hotspots, picking
from spaceplanner.services.evaluation import LEAST_BANDWIDTH
from spaceplanner.services.hotspot_picture import picture
from spaceplanner.services.progress import between, nowhere

if TYPE_CHECKING:
    from spaceplanner.cartography.hotspots import HotGround
    from spaceplanner.domain.project import Project
    from spaceplanner.services.hotspots import HotSpots, Request
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.selection import Question


@dataclass(frozen=True, slots=True)
class Place:
    """Where a hot spot is.

    Attributes
    ----------
    name
        Of the district or space; empty where the project has neither. Hostile text.
    inside
        The hot spot's middle lies in it; else it is the nearest space.
    """

    name: str
    inside: bool


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Answer:
    """Hot spots as the window shows them.

    Attributes
    ----------
    project, question, request
        What was asked.
    found, ground
        What was found, exact, and how it is drawn.
    places
        Where each hot spot is, by rank.
    """

    project: Project
    question: Question
    request: Request
    found: HotSpots
    ground: HotGround
    places: tuple[Place, ...]

    @property
    def bandwidth(self) -> float | None:
        """Metres, exactly those that were taken; None of districts, which have none."""
        metres = self.found.method.get("bandwidth_m")
        return None if metres is None else float(metres)

    @property
    def in_metres(self) -> Request:
        """The request, with the number in place of the way in which a bandwidth was chosen: it finds the same again."""
        if isinstance(self.request.bandwidth, str):
            return replace(self.request, bandwidth=self.bandwidth)
        return self.request


def answer(project: Project, question: Question, request: Request, progress: Progress = nowhere) -> Answer:
    """Return the hot spots of a project with their picture and the names of their places.

    On held-out months only bandwidths are compared that an export may have, so that both show one picture.

    Parameters
    ----------
    project, question, request
        As for `hotspots.find`.
    progress
        Told before each part; may raise `Cancelled`.

    Raises
    ------
    AnalysisError
        As `hotspots.find` does.
    """
    found = hotspots.find(project, question, request, least=LEAST_BANDWIDTH, progress=between(progress, 0.0, 0.8))
    progress(0.8, N_("Drawing hot spots"))
    ground = picture(found)
    progress(0.95, "")
    return Answer(
        project=project,
        question=question,
        request=request,
        found=found,
        ground=ground,
        places=_places(project, found),
    )


def _places(project: Project, found: HotSpots) -> tuple[Place, ...]:
    """Return the space or district that holds each hot spot's middle, else the nearest space."""
    if not found.spots:
        return ()
    at: Any = shapely.point_on_surface(np.array([spot.shape for spot in found.spots], dtype=object))
    spaces = picking.spaces(project)
    shapes, names = districts.areas(project)
    inside = {**_holding(shapes, names, at), **_holding_spaces(spaces, at)}
    near: dict[int, str] = {}
    if spaces.spaces:
        spot, space = spaces.tree.query_nearest(at, all_matches=False)
        near = {int(i): spaces.spaces[int(j)].name for i, j in zip(spot, space, strict=True)}
    return tuple(
        Place(spot.name or inside.get(i) or near.get(i, ""), inside=bool(spot.name) or i in inside)
        for i, spot in enumerate(found.spots)
    )


def _holding(shapes: Any, names: tuple[str, ...], at: Any) -> dict[int, str]:
    if not len(shapes):
        return {}
    spot, area = shapely.STRtree(shapes).query(at, predicate="intersects")
    return {int(i): names[int(j)] for i, j in zip(spot, area, strict=True)}


def _holding_spaces(spaces: picking.SpaceIndex, at: Any) -> dict[int, str]:
    if not spaces.spaces:
        return {}
    spot, space = spaces.tree.query(at, predicate="intersects")
    return {int(i): spaces.spaces[int(j)].name for i, j in zip(spot, space, strict=True)}
