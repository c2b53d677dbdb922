"""Words of the import: what a field is called, what was found in a layer, which coordinate system is meant."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from spaceplanner.domain.layer import GeometryKind, Role
from spaceplanner.errors import CrsError
from spaceplanner.i18n import N_, gettext, ngettext, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spaceplanner.io.inspecting import LayerInfo

FIELDS: Mapping[str, str] = {
    "id": N_("Code"),
    "code": N_("Code"),
    "name": N_("Name"),
    "kind": N_("Kind"),
    "condition": N_("Condition"),
    "working": N_("Does it work?"),
    "power_w": N_("Power (W)"),
    "lumens": N_("Light (lumens)"),
    "height_m": N_("Height (m)"),
    "luminaire": N_("Luminaire (model)"),
    "level_db": N_("Loudness (dB)"),
    "rated_at_m": N_("Loudness measured at (m)"),
    "when": N_("Date and time"),
    "category": N_("Kind of incident"),
    "severity": N_("Severity"),
    "indoor": N_("Indoors?"),
    "people": N_("People"),
    "women": N_("Women"),
    "children": N_("Children under 15"),
    "older": N_("People of 65 and more"),
    "hours": N_("Opening hours"),
    "opens": N_("Opens at"),
    "closes": N_("Closes at"),
    "employees": N_("Employees"),
    "victim": N_("Was it a victim? (yes, no or how often)"),
    "loss": N_("Yearly loss (money)"),
    "sales_drop": N_("Drop in sales (%)"),
    "extortion": N_("Extortion? (yes or no)"),
    "survey_year": N_("Year of the survey"),
    "auditor": N_("Auditor (code)"),
    "space": N_("Code of the space"),
    "lighting": N_("Lighting (rating)"),
    "openness": N_("Openness (rating)"),
    "visibility": N_("Visibility (rating)"),
    "upkeep": N_("Upkeep (rating)"),
    "furniture": N_("Furniture (rating)"),
    "paths": N_("Paths (rating)"),
    "accessibility": N_("Accessibility (rating)"),
    "safety": N_("Feeling of safety (rating)"),
    "photo": N_("Photo"),
    "score": N_("Score"),
    "note": N_("Note"),
    "x": N_("x, east or longitude"),
    "y": N_("y, north or latitude"),
}
"""Canonical field of any role -> what it is called, a message id."""

KINDS: Mapping[GeometryKind, tuple[str, str]] = {
    GeometryKind.POINT: (N_("points"), N_("The layer holds points; {role} needs {needed}. Choose another use.")),
    GeometryKind.LINE: (N_("lines"), N_("The layer holds lines; {role} needs {needed}. Choose another use.")),
    GeometryKind.POLYGON: (N_("areas"), N_("The layer holds areas; {role} needs {needed}. Choose another use.")),
}
"""Kind of geometry -> its plural, and what is said where a role takes none of it; message ids."""

USUAL = ("EPSG:32717", "EPSG:4326", "EPSG:32718", "EPSG:32617", "EPSG:32715", "EPSG:24877", "EPSG:3857")
"""Coordinate systems that are offered after the likely ones: those of Ecuador's offices."""

ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
    "cp850": "CP850 (DOS)",
}
"""Encoding -> its usual name."""

_ENCODED = (".csv", ".tsv", ".txt", ".dat", ".shp", ".dbf", ".zip", ".gz", ".tab", ".mif")


def field(name: str) -> str:
    """Return what a canonical field is called, in the language in use."""
    return gettext(FIELDS[name]) if name in FIELDS else name


def kind(of: GeometryKind) -> str:
    """Return the plural of a kind of geometry, in the language in use."""
    return gettext(KINDS[of][0])


def found(info: LayerInfo) -> str:
    """Say in a line what a layer holds: rows, kind of geometry and coordinate system."""
    rows = ngettext("{count} row", "{count} rows", info.count).format(count=number(info.count))
    what = kind(info.kind) if info.kind else gettext(N_("no geometry"))
    system = system_name(info.crs) if info.crs else gettext(N_("coordinate system unknown"))
    return " · ".join((rows, what, system) if info.kind else (rows, what))


@lru_cache(maxsize=128)
def system_name(text: str) -> str:
    """Return a coordinate system's code and name: ``EPSG:32717 · WGS 84 / UTM zone 17S``."""
    from spaceplanner.io import crs  # noqa: PLC0415 - start-up time: pyproj

    try:
        name = crs.parse(text).name
    except CrsError:
        return text
    return f"{text} · {name}" if len(text) < 16 else str(name)  # noqa: PLR2004 - a code, not WKT


def asks_encoding(file: str) -> bool:
    """Tell whether a file is of a kind that does not say how its letters are encoded."""
    return file.lower().endswith(_ENCODED)


def likeliest(layers: tuple[LayerInfo, ...], had: frozenset[Role]) -> int:
    """Return the place of the layer that is most likely meant: recognised, not yet in the project, with most rows.

    Parameters
    ----------
    layers
        At least one.
    had
        Roles that the project has layers of.
    """
    order = list(Role)

    def weight(place: int) -> tuple[bool, bool, bool, int, int]:
        info = layers[place]
        role = info.guessed_role
        rank = -order.index(role) if role else -len(order)
        return info.problem is None, role is not None, role not in had, rank, info.count

    return max(range(len(layers)), key=weight)
