"""Funding: who gives what for a proposal, in which form, and how firm it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class Form(StrEnum):
    """What is given: money, goods or works, or hours of work at their value."""

    CASH = "cash"
    IN_KIND = "in_kind"
    TIME = "time"


class State(StrEnum):
    """How firm it is, from a request to money that is spent."""

    REQUESTED = "requested"
    PLEDGED = "pledged"
    COMMITTED = "committed"
    SPENT = "spent"


class FundingKind(StrEnum):
    """What stands behind a funding line in one word: how reports and charts group it."""

    OWN = "own"
    COMMITTED = "committed"
    PLEDGED = "pledged"
    IN_KIND = "in_kind"
    REQUESTED = "requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """One line of the funding stack.

    Attributes
    ----------
    source
        Who gives: shown as it is, hostile text.
    amount
        Value in the project's currency, at least 0.
    own
        The municipality's own money, goods or hours.
    partner
        Partner id where the giver is one of the project's partners.
    since
        Day on which the line came into its state; None: not on record.
    note
        Conditions or reference; hostile text.
    """

    source: str
    amount: float
    form: Form = Form.CASH
    state: State = State.COMMITTED
    own: bool = False
    partner: str | None = None
    since: date | None = None
    note: str = ""

    @property
    def kind(self) -> FundingKind:
        """The group in which the line is shown; what is only asked for comes before its form, own before all."""
        if self.state is State.REQUESTED:
            return FundingKind.REQUESTED
        if self.own:
            return FundingKind.OWN
        if self.form is not Form.CASH:
            return FundingKind.IN_KIND
        return FundingKind.PLEDGED if self.state is State.PLEDGED else FundingKind.COMMITTED


def of_kind(source: str, kind: FundingKind, amount: float, *, partner: str | None = None) -> Funding:
    """Return a line of a kind; goods and the municipality's own money count as committed."""
    return Funding(
        source=source,
        amount=amount,
        form=Form.IN_KIND if kind is FundingKind.IN_KIND else Form.CASH,
        state=_STATES.get(kind, State.COMMITTED),
        own=kind is FundingKind.OWN,
        partner=partner,
    )


_STATES = {FundingKind.PLEDGED: State.PLEDGED, FundingKind.REQUESTED: State.REQUESTED}
