"""The stages of a diagnosis: what is computed from what.

The table is the memo graph, the progress bar and the documentation: a stage is computed again only when one of its
inputs is another object or one of its parameters has another value. Where a stage has an `update` and little of its
inputs is new, as after one lamp was moved, only what that touches is computed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.analysis import access, coverage, difference, lighting, proximity, sound, timing
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.inputs import PRECISIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from spaceplanner.domain.project import Settings
    from spaceplanner.services.inputs import Incidents, Inputs, Residents
    from spaceplanner.services.memo import Memo


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One computation.

    Attributes
    ----------
    label
        What is being done, a message id, for the progress bar.
    function
        Called with the inputs in order and the parameters by name.
    inputs
        Names of earlier stages, or paths in `Inputs` such as ``incidents.xy``.
    parameters
        Parameter of the function -> name of the setting it is given, or the value itself.
    keep
        How many results are remembered: a few, so that undo is instant, and not many, for they are large.
    update
        Called as ``update(result, its_inputs, *inputs, **parameters)`` with the latest result for equal parameters; its
        answer equals that of `function`, or is None where it cannot help (see `Memo.updating`).
    """

    label: str
    function: Callable[..., Any]
    inputs: tuple[str, ...]
    parameters: Mapping[str, str | float] = field(default_factory=dict)
    keep: int = 6
    update: Callable[..., Any] | None = None


def _period(incidents: Incidents) -> tuple[str, str, float] | None:
    precision = incidents.precision
    return timing.record(incidents.when, precision == PRECISIONS.index("month"), precision == PRECISIONS.index("year"))


def _nights(incidents: Incidents, crs: str | None, timezone: str | None) -> NDArray[np.int8]:
    """Return 1 night, 0 day, -1 unknown for each incident, at its own place."""
    precise = np.isin(incidents.precision, [PRECISIONS.index(name) for name in ("second", "minute", "hour")])
    if crs is None or timezone is None or not precise.any():
        return np.full(len(incidents.xy), timing.UNKNOWN, dtype=np.int8)
    from pyproj import Transformer  # noqa: PLC0415 - start-up time: only dated incidents need it

    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lonlat = np.column_stack(to_degrees.transform(incidents.xy[:, 0], incidents.xy[:, 1]))
    to_the_hour = incidents.precision == PRECISIONS.index("hour")
    return timing.nights(incidents.when, precise, to_the_hour, lonlat, timezone)


def _for_each_space(function: Callable[..., NDArray[Any]]) -> Callable[..., NDArray[Any] | None]:
    """Return the update of a stage whose result has a row for each space that depends on no other space."""

    def update(
        previous: NDArray[Any], before: tuple[Any, ...], shapes: NDArray[Any], *others: Any, **parameters: float
    ) -> NDArray[Any] | None:
        if any(one is not other for one, other in zip(before[1:], others, strict=True)):
            return None
        change = difference.rows((before[0],), (shapes,))
        if change is None:
            return None
        updated = np.empty(len(shapes), dtype=previous.dtype)
        stayed = np.delete(np.arange(len(previous)), change.gone)
        updated[change.now(stayed)] = previous[stayed]
        updated[change.new] = function(shapes[change.new], *others, **parameters)
        return updated

    return update


def _residents(shapes: NDArray[Any], residents: Residents, *, distance: float) -> NDArray[np.float64]:
    return access.residents_at(shapes, residents.xy, residents.people, distance=distance) + access.residents_in(
        shapes, residents.blocks, residents.block_people, distance=distance
    )


def _covered(role: str, distance: str | float) -> Stage:
    return Stage(
        label=N_("Looking where each layer is complete"),
        function=coverage.covered,
        inputs=("places.shapes", f"coverage.{role}", "coverage.boundary"),
        parameters={"distance": distance},
        update=_for_each_space(coverage.covered),
    )


_INCIDENTS, _NIGHT, _LAMPS, _LIT, _HEARD, _RESIDENTS = (
    N_("Finding incidents near each space"),
    N_("Telling day from night"),
    N_("Finding lamps near each space"),
    N_("Measuring lit ground"),
    N_("Measuring ground within hearing"),
    N_("Counting residents"),
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
    ),
    "heard": Stage(
        label=_HEARD,
        function=sound.heard_area,
        inputs=("places.shapes", "alarms.working_xy"),
        parameters={"radius": "hearing_radius"},
    ),
    "residents_within": Stage(
        label=_RESIDENTS,
        function=_residents,
        inputs=("places.shapes", "residents"),
        parameters={"distance": "walk_distance"},
        update=_for_each_space(_residents),
    ),
    "covered_incidents_inside": _covered("incidents", 0.0),
    "covered_incidents_within": _covered("incidents", "incident_radius"),
    "covered_lamps_inside": _covered("lamps", 0.0),
    "covered_lamps_within": _covered("lamps", "lamp_distance"),
    "covered_lit": _covered("lamps", "lit_radius"),
    "covered_heard": _covered("alarms", "hearing_radius"),
    "covered_residents": _covered("residents", "walk_distance"),
}
"""Name -> stage, in an order in which each comes after what it needs.

The pairs are (m, 2) indices of space and point; `lit` and `heard` are the square metres of each space and such pairs;
`period` is the first day, the last day and the years between; `nights` is 1 night, 0 day, -1 unknown."""

KEEP: Mapping[str, int] = {name: stage.keep for name, stage in STAGES.items()} | dict.fromkeys(
    ("places", "incidents", "lamps", "alarms", "residents", "coverages", "inputs"), 4
)
"""How many results of each stage the memo keeps."""


def check(settings: Settings) -> None:
    """Refuse settings that no stage can use.

    Raises
    ------
    AnalysisError
        If a distance is not above 0, or not finite.
    """
    names = {value for stage in STAGES.values() for value in stage.parameters.values() if isinstance(value, str)}
    for name in sorted(names):
        metres = getattr(settings, name)
        if not 0 < metres < np.inf:
            raise AnalysisError(
                N_("The setting {setting} is {value} m: choose a distance above 0."), setting=name, value=metres
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
    stage = STAGES[name]
    needed = [compute(path, inputs, memo) if path in STAGES else attrgetter(path)(inputs) for path in stage.inputs]
    parameters = {
        key: getattr(inputs.settings, value) if isinstance(value, str) else value
        for key, value in stage.parameters.items()
    }
    return memo.updating(name, stage.function, stage.update, *needed, **parameters)
