"""Partners: who may co-invest, in what and where, and what they may get for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """A business or institution that may co-invest. All texts are hostile.

    Attributes
    ----------
    themes
        Themes of the catalogue that it wants to support; none: any.
    territory
        Names of districts where it wants to; none: anywhere.
    cash, in_kind, time
        The most it could give a year, as value in the project's currency; None: it has not said.
    conditions
        What it asks for, in its own words.
    refuses
        Themes for which it does not want to be named.
    """

    id: str
    name: str
    contact: str = ""
    themes: tuple[str, ...] = ()
    territory: tuple[str, ...] = ()
    cash: float | None = None
    in_kind: float | None = None
    time: float | None = None
    conditions: str = ""
    refuses: tuple[str, ...] = ()


class RecognitionKind(StrEnum):
    """What a partner gets: being thanked, or what a municipality gives only by a decision."""

    THANKS = "thanks"
    ENDORSEMENT = "endorsement"
    RENAMING = "renaming"
    EXCLUSIVITY = "exclusivity"


NEED_DECISION = frozenset({RecognitionKind.ENDORSEMENT, RecognitionKind.RENAMING, RecognitionKind.EXCLUSIVITY})
"""What nothing may be named for a sponsor without a recorded decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What a partner gets in a proposal.

    Attributes
    ----------
    partner
        Id of a partner.
    what
        In a few words; hostile text.
    decision, decided
        Reference and day of the municipality's decision, without which nothing of `NEED_DECISION` is printed.
    """

    partner: str
    kind: RecognitionKind
    what: str = ""
    decision: str = ""
    decided: date | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be named: it needs no decision, or the decision is on record."""
        return self.kind not in NEED_DECISION or (bool(self.decision.strip()) and self.decided is not None)
