"""The sponsor's case in sentences: the same in briefs, on web maps, in the window and on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, money, ngettext, number, percent, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from spaceplanner.domain.outlook import Note, SponsorCase


def count(case: SponsorCase) -> int:
    """Return how many businesses are within a walk."""
    return sum(case.businesses.values())


def reach(case: SponsorCase) -> str:
    """Say how many businesses are within a walk, and how many of them next to the space."""
    if not case.present:
        return gettext(N_("Nobody knows yet which businesses are near: there is no layer of businesses here."))
    found = count(case)
    along = (
        N_("{metres} m on foot, taken as 1.3 times the straight line") if case.straight else N_("{metres} m on foot")
    )
    text = ngettext(
        "{count} business is within {reach}; {near} next to the space.",
        "{count} businesses are within {reach}; {near} of them next to the space.",
        found,
    )
    return text.format(
        count=number(found), reach=gettext(along).format(metres=number(case.metres)), near=number(case.near)
    )


def night(case: SponsorCase) -> str:
    """Say how many are open at night and how many people they employ; nothing where that is not known."""
    parts = []
    if case.open_at_night is not None:
        text = gettext(N_("{share} of those that say their hours are open after 19:00."))
        parts.append(text.format(share=percent(case.open_at_night)))
    if case.employees:
        parts.append(gettext(N_("{count} people work in those that say so.")).format(count=number(case.employees)))
    return " ".join(parts)


def kinds(case: SponsorCase) -> list[tuple[str, int]]:
    """Return kinds with their number, the most first; the small ones together under a word of their own."""
    others = gettext(N_("others (kinds of fewer than five)"))
    return [(name or others, found) for name, found in case.businesses.items()]


def survey(case: SponsorCase) -> str:
    """Say how many answered, and in which year."""
    if not case.surveyed:
        return gettext(N_("No survey has asked the businesses here."))
    text = ngettext("{count} business answered the survey.", "{count} businesses answered the survey.", case.surveyed)
    if case.years:
        first, last = case.years
        years = str(last) if first == last else f"{first}–{last}"
        text = ngettext(
            "{count} business answered the survey of {years}.",
            "{count} businesses answered the survey of {years}.",
            case.surveyed,
        ).format(count="{count}", years=years)
    return text.format(count=number(case.surveyed))


def answered(case: SponsorCase, currency: str) -> list[tuple[str, str]]:
    """Return what the survey found, question and answer; too few answers are said to be."""
    few = gettext(N_("too few answers"))
    asked: tuple[tuple[str, str | None], ...] = (
        (N_("Were a victim of a crime"), None if case.victimised is None else percent(case.victimised)),
        (N_("Lost in a year, together"), None if case.losses is None else money(case.losses, currency)),
        (N_("Mean drop in sales"), None if case.sales_drop is None else percent(case.sales_drop, 1)),
    )
    return [(gettext(question), few if answer is None else answer) for question, answer in asked]


def extortion(case: SponsorCase) -> str:
    """Say what was told of extortion, apart from everything that a proposal may change."""
    if case.extortion is None:
        return gettext(N_("Extortion: too few answers to say anything, or it was not asked."))
    text = gettext(
        N_("Extortion: {share} of those who answered report it. Nothing proposed here is known to change that.")
    )
    return text.format(share=percent(case.extortion))


def change(case: SponsorCase, currency: str) -> str:
    """Say what changes of the losses next to the space, or why nothing is claimed."""
    if case.change is None or case.near_losses is None:
        why = next((sentence(text, parameters) for text, parameters in case.not_claimed), "")
        return why or gettext(N_("No change in losses is claimed."))
    text = gettext(
        N_(
            "Of {losses} a year that the businesses next to the space lose, {median} less is expected ({low} to {high} in 90 % "
            "of cases)."
        )
    )
    return text.format(
        losses=money(case.near_losses, currency),
        median=number(case.change.median),
        low=number(case.change.p05),
        high=number(case.change.p95),
    )


def leverage(case: SponsorCase, currency: str) -> str:
    """Say what each unit of the partners' money moves."""
    if case.leverage is None:
        return gettext(N_("No partner gives anything yet, so there is no leverage to tell."))
    text = gettext(N_("Each {unit} of the partners stands in works and programmes of {whole}."))
    return text.format(unit=f"{currency} 1", whole=f"{currency} {number(case.leverage, 2)}")


def line(case: SponsorCase, currency: str) -> str:
    """Say reach and leverage in one line."""
    parts = [reach(case)] if case.present else []
    if case.leverage is not None:
        parts.append(leverage(case, currency))
    return " ".join(parts)


def listed(notes: Iterable[Note]) -> list[str]:
    """Return notes as sentences in the language in use."""
    return [sentence(text, parameters) for text, parameters in notes]
