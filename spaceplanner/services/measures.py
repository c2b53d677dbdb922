"""The measures: one wording, unit and number of digits for window, brief, tables and web map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spaceplanner.i18n import N_, gettext, money, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.result import Figure, Values


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measure is spoken of.

    Attributes
    ----------
    name
        A phrase that stands alone, a message id.
    short
        For the head of a narrow column, a message id.
    unit
        As in `Figure.unit`.
    """

    name: str
    short: str
    unit: str


MEASURES: Mapping[str, Measure] = {
    "area_m2": Measure(N_("Area"), N_("m²"), "m2"),
    "incidents_inside": Measure(N_("Incidents inside"), N_("inside"), "count"),
    "incidents_within": Measure(N_("Incidents inside and near"), N_("incidents"), "count"),
    "incidents_per_year": Measure(N_("Incidents a year, inside and near"), N_("incidents a year"), "per_year"),
    "incidents_expected": Measure(N_("Incidents a year in comparable spaces"), N_("comparable spaces"), "per_year"),
    "incidents_adjusted": Measure(N_("Incidents a year, corrected for luck"), N_("corrected for luck"), "per_year"),
    "night_share": Measure(N_("Incidents at night"), N_("at night"), "share"),
    "lamps_inside": Measure(N_("Lamps inside"), N_("lamps"), "count"),
    "lamps_within": Measure(N_("Lamps inside and near"), N_("lamps near"), "count"),
    "lit_share": Measure(N_("Lit ground"), N_("lit"), "share"),
    "dark_share": Measure(N_("Ground in the dark"), N_("in the dark"), "share"),
    "illuminance_average": Measure(N_("Average illuminance"), N_("average lux"), "lux"),
    "illuminance_minimum": Measure(N_("Minimum illuminance"), N_("minimum lux"), "lux"),
    "illuminance_uniformity": Measure(N_("Uniformity of light"), N_("uniformity"), "ratio"),
    "below_class_share": Measure(N_("Ground below the lighting class"), N_("below class"), "share"),
    "paths_below_share": Measure(N_("Paths below the lighting class"), N_("paths below class"), "share"),
    "entrances_below_share": Measure(N_("Entrances below the lighting class"), N_("entrances below class"), "share"),
    "night_unlit_share": Measure(N_("Incidents at night where it is below the class"), N_("at night, unlit"), "share"),
    "heard_share": Measure(N_("Ground within hearing of an alarm"), N_("alarm heard"), "share"),
    "silent_share": Measure(N_("Ground out of hearing of any alarm"), N_("no alarm"), "share"),
    "heard_day_share": Measure(N_("Ground where an alarm is heard by day"), N_("heard by day"), "share"),
    "heard_night_share": Measure(N_("Ground where an alarm is heard by night"), N_("heard by night"), "share"),
    "unheard_night_share": Measure(N_("Ground where no alarm is heard by night"), N_("unheard by night"), "share"),
    "dark_silent_share": Measure(N_("Ground dark and silent by night"), N_("dark and silent"), "share"),
    "walk_residents": Measure(N_("Residents within walking distance"), N_("residents"), "people"),
    "walk_300": Measure(N_("Residents within 300 m on foot"), N_("at 300 m"), "people"),
    "walk_400": Measure(N_("Residents within 400 m on foot"), N_("at 400 m"), "people"),
    "walk_800": Measure(N_("Residents within 800 m on foot"), N_("at 800 m"), "people"),
    "walk_400_women": Measure(N_("Women within 400 m on foot"), N_("women"), "people"),
    "walk_400_children": Measure(N_("Children under 15 within 400 m on foot"), N_("children"), "people"),
    "walk_400_older": Measure(N_("People of 65 and more within 400 m on foot"), N_("older people"), "people"),
    "residents_heard_day_share": Measure(
        N_("Residents within 400 m on foot who hear an alarm by day"), N_("hear by day"), "share"
    ),
    "residents_heard_night_share": Measure(
        N_("Residents within 400 m on foot who hear an alarm by night"), N_("hear by night"), "share"
    ),
    "m2_per_resident": Measure(N_("Space for each resident within 400 m on foot"), N_("m² each"), "m2"),
    "residents_without_space": Measure(
        N_("Residents with no space within 400 m on foot"), N_("without a space"), "people"
    ),
    "share_without_space": Measure(
        N_("Share of residents with no space within 400 m on foot"), N_("without a space"), "share"
    ),
    "spaces_per_resident": Measure(
        N_("Spaces within 400 m on foot of a resident, on average"), N_("spaces each"), "ratio"
    ),
    "space_per_resident": Measure(N_("Public space for each resident within 400 m on foot"), N_("m² each"), "m2"),
    "residents_hearing_day_share": Measure(N_("Residents who hear an alarm by day"), N_("hear by day"), "share"),
    "residents_hearing_night_share": Measure(N_("Residents who hear an alarm by night"), N_("hear by night"), "share"),
    "auditor_agreement": Measure(N_("Agreement of the auditors (Krippendorff's alpha)"), N_("agreement"), "ratio"),
    "condition_index": Measure(N_("Condition, by field audit"), N_("condition"), "points"),
    "audit_lighting": Measure(N_("Audit: lighting"), N_("lighting"), "points"),
    "audit_openness": Measure(N_("Audit: openness"), N_("openness"), "points"),
    "audit_visibility": Measure(N_("Audit: visibility"), N_("visibility"), "points"),
    "audit_people": Measure(N_("Audit: presence of people"), N_("presence of people"), "points"),
    "audit_upkeep": Measure(N_("Audit: upkeep"), N_("upkeep"), "points"),
    "audit_furniture": Measure(N_("Audit: furniture"), N_("furniture"), "points"),
    "audit_paths": Measure(N_("Audit: paths"), N_("paths"), "points"),
    "audit_accessibility": Measure(N_("Audit: accessibility"), N_("accessibility"), "points"),
    "audit_safety": Measure(N_("Audit: feeling of safety"), N_("feeling of safety"), "points"),
    "need": Measure(N_("Need"), N_("need"), "points"),
    "need_floor": Measure(N_("Need that is documented"), N_("documented"), "points"),
    "gap_closed": Measure(N_("Dark and silent ground closed"), N_("gap closed"), "share"),
    "averted": Measure(N_("Incidents averted a year"), N_("averted a year"), "per_year"),
    "people": Measure(N_("People within walking distance"), N_("people"), "people"),
    "value": Measure(N_("Incidents averted for each 10,000 a year"), N_("averted per 10,000"), "per_year"),
    "coinvestment": Measure(N_("Share of the cost that others bring"), N_("co-investment"), "share"),
    "readiness": Measure(N_("Readiness"), N_("readiness"), "share"),
    "evidence": Measure(N_("Strength of the evidence"), N_("evidence"), "share"),
    "backing": Measure(N_("Community backing"), N_("backing"), "share"),
    "eligible": Measure(N_("Incidents it can act on"), N_("eligible"), "count"),
    "score": Measure(N_("Score"), N_("score"), "points"),
    "cost": Measure(N_("Cost"), N_("cost"), "money"),
}
"""Measure id -> how it is spoken of. The ids are those of figures, need parts and score criteria."""

