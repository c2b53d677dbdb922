"""Names of spaces on the map, placed without collisions: the selected first, then the neediest, then the largest."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from spaceplanner.cartography import fonts
from spaceplanner.cartography.drawing import Anchor, Text
from spaceplanner.cartography.style import colour
from spaceplanner.domain.layer import GeometryKind, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from spaceplanner.cartography.symbols import Sheet
    from spaceplanner.domain.layer import Layer
    from spaceplanner.domain.result import Result

    Frame = tuple[float, float, float, float]

_SIZE, _SELECTED_SIZE, _WEIGHT, _WIDEST = 12.0, 14.0, "semibold", 190.0
_SMALLEST, _MOST = 14.0, 60


@lru_cache(maxsize=16)
def _anchors(layer: Layer) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[np.float64], NDArray[np.float64]]:
    """Return the ids, the names, a point inside each space and the bounds of each, metres."""
    table = layer.table
    ids = [str(key) for key in table.column("id").to_pylist()]
    names = table.column("name").to_pylist() if "name" in table.column_names else ids
    shapes = layer.geometry
    if layer.kind is GeometryKind.POINT:
        shapes = shapely.points(layer.geometry)
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes))
    return (
        tuple(ids),
        tuple(str(name or key) for name, key in zip(names, ids, strict=True)),
        inside,
        shapely.bounds(shapes),
    )


def place(
    layers: tuple[Layer, ...],
    sheet: Sheet,
    *,
    selection: str | None,
    result: Result | None,
    avoid: Sequence[Frame] = (),
) -> tuple[Text, ...]:
    """Return the names of the spaces in view, as many as fit without touching each other.

    Parameters
    ----------
    layers
        Layers with the role ``spaces``.
    selection
        Id of the selected space: labelled first and larger.
    result
        Where given, needier spaces come before larger ones.
    avoid
        Rectangles in pixels (left, top, right, bottom) that names must not touch.
    """
    taken = list(avoid)
    texts: list[Text] = []
    ranks = (
        {} if result is None else {item.space: item.rank for item in result.diagnosis.spaces if item.rank is not None}
    )
    for key, name, (x, y), box in _in_order(layers, sheet, selection, ranks):
        chosen = key == selection
        size = _SELECTED_SIZE if chosen else _SIZE
        words = fonts.fitted(fonts.writable(name), _WIDEST, size, _WEIGHT)
        half, high = fonts.text_width(words, size, _WEIGHT) / 2 + 4, size * 0.75
        for at in (y, box[1] - high - 3, box[3] + high + 3):
            frame = (x - half, at - high, x + half, at + high)
            if _free(frame, taken, sheet):
                taken.append(frame)
                texts.append(
                    Text(
                        x=x,
                        y=at,
                        text=words,
                        size=size,
                        colour=colour(sheet.map.label),
                        weight=_WEIGHT,
                        anchor=Anchor.CENTRE,
                        halo=colour(sheet.map.halo),
                    )
                )
                break
        if len(texts) >= _MOST:
            break
    return tuple(texts)


def _in_order(
    layers: tuple[Layer, ...], sheet: Sheet, selection: str | None, ranks: dict[str, int]
) -> list[tuple[str, str, tuple[float, float], tuple[float, float, float, float]]]:
    """Return (id, name, anchor, box) in pixels of the spaces in view that are large enough, the most important first."""
    found: list[tuple[tuple[bool, int, float], str, str, tuple[float, float], tuple[float, float, float, float]]] = []
    view = sheet.view
    for layer in layers:
        ids, names, inside, bounds = _anchors(layer)
        at = view.to_pixels(inside)
        low, high = view.to_pixels(bounds[:, :2]), view.to_pixels(bounds[:, 2:])
        longest = np.maximum(high[:, 0] - low[:, 0], low[:, 1] - high[:, 1])
        within = (at[:, 0] > 0) & (at[:, 0] < view.width) & (at[:, 1] > 0) & (at[:, 1] < view.height)
        picked = np.array([key == selection for key in ids], dtype=bool)
        for i in np.flatnonzero(within & ((longest >= _SMALLEST) | picked)):
            rank = min(ranks.get(ids[i], 11), 11)  # beyond the ten neediest, size decides
            box = (low[i, 0], high[i, 1], high[i, 0], low[i, 1])
            found.append(((not picked[i], rank, -longest[i]), ids[i], names[i], (at[i, 0], at[i, 1]), box))
    found.sort(key=lambda item: item[:2])
    return [item[1:] for item in found[: 4 * _MOST]]


def _free(
    frame: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]], sheet: Sheet
) -> bool:
    x0, y0, x1, y1 = frame
    if x0 < 2 or y0 < 2 or x1 > sheet.view.width - 2 or y1 > sheet.view.height - 2:  # noqa: PLR2004 - pixels of margin
        return False
    return all(x1 < a or x0 > c or y1 < b or y0 > d for a, b, c, d in taken)


def of_project(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Return the layers whose features are labelled."""
    return tuple(layer for layer in layers if layer.role is Role.SPACES and "id" in layer.table.column_names)
