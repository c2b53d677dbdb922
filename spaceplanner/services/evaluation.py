"""Evaluation: a project in, a result out; only what changed is computed again."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner import __version__
from spaceplanner.analysis import classes, density, disclosure, timing
from spaceplanner.analysis.grid import Grid
from spaceplanner.cartography.density import DensityField
from spaceplanner.domain.result import Result
from spaceplanner.errors import AnalysisError
from spaceplanner.i18n import N_
from spaceplanner.services import catchments, darkness, figures, scenarios, scoring, standing
from spaceplanner.services.diagnosis import diagnose
from spaceplanner.services.fingerprint import data_hash
from spaceplanner.services.memo import Memo
from spaceplanner.services.progress import nowhere
from spaceplanner.services.stages import KEEP, STAGES, check, compute
from spaceplanner.services.unpacking import unpack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Diagnosis, ProposalResult
    from spaceplanner.services.brush import Brush
    from spaceplanner.services.inputs import Incidents, Inputs, Places
    from spaceplanner.services.progress import Progress
    from spaceplanner.services.scenarios import Difference

LEAST_BANDWIDTH = 100.0
"""Metres: a narrower kernel would show places instead of neighbourhoods."""

_MARGIN = 500.0
_FINEST_CELL = 10.0
_MOST_CELLS = 2_000_000
_M2_PER_KM2 = 1e6
_TOP_QUANTILE = 0.995


class Evaluator:
    """Evaluates versions of a project, remembering what they share.

    Parameters
    ----------
    catalogue
        Intervention types and evidence.

    Attributes
    ----------
    memo
        What is remembered, with its statistics.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        kept = {"diagnosis": 16, "density": 4, "standing": 8, "sites": 8}
        self.memo = Memo({**KEEP, **figures.KEEP, **darkness.KEEP, **catchments.KEEP, **kept})

    def evaluate(
        self, project: Project, progress: Progress | None = None, *, proposals: bool = True, standing: bool = True
    ) -> Result:
        """Return the diagnosis of a project's spaces and the score of its proposals.

        Parameters
        ----------
        project
            Any version.
        progress
            Told before each stage; may raise `Cancelled`.
        proposals
            False: the diagnosis only.
        standing
            False: without how sure the ranks are, for which there is no time while something moves (see `standing`).

        Raises
        ------
        AnalysisError
            If a setting cannot be used.
        """
        check(project.settings)
        tell = progress or nowhere
        inputs = unpack(project, self.memo)
        for place, (name, stage) in enumerate(STAGES.items()):
            tell(0.8 * place / len(STAGES), stage.label)
            compute(name, inputs, self.memo)
        diagnosis = self._diagnosis(project, inputs)
        scores: tuple[ProposalResult, ...] = ()
        if proposals and project.proposals:
            tell(0.8, N_("Scoring proposals"))
            scores = scoring.score(project, self._catalogue, inputs, diagnosis, self.memo)
        result = Result(
            diagnosis=diagnosis,
            proposals=scores,
            method={"name": "spaceplanner", "version": __version__, "diagnosis": diagnosis.method},
            data_hash=data_hash(project, self._catalogue, self.memo),
        )
        if scores and standing:
            tell(0.9, N_("Judging how sure the ranks are"))
            result = self.standing(project, result)
        tell(1.0, "")
        return result

    def standing(self, project: Project, result: Result, *, any_weights: bool = False) -> Result:
        """Return the result of a project with where its proposals stand among each other.

        Parameters
        ----------
        project, result
            A version and what `evaluate` says of it.
        any_weights
            Draw weights from all there are instead of about the planner's.

        Raises
        ------
        AnalysisError
            If criteria or weights cannot be used.
        """
        inputs = unpack(project, self.memo)
        ranked = {item.id for item in result.ranked}
        found = scoring.contenders(project, self._catalogue, inputs, result.diagnosis, self.memo)
        contenders = [item for item in found if item.result.id in ranked]
        standings, ranking = self.memo(
            "standing",
            lambda *held, **_: standing.standings(held, project.criteria, project.settings, any_weights=any_weights),
            *contenders,
            criteria=project.criteria,
            settings=project.settings,
            any_weights=any_weights,
        )
        told = {item.result.id: one for item, one in zip(contenders, standings, strict=True)}
        proposals = tuple(replace(item, standing=told.get(item.id)) for item in result.proposals)
        return replace(result, proposals=proposals, ranking=ranking)

    def foresee(self, project: Project, proposal: str) -> ProposalResult | None:
        """Return what one proposal of a project is worth, while something moves; None where there is no such proposal.

        It is what `evaluate` says of it but for what hangs on the other proposals (rank, standing, proof) and the
        sponsor's case: these are left out.

        Raises
        ------
        AnalysisError
            If a setting cannot be used.
        """
        found = project.proposal(proposal)
        if found is None:
            return None
        check(project.settings)
        inputs = unpack(project, self.memo)
        diagnosis = self._diagnosis(project, inputs)
        return scoring.alone(project, self._catalogue, found, inputs, diagnosis, memo=self.memo)

    def difference(self, project: Project, first: str, second: str) -> Difference:
        """Return what the second of two proposals of a project does more than the first, under the same chance.

        Raises
        ------
        EditError
            If there is no such proposal.
        AnalysisError
            If a setting cannot be used.
        """
        inputs = unpack(project, self.memo)
        diagnosis = self._diagnosis(project, inputs)
        return scenarios.difference(project, self._catalogue, (first, second), inputs, diagnosis, memo=self.memo)

    def density(self, project: Project, *, night: bool = False, brush: Brush | None = None) -> DensityField | None:
        """Return the incident density for the map, or None where there are no such incidents.

        Parameters
        ----------
        project
            Any version.
        night
            Only incidents between sunset and sunrise.
        brush
            Only incidents of the hours and months that are picked, as a rate of these months' years.

        Raises
        ------
        AnalysisError
            If the bandwidth is under 100 m.
        """
        inputs = unpack(project, self.memo)
        bandwidth = inputs.settings.bandwidth
        if not LEAST_BANDWIDTH <= bandwidth < np.inf:
            raise AnalysisError(
                N_(
                    "The bandwidth is {bandwidth} m: choose 100 m or more, so that nobody can be recognised on the map."
                ),
                bandwidth=bandwidth,
            )
        period = compute("period", inputs, self.memo)
        if brush:
            from spaceplanner.services import brushing  # noqa: PLC0415 - start-up time: parts of SciPy

            # Not remembered: while a window is dragged over the months, each is asked for once.
            among = brushing.chosen(inputs, brush, self.memo)
            return _field(
                inputs.incidents,
                inputs.places,
                among,
                bandwidth=bandwidth,
                years=brushing.years(brush, period),
                brushed=True,
            )
        nights = compute("nights", inputs, self.memo) if night else None
        return self.memo(
            "density",
            _by_night,
            inputs.incidents,
            inputs.places,
            nights,
            bandwidth=bandwidth,
            years=period[2] if period else None,
        )

    def _diagnosis(self, project: Project, inputs: Inputs) -> Diagnosis:
        described = tuple((layer.id, layer.name, layer.role) for layer in project.layers)
        return self.memo(
            "diagnosis",
            lambda *_, **__: diagnose(inputs, self.memo, need_parts=project.need_parts, layers=project.layers),
            inputs,
            *(part for layer in project.layers for part in (layer.source, layer.coverage)),
            need_parts=project.need_parts,
            described=described,
        )


