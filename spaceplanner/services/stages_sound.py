"""Stages that measure where alarms are heard, by day and by night (see docs/methods/sound.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.analysis import darkness, lighting_class, sound
from spaceplanner.i18n import N_
from spaceplanner.services.stage import Stage, covered

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from spaceplanner.analysis.samples import Samples

REACH = 200.0
"""Metres around a space within which the alarms must be known: few are heard farther away between buildings."""

_LABEL = N_("Measuring where alarms are heard")


def _radius(
    level_db: NDArray[np.float64], rated_at: NDArray[np.float64], *, ambient: float, margin: float, loss: float
) -> NDArray[np.float64]:
    return sound.hearing_distance(
        level_db, ambient_db=ambient, margin_db=margin, rated_at_m=rated_at, excess_db_per_100m=loss
    )


def _dark_silent(
    samples: Samples, lux: NDArray[np.float32], heard_at: NDArray[np.bool_], *, light_class: int
) -> NDArray[np.float64]:
    return darkness.shares(samples, lux, heard_at, minimum=lighting_class.requirement(light_class).minimum)


def _stages(time: str) -> dict[str, Stage]:
    return {
        f"hearing_{time}": Stage(
            label=_LABEL,
            function=_radius,
            inputs=("alarm_ratings.level_db", "alarm_ratings.rated_at_m"),
            parameters={"ambient": f"ambient_{time}", "margin": "hearing_margin", "loss": "built_up_loss"},
        ),
        f"heard_{time}": Stage(
            label=_LABEL,
            function=sound.heard_area,
            inputs=("places.shapes", "alarms.working_xy", f"hearing_{time}"),
            update=sound.updated,
        ),
    }


STAGES: Mapping[str, Stage] = {
    "alarm_ratings": Stage(label=_LABEL, function=sound.assumed, inputs=("alarms.level", "alarms.rated_at")),
    **_stages("day"),
    **_stages("night"),
    "heard_points": Stage(
        label=_LABEL,
        function=darkness.heard,
        inputs=("ground_points", "alarms.working_xy", "hearing_night"),
        keep=3,
    ),
    "dark_silent": Stage(
        label=_LABEL,
        function=_dark_silent,
        inputs=("ground_points", "ground_light.lux", "heard_points"),
        parameters={"light_class": "light_class"},
    ),
    "covered_sound": covered("alarms", REACH),
}
"""`hearing_day` and `hearing_night` are metres for each alarm; `heard_...` square metres of each space and pairs."""
