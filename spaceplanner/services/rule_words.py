"""Rules of a plan in words, as `plan_rules` says them where they clash, without the advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.domain.plan import Floor, Requirement, Window
from spaceplanner.i18n import N_, gettext, number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spaceplanner.domain.rules import Rule

MOST_NAMES = 6
"""Of proposals in one sentence; of more it is told how many."""


def rule(said: Rule, names: Mapping[str, str], *, most: int = MOST_NAMES) -> str:
    """Say what a rule asks for, in one sentence.

    Parameters
    ----------
    said
        The rule.
    names
        Id of a proposal -> its name; one without a name is called by its id.
    most
        Names in a list at most.
    """
    match said:
        case Requirement():
            return _requirement(said, names, most)
        case Window():
            return _window(said, _name(names, said.proposal))
        case Floor():
            text = gettext(N_("The district {district} gets at least so many proposals: {least}."))
            return text.format(district=_line(said.district), least=number(said.least))
        case _:
            text = gettext(N_("Only one of these may be chosen: {names}."))
            return text.format(names=_listed(said, names, most))


def years(window: Window) -> str:
    """Write the years of a window in a cell."""
    first, last = window.earliest, window.latest
    if first is None and last is None:
        return gettext(N_("any year"))
    if last is None:
        return gettext(N_("from year {first}")).format(first=first)
    if (first or 1) == last:
        return gettext(N_("year {year}")).format(year=last)
    return gettext(N_("years {first}–{last}")).format(first=first or 1, last=last)


def _requirement(said: Requirement, names: Mapping[str, str], most: int) -> str:
    name = _name(names, said.proposal)
    if not said.one_of:
        return gettext(N_("“{name}” needs a proposal that is gone, so it is never chosen.")).format(name=name)
    text = gettext(N_("“{name}” needs one of these: {names}."))
    return text.format(name=name, names=_listed(said.one_of, names, most))


def _window(said: Window, name: str) -> str:
    first, last = said.earliest or 1, said.latest
    if last is None:
        return gettext(N_("“{name}” may start only from year {first} on.")).format(name=name, first=first)
    if first == last:
        return gettext(N_("“{name}” may start only in year {first}.")).format(name=name, first=first)
    text = gettext(N_("“{name}” may start only in the years {first} to {last}."))
    return text.format(name=name, first=first, last=last)


def _listed(keys: Iterable[str], names: Mapping[str, str], most: int) -> str:
    found = [_name(names, key) for key in keys]
    rest = len(found) - most
    if rest > 1:  # in the room of "and 1 more" there is room for the one
        found = [*found[:most], gettext(N_("and {count} more")).format(count=number(rest))]
    return "; ".join(found)


def _name(names: Mapping[str, str], key: str) -> str:
    return _line(names.get(key, key))


def _line(text: str) -> str:
    """Return a text in one line, whatever a file has in it."""
    return " ".join(text.split())
