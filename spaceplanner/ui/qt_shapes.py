"""Rings and paths as Qt's polygons and painter paths, made from whole arrays instead of point by point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import shiboken6
from PySide6.QtCore import QByteArray, QDataStream, QIODevice
from PySide6.QtGui import QPainterPath, QPolygonF

from spaceplanner.cartography.drawing import Ragged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PySide6.QtCore import Qt

    from spaceplanner.cartography.drawing import Paths

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
"""How Qt writes an element of a path into a stream, in every version since 4.0; kind 0 moves, 1 draws a line."""
_VoidPtr = cast(Any, shiboken6.VoidPtr)  # its stub does not know that it takes objects, a size and whether to write
_CRISP = 3.0
"""Lines up to this width in device pixels are put on whole pixels where they are upright or level."""


def polygon(ring: NDArray[np.float64]) -> QPolygonF:
    """Return a ring or path (k, 2) as Qt's polygon, filled through its buffer."""
    made = QPolygonF()
    if len(ring):
        made.resize(len(ring))
        memory = _VoidPtr(made.data(), 16 * len(ring), True)  # noqa: FBT003 - Qt's own signature
        np.frombuffer(memory, dtype=np.float64).reshape(-1, 2)[:] = ring
    return made


def path(xy: NDArray[np.float64], limits: NDArray[np.int64], rule: Qt.FillRule) -> QPainterPath:
    """Return many paths, one after the other in `xy` and cut at `limits` (its first and last included), as one."""
    elements = np.empty(len(xy), dtype=_ELEMENT)
    elements["kind"] = 1
    elements["kind"][limits[:-1]] = 0
    elements["x"], elements["y"] = xy.T
    start = np.array([len(xy)], dtype=">i4").tobytes()
    end = np.array([limits[-2], rule.value], dtype=">i4").tobytes()
    made = QPainterPath()
    if len(xy):
        written = QByteArray(start + elements.tobytes() + end)  # the stream does not keep it
        stream = QDataStream(written, QIODevice.OpenModeFlag.ReadOnly)
        stream >> made
    return made


def ragged(paths: Paths) -> Ragged:
    """Return paths as one array."""
    if isinstance(paths, Ragged):
        return paths
    lengths = np.fromiter(map(len, paths), dtype=np.int64, count=len(paths))
    return Ragged(np.concatenate(list(paths)), np.concatenate([[0], np.cumsum(lengths)]))


def bundles(paths: Paths, cuts: NDArray[np.int64], rule: Qt.FillRule) -> Iterator[QPainterPath]:
    """Return paths in bundles: the first holds those from ``cuts[0]`` to before ``cuts[1]``, and so on."""
    flat = ragged(paths)
    for start, end in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        limits = flat.limits[start : end + 1]
        yield path(flat.xy[limits[0] : limits[-1]], limits - limits[0], rule)


def crisp(
    line: NDArray[np.float64], width: float, scale: float, shift: tuple[float, float]
) -> tuple[NDArray[np.float64], float]:
    """Return a path and its width such that thin upright and level lines cover whole device pixels.

    Parameters
    ----------
    line, width
        In the drawing's units.
    scale, shift
        Device pixels in a unit, and where the drawing's origin lies on the device.
    """
    if width * scale > _CRISP or len(line) < 2 or not (np.diff(line, axis=0) == 0).any(axis=1).all():  # noqa: PLR2004
        return line, width
    whole = max(1, round(width * scale))
    at = line * scale + shift
    # The middle of an odd width is the middle of a pixel.
    at = np.floor(at) + 0.5 if whole % 2 else np.round(at)
    return (at - shift) / scale, whole / scale
