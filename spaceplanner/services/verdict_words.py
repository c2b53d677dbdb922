"""A verdict in words: one sentence on the place, one on what happened next door, one on both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.analysis.displacement import Difference
    from spaceplanner.services.verdict import Verdict

ZONES: Mapping[str, str] = {
    "treated": N_("the space"),
    "control": N_("comparable spaces"),
    "ring": N_("its ring"),
    "ring_control": N_("their rings"),
}
"""Zone -> how it is spoken of, a message id; in the order of tables."""

_HERE: Mapping[str, str] = {
    "fell_more": N_(
        "Incidents fell by {difference} a year more than in {count} comparable spaces (90 % interval {low} to {high}): {so}"
    ),
    "rose_less": N_(
        "Incidents rose by {difference} a year less than in {count} comparable spaces (90 % interval {low} to {high}): {so}"
    ),
    "rose_more": N_(
        "Incidents rose by {difference} a year more than in {count} comparable spaces (90 % interval {low} to {high}): {so}"
    ),
    "fell_less": N_(
        "Incidents fell by {difference} a year less than in {count} comparable spaces (90 % interval {low} to {high}): {so}"
    ),
    "alike": N_("Incidents changed as in {count} comparable spaces (90 % interval {low} to {high}): {so}"),
}

_NEXT_DOOR: Mapping[str, str] = {
    "fell_more": N_(
        "Next door, within {ring} m more, they fell by {difference} a year more than around these ({low} to {high}): {so}"
    ),
    "rose_less": N_(
        "Next door, within {ring} m more, they rose by {difference} a year less than around these ({low} to {high}): {so}"
    ),
    "rose_more": N_(
        "Next door, within {ring} m more, they rose by {difference} a year more than around these ({low} to {high}): {so}"
    ),
    "fell_less": N_(
        "Next door, within {ring} m more, they fell by {difference} a year less than around these ({low} to {high}): {so}"
    ),
    "alike": N_("Next door, within {ring} m more, they changed as around these ({low} to {high}): {so}"),
}

_CHANCE, _MORE = N_("this may be chance."), N_("this is more than chance.")
_NOT_WITH_RING = N_("this is more than chance, but not together with what happened next door.")
_ONLY_WITH_RING = N_("this may be chance; together with what happened next door it is more.")
_UNKNOWN = N_("too few were counted to say more.")
_AS_CLEAR = N_("{as_clear} of {others} spaces without a proposal changed as clearly, so this may be chance.")

_SELDOM = 0.10
"""Share of the untreated spaces that may change as clearly where a change is called more than chance."""


def sentence(found: Verdict) -> str:
    """Return the verdict in one sentence, in the language in use."""
    zone, local = found.zones["treated"], found.found.local
    change = zone.after / found.after.years - zone.before / found.before.years
    return gettext(_HERE[_kind(local, change)]).format(
        count=number(len(found.controls)), so=_so(found), **_figures(local)
    )


def displaced(found: Verdict) -> list[str]:
    """Return what happened next door and what it comes to together; nothing where displacement is not judged."""
    ring, total = found.found.ring, found.found.total
    if ring is None:
        return []
    zone = found.zones["ring"]
    change = zone.after / found.after.years - zone.before / found.before.years
    return [
        gettext(_NEXT_DOOR[_kind(ring, change)]).format(
            ring=number(found.ring),
            so=_ending(ring, found, found.placebo.ring if found.placebo else None),
            **_figures(ring),
        ),
        gettext("Here and next door together: {difference} a year (90 % interval {low} to {high}): {so}").format(
            so=_ending(total, found, found.placebo.total if found.placebo else None),
            **_figures(total) | {"difference": _signed(total.estimate)},
        ),
    ]


def counted(found: Verdict) -> str:
    """Return what was counted, and when."""
    return gettext(
        "Counted are incidents at all hours, {categories}, within {radius} m of the space and of each comparable space, by year: {before_first} to {before_last} before, {after_first} to {after_last} after."
    ).format(
        categories="; ".join(found.categories) or gettext(N_("of all categories")),
        radius=number(found.radius),
        before_first=found.before.first.isoformat(),
        before_last=found.before.last.isoformat(),
        after_first=found.after.first.isoformat(),
        after_last=found.after.last.isoformat(),
    )


def _kind(part: Difference, change: float) -> str:
    """Return which sentence fits: a difference below 0 with incidents that rose all the same rose less."""
    if part.estimate == 0:
        return "alike"
    if part.estimate < 0:
        return "rose_less" if change > 0 else "fell_more"
    return "fell_less" if change < 0 else "rose_more"


def significant(part: Difference) -> bool:
    """Tell whether a difference's interval leaves out 0."""
    return part.low > 0 or part.high < 0


def _so(found: Verdict) -> str:
    """Return what follows from the place and, where it changes that, from what happened next door."""
    local, total = found.found.local, found.found.total
    here = _ending(local, found, found.placebo.local if found.placebo else None)
    if found.found.ring is None or local.error == 0:
        return here
    together = beyond(total, found, found.placebo.total if found.placebo else None)
    if beyond(local, found, found.placebo.local if found.placebo else None):
        return here if together else gettext(_NOT_WITH_RING)
    return gettext(_ONLY_WITH_RING) if together and not significant(local) else here


def beyond(part: Difference, found: Verdict, as_clear: int | None) -> bool:
    """Tell whether a difference is more than chance: by its interval, and among spaces where nothing was done.

    Parameters
    ----------
    as_clear
        How many of `found.placebo.spaces` changed as clearly; None: there were too few.
    """
    if not significant(part):
        return False
    return found.placebo is None or as_clear is None or as_clear <= _SELDOM * found.placebo.spaces


def _ending(part: Difference, found: Verdict, as_clear: int | None) -> str:
    if part.error == 0:
        return gettext(_UNKNOWN)
    if not significant(part):
        return gettext(_CHANCE)
    if beyond(part, found, as_clear):
        return gettext(_MORE)
    assert found.placebo is not None
    return gettext(_AS_CLEAR).format(as_clear=number(as_clear), others=number(found.placebo.spaces))


def _figures(part: Difference) -> dict[str, str]:
    return {
        "difference": _plain(abs(part.estimate)),
        "low": _signed(part.low),
        "high": _signed(part.high),
    }


def _plain(value: float) -> str:
    """Return a number as precise as it can be taken: whole from 10 on."""
    return number(value, 0 if abs(value) >= 9.95 else 1)  # noqa: PLR2004 - what rounds to 10


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + _plain(value)


def bars(found: Verdict) -> list[tuple[str, float, float]]:
    """Return each zone's name in the language in use and its incidents a year before and after, for a chart.

    What the space and its ring are compared with is told for as much ground as these have.
    """
    like = {"treated": "treated", "control": "treated", "ring": "ring", "ring_control": "ring"}
    rows = []
    for name, zone in found.zones.items():
        ground = found.zones[like[name]].ground
        if not zone.ground or not ground:
            continue
        share = ground / zone.ground
        words = gettext(ZONES[name])
        if like[name] != name:
            words = gettext("{zone}, on as much ground").format(zone=words)
        rows.append((words, share * zone.before / found.before.years, share * zone.after / found.after.years))
    return rows
