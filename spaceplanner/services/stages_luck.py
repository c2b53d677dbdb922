"""Stages that correct counts for luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_
from spaceplanner.services import figures_incidents, luck
from spaceplanner.services.stage import Stage, for_each_space

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL = N_("Comparing spaces with those like them")
_INPUTS = (
    "places",
    "incidents_within",
    "covered_incidents_within",
    "incident_ground",
    "period",
    "walk_residents",
    "residents",
    "covered_walk",
)

STAGES: Mapping[str, Stage] = {
    "incident_ground": Stage(
        label=_LABEL,
        function=luck.around,
        inputs=("places.shapes",),
        parameters={"distance": "incident_radius"},
        update=for_each_space(luck.around),
    ),
    "nightly": Stage(label=_LABEL, function=figures_incidents.nightly, inputs=("incidents_within", "nights", "places")),
    "luck": Stage(label=_LABEL, function=luck.corrected, inputs=_INPUTS, parameters={"published": False}),
    "luck_published": Stage(label=_LABEL, function=luck.corrected, inputs=_INPUTS, parameters={"published": True}),
}
"""`nightly` counts incidents by night, and those with an hour. `luck` rests on the counts, `luck_published` on those that may be published."""