def _by_night(
    incidents: Incidents, places: Places, nights: NDArray[np.int8] | None, *, bandwidth: float, years: float | None
) -> DensityField | None:
    among = None if nights is None else nights == timing.NIGHT
    return _field(incidents, places, among, bandwidth=bandwidth, years=years, night=nights is not None)


def _field(
    incidents: Incidents,
    places: Places,
    among: NDArray[np.bool_] | None,
    *,
    bandwidth: float,
    years: float | None,
    night: bool = False,
    brushed: bool = False,
) -> DensityField | None:
    xy = incidents.xy if among is None else incidents.xy[among]
    if not len(xy):
        return None
    grid = _grid(xy, places, bandwidth)
    per_unit = _M2_PER_KM2 / (years or 1.0)
    values = density.surface(xy, grid, bandwidth=bandwidth) * per_unit
    values.setflags(write=False)
    least = disclosure.least_density(density.peak(bandwidth=bandwidth) * _M2_PER_KM2, years)
    return DensityField(
        x0=grid.x0,
        y0=grid.y0,
        cell=grid.cell,
        nx=grid.nx,
        ny=grid.ny,
        values=values,
        breaks=classes.breaks(_usual_top(values), least),
        bandwidth=bandwidth,
        years=years,
        night=night,
        brushed=brushed,
    )


def _usual_top(values: NDArray[np.float64]) -> float:
    """Return a high value that a single heap does not decide: police records put what has no place on one point."""
    positive = values[values > 0]
    return float(np.quantile(positive, _TOP_QUANTILE)) if len(positive) else 0.0


def _grid(xy: NDArray[np.float64], places: Places, bandwidth: float) -> Grid:
    """Return a grid over the spaces and their surroundings, or over the incidents where there are no spaces."""
    around = _MARGIN if len(places.shapes) else bandwidth
    bounds = shapely.total_bounds(places.shapes) if len(places.shapes) else (*xy.min(axis=0), *xy.max(axis=0))
    x0, y0, x1, y1 = map(float, bounds)
    area = (x1 - x0 + 2 * around) * (y1 - y0 + 2 * around)
    # Whole metres, rounded up, so that a cell's size can be said.
    cell = max(_FINEST_CELL, bandwidth / 10, float(ceil(sqrt(area / _MOST_CELLS))))
    return Grid.covering((x0, y0, x1, y1), cell, around)
