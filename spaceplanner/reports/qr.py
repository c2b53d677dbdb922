"""QR codes as vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import segno

from spaceplanner.cartography.drawing import Polygons
from spaceplanner.cartography.style import colour
from spaceplanner.reports.components import PAGE, image

if TYPE_CHECKING:
    from spaceplanner.reports.page import Element


def code(content: str, size: float, *, alt: str) -> Element:
    """Return a QR code of `size` pixels without a quiet zone: the page around it is white."""
    matrix = np.array([list(line) for line in segno.make_qr(content, error="m").matrix], dtype=bool)
    step = size / len(matrix)
    rings = []
    for y, line in enumerate(matrix):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(np.int8), [0]])))
        for a, b in edges.reshape(-1, 2):
            x0, x1, y0, y1 = a * step, b * step, y * step, (y + 1) * step
            rings.append(np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]))
    drawing = Polygons(rings=tuple(rings), starts=tuple(range(len(rings))), fill=colour(PAGE.ink), merged=True)
    return image((drawing,), size, size, alt=alt)