REASONS: Mapping[str, str] = {
    "no_layer": N_("No data: the project has no layer for this. Add one."),
    "no_coverage": N_("No data: the layer does not cover this place and what is around it."),
    "part_covered": N_("No data: the census does not cover all that is around the spaces that people reach."),
    "no_dates": N_("No data: the incidents have no dates, or no hours, in this record."),
    "no_incidents": N_("No data: there are no such incidents here to take a share of."),
    "no_light": N_("No data: there is no light here of which to take a share."),
    "no_paths": N_("No data: no path is drawn in this space."),
    "no_entrances": N_("No data: no entrance is drawn at this space."),
    "no_group": N_("No data: the census does not count this group."),
    "nobody_near": N_("No data: nobody lives within this distance."),
    "no_agreement": N_("No data: agreement needs two auditors who rate the same spaces differently enough."),
    "no_audit": N_("No data: nobody has rated this here in a field audit."),
    "no_comparison": N_("No data: there are too few spaces to compare this one with."),
    "no_effect_data": N_("No data: what its effects need is missing, so nothing can be credited."),
    "no_cost": N_("No data: the proposal costs nothing yet."),
    "none_averted": N_("No data: in most draws it averts no incident."),
    "no_social_cost": N_("No data: nobody has entered what such incidents cost society. None is assumed."),
    "other_money": N_("No data: funding is in another currency than the costs."),
    "other_currency": N_("No data: what incidents cost society is in another currency than the costs."),
    "fewer_than_5": N_("Withheld: too few incidents to be published, so that nobody can be recognised."),
    "few_residents": N_("Withheld: too few residents to be published, so that nobody can be recognised."),
    "residents_derivable": N_(
        "Withheld: with other figures, a number of residents under five could be worked out from it."
    ),
    "derivable": N_("Withheld: with other figures, a number of incidents under five could be worked out from it."),
}
"""Why there is no value -> a sentence."""

