"""Incidents averted in words: by outcome and hours, on what baseline; one wording for the terminal, brief and web map.

Numbers are rounded to two significant digits: draws give no more, and so they may be shown everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import gettext, percent
from spaceplanner.services import ledger
from spaceplanner.services.effect_words import two

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spaceplanner.domain.outlook import Gain, Range


def sentences(gain: Gain) -> Iterator[str]:
    """Yield what is averted by outcome and hours, and on what baseline, with the 50 % interval too."""
    shown = parts(gain)
    if shown:
        yield gettext("Of these: {parts}.").format(
            parts="; ".join(f"{name} {span(found)}" for name, found in shown.items())
        )
    if gain.total is not None and gain.total.p05 != gain.total.p95:
        yield gettext("In half of the draws between {low} and {high}.").format(
            low=two(gain.total.p25), high=two(gain.total.p75)
        )
    yield from basis(gain)


def parts(gain: Gain) -> Mapping[str, Range]:
    """Return the name of each outcome and part of the day -> incidents averted, without those that cannot change."""
    found = {gettext(ledger.OUTCOMES[key]): value for key, value in gain.by_outcome.items()}
    found |= {gettext(ledger.HOURS[key]): value for key in ledger.HOURS if (value := getattr(gain, key)) is not None}
    return {name: value for name, value in found.items() if value.p05 or value.p95}


def basis(gain: Gain) -> Iterator[str]:
    """Yield what is expected without the proposal beside what was counted, and what lasts of the first year's gain."""
    if gain.baseline is not None:
        yield gettext("Without it: {baseline} incidents a year, corrected for luck; {raw} were counted.").format(
            baseline=span(gain.baseline), raw=two(gain.raw)
        )
    if gain.kept < 1:
        yield gettext("Kept in the mean year, for want of a payer of upkeep: {share} of the first year's.").format(
            share=percent(gain.kept)
        )


def span(found: Range) -> str:
    """Write a median and its 90 % interval: ``50 (-44 to 92)``."""
    return gettext("{median} ({low} to {high})").format(
        median=two(found.median), low=two(found.p05), high=two(found.p95)
    )
