"""Validation along streets: densities of the earlier period on pieces of street, and the incidents each piece held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from spaceplanner.analysis import lixels, network, network_density, network_edge
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import street_ground

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
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
        (k,) how many incidents of each period lie on each piece; those at a crossing in equal parts on all that meet there.
    far
        How many later incidents of the area are too far from a street.
    cell
        Metres: no piece is longer.
    """

    network: Network
    earlier: Snapped
    pieces: lixels.Lixels
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    far: int
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
        The study area. It is widened by half a street, so that one that forms its boundary lies in it.
    cell
        Metres: pieces of street are no longer.

    Raises
    ------
    AnalysisError
        If a period has no incident on the streets of the area, or the streets cannot be used.
    """
    around = shapely.buffer(area, street_ground.ALONGSIDE)
    streets = street_ground.of_project(project, around)
    pieces = lixels.divide(streets, cell)
    held = network_edge.inside(streets, around)[pieces.edge]
    earlier, later = network.snap(streets, periods.before), network.snap(streets, periods.after)
    before, after = (lixels.counts(streets, pieces, at)[held] for at in (earlier, later))
    if not (before.any() and after.any()):
        raise AnalysisError(
            N_(
                "None of the incidents is within {distance} m of a street: check that the layers of streets and incidents are of one city."
            ),
            distance=network.FARTHEST,
        )
    return Streets(
        network=streets,
        earlier=earlier,
        pieces=lixels.Lixels(pieces.edge[held], pieces.start[held], pieces.end[held]),
        before=before,
        after=after,
        far=int(shapely.intersects_xy(area, periods.after[~later.found]).sum()),
        cell=cell,
    )


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
    if streets.far:
        found.append(
            (
                N_("Later incidents farther than {distance} m from every street, left out along the streets: {count}."),
                {"distance": f"{network.FARTHEST:g}", "count": streets.far},
            )
        )
    return found
