"""The words for the catalogue: units, prices, and which types rest on a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.catalogue import Catalogue, CostRange, Effect, Evidence, InterventionType

UNITS: Mapping[str, str] = {"each": N_("each"), "m": N_("metre"), "m2": N_("m²"), "year": N_("year")}
"""Unit of a type -> its words."""

KINDS: Mapping[str, str] = {"hard": N_("Works"), "soft": N_("Programmes")}
"""Kind of a type -> the words for all of its kind."""


def price(amount: float) -> str:
    """Write an amount with cents where it has any."""
    return number(amount, 0 if amount == round(amount) else 2)


def prices(cost: CostRange) -> str:
    """Write the likely cost of a unit, with the low and the high one."""
    low, likely, high = (price(amount) for amount in (cost.low, cost.likely, cost.high))
    return gettext("{likely} ({low} to {high})").format(likely=likely, low=low, high=high)


def uses(entry: Evidence, found: Catalogue) -> tuple[tuple[InterventionType, Effect], ...]:
    """Return the types whose effect rests on a finding, each with that effect."""
    return tuple(
        (kind, effect) for kind in found.types.values() for effect in kind.effects if effect.evidence == entry.id
    )


def carried(effect: Effect, entry: Evidence) -> float:
    """Return the share of a finding's log rate ratio that an effect carries over; what the users set is taken as it is."""
    return 1.0 if entry.override is not None else effect.carried * entry.carried


def beside(entry: Evidence, found: Catalogue) -> tuple[InterventionType, ...]:
    """Return the types beside which a finding is only shown."""
    return tuple(kind for kind in found.types.values() if entry.id in kind.related)
