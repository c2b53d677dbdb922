"""Which bandwidth a density takes where the user leaves it to a rule or to the months that followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.analysis import bandwidth as bandwidths
from spaceplanner.analysis import lixels, network
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import street_ground
from spaceplanner.services.progress import nowhere
from spaceplanner.services.study_ground import ground

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.domain.project import Project
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.selection import Note, Selection

RULE, HELD_OUT = "rule", "held-out"
WAYS = (RULE, HELD_OUT)
"""Words that stand for a bandwidth: Silverman's rule, and the best hit rate on held-out months."""

SUPPORTS = (150.0, 250.0, 400.0, 600.0, 1000.0)
"""Metres: support radii of the quartic that are compared; the Gaussian's are those of equal spread."""

AREA_SHARE = 0.05
"""Share of the study area whose incidents are counted on held-out months."""


PIECE = 50.0
"""Metres: pieces of street are no longer when bandwidths are compared along them, as in the validation."""


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
    chosen: Selection,
    way: str,
    *,
    kernel: str,
    own: float,
    area: BaseGeometry | None,
    least: float,
    progress: Progress = nowhere,
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
    progress
        Told after each month that is compared.

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
        tell=lambda share: progress(share, ""),
    )
    said = N_(
        "The bandwidth of {bandwidth} m held most of {months} held-out months: {share} % of their incidents in 5 % of the area."
    )
    return _told(choice, said)


def choose_along(
    project: Project,
    chosen: Selection,
    *,
    kernel: str,
    split: str,
    edge: bool,
    own: float,
    area: BaseGeometry | None,
    least: float,
    progress: Progress = nowhere,
) -> tuple[float, tuple[Note, ...]]:
    """Return the bandwidth along the streets that held most of the held-out months, and the sentence that says so.

    The bandwidths compared are those of the plane, along the streets; pieces of street are of 50 m at most.

    Parameters
    ----------
    project
        With a layer of streets.
    split
        A name in `network_density.METHODS`.
    edge
        The density is to be corrected at the edge: it knows nothing of incidents and streets outside.
    chosen, kernel, own, area, least, progress
        As in `choose`.

    Raises
    ------
    AnalysisError
        As `choose`, or if there are no streets, or no incident is near one.
    """
    placed = street_ground.place(project, chosen.xy, area)
    known = chosen.months >= 0
    at = placed.at if edge else network.snap(placed.streets, chosen.xy)
    choice = bandwidths.held_out_along(
        placed.streets,
        network.Snapped(at.edge[known], at.offset[known], at.distance[known]),
        chosen.months[known],
        lixels.divide(placed.streets, PIECE),
        [metres for metres in candidates(chosen.xy, kernel, own) if metres >= least],
        within=placed.within,
        share=AREA_SHARE,
        kernel=kernel,
        method=split,
        open_ends=placed.cut if edge else False,
        tell=lambda share: progress(share, ""),
    )
    said = N_(
        "The bandwidth of {bandwidth} m held most of {months} held-out months: {share} % of their incidents in 5 % of the streets' length."
    )
    return _told(choice, said)


def _told(choice: bandwidths.Choice | None, said: str) -> tuple[float, tuple[Note, ...]]:
    if choice is None:
        raise AnalysisError(
            N_(
                "No month of the choice follows another, so no bandwidth can be chosen on held-out months: give --bandwidth in metres or as rule."
            )
        )
    share = round(100 * dict(choice.hit_rates)[choice.bandwidth])
    return choice.bandwidth, ((said, {"bandwidth": f"{choice.bandwidth:g}", "months": choice.months, "share": share}),)


def _whole(metres: float) -> float:
    return max(1.0, float(round(metres)))
