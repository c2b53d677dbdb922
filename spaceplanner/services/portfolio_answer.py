"""The answer of a portfolio in the words of its project: who pays for what, what is left out and why."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner.domain.portfolio import Choice, Conflict, Payment, Purse, Unfunded
from spaceplanner.domain.versions import groups
from spaceplanner.i18n import N_, gettext, sentence
from spaceplanner.services import policy
from spaceplanner.services.draws import range_of
from spaceplanner.services.purses import MUNICIPALITY, barred, themes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from spaceplanner.analysis.portfolio import LeftOut
    from spaceplanner.analysis.portfolio import Portfolio as Best
    from spaceplanner.domain.outlook import Note
    from spaceplanner.domain.portfolio import NextStep, Point, Portfolio
    from spaceplanner.services.portfolio import Work

_MUNICIPALITY = N_("Municipality")
_DUST = 0.005
"""Half a cent."""

_WHY = {
    "funder": N_("Those who may pay for it cannot pay for all of it: it takes {currency} {lacks} of new money."),
    "money": N_("Too little money is left: it takes {currency} {lacks} of new money."),
    "barred": N_("It takes {currency} {lacks} of new money, and who still has some does not pay for it: {barred}."),
    "benefit": N_("It adds no benefit of the kind that is counted here."),
    "no_data": N_("Its benefit is unknown: data are missing."),
    "stopped": N_("It would fit, but the search was stopped before."),
}


class Answer:
    """The best set of a project's proposals, said in its words."""

    def __init__(self, work: Work, best: Best) -> None:
        self._work, self._best = work, best

    def portfolio(
        self,
        step: NextStep | None,
        points: tuple[Point, ...],
        stays: NDArray[np.float64],
        draws: int,
    ) -> Portfolio:
        """Return the answer."""
        shares = [None if np.isnan(share) else float(share) for share in stays]
        together = self._work.benefits.draws[self._best.chosen]
        known = together[~np.isnan(together).any(axis=1)]
        chosen = sorted(
            np.flatnonzero(self._best.chosen).tolist(), key=lambda i: (self._best.year[i], self._work.problem.keys[i])
        )
        return replace(
            self._work.empty(Conflict(clashes=(), smallest=True)),
            conflict=None,
            chosen=tuple(self._choice(i, shares[i]) for i in chosen),
            unfunded=tuple(self._unfunded(one, shares[one.proposal]) for one in self._best.left_out),
            purses=tuple(self._purses()),
            benefit=self._best.benefit,
            interval=range_of(known.sum(axis=0)) if len(known) else None,
            cost=self._best.cost,
            money=self._best.money,
            unknown=int(np.isnan(self._work.benefits.likely).sum()),
            gap=self._best.gap,
            proved=self._best.proved and self._best.gap <= self._work.gap,
            next_step=step,
            frontier=points,
            draws=draws,
            notes=(*self._work.purses.notes, *self._about()),
        )

    def _choice(self, i: int, stays: float | None) -> Choice:
        proposal = self._work.project.proposals[i]
        return Choice(
            proposal=proposal.id,
            name=proposal.name,
            space=proposal.space,
            district=self._work.where[i],
            year=int(self._best.year[i]) + 1,
            cost=float(self._work.problem.cost[i]),
            benefit=_known(self._work.benefits.likely[i]),
            paid=tuple(self._payments(self._best.funding[i], i)),
            stays=stays,
        )

    def _payments(self, funding: NDArray[np.float64], i: int) -> Iterator[Payment]:
        """Yield who pays for a chosen proposal: what is promised line by line, cut where it is more than the cost."""
        lines = self._work.purses.promises[i]
        promised = sum(line.amount for line in lines)
        share = min(1.0, float(self._work.problem.cost[i]) / promised) if promised > 0 else 0.0
        own: dict[tuple[str, str | None, bool], list[float]] = {}
        for line in lines:
            key = (_MUNICIPALITY if line.own else line.source, line.partner, line.own)
            own.setdefault(self._whose(key), [0.0, 0.0])[0] += line.amount * share
        committed = self._work.problem.committed[i] * share
        partners: dict[str, tuple[str, str | None, bool]] = {
            **{partner.id: (partner.name, partner.id, False) for partner in self._work.purses.partners},
            MUNICIPALITY: (_MUNICIPALITY, None, True),
        }
        for p, label in enumerate(self._work.problem.names):
            new = float(funding[p] - committed[p])
            if new > _DUST:
                own.setdefault(partners[label], [0.0, 0.0])[1] += new
        for (funder, partner, is_own), (before, new) in own.items():
            if before + new > _DUST:
                silent = policy.names(self._work.unnamed.get(self._work.problem.keys[i], ()), funder, partner)
                yield Payment(
                    funder=gettext(policy.UNNAMED) if silent else funder,
                    partner=None if silent else partner,
                    own=is_own,
                    promised=before,
                    new=new,
                )

    def _whose(self, key: tuple[str, str | None, bool]) -> tuple[str, str | None, bool]:
        """Return a funder's key, by the partner's own name where it is one."""
        found = next((partner for partner in self._work.project.partners if partner.id == key[1]), None)
        return key if found is None or key[2] else (found.name, found.id, False)

    def _unfunded(self, one: LeftOut, stays: float | None) -> Unfunded:
        i = one.proposal
        proposal, benefit = self._work.project.proposals[i], _known(self._work.benefits.likely[i])
        reason = "no_data" if one.reason == "benefit" and benefit is None else one.reason
        lacks = float(self._work.problem.need[i])
        words: dict[str, Any] = {"lacks": round(lacks), "currency": self._work.project.currency}
        why = reason
        if reason in {"funder", "money"} and (others := self._barred(i)):
            why, words["barred"] = "barred", _Listed(others)
        return Unfunded(
            proposal=proposal.id,
            name=proposal.name,
            space=proposal.space,
            cost=float(self._work.problem.cost[i]),
            lacks=lacks,
            benefit=benefit,
            reason=reason,
            why=self._work.rules.why.get(one.label) or (_WHY[why], words),
            stays=stays,
        )

    def _barred(self, i: int) -> tuple[Note, ...]:
        """Return the partners that have money left and do not pay for a proposal, each with why."""
        proposal = self._work.project.proposals[i]
        left = dict(zip(self._work.problem.names, self._best.left.sum(axis=1), strict=True))
        themes, holders = themes_of(proposal, self._work.catalogue), policy.exclusive(proposal)
        unnamed = {partner.id for partner in self._work.unnamed.get(proposal.id, ())}
        return tuple(
            (why, {"name": gettext(policy.UNNAMED) if partner.id in unnamed else partner.name})
            for partner in self._work.purses.partners
            if left[partner.id] > _DUST and (why := barred(partner, themes, self._work.where[i], holders))
        )

    def _purses(self) -> Iterator[Purse]:
        partners = {partner.id: partner.name for partner in self._work.purses.partners}
        for p, label in enumerate(self._work.problem.names):
            if label in partners or label == MUNICIPALITY:
                yield Purse(
                    funder=partners.get(label, _MUNICIPALITY),
                    partner=label if label in partners else None,
                    own=label == MUNICIPALITY,
                    caps=tuple(self._work.problem.caps[p].tolist()),
                    spent=tuple(self._best.spent[p].tolist()),
                    left=tuple(self._best.left[p].tolist()),
                )

    def _about(self) -> Iterator[Note]:
        """Yield what the reader must know."""
        if unknown := int(np.isnan(self._work.benefits.likely).sum()):
            yield (
                N_("Of {count} proposals the benefit is unknown: they are chosen only where the plan asks for them."),
                {"count": unknown},
            )
        spaces = [some[0].space for some in groups(self._work.project.proposals).values()]
        if len(set(spaces)) < len(spaces):
            yield N_("Benefits add up: two proposals for the same space may count the same incidents twice."), {}


class _Listed:
    """Notes in the language of the moment, one after the other."""

    def __init__(self, notes: tuple[Note, ...]) -> None:
        self._notes = notes

    def __str__(self) -> str:
        return "; ".join(sentence(*note) for note in self._notes)


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)
