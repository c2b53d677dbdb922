"""Stages of walking distance along the streets (see docs/methods/access.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_
from spaceplanner.services import reach
from spaceplanner.services.stage import Stage, covered

if TYPE_CHECKING:
    from collections.abc import Mapping

_LABEL = N_("Measuring walks along the streets")

STAGES: Mapping[str, Stage] = {
    "network": Stage(label=_LABEL, function=reach.streets, inputs=("ways.lines",)),
    "streets_apart": Stage(label=_LABEL, function=reach.apart, inputs=("network",)),
    "homes": Stage(label=_LABEL, function=reach.homes, inputs=("residents", "coverage.residents")),
    "doors": Stage(
        label=_LABEL,
        function=reach.ways_in,
        inputs=("places.shapes", "network", "ways.entrances_xy", "ways.entrance_spaces"),
    ),
    "walked": Stage(
        label=_LABEL,
        function=reach.walked,
        inputs=("places.shapes", "doors", "homes.xy", "network"),
        parameters={"limit": "walk_limit"},
    ),
    "walk_people": Stage(label=_LABEL, function=reach.near, inputs=("walked", "homes.people")),
    "walk_residents": Stage(
        label=_LABEL,
        function=reach.residents,
        inputs=("walked", "homes.people"),
        parameters={"distance": "walk_distance"},
    ),
    "covered_walk": covered("residents", "walk_distance"),
    "covered_walk_alarms": covered("alarms", 400.0),
    "covered_walk_300": covered("residents", 300.0),
    "covered_walk_400": covered("residents", 400.0),
    "covered_walk_800": covered("residents", 800.0),
    "walk_counted": Stage(
        label=_LABEL,
        function=reach.counted,
        inputs=(
            "walk_people",
            "walk_residents",
            "homes",
            "covered_walk_300",
            "covered_walk_400",
            "covered_walk_800",
            "covered_walk",
        ),
    ),
    "walk_told": Stage(label=_LABEL, function=reach.told, inputs=("walk_counted",)),
    "homes_hearing_day": Stage(label=_LABEL, function=reach.hearing, inputs=("homes", "alarms", "hearing_day")),
    "homes_hearing_night": Stage(label=_LABEL, function=reach.hearing, inputs=("homes", "alarms", "hearing_night")),
    "walk_hearing": Stage(
        label=_LABEL,
        function=reach.heard_near,
        inputs=("walked", "homes", "homes_hearing_day", "homes_hearing_night"),
    ),
    "served": Stage(label=_LABEL, function=reach.served, inputs=("walked", "homes.people")),
    "supply": Stage(
        label=_LABEL, function=reach.supply, inputs=("walked", "homes.people", "places", "covered_walk_400")
    ),
    "city": Stage(
        label=_LABEL,
        function=reach.city,
        inputs=(
            "served",
            "supply",
            "homes",
            "places",
            "alarms",
            "homes_hearing_day",
            "homes_hearing_night",
            "coverage.alarms",
            "residents",
        ),
    ),
}
"""`walk_people` is (spaces, distances, groups), `walk_told` what of it may be published, `walk_hearing` (spaces, day and night), `homes_hearing_...` a flag for each home; `city` the figures of the whole study area."""
