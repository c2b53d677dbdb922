"""Scenarios: two proposals beside each other, and what one does more than the other under the same chance.

Both are drawn with common random numbers: what is uncertain of the place, of a study and of a price is the same for both
in each draw, so it cancels out of the difference as far as they share it (see docs/methods/effects.md).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.errors import EditError
from spaceplanner.i18n import N_, gettext, money, number, pick
from spaceplanner.services import appraising, costing, money_words, programme_words, scoring
from spaceplanner.services.draws import range_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.outlook import Range
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.proposal import Intervention, Proposal
    from spaceplanner.domain.result import Diagnosis
    from spaceplanner.services.benefit import Benefit
    from spaceplanner.services.inputs import Inputs
    from spaceplanner.services.memo import Memo


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What the second of two proposals has more than the first; made of published counts only.

    Attributes
    ----------
    averted
        Incidents averted a year more; None where one of them has no data, with `reason`.
    more
        Share of the draws in which the second averts more.
    cost, present_cost
        At the start, and over the horizon.
    npv
        Net present value more; None where no benefit in money can be named of both.
    """

    averted: Range | None
    more: float | None
    reason: str | None
    cost: Range
    present_cost: Range
    npv: Range | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """What two proposals hold of one thing, in words; empty: nothing."""

    what: str
    first: str
    second: str


def difference(
    project: Project, catalogue: Catalogue, pair: tuple[str, str], inputs: Inputs, diagnosis: Diagnosis, *, memo: Memo
) -> Difference:
    """Draw two proposals with the same chance and return what the second has more than the first.

    Parameters
    ----------
    pair
        Ids of the two.

    Raises
    ------
    EditError
        If the project has no such proposal.
    AnalysisError
        If a setting cannot be used.
    """
    proposals = [_found(project, key) for key in pair]
    (gain, paid), (other_gain, other_paid) = scoring.draws(project, catalogue, proposals, inputs, diagnosis, memo=memo)
    averted, other = (_total(one, project) for one in (gain, other_gain))
    more = None if averted is None or other is None else other - averted
    nets = [appraising.net(one, its, catalogue, project) for one, its in ((gain, paid), (other_gain, other_paid))]
    return Difference(
        averted=None if more is None else range_of(more),
        more=None if more is None else float((more > 0).mean()),
        reason=(gain if gain.scored is None else other_gain).gain.reason if more is None else None,
        cost=range_of((other_paid.start + other_paid.programmes) - (paid.start + paid.programmes)),
        present_cost=range_of(other_paid.present - paid.present),
        npv=None if nets[0] is None or nets[1] is None else range_of(nets[1] - nets[0]),
    )


def counterpart(project: Project, proposal: str) -> str | None:
    """Return what a proposal is best compared with: its original, else its latest scenario, else one for its space."""
    mine = _found(project, proposal)
    others = [item for item in project.proposals if item.id != proposal]
    original = mine.scenario_of or proposal
    family = [item.id for item in others if original in {item.id, item.scenario_of}]
    if original in family:
        return original
    near = [item.id for item in others if item.space == mine.space]
    return next(iter([*family[::-1], *near, *(item.id for item in others)]), None)


def assumptions(project: Project, catalogue: Catalogue, pair: tuple[str, str]) -> tuple[Assumption, ...]:
    """Return in what two proposals differ: place, items, programme, who keeps it, and funding."""
    first, second = (dict(_held(_found(project, key), project, catalogue)) for key in pair)
    keys = dict.fromkeys((*first, *second))
    found = [
        Assumption(what=what, first=first.get(what, ("", None))[0], second=second.get(what, ("", None))[0])
        for what in keys
        if first.get(what) != second.get(what)
    ]
    return tuple(
        Assumption(what=item.what, first=item.first, second=_elsewhere(item.second))
        if item.first == item.second
        else item
        for item in found
    )


def _held(proposal: Proposal, project: Project, catalogue: Catalogue) -> Iterator[tuple[str, tuple[str, object]]]:
    """Yield what a proposal holds: in words, and with what tells two apart that have the same words."""
    for kind, items in costing.by_type(proposal, catalogue):
        amount = sum(costing.quantity(item, kind) for item in items)
        yield pick(kind.plural), (number(amount, 0 if float(amount).is_integer() else 1), _places(items))
        prices = sorted({item.unit_cost for item in items if item.unit_cost is not None})
        if prices:
            what = gettext(N_("{type}, quoted price")).format(type=pick(kind.plural))
            yield what, ("; ".join(money(price, catalogue.currency) for price in prices), None)
    for key, count in Counter(line.kind for line in proposal.programme).items():
        yield gettext(programme_words.KINDS[key]), (number(count), None)
    for what, value in (
        (N_("Owner"), proposal.owner),
        (N_("Maintained by"), proposal.maintainer),
        (N_("Upkeep paid by"), proposal.upkeep_payer),
    ):
        yield gettext(what), (value.strip() or gettext(N_("nobody yet")), None)
    given: dict[str, float] = {}
    for line in proposal.funding:
        form, state = gettext(money_words.FORMS[line.form.value]), gettext(money_words.STATES[line.state.value])
        what = gettext(N_("{source}, {form}, {state}")).format(source=line.source, form=form, state=state)
        given[what] = given.get(what, 0.0) + line.amount
    for what, amount in given.items():
        yield what, (money(amount, project.currency), None)


def _places(items: list[Intervention]) -> tuple[bytes, ...]:
    """Return where items are, in an order of their own, so that the same places compare as the same."""
    return tuple(sorted(shapely.to_wkb(item.geometry) for item in items if item.geometry is not None))


def _elsewhere(words: str) -> str:
    return gettext(N_("{amount}, placed elsewhere")).format(amount=words)


def _found(project: Project, key: str) -> Proposal:
    found = project.proposal(key)
    if found is None:
        raise EditError(N_("The project has no proposal {proposal}."), proposal=key)
    return found


def _total(gain: Benefit, project: Project) -> NDArray[np.float64] | None:
    """Return (draws,) incidents averted a year, below 0 where they become more; None without data."""
    if gain.scored is None:
        return None
    return sum(gain.draws.values(), np.zeros(project.settings.draws))
