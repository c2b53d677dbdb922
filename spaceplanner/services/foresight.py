"""Foresight: what a change would do to a proposal, in words, while the mouse still moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, money, number
from spaceplanner.services import measures

if TYPE_CHECKING:
    from spaceplanner.domain.result import Figure, ProposalResult

_SHARES = ("lit_share", "heard_share")


def words(before: ProposalResult | None, after: ProposalResult) -> tuple[str, ...]:
    """Return lines on what changes: ground lit or within hearing, incidents averted with their interval, score.

    Parameters
    ----------
    before
        The proposal as it is; None where the change makes it.
    after
        The proposal with the change.
    """
    return (*_shares(before, after), _worth(before, after))


def assumed(before: ProposalResult, after: ProposalResult, count: int, currency: str) -> tuple[str, ...]:
    """Return lines on what another assumption changes: score and rank, incidents averted with intervals, yearly cost.

    Parameters
    ----------
    before, after
        A proposal as it is, and under the other assumption.
    count
        Of proposals; one alone has no rank.
    currency
        Of the costs.
    """
    pairs = [(N_("Score"), number(before.score, 1), number(after.score, 1))]
    if count > 1:
        pairs.append((N_("Rank"), number(before.rank), number(after.rank)))
    pairs.append((N_("Incidents averted a year"), _figure(before.averted), _figure(after.averted)))
    pairs.append((N_("Yearly cost"), money(before.cost.yearly, currency), money(after.cost.yearly, currency)))
    changed, same = gettext(N_("{measure} {before} → {after}")), gettext(N_("{measure} {value}, unchanged"))
    return tuple(
        changed.format(measure=gettext(name), before=old, after=new)
        if old != new
        else same.format(measure=gettext(name), value=new)
        for name, old, new in pairs
    )


def _figure(figure: Figure) -> str:
    interval = measures.interval(figure)
    return measures.text(figure) + (f" ({interval})" if interval else "")


def _shares(before: ProposalResult | None, after: ProposalResult) -> tuple[str, ...]:
    lines = []
    for name in _SHARES:
        then = after.after.get(name)
        now = (before.after if before is not None else after.before).get(name)
        if then is None or now is None or then.exact is None or now.exact is None:
            continue
        old, new = measures.text(now), measures.text(then)
        if old != new:
            text = gettext(N_("{measure} {before} → {after}"))
            lines.append(text.format(measure=measures.label(name), before=old, after=new))
    return tuple(lines)


def _worth(before: ProposalResult | None, after: ProposalResult) -> str:
    averted = _figure(after.averted)
    if before is None:
        text = gettext(N_("Averts {averted} a year · score {after}"))
        return text.format(averted=averted, after=number(after.score, 1))
    text = gettext(N_("Averts {averted} a year · score {before} → {after}"))
    return text.format(averted=averted, before=number(before.score, 1), after=number(after.score, 1))
