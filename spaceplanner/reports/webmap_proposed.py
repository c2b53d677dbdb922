"""What the proposals put on the web map: the outlines of their spaces, and everything they place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from spaceplanner.cartography import style
from spaceplanner.reports import svg
from spaceplanner.reports import webmap_geometry as geo
from spaceplanner.reports.webmap_layer import MapLayer, badges

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spaceplanner.domain.catalogue import InterventionType
    from spaceplanner.domain.proposal import Intervention
    from spaceplanner.reports.brief_case import Case

_LAMP, _OTHER = 18, 24  # pixels: lamps come by the dozen
_TOLERANCE = 0.3  # metres
_LOOKS: dict[int, dict[str, Any]] = {
    0: {},
    1: {"color": style.MAP.proposed, "weight": 3, "fill": False},
    2: {
        "color": style.MAP.proposed,
        "weight": 1.8,
        "fill": True,
        "fillColor": style.MAP.proposed_area,
        "fillOpacity": 1,
    },
}
"""Dimension of a geometry -> Leaflet path options."""


def placed(cases: Sequence[Case]) -> list[Intervention]:
    """Return all interventions that have a place, in the order of the proposals."""
    return [
        item
        for case in cases
        for item in case.proposal.interventions
        if item.geometry is not None and not item.geometry.is_empty
    ]


def layers(cases: Sequence[Case]) -> list[MapLayer]:
    """Return the layers of all proposals, in drawing order; none without proposals."""
    return [*_works(cases), *_outlines(cases)]


def _outlines(cases: Sequence[Case]) -> Iterator[MapLayer]:
    outlines = [
        geo.feature(number, geo.geojson(shapely.simplify(case.shape, _TOLERANCE), str(case.project.crs)))
        for number, case in enumerate(cases)
    ]
    if outlines:
        look = {"color": style.MAP.proposed, "weight": 2.6, "fill": False}
        yield MapLayer(
            key="proposals",
            group="proposals",
            pane="proposals",
            features=outlines,
            look=lambda _: look,
            count=len(outlines),
        )


def _works(cases: Sequence[Case]) -> Iterator[MapLayer]:
    by_type: dict[tuple[int, str], list[geo.Feature]] = {}
    for number, item in enumerate(placed(cases)):
        dimension = int(shapely.get_dimensions(item.geometry))
        written = geo.geojson(item.geometry, str(cases[0].project.crs))
        by_type.setdefault((dimension, item.type), []).append(geo.feature(number, written))
    # Areas first, then lines, then points, so that nothing is covered.
    for order, ((dimension, type_id), features) in enumerate(sorted(by_type.items(), key=lambda pair: -pair[0][0])):
        look = _LOOKS[dimension]
        yield MapLayer(
            key=f"item_{order}",
            group="proposals",
            pane="works" if dimension else "items",
            features=features,
            look=lambda _, look=look: look,  # type: ignore[misc] # mypy gives no type to a default of a lambda
            marker=None if dimension else badge(cases[0].catalogue.types.get(type_id)),
        )


def badge(kind: InterventionType | None) -> Any:
    """Return the marker of a type of intervention; one that the catalogue lacks gets a pin."""
    size = _LAMP if kind is not None and kind.lamp else _OTHER
    return badges(svg.icon(kind.icon if kind is not None else "map-pin"), size, "items")
