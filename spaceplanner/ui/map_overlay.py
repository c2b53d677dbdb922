"""What is painted over the map while the user works: the preview, what is selected, scale bar and north."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography import furniture, proposed, shapes
from spaceplanner.cartography.drawing import Lines, Polygons, Stroke
from spaceplanner.cartography.style import colour, map_style
from spaceplanner.cartography.style import theme as page_theme
from spaceplanner.cartography.symbols import Sheet
from spaceplanner.domain.proposal import Intervention, Proposal
from spaceplanner.ui import sketch_marks

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from spaceplanner.cartography.drawing import Operation
    from spaceplanner.cartography.view import View
    from spaceplanner.domain.catalogue import Catalogue
    from spaceplanner.domain.project import Settings
    from spaceplanner.services.gestures import Preview

_RING = 11.0
_ARROW, _ARROW_SIZE = 26.0, 19.0
_GAINED_LIT, _GAINED_HEARD = 0.45, 0.16
_CREDIT, _CREDIT_UP = 4.0, 6.0
_TURN = np.linspace(0, 2 * np.pi, 33)


def of_preview(
    preview: Preview, view: View, *, settings: Settings, catalogue: Catalogue, theme: str
) -> tuple[Operation, ...]:
    """Return the drawing of what would be placed or is being moved, with the ground it lights or is heard on."""
    placed = of_placed(preview, view, settings=settings, catalogue=catalogue, theme=theme)
    if preview.geometry is None or preview.geometry.is_empty:
        return placed
    sheet, plan = Sheet(view, map_style(theme), page_theme(theme), settings), _plan(preview, preview.geometry)
    nowhere = np.empty((0, 2))
    return (
        *proposed.lit_ground(nowhere, proposed.lamps(plan, catalogue), sheet),
        *proposed.hearing(nowhere, proposed.alarms(plan, catalogue), sheet),
        *placed,
    )


def of_placed(
    preview: Preview, view: View, *, settings: Settings, catalogue: Catalogue, theme: str
) -> tuple[Operation, ...]:
    """Return the drawing of what would be placed or is being moved, without the ground it reaches."""
    marks = sketch_marks.of_sketch(preview, view, theme)
    if preview.geometry is None or preview.geometry.is_empty:
        return marks
    sheet = Sheet(view, map_style(theme), page_theme(theme), settings)
    return (*proposed.draw(_plan(preview, preview.geometry), catalogue, sheet), *marks)


def _plan(preview: Preview, geometry: BaseGeometry) -> Proposal:
    parts = shapely.get_parts(geometry)
    items = tuple(Intervention(id=f"preview-{i}", type=preview.type, geometry=part) for i, part in enumerate(parts))
    return Proposal(id="preview", name="", space="", interventions=items)


def of_gained(ground: BaseGeometry, view: View, theme: str, *, lit: bool) -> tuple[Operation, ...]:
    """Return the mark of bare ground that what is in hand would light, or be heard on: tinted, with a broken edge."""
    flat = shapes.flatten(np.array([ground], dtype=object), areas=True)
    if not len(flat.feature):
        return ()
    rings, starts = shapes.paths(flat, np.arange(len(flat.feature)), view)
    style = map_style(theme)
    fill = colour(style.lit, _GAINED_LIT) if lit else colour(style.proposed, _GAINED_HEARD)
    return (
        Polygons(rings=rings, starts=starts, fill=fill, stroke=Stroke(colour(style.halo, 0.8), 3.0)),
        Polygons(rings=rings, starts=starts, stroke=Stroke(colour(style.proposed), 1.4, (4.0, 3.0))),
    )


def of_selected(geometry: BaseGeometry, view: View, theme: str, *, held: bool = False) -> tuple[Operation, ...]:
    """Return the mark around a selected intervention, and its grips where the tool in hand can take it by them."""
    edge = Stroke(colour(page_theme(theme).accent), 1.6, (3.0, 2.5))
    if geometry.geom_type == "Point":
        centre = view.to_pixels(shapely.get_coordinates(geometry))[0]
        return (Lines(paths=(centre + _RING * np.column_stack([np.cos(_TURN), np.sin(_TURN)]),), stroke=edge),)
    around = shapely.get_exterior_ring(shapely.buffer(geometry, 6 * view.resolution, quad_segs=4))
    ring = Lines(paths=(view.to_pixels(shapely.get_coordinates(around)),), stroke=edge)
    return (ring, *(sketch_marks.of_grips(geometry, view, theme) if held else ()))


def of_hovered(shape: BaseGeometry, view: View, theme: str) -> tuple[Operation, ...]:
    """Return a thin outline of the space under the pointer."""
    edge = Stroke(colour(page_theme(theme).accent, 0.8), 1.4)
    rings = tuple(
        view.to_pixels(shapely.get_coordinates(ring))
        for part in shapely.get_parts(shape)
        for ring in shapely.get_rings(part)
    )
    return (Lines(paths=rings, stroke=edge),)


def of_furniture(view: View, theme: str, *, edge: float, credit: str = "") -> tuple[Operation, ...]:
    """Return the scale bar in the lower left corner, the north arrow beside it and, at the right, whom the map names."""
    bar = furniture.scale_bar(view)
    bottom = view.height - edge
    return (
        *furniture.scale_bar_drawing(view, edge + 2, bottom, theme=theme),
        *furniture.north_arrow(edge + bar.pixels + _ARROW, bottom - _ARROW_SIZE, theme=theme, size=_ARROW_SIZE),
        *furniture.credit_line(
            credit, view.width - _CREDIT, view.height - _CREDIT_UP, theme=theme, widest=view.width * 0.6
        ),
    )


def furniture_box(view: View, *, edge: float) -> tuple[float, float, float, float]:
    """Return the rectangle in pixels (left, top, right, bottom) that `of_furniture` draws in."""
    right = edge + furniture.scale_bar(view).pixels + _ARROW + _ARROW_SIZE
    return 0.0, view.height - edge - 2 * _ARROW_SIZE, right, view.height


def of_crosshair(view: View, theme: str) -> tuple[Operation, ...]:
    """Return a cross in the middle of the map: where the Enter key places when there is no pointer."""
    x, y, arm = view.width / 2, view.height / 2, 8.0
    paths = (np.array([[x - arm, y], [x + arm, y]]), np.array([[x, y - arm], [x, y + arm]]))
    page = page_theme(theme)
    return (
        Lines(paths=paths, stroke=Stroke(colour(page.panel), 4.0)),
        Lines(paths=paths, stroke=Stroke(colour(page.accent), 1.6)),
    )


def ground(view: View, theme: str) -> tuple[Operation, ...]:
    """Return bare ground, for where nothing has been painted yet."""
    box = np.array([[0, 0], [view.width, 0], [view.width, view.height], [0, view.height]], dtype=np.float64)
    return (Polygons(rings=(box,), starts=(0,), fill=colour(map_style(theme).blocks)),)
