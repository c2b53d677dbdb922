"""Ledger: the words for evidence and its use, one wording for window, brief, web map and shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.catalogue import Evidence
    from spaceplanner.domain.judgement import Override

GRADES: Mapping[str, str] = {
    "A": N_("several experiments that agree"),
    "B": N_("one experiment, or a pooled analysis of controlled studies"),
    "C": N_("a controlled comparison or a working paper, or pooled studies not fully checked"),
    "D": N_("one weak study or a correlation"),
    "none": N_("no study of the effect"),
}
"""Grade -> what it means."""

STATUSES: Mapping[str, str] = {
    "seen": N_("read in the source"),
    "partly seen": N_("partly read in the source"),
    "recalled": N_("unverified"),
    "override": N_("set by the users of this project"),
    "none": N_("no causal study found"),
}
"""Status of a figure -> its words."""

INTERVALS: Mapping[str, str] = {
    "seen": N_("interval read in the source"),
    "recalled": N_("interval unverified"),
    "assumed": N_("interval not seen, assumed from the grade"),
    "override": N_("interval set by the users of this project"),
    "none": N_("no interval"),
}
"""Status of an interval -> its words."""

WHY_NOT: Mapping[str, str] = {
    "requires": N_("what it needs is not in this proposal"),
    "no_evidence": N_("no study gives a rate for it"),
    "no_data": N_("unknown which incidents it reaches: data are missing"),
}
"""Why an effect is not credited -> its words."""

OUTCOMES: Mapping[str, str] = {
    "all": N_("all incidents"),
    "property": N_("property incidents"),
    "violent": N_("violent incidents"),
    "night_outdoor": N_("night outdoor street crime"),
    "night_outdoor_index": N_("serious night outdoor crime"),
    "night_gun": N_("night firearm crime"),
    "gun_violence": N_("gun violence"),
    "shootings": N_("shootings"),
    "homicide": N_("homicide"),
    "robbery": N_("robbery"),
    "disorder": N_("disorder"),
    "other": N_("other incidents"),
    "offending": N_("offending by those who take part"),
    "fear": N_("fear"),
    "use": N_("outdoor use"),
}
"""What a study or an effect is about -> its words."""

INTERVENTIONS: Mapping[str, str] = {
    "lighting": N_("Street lighting"),
    "committee": N_("Neighbourhood watch and committees"),
    "alarm": N_("Community alarms"),
    "sport": N_("Sport programmes"),
    "sport_place": N_("Places for sport"),
    "services": N_("Municipal services and patrols"),
    "cctv": N_("Video surveillance"),
    "greening": N_("Greening and cleaning of lots"),
    "renovation": N_("Renovation of squares and neighbourhoods"),
    "design": N_("Design against crime"),
    "trees": N_("Trees"),
    "park": N_("Parks by themselves"),
}
"""What a finding is about -> its words."""

WHENS: Mapping[str, str] = {
    "any": N_("at any hour"),
    "night": N_("at night, outdoors"),
    "day": N_("by day"),
}
"""When an effect acts -> its words."""

HOURS: Mapping[str, str] = {"night": N_("by night"), "day": N_("by day or at an unknown hour")}
"""Hours of incidents averted -> their words."""

REACHES: Mapping[str, str] = {
    "lit": N_("on newly lit ground"),
    "heard": N_("within hearing of the new alarms"),
    "space": N_("in and near the space"),
    "catchment": N_("in the space and near it on foot"),
}
"""Where an effect acts -> its words."""


_OTHERS: Mapping[str, str] = {
    "direction": N_("direction only"),
    "d": N_("not a rate: not turned into incidents"),
    "none": N_("no effect proven"),
}


def finding(entry: Evidence) -> str:
    """Return what a study found in a few words: its rate ratio and interval as given, a direction, or nothing."""
    if entry.override is not None:
        return _overridden(entry, entry.override)
    if entry.null:
        return gettext("no detectable effect")
    if entry.change is not None:
        change = f"{'+' if entry.change > 0 else ''}{percent(entry.change)}"
        return gettext("{change}: not turned into incidents").format(change=change)
    if entry.rate_ratio is None:
        return gettext(_OTHERS[entry.measure])
    words = figure(entry)
    return words if entry.interval_status == "seen" else f"{words}; {gettext(INTERVALS[entry.interval_status])}"


def figure(entry: Evidence) -> str:
    """Return the rate ratio of a finding that has one, and its interval where it is given: ``rate ratio 0.9 (0.8 to 1)``."""
    low, ratio, high = _ratios(entry.low, entry.rate_ratio, entry.high)
    words = gettext("rate ratio {ratio}").format(ratio=ratio)
    if entry.low is None or entry.high is None:
        return words
    return f"{words} ({gettext('{low} to {high}').format(low=low, high=high)})"


def _overridden(entry: Evidence, override: Override) -> str:
    return gettext("{value}, set for this project by {author} on {day}: {reason} (the ledger has: {ledger})").format(
        value=figure(entry),
        author=_line(override.author),
        day=override.made.isoformat(),
        reason=_line(override.reason),
        ledger=finding(entry.original) if entry.original else "",
    )


def _line(text: str) -> str:
    """Return a hostile text on one line, without control characters."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _ratios(*values: float | None) -> list[str]:
    """Write ratios with the digits their source gives, at least two, and all with the same."""
    digits = max(2, *(len(f"{value:g}".partition(".")[2]) for value in values if value is not None))
    return [number(value, digits) for value in values]