LABELS: Mapping[str, Mapping[str, str]] = {
    "light_class": {
        **{f"P{number}": f"P{number}" for number in range(1, 7)},
        "none": N_("darker than P6"),
    },
    "fear": {
        "feared_quiet": N_("feared but quiet"),
        "calm_dangerous": N_("calm but dangerous"),
        "both": N_("feared and dangerous"),
        "neither": N_("calm and quiet"),
    },
}
"""Kind of label -> value -> words."""

LABEL_NAMES: Mapping[str, str] = {
    "light_class": N_("Lighting class reached (EN 13201-2)"),
    "fear": N_("Fear against record"),
}
"""Kind of label -> what it says."""

FLAGS: Mapping[str, str] = {
    "assumed_lamps": N_("Some lamps here have no height or light on record: defaults stand in."),
    "assumed_alarms": N_("Some alarms here have no level on record: 110 dB(A) at 1 m stands in."),
    "uneven_light": N_("The light is much stronger than its class asks for on average, so it is uneven."),
    "coarse_light": N_("The space is large: light was computed at wider spacing."),
    "straight_line": N_("No street is near: distances on foot are 1.3 times the straight line."),
    "assumed_entrances": N_("No entrance is on record: it is entered where streets come near."),
    "no_comparison": N_("There are fewer than 30 spaces: comparable means the same area only."),
    "filled_comparison": N_("Its kind or its residents are unknown: the mean of the other spaces stands in."),
}
"""What the reader must know of the figures of a space -> a sentence."""

LUCK = N_(
    "Incidents are corrected for luck: the fewer there are, the nearer the number is drawn to that of comparable spaces."
)
"""What must be said where a corrected number is printed, a message id."""

_FEW = 10


def label(measure: str) -> str:
    """Return the measure's name in the language in use."""
    return gettext(MEASURES[measure].name)


def short(measure: str) -> str:
    """Return the measure's name for a narrow column, in the language in use."""
    return gettext(MEASURES[measure].short)


def text(figure: Figure, values: Values = "exact", *, currency: str = "USD") -> str:
    """Write a figure's value: ``238``, ``46%``, ``no data``, ``fewer than 5``.

    Parameters
    ----------
    figure
        The figure.
    values
        Whether the exact or the published value is wanted; outside the program always the published one.
    currency
        Of amounts of money.
    """
    value = figure.value(values)
    if value is not None:
        return write(value, figure.unit, currency=currency)
    absence = figure.absence(values)
    if absence in {"derivable", "residents_derivable"}:
        return gettext("withheld")
    if absence in {"fewer_than_5", "few_residents"}:
        # Only of a count is that a number: four in a short record may be many a year.
        return gettext("fewer than 5") if figure.unit in {"count", "people"} else gettext("too few")
    return gettext("no data")


def interval(figure: Figure, values: Values = "exact", *, currency: str = "USD") -> str:
    """Write a figure's 90 % interval, ``12–49`` or ``−5 to 49``, or nothing where it has none."""
    found = figure.interval(values)
    if found is None:
        return ""
    low, high = (write(bound, figure.unit, currency=currency) for bound in found)
    if found[0] < 0:  # a dash beside a minus sign cannot be read
        return gettext("{low} to {high}").format(low=low, high=high)
    return f"{low}–{high}"


def two_digits(value: float) -> float:
    """Return a number to two significant digits, as what is drawn is told; infinity stays infinity."""
    return float(f"{value:.2g}")


def drawn(figure: Figure) -> Figure:
    """Return a figure made of draws with two significant digits inside too, as outside: draws give no more."""
    exact, low, high = (
        None if value is None else two_digits(value) for value in (figure.exact, figure.low, figure.high)
    )
    return replace(figure, exact=exact, low=low, high=high)


def why(figure: Figure, values: Values = "exact") -> str:
    """Say in a sentence why a figure has no value, or nothing where it has one."""
    reason = figure.absence(values)
    return gettext(REASONS[reason]) if reason else ""


def write(value: float, unit: str, *, currency: str = "USD") -> str:
    """Write a number of a unit with the digits that unit is given everywhere."""
    if unit == "share":
        return percent(value)
    if unit == "money":
        return money(value, currency)
    if unit == "points":
        return number(value, 1)
    if unit in {"lux", "ratio"}:
        return number(value, 1 if unit == "lux" and abs(value) >= _FEW else 2)
    if unit in {"per_year", "m2"}:
        return number(value, 0 if abs(value) >= _FEW else 1)
    return number(value)
