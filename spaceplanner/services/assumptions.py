"""Assumptions: every number that a score takes for granted, what it is by default, and what a project has instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaceplanner.domain.criteria import SCORE_CRITERIA
from spaceplanner.domain.project import Settings
from spaceplanner.i18n import N_, gettext, ngettext, number, percent, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.criteria import Criterion
    from spaceplanner.domain.project import Project


@dataclass(frozen=True, slots=True)
class Assumed:
    """A setting that the score assumes: its name, and how its value is said.

    Attributes
    ----------
    text
        Its name, a message id.
    digits, unit
        Decimals, and a message id behind the value; ``%``: a share that is said in per cent.
    """

    text: str
    digits: int = 0
    unit: str = ""


SETTINGS: Mapping[str, Assumed] = {
    "draws": Assumed(N_("Draws")),
    "transfer_sd": Assumed(N_("Step to another setting"), 2),
    "effect_floor": Assumed(N_("Smallest ratio credited"), 2),
    "decay": Assumed(N_("Lost without upkeep"), 1, "%"),
    "incident_radius": Assumed(N_("Near a space"), unit=N_("m")),
    "lit_radius": Assumed(N_("Lit around a lamp"), unit=N_("m")),
    "hearing_radius": Assumed(N_("Heard around an alarm"), unit=N_("m")),
    "walk_distance": Assumed(N_("Served by a space"), unit=N_("m")),
    "discount_rate": Assumed(N_("Discount rate"), 1, "%"),
    "horizon_years": Assumed(N_("Horizon"), unit=N_("years")),
    "contingency": Assumed(N_("Contingency"), 1, "%"),
    "tax": Assumed(N_("Tax"), 1, "%"),
    "displacement_ring": Assumed(N_("Ring next door"), unit=N_("m")),
    "controls": Assumed(N_("Comparable spaces")),
}
"""Name in `domain.project.Settings` -> how it is said, in the order in which the window shows them."""


def value(name: str, settings: Settings) -> str:
    """Return what settings have for an assumption, with its unit, in the language in use."""
    assumed, found = SETTINGS[name], getattr(settings, name)
    if assumed.unit == "%":
        return percent(found, assumed.digits)
    return (
        f"{number(found, assumed.digits)}\u00a0{gettext(assumed.unit)}"
        if assumed.unit
        else number(found, assumed.digits)
    )


def changed_settings(settings: Settings) -> tuple[str, ...]:
    """Return the names of the assumed settings that are not the defaults, in the order of the table."""
    usual = Settings()
    return tuple(name for name in SETTINGS if getattr(settings, name) != getattr(usual, name))


def differences(project: Project, catalogue: Catalogue) -> tuple[str, ...]:
    """Return what a project assumes otherwise than by default, a phrase each, in the language in use.

    Settings come first, each with its default; then the weights, the findings that the users override, one by one, and
    the social costs, of which none is assumed by default.
    """
    usual = Settings()
    text = gettext(N_("{name}: {value} (default: {usual})"))
    said = [
        text.format(name=gettext(SETTINGS[name].text), value=value(name, project.settings), usual=value(name, usual))
        for name in changed_settings(project.settings)
    ]
    if weights_differ(project):
        said.append(gettext(N_("Weights of the criteria")))
    overridden = gettext(N_("{finding}: rate ratio {ratio}"))
    for item in project.overrides:
        entry = catalogue.evidence.get(item.evidence)
        title = item.evidence if entry is None else pick(entry.title)
        said.append(overridden.format(finding=title, ratio=number(item.rate_ratio, 2)))
    if count := len(project.social_costs):
        words = ngettext("Social cost of {count} kind of incident", "Social costs of {count} kinds of incident", count)
        said.append(words.format(count=number(count)))
    return tuple(said)


def weights_differ(project: Project) -> bool:
    """Return whether the criteria count otherwise than by default; only the proportions matter."""
    return _shares(project.criteria) != _shares(SCORE_CRITERIA)


def summary(count: int) -> str:
    """Say in a sentence how many assumptions are not the defaults."""
    if not count:
        return gettext(N_("All assumptions are the defaults."))
    words = ngettext(
        "{count} assumption differs from the defaults.", "{count} assumptions differ from the defaults.", count
    )
    return words.format(count=number(count))


def _shares(criteria: tuple[Criterion, ...]) -> dict[str, float]:
    weights = {item.id: item.weight for item in criteria}
    total = sum(weights.values()) or 1.0
    return {key: round(weight / total, 9) for key, weight in weights.items()}
