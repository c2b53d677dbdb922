"""Which bandwidth a density takes where the user leaves it to a rule or to the months that followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.analysis import bandwidth as bandwidths
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services.study_ground import ground

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.services.selection import Note, Selection

RULE, HELD_OUT = "rule", "held-out"
WAYS = (RULE, HELD_OUT)
"""Words that stand for a bandwidth: Silverman's rule, and the best hit rate on held-out months."""

SUPPORTS = (150.0, 250.0, 400.0, 600.0, 1000.0)
"""Metres: support radii of the quartic that are compared; the Gaussian's are those of equal spread."""

AREA_SHARE = 0.05
"""Share of the study area whose incidents are counted on held-out months."""


def candidates(xy: NDArray[np.float64], kernel: str, own: float) -> list[float]:
    """Return the bandwidths to compare: those of equal spread, in whole metres, the rule's and the project's own.

    Raises
    ------
    AnalysisError
        If all points lie at one place.
    """
    narrower = bandwidths.EQUIVALENT if kernel == "gaussian" else 1.0
    rule = bandwidths.rule_of_thumb(xy, kernel=kernel)
    metres = {*(_whole(support / narrower) for support in SUPPORTS), _whole(rule)}
    return sorted(metres | ({own} if kernel == "quartic" else {_whole(own / narrower)}))


def choose(
    chosen: Selection, way: str, *, kernel: str, own: float, area: BaseGeometry | None, least: float
) -> tuple[float, tuple[Note, ...]]:
    """Return a bandwidth in metres, and the sentence that says where it comes from.

    Parameters
    ----------
    chosen
        The incidents.
    way
        One of `WAYS`.
    kernel
        ``quartic`` or ``gaussian``.
    own
        The project's bandwidth, one of those compared.
    area
        Where the record is complete; None: the rectangle of the incidents.
    least
        Metres: narrower ones are not compared.

    Raises
    ------
    AnalysisError
        If all points lie at one place, or no month follows another.
    """
    if way == RULE:
        rule = _whole(bandwidths.rule_of_thumb(chosen.xy, kernel=kernel))
        note = N_(
            "The bandwidth of {bandwidth} m is that of the rule of thumb, for one cloud of incidents: in a city of many centres it smooths too much."
        )
        return rule, ((note, {"bandwidth": f"{rule:g}"}),)
    known = chosen.months >= 0
    cells = ground(chosen.xy, area)
    choice = bandwidths.held_out(
        chosen.xy[known],
        chosen.months[known],
        cells.grid,
        [metres for metres in candidates(chosen.xy, kernel, own) if metres >= least],
        area_share=AREA_SHARE,
        kernel=kernel,
        inside=cells.inside,
    )
    if choice is None:
        raise AnalysisError(
            N_(
                "No month of the choice follows another, so no bandwidth can be chosen on held-out months: give --bandwidth in metres or as rule."
            )
        )
    said = N_(
        "The bandwidth of {bandwidth} m held most of {months} held-out months: {share} % of their incidents in 5 % of the area."
    )
    share = round(100 * dict(choice.hit_rates)[choice.bandwidth])
    return choice.bandwidth, ((said, {"bandwidth": f"{choice.bandwidth:g}", "months": choice.months, "share": share}),)


def _whole(metres: float) -> float:
    return max(1.0, float(round(metres)))
