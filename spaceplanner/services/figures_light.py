"""Figures of light in each space: illuminance, class and what lies below it, and incidents by night in the dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.analysis import disclosure, lighting_class
from spaceplanner.domain.result import Figure
from spaceplanner.services.figure_parts import column, guarded, none, reasons

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from spaceplanner.analysis.lit_spaces import Lit
    from spaceplanner.services.figure_parts import Column, Columns
    from spaceplanner.services.inputs import Lamps


def light(
    ground: Lit, paths: Lit, entrances: Lit, covered: NDArray[np.bool_], lamps: Lamps, *, light_class: int
) -> Columns:
    """Return the columns of illuminance.

    Parameters
    ----------
    ground, paths, entrances
        Light on the ground, the paths and at the entrances of each space.
    covered
        (n,) whether the lamps around each space are known.
    lamps
        Whether there are any.
    light_class
        Class aimed at, 1 to 6.
    """
    why = reasons(covered, present=lamps.present)
    aimed = light_class - 1
    return {
        "illuminance_average": column(ground.average, "lux", why, samples=ground.points),
        "illuminance_minimum": column(ground.minimum, "lux", why, samples=ground.points),
        "illuminance_uniformity": column(ground.uniformity, "ratio", why, undefined="no_light", samples=ground.points),
        "below_class_share": column(ground.share_below[:, aimed], "share", why, samples=ground.points),
        "paths_below_share": column(
            paths.share_below[:, aimed], "share", why, undefined="no_paths", samples=paths.points
        ),
        "entrances_below_share": column(
            entrances.share_below[:, aimed], "share", why, undefined="no_entrances", samples=entrances.points
        ),
    }


def class_names(ground: Lit, covered: NDArray[np.bool_], lamps: Lamps) -> list[str | None]:
    """Return the best class each space reaches: ``P1`` to ``P6``, ``none``, or None where nobody knows."""
    if not lamps.present:
        return [None] * len(covered)
    return [
        None if not known or number == lighting_class.UNKNOWN
        else "none" if number == lighting_class.NONE
        else lighting_class.NAMES[number - 1]
        for number, known in zip(ground.achieved.tolist(), covered.tolist(), strict=True)
    ]  # fmt: skip


def by_night(
    in_light: tuple[NDArray[np.int64], NDArray[np.int64]],
    by_hour: NDArray[np.int64],
    why: list[str | None],
    *,
    hours: bool,
) -> Columns:
    """Return the share of the incidents by night, inside and near, that happened below the class aimed at.

    Parameters
    ----------
    in_light
        (n,) incidents by night in light, and (n,) in the dark.
    by_hour
        (n,) incidents whose hour is known.
    why
        Why nothing is known of each space, or None.
    hours
        Whether the record has hours at all.
    """
    lit, dark = (counts.tolist() for counts in in_light)
    shares: Column = []
    for place, (reason, timed) in enumerate(zip(why, by_hour.tolist(), strict=True)):
        whole = lit[place] + dark[place]
        if reason or not hours:
            shares.append(none("share", reason or "no_dates"))
        elif not whole:
            # Outside, none must read like a few.
            shares.append(
                Figure(exact=None, published=None, unit="share", reason="no_incidents", withheld="fewer_than_5")
            )
        else:
            shares.append(
                guarded(dark[place] / whole, disclosure.share_of_part(dark[place], whole, timed), "share", whole)
            )
    return {"night_unlit_share": shares}
