"""A picture in one coordinate system drawn in another: exact at the corners of a grid, straight between them.

The grid is as fine as it must be for the straight parts to lie within a share of a pixel of the truth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from PIL.Image import Image

    Mapping = Callable[[NDArray[np.float64]], NDArray[np.float64]]

TOLERANCE = 0.25
"""How far from its place a pixel may be, in pixels of the picture."""
_CELLS = (256, 128, 64, 32, 16)


def warped(picture: Image, size: tuple[int, int], mapping: Mapping) -> Image:
    """Return a picture drawn anew, transparent where there is nothing of it.

    Parameters
    ----------
    picture
        RGBA.
    size
        Width and height of the result, pixels.
    mapping
        Pixels of the result (n, 2) -> pixels of the picture (n, 2), both counted from the upper left corner so that the
        middle of the first is (0.5, 0.5); not finite where there is no ground.
    """
    from PIL import Image as Pictures  # noqa: PLC0415 - start-up time: only backgrounds need it

    mesh = [
        (box, quad)
        for box, quad in _mesh(size, mapping)
        if np.isfinite(quad).all() and _touches(quad, picture.width, picture.height)
    ]
    if not mesh:
        return Pictures.new("RGBA", size)
    return picture.transform(size, Pictures.Transform.MESH, mesh, resample=Pictures.Resampling.BILINEAR)


def _touches(quad: tuple[float, ...], width: int, height: int) -> bool:
    columns, rows = quad[::2], quad[1::2]
    return max(columns) > 0 and min(columns) < width and max(rows) > 0 and min(rows) < height


def _mesh(size: tuple[int, int], mapping: Mapping) -> list[tuple[tuple[int, int, int, int], tuple[float, ...]]]:
    """Return rectangles of the result, each with its corners in the picture: NW, SW, SE, NE as Pillow wants them."""
    for cell in _CELLS:
        columns, rows = _edges(size[0], cell), _edges(size[1], cell)
        nodes = mapping(_grid(columns, rows)).reshape(len(rows), len(columns), 2)
        if _straight(nodes, columns, rows, mapping):
            break
    return [
        (
            (int(columns[i]), int(rows[j]), int(columns[i + 1]), int(rows[j + 1])),
            tuple(map(float, (*nodes[j, i], *nodes[j + 1, i], *nodes[j + 1, i + 1], *nodes[j, i + 1]))),
        )
        for j in range(len(rows) - 1)
        for i in range(len(columns) - 1)
    ]


def _edges(length: int, cell: int) -> NDArray[np.float64]:
    return np.append(np.arange(0.0, length, cell), float(length))


def _grid(columns: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    across, down = np.meshgrid(columns, rows)
    return np.column_stack([across.ravel(), down.ravel()])


def _straight(
    nodes: NDArray[np.float64], columns: NDArray[np.float64], rows: NDArray[np.float64], mapping: Mapping
) -> bool:
    """Return whether the middles of all cells, where straight lines err most, are where they should be."""
    middles = (columns[1:] + columns[:-1]) / 2, (rows[1:] + rows[:-1]) / 2
    exact = mapping(_grid(*middles)).reshape(len(middles[1]), len(middles[0]), 2)
    between = (nodes[:-1, :-1] + nodes[:-1, 1:] + nodes[1:, :-1] + nodes[1:, 1:]) / 4
    with np.errstate(invalid="ignore"):
        off = np.hypot(*np.moveaxis(exact - between, -1, 0))
    return bool((~np.isfinite(off) | (off <= TOLERANCE)).all())
