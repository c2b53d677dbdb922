"""The ground of a space that lamps and alarms reach: today, and with those of a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import lighting, sound
from spaceplanner.domain.result import Figure
from spaceplanner.services import eligibility, figure_parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Settings
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import SpaceDiagnosis
    from spaceplanner.services.site import Site

_GROUND: Mapping[str, tuple[str, str]] = {"lit_share": ("dark_share", "lamp"), "heard_share": ("silent_share", "alarm")}
"""Share of ground that devices reach -> the share they leave, and the attribute of a type that acts as such a device."""


def today(space: SpaceDiagnosis | None) -> dict[str, Figure]:
    """Return the measures of ground that lamps and alarms reach, and of what they leave, as diagnosed."""
    unknown = figure_parts.none("share", "no_layer")
    keys = [key for good, (bad, _) in _GROUND.items() for key in (good, bad)]
    return {key: space.figures.get(key, unknown) if space else unknown for key in keys}


def proposed(
    before: Mapping[str, Figure], proposal: Proposal, catalogue: Catalogue, site: Site, settings: Settings
) -> dict[str, Figure]:
    """Return the measures of the space with the proposal's lamps and alarms beside those that work today."""
    after = dict(before)
    for good, (bad, device) in _GROUND.items():
        types = [key for key, kind in catalogue.types.items() if getattr(kind, device)]
        placed = np.vstack([np.empty((0, 2)), *(eligibility.points(proposal, key) for key in types)])
        now = before[good].exact
        if now is None or site.shape is None or not len(placed):
            continue
        if device == "lamp":
            at = np.vstack((site.lamps_xy, placed))
            ground = lighting.lit_ground(site.shape, at, radius=settings.lit_radius)
        else:
            at = np.vstack((site.alarms_xy, placed))
            ground = sound.heard_ground(site.shape, at, radius=settings.hearing_radius)
        share = max(now, min(1.0, shapely.area(ground) / shapely.area(site.shape)))
        after[good] = Figure(exact=share, published=share, unit="share")
        after[bad] = Figure(exact=1 - share, published=1 - share, unit="share")
    return after


def gap_closed(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> Figure:
    """Return the mean of the shares of the dark and of the silent ground that are closed, where there is a gap."""
    shares, unknown = closed(before, after)
    if unknown == len(_GROUND):
        return figure_parts.none("share", "no_coverage")
    share = sum(shares) / len(shares) if shares else 0.0
    return Figure(exact=share, published=share, unit="share")


def closed(before: Mapping[str, Figure], after: Mapping[str, Figure]) -> tuple[list[float], int]:
    """Return the share closed of each gap there is, and how many gaps nobody knows of."""
    gaps = [(before[bad].exact, after[bad].exact) for bad, _ in _GROUND.values()]
    known = [(now, then) for now, then in gaps if now is not None and then is not None]
    return [(now - then) / now for now, then in known if now > 0], len(gaps) - len(known)
