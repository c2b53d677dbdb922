"""Stages of the businesses around each space (see docs/methods/sponsor.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.analysis import proximity
from spaceplanner.i18n import N_
from spaceplanner.services import reach
from spaceplanner.services.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL = N_("Finding businesses near each space")

STAGES: Mapping[str, Stage] = {
    "businesses_walked": Stage(
        label=_LABEL,
        function=reach.walked,
        inputs=("places.shapes", "doors", "businesses.xy", "network"),
        parameters={"limit": "walk_distance"},
    ),
    "businesses_within": Stage(
        label=_LABEL,
        function=proximity.pairs,
        inputs=("businesses.xy", "places.shapes"),
        parameters={"distance": "incident_radius"},
    ),
}
"""`businesses_walked` is the walks from businesses to spaces, `businesses_within` the (m, 2) pairs of space and business
on the ground where incidents are counted."""
