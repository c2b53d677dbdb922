"""Foresight: what a change would do to a proposal, in words, while the mouse still moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, number
from spaceplanner.services import measures

if TYPE_CHECKING:
    from spaceplanner.domain.result import ProposalResult

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
    interval = measures.interval(after.averted)
    averted = measures.text(after.averted) + (f" ({interval})" if interval else "")
    if before is None:
        text = gettext(N_("Averts {averted} a year · score {after}"))
        return text.format(averted=averted, after=number(after.score, 1))
    text = gettext(N_("Averts {averted} a year · score {before} → {after}"))
    return text.format(averted=averted, before=number(before.score, 1), after=number(after.score, 1))
