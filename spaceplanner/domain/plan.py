"""Plan: the budget and the rules by which a portfolio of proposals is chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A proposal that is only chosen where one of some others is too."""

    proposal: str
    one_of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The years in which a proposal may start, counted from 1; None: no bound."""

    proposal: str
    earliest: int | None = None
    latest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The least number of proposals that a district gets."""

    district: str
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Budget and rules of the portfolio.

    Attributes
    ----------
    budgets
        The municipality's money for each year of the plan, in `currency`, above 0; none: not planned yet.
    currency
        Must be the project's.
    musts, nevers
        Ids of proposals.
    exclusions
        Groups of proposals of which one at most is chosen; versions of one proposal exclude each other anyway.
    most
        The largest number of proposals; None: no bound.
    """

    budgets: tuple[float, ...] = ()
    currency: str = "USD"
    musts: tuple[str, ...] = ()
    nevers: tuple[str, ...] = ()
    exclusions: tuple[tuple[str, ...], ...] = ()
    requirements: tuple[Requirement, ...] = ()
    windows: tuple[Window, ...] = ()
    floors: tuple[Floor, ...] = ()
    most: int | None = None
