"""Design tokens: colours, sizes and scale limits that window, brief and web map share, from ``resources/theme``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from spaceplanner import resources
from spaceplanner.cartography.drawing import Colour

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Colours of windows and pages as ``#RRGGBB``."""

    ink: str
    secondary: str
    faint: str
    lines: str
    surface: str
    panel: str
    accent: str
    accent_light: str
    on_accent: str
    warning: str
    warning_light: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapStyle:
    """Colours of the map as ``#RRGGBB``, their opacities, and the names that make a context layer water.

    Attributes
    ----------
    density, density_alpha
        Colour and opacity of each class of incident density, the lowest first.
    hot, cold, diverging_alpha
        Colours of more and of less than expected, and their opacity, the least certain first.
    score_parts
        Colours of the parts of a score, in the order of the criteria.
    alpha
        Opacity of ``lit`` ground, ``hearing`` distance, ``no_data`` tint, ``dark_silent`` ground, ``catchment``
        and ``unserved`` residents, and ``buildings``.
    water_words
        A context layer whose name contains one of these is drawn as water.
    """

    ground: str
    blocks: str
    water: str
    street: str
    street_edge: str
    building: str
    space_fill: str
    space_edge: str
    halo: str
    label: str
    lamp: str
    lamp_dark_fill: str
    lamp_dark_edge: str
    lit: str
    alarm: str
    dark_silent: str
    catchment: str
    unserved: str
    resident: str
    business: str
    proposed_area: str
    proposed: str
    density: tuple[str, ...]
    density_alpha: tuple[float, ...]
    hot: tuple[str, ...]
    cold: tuple[str, ...]
    diverging_alpha: tuple[float, ...]
    score_parts: tuple[str, ...]
    alpha: Mapping[str, float]
    water_words: tuple[str, ...]


@lru_cache(maxsize=1)
def _tokens() -> dict[str, Any]:
    return tomllib.loads(resources.path("theme", "theme.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def theme(name: str = "light") -> Theme:
    """Return the colours of a theme, ``"light"`` or ``"dark"``."""
    return Theme(**_tokens()[name])


@lru_cache(maxsize=4)
def map_style(name: str = "light") -> MapStyle:
    """Return the colours of the map in a theme; the dark map overrides what the light one states."""
    tokens = dict(_tokens()["map"])
    if name == "dark":
        tokens.update(_tokens()["map_dark"])
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in tokens.items()}
    return MapStyle(**values)


def colour(hex_code: str, alpha: float = 1.0) -> Colour:
    """Return a drawing colour."""
    return Colour(hex_code, alpha)


MAP = map_style("light")
"""The light map style, which is also the brief's and the web map's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From which resolution (metres per pixel) on a detail is left out, and sizes in pixels or metres.

    Attributes
    ----------
    lit_ground, hearing, buildings, residents, businesses
        Coarsest resolution at which these are drawn.
    lit_discs
        More lamps than this in view: their lit ground is left out.
    single_lamps, most_lamps
        Beyond this resolution and this many lamps in view they are counted by cell.
    smallest
        Features whose longer side is below this many pixels are skipped.
    street_width
        Metres; kept between `street_pixels` on the map.
    """

    lit_ground: float = 2.2
    lit_discs: int = 2500
    single_lamps: float = 16.0
    most_lamps: int = 15_000
    hearing: float = 12.0
    buildings: float = 4.0
    residents: float = 6.0
    businesses: float = 6.0
    smallest: float = 0.3
    street_width: float = 9.5
    street_pixels: tuple[float, float] = (0.6, 26.0)


LIMITS = Limits()
