"""What is said of hot spots beside the map: their name, and their classes with colours and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaceplanner.cartography.hotspots import look
from spaceplanner.cartography.legend import Class
from spaceplanner.cartography.style import map_style
from spaceplanner.i18n import N_, gettext, number, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.cartography.hotspots import HotGround, Tint

METHODS: Mapping[str, str] = {
    "density": N_("Density"),
    "network": N_("Density along streets"),
    "gi": N_("Gi*: more than by chance"),
    "clusters": N_("Clusters"),
    "rates": N_("Rates per 1,000 people"),
}
"""Method -> what it is called in a list, a message id."""

SHORT: Mapping[str, str] = {"gi": N_("Gi*"), "rates": N_("Rates")}
"""Method -> what it is called where there is little room, a message id, where that is another."""

CELLS: Mapping[str, str] = {"square": N_("squares"), "hexagon": N_("hexagons"), "districts": N_("districts")}
"""Cells of Gi* -> what they are called, a message id."""

UNITS: Mapping[str, str] = {
    "incidents_km2_year": N_("Incidents per km² and year"),
    "incidents_km2": N_("Incidents per km² over the whole record"),
    "incidents_km_year": N_("Incidents per km of street and year"),
    "incidents_km": N_("Incidents per km of street"),
    "severity_km2_year": N_("Severity per km² and year"),
    "severity_km2": N_("Severity per km² over the whole record"),
    "severity_km_year": N_("Severity per km of street and year"),
    "severity_km": N_("Severity per km of street"),
    "share_ha": N_("% of all per hectare"),
    "share_km": N_("% of all per km of street"),
    "rate_year": N_("Per 1,000 people and year"),
    "rate": N_("Per 1,000 people"),
    "confidence": N_("Incidents, against the whole area"),
    "": N_("Hot spots"),
}
"""Unit of the classes -> title of the legend, a message id."""

_HOT, _COLD = N_("more, {share} confidence"), N_("fewer, {share} confidence")


def short_name(ground: HotGround) -> str:
    """Return method, cells and scale of hot spots in a few words: ``Gi*, hexagons 150 m``."""
    method = gettext(SHORT.get(ground.method, METHODS.get(ground.method, ground.method)))
    if ground.cells == "districts" or ground.method == "rates":
        return f"{method}, {gettext(CELLS['districts'])}"
    cells = f"{gettext(CELLS[ground.cells])} " if ground.cells in CELLS else ""
    metres = ground.cell if cells else ground.bandwidth
    return f"{method}, {cells}{number(metres)} m"


def full_name(ground: HotGround) -> str:
    """Return the name of the layer: ``Hot spots: Gi*, hexagons 150 m``."""
    return gettext(N_("Hot spots: {name}")).format(name=short_name(ground))


def title(ground: HotGround) -> str:
    """Return what the classes count, with their unit."""
    return gettext(UNITS[ground.unit])


def words(ground: HotGround) -> str:
    """Return what else is to be said of the classes."""
    lines = []
    if ground.unit == "confidence":
        corrected = N_("after correction for many tests"), N_("raw, without correction for many tests")
        lines.append(gettext(corrected[0] if ground.corrected else corrected[1]))
        if ground.least is not None and len(ground.spots):
            outlined = N_("outlined: hot spots, from {share} on")
            lines.append(gettext(outlined).format(share=percent(ground.least)))
    if ground.unit.startswith("rate"):
        lines.append(gettext(N_("smoothed where numbers are small")))
    if len(ground.doubtful):
        lines.append(gettext(N_("dashed edge: small numbers")))
    if not (ground.field or ground.tints):
        lines.append(gettext(N_("Nothing to show here. Empty is empty, not zero risk.")))
    return "\n".join(lines)


def classes(ground: HotGround, *, theme: str = "light") -> tuple[Class, ...]:
    """Return the classes, the lowest (or coldest) first."""
    style = map_style(theme)
    if ground.field is not None:
        limits = zip(style.density, style.density_alpha, ground.field.breaks, strict=False)
        return tuple(Class(hex_code, alpha, _limit(low)) for hex_code, alpha, low in limits)
    return tuple(Class(*look(tint, style), _text(tint, ground)) for tint in ground.tints)


def _text(tint: Tint, ground: HotGround) -> str:
    if tint.scale == "density":
        return _limit(tint.value) if ground.unit else gettext(METHODS.get(ground.method, ground.method))
    return gettext(_HOT if tint.scale == "hot" else _COLD).format(share=percent(tint.value))


def _limit(value: float) -> str:
    """Return a limit with the decimals that it has: limits are round numbers."""
    return number(value, len(f"{value:.6f}".rstrip("0").partition(".")[2]))
