"""Drawing operations as vectors on a page of a PDF, through a ReportLab canvas."""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image
from reportlab.lib.utils import ImageReader

from spaceplanner.cartography import fonts, icons, raster
from spaceplanner.cartography.drawing import Anchor, Badges, Cells, Dots, Lines, Picture, Polygons, Text
from spaceplanner.reports import pdf_fonts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from spaceplanner.cartography.drawing import Colour, Group, Operation, Stroke

POINT = 0.75
"""Points in a pixel: pixels are 1/96 inch, points 1/72."""

_ROUND, _BUTT = 1, 0
_HALO_WIDTH = 3.0
_ARC = 0.5522847498  # control points of a quarter circle, as a share of its radius


class PdfSurface:
    """Carries drawing operations out on a ReportLab canvas.

    Parameters
    ----------
    canvas
        A canvas in its own units (points, y up).
    height
        Height of the page in pixels; pixel (0, 0) is the page's top left corner.

    Notes
    -----
    Paths go into the content stream as text: a map holds tens of thousands of points, and a canvas call for each would
    take longer than everything else together.
    """

    def __init__(self, canvas: Any, height: float) -> None:
        self._canvas = canvas
        self._height = height
        self._shift: tuple[float, float] = (0.0, 0.0)

    def draw(self, groups: Iterable[Group]) -> None:
        """Carry the operations out, in order."""
        for group in groups:
            for operation in group.operations:
                self.operate(operation)

    @contextmanager
    def within(self, x: float, y: float, width: float, height: float, *, radius: float = 0.0) -> Iterator[None]:
        """Draw in a clip rectangle, with rounded corners, whose top left corner becomes pixel (0, 0)."""
        self._canvas.saveState()
        self._emit(_rounded(self._points(np.array([[x, y], [x + width, y + height]])), radius * POINT), "W n")
        before = self._shift
        self._shift = (before[0] + x, before[1] + y)
        try:
            yield
        finally:
            self._shift = before
            self._canvas.restoreState()

    @singledispatchmethod
    def operate(self, operation: Operation) -> None:
        """Carry one operation out."""
        message = f"no such operation: {operation!r}"
        raise TypeError(message)

    @operate.register
    def _polygons(self, operation: Polygons) -> None:
        limits = [*operation.starts, len(operation.rings)]
        paths = [self._path(ring, close=True) for ring in operation.rings]
        shapes = [" ".join(paths[a:b]) for a, b in itertools.pairwise(limits)]
        if operation.merged:
            shapes = [" ".join(shapes)]
        if operation.fill is not None:
            self._fill(operation.fill)
        if operation.stroke is not None:
            self._stroke(operation.stroke, cap=_BUTT)
        paint = _PAINT[operation.fill is not None, operation.stroke is not None, operation.merged]
        for shape in shapes:
            self._emit(shape, paint)

    @operate.register
    def _lines(self, operation: Lines) -> None:
        self._stroke(operation.stroke, cap=_BUTT if operation.stroke.dash else _ROUND)
        self._emit(" ".join(self._path(path) for path in operation.paths), "S")

    @operate.register
    def _dots(self, operation: Dots) -> None:
        """Draw dots as zero-length lines with round ends, the shortest way to say a circle in a PDF; rings as circles."""
        points = self._points(operation.xy)
        dots = " ".join(f"{x:.2f} {y:.2f} m {x:.2f} {y:.2f} l" for x, y in points.tolist())
        for inner, outer, colour in raster.rounds(operation):
            if inner > 0:
                self._pen(colour, outer - inner)
                r = (inner + outer) / 2 * POINT
                ends = np.array([[-r, r], [r, -r]])
                self._emit(" ".join(_rounded(point + ends, r) for point in points), "S")
            else:
                self._pen(colour, 2 * outer)
                self._emit(dots, "S")

    @operate.register
    def _cells(self, operation: Cells) -> None:
        rows, columns = operation.rgba.shape[:2]
        width, height = columns * operation.size, rows * operation.size
        ((x, y),) = self._points(np.array([[operation.x, operation.y + height]])).tolist()
        picture = ImageReader(Image.fromarray(np.ascontiguousarray(operation.rgba)))
        self._canvas.setFillAlpha(1.0)
        self._canvas.drawImage(picture, x, y, width * POINT, height * POINT, mask="auto")

    @operate.register
    def _badges(self, operation: Badges) -> None:
        self._dots(Dots(xy=operation.xy, radius=operation.radius, fill=operation.fill, stroke=operation.stroke))
        scale = operation.radius * 1.16 / icons.SIZE
        self._pen(operation.ink, 2.0 * scale * 1.15)
        corner = operation.xy - icons.SIZE * scale / 2
        for x, y in corner.tolist():
            self._emit(self._icon(operation.icon, x, y, scale), "S")

    @operate.register
    def _text(self, operation: Text) -> None:
        words = fonts.writable(operation.text)
        width = fonts.text_width(words, operation.size, operation.weight)
        left = -{Anchor.LEFT: 0.0, Anchor.CENTRE: 0.5, Anchor.RIGHT: 1.0}[operation.anchor] * width
        baseline = fonts.CAP_HEIGHT / 2 * operation.size
        if operation.angle:
            ((x, y),) = self._points(np.array([[operation.x, operation.y]])).tolist()
            self._canvas.saveState()
            self._canvas.translate(x, y)
            self._canvas.rotate(operation.angle)
            self._letters(operation, words, left * POINT, -baseline * POINT)
            self._canvas.restoreState()
        else:
            ((x, y),) = self._points(np.array([[operation.x + left, operation.y + baseline]])).tolist()
            self._letters(operation, words, x, y)

    def _letters(self, operation: Text, words: str, x: float, y: float) -> None:
        canvas = self._canvas
        canvas.setFont(pdf_fonts.name(operation.weight), operation.size * POINT)
        spacing = fonts.tracking(operation.size) * POINT
        if operation.halo is not None:
            self._pen(operation.halo, _HALO_WIDTH)
            canvas.drawString(x, y, words, mode=1, charSpace=spacing)
        self._fill(operation.colour)
        canvas.drawString(x, y, words, charSpace=spacing)

    @operate.register
    def _picture(self, operation: Picture) -> None:
        """Draw a picture; its opacity goes into its mask, which a canvas does not mix with its own."""
        from PIL import Image  # noqa: PLC0415 - start-up time: only maps with a background need it
        from reportlab.lib.utils import ImageReader  # noqa: PLC0415

        left, top, right, bottom = operation.box
        picture = Image.fromarray(operation.pixels, "RGBA")
        if operation.opacity < 1:
            picture.putalpha(picture.getchannel("A").point(lambda value: round(value * operation.opacity)))
        (x, y), (x1, y1) = self._points(np.array([[left, bottom], [right, top]])).tolist()
        self._canvas.drawImage(ImageReader(picture), x, y, x1 - x, y1 - y, mask="auto")

    def icon(self, name: str, x: float, y: float, size: float, colour: Colour) -> None:
        """Draw an icon with its top left corner at (x, y)."""
        self._pen(colour, 2.0 * size / icons.SIZE)
        self._emit(self._icon(name, x, y, size / icons.SIZE), "S")

    def _icon(self, name: str, x: float, y: float, scale: float) -> str:
        out: list[str] = []
        for command, points in icons.outline(name):
            pixels = np.array(points, dtype=np.float64).reshape(-1, 2) * scale + (x, y)
            numbers = " ".join(f"{a:.2f} {b:.2f}" for a, b in self._points(pixels).tolist())
            out.append(f"{numbers} {_PEN[command]}".strip())
        return " ".join(out)

    def _points(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return page coordinates in points of pixel coordinates (n, 2)."""
        moved = xy + self._shift
        return np.column_stack([moved[:, 0] * POINT, (self._height - moved[:, 1]) * POINT])

    def _path(self, xy: NDArray[np.float64], *, close: bool = False) -> str:
        points = self._points(xy)
        if close and len(points) > 1 and np.array_equal(points[0], points[-1]):
            points = points[:-1]
        words = [f"{x:.2f} {y:.2f} l" for x, y in points.tolist()]
        if words:
            words[0] = words[0][:-1] + "m"
        return " ".join(words) + (" h" if close else "")

    def _fill(self, colour: Colour) -> None:
        self._canvas.setFillColorRGB(*_rgb(colour))
        self._canvas.setFillAlpha(colour.alpha)

    def _stroke(self, stroke: Stroke, *, cap: int) -> None:
        self._pen(stroke.colour, stroke.width)
        self._canvas.setLineCap(cap)
        self._canvas.setDash([length * POINT for length in stroke.dash])

    def _pen(self, colour: Colour, width: float) -> None:
        canvas = self._canvas
        canvas.setStrokeColorRGB(*_rgb(colour))
        canvas.setStrokeAlpha(colour.alpha)
        canvas.setLineWidth(width * POINT)
        canvas.setLineCap(_ROUND)
        canvas.setLineJoin(_ROUND)
        canvas.setDash([])

    def _emit(self, path: str, paint: str) -> None:
        if path:
            self._canvas._code.append(f"{path} {paint}")  # noqa: SLF001 - see the class's notes


_PAINT = {
    (True, False, False): "f*",
    (True, False, True): "f",
    (True, True, False): "B*",
    (True, True, True): "B",
    (False, True, False): "S",
    (False, True, True): "S",
    (False, False, False): "n",
    (False, False, True): "n",
}
"""(fill, stroke, merged) -> painting operator; merged shapes fill by the non-zero rule, others by even-odd."""

_PEN = {"moveTo": "m", "lineTo": "l", "curveTo": "c", "closePath": "h", "endPath": ""}


def _rgb(colour: Colour) -> tuple[float, float, float]:
    code = colour.hex.lstrip("#")
    return int(code[0:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:6], 16) / 255


def _rounded(corners: NDArray[np.float64], r: float) -> str:
    """Return the path of a rectangle with rounded corners, in points."""
    (x0, y1), (x1, y0) = corners.tolist()
    if r <= 0:
        return f"{x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re"
    k = r * (1 - _ARC)
    return (
        f"{x0 + r:.2f} {y0:.2f} m {x1 - r:.2f} {y0:.2f} l "
        f"{x1 - k:.2f} {y0:.2f} {x1:.2f} {y0 + k:.2f} {x1:.2f} {y0 + r:.2f} c {x1:.2f} {y1 - r:.2f} l "
        f"{x1:.2f} {y1 - k:.2f} {x1 - k:.2f} {y1:.2f} {x1 - r:.2f} {y1:.2f} c {x0 + r:.2f} {y1:.2f} l "
        f"{x0 + k:.2f} {y1:.2f} {x0:.2f} {y1 - k:.2f} {x0:.2f} {y1 - r:.2f} c {x0:.2f} {y0 + r:.2f} l "
        f"{x0:.2f} {y0 + k:.2f} {x0 + k:.2f} {y0:.2f} {x0 + r:.2f} {y0:.2f} c h"
    )
