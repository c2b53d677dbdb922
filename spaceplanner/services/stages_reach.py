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
    "walked": Stage(label=_LABEL, function=reach.walked, inputs=("places.shapes", "doors", "homes.xy", "network")),
    "walk_people": Stage(label=_LABEL, function=reach.near, inputs=("walked", "homes.people")),
    "served": Stage(label=_LABEL, function=reach.served, inputs=("walked", "homes.people")),
    "supply": Stage(label=_LABEL, function=reach.supply, inputs=("walked", "homes.people", "places")),
    "city": Stage(
        label=_LABEL,
        function=reach.city,
        inputs=("served", "supply", "homes", "places", "alarms", "hearing_night", "coverage.alarms", "residents"),
    ),
    "covered_walk_300": covered("residents", 300.0),
    "covered_walk_400": covered("residents", 400.0),
    "covered_walk_800": covered("residents", 800.0),
}
"""`walk_people` is (spaces, distances, groups); `city` the figures of the whole study area."""
