"""Stages that measure light in lux (see docs/methods/light.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis import coverage, lighting, lighting_class, lit_spaces, proximity, samples, timing
from spaceplanner.i18n import N_
from spaceplanner.services import luminaires
from spaceplanner.services.stage import Stage, covered, for_each_space, with_lamps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.samples import Samples

REACH = 80.0
"""Metres around a space within which the lamps must be known: of 8,000 lm at 8 m, farther ones count for nothing there."""

ENTRANCE = 10.0
"""Metres from a space within which an entrance is one of it."""

_LABEL = N_("Measuring light in lux")
_LIGHT = {"maintenance": "maintenance_factor"}
_LAMPS = (
    "lamps.working_xy",
    "light_lamps.height",
    "light_lamps.lumens",
    "lamp_luminaires.which",
    "light_shapes.distributions",
)


def _night_pairs(within: NDArray[np.int64], nights: NDArray[np.int8]) -> NDArray[np.int64]:
    """Return the pairs of space and incident of the night, the incidents counted from 0 as `_night_xy` has them."""
    pairs = within[nights[within[:, 1]] == timing.NIGHT]
    renumbered = np.searchsorted(np.unique(pairs[:, 1]), pairs[:, 1])
    return np.column_stack((pairs[:, 0], renumbered))


def _night_xy(within: NDArray[np.int64], nights: NDArray[np.int8], xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where the incidents of the night near any space happened."""
    found: NDArray[np.float64] = xy[np.unique(within[nights[within[:, 1]] == timing.NIGHT, 1])]
    return found


def _in_light(
    lux: NDArray[np.float64], pairs: NDArray[np.int64], shapes: NDArray[Any], *, light_class: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return lit_spaces.by_light(lux, pairs, len(shapes), minimum=lighting_class.requirement(light_class).minimum)


def _known_by_night(
    shapes: NDArray[Any], lamps: BaseGeometry | None, boundary: BaseGeometry | None, *, distance: float
) -> NDArray[np.bool_]:
    """Return whether the lamps around the incidents near each space are known: these lie up to `distance` from it."""
    return coverage.covered(shapes, lamps, boundary, distance=distance + REACH)


def _entrances(xy: NDArray[np.float64], shapes: NDArray[Any]) -> Samples:
    return samples.beside(xy, shapes, distance=ENTRANCE)


def _along(lines: NDArray[Any], shapes: NDArray[Any], *, spacing: float) -> Samples:
    return samples.along(lines, shapes, spacing=spacing)


STAGES: Mapping[str, Stage] = {
    "light_shapes": Stage(label=_LABEL, function=luminaires.shapes, inputs=("luminaires",)),
    "lamp_luminaires": Stage(
        label=_LABEL,
        function=luminaires.fitted,
        inputs=("lamps.models", "light_shapes"),
        parameters={"usual": "lamp_shape"},
    ),
    "light_lamps": Stage(
        label=_LABEL,
        function=lighting.assumed,
        inputs=(
            *("lamps.lumens", "lamps.power", "lamps.height"),
            *("lamp_luminaires.lumens", "lamp_luminaires.named", "lamp_luminaires.output_ratio"),
        ),
    ),
    "ground_points": Stage(
        label=_LABEL, function=samples.grid, inputs=("places.shapes",), parameters={"spacing": "light_grid"}, keep=2
    ),
    "path_points": Stage(
        label=_LABEL, function=_along, inputs=("ways.paths", "places.shapes"), parameters={"spacing": "light_grid"}
    ),
    "entrance_points": Stage(label=_LABEL, function=_entrances, inputs=("ways.entrances_xy", "places.shapes")),
    **{
        name: Stage(
            label=_LABEL,
            function=lit_spaces.evaluated,
            inputs=(points, *_LAMPS),
            parameters=_LIGHT,
            keep=3,
            update=lit_spaces.updated,
        )
        for name, points in (
            ("ground_light", "ground_points"),
            ("path_light", "path_points"),
            ("entrance_light", "entrance_points"),
        )
    },
    "night_pairs": Stage(label=_LABEL, function=_night_pairs, inputs=("incidents_within", "nights")),
    "night_xy": Stage(label=_LABEL, function=_night_xy, inputs=("incidents_within", "nights", "incidents.xy")),
    "night_lux": Stage(
        label=_LABEL,
        function=lighting.illuminance,
        inputs=("night_xy", *_LAMPS),
        parameters=_LIGHT,
        update=lighting.illuminance_updated,
    ),
    "night_in_light": Stage(
        label=_LABEL,
        function=_in_light,
        inputs=("night_lux", "night_pairs", "places.shapes"),
        parameters={"light_class": "light_class"},
    ),
    "lamps_reaching": Stage(
        label=_LABEL,
        function=proximity.pairs,
        inputs=("lamps.working_xy", "places.shapes"),
        parameters={"distance": REACH},
        update=proximity.pairs_updated,
    ),
    "around_light": covered("lamps", REACH),
    "covered_light": with_lamps("around_light"),
    "around_night_light": Stage(
        label=_LABEL,
        function=_known_by_night,
        inputs=("places.shapes", "coverage.lamps", "coverage.boundary"),
        parameters={"distance": "incident_radius"},
        update=for_each_space(_known_by_night),
    ),
    "covered_night_light": with_lamps("around_night_light"),
}
"""`ground_light`, `path_light` and `entrance_light` are of the spaces; `night_in_light` counts their incidents by night."""
