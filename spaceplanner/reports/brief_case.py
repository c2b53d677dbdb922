"""The case a brief makes: one proposal with everything that is said about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spaceplanner.domain.result import Figure
from spaceplanner.domain.space import spaces_of
from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext, language
from spaceplanner.services import judging, measures, policy

if TYPE_CHECKING:
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.density import DensityField
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal
    from spaceplanner.domain.result import ProposalResult, Result, SpaceDiagnosis, Values

_NOTHING = Figure(exact=None, published=None, unit="none")


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Case:
    """What a brief is composed from.

    Attributes
    ----------
    proposal, outcome
        What is proposed and its result.
    space, shape
        Diagnosis and outline (metres) of its space; None where it was not measured or is in no layer.
    values
        Which values of the figures are printed.
    today
        Date of the brief.
    details
        Number of the page on which it begins what somebody needs to check it.
    """

    project: Project
    result: Result
    catalogue: Catalogue
    proposal: Proposal
    outcome: ProposalResult
    space: SpaceDiagnosis | None
    shape: BaseGeometry | None
    density: DensityField | None
    values: Values
    today: date
    details: int = 2

    @property
    def space_name(self) -> str:
        """The space's name, or its id where it has no name or was not found."""
        return self.space.name if self.space is not None else self.proposal.space

    @property
    def lang(self) -> str:
        """Language of the brief."""
        return language()

    def say(self, figure: Figure | None) -> str:
        """Write a figure's value as it may be printed; without a figure, that there is no data."""
        return measures.text(figure or _NOTHING, self.values, currency=self.project.currency)

    def interval(self, figure: Figure) -> str:
        """Write a figure's interval as it may be printed, ``12 to 49``, or nothing; dashes would hide a minus."""
        found = figure.interval(self.values)
        if found is None or found[0] == found[1]:
            return ""
        low, high = (measures.write(bound, figure.unit, currency=self.project.currency) for bound in found)
        return gettext("{low} to {high}").format(low=low, high=high)

    def of_space(self, measure: str) -> Figure | None:
        """Return a figure of the space's diagnosis, or None."""
        return None if self.space is None else self.space.figures.get(measure)

    def known(self, measure: str) -> Figure | None:
        """Return a figure of the space's diagnosis that has a value to print, or None."""
        figure = self.of_space(measure)
        return figure if figure is not None and figure.value(self.values) is not None else None


def case(
    project: Project,
    result: Result,
    catalogue: Catalogue,
    proposal_id: str,
    *,
    density: DensityField | None,
    values: Values,
    today: date,
) -> Case:
    """Gather what a brief of a proposal is composed from.

    Raises
    ------
    EditError
        If the project or the result has no such proposal.
    """
    proposal, outcome = project.proposal(proposal_id), result.proposal(proposal_id)
    if proposal is None or outcome is None:
        raise EditError(N_("The project has no proposal {proposal}."), proposal=proposal_id)
    # Nothing that policy forbids goes further than here: whatever prints a case cannot print it.
    proposal = policy.published(proposal, project, catalogue)
    shape = next((space.shape for space in spaces_of(project.layers) if space.id == proposal.space), None)
    return Case(
        project=project,
        result=result,
        catalogue=judging.judged(catalogue, project.overrides),
        proposal=proposal,
        outcome=replace(outcome, name=proposal.name),
        space=result.space(proposal.space),
        shape=shape,
        density=density,
        values=values,
        today=today,
    )
