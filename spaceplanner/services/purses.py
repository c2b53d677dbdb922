"""Purses: who may pay for which proposal, how much a year, and what is promised already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.analysis.portfolio_problem import Funders
from spaceplanner.domain.funding import Form, State
from spaceplanner.domain.versions import groups
from spaceplanner.i18n import N_
from spaceplanner.services import policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.funding import Funding
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.partner import Partner
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Proposal

MUNICIPALITY = "@municipality"
"""Label of the municipality's purse; partners' labels are their ids, which have no such sign."""


@dataclass(frozen=True, eq=False, slots=True)
class Purses:
    """Those who pay.

    Attributes
    ----------
    funders
        Partners with money for new commitments in the project's order, then the municipality, whose own money is used last;
        what all others promised is committed in its column.
    partners
        Those of the first purses.
    promises
        For each proposal, the lines of its funding that are promised to it.
    relax
        (kind of a clash, label) -> what stands in the way, and what can be done about it.
    notes
        Partners that have not said what they could give, or whose goods and hours do not count as money.
    """

    funders: Funders
    partners: tuple[Partner, ...]
    promises: tuple[tuple[Funding, ...], ...]
    relax: dict[tuple[str, str], Note]
    notes: tuple[Note, ...]


def purses(
    project: Project, partners: Sequence[Partner], catalogue: Catalogue, places: Sequence[str | None], years: int
) -> Purses:
    """Return who pays for the proposals of a project.

    Parameters
    ----------
    partners
        The project's, perhaps with other amounts.
    places
        Each proposal's district, or None.
    years
        Of the plan, whose budgets are the municipality's caps.
    """
    promises = tuple(tuple(line for line in item.funding if _promised(line)) for item in project.proposals)
    versions = _versions(project)
    given = {partner.id: _new(partner, promises, versions, years) for partner in partners}
    open_ = tuple(partner for partner in partners if given[partner.id].any())
    themes = [themes_of(proposal, catalogue) for proposal in project.proposals]
    budgets = np.array(project.plan.budgets or (0.0,) * years, dtype=np.float64)
    eligible = np.array(
        [
            [*(_may(partner, about, place, holders) for partner in open_), True]
            for about, place, holders in zip(themes, places, map(policy.exclusive, project.proposals), strict=True)
        ],
        dtype=np.bool_,
    )
    funders = Funders(
        names=(*(partner.id for partner in open_), MUNICIPALITY),
        caps=np.vstack([*(given[partner.id] for partner in open_), budgets]),
        eligible=eligible,
        committed=np.array([_by_purse(lines, open_) for lines in promises]),
    )
    return Purses(funders, open_, promises, _relaxing(open_), tuple(_notes(partners)))


def _notes(partners: Sequence[Partner]) -> Iterator[Note]:
    kind = [partner.name for partner in partners if partner.in_kind or partner.time]
    silent = [partner.name for partner in partners if partner.cash is partner.in_kind is partner.time is None]
    if silent:
        yield (
            N_("Not known what they could give, so that only what they promised counts: {names}."),
            {"names": "; ".join(silent)},
        )
    if kind:
        yield (
            N_(
                "The goods and hours that they could give pay for no works here: {names}. Enter what they replace as a line of "
                "funding of a proposal, and it counts."
            ),
            {"names": "; ".join(kind)},
        )


def themes_of(proposal: Proposal, catalogue: Catalogue) -> frozenset[str]:
    """Return what a proposal is about: the themes of its interventions."""
    kinds = (catalogue.types.get(item.type) for item in proposal.interventions)
    return frozenset(kind.theme for kind in kinds if kind is not None)


def _promised(line: Funding) -> bool:
    """Tell whether a line stays with its proposal: what is only asked for does not, nor own money not spent yet.

    The municipality's own money comes out of the plan's budgets, and would count twice.
    """
    if line.state is State.REQUESTED:
        return False
    return line.state is State.SPENT or not line.own


def _may(partner: Partner, themes: frozenset[str], place: str | None, holders: Sequence[str]) -> bool:
    """Tell whether a partner pays for new parts of a proposal: nothing it refuses, its themes, and its territory.

    Where others hold exclusivity by a decision on record, it does not.
    """
    return barred(partner, themes, place, holders) is None


def barred(partner: Partner, themes: frozenset[str], place: str | None, holders: Sequence[str]) -> str | None:
    """Return why a partner pays for no new part of a proposal, a message id for its ``{name}``; None where it may."""
    if themes.intersection(partner.refuses):
        return N_("{name} (refuses what it is about)")
    if holders and partner.id not in holders:
        return N_("{name} (others have exclusivity)")
    if partner.themes and not themes.intersection(partner.themes):
        return N_("{name} (pays for other themes)")
    if partner.territory and (place or "").casefold() not in {name.casefold() for name in partner.territory}:
        return N_("{name} (pays in another territory)")
    return None


def _versions(project: Project) -> list[list[int]]:
    """Return the places of the versions of each proposal."""
    place = {proposal.id: i for i, proposal in enumerate(project.proposals)}
    return [[place[proposal.id] for proposal in some] for some in groups(project.proposals).values()]


def _new(
    partner: Partner, promises: Sequence[Sequence[Funding]], versions: Sequence[Sequence[int]], years: int
) -> NDArray[np.float64]:
    """Return (years,) a partner's money for new commitments: what it promised already is taken off the first years.

    Its goods and hours pay no invoice. What they replace in which proposal is for an agreement to say, not for a sum. Of
    versions of one proposal the one with the most counts, for one at most is chosen.
    """
    caps = np.full(years, partner.cash or 0.0)
    open_ = [
        sum(
            line.amount
            for line in lines
            if line.partner == partner.id and line.form is Form.CASH and line.state is not State.SPENT
        )
        for lines in promises
    ]
    taken = sum(max(open_[i] for i in some) for some in versions)
    left = np.maximum(np.cumsum(caps) - taken, 0.0)
    return np.diff(left, prepend=0.0)


def _by_purse(lines: Sequence[Funding], open_: Sequence[Partner]) -> list[float]:
    """Return what is promised by each open purse, and last by all others with the municipality."""
    ids = [partner.id for partner in open_]
    given = [sum(line.amount for line in lines if line.partner == key and not line.own) for key in ids]
    return [*given, sum(line.amount for line in lines if line.own or line.partner not in ids)]


def _relaxing(open_: Sequence[Partner]) -> dict[tuple[str, str], Note]:
    found: dict[tuple[str, str], Note] = {
        ("cap", MUNICIPALITY): (N_("The municipality's budget: raise it in one of the years."), {}),
    }
    for partner in open_:
        name = {"name": partner.name}
        found["cap", partner.id] = (N_("What {name} can give a year: ask for more."), name)
        found["eligible", partner.id] = (
            N_(
                "What {name} pays for (its themes, its territory, what it refuses, exclusivity of others): ask whether that can be widened."
            ),
            name,
        )
    return found
