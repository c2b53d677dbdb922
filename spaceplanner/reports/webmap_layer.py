"""A layer of the web map as folium draws it: its pane, its features, its look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import folium

from spaceplanner.reports import webmap_geometry as geo
from spaceplanner.reports.webmap_page import Pane, named, renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Looks = dict[str, Any]
"""Leaflet options of a path."""

PANES: dict[str, tuple[int, bool]] = {
    "context": (250, False),
    "casing": (260, False),
    "streets": (270, False),
    "density": (300, False),
    "spaces": (350, True),
    "hearing": (380, False),
    "lamps": (400, False),
    "alarms": (410, False),
    "halo": (440, False),
    "works": (450, True),
    "proposals": (460, True),
    "items": (620, True),
    "flags": (640, True),
}
"""Pane -> height in the pile, and whether it answers to the pointer."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class MapLayer:
    """One folium layer to be.

    Attributes
    ----------
    key
        Its own name; `variable` is what the page's script calls it.
    group
        The entry of the legend that shows and hides it.
    features
        GeoJSON features; their properties are numbers only.
    look
        Feature -> Leaflet path options.
    marker
        How points are drawn.
    count
        Things it shows, for the legend.
    merged
        Side in metres of the squares whose points are drawn as one; 0: each by itself.
    smooth
        Pixels by which Leaflet may simplify lines; 0 where neighbours must fit.
    """

    key: str
    group: str
    pane: str
    features: Sequence[geo.Feature]
    look: Callable[[geo.Feature], Looks]
    marker: folium.Marker | None = None
    count: int = 0
    merged: float = 0.0
    smooth: float = 0.8

    @property
    def variable(self) -> str:
        """Name of the layer in the page's script."""
        return f"geo_json_{self.key}"


def add(page_map: folium.Map, layers: Iterable[MapLayer]) -> None:
    """Add all panes, and the layers, to a folium map."""
    for pane, (height, answers) in PANES.items():
        Pane(pane, height, answers=answers).add_to(page_map)
    for layer in layers:
        shown = folium.GeoJson(
            geo.collection(layer.features),
            style_function=layer.look,
            marker=layer.marker,
            name=layer.key,
            control=False,
            smooth_factor=layer.smooth,
            pane=layer.pane,
            interactive=PANES[layer.pane][1],
            renderer=renderer(layer.pane),
        )
        named(shown, layer.key).add_to(page_map)


def circles(pane: str, radius: float, *, metres: bool = False) -> folium.Marker:
    """Return the marker that draws points as circles of a radius in pixels, or in metres on the ground."""
    kind = folium.Circle if metres else folium.CircleMarker
    marker = kind(location=(0, 0), radius=radius)
    own: Looks = {"pane": pane, "renderer": renderer(pane), "interactive": PANES[pane][1]}
    marker.options |= own
    return marker


def badges(icon: str, size: int, pane: str) -> folium.Marker:
    """Return the marker that draws points as round badges.

    Parameters
    ----------
    icon
        Markup of the picture inside.
    size
        Pixels.
    pane
        Where they are drawn.
    """
    half = size // 2
    picture = folium.DivIcon(html=icon, icon_size=(size, size), icon_anchor=(half, half), class_name="sp-item")
    marker = folium.Marker(location=(0, 0), icon=picture)
    marker.options |= {"pane": pane, "keyboard": False}
    return marker
