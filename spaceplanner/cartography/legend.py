"""Legend entries: the words and swatches that tree, map and brief share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spaceplanner.cartography import style_legend
from spaceplanner.cartography import swatch as swatches
from spaceplanner.cartography.style import map_style
from spaceplanner.cartography.symbols import works
from spaceplanner.domain.layer import Role
from spaceplanner.i18n import N_, gettext, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from spaceplanner.cartography.catchments import Band, Catchments, Unserved
    from spaceplanner.cartography.darkness import DarkGround
    from spaceplanner.cartography.density import DensityField
    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.domain.layer import GeometryKind, Layer
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.style import Style

ROLE_NAMES = {
    Role.SPACES: N_("Public spaces"),
    Role.LAMPS: N_("Street lamps"),
    Role.ALARMS: N_("Community alarms"),
    Role.INCIDENTS: N_("Incidents, density"),
    Role.STREETS: N_("Streets"),
    Role.PATHS: N_("Paths"),
    Role.ENTRANCES: N_("Entrances"),
    Role.BUILDINGS: N_("Buildings"),
    Role.RESIDENTS: N_("Residents"),
    Role.BUSINESSES: N_("Businesses"),
    Role.DISTRICTS: N_("Districts"),
    Role.BOUNDARY: N_("Boundary"),
    Role.AUDITS: N_("Audits"),
    Role.CONTEXT: N_("Base map"),
}
"""Role -> what a legend calls it."""

_WHOLE = 0.99
"""From this share on, a layer covers the study area: the rest is the thickness of digitised edges."""


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """One line of a legend: a swatch of `swatch.SIZE` pixels and its words in the language of the moment."""

    key: str
    text: str
    swatch: tuple[Operation, ...]


def entries(
    project: Project, *, visible: Collection[str] | None = None, proposal: bool = False, theme: str = "light"
) -> tuple[Entry, ...]:
    """Return the legend of the visible layers, one entry a role or a class of a style; the density has its own, see `classes`."""
    out: list[Entry] = []
    seen: set[tuple[Role, GeometryKind]] = set()
    for layer in project.layers:
        shown = layer.visible if visible is None else layer.id in visible
        if not shown or layer.role is Role.INCIDENTS:
            continue
        if layer.style is not None:
            out.extend(_styled(layer, layer.style, theme))
            continue
        if (layer.role, layer.kind) in seen:
            continue
        if layer.role is not Role.CONTEXT:
            seen.add((layer.role, layer.kind))
        out.extend(_of_layer(layer, theme))
    if proposal:
        out.append(Entry("proposal", gettext("Proposed"), swatches.proposed(theme=theme)))
    return tuple(out)


def _styled(layer: Layer, style: Style, theme: str) -> Iterator[Entry]:
    for place, line in enumerate(style_legend.lines(layer, style, works=works(layer), theme=theme)):
        yield Entry(f"{layer.id}:{place}", line.text, line.swatch)


def _of_layer(layer: Layer, theme: str) -> tuple[Entry, ...]:
    name = layer.name if layer.role is Role.CONTEXT else gettext(ROLE_NAMES[layer.role])
    entry = Entry(layer.id, name, swatches.swatch(layer, theme=theme))
    if layer.role is Role.LAMPS and not np.all(works(layer)):
        return entry, Entry(f"{layer.id}:dark", gettext("Lamps out"), swatches.lamp(working=False, theme=theme))
    return (entry,)


@dataclass(frozen=True, slots=True)
class Class:
    """One class of the density: its colour, opacity on the map and lower limit in words."""

    hex: str
    alpha: float
    text: str


def classes(field: DensityField, *, theme: str = "light") -> tuple[Class, ...]:
    """Return the classes of a density, the lowest first."""
    style = map_style(theme)
    return tuple(
        Class(hex_code, alpha, number(low, 0 if low >= 10 else 1))  # noqa: PLR2004 - small limits need a decimal
        for hex_code, alpha, low in zip(style.density, style.density_alpha, field.breaks, strict=False)
    )


def density_title(field: DensityField) -> str:
    """Return what the density counts, with its unit."""
    if field.years is None:
        return gettext("Incidents per km² over the whole record")
    if field.brushed:
        return gettext(N_("Incidents per km² and year, of the time picked"))
    return gettext("Incidents per km² and year by night") if field.night else gettext("Incidents per km² and year")


def dark_title() -> str:
    """Return what dark and silent ground is called."""
    return gettext(N_("Dark and silent by night"))


def dark_words(ground: DarkGround) -> tuple[str, ...]:
    """Return what dark and silent ground is, in lines: the class, the margin, and how much there is of it."""
    return (
        gettext(N_("under {lux} lux, class P{number}")).format(
            lux=number(ground.minimum, 1), number=ground.light_class
        ),
        gettext(N_("no alarm {margin} dB above the noise")).format(margin=number(ground.margin)),
        gettext(N_("no data on lamps and alarms here"))
        if ground.share is None
        else gettext(N_("{area} ha, {share} % of what is known")).format(
            area=number(ground.area / 10_000), share=number(100 * ground.share)
        ),
    )


def catchments_title(found: Catchments) -> str:
    """Return what catchments are called: the walks to one space, or to any."""
    return gettext(N_("On foot to a public space")) if found.name is None else found.name


def band_words(band: Band) -> str:
    """Return what one catchment is: the distance, and who lives within it."""
    metres = number(band.metres)
    if band.residents is None:
        return gettext(N_("within {metres} m: no data on residents")).format(metres=metres)
    return gettext(N_("within {metres} m: {residents} residents")).format(
        metres=metres, residents=number(band.residents)
    )


def catchments_words(found: Catchments) -> str:
    """Return what the ways were measured along."""
    if not found.streets:
        return gettext(N_("straight line divided by 1.3: no street is near"))
    if found.straight:
        return gettext(N_("along the streets; where none is near, straight line divided by 1.3"))
    return gettext(N_("along the streets, 25 m to each side"))


def catchments_notes(found: Catchments) -> tuple[str, ...]:
    """Return what must be said of the residents within catchments: why there are none, or that some are not counted."""
    if found.reason == "no_layer":
        return (gettext(N_("no layer of residents")),)
    if found.reason is not None:
        return (gettext(N_("the residents' layer is not complete that far")),)
    part = max((band.unknown for band in found.bands), default=0)
    if not part:
        return ()
    return (
        gettext(N_("at least; spaces around which the residents' layer is not complete: {count}")).format(
            count=number(part)
        ),
    )


def unserved_title() -> str:
    """Return what the residents without a space are called."""
    return gettext(N_("Residents without a space"))


def unserved_words(found: Unserved) -> str:
    """Return who that is: how many, their share, and the walk; or that nobody knows."""
    if found.residents is None or found.share is None:
        return gettext(N_("no data: nobody lives where the residents' layer is complete"))
    return gettext(N_("{residents} ({share} %), farther than {metres} m on foot")).format(
        residents=number(found.residents), share=number(100 * found.share), metres=number(found.metres)
    )


def unserved_notes(found: Unserved) -> tuple[str, ...]:
    """Return what must be said of that number: of which part of the study area it is."""
    if found.residents is None or found.covered_share is None or found.covered_share >= _WHOLE:
        return ()
    return (
        gettext(N_("only where the residents' layer is complete: {share} % of the study area")).format(
            share=number(100 * found.covered_share)
        ),
    )


def counted_title(side: float) -> str:
    """Return what the counts of lamps are counted in: squares of a side in metres."""
    return gettext(N_("Street lamps in a square of {side} m")).format(side=number(side))
