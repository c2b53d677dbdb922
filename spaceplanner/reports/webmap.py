"""The web map: the proposals on one page that works without a network.

One HTML file holds Leaflet, the font, the icons and the data; its content security policy forbids every connection.
What it says of incidents is the published value: a density, or counts of five or more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from spaceplanner import i18n
from spaceplanner.cartography import style
from spaceplanner.domain.space import spaces_of
from spaceplanner.errors import InputError
from spaceplanner.i18n import N_, gettext, number, pick
from spaceplanner.io import atomic
from spaceplanner.reports import (
    brief_case,
    svg,
    webmap_layer,
    webmap_layers,
    webmap_legend,
    webmap_page,
    webmap_panel,
    webmap_proposed,
)
from spaceplanner.reports import webmap_geometry as geo
from spaceplanner.reports.html import Markup, json_in_script, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from spaceplanner.cartography.density import DensityField
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Project
    from spaceplanner.domain.result import Result, Values
    from spaceplanner.reports.brief_case import Case
    from spaceplanner.reports.webmap_layer import MapLayer
    from spaceplanner.reports.webmap_panel import Contents

    Progress = Callable[[float, str], None]

_FIRST_ZOOM, _LAST_ZOOM = 9.0, 20.0
_FAR, _CROWDED = 3.6, 1.6  # metres per pixel: coarser, names, or single interventions, would cover each other
_MARGIN = 0.03


def write(
    project: Project,
    result: Result,
    catalogue: Catalogue,
    out_file: Path,
    *,
    density: DensityField | None,
    language: str,
    today: date,
    values: Values = "published",
    progress: Progress | None = None,
) -> Path:
    """Write the web map of a project's proposals and return its path.

    Parameters
    ----------
    project, result, catalogue
        What is shown; the result belongs to the project.
    out_file
        The HTML file; it appears whole or not at all.
    density
        Incident density, or None where there is none.
    language
        ``"es"`` or ``"en"``.
    today
        Date printed on the map.
    values
        ``"exact"`` prints small counts and says that the map is internal.
    progress
        Called with the fraction done and a message id; may raise `Cancelled`.

    Raises
    ------
    InputError
        If the project has no space to show.
    FileError
        If the file cannot be written.
    """
    report = progress or (lambda _fraction, _message: None)
    with i18n.speaking(language):
        report(0.0, N_("Drawing the map"))
        spaces = spaces_of(project.layers)
        if project.crs is None or not spaces:
            raise InputError(N_("The web map needs public spaces: add a layer of spaces to the project first."))
        cases = _cases(project, result, catalogue, density=density, values=values, today=today)
        map_layers = webmap_layers.layers(project, result, density) + webmap_proposed.layers(cases)
        contents = webmap_panel.Contents(
            project=project,
            result=result,
            catalogue=catalogue,
            density=density,
            values=values,
            today=today,
            cases=cases,
            grouped=max((layer.merged for layer in map_layers), default=0.0),
            licences=webmap_page.licences(),
        )
        report(0.4, N_("Writing the page"))
        text = _page(contents, map_layers).render()
        report(0.9, "")
        with atomic.replacing(out_file) as temporary:
            temporary.write_bytes(text.encode("utf-8", "replace"))
        report(1.0, "")
    return out_file


def _cases(
    project: Project,
    result: Result,
    catalogue: Catalogue,
    *,
    density: DensityField | None,
    values: Values,
    today: date,
) -> tuple[Case, ...]:
    found = [
        brief_case.case(project, result, catalogue, outcome.id, density=density, values=values, today=today)
        for outcome in result.ranked
        if project.proposal(outcome.id) is not None
    ]
    return tuple(sorted((each for each in found if each.shape is not None), key=lambda each: each.outcome.rank))


def _page(contents: Contents, map_layers: list[MapLayer]) -> webmap_page.Page:
    project = contents.project
    bounds = _bounds(np.array([space.shape.bounds for space in spaces_of(project.layers)]), str(project.crs))
    south, west, north, east = bounds
    page_map = webmap_page.PlannerMap(
        ((south + north) / 2, (west + east) / 2),
        zoom=15,
        minZoom=_FIRST_ZOOM,
        maxZoom=_LAST_ZOOM,
        zoomSnap=0.5,
        zoomControl=False,
    )
    webmap_layer.add(page_map, map_layers)
    data = _data(contents, map_layers, bounds)
    page = webmap_page.Page(
        language=i18n.language(),
        title=gettext("{name}: map of proposals").format(name=project.name),
        body=_body(contents, map_layers),
        data=json_in_script(data),
        letters=_letters(data),
    )
    page.add_child(page_map)
    return page


def _bounds(boxes: Any, crs: str) -> tuple[float, float, float, float]:
    """Return (south, west, north, east) in degrees of boxes (min x, min y, max x, max y) in a CRS, with a margin."""
    x0, y0, x1, y1 = boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max()
    dx, dy = (x1 - x0) * _MARGIN, (y1 - y0) * _MARGIN
    corners = np.array([(x, y) for x in (x0 - dx, x1 + dx) for y in (y0 - dy, y1 + dy)])
    places = geo.lonlat(corners, crs)
    (west, south), (east, north) = places.min(axis=0), places.max(axis=0)
    return float(south), float(west), float(north), float(east)


def _body(contents: Contents, map_layers: list[MapLayer]) -> Markup:
    return tag(
        "div",
        tag("a", gettext("Skip the map"), href="#sp-list", class_="skip"),
        tag(
            "div",
            Markup(webmap_page.Page.MAP),
            webmap_legend.controls(map_layers, contents.density),
            tag("template", svg.icon("maximize"), id="sp-icon-whole"),
            class_="mapbox",
        ),
        webmap_panel.panel(contents),
        class_="page",
    )


def _data(contents: Contents, map_layers: list[MapLayer], bounds: tuple[float, float, float, float]) -> dict[str, Any]:
    """Return what the page's script needs: the reader's words, sizes by scale, and plain texts by number."""
    south, west, north, east = bounds
    groups = [layer.variable for layer in map_layers]
    return {
        "map": "map_planner",
        "bounds": [[south, west], [north, east]],
        "words": {
            "map": gettext("Map of the spaces and proposals"),
            "closer": gettext("Zoom in"),
            "farther": gettext("Zoom out"),
            "whole": gettext("Show the whole area"),
        },
        "zoom": _FIRST_ZOOM,
        "sizes": webmap_layers.sizes((south + north) / 2, _FIRST_ZOOM, _LAST_ZOOM),
        "far": _FAR,
        "crowded": _CROWDED,
        "casing": style.MAP.street_edge,
        "halo": style.MAP.halo,
        "streets": [name for name in groups if name.startswith("geo_json_streets_")],
        "dots": [
            [layer.variable, layer.pane.removesuffix("s")] for layer in map_layers if layer.pane in {"lamps", "alarms"}
        ],
        "items": [name for name in groups if name.startswith("geo_json_item_")],
        "spaces": webmap_panel.space_texts(contents),
        "proposals": _flags(contents.cases),
        "itemNames": _item_names(contents),
    }


def _flags(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return for each proposal what its flag on the map says, where it stands, and what to zoom to."""
    out = []
    for case in cases:
        crs = str(case.project.crs)
        shapes = [case.shape, *(item.geometry for item in case.proposal.interventions)]
        boxes = np.array([shape.bounds for shape in shapes if shape is not None and not shape.is_empty])
        south, west, north, east = _bounds(boxes, crs)
        x0, _, x1, y1 = boxes[0]
        ((lon, lat),) = geo.lonlat(np.array([[(x0 + x1) / 2, y1]]), crs).tolist()
        rank = number(case.outcome.rank)
        out.append(
            {
                "name": case.outcome.name,
                "rank": rank,
                "label": gettext("Proposal {name}, rank {rank}").format(name=case.outcome.name, rank=rank),
                "at": [lat, lon],
                "bounds": [[south, west], [north, east]],
            }
        )
    return out


def _item_names(contents: Contents) -> list[str]:
    types = contents.catalogue.types
    return [
        pick(types[item.type].name) if item.type in types else item.type
        for item in webmap_proposed.placed(contents.cases)
    ]


def _letters(value: Any) -> str:
    """Return all texts in the page's data, one after the other."""
    if isinstance(value, dict):
        return "".join(_letters(each) for each in value.values())
    if isinstance(value, list):
        return "".join(_letters(each) for each in value)
    return value if isinstance(value, str) else ""
