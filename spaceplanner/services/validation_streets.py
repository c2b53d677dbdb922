"""Validation along streets: densities of the earlier period on pieces of street, and the incidents each piece held."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.analysis import lixels, network, network_density, network_edge
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import street_ground

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.analysis.network import Network, Snapped
    from spaceplanner.domain.project import Project
    from spaceplanner.services.periods import Note, Periods


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Streets:
    """The streets of the study area in pieces, and the incidents of both periods on them.

    Attributes
    ----------
    network
        All streets, parted at the boundary.
    earlier
        (n,) where the incidents of the earlier period lie, those outside the area too.
    pieces
        (k,) of the streets in the area.
    before, after
        (k,) how many incidents of each period in the area lie on each piece; those at a crossing in equal parts on all that
        meet there.
    outside, far, beyond
        How many later incidents are left out: outside the area; in it, but too far from a street; in it, but on a street
        outside.
    cell
        Metres: no piece is longer.
    """

    network: Network
    earlier: Snapped
    pieces: lixels.Lixels
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    outside: int
    far: int
    beyond: int
    cell: float


def of_periods(project: Project, periods: Periods, area: BaseGeometry, cell: float) -> Streets:
    """Return the streets of an area and the incidents on them.

    Parameters
    ----------
    project
        With a layer of streets.
    periods
        The incidents.
    area
        The study area. It is widened by half a street, so that one that forms its boundary lies in it, with its incidents.
    cell
        Metres: pieces of street are no longer.

    Raises
    ------
    AnalysisError
        If the incidents are far from every street, a period has none on the streets of the area, or the streets cannot
        be used.
    """
    around = shapely.buffer(area, street_ground.ALONGSIDE)
    streets = street_ground.of_project(project, around)
    pieces = lixels.divide(streets, cell)
    held = network_edge.inside(streets, around)[pieces.edge]
    earlier, later = network.snap(streets, periods.before), network.snap(streets, periods.after)
    _near(earlier, later)
    learnt, judged = _only(around, periods.before, earlier), _only(around, periods.after, later)
    before, after = (lixels.counts(streets, pieces, at)[held] for at in (learnt, judged))
    if not (before.any() and after.any()):
        raise AnalysisError(
            N_(
                "In one of the periods no incident of the study area is on one of its streets: check where the incidents are complete, and the layer of streets."
            )
        )
    within = shapely.intersects_xy(around, periods.after)
    return Streets(
        network=streets,
        earlier=earlier,
        pieces=lixels.Lixels(pieces.edge[held], pieces.start[held], pieces.end[held]),
        before=before,
        after=after,
        outside=int((~within).sum()),
        far=int((within & ~later.found).sum()),
        # Of one at a crossing on the boundary a part is on streets outside.
        beyond=int(judged.found.sum()) - round(float(after.sum())),
        cell=cell,
    )


def _near(earlier: Snapped, later: Snapped) -> None:
    if not (earlier.found.any() or later.found.any()):
        raise AnalysisError(
            N_(
                "None of the incidents is within {distance} m of a street: check that the layers of streets and incidents are of one city."
            ),
            distance=network.FARTHEST,
        )


def _only(area: BaseGeometry, xy: NDArray[np.float64], at: Snapped) -> Snapped:
    """Return places on the streets, of which those outside an area are on none."""
    return replace(at, edge=np.where(shapely.intersects_xy(area, xy), at.edge, -1))


def densities(streets: Streets, bandwidths: Sequence[float]) -> Iterator[tuple[str, float | None, NDArray[np.float64]]]:
    """Yield for each method and bandwidth its name, the metres, and the density (k,) on the pieces.

    Last comes the plain count per metre, without a bandwidth: what any density has to beat.
    """
    for method in network_density.METHODS:
        for bandwidth in bandwidths:
            values = network_density.along(
                streets.network,
                streets.earlier,
                streets.pieces.edge,
                streets.pieces.middle,
                bandwidth=bandwidth,
                method=method,
            )
            yield f"network-{method}", bandwidth, values
    yield "network-count", None, streets.before / streets.pieces.lengths


def notes(streets: Streets) -> list[Note]:
    """Return what the reader should know of the streets."""
    found: list[Note] = [
        (
            N_(
                "Along the streets the share is one of their length, {km} km in pieces of at most {cell} m: compare their PAI with each other, not with that of an area."
            ),
            {"km": round(float(streets.pieces.lengths.sum()) / 1e3), "cell": f"{streets.cell:g}"},
        )
    ]
    left_out: tuple[Note, ...] = (
        (
            N_("Later incidents more than {distance} m outside the study area, left out along the streets: {count}."),
            {"distance": f"{street_ground.ALONGSIDE:g}", "count": streets.outside},
        ),
        (
            N_("Later incidents farther than {distance} m from every street, left out along the streets: {count}."),
            {"distance": f"{network.FARTHEST:g}", "count": streets.far},
        ),
        (
            N_("Later incidents whose nearest street is outside the study area, left out along the streets: {count}."),
            {"count": streets.beyond},
        ),
    )
    return [*found, *(note for note in left_out if note[1]["count"])]
