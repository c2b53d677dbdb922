"""Two proposals beside each other, in words of the language in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, money, percent
from spaceplanner.services import effect_words, measures, money_words

if TYPE_CHECKING:
    from spaceplanner.domain.outlook import Range
    from spaceplanner.services.scenarios import Difference

_SAME = 0.5
"""Money apart by less is the same."""


def headline(first: str, second: str, found: Difference, currency: str) -> str:
    """Say what the second proposal does more than the first, how sure that is, and what it costs more.

    Parameters
    ----------
    first, second
        Names.
    """
    return f"{_effect(first, second, found)} {_cost(found.cost, currency)}"


def more(found: Range | None) -> str:
    """Write a difference with its sign and its interval: ``+1.2 (−0.4 to 3.1)``; ``the same`` where there is none."""
    if found is None:
        return gettext("no data")
    if not _spread(found):
        return gettext(N_("the same"))
    sign = "+" if found.median > 0 else ""
    return f"{sign}{effect_words.spread(found)}"


def more_money(found: Range | None, currency: str) -> str:
    """Write a difference of money with its sign and its interval; ``the same`` where there is none."""
    if found is None:
        return gettext("no data")
    if max(abs(found.p05), abs(found.p95)) < _SAME:
        return gettext(N_("the same"))
    sign = "+" if found.median > 0 else ""
    return f"{sign}{money_words.amounts(found, currency)}"


def surety(found: Difference) -> str:
    """Say in which share of the draws the second averts more; nothing where both are the same or unknown."""
    if found.averted is None or found.more is None or not _spread(found.averted):
        return ""
    return gettext(N_("It averts more in {share} of the draws, which both share.")).format(share=percent(found.more))


def _effect(first: str, second: str, found: Difference) -> str:
    averted = found.averted
    if averted is None:
        reason = gettext(measures.REASONS[found.reason]) if found.reason else ""
        return gettext(N_("How many more “{second}” averts than “{first}” is not known.")).format(
            first=first, second=second
        ) + (f" {reason}" if reason else "")
    if not _spread(averted):
        return gettext(N_("“{second}” averts the same as “{first}”.")).format(first=first, second=second)
    return gettext(_EFFECTS[averted.median >= 0, averted.p05 <= 0 <= averted.p95]).format(
        first=first,
        second=second,
        amount=effect_words.two(abs(averted.median)),
        interval=_signed(averted) if averted.median >= 0 else _signed(_turned(averted)),
    )


_EFFECTS = {
    (True, True): N_(
        "“{second}” averts {amount} more a year than “{first}” ({interval} in 90% of the draws): this may be chance."
    ),
    (True, False): N_(
        "“{second}” averts {amount} more a year than “{first}” ({interval} in 90% of the draws): this is more than chance."
    ),
    (False, True): N_(
        "“{second}” averts {amount} fewer a year than “{first}” ({interval} in 90% of the draws): this may be chance."
    ),
    (False, False): N_(
        "“{second}” averts {amount} fewer a year than “{first}” ({interval} in 90% of the draws): this is more than chance."
    ),
}
"""Whether more are averted, and whether that may be chance -> a message id."""


def _cost(found: Range, currency: str) -> str:
    if abs(found.median) < _SAME:
        return gettext(N_("Both cost the same."))
    text = N_("It costs {amount} more.") if found.median > 0 else N_("It costs {amount} less.")
    return gettext(text).format(amount=money(measures.two_digits(abs(found.median)), currency))


def _signed(found: Range) -> str:
    return gettext("{low} to {high}").format(low=effect_words.two(found.p05), high=effect_words.two(found.p95))


def _turned(found: Range) -> Range:
    return type(found)(p05=-found.p95, p25=-found.p75, median=-found.median, p75=-found.p25, p95=-found.p05)


def _spread(found: Range) -> bool:
    return bool(found.p05 or found.p95)
