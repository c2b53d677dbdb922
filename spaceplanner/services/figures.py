"""The figures of each space, exact and as they may be published: a group for each subject.

A group is a stage like any other: it is made again only when what it rests on was, so that one lamp that moves leaves
the figures of incidents, sound and residents as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import proximity, timing
from spaceplanner.i18n import N_
from spaceplanner.services import condition, figures_incidents, figures_light, figures_sound, reach
from spaceplanner.services.figure_parts import column, none, public, reasons
from spaceplanner.services.stage import Stage
from spaceplanner.services.stages import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from spaceplanner.services.figure_parts import Column, Columns
    from spaceplanner.services.inputs import Alarms, Incidents, Inputs, Lamps, Places
    from spaceplanner.services.memo import Memo

    Areas = tuple[NDArray[np.float64], NDArray[np.int64]]


def columns(inputs: Inputs, memo: Memo) -> Columns:
    """Return measure id -> a figure for each space, in the order of the spaces.

    Parameters
    ----------
    inputs
        The unpacked project.
    memo
        Where the groups and the stages before them are remembered.
    """
    return {
        measure: found for name, group in GROUPS.items() for measure, found in run(name, group, inputs, memo).items()
    }


def _area(places: Places) -> Columns:
    areas = shapely.area(places.shapes)
    return {"area_m2": [public(float(area), "m2") for area in areas]}


def _lamps(  # noqa: PLR0917 - positional as the inputs of its stage
    places: Places,
    inside: NDArray[np.int64],
    within: NDArray[np.int64],
    covered_inside: NDArray[np.bool_],
    covered_within: NDArray[np.bool_],
    lamps: Lamps,
) -> Columns:
    def counted(pairs: NDArray[np.int64], covered: NDArray[np.bool_]) -> Column:
        found = proximity.counts(pairs, len(places.spaces)).tolist()
        why = reasons(covered, present=lamps.present)
        return [none("count", reason) if reason else public(n, "count") for n, reason in zip(found, why, strict=True)]

    return {"lamps_inside": counted(inside, covered_inside), "lamps_within": counted(within, covered_within)}


def _lit(places: Places, lit: Areas, covered: NDArray[np.bool_], lamps: Lamps) -> Columns:
    shares, rests = _shares(places, lit[0], reasons(covered, present=lamps.present))
    return {"lit_share": shares, "dark_share": rests}


def _heard(places: Places, heard: Areas, covered: NDArray[np.bool_], alarms: Alarms) -> Columns:
    shares, rests = _shares(places, heard[0], reasons(covered, present=alarms.present))
    return {"heard_share": shares, "silent_share": rests}


def _shares(places: Places, parts: NDArray[np.float64], why: list[str | None]) -> tuple[Column, Column]:
    """Return the share of each space's area, and the share that is left."""
    whole = shapely.area(places.shapes)
    share = np.minimum(np.divide(parts, whole, out=np.full(len(whole), np.nan), where=whole > 0), 1.0)
    return column(share, "share", why), column(1 - share, "share", why)


def _night_light(  # noqa: PLR0917 - positional as the inputs of its stage
    in_light: tuple[NDArray[np.int64], NDArray[np.int64]],
    covered_light: NDArray[np.bool_],
    covered_incidents: NDArray[np.bool_],
    lamps: Lamps,
    incidents: Incidents,
    by_hours: tuple[NDArray[np.int64], NDArray[np.int64]],
    nights: NDArray[np.int8],
) -> Columns:
    why = [
        light or record
        for light, record in zip(
            reasons(covered_light, present=lamps.present),
            reasons(covered_incidents, present=incidents.present),
            strict=True,
        )
    ]
    return figures_light.by_night(in_light, by_hours[1], why, hours=bool((nights != timing.UNKNOWN).any()))


_LABEL = N_("Putting figures together")

GROUPS: Mapping[str, Stage] = {
    "figures_area": Stage(label=_LABEL, function=_area, inputs=("places",)),
    "figures_incidents": Stage(
        label=_LABEL,
        function=figures_incidents.counted,
        inputs=(
            "places",
            "incidents",
            "incidents_within",
            "incidents_inside",
            "nights",
            "period",
            "covered_incidents_within",
            "covered_incidents_inside",
            "nightly",
        ),
    ),
    "figures_luck": Stage(
        label=_LABEL,
        function=figures_incidents.corrected,
        inputs=("incidents", "luck", "luck_published", "covered_incidents_within"),
    ),
    "figures_lamps": Stage(
        label=_LABEL,
        function=_lamps,
        inputs=("places", "lamps_inside", "lamps_within", "covered_lamps_inside", "covered_lamps_within", "lamps"),
    ),
    "figures_lit": Stage(label=_LABEL, function=_lit, inputs=("places", "lit", "covered_lit", "lamps")),
    "figures_light": Stage(
        label=_LABEL,
        function=figures_light.light,
        inputs=("ground_light", "path_light", "entrance_light", "covered_light", "lamps"),
        parameters={"light_class": "light_class"},
    ),
    "figures_night_light": Stage(
        label=_LABEL,
        function=_night_light,
        inputs=(
            "night_in_light",
            "covered_night_light",
            "covered_incidents_within",
            "lamps",
            "incidents",
            "nightly",
            "nights",
        ),
    ),
    "figures_near_alarms": Stage(label=_LABEL, function=_heard, inputs=("places", "heard", "covered_heard", "alarms")),
    "figures_sound": Stage(
        label=_LABEL,
        function=figures_sound.heard,
        inputs=("places", "heard_day", "heard_night", "covered_sound", "alarms"),
    ),
    "figures_dark_silent": Stage(
        label=_LABEL,
        function=figures_sound.dark_and_silent,
        inputs=("dark_silent", "covered_light", "covered_sound", "lamps", "alarms"),
    ),
    "figures_reach": Stage(
        label=_LABEL,
        function=reach.figures,
        inputs=(
            "places",
            "walk_residents",
            "covered_walk",
            "walk_people",
            "homes",
            "covered_walk_300",
            "covered_walk_400",
            "covered_walk_800",
            "residents",
            "walk_told",
        ),
    ),
    "figures_hearing": Stage(
        label=_LABEL,
        function=reach.hearing_figures,
        inputs=(
            "walk_hearing",
            "walk_people",
            "covered_walk_400",
            "covered_walk_alarms",
            "residents",
            "alarms",
            "walk_told",
        ),
    ),
    "figures_condition": Stage(label=_LABEL, function=condition.figures, inputs=("audited", "audits")),
}
"""Name -> the columns of a subject, in the order in which tables show them."""

KEEP: Mapping[str, int] = {name: group.keep for name, group in GROUPS.items()}
"""How many results of each group the memo keeps."""
