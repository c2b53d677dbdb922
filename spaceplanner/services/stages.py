"""The stages of a diagnosis: what is computed from what.

The table is the memo graph, the progress bar and the documentation: a stage is computed again only when one of its
inputs is another object or one of its parameters has another value. Where a stage has an `update` and little of its
inputs is new, as after one lamp was moved, only what that touches is computed.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import discs, lighting, proximity, sound, timing
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import (
    notes,
    stages_businesses,
    stages_condition,
    stages_light,
    stages_luck,
    stages_reach,
    stages_sound,
)
from spaceplanner.services.inputs import PRECISIONS
from spaceplanner.services.stage import Stage, covered, with_lamps

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from spaceplanner.domain.project import Settings
    from spaceplanner.services.inputs import Incidents, Inputs
    from spaceplanner.services.memo import Memo


def _period(incidents: Incidents) -> tuple[str, str, float] | None:
    precision = incidents.precision
    return timing.record(incidents.when, precision == PRECISIONS.index("month"), precision == PRECISIONS.index("year"))


def _nights(incidents: Incidents, crs: str | None, timezone: str | None) -> NDArray[np.int8]:
    """Return 1 night, 0 day, -1 unknown for each incident, at its own place."""
    precise = np.isin(incidents.precision, [PRECISIONS.index(name) for name in ("second", "minute", "hour")])
    if crs is None or timezone is None or not precise.any():
        return np.full(len(incidents.xy), timing.UNKNOWN, dtype=np.int8)
    from spaceplanner.io import crs as systems  # noqa: PLC0415 - start-up time: only dated incidents need pyproj

    to_the_hour = incidents.precision == PRECISIONS.index("hour")
    return timing.nights(incidents.when, precise, to_the_hour, systems.lonlat(incidents.xy, crs), timezone)


_INCIDENTS, _NIGHT, _LAMPS, _LIT, _HEARD = (
    N_("Finding incidents near each space"),
    N_("Telling day from night"),
    N_("Finding lamps near each space"),
    N_("Measuring lit ground"),
    N_("Measuring ground within hearing"),
)

STAGES: Mapping[str, Stage] = {
    "incidents_within": Stage(
        label=_INCIDENTS,
        function=proximity.pairs,
        inputs=("incidents.xy", "places.shapes"),
        parameters={"distance": "incident_radius"},
        update=proximity.pairs_updated,
    ),
    "incidents_inside": Stage(
        label=_INCIDENTS,
        function=proximity.among,
        inputs=("incidents_within", "incidents.xy", "places.shapes"),
        update=proximity.among_updated,
    ),
    "period": Stage(label=_NIGHT, function=_period, inputs=("incidents",)),
    "nights": Stage(label=_NIGHT, function=_nights, inputs=("incidents", "crs", "timezone")),
    "lamps_within": Stage(
        label=_LAMPS,
        function=proximity.pairs,
        inputs=("lamps.xy", "places.shapes"),
        parameters={"distance": "lamp_distance"},
        update=proximity.pairs_updated,
    ),
    "lamps_inside": Stage(
        label=_LAMPS,
        function=proximity.among,
        inputs=("lamps_within", "lamps.xy", "places.shapes"),
        update=proximity.among_updated,
    ),
    "lit": Stage(
        label=_LIT,
        function=lighting.lit_area,
        inputs=("places.shapes", "lamps.working_xy"),
        parameters={"radius": "lit_radius"},
        update=discs.updated,
    ),
    "heard": Stage(
        label=_HEARD,
        function=sound.heard_area,
        inputs=("places.shapes", "alarms.working_xy"),
        parameters={"radius": "hearing_radius"},
        update=discs.updated,
    ),
    "incident_notes": Stage(label=_NIGHT, function=notes.of_incidents, inputs=("incidents", "nights", "period")),
    "covered_incidents_inside": covered("incidents", 0.0),
    "covered_incidents_within": covered("incidents", "incident_radius"),
    "around_lamps_inside": covered("lamps", 0.0),
    "around_lamps_within": covered("lamps", "lamp_distance"),
    "around_lit": covered("lamps", "lit_radius"),
    "covered_lamps_inside": with_lamps("around_lamps_inside"),
    "covered_lamps_within": with_lamps("around_lamps_within"),
    "covered_lit": with_lamps("around_lit"),
    "covered_heard": covered("alarms", "hearing_radius"),
    **stages_light.STAGES,
    **stages_sound.STAGES,
    **stages_reach.STAGES,
    **stages_luck.STAGES,
    **stages_condition.STAGES,
    **stages_businesses.STAGES,
}
"""Name -> stage, in an order in which each comes after what it needs.

The pairs are (m, 2) indices of space and point; `lit` and `heard` are the square metres of each space and such pairs;
`period` is the first day, the last day and the years between; `nights` is 1 night, 0 day, -1 unknown."""

KEEP: Mapping[str, int] = (
    {name: stage.keep for name, stage in STAGES.items()}
    | dict.fromkeys(
        (
            "places",
            "incidents",
            "lamps",
            "lamp_models",
            "alarms",
            "residents",
            "businesses",
            "coverages",
            "inputs",
            "assembled",
        ),
        4,
    )
    | {"ranks_drawn": 2}
)
"""How many results of each stage the memo keeps."""


_METRES = ("incident_radius", "lamp_distance", "lit_radius", "hearing_radius", "walk_distance", "light_grid")
_FARTHEST_WALK = 10_000.0
"""Metres: beyond, every space of a city would be paired with every home."""
_CLASSES = range(1, 7)
_WHOLE = ("draws", "seed", "horizon_years", "controls", "light_class")
FARTHEST = 1e7
"""Metres: half of the way to the pole, and more than any city needs."""


def check(settings: Settings) -> None:
    """Refuse settings that no stage can use.

    Raises
    ------
    AnalysisError
        If a distance is not above 0 or not finite, the lighting class is none of P1 to P6, the seed is negative, or a
        number is not whole.
    """
    for name in sorted(_METRES):
        metres = getattr(settings, name)
        if not 0 < metres <= FARTHEST:
            raise AnalysisError(
                N_("The setting {setting} is {value} m: choose a distance above 0 and at most {most} m."),
                setting=name,
                value=metres,
                most=round(FARTHEST),
            )
    if settings.walk_distance > _FARTHEST_WALK:
        raise AnalysisError(
            N_("The walking distance is {value} m: choose {most} m or less."),
            value=settings.walk_distance,
            most=round(_FARTHEST_WALK),
        )
    if settings.light_class not in _CLASSES:
        raise AnalysisError(
            N_("There is no lighting class P{number}: choose one from P1 to P6."), number=settings.light_class
        )
    for name in _WHOLE:
        if not isinstance(getattr(settings, name), int):
            raise AnalysisError(
                N_("The setting {setting} is {value}: choose a whole number."),
                setting=name,
                value=getattr(settings, name),
            )
    if not settings.seed >= 0:
        raise AnalysisError(
            N_("The setting {setting} is {value}: choose {least} or more."),
            setting="seed",
            value=settings.seed,
            least=0,
        )


def compute(name: str, inputs: Inputs, memo: Memo) -> Any:
    """Return the result of a stage, and of those before it, from memory where nothing they need has changed.

    Parameters
    ----------
    name
        A name in `STAGES`.
    inputs
        The unpacked project.
    memo
        Where results are remembered.
    """
    return run(name, STAGES[name], inputs, memo)


def run(name: str, stage: Stage, inputs: Inputs, memo: Memo) -> Any:
    """Return the result of a stage that need not be in the table, such as a group of figures."""
    needed = [_found(path, inputs, memo) for path in stage.inputs]
    parameters = {
        key: getattr(inputs.settings, value) if isinstance(value, str) else value
        for key, value in stage.parameters.items()
    }
    return memo.updating(name, stage.function, stage.update, *needed, **parameters)


def _found(path: str, inputs: Inputs, memo: Memo) -> Any:
    """Return the result of a stage, a part of it (``light_lamps.lumens``), or a part of the inputs."""
    name, _, rest = path.partition(".")
    if name not in STAGES:
        return attrgetter(path)(inputs)
    result = compute(name, inputs, memo)
    return attrgetter(rest)(result) if rest else result
